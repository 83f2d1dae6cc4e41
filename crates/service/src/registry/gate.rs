//! The gate (闸门): as long as people do not find the machine's merges wrong too often it may merge;
//! when the reviewed sample says that they fall under the set precision it may not, until the data
//! centre has looked into it and opens the gate again.
//!
//! What decides is the upper end of the 95 % interval of the share found right (Wilson 1927): the gate
//! closes when even that is under the set precision, so that one wrong answer of thirty, which chance
//! alone brings a machine that is right often enough, does not stop it. It is looked at after every
//! answer, and what has fallen stays fallen whatever is answered later: a gate that opened by
//! itself would let the machine go on before anybody has looked into it.

use catalog::problem::Problem;
use catalog::share::{Share, wilson};
use storage::WriteTx;

use crate::app::App;
use crate::clock;

/// Names of the settings.
const PRECISION: &str = "merge-precision";
const SHARE: &str = "merge-sample-share";
const OPENED_AT: &str = "merge-gate-opened-at";
const NIGHTLY: &str = "nightly-search";

/// The least share of right merges, unless the data centre sets another.
pub const DEFAULT_PRECISION: f64 = 0.99;

/// The share of the machine's merges that is put up for review, unless set otherwise.
pub const DEFAULT_SHARE: f64 = 0.05;

/// So many answers are needed before the sample says anything.
pub const ANSWERS_NEEDED: u64 = 30;

/// How samples of the machine's merges were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered: the same.
    pub right: u64,
    /// Answered: different.
    pub wrong: u64,
}

impl Tally {
    fn note(&mut self, right: bool) {
        *if right {
            &mut self.right
        } else {
            &mut self.wrong
        } += 1;
    }

    /// The share found right with its interval; `None` before there are enough answers.
    pub fn share(&self) -> Option<Share> {
        let answers = self.right + self.wrong;
        if answers < ANSWERS_NEEDED {
            return None;
        }
        wilson(self.right, answers)
    }

    /// Whether so many wrong answers are more than chance explains at the set precision.
    fn is_under(&self, precision: f64) -> bool {
        self.wrong > 0 && self.share().is_some_and(|share| share.high < precision)
    }
}

/// The gate as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// The least share of right merges, 0 to 1.
    pub precision: f64,
    /// The share of merges that is put up for review, 0 to 1.
    pub share: f64,
    /// When it was last opened by hand, in milliseconds; 0 when never. Earlier answers no longer
    /// count.
    pub opened_at: clock::Millis,
    /// Whether the system looks for duplicates by itself each night.
    pub nightly: bool,
    /// How the sample was answered since.
    pub tally: Tally,
    /// How it had been answered when it first fell under the precision, which closed the gate.
    pub closed_by: Option<Tally>,
}

impl Gate {
    /// Whether the machine may merge.
    pub fn is_open(&self) -> bool {
        self.closed_by.is_none()
    }

    /// The answers that decide: those that closed it, else all.
    pub fn deciding(&self) -> Tally {
        self.closed_by.unwrap_or(self.tally)
    }

    /// Fails unless the gate is closed.
    pub fn require_closed(&self) -> Result<(), Problem> {
        if !self.is_open() {
            return Ok(());
        }
        Err(Problem::conflict(
            "merges-running",
            "自动合并没有暂停，不能成批撤回；个别合并有误的，请打开此人的页面撤销那一次合并。",
        ))
    }

    /// Fails while the gate is closed.
    pub fn require_open(&self) -> Result<(), Problem> {
        if self.is_open() {
            return Ok(());
        }
        Err(Problem::conflict(
            "merges-held",
            "抽样核对发现系统自动合并的准确率低于设定值，自动合并已暂停，请联系区大数据中心核查原因并重新放行。",
        ))
    }
}

