//! How long rules, tags and policies take over the snapshot of a synthetic district of 1.02
//! million people: `cargo run --release -p query --example rule_bench [-- PEOPLE [DIR]]`.
//!
//! DIR gets the export as Parquet and `asks.json`: for every tag and policy its SQL for DuckDB, the
//! answers of the snapshot and how long they took; `bench/peers/rules_duckdb.py` asks DuckDB the same.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints and may fail"
)]

use std::sync::Arc;
use std::time::Instant;

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{ElementNo, no};
use catalog::source::{SourceNo, no as source};
use catalog::survivorship::{Current, Winner};
use query::{
    Basis, District, DwellingInput, PartitionInput, PersonFilter, PersonInput, Snapshot,
    SnapshotBuilder, TagSet,
};
use rules::policy::{Policy, PolicyFile};
use rules::{Context, Reads, Rule, Subject, expand_tags, sql};

const DISTRICT: &str = "370203";
const RUNS: usize = 15;

/// Chance that is the same on every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn of_hundred(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// An entity under construction.
#[derive(Default)]
struct Draft(Current);

impl Draft {
    fn set(&mut self, element: ElementNo, text: impl Into<String>) {
        let winner = Winner {
            element,
            text: text.into(),
            record: 1,
            source: source::HUKOU,
            as_of: 20_000,
        };
        let place = self
            .0
            .winners
            .partition_point(|held| held.element < element);
        self.0.winners.insert(place, winner);
    }

    fn from(&mut self, source: SourceNo) {
        let place = self.0.sources.partition_point(|(held, _)| *held < source);
        self.0.sources.insert(place, (source, 20_000));
    }
}

/// Somebody behind a door; `place` is their place in the household, 0 the head.
fn person(
    chance: &mut Chance,
    id: i64,
    home: &str,
    hukou: &str,
    door: i64,
    place: u64,
) -> PersonInput {
    let mut draft = Draft::default();
    let age = match place {
        0 => 25 + chance.below(70),
        1 => 25 + chance.below(65),
        _ => chance.below(40),
    };
    let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
    draft.set(no::NAME, format!("居民{id}"));
    draft.set(
        no::BIRTH_DATE,
        format!("{:04}-{month:02}-{day:02}", 2025 - age),
    );
    draft.set(
        no::SEX,
        if (id + i64::from(place == 1)) % 2 == 0 {
            "1"
        } else {
            "2"
        },
    );
    draft.set(no::PHONE, format!("139{id:08}"));
    draft.set(no::HOME_COMMUNITY, home);
    draft.set(no::HUKOU_COMMUNITY, hukou);
    draft.set(no::HOME_DWELLING, door.to_string());
    draft.set(no::HUKOU_DWELLING, door.to_string());
    draft.set(no::HOUSEHOLD, (10_000_000 + door).to_string());
    draft.set(no::HOUSEHOLD_NO, format!("H{door}"));
    draft.set(
        no::RELATION_TO_HEAD,
        ["02", "10", "20", "30"][usize::try_from(place).unwrap().min(3)],
    );
    draft.set(
        ElementNo(15),
        ["10", "20", "20", "30"][usize::try_from(chance.below(4)).unwrap()],
    );
    draft.from(if chance.of_hundred(92) {
        source::HUKOU
    } else {
        source::FLOATING
    });
    if chance.of_hundred(2) {
        draft.from(source::DISABILITY);
        draft.set(no::DISABILITY_KIND, (1 + chance.below(7)).to_string());
        draft.set(no::DISABILITY_LEVEL, (1 + chance.below(4)).to_string());
    }
    if chance.of_hundred(1) {
        draft.from(source::DIBAO);
        draft.set(
            no::AID_CATEGORY,
            ["10", "20", "30"][usize::try_from(chance.below(3)).unwrap()],
        );
        draft.set(ElementNo(128), "860");
    }
    if age >= 80 && chance.of_hundred(70) {
        draft.from(source::OLD_AGE);
    }
    if chance.of_hundred(5) {
        draft.set(ElementNo(138), "1");
    }
    if chance.of_hundred(3) {
        draft.set(ElementNo(17), "01");
    }
    if age > 60 && chance.of_hundred(4) {
        draft.set(no::DEATH_DATE, "2025-06-01");
    }
    PersonInput {
        id,
        current: draft.0,
    }
}

