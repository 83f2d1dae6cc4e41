//! Data sources (数据来源): who hands over what, how its columns are read, and how far its values
//! are trusted.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::element::{ElementNo, EntityKind};

/// Stable number of a source; stored, so never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceNo(pub u16);

/// A source and its contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Stable number.
    pub no: SourceNo,
    /// Stable code, such as `gongan-hukou`.
    pub code: String,
    /// Name on screen, such as 公安·户籍人口.
    pub label: String,
    /// Owning department, such as 公安.
    pub department: String,
    /// What one row describes.
    pub entity: EntityKind,
    /// Default rank; higher wins.
    pub rank: i16,
    /// Words of file names and sheet titles by which a file of this source is recognised.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Column titles that mean something else here than the dictionary says (homonyms):
    /// title as written → element id.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Element ids a row must have to be usable; others are read when present.
    #[serde(default)]
    pub required: Vec<String>,
    /// Where its persons' rows stand: which derived elements its address columns feed.
    #[serde(default)]
    pub registers_hukou: bool,
    /// Whether its values were confirmed by somebody on the spot: a visit, a checked form.
    #[serde(default)]
    pub confirms: bool,
    /// Whether its values are made inside Linli; no file of it is ever handed over.
    #[serde(default)]
    pub made_here: bool,
    /// Whether each of its deliveries is the whole list (全量名册) of its day: who is missing from
    /// it is not on it any more. A supplement (补交) is not one.
    #[serde(default)]
    pub roster: bool,
}

/// All sources with the rank table.
#[derive(Debug)]
pub struct Sources {
    all: Vec<Source>,
    by_code: FxHashMap<String, usize>,
    by_no: FxHashMap<SourceNo, usize>,
    /// Exceptions to the default rank: (source, element) → rank.
    ranks: FxHashMap<(SourceNo, ElementNo), i16>,
    /// The rows of the rank table in the order of the dictionary.
    rank_rows: Vec<RankRow>,
}

/// One row of the rank table: the sources of an element, the most trusted first, and why so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankRow {
    /// The element.
    pub element: ElementNo,
    /// The sources named for it; sources not named come after them by their default rank.
    pub sources: Vec<SourceNo>,
    /// One Chinese sentence.
    pub reason: String,
}

/// The file format of `data/sources.json`.
#[derive(Debug, Deserialize)]
struct SourceFile {
    sources: Vec<Source>,
    /// Element id → source codes, best first; they outrank every source not named.
    ranks: BTreeMap<String, Vec<String>>,
    /// Why the ranks are as they are.
    #[serde(default)]
    reasons: Vec<RankReason>,
}

#[derive(Debug, Deserialize)]
struct RankReason {
    /// Element ids.
    elements: Vec<String>,
    reason: String,
}

static SHIPPED: LazyLock<Sources> = LazyLock::new(|| {
    Sources::from_json(include_str!("../data/sources.json"))
        .expect("the shipped sources are checked by a test")
});

impl Sources {
    /// The sources that ship with Linli.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads sources and the rank table.
    ///
    /// # Errors
    /// When the text is not of that form.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let file: SourceFile = serde_json::from_str(text)?;
        let by_code: FxHashMap<_, _> = file
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| (source.code.clone(), at))
            .collect();
        let dictionary = crate::element::Dictionary::shipped();
        let mut ranks = FxHashMap::default();
        for (element, codes) in &file.ranks {
            let Some(element) = dictionary.by_id(element) else {
                continue;
            };
            for (place, code) in codes.iter().enumerate() {
                if let Some(at) = by_code.get(code) {
                    let rank = 1000 - i16::try_from(place).unwrap_or(i16::MAX);
                    ranks.insert((file.sources[*at].no, element.no), rank);
                }
            }
        }
        let by_no = file
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| (source.no, at))
            .collect();
        let rank_rows = rank_rows(&file, dictionary);
        Ok(Self {
            rank_rows,
            all: file.sources,
            by_code,
            by_no,
            ranks,
        })
    }

    /// Every source.
    #[must_use]
    pub fn all(&self) -> &[Source] {
        &self.all
    }

    /// The source of a code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Source> {
        self.by_code.get(code).map(|at| &self.all[*at])
    }

    /// The source of a number.
    #[must_use]
    pub fn get(&self, no: SourceNo) -> Option<&Source> {
        self.by_no.get(&no).map(|at| &self.all[*at])
    }

    /// Whether each delivery of a source is the whole list of its day.
    #[must_use]
    pub fn is_roster(&self, no: SourceNo) -> bool {
        self.get(no).is_some_and(|source| source.roster)
    }

    /// The rank table, in the order of the dictionary.
    #[must_use]
    pub fn rank_table(&self) -> &[RankRow] {
        &self.rank_rows
    }

    /// How far a source is trusted for an element; higher wins.
    #[must_use]
    pub fn rank(&self, source: SourceNo, element: ElementNo) -> i16 {
        self.ranks
            .get(&(source, element))
            .copied()
            .or_else(|| self.get(source).map(|source| source.rank))
            .unwrap_or(0)
    }
}

