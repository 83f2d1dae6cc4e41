//! The gate (闸门): as long as people find the machine's merges right often enough it may merge;
//! when a reviewed sample falls under the set precision it may not, until the data centre has
//! looked into it and opens the gate again.

use catalog::problem::Problem;
use storage::{SampleTally, WriteTx};

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
    pub tally: SampleTally,
}

impl Gate {
    /// The reviewed precision; `None` before there are enough answers.
    pub fn reviewed(&self) -> Option<f64> {
        let answers = self.tally.right + self.tally.wrong;
        (answers >= ANSWERS_NEEDED).then(|| self.tally.right as f64 / answers as f64)
    }

    /// Whether the machine may merge.
    pub fn is_open(&self) -> bool {
        self.reviewed()
            .is_none_or(|reviewed| reviewed >= self.precision)
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
    Ok(Gate {
        precision: setting(app, PRECISION).await?.unwrap_or(DEFAULT_PRECISION),
        share: setting(app, SHARE).await?.unwrap_or(DEFAULT_SHARE),
        opened_at,
        nightly: setting(app, NIGHTLY).await?.unwrap_or(true),
        tally: app.store.sample_tally(opened_at).await?,
    })
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

    fn gate(right: u64, wrong: u64) -> Gate {
        Gate {
            precision: DEFAULT_PRECISION,
            share: DEFAULT_SHARE,
            opened_at: 0,
            nightly: true,
            tally: SampleTally { right, wrong },
        }
    }

    #[test]
    fn closes_only_on_enough_answers_below_the_set_precision() {
        assert!(gate(0, 0).is_open());
        assert!(gate(0, 29).is_open(), "too few answers say nothing");
        assert!(gate(30, 0).is_open());
        assert!(gate(99, 1).is_open(), "exactly the set precision");
        assert!(!gate(98, 2).is_open());
        assert!(!gate(29, 1).is_open());
        let problem = gate(29, 1).require_open().expect_err("closed");
        assert_eq!(problem.code, "merges-held");
        assert!(problem.detail.contains("大数据中心"));
    }
}
