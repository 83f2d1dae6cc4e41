//! How one sheet is read: which columns, for which elements, by which rules. Made once a sheet.

use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, no};
use catalog::source::Source;
use catalog::text::squeeze;
use catalog::title::Tier;
use workbook::{Cell, ColumnMatch, HeaderReading, SheetStart};

use super::Issue;
use super::issues::letter;
use crate::clean::{Cleaner, Severity};

/// Title of the column that says why a row was refused; ignored when it comes back.
pub(crate) const REASON_TITLE: &str = "退回原因";

/// A column that is read.
#[derive(Debug, Clone)]
pub(crate) struct PlannedColumn {
    /// Place from 0.
    pub index: usize,
    /// The element.
    pub element: ElementNo,
    /// How its cells are cleaned.
    pub cleaner: Cleaner,
    /// Title on issues.
    pub title: String,
    /// The source requires it.
    pub required: bool,
    /// Its values become values of the row.
    pub stored: bool,
}

/// How a sheet is read.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Place of the sheet, from 0.
    pub sheet: u16,
    /// Name of the sheet.
    pub sheet_name: String,
    /// Columns that are read, by element.
    pub columns: Vec<PlannedColumn>,
    /// What every column was taken for.
    pub matches: Vec<ColumnMatch>,
    /// Squeezed titles of each column (all levels), to recognise the header again.
    pub titles: Vec<Vec<String>>,
    /// Labels of required elements that have no column.
    pub missing: Vec<String>,
    /// What the row describes.
    pub entity: EntityKind,
    /// The source registers people at their address.
    pub registers_hukou: bool,
    /// The sheet is a workbook of refused rows that comes back mended.
    pub returned: bool,
    /// First data row, 0-based.
    pub data_first_row: u32,
    /// Header rows as in Excel, from 1.
    pub header_rows: Option<(u32, u32)>,
}

impl Plan {
    /// Plans a sheet from its header and the first rows.
    pub(crate) fn new(
        start: &SheetStart,
        header: &HeaderReading,
        first_rows: &[Vec<Cell>],
        source: &Source,
    ) -> Self {
        let samples = |column: u32| samples(first_rows, header.data_first_row, column);
        let mut matches = match_columns(header, &samples, source);
        let columns_in_all = matches.len();
        matches.retain(|found| !is_reason(&found.path));
        let returned = matches.len() < columns_in_all;
        let dictionary = Dictionary::shipped();
        let required: Vec<&DataElement> = source
            .required
            .iter()
            .filter_map(|id| dictionary.by_id(id))
            .collect();
        let mut columns: Vec<PlannedColumn> = matches
            .iter()
            .filter(|found| found.tier == Tier::Auto)
            .filter_map(|found| {
                let element = dictionary.get(found.element?)?;
                Some(planned(
                    found,
                    element,
                    required.iter().any(|needed| needed.no == element.no),
                ))
            })
            .collect();
        // Values are then set in element order, which only ever appends.
        columns.sort_by_key(|column| column.element);
        columns.dedup_by_key(|column| column.element);
        let missing = required
            .iter()
            .filter(|needed| columns.iter().all(|column| column.element != needed.no))
            .map(|needed| needed.label.clone())
            .collect();
        Self {
            sheet: u16::try_from(start.index).unwrap_or(u16::MAX),
            sheet_name: start.name.clone(),
            titles: titles(&matches),
            columns,
            matches,
            missing,
            entity: source.entity,
            registers_hukou: source.registers_hukou,
            returned,
            data_first_row: header.data_first_row,
            header_rows: header
                .header_rows
                .map(|(first, last)| (first + 1, last + 1)),
        }
    }

    /// Whether anything can be read at all.
    pub(crate) fn is_usable(&self) -> bool {
        self.missing.is_empty() && self.columns.iter().any(|column| column.stored)
    }

    /// The column of an element.
    pub(crate) fn column(&self, element: ElementNo) -> Option<&PlannedColumn> {
        self.columns
            .binary_search_by_key(&element, |column| column.element)
            .ok()
            .map(|at| &self.columns[at])
    }

    /// Issues of the header: columns that nobody understands or that somebody must point at.
    pub(crate) fn header_issues(&self) -> Vec<Issue> {
        let row = self.header_rows.map_or(1, |(_, last)| last);
        let mut issues: Vec<Issue> = Vec::new();
        for found in self.matches.iter().filter(|found| !is_about_form(found)) {
            let (code, severity, message) = match found.tier {
                Tier::Auto => continue,
                Tier::Ask if self.is_rival(found) => (
                    "column-repeated",
                    Severity::Warn,
                    format!("{}，未读取这一列，请删去重复的列或改正标题", found.reason),
                ),
                Tier::Ask => (
                    "column-unsure",
                    Severity::Warn,
                    format!(
                        "不能确定这一列的含义（{}），未读取，请改用规范的列名",
                        found.reason
                    ),
                ),
                Tier::None => (
                    "column-unknown",
                    Severity::Note,
                    "没有对应的数据元，未读取这一列；如需要请改用规范的列名".to_owned(),
                ),
            };
            issues.push(self.header_issue(row, Some(found), code, severity, message));
        }
        issues
    }

    /// The issue for a sheet without a required column.
    pub(crate) fn missing_issue(&self) -> Issue {
        let row = self.header_rows.map_or(1, |(_, last)| last);
        let message = format!(
            "缺少必需的列：{}，整张工作表未读取，请补上这些列后重新交",
            self.missing.join("、")
        );
        self.header_issue(
            row,
            None,
            "required-column-missing",
            Severity::Refuse,
            message,
        )
    }

