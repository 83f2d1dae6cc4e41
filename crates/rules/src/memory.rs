//! A few people, dwellings, places and households in memory, as facts and as columns: the test cases of a
//! policy run over both, and so do the tests of this crate.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::element::{DataElement, Dictionary, ElementNo, no};
use catalog::source::SourceNo;

use crate::columns::{Bits, Column, Columns, Data, Elsewhere, Index, Marks, Members, Validity};
use crate::facts::{Entity, Fact, Facts, MemberList};
use crate::subject::{Relation, Subject};
use crate::three::where_holds;
use crate::value::{Cell, Kind, Value};

/// One person, dwelling, place or household.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// Canonical texts by element.
    pub values: BTreeMap<ElementNo, String>,
    /// Tags it carries.
    pub tags: BTreeSet<String>,
    /// Tags of which it cannot be told.
    pub open_tags: BTreeSet<String>,
    /// Sources with an active record.
    pub sources: BTreeSet<SourceNo>,
    /// Spouse, children and parents, where they are known; others follow from values.
    pub kin: BTreeMap<Relation, Kin>,
}

/// Known relatives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kin {
    /// Ids of people.
    pub ids: Vec<i64>,
    /// Whether they are all.
    pub complete: bool,
}

/// A few people, dwellings, places and households.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    /// 人
    pub people: Vec<Entry>,
    /// 房
    pub dwellings: Vec<Entry>,
    /// 单位
    pub places: Vec<Entry>,
    /// 户; whose members name it by its id, and whose dwelling is the one of registration.
    pub households: Vec<Entry>,
}

impl World {
    /// The entries of a subject.
    #[must_use]
    pub fn of(&self, subject: Subject) -> &[Entry] {
        match subject {
            Subject::Person => &self.people,
            Subject::Dwelling => &self.dwellings,
            Subject::Place => &self.places,
            Subject::Household => &self.households,
        }
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(&mut self, subject: Subject) -> &mut Vec<Entry> {
        match subject {
            Subject::Person => &mut self.people,
            Subject::Dwelling => &mut self.dwellings,
            Subject::Place => &mut self.places,
            Subject::Household => &mut self.households,
        }
    }

    fn entry(&self, of: Entity) -> Option<&Entry> {
        self.of(of.subject).iter().find(|entry| entry.id == of.id)
    }

    /// Rows of the members of a row's set, and whether they are all.
    fn rows_of(&self, relation: Relation, row: usize) -> (Vec<usize>, bool) {
        let own = &self.of(relation.from())[row];
        let others = self.of(relation.to());
        let matching = |holds: &dyn Fn(&Entry) -> bool| -> Vec<usize> {
            let rows = others.iter().enumerate();
            rows.filter(|(_, other)| holds(other))
                .map(|(at, _)| at)
                .collect()
        };
        let shares = |element: ElementNo, living: bool| match own.values.get(&element) {
            Some(shared) => (
                matching(&|other| {
                    other.id != own.id
                        && other.values.get(&element) == Some(shared)
                        && !(living && is_dead(other))
                }),
                true,
            ),
            None => (Vec::new(), false),
        };
        let points_to = |element: ElementNo| match own.values.get(&element) {
            Some(target) => {
                let found = matching(&|other| other.id.to_string() == *target);
                let complete = !found.is_empty();
                (found, complete)
            }
            None => (Vec::new(), false),
        };
        let pointed_at = |element: ElementNo, living: bool| {
            let id = own.id.to_string();
            let found = matching(&|other| {
                other.values.get(&element) == Some(&id) && !(living && is_dead(other))
            });
            (found, true)
        };
        match relation {
            Relation::Housemates => shares(no::HOME_DWELLING, true),
            Relation::Household => shares(no::HOUSEHOLD_NO, false),
            Relation::Spouse | Relation::Children | Relation::Parents => {
                match own.kin.get(&relation) {
                    Some(kin) => (matching(&|other| kin.ids.contains(&other.id)), kin.complete),
                    None => (Vec::new(), false),
                }
            }
            Relation::Home => points_to(no::HOME_DWELLING),
            Relation::HukouDwelling | Relation::HouseholdDwelling => points_to(no::HUKOU_DWELLING),
            Relation::Site => points_to(no::SITE_DWELLING),
            Relation::Residents => pointed_at(no::HOME_DWELLING, true),
            Relation::Registered => pointed_at(no::HUKOU_DWELLING, false),
            Relation::PlacesIn => pointed_at(no::SITE_DWELLING, false),
            Relation::Members => pointed_at(no::HOUSEHOLD, false),
        }
    }
}

fn is_dead(entry: &Entry) -> bool {
    entry.values.contains_key(&no::DEATH_DATE)
}

impl Facts for World {
    fn value(&self, of: Entity, element: ElementNo) -> Option<Fact> {
        let text = self.entry(of)?.values.get(&element)?.clone();
        Some(Fact {
            text,
            record: None,
            source: None,
        })
    }

