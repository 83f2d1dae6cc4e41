//! The department's own list of a column, and which of its choices a code is written as.
//!
//! A drop-down refuses what it does not list, and so does the system that reads the workbook: a
//! wife goes into 配偶 where there is no 妻, and a son into 子/婿.

use catalog::code_table::{CodeTable, CodeTables};
use catalog::element::{DataElement, Dictionary, ValueKind};
use catalog::title::Tier;

use crate::template::TemplateColumn;

/// Tables whose codes that end in 0 stand for all codes with the same first place.
const GROUPED: [&str; 4] = ["kinship", "education", "marital", "health"];

/// The choice of the column's list that a code is written as: the one that means it (`1-男`), else
/// the only one that means it among others (`子/婿`), else the same for its group (配偶 for 妻).
/// None where the list has none or leaves a doubt.
pub(crate) fn written_as<'c>(
    column: &'c TemplateColumn,
    element: &DataElement,
    code: &str,
) -> Option<&'c str> {
    let table = table(element)?;
    let exact = |code: &str| {
        let choices = column.choices.iter().map(String::as_str);
        choices
            .filter(|choice| table.code_of(choice) == Some(code))
            .collect::<Vec<_>>()
    };
    let among = |code: &str| {
        let choices = column.choices.iter().map(String::as_str);
        choices
            .filter(|choice| parts(choice).any(|part| table.code_of(&part) == Some(code)))
            .collect::<Vec<_>>()
    };
    if let Some(first) = exact(code).first() {
        return Some(first);
    }
    let group = group(table, code);
    let ways = [
        among(code),
        group.as_deref().map(exact).unwrap_or_default(),
        group.as_deref().map(among).unwrap_or_default(),
    ];
    let first = ways.into_iter().find(|choices| !choices.is_empty())?;
    match first.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// The code that one of the column's choices stands for, where the table does not know the choice
/// as it is written.
pub(crate) fn code_of(
    column: &TemplateColumn,
    element: &DataElement,
    typed: &str,
) -> Option<String> {
    let table = table(element)?;
    let choice = column
        .choices
        .iter()
        .find(|choice| choice.trim() == typed)?;
    let mut codes: Vec<String> = meanings(table, choice);
    codes.dedup();
    match codes.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// A title may mean an element while its list offers something else: 房屋类型 with 楼房 and 平房 is
/// not 居住处所. A person confirms it then.
pub(crate) fn doubt(column: &mut TemplateColumn) {
    let element = column
        .element
        .and_then(|element| Dictionary::shipped().get(element));
    if let Some(element) = element
        && column.tier == Tier::Auto
        && contradict(element, &column.choices)
    {
        column.tier = Tier::Ask;
        column.confidence = column.confidence.min(0.5);
        column.reason = format!("下拉选项都不是“{}”的取值，请确认", element.label);
    }
}

/// Whether none of the choices is a value of the element.
fn contradict(element: &DataElement, choices: &[String]) -> bool {
    let Some(table) = table(element) else {
        return false;
    };
    !choices.is_empty()
        && choices
            .iter()
            .all(|choice| table.code_of(choice).is_none() && meanings(table, choice).is_empty())
}

fn table(element: &DataElement) -> Option<&'static CodeTable> {
    if element.kind != ValueKind::Code {
        return None;
    }
    CodeTables::shipped().get(element.code_table.as_deref()?)
}

fn meanings(table: &CodeTable, choice: &str) -> Vec<String> {
    parts(choice)
        .filter_map(|part| table.code_of(&part).map(str::to_owned))
        .collect()
}

