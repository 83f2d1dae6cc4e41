//! GET /api/workbench

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;
use query::{Basis, PersonFilter};
use storage::{
    Contest, ContestFilter, ContestState, DeliveryFilter, DeliveryState, LeadFilter, Paging,
    PairFilter, PairState, ProposalState,
};

use crate::app::App;
use crate::clock;
use crate::comparison::reach;
use crate::contest;
use crate::form_work::{approval_items, form_items, notices};
use crate::helper_request;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead;
use crate::policy::policies;
use crate::rights::{Caller, DATA_CENTRE, Right, Role};
use crate::tag::headline::{ELDERLY, UNCLAIMED};
use crate::tag::proposal::name_of;
use crate::tag::{chain, expiry};
use crate::view::form::count;
use crate::wire::area::area_name;
use crate::wire::workbench::{Figure, WorkItem, Workbench};

/// What waits for the signed-in person, and a few figures of their area.
#[utoipa::path(get, path = "/api/workbench", tag = "workbench",
    responses((status = 200, body = Workbench), (status = 401, body = ProblemBody)))]
pub async fn workbench(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Workbench>, Refusal> {
    let mut items = Vec::new();
    if caller.role != Role::Admin {
        items.extend(form_items(&app, &caller).await?);
    }
    if caller.can(Right::ApproveSendings) {
        items.extend(approval_items(&app, &caller).await?);
    }
    if caller.can(Right::Identify) {
        items.extend(review_item(&app, &caller).await?);
    }
    if caller.can(Right::Deliver) {
        items.extend(delivery_items(&app, &caller).await?);
    }
    if caller.can(Right::Contest) {
        items.extend(contest_items(&app, &caller).await?);
        items.extend(comparison_items(&app, &caller).await?);
    }
    if caller.can(Right::WorkLeads) {
        items.extend(lead_item(&app, &caller).await?);
    }
    if caller.can(Right::ProposeTags) {
        items.extend(proposal_items(&app, &caller).await?);
        items.extend(expiry::items(&app, &caller).await?);
    }
    if caller.can(Right::KeepSegments) {
        items.extend(helper_items(&app, &caller).await?);
    }
    // What is due first stands first; what has no day comes last.
    items.sort_by(|one, other| {
        (one.due.is_none(), &one.due).cmp(&(other.due.is_none(), &other.due))
    });
    let figures = if caller.can(Right::ReadPeople) {
        figures(&app, &caller)?
    } else {
        Vec::new()
    };
    let notices = notices(&app, &caller).await?;
    Ok(Json(Workbench {
        items,
        figures,
        notices,
    }))
}

/// Proposals of tags that wait for the caller's office.
async fn proposal_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let areas = app.areas();
    let open = app
        .store
        .tag_proposals(Some(ProposalState::Open), None)
        .await?;
    Ok(open
        .iter()
        .filter(|proposal| chain::decides(caller, proposal, &areas))
        .map(|proposal| WorkItem {
            kind: "proposal".to_owned(),
            title: format!("标签提案：{}", proposal.definition.name),
            detail: chain::waiting(proposal)
                .map(|link| format!("等您的单位办理：{}", link.label))
                .unwrap_or_default(),
            link: format!("/tags/proposals/{}", proposal.id),
            due: None,
            count: 1,
        })
        .collect())
}

/// Requests for names of helpers that wait for the caller's word.
async fn helper_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let areas = app.areas();
    let mut items = Vec::new();
    for request in helper_request::waiting(app, caller).await? {
        let asked = request.asked;
        items.push(WorkItem {
            kind: "helpers".to_owned(),
            title: format!("骨干名单：{}", asked.activity),
            detail: format!(
                "{}申请看{}的骨干名单（{} 人），看到 {}：{}",
                name_of(app, request.asked_by).await?,
                area_name(&areas, Some(&asked.area)),
                asked.people,
                clock::day_text(asked.until),
                asked.purpose
            ),
            link: "/helpers".to_owned(),
            due: None,
            count: 1,
        });
    }
    Ok(items)
}

