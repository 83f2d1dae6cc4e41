//! Keys by which rows are compared: keyed digests, so that neither an index nor a database
//! holds an identity number in plain.

use catalog::element::{ElementNo, no};
use catalog::identifier::{credit_code, id_number};
use catalog::period::day_of;
use catalog::values::Values;
use serde::{Deserialize, Serialize};

/// A keyed digest of an identifying text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub i64);

/// Makes keys. The secret is the maker's; equal domain and text give equal keys, for good.
pub trait KeyMaker {
    /// The key of a text. The domain keeps equal texts of different meaning apart.
    fn key(&self, domain: &'static str, text: &str) -> Key;
}

/// The keys of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LinkInput {
    /// Of something that only this entity has.
    pub strong: Option<Key>,
    /// Of something that others might share by chance.
    pub weak: Option<Key>,
}

impl LinkInput {
    /// Whether nothing can recognise the row.
    #[must_use]
    pub const fn is_alone(&self) -> bool {
        self.strong.is_none() && self.weak.is_none()
    }
}

/// 登记住所, where a place has no business address.
const REGISTERED_ADDRESS: ElementNo = ElementNo(141);

/// Separates parts of one text; it stands in no cleaned value.
const BETWEEN: &str = "\u{1f}";

/// Keys of a person's row. Strong: a valid identity number. Weak: name, birth date and the
/// dwelling lived in (its entity id), all three. The birth date in a valid number goes before a
/// typed one, as it is the authoritative one (GB 11643).
pub fn person_keys(values: &Values, dwelling: Option<i64>, maker: &dyn KeyMaker) -> LinkInput {
    let number = values
        .get(no::ID_NUMBER)
        .and_then(|number| Some((number, birth_by_number(number)?)));
    let (number, birth) = number.unzip();
    let birth = birth.or_else(|| values.get(no::BIRTH_DATE).map(str::to_owned));
    let name = values
        .get(no::NAME)
        .map(squeezed)
        .filter(|name| !name.is_empty());
    let weak = name
        .zip(birth)
        .zip(dwelling)
        .map(|((name, birth), dwelling)| {
            maker.key(
                "person-weak",
                &format!("{name}{BETWEEN}{birth}{BETWEEN}{dwelling}"),
            )
        });
    LinkInput {
        strong: number.map(|number| maker.key("identity-number", number)),
        weak,
    }
}

/// Keys of a dwelling's row: its address key (community, estate, building, unit, room in
/// canonical parts), which is as good as an identifier.
pub fn dwelling_keys(key_text: &str, maker: &dyn KeyMaker) -> LinkInput {
    let text = squeezed(key_text);
    let strong = (!text.is_empty()).then(|| maker.key("dwelling", &text));
    LinkInput { strong, weak: None }
}

/// Keys of a place's row. Strong: a valid unified social credit code. Weak: name and business
/// address (else registered address).
pub fn place_keys(values: &Values, maker: &dyn KeyMaker) -> LinkInput {
    let code = values
        .get(no::CREDIT_CODE)
        .filter(|code| is_credit_code(code));
    let address = values
        .get(no::PLACE_ADDRESS)
        .or_else(|| values.get(REGISTERED_ADDRESS));
    let weak = values
        .get(no::PLACE_NAME)
        .zip(address)
        .map(|(name, address)| {
            let text = format!("{}{BETWEEN}{}", squeezed(name), squeezed(address));
            maker.key("place-weak", &text)
        });
    LinkInput {
        strong: code.map(|code| maker.key("credit-code", code)),
        weak,
    }
}

/// Without any white space, which some writers put between the characters of a name.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The birth date in an identity number, as canonical text; none when the text is not one: 18
/// characters, right check character, a birth date that exists. Whether that date lies ahead needs a
/// clock and was checked when the value was cleaned.
fn birth_by_number(text: &str) -> Option<String> {
    let check = id_number::check_character(text.get(..17)?)?;
    if !text.get(17..)?.chars().eq([check]) {
        return None;
    }
    let (year, month, day) = (text.get(6..10)?, text.get(10..12)?, text.get(12..14)?);
    let birth = [year, "-", month, "-", day].concat();
    day_of(&birth).map(|_| birth)
}

