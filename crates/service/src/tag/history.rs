//! 标签变化: since when somebody carries each tag, by what, who says so, and which tags came and
//! went. Nothing of it is stored: it is worked out from the records as they came and went.

pub mod rulebook;
mod walk;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::Dictionary;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::{Current, EpochDay};
use query::Snapshot;
use rules::Truth;

use self::rulebook::{Edition, Rulebook};
use self::walk::{Cause, Change, Held, walk};
use self::world::{Happening, World};
use super::why::Teller;
use crate::app::App;
use crate::clock;
use crate::registry::feed::build_failed;
use crate::rights::Caller;
use crate::view::facts::label_of;
use crate::view::person::person_in_reach;
use crate::wire::tag_history::{TagBasis, TagChange, TagHistory, TagStanding};

/// The history of a person's tags, as far as the caller may see them.
///
/// # Errors
/// What [`person_in_reach`] says, and when storage cannot be reached.
pub async fn of(app: &App, caller: &Caller, person: i64) -> Result<TagHistory, Problem> {
    let areas = app.areas();
    let entity = person_in_reach(app, caller, person, &areas).await?;
    let world = World::read(app, entity.id, &entity.current).await?;
    let versions = app.store.tag_versions().await?;
    let today = clock::today();
    let (walked, rulebook) = tokio::task::spawn_blocking(move || {
        let rulebook = Rulebook::of(&versions);
        (walk(&world, &rulebook, &areas, today), rulebook)
    })
    .await
    .map_err(|_| build_failed())?;
    let snapshot = app.snapshot.load();
    let history = Historian {
        app,
        caller,
        snapshot: &snapshot,
        now: rulebook.on(today),
        rulebook: &rulebook,
        current: &entity.current,
    };
    let tags = walked
        .held
        .iter()
        .filter(|held| history.sees(&held.tag, &walked.changes[held.since]))
        .map(|held| history.standing(held, &walked.changes[held.since]))
        .collect();
    let changes = walked
        .changes
        .iter()
        .rev()
        .filter(|change| history.sees(&change.tag, change))
        .map(|change| history.change(change))
        .collect();
    Ok(TagHistory {
        person: entity.id,
        known_since: walked.first.map(|day| day.to_string()),
        tags,
        changes,
    })
}

/// Tells a walk to a caller.
struct Historian<'a> {
    app: &'a App,
    caller: &'a Caller,
    snapshot: &'a Snapshot,
    now: &'a Edition,
    rulebook: &'a Rulebook,
    current: &'a Current,
}

impl Historian<'_> {
    /// Whether the caller may know of a tag, by its definition of then or, when it had ended, of
    /// the day before.
    fn sees(&self, name: &str, change: &Change) -> bool {
        let then = self.rulebook.on(change.day);
        let before = change.day.pred_opt().map(|day| self.rulebook.on(day));
        [Some(self.now), Some(then), before.map(|edition| &**edition)]
            .into_iter()
            .flatten()
            .filter_map(|edition| edition.tags.get(name))
            .all(|held| {
                let definition = &held.definition;
                self.caller
                    .sees_tag(definition.grade, &definition.department)
            })
    }

    fn standing(&self, held: &Held, since: &Change) -> TagStanding {
        let tag = self.now.tags.get(&held.tag);
        let looks = self.now.looks_at(&held.tag);
        let mut basis: BTreeMap<(String, EpochDay), BTreeSet<String>> = BTreeMap::new();
        let rosters = &self.snapshot.district().rosters;
        for (source, as_of) in &self.current.sources {
            if looks.sources.contains(source) && rosters.stands(*source, *as_of) {
                let label = label_of(Sources::shipped().get(*source));
                basis.entry((label, *as_of)).or_default();
            }
        }
        for winner in &self.current.winners {
            let Some(element) = Dictionary::shipped().get(winner.element) else {
                continue;
            };
            if looks.elements.contains(&winner.element) {
                let label = label_of(Sources::shipped().get(winner.source));
                basis
                    .entry((label, winner.as_of))
                    .or_default()
                    .insert(element.label.clone());
            }
        }
        TagStanding {
            name: held.tag.clone(),
            definition: tag.map_or_else(String::new, |tag| tag.definition.definition.clone()),
            version: tag.map_or(0, |tag| tag.version),
            since: since.day.to_string(),
            cause: cause_text(since),
            by_date: held.by_date.map(|day| day.to_string()),
            around: looks.others,
            basis: basis
                .into_iter()
                .map(|((source, as_of), elements)| TagBasis {
                    source,
                    as_of: clock::day_text(as_of),
                    elements: elements.into_iter().collect(),
                })
                .collect(),
        }
    }

    fn change(&self, change: &Change) -> TagChange {
        let teller = Teller {
            app: self.app,
            caller: self.caller,
            snapshot: self.snapshot,
            own: change.person.0,
            current: &change.person.1,
        };
        TagChange {
            name: change.tag.clone(),
            gained: change.truth == Truth::True,
            unclear: change.truth == Truth::Unknown,
            day: change.day.to_string(),
            at: change.moment.map(clock::iso),
            cause: cause_text(change),
            because: change
                .turned
                .iter()
                .map(|trace| teller.sentence(trace))
                .collect(),
        }
    }
}

/// Why, in one sentence.
fn cause_text(change: &Change) -> String {
    match &change.cause {
        Cause::First(happened) => format!("此人首次入库：{}", happenings(happened)),
        Cause::Records(happened) => happenings(happened),
        Cause::Merge(true) => "两份档案合并为一份".to_owned(),
        Cause::Merge(false) => "撤销了档案合并".to_owned(),
        Cause::Day(parameters) if parameters.is_empty() => {
            "到了这一天（年龄、日期条件按天计算）".to_owned()
        }
        Cause::Day(parameters) => format!("标准“{}”自这一天起有新的数值", parameters.join("、")),
        Cause::Version(Some(version)) => format!("标签口径第{version}版自这一天起生效"),
        Cause::Version(None) => "标签自这一天起停用".to_owned(),
    }
}

fn happenings(happened: &BTreeSet<Happening>) -> String {
    let mut own: Vec<&Happening> = happened.iter().filter(|one| one.own).collect();
    if own.is_empty() {
        own = happened.iter().collect();
    }
    own.into_iter()
        .map(happening)
        .collect::<Vec<_>>()
        .join("；")
}

fn happening(one: &Happening) -> String {
    let source = label_of(Sources::shipped().get(one.source));
    let day = clock::day_text(one.as_of);
    match (one.list, one.own, one.came) {
        (false, true, true) => format!("“{source}”{day}的数据入库"),
        (false, true, false) => format!("“{source}”{day}的数据撤出"),
        (false, false, true) => format!("同住人、户内成员或家人的“{source}”{day}的数据入库"),
        (false, false, false) => format!("同住人、户内成员或家人的“{source}”{day}的数据撤出"),
        (true, true, true) => format!("“{source}”{day}的名册入库，其中已无此人"),
        (true, true, false) => format!("没有此人的“{source}”{day}的名册撤出"),
        (true, false, true) => {
            format!("“{source}”{day}的名册入库，其中已无同住人、户内成员或家人")
        }
        (true, false, false) => {
            format!("没有同住人、户内成员或家人的“{source}”{day}的名册撤出")
        }
    }
}
