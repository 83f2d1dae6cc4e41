//! Values graded L4 are seen only by whoever says why, and that is kept.

use std::collections::BTreeSet;

use catalog::element::Dictionary;
use catalog::grade::Grade;
use catalog::problem::Problem;
use rules::{Reads, Subject};
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::own_table::Definition;
use crate::rights::Caller;
use crate::tag::rule;
use crate::wire::people::PeopleQuery;
use crate::wire::purpose_of;

/// Asks for a purpose where a table shows values graded L4, and keeps it before anything is shown.
///
/// # Errors
/// `purpose-missing`; when the audit cannot be written.
pub async fn say_why(
    app: &App,
    caller: &Caller,
    definition: &Definition,
    table: impl ToString,
    purpose: Option<&str>,
) -> Result<(), Problem> {
    if !definition.needs_purpose(app, caller) {
        return Ok(());
    }
    let purpose = purpose_of(purpose.unwrap_or_default())?;
    let detail = json!({ "columns": definition.columns });
    app.store
        .audit_read(entry_for(
            caller,
            "table.read",
            "table",
            table,
            &purpose,
            detail,
        ))
        .await
}

/// Asks for a purpose where people are listed by something graded L4, and keeps it before anybody
/// is named: who stands in such a list is said to be so.
///
/// # Errors
/// `purpose-missing`; when the audit cannot be written.
pub async fn say_why_listed(
    app: &App,
    caller: &Caller,
    asked: &PeopleQuery,
) -> Result<(), Problem> {
    let sensitive = sensitive(app, asked);
    if sensitive.is_empty() {
        return Ok(());
    }
    let purpose = purpose_of(asked.purpose.as_deref().unwrap_or_default())?;
    let detail = json!({ "by": sensitive });
    let audit = entry_for(caller, "people.list", "people", "", &purpose, detail);
    app.store.audit_read(audit).await
}

/// The tags and elements graded L4 that a question asks by.
pub fn sensitive(app: &App, asked: &PeopleQuery) -> BTreeSet<String> {
    let tags = app.tags();
    let mut names: BTreeSet<String> = [&asked.tags_all, &asked.tags_any, &asked.tags_none]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let text = asked.rule.as_deref().unwrap_or_default();
    let mut labels = BTreeSet::new();
    if let Ok(rule) = rule::parse(&tags, Subject::Person, text) {
        let reads = Reads::of(&rule.condition);
        names.extend(reads.tags);
        let elements = reads
            .elements
            .iter()
            .filter_map(|element| Dictionary::shipped().get(*element));
        labels.extend(
            elements
                .filter(|element| element.grade >= Grade::L4)
                .map(|element| element.label.clone()),
        );
    }
    names.retain(|name| {
        tags.get(name)
            .is_some_and(|tag| tag.definition.grade >= Grade::L4)
    });
    names.extend(labels);
    names
}
