//! A JSON body whose refusal is a problem like every other.

use axum::Json;
use axum::extract::{FromRequest, Request};
use catalog::problem::Problem;
use serde::de::DeserializeOwned;

use super::problem::Refusal;

/// A JSON request body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(_) => Err(Problem::bad_input(
                "body-unreadable",
                "请求内容无法识别，请刷新页面后重试；程序调用请对照接口文档检查字段。",
            )
            .into()),
        }
    }
}
