//! Proposals on their way: how they look, and the step an office takes.

use catalog::problem::Problem;
use storage::{
    NewTagVersion, ProposalState, TagAction, TagDefinition, TagLevel, TagProposal, TagStep,
    TagStepAct,
};

use super::catalogue::{Tags, subject_of};
use super::{chain, draft, impact, rule};
use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::registry::feed;
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;
use crate::wire::tag::{ProposalRights, ProposalStep, ProposalStepView, ProposalView};

/// An office agrees to a proposal or refuses it. With the last office's word it becomes a version.
///
/// # Errors
/// `proposal-not-yours` when it waits for another office or was proposed by the caller;
/// `remark-missing` for a refusal without a reason; what [`draft::fits`] and
/// [`impact::may_end`] say when other tags have changed since it was proposed.
pub async fn decide(
    app: &App,
    caller: &Caller,
    id: i64,
    said: &ProposalStep,
    act: TagStepAct,
) -> Result<TagProposal, Problem> {
    let proposal = app.store.tag_proposal(id).await?;
    if proposal.state == ProposalState::Open && !chain::decides(caller, &proposal, &app.areas()) {
        return Err(not_yours(caller, &proposal));
    }
    let remark = remark_of(said, act)?;
    let mut definition = proposal.definition.clone();
    let last = act == TagStepAct::Agree && proposal.position + 1 >= proposal.chain.len();
    if last && proposal.state == ProposalState::Open {
        // A day that has passed while offices were thinking cannot come again.
        definition.effective_from = definition
            .effective_from
            .max(clock::epoch_day(clock::today()));
        still_fits(app, &proposal, &definition).await?;
    }
    let audited = match act {
        TagStepAct::Agree => "tag.agree",
        _ => "tag.refuse",
    };
    let mut tx = app
        .store
        .write(entry(caller, audited, "tag-proposal", id))
        .await?;
    let held = tx.step_tag_proposal(id, said.version, act, remark).await?;
    if held.state == ProposalState::Approved {
        tx.add_tag_version(NewTagVersion {
            definition,
            retired: held.action == TagAction::Delete,
            proposal_id: id,
            made_by: held.made_by,
            made_at: held.made_at,
        })
        .await?;
    }
    tx.commit().await?;
    if held.state == ProposalState::Approved {
        feed::catch_up(app).await?;
    }
    Ok(held)
}

fn not_yours(caller: &Caller, proposal: &TagProposal) -> Problem {
    let sentence = if proposal.made_by == Some(caller.account) {
        "提案不能由提出人自己审核或批准，请由本单位其他人员或下一个环节办理。".to_owned()
    } else {
        let waiting = chain::waiting(proposal).map_or("其他单位", |link| link.label.as_str());
        format!("这项提案正在等“{waiting}”，现在不归您办理。")
    };
    Problem::forbidden("proposal-not-yours", sentence)
}

fn remark_of(said: &ProposalStep, act: TagStepAct) -> Result<Option<String>, Problem> {
    let remark: String = said
        .remark
        .as_deref()
        .unwrap_or_default()
        .trim()
        .chars()
        .take(300)
        .collect();
    if act == TagStepAct::Refuse && remark.chars().count() < 4 {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明不同意的理由（至少四个字），提出单位要据此修改。",
        ));
    }
    Ok(Some(remark).filter(|text| !text.is_empty()))
}

/// Other tags may have come, changed or gone since it was proposed.
async fn still_fits(
    app: &App,
    proposal: &TagProposal,
    definition: &TagDefinition,
) -> Result<(), Problem> {
    let tags = Tags::read(app, definition.effective_from).await?;
    let name = &definition.name;
    match proposal.action {
        TagAction::Delete => {
            tags.find(name)?;
            return impact::may_end(&impact::of(app, &tags, name).await?, name);
        }
        TagAction::Change => {
            tags.find(name)?;
        }
        TagAction::Add if tags.get(name).is_some() => {
            return Err(Problem::conflict(
                "tag-exists",
                format!("办理期间已有名为“{name}”的标签生效，请退回这项提案。"),
            ));
        }
        TagAction::Add => {}
    }
    let subject = subject_of(&definition.subject).unwrap_or(rules::Subject::Person);
    let rule = rule::parse(&tags, subject, &definition.rule)?;
    draft::fits(&tags, definition, &rule)
}

/// Its proposer takes a proposal back.
///
/// # Errors
/// `proposal-not-yours` when somebody else proposed it.
pub async fn withdraw(
    app: &App,
    caller: &Caller,
    id: i64,
    said: &ProposalStep,
) -> Result<TagProposal, Problem> {
    let proposal = app.store.tag_proposal(id).await?;
    if proposal.made_by != Some(caller.account) {
        return Err(Problem::forbidden(
            "proposal-not-yours",
            "只有提出人可以撤回提案。不同意时请由审核单位退回，并写明理由。",
        ));
    }
    let mut tx = app
        .store
        .write(entry(caller, "tag.withdraw", "tag-proposal", id))
        .await?;
    let remark = remark_of(said, TagStepAct::Withdraw)?;
    let held = tx
        .step_tag_proposal(id, said.version, TagStepAct::Withdraw, remark)
        .await?;
    tx.commit().await?;
    Ok(held)
}

