//! Walks through everything that changed around a person and notes which tags came and went, with
//! the conditions that turned.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::no;
use catalog::survivorship::Current;
use chrono::NaiveDate;
use query::Snapshot;
use rules::facts::Entity;
use rules::{Condition, Subject, Trace, Truth, explain};

use super::rulebook::{Edition, Rulebook};
use super::world::{Happening, Standing, World, date};
use crate::clock::{self, Millis};

/// Why a tag came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The person was known from then on.
    First(BTreeSet<Happening>),
    /// Records came or went.
    Records(BTreeSet<Happening>),
    /// Two files became one, or two again.
    Merge(bool),
    /// The day came; with the parameters that have another value from then on.
    Day(Vec<String>),
    /// Another version of the tag; none when it ended.
    Version(Option<i32>),
}

/// A tag that came or went.
pub struct Change {
    /// Name of the tag.
    pub tag: String,
    /// What it is now; it is carried only when that is true.
    pub truth: Truth,
    /// The day.
    pub day: NaiveDate,
    /// The moment, unless it is the day itself that came.
    pub moment: Option<Millis>,
    /// Why.
    pub cause: Cause,
    /// The conditions that turned.
    pub turned: Vec<Trace>,
    /// Of whom the traces speak.
    pub person: (i64, Arc<Current>),
}

/// A tag that is carried now.
pub struct Held {
    /// Name of the tag.
    pub tag: String,
    /// Which change brought it.
    pub since: usize,
    /// The day from which its conditions of age and date hold, where they alone decide.
    pub by_date: Option<NaiveDate>,
}

/// What came of the walk.
pub struct Walk {
    /// The day on which the person was first known.
    pub first: Option<NaiveDate>,
    /// Changes, the oldest first.
    pub changes: Vec<Change>,
    /// Tags carried now.
    pub held: Vec<Held>,
}

/// Everything that stays the same on the way.
struct Way<'a> {
    world: &'a World,
    rulebook: &'a Rulebook,
    areas: &'a Arc<AreaTree>,
}

/// Where the walk is.
struct Place {
    day: NaiveDate,
    standing: Standing,
    edition: Arc<Edition>,
    snapshot: Snapshot,
}

/// Walks from the first thing known to a day.
pub fn walk(world: &World, rulebook: &Rulebook, areas: &Arc<AreaTree>, today: NaiveDate) -> Walk {
    let way = Way {
        world,
        rulebook,
        areas,
    };
    let moments = world.moments();
    let mut changes = Vec::new();
    let mut place: Option<Place> = None;
    for moment in &moments {
        let day = clock::day_of(*moment);
        if let Some(before) = place.take() {
            place = Some(way.wait(before, day, &mut changes));
        }
        let after = way.place(day, world.at(*moment), rulebook.on(day));
        let cause = way.cause(*moment, place.is_none());
        way.note(place.as_ref(), &after, Some(*moment), &cause, &mut changes);
        place = Some(after);
    }
    let place = place.map(|place| way.wait(place, today, &mut changes));
    let held = place.map_or_else(Vec::new, |place| way.held(&place, &changes));
    Walk {
        first: moments.first().map(|moment| clock::day_of(*moment)),
        changes,
        held,
    }
}

