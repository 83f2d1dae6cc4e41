//! Settling a community: households move into its dwellings, and everybody gets a name, a birth
//! date and a place of registration. Identity numbers follow later, over all communities.

use chrono::{Days, NaiveDate};

use super::counties;
use super::dwellings::{Tenure, Use};
use super::family::{Family, link_family};
use super::households::{self, Draft, Kind, Mode};
use super::kin::{Parents, Pool};
use super::names;
use super::people::{self, Person, Registration, Role, Sex, Work};
use super::{Community, Dibao, Household};
use crate::dice::Dice;
use crate::ground::Ground;

/// People registered here who live outside the area, per resident.
const ABSENT: f64 = 0.15;
/// People in collective households or at demolished addresses who live outside, per resident.
const HANGING: f64 = 0.02;
/// People who died in the last two years, per resident.
const DIED: f64 = 0.017;
/// Share of single members registered elsewhere in the area than their family.
const APART: f64 = 0.03;
/// Share of babies under 90 days without registration.
const UNREGISTERED_BABIES: f64 = 0.4;

/// What settling needs to know about the rest of the area.
pub(crate) struct Around<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) today: NaiveDate,
    /// Dwellings of every community, for registrations elsewhere in the area.
    pub(crate) dwellings: &'a [u32],
}

/// Fills a community with `residents` people and those who belong to its registers.
pub(crate) fn settle(
    around: &Around<'_>,
    community: &mut Community,
    residents: u32,
    dice: &mut Dice,
) {
    let mut settler = Settler {
        around,
        dice,
        pool: Pool::default(),
        booklets: 0,
    };
    let mut free = settler.free_dwellings(community);
    settler.move_in(community, residents, &mut free);
    settler.leave_empty(community, &free);
    settler.absent(community, &free, share(residents, ABSENT));
    settler.hanging(community, share(residents, HANGING));
    settler.departed(community, share(residents, DIED));
    settler.owners(community);
}

fn share(of: u32, part: f64) -> u32 {
    // Sample sizes are far below the range in which this conversion could lose anything.
    (f64::from(of) * part).round() as u32
}

struct Settler<'a, 'd> {
    around: &'a Around<'a>,
    dice: &'d mut Dice,
    pool: Pool,
    booklets: u64,
}

impl Settler<'_, '_> {
    /// Dwellings in the order in which they are taken; some become shops first.
    fn free_dwellings(&mut self, community: &mut Community) -> Vec<u32> {
        let mut free = Vec::with_capacity(community.dwellings.len());
        for (at, dwelling) in community.dwellings.iter_mut().enumerate() {
            if dwelling.floor == 1 && dwelling.room != 0 && self.dice.chance(0.12) {
                dwelling.usage = Use::Business;
            } else {
                free.push(at as u32);
            }
        }
        self.dice.shuffle(&mut free);
        free
    }

    fn move_in(&mut self, community: &mut Community, residents: u32, free: &mut Vec<u32>) {
        let mut settled = 0;
        while settled < residents {
            let mode = self.mode(community);
            let (kind, mut drafts) = households::compose(mode, self.dice);
            drafts.truncate((residents - settled) as usize);
            settled += drafts.len() as u32;
            let full = || community.dwellings.len().saturating_sub(1) as u32;
            let dwelling = free.pop().unwrap_or_else(|| self.dice.below(full() + 1));
            self.household(community, Some(dwelling), mode, kind, &drafts);
            self.occupy(community, dwelling, mode);
        }
    }

    fn mode(&mut self, community: &Community) -> Mode {
        match self.dice.weighted(&households::MODES) {
            // A village has no collective household, and alone there is no elsewhere.
            Mode::Collective if community.village => Mode::Here,
            Mode::ElsewhereInArea if self.around.dwellings.len() < 2 => Mode::Neighbour,
            mode => mode,
        }
    }

    fn occupy(&mut self, community: &mut Community, dwelling: u32, mode: Mode) {
        let owned = match mode {
            Mode::Here => 0.93,
            Mode::ElsewhereInArea | Mode::Collective => 0.55,
            Mode::Neighbour => 0.5,
            Mode::Floating | Mode::Permit => 0.15,
        };
        let dwelling = &mut community.dwellings[dwelling as usize];
        let own = dwelling.tenure != Tenure::PublicRental && self.dice.chance(owned);
        dwelling.usage = if own { Use::OwnerOccupied } else { Use::Let };
        if own {
            let household = community
                .households
                .last()
                .map(|household| household.people.start);
            dwelling.owner = household;
        }
    }

