//! The last search for people who stand in the registry twice: who set it off, up to which change
//! it looked and what it found. It is kept in the write of the search itself, beside the settings
//! of the gate, so that every process and every restart knows of it.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};
use storage::WriteTx;

use super::duplicates::Found;
use crate::app::App;
use crate::clock;

/// Name of the setting.
const LAST: &str = "duplicate-search";

/// Who sets a search off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Searcher {
    /// The system by itself, in the night.
    Nightly,
    /// Somebody at the command line.
    CommandLine,
    /// Somebody who is signed in.
    Account(i64),
}

impl Searcher {
    /// The account under which the search stands in the audit.
    pub fn account(self) -> Option<i64> {
        match self {
            Self::Account(id) => Some(id),
            Self::Nightly | Self::CommandLine => None,
        }
    }
}

/// A search that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSearch {
    /// When it began.
    pub at: clock::Millis,
    /// Who set it off.
    pub by: Searcher,
    /// The newest change that it had before it; its own merges come after.
    pub change: i64,
    /// What it came to.
    pub found: Found,
}

impl LastSearch {
    /// The last one; `None` before the first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App) -> Result<Option<Self>, Problem> {
        let text = app.store.setting(LAST).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps it in the place of the one before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep(&self, tx: &mut WriteTx) -> Result<(), Problem> {
        let text = serde_json::to_string(self).unwrap_or_default();
        tx.set_setting(LAST, &text).await
    }
}
