//! Many rows at once: multi-row inserts in a few fixed sizes, look-ups by many keys, and
//! ciphering beside the database's work.

use catalog::problem::{Problem, ProblemKind};
use rayon::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value, sea_query};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::failure::problem;

/// A multi-row insert.
pub(crate) struct Bulk<const N: usize> {
    pub(crate) table: &'static str,
    pub(crate) columns: [&'static str; N],
    /// What follows the rows, such as `ON CONFLICT …`; the same text for both databases.
    pub(crate) then: &'static str,
}

/// Most rows of one statement; a power of two. With at most nine columns this stays far below the
/// bind limits (SQLite 32 766, PostgreSQL 65 535), and longer statements are not faster.
const ROWS: usize = 512;

/// Rows that are sealed together while the database takes the ones before them.
const CHUNK: usize = 4096;

/// Keys looked up in one statement.
const KEYS: usize = 1000;

/// Inserts rows given as their values one after the other. The number of rows of a statement is
/// always a power of two, so that a dozen prepared statements serve every length.
pub(crate) async fn insert<const N: usize>(
    connection: &impl ConnectionTrait,
    bulk: &Bulk<N>,
    values: Vec<Value>,
) -> Result<(), Problem> {
    debug_assert_eq!(
        values.len() % N,
        0,
        "every row has a value for every column"
    );
    let backend = connection.get_database_backend();
    let mut left = values.len() / N;
    let mut values = values.into_iter();
    let (mut size, mut sql) = (0, String::new());
    while left > 0 {
        let rows = if left >= ROWS {
            ROWS
        } else {
            1 << left.ilog2()
        };
        if rows != size {
            (size, sql) = (rows, insert_sql(bulk, backend, rows));
        }
        let some: Vec<Value> = values.by_ref().take(rows * N).collect();
        let statement = Statement::from_sql_and_values(backend, sql.as_str(), some);
        connection.execute_raw(statement).await.map_err(problem)?;
        left -= rows;
    }
    Ok(())
}

/// The text of an insert of so many rows.
fn insert_sql<const N: usize>(bulk: &Bulk<N>, backend: DbBackend, rows: usize) -> String {
    // A row that is refused ends the write as a whole, so SQLite need not be able to take back
    // the rows before it alone, for which it would copy every page.
    let insert = match backend {
        DbBackend::Sqlite if bulk.then.is_empty() => "INSERT OR FAIL INTO",
        _ => "INSERT INTO",
    };
    let mut sql = format!(
        "{insert} \"{}\" (\"{}\") VALUES ",
        bulk.table,
        bulk.columns.join("\", \"")
    );
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..N {
            if column > 0 {
                sql.push(',');
            }
            match backend {
                DbBackend::Postgres => {
                    sql.push('$');
                    sql.push_str(&(row * N + column + 1).to_string());
                }
                _ => sql.push('?'),
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(bulk.then);
    sql
}

/// Chunks that are made while the database takes one. With a single one it waits now and then.
const AHEAD: usize = 2;

/// Rows whose values are made by ciphering, on all cores and some chunks ahead of the database.
#[derive(Debug)]
pub(crate) struct Made {
    chunks: mpsc::Receiver<Vec<Value>>,
    maker: JoinHandle<()>,
}

impl Made {
    /// Begins to make the rows of some items and stops when so many chunks wait to be taken.
    pub(crate) fn of<T, const N: usize>(
        items: impl IntoIterator<Item = T, IntoIter: Send + 'static>,
        make: impl Fn(T) -> [Value; N] + Send + Sync + 'static,
        ahead: usize,
    ) -> Self
    where
        T: Send + 'static,
    {
        let (made, chunks) = mpsc::channel(ahead);
        let mut items = items.into_iter();
        let maker = tokio::task::spawn_blocking(move || {
            loop {
                let chunk: Vec<T> = items.by_ref().take(CHUNK).collect();
                if chunk.is_empty() {
                    return;
                }
                let rows: Vec<[Value; N]> = chunk.into_par_iter().map(&make).collect();
                // Nobody takes them any more when the write failed.
                if made.blocking_send(rows.into_flattened()).is_err() {
                    return;
                }
            }
        });
        Self { chunks, maker }
    }

    /// The values of the next rows; none after the last.
    async fn next(&mut self) -> Result<Option<Vec<Value>>, Problem> {
        if let Some(values) = self.chunks.recv().await {
            return Ok(Some(values));
        }
        match (&mut self.maker).await {
            Ok(()) => Ok(None),
            Err(err) => Err(worker_died(&err)),
        }
    }

    /// Inserts the next so many chunks. Whether there may be more.
    pub(crate) async fn insert_some<const N: usize>(
        &mut self,
        connection: &impl ConnectionTrait,
        bulk: &Bulk<N>,
        chunks: usize,
    ) -> Result<bool, Problem> {
        for _ in 0..chunks {
            match self.next().await? {
                Some(values) => insert(connection, bulk, values).await?,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

/// Inserts rows whose values are made by ciphering: while the database takes one chunk, the next
/// ones are made on all cores.
pub(crate) async fn insert_made<T, const N: usize>(
    connection: &impl ConnectionTrait,
    bulk: &Bulk<N>,
    items: Vec<T>,
    make: impl Fn(T) -> [Value; N] + Send + Sync + 'static,
) -> Result<(), Problem>
where
    T: Send + 'static,
{
    if items.is_empty() {
        return Ok(());
    }
    let mut made = Made::of(items, make, AHEAD);
    made.insert_some(connection, bulk, usize::MAX)
        .await
        .map(drop)
}

/// Runs a closure over many items on all cores, away from the async threads.
pub(crate) async fn in_parallel<T, R>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R, Problem> + Send + Sync + 'static,
) -> Result<Vec<R>, Problem>
where
    T: Send + 'static,
    R: Send + 'static,
{
    tokio::task::spawn_blocking(move || items.into_par_iter().map(each).collect())
        .await
        .map_err(|err| worker_died(&err))?
}

/// Rows of a query for many keys, some keys a statement. `select` makes the query for a list of
/// keys; a key may come twice in it, so rows must not depend on that.
pub(crate) async fn select_by_keys(
    connection: &impl ConnectionTrait,
    keys: &[i64],
    select: impl Fn(Vec<i64>) -> sea_query::SelectStatement,
) -> Result<Vec<QueryResult>, Problem> {
    let mut rows = Vec::new();
    for some in keys.chunks(KEYS) {
        let mut some = some.to_vec();
        // Filled up with its last key to a power of two: few statements, always prepared.
        if let Some(last) = some.last().copied() {
            some.resize(some.len().next_power_of_two(), last);
        }
        rows.extend(connection.query_all(&select(some)).await.map_err(problem)?);
    }
    Ok(rows)
}

/// A worker thread panicked or the program is shutting down.
pub(crate) fn worker_died(err: &tokio::task::JoinError) -> Problem {
    tracing::error!(error = %err, "a storage worker ended early");
    Problem::new(
        ProblemKind::Internal,
        "storage-failed",
        "数据处理意外中断，本次操作没有保存，请重试；仍不行时请联系管理员查看日志。",
    )
}
