//! Codes of a table, typed as code, label, variant or both (`1-男`).

use catalog::code_table::CodeTable;

use super::finding::{self, Finding};

/// Reads a code.
pub(crate) fn read(table: &CodeTable, typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let code = table.code_of(typed);
    if code.is_none() {
        findings.push(finding::CODE_UNKNOWN);
    }
    code.map(str::to_owned)
}
