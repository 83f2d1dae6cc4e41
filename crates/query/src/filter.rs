//! Which people are meant: the filter as written, and the same filter checked.

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;
use rules::Subject;
use serde::{Deserialize, Serialize};

use crate::partition::UNKNOWN_AGE;
use crate::search_text::SearchText;
use crate::snapshot::{District, Snapshot};
use crate::tag_set::TagSet;

/// What being "of an area" means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// 按居住地: held by the area, which is where a person lives, else where they are registered.
    #[default]
    Home,
    /// 按户籍地: registered in the area, wherever they live.
    Hukou,
    /// Either of the two.
    Either,
}

/// 人户分离, seen from an area: registration and home are both known and lie on different sides of
/// its border. Somebody of whom one of the two is unknown is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Apart {
    /// 户在人不在: registered in the area, living elsewhere.
    Away,
    /// 人在户不在: living in the area, registered elsewhere.
    Guest,
}

/// Which people are meant. Every condition that is given must hold; an empty filter means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonFilter {
    /// Only people of this area: a community, or anything above it.
    pub area: Option<AreaCode>,
    /// In which sense they are of it. Without an area, `Hukou` means everybody whose community of
    /// registration is known.
    pub basis: Basis,
    /// Only people whose home and registration lie apart. It brings its own basis: who is away
    /// counts by registration, who is a guest by home.
    pub apart: Option<Apart>,
    /// Words that must all be found, each as part of the name, address, phone or identity number.
    pub text: Option<String>,
    /// Names of tags that they carry all.
    pub tags_all: Vec<String>,
    /// Names of tags of which they carry one or more.
    pub tags_any: Vec<String>,
    /// Names of tags that they carry none of.
    pub tags_none: Vec<String>,
    /// Lowest age in full years; the dead are as old as they became.
    pub age_min: Option<i32>,
    /// Highest age in full years.
    pub age_max: Option<i32>,
    /// `1` men, `2` women (GB/T 2261.1).
    pub sex: Option<String>,
    /// Only the living, or only the dead.
    pub alive: Option<bool>,
    /// A rule about people, as text, that holds; of whom it cannot be told is not selected. 本区
    /// and its like are around the area of the filter.
    pub rule: Option<String>,
}

/// A filter that has been checked and can be run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scope: Scope,
    pub(crate) basis: Basis,
    pub(crate) apart: Option<Apart>,
    pub(crate) text: SearchText,
    pub(crate) all: Vec<usize>,
    pub(crate) any: Vec<usize>,
    pub(crate) none: Vec<usize>,
    /// Lowest and highest age, both included.
    pub(crate) ages: Option<(u8, u8)>,
    pub(crate) sex: Option<u8>,
    pub(crate) alive: Option<bool>,
    pub(crate) rule: Option<rules::Plan>,
}

/// The communities of an area.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// No area was named.
    Everywhere,
    /// The communities of one.
    Area {
        /// Ascending.
        communities: Vec<AreaCode>,
        /// Whether the area holds all that the snapshot is of, those without a known community
        /// among it.
        is_whole: bool,
    },
}

impl Scope {
    /// The communities under an area that the tree of `snapshot` knows.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub(crate) fn of(area: Option<&AreaCode>, snapshot: &Snapshot) -> Result<Self, Problem> {
        let Some(area) = area else {
            return Ok(Self::Everywhere);
        };
        let areas = &snapshot.district.areas;
        match areas.get(area).map(|area| area.level) {
            None => Err(Problem::bad_input(
                "area-unknown",
                format!("区划代码 {area} 不在本系统的区划表中，请核对后重新选择区划。"),
            )),
            // Entities are placed in communities; answering for a grid would always say nobody.
            Some(Level::Grid) => Err(Problem::bad_input(
                "area-below-community",
                "名单目前最小统计到社区，不能只选网格，请改选该网格所在的社区。",
            )),
            Some(_) => Ok(()),
        }?;
        let mut communities: Vec<AreaCode> = areas
            .communities_under(area)
            .iter()
            .map(|community| community.code)
            .collect();
        communities.push(*area);
        communities.sort_unstable();
        communities.dedup();
        Ok(Self::Area {
            communities,
            is_whole: snapshot.is_whole(area),
        })
    }

    /// Whether a community is meant; the partition without one is part of the whole only.
    pub(crate) fn contains(&self, community: Option<AreaCode>) -> bool {
        match (self, community) {
            (Self::Everywhere, _) => true,
            (Self::Area { is_whole, .. }, None) => *is_whole,
            (Self::Area { communities, .. }, Some(code)) => {
                communities.binary_search(&code).is_ok()
            }
        }
    }
}

