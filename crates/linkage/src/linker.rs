//! What every way of linking answers, whatever stands behind it.

use serde::{Deserialize, Serialize};

use crate::index::LinkIndex;
use crate::key::LinkInput;

/// By what a row came to its entity. Stored as a number, so numbers are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The same strong key: identity number, credit code or dwelling key.
    Strong,
    /// The same weak key, with nothing against it.
    Weak,
    /// The row holds no key at all, so it stands for itself.
    Alone,
}

impl Method {
    /// The number that is stored for it.
    #[must_use]
    pub const fn number(self) -> i16 {
        match self {
            Self::Strong => 1,
            Self::Weak => 2,
            Self::Alone => 3,
        }
    }

    /// The method of a stored number.
    #[must_use]
    pub const fn from_number(number: i16) -> Option<Self> {
        match number {
            1 => Some(Self::Strong),
            2 => Some(Self::Weak),
            3 => Some(Self::Alone),
            _ => None,
        }
    }

    /// How sure a link by this method is, 0 to 1. These are stated, not learned: an identity
    /// number is taken at its word, and equal name, birth date and dwelling leave room for
    /// namesakes registered at one collective address.
    #[must_use]
    pub const fn score(self) -> f32 {
        match self {
            Self::Strong | Self::Alone => 1.0,
            Self::Weak => 0.9,
        }
    }

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Strong => "证件号码一致",
            Self::Weak => "姓名、出生日期、住房一致",
            Self::Alone => "无可比对信息",
        }
    }
}

/// To which entity one row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// An entity that is already there.
    Existing {
        /// Its id.
        entity: i64,
        /// By what.
        method: Method,
        /// How sure, 0 to 1.
        score: f32,
    },
    /// An entity that is still to be made.
    New {
        /// Rows of the same new entity share the group; groups count from 0 without gaps, in the
        /// order in which they first appear.
        group: u32,
        /// By what the row belongs to its group.
        method: Method,
    },
}

impl Decision {
    /// By what the row came to its entity.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Self::Existing { method, .. } | Self::New { method, .. } => *method,
        }
    }

    /// How sure the link is, 0 to 1.
    #[must_use]
    pub const fn score(&self) -> f32 {
        match self {
            Self::Existing { score, .. } => *score,
            Self::New { method, .. } => method.score(),
        }
    }
}

/// Links the rows of one batch to entities.
///
/// [`crate::ExactLinker`] is the first form. The Fellegi–Sunter engine (comparison, blocking,
/// trained weights, review queue) will stand behind this same trait, so that callers need not
/// change when it comes.
///
/// An implementation must keep three promises: the grouping does not depend on the order of the
/// rows; two different strong keys never share an entity; and linking the same rows again, after
/// their decisions have entered the index, gives the same entities and none anew (rows without
/// any key excepted, which nothing can recognise).
pub trait Linker {
    /// One decision per input, in input order.
    fn link(&self, inputs: &[LinkInput], index: &dyn LinkIndex) -> Vec<Decision>;
}
