//! For which day and area a rule is asked, and the rule with everything filled in that follows
//! from that: today, parameters, own areas, and what is computed from them.

use catalog::area::{AreaCode, Level};
use catalog::period;
use chrono::NaiveDate;

use crate::condition::Condition;
use crate::parameter::Parameters;
use crate::scalar;
use crate::term::{Function, Term};
use crate::value::{Cell, Value};

/// For which day and area a rule is asked.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// 今天: the day on which ages, parameters and terms are taken.
    pub today: NaiveDate,
    /// 本区 and its like are the areas around or equal to this one; without one they cannot be
    /// told.
    pub area: Option<AreaCode>,
    /// Parameters.
    pub parameters: &'a Parameters,
}

impl Context<'_> {
    /// The own area of a level. In the four cities that are provinces 本市 is the province.
    #[must_use]
    pub fn own_area(&self, level: Level) -> Option<AreaCode> {
        let area = self.area?;
        let province = area.at(Level::Province);
        let is_city = matches!(province.short().as_str(), "11" | "12" | "31" | "50");
        if level == Level::City && is_city {
            return Some(province);
        }
        scalar::area_at(area, level)
    }

    /// The condition with everything filled in that is the same for everybody. What has no value
    /// on that day (a parameter before its first day) stays as it is and cannot be told.
    #[must_use]
    pub fn fill(&self, condition: &Condition) -> Condition {
        let boxed = |condition: &Condition| Box::new(self.fill(condition));
        let filled = |that: &Option<Box<Condition>>| that.as_deref().map(boxed);
        match condition {
            Condition::All(parts) => {
                Condition::All(parts.iter().map(|part| self.fill(part)).collect())
            }
            Condition::Any(parts) => {
                Condition::Any(parts.iter().map(|part| self.fill(part)).collect())
            }
            Condition::Not(inner) => Condition::Not(boxed(inner)),
            Condition::Compare {
                left,
                operator,
                right,
            } => self.fill_comparison(left, *operator, right),
            Condition::OneOf { term, values } => Condition::OneOf {
                term: self.fill_term(term),
                values: values.clone(),
            },
            Condition::Within { term, area } => Condition::Within {
                term: self.fill_term(term),
                area: self.fill_term(area),
            },
            Condition::Contains { term, text } => Condition::Contains {
                term: self.fill_term(term),
                text: text.clone(),
            },
            Condition::StartsWith { term, text } => Condition::StartsWith {
                term: self.fill_term(term),
                text: text.clone(),
            },
            Condition::Known(term) => Condition::Known(self.fill_term(term)),
            Condition::Holds(term) => match self.fill_term(term) {
                Term::Value(Value::YesNo(always)) => Condition::Always(always),
                term => Condition::Holds(term),
            },
            Condition::Some { relation, that } => Condition::Some {
                relation: *relation,
                that: filled(that),
            },
            Condition::Every { relation, that } => Condition::Every {
                relation: *relation,
                that: boxed(that),
            },
            Condition::Otherwise { condition, default } => Condition::Otherwise {
                condition: boxed(condition),
                default: *default,
            },
            Condition::Always(_) | Condition::Alive | Condition::Tag(_) | Condition::Source(_) => {
                condition.clone()
            }
        }
    }

    fn fill_comparison(
        &self,
        left: &Term,
        operator: crate::condition::Operator,
        right: &Term,
    ) -> Condition {
        let (left, right) = (self.fill_term(left), self.fill_term(right));
        match (&left, &right) {
            (Term::Value(known), Term::Value(other)) => {
                match scalar::compare(operator, known.cell(), other.cell()) {
                    Some(always) => Condition::Always(always),
                    None => Condition::Compare {
                        left,
                        operator,
                        right,
                    },
                }
            }
            // What is fixed stands on the right, where the fast paths look for it.
            (Term::Value(_), _) => Condition::Compare {
                left: right,
                operator: operator.turned(),
                right: left,
            },
            _ => Condition::Compare {
                left,
                operator,
                right,
            },
        }
    }

    /// The term with everything filled in that is the same for everybody.
    #[must_use]
    pub fn fill_term(&self, term: &Term) -> Term {
        match term {
            Term::Today => Term::Value(Value::Date(self.today)),
            Term::OwnArea(level) => match self.own_area(*level) {
                Some(area) => Term::Value(Value::Area(area)),
                None => term.clone(),
            },
            Term::Parameter(name) => match self.parameter(name) {
                Some(value) => Term::Value(value),
                None => term.clone(),
            },
            Term::Arithmetic {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.fill_term(left), self.fill_term(right));
                if let (Term::Value(Value::Number(a)), Term::Value(Value::Number(b))) =
                    (&left, &right)
                    && let Some(number) = scalar::calculate(*operator, *a, *b)
                {
                    return Term::number(number);
                }
                Term::Arithmetic {
                    operator: *operator,
                    left: Box::new(left),
                    right: Box::new(right),
                }
            }
            Term::Call {
                function,
                arguments,
            } => self.fill_call(*function, arguments),
            Term::Count { relation, that } => Term::Count {
                relation: *relation,
                that: that.as_deref().map(|that| Box::new(self.fill(that))),
            },
            Term::Otherwise { term, default } => match self.fill_term(term) {
                known @ Term::Value(_) => known,
                term => Term::Otherwise {
                    term: Box::new(term),
                    default: Box::new(self.fill_term(default)),
                },
            },
            Term::Value(_) | Term::Field { .. } => term.clone(),
        }
    }

    fn fill_call(&self, function: Function, arguments: &[Term]) -> Term {
        let arguments: Vec<Term> = arguments.iter().map(|one| self.fill_term(one)).collect();
        let cells: Option<Vec<Cell<'_>>> = arguments
            .iter()
            .map(|argument| argument.constant().map(Value::cell))
            .collect();
        let known = cells
            .and_then(|cells| scalar::apply(function, &cells))
            .and_then(constant);
        match known {
            Some(value) => Term::Value(value),
            None => Term::Call {
                function,
                arguments,
            },
        }
    }

    /// The value of a parameter on the day.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Value> {
        let parameter = self.parameters.get(name)?;
        Some(parameter.on(self.today)?.value.clone())
    }
}

/// The value that a function gave.
pub(crate) fn constant(cell: Cell<'_>) -> Option<Value> {
    Some(match cell {
        Cell::Number(number) => Value::Number(number),
        Cell::Day(day) => Value::Date(period::from_epoch_day(day)?),
        Cell::Area(area) => Value::Area(area),
        Cell::YesNo(yes) => Value::YesNo(yes),
        Cell::Text(text) => Value::Text(text.to_owned()),
        Cell::Id(id) => Value::Dwelling(id),
    })
}
