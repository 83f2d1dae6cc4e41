//! Policies as files: who is entitled, tiers with dated amounts, the source clause, what must be
//! verified by hand, what data are lacking, and test cases that must pass before publishing.

mod case;
mod document;
mod fault;
mod shape;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::case::{Case, CaseFailure, CaseOutcome, Expectation};
pub use self::document::Document;
pub use self::fault::PolicyFault;
use crate::condition::Condition;
use crate::impact::Reads;
use crate::lead::Standing;
pub use crate::made_up::CasePerson;
use crate::parameter::{Parameter, Parameters};
use crate::subject::Subject;
use crate::table::{MONTHLY, RuleTable, TableTrace};
use crate::truth::Truth;
use crate::vocabulary::Vocabulary;

/// A policy as it is kept and edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Where it holds, in words.
    pub region: String,
    /// The department that answers for it.
    pub department: String,
    /// The document and clause, in one line.
    pub source: String,
    /// The same by its parts, when it was written here; then [`Document::line`] is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The first day on which it holds; `None` when no document says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it holds; `None` until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// How far the text was checked: read, old, from memory.
    pub standing: String,
    /// The area the policy is of: 本区 and its like in its rules.
    pub area: AreaCode,
    /// Who is entitled, as text; `None` when data are lacking to say it.
    pub who: Option<String>,
    /// What is paid.
    #[serde(default)]
    pub components: Vec<ComponentFile>,
    /// Who is paid now, as the payment list says; `None` when no such list is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<PaidFile>,
    /// Amounts and thresholds with their days.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What excludes, as the document says it.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// What the data cannot decide and somebody must verify.
    #[serde(default)]
    pub verify: Vec<String>,
    /// Data that are lacking.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// Test cases.
    #[serde(default)]
    pub cases: Vec<Case>,
}

/// Who is paid now, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaidFile {
    /// Whoever is on the payment list and not stopped.
    pub who: String,
    /// What is paid every month, in yuan; `None` when the list does not say or is not monthly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// What is paid, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentFile {
    /// Its name.
    pub name: String,
    /// 每月, 每年 or 一次性.
    pub period: String,
    /// The rows; the first one that holds decides.
    pub rows: Vec<RowFile>,
}

/// A row, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// When it applies.
    pub when: String,
    /// The amount in yuan.
    pub amount: String,
}

/// A policy that was checked and can be run.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who gets what.
    pub table: RuleTable,
    /// Who is paid now, when a payment list is held. Its amount stands as the one row of its one
    /// component, so that it is run and explained like any other.
    pub paid: Option<RuleTable>,
    /// Its own parameters over those handed in.
    pub parameters: Parameters,
}

impl PolicyFile {
    /// Whether it holds on a day: not before its first one, not after its last.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && !self.has_ended(day)
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn has_ended(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// Runs every test case, explained and in columns, in order. Publishing needs each to come out
    /// as it must.
    ///
    /// # Errors
    /// As [`PolicyFile::compile`].
    pub fn outcomes(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Vec<CaseOutcome>, Problem> {
        let Some(policy) = self.compile(vocabulary, parameters)? else {
            return Ok(Vec::new());
        };
        let run = |case: &Case| case.outcome(&policy, self.area);
        Ok(self.cases.iter().map(run).collect())
    }

    /// The test cases that do not come out as they must.
    ///
    /// # Errors
    /// As [`PolicyFile::compile`].
    pub fn failures(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Vec<CaseFailure>, Problem> {
        let outcomes = self.outcomes(vocabulary, parameters)?;
        Ok(outcomes
            .into_iter()
            .filter_map(|outcome| {
                Some(CaseFailure {
                    reason: outcome.failure?,
                    case: outcome.case,
                })
            })
            .collect())
    }
}

impl Policy {
    /// Nobody is entitled to anything: what a policy says before there was one, or after its end.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self {
            table: RuleTable {
                subject: Subject::Person,
                who: Condition::Always(false),
                components: Vec::new(),
            },
            paid: None,
            parameters: Parameters::default(),
        }
    }

    /// What it reads: of who is entitled, of what is paid, and of who is paid now.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let mut reads = Reads::of_table(&self.table);
        if let Some(paid) = &self.paid {
            reads.add(Reads::of_table(paid));
        }
        reads
    }

    /// Where somebody stands under the policy: whether they are entitled at all, what each
    /// component says (its answer, and its amount in fen when it is due), and whether and what they
    /// are paid now. Entitled is who is entitled to something.
    #[must_use]
    pub fn standing(
        &self,
        who: Truth,
        components: impl Iterator<Item = (Truth, Option<i64>)>,
        paid: Option<Truth>,
        paying: Option<i64>,
    ) -> Standing {
        let mut any_due = Truth::False;
        let mut monthly = Some(0);
        for (component, (truth, fen)) in self.table.components.iter().zip(components) {
            any_due = any_due.or(truth);
            monthly = match truth {
                Truth::False => monthly,
                Truth::True if component.period == MONTHLY => {
                    monthly.zip(fen).map(|(sum, fen)| sum + fen)
                }
                _ => None,
            };
        }
        Standing {
            entitled: if self.table.components.is_empty() {
                who
            } else {
                who.and(any_due)
            },
            paid,
            due: monthly,
            paying,
        }
    }

    /// The same from what [`RuleTable::explain`] said.
    #[must_use]
    pub fn standing_of(&self, due: &TableTrace, paid: Option<&TableTrace>) -> Standing {
        self.standing(
            due.who.truth,
            due.components.iter().map(|part| (part.truth, part.fen)),
            paid.map(|paid| paid.who.truth),
            paid.and_then(|paid| paid.components.first()?.fen),
        )
    }
}
