//! The definition card (口径卡) of a figure: its rule, its sources with their days, and how many
//! cannot be told.

use std::collections::{BTreeMap, BTreeSet};

use catalog::problem::Problem;
use catalog::source::{SourceNo, Sources};
use catalog::survivorship::EpochDay;
use rules::{Condition, Context, Parameters, Reads, Rule};
use storage::{DeliveryFilter, DeliveryState, Paging};

use crate::app::App;
use crate::clock;
use crate::wire::figure::{CardSource, DefinitionCard};
use crate::wire::tag::ThreeCount;

/// The newest day that each source speaks of.
#[derive(Debug, Default)]
pub struct SourceDays(BTreeMap<SourceNo, EpochDay>);

impl SourceDays {
    /// Reads the loaded deliveries.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let loaded = DeliveryFilter {
            state: Some(DeliveryState::Loaded),
            ..DeliveryFilter::default()
        };
        let (_, deliveries) = app.store.deliveries(&loaded, Paging::all()).await?;
        let mut days = BTreeMap::new();
        for delivery in deliveries {
            let day = days.entry(delivery.source).or_insert(delivery.as_of);
            *day = delivery.as_of.max(*day);
        }
        Ok(Self(days))
    }

    /// Sources as a card names them, those with the newest day first.
    fn cards(&self, sources: &BTreeSet<SourceNo>) -> Vec<CardSource> {
        let mut found: Vec<_> = sources
            .iter()
            .filter_map(|no| Some((self.0.get(no).copied(), Sources::shipped().get(*no)?)))
            .collect();
        found.sort_by_key(|(day, source)| (std::cmp::Reverse(*day), source.no));
        found
            .into_iter()
            .map(|(day, source)| CardSource {
                label: source.label.clone(),
                as_of: day.map(clock::day_text),
            })
            .collect()
    }

    /// Sources of what a rule reads: those it names, and those that deliver what it reads.
    fn of_rule(&self, rule: &Rule) -> Vec<CardSource> {
        let reads = Reads::of(&rule.condition);
        let mut sources = reads.sources.clone();
        for row in Sources::shipped().rank_table() {
            if reads.elements.contains(&row.element) {
                let delivered = row.sources.iter().filter(|no| self.0.contains_key(no));
                sources.extend(delivered.copied());
            }
        }
        self.cards(&sources)
    }

    /// The sources whose files stand behind how many people there are.
    pub fn of_people(&self) -> Vec<CardSource> {
        let of_people = |no: &SourceNo| {
            Sources::shipped()
                .get(*no)
                .is_some_and(|source| source.entity == catalog::element::EntityKind::Person)
        };
        self.cards(&self.0.keys().copied().filter(of_people).collect())
    }
}

/// The card of a figure that a rule gives.
pub fn of_rule(
    title: &str,
    definition: &str,
    rule: &Rule,
    count: Option<ThreeCount>,
    days: &SourceDays,
    note: Option<String>,
) -> DefinitionCard {
    DefinitionCard {
        title: title.to_owned(),
        definition: definition.to_owned(),
        rule: rule.text(),
        sentence: with_values(rule).sentence(),
        sources: days.of_rule(rule),
        computed_on: clock::today().to_string(),
        known_share: count.map(known_share),
        unknown: count.map(|count| count.unknown),
        segment: None,
        note,
    }
}

/// The condition with today's thresholds in it: readers want the number, not its name.
fn with_values(rule: &Rule) -> Condition {
    let context = Context {
        today: clock::today(),
        area: None,
        parameters: Parameters::shipped(),
    };
    context.fill(&rule.condition)
}

/// The share of people about whom it can be told.
pub fn known_share(count: ThreeCount) -> f64 {
    let told = count.yes + count.no;
    let all = told + count.unknown;
    if all == 0 {
        return 1.0;
    }
    let fraction = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    fraction(told) / fraction(all)
}
