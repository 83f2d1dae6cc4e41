//! Tags (标签), their rules and proposals on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::figure::DefinitionCard;
use super::policy::CaseField;

/// A rule as typed, to be checked and counted.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RuleDraft {
    pub rule: String,
    /// person (when absent), dwelling, place or household.
    pub subject: Option<String>,
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    /// 口径: `home`, `hukou`, or `either`, which is also meant when absent.
    pub basis: Option<String>,
}

/// What a rule comes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleAnswer {
    /// The first mistake; the rest of the answer is empty then.
    pub fault: Option<RuleFault>,
    /// What the caller may not ask by, one sentence each.
    pub refusals: Vec<String>,
    /// The rule in its canonical words.
    pub text: String,
    /// The rule as a Chinese sentence.
    pub sentence: String,
    /// The lowest grade that a tag of this rule may have.
    pub grade: String,
    pub count: Option<ThreeCount>,
}

/// What a rule about people may ask.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleWords {
    pub elements: Vec<CaseField>,
    pub tags: Vec<String>,
    pub parameters: Vec<String>,
    pub relations: Vec<String>,
}

/// Where a rule is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFault {
    pub code: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub message: String,
}

/// How many answer a rule in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ThreeCount {
    pub yes: u64,
    pub no: u64,
    pub unknown: u64,
}

/// A tag as somebody would have it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagDraft {
    /// add, change or delete.
    pub action: String,
    pub name: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// city, district or street.
    #[serde(default)]
    pub level: String,
    pub area: Option<String>,
    /// person, dwelling, place or household.
    #[serde(default)]
    pub subject: String,
    /// base or dynamic.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub rule: String,
    /// What it means, in one sentence.
    #[serde(default)]
    pub definition: String,
    #[serde(default)]
    pub department: String,
    #[serde(default)]
    pub legal_basis: String,
    /// L1 to L4.
    #[serde(default)]
    pub grade: String,
    #[serde(default)]
    pub sensitive: bool,
    pub city_code: Option<String>,
    /// Today when absent.
    pub effective_from: Option<String>,
    /// Without end when absent.
    pub valid_until: Option<String>,
}

/// What a draft would come to, before it is proposed.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagPreview {
    /// What is refused about it; nothing when it may be proposed.
    pub refusal: Option<String>,
    pub sentence: String,
    pub count: ThreeCount,
    /// The same for the version in force, of a change or deletion.
    pub before: Option<ThreeCount>,
    /// How many would gain the tag.
    pub gained: u64,
    /// How many would lose it.
    pub lost: u64,
    /// Twenty people who would carry it, masked.
    pub samples: Vec<SamplePerson>,
    /// Tags whose rules are like it, the nearest first.
    pub similar: Vec<SimilarTag>,
    /// What reads the tag.
    pub impact: Vec<ImpactView>,
    /// The offices that have to agree.
    pub chain: Vec<String>,
}

/// Somebody who would carry a tag: enough to judge the rule, not to know the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct SamplePerson {
    pub name: String,
    pub sex: String,
    pub age: Option<i32>,
    pub community: String,
    pub address: String,
}

/// A tag whose rule is like another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarTag {
    pub name: String,
    pub definition: String,
    /// From 0 to 1.
    pub similarity: f64,
}

/// Something that reads a tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImpactView {
    /// tag, policy, segment, table, request, comparison or page.
    pub kind: String,
    pub title: String,
    pub link: Option<String>,
    /// Whether it cannot do without the tag.
    pub needs_it: bool,
}

/// A tag that was ordered and is not there.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnsaidTagView {
    pub name: String,
    /// 人, 房, 户 or 单位.
    pub of: String,
    /// The fact that is missing, or why it will never be a tag.
    pub missing: String,
    /// Whether it will never be a tag.
    pub never: bool,
}

/// Which tag, counted where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TagAsked {
    pub name: String,
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
}

