//! The same rule as SQL over the Parquet export, for PostgreSQL, DuckDB, ClickHouse and Spark.
//!
//! Three-valued logic is SQL's own: `NULL` is “cannot tell”. What SQL engines disagree about is
//! not used: sets are never correlated subqueries but joins with grouped tables, lists are chains
//! of `=` (ClickHouse's `IN` answers no for `NULL`), `GREATEST` and `LEAST` are spelt out
//! (PostgreSQL skips `NULL` in them), numbers are double precision as in the other two ways of
//! running a rule. Identifiers are quoted and values escaped.

mod column;
mod query;

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::resolve::Context;
use crate::rule::Rule;
use crate::table::RuleTable;

pub use column::{Binding, RelationBinding, SourceTable, Tables};

/// An SQL engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// PostgreSQL 14 and later.
    Postgresql,
    /// DuckDB 1.0 and later.
    Duckdb,
    /// ClickHouse 23 and later.
    Clickhouse,
    /// Spark 3.3 and later.
    Spark,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 4] = [
        Self::Postgresql,
        Self::Duckdb,
        Self::Clickhouse,
        Self::Spark,
    ];

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Duckdb => "duckdb",
            Self::Clickhouse => "clickhouse",
            Self::Spark => "spark",
        }
    }

    /// The dialect of a word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.word() == word)
    }

    /// A name in quotation marks.
    pub(crate) fn quoted(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            Self::Clickhouse => {
                format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
            }
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text in quotation marks.
    pub(crate) fn text(self, text: &str) -> String {
        match self {
            // These two read backslashes as escapes.
            Self::Clickhouse | Self::Spark => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            _ => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// What stands at the end of a query: joins leave `NULL` where nothing matches.
    fn ending(self) -> &'static str {
        match self {
            Self::Clickhouse => "\nSETTINGS join_use_nulls = 1",
            _ => "",
        }
    }
}

/// A query with one line for each row of the subject: `id` and `holds` (true, false, `NULL` where
/// it cannot be told).
///
/// # Errors
/// `rule-sql-not-exported` when the export has no column for something the rule reads.
pub fn select(
    rule: &Rule,
    tables: &Tables,
    dialect: Dialect,
    context: &Context<'_>,
) -> Result<String, Problem> {
    let mut query = query::Query::new(tables, dialect, rule.subject, context.today);
    let holds = query.condition(&context.fill(&rule.condition))?;
    let select = query.select(&[("holds".to_owned(), holds)]);
    Ok(format!("{select}{}\n", dialect.ending()))
}

/// A query with one line: `yes` and `unknown`, how many rows hold and of how many it cannot be
/// told.
///
/// # Errors
/// As [`select`].
pub fn count(
    rule: &Rule,
    tables: &Tables,
    dialect: Dialect,
    context: &Context<'_>,
) -> Result<String, Problem> {
    let mut query = query::Query::new(tables, dialect, rule.subject, context.today);
    let holds = query.condition(&context.fill(&rule.condition))?;
    let inner = query.select(&[("holds".to_owned(), holds)]);
    let holds = dialect.quoted("holds");
    Ok(format!(
        "SELECT SUM(CASE WHEN {holds} THEN 1 ELSE 0 END) AS {}, \
         SUM(CASE WHEN {holds} IS NULL THEN 1 ELSE 0 END) AS {}\nFROM (\n{inner}\n) AS {}{}\n",
        dialect.quoted("yes"),
        dialect.quoted("unknown"),
        dialect.quoted("answers"),
        dialect.ending()
    ))
}

/// A query with one line for each row of the subject: `id`, `entitled`, and for component n
/// `due_n` and `fen_n` (in 1/100 yuan; `NULL` where nothing is due or it cannot be told).
///
/// # Errors
/// As [`select`].
pub fn amounts(
    table: &RuleTable,
    tables: &Tables,
    dialect: Dialect,
    context: &Context<'_>,
) -> Result<String, Problem> {
    let mut query = query::Query::new(tables, dialect, table.subject, context.today);
    let who = query.condition(&context.fill(&table.who))?;
    let mut columns = vec![("entitled".to_owned(), who.clone())];
    for (place, component) in table.components.iter().enumerate() {
        let mut due = "CASE".to_owned();
        let mut fen = "CASE".to_owned();
        due.push_str(&format!(
            " WHEN NOT ({who}) THEN FALSE WHEN ({who}) IS NULL THEN NULL"
        ));
        fen.push_str(&format!(
            " WHEN NOT ({who}) THEN NULL WHEN ({who}) IS NULL THEN NULL"
        ));
        for row in &component.rows {
            let when = query.condition(&context.fill(&row.when))?;
            let amount = query.number(&context.fill_term(&row.amount))?;
            let rounded = format!("FLOOR(({amount}) * 100 + 0.5)");
            due.push_str(&format!(
                " WHEN ({when}) IS NULL THEN NULL WHEN ({when}) THEN \
                 CASE WHEN ({amount}) IS NULL THEN NULL ELSE TRUE END"
            ));
            fen.push_str(&format!(
                " WHEN ({when}) IS NULL THEN NULL WHEN ({when}) THEN {rounded}"
            ));
        }
        due.push_str(" ELSE FALSE END");
        fen.push_str(" ELSE NULL END");
        columns.push((format!("due_{}", place + 1), due));
        columns.push((format!("fen_{}", place + 1), fen));
    }
    Ok(format!("{}{}\n", query.select(&columns), dialect.ending()))
}

/// The name of what a condition cannot be compiled for lack of a column; `None` when it can.
#[must_use]
pub fn lacks(
    condition: &Condition,
    subject: crate::Subject,
    tables: &Tables,
    context: &Context<'_>,
) -> Option<Problem> {
    let mut query = query::Query::new(tables, Dialect::Duckdb, subject, context.today);
    query.condition(&context.fill(condition)).err()
}
