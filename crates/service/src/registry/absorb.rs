//! Rows become records of entities: place each row, link it, let its values compete, store it.
//! One open transaction takes all of it; nothing is visible before that commits.

use std::collections::BTreeSet;

use catalog::area::AreaTree;
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::source::{Source, Sources, no as source_no};
use catalog::survivorship::{Candidate, Current, EpochDay};
use catalog::values::Values;
use intake::address::AddressParts;
use linkage::{
    Decision, ExactLinker, KeyMaker, LinkIndex, LinkInput, Linker, Method, dwelling_keys,
    person_keys, place_keys,
};
use rustc_hash::FxHashMap;
use storage::{EntityRow, KeyRing, Mention, MentionRole, NewRecord, WriteTx};

use super::address_book::{DWELLING_DOMAIN, Known, dwelling_key_text};
use super::decided::print_of;
use super::duplicates::ask_about_doubts;
use super::place::Placer;
use super::{Registry, community_of};
use crate::wire::delivery::LinkCounts;

/// A cleaned row on its way into the registry.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Sheet, from 0.
    pub sheet: u16,
    /// Row of the sheet as people count it, from 1.
    pub row: u32,
    /// Canonical values.
    pub values: Values,
    /// Where the person lives or the place or dwelling stands.
    pub home: Option<AddressParts>,
    /// Where the person is registered.
    pub hukou: Option<AddressParts>,
    /// The entity, when it is known beforehand (a corrected cell of a form).
    pub entity: Option<i64>,
}

/// Where the rows come from.
pub struct Origin<'a> {
    /// The source.
    pub source: &'a Source,
    /// The delivery that the records belong to.
    pub delivery: i64,
    /// The day the source speaks of.
    pub as_of: EpochDay,
}

/// Takes rows into an open transaction.
pub struct Absorber<'a> {
    /// The open transaction.
    pub tx: WriteTx,
    registry: &'a mut Registry,
    areas: &'a AreaTree,
    keys: &'a KeyRing,
    origin: Origin<'a>,
    counts: LinkCounts,
    doubts: BTreeSet<(i64, i64)>,
}

/// Makes blind keys for linkage with the installation's key.
pub struct BlindKeys<'a>(pub &'a KeyRing);

impl KeyMaker for BlindKeys<'_> {
    fn key(&self, domain: &'static str, text: &str) -> linkage::Key {
        linkage::Key(self.0.blind(domain, text))
    }
}

struct Placed {
    row: Row,
    keys: LinkInput,
}

/// Where a row belongs.
#[derive(Debug, Clone, Copy)]
struct Belongs {
    /// The entity that the machine links it to.
    by_machine: i64,
    /// The entity that it is linked to: the machine's unless a person split rows like it off.
    linked: i64,
    /// The entity that its values compete in: the linked one, or what that was merged into.
    root: i64,
}

/// Most people put beside one new person.
const DOUBTS_OF_ONE: usize = 5;

impl<'a> Absorber<'a> {
    /// Takes rows of one origin into a transaction.
    pub fn new(
        tx: WriteTx,
        registry: &'a mut Registry,
        areas: &'a AreaTree,
        keys: &'a KeyRing,
        origin: Origin<'a>,
    ) -> Self {
        Self {
            tx,
            registry,
            areas,
            keys,
            origin,
            counts: LinkCounts::default(),
            doubts: BTreeSet::new(),
        }
    }

    /// What happened so far.
    pub fn counts(&self) -> LinkCounts {
        self.counts
    }

    /// Puts to people what could not be decided, and hands back the transaction.
    pub async fn finish(mut self) -> Result<WriteTx, Problem> {
        if !self.doubts.is_empty() {
            let people = self.registry.people.len();
            ask_about_doubts(&mut self.tx, &self.doubts, people).await?;
        }
        Ok(self.tx)
    }

    /// Absorbs a batch of rows.
    pub async fn absorb(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        self.absorb_as(self.origin.source.entity, rows).await
    }

