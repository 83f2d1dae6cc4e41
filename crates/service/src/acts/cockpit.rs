//! GET /api/cockpit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use chrono::{Datelike, NaiveDate};
use query::{AGE_BANDS, Basis, GroupBy, PersonFilter, Snapshot, UNKNOWN};
use rules::Subject;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::card::{SourceDays, of_rule};
use crate::tag::catalogue::Tags;
use crate::tag::figures::{carries, in_background, of_people};
use crate::tag::headline::{AGED, COCKPIT};
use crate::tag::rule;
use crate::view::link::encoded;
use crate::wire::area::{AreaRef, NO_COMMUNITY};
use crate::wire::figure::{
    Cockpit, CockpitArea, CockpitAsked, CockpitFigure, CockpitPyramid, DefinitionCard,
};
use crate::wire::tag::ThreeCount;

/// More tags than anybody looks through on one page.
const MOST_TAGS: usize = 40;

/// Population, age pyramid, changes of the month and tags of an area of the caller's, each with
/// what it means and a link to the people behind it under the same rights.
#[utoipa::path(get, path = "/api/cockpit", tag = "cockpit", params(CockpitAsked),
    responses((status = 200, body = Cockpit), (status = 403, body = ProblemBody)))]
pub async fn cockpit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<CockpitAsked>,
) -> Result<Json<Cockpit>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let (basis, basis_name) = match asked.basis.as_deref() {
        Some("hukou") => (Basis::Hukou, "hukou"),
        Some("either") => (Basis::Either, "either"),
        _ => (Basis::Home, "home"),
    };
    let days = SourceDays::read(&app).await?;
    let desk = Desk {
        tags: app.tags(),
        areas: areas.clone(),
        area,
        basis,
        basis_name,
        days,
    };
    let viewer = caller.clone();
    let cockpit = in_background(app.snapshot.load(), move |snapshot| {
        desk.cockpit(snapshot, &viewer)
    })
    .await?;
    Ok(Json(cockpit))
}

/// What is asked, and with what the figures are explained.
struct Desk {
    tags: Arc<Tags>,
    areas: Arc<AreaTree>,
    area: AreaCode,
    basis: Basis,
    basis_name: &'static str,
    days: SourceDays,
}

impl Desk {
    fn cockpit(&self, snapshot: &Snapshot, caller: &Caller) -> Result<Cockpit, Problem> {
        let missing = || Problem::not_found("area-unknown", "没有这个区划，请重新选择。");
        let area = self.areas.get(&self.area).ok_or_else(missing)?;
        let mut path: Vec<AreaRef> = self
            .areas
            .ancestors(&self.area)
            .filter(|above| self.areas.is_within(&above.code, &caller.area))
            .filter(|above| above.code != self.area)
            .map(AreaRef::from)
            .collect();
        path.sort_by_key(|above| above.code.clone());
        path.push(AreaRef::from(area));
        Ok(Cockpit {
            area: AreaRef::from(area),
            path,
            basis: self.basis_name.to_owned(),
            as_of: snapshot.district().today.to_string(),
            figures: self.figures(snapshot, caller)?,
            pyramid: self.pyramid(snapshot)?,
            changes: self.changes(snapshot)?,
            tags: self.tag_figures(snapshot, caller)?,
            below: self.below(snapshot, area.level)?,
        })
    }

    fn filter(&self) -> PersonFilter {
        PersonFilter {
            area: Some(self.area),
            basis: self.basis,
            ..PersonFilter::default()
        }
    }

    fn living(&self) -> PersonFilter {
        PersonFilter {
            alive: Some(true),
            ..self.filter()
        }
    }

    /// The address of the people list with these conditions.
    fn link(&self, conditions: &[(&str, &str)]) -> String {
        let mut link = format!("/people?area={}&basis={}", self.area, self.basis_name);
        for (name, value) in conditions {
            link.push_str(&format!("&{name}={}", encoded(value)));
        }
        link
    }

    fn figures(&self, snapshot: &Snapshot, caller: &Caller) -> Result<Vec<CockpitFigure>, Problem> {
        let mut figures = vec![CockpitFigure {
            key: "population".to_owned(),
            label: "人口（健在）".to_owned(),
            value: snapshot.count(&self.living())?,
            unit: "人".to_owned(),
            link: Some(self.link(&[])),
            card: self.plain_card("人口", "底账里没有死亡登记的人；同一个人只算一次"),
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
            link: Some(self.link(&[("tags_all", name), ("alive", "all")])),
            card: of_rule(
                name,
                &held.definition.definition,
                &parsed,
                Some(count),
                &self.days,
                held.note.clone(),
            ),
        })
    }

    /// The tags that the caller sees and somebody carries, the most frequent first.
    fn tag_figures(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
    ) -> Result<Vec<CockpitFigure>, Problem> {
        let counts = of_people(snapshot, &self.area, self.basis)?;
        let mut names: Vec<(u64, &String)> = counts
            .iter()
            .filter(|(name, (yes, _))| *yes > 0 && self.sees(caller, name))
            .map(|(name, (yes, _))| (*yes, name))
            .collect();
        names.sort_by(|one, other| other.cmp(one));
        names
            .into_iter()
            .take(MOST_TAGS)
            .map(|(_, name)| self.tag_figure(snapshot, name))
            .collect()
    }

    /// Births, deaths and arrivals since the first of the month, as far as sources state a day.
    fn changes(&self, snapshot: &Snapshot) -> Result<Vec<CockpitFigure>, Problem> {
        let today = snapshot.district().today;
        let first = NaiveDate::from_ymd_opt(today.year(), today.month(), 1).unwrap_or(today);
        [
            (
                "births",
                "本月出生",
                format!("出生日期 >= {first}"),
                "出生日期在本月的人",
            ),
            (
                "deaths",
                "本月去世",
                format!("死亡时间 >= {first}"),
                "死亡登记的日期在本月的人",
            ),
            (
                "hukou-in",
                "本月户口迁入",
                format!("户口迁入日期 >= {first}"),
                "公安登记的户口迁入日期在本月的人；迁出没有来源登记日期，不统计",
            ),
            (
                "arrived",
                "本月新来居住",
                format!("来本地时间 >= {first}"),
                "流动人口登记的来本地时间在本月的人；离开没有来源登记日期，不统计",
            ),
        ]
        .into_iter()
        .map(|(key, label, text, definition)| {
            let parsed = rule::parse(&self.tags, Subject::Person, &text)?;
            let count: ThreeCount = snapshot.count_three(&parsed, &self.filter())?.into();
            Ok(CockpitFigure {
                key: key.to_owned(),
                label: label.to_owned(),
                value: count.yes,
                unit: "人".to_owned(),
                link: Some(self.link(&[("rule", &text), ("alive", "all")])),
                // Nobody without such a day is missing: most have never moved.
                card: of_rule(label, definition, &parsed, None, &self.days, None),
            })
        })
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
        let mut card = self.plain_card(
            "年龄性别",
            "健在的人按当天周岁，每五岁一组，分男女；性别或年龄不详的另列",
        );
        card.unknown = Some(unknown);
        Ok(CockpitPyramid {
            bands,
            men,
            women,
            unknown,
            card,
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

    fn plain_card(&self, title: &str, definition: &str) -> DefinitionCard {
        DefinitionCard {
            title: title.to_owned(),
            definition: definition.to_owned(),
            rule: String::new(),
            sentence: String::new(),
            sources: self.days.of_people(),
            computed_on: clock::today().to_string(),
            known_share: None,
            unknown: None,
            note: None,
        }
    }
}
