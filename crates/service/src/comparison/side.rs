//! Reading one side of a comparison into a list: a file, the newest delivery of a source, or the
//! registry.

use std::sync::Arc;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use catalog::survivorship::Current;
use chrono::NaiveDate;
use intake::list::{ListColumn, ListReading, read_list};
use linkage::compare::{Field, List};
use query::PersonFilter;
use rustc_hash::FxHashMap;
use storage::{DeliveryFilter, DeliveryState, Paging};

use super::definition::Side;
use super::field;
use crate::app::App;
use crate::clock;
use crate::registry::community_of;
use crate::wire::people::PeopleQuery;

/// A list with what is known about it.
pub struct ReadSide {
    /// Its rows.
    pub list: List,
    /// The entity of each row, for lists out of the registry.
    pub entities: Vec<i64>,
    /// What a person should know about it, in Chinese.
    pub notes: Vec<String>,
}

/// Entities whose values are opened at once.
const AT_ONCE: usize = 20_000;

/// Deliveries of a source that are looked through for the newest file.
const LOOK_BACK: u64 = 100;

/// Reads a side. `fields` are the ones that a list out of the registry must have.
///
/// # Errors
/// When a source has no loaded delivery, a file cannot be read, or a tag is unknown.
pub async fn read(app: &App, side: &Side, fields: &[Field]) -> Result<ReadSide, Problem> {
    match side {
        Side::Source { source } => newest_delivery(app, source).await,
        Side::Upload { object, file_name } => {
            let (list, reading) = kept_file(app, object, file_name, None).await?;
            Ok(ReadSide {
                list,
                entities: Vec::new(),
                notes: reading.notes,
            })
        }
        Side::Registry { area, basis, tags } => {
            let area = area.parse().map_err(|_| {
                Problem::bad_input("area-unknown", "比对设置里的区划已不存在，请重新建立。")
            })?;
            let asked = PeopleQuery {
                basis: Some(basis.clone()),
                tags_all: tags.clone(),
                ..PeopleQuery::default()
            };
            registry(app, area, &asked.filter(area), fields).await
        }
    }
}

async fn newest_delivery(app: &App, code: &str) -> Result<ReadSide, Problem> {
    let missing = || {
        Problem::conflict(
            "source-without-delivery",
            "所选来源还没有已导入的批次，请先在“数据交接”里交一份。",
        )
    };
    let source = Sources::shipped().by_code(code).ok_or_else(missing)?;
    let filter = DeliveryFilter {
        sources: Some(vec![source.no]),
        state: Some(DeliveryState::Loaded),
        ..DeliveryFilter::default()
    };
    let (_, deliveries) = app
        .store
        .deliveries(&filter, Paging::new(1, LOOK_BACK))
        .await?;
    let newest = deliveries
        .into_iter()
        // Corrections are deliveries without a file.
        .filter(|delivery| !delivery.object.is_empty())
        .max_by_key(|delivery| (delivery.as_of, delivery.id))
        .ok_or_else(missing)?;
    let (list, reading) = kept_file(app, &newest.object, &newest.file_name, Some(source)).await?;
    let mut notes = vec![format!(
        "“{}”用批次{}（数据日期{}，{}行）",
        source.label,
        newest.id,
        clock::day_text(newest.as_of),
        reading.rows
    )];
    notes.extend(reading.notes);
    Ok(ReadSide {
        list,
        entities: Vec::new(),
        notes,
    })
}

/// A kept file as a list.
pub async fn kept_file(
    app: &App,
    object: &str,
    file_name: &str,
    source: Option<&'static Source>,
) -> Result<(List, ListReading), Problem> {
    let objects = app.objects.clone();
    let (object, file_name) = (object.to_owned(), file_name.to_owned());
    let communities = Communities::new(app.areas(), app.root().copied());
    tokio::task::spawn_blocking(move || {
        let bytes = objects.get(&object)?;
        list_of(&bytes, &file_name, source, communities, clock::today())
    })
    .await
    .map_err(|_| stopped())?
}

/// A file as a list, with the community of each row as far as its own columns tell it.
///
/// # Errors
/// As [`read_list`].
pub fn list_of(
    bytes: &[u8],
    file_name: &str,
    source: Option<&Source>,
    mut communities: Communities,
    today: NaiveDate,
) -> Result<(List, ListReading), Problem> {
    let mut list: Option<(List, [Option<usize>; 3])> = None;
    let reading = read_list(
        bytes,
        file_name,
        source,
        today,
        &workbook::Limits::default(),
        &mut |columns, rows| {
            let (list, places) = list.get_or_insert_with(|| open(columns));
            for row in rows {
                let text = |at: usize| places[at].map_or("", |column| row.texts[column].as_str());
                let community = communities.of(text(0), text(1), text(2));
                list.push(&community, row.texts.iter().map(String::as_str));
            }
        },
    )?;
    let list = match list {
        Some((list, _)) => list,
        None => open(&reading.columns).0,
    };
    Ok((list, reading))
}

