//! How long rules, tags and policies take over the snapshot of a synthetic district of 1.02
//! million people: `cargo run --release -p query --example rule_bench [-- PEOPLE [DIR]]`.
//!
//! DIR gets the export as Parquet, `linli.json` with the rows of the budget and Linli's times
//! and answers, and `asks.json` with the SQL of every shipped tag and policy; `bench/rules` asks the
//! peers under `bench/peers` the same.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints and may fail"
)]

mod asks;
mod district;
mod own_tags;
mod questions;
mod timed;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use catalog::area::{AreaCode, AreaTree};
use district::{Chance, community};
use query::{District, PartitionInput, PersonFilter, Snapshot, SnapshotBuilder, TagSet};
use rules::{Parameters, Subject};
use serde_json::Value;
use timed::{Question, median};

const DISTRICT: &str = "370203";

fn main() {
    // The allocator of the program, whose answers are measured here.
    memory::keep_free_memory();
    let people: usize = std::env::args()
        .nth(1)
        .map_or(1_020_000, |text| text.parse().unwrap());
    let (snapshot, first, built) = make(people);
    let mut questions = Vec::new();
    let snapshot = with_own_tags(&snapshot, &mut questions);
    describe(&snapshot, built);
    questions::counts(&snapshot, &mut questions);
    questions::searches(&snapshot, &mut questions);
    questions::tag_counts(&snapshot, &mut questions);
    questions.push(one_community_changed(&snapshot, first));
    questions::allowances(&snapshot, &mut questions);
    let asks = asks::all(&snapshot);
    questions.extend(asks.totals());
    println!("\n{:<66} {:>10} {:>9}", "median", "ms", "budget ms");
    questions.iter().for_each(Question::print);
    slowest(&snapshot);
    if let Some(dir) = std::env::args().nth(2) {
        write(&snapshot, &questions, &asks, Path::new(&dir));
    }
    println!("peak memory of the process {} MiB", peak_mib());
}

/// The district, its first community, and the milliseconds from the registry's values to columns.
fn make(people: usize) -> (Snapshot, PartitionInput, f64) {
    let areas = Arc::new(AreaTree::shipped().clone());
    let district: AreaCode = DISTRICT.parse().unwrap();
    let all: Vec<AreaCode> = areas
        .communities_under(&district)
        .iter()
        .map(|area| area.code)
        .collect();
    let (mut chance, mut next) = (Chance(20_261_122), 0);
    let mut builder = SnapshotBuilder::new(District::new(areas, "2026-11-22".parse().unwrap()));
    let mut first = PartitionInput::default();
    let mut ms = 0.0;
    for at in 0..all.len() {
        let part = community(&mut chance, &all, at, people / all.len(), &mut next);
        if at == 0 {
            first = part.clone();
        }
        let start = Instant::now();
        builder.add_persons(part.persons);
        builder.add_dwellings(part.dwellings);
        builder.add_places(part.places);
        ms += start.elapsed().as_secs_f64() * 1000.0;
    }
    let start = Instant::now();
    let snapshot = builder.finish();
    ms += start.elapsed().as_secs_f64() * 1000.0;
    (snapshot, first, ms)
}

fn describe(snapshot: &Snapshot, built: f64) {
    let size = snapshot.size();
    println!(
        "{} people, {} dwellings, {} places, {} communities; made from the registry's values in {built:.0} ms",
        size.people, size.dwellings, size.places, size.partitions
    );
    let memory = snapshot.memory();
    println!("memory by part, MiB:");
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    for (part, bytes) in memory.parts() {
        println!("  {part:<26} {:>8.1}", bytes as f64 / f64::from(1 << 20));
    }
    println!("  {:<26} {:>8}", "together", memory.total() >> 20);
}

/// The most memory that this process has had, as Linux tells; 0 elsewhere. The registry's values, of
/// which the columns are made, and a second snapshot for comparison are in it.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    kib.map_or(0, |text| text.trim().parse::<u64>().unwrap() >> 10)
}

/// The snapshot with 230 tags of people, and how long the shipped and all of them take.
fn with_own_tags(snapshot: &Snapshot, questions: &mut Vec<Question>) -> Snapshot {
    let compiled = |tags: &[query::TagRule]| {
        Arc::new(TagSet::compile(tags, Parameters::shipped().clone()).unwrap())
    };
    let shipped = compiled(&query::TagRule::shipped());
    let (_, ms) = median(3, || snapshot.with_tags(Arc::clone(&shipped)));
    let all = compiled(&own_tags::all());
    let (with_all, all_ms) = median(3, || snapshot.with_tags(Arc::clone(&all)));
    for (set, budget, ms) in [(&shipped, None, ms), (&all, Some(2000.0), all_ms)] {
        questions.push(Question {
            key: "tags",
            name: format!(
                "{} tags from scratch, {} of them of people",
                set.all().count(),
                set.of(Subject::Person).len()
            ),
            budget,
            ms,
            answer: Value::Null,
        });
    }
    with_all
}

fn one_community_changed(snapshot: &Snapshot, first: PartitionInput) -> Question {
    let code = query::person_community(&first.persons[0].current);
    let people = first.persons.len();
    let (_, ms) = median(5, || snapshot.with_communities(vec![(code, first.clone())]));
    Question {
        key: "changed",
        name: format!("one community of {people} people changed"),
        budget: Some(300.0),
        ms,
        answer: Value::Null,
    }
}

/// The shipped tags that take longest, counted over everybody.
fn slowest(snapshot: &Snapshot) {
    let all = PersonFilter::default();
    let shipped = TagSet::shipped();
    let mut slow: Vec<(f64, &str)> = shipped
        .of(Subject::Person)
        .iter()
        .map(|tag| {
            let (_, ms) = median(3, || snapshot.count_three(&tag.rule, &all).unwrap());
            (ms, tag.name.as_str())
        })
        .collect();
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("slowest tags, ms:");
    for (ms, name) in slow.iter().take(6) {
        println!("  {ms:>8.2} {name}");
    }
}

fn write(snapshot: &Snapshot, questions: &[Question], asks: &asks::Asks, dir: &Path) {
    query::export(snapshot, dir, query::ExportFormat::Parquet).unwrap();
    let questions: Vec<Value> = questions.iter().map(Question::json).collect();
    let linli = serde_json::json!({ "peak_mib": peak_mib(), "questions": questions });
    for (name, json) in [("linli.json", linli), ("asks.json", asks.json())] {
        let text = serde_json::to_string_pretty(&json).unwrap();
        std::fs::write(dir.join(name), text).unwrap();
    }
}
