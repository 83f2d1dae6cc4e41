//! A rule asked of everybody a filter selects: of how many it holds, of how many not, and of how
//! many it cannot be told.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;
use rayon::prelude::*;
use rules::{Context, Plan, Rule, Subject, Three};

use crate::bits::RowBits;
use crate::facts::ids_of;
use crate::filter::{PersonFilter, Scope};
use crate::rule_columns::table;
use crate::selection::{Part, Rows, Selection};
use crate::snapshot::Snapshot;

/// The three answers of a rule, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// 满足
    pub yes: u64,
    /// 不满足
    pub no: u64,
    /// 无法判断
    pub unknown: u64,
}

impl Answers {
    fn add(&mut self, other: Self) {
        self.yes += other.yes;
        self.no += other.no;
        self.unknown += other.unknown;
    }

    fn of(answer: &Three) -> Self {
        let (yes, unknown) = (answer.count(), answer.count_unknown());
        Self {
            yes,
            no: answer.rows() as u64 - yes - unknown,
            unknown,
        }
    }
}

/// Answers by community or street; `None` where that is not known, last.
pub type AnswersByArea = Vec<(Option<AreaCode>, Answers)>;

/// What a rule says of selected people.
pub(crate) struct Asked<'a> {
    all: Selection<'a>,
    pub(crate) yes: Selection<'a>,
    pub(crate) unknown: Selection<'a>,
}

impl Snapshot {
    /// Checks a rule's text against the tags and parameters there are.
    ///
    /// # Errors
    /// `rule-…` with line and column of the mistake.
    pub fn rule(&self, text: &str, subject: Subject) -> Result<Rule, Problem> {
        Ok(Rule::parse(text, subject, self.district.tags.vocabulary())?)
    }

