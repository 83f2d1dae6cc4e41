//! Several filled workbooks of one template put together into one (汇总): rows of lists follow each
//! other, numbers of statistics are added cell by cell. What does not fit is named by file, sheet,
//! row and column, and nothing is guessed.

use catalog::problem::Problem;
use catalog::title::normalise;
use serde::Serialize;
use workbook::{Book, HeaderReading, Sheet, is_footer_row, read_tables};

use crate::amount::Amount;
use crate::template::{Template, read_template};

mod counts;
mod rows;

/// A filled workbook.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Name of the file, for messages.
    pub name: String,
    /// Its content.
    pub book: Book,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The filled file.
    pub file: String,
    /// Sheet.
    pub sheet: String,
    /// Row, from 1; `None` for a whole column or sheet.
    pub row: Option<u32>,
    /// Letters of the column; `None` for a whole row or sheet.
    pub column: Option<String>,
    /// One Chinese sentence that says where and what to do.
    pub message: String,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Collated {
    /// Files taken in.
    pub files: usize,
    /// Rows of lists written.
    pub rows: usize,
    /// Sums of the columns that hold amounts: sheet, title, sum over all files.
    pub sums: Vec<Sum>,
    /// What does not fit.
    pub differences: Vec<Difference>,
}

/// The sum of one column over all files; it is the sum of the files' own sums, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Sheet.
    pub sheet: String,
    /// Title of the column.
    pub title: String,
    /// Sum of each file, in the order given.
    pub files: Vec<Amount>,
    /// Sum of all.
    pub total: Amount,
}

/// Puts filled workbooks together and gives the new xlsx in the template's layout.
///
/// # Errors
/// `template-no-form` when the template has no table; as `workbook::fill` otherwise.
pub fn collate(
    original: &[u8],
    file_name: &str,
    template: &Book,
    filled: &[Filled],
) -> Result<(Vec<u8>, Collated), Problem> {
    let mut written = original.to_vec();
    let mut answer = Collated {
        files: filled.len(),
        ..Collated::default()
    };
    let forms = read_template(template, file_name)?;
    // From the bottom up, because rows that are added to a table push down what stands below it.
    for form in forms.iter().rev() {
        let Some(sheet) = template.sheet(&form.sheet) else {
            continue;
        };
        let parts: Vec<Part<'_>> = filled
            .iter()
            .filter_map(|file| Part::find(file, form, template, &mut answer.differences))
            .collect();
        written = if has_fixed_rows(sheet, form) {
            counts::collate(&written, file_name, sheet, form, &parts, &mut answer)?
        } else {
            rows::collate(&written, file_name, form, &parts, &mut answer)?
        };
    }
    answer.differences.sort_by(|one, two| {
        (&one.file, &one.sheet, one.row).cmp(&(&two.file, &two.sheet, two.row))
    });
    Ok((written, answer))
}

/// The table of a filled file that belongs to a form.
struct Part<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    first_row: u32,
}

impl<'a> Part<'a> {
    /// Finds it by the sheet's name and the titles; titles that differ are told.
    fn find(
        file: &'a Filled,
        form: &Template,
        template: &Book,
        told: &mut Vec<Difference>,
    ) -> Option<Self> {
        // The only sheet of a file is meant when it is called like none of the template's: a csv
        // is called like its file.
        let only = match file.book.sheets.as_slice() {
            [only] if template.sheet(&only.name).is_none() => Some(only),
            _ => None,
        };
        let Some(sheet) = file.book.sheet(&form.sheet).or(only) else {
            told.push(Difference {
                file: file.name.clone(),
                sheet: form.sheet.clone(),
                row: None,
                column: None,
                message: format!(
                    "“{}”里没有工作表“{}”，这张表没有汇总进去，请按原表样填报后重新汇总。",
                    file.name, form.sheet
                ),
            });
            return None;
        };
        let table = best_table(sheet, form);
        let Some(table) = table else {
            told.push(Difference {
                file: file.name.clone(),
                sheet: form.sheet.clone(),
                row: None,
                column: None,
                message: format!(
                    "“{}”工作表“{}”的表头与表样对不上，没有汇总进去，请恢复原表头后重新汇总。",
                    file.name, form.sheet
                ),
            });
            return None;
        };
        let fits = titles_fit(&file.name, form, &table, told);
        fits.then(|| Self {
            file: &file.name,
            sheet,
            first_row: table.data_first_row,
        })
    }

    fn last_row(&self) -> u32 {
        self.sheet.rows
    }

