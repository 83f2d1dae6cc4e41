//! Numbers of the catalogue written as their stable names, so that a rule's JSON form can be read
//! without the catalogue at hand.

/// A data element as its id.
pub(crate) mod element {
    use catalog::element::{Dictionary, ElementNo};
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(no: &ElementNo, to: S) -> Result<S::Ok, S::Error> {
        match Dictionary::shipped().get(*no) {
            Some(element) => to.serialize_str(&element.id),
            None => Err(serde::ser::Error::custom(format!("数据元{}不存在", no.0))),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ElementNo, D::Error> {
        let id = String::deserialize(from)?;
        Dictionary::shipped()
            .by_id(&id)
            .map(|element| element.no)
            .ok_or_else(|| D::Error::custom(format!("没有标识为“{id}”的数据元")))
    }
}

/// A source as its code.
pub(crate) mod source {
    use catalog::source::{SourceNo, Sources};
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(no: &SourceNo, to: S) -> Result<S::Ok, S::Error> {
        match Sources::shipped().get(*no) {
            Some(source) => to.serialize_str(&source.code),
            None => Err(serde::ser::Error::custom(format!("数据来源{}不存在", no.0))),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SourceNo, D::Error> {
        let code = String::deserialize(from)?;
        Sources::shipped()
            .by_code(&code)
            .map(|source| source.no)
            .ok_or_else(|| D::Error::custom(format!("没有代码为“{code}”的数据来源")))
    }
}
