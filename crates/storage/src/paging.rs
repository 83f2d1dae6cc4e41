//! One page of a list.

use catalog::problem::Problem;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait, QuerySelect, Select};

use crate::failure::problem;

/// One page of a query in the order that it names, with the number of all its rows.
pub(crate) async fn page_of<E>(
    rows: Select<E>,
    paging: Paging,
    reader: &DatabaseConnection,
) -> Result<(u64, Vec<E::Model>), Problem>
where
    E: EntityTrait<Model: Send + Sync>,
{
    let total = rows.clone().count(reader).await.map_err(problem)?;
    let rows = rows.limit(paging.limit()).offset(paging.offset());
    Ok((total, rows.all(reader).await.map_err(problem)?))
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Page number, the first is 1 (0 is taken as 1).
    pub page: u64,
    /// Rows a page, at least 1.
    pub size: u64,
}

impl Paging {
    /// A page of a list.
    #[must_use]
    pub const fn new(page: u64, size: u64) -> Self {
        Self { page, size }
    }

    /// Everything in one page.
    #[must_use]
    pub const fn all() -> Self {
        // PostgreSQL and SQLite both count rows in signed 64 bit.
        Self {
            page: 1,
            size: i64::MAX as u64,
        }
    }

    pub(crate) fn limit(self) -> u64 {
        self.size.clamp(1, i64::MAX as u64)
    }

    pub(crate) fn offset(self) -> u64 {
        let offset = u128::from(self.page.max(1) - 1) * u128::from(self.limit());
        u64::try_from(offset)
            .unwrap_or(u64::MAX)
            .min(i64::MAX as u64)
    }
}
