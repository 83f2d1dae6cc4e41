//! Problems over HTTP (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::problem::{Problem, ProblemKind};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of every refusal: `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Always `about:blank`; `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Short title in Chinese.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// What happened and what to do, in Chinese.
    pub detail: String,
    /// Refused cells of a row, when that is what failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellProblem>,
    /// Mistakes of what was written, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceProblem>,
}

/// A mistake of what was written, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceProblem {
    /// JSON pointer of the field within what was handed in: `/components/0/rows/1/when`.
    pub at: String,
    /// Line within the text, from 1; nothing when the whole of the field is meant.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// Why one cell was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CellProblem {
    /// Column index as in the template.
    pub index: u32,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// A refusal; every handler's error type.
#[derive(Debug)]
pub struct Refusal {
    problem: Problem,
    cells: Vec<CellProblem>,
    places: Vec<PlaceProblem>,
}

impl Refusal {
    /// A refusal that lists the cells it is about.
    pub fn of_cells(problem: Problem, cells: Vec<CellProblem>) -> Self {
        Self {
            cells,
            ..Self::from(problem)
        }
    }

    /// Where the mistakes are; the refusal itself when it names no place.
    pub fn into_places(self) -> Vec<PlaceProblem> {
        if !self.places.is_empty() {
            return self.places;
        }
        vec![PlaceProblem {
            at: String::new(),
            line: None,
            column: None,
            message: self.problem.detail,
        }]
    }

    /// A refusal that says where the mistakes are.
    pub fn of_places(problem: Problem, places: Vec<PlaceProblem>) -> Self {
        Self {
            places,
            ..Self::from(problem)
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            cells: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// The HTTP status and short title of a kind of problem.
pub fn status_of(kind: ProblemKind) -> (StatusCode, &'static str) {
    match kind {
        ProblemKind::BadInput => (StatusCode::BAD_REQUEST, "内容有误"),
        ProblemKind::SignedOut => (StatusCode::UNAUTHORIZED, "请先登录"),
        ProblemKind::Forbidden => (StatusCode::FORBIDDEN, "没有权限"),
        ProblemKind::NotFound => (StatusCode::NOT_FOUND, "没有找到"),
        ProblemKind::Conflict => (StatusCode::CONFLICT, "状态已变化"),
        ProblemKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "文件过大"),
        ProblemKind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "尝试过多"),
        ProblemKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "暂时不可用"),
        ProblemKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "系统出错"),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title) = status_of(self.problem.kind);
        if status.is_server_error() {
            tracing::error!(problem.code = %self.problem.code, "a request failed");
        }
        let body = ProblemBody {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            code: self.problem.code,
            detail: self.problem.detail,
            cells: self.cells,
            places: self.places,
        };
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

/// Something that must not happen did.
pub fn broken() -> Refusal {
    Problem::new(
        ProblemKind::Internal,
        "internal",
        "系统出错，请稍后重试；若反复出现请联系本区系统管理员。",
    )
    .into()
}
