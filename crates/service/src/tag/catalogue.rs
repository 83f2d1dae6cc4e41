//! The tags in force on a day: those that ship with Linli, as people have changed, added and
//! ended them since.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use catalog::tag::{FIRST_OWN, TagNo};
use query::{TagRule, TagSet};
use rules::{Condition, Parameters, Rule, Subject, Vocabulary};
use storage::{TagDefinition, TagLevel, TagVersion};

use crate::app::App;

/// Whether people have touched a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// As it ships.
    Shipped,
    /// Ships, and was changed here.
    Changed,
    /// Made here.
    Added,
}

impl Origin {
    /// Stable name, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// A tag in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTag {
    /// Its number in the snapshot: of the catalogue, else from [`FIRST_OWN`] on, for good.
    pub no: TagNo,
    /// What it means.
    pub definition: TagDefinition,
    /// 0 for what ships.
    pub version: i32,
    /// Whether people have touched it.
    pub origin: Origin,
    /// How long a confirmation holds, in Chinese.
    pub valid: String,
    /// What is left out of a wider definition.
    pub note: Option<String>,
}

impl HeldTag {
    /// Of whom it is.
    pub fn subject(&self) -> Subject {
        subject_of(&self.definition.subject).unwrap_or(Subject::Person)
    }

    /// The rule as it is run: a tag of a street holds of those who live there and, where no home is
    /// known, of those who are registered there, as lists by home do.
    pub fn rule_text(&self) -> String {
        let definition = &self.definition;
        if definition.level != TagLevel::Street || self.subject() != Subject::Person {
            return definition.rule.clone();
        }
        let code: String = definition.area.chars().take(9).collect();
        format!(
            "({}) 且 (((居住地 在 区划({code})) 或默认 否) 或 非 已知(居住地) 且 户籍地 在 区划({code}))",
            definition.rule
        )
    }
}

/// All tags in force on a day, those that ship first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    held: Vec<HeldTag>,
}

impl Tags {
    /// The tags in force on a day.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App, day: EpochDay) -> Result<Self, Problem> {
        Ok(Self::on(&app.store.tag_versions().await?, day))
    }

    /// The tags in force on a day, given every approved version.
    pub fn on(versions: &[TagVersion], day: EpochDay) -> Self {
        let mut latest: BTreeMap<&str, &TagVersion> = BTreeMap::new();
        // What was changed for a time is as it was before when the time is over.
        for version in versions.iter().filter(|version| {
            version.definition.effective_from <= day && !has_run_out(version, day)
        }) {
            let newest = latest
                .entry(version.definition.name.as_str())
                .or_insert(version);
            let order = |one: &TagVersion| (one.definition.effective_from, one.version);
            if order(version) > order(newest) {
                *newest = version;
            }
        }
        let mut held: Vec<HeldTag> = shipped()
            .filter_map(|tag| match latest.remove(tag.definition.name.as_str()) {
                Some(version) => in_force(version, Origin::Changed, &tag),
                None => Some(tag),
            })
            .collect();
        held.extend(own_names(versions).into_iter().filter_map(|(no, name)| {
            let version = latest.get(name)?;
            let none = HeldTag {
                no,
                definition: version.definition.clone(),
                version: 0,
                origin: Origin::Added,
                valid: String::new(),
                note: None,
            };
            in_force(version, Origin::Added, &none)
        }));
        Self { held }
    }

    /// Every tag in force.
    pub fn all(&self) -> &[HeldTag] {
        &self.held
    }

    /// The tag of a name.
    pub fn get(&self, name: &str) -> Option<&HeldTag> {
        self.held.iter().find(|tag| tag.definition.name == name)
    }

    /// The tag of a name.
    ///
    /// # Errors
    /// `tag-unknown`.
    pub fn find(&self, name: &str) -> Result<&HeldTag, Problem> {
        self.get(name).ok_or_else(|| {
            Problem::not_found(
                "tag-unknown",
                format!("没有名为“{name}”的标签，或它已经停用，请从标签目录中选择。"),
            )
        })
    }

    /// The words that a rule may use.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::empty();
        vocabulary.add_parameters(Parameters::shipped());
        for tag in &self.held {
            vocabulary.add_tag(&tag.definition.name, tag.subject());
        }
        vocabulary
    }

    /// The rules of all tags, of whomever they are: a tag of people may read one of dwellings. A
    /// rule that reads a tag which has ended since is left out; the tag is then carried by nobody.
    pub fn conditions(&self) -> BTreeMap<String, Condition> {
        let vocabulary = self.vocabulary();
        self.held
            .iter()
            .filter_map(|tag| {
                let rule = Rule::parse(&tag.rule_text(), tag.subject(), &vocabulary).ok()?;
                Some((tag.definition.name.clone(), rule.condition))
            })
            .collect()
    }

    /// The tags as the snapshot computes them. Should they not go together (two approvals that
    /// crossed), those that cannot be read are left out, and if that does not help, what ships
    /// is computed: the registry stays usable, and the log says so.
    pub fn set(&self) -> Arc<TagSet> {
        let readable = self.conditions();
        let rules: Vec<TagRule> = self
            .held
            .iter()
            .filter(|tag| readable.contains_key(&tag.definition.name))
            .map(|tag| TagRule {
                no: tag.no,
                name: tag.definition.name.clone(),
                subject: tag.subject(),
                rule: tag.rule_text(),
            })
            .collect();
        match TagSet::compile(&rules, Parameters::shipped().clone()) {
            Ok(set) => Arc::new(set),
            Err(problem) => {
                tracing::error!(code = %problem.code, "the tags in force do not go together");
                TagSet::shipped()
            }
        }
    }

    /// The tag of a number.
    pub fn numbered(&self, no: TagNo) -> Option<&HeldTag> {
        self.held.iter().find(|tag| tag.no == no)
    }
}

