//! Sendings and prices for the wire.

use catalog::problem::Problem;
use forms::price::{Reason, Terms};
use storage::{Request, RequestState, Sending, Submission, SubmissionState};

use super::names::Names;
use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right, Role};
use crate::sending::gate::{left, sentence};
use crate::sending::price::Estimate;
use crate::sending::rules::duty_name;
use crate::wire::sending::{PriceTag, RequestRights, SendingView};

/// A price under terms, before anything is sent. `notice` is whether a due day is chosen yet.
pub fn price_tag(
    estimate: &Estimate,
    terms: &Terms,
    budget: Option<i64>,
    used: i64,
    day_chosen: bool,
    zero_touch: bool,
) -> PriceTag {
    let price = estimate.price;
    let minutes = if zero_touch { 0 } else { price.minutes() };
    let reasons = if zero_touch {
        Vec::new()
    } else {
        let reasons = terms.reasons(minutes).into_iter();
        reasons
            .filter(|reason| day_chosen || *reason != Reason::ShortNotice)
            .collect()
    };
    PriceTag {
        items: price.items,
        rows: price.rows,
        fillers: price.fillers,
        to_type: price.to_type,
        to_check: price.to_check,
        minutes,
        minutes_each: if zero_touch { 0 } else { price.minutes_each() },
        formula: price.formula(),
        held_share: estimate.held,
        fresh_share: estimate.fresh,
        notice: day_chosen.then_some(terms.notice),
        minimum_notice: terms.minimum_notice,
        budget,
        used,
        left: left(budget, used),
        reasons: reasons
            .iter()
            .map(|reason| sentence(&[*reason], terms, minutes))
            .collect(),
        zero_touch,
    }
}

/// The sendings of a request, as the caller sees them.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sending_views(
    app: &App,
    caller: &Caller,
    request: i64,
    names: &Names,
) -> Result<Vec<SendingView>, Problem> {
    let mut views = Vec::new();
    for sending in app.store.sendings(request).await? {
        let duty = match &sending.asked.duty {
            Some(id) => Some(duty_name(app, id).await?),
            None => None,
        };
        views.push(view(caller, sending, duty, names));
    }
    Ok(views)
}

fn view(caller: &Caller, sending: Sending, duty: Option<String>, names: &Names) -> SendingView {
    let can_decide = caller.decides_sending(&sending);
    let asked = sending.asked;
    let price = asked.price;
    SendingView {
        id: sending.id,
        act: asked.act,
        state: asked.state.as_str().to_owned(),
        duty,
        items: price.items,
        rows: price.rows,
        fillers: price.fillers,
        to_type: price.to_type,
        to_check: price.to_check,
        minutes: price.minutes,
        held_share: price.held_share,
        fresh_share: price.fresh_share,
        notice: price.notice,
        minimum_notice: price.minimum_notice,
        budget: price.budget,
        used: price.used,
        off_hours: price.off_hours,
        zero_touch: price.zero_touch,
        reasons: asked.reasons,
        plea: asked.plea,
        asked_by: names.or_system(sending.asked_by),
        asked_at: clock::iso(sending.asked_at),
        decided_by: sending.decided_by.map(|account| names.of(account)),
        decided_at: sending.decided_at.map(clock::iso),
        remark: sending.remark,
        can_decide,
    }
}

/// What the caller may do with a request now.
pub fn request_rights(
    caller: &Caller,
    request: &Request,
    submissions: &[Submission],
) -> RequestRights {
    use SubmissionState::{Accepted, Checking, Filling, Returned, Settled, Submitted, Waiting};
    let own = caller.can(Right::ComposeForms) && request.department == caller.department;
    let runs = matches!(request.state, RequestState::Open | RequestState::Complete);
    let some = |wanted: &[SubmissionState]| {
        submissions
            .iter()
            .any(|submission| wanted.contains(&submission.state))
    };
    RequestRights {
        extend: own && (runs || request.state == RequestState::Recalled),
        recall: own && runs && some(&[Waiting, Filling, Checking, Submitted, Returned]),
        forward: caller.role == Role::Street && runs && some(&[Waiting]),
        download: own && some(&[Accepted, Settled]),
        close: own && runs,
    }
}
