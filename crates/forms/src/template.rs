//! A template (表样): what a department's workbook asks for, column by column.

mod benefit;
mod lists;
mod title;

use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, ValueKind};
use catalog::problem::Problem;
use catalog::title::Tier;
use serde::{Deserialize, Serialize};
use workbook::{
    Book, ColumnMatch, HeaderReading, Sheet, SheetKind, is_footer_row, match_titles, read_tables,
};

use crate::choice;
use crate::date_style::DateStyle;
use crate::output::Output;
use crate::role;
use crate::side_by_side;
use lists::Lists;

/// Values that may stand under the header already are evidence; more than this adds nothing.
const MOST_SAMPLES: u32 = 20;

/// One form sheet of a department's workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Name of the form: the title above the header, else the name of the sheet or file.
    pub title: String,
    /// Name of the sheet in the workbook.
    pub sheet: String,
    /// First and last row of the header, from 0, both inclusive.
    pub header_rows: (u32, u32),
    /// The row in which data start, from 0.
    pub data_first_row: u32,
    /// Columns from left to right. A row of cells has one cell per entry.
    pub columns: Vec<TemplateColumn>,
}

/// One column of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateColumn {
    /// Column of the sheet, from 0.
    pub index: u32,
    /// Header path, group first, own title last.
    pub path: Vec<String>,
    /// The data element asked for, as far as recognised or decided.
    pub element: Option<ElementNo>,
    /// The department wants it filled.
    pub required: bool,
    /// A person has looked at the match.
    pub confirmed: bool,
    /// How sure the match is.
    pub tier: Tier,
    /// The same as a number, 0 to 1.
    pub confidence: f32,
    /// Why it was matched so, in Chinese.
    pub reason: String,
    /// How its dates are written, where the workbook tells.
    #[serde(default)]
    pub dates: Option<DateStyle>,
    /// What its cells are chosen from, as the workbook writes it (`1-男`); empty where they are
    /// typed freely.
    #[serde(default)]
    pub choices: Vec<String>,
    /// How identity numbers are written for this recipient.
    #[serde(default)]
    pub output: Output,
}

impl TemplateColumn {
    /// The column's own title, without the groups above it.
    #[must_use]
    pub fn label(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Whether the column asks for anything; a spacer has no title.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.path.iter().any(|part| !part.trim().is_empty())
    }

    /// The element whose values the column takes and gives: recognised for sure or confirmed by
    /// a person, and about the person of the row. `None` means that cells are typed as free text.
    #[must_use]
    pub fn element(&self) -> Option<&'static DataElement> {
        let element = Dictionary::shipped().get(self.element?)?;
        let sure = self.tier == Tier::Auto && !self.asks_otherwise(element);
        let own = !element.derived && role::may_prefill(element.no, &self.path);
        (own && (self.confirmed || sure)).then_some(element)
    }

    /// 是否人户分离 asks for yes or no where the element has a code or a date: related, but not an
    /// answer.
    fn asks_otherwise(&self, element: &DataElement) -> bool {
        let asks_yes_no = ["是否", "有无"]
            .iter()
            .any(|word| self.label().starts_with(word));
        asks_yes_no && !matches!(element.kind, ValueKind::YesNo | ValueKind::Text)
    }

    /// Whether Linli counts or computes it and nobody types it (序号).
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.element().is_some_and(|element| element.no == ROW_NO)
    }
}

/// 序号
pub(crate) const ROW_NO: ElementNo = ElementNo(117);

impl Template {
    /// Sets what columns ask for, as a person decided, and confirms every column. Columns not
    /// named keep their match.
    ///
    /// # Errors
    /// `template-column` when a column or element does not exist, or is one that Linli makes
    /// itself; nothing changes then.
    pub fn assign(&mut self, decided: &[(u32, Option<ElementNo>)]) -> Result<(), Problem> {
        let mut columns = self.columns.clone();
        for (index, element) in decided {
            let column = columns.iter_mut().find(|column| column.index == *index);
            let column = column.ok_or_else(|| {
                let detail = format!("表样没有第{}列，请刷新页面后重新选择。", index + 1);
                Problem::bad_input("template-column", detail)
            })?;
            if !element.is_none_or(can_be_asked) {
                let detail = format!(
                    "“{}”列所选的数据元不存在或不能填报，请从列表中重新选择。",
                    column.label()
                );
                return Err(Problem::bad_input("template-column", detail));
            }
            if column.element != *element {
                column.element = *element;
                column.reason = "由人工选择".to_owned();
            }
        }
        for column in &mut columns {
            column.confirmed = true;
        }
        self.columns = columns;
        Ok(())
    }
}

