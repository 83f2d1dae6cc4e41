//! GET /api/households/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use rules::{Rule, Subject, expand_tags};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::card::{self, SourceDays};
use crate::tag::catalogue::Tags;
use crate::view::household::card_of;
use crate::view::person::tags_seen;
use crate::view::reach::require_site;
use crate::wire::area::area_name;
use crate::wire::figure::CardSource;
use crate::wire::household::{HouseholdDwelling, HouseholdPage, HouseholdTag};

/// A household: its members with what each is to the head, where it is registered, and its tags with
/// what they rest on. Open to whoever works where it is registered.
#[utoipa::path(get, path = "/api/households/{id}", tag = "people", params(("id" = i64, Path)),
    responses((status = 200, body = HouseholdPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn household_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<HouseholdPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let snapshot = app.snapshot.load();
    let household = snapshot.household_row(id).ok_or_else(|| {
        Problem::not_found(
            "household-unknown",
            "没有这一户，可能批次已撤销，或成员都已迁出，请从人员页面重新进入。",
        )
    })?;
    let areas = app.areas();
    require_site(&caller, household.community, &areas)?;
    let (tags, days) = (app.tags(), SourceDays::read(&app).await?);
    let community = household.community.map(|code| code.to_string());
    Ok(Json(HouseholdPage {
        id,
        community: area_name(&areas, community.as_deref()),
        dwelling: household.dwelling.map(|dwelling| HouseholdDwelling {
            id: dwelling,
            label: snapshot
                .dwelling(dwelling)
                .map(|dwelling| dwelling.address)
                .unwrap_or_default(),
        }),
        household: card_of(&app, &caller, id).await?,
        tags: tags_seen(&tags, &caller, &household.tags)
            .map(|tag| HouseholdTag {
                name: tag.definition.name.clone(),
                group: tag.definition.group.clone(),
                rule: tag.definition.definition.clone(),
                sources: sources_of(&tags, &tag.definition.name, &days),
            })
            .collect(),
    }))
}

/// The sources of a tag, those of the tags that it reads among them.
fn sources_of(tags: &Tags, name: &str, days: &SourceDays) -> Vec<CardSource> {
    let conditions = tags.conditions();
    let whole = conditions
        .get(name)
        .and_then(|condition| expand_tags(condition, &conditions).ok());
    let Some(condition) = whole else {
        return Vec::new();
    };
    let rule = Rule {
        subject: Subject::Household,
        condition,
    };
    card::of_rule(name, "", &rule, None, days, None).sources
}