/// The pairs of the review queue that wait for the caller.
async fn review_item(app: &App, caller: &Caller) -> Result<Option<WorkItem>, Problem> {
    let filter = PairFilter {
        communities: caller.review_communities(),
        state: PairState::Open,
    };
    let (waiting, _) = app.store.review_pairs(&filter, Paging::new(1, 1)).await?;
    Ok((waiting > 0).then(|| WorkItem {
        kind: "identity".to_owned(),
        title: "待核对的疑似同一人".to_owned(),
        detail: format!("{waiting} 对，请对照两人的情况，判断是不是同一人"),
        link: "/review".to_owned(),
        due: None,
        count: waiting,
    }))
}

/// Leads that wait for the caller's level, with the nearest day.
async fn lead_item(app: &App, caller: &Caller) -> Result<Option<WorkItem>, Problem> {
    let filter = LeadFilter {
        open: true,
        states: lead::waiting_states(caller),
        ..lead::reach(caller, &app.areas(), &policies(app))
    };
    let (waiting, first) = app.store.leads(&filter, Paging::new(1, 1)).await?;
    Ok(first.first().map(|first| WorkItem {
        kind: "lead".to_owned(),
        title: "政策线索待办".to_owned(),
        detail: match caller.role {
            Role::Community => format!("{waiting} 条，请上门核实本人是否该享受、该调整或该停发"),
            Role::Street => format!("{waiting} 条社区已核实，待审核"),
            Role::Department | Role::Admin => format!("{waiting} 条街道已审核，待办结"),
        },
        link: "/leads".to_owned(),
        due: Some(clock::day_text(first.due)),
        count: waiting,
    }))
}

/// Deliveries that failed or have rows to mend, of the last hundred.
async fn delivery_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let owned: Vec<_> = catalog::source::Sources::shipped()
        .all()
        .iter()
        .filter(|source| {
            caller.owns_source(source) && source.no != catalog::source::no::FORM_CORRECTION
        })
        .map(|source| source.no)
        .collect();
    let filter = DeliveryFilter {
        sources: Some(owned),
        ..DeliveryFilter::default()
    };
    let (_, deliveries) = app.store.deliveries(&filter, Paging::new(1, 100)).await?;
    let failed = deliveries
        .iter()
        .filter(|delivery| delivery.state == DeliveryState::Failed)
        .count() as u64;
    let refused: u64 = deliveries
        .iter()
        .filter(|delivery| delivery.state == DeliveryState::Loaded)
        .map(|delivery| count(delivery.rows_refused))
        .sum();
    let item = |title: &str, detail: String, link: &str, count| WorkItem {
        kind: "delivery".to_owned(),
        title: title.to_owned(),
        detail,
        link: link.to_owned(),
        due: None,
        count,
    };
    let mut items = Vec::new();
    if failed > 0 {
        items.push(item(
            "有批次未能导入",
            format!("{failed} 个批次需要处理后重新上传"),
            "/deliveries?state=failed",
            failed,
        ));
    }
    if refused > 0 {
        items.push(item(
            "有退回的行待修改",
            format!("近期批次共退回 {refused} 行，可下载修改后重新上传"),
            "/deliveries?state=loaded",
            refused,
        ));
    }
    Ok(items)
}

