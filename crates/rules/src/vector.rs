//! A rule evaluated over whole columns, 64 rows a word.
//!
//! Conditions give sets of rows with three answers ([`Three`]). Comparisons of a column with a
//! value run over the column as it is; sets of people are walked only for rows that the cheaper
//! conditions beside them have left open.

mod compare;
mod entries;
mod set;
mod span;
mod term;

use crate::columns::Columns;
use crate::condition::Condition;
use crate::resolve::Context;
use crate::rule::Rule;
use crate::term::Term;
use crate::three::Three;
use crate::value::Cell;

/// A rule made ready for a day and an area; run it over any number of tables.
#[derive(Debug, Clone)]
pub struct Plan {
    condition: Condition,
    /// 今天, in days since 1970-01-01.
    today: i32,
}

impl Plan {
    /// Makes a rule ready.
    #[must_use]
    pub fn new(rule: &Rule, context: &Context<'_>) -> Self {
        Self::of(&rule.condition, context)
    }

    /// Makes a condition ready.
    #[must_use]
    pub fn of(condition: &Condition, context: &Context<'_>) -> Self {
        let mut condition = context.fill(condition);
        cheapest_first(&mut condition);
        Self {
            condition,
            today: catalog::period::epoch_day(context.today),
        }
    }

    /// The values of a number term for some rows, where they are known.
    pub(crate) fn numbers(
        term: &Term,
        columns: &dyn Columns,
        today: i32,
        wanted: &[u64],
    ) -> Vec<Option<f64>> {
        let frame = Frame::whole(columns, today);
        let values = term::vector(term, &frame, Some(wanted));
        (0..frame.len)
            .map(|at| match values.cell(at)? {
                Cell::Number(number) => Some(number),
                _ => None,
            })
            .collect()
    }

    /// The answer for some rows, one bit each; the others may come out as anything.
    #[must_use]
    pub fn run_where(&self, columns: &dyn Columns, wanted: &[u64]) -> Three {
        let frame = Frame::whole(columns, self.today);
        evaluate(&self.condition, &frame, Some(wanted))
    }

    /// The answer for every row.
    #[must_use]
    pub fn run(&self, columns: &dyn Columns) -> Three {
        evaluate(&self.condition, &Frame::whole(columns, self.today), None)
    }
}

/// Puts the cheaper parts of 且 and 或 in front; the answer does not depend on their order.
fn cheapest_first(condition: &mut Condition) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter_mut().for_each(cheapest_first);
            parts.sort_by_key(cost);
        }
        Condition::Not(inner)
        | Condition::Otherwise {
            condition: inner, ..
        }
        | Condition::Every { that: inner, .. } => cheapest_first(inner),
        Condition::Some {
            that: Some(inner), ..
        } => cheapest_first(inner),
        _ => {}
    }
}

fn cost(condition: &Condition) -> u8 {
    let (mut of_conditions, mut of_terms) = (0, 0);
    condition.visit(
        0,
        &mut |part, _| {
            of_conditions = of_conditions.max(match part {
                Condition::Some { .. } | Condition::Every { .. } => 4,
                Condition::OneOf { .. }
                | Condition::Within { .. }
                | Condition::Contains { .. }
                | Condition::StartsWith { .. } => 2,
                Condition::Compare { .. } => 1,
                _ => 0,
            });
        },
        &mut |term, _| {
            of_terms = of_terms.max(match term {
                Term::Count { .. } => 4,
                Term::Call { .. } => 3,
                _ => 0,
            });
        },
    );
    of_conditions.max(of_terms)
}

/// Fewer rows than one in so many are asked one by one.
const FEW: usize = 16;

/// A table, or some of its rows in some order.
#[derive(Clone, Copy)]
struct View<'a> {
    columns: &'a dyn Columns,
    rows: Option<&'a [u32]>,
}

impl View<'_> {
    /// The row of the table that stands at a place of the view.
    fn base(&self, at: usize) -> usize {
        self.rows.map_or(at, |rows| rows[at] as usize)
    }
}

/// For whom a condition is evaluated, and who 本人 is for each of them.
#[derive(Clone, Copy)]
struct Frame<'a> {
    own: View<'a>,
    root: View<'a>,
    len: usize,
    today: i32,
}

impl<'a> Frame<'a> {
    fn whole(columns: &'a dyn Columns, today: i32) -> Self {
        let view = View {
            columns,
            rows: None,
        };
        Self {
            own: view,
            root: view,
            len: columns.rows(),
            today,
        }
    }
}

/// The answer for every row of the frame. Rows outside `wanted` may come out as anything.
fn evaluate(condition: &Condition, frame: &Frame<'_>, wanted: Option<&[u64]>) -> Three {
    match condition {
        Condition::Always(always) => Three::same(frame.len, Some(*always)),
        Condition::All(parts) => {
            let mut result = Three::same(frame.len, Some(true));
            for part in parts {
                // What is no already stays no.
                let open = still_open(&result, wanted, true);
                result = result.and(&evaluate(part, frame, Some(&open)));
                if result.is_no_everywhere() {
                    break;
                }
            }
            result
        }
        Condition::Any(parts) => {
            let mut result = Three::same(frame.len, Some(false));
            for part in parts {
                let open = still_open(&result, wanted, false);
                result = result.or(&evaluate(part, frame, Some(&open)));
            }
            result
        }
        Condition::Not(inner) => evaluate(inner, frame, wanted).negated(),
        Condition::Otherwise { condition, default } => {
            evaluate(condition, frame, wanted).or_else(*default)
        }
        Condition::Some { relation, that } => set::some(*relation, that.as_deref(), frame, wanted),
        Condition::Every { relation, that } => set::every(*relation, that, frame, wanted),
        leaf => match frame.own.rows {
            // Once over the members' table is cheaper than once for each pair, unless they are few.
            Some(rows) if !leaf.uses_root() && rows.len() * FEW >= frame.own.columns.rows() => {
                let table = Frame::whole(frame.own.columns, frame.today);
                compare::leaf(leaf, &table, None).gather(rows)
            }
            _ => compare::leaf(leaf, frame, wanted),
        },
    }
}

/// Rows that another part can still change.
fn still_open(result: &Three, wanted: Option<&[u64]>, of_all: bool) -> Vec<u64> {
    let mut open = if of_all {
        let mut open = result.unknown().unwrap_or_default();
        open.resize(result.yes().len(), 0);
        for (open, yes) in open.iter_mut().zip(result.yes()) {
            *open |= yes;
        }
        open
    } else {
        crate::three::all(result.rows())
            .iter()
            .zip(result.yes())
            .map(|(all, yes)| all & !yes)
            .collect()
    };
    if let Some(wanted) = wanted {
        for (open, wanted) in open.iter_mut().zip(wanted) {
            *open &= wanted;
        }
    }
    open
}

/// The wanted places, ascending.
fn places(len: usize, wanted: Option<&[u64]>) -> impl Iterator<Item = usize> + '_ {
    (0..len.div_ceil(64))
        .flat_map(move |word| {
            let mut left = wanted.map_or(u64::MAX, |words| words[word]);
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    word * 64 + bit
                })
            })
        })
        .filter(move |at| *at < len)
}
