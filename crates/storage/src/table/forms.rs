//! Forms: templates and their library, what is sent down, filled in and handed up.

table! {
    /// 表样.
    template = "template" {
        #[sea_orm(primary_key)]
        id: i64,
        title: String,
        department: Option<String>,
        file_name: String,
        object: String,
        reading: String,
        created_by: Option<i64>,
        created_at: i64,
        archived: bool,
    }
}

table! {
    /// 报表登记: under which code a template may be sent down, and until when.
    form_registration = "form_registration" {
        #[sea_orm(primary_key, auto_increment = false)]
        template_id: i64,
        code: String,
        basis: String,
        rhythm: String,
        expires_on: Option<i32>,
        registered_by: Option<i64>,
        registered_at: i64,
    }
}

table! {
    /// What people decided about items of forms.
    form_decision = "form_decision" {
        #[sea_orm(primary_key)]
        id: i64,
        body: String,
        reason: String,
        department: Option<String>,
        made_by: Option<i64>,
        made_at: i64,
        undone_by: Option<i64>,
        undone_at: Option<i64>,
    }
}

table! {
    /// 下发任务.
    request = "request" {
        #[sea_orm(primary_key)]
        id: i64,
        template_id: i64,
        title: String,
        department: Option<String>,
        population: String,
        as_of: i32,
        due: i32,
        state: String,
        created_by: Option<i64>,
        created_at: i64,
    }
}

table! {
    /// 下发: one sending of a request with its price.
    sending = "sending" {
        #[sea_orm(primary_key)]
        id: i64,
        request_id: i64,
        act: String,
        state: String,
        department: Option<String>,
        year: i32,
        duty: Option<String>,
        body: String,
        items: i32,
        rows: i64,
        fillers: i32,
        to_type: i64,
        to_check: i64,
        minutes: i64,
        held_share: f64,
        fresh_share: f64,
        notice: i32,
        minimum_notice: i32,
        budget: Option<i64>,
        used: i64,
        off_hours: bool,
        zero_touch: bool,
        reasons: String,
        plea: String,
        asked_by: Option<i64>,
        asked_at: i64,
        decided_by: Option<i64>,
        decided_at: Option<i64>,
        remark: Option<String>,
    }
}

table! {
    /// 基层职责清单, as far as it was added here.
    duty = "duty" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: String,
        name: String,
        kind: String,
        field: String,
        removed: bool,
        made_by: Option<i64>,
        made_at: i64,
    }
}

table! {
    /// 年度用时预算 of a department.
    minute_budget = "minute_budget" {
        #[sea_orm(primary_key)]
        id: i64,
        department: String,
        year: i32,
        minutes: i64,
        set_by: Option<i64>,
        set_at: i64,
    }
}

table! {
    /// 骨干名单申请: for what somebody wants to see names of helpers, and what was decided.
    helper_request = "helper_request" {
        #[sea_orm(primary_key)]
        id: i64,
        office: String,
        asked: String,
        area: String,
        activity: String,
        purpose: String,
        people: i64,
        until_day: i32,
        state: String,
        asked_by: Option<i64>,
        asked_at: i64,
        decided_by: Option<i64>,
        decided_at: Option<i64>,
        remark: Option<String>,
    }
}

table! {
    /// What happened to a request as a whole.
    request_event = "request_event" {
        #[sea_orm(primary_key)]
        id: i64,
        request_id: i64,
        at: i64,
        account_id: Option<i64>,
        act: String,
        area: Option<String>,
        remark: Option<String>,
    }
}

table! {
    /// 填报 of one community.
    submission = "submission" {
        #[sea_orm(primary_key)]
        id: i64,
        request_id: i64,
        community: String,
        street: String,
        state: String,
        remark: Option<String>,
        version: i64,
        rows: i32,
        filled: i32,
        corrected: i32,
        updated_at: i64,
        updated_by: Option<i64>,
        assigned_to: Option<i64>,
        submitted_by: Option<i64>,
    }
}

table! {
    /// One row of a submission; cells and reason are sealed.
    submission_row = "submission_row" {
        #[sea_orm(primary_key)]
        id: i64,
        submission_id: i64,
        position: i32,
        entity_id: Option<i64>,
        excluded: bool,
        exclude_reason: Option<Vec<u8>>,
        cells: Vec<u8>,
        version: i64,
        changed_by: Option<i64>,
        changed_at: Option<i64>,
    }
}

table! {
    /// What happened to a submission.
    submission_event = "submission_event" {
        #[sea_orm(primary_key)]
        id: i64,
        submission_id: i64,
        at: i64,
        account_id: Option<i64>,
        act: String,
        remark: Option<String>,
    }
}

table! {
    /// A cell that a reviewer returned; remark and answer are sealed.
    cell_mark = "cell_mark" {
        #[sea_orm(primary_key)]
        id: i64,
        submission_id: i64,
        row_id: i64,
        column_index: i32,
        state: String,
        remark: Vec<u8>,
        answer: Option<Vec<u8>>,
        asked_by: Option<i64>,
        asked_at: i64,
        answered_by: Option<i64>,
        answered_at: Option<i64>,
    }
}

table! {
    /// 自由制表: tables that people make of what the registry holds.
    own_table = "own_table" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        note: String,
        definition: String,
        area: String,
        department: Option<String>,
        shared_area: bool,
        shared_roles: String,
        owner: Option<i64>,
        changed_at: i64,
        version: i64,
        removed: bool,
    }
}

table! {
    /// Requests that repeat a former one.
    form_repeat = "form_repeat" {
        #[sea_orm(primary_key, auto_increment = false)]
        request_id: i64,
        former_id: i64,
        rhythm: String,
    }
}

table! {
    /// What a submission cost its community, counted when it was handed in.
    form_measure = "form_measure" {
        #[sea_orm(primary_key, auto_increment = false)]
        submission_id: i64,
        request_id: i64,
        community: String,
        department: Option<String>,
        rows: i32,
        items: i32,
        prefilled: i32,
        corrected: i32,
        typed: i32,
        empty: i32,
        repeated: i32,
        measured_at: i64,
    }
}
