//! Whole lists (全量名册) as they came and went: the deliveries by which it is told who stands in a
//! source, now and at any moment of the past.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use catalog::survivorship::EpochDay;
use rustc_hash::FxHashMap;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::change_log::DELIVERY;
use crate::delivery::DeliveryState;
use crate::failure::{broken, problem};
use crate::table::{change_log, delivery};
use crate::{Store, Timestamp};

/// A delivered whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeList {
    /// The source.
    pub source: SourceNo,
    /// The day it speaks of.
    pub as_of: EpochDay,
    /// When it was loaded.
    pub came: Timestamp,
    /// When it was undone; `None` while it is in the registry.
    pub gone: Option<Timestamp>,
}

impl WholeList {
    /// Whether it was in the registry after what happened at a moment.
    #[must_use]
    pub fn held_at(&self, at: Timestamp) -> bool {
        self.came <= at && self.gone.is_none_or(|gone| gone > at)
    }
}

impl Store {
    /// Every file of some sources that is or was in the registry and is no supplement (补交). One
    /// of which no row could be used lists nobody, and is left out: it must put nobody off.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn whole_lists(&self, sources: &[SourceNo]) -> Result<Vec<WholeList>, Problem> {
        let numbers = sources.iter().map(|source| i32::from(source.0));
        let held = [DeliveryState::Loaded, DeliveryState::Undone];
        let rows = delivery::Entity::find()
            .filter(delivery::Column::SourceNo.is_in(numbers))
            .filter(delivery::Column::State.is_in(held.map(DeliveryState::as_str)))
            .filter(delivery::Column::Part.eq(false))
            .filter(delivery::Column::RowsLoaded.gt(0))
            .order_by_asc(delivery::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        let undone: Vec<i64> = rows
            .iter()
            .filter(|row| row.state == DeliveryState::Undone.as_str())
            .map(|row| row.id)
            .collect();
        let came = self.loaded_before_undo(&undone).await?;
        let lists = rows.into_iter().filter_map(|row| {
            // What is loaded was finished when it was loaded; what was undone, when it was undone.
            let finished = row.finished_at?;
            let (came, gone) = match came.get(&row.id) {
                Some(came) => (*came, Some(finished)),
                None => (finished, None),
            };
            Some((row.source_no, row.as_of, came, gone))
        });
        lists
            .map(|(source, as_of, came, gone)| {
                let source = u16::try_from(source).map_err(|_| broken("来源编号"))?;
                Ok(WholeList {
                    source: SourceNo(source),
                    as_of,
                    came,
                    gone,
                })
            })
            .collect()
    }

    /// When deliveries that are undone now were loaded: of the last two steps that the change log
    /// tells of one, the first.
    async fn loaded_before_undo(
        &self,
        undone: &[i64],
    ) -> Result<FxHashMap<i64, Timestamp>, Problem> {
        if undone.is_empty() {
            return Ok(FxHashMap::default());
        }
        let rows: Vec<(String, Timestamp)> = change_log::Entity::find()
            .select_only()
            .column(change_log::Column::SubjectId)
            .column(change_log::Column::At)
            .filter(change_log::Column::SubjectKind.eq(DELIVERY))
            .filter(change_log::Column::SubjectId.is_in(undone.iter().map(i64::to_string)))
            .order_by_asc(change_log::Column::Id)
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(problem)?;
        // The moments of the last step and of the one before it.
        let mut steps: FxHashMap<i64, [Timestamp; 2]> = FxHashMap::default();
        for (id, at) in rows {
            let Ok(id) = id.parse() else { continue };
            let last = steps.entry(id).or_insert([at, at]);
            *last = [last[1], at];
        }
        Ok(steps
            .into_iter()
            .map(|(id, [loaded, _])| (id, loaded))
            .collect())
    }
}
