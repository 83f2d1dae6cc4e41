//! The columnar snapshot of a district: lists, counts, tags, export.
//!
//! A [`Snapshot`] holds every person, dwelling, place and household of the registry in memory as Arrow
//! columns, one partition for each community: where a person lives, else where they are
//! registered, else the partition of those without a known community. Tags are sets of rows of a
//! partition. Every list, count, group, form population and export reads this; the database is
//! not asked.
//!
//! A snapshot never changes. [`Snapshot::with_communities`] makes the next one by rebuilding the
//! communities that a change touched and sharing the others; [`SnapshotHandle`] hands the newest
//! to readers without a lock.
//!
//! Values in answers are PLAIN. Rights and masks are the caller's: the filter that comes in has
//! been cut to the caller's area, and rows are masked before they leave the service.
//!
//! Rules (`rules`) are evaluated over the columns as they are: tags, filters, counts and policies
//! ask the same rule language, and [`Snapshot::facts`] says why for one person.
//!
//! This is the only crate that knows Arrow, Parquet and bitmaps; none of their types is public.

mod answers;
mod bits;
mod border;
mod building_view;
mod count;
mod cross_tab;
mod difference;
mod doors;
mod draft;
mod dwelling;
mod dwelling_columns;
mod entitlement;
mod export;
mod facts;
mod filter;
mod floor;
mod group;
mod handle;
mod held;
mod household;
mod household_row;
mod household_seat;
mod id_number_index;
mod identities;
mod input;
mod kin;
mod kin_elsewhere;
mod late_tags;
mod list;
mod lists;
mod memory;
mod moved;
mod natural;
mod occupants;
mod outside;
mod paging;
mod partition;
mod person_columns;
mod person_draft;
mod place;
mod place_columns;
mod reached;
mod row_set;
mod rule_columns;
mod search_text;
mod selection;
mod sheet;
mod snapshot;
mod sort;
mod standing;
mod strays;
mod tag_set;
mod tags;
mod text_columns;
mod unit_figures;

pub use answers::{Answers, AnswersByArea};
pub use border::{BorderGap, BorderRow, Drawn, RowShare};
pub use building_view::{Building, EstateRow, Floor, RoomCell, Unit};
pub use cross_tab::CrossTab;
pub use difference::TagDifference;
pub use doors::Door;
pub use draft::Draft;
pub use dwelling::DwellingRow;
pub use entitlement::{Due, Entitlement, PolicyAudit, PolicyTotal};
pub use export::{ExportFormat, ExportedFile, export};
pub use facts::SnapshotFacts;
pub use filter::{Apart, Basis, PersonFilter};
pub use group::{AGE_BANDS, GroupBy, Pyramid, UNKNOWN};
pub use handle::SnapshotHandle;
pub use household_row::HouseholdRow;
pub use identities::{Identities, RawTexts};
pub use input::{
    DwellingInput, PartitionInput, PersonInput, PlaceInput, person_community, site_community,
};
pub use list::{Page, PersonRow};
pub use memory::MemoryUse;
pub use place::{PlaceFilter, PlaceRow};
pub use place_columns::PlaceKind;
pub use reached::Reached;
pub use snapshot::{District, Snapshot, SnapshotBuilder, SnapshotSize};
pub use sort::{Sort, SortBy};
pub use standing::{PolicyAccount, PolicyFinding, PolicyShift};
pub use tag_set::{Tag, TagRule, TagSet};
pub use unit_figures::{AskedSplit, Split, UnitFigures};
