//! Items of a comparison: differences that close with an outcome and keep it over later runs.

use catalog::problem::Problem;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::KeyRing;
use crate::bulk::{Bulk, in_parallel, insert_made};
use crate::failure::{broken, missing, problem};
use crate::paging::page_of;
use crate::table::comparison_item;
use crate::{Paging, Store, Timestamp, WriteTx};

/// What kind of difference an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Both lists have the row and disagree.
    Differs,
    /// Only the left list has it.
    OnlyLeft,
    /// Only the right list has it.
    OnlyRight,
    /// Its key stands more than once.
    Ambiguous,
}

impl ItemState {
    const ALL: [Self; 4] = [
        Self::Differs,
        Self::OnlyLeft,
        Self::OnlyRight,
        Self::Ambiguous,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::OnlyLeft => "only-left",
            Self::OnlyRight => "only-right",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// An item of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Keyed digest of its key: the same key is the same item for good.
    pub key_blind: i64,
    /// Keyed digest of what differs: another digest opens a closed item again.
    pub difference: i64,
    /// What kind of difference it is.
    pub state: ItemState,
    /// Numbers of the differing fields of the comparison.
    pub fields: Vec<usize>,
    /// The community that knows the person, if it is known.
    pub community: Option<String>,
    /// The entity, if the registry knows it.
    pub entity_id: Option<i64>,
    /// Both rows, as the service writes them; sealed before they are kept.
    pub body: Vec<u8>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Stable id.
    pub id: i64,
    /// The comparison it belongs to.
    pub comparison_id: i64,
    /// What kind of difference it is.
    pub state: ItemState,
    /// Numbers of the differing fields.
    pub fields: Vec<usize>,
    /// The community that knows the person.
    pub community: Option<String>,
    /// The entity.
    pub entity_id: Option<i64>,
    /// Both rows.
    pub body: Vec<u8>,
    /// The run since which it has been there.
    pub appeared_run: i64,
    /// The last run that had it.
    pub last_run: i64,
    /// The run that no longer had it.
    pub gone_run: Option<i64>,
    /// How it was closed.
    pub outcome: Option<String>,
    /// What was said about it.
    pub remark: Option<String>,
    /// Who closed it.
    pub outcome_by: Option<i64>,
    /// When.
    pub outcome_at: Option<Timestamp>,
    /// The delivery that carries the correction it led to.
    pub delivery_id: Option<i64>,
}

/// Which items are wanted; empty takes all of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of this comparison.
    pub comparison: i64,
    /// Only of these communities; with `unplaced` also those without one.
    pub communities: Option<Vec<String>>,
    /// Also items without a community.
    pub unplaced: bool,
    /// Only of this kind.
    pub state: Option<ItemState>,
    /// Only where this field differs.
    pub field: Option<usize>,
    /// Open ones only (`true`), or closed ones only.
    pub open: Option<bool>,
    /// Only those that appeared with this run.
    pub appeared_run: Option<i64>,
    /// Those that the newest run no longer has (`true`), or those that it has.
    pub gone: Option<bool>,
}

/// How an item is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Code of the outcome.
    pub outcome: String,
    /// What is said about it; sealed.
    pub remark: Option<String>,
    /// The delivery that carries the correction it leads to.
    pub delivery_id: Option<i64>,
}

/// Both databases take this text. An outcome stays while the difference is the same; an item that
/// was gone, or differs otherwise than before, appears anew.
static ITEMS: Bulk<10> = Bulk {
    table: "comparison_item",
    columns: [
        "comparison_id",
        "key_blind",
        "difference",
        "state",
        "fields",
        "community",
        "entity_id",
        "body",
        "appeared_run",
        "last_run",
    ],
    then: "ON CONFLICT (comparison_id, key_blind) DO UPDATE SET \
        appeared_run = CASE WHEN comparison_item.gone_run IS NULL AND comparison_item.difference = excluded.difference THEN comparison_item.appeared_run ELSE excluded.appeared_run END, \
        outcome = CASE WHEN comparison_item.difference = excluded.difference THEN comparison_item.outcome ELSE NULL END, \
        remark = CASE WHEN comparison_item.difference = excluded.difference THEN comparison_item.remark ELSE NULL END, \
        outcome_by = CASE WHEN comparison_item.difference = excluded.difference THEN comparison_item.outcome_by ELSE NULL END, \
        outcome_at = CASE WHEN comparison_item.difference = excluded.difference THEN comparison_item.outcome_at ELSE NULL END, \
        delivery_id = CASE WHEN comparison_item.difference = excluded.difference THEN comparison_item.delivery_id ELSE NULL END, \
        difference = excluded.difference, state = excluded.state, fields = excluded.fields, \
        community = excluded.community, entity_id = excluded.entity_id, body = excluded.body, \
        last_run = excluded.last_run, gone_run = NULL",
};

impl Store {
    /// One page of items in order of community and id, with the number of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn comparison_items(
        &self,
        filter: &ItemFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<Item>), Problem> {
        let rows = comparison_item::Entity::find().filter(condition(filter));
        let rows = rows
            .order_by_asc(comparison_item::Column::Community)
            .order_by_asc(comparison_item::Column::Id);
        let (total, rows) = page_of(rows, paging, self.reader()).await?;
        let ring = self.ring().clone();
        Ok((total, in_parallel(rows, move |row| open(&ring, row)).await?))
    }

    /// An item.
    ///
    /// # Errors
    /// `item-missing` when there is none of this id.
    pub async fn comparison_item(&self, id: i64) -> Result<Item, Problem> {
        let row = comparison_item::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        open(self.ring(), row.ok_or_else(missing_item)?)
    }

    /// How many open items there are by comparison and community.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open_items(&self) -> Result<Vec<(i64, Option<String>, u64)>, Problem> {
        let counts: Vec<(i64, Option<String>, i64)> = comparison_item::Entity::find()
            .select_only()
            .column(comparison_item::Column::ComparisonId)
            .column(comparison_item::Column::Community)
            .column_as(comparison_item::Column::Id.count(), "count")
            .filter(comparison_item::Column::Outcome.is_null())
            .filter(comparison_item::Column::GoneRun.is_null())
            .group_by(comparison_item::Column::ComparisonId)
            .group_by(comparison_item::Column::Community)
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(counts
            .into_iter()
            .map(|(id, community, count)| (id, community, u64::try_from(count).unwrap_or(0)))
            .collect())
    }
}

