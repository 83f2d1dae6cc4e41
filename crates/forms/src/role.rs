//! Whose value a column asks for: that of the person of the row, or that of somebody else.
//!
//! A wrong guess here writes one person's number beside another person's name, so a column that
//! speaks of another role is never filled with the row's own values, whatever it was matched to.

use catalog::element::ElementNo;

/// Words of titles and group titles that speak of somebody other than the person of the row.
const OTHERS: &[&str] = &[
    "户主",
    "监护",
    "父亲",
    "母亲",
    "父母",
    "配偶",
    "家庭成员",
    "家属",
    "亲属",
    "同住",
    "子女姓名",
    "子女身份",
    "子女电话",
    "子女联系",
    "赡养",
    "抚养",
    "扶养",
    "照料",
    "护理人",
    "法人",
    "法定代表",
    "负责人",
    "责任人",
    "代办",
    "代领",
    "代理人",
    "领款人",
    "接收人",
    "收件人",
    "房主",
    "房东",
    "产权人",
    "出租人",
    "转租",
    "承租人",
    "紧急联系",
    "联系人",
    "填表",
    "填报人",
    "经办",
    "审核",
    "复核",
    "审批人",
    "检查人",
    "处理人",
    "帮扶人",
    "包保",
    "楼长",
    "网格员",
    "走访人",
];

/// Elements that are themselves about somebody else in the person's record (户主姓名, 监护人电话
/// and so on): they are filled from that very element only.
const OF_OTHERS: &[u16] = &[
    4, 5, // 户主姓名, 户主身份号码
    25, 26, // 紧急联系人, 紧急联系人电话
    48, 49, 50, // 房主姓名, 房主身份号码, 房主电话
    64, // 账户名
    70, // 代领/代办人
    92, 93, 94, // 法定代表人, 负责人, 负责人电话
    99, // 检查人
    108, 109, // 监护人姓名, 监护人电话
    111, // 配偶姓名
    123, // 填报人
    134, 135, // 母亲姓名, 母亲身份号码
];

/// Whether a header path speaks of somebody other than the person of the row.
#[must_use]
pub fn speaks_of_another(path: &[String]) -> bool {
    path.iter().any(|part| {
        let part: String = part
            .chars()
            .filter(|symbol| !symbol.is_whitespace())
            .collect();
        !is_about_the_bond(&part) && OTHERS.iter().any(|word| part.contains(word))
    })
}

/// Whether an element may be prefilled in a column with this path.
#[must_use]
pub fn may_prefill(element: ElementNo, path: &[String]) -> bool {
    OF_OTHERS.contains(&element.0) || !speaks_of_another(path)
}

/// Titles that name another role but ask about the person of the row: 与户主关系, 是否户主,
/// 赡养人数.
fn is_about_the_bond(part: &str) -> bool {
    part.contains("关系")
        || part.starts_with("是否")
        || part.starts_with("有无")
        || part.trim_end_matches(['）', ')']).ends_with('数')
        || part.contains("人数")
}

#[cfg(test)]
mod tests {
    use catalog::element::no;

    use super::*;

    fn path(parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| (*part).to_owned()).collect()
    }

    #[test]
    fn own_and_other_columns_are_told_apart() {
        for (parts, own) in [
            (&["姓名"][..], true),
            (&["基本信息", "姓名"], true),
            (&["户主姓名"], false),
            (&["户主", "姓名"], false),
            (&["监护人信息", "身份证号码"], false),
            (&["紧急 联系人", "电话"], false),
            (&["与户主关系"], true),
            (&["是否户主"], true),
            (&["家庭成员", "姓名"], false),
            (&["联系电话"], true),
            (&["申请人姓名"], true),
            (&["赡养人数"], true),
        ] {
            assert_eq!(!speaks_of_another(&path(parts)), own, "{parts:?}");
        }
    }

    #[test]
    fn an_element_of_another_role_is_filled_from_itself() {
        assert!(may_prefill(no::HEAD_NAME, &path(&["户主姓名"])));
        assert!(!may_prefill(no::NAME, &path(&["户主姓名"])));
        assert!(!may_prefill(no::ID_NUMBER, &path(&["户主", "身份证号"])));
    }
}
