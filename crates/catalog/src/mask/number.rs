//! Numbers: identity, certificate, phone, account.

use super::stars;
use crate::identifier::phone::{PhoneKind, kind_of};

/// First and last four of 18 characters. Other documents show two at each end, short ones
/// nothing.
pub(super) fn id_number(number: &str) -> String {
    match number.chars().count() {
        18 => keep_ends(number, 4, 4),
        // The 15-digit form: county and serial without the birth date.
        15 => keep_ends(number, 4, 3),
        8.. => keep_ends(number, 2, 2),
        _ => stars(4),
    }
}

/// 20 characters: the identity number within as such, the last two (category, grade) and a
/// re-issue mark hidden.
pub(super) fn disability_no(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    if chars.len() < 20 {
        return stars(4);
    }
    let id: String = chars[..18].iter().collect();
    keep_ends(&id, 4, 4) + &stars(2)
}

pub(super) fn phones(canonical: &str) -> String {
    canonical
        .split(';')
        .map(phone)
        .collect::<Vec<_>>()
        .join(";")
}

fn phone(number: &str) -> String {
    let number = number.trim();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let last = |count: usize| &digits[digits.len() - count..];
    match kind_of(&digits) {
        Some(PhoneKind::Mobile) => format!("{}****{}", &digits[..3], last(4)),
        Some(PhoneKind::Landline { area }) => format!("{}-****{}", &digits[..area], last(4)),
        Some(PhoneKind::Service) => format!("{}***{}", &digits[..3], last(4)),
        Some(PhoneKind::Local) => format!("****{}", last(4)),
        None => stars(4),
    }
}

pub(super) fn bank_account(account: &str) -> String {
    let chars: Vec<char> = account.chars().filter(|c| !c.is_whitespace()).collect();
    if chars.len() < 12 {
        return "**** ****".to_owned();
    }
    let last: String = chars[chars.len() - 4..].iter().collect();
    format!("**** **** **** {last}")
}

fn keep_ends(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let hidden = chars.len().saturating_sub(head + tail);
    let front: String = chars[..head].iter().collect();
    let back: String = chars[chars.len() - tail..].iter().collect();
    front + &stars(hidden) + &back
}
