//! What people decided about who is who, as loading needs it: small, and read anew for each load.

use catalog::element::no;
use catalog::problem::Problem;
use catalog::values::Values;
use rustc_hash::FxHashMap;
use storage::{KeyRing, Pins};

use crate::app::App;

/// Acts that change who is who without changing where the machine would put a row: the keys held
/// in memory stay true through them.
pub const ACTS: [&str; 7] = [
    "person.merge",
    "person.unmerge",
    "person.split-off",
    "person.rejoin",
    "review.decide",
    super::duplicates::FINDING,
    super::take_back::TAKING_BACK,
];

/// Domain of the prints of rows.
const PRINT_DOMAIN: &str = "row-print";

/// Separates parts of one text; it stands in no cleaned value.
const BETWEEN: &str = "\u{1f}";

/// Merges and split-offs that hold.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// Merged entity → the one it stands for.
    roots: FxHashMap<i64, i64>,
    pins: Pins,
}

impl Decided {
    /// Reads them.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        Ok(Self {
            roots: app.store.redirects().await?,
            pins: app.store.pins().await?,
        })
    }

    /// The entity that an id stands for.
    pub fn root(&self, entity: i64) -> i64 {
        self.roots.get(&entity).copied().unwrap_or(entity)
    }

    /// Where a row goes that the machine links to an entity: to another one when a person has
    /// said so of rows like it.
    pub fn place(&self, entity: i64, print: Option<i64>) -> i64 {
        print
            .and_then(|print| self.pins.rows.get(&(entity, print)))
            .copied()
            .unwrap_or(entity)
    }

    /// The entity that one founded by a split-off was taken from.
    pub fn origin(&self, founded: i64) -> Option<i64> {
        self.pins.founded.get(&founded).copied()
    }

    /// Whether any split-off holds, so that rows need a print.
    pub fn has_pins(&self) -> bool {
        !self.pins.rows.is_empty()
    }
}

/// What makes a row of a person known again in later deliveries: name, identity number and birth
/// date as written, under the installation's key. `None` when it holds none of them.
pub fn print_of(values: &Values, keys: &KeyRing) -> Option<i64> {
    let parts = [no::NAME, no::ID_NUMBER, no::BIRTH_DATE];
    parts
        .iter()
        .any(|part| values.get(*part).is_some())
        .then(|| {
            let text: Vec<&str> = parts
                .iter()
                .map(|part| values.get(*part).unwrap_or_default())
                .collect();
            keys.blind(PRINT_DOMAIN, &text.join(BETWEEN))
        })
}