    fn leave_empty(&mut self, community: &mut Community, free: &[u32]) {
        for at in free {
            let to_let = self.dice.chance(0.3);
            community.dwellings[*at as usize].usage = if to_let { Use::ToLet } else { Use::Vacant };
        }
    }

    /// Adds a household with all its people.
    fn household(
        &mut self,
        community: &mut Community,
        dwelling: Option<u32>,
        mode: Mode,
        kind: Kind,
        drafts: &[Draft],
    ) {
        let start = community.people.len() as u32;
        let household = community.households.len() as u32;
        let registration = self.registration(community, dwelling, mode);
        let booklet = self.booklet(community);
        let parents = self.parents_of_head(mode, &drafts[0]);
        let family = Family::new(parents.as_ref(), self.dice);
        for (at, draft) in drafts.iter().enumerate() {
            let birth = match community.people.last() {
                Some(sibling) if draft.twin => sibling.birth,
                _ => people::birth_of_age(draft.age, self.around.today, self.dice),
            };
            let mut person = self.person(draft, birth, mode, registration);
            person.home = dwelling;
            person.household = household;
            person.booklet = booklet;
            if draft.twin {
                self.name_twin(&mut community.people, &mut person, &family);
            } else if mode != Mode::Permit {
                person.name = family.name(draft, birth, self.dice).into();
            }
            self.baby(&mut person);
            let follows = at > 0 && registration_moves(&person);
            if mode == Mode::Here && follows && self.dice.chance(APART) {
                self.register_apart(community, &mut person);
            }
            if draft.role == Role::Tenant {
                self.register_tenant(community, &mut person, mode);
            }
            community.people.push(person);
        }
        let end = community.people.len() as u32;
        link_family(
            &mut community.people[start as usize..],
            start,
            parents.as_ref(),
        );
        if matches!(kind, Kind::ElderCouple | Kind::ElderCoupleWithChild) && end - start >= 2 {
            let age = drafts[0].age;
            self.pool.add(Parents {
                father: start,
                mother: start + 1,
                age,
                surname: family.surname,
            });
        }
        let dibao = self.dibao(mode, kind);
        community.households.push(Household {
            people: start..end,
            dwelling,
            dibao,
        });
    }

    /// Somebody with everything but name and place in a household.
    fn person(
        &mut self,
        draft: &Draft,
        birth: NaiveDate,
        mode: Mode,
        registration: Registration,
    ) -> Person {
        let dice = &mut *self.dice;
        let today = self.around.today;
        let age = people::age_on(birth, today);
        let local = matches!(mode, Mode::Here | Mode::ElsewhereInArea | Mode::Collective);
        let mut issuer = match registration {
            Registration::Outside { county, .. } => county,
            _ => counties::local_issuer(self.around.ground.county_code, birth, dice),
        };
        let mut name = String::new();
        if mode == Mode::Permit {
            issuer = dice.pick(&[810_000, 820_000, 830_000, 931_840, 937_276]);
            name = if issuer < 900_000 {
                format!(
                    "{}{}",
                    names::surname(dice),
                    names::given(birth, draft.sex, dice)
                )
            } else {
                names::foreign(dice)
            };
        }
        let span = (today - birth).num_days().max(1);
        let since = i64::from(dice.below(u32::try_from(span.min(12_000)).unwrap_or(1)));
        let phones = match age {
            ..=9 => 0.0,
            10..=15 => 0.35,
            80.. => 0.62,
            _ => 0.97,
        };
        Person {
            name: name.into(),
            sex: draft.sex,
            birth,
            issuer,
            id_number: None,
            ethnicity: dice.weighted(&people::ETHNICITIES),
            marriage: draft.marriage,
            education: people::education(age, dice),
            home: None,
            household: 0,
            role: draft.role,
            registration,
            booklet: 0,
            booklet_role: draft.role,
            registered_on: today - chrono::TimeDelta::days(since),
            died: None,
            father: None,
            mother: None,
            spouse: None,
            work: people::work(age, draft.sex, local, today, dice),
            disability: if mode == Mode::Permit {
                None
            } else {
                people::disability(birth, today, dice)
            },
            has_phone: dice.chance(phones),
            volunteer: age >= 16 && dice.chance(0.045),
        }
    }

