//! The tags (标签) that ship with Linli: base tags copied from a source record, dynamic tags
//! computed from facts.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::element::EntityKind;
use crate::grade::Grade;

/// Stable number of a tag. Numbers from [`FIRST_OWN`] on are free for tags of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagNo(pub u16);

/// The first number of tags that an installation makes itself.
pub const FIRST_OWN: TagNo = TagNo(1000);

/// Where a tag comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagKind {
    /// 基础标签: copied from a source record.
    Base,
    /// 动态标签: computed from facts.
    Dynamic,
}

/// A tag with what a user must know to trust it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Stable number.
    pub no: TagNo,
    /// Chinese name, unique.
    pub name: String,
    /// Of whom: people, dwellings, places or households.
    #[serde(default = "person")]
    pub subject: EntityKind,
    /// Base or dynamic.
    pub kind: TagKind,
    /// The rule in Chinese.
    pub rule: String,
    /// Who vouches for it.
    pub source: String,
    /// The department that answers for its definition, where one is known.
    #[serde(default)]
    pub owner: Option<String>,
    /// Grade.
    pub grade: Grade,
    /// Sensitive personal information by law (PIPL art. 28), or of a minor.
    pub sensitive: bool,
    /// Group on screen, such as 重点关心.
    pub group: String,
    /// How long a confirmation holds, in Chinese.
    pub valid: String,
    /// The document that the tag rests on; [`NO_BASIS`] where none is known.
    #[serde(default = "no_basis")]
    pub basis: String,
}

/// Stands for a basis that nobody has given yet. A proposal may not repeat it.
pub const NO_BASIS: &str = "示例标签，启用前由本地补依据";

fn no_basis() -> String {
    NO_BASIS.to_owned()
}

fn person() -> EntityKind {
    EntityKind::Person
}

static SHIPPED: LazyLock<Vec<Tag>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/tags.json"))
        .expect("the shipped tags are checked by a test")
});

/// Every tag; the tag of number n stands at place n.
#[must_use]
pub fn all() -> &'static [Tag] {
    &SHIPPED
}

/// The tags of people, in order of their numbers.
pub fn of_people() -> impl Iterator<Item = &'static Tag> {
    all().iter().filter(|tag| tag.subject == EntityKind::Person)
}

/// The tag of a number.
#[must_use]
pub fn get(no: TagNo) -> Option<&'static Tag> {
    all().get(usize::from(no.0))
}

/// The tag of a Chinese name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Tag> {
    all().iter().find(|tag| tag.name == name)
}

/// Numbers of the tags that code refers to by name.
pub mod no {
    use super::TagNo;

    /// 户籍人口
    pub const REGISTERED: TagNo = TagNo(0);
    /// 残疾人
    pub const DISABLED: TagNo = TagNo(1);
    /// 重度残疾人
    pub const SEVERELY_DISABLED: TagNo = TagNo(2);
    /// 智力精神残疾人
    pub const MENTALLY_DISABLED: TagNo = TagNo(3);
    /// 低保对象
    pub const DIBAO: TagNo = TagNo(4);
    /// 低保边缘/低收入
    pub const LOW_INCOME: TagNo = TagNo(5);
    /// 特困供养
    pub const DESTITUTE: TagNo = TagNo(6);
    /// 享受老年综合/高龄津贴
    pub const OLD_AGE_ALLOWANCE: TagNo = TagNo(7);
    /// 登记失业
    pub const UNEMPLOYED: TagNo = TagNo(8);
    /// 志愿者
    pub const VOLUNTEER: TagNo = TagNo(9);
    /// 未成年人
    pub const MINOR: TagNo = TagNo(10);
    /// 老年人(60+)
    pub const AGED_60: TagNo = TagNo(11);
    /// 65岁以上老年人
    pub const AGED_65: TagNo = TagNo(12);
    /// 高龄老人
    pub const AGED_80: TagNo = TagNo(13);
    /// 百岁老人
    pub const AGED_100: TagNo = TagNo(14);
    /// 流动人口
    pub const FLOATING: TagNo = TagNo(15);
    /// 市内人户分离
    pub const SEPARATED: TagNo = TagNo(16);
    /// 独居(户内唯一居住人)
    pub const SOLE_OCCUPANT: TagNo = TagNo(17);
    /// 应享未享高龄津贴
    pub const ALLOWANCE_UNCLAIMED: TagNo = TagNo(18);
    /// 疑似去世未停发
    pub const PAID_AFTER_DEATH: TagNo = TagNo(19);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_stands_at_its_number() {
        assert_eq!(all().len(), 94);
        assert_eq!(of_people().count(), 48);
        for (at, tag) in all().iter().enumerate() {
            assert_eq!(usize::from(tag.no.0), at);
            assert_eq!(by_name(&tag.name).map(|found| found.no), Some(tag.no));
            assert!(tag.no < FIRST_OWN);
            assert!(tag.basis.chars().count() > 4, "{}", tag.name);
        }
        for tag in &all()[..20] {
            assert_eq!(tag.kind == TagKind::Base, tag.no.0 < 10, "{}", tag.name);
            assert_eq!(tag.subject, EntityKind::Person, "{}", tag.name);
        }
    }

    #[test]
    fn the_named_numbers_are_those_tags() {
        let name = |no| get(no).map(|tag| tag.name.as_str());
        assert_eq!(name(no::SOLE_OCCUPANT), Some("独居(户内唯一居住人)"));
        assert_eq!(name(no::PAID_AFTER_DEATH), Some("疑似去世未停发"));
        assert_eq!(name(no::OLD_AGE_ALLOWANCE), Some("享受老年综合/高龄津贴"));
        assert_eq!(name(TagNo(32)), Some("独居老人"));
        assert_eq!(get(TagNo(94)), None);
    }
}
