//! Policies (政策) as they stand here: shipped, edited or made here, which version is in force, which
//! of them make leads.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::problem::{Problem, ProblemKind};
use chrono::NaiveDate;
use rules::policy::{Policy, PolicyFile};
use rules::{Parameters, Subject, Vocabulary, shipped};
use storage::{PolicyState, PolicyVersion, TagVersion};

use crate::app::App;
use crate::rights::{Caller, Right};
use crate::tag::catalogue::{Tags, subject_of};

/// A policy with the version that is in force and the one being edited.
#[derive(Debug, Clone)]
pub struct PolicyHere {
    /// The file in force; of a policy that was never published its draft, which decides nothing.
    pub file: PolicyFile,
    /// Its version; 0 is the shipped one, and none yet of a policy made here.
    pub version: i32,
    /// Whether it was made here, and does not ship.
    pub own: bool,
    /// Checked and ready; `None` when data are lacking to say who is entitled, and before it was
    /// first published.
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

    /// Whether there is a version that decides: every shipped one, and one made here once somebody
    /// has published it.
    pub fn is_published(&self) -> bool {
        !self.own || self.version > 0
    }

    /// What decides on a day; nothing outside of the days on which the policy holds.
    pub fn ready_on(&self, day: NaiveDate) -> Option<&Policy> {
        self.ready.as_ref().filter(|_| self.file.holds_on(day))
    }

    /// The same.
    ///
    /// # Errors
    /// Why nothing decides: `policy-not-published`, `policy-ended`, `policy-not-begun`,
    /// `policy-data-lacking`.
    pub fn deciding(&self, day: NaiveDate) -> Result<&Policy, Problem> {
        self.require_lasting(day)?;
        let ready = self.ready.as_ref().ok_or_else(lacking)?;
        match self.file.from {
            Some(from) if from > day => Err(Problem::conflict(
                "policy-not-begun",
                format!("这项政策自 {from} 起施行，到那天才开始比对。"),
            )),
            _ => Ok(ready),
        }
    }

    /// Fails for a policy that was never published, and for one whose last day is over.
    ///
    /// # Errors
    /// `policy-not-published`, `policy-ended`.
    pub fn require_lasting(&self, day: NaiveDate) -> Result<(), Problem> {
        if !self.is_published() {
            return Err(Problem::conflict(
                "policy-not-published",
                "这项政策还是草稿，请先由本部门另一位同事核对发布。",
            ));
        }
        match self.file.until {
            Some(until) if self.file.has_ended(day) => Err(Problem::conflict(
                "policy-ended",
                format!(
                    "这项政策的最后一天是 {until}，已经到期，不再比对；要继续执行，请修改有效期后发布。"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Whether the caller is shown it: what was never published only by those who answer for it.
    pub fn is_seen_by(&self, caller: &Caller) -> bool {
        self.is_published() || caller.owns_policy(&self.file.department)
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
        let is_used = |id: &str| in_use.get(id) == Some(&true);
        let shipped = shipped::policies().iter().map(|file| {
            let versions = versions.remove(&file.id).unwrap_or_default();
            here(file, versions, root, is_used(&file.id), &words)
        });
        let mut all: Vec<PolicyHere> = shipped.collect();
        let own = versions
            .into_iter()
            .filter_map(|(id, versions)| made_here(versions, root, is_used(&id), &words));
        all.extend(own);
        Ok(Self { all, words })
    }

    /// Every policy: those that ship, then those made here.
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
            .ok_or_else(unknown)
    }

    /// The same, when the caller is shown it.
    ///
    /// # Errors
    /// `policy-unknown`.
    pub fn seen(&self, caller: &Caller, id: &str) -> Result<&PolicyHere, Problem> {
        let policy = self.get(id)?;
        if policy.is_seen_by(caller) {
            return Ok(policy);
        }
        Err(unknown())
    }

    /// Those that make leads.
    pub fn in_use(&self) -> impl Iterator<Item = &PolicyHere> {
        self.all
            .iter()
            .filter(|policy| policy.in_use && policy.ready.is_some())
    }
}

fn unknown() -> Problem {
    Problem::not_found("policy-unknown", "没有这项政策，请从政策列表重新进入。")
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
        own: false,
        ready,
        in_use,
        versions,
    }
}

/// A policy of which there are versions and no shipped file; `None` when this program reads none of
/// them.
fn made_here(
    versions: Vec<PolicyVersion>,
    root: Option<AreaCode>,
    in_use: bool,
    words: &Vocabulary,
) -> Option<PolicyHere> {
    let published = versions
        .iter()
        .find(|version| version.state == PolicyState::Published);
    let kept = published.or(versions.first())?;
    let Ok(file) = serde_json::from_str::<PolicyFile>(&kept.body) else {
        tracing::warn!(policy = %kept.policy, "a policy made here cannot be read");
        return None;
    };
    Some(PolicyHere {
        local: root.is_none_or(|root| is_of(&file, root)),
        version: published.map_or(0, |version| version.version),
        own: true,
        ready: published.and_then(|_| compile(&file, words).unwrap_or_default()),
        file,
        in_use,
        versions,
    })
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
fn lacking() -> Problem {
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
