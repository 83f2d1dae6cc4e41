//! Policies (政策) as they stand here: shipped or edited, which version is in force, which of them
//! make leads.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::problem::{Problem, ProblemKind};
use rules::policy::{Policy, PolicyFile};
use rules::{Parameters, Subject, Vocabulary, shipped};
use storage::{PolicyState, PolicyVersion, TagVersion};

use crate::app::App;
use crate::rights::{Caller, Right};
use crate::tag::catalogue::{Tags, subject_of};

/// A policy with the version that is in force and the one being edited.
#[derive(Debug, Clone)]
pub struct PolicyHere {
    /// The file in force.
    pub file: PolicyFile,
    /// Its version; 0 is the shipped one.
    pub version: i32,
    /// Checked and ready; `None` when data are lacking to say who is entitled.
    pub ready: Option<Policy>,
    /// Whether it makes leads.
    pub in_use: bool,
    /// Whether it is of this place: of an area around the one this installation serves.
    pub local: bool,
    /// What was edited here, the newest first.
    pub versions: Vec<PolicyVersion>,
}

impl PolicyHere {
    /// The version being edited, if any.
    pub fn draft(&self) -> Option<&PolicyVersion> {
        self.versions
            .first()
            .filter(|version| version.state == PolicyState::Draft)
    }
}

/// Every policy there is.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    all: Vec<PolicyHere>,
    words: Vocabulary,
}

impl Policies {
    /// Reads what was edited and switched on over what is shipped.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let mut versions: BTreeMap<String, Vec<PolicyVersion>> = BTreeMap::new();
        for version in app.store.policy_versions().await? {
            versions
                .entry(version.policy.clone())
                .or_default()
                .push(version);
        }
        let uses = app.store.policy_uses().await?;
        let in_use: BTreeMap<&str, bool> = uses
            .iter()
            .map(|used| (used.policy.as_str(), used.in_use))
            .collect();
        let root = app.root().copied();
        let words = words_of_all(&app.store.tag_versions().await?);
        let policies = shipped::policies().iter().map(|file| {
            let versions = versions.remove(&file.id).unwrap_or_default();
            here(
                file,
                versions,
                root,
                in_use.get(file.id.as_str()) == Some(&true),
                &words,
            )
        });
        Ok(Self {
            all: policies.collect(),
            words,
        })
    }

    /// Every policy, those of this place first.
    pub fn all(&self) -> &[PolicyHere] {
        &self.all
    }

    /// The words that policies in force are read by.
    pub fn words(&self) -> &Vocabulary {
        &self.words
    }

    /// The policy of a name.
    ///
    /// # Errors
    /// `policy-unknown`.
    pub fn get(&self, id: &str) -> Result<&PolicyHere, Problem> {
        self.all
            .iter()
            .find(|policy| policy.file.id == id)
            .ok_or_else(|| {
                Problem::not_found("policy-unknown", "没有这项政策，请从政策列表重新进入。")
            })
    }

    /// Those that make leads.
    pub fn in_use(&self) -> impl Iterator<Item = &PolicyHere> {
        self.all
            .iter()
            .filter(|policy| policy.in_use && policy.ready.is_some())
    }
}

fn here(
    shipped: &PolicyFile,
    versions: Vec<PolicyVersion>,
    root: Option<AreaCode>,
    in_use: bool,
    words: &Vocabulary,
) -> PolicyHere {
    let published = versions
        .iter()
        .find(|version| version.state == PolicyState::Published);
    // A published version was checked; should a newer program refuse it, the shipped one holds
    // rather than none, and the page says which version is in force.
    let edited = published.and_then(|version| {
        let file: PolicyFile = serde_json::from_str(&version.body).ok()?;
        let ready = compile(&file, words).ok()?;
        Some((file, version.version, ready))
    });
    let (file, version, ready) = edited.unwrap_or_else(|| {
        let ready = compile(shipped, words).unwrap_or_default();
        (shipped.clone(), 0, ready)
    });
    PolicyHere {
        local: root.is_none_or(|root| is_of(&file, root)),
        file,
        version,
        ready,
        in_use,
        versions,
    }
}

