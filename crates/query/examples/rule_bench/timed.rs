//! Times, and the rows of the table that Linli and its peers fill.

use std::time::Instant;

use serde_json::Value;

/// Runs whose median is told.
pub const RUNS: usize = 15;

/// Milliseconds of the middle one of some runs behind a first one that is not counted, and the
/// result.
pub fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> (T, f64) {
    let mut result = run();
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let next = run();
            let ms = start.elapsed().as_secs_f64() * 1000.0;
            // Dropped here, because letting go of a district takes time too.
            result = next;
            ms
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (result, times[runs / 2])
}

/// One thing asked of Linli and, where they can, of its peers.
pub struct Question {
    /// By which the peers know it.
    pub key: &'static str,
    /// What the table calls it.
    pub name: String,
    /// Milliseconds that it may take.
    pub budget: Option<f64>,
    /// Milliseconds that it took.
    pub ms: f64,
    /// The answer, which must be the peers' too; null when only Linli is asked.
    pub answer: Value,
}

impl Question {
    /// As the peers read it.
    pub fn json(&self) -> Value {
        serde_json::json!({
            "key": self.key, "name": self.name, "budget": self.budget, "ms": self.ms,
            "answer": self.answer,
        })
    }

    /// Prints it as a line.
    pub fn print(&self) {
        let budget = self.budget.map_or(String::new(), |ms| format!("{ms}"));
        println!("{:<66} {:>10.3} {budget:>9}", self.name, self.ms);
    }
}
