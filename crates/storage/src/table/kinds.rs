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
        key_blind: Option<i64>,
    }
}

table! {
    /// What an object was from a change to the next; written with the change, never changed.
    custom_item_version = "custom_item_version" {
        #[sea_orm(primary_key, auto_increment = false)]
        item_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        version: i64,
        kind_id: i64,
        kind_version: i64,
        area_code: String,
        payload: Vec<u8>,
        act: String,
        batch: Option<i64>,
        changed_by: Option<i64>,
        changed_at: i64,
    }
}

table! {
    /// What a kind was from a change to the next.
    custom_kind_version = "custom_kind_version" {
        #[sea_orm(primary_key, auto_increment = false)]
        kind_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        version: i64,
        name: String,
        note: String,
        fields: String,
        changed_by: Option<i64>,
        changed_at: i64,
    }
}

table! {
    /// A file of objects that was imported.
    custom_import = "custom_import" {
        #[sea_orm(primary_key)]
        id: i64,
        kind_id: i64,
        area_code: String,
        created: i64,
        changed: i64,
        created_by: Option<i64>,
        created_at: i64,
        undone_by: Option<i64>,
        undone_at: Option<i64>,
    }
}