/// Whether the policy's area is the served one or one around it.
fn is_of(file: &PolicyFile, root: AreaCode) -> bool {
    root.to_string().starts_with(file.area.short().as_str())
}

/// The words that a changed policy may use: those that ship, and the tags in force here.
pub fn words_in_force(tags: &Tags) -> Vocabulary {
    let mut words = shipped::vocabulary();
    for tag in tags.all() {
        words.add_tag(&tag.definition.name, tag.subject());
    }
    words
}

/// The words that kept policies are read by: every tag there ever was here. A tag that has ended
/// since must not put another version in force; of who carried it nothing can be told any more.
fn words_of_all(versions: &[TagVersion]) -> Vocabulary {
    let mut words = shipped::vocabulary();
    for definition in versions.iter().map(|version| &version.definition) {
        let subject = subject_of(&definition.subject).unwrap_or(Subject::Person);
        words.add_tag(&definition.name, subject);
    }
    words
}

/// Checks a policy.
///
/// # Errors
/// `policy-rule-wrong` with the part and the mistake.
pub fn compile(file: &PolicyFile, words: &Vocabulary) -> Result<Option<Policy>, Problem> {
    file.compile(words, Parameters::shipped())
}

/// Words, and the parameters of a policy's own.
pub fn with_parameters(words: &Vocabulary, file: &PolicyFile) -> Vocabulary {
    let mut words = words.clone();
    words.add_parameters(&Parameters::new(file.parameters.clone()));
    words
}

/// What is said of a policy that cannot be asked of anybody.
pub fn lacking() -> Problem {
    Problem::conflict(
        "policy-data-lacking",
        "现有数据还不能判断谁符合这项政策，请看政策页上缺少的数据。",
    )
}

/// The test cases that do not come out as they must.
///
/// # Errors
/// As [`compile`].
pub fn failures(
    file: &PolicyFile,
    words: &Vocabulary,
) -> Result<Vec<rules::policy::CaseFailure>, Problem> {
    file.failures(words, Parameters::shipped())
}

/// What comes out of every test case.
///
/// # Errors
/// As [`compile`].
pub fn outcomes(
    file: &PolicyFile,
    words: &Vocabulary,
) -> Result<Vec<rules::policy::CaseOutcome>, Problem> {
    file.outcomes(words, Parameters::shipped())
}

/// The policies as they stand, kept ready.
pub type PoliciesHere = std::sync::RwLock<Arc<Policies>>;

/// Reads the policies anew.
///
/// # Errors
/// When the database cannot be reached.
pub async fn reread(app: &App) -> Result<(), Problem> {
    let read = Arc::new(Policies::read(app).await?);
    match app.policies.write() {
        Ok(mut held) => *held = read,
        Err(broken) => *broken.into_inner() = read,
    }
    Ok(())
}

/// The policies as they stand.
pub fn policies(app: &App) -> Arc<Policies> {
    app.policies
        .read()
        .map(|held| held.clone())
        .unwrap_or_else(|broken| broken.into_inner().clone())
}

/// Fails unless the caller's department answers for the policy.
///
/// # Errors
/// `right-missing`, `policy-foreign`.
pub fn require_owner(caller: &Caller, file: &PolicyFile) -> Result<(), Problem> {
    caller.require(Right::EditPolicies)?;
    if caller.owns_policy(&file.department) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "policy-foreign",
        format!(
            "这项政策由{}主管，请联系该部门或区大数据中心修改。",
            file.department
        ),
    ))
}

/// A policy as it is kept.
///
/// # Errors
/// Never for what was read from JSON.
pub fn stored(file: &PolicyFile) -> Result<String, Problem> {
    serde_json::to_string(file).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "policy-broken",
            "这项政策无法保存，请联系系统管理员。",
        )
    })
}
