//! Places as a caller may see them: rows of lists, where one is registered beside where it works,
//! whether it is one of 九小场所 and why, and what was found on the spot.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, ValueKind, no};
use catalog::problem::Problem;
use catalog::source::no as source_no;
use query::{PlaceKind, Snapshot};
use rules::facts::Entity;
use rules::small_place::{self, Limit};
use rules::{Subject, Truth};
use storage::{EntityRow, RecordView};

use super::facts::display;
use super::reach::require_site;
use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;
use crate::wire::place::{
    PlaceCheck, PlaceRow, PlaceSite, PlaceSites, SmallCard, SmallKind, SmallSize,
};

/// The tag of places whose registered address leads elsewhere than the one they work at.
const MISMATCH: &str = "地址不符";

/// Checks that a page shows.
const SHOWN_CHECKS: usize = 10;

/// A place that the caller may look at.
///
/// # Errors
/// `place-unknown` when there is none; `area-outside`.
pub async fn place_in_reach(app: &App, caller: &Caller, id: i64) -> Result<EntityRow, Problem> {
    let missing = || {
        Problem::not_found(
            "place-unknown",
            "没有这个单位，可能批次已撤销，请重新查询。",
        )
    };
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == EntityKind::Place)
        .ok_or_else(missing)?;
    let site = entity.community.as_deref();
    let site = site.and_then(|code| code.parse::<AreaCode>().ok());
    require_site(caller, site, &app.areas()).map_err(|problem| problem.if_missing(missing))?;
    Ok(entity)
}

/// A place of a list.
pub fn place_row(app: &App, caller: &Caller, row: query::PlaceRow, areas: &AreaTree) -> PlaceRow {
    let dictionary = Dictionary::shipped();
    let words = |element: Option<&DataElement>, code: Option<&str>| {
        let code = code.unwrap_or_default();
        element
            .filter(|_| !code.is_empty())
            .map_or_else(|| code.to_owned(), |element| display(element, code, areas))
    };
    let address = row.address.as_deref().unwrap_or_default();
    PlaceRow {
        id: row.id,
        name: row.name,
        kind: match row.kind {
            PlaceKind::Enterprise => "企业",
            PlaceKind::SoleTrader => "个体工商户",
            PlaceKind::Other => "其他",
        }
        .to_owned(),
        credit_code: row.credit_code.unwrap_or_default(),
        address: dictionary
            .get(no::PLACE_ADDRESS)
            .map_or_else(String::new, |element| {
                caller.show(element, address, None).text
            }),
        community: area_name(
            areas,
            row.community.as_ref().map(ToString::to_string).as_deref(),
        ),
        status: words(dictionary.by_id("place_status"), row.status.as_deref()),
        industry: row.industry.unwrap_or_default(),
        small_kind: words(dictionary.get(no::SMALL_KIND), row.small_kind.as_deref()),
        state_label: words(dictionary.get(no::SITE_STATE), row.state.as_deref()),
        state: row.state.unwrap_or_default(),
        checked: row.checked.map(clock::day_text),
        tags: seen(app, caller, row.tags),
    }
}

/// The tags of a place, as far as the caller sees them.
pub fn place_tags(app: &App, caller: &Caller, snapshot: &Snapshot, id: i64) -> Vec<String> {
    let tags = snapshot.place(id).map(|row| row.tags);
    seen(app, caller, tags.unwrap_or_default())
}

fn seen(app: &App, caller: &Caller, names: Vec<String>) -> Vec<String> {
    let tags = app.tags();
    names
        .into_iter()
        .filter(|name| {
            tags.get(name).is_some_and(|tag| {
                caller.sees_tag(tag.definition.grade, &tag.definition.department)
            })
        })
        .collect()
}

