//! POST /api/addresses/unplaced

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{Dictionary, EntityKind};
use catalog::problem::Problem;
use rustc_hash::FxHashMap;

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::unplaced::{Lost, Unplaced, estates_of, nearest, unplaced};
use crate::rights::{Caller, Right};
use crate::wire::address::{
    EstateAliasView, UnknownName, UnplacedPage, UnplacedQuery, UnplacedReason, UnplacedRow,
};
use crate::wire::area::{area_name, area_ref};

/// How many names are listed; the rest come up when these are done.
const NAMES: usize = 100;

/// How many estates are proposed for a name.
const CANDIDATES: usize = 5;

/// An unresolved address and the code of its community.
type Placeless = (String, Unplaced);

/// Addresses that lead to no dwelling, by reason and by the name they write. Names and addresses
/// travel in bodies.
#[utoipa::path(post, path = "/api/addresses/unplaced", tag = "dwellings", request_body = UnplacedQuery,
    responses((status = 200, body = UnplacedPage), (status = 403, body = ProblemBody)))]
pub async fn unplaced_addresses(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<UnplacedQuery>,
) -> Result<Json<UnplacedPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let mut all: Vec<Placeless> = Vec::new();
    for community in communities(&area, &areas) {
        let found = unplaced(&app, &community).await?;
        all.extend(found.into_iter().map(|each| (community.clone(), each)));
    }
    let asked_for = |(_, each): &&Placeless| is_asked_for(each, &asked);
    let size = usize::try_from(asked.size.unwrap_or(50).clamp(1, 200)).unwrap_or(50);
    let page = usize::try_from(asked.page.unwrap_or(1).max(1)).unwrap_or(1);
    Ok(Json(UnplacedPage {
        area: area_ref(&areas, &area),
        total: all.iter().filter(asked_for).count() as u64,
        reasons: reasons(&all),
        names: names(&app, &all, &areas)?,
        aliases: aliases(&app, &area, &areas).await?,
        rows: all
            .iter()
            .filter(asked_for)
            .skip((page - 1).saturating_mul(size))
            .take(size)
            .map(|(community, each)| row(&caller, community, each, &areas))
            .collect(),
    }))
}

/// The communities whose addresses are meant. In a whole district those of every community are
/// too many for one look; there, the ones without any community are shown.
fn communities(area: &AreaCode, areas: &AreaTree) -> Vec<String> {
    let level = areas.get(area).map(|area| area.level);
    if matches!(level, Some(Level::Street | Level::Community | Level::Grid)) {
        areas
            .communities_under(area)
            .iter()
            .map(|community| community.code.to_string())
            .collect()
    } else {
        vec![storage::UNPLACED.to_owned()]
    }
}

fn is_asked_for(each: &Unplaced, asked: &UnplacedQuery) -> bool {
    let fits = |wanted: &Option<String>, held: Option<&str>| {
        wanted
            .as_deref()
            .filter(|wanted| !wanted.is_empty())
            .is_none_or(|wanted| held == Some(wanted))
    };
    fits(&asked.reason, Some(each.reason.code()))
        && fits(&asked.name, each.name.as_deref())
        && fits(&asked.kind, Some(kind(each.kind)))
}

fn kind(kind: EntityKind) -> &'static str {
    if kind == EntityKind::Place {
        "place"
    } else {
        "person"
    }
}

fn reasons(all: &[Placeless]) -> Vec<UnplacedReason> {
    let mut counts: BTreeMap<Lost, u64> = BTreeMap::new();
    for (_, each) in all {
        *counts.entry(each.reason).or_default() += 1;
    }
    let mut reasons: Vec<UnplacedReason> = counts
        .into_iter()
        .map(|(reason, count)| UnplacedReason {
            code: reason.code().to_owned(),
            label: reason.label().to_owned(),
            sentence: reason.sentence().to_owned(),
            count,
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    reasons
}

fn names(app: &App, all: &[Placeless], areas: &AreaTree) -> Result<Vec<UnknownName>, Problem> {
    let mut counts: FxHashMap<(&str, &str), u64> = FxHashMap::default();
    for (community, each) in all {
        if let Some(name) = each
            .name
            .as_deref()
            .filter(|_| each.reason == Lost::EstateUnknown)
        {
            *counts.entry((community, name)).or_default() += 1;
        }
    }
    let mut counts: Vec<((&str, &str), u64)> = counts.into_iter().collect();
    counts.sort_by(|(one, more), (other, less)| less.cmp(more).then(one.cmp(other)));
    counts.truncate(NAMES);
    let mut estates: FxHashMap<&str, Vec<String>> = FxHashMap::default();
    let mut names = Vec::with_capacity(counts.len());
    for ((community, name), count) in counts {
        let estates = match estates.entry(community) {
            std::collections::hash_map::Entry::Occupied(held) => held.into_mut(),
            std::collections::hash_map::Entry::Vacant(empty) => {
                let code: Option<AreaCode> = community.parse().ok();
                let of_community = code.map(|code| estates_of(app, &code)).transpose()?;
                empty.insert(of_community.unwrap_or_default())
            }
        };
        names.push(UnknownName {
            name: name.to_owned(),
            community: area_name(areas, Some(community)),
            community_code: community.to_owned(),
            count,
            candidates: nearest(name, estates.iter().map(String::as_str), CANDIDATES),
        });
    }
    Ok(names)
}

/// The names that somebody gave in an area.
async fn aliases(
    app: &App,
    area: &AreaCode,
    areas: &AreaTree,
) -> Result<Vec<EstateAliasView>, Problem> {
    let mut views = Vec::new();
    for alias in app.store.estate_aliases().await? {
        let inside = alias
            .community
            .parse()
            .is_ok_and(|code| areas.is_within(&code, area));
        if alias.delivery.is_some() || !inside {
            continue;
        }
        let by = match alias.created_by {
            Some(account) => app.store.account(account).await?.name,
            None => String::new(),
        };
        views.push(EstateAliasView {
            id: alias.id,
            community: area_name(areas, Some(&alias.community)),
            name: alias.name,
            estate: alias.estate,
            by,
            at: clock::iso(alias.created_at),
        });
    }
    views.reverse();
    Ok(views)
}

fn row(caller: &Caller, community: &str, each: &Unplaced, areas: &AreaTree) -> UnplacedRow {
    let element = Dictionary::shipped().get(each.element);
    let shown = element.map(|element| caller.show(element, &each.text, None));
    UnplacedRow {
        kind: kind(each.kind).to_owned(),
        id: each.id,
        who: each.who.clone(),
        what: element.map_or_else(String::new, |element| element.label.clone()),
        masked: shown.as_ref().is_some_and(|shown| shown.masked),
        text: shown.map_or_else(String::new, |shown| shown.text),
        community: area_name(areas, Some(community)),
        name: each.name.clone().unwrap_or_default(),
        reason: each.reason.code().to_owned(),
    }
}
