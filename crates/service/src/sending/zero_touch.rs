//! Zero touch (免填报): a request that asks for nothing the registry does not hold is answered
//! without asking anybody.

use catalog::area::AreaTree;
use catalog::problem::Problem;
use forms::template::{Template, TemplateColumn};
use query::PersonFilter;

use super::listing::is_complete;
use super::population::Asked;
use super::price::Estimate;
use crate::app::App;
use crate::rights::Caller;

/// Whether the registry may answer in the communities' place: everything asked of everybody is
/// held, fresh and not in doubt, and the department may use it for a purpose on the duty list.
pub async fn is_possible(
    app: &App,
    template: &Template,
    filter: &PersonFilter,
    communities: &[Asked],
    estimate: &Estimate,
    areas: &AreaTree,
) -> Result<bool, Problem> {
    // Most requests lack something with those who were tried; only the others are looked through.
    if estimate.price.to_type > 0 || estimate.fresh < 1.0 || estimate.price.rows == 0 {
        return Ok(false);
    }
    for (community, _) in communities {
        if !is_complete(app, template, filter, *community, areas).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the caller's department may use every element that a form asks for.
pub fn is_permitted(caller: &Caller, template: &Template) -> bool {
    let mut elements = template.columns.iter().filter_map(TemplateColumn::element);
    elements.all(|element| caller.asks_by(element))
}
