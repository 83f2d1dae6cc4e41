//! The tables of modest size as SeaORM sees them; their columns are documented where they are
//! public, in the file of the noun. The three tables with millions of rows (record, link, entity)
//! are written and read in bulk by the files of those nouns, without a model in between.

/// Declares a table's row type. Tables are joined by hand where they are joined at all, so there
/// are no relations.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident = $name:literal {
        $($(#[$meta:meta])* $column:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub(crate) struct Model {
                $($(#[$meta])* pub(crate) $column: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table! {
    /// 区划, as loaded by the administrator.
    area = "area" {
        #[sea_orm(primary_key, auto_increment = false)]
        code: String,
        name: String,
        level: String,
        parent: Option<String>,
        position: i32,
    }
}

table! {
    /// 账号.
    account = "account" {
        #[sea_orm(primary_key)]
        id: i64,
        login: String,
        name: String,
        role: String,
        area_code: String,
        department: Option<String>,
        password_hash: String,
        disabled: bool,
        created_at: i64,
    }
}

table! {
    /// Sign-ins that are still open.
    session = "session" {
        #[sea_orm(primary_key, auto_increment = false)]
        token_hash: Vec<u8>,
        account_id: i64,
        created_at: i64,
        expires_at: i64,
    }
}

table! {
    /// Failed sign-ins by keyed digest of the login.
    signin_failure = "signin_failure" {
        #[sea_orm(primary_key, auto_increment = false)]
        login_blind: i64,
        count: i32,
        locked_until: Option<i64>,
    }
}

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
    /// Everything that changed, in order of commit.
    change_log = "change_log" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: i64,
        at: i64,
        act: String,
        subject_kind: String,
        subject_id: String,
        community: Option<String>,
    }
}

table! {
    /// Who did what, when and why.
    audit = "audit" {
        #[sea_orm(primary_key)]
        id: i64,
        at: i64,
        account_id: Option<i64>,
        act: String,
        subject_kind: String,
        subject_id: String,
        purpose: Option<String>,
        detail: String,
    }
}

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
    /// 告知 of an area.
    notice = "notice" {
        #[sea_orm(primary_key)]
        id: i64,
        area: String,
        kind: String,
        request_id: i64,
        submission_id: Option<i64>,
        text: String,
        at: i64,
        seen_by: Option<i64>,
        seen_at: Option<i64>,
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

table! {
    /// 抽样核实 of one community.
    sample_check = "sample_check" {
        #[sea_orm(primary_key)]
        id: i64,
        community: String,
        seed: i64,
        dwellings: String,
        drawn_from: i32,
        made_at: i64,
    }
}

table! {
    /// One answer of a sample check. Nobody's name stands here: what is checked is the registry.
    sample_answer = "sample_answer" {
        #[sea_orm(primary_key, auto_increment = false)]
        sample_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        dwelling_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        entity_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        element: i32,
        verdict: i16,
    }
}

table! {
    /// 自定义对象: a kind with its fields.
    custom_kind = "custom_kind" {
        #[sea_orm(primary_key)]
        id: i64,
        name: String,
        note: String,
        department: Option<String>,
        area_code: String,
        fields: String,
        version: i64,
        created_by: Option<i64>,
        created_at: i64,
        archived: bool,
    }
}

table! {
    /// A saved comparison of two lists.
    comparison = "comparison" {
        #[sea_orm(primary_key)]
        id: i64,
        title: String,
        area: String,
        department: Option<String>,
        definition: String,
        each_delivery: bool,
        created_by: Option<i64>,
        created_at: i64,
        archived: bool,
    }
}

table! {
    /// One object of a kind; its values are sealed.
    custom_item = "custom_item" {
        #[sea_orm(primary_key)]
        id: i64,
        kind_id: i64,
        area_code: String,
        payload: Vec<u8>,
        version: i64,
        created_by: Option<i64>,
        updated_at: i64,
        removed: bool,
    }
}

table! {
    /// One run of a comparison.
    comparison_run = "comparison_run" {
        #[sea_orm(primary_key)]
        id: i64,
        comparison_id: i64,
        at: i64,
        account_id: Option<i64>,
        problem: Option<String>,
        figures: String,
        appeared: i64,
        gone: i64,
        open: i64,
    }
}

table! {
    /// A difference that somebody closes with an outcome; body and remark are sealed.
    comparison_item = "comparison_item" {
        #[sea_orm(primary_key)]
        id: i64,
        comparison_id: i64,
        key_blind: i64,
        difference: i64,
        state: String,
        fields: String,
        community: Option<String>,
        entity_id: Option<i64>,
        body: Vec<u8>,
        appeared_run: i64,
        last_run: i64,
        gone_run: Option<i64>,
        outcome: Option<String>,
        remark: Option<Vec<u8>>,
        outcome_by: Option<i64>,
        outcome_at: Option<i64>,
        delivery_id: Option<i64>,
    }
}

table! {
    /// A value marked wrong, on its way to the department it is from; the body is sealed.
    contest = "contest" {
        #[sea_orm(primary_key)]
        id: i64,
        entity_id: i64,
        element_no: i32,
        source_no: i32,
        community: Option<String>,
        state: String,
        reopened: bool,
        asked_by: i64,
        asked_at: i64,
        due: i32,
        outcome: Option<String>,
        answered_by: Option<i64>,
        answered_at: Option<i64>,
        closed_at: Option<i64>,
        delivery_id: Option<i64>,
        body: Vec<u8>,
        version: i64,
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
    /// 合并: one entity taken for another.
    merge = "merge" {
        #[sea_orm(primary_key)]
        id: i64,
        kept: i64,
        gone: i64,
        made_by: Option<i64>,
        made_at: i64,
        reason: Option<Vec<u8>>,
        undone_by: Option<i64>,
        undone_at: Option<i64>,
    }
}

table! {
    /// 划出: records of one entity said to be somebody else's.
    split_off = "split_off" {
        #[sea_orm(primary_key)]
        id: i64,
        origin: i64,
        founded: i64,
        made_by: Option<i64>,
        made_at: i64,
        reason: Option<Vec<u8>>,
        undone_by: Option<i64>,
        undone_at: Option<i64>,
    }
}

table! {
    /// What keeps rows like the ones split off from coming back.
    pin = "pin" {
        #[sea_orm(primary_key)]
        id: i64,
        split_off_id: i64,
        entity_id: i64,
        print: i64,
    }
}

table! {
    /// 结论 about two entities; never changed, never removed.
    verdict = "verdict" {
        #[sea_orm(primary_key)]
        id: i64,
        low: i64,
        high: i64,
        answer: String,
        made_by: Option<i64>,
        made_at: i64,
        remark: Option<Vec<u8>>,
    }
}

table! {
    /// 待核对的一对.
    review_pair = "review_pair" {
        #[sea_orm(primary_key)]
        id: i64,
        low: i64,
        high: i64,
        probability: f64,
        weights: String,
        community: Option<String>,
        state: String,
        merge_id: Option<i64>,
        made_at: i64,
        decided_by: Option<i64>,
        decided_at: Option<i64>,
    }
}

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

table! {
    /// Facts about the database itself.
    meta = "meta" {
        #[sea_orm(primary_key, auto_increment = false)]
        key: String,
        value: Vec<u8>,
    }
}

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