/// The words of a choice that stands for several: 父母/岳父母/公婆, （外）孙子女.
fn parts(choice: &str) -> impl Iterator<Item = String> {
    let mut depth = 0_u32;
    let plain: String = choice
        .chars()
        .filter(|symbol| {
            match symbol {
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let words: Vec<String> = plain
        .split(['/', '／', '、', '或', '和', '及'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    words.into_iter()
}

/// The code of the group to which a code belongs.
fn group(table: &CodeTable, code: &str) -> Option<String> {
    let first = code.chars().next().filter(|_| code.len() == 2)?;
    let group = format!("{first}0");
    (GROUPED.contains(&table.id.as_str()) && group != code).then_some(group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{column, element};

    fn list(label: &str, choices: &[&str]) -> (TemplateColumn, &'static DataElement) {
        let number = element(label);
        let mut column = column(0, label, Some(number));
        column.choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
        let element = Dictionary::shipped().get(number).expect("an element");
        (column, element)
    }

    const KIN: &[&str] = &[
        "户主/本人",
        "配偶",
        "子/婿",
        "女/媳",
        "（外）孙子女",
        "父母/岳父母/公婆",
        "（外）祖父母",
        "兄弟姐妹",
        "其他",
    ];

    #[test]
    fn relatives_go_into_the_groups_of_the_list() {
        let (column, element) = list("与户主关系", KIN);
        for (code, choice) in [
            ("02", Some("户主/本人")),
            ("12", Some("配偶")),
            ("22", Some("子/婿")),
            ("28", Some("子/婿")),
            ("38", Some("女/媳")),
            ("41", Some("（外）孙子女")),
            ("51", Some("父母/岳父母/公婆")),
            ("63", Some("（外）祖父母")),
            ("77", Some("兄弟姐妹")),
            // Who is no relative is none of these; 其他 means other relatives.
            ("99", None),
        ] {
            assert_eq!(written_as(&column, element, code), choice, "{code}");
        }
    }

    #[test]
    fn the_choice_that_means_a_code_goes_before_its_group() {
        let (column, element) = list(
            "文化程度",
            &[
                "大学本科",
                "大学专科和专科学校",
                "中等专业学校或中等技术学校",
                "技工学校",
                "高中",
            ],
        );
        let written = |code: &str| written_as(&column, element, code);
        assert_eq!(written("21"), Some("大学本科"));
        assert_eq!(written("31"), Some("大学专科和专科学校"));
        assert_eq!(written("41"), Some("中等专业学校或中等技术学校"));
        assert_eq!(written("47"), Some("技工学校"));
        assert_eq!(written("81"), None);
    }

    #[test]
    fn two_choices_that_fit_leave_a_doubt() {
        let (column, element) = list("文化程度", &["小学、初中", "初中、高中"]);
        assert_eq!(written_as(&column, element, "70"), None);
        assert_eq!(written_as(&column, element, "80"), Some("小学、初中"));
    }

    #[test]
    fn codes_of_other_tables_have_no_groups() {
        // 13 is 群众, and 10 is no group of it.
        let (column, element) = list("政治面貌", &["九三学社社员", "中共党员"]);
        assert_eq!(written_as(&column, element, "13"), None);
    }

    #[test]
    fn a_choice_typed_again_is_understood() {
        let (column, element) = list("与户主关系", KIN);
        assert_eq!(code_of(&column, element, "子/婿").as_deref(), Some("20"));
        assert_eq!(
            code_of(&column, element, "户主/本人").as_deref(),
            Some("02")
        );
        assert_eq!(code_of(&column, element, "邻居"), None);
    }

    #[test]
    fn a_list_of_something_else_contradicts() {
        let strings = |choices: &[&str]| {
            let choices = choices.iter().map(|choice| (*choice).to_owned());
            choices.collect::<Vec<_>>()
        };
        let (_, lodging) = list("居住处所", &[]);
        assert!(contradict(lodging, &strings(&["楼房", "平房"])));
        assert!(!contradict(lodging, &strings(&["租赁房屋", "其他"])));
        assert!(!contradict(lodging, &[]));
        let (mut column, _) = list("居住处所", &["楼房", "平房"]);
        doubt(&mut column);
        assert!(column.tier == Tier::Ask && column.element().is_none());
        assert!(column.reason.contains("下拉选项"), "{}", column.reason);
        let (mut column, _) = list("居住处所", &["自购房", "租赁房屋"]);
        doubt(&mut column);
        assert!(column.tier == Tier::Auto);
    }
}
