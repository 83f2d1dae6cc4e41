//! Contests (校核): which values may be contested, what is said, who answers, and the marks on
//! pages and forms.

use catalog::area::AreaTree;
use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, no};
use catalog::problem::{Problem, ProblemKind};
use catalog::source::{Source, Sources};
use catalog::workday::WorkCalendar;
use intake::clean::Severity;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use storage::{Contest, ContestFilter, ContestReach, ContestState, Paging};

use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right, Role};
use crate::view::facts::{display, label_of};
use crate::wire::area::area_name;
use crate::wire::contest::{ContestRights, ContestView, FactContest};
use crate::wire::people::Fact;

/// Working days within which a department answers.
pub const TERM: u32 = 5;

/// What is said in a contest; kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The contested value, canonical.
    pub value: String,
    /// What it should be, canonical.
    pub claim: Option<String>,
    /// Why it is wrong.
    pub reason: String,
    /// Why the first answer did not settle it.
    pub again: Option<String>,
    /// What the department found.
    pub answer: Option<String>,
    /// The right value, canonical.
    pub corrected: Option<String>,
}

impl Said {
    /// What was said in a stored contest.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn of(contest: &Contest) -> Result<Self, Problem> {
        postcard::from_bytes(&contest.body).map_err(|_| broken())
    }

    /// As stored.
    ///
    /// # Errors
    /// Never for what people can type.
    pub fn stored(&self) -> Result<Vec<u8>, Problem> {
        postcard::to_stdvec(self).map_err(|_| broken())
    }
}

fn broken() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "contest-broken",
        "这条校核的内容损坏，请联系系统管理员。",
    )
}

/// The day by which a department answers what is asked today.
pub fn due_from_today() -> i32 {
    clock::epoch_day(WorkCalendar::shipped().after(clock::today(), TERM))
}

/// Whether a value of this source is a department's to answer for: what communities and streets
/// wrote themselves they correct themselves.
pub fn is_department(source: &Source) -> bool {
    !source.confirms
}

/// Whether the caller may mark such a value wrong. What Linli derived has no department behind it.
pub fn may_contest(caller: &Caller, element: &DataElement, source: Option<&Source>) -> bool {
    caller.can(Right::Contest) && !element.derived && source.is_some_and(is_department)
}

/// The canonical text of what somebody typed for an element.
///
/// # Errors
/// `value-invalid` when it cannot be such a value.
pub fn canonical(element: &DataElement, typed: &str) -> Result<String, Problem> {
    let cell = workbook::Cell::Text(typed.trim().to_owned());
    let clean = intake::clean::clean(element, &cell, clock::today());
    let refused = clean
        .findings
        .iter()
        .find(|found| found.severity == Severity::Refuse);
    match (clean.text, refused) {
        (Some(text), None) => Ok(text),
        (_, found) => Err(Problem::bad_input(
            "value-invalid",
            format!(
                "“{}”填写的内容不合规则（{}），请改正后再提交。",
                element.label,
                found.map_or("没有可用的内容", |found| found.message)
            ),
        )),
    }
}

/// What is refused as an explanation.
///
/// # Errors
/// `reason-missing` when it is too short.
pub fn reason_of(text: Option<&str>) -> Result<String, Problem> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() < 4 {
        return Err(Problem::bad_input(
            "reason-missing",
            "请写明理由（至少四个字），对方要据此核实。",
        ));
    }
    Ok(text.chars().take(500).collect())
}

/// The contests that the caller sees.
pub fn reach(caller: &Caller, areas: &AreaTree) -> ContestReach {
    match caller.role {
        Role::Department => ContestReach {
            sources: Sources::shipped()
                .all()
                .iter()
                .filter(|source| caller.owns_source(source))
                .map(|source| source.no)
                .collect(),
            communities: Vec::new(),
            asked_by: Some(caller.account),
        },
        Role::Street | Role::Community => ContestReach {
            sources: Vec::new(),
            communities: areas
                .communities_under(&caller.area)
                .iter()
                .map(|area| area.code.to_string())
                .collect(),
            asked_by: Some(caller.account),
        },
        Role::Admin => ContestReach::default(),
    }
}

/// A contest that the caller may see.
///
/// # Errors
/// `contest-unknown` when there is none, or it does not concern the caller.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<Contest, Problem> {
    let missing = || {
        Problem::not_found(
            "contest-unknown",
            "没有这条校核，或它不涉及您的单位，请从校核列表重新进入。",
        )
    };
    let contest = app
        .store
        .contest(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let reach = reach(caller, &app.areas());
    let seen = reach.sources.contains(&contest.source)
        || reach.asked_by == Some(contest.asked_by)
        || contest
            .community
            .as_ref()
            .is_some_and(|code| reach.communities.contains(code));
    if seen { Ok(contest) } else { Err(missing()) }
}

/// What the caller may do with a contest now.
pub fn rights(caller: &Caller, contest: &Contest, areas: &AreaTree) -> ContestRights {
    let owner = Sources::shipped()
        .get(contest.source)
        .is_some_and(|source| caller.owns_source(source));
    // Whoever asked, and colleagues of the same community or street.
    let colleague = matches!(caller.role, Role::Street | Role::Community)
        && contest
            .community
            .as_deref()
            .and_then(|code| code.parse().ok())
            .is_some_and(|code| areas.is_within(&code, &caller.area));
    let asker = contest.asked_by == caller.account || colleague;
    let answered = contest.state == ContestState::Answered;
    ContestRights {
        answer: owner && caller.can(Right::Deliver) && contest.state == ContestState::Open,
        close: asker && answered,
        reopen: asker && answered && !contest.reopened,
    }
}

