//! Output profiles (输出格式): the ways in which recipients want one stored identity number
//! written. The value is kept once; only the writing differs.

use catalog::element::{DataElement, ValueKind};
use catalog::identifier::id_number;
use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::template::TemplateColumn;

/// How a column's values are written into the department's workbook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// 原样: all of it, as text.
    #[default]
    Full,
    /// 隐去出生日期: 370203********0020.
    BirthHidden,
    /// 后六位.
    LastSix,
    /// 前加单引号: as systems want it that read cells as numbers.
    Quoted,
    /// 15 位: as it was before 1999, for systems that know no other.
    Fifteen,
    /// 出生日期加后四位: 19460515-0020.
    BirthAndSuffix,
}

impl Output {
    /// Every profile.
    pub const ALL: [Self; 6] = [
        Self::Full,
        Self::BirthHidden,
        Self::LastSix,
        Self::Quoted,
        Self::Fifteen,
        Self::BirthAndSuffix,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::BirthHidden => "birth-hidden",
            Self::LastSix => "last-six",
            Self::Quoted => "quoted",
            Self::Fifteen => "fifteen",
            Self::BirthAndSuffix => "birth-and-suffix",
        }
    }

    /// The profile of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|output| output.as_str() == name)
    }

    /// Whether a column of this element has profiles to choose from.
    #[must_use]
    pub fn fits(element: &DataElement) -> bool {
        element.kind == ValueKind::IdNumber
    }

    /// A value as this recipient wants it. What is not an identity number of 18 places stays as it
    /// is, for the department to see.
    #[must_use]
    pub fn write(self, value: &str) -> String {
        let whole = value.len() == 18 && value.is_ascii();
        if !whole {
            return value.to_owned();
        }
        match self {
            Self::Full => value.to_owned(),
            Self::BirthHidden => format!("{}********{}", &value[..6], &value[14..]),
            Self::LastSix => value[12..].to_owned(),
            Self::Quoted => format!("'{value}"),
            Self::Fifteen => fifteen(value),
            Self::BirthAndSuffix => format!("{}-{}", &value[6..14], &value[14..]),
        }
    }
}

/// The number as it was before 1999: the year with two places and without the check digit. Who was
/// born in another century than the 20th never had one, and keeps all 18 places.
fn fifteen(value: &str) -> String {
    if &value[6..8] != "19" {
        return value.to_owned();
    }
    let short = format!("{}{}", &value[..6], &value[8..17]);
    // Only what leads back to the same number is one.
    match id_number::with_check(&value[..17]) {
        Some(long) if long == value => short,
        _ => value.to_owned(),
    }
}

/// The profile of a column: that of its template where its element has profiles.
#[must_use]
pub fn of_column(column: &TemplateColumn) -> Output {
    match column.element() {
        Some(element) if Output::fits(element) => column.output,
        _ => Output::Full,
    }
}

/// Sets a column's profile.
///
/// # Errors
/// `output-unfit` when the column does not ask for an identity number.
pub fn choose(column: &mut TemplateColumn, output: Output) -> Result<(), Problem> {
    if output != Output::Full && !column.element().is_some_and(Output::fits) {
        let detail = format!(
            "“{}”列不是身份证号，不能设置号码的输出格式，请改回“原样”。",
            column.label()
        );
        return Err(Problem::bad_input("output-unfit", detail));
    }
    column.output = output;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::template;

    const NUMBER: &str = "370203194605150020";

    #[test]
    fn one_stored_number_is_written_in_six_ways() {
        let written: Vec<String> = Output::ALL.iter().map(|way| way.write(NUMBER)).collect();
        let expected = [
            "370203194605150020",
            "370203********0020",
            "150020",
            "'370203194605150020",
            "370203460515002",
            "19460515-0020",
        ];
        assert_eq!(written, expected);
        for way in Output::ALL {
            assert_eq!(Output::parse(way.as_str()), Some(way));
            assert_eq!(way.write("无"), "无", "what is no number stays");
        }
    }

    #[test]
    fn who_never_had_a_short_number_keeps_the_long_one() {
        let child = "370203201605150021";
        assert_eq!(Output::Fifteen.write(child), child);
    }

    #[test]
    fn only_identity_numbers_have_profiles() {
        let mut form = template(&[("身份证号", "公民身份号码"), ("电话", "联系电话")]);
        choose(&mut form.columns[0], Output::LastSix).expect("an identity number");
        assert_eq!(of_column(&form.columns[0]), Output::LastSix);
        let refused = choose(&mut form.columns[1], Output::LastSix).expect_err("a phone");
        assert_eq!(refused.code, "output-unfit");
        assert!(refused.detail.contains("电话"), "{}", refused.detail);
    }
}
