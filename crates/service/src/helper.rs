//! Helpers (骨干): who could help with an activity, by tags, skill and place.

use catalog::element::Dictionary;
use catalog::problem::{Problem, ProblemKind};
use query::{Basis, PersonFilter};
use rules::{Condition, Rule, Subject, Term};

use crate::app::App;
use crate::rights::Caller;
use crate::tag::rule;
use crate::wire::helper::HelperQuery;

/// The element that says what a volunteer is good at.
const SKILL: &str = "volunteer_skill";

/// Whom the question is about: the living of the area who carry one of the tags and, where a skill
/// is named, are known for it.
///
/// # Errors
/// `helper-tags-missing`, `tag-unknown`, and what the caller may not ask by.
pub fn question(
    app: &App,
    caller: &Caller,
    asked: &HelperQuery,
) -> Result<(Rule, PersonFilter), Problem> {
    if asked.tags.is_empty() {
        return Err(Problem::bad_input(
            "helper-tags-missing",
            "请至少选一个标签，例如志愿者。",
        ));
    }
    let tags = app.tags();
    for name in &asked.tags {
        tags.find(name)?;
    }
    // The same checks as for a rule that somebody types.
    let text = written(asked)?.text();
    let rule = rule::allowed(app, caller, &tags, Subject::Person, &text)?;
    let filter = PersonFilter {
        area: Some(caller.scope(asked.area.as_deref(), &app.areas())?),
        basis: Basis::Home,
        ..PersonFilter::default()
    };
    Ok((rule, filter))
}

/// The question as a rule, before anybody's rights are asked.
///
/// # Errors
/// `skill-unknown` when the catalogue has no element for a skill.
pub fn written(asked: &HelperQuery) -> Result<Rule, Problem> {
    let mut parts = vec![
        Condition::Alive,
        Condition::any(asked.tags.iter().cloned().map(Condition::Tag).collect()),
    ];
    let skill = asked.skill.as_deref().unwrap_or_default().trim();
    if !skill.is_empty() {
        let element = Dictionary::shipped().by_id(SKILL).ok_or_else(no_skill)?;
        parts.push(Condition::Contains {
            term: Term::field(element.no),
            text: skill.chars().take(20).collect(),
        });
    }
    Ok(Rule {
        subject: Subject::Person,
        condition: Condition::all(parts),
    })
}

fn no_skill() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "skill-unknown",
        "数据元目录里没有志愿特长，请联系系统管理员。",
    )
}