fn can_be_asked(element: ElementNo) -> bool {
    Dictionary::shipped()
        .get(element)
        .is_some_and(|element| !element.derived)
}

/// Reads every form of a workbook: each table of each visible sheet, from the top.
///
/// # Errors
/// `template-no-form` when no visible sheet has a header to fill under.
pub fn read_template(book: &Book, file_name: &str) -> Result<Vec<Template>, Problem> {
    let forms: Vec<(&Sheet, HeaderReading)> = book
        .sheets
        .iter()
        .filter(|sheet| !sheet.hidden)
        .flat_map(|sheet| {
            read_tables(sheet)
                .into_iter()
                .map(move |header| (sheet, header))
        })
        .filter(|(_, header)| header.kind == SheetKind::Form)
        .collect();
    // The file's name speaks for its only form, but not for one of several.
    let file_title = Some(title::stem(file_name)).filter(|_| forms.len() == 1);
    let lists = Lists::of(book);
    let templates: Vec<Template> = forms
        .iter()
        .filter_map(|(sheet, header)| read_sheet(sheet, header, file_title, &lists))
        .collect();
    if templates.is_empty() {
        return Err(Problem::bad_input(
            "template-no-form",
            "工作簿里没有找到带表头的表格，请确认工作表未隐藏，且每列上方写有列标题。",
        ));
    }
    Ok(templates)
}

fn read_sheet(
    sheet: &Sheet,
    header: &HeaderReading,
    file_title: Option<&str>,
    lists: &Lists,
) -> Option<Template> {
    let header_rows = header.header_rows?;
    let samples = |column: u32| evidence(sheet, header.data_first_row, column);
    let title = title::of(header, &sheet.name, file_title);
    let about = [title.clone()];
    let tables = side_by_side::tables(sheet, header);
    let mut matches: Vec<ColumnMatch> = tables
        .iter()
        .flat_map(|places| match_titles(&header.columns[places.clone()], &samples, None, &about))
        .collect();
    side_by_side::leave_out(&mut matches, &tables);
    let mut columns: Vec<TemplateColumn> = matches
        .into_iter()
        .map(|matched| {
            let title = matched.path.last().map_or("", String::as_str);
            let mut choices = sheet.choices(header.data_first_row, matched.index);
            if choices.is_empty() {
                choices = lists.get(title).unwrap_or_default();
            }
            let choices = choices.to_vec();
            read_column(matched, header, &samples, choices)
        })
        .collect();
    benefit::specialise(&mut columns, &title);
    let data_first_row = header.data_first_row;
    Some(Template {
        title,
        sheet: sheet.name.clone(),
        header_rows,
        data_first_row,
        columns,
    })
}

fn read_column(
    matched: ColumnMatch,
    header: &HeaderReading,
    samples: &dyn Fn(u32) -> Vec<String>,
    choices: Vec<String>,
) -> TemplateColumn {
    let of_header = header
        .columns
        .iter()
        .find(|column| column.index == matched.index);
    let explanation = of_header.and_then(|column| column.explanation.as_deref());
    let label = matched.path.last().map_or("", String::as_str);
    let mut column = TemplateColumn {
        dates: DateStyle::of_column(label, explanation, &samples(matched.index)),
        index: matched.index,
        path: matched.path,
        element: matched.element,
        required: matched.required,
        confirmed: false,
        tier: matched.tier,
        confidence: matched.confidence,
        reason: matched.reason,
        choices,
        output: Output::default(),
    };
    choice::doubt(&mut column);
    column
}

/// What tells what a column asks for: the list that its cells are chosen from, else the texts that
/// stand there; `first` is the first row below the header.
#[must_use]
pub fn evidence(sheet: &Sheet, first: u32, column: u32) -> Vec<String> {
    let chosen = sheet.choices(first, column);
    if chosen.is_empty() {
        samples(sheet, first, column)
    } else {
        chosen.to_vec()
    }
}

/// The first texts that stand under a header, by which its columns are told apart; `first` is the
/// first row below it.
#[must_use]
pub fn samples(sheet: &Sheet, first: u32, column: u32) -> Vec<String> {
    (first..sheet.rows.min(first.saturating_add(MOST_SAMPLES)))
        .filter(|row| !is_footer_row(&sheet.dense_row(*row)))
        .map(|row| sheet.text(row, column))
        .filter(|text| !text.is_empty())
        .collect()
}

/// The texts of the sheet down to the header, for showing the sheet as it looks.
#[must_use]
pub fn header_preview(sheet: &Sheet, template: &Template) -> Vec<Vec<String>> {
    let columns = template
        .columns
        .iter()
        .map(|column| column.index + 1)
        .max()
        .unwrap_or(0);
    (0..=template.header_rows.1)
        .map(|row| (0..columns).map(|column| sheet.text(row, column)).collect())
        .collect()
}

