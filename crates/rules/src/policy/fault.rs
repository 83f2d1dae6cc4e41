//! Checks the texts of a policy: every mistake is told with the text it stands in.

use catalog::problem::Problem;

use super::{ComponentFile, PaidFile, Policy, PolicyFile};
use crate::parameter::Parameters;
use crate::rule::Rule;
use crate::subject::Subject;
use crate::syntax::Fault;
use crate::table::{Component, MONTHLY, Row, RuleTable};
use crate::vocabulary::Vocabulary;

/// A mistake of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// Where in the policy as kept, as a JSON pointer: `/components/0/rows/1/when`.
    pub at: String,
    /// The same in words: 享受条件, “高龄津贴”第2档.
    pub part: String,
    /// Line and column within the text, from 1; `None` when the whole of it is meant.
    pub position: Option<(usize, usize)>,
    /// What is wrong and what to do, in Chinese, without the place.
    pub message: String,
}

impl PolicyFault {
    pub(super) fn of_text(at: impl Into<String>, part: impl Into<String>, fault: Fault) -> Self {
        Self {
            at: at.into(),
            part: part.into(),
            position: Some((fault.line, fault.column)),
            message: fault.message,
        }
    }

    /// Of a whole field.
    #[must_use]
    pub fn of_field(
        at: impl Into<String>,
        part: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            at: at.into(),
            part: part.into(),
            position: None,
            message: message.into(),
        }
    }

    /// The part and the mistake in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let place = self.position.map_or_else(String::new, |(line, column)| {
            format!("第{line}行第{column}个字：")
        });
        format!("{}有误：{place}{}", self.part, self.message)
    }
}

/// Reads texts and keeps what is wrong with them, so that all mistakes are told at once.
struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    faults: Vec<PolicyFault>,
}

impl PolicyFile {
    /// Checks the texts. `None` when data are lacking to say who is entitled.
    ///
    /// # Errors
    /// `policy-rule-wrong` with the part and the first mistake.
    pub fn compile(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Option<Policy>, Problem> {
        self.read(vocabulary, parameters)
            .map_err(|faults| self.wrong(&faults))
    }

    /// The same, with every mistake.
    ///
    /// # Errors
    /// All mistakes, in the order of the policy; at least one.
    pub fn read(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Option<Policy>, Vec<PolicyFault>> {
        let Some(who) = &self.who else {
            return Ok(None);
        };
        let parameters = parameters.with(&Parameters::new(self.parameters.clone()));
        let mut vocabulary = vocabulary.clone();
        vocabulary.add_parameters(&parameters);
        let mut reader = Reader {
            vocabulary: &vocabulary,
            faults: Vec::new(),
        };
        let who = reader.keep("/who", "享受条件", |words| {
            Rule::parse(who, Subject::Person, words)
        });
        let components: Vec<Component> = self
            .components
            .iter()
            .enumerate()
            .map(|(at, component)| reader.component(at, component))
            .collect();
        let paid = self.paid.as_ref().map(|paid| reader.paid(paid));
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        Ok(who.map(|who| Policy {
            table: RuleTable {
                subject: Subject::Person,
                who: who.condition,
                components,
            },
            paid: paid.flatten(),
            parameters,
        }))
    }

    /// Mistakes as one refusal: the first of them.
    #[must_use]
    pub fn wrong(&self, faults: &[PolicyFault]) -> Problem {
        let first = faults.first().map(PolicyFault::sentence);
        Problem::bad_input(
            "policy-rule-wrong",
            format!("政策“{}”的{}", self.name, first.unwrap_or_default()),
        )
    }
}

impl Reader<'_> {
    fn keep<T>(
        &mut self,
        at: &str,
        part: &str,
        read: impl FnOnce(&Vocabulary) -> Result<T, Fault>,
    ) -> Option<T> {
        read(self.vocabulary)
            .map_err(|fault| self.faults.push(PolicyFault::of_text(at, part, fault)))
            .ok()
    }

    fn component(&mut self, at: usize, component: &ComponentFile) -> Component {
        let mut rows = Vec::with_capacity(component.rows.len());
        for (nth, row) in component.rows.iter().enumerate() {
            let part = format!("“{}”第{}档", component.name, nth + 1);
            let place = format!("/components/{at}/rows/{nth}");
            let when = self.keep(&format!("{place}/when"), &part, |words| {
                Rule::parse(&row.when, Subject::Person, words)
            });
            let amount = self.keep(&format!("{place}/amount"), &part, |words| {
                Row::amount(&row.amount, Subject::Person, words)
            });
            rows.extend(when.zip(amount).map(|(when, amount)| Row {
                when: when.condition,
                amount,
            }));
        }
        Component {
            name: component.name.clone(),
            period: component.period.clone(),
            rows,
        }
    }

    fn paid(&mut self, paid: &PaidFile) -> Option<RuleTable> {
        let part = "“正在发放”条件";
        let who = self.keep("/paid/who", part, |words| {
            Rule::parse(&paid.who, Subject::Person, words)
        });
        let amount = paid.amount.as_ref().map(|text| {
            self.keep("/paid/amount", part, |words| {
                Row::parse("是", text, Subject::Person, words)
            })
        });
        let components = match amount {
            Some(row) => vec![Component {
                name: "正在发放".to_owned(),
                period: MONTHLY.to_owned(),
                rows: vec![row?],
            }],
            None => Vec::new(),
        };
        Some(RuleTable {
            subject: Subject::Person,
            who: who?.condition,
            components,
        })
    }
}
