//! Tags as an office would add them, so that there are as many tags of people as the budget names.

use catalog::tag::{FIRST_OWN, TagNo};
use query::TagRule;
use rules::Subject;

/// Tags of people that the budgets are for.
const TAGS_OF_PEOPLE: usize = 230;

/// The shipped tags, and own ones until people have 230.
pub fn all() -> Vec<TagRule> {
    let mut tags = TagRule::shipped();
    let shipped = tags
        .iter()
        .filter(|tag| tag.subject == Subject::Person)
        .count();
    for at in 0..TAGS_OF_PEOPLE.saturating_sub(shipped) {
        tags.push(TagRule {
            no: TagNo(FIRST_OWN.0 + u16::try_from(at).unwrap()),
            name: format!("自建标签{}", at + 1),
            subject: Subject::Person,
            rule: rule(at),
        });
    }
    tags
}

/// Ages, sexes, other tags, areas and those one lives with, in turn.
fn rule(at: usize) -> String {
    let from = at / 8 * 4;
    match at % 8 {
        0 => format!("年龄 介于 {from} 至 {} 且 性别 = 女", from + 4),
        1 => format!("年龄 介于 {from} 至 {} 且 性别 = 男", from + 4),
        2 => format!("标签(残疾人) 且 年龄 >= {from}"),
        3 => format!("健在 且 标签(志愿者) 且 年龄 >= {from}"),
        4 => format!("婚姻状况 = 丧偶 且 年龄 >= {from}"),
        5 => format!("户籍地 在 区划(370203) 且 年龄 < {}", from + 4),
        6 => format!("健在 且 存在 同住人 满足 年龄 >= {from}"),
        _ => format!("非 标签(户籍人口) 且 年龄 >= {from}"),
    }
}
