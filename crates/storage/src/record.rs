//! Source records (来源记录): one row of a delivery each, as cleaned, linked to its entity.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::SourceNo;
use catalog::survivorship::EpochDay;
use catalog::values::Values;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, Value};

use crate::KeyRing;
use crate::bulk::{Bulk, insert, insert_made};
use crate::entity::kind_no;
use crate::failure::{broken, problem};
use crate::sequence::{self, RECORD};
use crate::{Store, Timestamp, WriteTx};

/// A record to be kept, with the link to its entity.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// From [`WriteTx::reserve_records`].
    pub id: i64,
    /// What the row describes.
    pub kind: EntityKind,
    /// Number of the sheet in the workbook, from 0.
    pub sheet: i16,
    /// Row as counted by spreadsheet programs, from 1.
    pub row: i32,
    /// Keyed digest of its strong key (identity number, credit code).
    pub strong_key: Option<i64>,
    /// Keyed digest of its weak key (name, birth date and dwelling).
    pub weak_key: Option<i64>,
    /// Its values.
    pub values: Values,
    /// The entity it belongs to.
    pub entity: i64,
    /// Number of the method that linked it, as the linkage counts them.
    pub method: i16,
    /// How sure the link is, 0 to 1.
    pub score: f32,
    /// Who linked it; `None` for the machine.
    pub decided_by: Option<i64>,
    /// The entity that the machine would have linked it to, where a person's decision went before
    /// it.
    pub machine_entity: Option<i64>,
}

/// A record with what it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordView {
    /// Record id.
    pub id: i64,
    /// The delivery it stands in.
    pub delivery_id: i64,
    /// Where that came from.
    pub source: SourceNo,
    /// The day that speaks of.
    pub as_of: EpochDay,
    /// Number of the sheet, from 0.
    pub sheet: i16,
    /// Row, from 1.
    pub row: i32,
    /// Its values.
    pub values: Values,
    /// The entity it belongs to.
    pub entity: i64,
    /// Number of the method that linked it.
    pub method: i16,
    /// How sure the link is, 0 to 1.
    pub score: f32,
    /// Who linked it; `None` for the machine.
    pub decided_by: Option<i64>,
    /// When it was linked.
    pub linked_at: Timestamp,
    /// The entity that the machine would have linked it to, where a person's decision went before
    /// it.
    pub machine_entity: Option<i64>,
}

static RECORDS: Bulk<8> = Bulk {
    table: "record",
    columns: [
        "id",
        "delivery_id",
        "kind",
        "sheet",
        "row",
        "strong_key",
        "weak_key",
        "payload",
    ],
    then: "",
};

static LINKS: Bulk<7> = Bulk {
    table: "link",
    columns: [
        "record_id",
        "entity_id",
        "method",
        "score",
        "decided_by",
        "decided_at",
        "machine_entity",
    ],
    then: "",
};

/// Links without somebody who decided or another choice of the machine beside them: nearly all of a load.
static PLAIN_LINKS: Bulk<5> = Bulk {
    table: "link",
    columns: ["record_id", "entity_id", "method", "score", "decided_at"],
    then: "",
};

impl Store {
    /// The records that make up the entity an id stands for: its own and those of every entity
    /// merged into it, by entity and id.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn records_of(&self, entity: i64) -> Result<Vec<RecordView>, Problem> {
        let family = self.family_of(entity).await?;
        self.records_under(family).await
    }

    /// The records linked to some entities, by entity and id.
    pub(crate) async fn records_under(
        &self,
        entities: Vec<i64>,
    ) -> Result<Vec<RecordView>, Problem> {
        views(self.reader(), self.ring(), records_of_entities(entities)).await
    }
}

impl Store {
    /// Records of a delivery in order of their ids: at most `limit` after the record `after`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn records_of_delivery(
        &self,
        delivery: i64,
        after: i64,
        limit: u64,
    ) -> Result<Vec<RecordView>, Problem> {
        let mut select = linked_records();
        select
            .and_where(Expr::col(("record", "delivery_id")).eq(delivery))
            .and_where(Expr::col(("record", "id")).gt(after))
            .order_by(("record", "id"), Order::Asc)
            .limit(limit);
        views(self.reader(), self.ring(), select).await
    }
}

impl WriteTx {
    /// Takes `count` record ids and returns the first; the others follow it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reserve_records(&mut self, count: usize) -> Result<i64, Problem> {
        self.hold_registry().await?;
        let count = i64::try_from(count).expect("ids are counted in 64 bit");
        sequence::reserve(self.connection(), RECORD, count).await
    }

    /// Keeps records of a delivery with their links. Sealing runs on all cores beside the
    /// database; some ten thousand records a call are best.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_records(
        &mut self,
        delivery: i64,
        records: Vec<NewRecord>,
    ) -> Result<(), Problem> {
        self.hold_registry().await?;
        let at = self.at();
        let (plain, others): (Vec<&NewRecord>, Vec<_>) =
            records.iter().partition(|record| is_plain(record));
        let plain = plain.into_iter().flat_map(|one| plain_link(one, at));
        let others = others.into_iter().flat_map(|one| link(one, at));
        let (plain, others) = (plain.collect(), others.collect());
        let ring = self.ring.clone();
        insert_made(
            self.connection(),
            &RECORDS,
            records,
            move |record: NewRecord| record_values(&ring, delivery, &record),
        )
        .await?;
        insert(self.connection(), &PLAIN_LINKS, plain).await?;
        insert(self.connection(), &LINKS, others).await
    }
}