    fn is_alive(&self, of: Entity) -> bool {
        !self.entry(of).is_some_and(is_dead)
    }

    fn tag(&self, of: Entity, name: &str) -> Option<bool> {
        let entry = self.entry(of)?;
        (!entry.open_tags.contains(name)).then(|| entry.tags.contains(name))
    }

    fn source(&self, of: Entity, source: SourceNo) -> Option<bool> {
        Some(self.entry(of)?.sources.contains(&source))
    }

    fn members(&self, of: Entity, relation: Relation) -> MemberList {
        let row = self
            .of(of.subject)
            .iter()
            .position(|entry| entry.id == of.id);
        let Some(row) = row.filter(|_| relation.from() == of.subject) else {
            return MemberList::default();
        };
        let (rows, complete) = self.rows_of(relation, row);
        let others = self.of(relation.to());
        MemberList {
            members: rows
                .into_iter()
                .map(|row| Entity {
                    subject: relation.to(),
                    id: others[row].id,
                })
                .collect(),
            complete,
        }
    }
}

/// A world in columns.
#[derive(Debug)]
pub struct WorldColumns {
    tables: [Table; 4],
}

#[derive(Debug, Default)]
struct Table {
    rows: usize,
    columns: BTreeMap<ElementNo, Held>,
    alive: Vec<u64>,
    tags: BTreeMap<String, (Vec<u64>, Vec<u64>)>,
    sources: BTreeMap<SourceNo, Vec<u64>>,
    lists: BTreeMap<Relation, Lists>,
}

#[derive(Debug)]
struct Lists {
    offsets: Vec<u32>,
    members: Vec<u32>,
    complete: Vec<u64>,
}

/// The values of an element.
#[derive(Debug)]
struct Held {
    values: HeldValues,
    valid: Vec<u64>,
}

#[derive(Debug)]
enum HeldValues {
    Doubles(Vec<f64>),
    Days(Vec<i32>),
    Ids(Vec<i64>),
    YesNo(Vec<u64>),
    Coded(Vec<u16>, Vec<Cow<'static, str>>),
    Texts(Vec<i32>, String),
    Areas(Vec<u16>, Vec<AreaCode>),
}

impl WorldColumns {
    /// The world in columns.
    #[must_use]
    pub fn of(world: &World) -> Self {
        Self {
            tables: Subject::ALL.map(|subject| Table::of(world, subject)),
        }
    }

    /// The rows of a subject.
    #[must_use]
    pub fn table(&self, subject: Subject) -> impl Columns + '_ {
        WorldTable {
            world: self,
            subject,
        }
    }
}

struct WorldTable<'a> {
    world: &'a WorldColumns,
    subject: Subject,
}

impl WorldTable<'_> {
    fn table(&self) -> &Table {
        &self.world.tables[self.subject as usize]
    }
}

impl Columns for WorldTable<'_> {
    fn rows(&self) -> usize {
        self.table().rows
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        let held = self.table().columns.get(&element)?;
        let data = match &held.values {
            HeldValues::Doubles(values) => Data::Doubles(values),
            HeldValues::Days(values) => Data::Days(values),
            HeldValues::Ids(values) => Data::Ids(values),
            HeldValues::YesNo(words) => Data::YesNo(Bits::Words(words)),
            HeldValues::Coded(index, words) => Data::Coded(Index::Shorts(index), words),
            HeldValues::Texts(offsets, text) => Data::Texts(offsets, text),
            HeldValues::Areas(index, codes) => Data::Areas(Index::Shorts(index), codes),
        };
        Some(Column {
            data,
            validity: Validity::Where(Bits::Words(&held.valid)),
        })
    }

    fn alive(&self) -> Option<Bits<'_>> {
        Some(Bits::Words(&self.table().alive))
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        // A tag that nobody carries is known to be carried by nobody.
        Some(match self.table().tags.get(name) {
            Some((yes, known)) => Marks {
                yes: yes.into(),
                known: Some(known.into()),
            },
            None => Marks {
                yes: vec![0; self.rows().div_ceil(64)].into(),
                known: None,
            },
        })
    }

    fn source(&self, source: SourceNo) -> Option<Marks<'_>> {
        Some(match self.table().sources.get(&source) {
            Some(yes) => Marks::certain(yes),
            None => Marks {
                yes: vec![0; self.rows().div_ceil(64)].into(),
                known: None,
            },
        })
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        let lists = self.table().lists.get(&relation)?;
        Some(Members {
            elsewhere: Elsewhere::default(),
            table: Some(Box::new(WorldTable {
                world: self.world,
                subject: relation.to(),
            })),
            list_of: None,
            offsets: &lists.offsets,
            members: &lists.members,
            complete: Some(Bits::Words(&lists.complete)),
            without_self: false,
        })
    }
}

fn bits(entries: &[Entry], holds: impl Fn(&Entry) -> bool) -> Vec<u64> {
    let flags: Vec<bool> = entries.iter().map(holds).collect();
    where_holds(&flags, |flag| flag)
}

