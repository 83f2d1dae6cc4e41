//! Identity numbers, credit codes, phones, bank accounts and certificate numbers: the checks are
//! the catalogue's, here they meet cells.

use catalog::identifier::IdFinding;
use catalog::identifier::{
    bank_card, credit_code, disability_no, id_number, other_document, phone,
};
use chrono::NaiveDate;
use workbook::Cell;

use super::finding::{self, Finding};

fn keep(found: &[IdFinding], findings: &mut Vec<Finding>) {
    findings.extend(found.iter().map(Finding::from));
}

/// Reads an identity number. A number that a spreadsheet has rounded is refused even where its
/// check character happens to fit.
pub(crate) fn read_id_number(
    raw: &Cell,
    typed: &str,
    today: NaiveDate,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    if raw.is_damaged_number() {
        findings.push(Finding::from(&id_number::finding::EXCEL_DAMAGED));
        return None;
    }
    let reading = id_number::check(typed, today);
    let foreign = reading.canonical.is_none() && is_other_document(typed);
    if foreign {
        findings.push(finding::OTHER_DOCUMENT);
    } else {
        keep(&reading.findings, findings);
    }
    reading.canonical
}

/// A passport or permit; bare digits are taken for a mistyped identity number.
fn is_other_document(typed: &str) -> bool {
    let word = super::text::tidy(typed).to_ascii_uppercase();
    word.chars().count() < 15
        && word.chars().any(|c| !c.is_ascii_digit())
        && other_document::recognise(&word).is_some()
}

/// Reads a credit code; an old registration number or organisation code is none.
pub(crate) fn read_credit_code(
    raw: &Cell,
    typed: &str,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    if raw.is_damaged_number() {
        findings.push(finding::NUMBER_DAMAGED);
        return None;
    }
    let reading = credit_code::check(typed);
    keep(&reading.findings, findings);
    reading.canonical
}

/// Reads a certificate number of 20 characters.
pub(crate) fn read_disability_no(
    raw: &Cell,
    typed: &str,
    today: NaiveDate,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    if raw.is_damaged_number() {
        findings.push(finding::NUMBER_DAMAGED);
        return None;
    }
    let reading = disability_no::check(typed, today);
    keep(&reading.findings, findings);
    reading.canonical
}

/// Reads phones.
pub(crate) fn read_phone(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let reading = phone::read(typed);
    keep(&reading.findings, findings);
    reading.canonical()
}

/// Reads a bank account.
pub(crate) fn read_bank_account(
    raw: &Cell,
    typed: &str,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    if raw.is_damaged_number() {
        findings.push(Finding::from(&bank_card::finding::EXCEL_DAMAGED));
        return None;
    }
    let reading = bank_card::check(typed);
    keep(&reading.findings, findings);
    reading.canonical
}
