//! Filling a row from what the registry holds of its entity, each cell with its source.

mod address;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{DataElement, ElementNo, EntityKind, no};
use catalog::identifier::id_number;
use catalog::period::{age_on, day_of, day_text};
use catalog::survivorship::{Current, Winner};
use chrono::NaiveDate;

use crate::cell::{CellState, FormCell};
use crate::display;
use crate::template::{ROW_NO, Template, TemplateColumn, is_fact};

/// 行政区划
const AREA: ElementNo = ElementNo(37);
/// Nobody is older; a larger age means a wrong date.
const MOST_YEARS: i32 = 130;

/// Fills rows of one template. Made once per template, because finding out what each column
/// takes costs more than filling it.
#[derive(Debug, Clone)]
pub struct Prefill<'a> {
    columns: Vec<(&'a TemplateColumn, Option<&'static DataElement>)>,
    today: NaiveDate,
    areas: &'a AreaTree,
}

/// Whom a row is about.
#[derive(Debug, Clone, Copy)]
struct Subject<'a> {
    current: &'a Current,
    /// The dwelling lived in, if the caller knows it.
    home: Option<&'a Current>,
}

/// A value for a cell, and the registry value that it is or was computed from.
struct Found<'a> {
    canonical: String,
    origin: Option<&'a Winner>,
}

/// Fills one row for a person, dwelling or place, as [`Prefill::row`] does without a home. For
/// many rows make a [`Prefill`].
#[must_use]
pub fn prefill_row(
    template: &Template,
    entity: &Current,
    today: NaiveDate,
    areas: &AreaTree,
    position: usize,
) -> Vec<FormCell> {
    Prefill::new(template, today, areas).row(entity, None, position)
}

/// Whether filling this template can make use of the dwelling that a person lives in, so that
/// callers load dwellings only where they help.
#[must_use]
pub fn wants_home(template: &Template) -> bool {
    template
        .columns
        .iter()
        .filter_map(TemplateColumn::element)
        .any(|element| element.no == no::HOME_ADDRESS || element.entity == EntityKind::Dwelling)
}

impl<'a> Prefill<'a> {
    /// Prepares filling rows of a template: `today` is the day for which ages are computed,
    /// `areas` give the names of streets and communities.
    #[must_use]
    pub fn new(template: &'a Template, today: NaiveDate, areas: &'a AreaTree) -> Self {
        let columns = template
            .columns
            .iter()
            .map(|column| (column, column.element()))
            .collect();
        Self {
            columns,
            today,
            areas,
        }
    }

    /// Fills one row for a person, dwelling or place. `home` is the dwelling that a person lives
    /// in (the entity of `HOME_DWELLING`), whose address and traits serve where the person's own
    /// record has none. `position` counts rows from 0; 序号 counts from 1. One cell per template
    /// column, in template order.
    #[must_use]
    pub fn row(&self, entity: &Current, home: Option<&Current>, position: usize) -> Vec<FormCell> {
        let subject = Subject {
            current: entity,
            home,
        };
        let columns = self.columns.iter();
        columns
            .map(|(column, element)| self.cell(column, *element, subject, position))
            .collect()
    }

    /// A row for somebody who is not in the registry: counted, otherwise empty.
    #[must_use]
    pub fn empty_row(&self, position: usize) -> Vec<FormCell> {
        self.row(&Current::default(), None, position)
    }

    fn cell(
        &self,
        column: &TemplateColumn,
        element: Option<&DataElement>,
        subject: Subject<'_>,
        position: usize,
    ) -> FormCell {
        if !column.asks() {
            return FormCell::blank(CellState::NotAsked);
        }
        let found = element.and_then(|element| {
            let found = self.find(element, subject, position)?;
            let text = display::in_column(column, element, &found.canonical, self.areas);
            Some((found, text))
        });
        let Some((found, text)) = found.filter(|(_, text)| !text.is_empty()) else {
            return FormCell::blank(CellState::Empty);
        };
        FormCell {
            text,
            canonical: found.canonical,
            source: found.origin.map(|winner| winner.source),
            as_of: found.origin.map(|winner| winner.as_of),
            record: found.origin.map(|winner| winner.record),
            ..FormCell::blank(CellState::Prefilled)
        }
    }