fn is_plain(record: &NewRecord) -> bool {
    record.decided_by.is_none() && record.machine_entity.is_none()
}

fn plain_link(record: &NewRecord, at: Timestamp) -> [Value; 5] {
    [
        record.id.into(),
        record.entity.into(),
        record.method.into(),
        record.score.into(),
        at.into(),
    ]
}

fn link(record: &NewRecord, at: Timestamp) -> [Value; 7] {
    let [id, entity, method, score, at] = plain_link(record, at);
    let (by, machine) = (record.decided_by, record.machine_entity);
    [id, entity, method, score, by.into(), at, machine.into()]
}

fn record_values(ring: &KeyRing, delivery: i64, record: &NewRecord) -> [Value; 8] {
    [
        record.id.into(),
        delivery.into(),
        kind_no(record.kind).into(),
        record.sheet.into(),
        record.row.into(),
        record.strong_key.into(),
        record.weak_key.into(),
        seal(ring, record.id, &record.values).into(),
    ]
}

/// Bytes that most records need at most.
const USUAL: usize = 512;

/// Where a record's payload belongs; sealed to it.
fn place(id: i64) -> [u8; 9] {
    let mut place = *b"r........";
    place[1..].copy_from_slice(&id.to_be_bytes());
    place
}

pub(crate) fn seal(ring: &KeyRing, id: i64, values: &Values) -> Vec<u8> {
    let plain = Vec::with_capacity(USUAL);
    let plain = postcard::to_extend(values, plain).expect("values are numbers and texts");
    ring.seal_at(&place(id), &plain)
}

/// The values of a sealed payload.
pub(crate) fn open(ring: &KeyRing, id: i64, payload: &[u8]) -> Result<Values, Problem> {
    let plain = ring.open_at(&place(id), payload)?;
    postcard::from_bytes(&plain).map_err(|_| broken("来源记录"))
}

/// Records of some entities with link and delivery, in order of entity and record.
pub(crate) fn records_of_entities(entities: Vec<i64>) -> SelectStatement {
    let mut select = linked_records();
    select
        .and_where(Expr::col(("link", "entity_id")).is_in(entities))
        .order_by(("link", "entity_id"), Order::Asc)
        .order_by(("record", "id"), Order::Asc);
    select
}

/// The columns that [`view`] reads.
pub(crate) fn linked_records() -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("record", "id"))
        .column(("record", "delivery_id"))
        .column(("delivery", "source_no"))
        .column(("delivery", "as_of"))
        .column(("record", "sheet"))
        .column(("record", "row"))
        .column(("record", "payload"))
        .column(("link", "entity_id"))
        .column(("link", "method"))
        .column(("link", "score"))
        .column(("link", "decided_by"))
        .column(("link", "decided_at"))
        .column(("link", "machine_entity"))
        .from("link")
        .inner_join(
            "record",
            Expr::col(("record", "id")).equals(("link", "record_id")),
        )
        .inner_join(
            "delivery",
            Expr::col(("delivery", "id")).equals(("record", "delivery_id")),
        );
    select
}

async fn views(
    connection: &impl ConnectionTrait,
    ring: &KeyRing,
    select: SelectStatement,
) -> Result<Vec<RecordView>, Problem> {
    let rows = connection.query_all(&select).await.map_err(problem)?;
    rows.iter().map(|row| view(ring, row)).collect()
}

/// A row of [`linked_records`].
pub(crate) fn view(ring: &KeyRing, row: &sea_orm::QueryResult) -> Result<RecordView, Problem> {
    let read = || -> Result<_, sea_orm::DbErr> {
        let payload: Vec<u8> = row.try_get_by_index(6)?;
        let source: i32 = row.try_get_by_index(2)?;
        let view = RecordView {
            id: row.try_get_by_index(0)?,
            delivery_id: row.try_get_by_index(1)?,
            source: SourceNo(0),
            as_of: row.try_get_by_index(3)?,
            sheet: row.try_get_by_index(4)?,
            row: row.try_get_by_index(5)?,
            values: Values::new(),
            entity: row.try_get_by_index(7)?,
            method: row.try_get_by_index(8)?,
            score: row.try_get_by_index(9)?,
            decided_by: row.try_get_by_index(10)?,
            linked_at: row.try_get_by_index(11)?,
            machine_entity: row.try_get_by_index(12)?,
        };
        Ok((view, source, payload))
    };
    let (view, source, payload) = read().map_err(problem)?;
    Ok(RecordView {
        source: SourceNo(u16::try_from(source).map_err(|_| broken("来源编号"))?),
        values: open(ring, view.id, &payload)?,
        ..view
    })
}
