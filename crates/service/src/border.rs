//! Border sets (区划方案): which dwellings would belong to which unit, as a district or a street
//! writes it down before it redraws its grids.

pub mod read;
pub mod view;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::{Problem, ProblemKind};
use query::BorderRow;
use serde::{Deserialize, Serialize};
use storage::BorderSet;

use crate::app::App;
use crate::rights::Caller;

/// One row of a border set as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenRow {
    /// Row as in Excel.
    pub row: u32,
    /// Name of the unit.
    pub unit: String,
    /// Code of the community; none where an estate is named alone.
    pub community: Option<String>,
    /// Estate or road; empty for all of the community.
    pub estate: String,
    /// First and last building or door number; both or neither.
    pub from: String,
    /// See `from`.
    pub to: String,
}

/// A border set that can be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Borders {
    /// Names of the units, in the order in which they come first.
    pub units: Vec<String>,
    /// The rows, each with the place of its unit.
    pub rows: Vec<BorderRow>,
}

impl Borders {
    /// Adds a row of a unit.
    pub fn add(&mut self, unit: &str, row: BorderRow) {
        let held = self.units.iter().position(|name| name == unit);
        let unit = held.unwrap_or_else(|| {
            self.units.push(unit.to_owned());
            self.units.len() - 1
        });
        self.rows.push(BorderRow { unit, ..row });
    }

    /// The rows of a kept border set.
    pub fn of(written: &[WrittenRow]) -> Self {
        let mut borders = Self::default();
        for row in written {
            borders.add(
                &row.unit,
                BorderRow {
                    unit: 0,
                    community: row.community.as_deref().and_then(|code| code.parse().ok()),
                    estate: row.estate.clone(),
                    from: row.from.clone(),
                    to: row.to.clone(),
                },
            );
        }
        borders
    }

    /// The borders of today: communities, each as a unit of its own or under its street.
    pub fn of_today(areas: &AreaTree, area: &AreaCode, by_street: bool) -> Self {
        let mut borders = Self::default();
        let mut communities = areas.communities_under(area);
        communities.extend(
            areas
                .get(area)
                .filter(|own| own.level == Level::Community && communities.is_empty()),
        );
        for community in communities {
            let street = areas.at_level_above(&community.code, Level::Street);
            let unit = match street {
                Some(street) if by_street => &street.name,
                _ => &community.name,
            };
            borders.add(
                unit,
                BorderRow {
                    community: Some(community.code),
                    ..BorderRow::default()
                },
            );
        }
        borders
    }
}

/// The rows of a kept border set.
///
/// # Errors
/// When what is kept cannot be read.
pub fn written(border: &BorderSet) -> Result<Vec<WrittenRow>, Problem> {
    serde_json::from_value(border.body.rows.clone()).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "border-broken",
            "这个区划方案的内容读不出来，请删除后重新上传。",
        )
    })
}

/// A border set that the caller may look at and count by.
///
/// # Errors
/// `border-unknown` when there is none, or it is not shared with the caller.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<BorderSet, Problem> {
    let missing = || {
        Problem::not_found(
            "border-unknown",
            "没有这个区划方案，或它没有共享给您，请从区划方案列表重新进入。",
        )
    };
    let border = app
        .store
        .border_set(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    if caller.uses_border(&border, &app.areas()) {
        Ok(border)
    } else {
        Err(missing())
    }
}
