//! The values of one entity with source, date, the values they won over, and why.

use catalog::area::AreaTree;
use catalog::code_table::CodeTables;
use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, ValueKind};
use catalog::freshness::{Freshness, stale_words};
use catalog::source::{Source, Sources, no as source_no};
use catalog::survivorship::{Current, EpochDay, Winner};
use query::Snapshot;
use storage::RecordView;

use crate::clock;
use crate::rights::Caller;
use crate::wire::people::{Fact, Rival};

/// The text of a canonical value as people read it: labels of codes, names of areas.
pub fn display(element: &DataElement, canonical: &str, areas: &AreaTree) -> String {
    match element.kind {
        ValueKind::Code => element
            .code_table
            .as_deref()
            .and_then(|id| CodeTables::shipped().get(id))
            .and_then(|table| table.label_of(canonical))
            .unwrap_or(canonical)
            .to_owned(),
        ValueKind::YesNo => if canonical == "1" { "是" } else { "否" }.to_owned(),
        ValueKind::Phone => canonical.replace(';', "、"),
        ValueKind::Area => crate::wire::area::area_name(areas, Some(canonical)),
        _ => canonical.to_owned(),
    }
}

/// Whole lists that named an entity and whose newest one does not, one sentence each.
pub fn left_lists(snapshot: &Snapshot, kind: EntityKind, current: &Current) -> Vec<String> {
    let left = snapshot.district().rosters.left_by(current);
    left.map(|left| format!("{}。", left.sentence(kind)))
        .collect()
}

/// Facts of an entity in dictionary order, with their age counted on `today`.
pub fn facts(
    caller: &Caller,
    current: &Current,
    records: &[RecordView],
    areas: &AreaTree,
    today: EpochDay,
) -> Vec<Fact> {
    let dictionary = Dictionary::shipped();
    dictionary
        .all()
        .iter()
        .filter(|element| element.kind != ValueKind::Entity)
        .filter_map(|element| {
            Some(fact(
                caller,
                element,
                current.winner(element.no)?,
                records,
                areas,
                today,
            ))
        })
        .collect()
}

fn fact(
    caller: &Caller,
    element: &DataElement,
    winner: &Winner,
    records: &[RecordView],
    areas: &AreaTree,
    today: EpochDay,
) -> Fact {
    let source = Sources::shipped().get(winner.source);
    let shown = caller.show(element, &display(element, &winner.text, areas), source);
    let rivals = rivals(caller, element, winner, records, areas);
    Fact {
        element: element.id.clone(),
        label: element.label.clone(),
        group: group_of(element.no).to_owned(),
        value: shown.text,
        masked: shown.masked,
        grade: format!("{:?}", element.grade),
        source: label_of(source),
        as_of: clock::day_text(winner.as_of),
        record: winner.record,
        stale: stale(element, winner, records, today),
        locked: winner.source == source_no::MANUAL_LOCK,
        why: why(element, winner, &rivals),
        rivals: rivals.into_iter().map(|(rival, _)| rival).collect(),
        by_person: winner.source == source_no::FORM_CORRECTION,
        contestable: crate::contest::may_contest(caller, element, source),
        contest: None,
    }
}

/// How long a value has not been verified, when that is past its maximum age. Whoever says the
/// same later has verified it, whatever wins.
fn stale(
    element: &DataElement,
    winner: &Winner,
    records: &[RecordView],
    today: EpochDay,
) -> Option<String> {
    let last = records
        .iter()
        .filter(|record| record.values.get(element.no) == Some(winner.text.as_str()))
        .map(|record| record.as_of)
        .fold(winner.as_of, EpochDay::max);
    Freshness::shipped()
        .is_stale(element.no, last, today)
        .then(|| stale_words(today - last))
}

/// The other records' values of the same element, each once, with whether it differs.
fn rivals(
    caller: &Caller,
    element: &DataElement,
    winner: &Winner,
    records: &[RecordView],
    areas: &AreaTree,
) -> Vec<(Rival, bool)> {
    records
        .iter()
        .filter(|record| record.id != winner.record)
        .filter_map(|record| {
            let text = record.values.get(element.no)?;
            let source = Sources::shipped().get(record.source);
            let shown = caller.show(element, &display(element, text, areas), source);
            Some((
                Rival {
                    value: shown.text,
                    source: label_of(source),
                    as_of: clock::day_text(record.as_of),
                    record: record.id,
                },
                text != winner.text,
            ))
        })
        .collect()
}

fn why(element: &DataElement, winner: &Winner, rivals: &[(Rival, bool)]) -> String {
    let label = label_of(Sources::shipped().get(winner.source));
    let day = clock::day_text(winner.as_of);
    if rivals.is_empty() {
        return format!("只有“{label}”提供这一项（{day}）。");
    }
    let others = rivals.iter().filter(|(_, differs)| *differs).count();
    if others == 0 {
        return format!("{}个来源一致，取“{label}”（{day}）。", rivals.len() + 1);
    }
    if winner.source == source_no::MANUAL_LOCK {
        return format!("这一项由人工锁定（{day}），到期前不论其他来源怎么说都用这个值。");
    }
    if Freshness::shipped().confirmable(element.no).is_some() {
        return why_confirmable(&label, &day, winner, others);
    }
    if winner.source == source_no::FORM_CORRECTION {
        return format!(
            "社区在报表中核对更正、街道审核通过（{day}），优先于其他{others}个不同的值。"
        );
    }
    format!(
        "有{others}个来源的值不同；“{}”这一项以“{label}”为准（来源次序在前，或时间较新：{day}）。",
        element.label
    )
}

/// Why a value wins that somebody on the spot can confirm.
fn why_confirmable(label: &str, day: &str, winner: &Winner, others: usize) -> String {
    let confirmed = Sources::shipped()
        .get(winner.source)
        .is_some_and(|source| source.confirms);
    if confirmed {
        format!(
            "有{others}个来源的值不同；这一项当面核对过（“{label}”，{day}），部门数据没有更新到足以取代它。"
        )
    } else {
        format!(
            "有{others}个来源的值不同；“{label}”（{day}）比当面核对的日期新，或没有人当面核对过，按来源次序取它。"
        )
    }
}

/// The label of a source.
pub fn label_of(source: Option<&Source>) -> String {
    source.map_or_else(|| "未知来源".to_owned(), |source| source.label.clone())
}

/// Under which heading of the page an element stands.
fn group_of(no: ElementNo) -> &'static str {
    match no.0 {
        1..=14 | 111 | 133..=135 => "身份",
        24..=26 => "联系",
        27..=59 | 137 | 142 | 1001..=1008 => "居住",
        60..=87 | 114 | 115 | 126..=130 | 136 => "待遇",
        _ => "其他",
    }
}
