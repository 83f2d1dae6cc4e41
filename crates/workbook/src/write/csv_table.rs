//! A plain new csv, as spreadsheet programs read it.

use catalog::problem::{Problem, ProblemKind};
use csv::{Terminator, WriterBuilder};

/// Without it spreadsheet programs take the bytes for GBK and show other characters.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes a new csv of a header and rows, in UTF-8. The same rows give the same bytes.
///
/// # Errors
/// `workbook-write` when the file cannot be put together.
pub fn csv_table(
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Problem> {
    write(header, rows).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "workbook-write",
            "生成表格文件失败，请重试；仍然失败请联系管理员。",
        )
    })
}

fn write(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(UTF8_MARK.to_vec());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|text| harmless(text)))?;
    }
    writer
        .into_inner()
        .map_err(|failed| csv::Error::from(failed.into_error()))
}

/// A spreadsheet program would calculate a text that starts like a formula; behind an apostrophe it
/// stays a text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_is_marked_quoted_and_calculates_nothing() {
        let rows = vec![
            vec!["张三".to_owned(), "甲,乙".to_owned()],
            vec!["=1+1".to_owned(), "他说\"好\"".to_owned()],
        ];
        let bytes = csv_table(&["姓名", "标签"], rows.into_iter()).expect("a file");
        assert!(bytes.starts_with(UTF8_MARK));
        let text = String::from_utf8(bytes[3..].to_vec()).expect("UTF-8");
        assert_eq!(
            text,
            "姓名,标签\r\n张三,\"甲,乙\"\r\n'=1+1,\"他说\"\"好\"\"\"\r\n"
        );
    }
}
