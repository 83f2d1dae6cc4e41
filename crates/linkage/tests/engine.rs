//! The engine on generated people: what it finds, what it never does, and that the order of
//! records decides nothing.

#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::identifier::id_number;
use linkage::blocking::{Blocks, By, Keys, Part, Rule as BlockingRule};
use linkage::comparison::{Comparison, Rule};
use linkage::constraint::Constraints;
use linkage::feature::Kind;
use linkage::link::link;
use linkage::model::{LinkType, Model, Thresholds};
use linkage::model_file::AnyModel;
use linkage::person::{self, Person};
use linkage::table::{Field, Table};
use linkage::train::train;
use linkage::truth::{PairScore, score};
use proptest::prelude::*;

/// Numbers that are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        linkage::interner::mixed(self.0) % most
    }

    fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap()]
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Record {
    truth: u64,
    source: u16,
    name: String,
    number: String,
    birth: String,
    sex: String,
    phone: String,
    address: String,
}

impl Record {
    fn person(&self) -> Person<'_> {
        Person {
            name: &self.name,
            id_number: &self.number,
            birth: &self.birth,
            sex: &self.sex,
            phones: vec![&self.phone],
            addresses: vec![&self.address],
        }
    }
}

const SURNAMES: [&str; 12] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "徐",
];
const GIVEN: [&str; 24] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "霞", "平", "刚", "桂", "英", "华", "玉",
];

/// Households of one to four people, each in every source, with slips that are not those of the
/// sample district.
fn records(households: u64, seed: u64) -> Vec<Record> {
    let mut dice = Dice(seed);
    let mut records = Vec::new();
    for household in 0..households {
        let surname = dice.pick(&SURNAMES);
        let address = format!(
            "示范花园|{}|{}|{}",
            household % 40 + 1,
            household / 40 % 4 + 1,
            101 + household / 160
        );
        let phone = format!("13{:09}", dice.below(1_000_000_000));
        for member in 0..=dice.below(4) {
            let truth = household * 10 + member;
            let (month, day) = (dice.below(12) + 1, dice.below(28) + 1);
            let year = 1935 + dice.below(80);
            let sex = dice.below(2);
            let body = format!(
                "370203{year}{month:02}{day:02}{:02}{}",
                truth % 90 + 10,
                sex * 2 + 1 - sex % 2
            );
            let own = Record {
                truth,
                source: 0,
                name: format!("{surname}{}{}", dice.pick(&GIVEN), dice.pick(&GIVEN)),
                sex: if (body.as_bytes()[16] - b'0') % 2 == 1 {
                    "1"
                } else {
                    "2"
                }
                .to_owned(),
                number: id_number::with_check(&body).unwrap(),
                birth: format!("{year}-{month:02}-{day:02}"),
                phone: phone.clone(),
                address: address.clone(),
            };
            records.push(own.clone());
            for source in 1..3 {
                records.push(with_slips(&own, source, &mut dice));
            }
        }
    }
    records
}

fn with_slips(own: &Record, source: u16, dice: &mut Dice) -> Record {
    let mut record = Record {
        source,
        ..own.clone()
    };
    if dice.happens(15) {
        record.number.clear();
    } else if dice.happens(5) {
        let at = usize::try_from(dice.below(17)).unwrap();
        let digit = (record.number.as_bytes()[at] - b'0' + 1) % 10;
        record.number.replace_range(at..=at, &digit.to_string());
    }
    if dice.happens(4) {
        record.birth = format!("{}-01-01", &own.birth[..4]);
    }
    if dice.happens(5) {
        record.name = own
            .name
            .replace('伟', "炜")
            .replace('丽', "莉")
            .replace('明', "鸣")
            .replace('洋', "样");
    }
    if dice.happens(20) {
        record.phone = format!("15{:09}", dice.below(1_000_000_000));
    }
    if dice.happens(20) {
        record.address.clear();
    }
    record
}

fn table(records: &[Record]) -> Table {
    let mut table = Table::new(person::fields());
    for record in records {
        record.person().push(&mut table, record.source);
    }
    table
}

fn quality(records: &[Record], clusters: &[u32]) -> PairScore {
    score(
        clusters
            .iter()
            .copied()
            .zip(records.iter().map(|record| record.truth)),
    )
}

#[test]
fn people_are_found_again_without_labels() {
    let records = records(600, 3);
    let found = link(&table(&records), &person::model(), None, &mut |_| {});
    let quality = quality(&records, &found.clusters);
    assert!(quality.precision() > 0.999, "{quality:?}");
    assert!(quality.f1() > 0.995, "{quality:?}");
}