fn rank_rows(file: &SourceFile, dictionary: &crate::element::Dictionary) -> Vec<RankRow> {
    let number = |code: &String| {
        let source = file.sources.iter().find(|source| source.code == *code);
        source.map(|source| source.no)
    };
    let reason_of = |id: &str| {
        file.reasons
            .iter()
            .find(|reason| reason.elements.iter().any(|element| element == id))
            .map(|reason| reason.reason.clone())
            .unwrap_or_default()
    };
    dictionary
        .all()
        .iter()
        .filter_map(|element| {
            let codes = file.ranks.get(&element.id)?;
            Some(RankRow {
                element: element.no,
                sources: codes.iter().filter_map(number).collect(),
                reason: reason_of(&element.id),
            })
        })
        .collect()
}

/// Numbers of the sources that code refers to by name.
pub mod no {
    use super::SourceNo;

    /// 报表核对更正: cells corrected by communities in forms and accepted by the street.
    pub const FORM_CORRECTION: SourceNo = SourceNo(1);
    /// 人工锁定: a value that somebody fixed until a day, with a reason; it outranks every source.
    pub const MANUAL_LOCK: SourceNo = SourceNo(3);
    /// 社区入户走访
    pub const DOOR_TO_DOOR: SourceNo = SourceNo(2);
    /// 公安·户籍人口
    pub const HUKOU: SourceNo = SourceNo(10);
    /// 公安·流动人口
    pub const FLOATING: SourceNo = SourceNo(11);
    /// 卫健·出生
    pub const BIRTH: SourceNo = SourceNo(20);
    /// 卫健·死亡
    pub const DEATH: SourceNo = SourceNo(21);
    /// 民政·低保
    pub const DIBAO: SourceNo = SourceNo(30);
    /// 民政·高龄津贴发放
    pub const OLD_AGE: SourceNo = SourceNo(31);
    /// 残联·持证残疾人
    pub const DISABILITY: SourceNo = SourceNo(40);
    /// 人社·失业登记
    pub const UNEMPLOYMENT: SourceNo = SourceNo(50);
    /// 医保·参保
    pub const INSURANCE: SourceNo = SourceNo(51);
    /// 市监·企业
    pub const ENTERPRISE: SourceNo = SourceNo(60);
    /// 市监·个体工商户
    pub const SOLE_TRADER: SourceNo = SourceNo(61);
    /// 住建·房屋
    pub const HOUSING: SourceNo = SourceNo(70);
    /// 社区·场所核查: what communities saw of places on the spot.
    pub const PLACE_CHECK: SourceNo = SourceNo(71);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::element::{Dictionary, no as element};

