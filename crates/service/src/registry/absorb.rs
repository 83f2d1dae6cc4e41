//! Rows become records of entities: place each row, link it, let its values compete, hand it over
//! to be stored. One transaction takes all of it; nothing is visible before that commits.
//!
//! Rows come in batches. Where a row must see what the rows before it brought (a newly learned
//! estate, a newly founded household, the index of keys), the batch is gone through in file order;
//! everything else runs on all cores. While a batch is written, the next one is linked.

mod found;
mod placing;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use catalog::survivorship::{Candidate, Current, EpochDay};
use catalog::values::Values;
use intake::address::AddressParts;
use linkage::{Decision, ExactLinker, KeyMaker, LinkIndex, LinkInput, Linker, Method, person_keys};
use rayon::prelude::*;
use storage::{
    Batch, EntityRow, Held, KeyRing, Mention, MentionRole, NewRecord, WriteBehind, WriteTx,
};

use super::decided::print_of;
use super::duplicates::ask_about_doubts;
use super::{Registry, community_of, two_names};
use crate::app::App;
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
    pub home: Option<Arc<AddressParts>>,
    /// Where the person or place is registered.
    pub hukou: Option<Arc<AddressParts>>,
    /// The entity, when it is known beforehand (a corrected cell of a form).
    pub entity: Option<i64>,
}

/// Where the rows come from.
pub struct Origin<'a> {
    /// The source.
    pub source: &'a Source,
    /// The day the source speaks of.
    pub as_of: EpochDay,
    /// All areas.
    pub areas: &'a AreaTree,
}

/// Takes rows into a transaction.
pub struct Absorber<'a> {
    /// The transaction, open or still waiting for the one before it.
    pub write: WriteBehind,
    registry: &'a mut Registry,
    keys: &'a KeyRing,
    origin: Origin<'a>,
    counts: LinkCounts,
    doubts: BTreeSet<(i64, i64)>,
    names: BTreeSet<(i64, i64)>,
}

/// Makes blind keys for linkage with the installation's key.
pub struct BlindKeys<'a>(pub &'a KeyRing);

impl KeyMaker for BlindKeys<'_> {
    fn key(&self, domain: &'static str, text: &str) -> linkage::Key {
        linkage::Key(self.0.blind(domain, text))
    }
}

/// What linking could not decide.
pub struct Doubts {
    /// People who may be one.
    pairs: BTreeSet<(i64, i64)>,
    /// People whose number goes by two names, with the print of those.
    names: BTreeSet<(i64, i64)>,
    /// All of these as they are now.
    whom: Vec<EntityRow>,
    /// How many people are known.
    people: usize,
}

impl Doubts {
    /// Puts them to people.
    pub async fn ask(&self, tx: &mut WriteTx) -> Result<(), Problem> {
        if !self.names.is_empty() {
            two_names::ask(tx, &self.names, &self.whom).await?;
        }
        if self.pairs.is_empty() {
            return Ok(());
        }
        ask_about_doubts(tx, &self.pairs, &self.whom, self.people).await
    }
}

/// A row with what it is known by; where it stands is among its values now.
struct Placed {
    sheet: u16,
    row: u32,
    values: Values,
    entity: Option<i64>,
    keys: LinkInput,
}

impl Placed {
    fn new(row: Row, keys: LinkInput) -> Self {
        Self {
            sheet: row.sheet,
            row: row.row,
            values: row.values,
            entity: row.entity,
            keys,
        }
    }
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

/// An entity after the values of a batch have competed in it.
struct Competed {
    root: i64,
    held: Held,
    /// Prints of the names under which it goes and those of two people.
    names: Vec<i64>,
}

/// Most people put beside one new person.
const DOUBTS_OF_ONE: usize = 5;

/// Rows that one task works on at a time.
const TASK: usize = 512;

impl<'a> Absorber<'a> {
    /// Takes rows of one origin into a transaction that holds the registry.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn begin(
        app: &'a App,
        tx: WriteTx,
        delivery: i64,
        registry: &'a mut Registry,
        origin: Origin<'a>,
    ) -> Result<Self, Problem> {
        let write = tx.behind(&app.store, delivery).await?;
        Ok(Self::behind(write, &app.keys, registry, origin))
    }

