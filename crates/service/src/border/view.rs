//! A border set as its page shows it: units with their dwellings, rows that meet, rows that meet
//! nothing, and what is in no unit.

use std::collections::BTreeMap;

use catalog::area::AreaTree;
use catalog::problem::Problem;
use query::{BorderGap, Drawn};
use storage::BorderSet;

use super::{Borders, WrittenRow, written};
use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::tag::figures::in_background;
use crate::tag::proposal::name_of;
use crate::wire::area::area_name;
use crate::wire::border::{BorderHead, BorderPage, BorderUnit, GapView, RowFault};

/// More notes and gaps than anybody works through at once.
const TOLD: usize = 200;

/// A border set in a list.
///
/// # Errors
/// When the database cannot be reached.
pub async fn head(app: &App, caller: &Caller, border: &BorderSet) -> Result<BorderHead, Problem> {
    let rows = written(border)?;
    Ok(BorderHead {
        id: border.id,
        name: border.body.name.clone(),
        note: border.body.note.clone(),
        area_name: area_name(&app.areas(), Some(&border.body.area)),
        shared: border.body.shared,
        own: caller.keeps_border(border),
        owner: name_of(app, border.owner).await?,
        made_at: clock::iso(border.made_at),
        units: Borders::of(&rows).units.len() as u64,
        rows: rows.len() as u64,
    })
}

/// A border set laid over the dwellings of today, as far as the caller's area goes.
///
/// # Errors
/// When the snapshot or the database cannot be asked.
pub async fn page(app: &App, caller: &Caller, border: &BorderSet) -> Result<BorderPage, Problem> {
    let rows = written(border)?;
    let borders = Borders::of(&rows);
    let area = caller.area;
    let drawn = in_background(app.snapshot.load(), {
        let rows = borders.rows.clone();
        move |snapshot| snapshot.draw(&rows, Some(&area))
    })
    .await?;
    let areas = app.areas();
    let mut units: Vec<BorderUnit> = borders
        .units
        .iter()
        .map(|name| BorderUnit {
            name: name.clone(),
            dwellings: 0,
        })
        .collect();
    for (row, share) in borders.rows.iter().zip(&drawn.rows) {
        units[row.unit].dwellings += share.dwellings;
    }
    let notes = notes(&rows, &borders, &drawn, caller, &areas);
    Ok(BorderPage {
        head: head(app, caller, border).await?,
        dwellings: units.iter().map(|unit| unit.dwellings).sum(),
        units,
        notes_total: notes.len() as u64,
        notes: notes.into_iter().take(TOLD).collect(),
        outside: drawn.gaps.iter().map(|gap| gap.dwellings).sum(),
        gaps_total: drawn.gaps.len() as u64,
        gaps: drawn
            .gaps
            .iter()
            .take(TOLD)
            .map(|gap| gap_view(gap, &areas))
            .collect(),
    })
}

fn gap_view(gap: &BorderGap, areas: &AreaTree) -> GapView {
    let named: Vec<&str> = gap
        .buildings
        .iter()
        .map(String::as_str)
        .filter(|building| !building.is_empty())
        .collect();
    GapView {
        community: area_name(areas, gap.community.map(|code| code.to_string()).as_deref()),
        estate: gap.estate.clone(),
        buildings: named.join("、"),
        dwellings: gap.dwellings,
    }
}

/// What whoever drew the borders should look at, by row.
fn notes(
    rows: &[WrittenRow],
    borders: &Borders,
    drawn: &Drawn,
    caller: &Caller,
    areas: &AreaTree,
) -> Vec<RowFault> {
    let mut notes: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (at, share) in drawn.rows.iter().enumerate() {
        let row = rows[at].row;
        for (first, count) in &share.taken {
            let unit = &borders.units[borders.rows[*first].unit];
            notes.entry(row).or_default().push(format!(
                "有{count}套房屋与第{}行重叠，已按第{}行划入“{unit}”；不是有意这样写的，请改起止号。",
                rows[*first].row, rows[*first].row
            ));
        }
        // A row about another street says nothing to this one.
        let own = borders.rows[at]
            .community
            .is_none_or(|code| areas.is_within(&code, &caller.area));
        if own && share.dwellings == 0 && share.taken.is_empty() {
            notes.entry(row).or_default().push(
                "没有划入任何房屋：可能没有对到房屋（请核对社区、小区名称和起止号），也可能都已由前面的行划入。"
                    .to_owned(),
            );
        }
    }
    notes
        .into_iter()
        .map(|(row, messages)| RowFault { row, messages })
        .collect()
}
