//! A person and those around, at any moment of the past: the records that were held then, those
//! undone since included, under the merges of then.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::{Dictionary, ElementNo, ValueKind, no};
use catalog::problem::Problem;
use catalog::roster::{Left, Rosters};
use catalog::source::{SourceNo, Sources};
use catalog::survivorship::{Current, EpochDay};
use chrono::NaiveDate;
use query::{District, DwellingInput, PersonInput, Snapshot, TagSet};
use rustc_hash::FxHashMap;
use storage::{MentionRole, Merge, RecordSpan};

use crate::app::App;
use crate::clock::Millis;
use crate::registry::absorb::identity_key;
use crate::registry::known::candidate;
use crate::registry::rosters::Lists;

/// More people around somebody than this are a dormitory or a collective household, of which no
/// tag asks one by one.
const MOST_AROUND: usize = 200;

/// Everything that was ever known of a person and those around.
pub struct World {
    person: i64,
    spans: Vec<RecordSpan>,
    merges: Vec<Merge>,
    dwellings: Vec<(i64, Current)>,
    lists: Lists,
}

/// What happened to the records at a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    /// Whether it is about the person, or about somebody around.
    pub own: bool,
    /// Whether it came, or went with its delivery.
    pub came: bool,
    /// Whether it is a whole list that does not name them (or did not, when it went), and not a
    /// record.
    pub list: bool,
    /// Where it is from.
    pub source: SourceNo,
    /// The day it speaks of.
    pub as_of: EpochDay,
}

/// People as they stood at a moment.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The person, under the id of then; `None` while nothing was known.
    pub person: Option<(i64, Arc<Current>)>,
    people: Vec<(i64, Arc<Current>)>,
    rosters: Arc<Rosters>,
}

impl World {
    /// Reads what is known of a person and those around: who lives, lived and is still held in the
    /// same dwellings and households, mother and children by number.
    ///
    /// # Errors
    /// When storage cannot be reached.
    pub async fn read(app: &App, person: i64, current: &Current) -> Result<Self, Problem> {
        let (family, _) = family(app, vec![person]).await?;
        let own = app.store.record_spans(&family).await?;
        let ids = |elements: &[ElementNo]| -> Vec<i64> {
            let held = own.iter().flat_map(|span| {
                let values = &span.record.values;
                elements.iter().filter_map(|element| values.get(*element))
            });
            let ids: BTreeSet<i64> = held.filter_map(|text| text.parse().ok()).collect();
            ids.into_iter().collect()
        };
        let dwellings = ids(&[no::HOME_DWELLING, no::HUKOU_DWELLING]);
        let mut around = app
            .snapshot
            .load()
            .tied_to(&dwellings, &ids(&[no::HOUSEHOLD]));
        around.extend(kin(app, person, current).await?);
        around.truncate(MOST_AROUND);
        around.extend(family);
        let (everybody, merges) = self::family(app, around).await?;
        let doors = app.store.currents(&dwellings).await?;
        Ok(Self {
            person,
            spans: app.store.record_spans(&everybody).await?,
            merges,
            dwellings: doors.into_iter().collect(),
            lists: Lists::read(&app.store).await?,
        })
    }

    /// The moments at which anything changed, from the first thing known of the person on.
    pub fn moments(&self) -> Vec<Millis> {
        let spans = self
            .spans
            .iter()
            .flat_map(|span| [Some(span.record.linked_at), span.gone_at]);
        let merges = self
            .merges
            .iter()
            .flat_map(|merge| [Some(merge.made_at), merge.undone_at]);
        let sources = self.spans.iter().map(|span| span.record.source).collect();
        let lists = self.lists.moments(&sources).into_iter().map(Some);
        let all: BTreeSet<Millis> = spans.chain(merges).chain(lists).flatten().collect();
        all.into_iter()
            .skip_while(|moment| self.at(*moment).person.is_none())
            .collect()
    }

    /// Everybody as they stood after what happened at a moment.
    pub fn at(&self, moment: Millis) -> Standing {
        let edges: FxHashMap<i64, i64> = self
            .merges
            .iter()
            .filter(|merge| {
                merge.made_at <= moment && merge.undone_at.is_none_or(|undone| undone > moment)
            })
            .map(|merge| (merge.gone, merge.kept))
            .collect();
        let mut people: FxHashMap<i64, Current> = FxHashMap::default();
        for span in self.spans.iter().filter(|span| was_held(span, moment)) {
            people
                .entry(root(&edges, span.record.entity))
                .or_default()
                .absorb(Sources::shipped(), candidate(&span.record));
        }
        let mut people: Vec<(i64, Arc<Current>)> = people
            .into_iter()
            .map(|(id, current)| (id, Arc::new(current)))
            .collect();
        people.sort_unstable_by_key(|(id, _)| *id);
        let own = root(&edges, self.person);
        Standing {
            person: people.iter().find(|(id, _)| *id == own).cloned(),
            people,
            rosters: Arc::new(self.lists.at(moment)),
        }
    }

    /// What happened to records at a moment, each kind of thing once.
    pub fn happened(&self, moment: Millis) -> BTreeSet<Happening> {
        let own = self.ever_own();
        let mut found = BTreeSet::new();
        for span in &self.spans {
            let record = &span.record;
            let of = |came| Happening {
                own: own.contains(&record.entity),
                came,
                list: false,
                source: record.source,
                as_of: record.as_of,
            };
            if record.linked_at == moment {
                found.insert(of(true));
            }
            if span.gone_at == Some(moment) {
                found.insert(of(false));
            }
        }
        found.extend(self.put_off(moment));
        found
    }

