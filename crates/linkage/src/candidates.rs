//! Which people of a registry may be one and the same, though no key says so.
//!
//! What the registry holds of everybody is put before the weighing engine (Fellegi and Sunter,
//! 1969; [`crate::person`]): candidates come from its blocking rules, names that only sound alike
//! among them, and what speaks for and against each is added up in bits. How often names, phones
//! and dwellings occur is counted in the registry itself, so that a rare name weighs more than a
//! common one and a phone that half a building gives weighs little.
//!
//! The shares of agreement are the usual ones ([`usual_parameters`]) and not learnt here: records
//! with equal numbers are one entity already, so those who are left over are no fair sample of
//! how people agree with themselves.
//!
//! Nothing here decides for good: candidates are put to people, and the few that the machine may
//! join by itself are joined by a merge that can be taken back.

use catalog::element::no;
use catalog::survivorship::Current;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::blocking::{Blocks, Keys};
use crate::feature::{address, birth, identity, name, phone};
use crate::interner::MISSING;
use crate::link::compare_blocks;
use crate::model::{Model, probability};
use crate::person::{self, dwelling_of_entity, field, usual_parameters};
use crate::score::{Parameters, Scorer};
use crate::table::Table;

/// From this probability on a pair is worth a person's time.
pub const ASK_FROM: f64 = 0.2;

/// From this probability on the machine may join two people of whom one has no number.
pub const JOIN_FROM: f64 = 0.995;

/// Pairs that are less likely in the eyes of the engine are passed over.
pub const WORTH_A_LOOK: f64 = 0.02;

/// Expected share of people who stand in the registry a second time, after everybody with a
/// number has been joined by it.
const DOUBLED: f64 = 0.03;

/// Phones and dwellings that are compared; [`crate::person`] holds two of each.
const SLOTS: usize = 2;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// 姓名
    Name,
    /// 出生日期
    Birth,
    /// 性别
    Sex,
    /// 身份号码
    Number,
    /// 电话
    Phone,
    /// 住房
    Dwelling,
}

/// The comparisons in the order of the model.
const ORDER: [Comparison; 6] = [
    Comparison::Name,
    Comparison::Number,
    Comparison::Birth,
    Comparison::Sex,
    Comparison::Phone,
    Comparison::Dwelling,
];

impl Comparison {
    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Birth => "出生日期",
            Self::Sex => "性别",
            Self::Number => "身份号码",
            Self::Phone => "电话",
            Self::Dwelling => "住房",
        }
    }

    /// The engine's level for a page: how far the values agree, roughly and in words.
    fn read(self, level: Option<&str>) -> (Level, &'static str) {
        let Some(level) = level else {
            return (Level::Missing, "有一方没有");
        };
        let words: &[(&str, Level, &str)] = match self {
            Self::Name => &NAME_WORDS,
            Self::Number => &NUMBER_WORDS,
            Self::Birth => &BIRTH_WORDS,
            Self::Phone => &PHONE_WORDS,
            Self::Dwelling => &DWELLING_WORDS,
            Self::Sex => &[],
        };
        let held = words.iter().find(|(engine, ..)| *engine == level);
        match held {
            Some((_, level, words)) => (*level, words),
            None if level == "same" => (Level::Same, Level::Same.label()),
            None => (Level::Different, Level::Different.label()),
        }
    }
}

