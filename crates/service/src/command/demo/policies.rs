//! Switches on the policies of the sample district whose payments or entitlements its data show.

use catalog::problem::Problem;
use storage::Audit;

use crate::app::App;
use crate::clock;
use crate::policy::Policies;

/// One of each kind: an allowance with a payment list, subsidies without one, a one-off for
/// children. Those of another place make no leads here.
const SHOWN: [&str; 7] = [
    "qd-shibei-gaoling",
    "sd-disabled-two",
    "sd-poor-elder",
    "childcare-subsidy-sd",
    "sh-laonian",
    "sh-disabled-two",
    "childcare-subsidy-sh",
];

/// Switches them on.
///
/// # Errors
/// When storage cannot be reached.
pub async fn switch_on(app: &App) -> Result<(), Problem> {
    let policies = Policies::read(app).await?;
    let audit = Audit::new(clock::now(), None, "policy.use", "policy", "sample");
    let mut tx = app.store.write(audit).await?;
    for policy in policies.all() {
        let id = policy.file.id.as_str();
        if policy.local && SHOWN.contains(&id) {
            tx.use_policy(id, true).await?;
        }
    }
    tx.commit().await
}
