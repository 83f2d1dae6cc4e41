//! Kinds of objects that people define themselves (自定义对象): 城市部件, 治理力量 and the like.

pub mod archive_kind;
pub mod change_item;
pub mod change_kind;
pub mod create_item;
pub mod create_kind;
pub mod export;
pub mod import;
pub mod imports;
pub mod item_history;
pub mod items;
pub mod kind;
pub mod kinds;
pub mod remove_item;
pub mod restore_item;
pub mod undo_import;
