//! Which source records are the same person, dwelling or place.
//!
//! Pure: digests and entity ids in, decisions out. The caller makes the keys with its secret,
//! looks entities up (in memory or in a database) and stores the links.
//!
//! Linking never copies a value and never merges entities: it only says to which entity a row
//! belongs, so that every decision can be undone by dropping a link.

pub mod compare;
pub mod exact;
pub mod index;
pub mod key;
pub mod linker;
mod pairs;
pub mod truth;

pub use exact::ExactLinker;
pub use index::{LinkIndex, MemoryIndex, WeakHit};
pub use key::{Key, KeyMaker, LinkInput, dwelling_keys, person_keys, place_keys};
pub use linker::{Decision, Linker, Method};
