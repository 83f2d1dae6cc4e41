//! A file as an answer.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::view::link::encoded;

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
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, bytes)
}
