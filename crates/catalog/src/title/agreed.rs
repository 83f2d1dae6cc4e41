//! Columns whose meaning a source's agreement names.

use super::{Candidate, ReadTitle, normalise, role};
use crate::element::{DataElement, Dictionary};
use crate::source::Source;

/// The element that the agreement of a source gives to a title. A key may be a title, or a group
/// and a title joined by `/`; a plain title does not reach into a group about somebody else.
pub(super) fn find(source: &Source, title: &ReadTitle, above: &[ReadTitle]) -> Option<Candidate> {
    let in_role = above
        .iter()
        .any(|group| role::of_group(&group.text).is_some());
    let path = above
        .last()
        .map(|group| format!("{}/{}", group.text, title.text));
    let element = path
        .and_then(|path| column(source, &path))
        .or_else(|| column(source, &title.text).filter(|_| !in_role))
        .or_else(|| {
            let (bare, _) = title.without_bracket()?;
            column(source, bare).filter(|_| !in_role)
        })?;
    let reason = format!("来源“{}”约定此列为“{}”", source.label, element.label);
    Some(Candidate {
        agreed: true,
        ..Candidate::new(element.no, 1.0, reason)
    })
}

fn column(source: &Source, word: &str) -> Option<&'static DataElement> {
    let id = source.columns.get(word).or_else(|| {
        source
            .columns
            .iter()
            .find(|(key, _)| normalise_key(key) == word)
            .map(|(_, id)| id)
    })?;
    Dictionary::shipped().by_id(id)
}

fn normalise_key(key: &str) -> String {
    match key.split_once('/') {
        Some((group, title)) => format!("{}/{}", normalise(group), normalise(title)),
        None => normalise(key),
    }
}