/// Where a place is registered beside where it works.
pub fn sites(
    caller: &Caller,
    snapshot: &Snapshot,
    entity: &EntityRow,
    areas: &AreaTree,
) -> PlaceSites {
    let site = |address: ElementNo, community: ElementNo, dwelling: ElementNo| {
        let text = |element| entity.current.text(element);
        let shown = Dictionary::shipped().get(address).map(|element| {
            let address = text(address).unwrap_or_default();
            caller.show(element, address, None).text
        });
        let led = text(dwelling)
            .and_then(|id| id.parse().ok())
            .and_then(|id| snapshot.dwelling(id));
        let open = led.as_ref().and_then(|dwelling| {
            let code = dwelling.community.as_ref()?;
            caller.require_area(code, areas).ok()?;
            Some(dwelling.id)
        });
        PlaceSite {
            address: shown.unwrap_or_default(),
            community: area_name(areas, text(community)),
            dwelling: open,
            dwelling_label: led.map(|dwelling| dwelling.address).unwrap_or_default(),
        }
    };
    let mismatch = snapshot.carries(of(entity), MISMATCH);
    let registered = site(
        no::REGISTERED_ADDRESS,
        no::REGISTERED_COMMUNITY,
        no::REGISTERED_DWELLING,
    );
    let working = site(no::PLACE_ADDRESS, no::SITE_COMMUNITY, no::SITE_DWELLING);
    let sentence = match mismatch {
        Some(true) if registered.community == working.community => {
            "登记住所与经营地址在同一个社区，不是同一处房屋。"
        }
        Some(true) => "登记住所与经营地址不在同一个社区。",
        Some(false) => "登记住所与经营地址是同一处房屋。",
        None if registered.address.is_empty() => "没有登记住所，无法比对。",
        None => "有地址没有对上房屋，无法判断是否相符。",
    };
    PlaceSites {
        registered,
        working,
        mismatch,
        sentence: sentence.to_owned(),
    }
}

/// The kinds of 九小场所 with what has to be known of each.
pub fn kinds(snapshot: &Snapshot) -> Vec<SmallKind> {
    let context = snapshot.context(None);
    small_place::kinds()
        .map(|(entry, sizes)| SmallKind {
            code: entry.code.clone(),
            label: entry.label.clone(),
            sizes: sizes
                .iter()
                .filter_map(|size| {
                    let element = Dictionary::shipped().get(size.element()?)?;
                    let limit = size.limit("", context.parameters, context.today);
                    Some(SmallSize {
                        element: element.id.clone(),
                        label: element.label.clone(),
                        unit: element.unit.clone().unwrap_or_default(),
                        yes_no: element.kind == ValueKind::YesNo,
                        limit: limit.map(|limit| limit.words).unwrap_or_default(),
                    })
                })
                .collect(),
        })
        .collect()
}

/// Whether a place is one of 九小场所, and why: the tag's answer, with the sizes that decide.
pub fn small_card(snapshot: &Snapshot, entity: &EntityRow) -> SmallCard {
    let text = |element| entity.current.text(element).unwrap_or_default();
    let truth = Truth::of(snapshot.carries(of(entity), small_place::TAG));
    let sizes = Sizes::of(snapshot, entity);
    let state = text(no::SITE_STATE);
    let kind = sizes.kind.as_str();
    let is_none_of_nine = kind == "0";
    let sentence = match truth {
        Truth::False if state == "3" || state == "4" => {
            let state = label(no::SITE_STATE, state);
            format!("现场核查为“{state}”，不算九小场所。")
        }
        Truth::False if is_none_of_nine => "核查为不属于九类场所。".to_owned(),
        Truth::False => sizes.sentence("不属于九小场所", |within| !within),
        Truth::True => sizes.sentence("属于九小场所", |within| within),
        Truth::Unknown if kind.is_empty() => {
            "缺九小场所类别，核查时请选定类别并填写规模。".to_owned()
        }
        Truth::Unknown => {
            let missing: Vec<&str> = sizes.missing.iter().map(|(_, label)| *label).collect();
            match missing.as_slice() {
                [] => "现有信息无法判断，请核对类别和规模。".to_owned(),
                _ => format!("缺{}，核查时请一并填写。", missing.join("、")),
            }
        }
    };
    SmallCard {
        truth: match truth {
            Truth::True => "true",
            Truth::False => "false",
            Truth::Unknown => "unknown",
        }
        .to_owned(),
        sentence,
        source: sizes.source.clone(),
        kind: kind.to_owned(),
        missing: sizes.missing.iter().map(|(id, _)| id.to_string()).collect(),
    }
}

