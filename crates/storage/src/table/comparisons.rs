//! Comparisons of lists, values marked wrong, samples that are checked at the door.

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