#[test]
fn expectation_maximisation_finds_the_shares_that_made_the_data() {
    // Three columns of 50 values; 4000 entities twice, with known shares of agreement.
    let agree = [95, 80, 60];
    let mut dice = Dice(11);
    let mut table = Table::new(
        ["a", "b", "c", "key"]
            .map(|name| Field::new(name, Kind::Text, 1))
            .to_vec(),
    );
    for entity in 0..4000_u64 {
        let values: Vec<u64> = agree.iter().map(|_| dice.below(50)).collect();
        // A block of four entities, so that half of the pairs in it are not of one.
        let key = format!("k{}", entity / 4);
        for copy in 0..2 {
            let texts: Vec<String> = values
                .iter()
                .zip(agree)
                .map(|(value, share)| {
                    let other = copy == 1 && !dice.happens(share);
                    // Never the same value by chance.
                    let shift = if other { 1 + dice.below(49) } else { 0 };
                    format!("v{}", (value + shift) % 50)
                })
                .collect();
            table.push(0, &[&[&texts[0]], &[&texts[1]], &[&texts[2]], &[&key]]);
        }
    }
    let compare = |field| Comparison {
        label: String::new(),
        field,
        rule: Rule::Exact,
        term_frequency: false,
        group: None,
    };
    let model = Model {
        link_type: LinkType::Dedupe,
        comparisons: vec![compare(0), compare(1), compare(2)],
        blocking: vec![BlockingRule {
            parts: vec![Part {
                field: 3,
                by: By::Value,
            }],
        }],
        prior: None,
        thresholds: Thresholds::default(),
        constraints: Constraints::default(),
    };
    let blocks = Blocks::of_all(&Keys::new(&table, &model.blocking));
    let parameters = train(&table, &model, &blocks, &table.digests());
    for (shares, expected) in parameters.shares.iter().zip([0.95, 0.80, 0.60]) {
        assert!(
            (shares.m[0] - expected).abs() < 0.03,
            "m {} for {expected}",
            shares.m[0]
        );
        assert!((shares.u[0] - 0.02).abs() < 0.004, "u {}", shares.u[0]);
    }
}

/// Clusters as sets of records of the first order.
fn partition(clusters: &[u32], order: &[usize]) -> Vec<Vec<usize>> {
    let mut sets: std::collections::BTreeMap<u32, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, cluster) in clusters.iter().enumerate() {
        sets.entry(*cluster).or_default().push(order[at]);
    }
    let mut sets: Vec<Vec<usize>> = sets.into_values().collect();
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort();
    sets
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_records_decides_nothing(seed in 0_u64..1000, shuffle in 0_u64..1000) {
        let records = records(40, seed);
        let mut order: Vec<usize> = (0..records.len()).collect();
        let mut dice = Dice(shuffle);
        for at in (1..order.len()).rev() {
            order.swap(at, usize::try_from(dice.below(at as u64 + 1)).unwrap());
        }
        let shuffled: Vec<Record> = order.iter().map(|at| records[*at].clone()).collect();
        let straight: Vec<usize> = (0..records.len()).collect();
        let one = link(&table(&records), &person::model(), None, &mut |_| {});
        let other = link(&table(&shuffled), &person::model(), None, &mut |_| {});
        prop_assert_eq!(partition(&one.clusters, &straight), partition(&other.clusters, &order));
    }

    #[test]
    fn no_cluster_goes_against_the_evidence(seed in 0_u64..1000, once in any::<bool>()) {
        let records = records(40, seed);
        let table = table(&records);
        let mut model = person::model();
        model.constraints.once_per_source = once;
        // Even where everything that was compared would be joined.
        model.thresholds = Thresholds { same: 1e-6, ask: 1e-6 };
        let found = link(&table, &model, None, &mut |_| {});
        for one in 0..records.len() {
            for other in one + 1..records.len() {
                if found.clusters[one] == found.clusters[other] {
                    let (one, other) = (u32::try_from(one).unwrap(), u32::try_from(other).unwrap());
                    prop_assert_eq!(model.constraints.conflict(&table, one, other), None);
                }
            }
        }
    }

    #[test]
    fn no_text_breaks_the_model_reader(cut in 0_usize..4000, put in "[\\PC\n]{0,12}") {
        let model = include_str!("../../../examples/febrl4.toml");
        let cut = (0..=cut.min(model.len())).rev().find(|at| model.is_char_boundary(*at)).unwrap();
        let end = (cut + put.len()..model.len()).find(|at| model.is_char_boundary(*at)).unwrap_or(model.len());
        let broken = format!("{}{put}{}", &model[..cut], &model[end..]);
        if let Err(problem) = AnyModel::read(&broken) {
            prop_assert!(problem.code == "model-unreadable" || problem.code == "model-wrong");
            prop_assert!(problem.detail.ends_with('。'));
        }
    }
}

#[test]
fn the_shipped_models_are_read_and_wrong_ones_say_why() {
    for text in [
        include_str!("../../../examples/febrl3.toml"),
        include_str!("../../../examples/febrl4.toml"),
    ] {
        assert_eq!(AnyModel::read(text).unwrap().columns.len(), 10);
    }
    let model = |comparison: &str, blocking: &str| {
        format!(
            "column = [{{ name = \"town\" }}]\ncomparison = [{{ column = {comparison} }}]\nblocking = [[{blocking}]]"
        )
    };
    for (comparison, blocking, word) in [
        (
            "\"city\", by = \"exact\"",
            "\"town\"",
            "没有名为“city”的 column",
        ),
        ("\"town\", by = \"jaro-winkler\"", "\"town\"", "没有写"),
        (
            "\"town\", by = \"jaro-winkler\", thresholds = [0.7, 0.9]",
            "\"town\"",
            "从严到宽",
        ),
        (
            "\"town\", by = \"levenshtein\", thresholds = [0.5]",
            "\"town\"",
            "整数",
        ),
        ("\"town\", by = \"birth\"", "\"town\"", "不能这样比较"),
        ("\"town\", by = \"exact\"", "\"town:x\"", "列名"),
        ("\"town\", by = \"exact\"", "", "空"),
    ] {
        let problem = AnyModel::read(&model(comparison, blocking)).unwrap_err();
        assert!(problem.detail.contains(word), "{}", problem.detail);
    }
    assert!(AnyModel::read(&model("\"town\", by = \"exact\"", "\"town\"")).is_ok());
}