/// Values in doubt: open ones for the departments that answer, answered ones for those who asked,
/// overdue ones for the data centre.
async fn contest_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let centre = caller.department.as_deref() == Some(DATA_CENTRE);
    let today = clock::epoch_day(clock::today());
    let department = caller.role == Role::Department;
    let state = if department {
        ContestState::Open
    } else {
        ContestState::Answered
    };
    let filter = ContestFilter {
        reach: Some(contest::reach(caller, &app.areas())),
        state: Some(state),
        overdue_on: centre.then_some(today),
        entity: None,
    };
    let (_, contests) = app.store.contests(&filter, Paging::all()).await?;
    // What a department asked of another waits for that one.
    let waiting: Vec<&Contest> = contests
        .iter()
        .filter(|contest| {
            let rights = contest::rights(caller, contest, &app.areas());
            rights.answer || rights.close
        })
        .collect();
    let Some(first) = waiting.iter().map(|contest| contest.due).min() else {
        return Ok(Vec::new());
    };
    let overdue = waiting
        .iter()
        .filter(|contest| contest::is_overdue(contest))
        .count();
    let count = waiting.len() as u64;
    let (title, detail, link) = match (centre, department) {
        (true, _) => (
            "存疑超期未答复",
            format!("{count} 条超过 {} 个工作日，请督促来源部门", contest::TERM),
            "/contests?show=overdue",
        ),
        (false, true) => (
            "存疑待答复",
            match overdue {
                0 => format!("{count} 个值被指有误，请核实后答复"),
                late => format!("{count} 个值被指有误，其中 {late} 条已超期"),
            },
            "/contests?show=open",
        ),
        (false, false) => (
            "存疑已答复",
            format!("{count} 条已有部门答复，请确认或再次提出"),
            "/contests?show=answered",
        ),
    };
    Ok(vec![WorkItem {
        kind: "contest".to_owned(),
        title: title.to_owned(),
        detail,
        link: link.to_owned(),
        due: department.then(|| clock::day_text(first)),
        count,
    }])
}

/// Differences that wait for the caller, a comparison each.
async fn comparison_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let areas = app.areas();
    let open = app.store.open_items().await?;
    let mut items = Vec::new();
    for comparison in app.store.comparisons().await? {
        if !reach::concerns(caller, &comparison, &areas) {
            continue;
        }
        let own = areas.communities_under(&caller.area);
        let mine = |community: &Option<String>| match community {
            Some(code) => {
                caller.role != Role::Department
                    && own.iter().any(|area| area.code.to_string() == *code)
            }
            None => reach::owns(caller, &comparison),
        };
        let count: u64 = open
            .iter()
            .filter(|(id, community, _)| *id == comparison.id && mine(community))
            .map(|(.., count)| count)
            .sum();
        if count > 0 {
            items.push(WorkItem {
                kind: "comparison".to_owned(),
                title: comparison.title.clone(),
                detail: format!("{count} 条差异待核实办结"),
                link: format!("/comparisons/{}", comparison.id),
                due: None,
                count,
            });
        }
    }
    Ok(items)
}

fn figures(app: &App, caller: &Caller) -> Result<Vec<Figure>, Problem> {
    let snapshot = app.snapshot.load();
    let of = |basis, tag: Option<&str>| {
        snapshot.count(&PersonFilter {
            area: Some(caller.area),
            basis,
            alive: Some(true),
            tags_all: tag.map(str::to_owned).into_iter().collect(),
            ..PersonFilter::default()
        })
    };
    let figure = |label: &str, value, link: &str, hint: &str| Figure {
        label: label.to_owned(),
        value,
        link: Some(link.to_owned()),
        hint: hint.to_owned(),
    };
    let mut figures = vec![
        figure(
            "实住人口",
            of(Basis::Home, None)?,
            "/people?basis=home",
            "住在本辖区、在世的人，按现住房屋所在社区计",
        ),
        figure(
            "户籍人口",
            of(Basis::Hukou, None)?,
            "/people?basis=hukou",
            "户籍在本辖区、在世的人，不论住在哪里",
        ),
    ];
    let tagged = [
        (
            "80 岁及以上",
            ELDERLY,
            (Basis::Home, "home"),
            "住在本辖区、今天已满 80 周岁的人",
        ),
        (
            "应享未享高龄津贴",
            UNCLAIMED,
            (Basis::Hukou, "hukou"),
            "户籍在本辖区、满 80 周岁、未见发放记录的在世老人，须核实",
        ),
    ];
    for (label, tag, (basis, word), hint) in tagged {
        // A tag that was deleted here is no reason to leave everybody without a workbench.
        if snapshot.district().tags.by_name(tag).is_some() {
            let link = format!("/people?basis={word}&tags_all={tag}");
            figures.push(figure(label, of(basis, Some(tag))?, &link, hint));
        }
    }
    Ok(figures)
}
