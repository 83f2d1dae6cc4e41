//! The errors of the sample and how often each is made. Everything that is wrong in a sample file
//! on purpose is counted here, written into `manifest.json`, and marked row by row in
//! `truth/records.csv`, so that cleaning and linkage can be scored.
//!
//! A share is the part of the rows **where the error is possible**: a lower-case x needs a check
//! character X, swapped day and month need a day up to 12. The spellings of addresses are no
//! errors; they are habits and have no share.

use serde::{Deserialize, Serialize};

/// One kind of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Slip {
    /// No identity number.
    IdMissing,
    /// The 15-digit number of a first-generation card.
    IdFifteen,
    /// One digit mistyped.
    IdOneDigit,
    /// Two neighbouring digits swapped.
    IdTransposed,
    /// The number of a relative.
    IdRelative,
    /// Lower-case x.
    IdLowerX,
    /// Full-width digits.
    IdFullWidth,
    /// An apostrophe in front, as Excel users type to keep text.
    IdApostrophe,
    /// Spaces inside.
    IdSpaced,
    /// Stored as a number by Excel: the last three digits are zero.
    IdFloat,
    /// A character of the name replaced by one that sounds the same.
    NameHomophone,
    /// A character of the name replaced by one that looks alike.
    NameSimilar,
    /// A space inside the name.
    NameSpaced,
    /// Day and month of birth swapped.
    DateSwapped,
    /// Only the year of birth known: 1 January.
    DateJanuaryFirst,
    /// The day of the farmers' calendar written as if it were the common one.
    DateLunar,
    /// The other sex.
    SexWrong,
    /// An address the person has left.
    AddressStale,
    /// No address.
    AddressMissing,
    /// No phone, the cell empty.
    PhoneMissing,
    /// 无 or — in the phone's place.
    PhoneDash,
    /// Two phones in one cell.
    PhoneTwo,
    /// A name behind the phone.
    PhoneNamed,
    /// The phone of another member of the household.
    PhoneShared,
    /// A digit of the phone lost.
    PhoneShort,
    /// The row a second time at the end of the file.
    RowRepeated,
    /// A dead person still listed as living.
    DeadListed,
    /// Somebody who should be on the list and is not.
    NotListed,
    /// A credit code with one character mistyped.
    CodeMistyped,
    /// A credit code missing.
    CodeMissing,
}

/// How many kinds there are.
pub(crate) const KINDS: usize = 30;

/// All kinds with the code in files and the words for people.
const WORDS: [(Slip, &str, &str); KINDS] = [
    (Slip::IdMissing, "id-missing", "身份号码缺失"),
    (
        Slip::IdFifteen,
        "id-fifteen",
        "15 位老号码（1999 年 10 月前出生）",
    ),
    (Slip::IdOneDigit, "id-one-digit", "身份号码错一位"),
    (Slip::IdTransposed, "id-transposed", "身份号码相邻两位颠倒"),
    (
        Slip::IdRelative,
        "id-relative",
        "填成家人的身份号码（有同住家人）",
    ),
    (Slip::IdLowerX, "id-lower-x", "末位小写 x（校验位为 X）"),
    (Slip::IdFullWidth, "id-full-width", "身份号码全角"),
    (Slip::IdApostrophe, "id-apostrophe", "身份号码前带单引号"),
    (Slip::IdSpaced, "id-spaced", "身份号码中间有空格"),
    (
        Slip::IdFloat,
        "id-float",
        "身份号码被 Excel 存成数字，末三位变 000",
    ),
    (
        Slip::NameHomophone,
        "name-homophone",
        "姓名同音字（有同音字可错）",
    ),
    (
        Slip::NameSimilar,
        "name-similar",
        "姓名形近字（有形近字可错）",
    ),
    (Slip::NameSpaced, "name-spaced", "姓名中间有空格"),
    (
        Slip::DateSwapped,
        "date-swapped",
        "出生日期日月颠倒（日不大于 12 且与月不同）",
    ),
    (
        Slip::DateJanuaryFirst,
        "date-january-first",
        "出生日期只知年份写成 1 月 1 日",
    ),
    (Slip::DateLunar, "date-lunar", "出生日期写成农历"),
    (Slip::SexWrong, "sex-wrong", "性别填反"),
    (Slip::AddressStale, "address-stale", "搬家后地址未更新"),
    (Slip::AddressMissing, "address-missing", "地址缺失"),
    (
        Slip::PhoneMissing,
        "phone-missing",
        "电话空白（本人有电话）",
    ),
    (Slip::PhoneDash, "phone-dash", "电话填无或—（本人有电话）"),
    (Slip::PhoneTwo, "phone-two", "一格两个电话"),
    (Slip::PhoneNamed, "phone-named", "电话后带姓名"),
    (Slip::PhoneShared, "phone-shared", "填家人电话"),
    (Slip::PhoneShort, "phone-short", "电话少一位"),
    (Slip::RowRepeated, "row-repeated", "整行重复"),
    (
        Slip::DeadListed,
        "dead-listed",
        "已去世仍按在世列入（已去世者中）",
    ),
    (Slip::NotListed, "not-listed", "应列入而未列入"),
    (
        Slip::CodeMistyped,
        "code-mistyped",
        "统一社会信用代码错一位",
    ),
    (Slip::CodeMissing, "code-missing", "统一社会信用代码缺失"),
];