    /// The whole lists that put somebody off as they came at a moment, or no longer do as they went.
    fn put_off(&self, moment: Millis) -> BTreeSet<Happening> {
        if self.lists.at(moment) == self.lists.at(moment - 1) {
            return BTreeSet::new();
        }
        let (now, then) = (self.at(moment), self.at(moment - 1));
        let left = |standing: &Standing| -> BTreeSet<(i64, Left)> {
            let people = standing.people.iter();
            people
                .flat_map(|(id, current)| {
                    let left = standing.rosters.left_by(current);
                    left.map(|left| (*id, left)).collect::<Vec<_>>()
                })
                .collect()
        };
        let (off, before) = (left(&now), left(&then));
        let own = self.ever_own();
        let off_now = |id: i64, source| {
            off.iter()
                .any(|(of, left)| *of == id && left.source == source)
        };
        let off_then = |id: i64, source| {
            before
                .iter()
                .any(|(of, left)| *of == id && left.source == source)
        };
        let of = |id: i64, left: &Left, came| Happening {
            own: own.contains(&id),
            came,
            list: true,
            source: left.source,
            as_of: left.list,
        };
        let put_off = off.iter().filter(|(id, left)| !off_then(*id, left.source));
        let back = before.iter().filter(|(id, left)| {
            // Whom a newer record brings back is told of by that record.
            !off_now(*id, left.source) && now.rosters.day_of(left.source) != Some(left.list)
        });
        put_off
            .map(|(id, left)| of(*id, left, true))
            .chain(back.map(|(id, left)| of(*id, left, false)))
            .collect()
    }

    /// Whether two files became one (`true`) or two again (`false`) at a moment.
    pub fn merged(&self, moment: Millis) -> Option<bool> {
        self.merges.iter().find_map(|merge| {
            if merge.made_at == moment {
                Some(true)
            } else {
                (merge.undone_at == Some(moment)).then_some(false)
            }
        })
    }

    /// Entities that were one with the person at any time.
    fn ever_own(&self) -> BTreeSet<i64> {
        let mut own = BTreeSet::from([self.person]);
        loop {
            let before = own.len();
            for merge in &self.merges {
                if own.contains(&merge.kept) || own.contains(&merge.gone) {
                    own.extend([merge.kept, merge.gone]);
                }
            }
            if own.len() == before {
                return own;
            }
        }
    }

    /// People and dwellings as a snapshot of a day.
    pub fn snapshot(
        &self,
        standing: &Standing,
        areas: &Arc<AreaTree>,
        today: NaiveDate,
        tags: Arc<TagSet>,
    ) -> Snapshot {
        let district = District {
            areas: Arc::clone(areas),
            today,
            tags,
            rosters: Arc::clone(&standing.rosters),
            serves: None,
        };
        let people = standing.people.iter().map(|(id, current)| PersonInput {
            id: *id,
            current: Current::clone(current),
        });
        let dwellings = self.dwellings.iter().map(|(id, current)| DwellingInput {
            id: *id,
            current: current.clone(),
        });
        Snapshot::build(district, people.collect(), dwellings.collect(), Vec::new())
    }
}

impl Standing {
    /// Every date that anybody here holds of an element.
    pub fn dates(&self, element: ElementNo) -> Vec<NaiveDate> {
        self.people
            .iter()
            .filter_map(|(_, current)| date(current, element))
            .collect()
    }
}

/// The date that a file holds of an element; of a month its first day.
pub fn date(current: &Current, element: ElementNo) -> Option<NaiveDate> {
    let text = current.text(element)?;
    match Dictionary::shipped().get(element)?.kind {
        ValueKind::Date => text.parse().ok(),
        ValueKind::Month => format!("{text}-01").parse().ok(),
        _ => None,
    }
}

fn was_held(span: &RecordSpan, moment: Millis) -> bool {
    span.record.linked_at <= moment && span.gone_at.is_none_or(|gone| gone > moment)
}

/// Follows merges to the entity that went on.
fn root(edges: &FxHashMap<i64, i64>, from: i64) -> i64 {
    let mut at = from;
    while let Some(kept) = edges.get(&at) {
        at = *kept;
    }
    at
}

/// Everybody who was one with somebody by merging at any time, and those merges.
async fn family(app: &App, people: Vec<i64>) -> Result<(Vec<i64>, Vec<Merge>), Problem> {
    let mut family: BTreeSet<i64> = people.into_iter().collect();
    loop {
        let ids: Vec<i64> = family.iter().copied().collect();
        let merges = app.store.merges_of(&ids).await?;
        family.extend(merges.iter().flat_map(|merge| [merge.kept, merge.gone]));
        if family.len() == ids.len() {
            return Ok((ids, merges));
        }
    }
}

/// Mother and children by number, wherever they live.
async fn kin(app: &App, person: i64, current: &Current) -> Result<Vec<i64>, Problem> {
    let own = app.store.strong_keys_of(person).await?;
    let mut kin = app
        .store
        .entities_mentioning(MentionRole::Mother, &own)
        .await?;
    let mother = current
        .text(no::MOTHER_ID_NUMBER)
        .and_then(|number| identity_key(number, &app.keys));
    if let Some(key) = mother {
        let found = app.store.entities_by_strong_key(&[key.0]).await?;
        kin.extend(found.into_values());
    }
    Ok(kin)
}
