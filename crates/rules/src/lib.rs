//! Rules: one small typed language for tags, segments and policies.
//!
//! A rule is written in Chinese words (`年龄 >= 80 且 户籍地 在 本区 且 健在`), checked
//! ([`Rule::parse`]), kept as text or JSON, and run in three ways that agree:
//!
//! * over columns, 64 rows a word ([`Plan`], [`columns::Columns`]);
//! * for one entity, with the reason of every condition ([`explain`], [`facts::Facts`]);
//! * as SQL over the Parquet export, for PostgreSQL, DuckDB, ClickHouse and Spark ([`sql`]).
//!
//! Every answer is true, false, or cannot be told because a fact is missing, which is named.
//!
//! Everything is pure: no files, no clock; the day and the area are handed in ([`Context`]).

mod area_term;
mod canonical;
mod check;
pub mod columns;
mod condition;
pub mod facts;
mod impact;
pub mod lead;
mod made_up;
pub mod memory;
mod missing;
mod named;
mod parameter;
pub mod policy;
mod resolve;
mod rule;
mod scalar;
mod sentence;
pub mod shipped;
mod similar;
pub mod small_place;
pub mod sql;
mod subject;
mod syntax;
mod table;
mod tag_case;
mod tag_order;
mod term;
mod three;
mod trace;
mod truth;
mod turning;
mod value;
mod vector;
mod vocabulary;

pub use condition::{Condition, Operator};
pub use impact::{Limits, Reads};
pub use missing::{Missing, MissingFact};
pub use parameter::{Dated, Parameter, Parameters};
pub use resolve::Context;
pub use rule::{JSON_VERSION, Rule};
pub use similar::{normal_form, similarity};
pub use subject::{Relation, Subject};
pub use syntax::Fault;
pub use syntax::words::{element as element_named, element_word};
pub use table::{Amounts, Component, Row, RuleTable, TablePlan, TableTrace, Total};
pub use tag_case::{TagCase, TagCaseFailure, TagCases};
pub use tag_order::{evaluation_order, expand_tags};
pub use term::{Arithmetic, Function, Term, Whose};
pub use three::Three;
pub use trace::{Reading, TagRules, Trace, explain, explain_with_tags};
pub use truth::Truth;
pub use turning::Turning;
pub use value::{Cell, Kind, Value, month_of, month_text, says_unknown};
pub use vector::Plan;
pub use vocabulary::Vocabulary;