const NAME_WORDS: [(&str, Level, &str); 5] = [
    (name::LEVELS[1], Level::Near, "同音"),
    (name::LEVELS[2], Level::Near, "字形相近"),
    (name::LEVELS[3], Level::Near, "用字相同、次序不同"),
    (name::LEVELS[4], Level::Near, "只差一字"),
    (name::LEVELS[5], Level::Different, "只有姓相同"),
];
const NUMBER_WORDS: [(&str, Level, &str); 4] = [
    (identity::LEVELS[1], Level::Near, "相同但有疑问"),
    (identity::LEVELS[2], Level::Near, "只差一处"),
    (identity::LEVELS[3], Level::Near, "前段相同、末尾丢失"),
    (
        identity::LEVELS[4],
        Level::Different,
        "不同，有一方号码有误",
    ),
];
const BIRTH_WORDS: [(&str, Level, &str); 5] = [
    (birth::LEVELS[1], Level::Near, "月日颠倒"),
    (birth::LEVELS[2], Level::Near, "年份相同、一方为1月1日"),
    (birth::LEVELS[3], Level::Near, "像是农历与公历之差"),
    (birth::LEVELS[4], Level::Near, "只差一处"),
    (birth::LEVELS[5], Level::Different, "只有年份相同"),
];
const PHONE_WORDS: [(&str, Level, &str); 1] = [(phone::LEVELS[1], Level::Near, "只差一处")];
const DWELLING_WORDS: [(&str, Level, &str); 1] = [(address::LEVELS[0], Level::Same, "相同")];

/// How far two values agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The same.
    Same,
    /// Apart by what is written wrongly most often.
    Near,
    /// Not the same.
    Different,
    /// At least one side holds nothing.
    Missing,
}

impl Level {
    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "相同",
            Self::Near => "相近",
            Self::Different => "不同",
            Self::Missing => "有一方没有",
        }
    }
}

/// One comparison and what it weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// What was compared.
    pub comparison: Comparison,
    /// How far it agrees.
    pub level: Level,
    /// The same in words, 同音; empty where an earlier version wrote the pair.
    #[serde(default)]
    pub words: String,
    /// `log2(m / u)`: positive speaks for, negative against, 0 says nothing.
    pub weight: f64,
}

/// All comparisons of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How likely the two are one, 0 to 1.
    pub probability: f64,
    /// Every comparison, always in the same order.
    pub weights: Vec<Weight>,
}

impl Score {
    /// What speaks for the two, in a few words: 姓名同音、住房相同.
    #[must_use]
    pub fn summary(&self) -> String {
        summary(&self.weights)
    }
}

/// What speaks for two people being one, in a few words.
#[must_use]
pub fn summary(weights: &[Weight]) -> String {
    let said: Vec<String> = weights
        .iter()
        .filter(|weight| weight.weight > 0.0)
        .map(|weight| format!("{}{}", weight.comparison.label(), weight.words()))
        .collect();
    said.join("、")
}

impl Weight {
    /// How far the values agree, in words.
    #[must_use]
    pub fn words(&self) -> &str {
        if self.words.is_empty() {
            self.level.label()
        } else {
            &self.words
        }
    }
}

/// What is to be done with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Conclusive: the machine may join them.
    Join,
    /// A person is asked.
    Ask,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The lower entity id.
    pub low: i64,
    /// The higher entity id.
    pub high: i64,
    /// What speaks for and against.
    pub score: Score,
    /// What is to be done.
    pub tier: Tier,
}

/// People of a registry as the engine compares them.
#[derive(Debug)]
pub struct People {
    model: Model,
    table: Table,
    /// By record of the table: the entity.
    entities: Vec<i64>,
    /// Entity → record of the table.
    records: FxHashMap<i64, u32>,
    /// How many people the registry holds, where these are only some of them.
    registry: usize,
}

impl People {
    /// Nobody yet, of a registry of so many people (those added, when it is fewer).
    #[must_use]
    pub fn of_registry(people: usize) -> Self {
        let mut model = person::model();
        // Two of one name at one dwelling may be conclusive though the name is common.
        model.thresholds.ask = WORTH_A_LOOK;
        Self {
            model,
            table: Table::new(person::fields()),
            entities: Vec::new(),
            records: FxHashMap::default(),
            registry: people,
        }
    }

