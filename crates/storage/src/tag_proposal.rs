//! Proposals to add, change or delete a tag, on their way along a chain of offices.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::failure::{broken, is_duplicate, missing, moved_on, problem};
use crate::table::{tag_proposal, tag_step};
use crate::tag_version::{TagDefinition, definition_of, definition_text};
use crate::{Store, Timestamp, WriteTx};

/// Declares an enum with stable names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// Stable name, as in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The value of a stable name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                [$(Self::$variant,)+].into_iter().find(|one| one.as_str() == name)
            }
        }
    };
}

named! {
    /// What a proposal asks for.
    TagAction {
        /// 新增.
        Add = "add",
        /// 修改.
        Change = "change",
        /// 删除.
        Delete = "delete",
    }
}

named! {
    /// Where a proposal stands.
    ProposalState {
        /// Some office has still to agree.
        Open = "open",
        /// Every office has agreed; there is a version of it.
        Approved = "approved",
        /// An office has refused it.
        Refused = "refused",
        /// Its proposer has taken it back.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// What somebody did with a proposal.
    TagStepAct {
        /// Proposed it.
        Propose = "propose",
        /// Agreed to it for an office.
        Agree = "agree",
        /// Refused it.
        Refuse = "refuse",
        /// Took it back.
        Withdraw = "withdraw",
    }
}

named! {
    /// Which office a link of the chain is for.
    ChainOffice {
        /// The street of the proposal.
        Street = "street",
        /// The department that answers for the tag.
        Department = "department",
        /// The data centre.
        DataCentre = "data-centre",
    }
}

/// One office that has to agree; the last one's word approves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainLink {
    /// Which office.
    pub office: ChainOffice,
    /// What it does, in Chinese: 业务审核.
    pub label: String,
}

/// A proposal to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTagProposal {
    /// What it asks for.
    pub action: TagAction,
    /// What the tag shall mean; of a deletion, what it meant.
    pub definition: TagDefinition,
    /// Why.
    pub reason: String,
    /// The version in force when it was made; 0 for what ships, -1 for a new tag.
    pub base_version: i32,
    /// The offices that have to agree, in their order.
    pub chain: Vec<ChainLink>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagProposal {
    /// Stable id.
    pub id: i64,
    /// What it asks for.
    pub action: TagAction,
    /// Where it stands.
    pub state: ProposalState,
    /// What the tag shall mean.
    pub definition: TagDefinition,
    /// Why.
    pub reason: String,
    /// The version in force when it was made.
    pub base_version: i32,
    /// The offices that have to agree.
    pub chain: Vec<ChainLink>,
    /// How many of them have.
    pub position: usize,
    /// Who proposed it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
}

