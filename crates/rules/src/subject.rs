//! What a rule is about, and who or what it can reach from there.

use catalog::element::{DataElement, EntityKind, no};
use serde::{Deserialize, Serialize};

/// What a rule decides about.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// 人
    #[default]
    Person,
    /// 房
    Dwelling,
    /// 单位
    Place,
    /// 户
    Household,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 4] = [Self::Person, Self::Dwelling, Self::Place, Self::Household];

    /// Its Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "人",
            Self::Dwelling => "房",
            Self::Place => "单位",
            Self::Household => "户",
        }
    }

    /// Whether an element can be asked of it. Values of households (户号, 家庭人口数) stand in the
    /// records of their members, and those of two members may differ, so they are asked of a person;
    /// of the household itself only where it is.
    #[must_use]
    pub fn holds(self, element: &DataElement) -> bool {
        // 所在社区 is derived for dwellings, places and households alike.
        if element.no == no::SITE_COMMUNITY {
            return self != Self::Person;
        }
        match element.entity {
            EntityKind::Person | EntityKind::Household => self == Self::Person,
            EntityKind::Dwelling => self == Self::Dwelling,
            EntityKind::Place => self == Self::Place,
            EntityKind::Form => false,
        }
    }
}

/// A set of people, dwellings or places that belongs to a subject. No set is of households: a
/// household is found by its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// 同住人: the other living people with the same 现住房.
    Housemates,
    /// 户内成员: the other people with the same 户号.
    Household,
    /// 配偶
    Spouse,
    /// 子女
    Children,
    /// 父母
    Parents,
    /// 现住房: the dwelling a person lives in, at most one.
    Home,
    /// 户籍房: the dwelling a person is registered in, at most one.
    HukouDwelling,
    /// 居住人: the living people whose 现住房 a dwelling is.
    Residents,
    /// 户籍登记人: the people registered in a dwelling, wherever they live.
    Registered,
    /// 屋内单位: the places in a dwelling.
    PlacesIn,
    /// 所在房屋: the dwelling a place is in, at most one.
    Site,
    /// 户的成员: the people of a household, wherever they live, the dead as long as they are registered.
    Members,
    /// 户所在房屋: the dwelling that a household is registered in, at most one.
    HouseholdDwelling,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 13] = [
        Self::Housemates,
        Self::Household,
        Self::Spouse,
        Self::Children,
        Self::Parents,
        Self::Home,
        Self::HukouDwelling,
        Self::Residents,
        Self::Registered,
        Self::PlacesIn,
        Self::Site,
        Self::Members,
        Self::HouseholdDwelling,
    ];

    /// Whether it is a tie of blood or marriage, by which people of several communities belong
    /// together.
    #[must_use]
    pub fn is_kin(self) -> bool {
        matches!(self, Self::Spouse | Self::Children | Self::Parents)
    }

    /// Whether members of the set are looked for in other communities, too.
    #[must_use]
    pub fn reaches_other_communities(self) -> bool {
        self.is_kin() || self == Self::Members
    }

    /// The word for it in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Housemates => "同住人",
            Self::Household => "户内成员",
            Self::Spouse => "配偶",
            Self::Children => "子女",
            Self::Parents => "父母",
            Self::Home => "现住房",
            Self::HukouDwelling => "户籍房",
            Self::Residents => "居住人",
            Self::Registered => "户籍登记人",
            Self::PlacesIn => "屋内单位",
            Self::Site => "所在房屋",
            Self::Members => "户的成员",
            Self::HouseholdDwelling => "户所在房屋",
        }
    }

    /// The relation of a word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.word() == word)
    }

    /// Whose set it is.
    #[must_use]
    pub fn from(self) -> Subject {
        match self {
            Self::Residents | Self::Registered | Self::PlacesIn => Subject::Dwelling,
            Self::Site => Subject::Place,
            Self::Members | Self::HouseholdDwelling => Subject::Household,
            _ => Subject::Person,
        }
    }

    /// What is in the set.
    #[must_use]
    pub fn to(self) -> Subject {
        match self {
            Self::Home | Self::HukouDwelling | Self::Site | Self::HouseholdDwelling => {
                Subject::Dwelling
            }
            Self::PlacesIn => Subject::Place,
            _ => Subject::Person,
        }
    }

    /// 人 or 个, for a number of members.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self.to() {
            Subject::Person => "人",
            Subject::Dwelling => "处",
            Subject::Place => "家",
            Subject::Household => "户",
        }
    }
}
