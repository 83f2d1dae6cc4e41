//! GET /api/tags/page

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::area::AreaCode;
use catalog::problem::Problem;
use query::{Basis, PersonFilter};
use storage::{ProposalState, TagVersion};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::card::{self, SourceDays};
use crate::tag::catalogue::{HeldTag, Origin};
use crate::tag::figures::{ask, carries};
use crate::tag::proposal::{kind_text, level_text, name_of};
use crate::tag::{expiry, impact, rule, why};
use crate::wire::area::area_name;
use crate::wire::tag::{TagAsked, TagDay, TagPage, TagVersionView, ThreeCount};

/// One tag: its definition card, how many of the area carry it, its versions, and what reads it.
#[utoipa::path(get, path = "/api/tags/page", tag = "tags", params(TagAsked),
    responses((status = 200, body = TagPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn tag_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<TagAsked>,
) -> Result<Json<TagPage>, Refusal> {
    let tags = app.tags();
    let held = tags.find(asked.name.trim())?;
    let name = &held.definition.name;
    let reads_people = caller.can(Right::ReadPeople);
    if reads_people {
        why::require_sight(&caller, &tags, name)?;
    }
    let area = caller.scope(asked.area.as_deref(), &app.areas())?;
    let parsed = rule::parse(&tags, held.subject(), &held.rule_text()).map_err(Problem::from)?;
    let count = if reads_people {
        let filter = PersonFilter {
            area: Some(area),
            basis: Basis::Either,
            ..PersonFilter::default()
        };
        Some(ask(&app, carries(held.subject(), name), filter).await?)
    } else {
        None
    };
    let days = SourceDays::read(&app).await?;
    let definition = &held.definition;
    let open = app
        .store
        .tag_proposals(Some(ProposalState::Open), Some(name))
        .await?;
    Ok(Json(TagPage {
        name: name.clone(),
        subject: definition.subject.clone(),
        kind: kind_text(definition).to_owned(),
        group: definition.group.clone(),
        level: level_text(definition.level).to_owned(),
        area: area_name(&app.areas(), Some(&definition.area)),
        grade: format!("{:?}", definition.grade),
        sensitive: definition.sensitive,
        rule: definition.rule.clone(),
        definition: definition.definition.clone(),
        department: definition.department.clone(),
        legal_basis: definition.legal_basis.clone(),
        city_code: definition.city_code.clone(),
        valid: held.valid.clone(),
        valid_until: definition.valid_until.map(clock::day_text),
        ends_soon: expiry::ends_soon(held, clock::epoch_day(clock::today())),
        version: held.version,
        origin: held.origin.as_str().to_owned(),
        card: card::of_rule(
            name,
            &definition.definition,
            &parsed,
            count,
            &days,
            held.note.clone(),
        ),
        count,
        versions: versions(&app, name).await?,
        trend: trend(&app, held, &area, count).await?,
        impact: impact::of(&app, &tags, name).await?,
        proposal: open.first().map(|proposal| proposal.id),
        may_propose: caller.can(Right::ProposeTags),
    }))
}

async fn versions(app: &App, name: &str) -> Result<Vec<TagVersionView>, Problem> {
    let mut views = Vec::new();
    let of_name = |version: &TagVersion| version.definition.name == name;
    for version in app.store.tag_versions().await?.into_iter().filter(of_name) {
        views.push(TagVersionView {
            version: version.version,
            rule: version.definition.rule,
            definition: version.definition.definition,
            effective_from: clock::day_text(version.definition.effective_from),
            valid_until: version.definition.valid_until.map(clock::day_text),
            retired: version.retired,
            made_by: name_of(app, version.made_by).await?,
            made_at: clock::iso(version.made_at),
            approved_by: name_of(app, version.approved_by).await?,
            approved_at: clock::iso(version.approved_at),
        });
    }
    views.reverse();
    Ok(views)
}

/// The figures that are kept of past days. Only of tags that the caller sees, so only with a count.
async fn trend(
    app: &App,
    held: &HeldTag,
    area: &AreaCode,
    count: Option<ThreeCount>,
) -> Result<Vec<TagDay>, Problem> {
    if count.is_none() {
        return Ok(Vec::new());
    }
    // Figures of before a tag was made here belong to another tag of that name.
    let from = match held.origin {
        Origin::Added => held.definition.effective_from,
        Origin::Shipped | Origin::Changed => i32::MIN,
    };
    let figures = app
        .store
        .tag_figures(&held.definition.name, &area.to_string())
        .await?;
    Ok(figures
        .into_iter()
        .filter(|figure| figure.day >= from)
        .map(|figure| TagDay {
            day: clock::day_text(figure.day),
            yes: figure.yes,
            unknown: figure.unknown,
        })
        .collect())
}