/// Refuses what the caller may not do now.
///
/// # Errors
/// `contest-step-refused`.
pub fn allowed(may: bool) -> Result<(), Problem> {
    if may {
        return Ok(());
    }
    Err(Problem::conflict(
        "contest-step-refused",
        "这条校核现在不能这样处理：可能已由别人处理，或不归您的单位办理，请刷新页面。",
    ))
}

/// Whether the day for the answer is over.
pub fn is_overdue(contest: &Contest) -> bool {
    contest.state == ContestState::Open && contest.due < clock::epoch_day(clock::today())
}

/// A contest as the caller may see it.
///
/// # Errors
/// When it is damaged or the database cannot be reached.
pub async fn view(app: &App, caller: &Caller, contest: &Contest) -> Result<ContestView, Problem> {
    let areas = app.areas();
    let said = Said::of(contest)?;
    let source = Sources::shipped().get(contest.source);
    let element = Dictionary::shipped()
        .get(contest.element)
        .ok_or_else(broken)?;
    let shown = |text: &str| {
        let readable = display(element, text, &areas);
        caller.show(element, &readable, source).text
    };
    let account =
        async |id: i64| -> Result<String, Problem> { Ok(app.store.account(id).await?.name) };
    let (subject_kind, subject) = subject(app, contest).await?;
    Ok(ContestView {
        id: contest.id,
        version: contest.version,
        subject_kind,
        subject_id: contest.entity_id,
        subject,
        community: area_name(&areas, contest.community.as_deref()),
        element: element.id.clone(),
        label: element.label.clone(),
        value: shown(&said.value),
        claim: said.claim.as_deref().map(shown),
        reason: said.reason,
        source: label_of(source),
        department: source
            .map(|source| source.department.clone())
            .unwrap_or_default(),
        state: contest.state.as_str().to_owned(),
        reopened: contest.reopened,
        reopen_reason: said.again,
        asked_by: account(contest.asked_by).await?,
        asked_at: clock::iso(contest.asked_at),
        due: clock::day_text(contest.due),
        overdue: is_overdue(contest),
        outcome: contest.outcome.clone(),
        answer: said.answer,
        corrected: said.corrected.as_deref().map(shown),
        answered_by: match contest.answered_by {
            Some(id) => Some(account(id).await?),
            None => None,
        },
        answered_at: contest.answered_at.map(clock::iso),
        closed_at: contest.closed_at.map(clock::iso),
        can: rights(caller, contest, &areas),
    })
}

/// Kind and name of whose value is contested.
async fn subject(app: &App, contest: &Contest) -> Result<(String, String), Problem> {
    let Some(entity) = app.store.entity(contest.entity_id).await? else {
        return Ok(("person".to_owned(), "（已不在底账）".to_owned()));
    };
    let text = |element| entity.current.text(element).unwrap_or_default().to_owned();
    Ok(match entity.kind {
        EntityKind::Dwelling => (
            "dwelling".to_owned(),
            app.snapshot
                .load()
                .dwelling(entity.id)
                .map(|dwelling| dwelling.address)
                .unwrap_or_default(),
        ),
        EntityKind::Place => ("place".to_owned(), text(no::PLACE_NAME)),
        EntityKind::Person | EntityKind::Household | EntityKind::Form => {
            ("person".to_owned(), text(no::NAME))
        }
    })
}

/// Marks the values of an entity's page that are in doubt.
///
/// # Errors
/// When the database cannot be reached.
pub async fn mark(app: &App, entity: i64, facts: &mut [Fact]) -> Result<(), Problem> {
    let filter = ContestFilter {
        entity: Some(entity),
        state: Some(ContestState::Open),
        ..ContestFilter::default()
    };
    let (_, open) = app.store.contests(&filter, Paging::all()).await?;
    for contest in &open {
        let element = Dictionary::shipped().get(contest.element);
        let fact = facts
            .iter_mut()
            .find(|fact| element.is_some_and(|element| element.id == fact.element));
        if let Some(fact) = fact {
            fact.contest = Some(FactContest {
                id: contest.id,
                asked_at: clock::iso(contest.asked_at),
                due: clock::day_text(contest.due),
                overdue: is_overdue(contest),
            });
        }
    }
    Ok(())
}

/// The values in doubt of the people on a form.
#[derive(Debug, Default)]
pub struct Doubts(FxHashSet<(i64, ElementNo)>);

impl Doubts {
    /// The values in doubt of some entities.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn of(app: &App, entities: impl Iterator<Item = i64>) -> Result<Self, Problem> {
        let ids: Vec<i64> = entities.collect();
        Ok(Self(app.store.contested(&ids).await?.into_iter().collect()))
    }

    /// Whether a value is in doubt.
    pub fn has(&self, entity: Option<i64>, element: Option<ElementNo>) -> bool {
        entity
            .zip(element)
            .is_some_and(|value| self.0.contains(&value))
    }
}
