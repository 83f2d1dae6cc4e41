//! The duty list (基层职责清单): what streets and communities may be asked for. A request that no
//! item of the list covers needs somebody's approval.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// How far a duty is the grassroots' own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyKind {
    /// 基本履职: the street answers for it.
    Basic,
    /// 配合履职: a department answers for it and the street helps.
    Assist,
}

impl DutyKind {
    /// Stable name, as in files and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Assist => "assist",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Basic, Self::Assist]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Basic => "基本履职",
            Self::Assist => "配合履职",
        }
    }
}

/// An item of the duty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Stable name.
    pub id: String,
    /// What is to be done, in Chinese.
    pub name: String,
    /// How far it is the grassroots' own.
    pub kind: DutyKind,
    /// The line of work it belongs to (民政 …).
    pub field: String,
}

#[derive(Debug, Deserialize)]
struct DutyFile {
    duties: Vec<Duty>,
}

static SHIPPED: LazyLock<Vec<Duty>> = LazyLock::new(|| {
    serde_json::from_str::<DutyFile>(include_str!("../data/duties.json"))
        .expect("the shipped list is checked by a test")
        .duties
});

/// The short list that ships with Linli. Every district publishes a list of its own, so an
/// installation adds to this one.
#[must_use]
pub fn shipped() -> &'static [Duty] {
    &SHIPPED
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_shipped_duty_has_a_name_of_its_own() {
        let ids: BTreeSet<&str> = shipped().iter().map(|duty| duty.id.as_str()).collect();
        assert_eq!(ids.len(), shipped().len());
        for duty in shipped() {
            assert!(!duty.name.is_empty() && !duty.field.is_empty(), "{duty:?}");
            assert_eq!(DutyKind::parse(duty.kind.as_str()), Some(duty.kind));
        }
    }
}
