//! What a form is called.

use workbook::HeaderReading;

/// The title above the header; else the sheet's name if somebody gave it one; else the file's.
pub(super) fn of(header: &HeaderReading, sheet_name: &str, file_title: Option<&str>) -> String {
    let written = header
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let named = Some(sheet_name).filter(|name| is_given(name));
    let title = written
        .or(named)
        .or(file_title.filter(|title| !title.is_empty()));
    title.unwrap_or(sheet_name).to_owned()
}

/// The file's name without folders and extension.
pub(super) fn stem(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim()
}

/// Whether somebody named the sheet for its readers: in Chinese, and not 工作表1 as programs do.
fn is_given(name: &str) -> bool {
    let rest = name
        .trim()
        .trim_end_matches(|symbol: char| symbol.is_ascii_digit());
    !rest.is_ascii() && !["工作表", "表"].contains(&rest.trim())
}
