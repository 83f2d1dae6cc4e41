//! One family: its surnames, and who is whose spouse, father and mother.

use chrono::NaiveDate;

use super::households::Draft;
use super::kin::Parents;
use super::names;
use super::people::{Person, Role, Sex};
use crate::dice::Dice;

/// Names of one family.
pub(crate) struct Family {
    /// Surname of the head and the children.
    pub(crate) surname: &'static str,
    mother: &'static str,
    dotted: bool,
}

impl Family {
    /// Surnames of a family; a head with parents in the community bears their name.
    pub(crate) fn new(parents: Option<&Parents>, dice: &mut Dice) -> Self {
        Self {
            surname: parents.map_or_else(|| names::surname(dice), |parents| parents.surname),
            mother: names::surname(dice),
            dotted: dice.chance(0.0006),
        }
    }

    /// The full name of a member.
    pub(crate) fn name(&self, draft: &Draft, birth: NaiveDate, dice: &mut Dice) -> String {
        if self.dotted {
            return names::dotted(dice);
        }
        let surname = match draft.role {
            Role::Head | Role::Grandchild => self.surname,
            Role::Child if dice.chance(0.06) => self.mother,
            Role::Child => self.surname,
            Role::Spouse => self.mother,
            Role::Parent if draft.sex == Sex::Male => self.surname,
            Role::Parent | Role::ChildInLaw | Role::Tenant => names::surname(dice),
        };
        format!("{surname}{}", names::given(birth, draft.sex, dice))
    }
}

/// Writes who is whose spouse, father and mother into a household's people.
pub(crate) fn link_family(people: &mut [Person], start: u32, parents: Option<&Parents>) {
    let at = |role: Role, sex: Option<Sex>| {
        people
            .iter()
            .position(|person| person.role == role && sex.is_none_or(|sex| person.sex == sex))
            .map(|at| start + at as u32)
    };
    let head = at(Role::Head, None);
    let spouse = at(Role::Spouse, None);
    let grandfather = at(Role::Parent, Some(Sex::Male));
    let grandmother = at(Role::Parent, Some(Sex::Female));
    let child = at(Role::Child, None);
    let in_law = at(Role::ChildInLaw, None);
    let man = people.first().is_some_and(|person| person.sex == Sex::Male);
    for person in people.iter_mut() {
        match person.role {
            Role::Head => {
                person.spouse = spouse;
                person.father = grandfather.or(parents.map(|parents| parents.father));
                person.mother = grandmother.or(parents.map(|parents| parents.mother));
            }
            Role::Spouse => person.spouse = head,
            Role::Child => {
                (person.father, person.mother) = if man { (head, spouse) } else { (spouse, head) };
                person.spouse = in_law;
            }
            Role::ChildInLaw => person.spouse = child,
            Role::Grandchild => (person.father, person.mother) = (child, in_law),
            Role::Parent if person.sex == Sex::Male => person.spouse = grandmother,
            Role::Parent => person.spouse = grandfather,
            Role::Tenant => {}
        }
    }
}
