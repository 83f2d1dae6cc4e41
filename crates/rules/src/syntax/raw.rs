//! What was written, before anything is known about its meaning.

use chrono::NaiveDate;

use super::words::Keyword;
use crate::term::Arithmetic;

/// A part of a rule's text with the byte where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) node: Node,
    pub(crate) at: usize,
}

/// What was written.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Number {
        value: f64,
        text: String,
        unit: Option<String>,
    },
    Day(NaiveDate),
    Month(NaiveDate),
    Text(String),
    Word(String),
    /// 本人 的 …
    OfRoot(String),
    /// 标签(…), 参数(…), 来源(…), 区划(…)
    Named(String, String),
    Call(String, Vec<Raw>),
    Arithmetic(Arithmetic, Box<Raw>, Box<Raw>),
    Negative(Box<Raw>),
    And(Vec<Raw>),
    Or(Vec<Raw>),
    Not(Box<Raw>),
    Compare(Keyword, Box<Raw>, Box<Raw>),
    In(Box<Raw>, Vec<Raw>),
    Within(Box<Raw>, Box<Raw>),
    Between(Box<Raw>, Box<Raw>, Box<Raw>),
    Contains(Box<Raw>, String),
    StartsWith(Box<Raw>, String),
    Otherwise(Box<Raw>, Box<Raw>),
    Quantified {
        every: bool,
        relation: String,
        relation_at: usize,
        that: Option<Box<Raw>>,
    },
    Count {
        relation: String,
        relation_at: usize,
        that: Option<Box<Raw>>,
    },
}