/// An empty list of some columns, and where community code, community and street stand.
fn open(columns: &[ListColumn]) -> (List, [Option<usize>; 3]) {
    let fields = columns
        .iter()
        .map(|column| match column.element {
            Some(element) => Field::Element(element),
            None => Field::Column(column.title.clone()),
        })
        .collect();
    let list = List::new(fields);
    let place = |element| list.column_of(&Field::Element(element));
    let places = [
        place(no::COMMUNITY_CODE),
        place(no::COMMUNITY),
        place(no::STREET),
    ];
    (list, places)
}

/// From what lists write about communities to their codes.
pub struct Communities {
    areas: Arc<AreaTree>,
    within: Option<AreaCode>,
    keep_names: bool,
    known: FxHashMap<(String, String), String>,
}

impl Communities {
    /// Looks names up inside an area, else everywhere; unknown names are no communities.
    pub fn new(areas: Arc<AreaTree>, within: Option<AreaCode>) -> Self {
        Self {
            areas,
            within,
            keep_names: false,
            known: FxHashMap::default(),
        }
    }

    /// Names that are not in the tree count as communities of their own.
    pub fn keeping_names(self) -> Self {
        Self {
            keep_names: true,
            ..self
        }
    }

    fn of(&mut self, code: &str, name: &str, street: &str) -> String {
        let coded = code.parse().ok().filter(|code| self.is_community(code));
        if coded.is_some() || name.is_empty() {
            return coded.map_or_else(String::new, |code: AreaCode| code.to_string());
        }
        let written = (name.to_owned(), street.to_owned());
        if let Some(known) = self.known.get(&written) {
            return known.clone();
        }
        let street = self.only(street, Level::Street, None);
        let found = self.only(name, Level::Community, street);
        let text = match found {
            Some(code) => code.to_string(),
            None if self.keep_names => name.to_owned(),
            None => String::new(),
        };
        self.known.insert(written, text.clone());
        text
    }

    fn is_community(&self, code: &AreaCode) -> bool {
        let area = self.areas.get(code);
        area.is_some_and(|area| area.level == Level::Community)
    }

    fn only(&self, name: &str, level: Level, street: Option<AreaCode>) -> Option<AreaCode> {
        if name.is_empty() {
            return None;
        }
        let roots: Vec<AreaCode> = match street.or(self.within) {
            Some(within) => vec![within],
            None => {
                let top = self.areas.all().iter().filter(|area| area.parent.is_none());
                top.map(|area| area.code).collect()
            }
        };
        let mut found = roots
            .iter()
            .flat_map(|root| self.areas.find_by_name(name, root))
            .filter(|area| area.level == level);
        let first = found.next()?;
        found.next().is_none().then_some(first.code)
    }
}

/// What the rows of the registry are that a key is about: places and dwellings by their own
/// identifiers, else people.
pub fn kind_of(fields: &[Field]) -> EntityKind {
    let kinds: Vec<EntityKind> = fields
        .iter()
        .filter_map(|field| field::element(field).map(|element| element.entity))
        .collect();
    if kinds.contains(&EntityKind::Person) {
        return EntityKind::Person;
    }
    kinds
        .into_iter()
        .find(|kind| matches!(kind, EntityKind::Place | EntityKind::Dwelling))
        .unwrap_or(EntityKind::Person)
}

/// The registry of an area as a list of some fields.
///
/// # Errors
/// When a tag is unknown or the database cannot be reached.
pub async fn registry(
    app: &App,
    area: AreaCode,
    filter: &PersonFilter,
    fields: &[Field],
) -> Result<ReadSide, Problem> {
    let kind = kind_of(fields);
    let mut side = ReadSide {
        list: List::new(fields.to_vec()),
        entities: Vec::new(),
        notes: Vec::new(),
    };
    if kind == EntityKind::Person {
        let ids = app.snapshot.load().ids(filter)?;
        for some in ids.chunks(AT_ONCE) {
            let currents = app.store.currents(some).await?;
            for id in some {
                if let Some(current) = currents.get(id) {
                    take(&mut side, kind, *id, current, fields);
                }
            }
        }
    } else {
        let areas = app.areas();
        for community in areas.communities_under(&area) {
            let code = community.code.to_string();
            for (id, current) in app.store.entities_of(kind, Some(&code)).await? {
                take(&mut side, kind, id, &current, fields);
            }
        }
    }
    side.notes
        .push(format!("底账此刻有{}行", side.entities.len()));
    Ok(side)
}

fn take(side: &mut ReadSide, kind: EntityKind, id: i64, current: &Current, fields: &[Field]) {
    let community = community_of(kind, current).unwrap_or_default();
    let texts = fields.iter().map(|field| match field {
        Field::Element(element) => current.text(*element).unwrap_or_default(),
        Field::Column(_) => "",
    });
    side.list.push(&community, texts);
    side.entities.push(id);
}

/// Something that must not happen did.
pub fn stopped() -> Problem {
    Problem::new(
        catalog::problem::ProblemKind::Internal,
        "comparison-stopped",
        "比对意外中断，没有保存结果，请重新运行。",
    )
}
