//! Kinds of households and who belongs to them. The mix gives an old city quarter: about a
//! quarter of the people are 60 or older, one in twenty-two is 80 or older.

use super::people::{Role, Sex};
use crate::dice::Dice;

/// Where the household as a whole is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// At the dwelling it lives in.
    Here,
    /// In another community of the area.
    ElsewhereInArea,
    /// In a collective household, or at an address that was pulled down.
    Collective,
    /// In another district of the city.
    Neighbour,
    /// In another city: floating population.
    Floating,
    /// Holder of a permit for Hong Kong, Macao and Taiwan residents or for foreigners.
    Permit,
}

/// How resident households are registered, with weights per 10 000.
pub(crate) const MODES: [(Mode, u32); 6] = [
    (Mode::Here, 6_250),
    (Mode::ElsewhereInArea, 1_500),
    (Mode::Collective, 150),
    (Mode::Neighbour, 650),
    (Mode::Floating, 1_444),
    (Mode::Permit, 6),
];

/// Composition of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ElderSingle,
    ElderCouple,
    ElderCoupleWithChild,
    MiddleCouple,
    FamilyWithTeenager,
    FamilyWithChild,
    FamilyWithTwo,
    YoungCouple,
    Single,
    ThreeGenerations,
    WithOneGrandparent,
    SingleParent,
    Sharing,
}

/// Kinds of households registered in the district.
const LOCAL: [(Kind, u32); 13] = [
    (Kind::ElderSingle, 152),
    (Kind::ElderCouple, 205),
    (Kind::ElderCoupleWithChild, 30),
    (Kind::MiddleCouple, 110),
    (Kind::FamilyWithTeenager, 105),
    (Kind::FamilyWithChild, 105),
    (Kind::FamilyWithTwo, 40),
    (Kind::YoungCouple, 70),
    (Kind::Single, 145),
    (Kind::ThreeGenerations, 20),
    (Kind::WithOneGrandparent, 20),
    (Kind::SingleParent, 35),
    (Kind::Sharing, 5),
];

/// Kinds of households that came from elsewhere.
const FLOATING: [(Kind, u32); 9] = [
    (Kind::ElderSingle, 12),
    (Kind::ElderCouple, 30),
    (Kind::MiddleCouple, 90),
    (Kind::FamilyWithTeenager, 80),
    (Kind::FamilyWithChild, 150),
    (Kind::FamilyWithTwo, 60),
    (Kind::YoungCouple, 160),
    (Kind::Single, 290),
    (Kind::Sharing, 130),
];

/// Ages of elders with weights, as (first age, width, weight).
const ELDERS: [(i32, i32, u32); 9] = [
    (60, 5, 260),
    (65, 5, 245),
    (70, 5, 195),
    (75, 5, 125),
    (80, 5, 92),
    (85, 5, 55),
    (90, 5, 22),
    (95, 5, 5),
    (100, 7, 1),
];

/// A member before names, numbers and dates are given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    pub(crate) sex: Sex,
    pub(crate) age: i32,
    pub(crate) role: Role,
    pub(crate) marriage: u8,
    /// Born together with the member before.
    pub(crate) twin: bool,
}

/// Draws the composition of a household.
pub(crate) fn compose(mode: Mode, dice: &mut Dice) -> (Kind, Vec<Draft>) {
    let kind = match mode {
        Mode::Here | Mode::ElsewhereInArea | Mode::Collective | Mode::Neighbour => {
            dice.weighted(&LOCAL)
        }
        Mode::Floating => dice.weighted(&FLOATING),
        Mode::Permit => Kind::Single,
    };
    (kind, members(kind, dice))
}

fn members(kind: Kind, dice: &mut Dice) -> Vec<Draft> {
    match kind {
        Kind::ElderSingle => elder_single(dice),
        Kind::ElderCouple => elder_couple(dice),
        Kind::ElderCoupleWithChild => {
            let mut all = elder_couple(dice);
            let mother = all[1].age;
            let age = (mother - dice.between(23, 34)).max(24);
            let marriage = dice.weighted(&[(10_u8, 6), (40, 4)]);
            all.push(Draft {
                role: Role::Child,
                marriage,
                ..anyone(age, dice)
            });
            all
        }
        Kind::MiddleCouple => couple(45, 59, dice),
        Kind::YoungCouple => couple(24, 38, dice),
        Kind::FamilyWithTeenager => {
            let mut all = couple(36, 56, dice);
            push_child(&mut all, (8, 27), dice);
            all
        }
        Kind::FamilyWithChild => {
            let mut all = couple(26, 42, dice);
            push_child(&mut all, (0, 14), dice);
            all
        }
        Kind::FamilyWithTwo => family_with_two(dice),
        Kind::Single => single(dice),
        Kind::ThreeGenerations => with_grandparents(2, dice),
        Kind::WithOneGrandparent => with_grandparents(1, dice),
        Kind::SingleParent => single_parent(dice),
        Kind::Sharing => sharing(dice),
    }
}

fn elder_age(dice: &mut Dice) -> i32 {
    let weights = ELDERS.map(|(_, _, weight)| weight);
    let (first, width, _) = ELDERS[dice.position(&weights)];
    first + dice.between(0, width - 1)
}

