//! Data elements (数据元): the unit of meaning, with type, unit, code table, grade, mask,
//! population and as-of where they matter, and the titles seen for it in real forms.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{grade::Grade, mask::Mask};

/// Stable number of an element; stored, so never reused or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ElementNo(pub u16);

/// What an element describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// 人
    Person,
    /// 房
    Dwelling,
    /// 户
    Household,
    /// 单位, 个体, 场所
    Place,
    /// The row or form itself (序号, 填报人, 备注): never a fact about an entity.
    Form,
}

/// The type of an element's values; decides cleaning, canonical text and checks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Free text, trimmed, half-width.
    Text,
    /// A personal name.
    Name,
    /// 公民身份号码 and the other 18-character numbers of `identifier::id_number`.
    IdNumber,
    /// 统一社会信用代码.
    CreditCode,
    /// One or more phone numbers joined by `;`.
    Phone,
    /// A day, `2024-02-29`.
    Date,
    /// A month, `2024-02`.
    Month,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// Yes `1` or no `0`.
    YesNo,
    /// A code of the named table (`DataElement::code_table`).
    Code,
    /// A free-text address.
    Address,
    /// A 12-digit area code.
    Area,
    /// A bank account number.
    BankAccount,
    /// The id of another entity (dwelling of a person).
    Entity,
}

/// One data element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataElement {
    /// Stable number.
    pub no: ElementNo,
    /// Stable English id, such as `id_number`.
    pub id: String,
    /// Canonical Chinese label, such as 公民身份号码.
    pub label: String,
    /// What it describes.
    pub entity: EntityKind,
    /// Type of its values.
    pub kind: ValueKind,
    /// Unit on screen, such as 元 or 平方米.
    #[serde(default)]
    pub unit: Option<String>,
    /// Id of the code table, for `ValueKind::Code`.
    #[serde(default)]
    pub code_table: Option<String>,
    /// Grade L1–L4.
    pub grade: Grade,
    /// How it is masked by default.
    pub mask: Mask,
    /// 口径: the population it is defined for, where it matters (户籍 or 常住 …).
    #[serde(default)]
    pub population: Option<String>,
    /// 口径: the day or period it refers to, where it matters.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Titles seen for it in real forms.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Added by Linli to the catalogue that departments share.
    #[serde(default)]
    pub own: bool,
    /// Id of the shared element that an own one is a kind of: 高龄津贴金额 is a 发放金额.
    #[serde(default)]
    pub kind_of: Option<String>,
    /// Made by Linli itself (现住房, 现住社区); never matched to a column title.
    #[serde(default)]
    pub derived: bool,
}

/// All data elements, by number, id and label.
#[derive(Debug)]
pub struct Dictionary {
    elements: Vec<DataElement>,
    by_no: FxHashMap<ElementNo, usize>,
    by_id: FxHashMap<String, usize>,
    by_label: FxHashMap<String, usize>,
}

static SHIPPED: LazyLock<Dictionary> = LazyLock::new(|| {
    Dictionary::from_json(include_str!("../data/elements.json"))
        .expect("the shipped dictionary is checked by a test")
});

impl Dictionary {
    /// The dictionary that ships with Linli.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a dictionary from a JSON array of elements.
    ///
    /// # Errors
    /// When the text is not such an array.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let elements: Vec<DataElement> = serde_json::from_str(text)?;
        let index = |key: fn(&DataElement) -> String| {
            elements
                .iter()
                .enumerate()
                .map(|(at, element)| (key(element), at))
                .collect()
        };
        Ok(Self {
            by_no: elements
                .iter()
                .enumerate()
                .map(|(at, element)| (element.no, at))
                .collect(),
            by_id: index(|element| element.id.clone()),
            by_label: index(|element| element.label.clone()),
            elements,
        })
    }

    /// Every element in file order.
    #[must_use]
    pub fn all(&self) -> &[DataElement] {
        &self.elements
    }

    /// The element of a number.
    #[must_use]
    pub fn get(&self, no: ElementNo) -> Option<&DataElement> {
        self.by_no.get(&no).map(|at| &self.elements[*at])
    }

    /// The element of an English id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&DataElement> {
        self.by_id.get(id).map(|at| &self.elements[*at])
    }

    /// The element of a canonical Chinese label.
    #[must_use]
    pub fn by_label(&self, label: &str) -> Option<&DataElement> {
        self.by_label.get(label).map(|at| &self.elements[*at])
    }
}

/// 民族, 健康状况, 死亡原因: no rule, tag, filter or export may be about them, so nothing that looks
/// for people by their values keeps them.
pub const NEVER_ASKED: [ElementNo; 3] = [ElementNo(10), ElementNo(18), ElementNo(115)];