    /// The day, the parameters and an area for asking rules.
    #[must_use]
    pub fn context(&self, area: Option<AreaCode>) -> Context<'_> {
        Context {
            today: self.district.today,
            area,
            parameters: self.district.tags.parameters(),
        }
    }

    /// A rule about people made ready.
    pub(crate) fn rule_plan(&self, text: &str, area: Option<AreaCode>) -> Result<Plan, Problem> {
        let rule = self.rule(text, Subject::Person)?;
        Ok(Plan::new(&rule, &self.context(area)))
    }

    /// Asks a rule. Of dwellings, places and households only the area of the filter counts.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn count_three(&self, rule: &Rule, filter: &PersonFilter) -> Result<Answers, Problem> {
        if rule.subject != Subject::Person {
            let mut all = Answers::default();
            for (_, answers) in self.ask_things(rule, filter.area)? {
                all.add(answers);
            }
            return Ok(all);
        }
        let asked = self.ask(rule, filter)?;
        let (yes, unknown) = (asked.yes.count(), asked.unknown.count());
        Ok(Answers {
            yes,
            no: asked.all.count() - yes - unknown,
            unknown,
        })
    }

    /// As [`Snapshot::count_three`], by community: for people in the sense of the filter's basis.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn count_three_by_community(
        &self,
        rule: &Rule,
        filter: &PersonFilter,
    ) -> Result<AnswersByArea, Problem> {
        if rule.subject != Subject::Person {
            return self.ask_things(rule, filter.area);
        }
        let asked = self.ask(rule, filter)?;
        let mut counts: BTreeMap<(bool, Option<AreaCode>), Answers> = BTreeMap::new();
        let place = |code: Option<AreaCode>| (code.is_none(), code);
        asked
            .all
            .by_community(|code, count| counts.entry(place(code)).or_default().no += count);
        asked.yes.by_community(|code, count| {
            let answers = counts.entry(place(code)).or_default();
            answers.yes += count;
            answers.no -= count;
        });
        asked.unknown.by_community(|code, count| {
            let answers = counts.entry(place(code)).or_default();
            answers.unknown += count;
            answers.no -= count;
        });
        Ok(counts
            .into_iter()
            .map(|((_, code), answers)| (code, answers))
            .collect())
    }

    /// As [`Snapshot::count_three_by_community`], by street.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn count_three_by_street(
        &self,
        rule: &Rule,
        filter: &PersonFilter,
    ) -> Result<AnswersByArea, Problem> {
        let mut counts: BTreeMap<(bool, Option<AreaCode>), Answers> = BTreeMap::new();
        for (community, answers) in self.count_three_by_community(rule, filter)? {
            let street = community
                .and_then(|code| self.district.areas.at_level_above(&code, Level::Street))
                .map(|street| street.code);
            counts
                .entry((street.is_none(), street))
                .or_default()
                .add(answers);
        }
        Ok(counts
            .into_iter()
            .map(|((_, street), answers)| (street, answers))
            .collect())
    }

    /// Ids of whom or what a rule holds of; people in the order of [`Snapshot::ids`]. Of dwellings,
    /// places and households only the area of the filter counts.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn matching(&self, rule: &Rule, filter: &PersonFilter) -> Result<Vec<i64>, Problem> {
        if rule.subject == Subject::Person {
            return Ok(Self::ids_of(&self.ask(rule, filter)?.yes));
        }
        self.things(rule, filter.area, Three::into_yes)
    }

    /// Ids of whom or what a rule cannot be told, as [`Snapshot::matching`].
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn untold(&self, rule: &Rule, filter: &PersonFilter) -> Result<Vec<i64>, Problem> {
        if rule.subject == Subject::Person {
            return Ok(Self::ids_of(&self.ask(rule, filter)?.unknown));
        }
        self.things(rule, filter.area, |answer| {
            answer.unknown().unwrap_or_default()
        })
    }

    /// Ids of the dwellings, places or households of an area that `of` takes from the answers.
    fn things(
        &self,
        rule: &Rule,
        area: Option<AreaCode>,
        of: impl Fn(Three) -> Vec<u64>,
    ) -> Result<Vec<i64>, Problem> {
        let scope = Scope::of(area.as_ref(), self)?;
        let plan = Plan::new(rule, &self.context(area));
        let mut ids = Vec::new();
        for partition in &self.partitions {
            if !scope.contains(partition.community()) {
                continue;
            }
            let all = ids_of(partition, rule.subject).values();
            let answer = plan.run(&*table(&self.partitions, partition, rule.subject));
            let rows = RowBits::from_words(of(answer), all.len());
            ids.extend(rows.iter().map(|row| all[row]));
        }
        Ok(ids)
    }

    /// Asks a rule of every person that a filter selects, communities in parallel.
    pub(crate) fn ask(&self, rule: &Rule, filter: &PersonFilter) -> Result<Asked<'_>, Problem> {
        let plan = Plan::new(rule, &self.context(filter.area));
        let all = self.select(filter)?;
        let answers: Vec<[Option<Part<'_>>; 2]> = all
            .parts
            .par_iter()
            .map(|part| {
                let rows = part.bits();
                let columns = table(&self.partitions, part.partition, Subject::Person);
                let answer = plan.run_where(&*columns, rows.words());
                let narrowed = |words: Vec<u64>| {
                    let mut bits = RowBits::from_words(words, rows.rows());
                    bits.and(&rows);
                    let count = bits.count();
                    (count > 0).then_some(Part {
                        partition: part.partition,
                        rows: Rows::Some(bits),
                        count,
                    })
                };
                let unknown = answer.unknown().and_then(narrowed);
                [narrowed(answer.into_yes()), unknown]
            })
            .collect();
        let (mut yes, mut unknown) = (all.empty(), all.empty());
        for [some, open] in answers {
            yes.parts.extend(some);
            unknown.parts.extend(open);
        }
        Ok(Asked { all, yes, unknown })
    }

    /// Asks a rule of the dwellings, places or households of an area, by community.
    fn ask_things(&self, rule: &Rule, area: Option<AreaCode>) -> Result<AnswersByArea, Problem> {
        let scope = Scope::of(area.as_ref(), self)?;
        let plan = Plan::new(rule, &self.context(area));
        Ok(self
            .partitions
            .par_iter()
            .filter(|partition| scope.contains(partition.community()))
            .map(|partition| {
                let answer = plan.run(&*table(&self.partitions, partition, rule.subject));
                (partition.community(), Answers::of(&answer))
            })
            .collect())
    }
}
