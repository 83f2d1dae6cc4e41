//! Masking by default (domain practice; GB/T 37964-2019 and GB/T 35273-2020 are the references).
//! Masking happens on the server, before a value leaves it.
//!
//! Every rule counts characters, never bytes, and hides a value that is too short for its rule
//! altogether: a short value must not leak because a fixed number of places was shown.

use serde::{Deserialize, Serialize};

mod address;
mod name;
mod number;

/// How a value is masked for callers who may not see it in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mask {
    /// Shown as it is.
    None,
    /// 张*三, 欧阳**.
    Name,
    /// 3702**********0020.
    IdNumber,
    /// 138****1234; 0532-****1234.
    Phone,
    /// Down to the community or estate; building, unit and room hidden.
    Address,
    /// **** **** **** 1234.
    BankAccount,
    /// As an identity number, with the last two characters (category, grade) hidden as well.
    DisabilityNo,
    /// Year only.
    Date,
    /// Nothing is shown but that a value is held.
    Hidden,
}

/// A canonical value as callers see it who may not see it in full. An empty value stays empty.
#[must_use]
pub fn mask(mask: Mask, canonical: &str) -> String {
    if canonical.is_empty() {
        return String::new();
    }
    match mask {
        Mask::None => canonical.to_owned(),
        Mask::Name => name::mask(canonical),
        Mask::IdNumber => number::id_number(canonical),
        Mask::Phone => number::phones(canonical),
        Mask::Address => address::mask(canonical),
        Mask::BankAccount => number::bank_account(canonical),
        Mask::DisabilityNo => number::disability_no(canonical),
        Mask::Date => year_only(canonical),
        Mask::Hidden => "***".to_owned(),
    }
}

fn year_only(canonical: &str) -> String {
    match canonical.get(..4) {
        Some(year) if year.bytes().all(|b| b.is_ascii_digit()) => year.to_owned(),
        _ => "****".to_owned(),
    }
}

/// As many stars as asked for.
fn stars(count: usize) -> String {
    "*".repeat(count)
}

#[cfg(test)]
mod tests;
