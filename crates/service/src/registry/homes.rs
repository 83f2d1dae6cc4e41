//! The dwellings that people live in, where a template can make use of them.

use catalog::element::no;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use forms::template::Template;
use rustc_hash::FxHashMap;

use crate::app::App;

/// Dwellings by id.
#[derive(Debug, Default)]
pub struct Homes(FxHashMap<i64, Current>);

impl Homes {
    /// The dwelling a person lives in, if it is known.
    pub fn of(&self, person: &Current) -> Option<&Current> {
        self.0.get(&home_id(person)?)
    }
}

/// Reads the homes of people, unless the template asks for nothing that a dwelling could tell.
pub async fn homes(
    app: &App,
    template: &Template,
    people: impl Iterator<Item = &Current>,
) -> Result<Homes, Problem> {
    if !forms::prefill::wants_home(template) {
        return Ok(Homes::default());
    }
    let mut ids: Vec<i64> = people.filter_map(home_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Homes(app.store.currents(&ids).await?))
}

fn home_id(person: &Current) -> Option<i64> {
    person.text(no::HOME_DWELLING)?.parse().ok()
}
