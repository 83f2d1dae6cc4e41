//! What a rule reads: for the list of what breaks when an element or tag goes, and for refusing
//! rules over what is not held or too sensitive.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, ElementNo, no};
use catalog::grade::Grade;
use catalog::problem::Problem;
use catalog::source::SourceNo;

use crate::area_term;
use crate::condition::Condition;
use crate::subject::Relation;
use crate::term::Term;

/// What a rule reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Elements; 年龄 with what it is computed from, 户籍地 with the county that stands for it.
    pub elements: BTreeSet<ElementNo>,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// Parameters.
    pub parameters: BTreeSet<String>,
    /// Sources whose records it asks for.
    pub sources: BTreeSet<SourceNo>,
    /// Sets it looks into.
    pub relations: BTreeSet<Relation>,
    /// Whether it asks who is alive.
    pub deaths: bool,
}

impl Reads {
    /// What a condition reads.
    #[must_use]
    pub fn of(condition: &Condition) -> Self {
        let mut conditions = Vec::new();
        let mut terms = Vec::new();
        condition.visit(0, &mut |part, _| conditions.push(part), &mut |term, _| {
            terms.push(term)
        });
        Self::noted(&conditions, &terms)
    }

    fn noted(conditions: &[&Condition], terms: &[&Term]) -> Self {
        let mut reads = Self::default();
        for part in conditions {
            reads.note_condition(part);
        }
        for term in terms {
            reads.note_term(term);
        }
        reads
    }

    /// What a condition reads of those whom it looks at, and not of whom it is asked about: of parents
    /// in 父母 满足 (存在 子女 …) that they have children.
    #[must_use]
    pub fn of_others(condition: &Condition) -> Self {
        let mut conditions = Vec::new();
        let mut terms = Vec::new();
        condition.visit(
            0,
            &mut |part, depth| conditions.extend((depth > 0).then_some(part)),
            &mut |term, depth| terms.extend((depth > 0).then_some(term)),
        );
        Self::noted(&conditions, &terms)
    }

    /// What a rule table reads.
    #[must_use]
    pub fn of_table(table: &crate::RuleTable) -> Self {
        let mut reads = Self::of(&table.who);
        for row in table.components.iter().flat_map(|one| &one.rows) {
            reads.add(Self::of(&row.when));
            reads.add(Self::of(&Condition::Known(row.amount.clone())));
        }
        reads
    }

    /// Reads that as well.
    pub fn add(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.tags.extend(other.tags);
        self.parameters.extend(other.parameters);
        self.sources.extend(other.sources);
        self.relations.extend(other.relations);
        self.deaths |= other.deaths;
    }

    fn note_condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Tag(name) => {
                self.tags.insert(name.clone());
            }
            Condition::Source(source) => {
                self.sources.insert(*source);
            }
            Condition::Alive => self.deaths = true,
            Condition::Some { relation, .. } | Condition::Every { relation, .. } => {
                self.relations.insert(*relation);
            }
            _ => {}
        }
    }

    fn note_term(&mut self, term: &Term) {
        match term {
            Term::Field { element, .. } => {
                self.elements.insert(*element);
                if *element == no::AGE {
                    self.elements.extend([no::BIRTH_DATE, no::DEATH_DATE]);
                }
                self.elements.extend(area_term::wider(*element));
            }
            Term::Parameter(name) => {
                self.parameters.insert(name.clone());
            }
            Term::Count { relation, .. } => {
                self.relations.insert(*relation);
            }
            _ => {}
        }
    }

    /// The highest grade among the elements and catalogued tags; an age says less than the birth
    /// date it comes from.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        let computed = self.elements.contains(&no::AGE);
        let elements = self
            .elements
            .iter()
            .filter(|element| !(computed && matches!(**element, no::BIRTH_DATE | no::DEATH_DATE)))
            .filter_map(|element| Dictionary::shipped().get(*element))
            .map(|element| element.grade);
        let tags = self
            .tags
            .iter()
            .filter_map(|name| catalog::tag::by_name(name))
            .map(|tag| tag.grade);
        elements.chain(tags).max()
    }
}

/// What rules may be made of.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Elements that are held; `None` means all.
    pub held: Option<BTreeSet<ElementNo>>,
    /// The highest grade; `None` means any.
    pub highest: Option<Grade>,
}

impl Limits {
    /// Everything in a rule that goes past the limits.
    #[must_use]
    pub fn refuse(&self, reads: &Reads) -> Vec<Problem> {
        let mut problems = Vec::new();
        for number in &reads.elements {
            let Some(element) = Dictionary::shipped().get(*number) else {
                continue;
            };
            let computed = *number == no::AGE;
            let stands_in = reads
                .elements
                .iter()
                .any(|element| area_term::wider(*element) == Some(*number));
            if self
                .held
                .as_ref()
                .is_some_and(|held| !computed && !stands_in && !held.contains(number))
            {
                problems.push(Problem::bad_input(
                    "rule-element-not-held",
                    format!(
                        "本系统还没有“{}”的数据，请先接入有这一项的来源，或改用其他条件。",
                        element.label
                    ),
                ));
            }
            let derived_from_age = matches!(*number, no::BIRTH_DATE | no::DEATH_DATE)
                && reads.elements.contains(&no::AGE);
            if self
                .highest
                .is_some_and(|highest| element.grade > highest && !derived_from_age)
            {
                problems.push(Problem::forbidden(
                    "rule-element-too-sensitive",
                    format!(
                        "“{}”的分级是{:?}，高于您可以使用的级别，请删去这一条件或申请授权。",
                        element.label, element.grade
                    ),
                ));
            }
        }
        for tag in reads
            .tags
            .iter()
            .filter_map(|name| catalog::tag::by_name(name))
        {
            if self.highest.is_some_and(|highest| tag.grade > highest) {
                problems.push(Problem::forbidden(
                    "rule-tag-too-sensitive",
                    format!(
                        "标签“{}”的分级是{:?}，高于您可以使用的级别，请删去这一条件或申请授权。",
                        tag.name, tag.grade
                    ),
                ));
            }
        }
        problems
    }
}
