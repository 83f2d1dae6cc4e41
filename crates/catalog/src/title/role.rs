//! Titles about somebody else than the row's own person.

use super::lexicon::skeleton;
use crate::element::ElementNo;

mod named;
mod own;

pub(in crate::title) use own::{
    ends_in_self, is_subject, is_whole_table, of_applicant, without_self,
};

use named::ROLES;

/// A role with the elements that hold its facts.
pub(super) struct Role {
    /// Words that name it, at the beginning of a title or as a group above it.
    words: &'static [&'static str],
    /// What its facts are called here: name, identity number, phone.
    name: Option<ElementNo>,
    id_number: Option<ElementNo>,
    phone: Option<ElementNo>,
}

/// What a title asks of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Name,
    IdNumber,
    Phone,
    /// A signature; for those who check something it is their name.
    Signature,
    Other,
}

fn aspect_of(rest: &str) -> Aspect {
    let rest = without_brackets(rest);
    match skeleton(&rest).as_str() {
        "" | "姓名" | "名字" | "名称" | "姓名或名称" | "全名" => Aspect::Name,
        "身份号" | "证件号" | "有效身份号" | "有效证件号" => Aspect::IdNumber,
        "电话" | "常用电话" | "固定电话" => Aspect::Phone,
        "签名" | "签字" => Aspect::Signature,
        _ => Aspect::Other,
    }
}

/// (家属)姓名 → 姓名, 姓名(签章) → 姓名.
fn without_brackets(rest: &str) -> String {
    let mut plain = rest.to_owned();
    while let Some((before, inner)) = plain.split_once('(') {
        let after = inner.split_once(')').map_or("", |(_, after)| after);
        plain = format!("{before}{after}");
    }
    plain
}

impl Role {
    /// The element of what a title asks about the role.
    pub(super) fn element(&self, rest: &str) -> Option<ElementNo> {
        match aspect_of(rest) {
            Aspect::Name => self.name,
            Aspect::IdNumber => self.id_number,
            Aspect::Phone => self.phone,
            Aspect::Signature => self.name.filter(|name| *name == named::INSPECTOR),
            Aspect::Other => None,
        }
    }

    /// Whether an element holds a fact of the role.
    pub(super) fn holds(&self, element: ElementNo) -> bool {
        [self.name, self.id_number, self.phone].contains(&Some(element))
    }
}

/// The role at the beginning of a title, with the longest of its words and what is left.
pub(super) fn of_title(word: &str) -> Option<(&'static Role, &'static str, &str)> {
    ROLES
        .iter()
        .flat_map(|role| role.words.iter().map(move |name| (role, *name)))
        .filter_map(|(role, name)| Some((role, name, word.strip_prefix(name)?)))
        .max_by_key(|(_, name, _)| name.len())
}

/// The last role that stands inside of a title and is asked for name, number or phone: 儿童监护人手机号.
/// With the words before it.
pub(super) fn inside(word: &str) -> Option<(&'static Role, &'static str, &str, &str)> {
    const BONDS: [&str; 5] = ["是否", "有无", "与", "和", "同"];
    if BONDS.iter().any(|bond| word.starts_with(bond)) {
        return None;
    }
    word.char_indices()
        .rev()
        .filter_map(|(at, _)| {
            let (before, tail) = word.split_at(at);
            let (role, name, rest) = of_title(tail)?;
            // 工资卡开户银行 ends in a title of its own, not in the name of a bank.
            let own = rest.is_empty() && role.element("").is_none();
            let asked = aspect_of(rest) != Aspect::Other && !own;
            (asked && !before.is_empty()).then_some((role, name, before, rest))
        })
        // 法定代表人 ends like 代表人: of several that end alike the longest speaks.
        .max_by_key(|(_, name, before, _)| (before.len() + name.len(), name.len()))
}

/// Words in front of a role that only say which one of its kind.
pub(super) fn only_narrows(before: &str) -> bool {
    const NARROWING: [&str; 24] = [
        "法定",
        "第一",
        "安全",
        "消防",
        "消防安全",
        "安全生产",
        "项目",
        "场所",
        "企业",
        "单位",
        "店铺",
        "经营",
        "机构",
        "儿童",
        "老人",
        "患者",
        "学生",
        "残疾人",
        "本户",
        "房屋",
        "出租屋",
        "出租房",
        "现",
        "主要",
    ];
    NARROWING.contains(&before)
}

/// The role that a group above the title names: 监护人信息, 法定代表人（负责人）.
pub(super) fn of_group(word: &str) -> Option<(&'static Role, &'static str)> {
    // 家庭成员1, 家庭成员（二）: one of several.
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六".contains(c));
    of_title(word)
        .filter(|(_, _, rest)| {
            rest.is_empty()
                || rest.starts_with('(')
                || matches!(
                    *rest,
                    "信息" | "情况" | "基本信息" | "基本情况" | "资料" | "登记"
                )
        })
        .map(|(role, name, _)| (role, name))
}
