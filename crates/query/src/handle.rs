//! The newest snapshot, for readers and for the one who replaces it.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::snapshot::Snapshot;

/// Holds the newest snapshot. Readers never wait, and keep what they loaded for as long as they
/// need it; publishing does not disturb them.
#[derive(Debug)]
pub struct SnapshotHandle {
    newest: ArcSwap<Snapshot>,
    /// Held while the next snapshot is made from the newest, so that no change is lost.
    making: Mutex<()>,
}

impl SnapshotHandle {
    /// Starts with a snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            newest: ArcSwap::from_pointee(snapshot),
            making: Mutex::new(()),
        }
    }

    /// The newest snapshot.
    #[must_use]
    pub fn load(&self) -> Arc<Snapshot> {
        self.newest.load_full()
    }

    /// Replaces the newest snapshot by one that was made independently of it.
    pub fn publish(&self, snapshot: Snapshot) {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        self.newest.store(Arc::new(snapshot));
    }

    /// Replaces the newest snapshot by one made from it. Two of these run one after the other,
    /// so neither loses what the other changed. When `make` panics, the newest stays.
    pub fn update(&self, make: impl FnOnce(&Snapshot) -> Snapshot) {
        // The lock guards no data: after a panic under it the newest snapshot is still whole.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let next = make(&self.newest.load());
        self.newest.store(Arc::new(next));
    }
}
