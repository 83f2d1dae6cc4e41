//! Leads (线索) of an area on the cockpit: by kind and phase, for the area and for each area below.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::{Area, AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use rules::lead::LeadKind;
use storage::LeadFilter;

use crate::app::App;
use crate::clock;
use crate::lead::{UNPLACED, narrow_to_area, reach};
use crate::lead_phase::LeadPhase;
use crate::policy::policies;
use crate::rights::{Caller, Right, Role};
use crate::tag::card::SourceDays;
use crate::wire::area::{NO_COMMUNITY, area_name};
use crate::wire::figure::{
    CockpitLeadArea, CockpitLeadCount, CockpitLeadKind, CockpitLeads, DefinitionCard,
};

/// What is counted together: the area below (`None` for those of no community), kind and phase.
type Tally = BTreeMap<(Option<AreaCode>, LeadKind, LeadPhase), u64>;

/// The leads of an area as far as the caller sees leads; `None` when they work on none.
///
/// # Errors
/// When the database cannot be reached.
pub async fn leads(
    app: &App,
    caller: &Caller,
    area: &Area,
    days: &SourceDays,
) -> Result<Option<CockpitLeads>, Problem> {
    let areas = app.areas();
    let mut seen = reach(caller, &areas, &policies(app));
    let none = seen.policies.as_ref().is_some_and(Vec::is_empty);
    if !caller.can(Right::WorkLeads) || none {
        return Ok(None);
    }
    narrow_to_area(&mut seen, caller, &areas, &area.code.to_string())?;
    let tally = tally(app, &areas, area.level, seen).await?;
    let kinds = LeadKind::ALL
        .into_iter()
        .map(|kind| CockpitLeadKind {
            kind: kind.as_str().to_owned(),
            counts: LeadPhase::ALL
                .into_iter()
                .map(|phase| {
                    let of_all = tally
                        .iter()
                        .filter(|((_, one, at), _)| (*one, *at) == (kind, phase));
                    let sum = of_all.map(|(_, count)| count).sum();
                    count_of(&area.code.to_string(), kind, phase, sum)
                })
                .collect(),
            card: card(caller, kind, days),
        })
        .collect();
    Ok(Some(CockpitLeads {
        kinds,
        below: below(&areas, area.level, &tally),
    }))
}

async fn tally(
    app: &App,
    areas: &AreaTree,
    level: Level,
    seen: LeadFilter,
) -> Result<Tally, Problem> {
    let mut tally = Tally::new();
    for phase in LeadPhase::ALL {
        let mut filter = seen.clone();
        phase.narrow(&mut filter, clock::today());
        for count in app.store.lead_counts(&filter).await? {
            let Some(kind) = LeadKind::parse(&count.kind) else {
                continue;
            };
            let community = count.community.and_then(|code| code.parse().ok());
            let part = community.and_then(|code| part_of(areas, level, code));
            *tally.entry((part, kind, phase)).or_default() += count.count;
        }
    }
    Ok(tally)
}

/// The area below a level that a community lies in.
fn part_of(areas: &AreaTree, level: Level, community: AreaCode) -> Option<AreaCode> {
    match level {
        Level::Province | Level::City | Level::District => areas
            .at_level_above(&community, Level::Street)
            .map(|street| street.code),
        Level::Street | Level::Community | Level::Grid => Some(community),
    }
}

/// The areas below with any lead; those of no community last.
fn below(areas: &AreaTree, level: Level, tally: &Tally) -> Vec<CockpitLeadArea> {
    if matches!(level, Level::Community | Level::Grid) {
        return Vec::new();
    }
    let parts: BTreeSet<(bool, Option<AreaCode>)> = tally
        .keys()
        .map(|(part, ..)| (part.is_none(), *part))
        .collect();
    parts
        .into_iter()
        .map(|(_, part)| {
            let code = part.map(|code| code.to_string());
            let asked = code.as_deref().unwrap_or(UNPLACED);
            let counts = LeadKind::ALL
                .into_iter()
                .flat_map(|kind| LeadPhase::ALL.into_iter().map(move |phase| (kind, phase)));
            CockpitLeadArea {
                name: match &code {
                    Some(code) => area_name(areas, Some(code)),
                    None => NO_COMMUNITY.to_owned(),
                },
                counts: counts
                    .map(|(kind, phase)| {
                        let held = tally.get(&(part, kind, phase)).copied();
                        count_of(asked, kind, phase, held.unwrap_or(0))
                    })
                    .collect(),
                code: code.unwrap_or_default(),
            }
        })
        .collect()
}

/// A number with the inbox that shows exactly these leads.
fn count_of(area: &str, kind: LeadKind, phase: LeadPhase, value: u64) -> CockpitLeadCount {
    let (kind, phase) = (kind.as_str(), phase.as_str());
    CockpitLeadCount {
        kind: kind.to_owned(),
        phase: phase.to_owned(),
        value,
        link: format!("/leads?show={phase}&kind={kind}&area={area}"),
    }
}

fn card(caller: &Caller, kind: LeadKind, days: &SourceDays) -> DefinitionCard {
    let (title, definition) = match kind {
        LeadKind::Start => (
            "应享未享",
            "按启用的政策应当享受、没有查到正在发放的，每人每项政策一条",
        ),
        LeadKind::Change => (
            "标准应调",
            "正在发放、但发放标准与政策规定的不一致，每人每项政策一条",
        ),
        LeadKind::Stop => (
            "应停未停",
            "正在发放、但已经不符合政策条件的，每人每项政策一条",
        ),
    };
    let whose = match caller.role {
        Role::Department => "只含本部门负责的政策",
        Role::Street | Role::Community | Role::Admin => "含全部启用的政策",
    };
    DefinitionCard {
        title: title.to_owned(),
        definition: definition.to_owned(),
        rule: String::new(),
        sentence: String::new(),
        sources: days.of_people(),
        computed_on: clock::today().to_string(),
        known_share: None,
        unknown: None,
        segment: None,
        note: Some(format!(
            "{whose}；按负责核实的社区计。未开始：待分派、待核实；办理中：社区已核实、部门尚未办结；\
             本月办结：本月1日以来办结或不予办理，系统自动撤回的不算。条件无法判断的不生成线索。"
        )),
    }
}
