//! Conditions as SQL, with the joins they need.

mod area;
mod set;
mod term;

use std::fmt::Write;

use catalog::problem::Problem;
use catalog::source::SourceNo;
use chrono::NaiveDate;

use super::Dialect;
use super::column::Tables;
use crate::area_term::AreaTerm;
use crate::condition::{Condition, Operator};
use crate::subject::{Relation, Subject};
use crate::term::Term;
use crate::value::Value;

/// A query under construction: who is asked about, and the joins found necessary so far.
pub(super) struct Query<'a> {
    tables: &'a Tables,
    dialect: Dialect,
    /// 今天, for ages.
    today: NaiveDate,
    /// From the subject of the whole rule over each set to whom the conditions here are about.
    path: Vec<Node>,
    joins: Vec<String>,
    /// Aliases given so far.
    next: usize,
}

/// Somebody on the way from 本人 to a member of a set.
#[derive(Clone)]
struct Node {
    subject: Subject,
    /// The alias of their table.
    alias: String,
    /// The set of the node before that they are in; `None` for the first.
    relation: Option<Relation>,
}

impl<'a> Query<'a> {
    pub(super) fn new(
        tables: &'a Tables,
        dialect: Dialect,
        subject: Subject,
        today: NaiveDate,
    ) -> Self {
        Self {
            tables,
            dialect,
            today,
            path: vec![Node {
                subject,
                alias: "t0".to_owned(),
                relation: None,
            }],
            joins: Vec::new(),
            next: 1,
        }
    }

    /// Whom the conditions here are about.
    fn own(&self) -> &Node {
        &self.path[self.path.len() - 1]
    }

    /// The whole query: the subject's id and columns.
    pub(super) fn select(&self, columns: &[(String, String)]) -> String {
        let own = self.own();
        let (table, id) = self.tables.table(own.subject);
        let mut sql = format!(
            "SELECT {} AS {}",
            self.of(&own.alias, id),
            self.dialect.quoted("id")
        );
        for (name, expression) in columns {
            let _ = write!(sql, ",\n  {expression} AS {}", self.dialect.quoted(name));
        }
        let _ = write!(
            sql,
            "\nFROM {} AS {}",
            self.dialect.quoted(table),
            self.dialect.quoted(&own.alias)
        );
        for join in &self.joins {
            let _ = write!(sql, "\n{join}");
        }
        sql
    }

    /// A column of an alias.
    fn of(&self, alias: &str, column: &str) -> String {
        format!(
            "{}.{}",
            self.dialect.quoted(alias),
            self.dialect.quoted(column)
        )
    }

    fn alias(&mut self, letter: char) -> String {
        let alias = format!("{letter}{}", self.next);
        self.next += 1;
        alias
    }

    fn null(&self, kind: &str) -> String {
        match (self.dialect, kind) {
            (Dialect::Clickhouse, "boolean") => "CAST(NULL AS Nullable(Bool))".to_owned(),
            (Dialect::Clickhouse, "number") => "CAST(NULL AS Nullable(Float64))".to_owned(),
            (Dialect::Clickhouse, "date") => "CAST(NULL AS Nullable(Date32))".to_owned(),
            (Dialect::Clickhouse, _) => "CAST(NULL AS Nullable(String))".to_owned(),
            (_, "boolean") => "CAST(NULL AS BOOLEAN)".to_owned(),
            (_, "number") => format!("CAST(NULL AS {})", self.double()),
            (_, "date") => "CAST(NULL AS DATE)".to_owned(),
            (Dialect::Spark, _) => "CAST(NULL AS STRING)".to_owned(),
            _ => "CAST(NULL AS VARCHAR)".to_owned(),
        }
    }

