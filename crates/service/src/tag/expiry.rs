//! Tags whose validity ends soon: whoever answers for one is reminded, and proposes to extend it.

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use storage::{ChainOffice, ProposalState, TagDefinition, TagVersion};

use super::catalogue::{HeldTag, Origin, Tags};
use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::view::link::encoded;
use crate::wire::workbench::WorkItem;

/// How many days before the last one a reminder begins.
const NOTICE: EpochDay = 30;

/// Whether a tag in force ends within the days of notice.
pub fn ends_soon(held: &HeldTag, today: EpochDay) -> bool {
    let until = held.definition.valid_until;
    until.is_some_and(|until| until - today <= NOTICE)
}

/// The tags that the caller answers for and that end soon, unless a proposal about one is under
/// way: then it waits for other offices.
///
/// # Errors
/// When the database cannot be reached.
pub async fn items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let today = clock::epoch_day(clock::today());
    let areas = app.areas();
    let versions = app.store.tag_versions().await?;
    let open = app
        .store
        .tag_proposals(Some(ProposalState::Open), None)
        .await?;
    let under_way = |name: &str| open.iter().any(|one| one.definition.name == name);
    Ok(ending(&versions, today)
        .iter()
        .filter(|held| answers_for(caller, &held.definition, &areas))
        .filter(|held| !under_way(&held.definition.name))
        .filter_map(item)
        .collect())
}

/// The tags that end soon and about which nothing newer has been approved.
fn ending(versions: &[TagVersion], today: EpochDay) -> Vec<HeldTag> {
    let decided = |held: &HeldTag| {
        versions.iter().any(|newer| {
            newer.definition.name == held.definition.name && newer.version > held.version
        })
    };
    Tags::on(versions, today)
        .all()
        .iter()
        .filter(|held| ends_soon(held, today) && !decided(held))
        .cloned()
        .collect()
}

/// Whether the caller is of the department of a tag, or of the street of a street's tag, and may
/// propose to extend it.
fn answers_for(caller: &Caller, definition: &TagDefinition, areas: &AreaTree) -> bool {
    definition.area.parse::<AreaCode>().is_ok_and(|area| {
        caller.proposes_at(definition.level, &area, areas)
            && [ChainOffice::Department, ChainOffice::Street]
                .into_iter()
                .any(|office| caller.speaks_for(office, &definition.department, &area, areas))
    })
}

fn item(held: &HeldTag) -> Option<WorkItem> {
    let definition = &held.definition;
    let until = clock::day_text(definition.valid_until?);
    let name = &definition.name;
    Some(WorkItem {
        kind: "tag-ending".to_owned(),
        title: format!("标签“{name}”将于{until}到期，请确认是否继续"),
        detail: match held.origin {
            Origin::Added => "要继续使用的，请提出延期；不延期的，到期后不再计算",
            Origin::Shipped | Origin::Changed => {
                "要继续使用的，请提出延期；不延期的，到期后恢复此前的口径"
            }
        }
        .to_owned(),
        link: format!("/tags/view?name={}", encoded(name)),
        due: Some(until),
        count: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: EpochDay = 20_000;

    fn version(number: i32, from: EpochDay, until: Option<EpochDay>) -> TagVersion {
        let shipped = Tags::on(&[], DAY);
        let definition = shipped
            .get("高龄老人")
            .expect("a shipped tag")
            .definition
            .clone();
        TagVersion {
            version: number,
            definition: TagDefinition {
                effective_from: from,
                valid_until: until,
                ..definition
            },
            retired: false,
            proposal_id: None,
            made_by: None,
            made_at: 0,
            approved_by: None,
            approved_at: 0,
        }
    }

    #[test]
    fn the_reminder_begins_thirty_days_before_and_ends_with_a_decision() {
        let short = version(1, DAY - 100, Some(DAY + NOTICE));
        let names = |versions: &[TagVersion], day| ending(versions, day).len();
        assert_eq!(names(std::slice::from_ref(&short), DAY - 1), 0);
        assert_eq!(names(std::slice::from_ref(&short), DAY), 1);
        assert_eq!(names(std::slice::from_ref(&short), DAY + NOTICE), 1);
        assert_eq!(names(std::slice::from_ref(&short), DAY + NOTICE + 1), 0);
        let longer = version(2, DAY + 9, None);
        assert_eq!(names(&[short, longer], DAY), 0, "extended already");
        assert_eq!(names(&[version(1, DAY - 9, None)], DAY), 0, "without end");
    }
}
