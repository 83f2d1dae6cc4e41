//! What is worth telling about a workbook though it can be read.

use crate::circular::{self, Formulas};
use crate::sheet::BookIssue;
use crate::write::a1;

/// It holds macros.
pub(crate) fn macros(file_name: &str) -> BookIssue {
    BookIssue::new(
        "workbook-macros",
        format!("文件“{file_name}”含有宏，宏未执行，只读取了其中的数据。"),
    )
}

/// Its formulas read other files.
pub(crate) fn external_link(file_name: &str) -> BookIssue {
    BookIssue::new(
        "workbook-external-link",
        format!(
            "文件“{file_name}”的公式引用了别的文件，没有去读，用的是上次保存的值；请核对后改为本文件内的数据。"
        ),
    )
}

/// A formula of a sheet leads back to itself, if one does.
pub(crate) fn circular(sheet: &str, formulas: &Formulas) -> Option<BookIssue> {
    let (row, col) = circular::find(formulas)?;
    Some(BookIssue::new(
        "workbook-circular",
        format!(
            "工作表“{sheet}”单元格 {} 的公式绕回了自己（循环引用），没有计算，用的是上次保存的值；请改正公式后另存。",
            a1::name(row, col),
        ),
    ))
}