/// A proposal as the caller may see it.
///
/// # Errors
/// When the database cannot be reached.
pub async fn view(
    app: &App,
    caller: &Caller,
    proposal: TagProposal,
) -> Result<ProposalView, Problem> {
    let areas = app.areas();
    let definition = &proposal.definition;
    let tags = app.tags();
    let subject = subject_of(&definition.subject).unwrap_or(rules::Subject::Person);
    let sentence = rule::parse(&tags, subject, &definition.rule)
        .map(|rule| rule.condition.sentence())
        .unwrap_or_default();
    let steps = app.store.tag_steps(proposal.id).await?;
    let open = proposal.state == ProposalState::Open;
    Ok(ProposalView {
        id: proposal.id,
        version: proposal.version,
        action: proposal.action.as_str().to_owned(),
        state: proposal.state.as_str().to_owned(),
        name: definition.name.clone(),
        subject: definition.subject.clone(),
        kind: kind_text(definition).to_owned(),
        group: definition.group.clone(),
        level: level_text(definition.level).to_owned(),
        area: area_name(&areas, Some(&definition.area)),
        rule: definition.rule.clone(),
        sentence,
        definition: definition.definition.clone(),
        department: definition.department.clone(),
        legal_basis: definition.legal_basis.clone(),
        grade: format!("{:?}", definition.grade),
        sensitive: definition.sensitive,
        city_code: definition.city_code.clone(),
        effective_from: clock::day_text(definition.effective_from),
        valid_until: definition.valid_until.map(clock::day_text),
        reason: proposal.reason.clone(),
        made_by: name_of(app, proposal.made_by).await?,
        made_at: clock::iso(proposal.made_at),
        steps: step_views(app, &proposal, steps).await?,
        rule_before: rule_before(app, &tags, &proposal).await?,
        can: ProposalRights {
            decide: chain::decides(caller, &proposal, &areas),
            withdraw: open
                && proposal.made_by == Some(caller.account)
                && caller.can(Right::ProposeTags),
        },
    })
}

/// What was done, and what is still to come.
async fn step_views(
    app: &App,
    proposal: &TagProposal,
    steps: Vec<TagStep>,
) -> Result<Vec<ProposalStepView>, Problem> {
    let mut views = Vec::new();
    for step in steps {
        let label = match step.act {
            TagStepAct::Propose => "提出",
            TagStepAct::Withdraw => "撤回",
            TagStepAct::Agree | TagStepAct::Refuse => usize::try_from(step.position)
                .ok()
                .and_then(|at| proposal.chain.get(at))
                .map_or("审核", |link| link.label.as_str()),
        };
        views.push(ProposalStepView {
            label: label.to_owned(),
            act: Some(step.act.as_str().to_owned()),
            by: Some(name_of(app, step.account_id).await?),
            at: Some(clock::iso(step.at)),
            remark: step.remark,
        });
    }
    if proposal.state == ProposalState::Open {
        views.extend(
            proposal
                .chain
                .iter()
                .skip(proposal.position)
                .map(|link| ProposalStepView {
                    label: link.label.clone(),
                    act: None,
                    by: None,
                    at: None,
                    remark: None,
                }),
        );
    }
    Ok(views)
}

async fn rule_before(
    app: &App,
    tags: &Tags,
    proposal: &TagProposal,
) -> Result<Option<String>, Problem> {
    if proposal.action != TagAction::Change {
        return Ok(None);
    }
    let name = &proposal.definition.name;
    if proposal.base_version > 0 {
        let versions = app.store.tag_versions().await?;
        return Ok(versions
            .into_iter()
            .find(|one| one.definition.name == *name && one.version == proposal.base_version)
            .map(|one| one.definition.rule));
    }
    let shipped = Tags::on(&[], clock::epoch_day(clock::today()));
    Ok(shipped
        .get(name)
        .or_else(|| tags.get(name))
        .map(|tag| tag.definition.rule.clone()))
}

/// The name of an account, for pages.
///
/// # Errors
/// When the database cannot be reached.
pub async fn name_of(app: &App, account: Option<i64>) -> Result<String, Problem> {
    match account {
        Some(id) => Ok(app.store.account(id).await?.name),
        None => Ok("系统".to_owned()),
    }
}

/// The stable name of a level.
pub const fn level_text(level: TagLevel) -> &'static str {
    match level {
        TagLevel::City => "city",
        TagLevel::District => "district",
        TagLevel::Street => "street",
    }
}

/// The stable name of a kind.
pub const fn kind_text(definition: &TagDefinition) -> &'static str {
    match definition.kind {
        catalog::tag::TagKind::Base => "base",
        catalog::tag::TagKind::Dynamic => "dynamic",
    }
}