/// The page of a tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagPage {
    pub name: String,
    /// person, dwelling, place or household.
    pub subject: String,
    /// base or dynamic.
    pub kind: String,
    pub group: String,
    /// city, district or street.
    pub level: String,
    pub area: String,
    pub grade: String,
    pub sensitive: bool,
    pub rule: String,
    pub definition: String,
    pub department: String,
    pub legal_basis: String,
    pub city_code: Option<String>,
    pub valid: String,
    pub valid_until: Option<String>,
    /// Whether it ends within thirty days unless it is extended.
    pub ends_soon: bool,
    /// 0 for what ships.
    pub version: i32,
    /// shipped, changed or added.
    pub origin: String,
    pub card: DefinitionCard,
    pub count: Option<ThreeCount>,
    /// Versions that people made, the newest first.
    pub versions: Vec<TagVersionView>,
    /// Figures of past days, as far as they are kept.
    pub trend: Vec<TagDay>,
    pub impact: Vec<ImpactView>,
    /// The proposal under way.
    pub proposal: Option<i64>,
    /// Whether the caller may propose to change or delete it.
    pub may_propose: bool,
}

/// A version of a tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagVersionView {
    pub version: i32,
    pub rule: String,
    pub definition: String,
    pub effective_from: String,
    pub valid_until: Option<String>,
    /// Whether it ends the tag.
    pub retired: bool,
    pub made_by: String,
    pub made_at: String,
    pub approved_by: String,
    pub approved_at: String,
}

/// How many carried a tag on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagDay {
    pub day: String,
    pub yes: i64,
    pub unknown: i64,
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalFilter {
    /// open, approved, refused or withdrawn.
    pub state: Option<String>,
}

/// A word about a proposal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProposalStep {
    pub version: i64,
    /// Required to refuse.
    pub remark: Option<String>,
}

/// A proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    pub id: i64,
    pub version: i64,
    /// add, change or delete.
    pub action: String,
    /// open, approved, refused or withdrawn.
    pub state: String,
    pub name: String,
    pub subject: String,
    pub kind: String,
    pub group: String,
    pub level: String,
    pub area: String,
    pub rule: String,
    /// The rule as a Chinese sentence.
    pub sentence: String,
    pub definition: String,
    pub department: String,
    pub legal_basis: String,
    pub grade: String,
    pub sensitive: bool,
    pub city_code: Option<String>,
    pub effective_from: String,
    pub valid_until: Option<String>,
    pub reason: String,
    pub made_by: String,
    pub made_at: String,
    /// The chain with who agreed when, and what is still to come.
    pub steps: Vec<ProposalStepView>,
    /// The rule that was in force when it was made.
    pub rule_before: Option<String>,
    pub can: ProposalRights,
}

/// A link of the chain, or an end that was put to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalStepView {
    pub label: String,
    /// propose, agree, refuse or withdraw; none while it is to come.
    pub act: Option<String>,
    pub by: Option<String>,
    pub at: Option<String>,
    pub remark: Option<String>,
}

/// What the caller may do with a proposal now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalRights {
    pub decide: bool,
    pub withdraw: bool,
}

/// Why has somebody a tag, or not?
#[derive(Debug, Deserialize, ToSchema)]
pub struct WhyAsked {
    pub tag: String,
    /// Id of the person.
    pub person: i64,
}

/// Why somebody has a tag, or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyAnswer {
    pub tag: String,
    /// true, false or unknown.
    pub truth: String,
    /// One sentence: 有这个标签, 没有这个标签 or 无法判断, and by what.
    pub sentence: String,
    /// The version that was asked.
    pub version: i32,
    pub trace: TraceView,
    /// What is missing, when it cannot be told.
    pub missing: Vec<String>,
}

/// A condition with its answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceView {
    /// true, false or unknown.
    pub truth: String,
    pub condition: String,
    pub sentence: String,
    pub readings: Vec<ReadingView>,
    #[schema(no_recursion)]
    pub parts: Vec<TraceView>,
}

/// A value that a condition read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingView {
    pub label: String,
    /// Masked.
    pub value: String,
    pub source: String,
    pub as_of: String,
}
