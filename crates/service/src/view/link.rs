//! Addresses of pages with what they shall show.

/// A value of a query string (RFC 3986: unreserved characters stay).
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
}