    /// How many were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether nobody was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Adds what an entity holds.
    pub fn add(&mut self, entity: i64, current: &Current) {
        let text = |element| current.text(element).unwrap_or_default();
        let name: String = text(no::NAME).split_whitespace().collect();
        let dwellings: Vec<String> = [no::HOME_DWELLING, no::HUKOU_DWELLING]
            .into_iter()
            .filter_map(|element| current.text(element)?.parse().ok())
            .map(dwelling_of_entity)
            .collect();
        let person = person::Person {
            name: &name,
            id_number: text(no::ID_NUMBER),
            birth: text(no::BIRTH_DATE),
            sex: text(no::SEX),
            phones: text(no::PHONE)
                .split(';')
                .filter(|phone| !phone.is_empty())
                .take(SLOTS)
                .collect(),
            addresses: dwellings.iter().map(String::as_str).collect(),
        };
        let record = person.push(&mut self.table, 0);
        self.entities.push(entity);
        self.records.insert(entity, record);
    }

    /// Weighs two of them; `None` when one was not added.
    #[must_use]
    pub fn weigh(&self, one: i64, other: i64) -> Option<Score> {
        let (one, other) = (*self.records.get(&one)?, *self.records.get(&other)?);
        let parameters = self.parameters();
        Some(score(
            &Scorer::new(&self.model, &parameters),
            &self.table,
            one,
            other,
        ))
    }

    /// Every pair worth asking about or joining, by id. Two valid and different numbers, or the
    /// names and birth dates of twins, are never asked about.
    #[must_use]
    pub fn find(&self) -> Vec<Candidate> {
        let parameters = self.parameters();
        let keys = Keys::new(&self.table, &self.model.blocking);
        let blocks = Blocks::of_all(&keys);
        let (pairs, _) = compare_blocks(&self.table, &self.model, &keys, &blocks, &parameters);
        drop((keys, blocks));
        let alone = self.only_two_of_name_and_dwelling();
        let scorer = Scorer::new(&self.model, &parameters);
        let mut found: Vec<Candidate> = pairs
            .iter()
            .filter_map(|pair| {
                let score = score(&scorer, &self.table, pair.left, pair.right);
                let (low, high) = self.ids(pair.left, pair.right);
                let conclusive =
                    self.is_conclusive(pair.left, pair.right, alone.contains(&(low, high)), &score);
                let tier = if conclusive {
                    Tier::Join
                } else if score.probability >= ASK_FROM {
                    Tier::Ask
                } else {
                    return None;
                };
                Some(Candidate {
                    low,
                    high,
                    score,
                    tier,
                })
            })
            .collect();
        found.sort_unstable_by_key(|pair| (pair.low, pair.high));
        found
    }

    fn parameters(&self) -> Parameters {
        let people = self.registry.max(self.len());
        usual_parameters(u32::try_from(people).unwrap_or(u32::MAX))
    }

    fn ids(&self, one: u32, other: u32) -> (i64, i64) {
        let (one, other) = (self.entities[one as usize], self.entities[other as usize]);
        (one.min(other), one.max(other))
    }

    /// Conclusive are two of whom at most one has a number, whose names are the same and who differ
    /// in nothing, when all together leaves no doubt or they are the only two of the name at their
    /// dwelling.
    fn is_conclusive(&self, one: u32, other: u32, alone: bool, score: &Score) -> bool {
        let numbers = &self.table.fields()[field::NUMBER];
        let numbered = |record: u32| numbers.first(record as usize) != MISSING;
        let agrees = |weight: &Weight| match weight.comparison {
            Comparison::Name => weight.level == Level::Same,
            Comparison::Birth | Comparison::Sex => {
                matches!(weight.level, Level::Same | Level::Missing)
            }
            Comparison::Number | Comparison::Phone | Comparison::Dwelling => true,
        };
        !(numbered(one) && numbered(other))
            && score.weights.iter().all(agrees)
            && (alone || score.probability >= JOIN_FROM)
    }

