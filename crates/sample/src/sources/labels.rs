//! Codes in the words the forms of the departments use.

use crate::world::people::{Person, Role, Sex, Work};

/// Education as forms write it.
pub(super) fn education(code: u8) -> &'static str {
    match code {
        10 => "研究生",
        20 => "大学本科",
        30 => "大专",
        40 => "中专",
        60 => "高中",
        70 => "初中",
        80 => "小学",
        90 => "文盲或半文盲",
        _ => "",
    }
}

/// Marriage as forms write it.
pub(super) fn marriage(code: u8) -> &'static str {
    match code {
        10 => "未婚",
        20 => "已婚",
        30 => "丧偶",
        _ => "离异",
    }
}

/// Ethnicity with 族.
pub(super) fn ethnicity(code: u8) -> &'static str {
    match code {
        2 => "蒙古族",
        3 => "回族",
        5 => "维吾尔族",
        6 => "苗族",
        8 => "壮族",
        10 => "朝鲜族",
        11 => "满族",
        15 => "土家族",
        _ => "汉族",
    }
}

/// Relation to the head of the booklet or household.
pub(super) fn relation(person: &Person, role: Role) -> &'static str {
    let male = person.sex == Sex::Male;
    match (role, male) {
        (Role::Head, _) => "户主",
        (Role::Spouse, true) => "夫",
        (Role::Spouse, false) => "妻",
        (Role::Child, true) => "子",
        (Role::Child, false) => "女",
        (Role::ChildInLaw, true) => "女婿",
        (Role::ChildInLaw, false) => "儿媳",
        (Role::Grandchild, true) => "孙子",
        (Role::Grandchild, false) => "孙女",
        (Role::Parent, true) => "父亲",
        (Role::Parent, false) => "母亲",
        (Role::Tenant, _) => "非亲属",
    }
}

/// What somebody does, as lists write it.
pub(super) fn work(work: Work) -> &'static str {
    match work {
        Work::Infant => "",
        Work::Student => "学生",
        Work::Employed(_) => "在职",
        Work::Flexible => "灵活就业",
        Work::Unemployed(_) => "失业",
        Work::Home => "无业",
        Work::Retired => "退休",
    }
}