    fn find<'s>(
        &self,
        element: &DataElement,
        subject: Subject<'s>,
        position: usize,
    ) -> Option<Found<'s>> {
        let current = subject.current;
        match element.no {
            ROW_NO => Some(Found {
                canonical: (position + 1).to_string(),
                origin: None,
            }),
            _ if !is_fact(element) => None,
            no::AGE => self.age(current),
            no::BIRTH_DATE => self
                .birth(current)
                .map(|(birth, origin)| of(&birth, origin)),
            no::SEX => held(current, no::SEX).or_else(|| self.sex_in_number(current)),
            AREA | no::STREET | no::COMMUNITY | no::COMMUNITY_CODE => self
                .area(element.no, subject)
                .or_else(|| held(current, element.no)),
            no::HOME_ADDRESS => held(current, no::HOME_ADDRESS)
                .or_else(|| address::composed(current, subject.home, self.areas)),
            _ if address::PARTS.contains(&element.no) => {
                let of_home = subject.home.and_then(|home| held(home, element.no));
                of_home.or_else(|| held(current, element.no))
            }
            _ if element.entity == EntityKind::Dwelling => held(current, element.no)
                .or_else(|| subject.home.and_then(|home| held(home, element.no))),
            _ => held(current, element.no),
        }
    }

    /// The birth date held, else the one in the identity number.
    fn birth<'s>(&self, current: &'s Current) -> Option<(String, &'s Winner)> {
        if let Some(winner) = current.winner(no::BIRTH_DATE) {
            return Some((winner.text.clone(), winner));
        }
        let winner = current.winner(no::ID_NUMBER)?;
        let birth = id_number::check(&winner.text, self.today).birth?;
        Some((day_text(birth), winner))
    }

    /// Odd serials are men's, even ones women's (GB 11643).
    fn sex_in_number<'s>(&self, current: &'s Current) -> Option<Found<'s>> {
        let winner = current.winner(no::ID_NUMBER)?;
        let sex = id_number::check(&winner.text, self.today).sex?;
        Some(of(&sex.to_string(), winner))
    }

    /// Full years on the day of the form; of the dead, on the day of death.
    fn age<'s>(&self, current: &'s Current) -> Option<Found<'s>> {
        let (birth, origin) = self.birth(current)?;
        let death = current.text(no::DEATH_DATE).and_then(day_of);
        let age = age_on(day_of(&birth)?, death.unwrap_or(self.today).min(self.today));
        (0..=MOST_YEARS)
            .contains(&age)
            .then(|| of(&age.to_string(), origin))
    }

    /// Names along the area tree, from the community that the entity belongs to.
    fn area<'s>(&self, element: ElementNo, subject: Subject<'s>) -> Option<Found<'s>> {
        let (code, origin) = community(subject)?;
        let name = |level| {
            self.areas
                .at_level_above(&code, level)
                .map(|area| area.name.clone())
        };
        let canonical = match element {
            no::COMMUNITY_CODE => code.to_string(),
            no::COMMUNITY => name(Level::Community)?,
            no::STREET => name(Level::Street)?,
            _ => self.areas.path_name(&code),
        };
        (!canonical.is_empty()).then(|| of(&canonical, origin))
    }
}

/// The community that an entity belongs to: lived in, else stood in, else registered in.
fn community(subject: Subject<'_>) -> Option<(AreaCode, &Winner)> {
    let order = [no::HOME_COMMUNITY, no::SITE_COMMUNITY, no::HUKOU_COMMUNITY];
    let winner = order
        .into_iter()
        .find_map(|element| subject.current.winner(element))?;
    Some((winner.text.parse().ok()?, winner))
}

fn of<'s>(canonical: &str, origin: &'s Winner) -> Found<'s> {
    Found {
        canonical: canonical.to_owned(),
        origin: Some(origin),
    }
}

fn held(current: &Current, element: ElementNo) -> Option<Found<'_>> {
    current
        .winner(element)
        .map(|winner| of(&winner.text, winner))
}

#[cfg(test)]
mod tests;
