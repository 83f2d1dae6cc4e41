//! The registry's tables as files, for other tools: Parquet, which DuckDB, ClickHouse and Spark
//! open as it is, or CSV (UTF-8, no byte order mark).
//!
//! Values are PLAIN: whoever calls this has checked the right to do so and has written the audit.
//! A file appears under its name only when it is complete.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use catalog::problem::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};

use self::parquet_file::ParquetFile;
use crate::partition::Partition;
use crate::snapshot::Snapshot;

mod elements;
mod parquet_file;
mod relatives;
mod sources;
mod tables;
mod text;

/// The format of exported files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// Apache Parquet, Snappy-compressed.
    #[default]
    Parquet,
    /// Comma-separated values with a header row.
    Csv,
}

impl ExportFormat {
    /// Ending of file names.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Rows without the header.
    pub rows: u64,
}

/// Writes `people`, `dwellings`, `places`, `households`, `tags`, `untold_tags`, `sources` and `relatives` into a
/// directory, which is created when missing; files of the same names are replaced. In `tags` a person
/// stands once for each tag they carry, in `untold_tags` once for each that cannot be told of them,
/// in `sources` everybody and everything for each source that has an active
/// record of them, in `relatives` a person for each member of the household, spouse, child and
/// parent that a record states. Elements that identify nobody are columns named by their English
/// id; `rules::sql::Tables::export` says which column holds what.
///
/// When writing fails, what was there before is still there and nothing half-written is left. Only
/// when a finished file cannot take its name (a directory is in the way) may the files before it
/// already be the new ones.
///
/// # Errors
/// `disk-full`, `export-failed`.
pub fn export(
    snapshot: &Snapshot,
    dir: &Path,
    format: ExportFormat,
) -> Result<Vec<ExportedFile>, Problem> {
    fs::create_dir_all(dir).map_err(|error| failed(&error))?;
    let mut files: Vec<PendingFile> = Vec::new();
    for table in tables::ALL {
        let path = dir.join(format!("{}.{}", table.name, format.extension()));
        let mut file = PendingFile {
            temporary: temporary_name(&path),
            path,
            rows: 0,
        };
        let written = write_table(snapshot, table, format, &file.temporary);
        // Pushed before the error is looked at, so that what was begun is removed.
        file.rows = *written.as_ref().unwrap_or(&0);
        files.push(file);
        written?;
    }
    // All tables are complete before the first one appears.
    files.into_iter().map(PendingFile::publish).collect()
}

/// A file under its temporary name; removed when it is dropped unpublished.
struct PendingFile {
    temporary: PathBuf,
    path: PathBuf,
    rows: u64,
}

impl PendingFile {
    fn publish(self) -> Result<ExportedFile, Problem> {
        fs::rename(&self.temporary, &self.path).map_err(|error| failed(&error))?;
        Ok(ExportedFile {
            path: self.path.clone(),
            rows: self.rows,
        })
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        // After publishing there is nothing of that name, which is as well.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// A name beside the final one, so that renaming stays inside one file system.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Writes one table and says how many rows it has.
fn write_table(
    snapshot: &Snapshot,
    table: &tables::Table,
    format: ExportFormat,
    path: &Path,
) -> Result<u64, Problem> {
    let mut file = File::create(path).map_err(|error| failed(&error))?;
    let schema = (table.schema)();
    let batches = snapshot
        .partitions
        .iter()
        .map(|partition| (table.batch)(partition, &schema));
    let rows = match format {
        ExportFormat::Parquet => write_parquet(&file, &schema, batches)?,
        ExportFormat::Csv => write_csv(BufWriter::new(&file), &schema, batches)?,
    };
    // A full disk may show only now.
    file.flush()
        .and_then(|()| file.sync_all())
        .map_err(|error| failed(&error))?;
    Ok(rows)
}

fn write_parquet(
    file: &File,
    schema: &SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<u64, Problem> {
    let mut writer = ParquetFile::begin(file, schema).map_err(|error| failed(&error))?;
    let mut rows = 0;
    for batch in batches {
        let batch = batch.map_err(|error| failed(&error))?;
        rows += batch.num_rows() as u64;
        writer.add(batch).map_err(|error| failed(&error))?;
    }
    writer.finish().map_err(|error| failed(&error))?;
    Ok(rows)
}

fn write_csv(
    file: impl Write,
    schema: &SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<u64, Problem> {
    let mut writer = csv::Writer::from_writer(file);
    writer
        .write_record(schema.fields().iter().map(|field| field.name()))
        .map_err(|error| failed(&error))?;
    let mut rows = 0;
    for batch in batches {
        let batch = batch.map_err(|error| failed(&error))?;
        for row in 0..batch.num_rows() {
            for column in batch.columns() {
                writer
                    .write_field(text::of(column, row))
                    .map_err(|error| failed(&error))?;
            }
            writer
                .write_record(None::<&[u8]>)
                .map_err(|error| failed(&error))?;
        }
        rows += batch.num_rows() as u64;
    }
    writer.flush().map_err(|error| failed(&error))?;
    Ok(rows)
}

/// What the user is told when writing failed.
fn failed(error: &(dyn std::error::Error + 'static)) -> Problem {
    let full = std::iter::successors(Some(error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::StorageFull);
    if full {
        Problem::new(
            ProblemKind::Unavailable,
            "disk-full",
            "导出目录所在磁盘已满，原有文件未被改动，请清理空间或换一个目录后重试。",
        )
    } else {
        Problem::new(
            ProblemKind::Unavailable,
            "export-failed",
            "导出文件写入失败，没有留下写了一半的文件，请检查导出目录能否创建、有无写入权限、有无同名文件夹后重试。",
        )
    }
}

/// One partition's rows of a table, in columns of its schema.
type BatchOf = fn(&Partition, &SchemaRef) -> Result<RecordBatch, ArrowError>;
