//! What a draft would come to before anybody proposes or agrees to it: count, difference to what
//! is in force, twenty people, tags like it, and what reads the tag.

use catalog::element::{Dictionary, no};
use catalog::grade::Grade;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use query::{Basis, PersonFilter, Snapshot};
use rules::{Condition, Rule, Subject, similarity};
use storage::{TagAction, TagDefinition, TagLevel};

use super::catalogue::{HeldTag, Tags, subject_of, subject_text};
use super::figures::{carries, in_background};
use super::{chain, draft, impact, rule};
use crate::app::App;
use crate::rights::Caller;
use crate::view::person::sex_label;
use crate::wire::area::area_name;
use crate::wire::tag::{SamplePerson, SimilarTag, TagDraft, TagPreview, ThreeCount};

/// How many people are shown.
const SAMPLES: usize = 20;
/// How many tags like it are named.
const MOST_SIMILAR: usize = 8;
/// Below this two rules have too little in common to be worth a look.
const LEAST_SIMILARITY: f64 = 0.3;

/// What a draft would come to.
///
/// # Errors
/// `tag-unknown` for a change or deletion of a tag that is not in force, and when the snapshot or
/// the database cannot be asked.
pub async fn of(app: &App, caller: &Caller, asked: &TagDraft) -> Result<TagPreview, Problem> {
    let tags = app.tags();
    let name = asked.name.trim();
    let action = TagAction::parse(&asked.action).unwrap_or(TagAction::Add);
    let held = tags.get(name);
    if action != TagAction::Add {
        tags.find(name)?;
    }
    let subject = held
        .map(HeldTag::subject)
        .or_else(|| subject_of(&asked.subject))
        .unwrap_or(Subject::Person);
    let impact = impact::of(app, &tags, name).await?;
    let mut preview = TagPreview {
        refusal: None,
        sentence: String::new(),
        count: ThreeCount::default(),
        before: None,
        gained: 0,
        lost: 0,
        samples: Vec::new(),
        similar: Vec::new(),
        chain: chain_labels(app, caller, asked),
        impact,
    };
    if action == TagAction::Delete {
        preview.refusal = impact::may_end(&preview.impact, name)
            .err()
            .map(|problem| problem.detail);
        let before = count_of(app, caller, carries(subject, name)).await?;
        preview.before = Some(before);
        preview.lost = before.yes;
        return Ok(preview);
    }
    let rule = match checked(app, caller, &tags, subject, asked) {
        Ok(rule) => rule,
        Err(problem) => {
            preview.refusal = Some(problem.detail);
            return Ok(preview);
        }
    };
    preview.sentence = rule.condition.sentence();
    // As written: that a street's tag holds in the street only makes no rule unlike another.
    let written = rule::parse(&tags, subject, asked.rule.trim())?;
    preview.similar = similar(&tags, name, &written);
    preview.count = count_of(app, caller, rule.clone()).await?;
    if held.is_some() {
        preview.before = Some(count_of(app, caller, carries(subject, name)).await?);
        let (gained, lost) = differences(name, &rule);
        preview.gained = count_of(app, caller, gained).await?.yes;
        preview.lost = count_of(app, caller, lost).await?.yes;
    }
    if subject == Subject::Person {
        preview.samples = samples(app, caller, rule).await?;
    }
    Ok(preview)
}

/// The rule as it would be run, when it may be asked and fits.
fn checked(
    app: &App,
    caller: &Caller,
    tags: &Tags,
    subject: Subject,
    asked: &TagDraft,
) -> Result<Rule, Problem> {
    let rule = rule::allowed(app, caller, tags, subject, asked.rule.trim())?;
    let definition = pseudo(caller, subject, asked);
    draft::fits(tags, &definition, &rule)?;
    let run = HeldTag {
        no: catalog::tag::FIRST_OWN,
        definition,
        version: 0,
        origin: super::catalogue::Origin::Added,
        valid: String::new(),
        note: None,
    };
    rule::parse(tags, subject, &run.rule_text()).map_err(Problem::from)
}

