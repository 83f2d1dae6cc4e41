//! Who is paid twice (重复发放): the newest payment lists of each allowance laid beside each other.

mod kept;

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::source::{Source, SourceNo, Sources};
use rules::policy::Policy;
use rules::{Reads, expand_tags};
use storage::{Delivery, DeliveryFilter, DeliveryState, Paging, RecordView};

pub use self::kept::KeptPayments;
use crate::app::App;
use crate::clock;
use crate::lead::yuan;
use crate::tag::catalogue::Tags;

/// Elements that say what is paid; each stands for one allowance.
const AMOUNTS: [ElementNo; 3] = [no::BENEFIT_AMOUNT, ElementNo(126), ElementNo(128)];

/// 高龄津贴停发时间: from that month on nothing is paid.
const STOPPED: ElementNo = ElementNo(136);

/// How many records are read at once.
const CHUNK: u64 = 20_000;

/// A row of a payment list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paid {
    /// The person, as merged now.
    pub person: i64,
    /// The element that says the amount.
    pub allowance: ElementNo,
    /// The month it is paid for, `2026-10`.
    pub month: String,
    /// The list.
    pub source: SourceNo,
    /// The delivery the row stands in.
    pub delivery: i64,
    /// Its row.
    pub row: i32,
    /// The amount in fen; nothing when the list does not say.
    pub fen: Option<i64>,
}

/// Somebody who is paid the same allowance more than once for one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    /// The rows, two or more.
    pub rows: Vec<Paid>,
}

impl Twice {
    /// Whether it takes more than one source to see it.
    pub fn between_sources(&self) -> bool {
        let sources: BTreeSet<SourceNo> = self.rows.iter().map(|row| row.source).collect();
        sources.len() > 1
    }

    /// All that is paid, in fen.
    pub fn sum(&self) -> i64 {
        self.rows.iter().filter_map(|row| row.fen).sum()
    }

    /// What is paid beyond the largest row, in fen: what at most one payment would have come to.
    pub fn over(&self) -> i64 {
        self.sum()
            - self
                .rows
                .iter()
                .filter_map(|row| row.fen)
                .max()
                .unwrap_or(0)
    }
}

/// Everybody who stands more than once in the lists of one allowance for one month.
fn twice(paid: Vec<Paid>) -> Vec<Twice> {
    let mut groups: BTreeMap<(i64, ElementNo, String), Vec<Paid>> = BTreeMap::new();
    for row in paid {
        let key = (row.person, row.allowance, row.month.clone());
        groups.entry(key).or_default().push(row);
    }
    groups
        .into_values()
        .filter(|rows| rows.len() > 1)
        .map(|mut rows| {
            rows.sort();
            Twice { rows }
        })
        .collect()
}

/// Everybody who is paid twice what a policy pays; `None` when no payment list of it may be seen.
/// Lists of other sources that pay the same allowance are laid beside its own.
///
/// # Errors
/// When storage cannot be reached.
pub async fn twice_of(
    app: &App,
    policy: &Policy,
    sees: impl Fn(&Source) -> bool,
) -> Result<Option<Vec<Twice>>, Problem> {
    let own = sources_of(policy, &app.tags());
    let allowances: BTreeSet<ElementNo> = payment_sources()
        .filter(|one| own.contains(&one.0.no) && sees(one.0))
        .flat_map(|(_, amounts)| amounts)
        .collect();
    if allowances.is_empty() {
        return Ok(None);
    }
    let same: BTreeSet<SourceNo> = payment_sources()
        .filter(|(_, amounts)| amounts.iter().any(|amount| allowances.contains(amount)))
        .map(|(source, _)| source.no)
        .collect();
    let (_, twice) = read(app, |source| same.contains(&source.no) && sees(source)).await?;
    let of_policy = twice.into_iter().filter(|twice| {
        twice
            .rows
            .iter()
            .any(|row| allowances.contains(&row.allowance))
    });
    Ok(Some(of_policy.collect()))
}

/// The sources whose records say who is paid by a policy, straight or by way of a tag.
fn sources_of(policy: &Policy, tags: &Tags) -> BTreeSet<SourceNo> {
    let Some(paid) = &policy.paid else {
        return BTreeSet::new();
    };
    // Tags that read each other in a circle are carried by nobody, so none tells who is paid.
    let who = expand_tags(&paid.who, &tags.conditions()).unwrap_or_else(|_| paid.who.clone());
    Reads::of(&who).sources
}