    #[test]
    fn the_named_sources_are_shipped() {
        let named = [
            (no::FORM_CORRECTION, "form-correction"),
            (no::DOOR_TO_DOOR, "shequ-zoufang"),
            (no::MANUAL_LOCK, "manual-lock"),
            (no::HUKOU, "gongan-hukou"),
            (no::FLOATING, "gongan-liudong"),
            (no::BIRTH, "weijian-chusheng"),
            (no::DEATH, "weijian-siwang"),
            (no::DIBAO, "minzheng-dibao"),
            (no::OLD_AGE, "minzheng-gaoling"),
            (no::DISABILITY, "canlian"),
            (no::UNEMPLOYMENT, "renshe"),
            (no::INSURANCE, "yibao"),
            (no::ENTERPRISE, "shijian-qiye"),
            (no::SOLE_TRADER, "shijian-geti"),
            (no::HOUSING, "zhujian-fangwu"),
            (no::PLACE_CHECK, "shequ-changsuo"),
        ];
        let sources = Sources::shipped();
        assert_eq!(sources.all().len(), named.len());
        for (number, code) in named {
            assert_eq!(
                sources.by_code(code).map(|source| source.no),
                Some(number),
                "{code}"
            );
            assert_eq!(
                sources.get(number).map(|source| source.code.as_str()),
                Some(code)
            );
            assert!(!sources.get(number).unwrap().hints.is_empty(), "{code}");
        }
        let hukou: Vec<&str> = sources
            .all()
            .iter()
            .filter(|source| source.registers_hukou)
            .map(|source| source.code.as_str())
            .collect();
        assert_eq!(hukou, ["gongan-hukou"]);
        let of = |holds: fn(&Source) -> bool| -> Vec<SourceNo> {
            let fit = sources.all().iter().filter(|source| holds(source));
            fit.map(|source| source.no).collect()
        };
        assert_eq!(
            of(|source| source.confirms),
            [no::FORM_CORRECTION, no::DOOR_TO_DOOR, no::PLACE_CHECK]
        );
        assert_eq!(
            of(|source| source.made_here),
            [no::FORM_CORRECTION, no::MANUAL_LOCK]
        );
        let rosters = [
            no::DIBAO,
            no::OLD_AGE,
            no::DISABILITY,
            no::UNEMPLOYMENT,
            no::ENTERPRISE,
            no::SOLE_TRADER,
        ];
        assert_eq!(of(|source| source.roster), rosters);
    }

    #[test]
    fn every_row_of_the_rank_table_says_why_and_a_lock_stands_above_all() {
        let sources = Sources::shipped();
        assert!(sources.rank_table().len() > 70);
        for row in sources.rank_table() {
            assert!(!row.reason.is_empty(), "{:?}", row.element);
            assert!(!row.sources.is_empty());
            assert!(!row.sources.contains(&no::MANUAL_LOCK));
            for pair in row.sources.windows(2) {
                assert!(sources.rank(pair[0], row.element) > sources.rank(pair[1], row.element));
            }
            for source in sources.all() {
                if source.no != no::MANUAL_LOCK {
                    assert!(
                        sources.rank(no::MANUAL_LOCK, row.element)
                            > sources.rank(source.no, row.element)
                    );
                }
            }
        }
    }

    #[test]
    fn every_name_in_the_rank_table_exists() {
        let file: SourceFile = serde_json::from_str(include_str!("../data/sources.json")).unwrap();
        for (element, codes) in &file.ranks {
            assert!(Dictionary::shipped().by_id(element).is_some(), "{element}");
            for code in codes {
                assert!(
                    Sources::shipped().by_code(code).is_some(),
                    "{element} {code}"
                );
            }
        }
        for reason in &file.reasons {
            for element in &reason.elements {
                assert!(file.ranks.contains_key(element), "{element} has no ranks");
            }
        }
    }

    #[test]
    fn trust_depends_on_the_element() {
        let sources = Sources::shipped();
        let rank = |source, element| sources.rank(source, element);
        assert!(rank(no::FORM_CORRECTION, element::PHONE) > rank(no::DOOR_TO_DOOR, element::PHONE));
        assert!(rank(no::DOOR_TO_DOOR, element::PHONE) > rank(no::HUKOU, element::PHONE));
        assert!(rank(no::HUKOU, element::NAME) > rank(no::DOOR_TO_DOOR, element::NAME));
        assert!(rank(no::FLOATING, element::HOME_ADDRESS) > rank(no::HUKOU, element::HOME_ADDRESS));
        assert!(
            rank(no::HUKOU, element::HUKOU_ADDRESS)
                > rank(no::FORM_CORRECTION, element::HUKOU_ADDRESS)
        );
        // A source named for the element outranks every source that is not.
        assert!(rank(no::DEATH, element::DEATH_DATE) > rank(no::INSURANCE, element::DEATH_DATE));
        assert_eq!(rank(SourceNo(999), element::NAME), 0);
    }

    #[test]
    fn a_broken_file_is_an_error() {
        assert!(Sources::from_json("{}").is_err());
        assert!(Sources::from_json("[").is_err());
    }
}
