//! Hundreds of forms looked over together: what each column asks for, which items are the same,
//! which only look so, which forms are not needed, and what that saves.
//!
//! Pure: forms in, an answer out. Nothing is merged here; merges are proposals, and a person's
//! decisions come in as a list.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, ElementNo};
use catalog::title::Tier;
use serde::Serialize;

mod asked;
mod basis;
mod decision;
mod held;
mod item;
mod overlap;
mod plan;
mod saving;
mod table;
mod twins;
mod workbooks;

pub use asked::{AskedColumn, AskedForm, FormKind, ROWS_OF_A_LIST};
pub use basis::{Basis, Facet};
pub use decision::{Decision, Decisions};
pub use held::by_sources;
pub use item::{Core, Item, ReadColumn, read_form};
pub(crate) use item::{FORM_WORDS, OF_THE_FORM};
pub use overlap::{DepartmentOverlap, Overlap};
pub use plan::{Planned, Proposal};
pub use saving::{Effort, SECONDS_TO_CHECK, SECONDS_TO_TYPE, Saving};
pub use table::table;
pub use twins::{Lookalike, Merge, Twin, Variant};
pub use workbooks::forms_of_book;

use overlap::ItemsOfForms;
use twins::Found;

/// Where a column stands: form and column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// Place of the form in the list.
    pub form: usize,
    /// Place of the column in the form.
    pub column: usize,
}

/// One column as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnalysedColumn {
    /// The title as written.
    pub title: String,
    /// Label of the element in the catalogue that departments share.
    pub element: Option<String>,
    /// Label of the more exact element that Linli keeps, where it keeps one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// How sure that is.
    pub tier: Tier,
    /// Why, in Chinese.
    pub reason: String,
    /// 口径 in which it differs from the plain element.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Whether the registry holds it.
    pub held: bool,
}

/// One form as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnalysedForm {
    /// Its name.
    pub title: String,
    /// The department that asks.
    pub dept: String,
    /// List or statistics.
    pub kind: FormKind,
    /// Its columns in their order.
    pub columns: Vec<AnalysedColumn>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Every form, in the order given.
    pub forms: Vec<AnalysedForm>,
    /// Columns that ask for something (序号, 签名 and 备注 do not).
    pub asked_items: usize,
    /// Different items among them.
    pub distinct_items: usize,
    /// Of these not held by the registry: what is left to ask.
    pub items_to_ask: usize,
    /// Share of the columns that ask for something which the registry holds.
    pub held_share: f64,
    /// Items that several forms ask.
    pub twins: Vec<Twin>,
    /// Titles that look the same and are not.
    pub lookalikes: Vec<Lookalike>,
    /// Merges of sure twins.
    pub merges: Vec<Merge>,
    /// Pairs of forms that ask the same, those that share most first.
    pub overlap: Vec<Overlap>,
    /// Items that departments ask both.
    pub departments: Vec<DepartmentOverlap>,
    /// Keep, stop or merge, for every form.
    pub plan: Vec<Planned>,
    /// The simulated saving of a year.
    pub saving: Saving,
}

/// Looks over forms. `held` are the elements that the registry holds, see [`by_sources`].
#[must_use]
pub fn analyse(forms: &[AskedForm], told: &Decisions, held: &BTreeSet<ElementNo>) -> Analysis {
    let read: Vec<Vec<ReadColumn>> = forms
        .iter()
        .map(|form| item::read_with(form, told))
        .collect();
    let found = found(forms, &read);
    let items = items_of_forms(&found, forms.len(), told);
    let holds = |item: &Item| held::holds(held, item);
    let asked: Vec<&Item> = found
        .iter()
        .filter_map(|column| column.read.item.as_ref())
        .collect();
    let held_columns = asked.iter().filter(|item| holds(item)).count();
    let distinct: BTreeSet<&Item> = items.iter().flatten().collect();
    let twins = twins::twins(&found, told);
    let pairs = overlap::overlaps(&items);
    Analysis {
        forms: forms
            .iter()
            .zip(&read)
            .map(|(form, columns)| analysed(form, columns, &holds))
            .collect(),
        asked_items: asked.len(),
        distinct_items: distinct.len(),
        items_to_ask: distinct.iter().filter(|item| !holds(item)).count(),
        held_share: overlap::share(held_columns, asked.len()),
        merges: twins::merges(&twins),
        twins,
        lookalikes: twins::lookalikes(&found),
        departments: overlap::of_departments(forms, &items),
        plan: plan::plan(forms, &items, &holds, &pairs),
        saving: saving::simulate(forms, &items, &holds),
        overlap: pairs.into_iter().take(overlap::MOST_PAIRS).collect(),
    }
}

fn found<'a>(forms: &'a [AskedForm], read: &'a [Vec<ReadColumn>]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for (at, (form, columns)) in forms.iter().zip(read).enumerate() {
        for (column, (asked, read)) in form.columns.iter().zip(columns).enumerate() {
            found.push(Found {
                place: Place { form: at, column },
                title: &asked.title,
                path: asked.path(),
                read,
            });
        }
    }
    found
}

fn items_of_forms(found: &[Found<'_>], forms: usize, told: &Decisions) -> ItemsOfForms {
    let mut items = vec![BTreeSet::new(); forms];
    for column in found {
        if let Some(item) = &column.read.item {
            items[column.place.form].insert(told.item(item, column.title));
        }
    }
    items
}

fn analysed(
    form: &AskedForm,
    columns: &[ReadColumn],
    holds: &dyn Fn(&Item) -> bool,
) -> AnalysedForm {
    let column = |(asked, read): (&AskedColumn, &ReadColumn)| {
        let element = read.element.and_then(|no| Dictionary::shipped().get(no));
        let shared = element.map(|element| element.shared().unwrap_or(element));
        let exact = element.filter(|element| Some(element.no) != shared.map(|shared| shared.no));
        AnalysedColumn {
            title: asked.title.clone(),
            element: shared.map(|element| element.label.clone()),
            exact: exact.map(|element| element.label.clone()),
            tier: read.tier,
            reason: read.reason.clone(),
            basis: read
                .item
                .as_ref()
                .map(|item| item.basis.text())
                .unwrap_or_default(),
            held: read.item.as_ref().is_some_and(holds),
        }
    };
    AnalysedForm {
        title: form.title.clone(),
        dept: form.dept.clone(),
        kind: form.kind,
        columns: form.columns.iter().zip(columns).map(column).collect(),
    }
}