    /// Absorbs a batch of rows about one kind of entity, whatever the source is usually about.
    pub async fn absorb_as(&mut self, kind: EntityKind, rows: Vec<Row>) -> Result<(), Problem> {
        match kind {
            EntityKind::Dwelling => self.absorb_dwellings(rows).await,
            EntityKind::Place => self.absorb_places(rows).await,
            EntityKind::Person | EntityKind::Household | EntityKind::Form => {
                self.absorb_people(rows).await
            }
        }
    }

    async fn absorb_dwellings(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        let placed = rows
            .into_iter()
            .map(|row| self.place_dwelling(row))
            .collect();
        self.store(EntityKind::Dwelling, placed).await
    }

    fn place_dwelling(&mut self, mut row: Row) -> Placed {
        let parts = row.home.clone().unwrap_or_default();
        // A door that its community founds brings its community along.
        let founded_in = row
            .values
            .get(no::SITE_COMMUNITY)
            .and_then(|code| code.parse().ok());
        let community = founded_in
            .or_else(|| self.placer().named(&row))
            .or_else(|| self.placer().site(&parts, None).community);
        let mut keys = LinkInput::default();
        if let Some(community) = &community {
            row.values.set(no::SITE_COMMUNITY, community.to_string());
            if let Some(estate) = &parts.estate {
                row.values.set(no::ESTATE, estate.clone());
                self.registry
                    .addresses
                    .learn(estate, parts.building.as_deref(), community);
            }
            set_parts(&mut row.values, &parts);
            if let Some(text) = dwelling_key_text(&parts, community) {
                keys = dwelling_keys(&text, &BlindKeys(self.keys));
            }
        }
        if keys.strong.is_none() {
            self.counts.address_unresolved += 1;
        }
        Placed { row, keys }
    }

    async fn absorb_places(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        let mut placed = Vec::with_capacity(rows.len());
        for mut row in rows {
            self.counts.address_unresolved += u64::from(self.placer().place(&mut row));
            let keys = place_keys(&row.values, &BlindKeys(self.keys));
            placed.push(Placed { row, keys });
        }
        self.store(EntityKind::Place, placed).await
    }

    async fn absorb_people(&mut self, mut rows: Vec<Row>) -> Result<(), Problem> {
        if self.origin.source.no == source_no::DOOR_TO_DOOR {
            self.found_dwellings(&rows).await?;
        }
        let written = rows
            .iter()
            .flat_map(|row| row.home.iter().chain(&row.hukou));
        self.registry.addresses.learn_doors(written);
        let registers = self.origin.source.registers_hukou;
        for row in &mut rows {
            let lost = self.placer().person(row, registers);
            self.counts.address_unresolved += u64::from(lost);
        }
        if self.origin.source.registers_hukou {
            self.found_households(&mut rows).await?;
        }
        if self.origin.source.no == source_no::BIRTH {
            self.place_with_mothers(&mut rows).await?;
        }
        let maker = BlindKeys(self.keys);
        let placed = rows
            .into_iter()
            .map(|row| {
                let home = row
                    .values
                    .get(no::HOME_DWELLING)
                    .or_else(|| row.values.get(no::HUKOU_DWELLING));
                let keys = person_keys(&row.values, home.and_then(|id| id.parse().ok()), &maker);
                Placed { row, keys }
            })
            .collect();
        self.store(EntityKind::Person, placed).await
    }