impl Table {
    fn of(world: &World, subject: Subject) -> Self {
        let entries = world.of(subject);
        let tags: BTreeSet<&String> = entries
            .iter()
            .flat_map(|entry| entry.tags.iter().chain(&entry.open_tags))
            .collect();
        let sources: BTreeSet<SourceNo> = entries
            .iter()
            .flat_map(|entry| entry.sources.iter().copied())
            .collect();
        Self {
            rows: entries.len(),
            columns: Dictionary::shipped()
                .all()
                .iter()
                .filter_map(|element| Some((element.no, held(entries, element)?)))
                .collect(),
            alive: bits(entries, |entry| !is_dead(entry)),
            tags: tags
                .into_iter()
                .map(|tag| {
                    let yes = bits(entries, |entry| entry.tags.contains(tag));
                    let known = bits(entries, |entry| !entry.open_tags.contains(tag));
                    (tag.clone(), (yes, known))
                })
                .collect(),
            sources: sources
                .into_iter()
                .map(|source| {
                    (
                        source,
                        bits(entries, |entry| entry.sources.contains(&source)),
                    )
                })
                .collect(),
            lists: Relation::ALL
                .into_iter()
                .filter(|relation| relation.from() == subject)
                .map(|relation| (relation, lists(world, relation, entries.len())))
                .collect(),
        }
    }
}

fn lists(world: &World, relation: Relation, rows: usize) -> Lists {
    let mut lists = Lists {
        offsets: vec![0],
        members: Vec::new(),
        complete: vec![0; rows.div_ceil(64)],
    };
    let number = |row: usize| u32::try_from(row).expect("a world in memory is small");
    for row in 0..rows {
        let (members, complete) = world.rows_of(relation, row);
        lists.members.extend(members.into_iter().map(number));
        lists.offsets.push(number(lists.members.len()));
        lists.complete[row / 64] |= u64::from(complete) << (row % 64);
    }
    lists
}

/// The column of an element; `None` when no entry holds a value.
fn held(entries: &[Entry], element: &DataElement) -> Option<Held> {
    let values: Vec<Option<Value>> = entries
        .iter()
        .map(|entry| Value::read(element, entry.values.get(&element.no)?))
        .collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    let flags: Vec<bool> = values.iter().map(Option::is_some).collect();
    let cells: Vec<Option<Cell<'_>>> = values
        .iter()
        .map(|value| value.as_ref().map(Value::cell))
        .collect();
    Some(Held {
        values: column(&cells, element),
        valid: where_holds(&flags, |flag| flag),
    })
}

fn column(cells: &[Option<Cell<'_>>], element: &DataElement) -> HeldValues {
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    match Kind::of(element) {
        Kind::Number(_) => HeldValues::Doubles(each(cells, |cell| match cell {
            Cell::Number(number) => Some(number),
            _ => None,
        })),
        Kind::Date | Kind::Month => HeldValues::Days(each(cells, |cell| match cell {
            Cell::Day(day) => Some(day),
            _ => None,
        })),
        Kind::Dwelling => HeldValues::Ids(each(cells, |cell| match cell {
            Cell::Id(id) => Some(id),
            _ => None,
        })),
        Kind::YesNo => {
            HeldValues::YesNo(where_holds(cells, |cell| cell == Some(Cell::YesNo(true))))
        }
        Kind::Code(table) => {
            let words: Vec<Cow<'static, str>> = catalog::code_table::CodeTables::shipped()
                .get(&table)
                .map(|codes| {
                    codes
                        .entries
                        .iter()
                        .map(|entry| Cow::Borrowed(entry.code.as_str()))
                        .collect()
                })
                .unwrap_or_default();
            let index = each(cells, |cell| {
                let at = words.iter().position(|word| cell == Cell::Text(word));
                Some(at.map_or(u16::MAX, place))
            });
            HeldValues::Coded(index, words)
        }
        Kind::Area => {
            let mut codes: Vec<AreaCode> = Vec::new();
            let index = cells
                .iter()
                .map(|cell| match cell {
                    Some(Cell::Area(area)) => {
                        let at = codes.iter().position(|code| code == area);
                        place(at.unwrap_or_else(|| {
                            codes.push(*area);
                            codes.len() - 1
                        }))
                    }
                    _ => u16::MAX,
                })
                .collect();
            HeldValues::Areas(index, codes)
        }
        Kind::Text | Kind::Identifying => {
            let (mut offsets, mut text) = (vec![0], String::new());
            for cell in cells {
                if let Some(Cell::Text(held)) = cell {
                    text.push_str(held);
                }
                offsets.push(i32::try_from(text.len()).unwrap_or(i32::MAX));
            }
            HeldValues::Texts(offsets, text)
        }
    }
}

fn each<T: Default>(cells: &[Option<Cell<'_>>], take: impl Fn(Cell<'_>) -> Option<T>) -> Vec<T> {
    cells
        .iter()
        .map(|cell| (*cell).and_then(&take).unwrap_or_default())
        .collect()
}
