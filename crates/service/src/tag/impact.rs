//! What a change of a tag reaches: tags, policies, segments, own tables, forms and comparisons that
//! read it, and pages that show it by name.

use catalog::problem::Problem;
use rules::{Reads, Subject};
use storage::{RequestFilter, RequestState};

use super::catalogue::{HeldTag, Tags};
use super::headline;
use crate::app::App;
use crate::comparison::definition::{Definition, Side};
use crate::request_body::RequestBody;
use crate::wire::people::PeopleQuery;
use crate::wire::tag::ImpactView;
use crate::{clock, own_table, policy};

/// Everything that reads a tag. What cannot do without it says so.
///
/// # Errors
/// When the database cannot be reached.
pub async fn of(app: &App, tags: &Tags, name: &str) -> Result<Vec<ImpactView>, Problem> {
    let mut found = readers(tags, name);
    found.extend(policies(app, name));
    found.extend(segments(app, tags, name).await?);
    found.extend(own_tables(app, tags, name).await?);
    found.extend(requests(app, tags, name).await?);
    found.extend(comparisons(app, name).await?);
    found.extend(pages(name));
    Ok(found)
}

/// Refuses to end a tag that tags or policies are made of: they could not be computed any more.
///
/// # Errors
/// `tag-needed`.
pub fn may_end(impact: &[ImpactView], name: &str) -> Result<(), Problem> {
    let needed: Vec<&str> = impact
        .iter()
        .filter(|one| one.needs_it)
        .map(|one| one.title.as_str())
        .collect();
    if needed.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict(
        "tag-needed",
        format!(
            "标签“{name}”正被{}引用，删除后它们无法计算，请先修改这些规则。",
            needed.join("、")
        ),
    ))
}

fn reads(tags: &Tags, subject: Subject, text: &str, name: &str) -> bool {
    // A rule that does not read any more is found by the name in it.
    super::rule::parse(tags, subject, text).map_or_else(
        |_| text.contains(&format!("标签({name})")),
        |rule| Reads::of(&rule.condition).tags.contains(name),
    )
}

/// Whether a question about people asks by a tag.
fn asks(tags: &Tags, asked: &PeopleQuery, name: &str) -> bool {
    [&asked.tags_all, &asked.tags_any, &asked.tags_none]
        .into_iter()
        .flatten()
        .any(|tag| tag == name)
        || asked
            .rule
            .as_deref()
            .is_some_and(|rule| reads(tags, Subject::Person, rule, name))
}

fn readers(tags: &Tags, name: &str) -> Vec<ImpactView> {
    let reading = |tag: &&HeldTag| {
        tag.definition.name != name && reads(tags, tag.subject(), &tag.definition.rule, name)
    };
    tags.all()
        .iter()
        .filter(reading)
        .map(|tag| ImpactView {
            kind: "tag".to_owned(),
            title: format!("标签“{}”", tag.definition.name),
            link: None,
            needs_it: true,
        })
        .collect()
}

/// Policies as they are in force here: by whom they entitle, and by whom they know to be paid.
fn policies(app: &App, name: &str) -> Vec<ImpactView> {
    policy::policies(app)
        .all()
        .iter()
        .filter(|here| !here.file.has_ended(clock::today()))
        .filter(|here| {
            here.ready
                .as_ref()
                .is_some_and(|ready| ready.reads().tags.contains(name))
        })
        .map(|here| ImpactView {
            kind: "policy".to_owned(),
            title: format!("政策“{}”", here.file.name),
            link: Some(format!("/policies/{}", here.file.id)),
            needs_it: true,
        })
        .collect()
}

async fn segments(app: &App, tags: &Tags, name: &str) -> Result<Vec<ImpactView>, Problem> {
    Ok(app
        .store
        .segments()
        .await?
        .into_iter()
        .filter(|segment| reads(tags, Subject::Person, &segment.body.rule, name))
        .map(|segment| ImpactView {
            kind: "segment".to_owned(),
            title: format!("人群“{}”", segment.body.name),
            link: Some(format!("/segments/{}", segment.id)),
            needs_it: false,
        })
        .collect())
}

/// Own tables that have the tag as a column or ask for people by it.
async fn own_tables(app: &App, tags: &Tags, name: &str) -> Result<Vec<ImpactView>, Problem> {
    let reads = |definition: &own_table::Definition| {
        let mut columns = definition.columns.iter();
        columns.any(|column| column.tag.as_deref() == Some(name))
            || asks(tags, &definition.population, name)
    };
    Ok(app
        .store
        .own_tables()
        .await?
        .into_iter()
        .filter(|table| own_table::Definition::of(table).is_ok_and(|table| reads(&table)))
        .map(|table| ImpactView {
            kind: "table".to_owned(),
            title: format!("自由表“{}”", table.body.name),
            link: Some(format!("/tables/{}", table.id)),
            needs_it: false,
        })
        .collect())
}

async fn requests(app: &App, tags: &Tags, name: &str) -> Result<Vec<ImpactView>, Problem> {
    let open = RequestFilter {
        state: Some(RequestState::Open),
        ..RequestFilter::default()
    };
    Ok(app
        .store
        .requests(&open)
        .await?
        .into_iter()
        .filter(|request| {
            RequestBody::of(request).is_ok_and(|body| asks(tags, &body.population, name))
        })
        .map(|request| ImpactView {
            kind: "request".to_owned(),
            title: format!("在办报表“{}”", request.title),
            link: Some(format!("/forms/requests/{}", request.id)),
            needs_it: false,
        })
        .collect())
}

async fn comparisons(app: &App, name: &str) -> Result<Vec<ImpactView>, Problem> {
    let reads = |side: &Side| matches!(side, Side::Registry { tags, .. } if tags.iter().any(|tag| tag == name));
    Ok(app
        .store
        .comparisons()
        .await?
        .into_iter()
        .filter(|stored| {
            !stored.archived
                && Definition::of(stored)
                    .is_ok_and(|definition| reads(&definition.left) || reads(&definition.right))
        })
        .map(|stored| ImpactView {
            kind: "comparison".to_owned(),
            title: format!("比对“{}”", stored.title),
            link: Some(format!("/comparisons/{}", stored.id)),
            needs_it: false,
        })
        .collect())
}

/// Pages that show the tag by name; they leave the figure out when the tag is gone.
fn pages(name: &str) -> Vec<ImpactView> {
    headline::pages_with(name)
        .into_iter()
        .map(|(page, link)| ImpactView {
            kind: "page".to_owned(),
            title: format!("{page}上的数字"),
            link: Some(link.to_owned()),
            needs_it: false,
        })
        .collect()
}
