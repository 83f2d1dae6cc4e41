//! Rule tables: who is entitled, and for each component the first row that holds gives the amount.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::columns::Columns;
use crate::condition::Condition;
use crate::facts::{Entity, Facts};
use crate::missing::Missing;
use crate::resolve::Context;
use crate::rule::Rule;
use crate::subject::Subject;
use crate::syntax::{Fault, parse};
use crate::term::Term;
use crate::three::{Three, all};
use crate::trace::{Reading, TagRules, Trace, explain_with_tags, value_of};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use crate::vector::Plan;
use crate::vocabulary::Vocabulary;

/// Who is entitled to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleTable {
    /// Of whom.
    pub subject: Subject,
    /// Who is entitled at all.
    pub who: Condition,
    /// What is paid, each for itself.
    pub components: Vec<Component>,
}

/// One thing that is paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Its name, such as 护理补贴.
    pub name: String,
    /// How often: 每月, 每年, 一次性.
    pub period: String,
    /// The rows; the first one that holds decides.
    pub rows: Vec<Row>,
}

/// How often something is paid that is paid by the month.
pub(crate) const MONTHLY: &str = "每月";

/// How often something may be paid.
pub(crate) const PERIODS: [&str; 3] = [MONTHLY, "每年", "一次性"];

impl Component {
    /// How often it is paid in a year; what is paid once counts once.
    #[must_use]
    pub fn times_a_year(&self) -> i64 {
        if self.period == MONTHLY { 12 } else { 1 }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// When it applies.
    pub when: Condition,
    /// The amount in yuan.
    pub amount: Term,
}

impl Row {
    /// Reads a row from its texts.
    ///
    /// # Errors
    /// `rule-…` with the place of the mistake; `rule-amount-not-money` when the amount is no
    /// number of yuan.
    pub fn parse(
        when: &str,
        amount: &str,
        subject: Subject,
        vocabulary: &Vocabulary,
    ) -> Result<Self, Fault> {
        Ok(Self {
            when: Rule::parse(when, subject, vocabulary)?.condition,
            amount: Self::amount(amount, subject, vocabulary)?,
        })
    }

    /// Reads an amount.
    ///
    /// # Errors
    /// As [`Row::parse`].
    pub fn amount(text: &str, subject: Subject, vocabulary: &Vocabulary) -> Result<Term, Fault> {
        let (term, kind) = check::term(text, &parse(text)?, vocabulary, subject)?;
        if !kind.agrees_with(&Kind::Number(Some("元".to_owned()))) {
            return Err(Fault::at(
                text,
                0,
                "rule-amount-not-money",
                format!("金额“{text}”是{}，应是以元为单位的数字。", kind.label()),
            ));
        }
        Ok(term)
    }
}

/// Amounts of a component for every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    /// In fen (1/100 yuan); 0 where nothing is due or it cannot be told.
    pub fen: Vec<i64>,
    /// Yes: something is due, even if 0. No: nothing. Otherwise it cannot be told.
    pub due: Three,
}

impl Amounts {
    /// The sum of all amounts, in fen.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.fen.iter().sum()
    }
}

/// What a component comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// To how many something is due.
    pub due: u64,
    /// Of how many it cannot be told.
    pub unknown: u64,
    /// The sum, in fen.
    pub fen: i64,
}

/// A rule table made ready for a day and an area.
#[derive(Debug, Clone)]
pub struct TablePlan {
    who: Plan,
    components: Vec<Vec<(Plan, Amount)>>,
    today: i32,
}

/// The amount of a row, filled in.
#[derive(Debug, Clone)]
enum Amount {
    Fixed(i64),
    Computed(Term),
}

impl TablePlan {
    /// Makes a table ready.
    #[must_use]
    pub fn new(table: &RuleTable, context: &Context<'_>) -> Self {
        let row = |row: &Row| {
            let amount = match context.fill_term(&row.amount) {
                Term::Value(Value::Number(yuan)) => match fen(yuan) {
                    Some(fen) => Amount::Fixed(fen),
                    None => Amount::Computed(row.amount.clone()),
                },
                term => Amount::Computed(term),
            };
            (Plan::of(&row.when, context), amount)
        };
        Self {
            who: Plan::of(&table.who, context),
            components: table
                .components
                .iter()
                .map(|component| component.rows.iter().map(row).collect())
                .collect(),
            today: catalog::period::epoch_day(context.today),
        }
    }

