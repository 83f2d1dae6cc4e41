//! Kinds of objects that people define themselves (自定义对象): 城市部件, 治理力量 and the like.

pub mod change_item;
pub mod change_kind;
pub mod create_item;
pub mod create_kind;
pub mod export;
pub mod import;
pub mod items;
pub mod kind;
pub mod kinds;
pub mod remove_item;