/// The names that do not ship, each with its number: in the order in which they were first
/// approved, so that a name keeps its number whatever comes or ends later.
fn own_names(versions: &[TagVersion]) -> Vec<(TagNo, &str)> {
    let mut first: BTreeMap<&str, i64> = BTreeMap::new();
    for version in versions {
        let name = version.definition.name.as_str();
        if catalog::tag::by_name(name).is_none() {
            let at = first.entry(name).or_insert(version.approved_at);
            *at = version.approved_at.min(*at);
        }
    }
    let mut names: Vec<(i64, &str)> = first.into_iter().map(|(name, at)| (at, name)).collect();
    names.sort_unstable();
    (FIRST_OWN.0..)
        .zip(names)
        .map(|(no, (_, name))| (TagNo(no), name))
        .collect()
}

/// Whether a version that was to hold for a time holds no more.
fn has_run_out(version: &TagVersion, day: EpochDay) -> bool {
    let until = version.definition.valid_until;
    !version.retired && until.is_some_and(|until| until < day)
}

/// A version as a tag in force; none when it ends the tag.
fn in_force(version: &TagVersion, origin: Origin, shipped: &HeldTag) -> Option<HeldTag> {
    if version.retired {
        return None;
    }
    let definition = version.definition.clone();
    Some(HeldTag {
        no: shipped.no,
        definition,
        version: version.version,
        origin,
        valid: shipped.valid.clone(),
        note: None,
    })
}

/// The tags that ship, as versions 0.
fn shipped() -> impl Iterator<Item = HeldTag> {
    catalog::tag::all().iter().filter_map(|tag| {
        let rule = rules::shipped::tag_rules()
            .iter()
            .find(|rule| rule.name == tag.name)?;
        Some(HeldTag {
            no: tag.no,
            definition: TagDefinition {
                name: tag.name.clone(),
                level: TagLevel::District,
                area: String::new(),
                subject: subject_text(rule.subject).to_owned(),
                kind: tag.kind,
                group: tag.group.clone(),
                rule: rule.rule.clone(),
                definition: tag.rule.clone(),
                department: tag.owner.clone().unwrap_or_else(|| tag.source.clone()),
                legal_basis: tag.basis.clone(),
                grade: tag.grade,
                sensitive: tag.sensitive,
                city_code: None,
                effective_from: EpochDay::MIN,
                valid_until: None,
            },
            version: 0,
            origin: Origin::Shipped,
            valid: tag.valid.clone(),
            note: rule.note.clone(),
        })
    })
}

/// The subject of a stable name.
pub fn subject_of(name: &str) -> Option<Subject> {
    Subject::ALL
        .into_iter()
        .find(|subject| subject_text(*subject) == name)
}

/// What kind of entity a subject is.
pub const fn kind_of(subject: Subject) -> EntityKind {
    match subject {
        Subject::Person => EntityKind::Person,
        Subject::Dwelling => EntityKind::Dwelling,
        Subject::Place => EntityKind::Place,
        Subject::Household => EntityKind::Household,
    }
}

