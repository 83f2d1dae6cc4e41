//! Reading a border set from a sheet: one row a run of dwellings, every mistake with its row.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use catalog::text::{is_nothing, squeeze};
use workbook::{Limits, Sheet};

use super::WrittenRow;
use crate::wire::border::RowFault;

/// Titles of the five columns, in the order in which the sample sheet has them.
pub const TITLES: [&str; 5] = [
    "单元名称",
    "社区",
    "小区/路弄",
    "楼栋/门牌从",
    "楼栋/门牌到",
];

/// Other titles that people give the same columns.
const ALSO: [&[&str]; 5] = [
    &["单元", "网格", "网格名称", "新网格", "新单元", "新社区"],
    &["社区代码", "社区名称", "所属社区", "村居", "社区/村"],
    &["小区", "小区名称", "路弄", "小区/道路", "小区或路弄"],
    &["从", "起", "起号", "楼栋从", "门牌从", "楼号从"],
    &["到", "止", "止号", "楼栋到", "门牌到", "楼号到"],
];

/// Rows looked at for the header.
const HEADER_WITHIN: u32 = 10;
/// Most rows of a border set: a city's grids, each with some estates.
const MOST_ROWS: usize = 5_000;
/// Most units: more than a table on a page can show.
const MOST_UNITS: usize = 1_000;
/// Longest name of a unit.
const LONGEST_NAME: usize = 60;

/// What a sheet comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Sound rows.
    pub rows: Vec<WrittenRow>,
    /// Rows with mistakes.
    pub faults: Vec<RowFault>,
}

/// Reads the first sheet with a header. Communities are looked for within an area.
///
/// # Errors
/// `border-header`, `border-empty`, `border-too-large`, and what is wrong with the file.
pub fn read(
    bytes: &[u8],
    file_name: &str,
    within: &AreaCode,
    areas: &AreaTree,
) -> Result<Reading, Problem> {
    let book = workbook::read(bytes, file_name, &Limits::default())?;
    let (sheet, header, columns) = book
        .sheets
        .iter()
        .filter(|sheet| !sheet.hidden)
        .find_map(|sheet| {
            (0..sheet.rows.min(HEADER_WITHIN))
                .find_map(|row| Some((sheet, row, columns_of(sheet, row)?)))
        })
        .ok_or_else(|| {
            Problem::bad_input(
                "border-header",
                format!(
                    "表里没有找到表头。请在前十行内写一行列名：{}；可先下载样表，在上面改。",
                    TITLES.join("、")
                ),
            )
        })?;
    let mut reading = Reading::default();
    for at in header + 1..sheet.rows {
        let cells = columns.map(|column| {
            let text = column.map(|column| sheet.text(at, column));
            text.map(|text| text.trim().to_owned())
                .filter(|text| !is_nothing(text))
                .unwrap_or_default()
        });
        if cells.iter().all(String::is_empty) {
            continue;
        }
        match row_of(at + 1, cells, within, areas) {
            Ok(row) => reading.rows.push(row),
            Err(messages) => reading.faults.push(RowFault {
                row: at + 1,
                messages,
            }),
        }
    }
    checked(reading)
}

