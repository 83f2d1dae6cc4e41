//! Issues: what was wrong in the data of a delivery, by sheet, row and column.

use catalog::problem::Problem;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::bulk::{Bulk, insert};
use crate::failure::problem;
use crate::table::delivery_issue;
use crate::{Paging, Store, WriteTx};

/// An issue found while reading. No personal value may stand in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssue {
    /// Sheet, as named in the workbook.
    pub sheet: String,
    /// Row as counted by spreadsheet programs, from 1.
    pub row: i32,
    /// Title of the column.
    pub column_title: Option<String>,
    /// Letter of the column.
    pub column_letter: Option<String>,
    /// Stable code.
    pub code: String,
    /// `refuse`, `warn` or `note`.
    pub severity: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// An issue of a delivery with its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// Counts from 1 within the delivery, in the order found.
    pub seq: i32,
    /// The issue.
    pub issue: NewIssue,
}

static ISSUES: Bulk<9> = Bulk {
    table: "delivery_issue",
    columns: [
        "delivery_id",
        "seq",
        "sheet",
        "row",
        "column_title",
        "column_letter",
        "code",
        "severity",
        "message",
    ],
    then: "",
};

impl Store {
    /// One page of a delivery's issues in the order found, with the number of all, of one code or
    /// of all codes.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn issues(
        &self,
        delivery: i64,
        code: Option<&str>,
        paging: Paging,
    ) -> Result<(u64, Vec<IssueRow>), Problem> {
        let mut rows =
            delivery_issue::Entity::find().filter(delivery_issue::Column::DeliveryId.eq(delivery));
        if let Some(code) = code {
            rows = rows.filter(delivery_issue::Column::Code.eq(code));
        }
        let total = rows.clone().count(self.reader()).await.map_err(problem)?;
        let rows = rows
            .order_by_asc(delivery_issue::Column::Seq)
            .limit(paging.limit())
            .offset(paging.offset())
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok((total, rows.into_iter().map(IssueRow::from).collect()))
    }
}

impl WriteTx {
    /// Appends issues to those of a delivery.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_issues(
        &mut self,
        delivery: i64,
        issues: Vec<NewIssue>,
    ) -> Result<(), Problem> {
        if issues.is_empty() {
            return Ok(());
        }
        let last = self.last_issue(delivery).await?;
        let mut values = Vec::with_capacity(issues.len() * 9);
        for (seq, issue) in (last + 1..).zip(issues) {
            values.extend::<[Value; 9]>([
                delivery.into(),
                seq.into(),
                issue.sheet.into(),
                issue.row.into(),
                issue.column_title.into(),
                issue.column_letter.into(),
                issue.code.into(),
                issue.severity.into(),
                issue.message.into(),
            ]);
        }
        insert(self.connection(), &ISSUES, values).await
    }

    async fn last_issue(&self, delivery: i64) -> Result<i32, Problem> {
        let last = delivery_issue::Entity::find()
            .filter(delivery_issue::Column::DeliveryId.eq(delivery))
            .order_by_desc(delivery_issue::Column::Seq)
            .one(self.connection())
            .await
            .map_err(problem)?;
        Ok(last.map_or(0, |row| row.seq))
    }
}

impl From<delivery_issue::Model> for IssueRow {
    fn from(row: delivery_issue::Model) -> Self {
        Self {
            seq: row.seq,
            issue: NewIssue {
                sheet: row.sheet,
                row: row.row,
                column_title: row.column_title,
                column_letter: row.column_letter,
                code: row.code,
                severity: row.severity,
                message: row.message,
            },
        }
    }
}
