//! What tests share.

use proptest::test_runner::{Config, RngSeed};

/// Property tests that draw the same cases on every run and leave no files behind.
pub(crate) fn same_every_run() -> Config {
    Config {
        cases: 128,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_001),
        ..Config::default()
    }
}
