//! One page of a list.

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
