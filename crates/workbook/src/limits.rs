//! How much of a file is looked at before it is refused.

/// Bounds that protect the machine from a file made or grown to exhaust it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file as handed in, in bytes.
    pub max_bytes: u64,
    /// Size of all its parts after unpacking, in bytes.
    pub max_unpacked: u64,
    /// Unpacked size divided by packed size; only looked at from [`RATIO_FLOOR`] on, because
    /// small workbooks of blank formatted rows pack extremely well.
    pub max_ratio: u64,
    /// Rows with content per sheet.
    pub max_rows: u64,
    /// Cells with content held in memory per workbook (streams are not bound by it).
    pub max_cells: u64,
}

/// Unpacked bytes below which the packing ratio says nothing.
pub const RATIO_FLOOR: u64 = 64 << 20;

impl Default for Limits {
    /// 512 MiB packed, 2 GiB unpacked, 300 : 1, Excel's 1,048,576 rows tenfold (for csv), five
    /// million cells in memory.
    fn default() -> Self {
        Self {
            max_bytes: 512 << 20,
            max_unpacked: 2 << 30,
            max_ratio: 300,
            max_rows: 10_485_760,
            max_cells: 5_000_000,
        }
    }
}
