//! On which days an answer may change although no fact has: birthdays, the first of a month, days
//! that values name, the days from which a parameter has another value.
//!
//! Between such days an answer stays as it is, so that the history of a tag is exact without asking
//! for every day. A day too many costs a look, a day too few would be a wrong history; what is not
//! understood is therefore asked for every day.

use std::collections::BTreeSet;

use catalog::element::{ElementNo, no};
use chrono::{Datelike, Days, Months, NaiveDate};

use crate::condition::Condition;
use crate::parameter::Parameters;
use crate::term::{Function, Term};

/// What of the calendar conditions look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turning {
    /// Elements whose anniversaries matter.
    years: BTreeSet<ElementNo>,
    /// Elements whose day of every month matters.
    months: BTreeSet<ElementNo>,
    /// Elements whose own day matters.
    days: BTreeSet<ElementNo>,
    month_starts: bool,
    every_day: bool,
    parameters: BTreeSet<String>,
}

impl Turning {
    /// What some conditions look at together. Tags that they read must be among them.
    #[must_use]
    pub fn of<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Self {
        let mut turning = Self::default();
        for condition in conditions {
            turning.note_condition(condition);
        }
        turning
    }

    /// Whether the answer never changes by itself.
    #[must_use]
    pub fn is_still(&self) -> bool {
        *self == Self::default()
    }

    /// The days after `after` and up to `until` on which the answer may be another than on the day
    /// before. `dates` are the dates that anybody concerned holds of an element.
    #[must_use]
    pub fn days(
        &self,
        dates: &dyn Fn(ElementNo) -> Vec<NaiveDate>,
        parameters: &Parameters,
        after: NaiveDate,
        until: NaiveDate,
    ) -> BTreeSet<NaiveDate> {
        let every = || after.iter_days().skip(1).take_while(|day| *day <= until);
        if self.every_day {
            return every().collect();
        }
        let mut found = BTreeSet::new();
        let all = |elements: &BTreeSet<ElementNo>| -> Vec<NaiveDate> {
            elements
                .iter()
                .flat_map(|element| dates(*element))
                .collect()
        };
        for date in all(&self.years) {
            found.extend(anniversaries(date, 12, after, until));
        }
        for date in all(&self.months) {
            found.extend(anniversaries(date, 1, after, until));
        }
        for date in all(&self.days) {
            found.extend(with_next(date));
        }
        if self.month_starts {
            found.extend(every().filter(|day| day.day() == 1));
        }
        for parameter in self
            .parameters
            .iter()
            .filter_map(|name| parameters.get(name))
        {
            found.extend(parameter.values.iter().map(|dated| dated.from));
        }
        found.retain(|day| after < *day && *day <= until);
        found
    }

    fn note_condition(&mut self, condition: &Condition) {
        if let Condition::Compare { left, right, .. } = condition
            && let (Term::Today, other) | (other, Term::Today) = (left, right)
        {
            self.note_against_today(other);
            return;
        }
        for term in condition.terms() {
            self.note_term(term);
        }
        for part in condition.parts() {
            self.note_condition(part);
        }
        match condition {
            Condition::Some {
                that: Some(that), ..
            }
            | Condition::Every { that, .. } => self.note_condition(that),
            _ => {}
        }
    }

    /// A term that is compared with today.
    fn note_against_today(&mut self, term: &Term) {
        match term {
            Term::Value(_) => self.every_day = true,
            Term::Call {
                function: Function::AddMonths,
                arguments,
            } if let [from, Term::Value(_)] = arguments.as_slice()
                && let Some(element) = held(from) =>
            {
                self.months.insert(element);
            }
            _ => match held(term) {
                Some(element) => {
                    self.days.insert(element);
                }
                None => self.every_day = true,
            },
        }
    }

    fn note_term(&mut self, term: &Term) {
        match term {
            Term::Today => self.every_day = true,
            Term::Parameter(name) => {
                self.parameters.insert(name.clone());
            }
            Term::Field { element, .. } if *element == no::AGE => {
                self.years.insert(no::BIRTH_DATE);
            }
            Term::Call {
                function,
                arguments,
            } => self.note_call(*function, arguments),
            Term::Arithmetic { left, right, .. } => {
                self.note_term(left);
                self.note_term(right);
            }
            Term::Otherwise { term, default } => {
                self.note_term(term);
                self.note_term(default);
            }
            Term::Count { that, .. } => {
                if let Some(that) = that {
                    self.note_condition(that);
                }
            }
            Term::Value(_) | Term::OwnArea(_) | Term::Field { .. } => {}
        }
    }

    fn note_call(&mut self, function: Function, arguments: &[Term]) {
        match (function, arguments) {
            (Function::FullYears, [from, Term::Today] | [Term::Today, from])
                if let Some(element) = held(from) =>
            {
                self.years.insert(element);
            }
            (Function::FullMonths, [from, Term::Today] | [Term::Today, from])
                if let Some(element) = held(from) =>
            {
                self.months.insert(element);
            }
            (Function::Year | Function::Month, [Term::Today]) => self.month_starts = true,
            _ => {
                for argument in arguments {
                    self.note_term(argument);
                }
            }
        }
    }
}

/// The element whose date a term is.
fn held(term: &Term) -> Option<ElementNo> {
    match term {
        Term::Field { element, .. } if *element != no::AGE => Some(*element),
        Term::Call {
            function: Function::MonthStart,
            arguments,
        } => match arguments.as_slice() {
            [Term::Field { element, .. }] => Some(*element),
            _ => None,
        },
        _ => None,
    }
}

/// Every so many months from a date, forwards and back (a month may be taken from a date, too), between
/// two days. Where a month lacks the day, its last day and the day after are both meant: full months are
/// counted by the one, sums of months end on the other.
fn anniversaries(
    date: NaiveDate,
    step: i32,
    after: NaiveDate,
    until: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    let months = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
    let first = (months(after) - months(date) - 1).div_euclid(step);
    (first..)
        .map_while(move |count| {
            let distance = Months::new((count * step).unsigned_abs());
            if count < 0 {
                date.checked_sub_months(distance)
            } else {
                date.checked_add_months(distance)
            }
        })
        .take_while(move |day| *day <= until)
        .flat_map(with_next)
}

fn with_next(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    [Some(day), day.checked_add_days(Days::new(1))]
        .into_iter()
        .flatten()
}
