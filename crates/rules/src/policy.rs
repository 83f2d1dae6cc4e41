//! Policies as files: who is entitled, tiers with dated amounts, the source clause, what must be
//! verified by hand, what data are lacking, and test cases that must pass before publishing.

mod case;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

pub use self::case::{Case, CaseFailure, CaseOutcome, Expectation};
use crate::impact::Reads;
use crate::lead::Standing;
pub use crate::made_up::CasePerson;
use crate::parameter::{Parameter, Parameters};
use crate::rule::Rule;
use crate::subject::Subject;
use crate::table::{Component, MONTHLY, Row, RuleTable, TableTrace};
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
    /// The document and clause.
    pub source: String,
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
    /// Checks the texts. `None` when data are lacking to say who is entitled.
    ///
    /// # Errors
    /// `policy-rule-wrong` with the part and the mistake.
    pub fn compile(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Option<Policy>, Problem> {
        let Some(who) = &self.who else {
            return Ok(None);
        };
        let parameters = parameters.with(&Parameters::new(self.parameters.clone()));
        let mut vocabulary = vocabulary.clone();
        vocabulary.add_parameters(&parameters);
        let wrong = |part: &str, problem: &Problem| {
            Problem::bad_input(
                "policy-rule-wrong",
                format!("政策“{}”的{part}有误：{}", self.name, problem.detail),
            )
        };
        let paid = match &self.paid {
            Some(paid) => Some(
                paid.compile(&vocabulary)
                    .map_err(|problem| wrong("“正在发放”条件", &problem))?,
            ),
            None => None,
        };
        let who = Rule::parse(who, Subject::Person, &vocabulary)
            .map_err(|fault| wrong("享受条件", &fault.into()))?;
        let mut components = Vec::with_capacity(self.components.len());
        for component in &self.components {
            let mut rows = Vec::with_capacity(component.rows.len());
            for (at, row) in component.rows.iter().enumerate() {
                let part = format!("“{}”第{}档", component.name, at + 1);
                rows.push(
                    Row::parse(&row.when, &row.amount, Subject::Person, &vocabulary)
                        .map_err(|problem| wrong(&part, &problem))?,
                );
            }
            components.push(Component {
                name: component.name.clone(),
                period: component.period.clone(),
                rows,
            });
        }
        Ok(Some(Policy {
            table: RuleTable {
                subject: Subject::Person,
                who: who.condition,
                components,
            },
            paid,
            parameters,
        }))
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

impl PaidFile {
    fn compile(&self, vocabulary: &Vocabulary) -> Result<RuleTable, Problem> {
        let who = Rule::parse(&self.who, Subject::Person, vocabulary)?;
        let components = match &self.amount {
            Some(amount) => vec![Component {
                name: "正在发放".to_owned(),
                period: MONTHLY.to_owned(),
                rows: vec![Row::parse("是", amount, Subject::Person, vocabulary)?],
            }],
            None => Vec::new(),
        };
        Ok(RuleTable {
            subject: Subject::Person,
            who: who.condition,
            components,
        })
    }
}

impl Policy {
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
