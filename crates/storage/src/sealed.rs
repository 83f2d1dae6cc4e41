//! JSON that may name people or secrets, sealed to its row.

use catalog::problem::Problem;
use serde_json::Value;

use crate::KeyRing;
use crate::failure::broken;

/// Seals a value to a place, such as `contract 3 1`.
pub(crate) fn seal(ring: &KeyRing, place: &str, value: &Value) -> Vec<u8> {
    ring.seal_at(place.as_bytes(), value.to_string().as_bytes())
}

/// Opens what [`seal`] sealed to the same place.
pub(crate) fn open(ring: &KeyRing, place: &str, sealed: &[u8]) -> Result<Value, Problem> {
    let plain = ring.open_at(place.as_bytes(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| broken("内容"))
}
