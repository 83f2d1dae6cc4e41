//! Terms as SQL: values, fields, ages, functions.

use std::fmt::Write;

use catalog::area::Level;
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;

use super::area::{padded, wider_than};
use super::{Node, Query, not_exported};
use crate::area_term;
use crate::sql::Dialect;
use crate::sql::column::Binding;
use crate::subject::Subject;
use crate::term::{Arithmetic, Function, Term, Whose};
use crate::value::{Kind, Value, says_unknown};

/// Codes that may say “not known”, depending on their table.
const UNTOLD: [&str; 3] = ["0", "9", "90"];

impl Query<'_> {
    /// A term of numbers.
    pub(in crate::sql) fn number(&mut self, term: &Term) -> Result<String, Problem> {
        self.term(term)
    }

    pub(super) fn term(&mut self, term: &Term) -> Result<String, Problem> {
        Ok(match term {
            Term::Value(value) => self.value(value),
            // What the context could not fill in has no value on that day.
            Term::Today => self.null("date"),
            Term::OwnArea(_) => self.null("text"),
            Term::Parameter(_) => self.null("number"),
            Term::Field { whose, element } => {
                let node = self.whose(*whose);
                let held = self.field(node.subject, &node.alias, *element)?;
                match self.wider(node, *element) {
                    Some(wider) => format!("COALESCE({held}, {wider})"),
                    None => held,
                }
            }
            Term::Arithmetic {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.term(left)?, self.term(right)?);
                match operator {
                    Arithmetic::Divide => format!("({left} / NULLIF({right}, 0))"),
                    other => format!("({left} {} {right})", other.sign()),
                }
            }
            Term::Call {
                function,
                arguments,
            } => self.call(*function, arguments)?,
            Term::Count { relation, that } => {
                let set = self.set(*relation, that.as_deref())?;
                format!(
                    "(CASE WHEN {} > 0 OR NOT {} THEN {} ELSE {} END)",
                    set.unknown,
                    set.complete,
                    self.null("number"),
                    self.as_number(&set.yes)
                )
            }
            Term::Otherwise { term, default } => {
                format!("COALESCE({}, {})", self.term(term)?, self.term(default)?)
            }
        })
    }

    /// A term of which is only asked whether it is known. 户籍地 is asked for itself: a county is no
    /// community.
    pub(super) fn held(&mut self, term: &Term) -> Result<String, Problem> {
        match term {
            Term::Field { whose, element } => {
                let node = self.whose(*whose);
                self.field(node.subject, &node.alias, *element)
            }
            other => self.term(other),
        }
    }

    fn whose(&self, whose: Whose) -> &Node {
        match whose {
            Whose::Own => self.own(),
            Whose::Root => &self.path[0],
        }
    }

    /// The column that tells the same as an element less narrowly, where it is exported.
    fn wider(&self, node: &Node, element: ElementNo) -> Option<String> {
        let wider = area_term::wider(element)?;
        self.tables.column(node.subject, wider)?;
        self.field(node.subject, &node.alias, wider).ok()
    }

    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::YesNo(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Value::Number(number) => self.as_number(&format!("{number}")),
            Value::Date(day) | Value::Month(day) => self.date(&catalog::period::day_text(*day)),
            Value::Code { code: text, .. } | Value::Text(text) => self.dialect.text(text),
            Value::Area(area) => format!("'{area}'"),
            Value::Dwelling(id) => id.to_string(),
        }
    }

    fn date(&self, text: &str) -> String {
        match self.dialect {
            Dialect::Clickhouse => format!("toDate32('{text}')"),
            _ => format!("DATE '{text}'"),
        }
    }

    fn field(&self, subject: Subject, alias: &str, element: ElementNo) -> Result<String, Problem> {
        if element == no::AGE {
            return self.age(subject, alias);
        }
        let Some(known) = Dictionary::shipped().get(element) else {
            return Err(not_exported("数据元"));
        };
        let kind = Kind::of(known);
        let Some(binding) = self.tables.column(subject, element) else {
            return Err(not_exported(&known.label));
        };
        Ok(match binding {
            Binding::Plain(column) => {
                let column = self.of(alias, column);
                match kind {
                    Kind::Number(_) => self.as_number(&column),
                    Kind::Code(table) => self.told(&column, &table),
                    _ => column,
                }
            }
            Binding::CodeNumbers(column, codes) => {
                let column = self.of(alias, column);
                let mut sql = "(CASE".to_owned();
                for (number, code) in codes {
                    let _ = write!(
                        sql,
                        " WHEN {column} = {number} THEN {}",
                        self.dialect.text(code)
                    );
                }
                let _ = write!(sql, " ELSE {} END)", self.null("text"));
                sql
            }
        })
    }

    /// A column of codes without those that say “not known”.
    fn told(&self, column: &str, table: &str) -> String {
        UNTOLD
            .into_iter()
            .filter(|code| says_unknown(table, code))
            .fold(column.to_owned(), |column, code| {
                format!("NULLIF({column}, {})", self.dialect.text(code))
            })
    }

    /// 年龄: full years from birth to today, of the dead to their death.
    fn age(&self, subject: Subject, alias: &str) -> Result<String, Problem> {
        let birth = self.field(subject, alias, no::BIRTH_DATE)?;
        let death = self.field(subject, alias, no::DEATH_DATE)?;
        let today = self.date(&catalog::period::day_text(self.today));
        let last = format!("(CASE WHEN {death} < {today} THEN {death} ELSE {today} END)");
        Ok(self.years(&birth, &last))
    }

    fn part(&self, part: &str, date: &str) -> String {
        format!("EXTRACT({part} FROM {date})")
    }

    fn years(&self, from: &str, to: &str) -> String {
        let month_day = |date: &str| {
            format!(
                "({} * 100 + {})",
                self.part("MONTH", date),
                self.part("DAY", date)
            )
        };
        let years = format!(
            "{} - {} - CASE WHEN {} < {} THEN 1 ELSE 0 END",
            self.part("YEAR", to),
            self.part("YEAR", from),
            month_day(to),
            month_day(from)
        );
        format!(
            "(CASE WHEN {from} <= {to} THEN {} ELSE {} END)",
            self.as_number(&format!("({years})")),
            self.null("number")
        )
    }

    fn months(&self, from: &str, to: &str) -> String {
        let month = |date: &str| {
            format!(
                "({} * 12 + {})",
                self.part("YEAR", date),
                self.part("MONTH", date)
            )
        };
        let months = format!(
            "{} - {} - CASE WHEN {} < {} THEN 1 ELSE 0 END",
            month(to),
            month(from),
            self.part("DAY", to),
            self.part("DAY", from)
        );
        format!(
            "(CASE WHEN {from} <= {to} THEN {} ELSE {} END)",
            self.as_number(&format!("({months})")),
            self.null("number")
        )
    }

    fn days(&self, from: &str, to: &str) -> String {
        let days = match self.dialect {
            Dialect::Postgresql => format!("({to} - {from})"),
            Dialect::Duckdb => format!("date_diff('day', {from}, {to})"),
            Dialect::Clickhouse => format!("dateDiff('day', {from}, {to})"),
            Dialect::Spark => format!("datediff({to}, {from})"),
        };
        self.as_number(&days)
    }

    fn call(&mut self, function: Function, arguments: &[Term]) -> Result<String, Problem> {
        let written = arguments
            .iter()
            .map(|argument| self.term(argument))
            .collect::<Result<Vec<_>, _>>()?;
        let shift = || match arguments.get(1) {
            Some(Term::Value(Value::Number(number))) => Some(number.to_string()),
            _ => None,
        };
        Ok(match (function, written.as_slice()) {
            (Function::FullYears, [from, to]) => self.years(from, to),
            (Function::FullMonths, [from, to]) => self.months(from, to),
            (Function::Days, [from, to]) => self.days(from, to),
            (Function::Year, [day]) => self.as_number(&self.part("YEAR", day)),
            (Function::Month, [day]) => self.as_number(&self.part("MONTH", day)),
            (Function::Day, [day]) => self.as_number(&self.part("DAY", day)),
            (Function::AddDays, [day, _]) => match (shift(), self.dialect) {
                (None, _) => self.null("date"),
                (Some(count), Dialect::Postgresql | Dialect::Duckdb) => {
                    format!("CAST({day} + CAST({count} AS INTEGER) AS DATE)")
                }
                (Some(count), Dialect::Clickhouse) => format!("addDays({day}, {count})"),
                (Some(count), Dialect::Spark) => format!("date_add({day}, {count})"),
            },
            (Function::AddMonths, [day, _]) => match (shift(), self.dialect) {
                (None, _) => self.null("date"),
                (Some(count), Dialect::Postgresql) => {
                    format!("CAST({day} + make_interval(months => {count}) AS DATE)")
                }
                (Some(count), Dialect::Duckdb) => {
                    format!("CAST({day} + to_months({count}) AS DATE)")
                }
                (Some(count), Dialect::Clickhouse) => format!("addMonths({day}, {count})"),
                (Some(count), Dialect::Spark) => format!("add_months({day}, {count})"),
            },
            (Function::MonthStart, [month]) => month.clone(),
            (Function::Greater, [left, right]) => self.chosen(left, ">=", right),
            (Function::Lesser, [left, right]) => self.chosen(left, "<=", right),
            (_, [area]) if function.level().is_some() => {
                self.area_at(area, function.level().unwrap_or(Level::District))
            }
            // 日期 of constants was filled in, or has no value.
            _ => self.null("date"),
        })
    }

    fn chosen(&self, left: &str, sign: &str, right: &str) -> String {
        format!(
            "(CASE WHEN {left} {sign} {right} THEN {left} WHEN {left} IS NOT NULL AND {right} IS NOT NULL THEN {right} ELSE {} END)",
            self.null("number")
        )
    }

    /// The area of a level; unknown for an area above it.
    fn area_at(&self, area: &str, level: Level) -> String {
        match wider_than(area, level) {
            None => padded(area, level),
            Some(wider) => format!(
                "(CASE WHEN NOT ({wider}) THEN {} ELSE {} END)",
                padded(area, level),
                self.null("text")
            ),
        }
    }
}
