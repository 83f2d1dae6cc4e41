//! Kinds that an installation defines, and their items.

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
