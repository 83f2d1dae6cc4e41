//! Texts inside addresses of pages and names of files.

/// A text in percent-encoding (RFC 3986: unreserved characters stay), for a value of a query string
/// and, as RFC 5987 asks it, for the name of a file.
pub fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_carry_any_rule() {
        assert_eq!(encoded("年龄>=8"), "%E5%B9%B4%E9%BE%84%3E%3D8");
    }

    #[test]
    fn a_chinese_name_of_a_file_survives() {
        assert_eq!(encoded("名册 1.xlsx"), "%E5%90%8D%E5%86%8C%201.xlsx");
    }
}
