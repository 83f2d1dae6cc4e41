//! What is known about single entities, for explaining a rule.

use catalog::element::ElementNo;
use catalog::roster::Left;
use catalog::source::SourceNo;

use crate::subject::{Relation, Subject};

/// A person, dwelling, place or household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// What it is.
    pub subject: Subject,
    /// Its id.
    pub id: i64,
}

/// A value with what it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Canonical text.
    pub text: String,
    /// The record it stands in.
    pub record: Option<i64>,
    /// The source of that record.
    pub source: Option<SourceNo>,
}

/// The members of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberList {
    /// Those that are known.
    pub members: Vec<Entity>,
    /// Whether they are all.
    pub complete: bool,
}

/// Knows facts about entities. Values are PLAIN; whoever implements it has checked the rights.
pub trait Facts {
    /// The value of an element; `None` when not held. 年龄 is never asked for.
    fn value(&self, of: Entity, element: ElementNo) -> Option<Fact>;

    /// Whether no death is recorded.
    fn is_alive(&self, of: Entity) -> bool;

    /// Whether it carries a tag; `None` when that cannot be told.
    fn tag(&self, of: Entity, name: &str) -> Option<bool>;

    /// Whether it stands in a source: an active record says so, and the newest whole list of the
    /// source still names it. `None` when that is not held.
    fn source(&self, of: Entity, source: SourceNo) -> Option<bool>;

    /// Why it does not stand in a source that has named it; `None` when it does, or was never named.
    fn left(&self, _of: Entity, _source: SourceNo) -> Option<Left> {
        None
    }

    /// The members of a set.
    fn members(&self, of: Entity, relation: Relation) -> MemberList;
}