impl Slip {
    /// The code in `manifest.json` and `truth/records.csv`.
    pub(crate) fn code(self) -> &'static str {
        WORDS[self as usize].1
    }
}

/// The declared share of one error in one source, and what was really made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Source code, such as `gongan-hukou`.
    pub source: String,
    /// Error code, such as `id-one-digit`.
    pub error: String,
    /// The error in words, with the condition under which it is possible.
    pub label: String,
    /// Declared share of the rows where it is possible.
    pub share: f64,
    /// Rows where it was possible.
    pub eligible: u64,
    /// Rows where it was made.
    pub made: u64,
}

/// Shares by source. A source that is not named here makes no such error.
const SHARES: &[(Slip, &[(&str, f64)])] = &[
    (
        Slip::IdMissing,
        &[
            ("gongan-liudong", 0.01),
            ("weijian-chusheng", 0.02),
            ("weijian-siwang", 0.03),
            ("canlian", 0.01),
            ("shequ-zoufang", 0.09),
            ("zhujian-fangwu", 0.08),
            ("shijian-geti", 0.03),
        ],
    ),
    (
        Slip::IdFifteen,
        &[
            ("weijian-siwang", 0.01),
            ("canlian", 0.01),
            ("yibao", 0.003),
            ("shequ-zoufang", 0.012),
            ("zhujian-fangwu", 0.06),
        ],
    ),
    (
        Slip::IdOneDigit,
        &[
            ("gongan-hukou", 0.0002),
            ("gongan-liudong", 0.006),
            ("weijian-chusheng", 0.006),
            ("weijian-siwang", 0.008),
            ("minzheng-dibao", 0.004),
            ("minzheng-gaoling", 0.004),
            ("canlian", 0.004),
            ("renshe", 0.003),
            ("yibao", 0.0015),
            ("shequ-zoufang", 0.012),
            ("zhujian-fangwu", 0.01),
        ],
    ),
    (
        Slip::IdTransposed,
        &[
            ("gongan-liudong", 0.003),
            ("minzheng-dibao", 0.003),
            ("minzheng-gaoling", 0.003),
            ("renshe", 0.002),
            ("yibao", 0.0005),
            ("shequ-zoufang", 0.006),
        ],
    ),
    (
        Slip::IdRelative,
        &[
            ("minzheng-gaoling", 0.003),
            ("yibao", 0.001),
            ("shequ-zoufang", 0.006),
        ],
    ),
    (
        Slip::IdLowerX,
        &[
            ("gongan-liudong", 0.2),
            ("weijian-siwang", 0.15),
            ("minzheng-dibao", 0.15),
            ("minzheng-gaoling", 0.15),
            ("renshe", 0.1),
            ("shequ-zoufang", 0.3),
        ],
    ),
    (
        Slip::IdFullWidth,
        &[
            ("gongan-liudong", 0.002),
            ("minzheng-gaoling", 0.003),
            ("shequ-zoufang", 0.006),
        ],
    ),
    (
        Slip::IdApostrophe,
        &[
            ("renshe", 0.25),
            ("minzheng-dibao", 0.01),
            ("shequ-zoufang", 0.02),
        ],
    ),
    (
        Slip::IdSpaced,
        &[("minzheng-dibao", 0.004), ("shequ-zoufang", 0.008)],
    ),
    (
        Slip::IdFloat,
        &[
            ("minzheng-dibao", 0.006),
            ("minzheng-gaoling", 0.004),
            ("shequ-zoufang", 0.008),
        ],
    ),
    (
        Slip::NameHomophone,
        &[
            ("gongan-liudong", 0.01),
            ("weijian-chusheng", 0.008),
            ("weijian-siwang", 0.01),
            ("minzheng-dibao", 0.008),
            ("minzheng-gaoling", 0.008),
            ("canlian", 0.006),
            ("yibao", 0.004),
            ("shequ-zoufang", 0.03),
            ("zhujian-fangwu", 0.006),
        ],
    ),
    (
        Slip::NameSimilar,
        &[
            ("gongan-liudong", 0.004),
            ("weijian-siwang", 0.006),
            ("yibao", 0.002),
            ("shequ-zoufang", 0.01),
            ("zhujian-fangwu", 0.004),
        ],
    ),
    (
        Slip::NameSpaced,
        &[
            ("minzheng-dibao", 0.03),
            ("canlian", 0.02),
            ("shequ-zoufang", 0.02),
        ],
    ),
    (
        Slip::DateSwapped,
        &[
            ("gongan-liudong", 0.006),
            ("weijian-chusheng", 0.004),
            ("minzheng-gaoling", 0.006),
            ("canlian", 0.006),
            ("shequ-zoufang", 0.015),
        ],
    ),
    (
        Slip::DateJanuaryFirst,
        &[
            ("gongan-liudong", 0.01),
            ("minzheng-gaoling", 0.008),
            ("shequ-zoufang", 0.012),
        ],
    ),
    (Slip::DateLunar, &[("shequ-zoufang", 0.01)]),
    (
        Slip::SexWrong,
        &[
            ("gongan-liudong", 0.002),
            ("canlian", 0.003),
            ("shequ-zoufang", 0.004),
        ],
    ),
    (
        Slip::AddressStale,
        &[
            ("gongan-liudong", 0.05),
            ("minzheng-dibao", 0.06),
            ("minzheng-gaoling", 0.06),
            ("canlian", 0.09),
            ("renshe", 0.09),
            ("yibao", 0.12),
        ],
    ),
    (
        Slip::AddressMissing,
        &[
            ("canlian", 0.03),
            ("renshe", 0.03),
            ("yibao", 0.15),
            ("shequ-zoufang", 0.004),
        ],
    ),
    (
        Slip::PhoneMissing,
        &[
            ("gongan-liudong", 0.08),
            ("canlian", 0.1),
            ("yibao", 0.12),
            ("shequ-zoufang", 0.1),
        ],
    ),
    (
        Slip::PhoneDash,
        &[
            ("minzheng-dibao", 0.03),
            ("canlian", 0.04),
            ("shequ-zoufang", 0.04),
        ],
    ),
    (
        Slip::PhoneTwo,
        &[("minzheng-dibao", 0.04), ("shequ-zoufang", 0.05)],
    ),
    (
        Slip::PhoneNamed,
        &[("minzheng-dibao", 0.03), ("shequ-zoufang", 0.07)],
    ),
    (
        Slip::PhoneShared,
        &[
            ("minzheng-dibao", 0.1),
            ("canlian", 0.12),
            ("yibao", 0.08),
            ("shequ-zoufang", 0.1),
        ],
    ),
    (
        Slip::PhoneShort,
        &[("yibao", 0.003), ("shequ-zoufang", 0.008)],
    ),
    (
        Slip::RowRepeated,
        &[
            ("zhujian-fangwu", 0.002),
            ("gongan-liudong", 0.006),
            ("minzheng-dibao", 0.004),
            ("minzheng-gaoling", 0.004),
            ("canlian", 0.004),
            ("renshe", 0.005),
            ("yibao", 0.002),
            ("shequ-zoufang", 0.006),
            ("shijian-geti", 0.003),
        ],
    ),
    (
        Slip::DeadListed,
        &[
            ("gongan-hukou", 0.12),
            ("minzheng-dibao", 0.2),
            ("minzheng-gaoling", 0.1),
            ("canlian", 0.3),
            ("yibao", 0.08),
            ("shequ-zoufang", 0.1),
        ],
    ),
    (
        Slip::NotListed,
        &[
            ("gongan-liudong", 0.18),
            ("minzheng-gaoling", 0.035),
            ("yibao", 0.06),
            ("shequ-zoufang", 0.08),
        ],
    ),
    (
        Slip::CodeMistyped,
        &[("shijian-geti", 0.003), ("shijian-qiye", 0.001)],
    ),
    (Slip::CodeMissing, &[("shijian-geti", 0.02)]),
];