    fn double(&self) -> &'static str {
        match self.dialect {
            Dialect::Postgresql => "DOUBLE PRECISION",
            Dialect::Clickhouse => "Nullable(Float64)",
            _ => "DOUBLE",
        }
    }

    fn as_number(&self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.double())
    }

    pub(super) fn condition(&mut self, condition: &Condition) -> Result<String, Problem> {
        Ok(match condition {
            Condition::Always(always) => if *always { "TRUE" } else { "FALSE" }.to_owned(),
            Condition::All(parts) => self.joined(parts, " AND ")?,
            Condition::Any(parts) => self.joined(parts, " OR ")?,
            Condition::Not(inner) => format!("NOT ({})", self.condition(inner)?),
            Condition::Compare {
                left,
                operator,
                right,
            } => self.compare(left, *operator, right)?,
            Condition::OneOf { term, values } => self.one_of(term, values)?,
            Condition::Within { term, area } => self.within(term, area)?,
            Condition::Contains { term, text } => {
                let held = self.term(term)?;
                let text = self.dialect.text(text);
                match self.dialect {
                    Dialect::Postgresql => format!("(POSITION({text} IN {held}) > 0)"),
                    Dialect::Duckdb => format!("contains({held}, {text})"),
                    Dialect::Clickhouse => format!("(position({held}, {text}) > 0)"),
                    Dialect::Spark => format!("(INSTR({held}, {text}) > 0)"),
                }
            }
            Condition::StartsWith { term, text } => {
                let held = self.term(term)?;
                let letters = text.chars().count();
                let text = self.dialect.text(text);
                match self.dialect {
                    // Counts characters, not bytes.
                    Dialect::Clickhouse => {
                        format!("(substringUTF8({held}, 1, {letters}) = {text})")
                    }
                    _ => format!("(SUBSTR({held}, 1, {letters}) = {text})"),
                }
            }
            Condition::Known(term) => format!("({} IS NOT NULL)", self.held(term)?),
            Condition::Holds(term) => self.term(term)?,
            Condition::Alive => match self.tables.deceased() {
                Some(column) => format!("(NOT {})", self.of(&self.own().alias, column)),
                None => return Err(not_exported("健在")),
            },
            Condition::Tag(name) => self.tag(name)?,
            Condition::Source(source) => self.source(*source)?,
            Condition::Some { relation, that } => {
                let set = self.set(*relation, that.as_deref())?;
                format!(
                    "(CASE WHEN {} > 0 THEN TRUE WHEN {} > 0 OR NOT {} THEN {} ELSE FALSE END)",
                    set.yes,
                    set.unknown,
                    set.complete,
                    self.null("boolean")
                )
            }
            Condition::Every { relation, that } => {
                let set = self.set(*relation, Some(that))?;
                format!(
                    "(CASE WHEN {} > 0 THEN FALSE WHEN {} > 0 OR NOT {} THEN {} ELSE TRUE END)",
                    set.no,
                    set.unknown,
                    set.complete,
                    self.null("boolean")
                )
            }
            Condition::Otherwise { condition, default } => {
                let default = if *default { "TRUE" } else { "FALSE" };
                format!("COALESCE({}, {default})", self.condition(condition)?)
            }
        })
    }

    fn joined(&mut self, parts: &[Condition], word: &str) -> Result<String, Problem> {
        let parts = parts
            .iter()
            .map(|part| self.condition(part))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", parts.join(word)))
    }

    fn compare(
        &mut self,
        left: &Term,
        operator: Operator,
        right: &Term,
    ) -> Result<String, Problem> {
        if let Some(both) = AreaTerm::both(left, right) {
            return self.compare_areas(both, operator);
        }
        let sign = match operator {
            Operator::Unequal => "<>",
            other => other.sign(),
        };
        Ok(format!(
            "({} {sign} {})",
            self.term(left)?,
            self.term(right)?
        ))
    }

    /// A chain of `=`: in ClickHouse `NULL IN (…)` is false, not unknown.
    fn one_of(&mut self, term: &Term, values: &[Value]) -> Result<String, Problem> {
        let held = self.term(term)?;
        let parts: Vec<String> = values
            .iter()
            .map(|value| format!("{held} = {}", self.value(value)))
            .collect();
        Ok(format!("({})", parts.join(" OR ")))
    }

    fn tag(&mut self, name: &str) -> Result<String, Problem> {
        // The tables of tags are of people.
        let of_people = self.own().subject == Subject::Person;
        let Some(table) = self.tables.tags().filter(|_| of_people) else {
            return Err(not_exported(&format!("标签({name})")));
        };
        let carried = self.in_tag_table(table, name);
        let Some(untold) = self.tables.untold_tags() else {
            return Ok(carried);
        };
        let untold = self.in_tag_table(untold, name);
        Ok(format!(
            "(CASE WHEN {carried} THEN TRUE WHEN {untold} THEN {} ELSE FALSE END)",
            self.null("boolean")
        ))
    }

    /// Joins the people of a tag in one of the tables of tags, and says who is among them.
    fn in_tag_table(&mut self, table: &(String, String, String), name: &str) -> String {
        let (table, id, tag) = table;
        let alias = self.alias('g');
        let own = self.own();
        let (_, own_id) = self.tables.table(own.subject);
        let join = format!(
            "LEFT JOIN (SELECT DISTINCT {} AS {} FROM {} WHERE {} = {}) AS {} ON {} = {}",
            self.dialect.quoted(id),
            self.dialect.quoted("k"),
            self.dialect.quoted(table),
            self.dialect.quoted(tag),
            self.dialect.text(name),
            self.dialect.quoted(&alias),
            self.of(&alias, "k"),
            self.of(&own.alias, own_id),
        );
        self.joins.push(join);
        format!("({} IS NOT NULL)", self.of(&alias, "k"))
    }

    fn source(&mut self, source: SourceNo) -> Result<String, Problem> {
        let Some(table) = self.tables.sources().cloned() else {
            let label = catalog::source::Sources::shipped()
                .get(source)
                .map_or("来源", |source| source.label.as_str());
            return Err(not_exported(&format!("来源({label})")));
        };
        let alias = self.alias('g');
        let own = self.own();
        let (_, own_id) = self.tables.table(own.subject);
        let word = match own.subject {
            Subject::Person => "person",
            Subject::Dwelling => "dwelling",
            Subject::Place => "place",
            Subject::Household => "household",
        };
        let join = format!(
            "LEFT JOIN (SELECT DISTINCT {} AS {} FROM {} WHERE {} = {} AND {} = {}) AS {} ON {} = {}",
            self.dialect.quoted(&table.id),
            self.dialect.quoted("k"),
            self.dialect.quoted(&table.name),
            self.dialect.quoted(&table.subject),
            self.dialect.text(word),
            self.dialect.quoted(&table.source),
            source.0,
            self.dialect.quoted(&alias),
            self.of(&alias, "k"),
            self.of(&own.alias, own_id),
        );
        self.joins.push(join);
        Ok(format!("({} IS NOT NULL)", self.of(&alias, "k")))
    }
}

fn not_exported(what: &str) -> Problem {
    Problem::bad_input(
        "rule-sql-not-exported",
        format!(
            "导出的表里没有“{what}”，这条规则不能在其他数据库上运行；请改用已导出的数据元，或先增加导出列。"
        ),
    )
}