    /// Who is entitled at all.
    #[must_use]
    pub fn entitled(&self, columns: &dyn Columns) -> Three {
        self.who.run(columns)
    }

    /// The amounts of every component.
    #[must_use]
    pub fn amounts(&self, columns: &dyn Columns) -> Vec<Amounts> {
        self.run(columns).1
    }

    /// Who is entitled at all, and the amounts of every component.
    #[must_use]
    pub fn run(&self, columns: &dyn Columns) -> (Three, Vec<Amounts>) {
        let entitled = self.entitled(columns);
        let amounts = self
            .components
            .iter()
            .map(|rows| {
                let mut fen = vec![0_i64; columns.rows()];
                let due = self.component(rows, &entitled, columns, |word, taken, amount| {
                    for row in rows_of(word, taken) {
                        fen[row] = amount.of(row).unwrap_or(0);
                    }
                });
                Amounts { fen, due }
            })
            .collect();
        (entitled, amounts)
    }

    /// Who is entitled at all, and what every component comes to for the selected rows: the same as
    /// adding up [`TablePlan::run`], without an amount for every row.
    #[must_use]
    pub fn totals(&self, columns: &dyn Columns, selected: &[u64]) -> (Three, Vec<Total>) {
        let entitled = self.entitled(columns);
        let totals = self
            .components
            .iter()
            .map(|rows| {
                let mut fen = 0;
                let due = self.component(rows, &entitled, columns, |word, taken, amount| {
                    let taken = taken & selected[word];
                    fen += match amount {
                        Paid::Fixed(fen) => *fen * i64::from(taken.count_ones()),
                        Paid::Computed(_) => {
                            rows_of(word, taken).filter_map(|row| amount.of(row)).sum()
                        }
                    };
                });
                let both = |words: &[u64]| -> u64 {
                    let pairs = words.iter().zip(selected);
                    pairs
                        .map(|(word, selected)| u64::from((word & selected).count_ones()))
                        .sum()
                };
                Total {
                    due: both(due.yes()),
                    unknown: due.unknown().map_or(0, |words| both(&words)),
                    fen,
                }
            })
            .collect();
        (entitled, totals)
    }

    /// To whom a component is due. `pay` is told, word by word, the rows that a tier decides and
    /// their amount.
    fn component(
        &self,
        rows: &[(Plan, Amount)],
        entitled: &Three,
        columns: &dyn Columns,
        mut pay: impl FnMut(usize, u64, &Paid<'_>),
    ) -> Three {
        let count = columns.rows();
        let mut due = vec![0_u64; count.div_ceil(64)];
        let mut unknown = entitled.unknown().unwrap_or_else(|| vec![0; due.len()]);
        // Rows that no line of the table has decided yet.
        let mut open = entitled.yes().to_vec();
        for (when, amount) in rows {
            if open.iter().all(|word| *word == 0) {
                break;
            }
            let answer = when.run_where(columns, &open);
            let taken: Vec<u64> = open
                .iter()
                .zip(answer.yes())
                .map(|(open, yes)| open & yes)
                .collect();
            let numbers = match amount {
                Amount::Fixed(_) => Vec::new(),
                Amount::Computed(term) => Plan::numbers(term, columns, self.today, &taken),
            };
            let paid = match amount {
                Amount::Fixed(fen) => Paid::Fixed(*fen),
                Amount::Computed(_) => Paid::Computed(&numbers),
            };
            let doubtful = answer.unknown();
            for (at, open) in open.iter_mut().enumerate() {
                let taken = taken[at];
                let doubt = doubtful.as_ref().map_or(0, |words| *open & words[at]);
                unknown[at] |= doubt;
                *open &= !(taken | doubt);
                due[at] |= taken;
                if taken == 0 {
                    continue;
                }
                if let Paid::Computed(_) = paid {
                    for row in rows_of(at, taken).filter(|row| paid.of(*row).is_none()) {
                        unknown[at] |= 1 << (row % 64);
                    }
                }
                pay(at, taken, &paid);
            }
        }
        let known: Vec<u64> = all(count)
            .iter()
            .zip(&unknown)
            .map(|(all, unknown)| all & !unknown)
            .collect();
        Three::new(count, due, Some(known))
    }
}

/// What a tier pays.
enum Paid<'a> {
    /// The same to everybody, in fen.
    Fixed(i64),
    /// Yuan by row.
    Computed(&'a [Option<f64>]),
}

impl Paid<'_> {
    /// The amount of a row, in fen; `None` when it cannot be told.
    fn of(&self, row: usize) -> Option<i64> {
        match self {
            Self::Fixed(fen) => Some(*fen),
            Self::Computed(numbers) => numbers[row].and_then(fen),
        }
    }
}

