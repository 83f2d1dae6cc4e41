//! A person of the snapshot as the caller may see them in a list.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::tag::TagNo;
use rules::Subject;

use crate::app::App;
use crate::rights::Caller;
use crate::tag::catalogue::{HeldTag, Tags};
use crate::tag::rule;
use crate::tag::why::require_sight;
use crate::wire::people::{PeopleQuery, PersonRow, Relative};

/// A list row, masked.
pub fn person_row(
    app: &App,
    caller: &Caller,
    row: query::PersonRow,
    areas: &AreaTree,
) -> PersonRow {
    let masked = |element: ElementNo, text: Option<&str>| {
        let text = text.unwrap_or_default();
        Dictionary::shipped()
            .get(element)
            .map_or_else(String::new, |element| caller.show(element, text, None).text)
    };
    PersonRow {
        id: row.id,
        sex: sex_label(&row.sex).to_owned(),
        age: row.age,
        birth: row
            .birth
            .map(|birth| masked(no::BIRTH_DATE, Some(&birth.to_string()))),
        id_number: masked(no::ID_NUMBER, row.id_number.as_deref()),
        phone: masked(no::PHONE, row.phone.as_deref()),
        address: masked(no::HOME_ADDRESS, row.address.as_deref()),
        community: name(areas, row.community.as_ref()),
        hukou_community: name(areas, row.hukou_community.as_ref()),
        dwelling_id: row.dwelling,
        tags: tag_names(&app.tags(), caller, &row.tags),
        verified: row.verified.map(|day| day.to_string()),
        stale: stale(&row),
        deceased: row.deceased,
        name: row.name,
    }
}

/// How long nobody on the spot has confirmed what is held of a living person, when that is longer
/// than a phone number may go unverified.
fn stale(row: &query::PersonRow) -> Option<String> {
    use catalog::freshness::{Freshness, stale_words};

    if row.deceased {
        return None;
    }
    let Some(verified) = row.verified else {
        return Some("从未上门核实".to_owned());
    };
    let (verified, today) = (
        crate::clock::epoch_day(verified),
        crate::clock::epoch_day(crate::clock::today()),
    );
    Freshness::shipped()
        .is_stale(no::PHONE, verified, today)
        .then(|| stale_words(today - verified))
}

/// Somebody of the same dwelling or household.
pub fn relative(row: &query::PersonRow, relation: &str) -> Relative {
    Relative {
        id: row.id,
        name: row.name.clone(),
        relation: relation.to_owned(),
        age: row.age,
    }
}

/// Names of the tags the caller may see.
pub fn tag_names(tags: &Tags, caller: &Caller, carried: &[TagNo]) -> Vec<String> {
    tags_seen(tags, caller, carried)
        .map(|tag| tag.definition.name.clone())
        .collect()
}

/// The tags of somebody that the caller may see.
pub fn tags_seen<'a>(
    tags: &'a Tags,
    caller: &Caller,
    carried: &[TagNo],
) -> impl Iterator<Item = &'a HeldTag> {
    carried
        .iter()
        .filter_map(|no| tags.numbered(*no))
        .filter(|tag| caller.sees_tag(tag.definition.grade, &tag.definition.department))
}

/// 男, 女 or nothing of a sex code (GB/T 2261.1).
pub fn sex_label(code: &str) -> &'static str {
    match code {
        "1" => "男",
        "2" => "女",
        _ => "",
    }
}

fn name(areas: &AreaTree, code: Option<&AreaCode>) -> String {
    code.and_then(|code| areas.get(code))
        .map(|area| area.name.clone())
        .unwrap_or_default()
}

/// Refuses unknown tags, tags the caller may not ask by, and rules that ask by such: a filter would
/// tell what the list hides.
pub fn check_tags(app: &App, caller: &Caller, asked: &PeopleQuery) -> Result<(), Problem> {
    let tags = app.tags();
    for name in asked
        .tags_all
        .iter()
        .chain(&asked.tags_any)
        .chain(&asked.tags_none)
    {
        if tags.get(name).is_none() {
            return Err(Problem::bad_input(
                "tag-unknown",
                "没有这个标签，请从标签列表中选择。",
            ));
        }
        require_sight(caller, &tags, name)?;
    }
    if let Some(text) = asked.rule.as_deref().filter(|text| !text.trim().is_empty()) {
        rule::allowed(app, caller, &tags, Subject::Person, text)?;
    }
    Ok(())
}

/// Fails when a person neither lives nor is registered in the caller's area.
pub fn require_reach(
    caller: &Caller,
    current: &catalog::survivorship::Current,
    areas: &AreaTree,
) -> Result<(), Problem> {
    let community = |element| {
        current
            .text(element)
            .and_then(|code| code.parse::<AreaCode>().ok())
    };
    let known = [
        community(no::HOME_COMMUNITY),
        community(no::HUKOU_COMMUNITY),
    ];
    if caller.reaches(known, areas) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "person-outside",
        "此人不在您的管辖范围内，不能查看。确因工作需要，请联系其所在社区。",
    ))
}

/// The person that an id stands for, of the caller's area (by residence or by registration).
pub async fn person_in_reach(
    app: &App,
    caller: &Caller,
    id: i64,
    areas: &AreaTree,
) -> Result<storage::EntityRow, Problem> {
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == catalog::element::EntityKind::Person)
        .ok_or_else(|| {
            Problem::not_found("person-unknown", "没有这个人，可能批次已撤销，请重新查询。")
        })?;
    require_reach(caller, &entity.current, areas)?;
    Ok(entity)
}

/// The name of a person for headings.
pub fn name_of(current: &catalog::survivorship::Current) -> &str {
    current.text(no::NAME).unwrap_or("姓名未登记")
}
