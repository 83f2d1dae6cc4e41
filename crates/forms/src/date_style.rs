//! How a column writes its dates, read from what the department wrote above or in it.

use serde::{Deserialize, Serialize};

/// Signs between year, month and day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSigns {
    /// `2024-02-29`
    #[default]
    Dash,
    /// `20240229`
    None,
    /// `2024/02/29`
    Slash,
    /// `2024.02.29`
    Dot,
    /// `2024年02月29日`
    Chinese,
}

/// How a column writes its dates. The default is `2024-02-29`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateStyle {
    /// Signs between the parts.
    pub signs: DateSigns,
    /// Only year and month are asked (出生年月).
    pub month_only: bool,
    /// Months and days without a leading zero: `2024/2/9`.
    pub short: bool,
}

impl DateStyle {
    /// Reads the style from a text that names a format (`格式：yyyy-mm-dd`) or shows an example
    /// (`如1946.05`).
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let symbols: Vec<char> = text.chars().map(as_example).collect();
        (0..symbols.len())
            .filter(|at| *at == 0 || !symbols[at - 1].is_ascii_digit())
            .find_map(|at| style_at(&symbols[at..]))
    }

    /// The style of a column from its title, its explanation and values that stand in it; `None`
    /// when nothing tells it.
    #[must_use]
    pub fn of_column(title: &str, explanation: Option<&str>, samples: &[String]) -> Option<Self> {
        let written = explanation.and_then(Self::of_text);
        let written = written.or_else(|| Self::of_text(title));
        let written = written.or_else(|| samples.iter().find_map(|sample| Self::of_text(sample)));
        let asks_month = title.contains("年月") && !title.contains("年月日");
        match written {
            None if asks_month => Some(Self {
                month_only: true,
                ..Self::default()
            }),
            other => other,
        }
    }

    /// Whether what is written is no day to a spreadsheet: eight digits, or a month.
    #[must_use]
    pub fn is_no_day(self) -> bool {
        self.month_only || self.signs == DateSigns::None
    }

    /// Shows a canonical day (`2024-02-29`) or month (`2024-02`) in this style. A month stays a
    /// month; other texts come back as they are.
    #[must_use]
    pub fn show(self, canonical: &str) -> String {
        let mut parts = canonical.split('-');
        let (Some(year), Some(month)) = (parts.next(), parts.next()) else {
            return canonical.to_owned();
        };
        let day = parts.next().filter(|_| !self.month_only);
        let part = |text: &str| {
            if self.short && self.signs != DateSigns::None {
                text.trim_start_matches('0').to_owned()
            } else {
                text.to_owned()
            }
        };
        let (month, day) = (part(month), day.map(part));
        let joined = |sign: &str| match &day {
            Some(day) => format!("{year}{sign}{month}{sign}{day}"),
            None => format!("{year}{sign}{month}"),
        };
        match (self.signs, &day) {
            (DateSigns::Dash, _) => joined("-"),
            (DateSigns::None, _) => joined(""),
            (DateSigns::Slash, _) => joined("/"),
            (DateSigns::Dot, _) => joined("."),
            (DateSigns::Chinese, Some(day)) => format!("{year}年{month}月{day}日"),
            (DateSigns::Chinese, None) => format!("{year}年{month}月"),
        }
    }
}

/// Format letters become the digit 9, so that `yyyy-mm-dd` reads like the example `9999-99-99`;
/// full-width signs become half-width.
fn as_example(symbol: char) -> char {
    match symbol {
        'y' | 'Y' | 'm' | 'M' | 'd' | 'D' => '9',
        '０'..='９' => {
            char::from_digit(u32::from(symbol) - u32::from('０'), 10).unwrap_or(symbol)
        }
        '／' => '/',
        '．' => '.',
        '－' | '—' => '-',
        other => other,
    }
}

