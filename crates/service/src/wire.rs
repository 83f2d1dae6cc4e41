//! The types that cross the wire. They are neither domain types nor table rows; handlers convert.

pub mod account;
pub mod address;
pub mod alike;
pub mod area;
pub mod border;
pub mod bulk_edit;
pub mod burden;
pub mod catalogue;
pub mod comparison;
pub mod consequence;
pub mod contest;
pub mod contract;
pub mod custom;
pub mod cutover;
pub mod delivery;
pub mod dimension;
pub mod figure;
pub mod figure_run;
pub mod form;
pub mod helper;
pub mod household;
pub mod identity;
pub mod item_history;
pub mod known;
pub mod lead;
pub mod library;
pub mod lock;
pub mod mark;
pub mod notice;
pub mod own_table;
pub mod payment;
pub mod people;
pub mod place;
pub mod policy;
pub mod pull;
pub mod push;
pub mod rank;
pub mod repeat;
pub mod sample_check;
pub mod segment;
pub mod sending;
pub mod session;
pub mod tag;
pub mod tag_history;
pub mod trace;
pub mod validation;
pub mod workbench;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Page, from 1.
    pub page: Option<u64>,
    /// Rows a page, at most 500.
    pub size: Option<u64>,
}

impl Paging {
    /// Page (from 1) and size within bounds.
    pub fn bounds(self) -> (u64, u64) {
        (
            self.page.unwrap_or(1).max(1),
            self.size.unwrap_or(50).clamp(1, 500),
        )
    }
}

/// What a person must say before seeing or taking values in full.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Purpose {
    /// Why it is needed; at least four characters. Kept in the audit.
    pub purpose: String,
}

/// Refuses an empty or token purpose.
pub fn purpose_of(text: &str) -> Result<String, catalog::problem::Problem> {
    let text = text.trim();
    if text.chars().count() < 4 {
        return Err(catalog::problem::Problem::bad_input(
            "purpose-missing",
            "请写明用途（至少四个字），例如“入户走访核对电话”。用途会记入操作记录。",
        ));
    }
    Ok(text.to_owned())
}

/// Refuses an empty or token reason for a decision about who is who.
pub fn reason_of(text: &str) -> Result<String, catalog::problem::Problem> {
    let text = text.trim();
    if text.chars().count() < 4 {
        return Err(catalog::problem::Problem::bad_input(
            "reason-missing",
            "请写明理由（至少四个字），例如“入户核实为同一人”。理由会长期保存。",
        ));
    }
    Ok(text.to_owned())
}

/// A value that was asked for in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revealed {
    /// The value in full.
    pub value: String,
}
