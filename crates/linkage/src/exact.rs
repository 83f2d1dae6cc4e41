//! The first form of linking: equal keys, and nothing guessed.
//!
//! A row with a strong key goes to the entity of that key. Where the key is new, it may be taken
//! up by an entity that so far held no strong key but the same weak one: a newborn or a resident
//! first seen without a number. A row with a weak key only goes to the one entity with that key.
//! Whenever more than one answer is possible, none is taken: a duplicate can be joined later, but
//! the facts of two people in one entity harm both.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::{LinkIndex, WeakHit};
use crate::key::{Key, LinkInput};
use crate::linker::{Decision, Linker, Method};

/// Links by strong key, else by weak key; see the module.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactLinker;

impl Linker for ExactLinker {
    fn link(&self, inputs: &[LinkInput], index: &dyn LinkIndex) -> Vec<Decision> {
        let strong = StrongTargets::of(inputs, index);
        let weak = weak_targets(inputs, index, &strong);
        let mut groups = Groups::default();
        let decide = |input: &LinkInput| match (input.strong, input.weak) {
            (Some(key), _) => strong.decision(key, &mut groups),
            (None, Some(key)) => groups.decision(weak[&key], Method::Weak),
            (None, None) => groups.alone(),
        };
        inputs.iter().map(decide).collect()
    }
}

/// Where rows go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    /// To an entity that is there.
    Entity(i64),
    /// To the new entity of a strong key.
    OfStrong(Key),
    /// To the new entity of a weak key.
    OfWeak(Key),
}

/// Which strong keys of a batch point at an entity without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pointing {
    One(Key),
    Several,
}

/// Where the rows of each strong key of a batch go.
#[derive(Debug, Default)]
struct StrongTargets {
    /// Strong key → entity that already holds it.
    known: FxHashMap<Key, i64>,
    /// New strong key → entity without one that takes it up.
    taken_up: FxHashMap<Key, i64>,
    /// The entities of `taken_up`.
    takers: FxHashSet<i64>,
}

impl StrongTargets {
    fn of(inputs: &[LinkInput], index: &dyn LinkIndex) -> Self {
        let mut targets = Self::default();
        let mut new = FxHashSet::default();
        for key in inputs.iter().filter_map(|input| input.strong) {
            if targets.known.contains_key(&key) || new.contains(&key) {
                continue;
            }
            match index.strong(key) {
                Some(entity) => drop(targets.known.insert(key, entity)),
                None => drop(new.insert(key)),
            }
        }
        let pointing = pointing(inputs, index);
        for (strong, weak) in both_keys(inputs).filter(|(strong, _)| new.contains(strong)) {
            for entity in could_take_up(strong, &index.weak(weak), &pointing) {
                let taker = targets.taken_up.entry(strong).or_insert(entity);
                *taker = entity.min(*taker);
            }
        }
        targets.takers = targets.taken_up.values().copied().collect();
        targets
    }

    fn target(&self, key: Key) -> Target {
        let entity = self.known.get(&key).or_else(|| self.taken_up.get(&key));
        entity.map_or(Target::OfStrong(key), |entity| Target::Entity(*entity))
    }

    fn decision(&self, key: Key, groups: &mut Groups) -> Decision {
        let by_weak = self.taken_up.contains_key(&key);
        groups.decision(
            self.target(key),
            if by_weak {
                Method::Weak
            } else {
                Method::Strong
            },
        )
    }
}

/// Rows that hold both keys.
fn both_keys(inputs: &[LinkInput]) -> impl Iterator<Item = (Key, Key)> {
    inputs
        .iter()
        .filter_map(|input| input.strong.zip(input.weak))
}

/// Which strong keys point, through a weak key, at each entity without a strong key. Keys that
/// are known already count too: they are evidence that the entity may be theirs.
fn pointing(inputs: &[LinkInput], index: &dyn LinkIndex) -> FxHashMap<i64, Pointing> {
    let mut pointing = FxHashMap::default();
    for (strong, weak) in both_keys(inputs) {
        for hit in index
            .weak(weak)
            .into_iter()
            .filter(|hit| hit.strong.is_none())
        {
            let at = pointing.entry(hit.entity).or_insert(Pointing::One(strong));
            if *at != Pointing::One(strong) {
                *at = Pointing::Several;
            }
        }
    }
    pointing
}

/// The entities that could take up a new strong key among the hits of a weak key: none of the
/// hits may hold another strong key (two valid different numbers are evidence against), and no
/// other strong key may point at the same entity.
fn could_take_up(
    strong: Key,
    hits: &[WeakHit],
    pointing: &FxHashMap<i64, Pointing>,
) -> impl Iterator<Item = i64> {
    let free = hits.iter().all(|hit| hit.strong.is_none());
    hits.iter()
        .map(|hit| hit.entity)
        .filter(move |entity| free && pointing.get(entity) == Some(&Pointing::One(strong)))
}

/// Where the rows go that hold a weak key only, per weak key.
fn weak_targets(
    inputs: &[LinkInput],
    index: &dyn LinkIndex,
    strong: &StrongTargets,
) -> FxHashMap<Key, Target> {
    let mut around: FxHashMap<Key, FxHashSet<Target>> = inputs
        .iter()
        .filter(|input| input.strong.is_none())
        .filter_map(|input| input.weak.map(|weak| (weak, FxHashSet::default())))
        .collect();
    for (strong_key, weak) in both_keys(inputs) {
        if let Some(targets) = around.get_mut(&weak) {
            targets.insert(strong.target(strong_key));
        }
    }
    let choose = |(weak, in_batch)| (weak, weak_target(weak, in_batch, &index.weak(weak), strong));
    around.into_iter().map(choose).collect()
}

/// Chooses among the entities that the batch and the index hold for one weak key: the only one;
/// else one without a strong key, which earlier rows of the same doubt went to; else a new one.
fn weak_target(
    weak: Key,
    mut candidates: FxHashSet<Target>,
    hits: &[WeakHit],
    strong: &StrongTargets,
) -> Target {
    candidates.extend(hits.iter().map(|hit| Target::Entity(hit.entity)));
    if let (1, Some(only)) = (candidates.len(), candidates.iter().next()) {
        return *only;
    }
    hits.iter()
        .filter(|hit| hit.strong.is_none() && !strong.takers.contains(&hit.entity))
        .map(|hit| hit.entity)
        .min()
        .map_or(Target::OfWeak(weak), Target::Entity)
}

/// Numbers the new entities in the order of their first rows.
#[derive(Debug, Default)]
struct Groups {
    numbers: FxHashMap<Target, u32>,
    next: u32,
}

impl Groups {
    fn decision(&mut self, target: Target, method: Method) -> Decision {
        if let Target::Entity(entity) = target {
            return Decision::Existing {
                entity,
                method,
                score: method.score(),
            };
        }
        if let Some(group) = self.numbers.get(&target) {
            return Decision::New {
                group: *group,
                method,
            };
        }
        let group = self.take();
        self.numbers.insert(target, group);
        Decision::New { group, method }
    }

    fn alone(&mut self) -> Decision {
        Decision::New {
            group: self.take(),
            method: Method::Alone,
        }
    }

    fn take(&mut self) -> u32 {
        let group = self.next;
        self.next = group
            .checked_add(1)
            .expect("a batch holds fewer than 2^32 rows");
        group
    }
}
