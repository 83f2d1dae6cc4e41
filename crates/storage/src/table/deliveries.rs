//! Deliveries: what is agreed about them, the ways they come, what was found in them.

table! {
    /// 批次, one handed-over file.
    delivery = "delivery" {
        #[sea_orm(primary_key)]
        id: i64,
        source_no: i32,
        file_name: String,
        digest: String,
        size: i64,
        state: String,
        as_of: i32,
        received_at: i64,
        received_by: Option<i64>,
        finished_at: Option<i64>,
        rows_read: i32,
        rows_loaded: i32,
        rows_refused: i32,
        progress: i32,
        card: Option<String>,
        problem: Option<String>,
        object: String,
        via: String,
        part: bool,
    }
}

table! {
    /// 数据约定, every version; the body is sealed.
    contract = "contract" {
        #[sea_orm(primary_key)]
        id: i64,
        source_no: i32,
        version: i32,
        body: Vec<u8>,
        remark: String,
        created_by: Option<i64>,
        created_at: i64,
    }
}

table! {
    /// What the check of a delivery found; survey and findings are sealed.
    delivery_check = "delivery_check" {
        #[sea_orm(primary_key, auto_increment = false)]
        delivery_id: i64,
        contract_version: Option<i32>,
        checked_at: i64,
        survey: Vec<u8>,
        findings: Vec<u8>,
        decided_by: Option<i64>,
        decided_at: Option<i64>,
        decision: Option<String>,
        remark: Option<String>,
    }
}

table! {
    /// What was wrong in a delivery.
    delivery_issue = "delivery_issue" {
        #[sea_orm(primary_key, auto_increment = false)]
        delivery_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        seq: i32,
        sheet: String,
        row: i32,
        column_title: Option<String>,
        column_letter: Option<String>,
        code: String,
        severity: String,
        message: String,
    }
}

table! {
    /// Secrets of pushing programs, sealed.
    push_secret = "push_secret" {
        #[sea_orm(primary_key)]
        id: i64,
        source_no: i32,
        label: String,
        hint: String,
        secret: Vec<u8>,
        issued_by: Option<i64>,
        issued_at: i64,
        revoked_at: Option<i64>,
    }
}

table! {
    /// 推送, one delivery in parts.
    push = "push" {
        #[sea_orm(primary_key)]
        id: i64,
        source_no: i32,
        idempotency_key: String,
        state: String,
        as_of: Option<i32>,
        part: bool,
        parts: i32,
        size: i64,
        delivery_id: Option<i64>,
        opened_at: i64,
        touched_at: i64,
    }
}

table! {
    /// One part of a push.
    push_part = "push_part" {
        #[sea_orm(primary_key, auto_increment = false)]
        push_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        seq: i32,
        digest: String,
        object: String,
        size: i64,
    }
}

table! {
    /// 定时抽取; address and query are sealed.
    pull = "pull" {
        #[sea_orm(primary_key)]
        id: i64,
        source_no: i32,
        label: String,
        body: Vec<u8>,
        paused: bool,
        next_at: Option<i64>,
        created_by: Option<i64>,
        created_at: i64,
    }
}

table! {
    /// One run of a pull.
    pull_run = "pull_run" {
        #[sea_orm(primary_key)]
        id: i64,
        pull_id: i64,
        started_at: i64,
        finished_at: Option<i64>,
        state: String,
        rows: i32,
        delivery_id: Option<i64>,
        problem: Option<String>,
    }
}

table! {
    /// 平移: the deliveries of one old system, taken over together.
    cutover = "cutover" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        state: String,
        at: i64,
        account_id: Option<i64>,
        digest_before: String,
        deliveries: String,
        report: String,
    }
}

table! {
    /// Other names of estates; the names are sealed.
    estate_alias = "estate_alias" {
        #[sea_orm(primary_key)]
        id: i64,
        community: String,
        name_blind: i64,
        payload: Vec<u8>,
        delivery_id: Option<i64>,
        created_by: Option<i64>,
        created_at: i64,
    }
}

table! {
    /// 人工锁定 of one value; the value itself is a record of the lock's delivery.
    value_lock = "value_lock" {
        #[sea_orm(primary_key)]
        id: i64,
        delivery_id: i64,
        entity_id: i64,
        element: i32,
        until: i32,
        reason: Vec<u8>,
        made_by: Option<i64>,
        made_at: i64,
    }
}