    fn placer(&self) -> Placer<'_> {
        Placer {
            addresses: &self.registry.addresses,
            dwellings: &self.registry.dwellings,
            areas: self.areas,
            keys: self.keys,
        }
    }

    /// A community knows its own doors: a full address in its list that no dwelling answers to
    /// founds one.
    async fn found_dwellings(&mut self, rows: &[Row]) -> Result<(), Problem> {
        let mut new: FxHashMap<i64, Row> = FxHashMap::default();
        for row in rows {
            let Some(parts) = row.home.as_ref().filter(|parts| !parts.outside) else {
                continue;
            };
            let named = self.placer().named(row);
            let site = self.placer().site(parts, named.as_ref());
            let (None, Some(community)) = (site.dwelling, site.community) else {
                continue;
            };
            let parts = match self.registry.addresses.known(parts, &community) {
                Known::AsWritten => parts.clone(),
                Known::Alias(other) => other,
                // A name that is nearly that of an estate may be its misspelling or another one.
                Known::Variant(_) => continue,
            };
            let Some(text) = dwelling_key_text(&parts, &community) else {
                continue;
            };
            let mut values = Values::new();
            values.set(no::SITE_COMMUNITY, community.to_string());
            values.set(no::ESTATE, parts.estate.clone().unwrap_or_default());
            set_parts(&mut values, &parts);
            let key = self.keys.blind(DWELLING_DOMAIN, &text);
            new.entry(key).or_insert_with(|| Row {
                sheet: row.sheet,
                row: row.row,
                values,
                home: Some(parts),
                ..Row::default()
            });
        }
        let mut rows: Vec<Row> = new.into_values().collect();
        rows.sort_by_key(|row| (row.sheet, row.row));
        let counts = self.counts;
        self.absorb_dwellings(rows).await?;
        // The card counts the rows of the list, which are people.
        self.counts = counts;
        Ok(())
    }

    /// Whoever stands in one booklet is a household with a number for life; each member's row
    /// gets that number.
    async fn found_households(&mut self, rows: &mut [Row]) -> Result<(), Problem> {
        let maker = BlindKeys(self.keys);
        let keys: Vec<Option<linkage::Key>> = rows
            .iter()
            .map(|row| {
                let text = household_key_text(&row.values)?;
                Some(maker.key("household", &text))
            })
            .collect();
        let mut places: FxHashMap<linkage::Key, usize> = FxHashMap::default();
        let mut households: Vec<Placed> = Vec::new();
        for (row, key) in rows.iter().zip(&keys) {
            let Some(key) = key else { continue };
            let place = *places.entry(*key).or_insert_with(|| {
                households.push(household_of(row, *key));
                households.len() - 1
            });
            note_head(&mut households[place].row.values, &row.values);
        }
        let counts = self.counts;
        self.store(EntityKind::Household, households).await?;
        // The card counts the rows of the list, which are people.
        self.counts = counts;
        for (row, key) in rows.iter_mut().zip(keys) {
            if let Some(household) = key.and_then(|key| self.registry.households.strong(key)) {
                row.values.set(no::HOUSEHOLD, household.to_string());
            }
        }
        Ok(())
    }

    /// Whom a record names by number, so that the tie can be found from that person.
    fn mention(&self, kind: EntityKind, record: i64, values: &Values) -> Option<Mention> {
        let (role, element) = match kind {
            EntityKind::Dwelling => (MentionRole::Owner, no::OWNER_ID_NUMBER),
            EntityKind::Person => (MentionRole::Mother, no::MOTHER_ID_NUMBER),
            _ => return None,
        };
        let key = identity_key(values.get(element)?, self.keys)?;
        Some(Mention {
            record,
            role,
            person_key: key.0,
        })
    }

    /// A newborn lives where the mother does.
    async fn place_with_mothers(&mut self, rows: &mut [Row]) -> Result<(), Problem> {
        let mother_of = |row: &Row| {
            let number = row.values.get(no::MOTHER_ID_NUMBER)?;
            self.registry
                .people
                .strong(identity_key(number, self.keys)?)
        };
        let mothers: Vec<Option<i64>> = rows
            .iter()
            .map(|row| mother_of(row).map(|mother| self.registry.decided.root(mother)))
            .collect();
        let known = self
            .tx
            .currents(&mothers.iter().flatten().copied().collect::<Vec<_>>())
            .await?;
        for (row, mother) in rows.iter_mut().zip(mothers) {
            let Some(mother) = mother.and_then(|id| known.get(&id)) else {
                continue;
            };
            for element in [
                no::HOME_DWELLING,
                no::HOME_COMMUNITY,
                no::HUKOU_DWELLING,
                no::HUKOU_COMMUNITY,
            ] {
                if row.values.get(element).is_none()
                    && let Some(text) = mother.text(element)
                {
                    row.values.set(element, text);
                }
            }
        }
        Ok(())
    }

    /// Links placed rows, lets their values compete and stores records and entities.
    async fn store(&mut self, kind: EntityKind, placed: Vec<Placed>) -> Result<(), Problem> {
        if placed.is_empty() {
            return Ok(());
        }
        let inputs: Vec<LinkInput> = placed.iter().map(|placed| placed.keys).collect();
        let decisions = ExactLinker.link(&inputs, self.registry.index(kind));
        let (entities, founded) = self.entities_of(&placed, &decisions).await?;
        if kind == EntityKind::Person {
            self.note_doubts(&inputs, &entities, &founded);
        }
        let belongs: Vec<Belongs> = placed
            .iter()
            .zip(&entities)
            .map(|(placed, entity)| self.belongs(placed, *entity))
            .collect();
        let known = self.currents(&belongs, &founded).await?;
        let first_record = self.tx.reserve_records(placed.len()).await?;

        let mut changed: FxHashMap<i64, Current> = FxHashMap::default();
        let mut order = Vec::new();
        let mut records = Vec::with_capacity(placed.len());
        let mut mentions = Vec::new();
        for ((placed, belongs), (record, decision)) in placed
            .into_iter()
            .zip(&belongs)
            .zip((first_record..).zip(&decisions))
        {
            let current = changed.entry(belongs.root).or_insert_with(|| {
                order.push(belongs.root);
                known.get(&belongs.root).cloned().unwrap_or_default()
            });
            let seen_before = !current.sources.is_empty();
            current.absorb(
                Sources::shipped(),
                Candidate {
                    record,
                    source: self.origin.source.no,
                    as_of: self.origin.as_of,
                    values: &placed.row.values,
                },
            );
            if seen_before {
                self.counts.existing += 1;
            } else {
                self.counts.new += 1;
            }
            // The index holds where the machine puts rows, whatever people say of them.
            self.registry
                .index(kind)
                .insert(placed.keys, belongs.by_machine);
            mentions.extend(self.mention(kind, record, &placed.row.values));
            records.push(new_record(placed, record, kind, *belongs, decision));
        }
        let rows = order
            .into_iter()
            .filter_map(|id| changed.remove(&id).map(|current| (id, current)))
            .map(|(id, current)| EntityRow {
                id,
                kind,
                community: community_of(kind, &current),
                current,
            })
            .collect();
        self.tx
            .insert_records(self.origin.delivery, records)
            .await?;
        self.tx.insert_mentions(mentions).await?;
        self.tx.upsert_entities(self.origin.delivery, rows).await
    }

    /// Remembers each new person beside those whose name, birth date and dwelling are the same,
    /// which the linker saw and could not choose among.
    fn note_doubts(&mut self, inputs: &[LinkInput], entities: &[i64], founded: &BTreeSet<i64>) {
        for (input, entity) in inputs.iter().zip(entities) {
            let (true, Some(weak)) = (founded.contains(entity), input.weak) else {
                continue;
            };
            let hits = self.registry.people.weak(weak);
            let others = hits
                .iter()
                .map(|hit| self.registry.decided.root(hit.entity));
            self.doubts.extend(
                others
                    .filter(|other| other != entity)
                    .take(DOUBTS_OF_ONE)
                    .map(|other| (other, *entity)),
            );
        }
    }

    /// Where a row belongs: what the machine says, and what people said before it.
    fn belongs(&self, placed: &Placed, entity: i64) -> Belongs {
        let decided = &self.registry.decided;
        let (by_machine, linked) = if placed.row.entity.is_some() {
            (decided.origin(entity).unwrap_or(entity), entity)
        } else if decided.has_pins() {
            let print = print_of(&placed.row.values, self.keys);
            (entity, decided.place(entity, print))
        } else {
            (entity, entity)
        };
        Belongs {
            by_machine,
            linked,
            root: decided.root(linked),
        }
    }

    /// The entity of each row, and the ids that are new with this batch.
    async fn entities_of(
        &mut self,
        placed: &[Placed],
        decisions: &[Decision],
    ) -> Result<(Vec<i64>, BTreeSet<i64>), Problem> {
        let groups = decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::New { group, .. } => Some(*group as usize + 1),
                Decision::Existing { .. } => None,
            })
            .max()
            .unwrap_or(0);
        let first = if groups > 0 {
            self.tx.reserve_entities(groups).await?
        } else {
            0
        };
        let mut founded = BTreeSet::new();
        let entities = placed
            .iter()
            .zip(decisions)
            .map(|(placed, decision)| match (placed.row.entity, decision) {
                (Some(entity), _) => entity,
                (None, Decision::Existing { entity, .. }) => *entity,
                (None, Decision::New { group, .. }) => {
                    let entity = first + i64::from(*group);
                    founded.insert(entity);
                    entity
                }
            })
            .collect();
        Ok((entities, founded))
    }

    async fn currents(
        &mut self,
        belongs: &[Belongs],
        founded: &BTreeSet<i64>,
    ) -> Result<FxHashMap<i64, Current>, Problem> {
        let mut known: Vec<i64> = belongs
            .iter()
            .map(|belongs| belongs.root)
            .filter(|id| !founded.contains(id))
            .collect();
        known.sort_unstable();
        known.dedup();
        self.tx.currents(&known).await
    }
}

