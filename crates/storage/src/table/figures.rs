//! Border sets, and figures of days past.

table! {
    /// 区划方案: which dwellings belong to which unit, as it was written down.
    border_set = "border_set" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        note: String,
        rows: String,
        area: String,
        shared: bool,
        owner: Option<i64>,
        made_at: i64,
        removed: bool,
    }
}

table! {
    /// Figures that somebody asked for: what was asked, and what came of it.
    figure_run = "figure_run" {
        #[sea_orm(primary_key)]
        id: i64,
        asked: String,
        result: Option<String>,
        problem: Option<String>,
        area: String,
        asked_by: Option<i64>,
        asked_at: i64,
        done_at: Option<i64>,
    }
}