/// The rows of a word of bits.
fn rows_of(word: usize, bits: u64) -> impl Iterator<Item = usize> {
    let mut left = bits;
    std::iter::from_fn(move || {
        (left != 0).then(|| {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            word * 64 + bit
        })
    })
}

/// Yuan as fen, rounded half up; `None` past ten trillion.
pub(crate) fn fen(yuan: f64) -> Option<i64> {
    let fen = (yuan * 100.0 + 0.5).floor();
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the filter")]
    let fen = (fen.abs() < 1e15).then_some(fen as i64);
    fen
}

/// Why somebody is entitled to what.
#[derive(Debug, Clone, PartialEq)]
pub struct TableTrace {
    /// Who is entitled at all.
    pub who: Trace,
    /// Each component.
    pub components: Vec<ComponentTrace>,
}

/// Why somebody gets an amount.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentTrace {
    /// Its name.
    pub name: String,
    /// Whether it is due.
    pub truth: Truth,
    /// The amount in fen, when it is due.
    pub fen: Option<i64>,
    /// The rows asked, up to the one that decided.
    pub rows: Vec<Trace>,
    /// Values the amount was computed from.
    pub readings: Vec<Reading>,
    /// What is missing, when it cannot be told.
    pub missing: Vec<Missing>,
}

impl RuleTable {
    /// Explains the table for an entity.
    #[must_use]
    pub fn explain(&self, entity: Entity, facts: &dyn Facts, context: &Context<'_>) -> TableTrace {
        self.explain_with_tags(entity, facts, context, &|_, _| None)
    }

    /// As [`RuleTable::explain`], with the rule of every tag explained beneath it: what is missing is
    /// then the facts that a tag lacks, which somebody can be asked for.
    #[must_use]
    pub fn explain_with_tags(
        &self,
        entity: Entity,
        facts: &dyn Facts,
        context: &Context<'_>,
        tags: &TagRules<'_>,
    ) -> TableTrace {
        let explain =
            |condition: &Condition| explain_with_tags(condition, entity, facts, context, tags);
        let who = explain(&self.who);
        let amount = |term: &Term| value_of(term, entity, facts, context);
        let components = self
            .components
            .iter()
            .map(|component| component.explain(&who, &explain, &amount))
            .collect();
        TableTrace { who, components }
    }
}

/// What an amount comes to, what was read for it, and what is missing when it cannot be told.
type AmountRead = (Option<Value>, Vec<Reading>, Vec<Missing>);

impl Component {
    fn explain(
        &self,
        who: &Trace,
        explain: &dyn Fn(&Condition) -> Trace,
        amount: &dyn Fn(&Term) -> AmountRead,
    ) -> ComponentTrace {
        let mut trace = ComponentTrace {
            name: self.name.clone(),
            truth: who.truth,
            fen: None,
            rows: Vec::new(),
            readings: Vec::new(),
            missing: who.missing.clone(),
        };
        if who.truth != Truth::True {
            return trace;
        }
        trace.truth = Truth::False;
        for row in &self.rows {
            let when = explain(&row.when);
            let truth = when.truth;
            trace.missing.clone_from(&when.missing);
            trace.rows.push(when);
            if truth == Truth::False {
                continue;
            }
            trace.truth = truth;
            if truth == Truth::True {
                let (value, readings, missing) = amount(&row.amount);
                trace.fen = match value {
                    Some(Value::Number(yuan)) => fen(yuan),
                    _ => None,
                };
                trace.readings = readings;
                if trace.fen.is_none() {
                    trace.truth = Truth::Unknown;
                    trace.missing = missing;
                }
            }
            break;
        }
        trace
    }
}