    /// Takes rows of one origin into a write that may still wait for the one before it.
    pub fn behind(
        write: WriteBehind,
        keys: &'a KeyRing,
        registry: &'a mut Registry,
        origin: Origin<'a>,
    ) -> Self {
        registry.take_in();
        Self {
            write,
            registry,
            keys,
            origin,
            counts: LinkCounts::default(),
            doubts: BTreeSet::new(),
            names: BTreeSet::new(),
        }
    }

    /// What happened so far.
    pub fn counts(&self) -> LinkCounts {
        self.counts
    }

    /// Puts to people what could not be decided, and hands back the transaction.
    pub async fn finish(self) -> Result<WriteTx, Problem> {
        let mut absorber = self;
        let doubts = absorber.doubts().await?;
        let mut tx = absorber.write.finish().await?;
        doubts.ask(&mut tx).await?;
        Ok(tx)
    }

    /// What could not be decided, when all rows are taken.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn doubts(&mut self) -> Result<Doubts, Problem> {
        let pairs = std::mem::take(&mut self.doubts);
        let names = std::mem::take(&mut self.names);
        let of_pairs = pairs.iter().flat_map(|(one, other)| [*one, *other]);
        let of_names = names.iter().map(|(entity, _)| *entity);
        let ids: BTreeSet<i64> = of_pairs.chain(of_names).collect();
        let held = self.write.held(&Vec::from_iter(ids)).await?;
        let rows = held.into_iter().map(|(id, held)| held.row(id));
        let mut whom = rows.collect::<Result<Vec<EntityRow>, Problem>>()?;
        whom.sort_unstable_by_key(|row| row.id);
        Ok(Doubts {
            pairs,
            names,
            whom,
            people: self.registry.people.len(),
        })
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

    /// Links placed rows, lets their values compete and hands records and entities over.
    async fn store(&mut self, kind: EntityKind, placed: Vec<Placed>) -> Result<(), Problem> {
        if placed.is_empty() {
            return Ok(());
        }
        let inputs: Vec<LinkInput> = placed.iter().map(|placed| placed.keys).collect();
        let decisions = ExactLinker.link(&inputs, self.registry.index(kind));
        let (entities, founded) = self.entities_of(&placed, &decisions);
        if kind == EntityKind::Person {
            self.note_doubts(&inputs, &entities, &founded);
        }
        let belongs = self.belong(&placed, &entities);
        let first_record = self.write.reserve_records(placed.len());
        let mut batch = self.compete(kind, &placed, &belongs, first_record).await?;
        // The index holds where the machine puts rows, whatever people say of them.
        let index = self.registry.index(kind);
        for ((placed, belongs), decision) in placed.iter().zip(&belongs).zip(&decisions) {
            let mut keys = placed.keys;
            if placed.entity.is_none() && is_known_by_strong_key(decision) {
                // It was found by this key, so the index holds it.
                keys.strong = None;
            }
            index.insert(keys, belongs.by_machine);
        }
        batch.mentions = placed
            .par_iter()
            .enumerate()
            .with_min_len(TASK)
            .filter_map(|(at, placed)| self.mention(kind, first_record + at as i64, &placed.values))
            .collect();
        batch.records = placed
            .into_iter()
            .zip(first_record..)
            .zip(belongs.iter().zip(&decisions))
            .map(|((placed, id), (belongs, decision))| {
                new_record(placed, id, kind, *belongs, decision)
            })
            .collect();
        self.write.put(batch).await?;
        // The task that writes was woken on this thread, and should not wait for the next batch.
        tokio::task::yield_now().await;
        Ok(())
    }