/// The strong key of a person with an identity number; none when the number is not valid.
pub fn identity_key(number: &str, keys: &KeyRing) -> Option<linkage::Key> {
    let mut values = Values::new();
    values.set(no::ID_NUMBER, number);
    person_keys(&values, None, &BlindKeys(keys)).strong
}

/// What makes a household one: the booklet's number and the door it is kept for; without a
/// number the door alone. Numbers of two police stations may be alike, so a number counts
/// together with the door, or with the community when the door is not known.
fn household_key_text(values: &Values) -> Option<String> {
    let number = values.get(no::HOUSEHOLD_NO).unwrap_or_default();
    let door = values.get(no::HUKOU_DWELLING);
    match (number, door) {
        ("", None) => None,
        (number, Some(door)) => Some(format!("{number}|door {door}")),
        (number, None) => {
            let community = values.get(no::HUKOU_COMMUNITY).unwrap_or_default();
            Some(format!("{number}|community {community}"))
        }
    }
}

/// The record of a household, from the first row that names it.
fn household_of(row: &Row, key: linkage::Key) -> Placed {
    let mut values = Values::new();
    for element in [
        no::HOUSEHOLD_NO,
        no::HUKOU_DWELLING,
        no::HUKOU_COMMUNITY,
        no::HUKOU_ADDRESS,
    ] {
        if let Some(text) = row.values.get(element) {
            values.set(element, text);
        }
    }
    Placed {
        row: Row {
            sheet: row.sheet,
            row: row.row,
            values,
            ..Row::default()
        },
        keys: LinkInput {
            strong: Some(key),
            weak: None,
        },
    }
}

