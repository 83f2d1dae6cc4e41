//! Rows among the data that are no data: totals, signatures, headers repeated on each page.

use workbook::Cell;

use super::plan::Plan;

/// Why a row is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passed {
    /// No value in any column that is read.
    Blank,
    /// 合计, 填表人, 注.
    Footer,
    /// The header again.
    Header,
}

/// Longest first cell of a footer row, in bytes; longer ones are notes of their own.
const LONGEST_FOOTER_WORD: usize = 120;

/// Characters that every footer word has one of (合计, 填表人, 审核, 盖章, 签字, 注, 说明, 单位, 日期 …).
const FOOTER_MARKS: &[char] = &[
    '计', '人', '核', '章', '期', '间', '位', '签', '字', '注', '说', '表', '领', '话',
];

/// Tells whether a row is no data.
pub(crate) fn passed(plan: &Plan, cells: &[Cell]) -> Option<Passed> {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else {
        return Some(Passed::Blank);
    };
    if may_be_footer(first) && workbook::is_footer_row(cells) {
        return Some(Passed::Footer);
    }
    if is_header(plan, cells) {
        return Some(Passed::Header);
    }
    // Prepared lines with nothing but a number in them.
    let any = plan.columns.iter().any(|column| {
        column.stored && cells.get(column.index).is_some_and(|cell| !cell.is_empty())
    });
    (!any).then_some(Passed::Blank)
}

fn may_be_footer(first: &Cell) -> bool {
    matches!(first, Cell::Text(text) if text.len() <= LONGEST_FOOTER_WORD && text.contains(FOOTER_MARKS))
}

/// A row that repeats at least two titles, and titles more often than anything else.
fn is_header(plan: &Plan, cells: &[Cell]) -> bool {
    let (mut titles, mut others) = (0_u32, 0_u32);
    for (at, cell) in cells.iter().enumerate() {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                let is_title = plan
                    .titles
                    .get(at)
                    .is_some_and(|path| path.iter().any(|title| is_same(title, text)));
                if is_title {
                    titles += 1;
                } else if !cell.is_empty() {
                    others += 1;
                }
            }
            _ => others += 1,
        }
        // Data rows differ from the first cells on.
        if others >= 4 && titles == 0 {
            return false;
        }
    }
    titles >= 2 && titles > others
}

/// Whether a text is a squeezed title; told by the first character for nearly all values.
fn is_same(title: &str, text: &str) -> bool {
    let first = |text: &str| {
        let c = text.chars().find(|c| !c.is_whitespace());
        c.map(|c| catalog::text::half_width_char(c).to_ascii_lowercase())
    };
    first(title) == first(text) && title == catalog::text::squeeze(text)
}
