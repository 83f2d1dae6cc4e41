//! GET /api/about, /api/health, /api/ready

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::wire::account::{About, Health, Readiness, SnapshotState};

/// What this installation is; lists sign-ins only in a sample district on this machine.
#[utoipa::path(get, path = "/api/about", tag = "about", responses((status = 200, body = About)))]
pub async fn about(State(app): State<Arc<App>>) -> Json<About> {
    Json(About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo: (!app.demo.is_empty()).then(|| app.demo.clone()),
    })
}

/// Whether the process lives.
#[utoipa::path(get, path = "/api/health", tag = "about", responses((status = 200, body = Health)))]
pub async fn health() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
    })
}

/// Whether the service can work: the database answers and the snapshot is built.
#[utoipa::path(get, path = "/api/ready", tag = "about",
    responses((status = 200, body = Readiness), (status = 503, body = ProblemBody)))]
pub async fn ready(State(app): State<Arc<App>>) -> Result<Json<Readiness>, Refusal> {
    app.store.ready().await?;
    let snapshot = app.snapshot.load();
    let size = snapshot.size();
    Ok(Json(Readiness {
        status: "ok".to_owned(),
        database: app.database_kind().to_owned(),
        snapshot: SnapshotState {
            people: size.people,
            dwellings: size.dwellings,
            places: size.places,
            built_at: clock::iso(app.built_at()),
        },
    }))
}