/// Everything of one community.
fn community(
    chance: &mut Chance,
    all: &[AreaCode],
    at: usize,
    people: usize,
    next: &mut i64,
) -> PartitionInput {
    let home = all[at].to_string();
    let mut part = PartitionInput::default();
    while part.persons.len() < people {
        let door = 5_000_000 + *next;
        let hukou = if chance.of_hundred(85) {
            home.clone()
        } else {
            let other = usize::try_from(chance.below(all.len() as u64)).unwrap();
            all[other].to_string()
        };
        let mut draft = Draft::default();
        draft.set(no::SITE_COMMUNITY, home.as_str());
        draft.set(no::ESTATE, format!("小区{}", door % 20));
        draft.set(no::ROOM, (100 + door % 900).to_string());
        draft.set(no::FLOOR_AREA, (40 + door % 100).to_string());
        draft.set(no::DWELLING_USE, "2");
        part.dwellings.push(DwellingInput {
            id: door,
            current: draft.0,
        });
        for place in 0..=chance.below(4) {
            *next += 1;
            part.persons
                .push(person(chance, *next, &home, &hukou, door, place));
        }
    }
    part
}

/// Milliseconds of the best of some runs, and the result.
fn best<T>(runs: usize, mut run: impl FnMut() -> T) -> (T, f64) {
    let mut best = f64::MAX;
    let mut result = None;
    for _ in 0..runs {
        let start = Instant::now();
        result = Some(run());
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    (result.unwrap(), best)
}

fn line(name: &str, result: impl std::fmt::Display, ms: f64, budget: &str) {
    println!("{name:<58} {result:>14} {ms:>10.3} {budget:>9}");
}

fn compiled(file: &PolicyFile) -> Option<Policy> {
    let tags = TagSet::shipped();
    file.compile(tags.vocabulary(), tags.parameters()).unwrap()
}

fn main() {
    let people: usize = std::env::args()
        .nth(1)
        .map_or(1_020_000, |text| text.parse().unwrap());
    let areas = Arc::new(AreaTree::shipped().clone());
    let district: AreaCode = DISTRICT.parse().unwrap();
    let all: Vec<AreaCode> = areas
        .communities_under(&district)
        .iter()
        .map(|area| area.code)
        .collect();
    let mut chance = Chance(20_261_122);
    let mut next = 0;
    let mut builder = SnapshotBuilder::new(District::new(areas, "2026-11-22".parse().unwrap()));
    let mut one = PartitionInput::default();
    for at in 0..all.len() {
        let part = community(&mut chance, &all, at, people / all.len(), &mut next);
        if at == 0 {
            one = part.clone();
        }
        builder.add_persons(part.persons);
        builder.add_dwellings(part.dwellings);
    }
    let start = Instant::now();
    let snapshot = builder.finish();
    let built = start.elapsed().as_secs_f64() * 1000.0;
    let (size, memory) = (snapshot.size(), snapshot.memory());
    println!(
        "{} people, {} dwellings, {} communities; MiB: {:?}",
        size.people,
        size.dwellings,
        size.partitions,
        [
            ("people", memory.people >> 20),
            ("indexes", memory.people_indexes >> 20),
            ("dwellings", memory.dwellings >> 20),
            ("tags", memory.tags >> 20),
            ("derived", memory.derived >> 20),
        ]
    );
    println!("{:<58} {:>14} {:>10} {:>9}", "", "result", "ms", "budget");
    line("columns and tags from drafts", size.people, built, "");
    counts(&snapshot);
    tags(&snapshot);
    let (_, ms) = best(5, || {
        snapshot.with_communities(vec![(Some(all[0]), one.clone())])
    });
    line("one community changed", one.persons.len(), ms, "300");
    payments(&snapshot);
    if let Some(dir) = std::env::args().nth(2) {
        asks(&snapshot, std::path::Path::new(&dir));
    }
}

fn counts(snapshot: &Snapshot) {
    let tagged = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let bitmaps = PersonFilter {
        tags_all: tagged(&["老年人(60+)", "志愿者"]),
        tags_none: tagged(&["残疾人"]),
        ..PersonFilter::default()
    };
    let (count, ms) = best(RUNS, || snapshot.count(&bitmaps).unwrap());
    line("A and B and not C, as a filter", count, ms, "0.3");
    let all = PersonFilter::default();
    for (text, budget) in [
        (
            "标签(老年人(60+)) 且 标签(志愿者) 且 非 标签(残疾人)",
            "0.3",
        ),
        ("标签(残疾人) 且 年龄 >= 60 且 性别 = 女", ""),
        ("健在 且 年龄 >= 60 且 没有 同住人", "8"),
        ("人数(同住人 满足 年龄 < 18) >= 2", ""),
        (
            "没有 子女 满足 (健在 且 城市(居住地) = 城市(本人 的 居住地))",
            "",
        ),
    ] {
        let rule = snapshot.rule(text, Subject::Person).unwrap();
        let (answers, ms) = best(RUNS, || snapshot.count_three(&rule, &all).unwrap());
        line(text, answers.yes, ms, budget);
        let budget = if budget == "0.3" { "1" } else { budget };
        let (lines, ms) = best(RUNS, || {
            snapshot.count_three_by_community(&rule, &all).unwrap()
        });
        line("  the same by community", lines.len(), ms, budget);
    }
}

fn tags(snapshot: &Snapshot) {
    let (counts, ms) = best(RUNS, || snapshot.tag_counts(None, Basis::Home).unwrap());
    line("all tag counts", counts.len(), ms, "1");
    let again = Arc::new(
        TagSet::compile(
            &query::TagRule::shipped(),
            rules::Parameters::shipped().clone(),
        )
        .unwrap(),
    );
    let (_, ms) = best(3, || snapshot.with_tags(Arc::clone(&again)));
    line("all tags from scratch", again.all().count(), ms, "2000");
    let mut slow: Vec<(f64, &str)> = again
        .of(Subject::Person)
        .iter()
        .map(|tag| {
            let all = PersonFilter::default();
            let (_, ms) = best(3, || snapshot.count_three(&tag.rule, &all).unwrap());
            (ms, tag.name.as_str())
        })
        .collect();
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (ms, name) in slow.iter().take(8) {
        line(&format!("  slowest: {name}"), "", *ms, "");
    }
}

fn payments(snapshot: &Snapshot) {
    let all = PersonFilter::default();
    let mut whole = (0, 0, 0.0);
    for file in rules::shipped::policies() {
        let Some(policy) = compiled(file) else {
            continue;
        };
        let (totals, ms) = best(RUNS, || {
            snapshot.policy_totals(&policy, file.area, &all).unwrap()
        });
        let fen: i64 = totals
            .iter()
            .flat_map(|total| &total.components)
            .map(|one| one.fen)
            .sum();
        whole = (whole.0 + 1, whole.1 + fen, whole.2 + ms);
        let budget = if file.id == "sh-laonian" { "2" } else { "" };
        line(&format!("policy {} (fen)", file.id), fen, ms, budget);
    }
    line(
        &format!("all {} policies that can be said (fen)", whole.0),
        whole.1,
        whole.2,
        "250",
    );
}

/// Writes the export, and what other engines are to be asked about it.
fn asks(snapshot: &Snapshot, dir: &std::path::Path) {
    query::export(snapshot, dir, query::ExportFormat::Parquet).unwrap();
    let (tables, all) = (sql::Tables::export(), PersonFilter::default());
    let set = TagSet::shipped();
    let mut conditions = std::collections::BTreeMap::new();
    for tag in set.all() {
        conditions.insert(tag.name.clone(), tag.rule.condition.clone());
    }
    let context = snapshot.context(None);
    let mut asks = Vec::new();
    for tag in set.all() {
        // Spelt out, so that what cannot be told stays so.
        let rule = Rule {
            subject: tag.rule.subject,
            condition: expand_tags(&tag.rule.condition, &conditions).unwrap(),
        };
        let (answers, ms) = best(3, || snapshot.count_three(&tag.rule, &all).unwrap());
        asks.push(serde_json::json!({
            "tag": tag.name,
            "sql": sql::count(&rule, &tables, sql::Dialect::Duckdb, &context).unwrap(),
            "yes": answers.yes, "unknown": answers.unknown, "ms": ms,
            "reads_tags": !Reads::of(&rule.condition).tags.is_empty(),
        }));
    }
    for file in rules::shipped::policies() {
        let Some(policy) = compiled(file) else {
            continue;
        };
        let (totals, ms) = best(3, || {
            snapshot.policy_totals(&policy, file.area, &all).unwrap()
        });
        let context = Context {
            area: Some(file.area),
            parameters: &policy.parameters,
            ..snapshot.context(None)
        };
        let fen: Vec<i64> = (0..policy.table.components.len())
            .map(|at| totals.iter().map(|total| total.components[at].fen).sum())
            .collect();
        asks.push(serde_json::json!({
            "policy": file.id,
            "sql": sql::amounts(&policy.table, &tables, sql::Dialect::Duckdb, &context).unwrap(),
            "yes": totals.iter().map(|total| total.entitled).sum::<u64>(),
            "unknown": totals.iter().map(|total| total.unknown).sum::<u64>(),
            "fen": fen, "ms": ms,
            "reads_tags": !Reads::of(&policy.table.who).tags.is_empty(),
        }));
    }
    let text = serde_json::to_string_pretty(&asks).unwrap();
    std::fs::write(dir.join("asks.json"), text).unwrap();
}
