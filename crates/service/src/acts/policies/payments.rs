//! GET /api/payments/twice

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::element::Dictionary;
use catalog::source::Sources;
use query::PersonRow;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::yuan;
use crate::payment::{List, Paid, Twice, read, total};
use crate::rights::{Caller, Right};
use crate::view::facts::label_of;
use crate::view::reach::reaches;
use crate::wire::area::area_name;
use crate::wire::payment::{PaidRow, PaidTwice, PaymentAudit, PaymentList};
use crate::wire::policy::AuditWhere;

/// How many are listed; the sums are of all.
const MOST: usize = 200;

/// Who of the caller's area is paid the same allowance more than once for one month: twice in one
/// list, or in the lists of two sources. Departments see their own lists.
#[utoipa::path(get, path = "/api/payments/twice", tag = "policies", params(AuditWhere),
    responses((status = 200, body = PaymentAudit), (status = 403, body = ProblemBody)))]
pub async fn paid_twice(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(place): Query<AuditWhere>,
) -> Result<Json<PaymentAudit>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let areas = app.areas();
    let within = caller.scope(place.area.as_deref(), &areas)?;
    let (lists, twice) = read(&app, |source| caller.sees_sensitive_of(source)).await?;
    let snapshot = app.snapshot.load();
    let mut found: Vec<(PersonRow, Twice)> = twice
        .into_iter()
        .filter_map(|twice| {
            let person = snapshot.person(twice.rows.first()?.person)?;
            let inside = [person.community, person.hukou_community]
                .into_iter()
                .flatten()
                .any(|code| areas.is_within(&code, &within));
            (inside && reaches(&caller, &person, &areas)).then_some((person, twice))
        })
        .collect();
    found.sort_by_key(|(person, twice)| (std::cmp::Reverse(twice.over()), person.id));
    app.store
        .audit_read(entry(&caller, "payment.twice", "payment", within))
        .await?;
    Ok(Json(PaymentAudit {
        lists: lists.iter().map(list).collect(),
        people: found.len() as u64,
        over: total(found.iter().map(|(_, twice)| twice.over())),
        twice: found
            .iter()
            .take(MOST)
            .map(|(person, twice)| view(person, twice, &areas))
            .collect(),
    }))
}

fn list(list: &List) -> PaymentList {
    PaymentList {
        source: list.source.label.clone(),
        as_of: list
            .deliveries
            .first()
            .map_or_else(String::new, |newest| clock::day_text(newest.as_of)),
        deliveries: list.deliveries.len() as u64,
        rows: list.rows,
    }
}

fn view(person: &PersonRow, twice: &Twice, areas: &catalog::area::AreaTree) -> PaidTwice {
    let community = person.community.map(|code| code.to_string());
    let first = twice.rows.first();
    let allowance = first.and_then(|row| Dictionary::shipped().get(row.allowance));
    PaidTwice {
        person_id: person.id,
        person: person.name.clone(),
        community: area_name(areas, community.as_deref()),
        allowance: allowance.map_or_else(String::new, |element| element.label.clone()),
        month: first.map_or_else(String::new, |row| row.month.clone()),
        kind: if twice.between_sources() {
            "two-sources"
        } else {
            "one-list"
        }
        .to_owned(),
        rows: twice.rows.iter().map(row).collect(),
        sum: yuan(twice.sum()),
        over: yuan(twice.over()),
    }
}

fn row(paid: &Paid) -> PaidRow {
    PaidRow {
        source: label_of(Sources::shipped().get(paid.source)),
        delivery: paid.delivery,
        row: paid.row,
        amount: paid.fen.map(yuan),
    }
}
