//! Which source records are the same person, dwelling or place.
//!
//! Pure: digests and entity ids in, decisions out. The caller makes the keys with its secret,
//! looks entities up (in memory or in a database) and stores the links.
//!
//! Linking never copies a value and never merges entities: it only says to which entity a row
//! belongs, so that every decision can be undone by dropping a link.

//! Two ways stand side by side. [`ExactLinker`] goes by keyed digests alone. The engine weighs
//! all that two records say (Fellegi and Sunter, 1969): a [`table`] in columns, [`comparison`]s
//! with levels, [`blocking`] rules, shares learnt without labels ([`train`]), additive weights
//! ([`score`]), clusters that respect evidence against ([`cluster`], [`constraint`]); [`link`]
//! goes the whole way, [`sought`] and [`alike`] compare one record with a registry at once. [`person`] is the model for people,
//! [`model_file`] reads one for any other table.

pub mod alike;
pub mod blocking;
pub mod candidates;
pub mod cluster;
pub mod compare;
pub mod comparison;
pub mod constraint;
pub mod exact;
pub mod feature;
pub mod index;
pub mod interner;
pub mod key;
pub mod link;
pub mod linker;
pub mod model;
pub mod model_file;
mod near_days;
mod pairs;
pub mod person;
pub mod score;
pub mod sought;
pub mod table;
pub mod train;
pub mod truth;

pub use exact::ExactLinker;
pub use index::{LinkIndex, MemoryIndex, WeakHit};
pub use key::{Key, KeyMaker, LinkInput, dwelling_keys, person_keys, place_keys};
pub use linker::{Decision, Linker, Method};
