//! Which tags were in force on which days.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::element::ElementNo;
use chrono::{Days, NaiveDate};
use query::{Tag, TagSet};
use rules::{Reads, Subject, Turning};
use storage::TagVersion;

use crate::clock;
use crate::tag::catalogue::Tags;

/// The tags in force over time.
pub struct Rulebook {
    /// The first day of each edition; the first edition is of the beginning of time.
    editions: Vec<(NaiveDate, Arc<Edition>)>,
}

/// The tags in force for some time.
pub struct Edition {
    /// The tags with their definitions.
    pub tags: Tags,
    /// The same as the snapshot computes them.
    pub set: Arc<TagSet>,
    /// What of the calendar the tags of people look at.
    pub turning: Turning,
}

/// What one tag looks at, through the tags that it reads too.
#[derive(Debug, Default)]
pub struct LooksAt {
    /// What of the calendar.
    pub turning: Turning,
    /// Whether it looks at other people.
    pub others: bool,
    /// Elements it reads.
    pub elements: BTreeSet<ElementNo>,
    /// Sources whose records it asks for.
    pub sources: BTreeSet<catalog::source::SourceNo>,
    /// Parameters it reads.
    pub parameters: BTreeSet<String>,
}

impl Rulebook {
    /// Reads every approved version into editions. A version that was approved after the day it
    /// was to hold from holds from its approval.
    pub fn of(versions: &[TagVersion]) -> Self {
        let mut starts: BTreeSet<NaiveDate> = BTreeSet::from([NaiveDate::MIN]);
        for version in versions {
            starts.insert(day(version));
            let until = version.definition.valid_until.map(clock::from_epoch_day);
            starts.extend(until.and_then(|until| until.checked_add_days(Days::new(1))));
        }
        let mut editions: Vec<(NaiveDate, Arc<Edition>)> = Vec::new();
        for start in starts {
            let approved: Vec<TagVersion> = versions
                .iter()
                .filter(|version| day(version) <= start)
                .cloned()
                .collect();
            let tags = Tags::on(&approved, clock::epoch_day(start.max(NaiveDate::default())));
            if editions.last().is_some_and(|(_, last)| last.tags == tags) {
                continue;
            }
            editions.push((start, Arc::new(Edition::of(tags))));
        }
        Self { editions }
    }

    /// The edition of a day.
    pub fn on(&self, day: NaiveDate) -> &Arc<Edition> {
        let at = self.editions.partition_point(|(start, _)| *start <= day);
        &self.editions[at.saturating_sub(1)].1
    }

    /// The days on which an edition begins.
    pub fn starts(&self) -> impl Iterator<Item = NaiveDate> {
        self.editions.iter().map(|(start, _)| *start)
    }
}

/// The first day on which a version can have held.
fn day(version: &TagVersion) -> NaiveDate {
    clock::from_epoch_day(version.definition.effective_from).max(clock::day_of(version.approved_at))
}

impl Edition {
    fn of(tags: Tags) -> Self {
        let set = tags.set();
        let names: Vec<&str> = set
            .of(Subject::Person)
            .iter()
            .map(|tag| tag.name.as_str())
            .collect();
        let read = reached(&set, &names);
        let turning = Turning::of(read.values().map(|tag| &tag.rule.condition));
        Self { tags, set, turning }
    }

    /// What a tag looks at.
    pub fn looks_at(&self, name: &str) -> LooksAt {
        let read = reached(&self.set, &[name]);
        let mut looks = LooksAt {
            turning: Turning::of(read.values().map(|tag| &tag.rule.condition)),
            ..LooksAt::default()
        };
        for tag in read.values() {
            let reads = Reads::of(&tag.rule.condition);
            looks.others |= !reads.relations.is_empty();
            looks.elements.extend(reads.elements);
            looks.sources.extend(reads.sources);
            looks.parameters.extend(reads.parameters);
        }
        looks
    }
}

/// Some tags and every tag that they read, also through others.
fn reached<'a>(set: &'a TagSet, names: &[&str]) -> BTreeMap<&'a str, &'a Tag> {
    let mut found: BTreeMap<&str, &Tag> = BTreeMap::new();
    let mut open: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = open.pop() {
        let Some(tag) = set.by_name(&name) else {
            continue;
        };
        if found.insert(tag.name.as_str(), tag).is_none() {
            open.extend(Reads::of(&tag.rule.condition).tags);
        }
    }
    found
}