    fn difference(&self, row: u32, column: Option<u32>, what: &str) -> Difference {
        let letters = column.map(column_letters);
        let place = letters.as_deref().unwrap_or_default();
        Difference {
            file: self.file.to_owned(),
            sheet: self.sheet.name.clone(),
            row: Some(row + 1),
            message: format!(
                "“{}”工作表“{}”第 {} 行{}：{what}",
                self.file,
                self.sheet.name,
                row + 1,
                if place.is_empty() {
                    String::new()
                } else {
                    format!("{place} 列")
                },
            ),
            column: letters,
        }
    }
}

/// The table whose titles are most of the form's, and at least half of them.
fn best_table(sheet: &Sheet, form: &Template) -> Option<HeaderReading> {
    let same = |table: &HeaderReading| {
        form.columns
            .iter()
            .filter(|column| {
                table
                    .columns
                    .iter()
                    .any(|own| own.index == column.index && same_path(&own.path, &column.path))
            })
            .count()
    };
    read_tables(sheet)
        .into_iter()
        .filter(|table| table.header_rows.is_some())
        .map(|table| (same(&table), table))
        .max_by_key(|(count, table)| (*count, std::cmp::Reverse(table.data_first_row)))
        .filter(|(count, _)| count * 2 >= form.columns.len())
        .map(|(_, table)| table)
}

fn same_path(one: &[String], two: &[String]) -> bool {
    one.len() == two.len()
        && one
            .iter()
            .zip(two)
            .all(|(one, two)| normalise(one) == normalise(two))
}

/// Whether every column stands where the template has it; a moved or renamed one would be added to
/// the wrong sum.
fn titles_fit(
    file: &str,
    form: &Template,
    table: &HeaderReading,
    told: &mut Vec<Difference>,
) -> bool {
    let mut fits = true;
    for column in form.columns.iter().filter(|column| column.asks()) {
        let own = table.columns.iter().find(|own| own.index == column.index);
        if own.is_some_and(|own| same_path(&own.path, &column.path)) {
            continue;
        }
        fits = false;
        let row = table.header_rows.map(|(_, last)| last + 1);
        let letters = column_letters(column.index);
        told.push(Difference {
            file: file.to_owned(),
            sheet: form.sheet.clone(),
            row,
            message: format!(
                "“{file}”工作表“{}”{letters} 列的列名应为“{}”，现为“{}”，整张表没有汇总进去，请改回后重新汇总。",
                form.sheet,
                column.label(),
                own.and_then(|own| own.path.last()).map_or("空", String::as_str),
            ),
            column: Some(letters),
        });
    }
    fits
}

/// Whether the template names its rows itself (合计, 其中, names of communities).
fn has_fixed_rows(sheet: &Sheet, form: &Template) -> bool {
    let named = (form.data_first_row..sheet.rows)
        .filter(|row| {
            let label = row_label(sheet, *row, form);
            !label.is_empty() && (!is_signed(sheet, *row) || is_total(&label))
        })
        .count();
    named >= 2
}

/// Signatures and notes below the rows.
fn is_signed(sheet: &Sheet, row: u32) -> bool {
    let cells = sheet.dense_row(row);
    is_footer_row(&cells) && !is_total(&cells.iter().map(workbook::Cell::text).collect::<String>())
}

/// The words by which a row is known: the texts of the first columns that are no numbers.
fn row_label(sheet: &Sheet, row: u32, form: &Template) -> String {
    let labels = label_columns(form);
    let texts: Vec<String> = labels
        .iter()
        .map(|col| {
            let (anchor_row, anchor_col) = sheet.anchor(row, *col);
            sheet.text(anchor_row, anchor_col)
        })
        .filter(|text| !text.is_empty() && text.parse::<f64>().is_err())
        .collect();
    texts.join("/")
}

/// The first columns of a form, up to the first that asks for a number.
fn label_columns(form: &Template) -> Vec<u32> {
    const NAMES: [&str; 16] = [
        "序号", "单位", "地区", "街道", "社区", "村", "乡镇", "项目", "指标", "名称", "类别",
        "行次", "区划", "居委", "网格", "内容",
    ];
    let named: Vec<u32> = form
        .columns
        .iter()
        .take(4)
        .take_while(|column| NAMES.iter().any(|name| column.label().contains(name)))
        .map(|column| column.index)
        .collect();
    if named.is_empty() {
        form.columns
            .first()
            .map(|column| column.index)
            .into_iter()
            .collect()
    } else {
        named
    }
}

fn is_total(label: &str) -> bool {
    let plain = normalise(label);
    ["合计", "总计", "小计", "共计"]
        .iter()
        .any(|word| plain.starts_with(word) || plain.ends_with(word))
}

/// A number as people type it: with thousands separators, full-width digits, a unit behind.
fn number(text: &str) -> Option<Amount> {
    let plain: String = catalog::text::half_width(text.trim())
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    Amount::read(plain.trim_end_matches(['元', '人', '户', '个', '次']))
}

/// `A` for 0.
pub(crate) fn column_letters(index: u32) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}