    fn booklet(&mut self, community: &Community) -> u64 {
        self.booklets += 1;
        community.at as u64 * 1_000_000 + self.booklets
    }

    fn registration(
        &mut self,
        community: &Community,
        dwelling: Option<u32>,
        mode: Mode,
    ) -> Registration {
        let here = community.at as u32;
        match mode {
            Mode::Here => match dwelling {
                Some(dwelling) => Registration::Dwelling {
                    community: here,
                    dwelling,
                },
                None => Registration::Collective { community: here },
            },
            Mode::ElsewhereInArea => self.elsewhere(here),
            Mode::Collective => Registration::Collective { community: here },
            Mode::Neighbour => {
                let near = counties::neighbours(self.around.ground.county_code);
                let county = self.dice.pick(near).0;
                Registration::Outside {
                    county,
                    house: self.dice.below(1_000_000),
                }
            }
            Mode::Floating | Mode::Permit => {
                let county = counties::ORIGINS[counties::random_origin(self.dice)].code;
                Registration::Outside {
                    county,
                    house: self.dice.below(1_000_000),
                }
            }
        }
    }

    /// A random dwelling of another community.
    fn elsewhere(&mut self, here: u32) -> Registration {
        let count = self.around.dwellings.len() as u32;
        for _ in 0..8 {
            let community = self.dice.below(count);
            let dwellings = self.around.dwellings[community as usize];
            if community != here && dwellings > 0 {
                return Registration::Dwelling {
                    community,
                    dwelling: self.dice.below(dwellings),
                };
            }
        }
        Registration::Collective { community: here }
    }

    fn register_apart(&mut self, community: &Community, person: &mut Person) {
        if self.around.dwellings.len() < 2 {
            return;
        }
        person.registration = self.elsewhere(community.at as u32);
        person.booklet = self.booklet(community);
        person.booklet_role = Role::Head;
    }

    /// People who share a flat come from different places and have booklets of their own.
    fn register_tenant(&mut self, community: &Community, person: &mut Person, mode: Mode) {
        person.registration = self.registration(community, person.home, mode);
        person.booklet = self.booklet(community);
        person.booklet_role = Role::Head;
        if let Registration::Outside { county, .. } = person.registration {
            person.issuer = county;
        }
    }

    fn baby(&mut self, person: &mut Person) {
        let young = (self.around.today - person.birth).num_days() < 90;
        if young && self.dice.chance(UNREGISTERED_BABIES) {
            person.registration = Registration::Newborn;
        }
    }

    fn name_twin(&mut self, people: &mut [Person], person: &mut Person, family: &Family) {
        let Some(sibling) = people.last_mut() else {
            return;
        };
        let sexes = [sibling.sex, person.sex];
        let [one, two] = names::given_twins(person.birth, sexes, self.dice);
        sibling.name = format!("{}{one}", family.surname).into();
        person.name = format!("{}{two}", family.surname).into();
        person.issuer = sibling.issuer;
    }

    /// Elders of the same community whose child heads the new household.
    fn parents_of_head(&mut self, mode: Mode, head: &Draft) -> Option<Parents> {
        let local = matches!(mode, Mode::Here | Mode::ElsewhereInArea);
        if !local || head.role != Role::Head || !self.dice.chance(0.45) {
            return None;
        }
        self.pool.take(head.age, self.dice)
    }

    fn dibao(&mut self, mode: Mode, kind: Kind) -> Option<Dibao> {
        let share = match (mode, kind) {
            (Mode::Here, Kind::ElderSingle | Kind::SingleParent) => 0.05,
            (Mode::Here, _) => 0.012,
            _ => 0.0,
        };
        self.dice.chance(share).then(|| Dibao {
            since: self.around.today - Days::new(u64::from(self.dice.below(2800)) + 40),
            per_head: 500 + self.dice.below(50) * 10,
        })
    }

