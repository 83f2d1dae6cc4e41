//! The cockpit (驾驶舱) of an area: its figures, each with what it means and the list behind it.

mod changes;
pub mod leads;

use std::sync::Arc;

use catalog::area::{Area, AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use query::{AGE_BANDS, Basis, GroupBy, PersonFilter, Snapshot, UNKNOWN};
use rules::{Condition, Rule, Subject};

use crate::rights::Caller;
use crate::segment::narrow::Narrow;
use crate::tag::card::{SourceDays, of_rule};
use crate::tag::catalogue::Tags;
use crate::tag::figures::carries;
use crate::tag::headline::{AGED, COCKPIT};
use crate::tag::rule;
use crate::view::link::encoded;
use crate::wire::area::{AreaRef, NO_COMMUNITY};
use crate::wire::figure::{Cockpit, CockpitArea, CockpitFigure, CockpitPyramid, DefinitionCard};
use crate::wire::tag::ThreeCount;

/// More tags than anybody looks through on one page.
const MOST_TAGS: usize = 40;

/// What is asked, and with what the figures are explained.
pub struct Desk {
    /// Tags in force.
    pub tags: Arc<Tags>,
    /// The tree of areas.
    pub areas: Arc<AreaTree>,
    /// Which area.
    pub area: AreaCode,
    /// In which sense people are of it.
    pub basis: Basis,
    /// The same as a word of addresses.
    pub basis_name: &'static str,
    /// The newest day that each source speaks of.
    pub days: Arc<SourceDays>,
    /// Only those of this segment.
    pub segment: Option<Narrow>,
}

impl Desk {
    /// The area that is asked about.
    ///
    /// # Errors
    /// `area-unknown` when the tree does not hold it.
    pub fn area(&self) -> Result<&Area, Problem> {
        let missing = || Problem::not_found("area-unknown", "没有这个区划，请重新选择。");
        self.areas.get(&self.area).ok_or_else(missing)
    }

    /// Every figure that the snapshot tells; leads stand elsewhere.
    ///
    /// # Errors
    /// What the snapshot refuses.
    pub fn cockpit(&self, snapshot: &Snapshot, caller: &Caller) -> Result<Cockpit, Problem> {
        let area = self.area()?;
        let mut path: Vec<AreaRef> = self
            .areas
            .ancestors(&self.area)
            .filter(|above| self.areas.is_within(&above.code, &caller.area))
            .filter(|above| above.code != self.area)
            .map(AreaRef::from)
            .collect();
        path.sort_by_key(|above| above.code.clone());
        path.push(AreaRef::from(area));
        let tags = self.tags_carried(snapshot, caller)?;
        Ok(Cockpit {
            area: AreaRef::from(area),
            path,
            basis: self.basis_name.to_owned(),
            as_of: snapshot.district().today.to_string(),
            figures: self.figures(snapshot, caller)?,
            pyramid: self.pyramid(snapshot)?,
            changes: self.changes(snapshot)?,
            tags_total: tags.len() as u64,
            tags: self.tag_figures(snapshot, &tags)?,
            below: self.below(snapshot, area.level)?,
            leads: None,
            segment: self.segment.as_ref().map(Narrow::words),
        })
    }

    fn filter(&self) -> PersonFilter {
        let everybody = PersonFilter {
            area: Some(self.area),
            basis: self.basis,
            ..PersonFilter::default()
        };
        match &self.segment {
            Some(segment) => segment.filter(everybody),
            None => everybody,
        }
    }

    fn living(&self) -> PersonFilter {
        PersonFilter {
            alive: Some(true),
            ..self.filter()
        }
    }

    /// The address of the people list with these conditions, a rule of its own and the segment's.
    fn link(&self, conditions: &[(&str, &str)], rule: Option<Condition>) -> String {
        let area = self.segment.as_ref().map_or(self.area, |one| one.area);
        let mut link = format!("/people?area={area}&basis={}", self.basis_name);
        for (name, value) in conditions {
            link.push_str(&format!("&{name}={}", encoded(value)));
        }
        let rule = match (&self.segment, rule) {
            (Some(segment), rule) => Some(segment.and(rule)),
            (None, Some(condition)) => Some(Rule {
                subject: Subject::Person,
                condition,
            }),
            (None, None) => None,
        };
        if let Some(rule) = rule {
            link.push_str(&format!("&rule={}", encoded(&rule.text())));
        }
        link
    }

    /// The card, with the segment that the figure is narrowed to.
    fn named(&self, card: DefinitionCard) -> DefinitionCard {
        DefinitionCard {
            segment: self.segment.as_ref().map(Narrow::words),
            ..card
        }
    }

    fn figures(&self, snapshot: &Snapshot, caller: &Caller) -> Result<Vec<CockpitFigure>, Problem> {
        let living = rule::parse(&self.tags, Subject::Person, "健在")?;
        let count: ThreeCount = snapshot.count_three(&living, &self.filter())?.into();
        let mut figures = vec![CockpitFigure {
            key: "population".to_owned(),
            label: "人口（健在）".to_owned(),
            value: count.yes,
            unit: "人".to_owned(),
            link: Some(self.link(&[], None)),
            card: self.people_card(
                "人口",
                "底账里没有死亡登记的人；同一个人只算一次",
                &living,
                count,
            ),
        }];
        for name in COCKPIT {
            if self.sees(caller, name) {
                figures.push(self.tag_figure(snapshot, name)?);
            }
        }
        Ok(figures)
    }

    fn sees(&self, caller: &Caller, name: &str) -> bool {
        self.tags
            .get(name)
            .is_some_and(|tag| caller.sees_tag(tag.definition.grade, &tag.definition.department))
    }

    fn tag_figure(&self, snapshot: &Snapshot, name: &str) -> Result<CockpitFigure, Problem> {
        let held = self.tags.find(name)?;
        let parsed = rule::parse(&self.tags, held.subject(), &held.rule_text())?;
        let count: ThreeCount = snapshot
            .count_three(&carries(Subject::Person, name), &self.filter())?
            .into();
        Ok(CockpitFigure {
            key: format!("tag-{name}"),
            label: name.to_owned(),
            value: count.yes,
            unit: "人".to_owned(),
            link: Some(self.link(&[("tags_all", name), ("alive", "all")], None)),
            card: self.named(of_rule(
                name,
                &held.definition.definition,
                &parsed,
                Some(count),
                &self.days,
                held.note.clone(),
            )),
        })
    }

    /// The tags that the caller sees and somebody carries, the most frequent first.
    fn tags_carried(&self, snapshot: &Snapshot, caller: &Caller) -> Result<Vec<String>, Problem> {
        let mut tags = snapshot.group(&self.filter(), GroupBy::Tag)?;
        tags.retain(|(name, _)| self.sees(caller, name));
        tags.sort_by(|(one, few), (other, many)| (many, other).cmp(&(few, one)));
        Ok(tags.into_iter().map(|(name, _)| name).collect())
    }

    fn tag_figures(
        &self,
        snapshot: &Snapshot,
        names: &[String],
    ) -> Result<Vec<CockpitFigure>, Problem> {
        names
            .iter()
            .take(MOST_TAGS)
            .map(|name| self.tag_figure(snapshot, name))
            .collect()
    }

    fn pyramid(&self, snapshot: &Snapshot) -> Result<CockpitPyramid, Problem> {
        let mut men = vec![0; AGE_BANDS];
        let mut women = vec![0; AGE_BANDS];
        let mut unknown = 0;
        for street in snapshot.pyramids(&self.living())? {
            let add = |sum: &mut Vec<u64>, part: [u64; AGE_BANDS]| {
                sum.iter_mut()
                    .zip(part)
                    .for_each(|(sum, part)| *sum += part);
            };
            add(&mut men, street.men);
            add(&mut women, street.women);
            unknown += street.unknown;
        }
        let bands = (0..AGE_BANDS)
            .map(|band| match band * 5 {
                from if band + 1 == AGE_BANDS => format!("{from}+"),
                from => format!("{from}-{}", from + 4),
            })
            .collect();
        let told = rule::parse(
            &self.tags,
            Subject::Person,
            "健在 且 已知(性别) 且 已知(出生日期)",
        )?;
        let count = ThreeCount {
            yes: men.iter().chain(&women).sum(),
            no: 0,
            unknown,
        };
        let card = self.people_card(
            "年龄性别",
            "健在的人按当天周岁，每五岁一组，分男女；性别或年龄不详的另列",
            &told,
            count,
        );
        Ok(CockpitPyramid {
            bands,
            men,
            women,
            unknown,
            card,
        })
    }

    /// The card of a figure that every source of people stands behind.
    fn people_card(
        &self,
        title: &str,
        definition: &str,
        rule: &Rule,
        count: ThreeCount,
    ) -> DefinitionCard {
        self.named(DefinitionCard {
            sources: self.days.of_people(),
            ..of_rule(title, definition, rule, Some(count), &self.days, None)
        })
    }

    /// Streets of a district, communities of a street; last, without a code, those of no community.
    fn below(&self, snapshot: &Snapshot, level: Level) -> Result<Vec<CockpitArea>, Problem> {
        let by = match level {
            Level::Province | Level::City | Level::District => GroupBy::Street,
            Level::Street => GroupBy::Community,
            Level::Community | Level::Grid => return Ok(Vec::new()),
        };
        let aged = PersonFilter {
            tags_all: vec![AGED.to_owned()],
            ..self.living()
        };
        // The tag may have been deleted here; then nobody is counted as aged.
        let aged = match self.tags.get(AGED) {
            Some(_) => snapshot.group(&aged, by)?,
            None => Vec::new(),
        };
        let mut found: Vec<CockpitArea> = snapshot
            .group(&self.living(), by)?
            .into_iter()
            .filter_map(|(code, people)| {
                let name = match code.as_str() {
                    UNKNOWN => NO_COMMUNITY.to_owned(),
                    known => self.areas.get(&known.parse().ok()?)?.name.clone(),
                };
                let aged = aged
                    .iter()
                    .find(|(other, _)| *other == code)
                    .map_or(0, |(_, count)| *count);
                Some(CockpitArea {
                    name,
                    code: if code == UNKNOWN { String::new() } else { code },
                    people,
                    aged,
                })
            })
            .collect();
        found.sort_by_key(|area| (area.code.is_empty(), std::cmp::Reverse(area.people)));
        Ok(found)
    }
}
