//! Objects of a kind as a list or a workbook shows them: as they are, as they were known on a past
//! day, or those that were removed; searched, narrowed and ordered by what the caller may see.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use catalog::area::AreaTree;
use catalog::custom::{Field, FieldKind};
use catalog::problem::Problem;
use catalog::text::squeeze;
use chrono::NaiveDate;
use storage::{CustomItemFilter, CustomKind, ItemVersion, KindVersion, Paging};

use super::custom::{codes_within, item_view, seen_values, shown_values};
use crate::app::App;
use crate::clock;
use crate::http::problem::{Refusal, broken};
use crate::rights::Caller;
use crate::wire::area::area_name;
use crate::wire::custom::{ItemQuery, KindItem};

/// Objects as asked for.
pub struct Listed {
    /// How many there are on all pages.
    pub total: u64,
    /// Those of the page.
    pub rows: Vec<KindItem>,
    /// The fields of the kind, on a past day those of then.
    pub fields: Vec<Field>,
    /// Objects of which nobody can tell what they were on the past day.
    pub unrecorded: u64,
}

/// Most objects that one question searches or orders. Values are sealed, so the database can do
/// neither: all objects of the area are opened and looked at here, some tens of thousands in well
/// under a second.
const MOST_SIFTED: u64 = 50_000;

/// The objects of a kind that a question is about.
///
/// # Errors
/// `known-on-unreadable` and `known-on-future` for days that cannot be asked, `items-too-many-to-sift`
/// when more would have to be opened for one page than one question may.
pub async fn listed(
    app: &App,
    caller: &Caller,
    kind: &CustomKind,
    asked: &ItemQuery,
    paging: Paging,
) -> Result<Listed, Refusal> {
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let filter = CustomItemFilter {
        kind: kind.id,
        areas: codes_within(&area, &areas),
        removed: asked.removed,
    };
    let sift = Sift::of(asked, kind);
    let read = if sift.is_some() {
        Paging::new(1, MOST_SIFTED)
    } else {
        paging
    };
    let (total, mut listed) = match &asked.known_on {
        Some(day) => {
            let moment = moment_of(day)?;
            let versions = app.store.kind_versions(kind.id).await?;
            let (total, items) = app.store.custom_items_known(&filter, moment, read).await?;
            let unrecorded = app.store.custom_items_unrecorded(&filter, moment).await?;
            let fields = fields_at(&versions, moment, kind);
            let rows = known_views(caller, kind, items, versions, &areas).await?;
            (
                total,
                Listed {
                    total,
                    rows,
                    fields,
                    unrecorded,
                },
            )
        }
        None => {
            let (total, items) = app.store.custom_items(&filter, read).await?;
            let (caller, owned, areas) = (caller.clone(), kind.clone(), areas.clone());
            let rows = off_thread(move || {
                let view = |item| item_view(&caller, &owned, item, &areas);
                items.into_iter().map(view).collect()
            })
            .await?;
            let fields = kind.fields.clone();
            (
                total,
                Listed {
                    total,
                    rows,
                    fields,
                    unrecorded: 0,
                },
            )
        }
    };
    if let Some(sift) = sift {
        if total > MOST_SIFTED {
            return Err(Problem::bad_input(
                "items-too-many-to-sift",
                "这个范围的对象超过五万个，不能一次查找或排序，请先选小一级的区划。",
            )
            .into());
        }
        listed.rows = off_thread(move || sift.apply(listed.rows)).await?;
        listed.total = listed.rows.len() as u64;
        let size = usize::try_from(paging.size).unwrap_or(usize::MAX);
        let before = usize::try_from(paging.page.max(1) - 1).unwrap_or(usize::MAX);
        let rows = listed.rows.into_iter();
        listed.rows = rows.skip(before.saturating_mul(size)).take(size).collect();
    }
    Ok(listed)
}

/// The end of a past day.
fn moment_of(day: &str) -> Result<clock::Millis, Problem> {
    let day: NaiveDate = day.parse().map_err(|_| {
        Problem::bad_input(
            "known-on-unreadable",
            "日期应写成 2026-05-01 的样子，请重新选择日期。",
        )
    })?;
    if day >= clock::today() {
        return Err(Problem::bad_input(
            "known-on-future",
            "“当时所知”只能查今天以前的日期，请改选日期。",
        ));
    }
    Ok(clock::end_of_day(day))
}

/// The fields of a kind at a moment; before there was one there is nothing to show either.
fn fields_at(versions: &[KindVersion], moment: clock::Millis, kind: &CustomKind) -> Vec<Field> {
    versions
        .iter()
        .rev()
        .find(|version| version.at <= moment)
        .map_or_else(|| kind.fields.clone(), |version| version.fields.clone())
}

async fn known_views(
    caller: &Caller,
    kind: &CustomKind,
    items: Vec<ItemVersion>,
    versions: Vec<KindVersion>,
    areas: &std::sync::Arc<AreaTree>,
) -> Result<Vec<KindItem>, Refusal> {
    let (caller, kind, areas) = (caller.clone(), kind.clone(), areas.clone());
    off_thread(move || {
        items
            .into_iter()
            .map(|item| {
                let fields = fields_of_version(&versions, item.kind_version, &kind);
                KindItem {
                    id: item.item,
                    area: area_name(&areas, Some(&item.area_code)),
                    area_code: item.area_code,
                    shown: shown_values(&caller, &kind, fields, &item.values, &areas),
                    values: seen_values(&caller, &kind, item.values),
                    version: item.version,
                    updated_at: clock::iso(item.at),
                }
            })
            .collect()
    })
    .await
}