/// Code of 户主 in GB/T 4761.
const HEAD: &str = "02";

/// Notes name and number of the head, when this row is the head's.
fn note_head(household: &mut Values, member: &Values) {
    if member.get(no::RELATION_TO_HEAD) != Some(HEAD) {
        return;
    }
    for (own, of_head) in [
        (no::NAME, no::HEAD_NAME),
        (no::ID_NUMBER, no::HEAD_ID_NUMBER),
    ] {
        if let Some(text) = member.get(own) {
            household.set(of_head, text);
        }
    }
}

fn new_record(
    placed: Placed,
    id: i64,
    kind: EntityKind,
    belongs: Belongs,
    decision: &Decision,
) -> NewRecord {
    let by_person = placed.row.entity.is_some();
    NewRecord {
        id,
        kind,
        sheet: i16::try_from(placed.row.sheet).unwrap_or(i16::MAX),
        row: i32::try_from(placed.row.row).unwrap_or(i32::MAX),
        strong_key: placed.keys.strong.map(|key| key.0),
        weak_key: placed.keys.weak.map(|key| key.0),
        values: placed.row.values,
        entity: belongs.linked,
        method: if by_person {
            Method::Alone.number()
        } else {
            decision.method().number()
        },
        score: if by_person { 1.0 } else { decision.score() },
        decided_by: None,
        machine_entity: (belongs.by_machine != belongs.linked).then_some(belongs.by_machine),
    }
}

fn set_parts(values: &mut Values, parts: &AddressParts) {
    for (element, text) in [
        (no::BUILDING, &parts.building),
        (no::UNIT, &parts.unit),
        (no::FLOOR, &parts.floor),
        (no::ROOM, &parts.room),
    ] {
        if let Some(text) = text {
            values.set(element, text.clone());
        }
    }
}