    fn is_rival(&self, found: &ColumnMatch) -> bool {
        found
            .element
            .is_some_and(|element| self.column(element).is_some())
    }

    fn header_issue(
        &self,
        row: u32,
        found: Option<&ColumnMatch>,
        code: &str,
        severity: Severity,
        message: String,
    ) -> Issue {
        Issue {
            sheet: self.sheet_name.clone(),
            row,
            column: found.map(|found| title(&found.path)),
            column_letter: found.map(|found| letter(found.index as usize)),
            code: code.to_owned(),
            severity,
            message,
        }
    }
}

/// Matches the columns, without the groups above them that say nothing more: a group about the
/// row's own person (家庭成员信息 in a list of people), and one that the title repeats (户主信息 above
/// 户主姓名).
fn match_columns(
    header: &HeaderReading,
    samples: &dyn Fn(u32) -> Vec<String>,
    source: &Source,
) -> Vec<ColumnMatch> {
    let mut plain = header.clone();
    let own = own_groups(header, source);
    for column in &mut plain.columns {
        let Some((title, groups)) = column.path.split_last() else {
            continue;
        };
        let of_household = is_household_title(title, source);
        let mut path: Vec<String> = groups
            .iter()
            .filter(|group| {
                let stem = group_stem(group);
                let repeated = !stem.is_empty() && squeeze(title).starts_with(&stem);
                !(own.contains(&stem) || repeated || of_household)
            })
            .cloned()
            .collect();
        path.push(title.clone());
        column.path = path;
    }
    let mut matches = workbook::match_columns(&plain, samples, Some(source));
    for (found, column) in matches.iter_mut().zip(&header.columns) {
        found.path.clone_from(&column.path);
    }
    matches
}

/// 户主信息 → 户主.
fn group_stem(group: &str) -> String {
    let word = squeeze(group);
    ["基本信息", "基本情况", "信息", "情况", "资料"]
        .into_iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(&word)
        .to_owned()
}

/// Groups that are about the row's own person: those whose 姓名 the source's agreement gives to the
/// name, and 家庭成员 in a list of people that has no other 姓名.
fn own_groups(header: &HeaderReading, source: &Source) -> Vec<String> {
    let mut agreed = Vec::new();
    let mut members = Vec::new();
    let mut named_outside = false;
    for column in &header.columns {
        let Some((title, groups)) = column.path.split_last() else {
            continue;
        };
        let mut outside = true;
        for stem in groups.iter().map(|group| group_stem(group)) {
            let name = source.columns.get(&format!("{stem}姓名"));
            if name.is_some_and(|id| id == "name") {
                agreed.push(stem);
            } else if matches!(stem.as_str(), "家庭成员" | "成员" | "同住人员" | "居住人员")
            {
                members.push(stem);
                outside = false;
            }
        }
        named_outside |= outside && squeeze(title) == "姓名";
    }
    if source.entity == EntityKind::Person && !named_outside {
        agreed.append(&mut members);
    }
    agreed
}

/// Whether the agreement gives a title to the household; then it does not matter in whose group
/// it stands (低保证号 under 户主信息).
fn is_household_title(title: &str, source: &Source) -> bool {
    let element = source
        .columns
        .get(&squeeze(title))
        .and_then(|id| Dictionary::shipped().by_id(id));
    let of_person = [no::HEAD_NAME, no::HEAD_ID_NUMBER];
    element.is_some_and(|element| {
        element.entity == EntityKind::Household && !of_person.contains(&element.no)
    })
}

/// Whether a column is about the form itself (序号, 编号, 填报人): nobody misses it.
pub(crate) fn is_about_form(found: &ColumnMatch) -> bool {
    let element = found
        .element
        .and_then(|element| Dictionary::shipped().get(element));
    element.is_some_and(|element| element.entity == EntityKind::Form)
}

fn planned(found: &ColumnMatch, element: &DataElement, required: bool) -> PlannedColumn {
    PlannedColumn {
        index: found.index as usize,
        element: element.no,
        cleaner: Cleaner::new(element),
        title: title(&found.path),
        required,
        // 年龄 is computed, 序号 and 备注 are no facts about anybody.
        stored: element.entity != EntityKind::Form && element.no != no::AGE && !element.derived,
    }
}

/// The title a person would point at: the lowest one on one line.
pub(crate) fn title(path: &[String]) -> String {
    path.last()
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(""))
        .unwrap_or_default()
}

fn is_reason(path: &[String]) -> bool {
    path.last()
        .is_some_and(|title| squeeze(title) == REASON_TITLE)
}

/// Raw values of a column among the first rows.
fn samples(first_rows: &[Vec<Cell>], data_first_row: u32, column: u32) -> Vec<String> {
    first_rows
        .iter()
        .skip(data_first_row as usize)
        .filter_map(|row| row.get(column as usize))
        .filter(|cell| !cell.is_empty())
        .take(20)
        .map(Cell::text)
        .collect()
}

fn titles(matches: &[ColumnMatch]) -> Vec<Vec<String>> {
    let width = matches
        .iter()
        .map(|found| found.index as usize + 1)
        .max()
        .unwrap_or(0);
    let mut titles = vec![Vec::new(); width];
    for found in matches {
        titles[found.index as usize] = found.path.iter().map(|title| squeeze(title)).collect();
    }
    titles
}
