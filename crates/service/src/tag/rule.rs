//! A rule as typed: its mistakes with their place, what it reads, and what of that the caller may
//! not ask by.

use catalog::element::{DataElement, Dictionary};
use catalog::grade::Grade;
use catalog::problem::Problem;
use query::PersonFilter;
use rules::{Condition, Fault, Reads, Rule, Subject, Term, Whose};

use super::catalogue::{Tags, kind_of};
use crate::app::App;
use crate::rights::Caller;

/// More than any rule that people can read.
const MOST_CHARACTERS: usize = 2_000;

/// A rule that the caller may ask.
///
/// # Errors
/// What is wrong with it, as [`parse`] says, or that it asks by something too sensitive.
pub fn allowed(
    app: &App,
    caller: &Caller,
    tags: &Tags,
    subject: Subject,
    text: &str,
) -> Result<Rule, Problem> {
    let rule = parse(tags, subject, text).map_err(Problem::from)?;
    match refusals(app, caller, tags, &rule)?.into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(rule),
    }
}

/// Checks the words of a rule against the tags in force.
///
/// # Errors
/// The first mistake with its line and column.
pub fn parse(tags: &Tags, subject: Subject, text: &str) -> Result<Rule, Fault> {
    if text.chars().count() > MOST_CHARACTERS {
        return Err(Fault {
            code: "rule-too-long".to_owned(),
            line: 1,
            column: MOST_CHARACTERS,
            message: format!("规则超过{MOST_CHARACTERS}个字，请拆成几个标签再引用。"),
        });
    }
    Rule::parse(text, subject, &tags.vocabulary())
}

/// Everything in a rule that the caller may not ask by, and what nobody can be asked by because
/// the registry holds none of it.
///
/// # Errors
/// When the snapshot cannot be asked.
pub fn refusals(
    app: &App,
    caller: &Caller,
    tags: &Tags,
    rule: &Rule,
) -> Result<Vec<Problem>, Problem> {
    let reads = Reads::of(&rule.condition);
    refusals_of(app, caller, tags, rule.subject, &reads)
}

/// The same of everything that is read together, by a rule or by all rules of a policy.
///
/// # Errors
/// When the snapshot cannot be asked.
pub fn refusals_of(
    app: &App,
    caller: &Caller,
    tags: &Tags,
    subject: Subject,
    reads: &Reads,
) -> Result<Vec<Problem>, Problem> {
    let mut problems = too_sensitive(caller, tags, reads);
    for element in not_held(app, subject, reads)? {
        problems.push(Problem::bad_input(
            "rule-element-not-held",
            format!(
                "本系统还没有“{}”的数据，请先接入有这一项的来源，或改用其他条件。",
                element.label
            ),
        ));
    }
    Ok(problems)
}

/// The elements of the subject of which nobody in the whole registry has a value.
fn not_held(
    app: &App,
    subject: Subject,
    reads: &Reads,
) -> Result<Vec<&'static DataElement>, Problem> {
    let snapshot = app.snapshot.load();
    let everybody = PersonFilter::default();
    let mut missing = Vec::new();
    // Values of a household stand in the records of its members.
    let subject = match subject {
        Subject::Household => Subject::Person,
        other => other,
    };
    for element in asked_elements(reads).filter(|element| element.entity == kind_of(subject)) {
        let held = Rule {
            subject,
            condition: Condition::Known(Term::Field {
                whose: Whose::Own,
                element: element.no,
            }),
        };
        let answers = snapshot.count_three(&held, &everybody)?;
        // An empty registry holds nothing; rules are written before the first delivery, too.
        if answers.yes == 0 && answers.no > 0 {
            missing.push(element);
        }
    }
    Ok(missing)
}

fn too_sensitive(caller: &Caller, tags: &Tags, reads: &Reads) -> Vec<Problem> {
    let mut problems = Vec::new();
    for element in asked_elements(reads) {
        if !caller.asks_by(element) {
            problems.push(Problem::forbidden(
                "rule-element-too-sensitive",
                format!(
                    "“{}”的分级是{:?}，只对主管部门和属地开放，请删去这一条件，或请主管部门来提。",
                    element.label, element.grade
                ),
            ));
        }
    }
    for tag in reads.tags.iter().filter_map(|name| tags.get(name)) {
        let definition = &tag.definition;
        if !caller.sees_tag(definition.grade, &definition.department) {
            problems.push(Problem::forbidden(
                "rule-tag-too-sensitive",
                format!(
                    "标签“{}”的分级是{:?}，只对主管部门和属地开放，请删去这一条件，或请主管部门来提。",
                    definition.name, definition.grade
                ),
            ));
        }
    }
    problems
}

/// The highest grade of what a rule reads.
pub fn grade_of(tags: &Tags, reads: &Reads) -> Grade {
    let elements = asked_elements(reads).map(|element| element.grade);
    let read_tags = reads
        .tags
        .iter()
        .filter_map(|name| tags.get(name))
        .map(|tag| tag.definition.grade);
    elements.chain(read_tags).max().unwrap_or(Grade::L1)
}

/// The elements that a rule asks by. An age says less than the birth date it comes from; the county
/// of registration only stands in where no community is known.
fn asked_elements(reads: &Reads) -> impl Iterator<Item = &'static DataElement> {
    use catalog::element::no;

    let computed = reads.elements.contains(&no::AGE);
    let stands_in = reads.elements.contains(&no::HUKOU_COMMUNITY);
    reads
        .elements
        .iter()
        .filter(move |element| !(computed && matches!(**element, no::BIRTH_DATE | no::DEATH_DATE)))
        .filter(move |element| !(stands_in && **element == no::HUKOU_COUNTY))
        .filter_map(|element| Dictionary::shipped().get(*element))
}