/// The shares of one source by kind.
pub(crate) fn shares_of(source: &str) -> [f64; KINDS] {
    let mut shares = [0.0; KINDS];
    for (slip, sources) in SHARES {
        if let Some((_, share)) = sources.iter().find(|(code, _)| *code == source) {
            shares[*slip as usize] = *share;
        }
    }
    shares
}

/// Errors of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Slips(u32);

impl Slips {
    /// Adds an error.
    pub(crate) fn add(&mut self, slip: Slip) {
        self.0 |= 1 << slip as u32;
    }

    /// Whether nothing went wrong.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Codes of the errors, joined by `;`.
    pub(crate) fn text(self) -> String {
        let codes = WORDS
            .iter()
            .filter(|(slip, ..)| self.0 & (1 << *slip as u32) != 0);
        codes
            .map(|(slip, ..)| slip.code())
            .collect::<Vec<_>>()
            .join(";")
    }
}

/// How often each error was possible and made.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) eligible: [u64; KINDS],
    pub(crate) made: [u64; KINDS],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            eligible: [0; KINDS],
            made: [0; KINDS],
        }
    }
}

impl Tally {
    /// Adds the counts of another file of the same source.
    pub(crate) fn add(&mut self, other: &Self) {
        for at in 0..KINDS {
            self.eligible[at] += other.eligible[at];
            self.made[at] += other.made[at];
        }
    }

    /// The lines of the manifest for a source.
    pub(crate) fn shares(&self, source: &str) -> Vec<Share> {
        let declared = shares_of(source);
        WORDS
            .iter()
            .enumerate()
            .filter(|(at, _)| declared[*at] > 0.0)
            .map(|(at, (slip, _, label))| Share {
                source: source.to_owned(),
                error: slip.code().to_owned(),
                label: (*label).to_owned(),
                share: declared[at],
                eligible: self.eligible[at],
                made: self.made[at],
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_at_the_place_of_their_kind() {
        for (at, (slip, ..)) in WORDS.iter().enumerate() {
            assert_eq!(*slip as usize, at);
        }
    }

    #[test]
    fn shares_are_shares() {
        for (_, sources) in SHARES {
            assert!(sources.iter().all(|(_, share)| (0.0..=0.5).contains(share)));
        }
    }
}