/// A payment list that was read.
#[derive(Debug, Clone)]
pub struct List {
    /// Where it is from.
    pub source: &'static Source,
    /// The deliveries that make it up, the newest whole list first.
    pub deliveries: Vec<Delivery>,
    /// Rows that pay somebody.
    pub rows: u64,
}

/// What the newest payment lists of all sources say.
#[derive(Debug, Default)]
pub struct Payments {
    lists: Vec<List>,
    twice: Vec<Twice>,
}

/// The newest payment lists of the sources that may be seen, and who stands in them twice.
///
/// # Errors
/// When storage cannot be reached.
pub async fn read(
    app: &App,
    sees: impl Fn(&Source) -> bool,
) -> Result<(Vec<List>, Vec<Twice>), Problem> {
    // The log is asked first: what changes while the lists are read has them read again.
    let change = app.store.latest_holding_change().await?;
    let payments = app.payments.of(change, unsealed(app)).await?;
    Ok(payments.seen_by(sees))
}

impl Payments {
    /// What is left for somebody who sees the lists of some sources only: who is paid by one of
    /// them and by one they do not see is not paid twice to them.
    fn seen_by(&self, sees: impl Fn(&Source) -> bool) -> (Vec<List>, Vec<Twice>) {
        let lists: Vec<List> = self
            .lists
            .iter()
            .filter(|list| sees(list.source))
            .cloned()
            .collect();
        let seen: BTreeSet<SourceNo> = lists.iter().map(|list| list.source.no).collect();
        let of_seen = |twice: &Twice| {
            let rows = twice.rows.iter().filter(|row| seen.contains(&row.source));
            let rows: Vec<Paid> = rows.cloned().collect();
            (rows.len() > 1).then_some(Twice { rows })
        };
        (lists, self.twice.iter().filter_map(of_seen).collect())
    }
}

/// Reads the newest payment lists of all sources.
async fn unsealed(app: &App) -> Result<Payments, Problem> {
    let merged = app.store.redirects().await?;
    let (mut lists, mut paid) = (Vec::new(), Vec::new());
    for (source, amounts) in payment_sources() {
        let deliveries = newest(app, source.no).await?;
        let mut rows = 0;
        for delivery in &deliveries {
            let mut after = 0;
            loop {
                let records = app
                    .store
                    .records_of_delivery(delivery.id, after, CHUNK)
                    .await?;
                let Some(last) = records.last() else { break };
                after = last.id;
                for record in &records {
                    let person = *merged.get(&record.entity).unwrap_or(&record.entity);
                    if let Some(row) = row(record, person, &amounts) {
                        rows += 1;
                        paid.push(row);
                    }
                }
            }
        }
        if !deliveries.is_empty() {
            lists.push(List {
                source,
                deliveries,
                rows,
            });
        }
    }
    Ok(Payments {
        lists,
        twice: twice(paid),
    })
}

/// Sources whose columns say what is paid, with the elements that do.
fn payment_sources() -> impl Iterator<Item = (&'static Source, Vec<ElementNo>)> {
    Sources::shipped().all().iter().filter_map(|source| {
        let told: BTreeSet<ElementNo> = source
            .columns
            .values()
            .filter_map(|id| Some(Dictionary::shipped().by_id(id)?.no))
            .collect();
        let amounts: Vec<ElementNo> = AMOUNTS
            .into_iter()
            .filter(|amount| told.contains(amount))
            .collect();
        (!amounts.is_empty()).then_some((source, amounts))
    })
}

/// The newest whole list of a source, with the parts that came for its month. A whole list takes
/// the place of those before it, so that a list sent again makes nobody paid twice.
async fn newest(app: &App, source: SourceNo) -> Result<Vec<Delivery>, Problem> {
    let filter = DeliveryFilter {
        sources: Some(vec![source]),
        state: Some(DeliveryState::Loaded),
        ..DeliveryFilter::default()
    };
    let (_, all) = app.store.deliveries(&filter, Paging::all()).await?;
    let Some(whole) = all
        .iter()
        .filter(|delivery| !delivery.part)
        .max_by_key(|delivery| (delivery.as_of, delivery.id))
        .cloned()
    else {
        return Ok(all);
    };
    let month = month_of(whole.as_of);
    let parts = all
        .into_iter()
        .filter(|delivery| delivery.part && month_of(delivery.as_of) == month);
    Ok([whole].into_iter().chain(parts).collect())
}

