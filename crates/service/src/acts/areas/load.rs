//! POST /api/areas

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::{AreaIssue, AreaTree};
use catalog::problem::Problem;
use serde_json::json;
use storage::AreaRow;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::area::{AreaLineIssue, AreasLoaded, level_text};

/// Replace the areas by a list (csv: code,name,level,parent). Areas that accounts or people refer
/// to must stay in it.
#[utoipa::path(post, path = "/api/areas", tag = "areas", request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = AreasLoaded), (status = 400, body = ProblemBody)))]
pub async fn load_areas(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: axum::body::Bytes,
) -> Result<Json<AreasLoaded>, Refusal> {
    caller.require(Right::Areas)?;
    let text = String::from_utf8(body.to_vec()).map_err(|_| {
        Problem::bad_input(
            "areas-not-utf8",
            "区划文件不是 UTF-8 编码，请另存为“CSV UTF-8”后重新导入。",
        )
    })?;
    let (tree, issues) = AreaTree::from_csv(text.trim_start_matches('\u{feff}'));
    if tree.all().is_empty() || tree.get(&caller.area).is_none() {
        return Err(Problem::bad_input(
            "areas-incomplete",
            "文件里没有可用的区划，或缺少您自己所在的区划；需要 code,name,level,parent 四列，请补全后重新导入。",
        )
        .into());
    }
    let rows: Vec<AreaRow> = tree
        .all()
        .iter()
        .zip(0..)
        .map(|(area, position)| AreaRow {
            code: area.code.to_string(),
            name: area.name.clone(),
            level: level_text(area.level).to_owned(),
            parent: area.parent.as_ref().map(ToString::to_string),
            position,
        })
        .collect();
    let audit =
        entry(&caller, "areas.load", "areas", "all").with_detail(json!({ "areas": rows.len() }));
    let mut tx = app.store.write(audit).await?;
    tx.replace_areas(&rows).await?;
    tx.commit().await?;
    app.set_areas(tree);
    Ok(Json(AreasLoaded {
        loaded: rows.len(),
        issues: issues.into_iter().map(line_issue).collect(),
    }))
}

fn line_issue(issue: AreaIssue) -> AreaLineIssue {
    AreaLineIssue {
        line: issue.line,
        message: issue.message,
    }
}
