//! Areas as rules ask for them: where 户籍地 is told from when no community is known, and how narrow
//! an area a term asks for.

use catalog::area::{AreaCode, Level};
use catalog::element::{Dictionary, ElementNo, no};

use crate::condition::Operator;
use crate::scalar;
use crate::term::Term;
use crate::value::{Kind, Value};

/// The element that tells the same area less narrowly, for whoever does not hold the element: who is
/// registered outside the territory has a county of registration and no community.
pub(crate) fn wider(element: ElementNo) -> Option<ElementNo> {
    (element == no::HUKOU_COMMUNITY).then_some(no::HUKOU_COUNTY)
}

/// A term of areas, looked at without the function that cuts it to a level.
#[derive(Clone, Copy)]
pub(crate) struct AreaTerm<'a> {
    /// The term that the function takes, or the term itself.
    pub(crate) term: &'a Term,
    /// How narrow an area is asked for; `None` where the area is what it is.
    pub(crate) level: Option<Level>,
}

impl<'a> AreaTerm<'a> {
    /// `None` for terms of anything else.
    pub(crate) fn of(term: &'a Term) -> Option<Self> {
        let level = match term {
            Term::Call {
                function,
                arguments,
            } => {
                let level = Some(function.level()?);
                return Some(Self {
                    term: arguments.first()?,
                    level,
                });
            }
            Term::Field { element, .. } => {
                if Kind::of(Dictionary::shipped().get(*element)?) != Kind::Area {
                    return None;
                }
                matches!(
                    *element,
                    no::HOME_COMMUNITY
                        | no::HUKOU_COMMUNITY
                        | no::SITE_COMMUNITY
                        | no::REGISTERED_COMMUNITY
                )
                .then_some(Level::Community)
            }
            Term::Value(Value::Area(_)) | Term::OwnArea(_) => None,
            _ => return None,
        };
        Some(Self { term, level })
    }

    /// Both sides of a comparison, when they are areas.
    pub(crate) fn both(left: &'a Term, right: &'a Term) -> Option<(Self, Self)> {
        Some((Self::of(left)?, Self::of(right)?))
    }

    /// The area cut to what is asked for, and whether it is not known as narrowly as that.
    fn cut(self, area: AreaCode) -> (AreaCode, bool) {
        match self.level {
            Some(level) => (area.at(level), scalar::area_at(area, level).is_none()),
            None => (area, false),
        }
    }
}

/// Compares two areas. What is not known narrowly enough differs from all that lies outside it, and
/// cannot be told from what lies in it.
pub(crate) fn compare(
    operator: Operator,
    (left, left_area): (AreaTerm<'_>, AreaCode),
    (right, right_area): (AreaTerm<'_>, AreaCode),
) -> Option<bool> {
    let (left, left_open) = left.cut(left_area);
    let (right, right_open) = right.cut(right_area);
    let around = |outer: AreaCode, inner: AreaCode| inner.at(outer.level()) == outer;
    if (left_open && around(left, right)) || (right_open && around(right, left)) {
        return None;
    }
    Some((left == right) == (operator != Operator::Unequal))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::term::Function;

    #[test]
    fn a_county_tells_what_lies_outside_it() {
        let registered = Term::field(no::HUKOU_COMMUNITY);
        let lives = Term::field(no::HOME_COMMUNITY);
        let of = |function, term: &Term| Term::Call {
            function,
            arguments: vec![term.clone()],
        };
        let area = |digits: &str| digits.parse::<AreaCode>().unwrap();
        let same = |left: &Term, left_area: &str, right: &Term, right_area: &str| {
            let (left, right) = AreaTerm::both(left, right).unwrap();
            compare(
                Operator::Equal,
                (left, area(left_area)),
                (right, area(right_area)),
            )
        };
        let home = "370203001001";
        assert_eq!(same(&registered, "370212", &lives, home), Some(false));
        assert_eq!(same(&registered, "370203", &lives, home), None);
        for (function, elsewhere, here) in [
            (Function::Street, Some(false), None),
            (Function::District, Some(false), Some(true)),
            (Function::City, Some(true), Some(true)),
        ] {
            let (left, right) = (of(function, &registered), of(function, &lives));
            assert_eq!(same(&left, "370212", &right, home), elsewhere);
            assert_eq!(same(&left, "370203", &right, home), here);
        }
        let street = of(Function::Street, &registered);
        assert_eq!(
            same(&street, "370203", &street, "370203"),
            None,
            "two of one county may be of two streets"
        );
        let county = Term::Value(Value::Area(area("370203")));
        assert_eq!(same(&lives, home, &county, "370203"), Some(false));
    }
}
