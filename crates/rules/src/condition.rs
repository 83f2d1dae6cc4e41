//! Conditions: what is true, false, or cannot be told.

use catalog::source::SourceNo;
use serde::{Deserialize, Serialize};

use crate::named;
use crate::subject::Relation;
use crate::term::{Term, Whose};
use crate::value::Value;

/// Something that is true, false or cannot be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// 是 or 否, always.
    Always(bool),
    /// 且: two or more.
    All(Vec<Condition>),
    /// 或: two or more.
    Any(Vec<Condition>),
    /// 非
    Not(Box<Condition>),
    /// A comparison.
    Compare {
        /// Left.
        left: Term,
        /// How.
        operator: Operator,
        /// Right.
        right: Term,
    },
    /// 在 (…): one of the values.
    OneOf {
        /// What.
        term: Term,
        /// The values.
        values: Vec<Value>,
    },
    /// 在 an area: lies in it or is it.
    Within {
        /// An area.
        term: Term,
        /// The larger area.
        area: Term,
    },
    /// 包含 a text.
    Contains {
        /// A text.
        term: Term,
        /// What it contains.
        text: String,
    },
    /// 开头是 a text.
    StartsWith {
        /// A text.
        term: Term,
        /// What it starts with.
        text: String,
    },
    /// 已知: a value is held.
    Known(Term),
    /// A yes-no element says yes.
    Holds(Term),
    /// 健在: no death is recorded.
    Alive,
    /// 标签: carries it.
    Tag(String),
    /// 来源: that source has an active record.
    Source(#[serde(with = "named::source")] SourceNo),
    /// 存在: some member of the set meets the condition.
    Some {
        /// The set.
        relation: Relation,
        /// The condition; none asks whether there is a member at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        that: Option<Box<Condition>>,
    },
    /// 所有: every member of the set meets the condition; true of an empty set.
    Every {
        /// The set.
        relation: Relation,
        /// The condition.
        that: Box<Condition>,
    },
    /// 或默认: yes or no where the condition cannot be told.
    Otherwise {
        /// The condition.
        condition: Box<Condition>,
        /// What counts when it cannot be told.
        default: bool,
    },
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Operator {
    /// The sign in rules and SQL.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// The sign for readers.
    #[must_use]
    pub fn printed(self) -> &'static str {
        match self {
            Self::Unequal => "≠",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            _ => self.sign(),
        }
    }

    /// What holds when it does not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::Greater,
            Self::Greater => Self::AtMost,
            Self::AtLeast => Self::Less,
        }
    }

    /// The same with the sides exchanged.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }

    /// Whether it asks for an order.
    #[must_use]
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::Unequal)
    }
}

impl Condition {
    /// All of the conditions; the parts of an inner 且 become parts of this one.
    #[must_use]
    pub fn all(conditions: Vec<Self>) -> Self {
        Self::joined(conditions, Self::All, |condition| match condition {
            Self::All(parts) => Ok(parts),
            other => Err(other),
        })
    }

    /// Any of the conditions; the parts of an inner 或 become parts of this one.
    #[must_use]
    pub fn any(conditions: Vec<Self>) -> Self {
        Self::joined(conditions, Self::Any, |condition| match condition {
            Self::Any(parts) => Ok(parts),
            other => Err(other),
        })
    }

    fn joined(
        conditions: Vec<Self>,
        join: fn(Vec<Self>) -> Self,
        open: fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut parts = Vec::with_capacity(conditions.len());
        for condition in conditions {
            match open(condition) {
                Ok(inner) => parts.extend(inner),
                Err(other) => parts.push(other),
            }
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => join(parts),
        }
    }

    /// Not the condition; twice is the condition itself.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Always(always) => Self::Always(!always),
            other => Self::Not(Box::new(other)),
        }
    }

    /// The conditions directly in it that are about the same entity.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().collect(),
            Self::Not(inner) => vec![inner],
            Self::Otherwise { condition, .. } => vec![condition],
            _ => Vec::new(),
        }
    }

    /// The terms directly in it.
    #[must_use]
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Self::Compare { left, right, .. } => vec![left, right],
            Self::Within { term, area } => vec![term, area],
            Self::OneOf { term, .. }
            | Self::Contains { term, .. }
            | Self::StartsWith { term, .. }
            | Self::Known(term)
            | Self::Holds(term) => vec![term],
            _ => Vec::new(),
        }
    }

    /// Calls `condition` and `term` for everything in it, sets included. `depth` is how many sets
    /// deep it stands.
    pub fn visit<'a>(
        &'a self,
        depth: usize,
        condition: &mut dyn FnMut(&'a Condition, usize),
        term: &mut dyn FnMut(&'a Term, usize),
    ) {
        condition(self, depth);
        for part in self.parts() {
            part.visit(depth, condition, term);
        }
        let mut inner: Vec<&'a Condition> = Vec::new();
        for own in self.terms() {
            own.walk(&mut |found| term(found, depth), &mut |_, that| {
                inner.extend(that);
            });
        }
        match self {
            Self::Some { that, .. } => inner.extend(that.as_deref()),
            Self::Every { that, .. } => inner.push(that),
            _ => {}
        }
        for that in inner {
            that.visit(depth + 1, condition, term);
        }
    }

    /// Whether it reads a value of 本人.
    #[must_use]
    pub fn uses_root(&self) -> bool {
        let mut found = false;
        self.visit(0, &mut |_, _| {}, &mut |term, _| {
            found |= matches!(
                term,
                Term::Field {
                    whose: Whose::Root,
                    ..
                }
            );
        });
        found
    }
}
