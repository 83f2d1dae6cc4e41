//! A file as an answer.

use axum::http::{HeaderMap, HeaderValue, header};

/// The media type of xlsx.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Headers and body of a workbook to be saved under a name.
pub fn workbook(name: &str, bytes: Vec<u8>) -> (HeaderMap, Vec<u8>) {
    attachment(XLSX, name, bytes)
}

/// The same of a csv.
pub fn csv(name: &str, bytes: Vec<u8>) -> (HeaderMap, Vec<u8>) {
    attachment("text/csv; charset=utf-8", name, bytes)
}

fn attachment(media: &'static str, name: &str, bytes: Vec<u8>) -> (HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, bytes)
}

/// Percent-encodes a file name (RFC 5987), so that Chinese names survive.
fn encode(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn a_chinese_name_is_percent_encoded() {
        assert_eq!(encode("名册 1.xlsx"), "%E5%90%8D%E5%86%8C%201.xlsx");
    }
}