impl WriteTx {
    /// Keeps the items of a run.
    pub(crate) async fn put_items(
        &mut self,
        comparison: i64,
        run: i64,
        items: Vec<NewItem>,
    ) -> Result<(), Problem> {
        let ring = self.ring.clone();
        let make = move |item: NewItem| -> [Value; 10] {
            let body = ring.seal_at(&place(comparison, item.key_blind), &item.body);
            [
                comparison.into(),
                item.key_blind.into(),
                item.difference.into(),
                item.state.as_str().into(),
                field_text(&item.fields).into(),
                item.community.into(),
                item.entity_id.into(),
                body.into(),
                run.into(),
                run.into(),
            ]
        };
        insert_made(self.connection(), &ITEMS, items, make).await
    }

    /// An item as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `item-missing` when there is none of this id.
    pub async fn hold_comparison_item(&mut self, id: i64) -> Result<Item, Problem> {
        let row = comparison_item::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        open(&self.ring, row.ok_or_else(missing_item)?)
    }

    /// Closes an open item.
    ///
    /// # Errors
    /// `item-missing`; `item-closed` when somebody closed it before.
    pub async fn close_comparison_item(
        &mut self,
        id: i64,
        closing: Closing,
    ) -> Result<(), Problem> {
        let row = comparison_item::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?
            .ok_or_else(missing_item)?;
        if row.outcome.is_some() {
            return Err(Problem::conflict(
                "item-closed",
                "这条差异刚刚已由别人办结，请刷新页面查看结果。",
            ));
        }
        let place = place(row.comparison_id, row.key_blind);
        let remark = closing
            .remark
            .map(|remark| self.ring.seal_at(&place, remark.as_bytes()));
        comparison_item::Entity::update_many()
            .col_expr(
                comparison_item::Column::Outcome,
                Expr::value(closing.outcome),
            )
            .col_expr(comparison_item::Column::Remark, Expr::value(remark))
            .col_expr(
                comparison_item::Column::OutcomeBy,
                Expr::value(self.account_id()),
            )
            .col_expr(comparison_item::Column::OutcomeAt, Expr::value(self.at()))
            .col_expr(
                comparison_item::Column::DeliveryId,
                Expr::value(closing.delivery_id),
            )
            .filter(comparison_item::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("comparison", row.comparison_id, None);
        Ok(())
    }
}

fn condition(filter: &ItemFilter) -> Condition {
    use comparison_item::Column;
    let mut all = Condition::all().add(Column::ComparisonId.eq(filter.comparison));
    if let Some(communities) = &filter.communities {
        let mut of = Condition::any().add(Column::Community.is_in(communities));
        if filter.unplaced {
            of = of.add(Column::Community.is_null());
        }
        all = all.add(of);
    }
    if let Some(state) = filter.state {
        all = all.add(Column::State.eq(state.as_str()));
    }
    if let Some(field) = filter.field {
        all = all.add(Column::Fields.contains(format!(",{field},")));
    }
    if let Some(open) = filter.open {
        all = all.add(if open {
            Column::Outcome.is_null()
        } else {
            Column::Outcome.is_not_null()
        });
    }
    if let Some(run) = filter.appeared_run {
        all = all.add(Column::AppearedRun.eq(run));
    }
    if let Some(gone) = filter.gone {
        all = all.add(if gone {
            Column::GoneRun.is_not_null()
        } else {
            Column::GoneRun.is_null()
        });
    }
    all
}

/// `,3,7,`: every number stands between commas, so that one can be looked for.
fn field_text(fields: &[usize]) -> String {
    let mut text = String::from(",");
    for field in fields {
        text.push_str(&format!("{field},"));
    }
    text
}

fn missing_item() -> Problem {
    missing("item-missing", "差异")
}

/// Where an item's texts belong; sealed to comparison and key, since its id is not known before it
/// is inserted.
fn place(comparison: i64, key: i64) -> [u8; 17] {
    let mut place = *b"i................";
    place[1..9].copy_from_slice(&comparison.to_be_bytes());
    place[9..].copy_from_slice(&key.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: comparison_item::Model) -> Result<Item, Problem> {
    let place = place(row.comparison_id, row.key_blind);
    let remark = row
        .remark
        .map(|sealed| ring.open_at(&place, &sealed))
        .transpose()?
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| broken("比对差异"))?;
    Ok(Item {
        id: row.id,
        comparison_id: row.comparison_id,
        state: ItemState::parse(&row.state).ok_or_else(|| broken("比对差异"))?,
        fields: row
            .fields
            .split(',')
            .filter_map(|field| field.parse().ok())
            .collect(),
        community: row.community,
        entity_id: row.entity_id,
        body: ring.open_at(&place, &row.body)?,
        appeared_run: row.appeared_run,
        last_run: row.last_run,
        gone_run: row.gone_run,
        outcome: row.outcome,
        remark,
        outcome_by: row.outcome_by,
        outcome_at: row.outcome_at,
        delivery_id: row.delivery_id,
    })
}
