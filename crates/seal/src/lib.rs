//! Sealing: what must not be read in the database, and keyed digests by which it is found again.
//!
//! Values are sealed with SM4-GCM (RFC 8998) under a key that lies outside the database; look-ups
//! go by HMAC-SM3 (GM/T 0004). A crate of its own with `keystream` beneath it, so that the one part of the
//! storage that every byte passes is the part that is optimised most.

pub mod failure;
mod gcm;
mod key_ring;

pub use key_ring::{KeyRing, hex};
