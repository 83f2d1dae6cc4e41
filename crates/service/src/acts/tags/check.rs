//! POST /api/rules/check

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;
use query::PersonFilter;
use rules::{Reads, Subject};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::catalogue::subject_of;
use crate::tag::{figures, rule};
use crate::wire::tag::{RuleAnswer, RuleDraft, RuleFault};

/// A rule as typed: its first mistake with line and column, or what it says in Chinese and how many
/// of the caller's area it holds of. Nothing is kept.
#[utoipa::path(post, path = "/api/rules/check", tag = "tags", request_body = RuleDraft,
    responses((status = 200, body = RuleAnswer), (status = 403, body = ProblemBody)))]
pub async fn check_rule(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<RuleDraft>,
) -> Result<Json<RuleAnswer>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let subject = match asked.subject.as_deref() {
        Some(name) => subject_of(name).ok_or_else(|| {
            Problem::bad_input("subject-unknown", "规则的对象只能是人、房屋、单位或户。")
        })?,
        None => Subject::Person,
    };
    let area = caller.scope(asked.area.as_deref(), &app.areas())?;
    let tags = app.tags();
    let parsed = match rule::parse(&tags, subject, asked.rule.trim_end()) {
        Ok(parsed) => parsed,
        Err(fault) => {
            return Ok(Json(RuleAnswer {
                fault: Some(RuleFault {
                    code: fault.code,
                    line: fault.line,
                    column: fault.column,
                    message: fault.message,
                }),
                refusals: Vec::new(),
                text: String::new(),
                sentence: String::new(),
                grade: String::new(),
                count: None,
            }));
        }
    };
    let refusals: Vec<String> = rule::refusals(&app, &caller, &tags, &parsed)?
        .into_iter()
        .map(|problem| problem.detail)
        .collect();
    let filter = PersonFilter {
        area: Some(area),
        basis: figures::basis_of(asked.basis.as_deref()),
        ..PersonFilter::default()
    };
    let grade = rule::grade_of(&tags, &Reads::of(&parsed.condition));
    Ok(Json(RuleAnswer {
        fault: None,
        text: parsed.text(),
        sentence: parsed.condition.sentence(),
        grade: format!("{grade:?}"),
        count: if refusals.is_empty() {
            Some(figures::ask(&app, parsed, filter).await?)
        } else {
            None
        },
        refusals,
    }))
}
