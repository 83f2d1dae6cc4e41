//! What a request would cost those who are asked, from what the registry holds of some of them.

use catalog::area::AreaTree;
use catalog::problem::Problem;
use forms::held::{Lack, is_asked, lacks};
use forms::prefill::Prefill;
use forms::price::Price;
use forms::template::Template;
use query::PersonFilter;

use super::population::{Asked, in_community};
use crate::app::App;
use crate::clock;
use crate::registry::homes::homes;
use crate::view::form::is_readonly;

/// How many people of the population are tried; all of them up to this number.
const TRIED: usize = 300;

/// What a column holds already, of those tried.
pub struct ColumnHeld {
    /// Column of the sheet, from 0.
    pub index: u32,
    /// Its title.
    pub label: String,
    /// Share of those tried whose value is held, 0 to 1.
    pub share: f64,
}

/// A price with what it is made from.
pub struct Estimate {
    /// The price.
    pub price: Price,
    /// Share of the asked cells that are held, 0 to 1.
    pub held: f64,
    /// Share of the asked cells that are held and fresh, 0 to 1.
    pub fresh: f64,
    /// The columns that somebody could type into.
    pub columns: Vec<ColumnHeld>,
}

/// Works out the price of asking communities about a population.
pub async fn estimate(
    app: &App,
    template: &Template,
    filter: &PersonFilter,
    communities: &[Asked],
    areas: &AreaTree,
) -> Result<Estimate, Problem> {
    let snapshot = app.snapshot.load();
    let (asked, filter) = (communities.to_vec(), filter.clone());
    let ids = tokio::task::spawn_blocking(move || {
        let mut ids = Vec::new();
        for (community, _) in asked {
            ids.extend(snapshot.ids(&in_community(&filter, community))?);
        }
        Ok::<_, Problem>(ids)
    })
    .await
    .map_err(|_| Problem::unavailable("count-failed", "统计人数时出错，请稍后重试。"))??;
    let step = ids.len().div_ceil(TRIED).max(1);
    let tried: Vec<i64> = ids.iter().copied().step_by(step).collect();
    let counted = count(app, template, &tried, areas).await?;
    let asked = template.columns.iter().filter(|column| is_asked(column));
    let items = asked.filter(|column| !is_readonly(column)).count();
    let rows = ids.len() as u64;
    let cells = rows * items as u64;
    // Those tried stand for all: exactly when everybody was tried.
    let of_all = |part: u64| (part * rows).div_ceil(counted.rows.max(1)).min(cells);
    let to_type = of_all(counted.empty);
    let share = |part: u64| {
        let all = (counted.rows * items as u64).max(1);
        1.0 - ratio(part, all)
    };
    Ok(Estimate {
        price: Price {
            items: u32::try_from(items).unwrap_or(u32::MAX),
            rows,
            fillers: u32::try_from(communities.len()).unwrap_or(u32::MAX),
            to_type,
            to_check: cells - to_type,
        },
        held: share(counted.empty),
        fresh: share(counted.empty + counted.stale),
        columns: template
            .columns
            .iter()
            .zip(counted.filled)
            .filter(|(column, _)| !is_readonly(column))
            .map(|(column, filled)| ColumnHeld {
                index: column.index,
                label: column.label().to_owned(),
                share: ratio(filled, counted.rows.max(1)),
            })
            .collect(),
    })
}

/// What was found with those tried.
struct Counted {
    rows: u64,
    /// Asked cells without a value, and with one that is too old.
    empty: u64,
    stale: u64,
    /// Cells with a value, by place of the column.
    filled: Vec<u64>,
}

async fn count(
    app: &App,
    template: &Template,
    tried: &[i64],
    areas: &AreaTree,
) -> Result<Counted, Problem> {
    let currents = app.store.currents(tried).await?;
    let homes = homes(app, template, currents.values()).await?;
    let prefill = Prefill::new(template, clock::today(), areas);
    let today = clock::epoch_day(clock::today());
    let mut counted = Counted {
        rows: currents.len() as u64,
        empty: 0,
        stale: 0,
        filled: vec![0; template.columns.len()],
    };
    for current in currents.values() {
        let cells = prefill.row(current, homes.of(current), 0);
        for (count, cell) in counted.filled.iter_mut().zip(&cells) {
            *count += u64::from(cell.is_filled());
        }
        for (at, lack) in lacks(template, &cells, today) {
            if is_readonly(&template.columns[at]) {
                continue;
            }
            match lack {
                Lack::Empty => counted.empty += 1,
                Lack::Stale => counted.stale += 1,
            }
        }
    }
    Ok(counted)
}

#[expect(clippy::cast_precision_loss, reason = "a share for showing")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
