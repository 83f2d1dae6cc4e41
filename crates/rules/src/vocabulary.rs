//! The names a rule may use beside elements and codes: tags and parameters.

use std::collections::BTreeMap;

use catalog::element::EntityKind;
use catalog::text::half_width;

use crate::parameter::Parameters;
use crate::subject::Subject;
use crate::value::Kind;

/// Tags and parameters that are known by name.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    tags: BTreeMap<String, Subject>,
    parameters: BTreeMap<String, Kind>,
}

impl Vocabulary {
    /// Neither tags nor parameters.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The tags that ship with the catalogue, and the shipped parameters.
    #[must_use]
    pub fn shipped() -> Self {
        let mut vocabulary = Self::empty();
        for tag in catalog::tag::all() {
            let subject = match tag.subject {
                EntityKind::Dwelling => Subject::Dwelling,
                EntityKind::Place => Subject::Place,
                EntityKind::Household => Subject::Household,
                _ => Subject::Person,
            };
            vocabulary.add_tag(&tag.name, subject);
        }
        vocabulary.add_parameters(Parameters::shipped());
        vocabulary
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, name: &str, subject: Subject) {
        self.tags.insert(name.to_owned(), subject);
    }

    /// Adds parameters.
    pub fn add_parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters.all() {
            self.parameters
                .insert(parameter.name.clone(), parameter.kind());
        }
    }

    /// A tag by its name, full-width signs or not.
    #[must_use]
    pub fn tag(&self, typed: &str) -> Option<(&str, Subject)> {
        let found = self.tags.get_key_value(typed).or_else(|| {
            let typed = half_width(typed);
            self.tags.iter().find(|(name, _)| half_width(name) == typed)
        })?;
        Some((found.0, *found.1))
    }

    /// The kind of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Kind> {
        self.parameters.get(name)
    }

    /// Names of all tags.
    pub fn tag_names(&self) -> impl Iterator<Item = &str> {
        self.tags.keys().map(String::as_str)
    }

    /// Names of all parameters.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }
}
