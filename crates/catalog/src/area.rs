//! Areas (区划): the tree from province to grid, by statistical division code.
//!
//! Names differ between sources (`南门居委会`, `南门社区居委会`, `南门社区`), so areas are matched
//! by code first, and by name with the kind of the unit stripped.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

mod code;
mod load;
mod name;

pub use code::{AreaCode, AreaCodeError};
pub use load::AreaIssue;
pub use name::stem;

/// Level of an area, from the top down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 省, 自治区, 直辖市.
    Province,
    /// 地级市, 地区, 市辖区 (as a node of the tree).
    City,
    /// 区, 县, 县级市.
    District,
    /// 街道, 镇, 乡.
    Street,
    /// 社区, 村.
    Community,
    /// 网格.
    Grid,
}

impl Level {
    /// The Chinese name of the level.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::District => "区县",
            Self::Street => "街道/乡镇",
            Self::Community => "社区/村",
            Self::Grid => "网格",
        }
    }
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Its name as its own government writes it.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The area it lies in; `None` for a province.
    pub parent: Option<AreaCode>,
}

/// All areas, in tree order: parents before children, siblings by code.
#[derive(Debug, Clone, Default)]
pub struct AreaTree {
    areas: Vec<Area>,
    by_code: FxHashMap<AreaCode, usize>,
    children: FxHashMap<AreaCode, Vec<usize>>,
    by_stem: FxHashMap<String, Vec<usize>>,
    /// What the usual spellings of names mean anywhere: the places of the areas, and whether the name is
    /// theirs in full.
    by_spelling: FxHashMap<String, Vec<(usize, bool)>>,
}

static SHIPPED: LazyLock<AreaTree> =
    LazyLock::new(|| AreaTree::from_csv(include_str!("../data/areas.csv")).0);

impl AreaTree {
    /// The areas that ship with Linli: 上海市崇明区 and 青岛市市北区 in full, their cities down to
    /// the district.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads areas from CSV with the columns `code,name,level,parent` (or 代码, 名称, 级别, 上级;
    /// level and parent may be missing or empty and then follow from the code).
    ///
    /// Lines that cannot be used are left out and reported; the others are loaded.
    #[must_use]
    pub fn from_csv(text: &str) -> (Self, Vec<AreaIssue>) {
        let (areas, issues) = load::read(text);
        (Self::from_areas(areas), issues)
    }

    /// A tree of areas whose parents are all among them. Areas that hang below an unknown parent
    /// become roots.
    #[must_use]
    pub fn from_areas(areas: impl IntoIterator<Item = Area>) -> Self {
        let areas: BTreeMap<AreaCode, Area> =
            areas.into_iter().map(|area| (area.code, area)).collect();
        let mut below: BTreeMap<Option<AreaCode>, Vec<&Area>> = BTreeMap::new();
        for area in areas.values() {
            let parent = area.parent.filter(|parent| areas.contains_key(parent));
            below.entry(parent).or_default().push(area);
        }
        let mut tree = Self::default();
        let mut waiting: Vec<&Area> = below.get(&None).cloned().unwrap_or_default();
        waiting.reverse();
        while let Some(area) = waiting.pop() {
            tree.push(area.clone());
            if let Some(children) = below.get(&Some(area.code)) {
                waiting.extend(children.iter().rev());
            }
        }
        tree.learn_spellings();
        tree
    }

    /// Looks up once what nearly every address writes.
    fn learn_spellings(&mut self) {
        let mut by_spelling = FxHashMap::default();
        for area in &self.areas {
            for spelling in name::usual_spellings(&area.name, area.level) {
                if let Entry::Vacant(place) = by_spelling.entry(spelling) {
                    let meant = self.meant(place.key());
                    place.insert(meant);
                }
            }
        }
        self.by_spelling = by_spelling;
    }

    fn push(&mut self, area: Area) {
        let at = self.areas.len();
        self.by_code.insert(area.code, at);
        if let Some(parent) = area.parent {
            self.children.entry(parent).or_default().push(at);
        }
        self.by_stem.entry(stem(&area.name)).or_default().push(at);
        self.areas.push(area);
    }

    /// Every area in tree order.
    #[must_use]
    pub fn all(&self) -> &[Area] {
        &self.areas
    }