impl DataElement {
    /// The element of the shared catalogue by which departments know it: itself, or the one that
    /// it is a kind of; `None` for what the shared catalogue does not have.
    #[must_use]
    pub fn shared(&self) -> Option<&'static DataElement> {
        let shipped = Dictionary::shipped();
        match &self.kind_of {
            Some(id) => shipped.by_id(id),
            None if self.own => None,
            None => shipped.get(self.no),
        }
    }
}

/// Numbers of the elements that code refers to by name.
pub mod no {
    use super::ElementNo;

    /// 姓名
    pub const NAME: ElementNo = ElementNo(1);
    /// 公民身份号码
    pub const ID_NUMBER: ElementNo = ElementNo(2);
    /// 户主姓名
    pub const HEAD_NAME: ElementNo = ElementNo(4);
    /// 户主身份号码
    pub const HEAD_ID_NUMBER: ElementNo = ElementNo(5);
    /// 与户主关系
    pub const RELATION_TO_HEAD: ElementNo = ElementNo(6);
    /// 性别
    pub const SEX: ElementNo = ElementNo(7);
    /// 出生日期
    pub const BIRTH_DATE: ElementNo = ElementNo(8);
    /// 年龄 (always computed, never stored)
    pub const AGE: ElementNo = ElementNo(9);
    /// 工作单位
    pub const WORKPLACE: ElementNo = ElementNo(22);
    /// 联系电话
    pub const PHONE: ElementNo = ElementNo(24);
    /// 户籍地址
    pub const HUKOU_ADDRESS: ElementNo = ElementNo(27);
    /// 现住址
    pub const HOME_ADDRESS: ElementNo = ElementNo(29);
    /// 户号
    pub const HOUSEHOLD_NO: ElementNo = ElementNo(34);
    /// 街道/乡镇
    pub const STREET: ElementNo = ElementNo(38);
    /// 社区/村
    pub const COMMUNITY: ElementNo = ElementNo(39);
    /// 社区代码
    pub const COMMUNITY_CODE: ElementNo = ElementNo(40);
    /// 小区
    pub const ESTATE: ElementNo = ElementNo(42);
    /// 楼栋
    pub const BUILDING: ElementNo = ElementNo(43);
    /// 单元
    pub const UNIT: ElementNo = ElementNo(44);
    /// 楼层
    pub const FLOOR: ElementNo = ElementNo(45);
    /// 房间号
    pub const ROOM: ElementNo = ElementNo(46);
    /// 房主姓名
    pub const OWNER_NAME: ElementNo = ElementNo(48);
    /// 房主身份号码
    pub const OWNER_ID_NUMBER: ElementNo = ElementNo(49);
    /// 房屋用途/使用方式
    pub const DWELLING_USE: ElementNo = ElementNo(51);
    /// 建筑面积
    pub const FLOOR_AREA: ElementNo = ElementNo(53);
    /// 居住处所
    pub const LODGING: ElementNo = ElementNo(58);
    /// 发放金额
    pub const BENEFIT_AMOUNT: ElementNo = ElementNo(65);
    /// 救助类别
    pub const AID_CATEGORY: ElementNo = ElementNo(72);
    /// 残疾证号
    pub const DISABILITY_NO: ElementNo = ElementNo(76);
    /// 残疾类别
    pub const DISABILITY_KIND: ElementNo = ElementNo(77);
    /// 残疾等级
    pub const DISABILITY_LEVEL: ElementNo = ElementNo(78);
    /// 单位名称
    pub const PLACE_NAME: ElementNo = ElementNo(89);
    /// 统一社会信用代码
    pub const CREDIT_CODE: ElementNo = ElementNo(90);
    /// 单位地址
    pub const PLACE_ADDRESS: ElementNo = ElementNo(91);
    /// 死亡时间
    pub const DEATH_DATE: ElementNo = ElementNo(114);
    /// 母亲身份号码
    pub const MOTHER_ID_NUMBER: ElementNo = ElementNo(135);
    /// 走访日期
    pub const VISITED_ON: ElementNo = ElementNo(139);
    /// 登记住所
    pub const REGISTERED_ADDRESS: ElementNo = ElementNo(141);
    /// 户口迁入日期
    pub const HUKOU_SINCE: ElementNo = ElementNo(142);
    /// 九小场所类别
    pub const SMALL_KIND: ElementNo = ElementNo(143);
    /// 住宿职工数
    pub const LODGERS: ElementNo = ElementNo(150);
    /// 场所现场状况: what somebody saw on the spot.
    pub const SITE_STATE: ElementNo = ElementNo(151);

