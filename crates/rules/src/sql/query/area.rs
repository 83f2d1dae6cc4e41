//! Areas as SQL: whether one lies in another, and whether two are the same.

use std::fmt::Write;

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;

use super::Query;
use crate::area_term::AreaTerm;
use crate::condition::Operator;
use crate::term::Term;
use crate::value::Value;

/// Levels of an area that may lie around a community.
const ABOVE_COMMUNITY: [Level; 4] = [Level::Province, Level::City, Level::District, Level::Street];

impl Query<'_> {
    /// Lies in it; unknown where only an area around it is known.
    pub(super) fn within(&mut self, term: &Term, area: &Term) -> Result<String, Problem> {
        let held = self.term(term)?;
        let Term::Value(Value::Area(larger)) = area else {
            return self.within_term(&held, area);
        };
        let mut unknown = format!("{held} IS NULL");
        for around in areas_around(*larger) {
            let _ = write!(unknown, " OR {held} = '{around}'");
        }
        Ok(format!(
            "(CASE WHEN {held} LIKE '{}%' THEN TRUE WHEN {unknown} THEN {} ELSE FALSE END)",
            larger.short(),
            self.null("boolean")
        ))
    }

    /// The larger area comes from data: each level it can have is a case.
    fn within_term(&mut self, held: &str, area: &Term) -> Result<String, Problem> {
        if matches!(area, Term::OwnArea(_)) {
            return Ok(self.null("boolean"));
        }
        let larger = self.term(area)?;
        let mut sql = format!(
            "(CASE WHEN {held} IS NULL OR {larger} IS NULL THEN {} WHEN {held} = {larger} THEN TRUE",
            self.null("boolean")
        );
        for level in ABOVE_COMMUNITY {
            let own_is_of_level = format!("{held} = {}", padded(held, level));
            let _ = write!(
                sql,
                " WHEN {larger} = {} THEN TRUE WHEN {own_is_of_level} AND {held} = {} THEN {}",
                padded(held, level),
                padded(&larger, level),
                self.null("boolean")
            );
        }
        sql.push_str(" ELSE FALSE END)");
        Ok(sql)
    }

    /// The same area or not; unknown where one that is not known narrowly enough lies around the
    /// other.
    pub(super) fn compare_areas(
        &mut self,
        (left, right): (AreaTerm<'_>, AreaTerm<'_>),
        operator: Operator,
    ) -> Result<String, Problem> {
        let sign = if operator == Operator::Unequal {
            "<>"
        } else {
            "="
        };
        let (one, other) = (self.term(left.term)?, self.term(right.term)?);
        let sides = [(&one, left.level), (&other, right.level)];
        let [one_cut, other_cut] = sides.map(|(area, level)| match level {
            Some(level) => padded(area, level),
            None => area.clone(),
        });
        let mut sql = "(CASE".to_owned();
        for (at, cut) in [&one_cut, &other_cut].into_iter().enumerate() {
            let ((area, level), (opposite, opposite_level)) = (sides[at], sides[1 - at]);
            let Some(level) = level else { continue };
            let Some(open) = wider_than(area, level) else {
                continue;
            };
            // What is open is of a wider level than is asked for.
            let around: Vec<String> = ABOVE_COMMUNITY
                .into_iter()
                .filter(|wider| *wider < level)
                .map(|wider| opposite_level.map_or(wider, |most| wider.min(most)))
                .map(|wider| format!("{cut} = {}", padded(opposite, wider)))
                .collect();
            let _ = write!(
                sql,
                " WHEN {open} AND ({}) THEN {}",
                around.join(" OR "),
                self.null("boolean")
            );
        }
        if sql == "(CASE" {
            return Ok(format!("({one_cut} {sign} {other_cut})"));
        }
        let _ = write!(sql, " ELSE {one_cut} {sign} {other_cut} END)");
        Ok(sql)
    }
}

/// Whether an area is not known as narrowly as a level: its digits of that level are zeros.
pub(super) fn wider_than(area: &str, level: Level) -> Option<String> {
    let (start, digits) = match level {
        Level::Province => return None,
        Level::City => (3, "00"),
        Level::District => (5, "00"),
        Level::Street => (7, "000"),
        Level::Community | Level::Grid => (10, "000"),
    };
    Some(format!(
        "SUBSTR({area}, {start}, {}) = '{digits}'",
        digits.len()
    ))
}

/// An area code with zeros below a level.
pub(super) fn padded(area: &str, level: Level) -> String {
    let (length, zeros) = match level {
        Level::Province => (2, "0000000000"),
        Level::City => (4, "00000000"),
        Level::District => (6, "000000"),
        Level::Street => (9, "000"),
        Level::Community | Level::Grid => (12, ""),
    };
    format!("(SUBSTR({area}, 1, {length}) || '{zeros}')")
}

/// The areas around one, itself left out.
fn areas_around(area: AreaCode) -> Vec<AreaCode> {
    let mut around: Vec<AreaCode> = ABOVE_COMMUNITY
        .into_iter()
        .map(|level| area.at(level))
        .filter(|above| *above != area)
        .collect();
    around.dedup();
    around
}
