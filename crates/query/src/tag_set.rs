//! The tags that a snapshot computes: a list of rules, checked together and put in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use catalog::problem::Problem;
use catalog::tag::TagNo;
use rules::{Condition, Parameters, Reads, Relation, Rule, Subject, Vocabulary, evaluation_order};

/// A tag with its rule, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRule {
    /// Stable number: of the catalogue, or from [`catalog::tag::FIRST_OWN`] on.
    pub no: TagNo,
    /// Chinese name, unique.
    pub name: String,
    /// Of whom.
    pub subject: Subject,
    /// The rule, as text.
    pub rule: String,
}

/// A tag with its checked rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Stable number.
    pub no: TagNo,
    /// Chinese name.
    pub name: String,
    /// The rule.
    pub rule: Rule,
}

/// A tag that looks at relatives or at the members of a household, who may be held by other
/// communities, or reads such a tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateTag {
    pub(crate) subject: Subject,
    pub(crate) place: usize,
    /// How many steps away its rule looks: 父母 满足 (存在 子女 满足 (健在)) is two.
    pub(crate) reach: usize,
    pub(crate) looks: Looks,
}

/// What a rule looks at of those whom it looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Values and tags.
    AtFaces,
    /// Their homes as well, and who lives there: never further than one door, and nothing that is
    /// computed of a home.
    NextDoor,
    /// More.
    Further,
}

/// Tags that belong together: every one may read others, and none reads itself through others.
#[derive(Debug, Clone)]
pub struct TagSet {
    /// Of people, dwellings, places and households, each by number.
    tags: [Vec<Tag>; 4],
    /// Subject and place of each name.
    places: BTreeMap<String, (Subject, usize)>,
    /// In which order they are computed: those that read nothing of other communities.
    order: Vec<(Subject, usize)>,
    /// The others, after those, in which order.
    late: Vec<LateTag>,
    vocabulary: Vocabulary,
    parameters: Parameters,
}

static SHIPPED: LazyLock<Arc<TagSet>> = LazyLock::new(|| {
    let rules: Vec<TagRule> = TagRule::shipped();
    let set = TagSet::compile(&rules, Parameters::shipped().clone());
    Arc::new(set.expect("the shipped tag rules are checked by a test"))
});

impl TagRule {
    /// The tags that ship with Linli and have a rule.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        rules::shipped::tag_rules()
            .iter()
            .filter_map(|rule| {
                Some(Self {
                    no: catalog::tag::by_name(&rule.name)?.no,
                    name: rule.name.clone(),
                    subject: rule.subject,
                    rule: rule.rule.clone(),
                })
            })
            .collect()
    }
}

impl TagSet {
    /// The tags that ship with Linli.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// Checks tags against each other and the parameters.
    ///
    /// # Errors
    /// `tag-twice` for a name or number that two tags have, `tag-rule-wrong` with the tag and the
    /// mistake, `rule-tag-cycle`.
    pub fn compile(rules: &[TagRule], parameters: Parameters) -> Result<Self, Problem> {
        refuse_twins(rules)?;
        let mut vocabulary = Vocabulary::empty();
        vocabulary.add_parameters(&parameters);
        for tag in rules {
            vocabulary.add_tag(&tag.name, tag.subject);
        }
        let mut conditions: BTreeMap<String, Condition> = BTreeMap::new();
        let mut tags: [Vec<Tag>; 4] = Default::default();
        for tag in rules {
            let rule = Rule::parse(&tag.rule, tag.subject, &vocabulary).map_err(|fault| {
                let problem = Problem::from(fault);
                Problem::bad_input(
                    "tag-rule-wrong",
                    format!("标签“{}”的规则有误：{}", tag.name, problem.detail),
                )
            })?;
            conditions.insert(tag.name.clone(), rule.condition.clone());
            tags[tag.subject as usize].push(Tag {
                no: tag.no,
                name: tag.name.clone(),
                rule,
            });
        }
        let mut places = BTreeMap::new();
        for (subject, tags) in Subject::ALL.into_iter().zip(&mut tags) {
            tags.sort_by_key(|tag| tag.no);
            for (place, tag) in tags.iter().enumerate() {
                places.insert(tag.name.clone(), (subject, place));
            }
        }
        let (mut order, mut late, mut late_names) = (Vec::new(), Vec::new(), BTreeSet::new());
        for name in evaluation_order(&conditions)? {
            let Some((subject, place)) = places.get(&name).copied() else {
                continue;
            };
            let condition = &conditions[&name];
            let reads = Reads::of(condition);
            if reads
                .relations
                .iter()
                .any(|one| one.reaches_other_communities())
                || !reads.tags.is_disjoint(&late_names)
            {
                late_names.insert(name);
                late.push(LateTag {
                    subject,
                    place,
                    reach: reach(condition),
                    looks: looks(condition, &places),
                });
            } else {
                order.push((subject, place));
            }
        }
        Ok(Self {
            tags,
            places,
            order,
            late,
            vocabulary,
            parameters,
        })
    }

    /// The tags of a subject, by number.
    #[must_use]
    pub fn of(&self, subject: Subject) -> &[Tag] {
        &self.tags[subject as usize]
    }

    /// Every tag.
    pub fn all(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter().flatten()
    }

    /// The tag of a name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Tag> {
        let (subject, place) = *self.places.get(name)?;
        Some(&self.of(subject)[place])
    }

    /// The tag of a number.
    #[must_use]
    pub fn get(&self, no: TagNo) -> Option<&Tag> {
        self.all().find(|tag| tag.no == no)
    }

    /// The names that rules may use: these tags and parameters.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The parameters that the rules read.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The place of a tag among those of its subject.
    pub(crate) fn place(&self, subject: Subject, name: &str) -> Option<usize> {
        let (of, place) = *self.places.get(name)?;
        (of == subject).then_some(place)
    }

    /// Subject and place of every tag that reads nothing of other communities, each after the tags
    /// it reads.
    pub(crate) fn order(&self) -> &[(Subject, usize)] {
        &self.order
    }

    /// The tags that may read of other communities, each after the tags it reads.
    pub(crate) fn late(&self) -> &[LateTag] {
        &self.late
    }
}

/// How many sets lie in one another in a condition: it looks no further than that.
fn reach(condition: &Condition) -> usize {
    let mut deepest = 0;
    condition.visit(
        0,
        &mut |_, depth| deepest = deepest.max(depth),
        &mut |_, _| {},
    );
    deepest.max(1)
}

fn looks(condition: &Condition, places: &BTreeMap<String, (Subject, usize)>) -> Looks {
    let reads = Reads::of_others(condition);
    let next_door = |one: &Relation| matches!(one, Relation::Housemates | Relation::Home);
    let of_people =
        |tag: &String| (places.get(tag)).is_some_and(|(subject, _)| *subject == Subject::Person);
    if reads.relations.is_empty() {
        Looks::AtFaces
    } else if reach(condition) <= 2
        && reads.relations.iter().all(next_door)
        && reads.tags.iter().all(of_people)
    {
        Looks::NextDoor
    } else {
        Looks::Further
    }
}

fn refuse_twins(rules: &[TagRule]) -> Result<(), Problem> {
    for (at, tag) in rules.iter().enumerate() {
        if let Some(twin) = rules[..at]
            .iter()
            .find(|other| other.name == tag.name || other.no == tag.no)
        {
            return Err(Problem::bad_input(
                "tag-twice",
                format!(
                    "标签“{}”与“{}”的名称或编号相同，请改用别的名称或编号。",
                    tag.name, twin.name
                ),
            ));
        }
    }
    Ok(())
}