/// What somebody did with a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagStep {
    /// Which link of the chain it was for.
    pub position: i32,
    /// What.
    pub act: TagStepAct,
    /// In which words.
    pub remark: Option<String>,
    /// Who.
    pub account_id: Option<i64>,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Proposals, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tag_proposals(
        &self,
        state: Option<ProposalState>,
        name: Option<&str>,
    ) -> Result<Vec<TagProposal>, Problem> {
        let mut rows = tag_proposal::Entity::find();
        if let Some(state) = state {
            rows = rows.filter(tag_proposal::Column::State.eq(state.as_str()));
        }
        if let Some(name) = name {
            rows = rows.filter(tag_proposal::Column::Name.eq(name));
        }
        let rows = rows
            .order_by_desc(tag_proposal::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(TagProposal::try_from).collect()
    }

    /// A proposal.
    ///
    /// # Errors
    /// `proposal-missing` when there is none of this id.
    pub async fn tag_proposal(&self, id: i64) -> Result<TagProposal, Problem> {
        let row = tag_proposal::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_proposal)?.try_into()
    }

    /// What was done with a proposal, in order.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tag_steps(&self, proposal: i64) -> Result<Vec<TagStep>, Problem> {
        let rows = tag_step::Entity::find()
            .filter(tag_step::Column::ProposalId.eq(proposal))
            .order_by_asc(tag_step::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| {
                Ok(TagStep {
                    position: row.position,
                    act: TagStepAct::parse(&row.act).ok_or_else(|| broken("标签提案"))?,
                    remark: row.remark,
                    account_id: row.account_id,
                    at: row.at,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Keeps a proposal and returns its id.
    ///
    /// # Errors
    /// `proposal-open` when one about this tag is under way.
    pub async fn open_tag_proposal(&mut self, new: NewTagProposal) -> Result<i64, Problem> {
        let row = tag_proposal::ActiveModel {
            id: NotSet,
            name: Set(new.definition.name.clone()),
            action: Set(new.action.as_str().to_owned()),
            state: Set(ProposalState::Open.as_str().to_owned()),
            definition: Set(definition_text(&new.definition)),
            reason: Set(new.reason),
            base_version: Set(new.base_version),
            chain: Set(serde_json::to_string(&new.chain).expect("a chain is plain texts")),
            position: Set(0),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
            version: Set(1),
        };
        let inserted = tag_proposal::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "proposal-open",
                        format!(
                            "标签“{}”已有一项提案正在办理，请等它办结后再提。",
                            new.definition.name
                        ),
                    );
                }
                problem(err)
            })?;
        let id = inserted.last_insert_id;
        self.note_tag_step(id, 0, TagStepAct::Propose, None).await?;
        self.created("tag-proposal", id).await?;
        Ok(id)
    }

    /// A proposal as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `proposal-missing` when there is none of this id.
    pub async fn hold_tag_proposal(&mut self, id: i64) -> Result<TagProposal, Problem> {
        let row = tag_proposal::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_proposal)?.try_into()
    }

    /// Moves a proposal on: an office agrees or refuses, or its proposer takes it back. Returns it
    /// as it stands then; with the last office's word it is approved.
    ///
    /// # Errors
    /// `proposal-missing`; `version-conflict` when somebody moved it meanwhile; `proposal-closed`
    /// when nothing is left to do.
    pub async fn step_tag_proposal(
        &mut self,
        id: i64,
        expected_version: i64,
        act: TagStepAct,
        remark: Option<String>,
    ) -> Result<TagProposal, Problem> {
        let mut held = self.hold_tag_proposal(id).await?;
        if held.version != expected_version {
            return Err(moved_on("标签提案"));
        }
        if held.state != ProposalState::Open {
            return Err(Problem::conflict(
                "proposal-closed",
                "这项提案已经办结，不能再处理，请刷新页面。",
            ));
        }
        let at = held.position;
        match act {
            TagStepAct::Propose => return Err(broken("标签提案")),
            TagStepAct::Agree => {
                held.position += 1;
                if held.position >= held.chain.len() {
                    held.state = ProposalState::Approved;
                }
            }
            TagStepAct::Refuse => held.state = ProposalState::Refused,
            TagStepAct::Withdraw => held.state = ProposalState::Withdrawn,
        }
        held.version += 1;
        tag_proposal::Entity::update_many()
            .col_expr(
                tag_proposal::Column::State,
                Expr::value(held.state.as_str()),
            )
            .col_expr(
                tag_proposal::Column::Position,
                Expr::value(place_of(held.position)),
            )
            .col_expr(tag_proposal::Column::Version, Expr::value(held.version))
            .filter(tag_proposal::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.note_tag_step(id, place_of(at), act, remark).await?;
        self.changed("tag-proposal", id, None);
        Ok(held)
    }

    async fn note_tag_step(
        &mut self,
        proposal: i64,
        position: i32,
        act: TagStepAct,
        remark: Option<String>,
    ) -> Result<(), Problem> {
        let row = tag_step::ActiveModel {
            id: NotSet,
            proposal_id: Set(proposal),
            position: Set(position),
            act: Set(act.as_str().to_owned()),
            remark: Set(remark),
            account_id: Set(self.account_id()),
            at: Set(self.at()),
        };
        tag_step::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

fn place_of(position: usize) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}

fn missing_proposal() -> Problem {
    missing("proposal-missing", "标签提案")
}

impl TryFrom<tag_proposal::Model> for TagProposal {
    type Error = Problem;

    fn try_from(row: tag_proposal::Model) -> Result<Self, Problem> {
        let damaged = || broken("标签提案");
        Ok(Self {
            id: row.id,
            action: TagAction::parse(&row.action).ok_or_else(damaged)?,
            state: ProposalState::parse(&row.state).ok_or_else(damaged)?,
            definition: definition_of(&row.definition)?,
            reason: row.reason,
            base_version: row.base_version,
            chain: serde_json::from_str(&row.chain).map_err(|_| damaged())?,
            position: usize::try_from(row.position).map_err(|_| damaged())?,
            made_by: row.made_by,
            made_at: row.made_at,
            version: row.version,
        })
    }
}
