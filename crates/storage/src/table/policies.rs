//! Policies and their leads.

table! {
    /// 政策: a version that was edited here.
    policy = "policy" {
        #[sea_orm(primary_key)]
        id: i64,
        policy: String,
        version: i32,
        state: String,
        body: String,
        note: String,
        made_by: Option<i64>,
        made_at: i64,
        published_by: Option<i64>,
        published_at: Option<i64>,
    }
}

table! {
    /// Whether a policy makes leads.
    policy_use = "policy_use" {
        #[sea_orm(primary_key, auto_increment = false)]
        policy: String,
        in_use: bool,
        changed_by: Option<i64>,
        changed_at: i64,
    }
}

table! {
    /// 线索; what was found is sealed.
    lead = "lead" {
        #[sea_orm(primary_key)]
        id: i64,
        policy: String,
        policy_version: i32,
        kind: String,
        entity_id: i64,
        community: Option<String>,
        state: String,
        untouched: bool,
        holds: bool,
        outcome: Option<String>,
        found_at: i64,
        due: i32,
        closed_at: Option<i64>,
        version: i64,
        body: Vec<u8>,
    }
}

table! {
    /// A step of a lead; what was said is sealed.
    lead_step = "lead_step" {
        #[sea_orm(primary_key)]
        id: i64,
        lead_id: i64,
        at: i64,
        account_id: Option<i64>,
        step: String,
        state: String,
        outcome: Option<String>,
        note: Vec<u8>,
    }
}
