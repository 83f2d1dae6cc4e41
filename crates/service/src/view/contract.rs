//! Contracts and checks as they cross the wire.

use catalog::problem::Problem;
use catalog::source::{Source, Sources, no};
use intake::contract::{Change, Contract, ContractColumn};
use intake::drift::Finding;
use storage::{DeliveryCheck, DeliveryFilter, DeliveryState, Paging};

use crate::app::App;
use crate::clock;
use crate::registry::check::{contract_of, opened};
use crate::rights::Caller;
use crate::wire::contract::{CheckView, ContractBody, ContractColumnBody, FindingView, SourceDue};

/// A source by its code, when the caller has to do with it.
pub fn source_in_reach(caller: &Caller, code: &str) -> Result<&'static Source, Problem> {
    Sources::shipped()
        .by_code(code)
        .filter(|source| source.no != no::FORM_CORRECTION && caller.owns_source(source))
        .ok_or_else(|| {
            Problem::not_found("source-unknown", "没有这个数据来源，或它不属于您的部门。")
        })
}

/// A contract for the wire.
pub fn body_of(contract: Contract) -> ContractBody {
    ContractBody {
        owner: contract.owner,
        contact: contract.contact,
        phone: contract.phone,
        every_days: contract.every_days,
        grace_days: contract.grace_days,
        divided: contract.divided,
        fewer_percent: contract.fewer_percent,
        more_percent: contract.more_percent,
        columns: contract
            .columns
            .into_iter()
            .map(|column| ContractColumnBody {
                titles: column.titles,
                element: column.element,
                required: column.required,
                codes: column.codes,
            })
            .collect(),
    }
}

/// A contract from the wire, checked.
pub fn contract_from(body: ContractBody) -> Result<Contract, Problem> {
    let trimmed = |text: String| text.trim().to_owned();
    let contract = Contract {
        owner: trimmed(body.owner),
        contact: trimmed(body.contact),
        phone: trimmed(body.phone),
        every_days: body.every_days,
        grace_days: body.grace_days,
        divided: body.divided,
        fewer_percent: body.fewer_percent,
        more_percent: body.more_percent,
        columns: body
            .columns
            .into_iter()
            .map(|column| ContractColumn {
                titles: column.titles.into_iter().map(trimmed).collect(),
                element: column.element.filter(|id| !id.is_empty()),
                required: column.required,
                codes: column.codes.into_iter().map(trimmed).collect(),
            })
            .collect(),
    };
    contract.check()?;
    Ok(contract)
}

/// The check of a delivery for the wire.
pub async fn check_view(app: &App, check: DeliveryCheck) -> Result<CheckView, Problem> {
    let findings: Vec<Finding> = opened(check.findings)?;
    let decided_by = match (check.decided_at, check.decided_by) {
        (Some(_), Some(account)) => Some(app.store.account(account).await?.name),
        (Some(_), None) => Some("命令行".to_owned()),
        (None, _) => None,
    };
    Ok(CheckView {
        checked_at: clock::iso(check.checked_at),
        contract_version: check.contract_version,
        findings: (0..).zip(findings).map(finding_view).collect(),
        decision: check.decision,
        decided_by,
        decided_at: check.decided_at.map(clock::iso),
        remark: check.remark.filter(|remark| !remark.is_empty()),
    })
}

fn finding_view((at, finding): (u64, Finding)) -> FindingView {
    FindingView {
        at,
        label: label_of(&finding.code).to_owned(),
        code: finding.code,
        weight: finding.weight.as_str().to_owned(),
        message: finding.message,
        sheet: finding.sheet,
        row: finding.row,
        column: finding.column,
        lasting: finding.change.as_ref().map(lasting_words),
    }
}

/// What kind of finding a code is.
fn label_of(code: &str) -> &str {
    match code {
        "column-renamed" => "改了列名",
        "column-missing" => "缺少列",
        "column-new" => "新增列",
        "code-new" => "新代码",
        "codes-unread" => "代码认不出",
        "rows-fewer" => "行数减少",
        "rows-more" => "行数增加",
        "places-missing" => "整片缺失",
        "as-of-older" => "日期偏早",
        other => other,
    }
}

fn lasting_words(change: &Change) -> String {
    match change {
        Change::AddColumn { column } => format!("约定增加一列“{}”", column.title()),
        Change::AddTitle { column, title } => {
            format!("“{title}”今后也算作“{column}”")
        }
        Change::Spare { column } => format!("“{column}”今后可以没有"),
        Change::AddCode { column, code } => format!("“{column}”今后可以有“{code}”"),
    }
}

/// When a source is to deliver next.
pub async fn due_of(app: &App, source: &Source) -> Result<SourceDue, Problem> {
    let contract = match app.store.contract(source.no).await? {
        Some(held) => Some(contract_of(&held)?),
        None => None,
    };
    let last = app.store.last_as_of(source.no).await?;
    let due = contract
        .as_ref()
        .zip(last)
        .map(|(contract, last)| contract.due(last, clock::epoch_day(clock::today())));
    let waiting = DeliveryFilter {
        sources: Some(vec![source.no]),
        state: Some(DeliveryState::Quarantined),
        ..DeliveryFilter::default()
    };
    let (quarantined, _) = app.store.deliveries(&waiting, Paging::new(1, 1)).await?;
    Ok(SourceDue {
        source: source.code.clone(),
        source_label: source.label.clone(),
        agreed: contract.is_some(),
        every_days: contract.as_ref().map(|contract| contract.every_days),
        last_as_of: last.map(clock::day_text),
        next: due.map(|due| clock::day_text(due.next)),
        overdue: due.map_or(0, |due| due.overdue),
        quarantined,
        call: contract.map(|contract| contract.call()),
    })
}
