//! Conditions about sets: 存在, 所有, 人数.

use super::{Frame, View, evaluate, places};
use crate::columns::{Columns, Members};
use crate::condition::Condition;
use crate::subject::Relation;
use crate::three::Three;

/// How the members of one set answer a condition.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    yes: u32,
    no: u32,
    unknown: u32,
    /// Whether all members are known.
    complete: bool,
}

impl Tally {
    fn add(&mut self, answer: Option<bool>) {
        match answer {
            Some(true) => self.yes += 1,
            Some(false) => self.no += 1,
            None => self.unknown += 1,
        }
    }
}

/// 存在: some member does; cannot be told when none is known to and not all can be told.
pub(super) fn some(
    relation: Relation,
    that: Option<&Condition>,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> Three {
    answers(relation, that, frame, wanted, |tally| {
        if tally.yes > 0 {
            Some(true)
        } else if tally.unknown > 0 || !tally.complete {
            None
        } else {
            Some(false)
        }
    })
}

/// 所有: every member does; false as soon as one does not.
pub(super) fn every(
    relation: Relation,
    that: &Condition,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> Three {
    answers(relation, Some(that), frame, wanted, |tally| {
        if tally.no > 0 {
            Some(false)
        } else if tally.unknown > 0 || !tally.complete {
            None
        } else {
            Some(true)
        }
    })
}

/// 人数: how many members do; known only when every member can be told.
pub(super) fn count(
    relation: Relation,
    that: Option<&Condition>,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> (Vec<f64>, Vec<u64>) {
    let mut numbers = vec![0.0; frame.len];
    let mut known = vec![0_u64; frame.len.div_ceil(64)];
    tally(relation, that, frame, wanted, |at, tally| {
        if tally.unknown == 0 && tally.complete {
            numbers[at] = f64::from(tally.yes);
            known[at / 64] |= 1 << (at % 64);
        }
    });
    (numbers, known)
}

fn answers(
    relation: Relation,
    that: Option<&Condition>,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    answer: impl Fn(&Tally) -> Option<bool>,
) -> Three {
    let words = frame.len.div_ceil(64);
    let (mut yes, mut known) = (vec![0_u64; words], vec![0_u64; words]);
    tally(relation, that, frame, wanted, |at, tally| {
        if let Some(answer) = answer(tally) {
            known[at / 64] |= 1 << (at % 64);
            yes[at / 64] |= u64::from(answer) << (at % 64);
        }
    });
    Three::new(frame.len, yes, Some(known))
}

/// Calls `found` with the tally of every wanted row of the frame.
fn tally(
    relation: Relation,
    that: Option<&Condition>,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    mut found: impl FnMut(usize, &Tally),
) {
    let Some(members) = frame.own.columns.relation(relation) else {
        return;
    };
    let elsewhere = Elsewhere::answers(&members, that, frame, wanted);
    match that {
        None => {
            for at in places(frame.len, wanted) {
                let row = frame.own.base(at);
                let (own, complete) = members.of(row);
                let mut tally = Tally {
                    yes: u32::try_from(own.count()).unwrap_or(u32::MAX),
                    complete,
                    ..Tally::default()
                };
                elsewhere.add(at, &mut tally);
                found(at, &tally);
            }
        }
        Some(that) if that.uses_root() => {
            tally_pairs(&members, that, frame, wanted, |at, tally| {
                elsewhere.add(at, tally);
                found(at, tally);
            });
        }
        Some(that) => {
            let table = Frame::whole(table_of(&members, frame), frame.today);
            let answers = evaluate(that, &table, None);
            for at in places(frame.len, wanted) {
                let (own, complete) = members.of(frame.own.base(at));
                let mut tally = Tally {
                    complete,
                    ..Tally::default()
                };
                own.for_each(|member| tally.add(answers.get(member as usize)));
                elsewhere.add(at, &mut tally);
                found(at, &tally);
            }
        }
    }
}

/// A condition that compares a member with 本人 is asked of every pair of the two.
fn tally_pairs(
    members: &Members<'_>,
    that: &Condition,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    mut found: impl FnMut(usize, &mut Tally),
) {
    let (mut own, mut root) = (Vec::new(), Vec::new());
    let mut lists = Vec::new();
    for at in places(frame.len, wanted) {
        let (list, complete) = members.of(frame.own.base(at));
        let start = own.len();
        own.extend(list);
        let base = u32::try_from(frame.root.base(at)).unwrap_or(u32::MAX);
        root.resize(own.len(), base);
        lists.push((at, start, complete));
    }
    let answers = evaluate(
        that,
        &pairs(table_of(members, frame), &own, &root, frame),
        None,
    );
    for (place, (at, start, complete)) in lists.iter().enumerate() {
        let end = lists.get(place + 1).map_or(own.len(), |next| next.1);
        let mut tally = Tally {
            complete: *complete,
            ..Tally::default()
        };
        (*start..end).for_each(|pair| tally.add(answers.get(pair)));
        found(*at, &mut tally);
    }
}

/// Members beside those whose members they are, pair by pair.
fn pairs<'a>(
    columns: &'a dyn Columns,
    own: &'a [u32],
    root: &'a [u32],
    frame: &Frame<'a>,
) -> Frame<'a> {
    Frame {
        own: View {
            columns,
            rows: Some(own),
        },
        root: View {
            columns: frame.root.columns,
            rows: Some(root),
        },
        len: own.len(),
        today: frame.today,
    }
}

/// The answers of members that are rows of other tables, by the place they belong to.
struct Elsewhere(Vec<(usize, Option<bool>)>);

impl Elsewhere {
    fn answers(
        members: &Members<'_>,
        that: Option<&Condition>,
        frame: &Frame<'_>,
        wanted: Option<&[u64]>,
    ) -> Self {
        let elsewhere = &members.elsewhere;
        if elsewhere.pairs.is_empty() {
            return Self(Vec::new());
        }
        let asked: Vec<(usize, u32, u32)> = places(frame.len, wanted)
            .flat_map(|at| {
                let members = elsewhere.of(frame.own.base(at));
                members.map(move |(table, row)| (at, table, row))
            })
            .collect();
        let Some(that) = that else {
            return Self(asked.iter().map(|(at, _, _)| (*at, Some(true))).collect());
        };
        let mut answers = vec![None; asked.len()];
        let mut by_table: Vec<Vec<usize>> = vec![Vec::new(); elsewhere.tables.len()];
        for (at, (_, table, _)) in asked.iter().enumerate() {
            by_table[*table as usize].push(at);
        }
        for (table, of_table) in elsewhere.tables.iter().zip(by_table) {
            if of_table.is_empty() {
                continue;
            }
            let own: Vec<u32> = of_table.iter().map(|at| asked[*at].2).collect();
            let root: Vec<u32> = of_table
                .iter()
                .map(|at| u32::try_from(frame.root.base(asked[*at].0)).unwrap_or(u32::MAX))
                .collect();
            let found = evaluate(that, &pairs(&**table, &own, &root, frame), None);
            for (pair, at) in of_table.iter().enumerate() {
                answers[*at] = found.get(pair);
            }
        }
        let places = asked.iter().map(|(at, _, _)| *at);
        Self(places.zip(answers).collect())
    }

    /// Adds the members of a place.
    fn add(&self, at: usize, tally: &mut Tally) {
        if self.0.is_empty() {
            return;
        }
        let start = self.0.partition_point(|(of, _)| *of < at);
        self.0[start..]
            .iter()
            .take_while(|(of, _)| *of == at)
            .for_each(|(_, answer)| tally.add(*answer));
    }
}

/// The table that members are rows of.
fn table_of<'a>(members: &'a Members<'_>, frame: &Frame<'a>) -> &'a dyn Columns {
    match &members.table {
        Some(table) => &**table,
        None => frame.own.columns,
    }
}
