//! What people and the machine decided about who is who.

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
        names: Option<i64>,
        made_at: i64,
        decided_by: Option<i64>,
        decided_at: Option<i64>,
    }
}
