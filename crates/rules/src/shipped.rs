//! The tag rules and policies that ship with Linli.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::policy::PolicyFile;
use crate::rule::Rule;
use crate::subject::Subject;
use crate::syntax::Fault;
use crate::tag_case::TagCases;
use crate::vocabulary::Vocabulary;

/// A tag with its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRule {
    /// Chinese name, unique.
    pub name: String,
    /// Of whom.
    pub subject: Subject,
    /// The rule, as text.
    pub rule: String,
    /// What a reader must know: what is left out of a wider definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A tag that was ordered and is not there: it cannot be said yet, or it will never be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsaidTag {
    /// Chinese name.
    pub name: String,
    /// Of whom: 人, 房, 户 or 单位.
    pub of: String,
    /// The fact that is missing, or why it will never be a tag.
    pub missing: String,
    /// Whether it will never be a tag.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never: bool,
}

#[derive(Debug, Deserialize)]
struct TagFile {
    rules: Vec<TagRule>,
    unsaid: Vec<UnsaidTag>,
}

static TAGS: LazyLock<TagFile> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/tags.rules.json"))
        .expect("the shipped tag rules are checked by a test")
});

static CASES: LazyLock<TagCases> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/tags.cases.json"))
        .expect("the shipped test cases are checked by a test")
});

static POLICIES: LazyLock<Vec<PolicyFile>> = LazyLock::new(|| {
    POLICY_TEXTS
        .iter()
        .map(|text| serde_json::from_str(text).expect("the shipped policies are checked by a test"))
        .collect()
});

/// The tags that have a rule; those of the catalogue first.
#[must_use]
pub fn tag_rules() -> &'static [TagRule] {
    &TAGS.rules
}

/// The tags that cannot be said yet, with the fact that is missing.
#[must_use]
pub fn unsaid_tags() -> &'static [UnsaidTag] {
    &TAGS.unsaid
}

/// The test cases of the shipped tags.
#[must_use]
pub fn tag_cases() -> &'static TagCases {
    &CASES
}

/// The words of the catalogue, the shipped parameters and every tag with a rule.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::shipped();
    for tag in tag_rules() {
        vocabulary.add_tag(&tag.name, tag.subject);
    }
    vocabulary
}

/// The checked rules of the tags of a subject, by name.
///
/// # Errors
/// The first mistake in a rule.
pub fn tag_conditions(subject: Subject) -> Result<BTreeMap<String, Condition>, Fault> {
    let vocabulary = vocabulary();
    tag_rules()
        .iter()
        .filter(|tag| tag.subject == subject)
        .map(|tag| {
            let rule = Rule::parse(&tag.rule, tag.subject, &vocabulary)?;
            Ok((tag.name.clone(), rule.condition))
        })
        .collect()
}

/// The policies.
#[must_use]
pub fn policies() -> &'static [PolicyFile] {
    &POLICIES
}

/// The files under `data/policies`.
const POLICY_TEXTS: &[&str] = &[
    include_str!("../data/policies/childcare-subsidy-sd.json"),
    include_str!("../data/policies/childcare-subsidy-sh.json"),
    include_str!("../data/policies/free-preschool-last-year.json"),
    include_str!("../data/policies/qd-birth-500.json"),
    include_str!("../data/policies/sd-poor-elder.json"),
    include_str!("../data/policies/qd-shibei-gaoling.json"),
    include_str!("../data/policies/qd-shinan-gaoling.json"),
    include_str!("../data/policies/qd-huangdao-gaoling.json"),
    include_str!("../data/policies/sd-gaoling-direct.json"),
    include_str!("../data/policies/rongcheng-gaoling.json"),
    include_str!("../data/policies/sh-laonian.json"),
    include_str!("../data/policies/sh-yanglao-butie.json"),
    include_str!("../data/policies/sh-changhu.json"),
    include_str!("../data/policies/sh-disabled-two.json"),
    include_str!("../data/policies/sd-disabled-two.json"),
    include_str!("../data/policies/sd-disabled-child.json"),
    include_str!("../data/policies/sh-unemp.json"),
    include_str!("../data/policies/sh-flex-social.json"),
    include_str!("../data/policies/sh-post-subsidy.json"),
    include_str!("../data/policies/jisheng-tefu.json"),
    include_str!("../data/policies/nongcun-jiangfu.json"),
    include_str!("../data/policies/sd-only-child-parent.json"),
    include_str!("../data/policies/sh-only-child.json"),
    include_str!("../data/policies/sh-child-accident.json"),
    include_str!("../data/policies/qd-conscript.json"),
    include_str!("../data/policies/rural-vet-60.json"),
    include_str!("../data/policies/youfu-regular.json"),
    include_str!("../data/policies/qd-rent-subsidy.json"),
    include_str!("../data/policies/qd-dibao.json"),
    include_str!("../data/policies/qd-dibian.json"),
    include_str!("../data/policies/tekun.json"),
    include_str!("../data/policies/orphan.json"),
    include_str!("../data/policies/dwy-child.json"),
    include_str!("../data/policies/linshi.json"),
    include_str!("../data/policies/resident-pension.json"),
    include_str!("../data/policies/yibao-zizhu.json"),
    include_str!("../data/policies/huimin-binzang.json"),
    include_str!("../data/policies/unemp-funeral.json"),
    include_str!("../data/policies/subsidy-sineng.json"),
    include_str!("../data/policies/visit-service.json"),
    include_str!("../data/policies/tuiyi-card.json"),
];
