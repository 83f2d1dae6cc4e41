//! Contracts of sources and what their deliveries are checked for, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The contract of a source (数据约定).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContractBody {
    /// The department that answers for the data.
    pub owner: String,
    /// Whom to call there: a post, not a person's name.
    pub contact: String,
    /// Office phone.
    pub phone: String,
    /// Days from one delivery to the next.
    pub every_days: u32,
    /// Days that a delivery may be late.
    pub grace_days: u32,
    /// Every file holds some of the streets or communities only.
    pub divided: bool,
    /// Fewer rows by this many percent stop a delivery.
    pub fewer_percent: u32,
    /// More rows by this many percent stop a delivery.
    pub more_percent: u32,
    pub columns: Vec<ContractColumnBody>,
}

/// One expected column.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContractColumnBody {
    /// Titles by which it is known, the oldest first.
    pub titles: Vec<String>,
    /// Id of the data element it is read as.
    pub element: Option<String>,
    /// Every delivery must have it.
    pub required: bool,
    /// Codes seen in it; empty where values are not compared.
    pub codes: Vec<String>,
}

/// The contract of a source with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractPage {
    pub source: String,
    pub source_label: String,
    pub department: String,
    /// Whether the caller may change it.
    pub may_edit: bool,
    /// The version in force; 0 when there is none.
    pub version: i32,
    pub contract: Option<ContractBody>,
    /// Every version, the newest first.
    pub versions: Vec<ContractVersionView>,
    /// When the next delivery is expected.
    pub due: SourceDue,
}

/// Who changed a contract, when and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractVersionView {
    pub version: i32,
    pub remark: String,
    pub by: String,
    pub at: String,
    /// How many columns it had.
    pub columns: u64,
}

/// Changing a contract.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ContractChange {
    /// The version that the writer has seen; 0 for none.
    pub version: i32,
    /// Why.
    pub remark: String,
    pub contract: ContractBody,
}

/// When a source is to deliver next: a line of the calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceDue {
    pub source: String,
    pub source_label: String,
    /// Whether there is a contract.
    pub agreed: bool,
    pub every_days: Option<u32>,
    /// Day of the last delivery in the registry.
    pub last_as_of: Option<String>,
    /// Day of the next one.
    pub next: Option<String>,
    /// Days past that day and the days of grace; 0 when it is not late.
    pub overdue: u32,
    /// Deliveries that wait for a decision.
    pub quarantined: u64,
    /// Whom to call, as a sentence.
    pub call: Option<String>,
}

/// What the check of a delivery found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    pub checked_at: String,
    /// The version of the contract it was compared with.
    pub contract_version: Option<i32>,
    pub findings: Vec<FindingView>,
    /// accept, reject or withdraw.
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<String>,
    pub remark: Option<String>,
}

/// One departure from the contract.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// Its place, by which it is chosen.
    pub at: u64,
    pub code: String,
    /// What kind of finding it is, in Chinese.
    pub label: String,
    /// stop or warn.
    pub weight: String,
    /// Where, what, what to do and whom to call.
    pub message: String,
    pub sheet: Option<String>,
    pub row: Option<u32>,
    pub column: Option<String>,
    /// What the contract says after it was accepted for good; absent for what can be accepted for
    /// this delivery only.
    pub lasting: Option<String>,
}

/// Accepting a delivery that departs from its contract.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AcceptDrift {
    /// Places of the findings to be written into the contract; the others are accepted for this
    /// delivery only.
    pub lasting: Vec<usize>,
    /// Why.
    pub remark: String,
}

/// Sending a delivery back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeliveryRemark {
    /// What to mend.
    pub remark: String,
}

/// A secret of a pushing program, without its bytes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretView {
    pub id: i64,
    pub label: String,
    /// Its last characters.
    pub hint: String,
    pub issued_by: String,
    pub issued_at: String,
    pub revoked_at: Option<String>,
}

/// Issuing a secret.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSecret {
    /// The system that will hold it.
    pub label: String,
}

/// A secret, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedSecret {
    pub id: i64,
    pub secret: String,
}