fn random_sex(dice: &mut Dice) -> Sex {
    if dice.chance(0.5) {
        Sex::Male
    } else {
        Sex::Female
    }
}

/// An unmarried person of an age; roles and marriages are set by the caller.
fn anyone(age: i32, dice: &mut Dice) -> Draft {
    Draft {
        sex: random_sex(dice),
        age,
        role: Role::Head,
        marriage: 10,
        twin: false,
    }
}

fn elder_single(dice: &mut Dice) -> Vec<Draft> {
    let sex = if dice.chance(0.66) {
        Sex::Female
    } else {
        Sex::Male
    };
    // Who lives alone is older than who still has a spouse.
    let age = elder_age(dice).max(elder_age(dice));
    let marriage = dice.weighted(&[(30_u8, 64), (40, 16), (10, 8), (20, 12)]);
    vec![Draft {
        sex,
        age,
        marriage,
        ..anyone(age, dice)
    }]
}

fn pair(husband: i32, wife: i32) -> Vec<Draft> {
    let draft = |sex, age, role| Draft {
        sex,
        age,
        role,
        marriage: 20,
        twin: false,
    };
    vec![
        draft(Sex::Male, husband, Role::Head),
        draft(Sex::Female, wife, Role::Spouse),
    ]
}

fn elder_couple(dice: &mut Dice) -> Vec<Draft> {
    let husband = elder_age(dice);
    pair(husband, (husband - dice.between(-1, 6)).max(57))
}

fn couple(low: i32, high: i32, dice: &mut Dice) -> Vec<Draft> {
    let husband = dice.between(low, high);
    pair(husband, (husband - dice.between(-2, 5)).max(22))
}

/// Adds a child of the last woman, of an age within bounds at which she was at least 21 at birth.
fn push_child(all: &mut Vec<Draft>, (youngest, oldest): (i32, i32), dice: &mut Dice) {
    let mother = all.iter().rev().find(|draft| draft.sex == Sex::Female);
    let most = (mother.map_or(30, |draft| draft.age) - 21)
        .min(oldest)
        .max(0);
    let age = dice.between(youngest.min(most), most);
    all.push(Draft {
        role: Role::Child,
        ..anyone(age, dice)
    });
}

fn family_with_two(dice: &mut Dice) -> Vec<Draft> {
    let mut all = couple(29, 46, dice);
    push_child(&mut all, (1, 16), dice);
    let first = all[2];
    let twin = dice.chance(0.06);
    let age = if twin {
        first.age
    } else {
        (first.age - dice.between(2, 7)).max(0)
    };
    let sex = if twin && dice.chance(0.65) {
        first.sex
    } else {
        random_sex(dice)
    };
    all.push(Draft {
        sex,
        age,
        twin,
        ..first
    });
    all
}

fn single(dice: &mut Dice) -> Vec<Draft> {
    let age = dice.weighted(&[(0, 5), (1, 3), (2, 3)]) * 13 + dice.between(20, 33);
    let marriage = if age < 30 {
        10
    } else {
        dice.weighted(&[(10_u8, 45), (40, 30), (20, 22), (30, 3)])
    };
    vec![Draft {
        marriage,
        ..anyone(age, dice)
    }]
}

fn with_grandparents(count: usize, dice: &mut Dice) -> Vec<Draft> {
    let mut all = couple(28, 44, dice);
    push_child(&mut all, (0, 16), dice);
    let father = all[0].age + dice.between(23, 32);
    let mut elders = pair(father, father - dice.between(0, 4));
    if count == 1 {
        // The grandmother is the one who is more often left.
        let at = usize::from(dice.chance(0.75));
        elders = vec![Draft {
            marriage: 30,
            ..elders[at]
        }];
    } else if dice.chance(0.4) {
        // Where the old couple owns the flat, the grandfather heads the booklet.
        let roles = [Role::Child, Role::ChildInLaw, Role::Grandchild];
        elders.extend(
            all.into_iter()
                .zip(roles)
                .map(|(draft, role)| Draft { role, ..draft }),
        );
        return elders;
    }
    all.extend(elders.into_iter().map(|elder| Draft {
        role: Role::Parent,
        ..elder
    }));
    all
}

fn single_parent(dice: &mut Dice) -> Vec<Draft> {
    let sex = if dice.chance(0.78) {
        Sex::Female
    } else {
        Sex::Male
    };
    let age = dice.between(30, 54);
    let marriage = dice.weighted(&[(40_u8, 82), (30, 18)]);
    let parent = Draft {
        sex,
        age,
        marriage,
        ..anyone(age, dice)
    };
    let child = (age - dice.between(22, 34)).clamp(1, 25);
    vec![
        parent,
        Draft {
            role: Role::Child,
            ..anyone(child, dice)
        },
    ]
}

fn sharing(dice: &mut Dice) -> Vec<Draft> {
    let count = dice.between(2, 5);
    (0..count)
        .map(|at| {
            let role = if at == 0 { Role::Head } else { Role::Tenant };
            let age = dice.between(19, 45);
            let marriage = if age > 28 && dice.chance(0.5) { 20 } else { 10 };
            Draft {
                role,
                marriage,
                ..anyone(age, dice)
            }
        })
        .collect()
}
