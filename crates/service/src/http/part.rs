//! The bytes of a pushed part; too many of them are a problem like every other.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use catalog::problem::{Problem, ProblemKind};

use super::problem::Refusal;

/// A body as it came.
#[derive(Debug)]
pub struct Part(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Part {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        Bytes::from_request(request, state)
            .await
            .map(Self)
            .map_err(|rejection| {
                if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    return too_large().into();
                }
                Problem::bad_input(
                    "push-part-broken",
                    "这一部分没有传完整，可能网络中断，请重新发送。",
                )
                .into()
            })
    }
}

fn too_large() -> Problem {
    Problem::new(
        ProblemKind::TooLarge,
        "push-part-too-large",
        "一个部分不能超过 8 MB，请切小后重新发送。",
    )
}
