//! Tags, their proposals and figures, and segments.

table! {
    /// An approved version of a tag.
    tag_version = "tag_version" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        version: i32,
        retired: bool,
        effective_from: i32,
        definition: String,
        proposal_id: Option<i64>,
        made_by: Option<i64>,
        made_at: i64,
        approved_by: Option<i64>,
        approved_at: i64,
    }
}

table! {
    /// A proposal to add, change or delete a tag.
    tag_proposal = "tag_proposal" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        action: String,
        state: String,
        definition: String,
        reason: String,
        base_version: i32,
        chain: String,
        position: i32,
        made_by: Option<i64>,
        made_at: i64,
        version: i64,
    }
}

table! {
    /// What somebody did with a proposal.
    tag_step = "tag_step" {
        #[sea_orm(primary_key)]
        id: i64,
        proposal_id: i64,
        position: i32,
        act: String,
        remark: Option<String>,
        account_id: Option<i64>,
        at: i64,
    }
}

table! {
    /// How many carried a tag on a day.
    tag_figure = "tag_figure" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        area: String,
        day: i32,
        yes: i64,
        unknown: i64,
    }
}

table! {
    /// A saved rule over people.
    segment = "segment" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        note: String,
        rule: String,
        area: String,
        department: Option<String>,
        shared_area: bool,
        shared_departments: String,
        owner: Option<i64>,
        made_on: i32,
        changed_at: i64,
        version: i64,
        removed: bool,
    }
}
