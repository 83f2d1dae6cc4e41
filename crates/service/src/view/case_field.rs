//! What a test case of a policy may say of its person: what the policy reads, and what its cases
//! say already.

use std::collections::BTreeSet;

use catalog::code_table::CodeTables;
use catalog::element::{DataElement, Dictionary, ElementNo, ValueKind, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use rules::policy::{CasePerson, Policy, PolicyFile};
use rules::{Reads, Vocabulary, element_named, element_word};

use super::policy::cases;
use crate::view::facts::label_of;
use crate::wire::policy::{CaseField, PolicyCases};

/// Ages follow from the day of birth, whether people died from the day of death.
const ALWAYS: [ElementNo; 2] = [no::BIRTH_DATE, no::DEATH_DATE];

/// The cases of a policy with how each comes out, and what they may say.
///
/// # Errors
/// When a rule of the policy cannot be read.
pub fn policy_cases(
    file: &PolicyFile,
    policy: Option<&Policy>,
    words: &Vocabulary,
) -> Result<PolicyCases, Problem> {
    let mut elements: BTreeSet<ElementNo> = ALWAYS.into();
    let mut said = Said::default();
    for case in &file.cases {
        said.note(&case.person);
    }
    if let Some(policy) = policy {
        let reads = Reads::of_table(&policy.table);
        elements.extend(reads.elements.iter().filter(|one| **one != no::AGE));
        said.tags.extend(reads.tags);
        let labels = reads.sources.iter();
        said.sources
            .extend(labels.map(|source| label_of(Sources::shipped().get(*source))));
        let relations = reads.relations.iter();
        said.relations
            .extend(relations.map(|relation| relation.word().to_owned()));
    }
    elements.extend(said.words.iter().filter_map(|word| element_named(word)));
    let dictionary = Dictionary::shipped();
    Ok(PolicyCases {
        cases: cases(file, words)?,
        fields: elements
            .iter()
            .filter_map(|element| dictionary.get(*element))
            .map(field)
            .collect(),
        tags: said.tags.into_iter().collect(),
        sources: said.sources.into_iter().collect(),
        relations: said.relations.into_iter().collect(),
    })
}

/// What the cases say already.
#[derive(Default)]
struct Said {
    words: BTreeSet<String>,
    tags: BTreeSet<String>,
    sources: BTreeSet<String>,
    relations: BTreeSet<String>,
}

impl Said {
    fn note(&mut self, person: &CasePerson) {
        self.words.extend(person.facts.keys().cloned());
        self.tags.extend(person.tags.iter().cloned());
        self.sources.extend(person.sources.iter().cloned());
        for (relation, members) in &person.kin {
            self.relations.insert(relation.clone());
            for member in members {
                self.note(member);
            }
        }
    }
}

/// An element as a field: the word by which rules name it, and what may be chosen.
pub fn field(element: &DataElement) -> CaseField {
    let table = element
        .code_table
        .as_deref()
        .and_then(|id| CodeTables::shipped().get(id));
    CaseField {
        label: element_word(element.no),
        kind: match element.kind {
            _ if table.is_some() => "code",
            ValueKind::Date => "date",
            ValueKind::Month => "month",
            ValueKind::Integer | ValueKind::Decimal => "number",
            ValueKind::YesNo => "yes-no",
            ValueKind::Area => "area",
            _ => "text",
        }
        .to_owned(),
        unit: element.unit.clone(),
        options: table.map_or_else(Vec::new, |table| {
            table
                .entries
                .iter()
                .map(|entry| entry.label.clone())
                .collect()
        }),
    }
}