/// The draft as far as it is written; what is not yet does not matter to a count.
fn pseudo(caller: &Caller, subject: Subject, asked: &TagDraft) -> TagDefinition {
    let area = asked
        .area
        .clone()
        .filter(|code| !code.is_empty())
        .unwrap_or_else(|| caller.area.to_string());
    TagDefinition {
        name: asked.name.trim().to_owned(),
        level: match asked.level.as_str() {
            "street" => TagLevel::Street,
            "city" => TagLevel::City,
            _ => TagLevel::District,
        },
        area,
        subject: subject_text(subject).to_owned(),
        kind: catalog::tag::TagKind::Dynamic,
        group: String::new(),
        rule: asked.rule.trim().to_owned(),
        definition: String::new(),
        department: asked.department.trim().to_owned(),
        legal_basis: String::new(),
        grade: draft::grade_of(&asked.grade).unwrap_or(Grade::L4),
        sensitive: false,
        city_code: None,
        effective_from: 0,
        valid_until: None,
    }
}

fn chain_labels(app: &App, caller: &Caller, asked: &TagDraft) -> Vec<String> {
    if asked.level.is_empty() {
        return Vec::new();
    }
    let definition = pseudo(caller, Subject::Person, asked);
    chain::chain_of(caller, &definition, &app.areas())
        .into_iter()
        .map(|link| link.label)
        .collect()
}

/// The rules “gains the tag” and “loses it”. Whoever cannot be told does not carry a tag.
fn differences(name: &str, rule: &Rule) -> (Rule, Rule) {
    let told = |condition: Condition| Condition::Otherwise {
        condition: Box::new(condition),
        default: false,
    };
    let of = |condition| Rule {
        subject: rule.subject,
        condition,
    };
    let old = Condition::Tag(name.to_owned());
    let new = rule.condition.clone();
    (
        of(Condition::all(vec![
            new.clone(),
            told(old.clone()).negated(),
        ])),
        of(Condition::all(vec![old, told(new).negated()])),
    )
}

fn similar(tags: &Tags, name: &str, rule: &Rule) -> Vec<SimilarTag> {
    let mut found: Vec<SimilarTag> = tags
        .conditions()
        .iter()
        .filter(|(other, _)| *other != name)
        .filter_map(|(other, condition)| {
            let tag = tags
                .get(other)
                .filter(|tag| tag.subject() == rule.subject)?;
            let similarity = similarity(condition, &rule.condition);
            (similarity >= LEAST_SIMILARITY).then(|| SimilarTag {
                name: other.clone(),
                definition: tag.definition.definition.clone(),
                similarity,
            })
        })
        .collect();
    found.sort_by(|one, other| other.similarity.total_cmp(&one.similarity));
    found.truncate(MOST_SIMILAR);
    found
}

fn filter(caller: &Caller) -> PersonFilter {
    PersonFilter {
        area: Some(caller.area),
        basis: Basis::Either,
        ..PersonFilter::default()
    }
}

async fn count_of(app: &App, caller: &Caller, rule: Rule) -> Result<ThreeCount, Problem> {
    super::figures::ask(app, rule, filter(caller)).await
}

/// People who would carry the tag, taken evenly from the whole area, with nothing in full.
async fn samples(app: &App, caller: &Caller, rule: Rule) -> Result<Vec<SamplePerson>, Problem> {
    let asked = filter(caller);
    let rows = in_background(app.snapshot.load(), move |snapshot: &Snapshot| {
        let ids = snapshot.matching(&rule, &asked)?;
        let step = ids.len().div_ceil(SAMPLES).max(1);
        Ok(ids
            .into_iter()
            .step_by(step)
            .filter_map(|id| snapshot.person(id))
            .collect::<Vec<_>>())
    })
    .await?;
    let areas = app.areas();
    let address = Dictionary::shipped().get(no::HOME_ADDRESS);
    Ok(rows
        .into_iter()
        .map(|row| SamplePerson {
            name: mask(Mask::Name, &row.name),
            sex: sex_label(&row.sex).to_owned(),
            age: row.age,
            community: area_name(
                &areas,
                row.community.map(|code| code.to_string()).as_deref(),
            ),
            address: address.map_or_else(String::new, |element| {
                let text = row.address.as_deref().unwrap_or_default();
                caller.show(element, text, None).text
            }),
        })
        .collect())
}
