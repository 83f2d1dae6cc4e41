//! 口径: which population, which time and which measure a title speaks of. Two titles that differ
//! in any of them are two items, however alike they look.

use std::collections::BTreeSet;

use catalog::title::read_title;

mod words;

use words::{AFTER_PERIOD, COUNTED, PERIODS, WORDS};

/// In what two titles may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Who is counted or meant: 户籍, 常住, 60周岁以上, 父亲.
    Population,
    /// Of which day or period: 上年, 本月, 累计, 月.
    AsOf,
    /// What is measured, and how: 人均, 使用, 户数, 万元.
    Unit,
}

impl Facet {
    /// Its name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Population => "人群范围",
            Self::AsOf => "统计时点",
            Self::Unit => "计量方式",
        }
    }
}

/// The 口径 of a title: its words by facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Basis {
    words: BTreeSet<(Facet, String)>,
}

use Facet::{AsOf, Population, Unit};

impl Basis {
    /// Reads a title: its 口径, and what is left without it.
    #[must_use]
    pub fn read(title: &str) -> (Self, String) {
        let read = read_title(title);
        let mut basis = Self::default();
        let mut stem = read.text;
        basis.take_ages(&mut stem);
        basis.take_dates(&mut stem);
        for (word, facet, means) in WORDS {
            if stem.contains(word) {
                stem = stem.replacen(word, "", 1);
                basis.add(facet, means);
            }
        }
        basis.take_period(&mut stem);
        basis.take_count(&mut stem);
        if let Some(unit) = read.unit.as_deref().map(plain_unit) {
            basis.add(Unit, unit);
        }
        let stem = stem
            .chars()
            .filter(|c| !matches!(c, '(' | ')' | '的' | '总' | ':' | '、' | '-'))
            .collect();
        (basis, stem)
    }

    /// Adds a word.
    pub fn add(&mut self, facet: Facet, word: &str) {
        if !word.is_empty() {
            self.words.insert((facet, word.to_owned()));
        }
    }

    /// Its words by facet.
    pub fn words(&self) -> impl Iterator<Item = &(Facet, String)> {
        self.words.iter()
    }

    /// Keeps only the words that a test lets through.
    pub fn retain(&mut self, keep: impl Fn(Facet, &str) -> bool) {
        self.words.retain(|(facet, word)| keep(*facet, word));
    }

    /// Whether nothing narrows the item.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, 、 between them.
    #[must_use]
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|(_, word)| word.as_str()).collect();
        words.join("、")
    }

    /// The facets in which two differ.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<Facet> {
        let facets: BTreeSet<Facet> = self
            .words
            .symmetric_difference(&other.words)
            .map(|(facet, _)| *facet)
            .collect();
        facets.into_iter().collect()
    }

    /// `60周岁以上`, `18岁（含）以下`, `31岁~40岁`, `年龄段80`.
    fn take_ages(&mut self, stem: &mut String) {
        let bare: String = stem
            .replace("(含)", "")
            .replace("周岁", "岁")
            .replace("及以", "以")
            .replace("含以", "以");
        let Some(at) = bare.find('岁') else {
            if let Some(age) = bare.strip_prefix("年龄段") {
                self.add(Population, &format!("{age}岁"));
                *stem = "年龄段".to_owned();
            }
            return;
        };
        let is_age = |c: char| c.is_ascii_digit() || matches!(c, '岁' | '~' | '-' | '至' | '到');
        let start = bare[..at]
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_age(*c))
            .last()
            .map_or(at, |(start, _)| start);
        if start == at {
            return;
        }
        let mut end = at + '岁'.len_utf8();
        while let Some(c) = bare[end..].chars().next().filter(|c| is_age(*c)) {
            end += c.len_utf8();
        }
        for bound in ["以上", "以下", "以内", "以前"] {
            if bare[end..].starts_with(bound) {
                end += bound.len();
            }
        }
        let age: String = bare[start..end]
            .chars()
            .map(|c| {
                if matches!(c, '~' | '至' | '到') {
                    '-'
                } else {
                    c
                }
            })
            .collect();
        self.add(Population, &age);
        *stem = format!("{}{}", &bare[..start], &bare[end..]);
    }

    /// `2025年`, `截至6月底`, `12月31日`.
    fn take_dates(&mut self, stem: &mut String) {
        for mark in ["截至", "截止"] {
            if stem.contains(mark) {
                *stem = stem.replacen(mark, "", 1);
            }
        }
        for end in ["年底", "月底", "年度", "年", "月份", "月", "日"] {
            while let Some(at) = stem.find(end) {
                let start = stem[..at]
                    .char_indices()
                    .rev()
                    .take_while(|(_, c)| c.is_ascii_digit())
                    .last()
                    .map(|(start, _)| start);
                let Some(start) = start else { break };
                let date = stem[start..at + end.len()].to_owned();
                self.add(AsOf, &date);
                *stem = format!("{}{}", &stem[..start], &stem[at + end.len()..]);
            }
        }
    }

    /// 年收入, 月人均收入: a period in front of what it measures.
    fn take_period(&mut self, stem: &mut String) {
        for (word, means) in PERIODS {
            let Some(at) = stem.find(word) else { continue };
            let rest = &stem[at + word.len()..];
            let rest = rest.strip_prefix('总').unwrap_or(rest);
            if AFTER_PERIOD.iter().any(|after| rest.starts_with(after)) {
                self.add(AsOf, means);
                *stem = stem.replacen(word, "", 1);
                return;
            }
        }
    }

    fn take_count(&mut self, stem: &mut String) {
        let found = COUNTED
            .iter()
            .find_map(|(end, means)| Some((stem.strip_suffix(end)?, *means)));
        if let Some((rest, means)) = found {
            let rest = rest.to_owned();
            self.add(Unit, means);
            *stem = rest;
        }
    }
}

/// A unit as one word however it is written.
#[must_use]
pub fn plain_unit(unit: &str) -> &str {
    match unit {
        "㎡" | "m2" | "m²" | "平米" | "平方" => "平方米",
        "周岁" => "岁",
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> (String, String) {
        let (basis, stem) = Basis::read(title);
        (basis.text(), stem)
    }

    #[test]
    fn titles_are_split_into_basis_and_stem() {
        for (title, basis, stem) in [
            ("户籍人口数", "户籍", "人口"),
            ("常住人口（人）", "常住、人", "人口"),
            ("60周岁以上老年人数", "60岁以上、老年", ""),
            ("18岁（含）以下", "18岁以下", ""),
            ("31岁~40岁人数", "31岁-40岁、人", ""),
            ("年收入", "年", "收入"),
            ("月人均收入（元）", "月、人均、元", "收入"),
            ("上年末户籍人口", "户籍、上年末", "人口"),
            ("2025年12月新增低保户数", "低保、12月、2025年、新增、户", ""),
            ("套内面积", "套内", "面积"),
            ("姓名", "", "姓名"),
        ] {
            assert_eq!(read(title), (basis.to_owned(), stem.to_owned()), "{title}");
        }
    }

    #[test]
    fn what_differs_is_named() {
        let (hukou, _) = Basis::read("户籍人口数");
        let (living, _) = Basis::read("常住人口数");
        assert_eq!(hukou.differs(&living), [Facet::Population]);
        let (area, _) = Basis::read("管理面积（万平方米）");
        let (other, _) = Basis::read("管理面积（平方米）");
        assert_eq!(area.differs(&other).len(), 1, "units are read");
    }
}
