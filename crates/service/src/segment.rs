//! Segments (人群): who may use one, what its rule comes to, and how it looks.

pub mod narrow;

use catalog::area::AreaTree;
use catalog::problem::Problem;
use query::{Basis, PersonFilter};
use rules::Subject;
use storage::{NewSegment, Segment};

use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::tag::figures::ask;
use crate::tag::proposal::name_of;
use crate::tag::rule;
use crate::wire::area::area_name;
use crate::wire::segment::{SegmentDraft, SegmentView};

/// More departments than a district has.
const MOST_DEPARTMENTS: usize = 60;

/// A segment that the caller may use.
///
/// # Errors
/// `segment-unknown` when there is none, or it is not shared with the caller.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<Segment, Problem> {
    let missing = || {
        Problem::not_found(
            "segment-unknown",
            "没有这个人群，或它没有共享给您，请从人群列表重新进入。",
        )
    };
    let segment = app
        .store
        .segment(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    if caller.uses_segment(&segment, &app.areas()) {
        Ok(segment)
    } else {
        Err(missing())
    }
}

/// A segment of the caller's own.
///
/// # Errors
/// As [`in_reach`]; `segment-foreign` when somebody else keeps it.
pub async fn own(app: &App, caller: &Caller, id: i64) -> Result<Segment, Problem> {
    let segment = in_reach(app, caller, id).await?;
    if caller.keeps_segment(&segment) {
        return Ok(segment);
    }
    Err(Problem::forbidden(
        "segment-foreign",
        "这个人群由别人保存，您可以使用，不能修改或删除；要改动请另存一份。",
    ))
}

/// What is kept of a draft.
///
/// # Errors
/// `segment-name-unfit`, and what is wrong with its rule.
pub fn checked(app: &App, caller: &Caller, draft: &SegmentDraft) -> Result<NewSegment, Problem> {
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Problem::bad_input(
            "segment-name-unfit",
            "请给人群起一个名称，不超过 40 个字。",
        ));
    }
    let text = draft.rule.trim();
    rule::allowed(app, caller, &app.tags(), Subject::Person, text)?;
    let area = caller.scope(draft.area.as_deref(), &app.areas())?;
    Ok(NewSegment {
        name: name.to_owned(),
        note: draft.note.trim().chars().take(200).collect(),
        rule: text.to_owned(),
        area: area.to_string(),
        department: caller.department.clone(),
        shared_area: draft.shared_area,
        shared_departments: draft
            .shared_departments
            .iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .take(MOST_DEPARTMENTS)
            .collect(),
        made_on: clock::epoch_day(clock::today()),
    })
}

/// Who is in a segment, as far as the caller sees: their own part of a segment of a larger area, and
/// the whole of one of a smaller.
pub fn people_of(caller: &Caller, areas: &AreaTree, segment: &NewSegment) -> PersonFilter {
    let area = match segment.area.parse() {
        Ok(area) if areas.is_within(&area, &caller.area) => area,
        _ => caller.area,
    };
    PersonFilter {
        area: Some(area),
        basis: Basis::Either,
        rule: Some(segment.rule.clone()),
        ..PersonFilter::default()
    }
}

/// A segment as the caller may see it, counted in the caller's own area. Whoever it is shared with
/// may ask less than its owner; then it says so and shows no count.
///
/// # Errors
/// When the snapshot or the database cannot be asked.
pub async fn view(app: &App, caller: &Caller, segment: Segment) -> Result<SegmentView, Problem> {
    let areas = app.areas();
    let people = people_of(caller, &areas, &segment.body);
    let body = segment.body.clone();
    let mut view = SegmentView {
        id: segment.id,
        version: segment.version,
        own: caller.keeps_segment(&segment),
        name: body.name,
        note: body.note,
        sentence: String::new(),
        problem: None,
        area_name: area_name(&areas, Some(&body.area)),
        area: body.area,
        department: body.department,
        shared_area: body.shared_area,
        shared_departments: body.shared_departments,
        owner: name_of(app, segment.owner).await?,
        made_on: clock::day_text(body.made_on),
        changed_at: clock::iso(segment.changed_at),
        count: None,
        rule: body.rule,
    };
    match rule::allowed(app, caller, &app.tags(), Subject::Person, &view.rule) {
        Ok(parsed) => {
            view.sentence = parsed.condition.sentence();
            let everybody = PersonFilter {
                rule: None,
                ..people
            };
            view.count = Some(ask(app, parsed, everybody).await?);
        }
        Err(problem) => view.problem = Some(problem.detail),
    }
    Ok(view)
}
