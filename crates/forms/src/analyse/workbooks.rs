//! Forms as departments keep them: every table of a workbook, as one asked form each.

use catalog::problem::Problem;
use workbook::{Book, is_footer_row};

use super::asked::{AskedColumn, AskedForm, FormKind};
use crate::template::{self, Template};

/// Values of a column that are looked at.
const MOST_VALUES: usize = 20;

/// Reads every table of a workbook.
///
/// # Errors
/// `template-no-form` when there is none.
pub fn forms_of_book(book: &Book, file_name: &str, dept: &str) -> Result<Vec<AskedForm>, Problem> {
    let templates = template::read_template(book, file_name)?;
    Ok(templates
        .iter()
        .map(|template| asked(book.sheet(&template.sheet), template, dept))
        .collect())
}

/// A template that was read before, without its sheet at hand.
#[must_use]
pub fn form_of_template(template: &Template, dept: &str) -> AskedForm {
    asked(None, template, dept)
}

fn asked(sheet: Option<&workbook::Sheet>, template: &Template, dept: &str) -> AskedForm {
    let column = |column: &template::TemplateColumn| {
        let (title, groups) = match column.path.split_last() {
            Some((title, groups)) => (title.clone(), groups.to_vec()),
            None => (String::new(), Vec::new()),
        };
        let mut values = column.choices.clone();
        if values.is_empty() {
            values = sheet
                .map(|sheet| template::samples(sheet, template.data_first_row, column.index))
                .unwrap_or_default();
        }
        values.truncate(MOST_VALUES);
        AskedColumn {
            title,
            groups,
            values,
            required: column.required,
        }
    };
    let mut form = AskedForm {
        title: template.title.clone(),
        dept: dept.to_owned(),
        kind: FormKind::List,
        columns: template.columns.iter().map(column).collect(),
        ..AskedForm::default()
    };
    let first = sheet.map(|sheet| rows_of_areas(sheet, template));
    if is_statistics(&form, first.unwrap_or(false)) {
        form.kind = FormKind::Statistics;
    }
    form
}

/// Whether the rows of the first columns are areas or a total that somebody has put there already.
fn rows_of_areas(sheet: &workbook::Sheet, template: &Template) -> bool {
    const AREAS: [&str; 10] = [
        "街道",
        "社区",
        "居委会",
        "村",
        "镇",
        "乡",
        "合计",
        "总计",
        "小计",
        "其中",
    ];
    let last = sheet.rows.min(template.data_first_row + 40);
    let rows = template.data_first_row..last;
    let labelled = rows
        .filter(|row| !sheet.row_is_empty(*row))
        .filter(|row| {
            let names: Vec<String> = (0..2).map(|col| sheet.text(*row, col)).collect();
            names.iter().any(|name| {
                AREAS
                    .iter()
                    .any(|word| name.trim().ends_with(word) || name.starts_with(word))
            }) || is_footer_row(&sheet.dense_row(*row)) && sheet.row(*row).len() > 2
        })
        .count();
    labelled >= 2
}

/// A table of counts asks for nobody by name and number, and counts in most of its columns.
fn is_statistics(form: &AskedForm, rows_are_areas: bool) -> bool {
    const PERSONAL: [&str; 6] = ["姓名", "身份证", "证件号", "电话", "手机", "住址"];
    const COUNTS: [&str; 12] = [
        "数", "合计", "小计", "总计", "金额", "户", "人", "率", "次", "占比", "其中", "数量",
    ];
    const NAMED: [&str; 4] = ["统计", "汇总", "月报", "季报"];
    let has = |words: &[&str], title: &str| words.iter().any(|word| title.contains(word));
    if form
        .columns
        .iter()
        .any(|column| has(&PERSONAL, &column.title))
    {
        return false;
    }
    let counting = form
        .columns
        .iter()
        .filter(|column| {
            let title = catalog::title::normalise(&column.title);
            let grouped = column.groups.iter().any(|group| has(&COUNTS, group));
            COUNTS.iter().any(|end| title.ends_with(end)) || grouped
        })
        .count();
    let named = has(&NAMED, &form.title);
    counting * 2 >= form.columns.len() || rows_are_areas && counting > 0 || named && counting > 0
}
