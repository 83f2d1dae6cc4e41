//! What a file is, judged by its content.

use catalog::problem::Problem;

/// The families of files that departments hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A zip package; xlsx or xlsm once its parts say so.
    Zip,
    /// An OLE compound file; xls once its streams say so.
    Ole,
    /// Delimited text.
    Text,
    /// Objects, one a line (NDJSON).
    Lines,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Recognises a file.
///
/// # Errors
/// `workbook-empty` for a file without content, `workbook-unsupported` for what is no table.
pub(crate) fn recognise(bytes: &[u8], file_name: &str) -> Result<FileKind, Problem> {
    if bytes
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    {
        return Err(empty(file_name));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(FileKind::Zip);
    }
    if bytes.starts_with(OLE) {
        return Ok(FileKind::Ole);
    }
    if let Some(what) = foreign(bytes) {
        return Err(unsupported(file_name, what));
    }
    if is_object(bytes) {
        return Ok(FileKind::Lines);
    }
    Ok(FileKind::Text)
}

/// Whether the text starts like an object with a key.
fn is_object(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut first = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    first.next() == Some(&b'{') && matches!(first.next(), Some(b'"' | b'}'))
}

/// The name of a format that people mistake for a table, if the file is one.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF", "PDF 文档"),
        (b"\x89PNG", "图片"),
        (b"\xFF\xD8\xFF", "图片"),
        (b"GIF8", "图片"),
        (b"Rar!", "RAR 压缩包"),
        (b"7z\xBC\xAF\x27\x1C", "7z 压缩包"),
        (b"\x1F\x8B", "gzip 压缩包"),
        (b"{\\rtf", "RTF 文档"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let head: String = bytes
        .iter()
        .take(512)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .skip_while(|character| !matches!(character, '<' | 'a'..='z' | '0'..='9'))
        .collect();
    // Many old systems answer "export to Excel" with a web page renamed to .xls.
    let page = ["<html", "<!doctype", "<table", "<head", "<meta", "<?xml"];
    page.iter()
        .any(|start| head.starts_with(start))
        .then_some("网页或 XML 文件")
}

/// The file has no content.
pub(crate) fn empty(file_name: &str) -> Problem {
    Problem::bad_input(
        "workbook-empty",
        format!("文件“{file_name}”是空的，没有任何内容，请确认导出成功后重新上传。"),
    )
}

/// The file is something else than a table.
pub(crate) fn unsupported(file_name: &str, what: &str) -> Problem {
    Problem::bad_input(
        "workbook-unsupported",
        format!(
            "文件“{file_name}”的内容是{what}，不是 xlsx、xls 或 csv 表格，请用 Excel 或 WPS 打开后另存为 xlsx 再上传。"
        ),
    )
}

/// The file cannot be opened without its password.
pub(crate) fn encrypted(file_name: &str) -> Problem {
    Problem::bad_input(
        "workbook-encrypted",
        format!("文件“{file_name}”设有打开密码，请在 Excel 或 WPS 中取消密码并另存后重新上传。"),
    )
}

/// The file is damaged.
pub(crate) fn broken(file_name: &str) -> Problem {
    Problem::bad_input(
        "workbook-broken",
        format!(
            "文件“{file_name}”已损坏或不完整，无法打开，请在原电脑上用 Excel 或 WPS 打开、另存为 xlsx 后重新上传。"
        ),
    )
}

/// The file is larger than the machine may be asked to handle.
pub(crate) fn too_large(file_name: &str, why: &str) -> Problem {
    Problem::new(
        catalog::problem::ProblemKind::TooLarge,
        "workbook-too-large",
        format!("文件“{file_name}”{why}，为保护系统未读取，请拆分成较小的文件后重新上传。"),
    )
}
