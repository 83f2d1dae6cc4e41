//! What a request keeps of its making: whom it is about, and the template as it stood then.
//! Later decisions about the template's columns do not reach it.

use catalog::problem::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use storage::Request;

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
}

impl RequestBody {
    /// The body of a stored request.
    pub fn of(request: &Request) -> Result<Self, Problem> {
        serde_json::from_value(request.population.clone()).map_err(|_| {
            Problem::new(
                ProblemKind::Internal,
                "request-broken",
                "报表信息损坏，请联系系统管理员。",
            )
        })
    }
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