    /// The area of a code.
    #[must_use]
    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        self.by_code.get(code).map(|at| &self.areas[*at])
    }

    /// The areas directly below, by code.
    pub fn children(&self, code: &AreaCode) -> impl Iterator<Item = &Area> {
        self.children
            .get(code)
            .into_iter()
            .flatten()
            .map(|at| &self.areas[*at])
    }

    /// The areas above, nearest first, without the area itself.
    pub fn ancestors(&self, code: &AreaCode) -> impl Iterator<Item = &Area> {
        let parent = |area: &Area| area.parent.and_then(|parent| self.get(&parent));
        let first = match self.get(code) {
            Some(area) => parent(area),
            // An unknown code (a grid that is not listed) still lies in what its digits say.
            None => std::iter::successors(code.parent(), AreaCode::parent)
                .find_map(|above| self.get(&above)),
        };
        std::iter::successors(first, move |area| parent(area))
    }

    /// Whether an area is another one or lies in it.
    #[must_use]
    pub fn is_within(&self, code: &AreaCode, ancestor: &AreaCode) -> bool {
        code == ancestor || self.ancestors(code).any(|area| area.code == *ancestor)
    }

    /// The area and everything below it, in tree order; empty for an unknown code.
    #[must_use]
    pub fn subtree(&self, code: &AreaCode) -> Vec<&Area> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Area> = self.get(code).into_iter().collect();
        while let Some(area) = waiting.pop() {
            found.push(area);
            let below: Vec<&Area> = self.children(&area.code).collect();
            waiting.extend(below.into_iter().rev());
        }
        found
    }

    /// The communities in an area (itself when it is one), in tree order.
    #[must_use]
    pub fn communities_under(&self, code: &AreaCode) -> Vec<&Area> {
        let mut found = self.subtree(code);
        found.retain(|area| area.level == Level::Community);
        found
    }

    /// The area of a level that an area lies in; itself when it is of that level.
    #[must_use]
    pub fn at_level_above(&self, code: &AreaCode, level: Level) -> Option<&Area> {
        self.get(code)
            .into_iter()
            .chain(self.ancestors(code))
            .find(|area| area.level == level)
    }

    /// The names from the district down to the area, joined: 市北区辽宁路街道台东社区. Above a
    /// district it is the area's own name.
    #[must_use]
    pub fn path_name(&self, code: &AreaCode) -> String {
        let mut names: Vec<&str> = self
            .get(code)
            .into_iter()
            .chain(
                self.ancestors(code)
                    .filter(|area| area.level >= Level::District),
            )
            .map(|area| area.name.as_str())
            .collect();
        names.reverse();
        names.concat()
    }

    /// The areas of a name inside another area (which may be one of them).
    ///
    /// A name written in full wins over one that is equal only after the kind of the unit is
    /// stripped; a kind that is written (`街道`, `社区居委会`) must fit the level; names of areas
    /// above may stand in front (`青岛市市北区辽宁路街道`).
    #[must_use]
    pub fn find_by_name(&self, name: &str, within: &AreaCode) -> Vec<&Area> {
        if let Some(meant) = self.by_spelling.get(name) {
            let found = self.inside(meant, within);
            if !found.is_empty() {
                return found;
            }
        }
        let name = name::tidy(name);
        let found = self.inside(&self.meant(&name), within);
        if !found.is_empty() {
            return found;
        }
        self.strip_leading_area(&name)
            .map(|rest| self.find_by_name(&rest, within))
            .unwrap_or_default()
    }

    /// The places of the areas that a tidy name may mean, and whether it is their name in full.
    fn meant(&self, name: &str) -> Vec<(usize, bool)> {
        if name.is_empty() {
            return Vec::new();
        }
        let written = name::written_level(name);
        let fits = |at: &usize| written.is_none_or(|level| level == self.areas[*at].level);
        let in_full = |at: usize| (at, name::tidy(&self.areas[at].name) == name);
        let alike = self.by_stem.get(&stem(name)).into_iter().flatten();
        alike.copied().filter(fits).map(in_full).collect()
    }

    /// Those of them that lie inside an area, and of these the ones named in full, if any.
    fn inside(&self, meant: &[(usize, bool)], within: &AreaCode) -> Vec<&Area> {
        let mut found: Vec<(&Area, bool)> = meant
            .iter()
            .map(|(at, in_full)| (&self.areas[*at], *in_full))
            .filter(|(area, _)| self.is_within(&area.code, within))
            .collect();
        if found.iter().any(|(_, in_full)| *in_full) {
            found.retain(|(_, in_full)| *in_full);
        }
        found.into_iter().map(|(area, _)| area).collect()
    }

    /// The rest of a text that begins with the full name of an area, the longest such name first.
    fn strip_leading_area(&self, text: &str) -> Option<String> {
        self.areas
            .iter()
            .filter(|area| area.level < Level::Community && area.name != "市辖区")
            .filter_map(|area| Some((area.name.len(), text.strip_prefix(area.name.as_str())?)))
            .filter(|(_, rest)| !rest.is_empty())
            .max_by_key(|(length, _)| *length)
            .map(|(_, rest)| rest.to_owned())
    }
}

#[cfg(test)]
mod tests;
