//! The house: areas, accounts, sign-ins, what was done and what changed.

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
    /// Facts about the database itself.
    meta = "meta" {
        #[sea_orm(primary_key, auto_increment = false)]
        key: String,
        value: Vec<u8>,
    }
}
