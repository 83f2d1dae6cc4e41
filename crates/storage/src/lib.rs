//! The registry in SQLite or PostgreSQL, one code path: areas, accounts, deliveries, records,
//! links, entities, forms, change log and audit; and the encrypted object store for files.
//!
//! Three rules hold everywhere in this crate:
//!
//! * A write needs a [`WriteTx`], and the only way to one is [`Store::write`], which has already
//!   put the audit row into that transaction. A write without its audit row does not compile.
//! * Whatever may be personal (record values, entity values, form cells, files) is sealed with
//!   SM4-GCM before it reaches the database; columns in plain hold ids, area codes, digests,
//!   states and times only.
//! * The crate reads no clock: every time is an argument, in milliseconds UTC ([`Timestamp`]).

mod account;
mod archive;
mod area;
mod audit;
mod border_set;
mod bulk;
mod cell_mark;
mod change_log;
mod comparison;
mod comparison_item;
mod connect;
mod contest;
mod contract;
mod custom_import;
mod custom_item;
mod custom_item_version;
mod custom_kind;
mod custom_kind_version;
mod cutover;
mod delivery;
mod delivery_check;
mod delivery_issue;
mod digest;
mod duty;
mod entity;
mod estate_alias;
mod failure;
mod family;
mod figure_run;
mod form_decision;
mod form_measure;
mod form_registration;
mod form_repeat;
mod former_key;
mod haste;
mod helper_request;
mod late_index;
mod lead;
mod load;
mod lock;
mod mention;
mod merge;
mod meta;
mod migration;
mod minute_budget;
mod moved;
mod notice;
mod objects;
mod own_table;
mod paging;
mod past;
mod place_again;
mod policy;
mod pull;
mod push;
mod push_secret;
mod record;
mod request;
mod request_event;
mod resolve;
mod review;
mod sample_check;
mod sealed;
mod segment;
mod sending;
mod sequence;
mod session;
mod signin_failure;
mod split_off;
mod store;
mod stripe;
mod submission;
mod submission_row;
mod submission_state;
mod table;
mod tag_proposal;
mod tag_version;
mod take_back;
mod template;
mod undo;
mod unwritten;
mod verdict;
mod whole_list;
mod write;
mod write_behind;

pub use account::{Account, NewAccount, Role};
pub use archive::RecordSpan;
pub use area::AreaRow;
pub use audit::{Audit, AuditFilter, AuditRow};
pub use border_set::{BorderSet, NewBorderSet};
pub use cell_mark::{CellMark, MarkState, NewCellMark};
pub use change_log::{ChangeRow, DELIVERY, REGISTRY, UNPLACED};
pub use comparison::{Comparison, ComparisonRun, NewComparison, NewRun};
pub use comparison_item::{Closing, Item, ItemFilter, ItemState, NewItem};
pub use connect::is_new;
pub use contest::{Contest, ContestFilter, ContestReach, ContestState, ContestStep, NewContest};
pub use contract::ContractVersion;
pub use custom_import::{ItemImport, ItemsUndone};
pub use custom_item::{CustomItem, CustomItemFilter, NewCustomItem};
pub use custom_item_version::{ItemAct, ItemVersion};
pub use custom_kind::{CustomKind, NewKind};
pub use custom_kind_version::KindVersion;
pub use cutover::{Cutover, CutoverState};
pub use delivery::{Delivery, DeliveryFilter, DeliveryState, LoadResult, NewDelivery};
pub use delivery_check::{DeliveryCheck, NewCheck, PastDelivery};
pub use delivery_issue::{IssueRow, NewIssue};
pub use entity::{Counts, EntityRow, Held};
pub use estate_alias::{EstateAlias, NewEstateAlias};
pub use figure_run::FigureRun;
pub use form_decision::{FormDecision, NewFormDecision};
pub use form_measure::FormMeasure;
pub use form_registration::{FormRegistration, NewFormRegistration, Rhythm};
pub use form_repeat::FormRepeat;
pub use haste::LogCopy;
pub use helper_request::{HelperRequest, HelperRequestState, NewHelperRequest, WaitingHelpers};
pub use lead::{Lead, LeadCount, LeadEvent, LeadFilter, LeadMove, NewLead};
pub use load::EntityKeys;
pub use lock::{NewValueLock, ValueLock};
pub use mention::{Mention, Role as MentionRole};
pub use merge::{Merge, NewMerge};
pub use minute_budget::MinuteBudget;
pub use notice::{NewNotice, Notice};
pub use objects::{ObjectRef, Objects};
pub use own_table::{NewOwnTable, OwnTable};
pub use paging::Paging;
pub use past::PastFamily;
pub use place_again::PlacedRecord;
pub use policy::{PolicyState, PolicyUse, PolicyVersion};
pub use pull::{NewPull, Pull, PullRun};
pub use push::{NewPush, Push, PushPart};
pub use push_secret::PushSecret;
pub use record::{NewRecord, RecordView};
pub use request::{NewRequest, Request, RequestFilter, RequestState};
pub use request_event::RequestEvent;
pub use resolve::compete;
pub use review::{NewPair, PairFilter, PairState, ReviewPair};
pub use sample_check::{Answer, NewSampleCheck, SampleCheck, Verdict};
pub use seal::KeyRing;
pub use segment::{NewSegment, Segment};
pub use sending::{NewSending, Sending, SendingPrice, SendingState};
pub use session::{NewSession, Session};
pub use signin_failure::SigninState;
pub use split_off::{NewSplitOff, Pins, SplitOff};
pub use store::Store;
pub use submission::{
    NewSubmission, Submission, SubmissionEvent, SubmissionFigures, SubmissionFilter, SubmissionStep,
};
pub use submission_row::{ChangedRow, NewSubmissionRow, SubmissionRow};
pub use submission_state::SubmissionState;
pub use tag_proposal::{
    ChainLink, ChainOffice, NewTagProposal, ProposalState, TagAction, TagProposal, TagStep,
    TagStepAct,
};
pub use tag_version::{NewTagVersion, TagDefinition, TagFigure, TagLevel, TagVersion};
pub use take_back::Unchecked;
pub use template::{NewTemplate, Template};
pub use undo::Undone;
pub use unwritten::{Sealing, Unwritten};
pub use verdict::{IdentityVerdict, PairAnswer};
pub use whole_list::WholeList;
pub use write::WriteTx;
pub use write_behind::{Batch, LeftOff, WriteBehind, moved_on};

/// A point in time: milliseconds since 1970-01-01 UTC.
pub type Timestamp = i64;