fn is_credit_code(text: &str) -> bool {
    credit_code::check(text).canonical.as_deref() == Some(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::hash_map::DefaultHasher;
    use std::hash::{Hash, Hasher};

    use super::*;

    /// Any function of domain and text will do here.
    struct Hashed;

    impl KeyMaker for Hashed {
        fn key(&self, domain: &'static str, text: &str) -> Key {
            let mut hasher = DefaultHasher::new();
            (domain, text).hash(&mut hasher);
            Key(hasher.finish().cast_signed())
        }
    }

    fn values(pairs: &[(ElementNo, &str)]) -> Values {
        pairs
            .iter()
            .map(|(element, text)| (*element, (*text).to_owned()))
            .collect()
    }

    fn person(number: &str, name: &str, birth: &str, dwelling: Option<i64>) -> LinkInput {
        let values = values(&[
            (no::ID_NUMBER, number),
            (no::NAME, name),
            (no::BIRTH_DATE, birth),
        ]);
        person_keys(&values, dwelling, &Hashed)
    }

    #[test]
    fn only_a_valid_identity_number_is_a_strong_key() {
        for (number, valid) in [
            ("370203194605150020", true),
            ("11010519491231002X", true),
            ("810000199001010019", true),
            ("370203194605150021", false),
            ("11010519491231002x", false),
            ("370203460515002", false),
            ("370203194602300028", false),
            ("E12345678", false),
            ("身份证号码十八位都是汉字的情形啊啊", false),
            ("", false),
        ] {
            let keys = person(number, "", "", None);
            assert_eq!(keys.strong.is_some(), valid, "{number}");
            assert_eq!(keys.is_alone(), !valid, "{number}");
        }
    }

    #[test]
    fn the_weak_key_needs_name_birth_date_and_dwelling() {
        let full = person("", "李秀英", "1946-05-15", Some(7)).weak.unwrap();
        assert_eq!(
            person("", "李 秀 英", "1946-05-15", Some(7)).weak,
            Some(full)
        );
        assert_ne!(person("", "李秀英", "1946-05-16", Some(7)).weak, Some(full));
        assert_ne!(person("", "李秀英", "1946-05-15", Some(8)).weak, Some(full));
        assert_eq!(person("", "李秀英", "1946-05-15", None).weak, None);
        assert_eq!(person("", "", "1946-05-15", Some(7)).weak, None);
        assert_eq!(person("", "李秀英", "", Some(7)).weak, None);
    }

    #[test]
    fn the_birth_date_in_the_number_goes_before_the_typed_one() {
        let typed = person("", "李秀英", "1946-05-15", Some(7));
        let numbered = person("370203194605150020", "李秀英", "1946-01-01", Some(7));
        assert_eq!(numbered.weak, typed.weak);
        assert!(numbered.strong.is_some());
    }

    #[test]
    fn places_by_credit_code_or_by_name_and_address() {
        let full = values(&[
            (no::CREDIT_CODE, "91370203MA3XYT12XG"),
            (no::PLACE_NAME, "青岛示范商贸有限公司"),
            (no::PLACE_ADDRESS, "辽宁路1号"),
        ]);
        let keys = place_keys(&full, &Hashed);
        assert!(keys.strong.is_some() && keys.weak.is_some());
        let wrong = values(&[(no::CREDIT_CODE, "91370203MA3XYT12XX")]);
        assert!(place_keys(&wrong, &Hashed).is_alone());
        let registered = values(&[
            (no::PLACE_NAME, "青岛示范商贸 有限公司"),
            (REGISTERED_ADDRESS, "辽宁路1号"),
        ]);
        assert_eq!(place_keys(&registered, &Hashed).weak, keys.weak);
    }

    #[test]
    fn dwellings_by_their_address_key() {
        let keys = dwelling_keys("370203001001|示范花园|3|2|301", &Hashed);
        assert!(keys.strong.is_some() && keys.weak.is_none());
        assert!(dwelling_keys("  ", &Hashed).is_alone());
    }
}
