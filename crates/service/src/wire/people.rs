//! People and dwellings on the wire; every value is already masked.

use query::{Apart, Basis, PersonFilter, Sort, SortBy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lock::Lock;

/// A question about people. All conditions hold together.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleQuery {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    /// `home` (实住), `hukou` (户籍) or `either`.
    pub basis: Option<String>,
    /// 人户分离: `away` (户在人不在) or `guest` (人在户不在); it brings its own basis.
    pub apart: Option<String>,
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
    /// A rule that holds of them, such as `年龄 >= 75 且 没有 同住人`; of whom it cannot be told is
    /// not listed.
    pub rule: Option<String>,
    /// name, age, address, verified (longest not verified first) or id.
    pub sort: Option<String>,
    pub descending: bool,
    /// From 1.
    pub page: Option<u64>,
    /// At most 200; 0 answers with the total alone.
    pub size: Option<u64>,
    /// For groups: community, street, sex, age, tag, or the id of a coded element.
    pub by: Option<String>,
    /// For a list by a tag or an element graded L4: what it is needed for.
    pub purpose: Option<String>,
}

/// A list of people as a file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PeopleExport {
    pub query: PeopleQuery,
    /// Why it is needed; at least four characters.
    pub purpose: String,
    /// xlsx (when absent) or csv.
    pub format: Option<String>,
}

/// A kept list as a file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ListExport {
    /// Why it is needed; at least four characters.
    pub purpose: String,
    /// xlsx (when absent) or csv.
    pub format: Option<String>,
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
    /// When somebody on the spot last confirmed what is held.
    pub verified: Option<String>,
    /// How long that is ago, when it is too long: 超过一年未核实.
    pub stale: Option<String>,
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
    /// The person as it stands now; another id than the one asked for when that was merged.
    pub id: i64,
    /// What became of the id asked for, in one sentence; absent unless it was merged.
    pub redirected: Option<String>,
    pub name: String,
    pub community: String,
    pub tags: Vec<PersonTag>,
    /// Whole lists that named the person and whose newest one does not, one sentence each.
    pub left: Vec<String>,
    pub facts: Vec<Fact>,
    pub dwellings: Vec<PersonDwelling>,
    pub household: HouseholdCard,
    /// Mother and children, where a birth record names the mother's number.
    pub kin: Vec<Relative>,
    pub locks: Vec<Lock>,
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
    /// The record that the value stands in.
    pub record: i64,
    /// How long it has not been verified, when that is past its maximum age: 超过一年未核实.
    pub stale: Option<String>,
    /// Whether somebody locked it.
    pub locked: bool,
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
    /// The record that it stands in.
    pub record: i64,
}

/// A tie of a person to a dwelling (人房关系).
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDwelling {
    /// home, hukou, owner, tenant or lodger.
    pub kind: String,
    /// 实住, 户籍, 产权, 承租 or 寄住.
    pub relation: String,
    pub dwelling_id: i64,
    pub label: String,
    pub source: String,
    pub as_of: String,
    /// Since when, where the source says so.
    pub since: Option<String>,
    /// By which day it had ended, for ties of the past.
    pub ended_by: Option<String>,
    /// held (采用), rival (其他说法) or former (曾经).
    pub standing: String,
    /// The address that led here is in doubt.
    pub contested: bool,
}

/// The household somebody is registered in (户).
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct HouseholdCard {
    /// Number of the household for life; none when there is no booklet to go by.
    pub id: Option<i64>,
    /// Whether the caller may open the household's own page.
    pub open: bool,
    /// `booklet` (户号), `door` (same registered dwelling, no booklet) or `none`.
    pub basis: String,
    /// What the list goes by, in one sentence.
    pub note: String,
    /// How many people, those not listed included.
    pub total: u64,
    pub members: Vec<HouseholdMember>,
}

/// Somebody of a household.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdMember {
    /// None when the caller may not open the person.
    pub id: Option<i64>,
    pub name: String,
    pub age: Option<i32>,
    pub deceased: bool,
    /// 户主, or what they are to the head: 妻, 长子 … Empty when no record says so.
    pub relation: String,
    /// Whether this is the head.
    pub head: bool,
    /// Whether this is the person whose page it is.
    pub own: bool,
    /// Who says so.
    pub source: String,
    pub as_of: String,
}

/// Who belongs to a dwelling in one way.
#[derive(Debug, Serialize, ToSchema)]
pub struct DwellingTies {
    /// owner, tenant or lodger.
    pub kind: String,
    /// 产权, 承租 or 寄住.
    pub relation: String,
    pub people: Vec<DwellingTie>,
}

/// Somebody tied to a dwelling.
#[derive(Debug, Serialize, ToSchema)]
pub struct DwellingTie {
    /// None when the person is not known for certain, or not in the caller's area.
    pub person_id: Option<i64>,
    pub name: String,
    pub source: String,
    pub as_of: String,
    pub ended_by: Option<String>,
    /// held, rival or former.
    pub standing: String,
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
    /// Owners, tenants and lodgers.
    pub ties: Vec<DwellingTies>,
    pub locks: Vec<Lock>,
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
            apart: match self.apart.as_deref() {
                Some("away") => Some(Apart::Away),
                Some("guest") => Some(Apart::Guest),
                _ => None,
            },
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            tags_all: self.tags_all.clone(),
            tags_any: self.tags_any.clone(),
            tags_none: self.tags_none.clone(),
            age_min: self.age_min,
            age_max: self.age_max,
            sex: self.sex.clone().filter(|sex| !sex.is_empty()),
            alive: self.alive,
            rule: self.rule.clone().filter(|rule| !rule.trim().is_empty()),
        }
    }

    /// In which order they are listed.
    pub fn sort(&self) -> Sort {
        Sort {
            by: match self.sort.as_deref() {
                Some("name") => SortBy::Name,
                Some("age") => SortBy::Age,
                Some("address") => SortBy::Address,
                Some("verified") => SortBy::Verified,
                _ => SortBy::Id,
            },
            descending: self.descending,
        }
    }

    /// Page (from 1) and size within bounds.
    pub fn bounds(&self) -> (usize, usize) {
        let page = usize::try_from(self.page.unwrap_or(1).max(1)).unwrap_or(1);
        let size = usize::try_from(self.size.unwrap_or(50).clamp(0, 200)).unwrap_or(50);
        (page, size)
    }
}