/// The stable name of a subject.
pub const fn subject_text(subject: Subject) -> &'static str {
    match subject {
        Subject::Person => "person",
        Subject::Dwelling => "dwelling",
        Subject::Place => "place",
        Subject::Household => "household",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: EpochDay = 20_000;

    fn version(name: &str, number: i32, from: EpochDay) -> TagVersion {
        let shipped = shipped().next().expect("a shipped tag");
        TagVersion {
            version: number,
            definition: TagDefinition {
                name: name.to_owned(),
                rule: format!("年龄 >= {}", 70 + number),
                effective_from: from,
                ..shipped.definition
            },
            retired: false,
            proposal_id: None,
            made_by: None,
            made_at: 0,
            approved_by: None,
            approved_at: 0,
        }
    }

    #[test]
    fn what_ships_is_in_force_until_a_version_replaces_it() {
        let before = Tags::on(&[], DAY);
        assert_eq!(before.all().len(), shipped().count());
        let tag = before.get("高龄老人").expect("a shipped tag");
        assert_eq!((tag.version, tag.origin), (0, Origin::Shipped));

        let versions = [
            version("高龄老人", 1, DAY),
            version("高龄老人", 2, DAY + 1),
            version("助餐对象", 1, DAY + 1),
        ];
        assert_eq!(
            Tags::on(&versions, DAY - 1).get("高龄老人"),
            Some(tag),
            "not yet"
        );
        let today = Tags::on(&versions, DAY);
        let tag = today.get("高龄老人").expect("changed");
        assert_eq!((tag.version, tag.origin), (1, Origin::Changed));
        assert!(today.get("助餐对象").is_none());
        let tomorrow = Tags::on(&versions, DAY + 1);
        assert_eq!(tomorrow.get("高龄老人").map(|tag| tag.version), Some(2));
        assert_eq!(
            tomorrow.get("助餐对象").map(|tag| tag.origin),
            Some(Origin::Added)
        );
    }

    #[test]
    fn a_tag_ends_when_it_is_deleted_or_runs_out() {
        let mut deleted = version("高龄老人", 1, DAY);
        deleted.retired = true;
        let mut short = version("助餐对象", 1, DAY - 9);
        short.definition.valid_until = Some(DAY);
        let versions = [deleted, short];
        let today = Tags::on(&versions, DAY);
        assert!(today.get("高龄老人").is_none());
        assert!(today.get("助餐对象").is_some(), "its last day");
        assert!(Tags::on(&versions, DAY + 1).get("助餐对象").is_none());
    }

    #[test]
    fn a_tag_is_as_it_was_before_when_a_change_has_run_out() {
        let mut short = version("高龄老人", 1, DAY - 9);
        short.definition.valid_until = Some(DAY);
        let last = Tags::on(std::slice::from_ref(&short), DAY);
        let held = last.get("高龄老人").expect("its last day");
        assert_eq!((held.version, held.origin), (1, Origin::Changed));
        let after = Tags::on(std::slice::from_ref(&short), DAY + 1);
        assert_eq!(after, Tags::on(&[], DAY + 1));
        // What was agreed to for good before is in force again, not what ships.
        let standing = version("高龄老人", 1, DAY - 90);
        let mut passing = version("高龄老人", 2, DAY - 9);
        passing.definition.valid_until = Some(DAY);
        let both = [standing, passing];
        let on = |day| Tags::on(&both, day).get("高龄老人").map(|tag| tag.version);
        assert_eq!((on(DAY), on(DAY + 1)), (Some(2), Some(1)));
        // Deleted is not run out, whatever its last day would have been.
        short.retired = true;
        let deleted = Tags::on(&[short], DAY + 1);
        assert!(deleted.get("高龄老人").is_none());
    }

    #[test]
    fn a_tag_of_a_street_holds_in_that_street() {
        let mut local = version("助餐对象", 1, DAY);
        local.definition.level = TagLevel::Street;
        local.definition.area = "370203005000".to_owned();
        let tags = Tags::on(&[local], DAY);
        let held = tags.get("助餐对象").expect("in force");
        assert!(held.rule_text().contains("居住地 在 区划(370203005)"));
        assert!(tags.conditions().contains_key("助餐对象"));
    }

    #[test]
    fn a_name_keeps_its_number() {
        let mut later = version("甲类对象", 1, DAY);
        later.approved_at = 9;
        let early = version("助餐对象", 1, DAY);
        let number =
            |versions: &[TagVersion], name| Tags::on(versions, DAY).get(name).map(|tag| tag.no);
        assert_eq!(
            number(std::slice::from_ref(&early), "助餐对象"),
            Some(FIRST_OWN)
        );
        let both = [later.clone(), early.clone()];
        assert_eq!(number(&both, "助餐对象"), Some(FIRST_OWN));
        assert_eq!(number(&both, "甲类对象"), Some(TagNo(FIRST_OWN.0 + 1)));
        let mut ended = version("助餐对象", 2, DAY);
        ended.retired = true;
        assert_eq!(
            number(&[later, early, ended], "甲类对象"),
            Some(TagNo(FIRST_OWN.0 + 1))
        );
    }

    #[test]
    fn a_rule_that_reads_an_ended_tag_is_left_out() {
        let mut ended = version("享受老年综合/高龄津贴", 1, DAY);
        ended.retired = true;
        let conditions = Tags::on(&[ended], DAY).conditions();
        assert!(!conditions.contains_key("应享未享高龄津贴"));
        assert!(conditions.contains_key("高龄老人"));
    }
}
