//! People and dwellings on the wire; every value is already masked.

use query::{Basis, PersonFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question about people. All conditions hold together.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleQuery {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    /// `home` (实住), `hukou` (户籍) or `either`.
    pub basis: Option<String>,
    /// Part of a name, an identity number, a phone or part of an address.
    pub text: Option<String>,
    pub tags_all: Vec<String>,
    pub tags_any: Vec<String>,
    pub tags_none: Vec<String>,
    pub age_min: Option<i32>,
    pub age_max: Option<i32>,
    /// `1` male, `2` female.
    pub sex: Option<String>,
    pub alive: Option<bool>,
    /// name, age, address or id.
    pub sort: Option<String>,
    pub descending: bool,
    /// From 1.
    pub page: Option<u64>,
    /// At most 200.
    pub size: Option<u64>,
    /// For groups: community, street, sex, age or tag.
    pub by: Option<String>,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeoplePage {
    pub total: u64,
    pub rows: Vec<PersonRow>,
    pub took_ms: f64,
}

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonRow {
    pub id: i64,
    pub name: String,
    pub sex: String,
    pub age: Option<i32>,
    pub birth: Option<String>,
    pub id_number: String,
    pub phone: String,
    pub address: String,
    pub community: String,
    pub hukou_community: String,
    pub dwelling_id: Option<i64>,
    pub tags: Vec<String>,
    pub deceased: bool,
}

/// Counts by group.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleGroups {
    pub total: u64,
    pub groups: Vec<PeopleGroup>,
}

/// One group and its count.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleGroup {
    pub key: String,
    pub label: String,
    pub count: u64,
}

/// 一人一档.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonPage {
    pub id: i64,
    pub name: String,
    pub community: String,
    pub tags: Vec<PersonTag>,
    pub facts: Vec<Fact>,
    pub dwellings: Vec<PersonDwelling>,
    pub household: Vec<Relative>,
    pub cohabitants: Vec<Relative>,
    pub timeline: Vec<Moment>,
}

/// A tag a person holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonTag {
    pub name: String,
    pub group: String,
    pub rule: String,
}

/// A value with its source, its date, and the values it won over.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fact {
    pub element: String,
    pub label: String,
    /// 身份, 联系, 居住, 待遇 or 其他.
    pub group: String,
    pub value: String,
    pub masked: bool,
    pub grade: String,
    pub source: String,
    pub as_of: String,
    /// Why this value won, in one sentence.
    pub why: String,
    pub rivals: Vec<Rival>,
    /// Whether a person corrected it.
    pub by_person: bool,
    /// Whether the caller may mark it wrong.
    pub contestable: bool,
    /// Set while it is in doubt: somebody marked it wrong and its department has not answered.
    pub contest: Option<super::contest::FactContest>,
}

/// A value that another source gives for the same element.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rival {
    pub value: String,
    pub source: String,
    pub as_of: String,
}

/// A dwelling a person is linked to.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDwelling {
    /// 现住 or 户籍.
    pub relation: String,
    pub dwelling_id: i64,
    pub label: String,
    pub source: String,
    pub as_of: String,
    /// The address that led here is in doubt.
    pub contested: bool,
}

/// Somebody of the same household or dwelling.
#[derive(Debug, Serialize, ToSchema)]
pub struct Relative {
    pub id: i64,
    pub name: String,
    pub relation: String,
    pub age: Option<i32>,
}

/// Something that happened to the file of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moment {
    pub at: String,
    pub text: String,
    pub source: String,
}

/// One value in full, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevealElement {
    pub element: String,
    pub purpose: String,
}

/// An estate (小区) in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Estate {
    pub community_code: String,
    pub community: String,
    pub name: String,
    pub buildings: u64,
    pub dwellings: u64,
    pub occupied: u64,
    pub residents: u64,
}

/// 楼盘表 of one estate.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateView {
    pub community: String,
    pub name: String,
    pub buildings: Vec<BuildingView>,
}

/// A building.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuildingView {
    pub name: String,
    pub residents: u64,
    pub units: Vec<UnitView>,
}

/// A unit (staircase).
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    pub name: String,
    pub floors: Vec<FloorView>,
}

/// A floor, highest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FloorView {
    pub floor: i32,
    pub rooms: Vec<RoomView>,
}

/// A room.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomView {
    pub dwelling_id: i64,
    pub room: String,
    pub residents: u64,
    pub registered: u64,
    /// How it is used, as a label: 自住, 出租 …
    pub use_label: String,
    pub flags: Vec<String>,
}

/// A dwelling.
#[derive(Debug, Serialize, ToSchema)]
pub struct DwellingPage {
    pub id: i64,
    pub label: String,
    pub community: String,
    pub estate: String,
    pub building: String,
    pub unit: String,
    pub room: String,
    pub facts: Vec<Fact>,
    pub occupants: Vec<PersonRow>,
    pub registered: Vec<PersonRow>,
}

impl PeopleQuery {
    /// The question as the snapshot understands it, inside an area the caller may see.
    pub fn filter(&self, area: catalog::area::AreaCode) -> PersonFilter {
        PersonFilter {
            area: Some(area),
            basis: match self.basis.as_deref() {
                Some("hukou") => Basis::Hukou,
                Some("either") => Basis::Either,
                _ => Basis::Home,
            },
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            tags_all: self.tags_all.clone(),
            tags_any: self.tags_any.clone(),
            tags_none: self.tags_none.clone(),
            age_min: self.age_min,
            age_max: self.age_max,
            sex: self.sex.clone().filter(|sex| !sex.is_empty()),
            alive: self.alive,
        }
    }

    /// Page (from 1) and size within bounds.
    pub fn bounds(&self) -> (usize, usize) {
        let page = usize::try_from(self.page.unwrap_or(1).max(1)).unwrap_or(1);
        let size = usize::try_from(self.size.unwrap_or(50).clamp(1, 200)).unwrap_or(50);
        (page, size)
    }
}
