//! Payment lists as they were last read.

use std::sync::Arc;

use catalog::problem::Problem;
use tokio::sync::Mutex;

use super::Payments;

/// The payments as they were last read: whole lists of a district are unsealed for them, far too
/// much for every click. They hold until the registry changes.
#[derive(Debug, Default)]
pub struct KeptPayments(Mutex<Option<(i64, Arc<Payments>)>>);

impl KeptPayments {
    /// What is kept as of a change of the registry, or what is read now. Who asks meanwhile waits
    /// for the one reading.
    pub(super) async fn of(
        &self,
        change: i64,
        reading: impl Future<Output = Result<Payments, Problem>>,
    ) -> Result<Arc<Payments>, Problem> {
        let mut kept = self.0.lock().await;
        if let Some((seen, payments)) = &*kept
            && *seen == change
        {
            return Ok(Arc::clone(payments));
        }
        let fresh = Arc::new(reading.await?);
        *kept = Some((change, Arc::clone(&fresh)));
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_lists_are_read_once_for_each_change_of_the_registry() {
        let kept = KeptPayments::default();
        let reads = std::cell::Cell::new(0);
        let read = async || {
            reads.set(reads.get() + 1);
            Ok(Payments::default())
        };
        for (change, so_far) in [(7, 1), (7, 1), (8, 2), (8, 2)] {
            kept.of(change, read()).await.expect("payments");
            assert_eq!(reads.get(), so_far, "as of change {change}");
        }
        let failing = async { Err(Problem::unavailable("database-unavailable", "")) };
        assert!(kept.of(9, failing).await.is_err());
        kept.of(9, read()).await.expect("payments");
        assert_eq!(reads.get(), 3, "a failure is not kept");
    }
}