fn checked(reading: Reading) -> Result<Reading, Problem> {
    if reading.rows.is_empty() && reading.faults.is_empty() {
        return Err(Problem::bad_input(
            "border-empty",
            "表头下面没有内容，请每行写一个单元的一段房屋后再上传。",
        ));
    }
    let mut units: Vec<&str> = reading.rows.iter().map(|row| row.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    if reading.rows.len() > MOST_ROWS || units.len() > MOST_UNITS {
        return Err(Problem::bad_input(
            "border-too-large",
            format!("一个方案最多{MOST_ROWS}行、{MOST_UNITS}个单元，请按街道分成几个方案上传。"),
        ));
    }
    Ok(reading)
}

/// Where the columns are; `None` when this row is no header.
fn columns_of(sheet: &Sheet, row: u32) -> Option<[Option<u32>; 5]> {
    let mut columns = [None; 5];
    for at in 0..sheet.columns {
        let title = squeeze(&sheet.text(row, at));
        let means = |column: usize| {
            squeeze(TITLES[column]) == title
                || ALSO[column].iter().any(|also| squeeze(also) == title)
        };
        if let Some(column) = (0..5).find(|column| columns[*column].is_none() && means(*column)) {
            columns[column] = Some(at);
        }
    }
    (columns[0].is_some() && (columns[1].is_some() || columns[2].is_some())).then_some(columns)
}

fn row_of(
    row: u32,
    [unit, community, estate, from, to]: [String; 5],
    within: &AreaCode,
    areas: &AreaTree,
) -> Result<WrittenRow, Vec<String>> {
    let mut messages = Vec::new();
    if unit.is_empty() {
        messages.push("“单元名称”是空的，请写明这些房屋划入哪个单元。".to_owned());
    }
    if unit.chars().count() > LONGEST_NAME {
        messages.push(format!("“单元名称”超过{LONGEST_NAME}个字，请写短一些。"));
    }
    if community.is_empty() && estate.is_empty() {
        messages.push("“社区”和“小区/路弄”都是空的，请至少写一项。".to_owned());
    }
    let code = match community.as_str() {
        "" => None,
        text => match community_of(text, within, areas) {
            Ok(code) => Some(code.to_string()),
            Err(message) => {
                messages.push(message);
                None
            }
        },
    };
    if from.is_empty() != to.is_empty() {
        messages
            .push("“楼栋/门牌从”和“到”要么都写，要么都空；只有一栋时两格写同一个号。".to_owned());
    }
    if let (Ok(first), Ok(last)) = (from.parse::<u64>(), to.parse::<u64>())
        && first > last
    {
        messages.push(format!("起号{first}大于止号{last}，请把两格对调。"));
    }
    if messages.is_empty() {
        return Ok(WrittenRow {
            row,
            unit,
            community: code,
            estate,
            from,
            to,
        });
    }
    Err(messages)
}

/// The community that a cell names, by code or name.
fn community_of(text: &str, within: &AreaCode, areas: &AreaTree) -> Result<AreaCode, String> {
    if let Ok(code) = text.parse::<AreaCode>() {
        let found = areas
            .get(&code)
            .filter(|area| area.level == Level::Community && areas.is_within(&code, within));
        return found
            .map(|area| area.code)
            .ok_or_else(|| format!("{text}不是您辖区内的社区代码，请核对，或改写社区名称。"));
    }
    let found: Vec<_> = areas
        .find_by_name(text, within)
        .into_iter()
        .filter(|area| area.level == Level::Community)
        .collect();
    match found.as_slice() {
        [only] => Ok(only.code),
        [] => Err(format!(
            "您的辖区内没有叫“{text}”的社区，请核对名称，或改写12位社区代码。"
        )),
        several => Err(format!(
            "叫“{text}”的社区有{}个，请改写12位社区代码。",
            several.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Reading, Problem> {
        let within: AreaCode = "370203".parse().expect("a code");
        read(text.as_bytes(), "方案.csv", &within, AreaTree::shipped())
    }

    #[test]
    fn rows_are_read_under_other_titles_and_below_a_heading() {
        let reading = read_text(
            "2026年网格调整方案,,,,\n\
             网格名称,社区名称,小区,起,止\n\
             第一网格,370203005001,海晖庭院,1,3\n\
             第二网格,370203005001,,,\n\
             ,,,,\n\
             第三网格,,登州路,1,99\n",
        )
        .expect("a border set");
        assert!(reading.faults.is_empty(), "{:?}", reading.faults);
        let told: Vec<(u32, &str, bool, &str)> = reading
            .rows
            .iter()
            .map(|row| {
                (
                    row.row,
                    row.unit.as_str(),
                    row.community.is_some(),
                    row.estate.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (3, "第一网格", true, "海晖庭院"),
                (4, "第二网格", true, ""),
                (6, "第三网格", false, "登州路"),
            ]
        );
    }

    #[test]
    fn every_mistake_is_told_with_its_row() {
        let reading = read_text(
            "单元名称,社区,小区/路弄,楼栋/门牌从,楼栋/门牌到\n\
             ,没有这个社区,海晖庭院,1,\n\
             甲,,,,\n\
             乙,370203005001,海晖庭院,9,3\n\
             丙,370202002001,,,\n",
        )
        .expect("a sheet");
        assert!(reading.rows.is_empty());
        let told: Vec<(u32, usize)> = reading
            .faults
            .iter()
            .map(|fault| (fault.row, fault.messages.len()))
            .collect();
        assert_eq!(told, [(2, 3), (3, 1), (4, 1), (5, 1)]);
        assert!(reading.faults[2].messages[0].contains("起号9大于止号3"));
    }

    #[test]
    fn a_sheet_without_header_or_rows_is_refused() {
        let code = |text: &str| read_text(text).err().map(|problem| problem.code);
        assert_eq!(
            code("甲,乙\n1,2\n").as_deref(),
            Some("border-header"),
            "no titles"
        );
        assert_eq!(code("单元名称,社区\n").as_deref(), Some("border-empty"));
    }
}
