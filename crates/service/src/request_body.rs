//! What a request keeps of its making: whom it is about, and the template as it stood then.
//! Later decisions about the template's columns do not reach it.

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::{Problem, ProblemKind};
use chrono::NaiveDate;
use forms::submission::Route;
use query::PersonFilter;
use serde::{Deserialize, Serialize};
use storage::Request;

use crate::clock;
use crate::view::form::Reading;
use crate::wire::people::PeopleQuery;

/// The stored body of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestBody {
    /// Whom it is about.
    pub population: PeopleQuery,
    /// The template as it was read and decided.
    pub reading: Reading,
    /// The empty workbook, in the object store.
    pub object: String,
    /// Its file name.
    pub file_name: String,
    /// The area of whoever sent it, where the population names none.
    #[serde(default)]
    pub root: String,
    /// Streets and communities that it was sent to; all with members when empty.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Through which levels it goes.
    #[serde(default)]
    pub route: Route,
    /// The item of the duty list that covers it.
    #[serde(default)]
    pub duty: Option<String>,
    /// Everything is held, so nobody is asked.
    #[serde(default)]
    pub zero_touch: bool,
    /// The request of the period before, of a form that comes again.
    #[serde(default)]
    pub former: Option<i64>,
}

impl RequestBody {
    /// The body of a stored request.
    pub fn of(request: &Request) -> Result<Self, Problem> {
        serde_json::from_value(request.population.clone()).map_err(|_| damaged())
    }

    /// Its population as a filter over the registry.
    pub fn filter(&self, areas: &AreaTree) -> Result<PersonFilter, Problem> {
        let code = self.population.area.as_deref().unwrap_or_default();
        let code = if code.is_empty() { &self.root } else { code };
        let area: AreaCode = code.parse().map_err(|_| damaged())?;
        if areas.get(&area).is_none() {
            return Err(Problem::not_found(
                "area-unknown",
                "下发范围所在的区划已不存在，请联系系统管理员。",
            ));
        }
        Ok(self.population.filter(area))
    }
}

fn damaged() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "request-broken",
        "报表信息损坏，请联系系统管理员。",
    )
}

/// Refuses a population that names somebody: it is stored in plain and shown to others.
pub fn check_population(population: &PeopleQuery) -> Result<(), Problem> {
    if population
        .text
        .as_deref()
        .is_some_and(|text| !text.trim().is_empty())
    {
        return Err(Problem::bad_input(
            "population-text",
            "下发范围不能用姓名、号码等文字筛选，请改用标签、年龄、性别和区划。",
        ));
    }
    Ok(())
}

/// A due day as written, which must not lie in the past.
pub fn due_day(text: &str) -> Result<NaiveDate, Problem> {
    let due: NaiveDate = text.parse().map_err(|_| {
        Problem::bad_input(
            "due-unreadable",
            "截止日期应写成 2024-02-29 的样子，请重新选择日期。",
        )
    })?;
    if due < clock::today() {
        return Err(Problem::bad_input(
            "due-past",
            "截止日期已经过去，请选择今天或以后的日期。",
        ));
    }
    Ok(due)
}