/// The style of a date that starts at the first symbol, which must be its year.
fn style_at(symbols: &[char]) -> Option<DateStyle> {
    let (first, rest) = digits(symbols);
    let year = first.get(..4)?;
    if !(year.starts_with("19") || year.starts_with("20") || year == "9999") {
        return None;
    }
    match first.len() {
        8 if is_part(&first[4..6], 12) && is_part(&first[6..], 31) => Some(DateStyle {
            signs: DateSigns::None,
            ..DateStyle::default()
        }),
        6 if is_part(&first[4..], 12) => Some(DateStyle {
            signs: DateSigns::None,
            month_only: true,
            short: false,
        }),
        4 => separated(rest),
        _ => None,
    }
}

/// The style of what follows a four-digit year.
fn separated(rest: &[char]) -> Option<DateStyle> {
    let (sign, rest) = rest.split_first()?;
    let (signs, second) = match sign {
        '-' => (DateSigns::Dash, '-'),
        '/' => (DateSigns::Slash, '/'),
        '.' => (DateSigns::Dot, '.'),
        '年' => (DateSigns::Chinese, '月'),
        _ => return None,
    };
    let (month, rest) = digits(rest);
    if !is_part(&month, 12) {
        return None;
    }
    let day = match rest.split_first() {
        Some((sign, rest)) if *sign == second => Some(digits(rest).0),
        _ => None,
    };
    let day = day.filter(|day| is_part(day, 31));
    if signs == DateSigns::Chinese && day.is_none() && rest.first() != Some(&'月') {
        return None;
    }
    let short = month.len() == 1 || day.as_ref().is_some_and(|day| day.len() == 1);
    Some(DateStyle {
        signs,
        month_only: day.is_none(),
        short,
    })
}

/// The digits at the start, and what follows.
fn digits(symbols: &[char]) -> (String, &[char]) {
    let end = symbols
        .iter()
        .position(|symbol| !symbol.is_ascii_digit())
        .unwrap_or(symbols.len());
    (symbols[..end].iter().collect(), &symbols[end..])
}

/// Whether these digits can be a month or day: up to `most`, or the placeholder of a format.
fn is_part(digits: &str, most: u8) -> bool {
    let number = digits
        .parse::<u8>()
        .is_ok_and(|number| (1..=most).contains(&number));
    digits == "99" || digits == "9" || (digits.len() <= 2 && number)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn formats_and_examples_show_their_style() {
        for (text, day, month) in [
            ("格式：YYYY-MM-DD", "1946-05-09", "1946-05"),
            ("yyyymmdd", "19460509", "194605"),
            ("8位数字，如19460515", "19460509", "194605"),
            ("如 1946/5/15", "1946/5/9", "1946/5"),
            ("1946．05．15", "1946.05.09", "1946.05"),
            ("填写如1946年5月15日", "1946年5月9日", "1946年5月"),
            ("yyyy年mm月dd日", "1946年05月09日", "1946年05月"),
        ] {
            let style = DateStyle::of_text(text).unwrap();
            assert_eq!(style.show("1946-05-09"), day, "{text}");
            assert_eq!(style.show("1946-05"), month, "{text}");
        }
    }

    #[test]
    fn month_styles_cut_the_day() {
        for (text, shown) in [
            ("如1946.05", "1946.05"),
            ("YYYYMM", "194605"),
            ("如2024年3月", "1946年5月"),
            ("yyyy-mm", "1946-05"),
        ] {
            assert_eq!(
                DateStyle::of_text(text).unwrap().show("1946-05-09"),
                shown,
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "18位身份证号",
            "370203",
            "13800001234",
            "2024年度",
            "0532-88881234",
            "",
            "必填",
        ] {
            assert_eq!(DateStyle::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_title_may_ask_for_the_month_only() {
        let style = DateStyle::of_column("出生年月", None, &[]).unwrap();
        assert_eq!(style.show("1946-05-09"), "1946-05");
        assert_eq!(DateStyle::of_column("出生年月日", None, &[]), None);
        let style = DateStyle::of_column("出生年月", Some("如19460515"), &[]).unwrap();
        assert_eq!(style.show("1946-05-09"), "19460509");
        let style = DateStyle::of_column("出生日期", None, &["1950/3/1".to_owned()]).unwrap();
        assert_eq!(style.show("1946-05-09"), "1946/5/9");
    }

    #[test]
    fn what_is_no_date_comes_back_as_it_is() {
        assert_eq!(DateStyle::default().show("不详"), "不详");
    }
}