    /// Families that are registered here and live outside the area.
    fn absent(&mut self, community: &mut Community, free: &[u32], count: u32) {
        if community.dwellings.is_empty() {
            return;
        }
        let mut left = count;
        while left > 0 {
            let (kind, mut drafts) = households::compose(Mode::Here, self.dice);
            drafts.truncate(left as usize);
            left -= drafts.len() as u32;
            // They mostly kept the flat and let it, or left it empty.
            let at = if free.is_empty() || self.dice.chance(0.5) {
                self.dice.below(community.dwellings.len() as u32)
            } else {
                self.dice.pick(free)
            };
            let start = community.people.len();
            self.household(community, Some(at), Mode::Here, kind, &drafts);
            if community.dwellings[at as usize].owner.is_none() {
                community.dwellings[at as usize].owner = Some(start as u32);
            }
            self.send_away(community, start);
        }
    }

    /// People of collective households and demolished addresses.
    fn hanging(&mut self, community: &mut Community, count: u32) {
        let mut left = if community.village { 0 } else { count };
        while left > 0 {
            let (kind, mut drafts) = households::compose(Mode::Here, self.dice);
            drafts.truncate(left as usize);
            left -= drafts.len() as u32;
            let start = community.people.len();
            self.household(community, None, Mode::Collective, kind, &drafts);
            self.send_away(community, start);
        }
    }

    fn send_away(&mut self, community: &mut Community, start: usize) {
        for person in &mut community.people[start..] {
            person.home = None;
        }
        if let Some(household) = community.households.last_mut() {
            household.dwelling = None;
            household.dibao = None;
        }
    }

    /// People who died in the last two years: half of them left a spouse behind.
    fn departed(&mut self, community: &mut Community, count: u32) {
        let widowed: Vec<u32> = community
            .households
            .iter()
            .filter(|household| household.people.len() == 1 && household.dwelling.is_some())
            .map(|household| household.people.start)
            .filter(|at| {
                let person = &community.people[*at as usize];
                person.marriage == 30 && person.is_registered_here()
            })
            .collect();
        let mut widowed = widowed.into_iter();
        for _ in 0..count {
            if community.dwellings.is_empty() {
                return;
            }
            let survivor = if self.dice.chance(0.5) {
                widowed.next()
            } else {
                None
            };
            self.depart(community, survivor);
        }
    }

    fn depart(&mut self, community: &mut Community, survivor: Option<u32>) {
        let died = self.around.today - Days::new(u64::from(self.dice.below(730)) + 3);
        let age = 58 + self.dice.between(0, 22) + self.dice.between(0, 20);
        let draft = Draft {
            sex: Sex::Male,
            age,
            role: Role::Head,
            marriage: 20,
            twin: false,
        };
        let at = self.dice.below(community.dwellings.len() as u32);
        let here = community.at as u32;
        let alone = Registration::Dwelling {
            community: here,
            dwelling: at,
        };
        let birth = people::birth_of_age(age, self.around.today, self.dice);
        let mut person = self.person(&draft, birth, Mode::Here, alone);
        person.home = Some(at);
        person.household = community.households.len() as u32;
        if self.dice.chance(0.45) {
            person.sex = Sex::Female;
        }
        if let Some(survivor) = survivor {
            let left = &community.people[survivor as usize];
            person.sex = left.sex.other();
            person.home = left.home;
            person.household = left.household;
            person.registration = left.registration;
            person.booklet = left.booklet;
            person.booklet_role = Role::Spouse;
            person.role = Role::Spouse;
            person.spouse = Some(survivor);
        } else {
            person.booklet = self.booklet(community);
        }
        person.name = format!(
            "{}{}",
            names::surname(self.dice),
            names::given(birth, person.sex, self.dice)
        )
        .into();
        person.work = Work::Retired;
        person.died = Some(died);
        community.people.push(person);
    }

    /// Gives dwellings without an owner one of the community's people, or leaves it open.
    fn owners(&mut self, community: &mut Community) {
        let heads: Vec<u32> = community
            .households
            .iter()
            .map(|household| household.people.start)
            .filter(|at| {
                let head = &community.people[*at as usize];
                head.is_registered_here() && head.age_on(self.around.today) >= 25
            })
            .collect();
        for dwelling in &mut community.dwellings {
            let open = dwelling.owner.is_none() && dwelling.tenure != Tenure::PublicRental;
            if open && !heads.is_empty() && self.dice.chance(0.8) {
                dwelling.owner = Some(self.dice.pick(&heads));
            }
        }
    }
}

/// Small children are registered with their parents, not apart.
fn registration_moves(person: &Person) -> bool {
    person.role != Role::Child && person.registration != Registration::Newborn
}