    /// Lets the values of rows compete in their entities.
    async fn compete(
        &mut self,
        kind: EntityKind,
        placed: &[Placed],
        belongs: &[Belongs],
        first_record: i64,
    ) -> Result<Batch, Problem> {
        let mut by_root: Vec<(i64, usize)> = belongs
            .iter()
            .enumerate()
            .map(|(at, belongs)| (belongs.root, at))
            .collect();
        by_root.par_sort_unstable();
        let families: Vec<&[(i64, usize)]> = by_root.chunk_by(|a, b| a.0 == b.0).collect();
        let roots: Vec<i64> = families.iter().map(|family| family[0].0).collect();
        let known = self.write.held(&roots).await?;

        let (source, as_of) = (self.origin.source.no, self.origin.as_of);
        let keys = self.keys;
        let entities: Result<Vec<Competed>, Problem> = families
            .par_iter()
            .with_min_len(TASK / 4)
            .map(|family| {
                let root = family[0].0;
                let mut current = known
                    .get(&root)
                    .map(Held::current_lent)
                    .transpose()?
                    .unwrap_or_default();
                let mut names = Vec::new();
                for (_, at) in *family {
                    if kind == EntityKind::Person && placed[*at].entity.is_none() {
                        names.extend(other_name(&current, &placed[*at].values, keys));
                    }
                    let candidate = Candidate {
                        record: first_record + *at as i64,
                        source,
                        as_of,
                        values: &placed[*at].values,
                    };
                    current.absorb(Sources::shipped(), candidate);
                }
                let community = community_of(kind, &current);
                let held = Held::new(kind, community, &current);
                Ok(Competed { root, held, names })
            })
            .collect();
        let entities = entities?
            .into_iter()
            .map(|Competed { root, held, names }| {
                self.names
                    .extend(names.into_iter().map(|names| (root, names)));
                (root, held)
            })
            .collect();
        let new = families.len() - known.len();
        self.counts.new += new as u64;
        self.counts.existing += (placed.len() - new) as u64;
        Ok(Batch {
            entities,
            left: known.into_values().map(|held| held.community).collect(),
            ..Batch::default()
        })
    }

    /// Remembers each new person beside those whose name, birth date and dwelling are the same,
    /// which the linker saw and could not choose among.
    fn note_doubts(&mut self, inputs: &[LinkInput], entities: &[i64], founded: &Range<i64>) {
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

    /// Where rows belong: what the machine says, and what people said before it.
    fn belong(&self, placed: &[Placed], entities: &[i64]) -> Vec<Belongs> {
        let decided = &self.registry.decided;
        placed
            .par_iter()
            .zip(entities)
            .with_min_len(TASK)
            .map(|(placed, entity)| {
                let entity = *entity;
                let (by_machine, linked) = if placed.entity.is_some() {
                    (decided.origin(entity).unwrap_or(entity), entity)
                } else if decided.has_pins() {
                    let print = print_of(&placed.values, self.keys);
                    (entity, decided.place(entity, print))
                } else {
                    (entity, entity)
                };
                Belongs {
                    by_machine,
                    linked,
                    root: decided.root(linked),
                }
            })
            .collect()
    }

    /// The entity of each row, and the ids that are new with this batch.
    fn entities_of(&mut self, placed: &[Placed], decisions: &[Decision]) -> (Vec<i64>, Range<i64>) {
        let groups = decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::New { group, .. } => Some(*group as usize + 1),
                Decision::Existing { .. } => None,
            })
            .max()
            .unwrap_or(0);
        let first = self.write.reserve_entities(groups);
        let entities = placed
            .iter()
            .zip(decisions)
            .map(|(placed, decision)| match (placed.entity, decision) {
                (Some(entity), _) => entity,
                (None, Decision::Existing { entity, .. }) => *entity,
                (None, Decision::New { group, .. }) => first + i64::from(*group),
            })
            .collect();
        (entities, first..first + groups as i64)
    }
}

/// The strong key of a person with an identity number; none when the number is not valid.
pub fn identity_key(number: &str, keys: &KeyRing) -> Option<linkage::Key> {
    let mut values = Values::new();
    values.set(no::ID_NUMBER, number);
    person_keys(&values, None, &BlindKeys(keys)).strong
}

/// The print of the name an entity has and that of a row, where these are of two people.
fn other_name(current: &Current<&str>, values: &Values, keys: &KeyRing) -> Option<i64> {
    two_names::print(current.text(no::NAME)?, values.get(no::NAME)?, keys)
}

fn is_known_by_strong_key(decision: &Decision) -> bool {
    matches!(
        decision,
        Decision::Existing {
            method: Method::Strong,
            ..
        }
    )
}

fn new_record(
    placed: Placed,
    id: i64,
    kind: EntityKind,
    belongs: Belongs,
    decision: &Decision,
) -> NewRecord {
    let by_person = placed.entity.is_some();
    NewRecord {
        id,
        kind,
        sheet: i16::try_from(placed.sheet).unwrap_or(i16::MAX),
        row: i32::try_from(placed.row).unwrap_or(i32::MAX),
        strong_key: placed.keys.strong.map(|key| key.0),
        weak_key: placed.keys.weak.map(|key| key.0),
        values: placed.values,
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