    /// 现住房: id of the dwelling a person lives in (derived).
    pub const HOME_DWELLING: ElementNo = ElementNo(1001);
    /// 户籍房: id of the dwelling of registration (derived).
    pub const HUKOU_DWELLING: ElementNo = ElementNo(1002);
    /// 现住社区: 12-digit area code (derived).
    pub const HOME_COMMUNITY: ElementNo = ElementNo(1003);
    /// 户籍社区: 12-digit area code (derived).
    pub const HUKOU_COMMUNITY: ElementNo = ElementNo(1004);
    /// 所在社区 of a dwelling or place: 12-digit area code (derived).
    pub const SITE_COMMUNITY: ElementNo = ElementNo(1005);
    /// 所在房屋 of a place: id of the dwelling (derived).
    pub const SITE_DWELLING: ElementNo = ElementNo(1006);
    /// 户籍地区县代码 of a person registered elsewhere (derived from the 流动人口 record).
    pub const HUKOU_COUNTY: ElementNo = ElementNo(1007);
    /// 户籍户: id of the household a person is registered in (derived from the 户籍 record).
    pub const HOUSEHOLD: ElementNo = ElementNo(1008);
    /// 登记社区: 12-digit area code of the community that the registered address of a place means
    /// (derived).
    pub const REGISTERED_COMMUNITY: ElementNo = ElementNo(1009);
    /// 登记房屋: id of the dwelling that the registered address of a place means (derived).
    pub const REGISTERED_DWELLING: ElementNo = ElementNo(1010);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_never_move() {
        let dictionary = Dictionary::shipped();
        let numbers: Vec<u16> = dictionary
            .all()
            .iter()
            .map(|element| element.no.0)
            .collect();
        let expected: Vec<u16> = (1..=151).chain(1001..=1010).collect();
        assert_eq!(numbers, expected);
        for (number, label) in [
            (no::NAME, "姓名"),
            (no::ID_NUMBER, "公民身份号码"),
            (no::RELATION_TO_HEAD, "与户主关系"),
            (no::AGE, "年龄"),
            (no::PHONE, "联系电话"),
            (no::HUKOU_ADDRESS, "户籍地址"),
            (no::HOME_ADDRESS, "现住址"),
            (no::HOUSEHOLD_NO, "户号"),
            (no::STREET, "街道/乡镇"),
            (no::COMMUNITY_CODE, "社区代码"),
            (no::ESTATE, "小区"),
            (no::ROOM, "房间号"),
            (no::DWELLING_USE, "房屋用途/使用方式"),
            (no::FLOOR_AREA, "建筑面积"),
            (no::BENEFIT_AMOUNT, "发放金额"),
            (no::AID_CATEGORY, "救助类别"),
            (no::DISABILITY_LEVEL, "残疾等级"),
            (no::PLACE_NAME, "单位名称"),
            (no::CREDIT_CODE, "统一社会信用代码"),
            (no::PLACE_ADDRESS, "单位地址"),
            (no::DEATH_DATE, "死亡时间"),
            (no::HOME_DWELLING, "现住房"),
            (no::HUKOU_COUNTY, "户籍地区县代码"),
            (no::HOUSEHOLD, "户籍户"),
            (no::HUKOU_SINCE, "户口迁入日期"),
            (no::OWNER_NAME, "房主姓名"),
            (no::OWNER_ID_NUMBER, "房主身份号码"),
            (no::LODGING, "居住处所"),
            (no::MOTHER_ID_NUMBER, "母亲身份号码"),
            (no::VISITED_ON, "走访日期"),
            (no::REGISTERED_ADDRESS, "登记住所"),
            (no::SMALL_KIND, "九小场所类别"),
            (no::LODGERS, "住宿职工数"),
            (no::SITE_STATE, "场所现场状况"),
            (no::REGISTERED_COMMUNITY, "登记社区"),
            (no::REGISTERED_DWELLING, "登记房屋"),
        ] {
            assert_eq!(
                dictionary.get(number).map(|element| element.label.as_str()),
                Some(label)
            );
            assert_eq!(
                dictionary.by_label(label).map(|element| element.no),
                Some(number)
            );
        }
    }

    #[test]
    fn ids_are_unique_snake_case() {
        let mut seen = BTreeSet::new();
        for element in Dictionary::shipped().all() {
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            assert!(element.id.chars().all(plain), "{}", element.id);
            assert!(seen.insert(&element.id), "{}", element.id);
            assert_eq!(Dictionary::shipped().by_id(&element.id), Some(element));
        }
    }

    #[test]
    fn what_identifies_or_pains_is_never_shown_in_full() {
        for element in Dictionary::shipped().all() {
            if element.grade == Grade::L4 {
                assert_ne!(element.mask, Mask::None, "{}", element.id);
            }
            let personal = matches!(
                element.kind,
                ValueKind::IdNumber | ValueKind::Phone | ValueKind::BankAccount
            );
            if personal {
                assert!(element.grade >= Grade::L3, "{}", element.id);
                assert_ne!(element.mask, Mask::None, "{}", element.id);
            }
        }
    }
}