/// What is held and what is missing of the sizes of a place.
struct Sizes {
    /// Code of the kind; empty when not held.
    kind: String,
    /// Each held size in words, with its limit and whether it is within.
    held: Vec<(String, String, bool)>,
    /// Id and label of what is missing.
    missing: Vec<(&'static str, &'static str)>,
    /// The document that sets the limits.
    source: String,
}

impl Sizes {
    fn of(snapshot: &Snapshot, entity: &EntityRow) -> Self {
        let context = snapshot.context(None);
        let text = |element| entity.current.text(element);
        let kind = text(no::SMALL_KIND).unwrap_or_default().to_owned();
        let name = text(no::PLACE_NAME).unwrap_or_default();
        let by_id = |id: &str| text(Dictionary::shipped().by_id(id)?.no);
        let mut sizes = Self {
            held: Vec::new(),
            missing: Vec::new(),
            source: String::new(),
            kind,
        };
        let counting = small_place::sizes(&sizes.kind)
            .iter()
            .filter(|size| size.counts(by_id));
        for size in counting {
            let Some(element) = size
                .element()
                .and_then(|element| Dictionary::shipped().get(element))
            else {
                continue;
            };
            let limit = size.limit(name, context.parameters, context.today);
            if let Some(Limit { source, .. }) = &limit {
                sizes.source.clone_from(source);
            }
            match (text(element.no), limit) {
                (None, _) => sizes.missing.push((&element.id, &element.label)),
                (Some(held), Some(limit)) => {
                    let number: f64 = held.parse().unwrap_or_default();
                    if !size.says_nothing(number) {
                        let unit = element.unit.as_deref().unwrap_or_default();
                        let within = limit.holds(number);
                        sizes.held.push((
                            format!("{}{held}{unit}", element.label),
                            limit.words,
                            within,
                        ));
                    }
                }
                (Some(_), None) => {}
            }
        }
        sizes
    }

    /// 餐饮场所，座位数40座（少于100座），属于九小场所: with the sizes that speak for it.
    fn sentence(&self, end: &str, speaks: impl Fn(bool) -> bool) -> String {
        let mut parts = vec![label(no::SMALL_KIND, &self.kind)];
        for (held, limit, within) in self.held.iter().filter(|(.., within)| speaks(*within)) {
            let not = if *within { "" } else { "不是" };
            parts.push(format!("{held}（{not}{limit}）"));
        }
        parts.push(end.to_owned());
        format!("{}。", parts.join("，"))
    }
}

fn label(element: ElementNo, code: &str) -> String {
    Dictionary::shipped().get(element).map_or_else(
        || code.to_owned(),
        |element| display(element, code, AreaTree::shipped()),
    )
}

fn of(entity: &EntityRow) -> Entity {
    Entity {
        subject: Subject::Place,
        id: entity.id,
    }
}

/// What was found of a place on the spot, the newest first.
///
/// # Errors
/// When the database cannot be reached.
pub async fn checks(
    app: &App,
    caller: &Caller,
    place: i64,
    records: &[RecordView],
) -> Result<Vec<PlaceCheck>, Problem> {
    let areas = app.areas();
    let mut found: Vec<&RecordView> = records
        .iter()
        .filter(|record| record.source == source_no::PLACE_CHECK)
        .collect();
    found.sort_by_key(|record| std::cmp::Reverse((record.as_of, record.id)));
    let mut checks = Vec::new();
    for record in found.into_iter().take(SHOWN_CHECKS) {
        let delivery = app.store.delivery(record.delivery_id).await?;
        let mut state = String::new();
        let mut said = Vec::new();
        for (element, text) in record.values.iter() {
            let Some(element) = Dictionary::shipped().get(element) else {
                continue;
            };
            if element.derived {
                continue;
            }
            let shown = caller
                .show(element, &display(element, text, &areas), None)
                .text;
            if element.no == no::SITE_STATE {
                state = shown;
            } else {
                let unit = element.unit.as_deref().unwrap_or_default();
                said.push(format!("{}：{shown}{unit}", element.label));
            }
        }
        checks.push(PlaceCheck {
            delivery: delivery.id,
            day: clock::day_text(record.as_of),
            state,
            said,
            may_undo: caller.can(Right::CheckPlaces)
                && crate::registry::place_check::is_of(&delivery.digest, place),
        });
    }
    Ok(checks)
}
