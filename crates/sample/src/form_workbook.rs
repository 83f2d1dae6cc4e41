//! The workbook with which 民政 asks for the old-age allowance list: a form to be filled, not a
//! delivery.

use catalog::problem::Problem;
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, FormatBorder};

use crate::ground::Ground;
use crate::sheet::{Cell, Column, Layout, XlsxFile, failed};

/// Path in the output.
pub(crate) const PATH: &str = "forms/高龄津贴发放名册.xlsx";
/// Empty rows with borders that the department left for typing.
const EMPTY_ROWS: u32 = 5;

const fn asked(
    group: &'static str,
    title: &'static str,
    width: u32,
    explanation: &'static str,
) -> Column {
    Column {
        group,
        title,
        width,
        explanation,
    }
}

const COLUMNS: [Column; 13] = [
    asked("", "序号", 6, ""),
    asked("基本信息", "姓名", 10, "必填"),
    asked("基本信息", "性别", 6, "男/女"),
    asked("基本信息", "身份证号码", 22, "必填，18位"),
    asked("基本信息", "出生日期", 12, "如1940-01-01"),
    asked("基本信息", "年龄", 6, "周岁"),
    asked("", "户籍地址", 34, "按户口簿填写"),
    asked("", "现居住地址", 34, "写到室"),
    asked("", "联系电话", 16, "本人或家属"),
    asked("津贴信息", "开户行", 16, ""),
    asked("津贴信息", "银行账号", 24, "本人社保卡"),
    asked("津贴信息", "津贴标准(元/月)", 12, "数字"),
    asked("", "备注", 16, ""),
];

/// The workbook.
pub(crate) fn build(ground: &Ground, today: NaiveDate) -> Result<Vec<u8>, Problem> {
    let layout = Layout {
        sheet: "高龄津贴发放名册".to_owned(),
        title: format!("{}高龄津贴发放名册", ground.county),
        notes: vec![
            "填报单位：　　　　　　　　　　　　　　　　填报日期：　　年　　月　　日".to_owned(),
        ],
        columns: &COLUMNS,
        explained: true,
    };
    let mut book = XlsxFile::new(&layout)?;
    let bordered = Format::new().set_border(FormatBorder::Thin);
    let last = COLUMNS.len() as u16 - 1;
    for _ in 0..EMPTY_ROWS {
        let row = book.row(&[])? - 1;
        for column in 0..=last {
            book.sheet()
                .write_blank(row, column, &bordered)
                .map_err(failed)?;
        }
    }
    book.footer(&[
        (0, Cell::Word("填表人：")),
        (4, Cell::Word("审核人：")),
        (8, Cell::Word("填表日期：")),
    ])?;
    let rows = book.row(&[])? - 2;
    let sheet = book.sheet();
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_print_area(0, 0, rows, last).map_err(failed)?;
    sheet.set_repeat_rows(2, 3).map_err(failed)?;
    book.finish(today)
}
