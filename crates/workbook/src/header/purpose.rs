//! Tells forms from dictionaries and notes.

use std::collections::HashSet;

use super::block::Block;
use super::grid::{Grid, GridCell};
use super::wording::{self, Look};

/// Whether the sheet is text for the reader.
pub(super) fn is_notes(grid: &Grid, block: Option<&Block>, name: &str) -> bool {
    const NAMES: &[&str] = &[
        "说明",
        "须知",
        "注意",
        "指引",
        "要求",
        "帮助",
        "封面",
        "目录",
        "readme",
        "README",
        "指标解释",
        "问答",
    ];
    let named = NAMES.iter().any(|word| name.contains(word));
    let rows: Vec<&[GridCell]> = grid.rows().map(|(_, cells)| cells).collect();
    if is_field_description(grid, block) {
        return true;
    }
    // A number in front of a paragraph does not make it a table.
    let is_paragraph = |cells: &&[GridCell]| match cells {
        [_] => true,
        [number, _] => {
            number.text.chars().count() <= 3
                && (number.look == Look::Value || number.text.ends_with(['.', '、']))
        }
        _ => false,
    };
    let paragraphs = rows.iter().copied().filter(is_paragraph).count();
    if let Some(block) = block
        && !named
        && (block.top..=block.bottom).any(|row| grid.row(row).len() >= 3)
    {
        return false;
    }
    if named {
        return paragraphs * 2 >= rows.len();
    }
    let prose = rows
        .iter()
        .filter(|cells| {
            cells.last().is_some_and(|cell| {
                wording::is_prose(&cell.text)
                    || matches!(cell.look, Look::Sentence | Look::Hint)
                        && cell.text.chars().count() > 8
            })
        })
        .count();
    paragraphs * 10 >= rows.len() * 8 && prose > 0 && prose * 2 >= rows.len()
}

/// A table that describes the columns of another sheet.
fn is_field_description(grid: &Grid, block: Option<&Block>) -> bool {
    const NAMES: &[&str] = &[
        "字段",
        "字段名",
        "字段名称",
        "列名",
        "栏目",
        "项目名称",
        "填报项",
    ];
    const TELLS: &[&str] = &[
        "填写说明",
        "填报说明",
        "字段说明",
        "说明",
        "是否必填",
        "填写要求",
        "示例",
        "格式",
        "数据类型",
        "备注",
    ];
    let Some(block) = block else { return false };
    let titles: Vec<&str> = grid
        .row(block.bottom)
        .iter()
        .map(|cell| cell.text.as_str())
        .collect();
    titles.iter().any(|title| NAMES.contains(title))
        && titles.iter().any(|title| TELLS.contains(title))
        && titles
            .iter()
            .all(|title| NAMES.contains(title) || TELLS.contains(title) || *title == "序号")
}

/// Whether the sheet lists allowed values: columns of different lengths in which every value is
/// short and stands once.
pub(super) fn is_dictionary(
    grid: &Grid,
    block: &Block,
    first_row: u32,
    name: &str,
    hidden: bool,
) -> bool {
    const NAMES: &[&str] = &[
        "字典",
        "代码",
        "码表",
        "枚举",
        "选项",
        "下拉",
        "数据源",
        "参数",
        "对照",
        "type",
        "dict",
        "code",
        "list",
        "option",
        "lookup",
        "enum",
    ];
    let lower = name.to_lowercase();
    let named = NAMES.iter().any(|word| lower.contains(word));
    let leaves = block.leaves(grid);
    let columns: Vec<Column> = leaves
        .iter()
        .map(|leaf| Column::read(grid, leaf.first_col, first_row))
        .collect();
    let filled: Vec<&Column> = columns.iter().filter(|column| column.length > 0).collect();
    if filled.is_empty() {
        return hidden && named;
    }
    if filled.iter().any(|column| !column.is_choices) {
        return false;
    }
    if named || hidden {
        return true;
    }
    if filled.iter().any(|column| column.has_gaps)
        || leaves.iter().any(|leaf| is_about_somebody(&leaf.path))
    {
        return false;
    }
    let shortest = filled.iter().map(|column| column.length).min().unwrap_or(0);
    let longest = filled.iter().map(|column| column.length).max().unwrap_or(0);
    let ragged = filled.len() >= 2
        && filled.len() * 10 >= columns.len() * 8
        && longest >= 3
        && shortest < longest;
    (ragged && longest >= shortest + 2) || (longest >= 2 && is_code_pair(grid, block))
}