/// The fields under which an object was written.
pub fn fields_of_version<'a>(
    versions: &'a [KindVersion],
    version: i64,
    kind: &'a CustomKind,
) -> &'a [Field] {
    versions
        .iter()
        .find(|known| known.version == version)
        .map_or(kind.fields.as_slice(), |known| known.fields.as_slice())
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| broken())
}

/// What a list is narrowed to and ordered by. It looks at values that the caller may see only: an
/// order or a hit would tell something of the others.
struct Sift {
    text: String,
    choices: BTreeMap<String, String>,
    sort: Option<(String, FieldKind)>,
    descending: bool,
}

impl Sift {
    fn of(asked: &ItemQuery, kind: &CustomKind) -> Option<Self> {
        let sort = asked.sort.as_ref().and_then(|id| {
            let field = kind.fields.iter().find(|field| field.id == *id)?;
            Some((id.clone(), field.kind))
        });
        let sift = Self {
            text: squeeze(asked.text.as_deref().unwrap_or_default()),
            choices: asked.choices.clone(),
            sort,
            descending: asked.descending,
        };
        let idle = sift.text.is_empty() && sift.choices.is_empty() && sift.sort.is_none();
        (!idle).then_some(sift)
    }

    fn apply(&self, rows: Vec<KindItem>) -> Vec<KindItem> {
        let mut rows: Vec<KindItem> = rows.into_iter().filter(|row| self.holds(row)).collect();
        if let Some((id, kind)) = &self.sort {
            rows.sort_by(|one, other| self.order(id, *kind, one, other));
        }
        rows
    }

    fn holds(&self, row: &KindItem) -> bool {
        let seen = |id: &String| row.values.contains_key(id);
        let chosen = self
            .choices
            .iter()
            .all(|(id, wanted)| row.values.get(id) == Some(wanted));
        chosen
            && (self.text.is_empty()
                || squeeze(&row.area).contains(&self.text)
                || row
                    .shown
                    .iter()
                    .any(|(id, shown)| seen(id) && squeeze(shown).contains(&self.text)))
    }

    /// Objects without a value come last, whichever way.
    fn order(&self, id: &str, kind: FieldKind, one: &KindItem, other: &KindItem) -> Ordering {
        let (Some(left), Some(right)) = (one.values.get(id), other.values.get(id)) else {
            return other
                .values
                .contains_key(id)
                .cmp(&one.values.contains_key(id));
        };
        let order = match kind {
            FieldKind::Number => number(left).total_cmp(&number(right)),
            _ => left.cmp(right),
        };
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }
}

fn number(canonical: &str) -> f64 {
    canonical.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, values: &[(&str, &str)]) -> KindItem {
        let values: BTreeMap<String, String> = values
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
            .collect();
        let mut shown = values.clone();
        shown.insert("f4".to_owned(), super::super::custom::WITHHELD.to_owned());
        KindItem {
            id,
            area_code: "370203005001".to_owned(),
            area: "台东路社区".to_owned(),
            shown,
            values,
            version: 1,
            updated_at: String::new(),
        }
    }

    fn ids(sift: &Sift) -> Vec<i64> {
        let rows = vec![
            row(1, &[("f1", "台-1"), ("f2", "9.5"), ("f3", "完好")]),
            row(2, &[("f1", "台-2"), ("f2", "12"), ("f3", "破损")]),
            row(3, &[("f1", "台-３"), ("f3", "破损")]),
        ];
        sift.apply(rows).into_iter().map(|row| row.id).collect()
    }

    fn sift(text: &str) -> Sift {
        Sift {
            text: squeeze(text),
            choices: BTreeMap::new(),
            sort: None,
            descending: false,
        }
    }

    #[test]
    fn a_list_is_searched_and_narrowed_by_what_is_seen_only() {
        assert_eq!(ids(&sift("台- 3")), [3]);
        assert_eq!(ids(&sift("台东路")), [1, 2, 3]);
        assert_eq!(ids(&sift("＊")), [0_i64; 0], "withheld values are no hit");
        let choice = |id: &str, value: &str| Sift {
            choices: BTreeMap::from([(id.to_owned(), value.to_owned())]),
            ..sift("")
        };
        assert_eq!(ids(&choice("f3", "破损")), [2, 3]);
        assert_eq!(ids(&choice("f4", "13900001111")), [0_i64; 0]);
    }

    #[test]
    fn numbers_are_ordered_as_numbers_and_gaps_come_last() {
        let by = |descending: bool| Sift {
            sort: Some(("f2".to_owned(), FieldKind::Number)),
            descending,
            ..sift("")
        };
        assert_eq!(ids(&by(false)), [1, 2, 3]);
        assert_eq!(ids(&by(true)), [2, 1, 3]);
    }
}
