//! `linli export`

use catalog::problem::Problem;
use query::export;
use serde_json::json;
use storage::Audit;

use super::{ExportArgs, ExportFormat, say};
use crate::app::App;
use crate::clock;
use crate::registry::feed;

/// Writes people, dwellings, places and tags as files. They hold values in full, so the export
/// is logged before it starts.
pub async fn run(args: &ExportArgs) -> Result<(), Problem> {
    let app = App::open(&args.data.place()).await?;
    feed::catch_up(&app).await?;
    let format = match args.format {
        ExportFormat::Parquet => query::ExportFormat::Parquet,
        ExportFormat::Csv => query::ExportFormat::Csv,
    };
    app.store
        .audit_read(
            Audit::new(clock::now(), None, "registry.export", "registry", "all")
                .with_detail(json!({ "format": format!("{format:?}") })),
        )
        .await?;
    for file in export(&app.snapshot.load(), &args.out, format)? {
        say(&format!("{}：{} 行", file.path.display(), file.rows));
    }
    Ok(())
}