    /// Entity ids of the two people where exactly two of one name are at one dwelling.
    fn only_two_of_name_and_dwelling(&self) -> FxHashSet<(i64, i64)> {
        let fields = self.table.fields();
        let mut there: FxHashMap<(u32, u32), Vec<u32>> = FxHashMap::default();
        for (record, _) in (0_u32..).zip(&self.entities) {
            let name = fields[field::NAME].first(record as usize);
            for dwelling in fields[field::ADDRESS].held(record as usize) {
                if name != MISSING {
                    there.entry((name, dwelling)).or_default().push(record);
                }
            }
        }
        there
            .into_values()
            .filter_map(|people| match people[..] {
                [one, other] => Some(self.ids(one, other)),
                _ => None,
            })
            .collect()
    }
}

/// The engine's weights, with the odds that are left after numbers have joined everybody they can:
/// the engine's own prior expects a second record of everybody.
fn score(scorer: &Scorer<'_>, table: &Table, one: u32, other: u32) -> Score {
    let (bits, weights) = scorer.explain(table, one, other);
    Score {
        probability: probability(bits + (2.0 * DOUBLED).log2()),
        weights: in_words(weights),
    }
}

/// The engine's weights of the model of people, for a page.
pub(crate) fn in_words(weights: Vec<crate::score::Weight>) -> Vec<Weight> {
    ORDER
        .into_iter()
        .zip(weights)
        .map(|(comparison, weight)| {
            let (level, words) = comparison.read(weight.level.as_deref());
            Weight {
                comparison,
                level,
                words: words.to_owned(),
                weight: weight.bits,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use catalog::source::{Sources, no as source_no};
    use catalog::survivorship::Candidate as Value;

    use super::*;

    const NUMBER: &str = "370203194605150020";

    fn held(values: &[(catalog::element::ElementNo, &str)]) -> Current {
        let values = values
            .iter()
            .map(|(element, text)| (*element, (*text).to_owned()))
            .collect();
        let mut current = Current::default();
        current.absorb(
            Sources::shipped(),
            Value {
                record: 1,
                source: source_no::HUKOU,
                as_of: 0,
                values: &values,
            },
        );
        current
    }

    /// A thousand others, so that values have the weight they have in a community.
    fn among_others(some: &[(i64, Current)]) -> People {
        let mut people = People::of_registry(0);
        for (entity, current) in some {
            people.add(*entity, current);
        }
        for other in 0..1000_i64 {
            let birth = format!("19{}-0{}-1{}", 40 + other % 50, 1 + other % 9, other % 9);
            let dwelling = (1000 + other / 3).to_string();
            let surname = ["王", "李", "张", "刘", "陈"][usize::try_from(other % 5).unwrap()];
            let given = char::from_u32(0x6D00 + u32::try_from(other).unwrap()).unwrap();
            people.add(
                1000 + other,
                &held(&[
                    (no::NAME, &format!("{surname}{given}")),
                    (no::BIRTH_DATE, &birth),
                    (no::HOME_DWELLING, &dwelling),
                ]),
            );
        }
        people
    }

    fn found(some: &[(i64, Current)]) -> Vec<(i64, i64, Tier)> {
        among_others(some)
            .find()
            .into_iter()
            .filter(|pair| pair.low < 1000)
            .map(|pair| (pair.low, pair.high, pair.tier))
            .collect()
    }

    const KNOWN: [(catalog::element::ElementNo, &str); 4] = [
        (no::NAME, "李秀英"),
        (no::SEX, "2"),
        (no::ID_NUMBER, NUMBER),
        (no::HOME_DWELLING, "7"),
    ];

    #[test]
    fn a_row_without_number_joins_the_only_namesake_at_its_dwelling() {
        let bare = held(&[(no::NAME, "李 秀英"), (no::HUKOU_DWELLING, "7")]);
        let known = held(&KNOWN);
        assert_eq!(
            found(&[(1, known.clone()), (2, bare.clone())]),
            [(1, 2, Tier::Join)]
        );
        let three = found(&[(1, known.clone()), (2, bare.clone()), (3, bare)]);
        assert!(!three.is_empty());
        assert!(
            three.iter().all(|(.., tier)| *tier == Tier::Ask),
            "with two candidates a person decides: {three:?}"
        );
        for other in [(no::SEX, "1"), (no::BIRTH_DATE, "1916-01-01")] {
            let differs = held(&[(no::NAME, "李秀英"), (no::HOME_DWELLING, "7"), other]);
            let pair = found(&[(1, known.clone()), (2, differs)]);
            assert!(pair.iter().all(|(.., tier)| *tier == Tier::Ask), "{pair:?}");
        }
    }

    #[test]
    fn two_valid_numbers_are_never_asked_about() {
        let other = held(&[
            (no::NAME, "李秀英"),
            (no::ID_NUMBER, "370203198811230046"),
            (no::HOME_DWELLING, "7"),
        ]);
        let pairs = found(&[(1, held(&KNOWN)), (2, other)]);
        assert!(pairs.is_empty(), "two generations of one name: {pairs:?}");
    }

    #[test]
    fn names_that_only_sound_alike_are_asked_about_with_their_reason() {
        let heard = held(&[
            (no::NAME, "李秀瑛"),
            (no::BIRTH_DATE, "1946-05-15"),
            (no::HOME_DWELLING, "7"),
        ]);
        let people = among_others(&[(1, held(&KNOWN)), (2, heard)]);
        let pairs = people.find();
        let pair = pairs.iter().find(|pair| pair.high == 2).unwrap();
        assert_eq!(pair.tier, Tier::Ask);
        assert!(pair.score.probability > 0.9, "{pair:?}");
        assert!(
            pair.score.summary().starts_with("姓名同音、出生日期相同、"),
            "{}",
            pair.score.summary()
        );
        let silent = &pair.score.weights[1];
        assert_eq!(
            (silent.comparison, silent.level, silent.words()),
            (Comparison::Number, Level::Missing, "有一方没有")
        );
        assert!(silent.weight.abs() < f64::EPSILON);
        assert_eq!(people.weigh(2, 1), Some(pair.score.clone()));
        assert_eq!(people.weigh(2, 77), None);
    }

    #[test]
    fn a_father_and_his_son_are_not_one() {
        let father = held(&[
            (no::NAME, "王建国"),
            (no::BIRTH_DATE, "1950-03-02"),
            (no::PHONE, "13900000001"),
            (no::HOME_DWELLING, "7"),
        ]);
        let son = held(&[
            (no::NAME, "王小军"),
            (no::BIRTH_DATE, "1978-11-20"),
            (no::PHONE, "13900000001"),
            (no::HOME_DWELLING, "7"),
        ]);
        assert!(found(&[(1, father), (2, son)]).is_empty());
    }

    #[test]
    fn a_rare_name_weighs_more_than_a_common_one() {
        let mut people = People::of_registry(0);
        for entity in 0..500 {
            people.add(entity, &held(&[(no::NAME, "王伟")]));
        }
        people.add(500, &held(&[(no::NAME, "欧阳小河")]));
        people.add(501, &held(&[(no::NAME, "欧阳小河")]));
        let (rare, common) = (people.weigh(500, 501).unwrap(), people.weigh(0, 1).unwrap());
        assert!(rare.probability > common.probability);
        assert!(rare.weights[0].weight > common.weights[0].weight + 5.0);
    }

    #[test]
    fn every_level_of_the_engine_has_words() {
        for (comparison, levels) in [
            (Comparison::Name, &name::LEVELS[..]),
            (Comparison::Number, &identity::LEVELS[..]),
            (Comparison::Birth, &birth::LEVELS[..]),
            (Comparison::Phone, &phone::LEVELS[..]),
        ] {
            let words: FxHashSet<&str> = levels
                .iter()
                .map(|level| comparison.read(Some(level)).1)
                .collect();
            assert_eq!(words.len(), levels.len(), "{comparison:?}: {words:?}");
        }
    }
}