/// Whether a title asks for something that no list of allowed values has; a short list of people
/// with blanks at its end looks like such lists otherwise.
fn is_about_somebody(path: &[String]) -> bool {
    const WORDS: &[&str] = &[
        "姓名",
        "身份证",
        "证件",
        "电话",
        "手机",
        "地址",
        "住址",
        "账号",
        "号码",
        "日期",
        "时间",
    ];
    path.iter()
        .any(|title| WORDS.iter().any(|word| title.contains(word)))
}

/// A table of nothing but codes and what they mean.
fn is_code_pair(grid: &Grid, block: &Block) -> bool {
    const CODES: &[&str] = &[
        "代码",
        "编码",
        "值",
        "代码值",
        "字典值",
        "code",
        "key",
        "value",
    ];
    const MEANINGS: &[&str] = &[
        "名称",
        "含义",
        "代码名称",
        "字典名称",
        "中文名称",
        "描述",
        "name",
        "label",
        "说明",
    ];
    let titles: Vec<&str> = grid
        .row(block.bottom)
        .iter()
        .map(|cell| cell.text.as_str())
        .collect();
    titles.len() >= 2
        && titles.iter().any(|title| CODES.contains(title))
        && titles.iter().any(|title| MEANINGS.contains(title))
        && titles.iter().all(|title| {
            CODES.contains(title)
                || MEANINGS.contains(title)
                || matches!(*title, "序号" | "类别" | "备注")
        })
}

/// The values of a column, judged as a list of options.
struct Column {
    length: u32,
    /// Short values, hardly any of them twice.
    is_choices: bool,
    /// Whether blanks stand between them.
    has_gaps: bool,
}

impl Column {
    fn read(grid: &Grid, col: u32, first_row: u32) -> Self {
        let mut seen = HashSet::new();
        let (mut length, mut gaps, mut bad, mut repeated) = (0_u32, 0_u32, 0_u32, 0_u32);
        let mut expected = first_row;
        for (row, cells) in grid.rows().filter(|(row, _)| *row >= first_row) {
            let Some(cell) = cells.iter().find(|cell| cell.first_col == col) else {
                continue;
            };
            gaps += row - expected;
            expected = row + 1;
            length += 1;
            bad += u32::from(!is_option(cell));
            repeated += u32::from(!seen.insert(cell.text.clone()));
        }
        Self {
            length,
            is_choices: bad * 10 <= length && repeated * 10 <= length,
            has_gaps: gaps * 10 > length,
        }
    }
}

/// Short, and no number longer than a code.
fn is_option(cell: &GridCell) -> bool {
    match cell.look {
        _ if cell.merged => false,
        Look::Value => {
            cell.text.chars().count() <= 12
                && cell
                    .text
                    .chars()
                    .all(|character| character.is_ascii_digit())
        }
        Look::Pair => false,
        _ => cell.text.chars().count() <= 30,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SheetKind, read_header};
    use crate::sheet::Sheet;

    #[test]
    fn a_list_of_people_is_no_dictionary() {
        let rows: &[&[&str]] = &[
            &["姓名", "性别", "民族"],
            &["张三", "男", "汉族"],
            &["李四", "女", "汉族"],
            &["王五", "男", "回族"],
            &["赵六", "男", "汉族"],
        ];
        assert_eq!(
            read_header(&Sheet::of_text("名单", rows)).kind,
            SheetKind::Form
        );
    }

    #[test]
    fn ragged_lists_are_a_dictionary() {
        let rows: &[&[&str]] = &[
            &["民族", "性别", "是/否"],
            &["汉族", "男", "是"],
            &["回族", "女", "否"],
            &["满族"],
            &["蒙古族"],
        ];
        assert_eq!(
            read_header(&Sheet::of_text("Sheet2", rows)).kind,
            SheetKind::Dictionary
        );
    }
}