fn month_of(day: i32) -> String {
    clock::day_text(day).chars().take(7).collect()
}

fn row(record: &RecordView, person: i64, amounts: &[ElementNo]) -> Option<Paid> {
    let month = month_of(record.as_of);
    let stopped = record.values.get(STOPPED);
    if stopped.is_some_and(|stopped| stopped <= month.as_str()) {
        return None;
    }
    let held = |amount: &&ElementNo| record.values.get(**amount).is_some();
    let allowance = *amounts.iter().find(held).or_else(|| amounts.first())?;
    Some(Paid {
        person,
        allowance,
        month,
        source: record.source,
        delivery: record.delivery_id,
        row: record.row,
        fen: record.values.get(allowance).and_then(fen_of),
    })
}

/// An amount in yuan as fen.
fn fen_of(text: &str) -> Option<i64> {
    let yuan: f64 = text.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "amounts stay far below 2^53 fen"
    )]
    let fen = (yuan * 100.0).round() as i64;
    Some(fen)
}

/// What a list of payments comes to, in yuan.
pub fn total(of: impl Iterator<Item = i64>) -> f64 {
    yuan(of.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(person: i64, source: u16, row: i32, month: &str, fen: i64) -> Paid {
        Paid {
            person,
            allowance: ElementNo(126),
            month: month.to_owned(),
            source: SourceNo(source),
            delivery: 1,
            row,
            fen: Some(fen),
        }
    }

    #[test]
    fn two_rows_of_one_month_are_paid_twice_and_two_months_are_not() {
        let found = twice(vec![
            paid(1, 31, 9, "2026-10", 5_000),
            paid(1, 31, 2, "2026-10", 10_000),
            paid(1, 31, 2, "2026-09", 10_000),
            paid(2, 31, 3, "2026-10", 5_000),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].sum(), found[0].over()), (15_000, 5_000));
        assert!(!found[0].between_sources());
        assert_eq!(found[0].rows[0].row, 2, "in order of the list");
    }

    #[test]
    fn another_allowance_is_no_second_payment_another_list_of_it_is() {
        let mut other = paid(1, 30, 4, "2026-10", 20_000);
        other.allowance = ElementNo(128);
        let rows = [paid(1, 31, 2, "2026-10", 5_000), other];
        assert_eq!(twice(rows.to_vec()), []);
        let found = twice(vec![rows[0].clone(), paid(1, 10, 7, "2026-10", 5_000)]);
        assert!(found[0].between_sources());
        assert_eq!(found[0].over(), 5_000);
    }

    #[test]
    fn who_sees_one_list_only_sees_nobody_paid_by_another() {
        let sources: Vec<&'static Source> = payment_sources()
            .map(|(source, _)| source)
            .take(2)
            .collect();
        let [one, other] = sources[..] else {
            panic!("several sources pay");
        };
        let list = |source| List {
            source,
            deliveries: Vec::new(),
            rows: 1,
        };
        let rows = [
            paid(1, one.no.0, 2, "2026-10", 5_000),
            paid(1, other.no.0, 7, "2026-10", 4_000),
            paid(2, one.no.0, 3, "2026-10", 5_000),
            paid(2, one.no.0, 4, "2026-10", 5_000),
        ];
        let payments = Payments {
            lists: vec![list(one), list(other)],
            twice: twice(rows.to_vec()),
        };
        let (lists, found) = payments.seen_by(|_| true);
        assert_eq!((lists.len(), found.len()), (2, 2));
        let (lists, found) = payments.seen_by(|source| source.no == one.no);
        assert_eq!((lists.len(), found.len()), (1, 1));
        assert_eq!(found[0].rows[0].person, 2);
    }

    #[test]
    fn amounts_are_counted_in_fen() {
        assert_eq!(fen_of("50.10"), Some(5_010));
        assert_eq!(fen_of("五十"), None);
    }
}
