//! Conditions and terms as SQL, with the joins they need.

use std::fmt::Write;

use catalog::area::{AreaCode, Level};
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use chrono::NaiveDate;

use super::Dialect;
use super::column::{Binding, RelationBinding, Tables};
use crate::condition::{Condition, Operator};
use crate::subject::{Relation, Subject};
use crate::term::{Arithmetic, Function, Term, Whose};
use crate::value::{Kind, Value};

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
            Condition::Known(term) => format!("({} IS NOT NULL)", self.term(term)?),
            Condition::Holds(term) => self.term(term)?,
            Condition::Alive => match self.tables.deceased() {
                Some(column) => format!("(NOT {})", self.of(&self.own().alias, column)),
                None => return Err(not_exported("健在")),
            },
            Condition::Tag(name) => self.tag(name)?,
            Condition::Source(source) => {
                let label = catalog::source::Sources::shipped()
                    .get(*source)
                    .map_or("来源", |source| source.label.as_str());
                return Err(not_exported(&format!("来源({label})")));
            }
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

    /// Lies in it; unknown where only an area around it is known.
    fn within(&mut self, term: &Term, area: &Term) -> Result<String, Problem> {
        let held = self.term(term)?;
        let Term::Value(Value::Area(larger)) = area else {
            return self.within_term(&held, area);
        };
        let mut unknown = format!("{held} IS NULL");
        for around in areas_around(*larger) {
            let _ = write!(unknown, " OR {held} = '{around}'");
        }
        Ok(format!(
            "(CASE WHEN {held} LIKE '{}%' THEN TRUE WHEN {unknown} THEN {} ELSE FALSE END)",
            larger.short(),
            self.null("boolean")
        ))
    }

    /// The larger area comes from data: each level it can have is a case.
    fn within_term(&mut self, held: &str, area: &Term) -> Result<String, Problem> {
        if matches!(area, Term::OwnArea(_)) {
            return Ok(self.null("boolean"));
        }
        let larger = self.term(area)?;
        let mut sql = format!(
            "(CASE WHEN {held} IS NULL OR {larger} IS NULL THEN {} WHEN {held} = {larger} THEN TRUE",
            self.null("boolean")
        );
        for level in [Level::Province, Level::City, Level::District, Level::Street] {
            let own_is_of_level = format!("{held} = {}", padded(held, level));
            let _ = write!(
                sql,
                " WHEN {larger} = {} THEN TRUE WHEN {own_is_of_level} AND {held} = {} THEN {}",
                padded(held, level),
                padded(&larger, level),
                self.null("boolean")
            );
        }
        sql.push_str(" ELSE FALSE END)");
        Ok(sql)
    }

    fn tag(&mut self, name: &str) -> Result<String, Problem> {
        let Some((table, id, tag)) = self.tables.tags().cloned() else {
            return Err(not_exported(&format!("标签({name})")));
        };
        let alias = self.alias('g');
        let own = self.own();
        let (_, own_id) = self.tables.table(own.subject);
        let join = format!(
            "LEFT JOIN (SELECT DISTINCT {} AS {} FROM {} WHERE {} = {}) AS {} ON {} = {}",
            self.dialect.quoted(&id),
            self.dialect.quoted("k"),
            self.dialect.quoted(&table),
            self.dialect.quoted(&tag),
            self.dialect.text(name),
            self.dialect.quoted(&alias),
            self.of(&alias, "k"),
            self.of(&own.alias, own_id),
        );
        self.joins.push(join);
        Ok(format!("({} IS NOT NULL)", self.of(&alias, "k")))
    }

    /// A term of numbers.
    pub(super) fn number(&mut self, term: &Term) -> Result<String, Problem> {
        self.term(term)
    }

    fn term(&mut self, term: &Term) -> Result<String, Problem> {
        Ok(match term {
            Term::Value(value) => self.value(value),
            // What the context could not fill in has no value on that day.
            Term::Today => self.null("date"),
            Term::OwnArea(_) => self.null("text"),
            Term::Parameter(_) => self.null("number"),
            Term::Field { whose, element } => {
                let node = match whose {
                    Whose::Own => self.own(),
                    Whose::Root => &self.path[0],
                };
                self.field(node.subject, &node.alias, *element)?
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

    fn value(&self, value: &Value) -> String {
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
        // The digits of the level, which are zeros in the code of an area above it.
        let (start, digits) = match level {
            Level::Province => return padded(area, level),
            Level::City => (3, "00"),
            Level::District => (5, "00"),
            _ => (7, "000"),
        };
        format!(
            "(CASE WHEN SUBSTR({area}, {start}, {}) <> '{digits}' THEN {} ELSE {} END)",
            digits.len(),
            padded(area, level),
            self.null("text")
        )
    }
}

/// An area code with zeros below a level.
fn padded(area: &str, level: Level) -> String {
    let (length, zeros) = match level {
        Level::Province => (2, "0000000000"),
        Level::City => (4, "00000000"),
        Level::District => (6, "000000"),
        Level::Street => (9, "000"),
        Level::Community | Level::Grid => (12, ""),
    };
    format!("(SUBSTR({area}, 1, {length}) || '{zeros}')")
}

/// The areas around one, itself left out.
fn areas_around(area: AreaCode) -> Vec<AreaCode> {
    let mut around: Vec<AreaCode> = [Level::Province, Level::City, Level::District, Level::Street]
        .into_iter()
        .map(|level| area.at(level))
        .filter(|above| *above != area)
        .collect();
    around.dedup();
    around
}

/// The columns of a set's grouped table.
struct Set {
    yes: String,
    no: String,
    unknown: String,
    /// Whether all members are known.
    complete: String,
}

impl Query<'_> {
    /// Joins the members of a set, grouped by whom they belong to.
    fn set(&mut self, relation: Relation, that: Option<&Condition>) -> Result<Set, Problem> {
        let Some(binding) = self.tables.relation(relation).cloned() else {
            return Err(not_exported(relation.word()));
        };
        // Members are grouped by their owner, or, when the condition speaks of 本人, by everybody
        // on the way from there.
        let outer: Vec<Node> = if that.is_some_and(Condition::uses_root) {
            self.path.clone()
        } else {
            vec![Node {
                relation: None,
                ..self.own().clone()
            }]
        };
        let mut inside = outer.clone();
        for node in &mut inside {
            node.alias = self.alias('t');
        }
        inside.push(Node {
            subject: relation.to(),
            alias: self.alias('t'),
            relation: Some(relation),
        });
        let (from, keep) = self.chain(&inside)?;

        let mut inner = Query {
            tables: self.tables,
            dialect: self.dialect,
            today: self.today,
            path: inside.clone(),
            joins: Vec::new(),
            next: self.next,
        };
        let that = match that {
            Some(that) => inner.condition(that)?,
            None => "TRUE".to_owned(),
        };
        let joins: String = inner
            .joins
            .iter()
            .map(|join| format!("\n  {join}"))
            .collect();
        self.next = inner.next;

        let alias = self.alias('s');
        let quoted = |name: &str| self.dialect.quoted(name);
        let id = |node: &Node| self.of(&node.alias, self.tables.table(node.subject).1);
        let keys: Vec<String> = inside[..outer.len()].iter().map(id).collect();
        let select: Vec<String> = keys
            .iter()
            .enumerate()
            .map(|(at, key)| format!("{key} AS {}", quoted(&format!("k{at}"))))
            .collect();
        let on: Vec<String> = outer
            .iter()
            .enumerate()
            .map(|(at, node)| format!("{} = {}", self.of(&alias, &format!("k{at}")), id(node)))
            .collect();
        let counted = |condition: &str, name: &str| {
            format!(
                "SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {}",
                quoted(name)
            )
        };
        let filter = if keep.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", keep.join(" AND "))
        };
        let join = format!(
            "LEFT JOIN (SELECT {}, {}, {}, {}\n  FROM {from}{joins}{filter}\n  GROUP BY {}) AS {} ON {}",
            select.join(", "),
            counted(&that, "yes"),
            counted(&format!("NOT ({that})"), "no"),
            counted(&format!("({that}) IS NULL"), "unknown"),
            keys.join(", "),
            quoted(&alias),
            on.join(" AND ")
        );
        self.joins.push(join);
        let sum = |name: &str| format!("COALESCE({}, 0)", self.of(&alias, name));
        let (yes, no, unknown) = (sum("yes"), sum("no"), sum("unknown"));
        let own = &self.own().alias;
        let complete = match &binding {
            RelationBinding::Shared { to_one: true, .. } => {
                format!("({yes} + {no} + {unknown} > 0)")
            }
            RelationBinding::Shared { own: column, .. } => {
                format!("({} IS NOT NULL)", self.of(own, column))
            }
            RelationBinding::Pairs {
                complete: Some(column),
                ..
            } => format!("COALESCE({}, FALSE)", self.of(own, column)),
            RelationBinding::Pairs { complete: None, .. } => "FALSE".to_owned(),
        };
        Ok(Set {
            yes,
            no,
            unknown,
            complete,
        })
    }

    /// The tables of some nodes, each joined to the one before, and the conditions on them.
    fn chain(&mut self, nodes: &[Node]) -> Result<(String, Vec<String>), Problem> {
        let mut from = String::new();
        let mut keep = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let (table, id) = self.tables.table(node.subject);
            let named = format!(
                "{} AS {}",
                self.dialect.quoted(table),
                self.dialect.quoted(&node.alias)
            );
            let Some(relation) = node.relation.filter(|_| at > 0) else {
                from.push_str(&named);
                continue;
            };
            let before = &nodes[at - 1];
            let before_id = self.of(&before.alias, self.tables.table(before.subject).1);
            match self.tables.relation(relation) {
                None => return Err(not_exported(relation.word())),
                Some(RelationBinding::Shared {
                    own,
                    other,
                    without_self,
                    living,
                    ..
                }) => {
                    let _ = write!(
                        from,
                        " INNER JOIN {named} ON {} = {}",
                        self.of(&before.alias, own),
                        self.of(&node.alias, other)
                    );
                    if *without_self {
                        keep.push(format!("{before_id} <> {}", self.of(&node.alias, id)));
                    }
                    if *living && let Some(deceased) = self.tables.deceased() {
                        keep.push(format!("NOT {}", self.of(&node.alias, deceased)));
                    }
                }
                Some(RelationBinding::Pairs {
                    table: pairs,
                    own,
                    other,
                    ..
                }) => {
                    let alias = format!("p{}", self.next);
                    self.next += 1;
                    let _ = write!(
                        from,
                        " INNER JOIN {} AS {} ON {before_id} = {} INNER JOIN {named} ON {} = {}",
                        self.dialect.quoted(pairs),
                        self.dialect.quoted(&alias),
                        self.of(&alias, own),
                        self.of(&alias, other),
                        self.of(&node.alias, id)
                    );
                }
            }
        }
        Ok((from, keep))
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