impl Way<'_> {
    fn place(&self, day: NaiveDate, standing: Standing, edition: &Arc<Edition>) -> Place {
        let set = Arc::clone(&edition.set);
        Place {
            day,
            snapshot: self.world.snapshot(&standing, self.areas, day, set),
            standing,
            edition: Arc::clone(edition),
        }
    }

    /// What the calendar alone changes until a day.
    fn wait(&self, mut place: Place, until: NaiveDate, changes: &mut Vec<Change>) -> Place {
        loop {
            let next = self.next_day(&place, until);
            let day = next.unwrap_or(until);
            if day > place.day {
                place = self.wake(place, day, changes);
            }
            if next.is_none() {
                return place;
            }
        }
    }

    /// The next day on which anything may change by itself.
    fn next_day(&self, place: &Place, until: NaiveDate) -> Option<NaiveDate> {
        let edition = &place.edition;
        let dates = |element| place.standing.dates(element);
        let turns = edition
            .turning
            .days(&dates, edition.set.parameters(), place.day, until);
        let starts = self.rulebook.starts();
        let editions = starts.filter(|start| place.day < *start && *start <= until);
        turns.into_iter().next().into_iter().chain(editions).min()
    }

    /// A day comes: first under the tags of the day before, then under those of the day.
    fn wake(&self, before: Place, day: NaiveDate, changes: &mut Vec<Change>) -> Place {
        let mut now = Place {
            day,
            snapshot: before.snapshot.on(day),
            standing: before.standing.clone(),
            edition: Arc::clone(&before.edition),
        };
        let cause = Cause::Day(Vec::new());
        self.note(Some(&before), &now, None, &cause, changes);
        let edition = self.rulebook.on(day);
        if !Arc::ptr_eq(edition, &now.edition) {
            let after = Place {
                day,
                snapshot: now.snapshot.with_tags(Arc::clone(&edition.set)),
                standing: now.standing.clone(),
                edition: Arc::clone(edition),
            };
            let cause = Cause::Version(None);
            self.note(Some(&now), &after, None, &cause, changes);
            now = after;
        }
        now
    }

    fn cause(&self, moment: Millis, first: bool) -> Cause {
        if first {
            return Cause::First(self.world.happened(moment));
        }
        match self.world.merged(moment) {
            Some(made) => Cause::Merge(made),
            None => Cause::Records(self.world.happened(moment)),
        }
    }

    /// Notes every tag that is carried after and not before, or the other way round.
    fn note(
        &self,
        before: Option<&Place>,
        after: &Place,
        moment: Option<Millis>,
        cause: &Cause,
        changes: &mut Vec<Change>,
    ) {
        let (was, is) = (
            before.map(Place::answers).unwrap_or_default(),
            after.answers(),
        );
        let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        for name in names {
            let [was, is] = [&was, &is].map(|all| all.get(name).copied().unwrap_or(Truth::False));
            if (was == Truth::True) == (is == Truth::True) {
                continue;
            }
            let person = [Some(after), before]
                .into_iter()
                .flatten()
                .find_map(|place| place.standing.person.clone());
            let Some(person) = person else { continue };
            changes.push(Change {
                tag: name.clone(),
                truth: is,
                day: after.day,
                moment,
                cause: named(cause, name, after),
                turned: turned(name, before, after, cause),
                person,
            });
        }
    }

    fn held(&self, place: &Place, changes: &[Change]) -> Vec<Held> {
        let carried = place.answers();
        carried
            .into_iter()
            .filter(|(_, truth)| *truth == Truth::True)
            .filter_map(|(tag, _)| {
                let since = changes.iter().rposition(|change| change.tag == tag)?;
                Some(Held {
                    by_date: self.by_date(place, &tag, &changes[since]),
                    tag,
                    since,
                })
            })
            .collect()
    }

    /// From which day on a tag holds by the calendar, given what was known when it came: only for
    /// tags that look at nobody else, because who lived where before anything was known is unknown.
    fn by_date(&self, place: &Place, tag: &str, since: &Change) -> Option<NaiveDate> {
        let looks = place.edition.looks_at(tag);
        if looks.others || looks.turning.is_still() || matches!(since.cause, Cause::Day(_)) {
            return None;
        }
        let (_, current) = place.standing.person.as_ref()?;
        let birth = date(current, no::BIRTH_DATE)?;
        let dates = |element| date(current, element).into_iter().collect();
        let parameters = place.edition.set.parameters();
        let before = birth.pred_opt()?;
        let mut from = None;
        for day in looks
            .turning
            .days(&dates, parameters, before, place.day)
            .into_iter()
            .rev()
        {
            let then = place.snapshot.on(day);
            let entity = person(place.standing.person.as_ref()?.0);
            if then.carries(entity, tag) != Some(true) {
                break;
            }
            from = Some(day);
        }
        from
    }
}

impl Place {
    /// What the tags of people say of the person.
    fn answers(&self) -> BTreeMap<String, Truth> {
        let Some((id, _)) = &self.standing.person else {
            return BTreeMap::new();
        };
        let tags = self.edition.set.of(Subject::Person);
        tags.iter()
            .map(|tag| {
                let carried = self.snapshot.carries(person(*id), &tag.name);
                (tag.name.clone(), Truth::of(carried))
            })
            .collect()
    }

    /// The conditions of a tag that are joined by 且 and 或, each with its answer, in order.
    fn conditions(&self, tag: &str) -> Vec<Trace> {
        let Some((id, current)) = &self.standing.person else {
            return Vec::new();
        };
        let Some(tag) = self.edition.set.by_name(tag) else {
            return Vec::new();
        };
        let of = person(*id);
        let facts = self.snapshot.facts().with_records(of, current);
        let community = self.snapshot.person(*id).and_then(|row| row.community);
        let context = self.snapshot.context(community);
        let condition = &tag.rule.condition;
        let mut found = Vec::new();
        split(
            condition,
            explain(condition, of, &facts, &context),
            &mut found,
        );
        found
    }
}

const fn person(id: i64) -> Entity {
    Entity {
        subject: Subject::Person,
        id,
    }
}

fn split(condition: &Condition, trace: Trace, found: &mut Vec<Trace>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) if parts.len() == trace.parts.len() => {
            for (part, trace) in parts.iter().zip(trace.parts) {
                split(part, trace, found);
            }
        }
        _ => found.push(trace),
    }
}

/// The conditions whose answers differ. Of another version nothing can be laid side by side, and of
/// who was not known before nothing turned.
fn turned(tag: &str, before: Option<&Place>, after: &Place, cause: &Cause) -> Vec<Trace> {
    let Some(before) = before.filter(|_| !matches!(cause, Cause::Version(_))) else {
        return Vec::new();
    };
    let (was, is) = (before.conditions(tag), after.conditions(tag));
    if was.len() != is.len() {
        return Vec::new();
    }
    was.into_iter()
        .zip(is)
        .filter(|(was, is)| was.truth != is.truth)
        .map(|(_, is)| is)
        .collect()
}

/// The cause of a change of one tag: which version came, which parameters changed on the day.
fn named(cause: &Cause, tag: &str, after: &Place) -> Cause {
    match cause {
        Cause::Version(_) => Cause::Version(after.edition.tags.get(tag).map(|held| held.version)),
        Cause::Day(_) => {
            let parameters = after.edition.set.parameters();
            let changed = after.edition.looks_at(tag).parameters.into_iter();
            Cause::Day(
                changed
                    .filter(|name| {
                        let held = parameters.get(name);
                        held.is_some_and(|one| {
                            one.values.iter().any(|value| value.from == after.day)
                        })
                    })
                    .collect(),
            )
        }
        other => other.clone(),
    }
}