/// Reads the gate.
///
/// # Errors
/// When the database cannot be reached.
pub async fn read(app: &App) -> Result<Gate, Problem> {
    let opened_at = setting(app, OPENED_AT).await?.unwrap_or(0);
    let precision = setting(app, PRECISION).await?.unwrap_or(DEFAULT_PRECISION);
    let (tally, closed_by) = judged(&app.store.merge_answers(opened_at).await?, precision);
    Ok(Gate {
        precision,
        share: setting(app, SHARE).await?.unwrap_or(DEFAULT_SHARE),
        opened_at,
        nightly: setting(app, NIGHTLY).await?.unwrap_or(true),
        tally,
        closed_by,
    })
}

/// All answers, and those up to the first that closes the gate.
fn judged(answers: &[bool], precision: f64) -> (Tally, Option<Tally>) {
    let (mut tally, mut closed_by) = (Tally::default(), None);
    for right in answers {
        tally.note(*right);
        if closed_by.is_none() && tally.is_under(precision) {
            closed_by = Some(tally);
        }
    }
    (tally, closed_by)
}

async fn setting<T: std::str::FromStr>(app: &App, name: &str) -> Result<Option<T>, Problem> {
    let text = app.store.setting(name).await?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Sets the gate; what is absent stays. Opening forgets the answers so far.
///
/// # Errors
/// `gate-setting` when a share is not between 0 and 1; when the database refuses.
pub async fn set(
    tx: &mut WriteTx,
    precision: Option<f64>,
    share: Option<f64>,
    nightly: Option<bool>,
    open: bool,
) -> Result<(), Problem> {
    for (name, value) in [(PRECISION, precision), (SHARE, share)] {
        let Some(value) = value else { continue };
        if !(0.0..=1.0).contains(&value) {
            return Err(Problem::bad_input(
                "gate-setting",
                "准确率和抽样比例应在 0 到 1 之间，例如 0.99。",
            ));
        }
        tx.set_setting(name, &value.to_string()).await?;
    }
    if let Some(nightly) = nightly {
        tx.set_setting(NIGHTLY, &nightly.to_string()).await?;
    }
    if open {
        let at = tx.at();
        tx.set_setting(OPENED_AT, &at.to_string()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(answers: &[bool]) -> Gate {
        let (tally, closed_by) = judged(answers, DEFAULT_PRECISION);
        Gate {
            precision: DEFAULT_PRECISION,
            share: DEFAULT_SHARE,
            opened_at: 0,
            nightly: true,
            tally,
            closed_by,
        }
    }

    /// So many right answers, and then so many wrong ones.
    fn answered(right: usize, wrong: usize) -> Gate {
        gate(&[vec![true; right], vec![false; wrong]].concat())
    }

    #[test]
    fn closes_only_on_enough_answers_that_chance_does_not_explain() {
        assert!(answered(0, 0).is_open());
        assert!(answered(0, 29).is_open(), "too few answers say nothing");
        assert!(answered(30, 0).is_open());
        assert!(answered(29, 1).is_open(), "one of thirty may be chance");
        assert!(!answered(28, 2).is_open(), "two of thirty are not");
        assert!(answered(98, 2).is_open());
        assert!(!answered(97, 3).is_open());
        let problem = answered(28, 2).require_open().expect_err("closed");
        assert_eq!(problem.code, "merges-held");
        assert!(problem.detail.contains("大数据中心"));
        let problem = answered(29, 1).require_closed().expect_err("open");
        assert_eq!(problem.code, "merges-running");
    }

    #[test]
    fn what_has_fallen_stays_fallen_whatever_is_answered_later() {
        let fell = answered(28, 2);
        let later = gate(&[vec![true; 28], vec![false; 2], vec![true; 400]].concat());
        assert_eq!(later.closed_by, fell.closed_by);
        assert_eq!(later.deciding(), fell.tally);
        assert_eq!(later.tally.right, 428);
        let other_way = gate(&[vec![true; 428], vec![false; 2]].concat());
        assert!(other_way.is_open(), "it had always been right often enough");
    }

    #[test]
    fn a_gate_set_to_all_right_closes_on_the_first_wrong_one_only() {
        let closed = |answers: &[bool]| judged(answers, 1.0).1.is_some();
        assert!(!closed(&[true; 200]), "an interval's end is never quite 1");
        assert!(closed(&[vec![true; 199], vec![false]].concat()));
    }
}
