//! A form that comes again: the submission before it, and what has changed since.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use forms::FormCell;
use forms::repeat::changed;
use forms::template::Template;
use rustc_hash::FxHashMap;
use storage::{Paging, Request, Submission, SubmissionFilter, SubmissionRow, SubmissionState};

use crate::app::App;
use crate::clock;
use crate::view::form::cells_of;

/// What a community answered last time, accepted by its street.
pub struct Former {
    /// The former request.
    pub request: Request,
    /// The day on which the street accepted it.
    pub accepted: EpochDay,
    rows: FxHashMap<i64, SubmissionRow>,
}

impl Former {
    /// What a community answered to a request; `None` when its street has not accepted it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn of_community(
        app: &App,
        request: &Request,
        community: &str,
    ) -> Result<Option<Self>, Problem> {
        let filter = SubmissionFilter {
            request: Some(request.id),
            community: Some(community.to_owned()),
            state: Some(SubmissionState::Accepted),
            ..SubmissionFilter::default()
        };
        let found = app.store.submissions(&filter).await?;
        let Some(submission) = found.first() else {
            return Ok(None);
        };
        let (_, rows) = app
            .store
            .submission_rows(submission.id, Paging::all())
            .await?;
        Ok(Some(Self {
            request: request.clone(),
            accepted: clock::epoch_day(clock::day_of(submission.updated_at)),
            rows: rows
                .into_iter()
                .filter_map(|row| Some((row.entity_id?, row)))
                .collect(),
        }))
    }

    /// What came before a submission; `None` for a first one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn of_submission(app: &App, now: &Submission) -> Result<Option<Self>, Problem> {
        let Some(repeat) = app.store.form_repeat(now.request_id).await? else {
            return Ok(None);
        };
        let request = app.store.request(repeat.former_id).await?;
        Self::of_community(app, &request, &now.community).await
    }

    /// The former row of somebody, with the day on which it was accepted.
    pub fn row(&self, entity: i64) -> Option<(&SubmissionRow, EpochDay)> {
        Some((self.rows.get(&entity)?, self.accepted))
    }

    /// The former cells of somebody who was not left out.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn cells(&self, entity: Option<i64>) -> Result<Option<Vec<FormCell>>, Problem> {
        let row = entity.and_then(|id| self.rows.get(&id));
        row.filter(|row| !row.excluded).map(cells_of).transpose()
    }

    /// Whether a row is somebody new, or differs from what was accepted last time.
    ///
    /// # Errors
    /// When the former cells cannot be read.
    pub fn has_changed(
        &self,
        template: &Template,
        row: &SubmissionRow,
        cells: &[FormCell],
    ) -> Result<bool, Problem> {
        if row.excluded {
            return Ok(false);
        }
        Ok(match self.cells(row.entity_id)? {
            Some(before) => !changed(template, &before, cells).is_empty(),
            None => true,
        })
    }

    /// Who was answered for last time and is not listed now.
    pub fn left<'a>(&'a self, now: &[SubmissionRow]) -> Vec<&'a SubmissionRow> {
        let listed: BTreeSet<i64> = now.iter().filter_map(|row| row.entity_id).collect();
        let mut left: Vec<&SubmissionRow> = self
            .rows
            .iter()
            .filter(|(id, row)| !row.excluded && !listed.contains(id))
            .map(|(_, row)| row)
            .collect();
        left.sort_by_key(|row| row.position);
        left
    }
}