impl Snapshot {
    /// Whether an area holds all that the snapshot is of.
    pub(crate) fn is_whole(&self, area: &AreaCode) -> bool {
        let District { areas, serves, .. } = &self.district;
        serves.is_some_and(|serves| areas.is_within(&serves, area))
    }
}

impl PersonFilter {
    /// Checks a filter against the areas and tags there are.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`, `age-range-empty`, `sex-unknown`, and
    /// `rule-…` with the place of a mistake in the rule.
    pub(crate) fn plan(&self, snapshot: &Snapshot) -> Result<Plan, Problem> {
        Ok(Plan {
            scope: Scope::of(self.area.as_ref(), snapshot)?,
            basis: match self.apart {
                Some(Apart::Away) => Basis::Hukou,
                Some(Apart::Guest) => Basis::Home,
                None => self.basis,
            },
            apart: self.apart,
            text: SearchText::of(self.text.as_deref().unwrap_or("")),
            all: tag_places(&self.tags_all, &snapshot.district.tags)?,
            any: tag_places(&self.tags_any, &snapshot.district.tags)?,
            none: tag_places(&self.tags_none, &snapshot.district.tags)?,
            ages: ages(self.age_min, self.age_max)?,
            sex: self.sex.as_deref().map(sex).transpose()?,
            alive: self.alive,
            rule: self
                .rule
                .as_deref()
                .filter(|rule| !rule.trim().is_empty())
                .map(|rule| snapshot.rule_plan(rule, self.area))
                .transpose()?,
        })
    }
}

/// The places of tags of people in the tag set, each once.
fn tag_places(names: &[String], tags: &TagSet) -> Result<Vec<usize>, Problem> {
    let mut places = names
        .iter()
        .map(|name| {
            tags.place(Subject::Person, name).ok_or_else(|| {
                Problem::bad_input(
                    "tag-unknown",
                    format!("没有名为“{name}”的人员标签，请从标签目录中选择。"),
                )
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// The ages between two bounds, if any is given.
fn ages(min: Option<i32>, max: Option<i32>) -> Result<Option<(u8, u8)>, Problem> {
    if min.is_none() && max.is_none() {
        return Ok(None);
    }
    let (min, max) = (min.unwrap_or(0).max(0), max.unwrap_or(i32::MAX));
    if min > max {
        return Err(Problem::bad_input(
            "age-range-empty",
            "年龄下限大于上限（或上限为负数），请调整年龄范围。",
        ));
    }
    let oldest = UNKNOWN_AGE - 1;
    let bound = |age: i32| u8::try_from(age).unwrap_or(UNKNOWN_AGE);
    // A lower bound past every age must match nobody, so it is not cut to the oldest.
    Ok(Some((bound(min), bound(max).min(oldest))))
}

/// A sex code that a list can be asked for.
fn sex(code: &str) -> Result<u8, Problem> {
    match code {
        "0" => Ok(0),
        "1" => Ok(1),
        "2" => Ok(2),
        "9" => Ok(9),
        _ => Err(Problem::bad_input(
            "sex-unknown",
            "性别代码无效，请用 1（男）或 2（女），未知为 0，未说明为 9。",
        )),
    }
}
