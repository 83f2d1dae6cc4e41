//! The gate that every sending passes: over budget, with too short notice or off the duty list it
//! waits for somebody else's approval.

use catalog::problem::Problem;
use catalog::workday::WorkCalendar;
use chrono::NaiveDate;
use forms::price::{Price, Reason, Terms};
use storage::{NewSending, SendingPrice, SendingState, WriteTx};

use super::order::Order;
use super::rules::{is_off_hours, minimum_notice, year_of};
use crate::app::App;
use crate::clock;

/// A sending that is asked for.
pub struct Asking {
    /// The request.
    pub request: i64,
    /// What is to be carried out.
    pub order: Order,
    /// Whose minutes it spends.
    pub department: Option<String>,
    /// The item of the duty list that covers it.
    pub duty: Option<String>,
    /// What it costs.
    pub price: Price,
    /// Whether these minutes are new; those of a part that is only forwarded were spent before.
    pub spends: bool,
    /// Shares of the cells that are held, and held freshly.
    pub shares: (f64, f64),
    /// The day by which it is due.
    pub due: NaiveDate,
    /// Nobody is asked.
    pub zero_touch: bool,
    /// What was approved of this request before and need not be approved again.
    pub approved: Vec<Reason>,
    /// Why it is asked for although something stands against it.
    pub plea: String,
}

/// The terms of sending something that is due on a day, for a department and a duty.
pub async fn terms(
    app: &App,
    due: NaiveDate,
    department: Option<&str>,
    duty: Option<&str>,
) -> Result<(Terms, Option<i64>, i64), Problem> {
    let year = year_of(clock::today());
    let (budget, used) = match department {
        Some(name) => (
            app.store.minute_budget(name, year).await?,
            app.store.minutes_sent(name, year).await?,
        ),
        None => (None, 0),
    };
    let terms = Terms {
        notice: notice(due),
        minimum_notice: minimum_notice(app).await?,
        minutes_left: left(budget, used),
        on_list: duty.is_some(),
    };
    Ok((terms, budget, used))
}

/// Working days from today to a day.
pub fn notice(due: NaiveDate) -> u32 {
    WorkCalendar::shipped().between(clock::today(), due)
}

/// Minutes that are left of a budget.
pub fn left(budget: Option<i64>, used: i64) -> Option<u64> {
    budget.map(|budget| u64::try_from(budget - used).unwrap_or(0))
}

/// Notes a sending inside an open write, and says whether it may be carried out now or waits.
///
/// # Errors
/// `plea-missing` when it needs an approval and does not say why it should be given.
pub async fn pass(app: &App, tx: &mut WriteTx, asking: Asking) -> Result<SendingState, Problem> {
    let year = year_of(clock::today());
    let (budget, used) = match asking.department.as_deref() {
        Some(name) => (
            tx.hold_minute_budget(name, year).await?,
            tx.minutes_sent(name, year).await?,
        ),
        None => (None, 0),
    };
    let terms = Terms {
        notice: notice(asking.due),
        minimum_notice: minimum_notice(app).await?,
        minutes_left: left(budget, used),
        on_list: asking.duty.is_some(),
    };
    let minutes = match (asking.spends, asking.zero_touch) {
        (true, false) => asking.price.minutes(),
        _ => 0,
    };
    let reasons: Vec<Reason> = if asking.zero_touch {
        Vec::new()
    } else {
        let reasons = terms.reasons(minutes).into_iter();
        reasons
            .filter(|reason| !asking.approved.contains(reason))
            .collect()
    };
    let plea = asking.plea.trim();
    if !reasons.is_empty() && plea.chars().count() < 4 {
        return Err(Problem::bad_input(
            "plea-missing",
            format!(
                "{}，须报批后才能下发，请写明理由（至少四个字）。",
                sentence(&reasons, &terms, minutes)
            ),
        ));
    }
    let state = if reasons.is_empty() {
        SendingState::Sent
    } else {
        SendingState::Waiting
    };
    let price = asking.price;
    tx.keep_sending(NewSending {
        request_id: asking.request,
        act: asking.order.act().to_owned(),
        state,
        department: asking.department,
        year,
        duty: asking.duty,
        body: asking.order.stored()?,
        price: SendingPrice {
            items: narrow(u64::from(price.items)),
            rows: wide(price.rows),
            fillers: narrow(u64::from(price.fillers)),
            to_type: wide(price.to_type),
            to_check: wide(price.to_check),
            minutes: wide(minutes),
            held_share: asking.shares.0,
            fresh_share: asking.shares.1,
            notice: narrow(u64::from(terms.notice)),
            minimum_notice: narrow(u64::from(terms.minimum_notice)),
            budget,
            used,
            off_hours: is_off_hours(clock::now()),
            zero_touch: asking.zero_touch,
        },
        reasons: reasons
            .iter()
            .map(|reason| reason.as_str().to_owned())
            .collect(),
        plea: plea.to_owned(),
    })
    .await?;
    let words = (state == SendingState::Waiting).then(|| sentence(&reasons, &terms, minutes));
    if let Some(words) = words {
        let remark = format!("{words}。理由：{plea}");
        tx.note_request_event(asking.request, "ask-approval", None, Some(&remark))
            .await?;
    }
    Ok(state)
}

/// Why something needs an approval, in words.
pub fn sentence(reasons: &[Reason], terms: &Terms, minutes: u64) -> String {
    let words: Vec<String> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::OverBudget => format!(
                "需用时 {minutes} 分钟，本部门今年只剩 {} 分钟",
                terms.minutes_left.unwrap_or(0)
            ),
            Reason::ShortNotice => format!(
                "只留 {} 个工作日，少于规定的 {} 个工作日",
                terms.notice, terms.minimum_notice
            ),
            Reason::OffList => "不在基层职责清单内".to_owned(),
        })
        .collect();
    words.join("；")
}

fn wide(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn narrow(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// What was approved of a request already: that it is off the list holds for all of it. Short
/// notice holds for what only hands on what was approved so (`forwards`); whoever asks more people,
/// or gives them less time, asks again.
pub async fn approved_before(
    app: &App,
    request: i64,
    forwards: bool,
) -> Result<Vec<Reason>, Problem> {
    let approved = app.store.sendings(request).await?.into_iter();
    let reasons = approved
        .filter(|sending| sending.asked.state == SendingState::Sent)
        .flat_map(|sending| sending.asked.reasons);
    Ok(reasons
        .filter_map(|reason| Reason::parse(&reason))
        .filter(|reason| match reason {
            Reason::OffList => true,
            Reason::ShortNotice => forwards,
            Reason::OverBudget => false,
        })
        .collect())
}
