//! Merging (合并): saying that two entities are one. A merge is an edge and copies no value, so
//! taking it back restores both entities to the byte.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use rustc_hash::FxHashMap;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
};

use crate::KeyRing;
use crate::failure::{broken, missing, problem};
use crate::family::{end_of, roots_of};
use crate::table::merge;
use crate::verdict::PairAnswer;
use crate::{Store, Timestamp, WriteTx};

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Stable id.
    pub id: i64,
    /// The entity that goes on.
    pub kept: i64,
    /// The entity that was taken for it.
    pub gone: i64,
    /// Who merged; `None` for the machine.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Why, in the words of whoever merged.
    pub reason: Option<String>,
    /// Who took it back.
    pub undone_by: Option<i64>,
    /// When it was taken back; `None` while it holds.
    pub undone_at: Option<Timestamp>,
}

/// A merge to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMerge {
    /// The entity that goes on; its root is taken.
    pub kept: i64,
    /// The entity that is taken for it; its root is taken.
    pub gone: i64,
    /// Who says so; `None` for the machine.
    pub by: Option<i64>,
    /// Why.
    pub reason: Option<String>,
}

impl Store {
    /// Every merge, held or undone, that has one of the entities as either end; oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn merges_of(&self, entities: &[i64]) -> Result<Vec<Merge>, Problem> {
        let either = Condition::any()
            .add(merge::Column::Kept.is_in(entities.iter().copied()))
            .add(merge::Column::Gone.is_in(entities.iter().copied()));
        let rows = merge::Entity::find()
            .filter(either)
            .order_by_asc(merge::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(|row| open(self.ring(), row)).collect()
    }

    /// A merge.
    ///
    /// # Errors
    /// `merge-missing` when there is none of this id.
    pub async fn merge(&self, id: i64) -> Result<Merge, Problem> {
        let row = merge::Entity::find_by_id(id).one(self.reader()).await;
        open(
            self.ring(),
            row.map_err(problem)?.ok_or_else(missing_merge)?,
        )
    }
}

impl WriteTx {
    /// Merges two entities. What a person merges is also a verdict of that person: the same.
    ///
    /// # Errors
    /// `already-merged` when they are one already; `entity-missing` when one of them is not in
    /// the registry; `merge-kinds` when they are of different kinds.
    pub async fn merge(
        &mut self,
        new: NewMerge,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<Merge, Problem> {
        let mut made = self.merge_all(vec![new], community_of).await?;
        Ok(made.pop().expect("one merge was asked for"))
    }

    /// Merges many, one after the other, and works the entities out once at the end.
    ///
    /// # Errors
    /// As [`WriteTx::merge`].
    pub async fn merge_all(
        &mut self,
        all: Vec<NewMerge>,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<Vec<Merge>, Problem> {
        self.hold_registry().await?;
        let ends: Vec<i64> = all.iter().flat_map(|new| [new.kept, new.gone]).collect();
        let mut edges: FxHashMap<i64, i64> = roots_of(self.connection(), &ends)
            .await?
            .into_iter()
            .filter(|(id, root)| id != root)
            .collect();
        let roots: Vec<i64> = ends.iter().map(|id| end_of(&edges, *id)).collect();
        self.require_same_kind(&roots).await?;
        let mut made = Vec::with_capacity(all.len());
        for new in all {
            let (kept, gone) = (end_of(&edges, new.kept), end_of(&edges, new.gone));
            if kept == gone {
                return Err(Problem::conflict(
                    "already-merged",
                    "这两个编号已经是同一个人，不需要再合并，请刷新页面。",
                ));
            }
            edges.insert(gone, kept);
            made.push(self.insert_merge(kept, gone, new).await?);
        }
        self.resolve_again(&roots, community_of).await?;
        Ok(made)
    }

    /// Every two roots, which are to be merged, must be active and of one kind.
    async fn require_same_kind(&self, roots: &[i64]) -> Result<(), Problem> {
        let active = self.active_kinds(roots).await?;
        for pair in roots.chunks_exact(2) {
            match (active.get(&pair[0]), active.get(&pair[1])) {
                (Some(one), Some(other)) if one == other => {}
                (Some(_), Some(_)) => {
                    return Err(Problem::bad_input(
                        "merge-kinds",
                        "人、房、单位不能互相合并，请选择同类的记录。",
                    ));
                }
                _ => return Err(missing("entity-missing", "人")),
            }
        }
        Ok(())
    }

    async fn insert_merge(
        &mut self,
        kept: i64,
        gone: i64,
        new: NewMerge,
    ) -> Result<Merge, Problem> {
        let at = self.at();
        let sealed = new
            .reason
            .as_ref()
            .map(|reason| self.ring.seal_at(&place(gone), reason.as_bytes()));
        let row = merge::ActiveModel {
            id: NotSet,
            kept: Set(kept),
            gone: Set(gone),
            made_by: Set(new.by),
            made_at: Set(at),
            reason: Set(sealed),
            undone_by: Set(None),
            undone_at: Set(None),
        };
        let inserted = merge::Entity::insert(row).exec(self.connection()).await;
        let id = inserted.map_err(problem)?.last_insert_id;
        if new.by.is_some() {
            self.give_verdict(kept, gone, PairAnswer::Same, new.reason.as_deref())
                .await?;
        }
        Ok(Merge {
            id,
            kept,
            gone,
            made_by: new.by,
            made_at: at,
            reason: new.reason,
            undone_by: None,
            undone_at: None,
        })
    }

    /// Takes a merge back: both entities are what their own records say, as if it had never been.
    /// Whoever takes it back says with it that the two are different, so that the machine does
    /// not merge them again.
    ///
    /// # Errors
    /// `merge-missing`; `merge-undone` when it no longer holds.
    pub async fn unmerge(
        &mut self,
        id: i64,
        remark: Option<&str>,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<Merge, Problem> {
        self.hold_registry().await?;
        let row = merge::Entity::find_by_id(id).one(self.connection()).await;
        let row = row.map_err(problem)?.ok_or_else(missing_merge)?;
        if row.undone_at.is_some() {
            return Err(Problem::conflict(
                "merge-undone",
                "这次合并已经撤销过了，请刷新页面查看现在的情况。",
            ));
        }
        let (by, at) = (self.account_id(), self.at());
        self.end_merges(&[id]).await?;
        self.give_verdict(row.kept, row.gone, PairAnswer::Different, remark)
            .await?;
        self.resolve_again(&[row.gone, row.kept], community_of)
            .await?;
        open(&self.ring, row).map(|merge| Merge {
            undone_by: by,
            undone_at: Some(at),
            ..merge
        })
    }
}

pub(crate) fn missing_merge() -> Problem {
    missing("merge-missing", "合并")
}

/// Where a reason belongs: to the merged entity, as the merge's own id is not known before it is
/// inserted.
fn place(gone: i64) -> [u8; 9] {
    let mut place = *b"m........";
    place[1..].copy_from_slice(&gone.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: merge::Model) -> Result<Merge, Problem> {
    let reason = row
        .reason
        .map(|sealed| ring.open_at(&place(row.gone), &sealed))
        .transpose()?
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| broken("合并"))?;
    Ok(Merge {
        id: row.id,
        kept: row.kept,
        gone: row.gone,
        made_by: row.made_by,
        made_at: row.made_at,
        reason,
        undone_by: row.undone_by,
        undone_at: row.undone_at,
    })
}