/// Whether values of an element are facts about an entity, not about the form.
pub(crate) fn is_fact(element: &DataElement) -> bool {
    !element.derived && element.entity != EntityKind::Form
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{column, element};

    fn titled(sheets: &[(&str, &str)], file_name: &str) -> Vec<String> {
        let sheet = |(name, title): &(&str, &str)| {
            let head = ["序号", "姓名", "身份证号", "联系电话", "备注"];
            let rows: &[&[&str]] = &[&[title], &head];
            Sheet::of_text(name, if title.is_empty() { &rows[1..] } else { rows })
        };
        let book = Book {
            sheets: sheets.iter().map(sheet).collect(),
            notes: Vec::new(),
        };
        let templates = read_template(&book, file_name).unwrap_or_default();
        templates
            .into_iter()
            .map(|template| template.title)
            .collect()
    }

    #[test]
    fn the_title_is_what_readers_would_call_the_form() {
        let file = "2026/残疾人补贴名册.xlsx";
        assert_eq!(
            titled(&[("Sheet1", "两项补贴发放名册")], file),
            ["两项补贴发放名册"]
        );
        assert_eq!(titled(&[("名册", "")], file), ["名册"]);
        assert_eq!(titled(&[("Sheet1", "")], file), ["残疾人补贴名册"]);
        assert_eq!(titled(&[("工作表1", "")], file), ["残疾人补贴名册"]);
        assert_eq!(titled(&[("Person", "")], file), ["残疾人补贴名册"]);
        assert_eq!(
            titled(&[("Sheet1", ""), ("Sheet2", "")], file),
            ["Sheet1", "Sheet2"]
        );
        assert_eq!(titled(&[("Sheet1", "")], ".xlsx"), ["Sheet1"]);
    }

    #[test]
    fn a_dictionary_sheet_gives_the_choices_of_its_columns() {
        let form = Sheet::of_text("名册", &[&["姓名", "性别*", "婚姻状况", "联系电话"]]);
        let rows: &[&[&str]] = &[
            &["性别", "婚姻状况", "民族"],
            &["1-男", "未婚", "汉族"],
            &["2-女", "已婚", "回族"],
            &["", "离婚", "满族"],
            &["", "丧偶", ""],
        ];
        let mut dictionary = Sheet::of_text("type", rows);
        dictionary.hidden = true;
        let book = Book {
            sheets: vec![form, dictionary],
            notes: Vec::new(),
        };
        let templates = read_template(&book, "名册.xls").expect("a form");
        let choices: Vec<usize> = templates[0]
            .columns
            .iter()
            .map(|column| column.choices.len())
            .collect();
        assert_eq!(choices, [0, 2, 4, 0]);
        assert_eq!(templates[0].columns[1].choices, ["1-男", "2-女"]);
    }

    #[test]
    fn a_table_beside_another_is_not_filled_with_its_people() {
        let head = ["序号", "姓名", "身份证号", "", "序号", "姓名", "身份证号"];
        let row = ["1", "张三", "", "", "21", "李四", ""];
        let book = Book {
            sheets: vec![Sheet::of_text("名册", &[&head, &row])],
            notes: Vec::new(),
        };
        let templates = read_template(&book, "名册.xlsx").expect("a form");
        let filled: Vec<bool> = templates[0]
            .columns
            .iter()
            .map(|column| column.element().is_some())
            .collect();
        assert_eq!(filled, [true, true, true, false, false, false]);
        assert!(templates[0].columns[4].reason.contains("左右并列"));
    }

    #[test]
    fn hidden_sheets_are_not_forms() {
        let mut sheet = Sheet::of_text("名册", &[&["序号", "姓名", "身份证号", "联系电话"]]);
        sheet.hidden = true;
        let book = Book {
            sheets: vec![sheet],
            notes: Vec::new(),
        };
        let problem = read_template(&book, "名册.xlsx").expect_err("nothing to fill");
        assert_eq!(problem.code, "template-no-form");
        assert!(problem.detail.contains("隐藏"), "{}", problem.detail);
    }

    #[test]
    fn a_yes_no_title_needs_a_yes_no_element_or_a_person() {
        let mut apart = column(0, "是否人户分离", Some(element("人户关系")));
        assert!(apart.element().is_none());
        apart.confirmed = true;
        assert!(apart.element().is_some());
        let volunteer = column(0, "是否志愿者", Some(element("是否志愿者")));
        assert!(volunteer.element().is_some());
    }
}
