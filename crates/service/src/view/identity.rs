//! Decisions about who is who, as a caller may see them.

use std::collections::BTreeMap;

use catalog::area::AreaTree;
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::Current;
use linkage::candidates::{Comparison, Level, Weight};
use storage::{IdentityVerdict, Merge, PairState, RecordView, ReviewPair, SplitOff};

use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::view::facts::{display, label_of};
use crate::view::person::{name_of, sex_label};
use crate::wire::area::area_name;
use crate::wire::identity::{
    ComparisonRow, MergeView, PersonBrief, RecordBrief, SplitView, VerdictView,
};

/// Names of accounts by id.
pub struct Accounts(BTreeMap<i64, String>);

impl Accounts {
    /// Reads them.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let all = app.store.accounts().await?;
        Ok(Self(
            all.into_iter()
                .map(|account| (account.id, account.name))
                .collect(),
        ))
    }

    /// Who decided; the machine when nobody did.
    pub fn name(&self, id: Option<i64>) -> String {
        id.map_or_else(
            || "系统".to_owned(),
            |id| self.0.get(&id).cloned().unwrap_or_default(),
        )
    }
}

/// A merge.
pub fn merge_view(merge: Merge, accounts: &Accounts) -> MergeView {
    MergeView {
        id: merge.id,
        kept: merge.kept,
        gone: merge.gone,
        by: accounts.name(merge.made_by),
        at: clock::iso(merge.made_at),
        reason: merge.reason.unwrap_or_default(),
        undone_by: merge.undone_at.map(|_| accounts.name(merge.undone_by)),
        undone_at: merge.undone_at.map(clock::iso),
    }
}

/// A split-off.
pub fn split_view(split: SplitOff, accounts: &Accounts) -> SplitView {
    SplitView {
        id: split.id,
        origin: split.origin,
        founded: split.founded,
        by: accounts.name(split.made_by),
        at: clock::iso(split.made_at),
        reason: split.reason.unwrap_or_default(),
        undone_by: split.undone_at.map(|_| accounts.name(split.undone_by)),
        undone_at: split.undone_at.map(clock::iso),
    }
}

/// A verdict.
pub fn verdict_view(verdict: IdentityVerdict, accounts: &Accounts) -> VerdictView {
    VerdictView {
        one: verdict.low,
        other: verdict.high,
        answer: verdict.answer.as_str().to_owned(),
        by: accounts.name(verdict.made_by),
        at: clock::iso(verdict.made_at),
        remark: verdict.remark.unwrap_or_default(),
    }
}

/// A value as the caller may see it; empty when nothing is held.
pub fn shown(caller: &Caller, current: &Current, element: ElementNo, areas: &AreaTree) -> String {
    let (Some(element), Some(winner)) =
        (Dictionary::shipped().get(element), current.winner(element))
    else {
        return String::new();
    };
    let source = Sources::shipped().get(winner.source);
    caller
        .show(element, &display(element, &winner.text, areas), source)
        .text
}

/// Enough of a person to know whom one means.
pub fn brief(
    caller: &Caller,
    id: i64,
    current: &Current,
    records: u64,
    areas: &AreaTree,
) -> PersonBrief {
    PersonBrief {
        id,
        name: name_of(current).to_owned(),
        sex: sex_label(current.text(no::SEX).unwrap_or_default()).to_owned(),
        birth: shown(caller, current, no::BIRTH_DATE, areas),
        id_number: shown(caller, current, no::ID_NUMBER, areas),
        community: community_name(current, areas),
        records,
    }
}

/// Where a person lives, else is registered.
pub fn community_name(current: &Current, areas: &AreaTree) -> String {
    let community = current
        .text(no::HOME_COMMUNITY)
        .or_else(|| current.text(no::HUKOU_COMMUNITY));
    area_name(areas, community)
}

/// A source record of a person.
pub fn record_brief(caller: &Caller, record: &RecordView, areas: &AreaTree) -> RecordBrief {
    let source = Sources::shipped().get(record.source);
    let text = |element| {
        let Some(element) = Dictionary::shipped().get(element) else {
            return String::new();
        };
        record
            .values
            .get(element.no)
            .map(|text| {
                caller
                    .show(element, &display(element, text, areas), source)
                    .text
            })
            .unwrap_or_default()
    };
    let by_person = record.machine_entity.is_some();
    RecordBrief {
        id: record.id,
        source: label_of(source),
        as_of: clock::day_text(record.as_of),
        row: record.row,
        name: text(no::NAME),
        id_number: text(no::ID_NUMBER),
        method: if by_person {
            "人工划出".to_owned()
        } else {
            linkage::Method::from_number(record.method)
                .map_or("", linkage::Method::label)
                .to_owned()
        },
        under: record.entity,
        by_person,
    }
}

/// `sample` for one of the machine's merges, else `ask`.
pub fn kind_of(pair: &ReviewPair) -> &'static str {
    if pair.names.is_some() {
        "names"
    } else if pair.merge.is_some() {
        "sample"
    } else {
        "ask"
    }
}

/// The state of a name, as asked for in a URL.
pub fn state_named(name: Option<&str>) -> Result<PairState, Problem> {
    PairState::parse(name.unwrap_or("open")).ok_or_else(|| {
        Problem::bad_input(
            "state-unknown",
            "状态应为 open（待核对）、unsure（拿不准）、same（同一人）或 different（不是同一人）。",
        )
    })
}

/// The weights of a pair; none when they were written by a version that wrote them otherwise.
pub fn weights_of(pair: &ReviewPair) -> Vec<Weight> {
    serde_json::from_str(&pair.weights).unwrap_or_default()
}

/// What is compared, and shown beside it without a weight.
const SHOWN: [(ElementNo, Option<Comparison>); 8] = [
    (no::NAME, Some(Comparison::Name)),
    (no::SEX, Some(Comparison::Sex)),
    (no::BIRTH_DATE, Some(Comparison::Birth)),
    (no::ID_NUMBER, Some(Comparison::Number)),
    (no::PHONE, Some(Comparison::Phone)),
    (no::HOME_ADDRESS, Some(Comparison::Dwelling)),
    (no::HUKOU_ADDRESS, None),
    (no::HOME_COMMUNITY, None),
];

/// The comparisons of two people, with what each weighs.
pub fn comparisons(
    caller: &Caller,
    left: &Current,
    right: &Current,
    weights: &[Weight],
    areas: &AreaTree,
) -> Vec<ComparisonRow> {
    let row = |(element, comparison): (ElementNo, Option<Comparison>)| {
        let weight = weights
            .iter()
            .find(|weight| Some(weight.comparison) == comparison);
        let level = weight.map_or_else(|| level_of(left, right, element), |weight| weight.level);
        let words = weight.map_or_else(|| level.label(), |weight| weight.words());
        ComparisonRow {
            label: comparison.map_or_else(
                || {
                    Dictionary::shipped()
                        .get(element)
                        .map(|element| element.label.clone())
                        .unwrap_or_default()
                },
                |comparison| comparison.label().to_owned(),
            ),
            left: shown(caller, left, element, areas),
            right: shown(caller, right, element, areas),
            level: serde_json::to_value(level)
                .ok()
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default(),
            words: words.to_owned(),
            weight: weight.map(|weight| weight.weight),
        }
    };
    SHOWN.into_iter().map(row).collect()
}

fn level_of(left: &Current, right: &Current, element: ElementNo) -> Level {
    match (left.text(element), right.text(element)) {
        (Some(one), Some(other)) if one == other => Level::Same,
        (Some(_), Some(_)) => Level::Different,
        _ => Level::Missing,
    }
}
