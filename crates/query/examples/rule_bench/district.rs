//! A synthetic district with the sizes of a real one: for a million people more than half a million
//! dwellings and four hundred thousand places. The same on every run.

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use catalog::source::{SourceNo, no as source};
use catalog::survivorship::{Current, Winner};
use query::{DwellingInput, PartitionInput, PersonInput, PlaceInput};

const SURNAMES: &str =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: &str =
    "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉珍建国红梅志文海波云龙凤山";
const ESTATES: &str = "海泊安居瑞昌金华宁夏辽阳台柳浮山合肥";
/// 生活自理能力
const SELF_CARE: ElementNo = ElementNo(20);
/// 婚姻状况
const MARITAL_STATUS: ElementNo = ElementNo(15);
/// 政治面貌
const POLITICAL_STATUS: ElementNo = ElementNo(17);
/// 行业类别
const INDUSTRY: ElementNo = ElementNo(97);
/// 低保金额
const DIBAO_AMOUNT: ElementNo = ElementNo(128);
/// 登记状态
const PLACE_STATUS: ElementNo = ElementNo(131);
/// 是否志愿者
const VOLUNTEER: ElementNo = ElementNo(138);

/// Chance that is the same on every run (xorshift).
pub struct Chance(pub u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn of_hundred(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn of_thousand(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }

    fn character(&mut self, of: &str) -> char {
        let all = of.chars().count() as u64;
        of.chars()
            .nth(usize::try_from(self.below(all)).unwrap())
            .unwrap()
    }

    fn name(&mut self) -> String {
        let mut name = String::from(self.character(SURNAMES));
        name.push(self.character(GIVEN));
        if self.of_hundred(80) {
            name.push(self.character(GIVEN));
        }
        name
    }
}

/// An entity under construction.
#[derive(Default)]
struct Draft(Current);

impl Draft {
    fn set(&mut self, element: ElementNo, text: impl Into<String>) {
        let winner = Winner {
            element,
            text: text.into(),
            record: 1,
            source: source::HUKOU,
            as_of: 20_000,
        };
        let place = self
            .0
            .winners
            .partition_point(|held| held.element < element);
        self.0.winners.insert(place, winner);
    }

    fn from(&mut self, source: SourceNo) {
        let place = self.0.sources.partition_point(|(held, _)| *held < source);
        self.0.sources.insert(place, (source, 20_000));
    }
}

/// A door, and in which communities those behind it live and are registered.
struct Door<'a> {
    id: i64,
    home: &'a str,
    hukou: Option<&'a str>,
}

/// Everything of one community of about so many people; `next` is the next person's id.
pub fn community(
    chance: &mut Chance,
    all: &[AreaCode],
    at: usize,
    people: usize,
    next: &mut i64,
) -> PartitionInput {
    let home = all[at].to_string();
    let mut part = PartitionInput::default();
    while part.persons.len() < people {
        let id = 5_000_000 + *next;
        let hukou = if chance.of_hundred(85) {
            home.clone()
        } else {
            let other = usize::try_from(chance.below(all.len() as u64)).unwrap();
            all[other].to_string()
        };
        let door = Door {
            id,
            home: &home,
            // Some departments know nothing of registration.
            hukou: (!chance.of_thousand(5)).then_some(&*hukou),
        };
        part.dwellings.push(dwelling(chance, id, &home));
        for place in 0..=chance.below(4) {
            *next += 1;
            part.persons.push(person(chance, *next, &door, place));
        }
        // Behind some doors nobody is known to live.
        if chance.of_hundred(42) {
            part.dwellings
                .push(dwelling(chance, id + 20_000_000, &home));
        }
        if chance.of_hundred(98) {
            part.places.push(place(chance, id + 40_000_000, &home, id));
        }
    }
    part
}

fn dwelling(chance: &mut Chance, id: i64, home: &str) -> DwellingInput {
    let mut draft = Draft::default();
    draft.set(no::SITE_COMMUNITY, home);
    draft.set(
        no::ESTATE,
        format!("{}{}花园", chance.character(ESTATES), id % 20),
    );
    draft.set(no::BUILDING, (1 + id / 7 % 30).to_string());
    draft.set(no::UNIT, (1 + id % 4).to_string());
    draft.set(no::ROOM, (100 + id % 900).to_string());
    draft.set(no::FLOOR_AREA, (40 + id % 100).to_string());
    draft.set(no::DWELLING_USE, chance.one_of(&["1", "1", "1", "2", "3"]));
    DwellingInput {
        id,
        current: draft.0,
    }
}

fn place(chance: &mut Chance, id: i64, home: &str, door: i64) -> PlaceInput {
    let mut draft = Draft::default();
    draft.set(no::SITE_COMMUNITY, home);
    draft.set(no::SITE_DWELLING, door.to_string());
    let owner = chance.name();
    draft.set(
        no::PLACE_NAME,
        format!(
            "青岛市市北区{owner}{}",
            chance.one_of(&["面馆", "便利店", "商贸有限公司", "理发店"])
        ),
    );
    draft.set(
        no::CREDIT_CODE,
        format!("92370203MA{:08}", id % 100_000_000),
    );
    draft.set(no::PLACE_ADDRESS, format!("市北区辽阳路{}号", id % 500));
    draft.set(INDUSTRY, chance.one_of(&["餐饮业", "零售业", "居民服务业"]));
    draft.set(PLACE_STATUS, chance.one_of(&["1", "1", "1", "2"]));
    draft.from(if chance.of_hundred(40) {
        source::ENTERPRISE
    } else {
        source::SOLE_TRADER
    });
    PlaceInput {
        id,
        current: draft.0,
    }
}

/// Somebody behind a door; `place` is their place in the household, 0 the head.
fn person(chance: &mut Chance, id: i64, door: &Door<'_>, place: u64) -> PersonInput {
    let mut draft = Draft::default();
    let age = match place {
        0 => 25 + chance.below(76),
        1 => 25 + chance.below(65),
        _ => chance.below(40),
    };
    let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
    let year = 2025 - age;
    draft.set(no::NAME, chance.name());
    // Of some neither number nor birth date is held.
    if !chance.of_thousand(3) {
        draft.set(no::BIRTH_DATE, format!("{year:04}-{month:02}-{day:02}"));
        draft.set(
            no::ID_NUMBER,
            format!(
                "370203{year:04}{month:02}{day:02}{:03}{}",
                id % 1000,
                id % 10
            ),
        );
    }
    let woman = (id + i64::from(place == 1)) % 2 != 0;
    draft.set(no::SEX, if woman { "2" } else { "1" });
    draft.set(no::PHONE, format!("139{id:08}"));
    at_a_door(&mut draft, door, place);
    draft.set(MARITAL_STATUS, chance.one_of(&["10", "20", "20", "30"]));
    draft.from(if chance.of_hundred(92) {
        source::HUKOU
    } else {
        source::FLOATING
    });
    aided(chance, &mut draft);
    if age >= 80 && chance.of_hundred(70) {
        draft.from(source::OLD_AGE);
    }
    if chance.of_hundred(5) {
        draft.set(VOLUNTEER, "1");
    }
    if chance.of_hundred(3) {
        draft.set(POLITICAL_STATUS, "01");
    }
    if age > 60 && chance.of_hundred(4) {
        draft.set(no::DEATH_DATE, "2025-06-01");
    }
    PersonInput {
        id,
        current: draft.0,
    }
}

fn at_a_door(draft: &mut Draft, door: &Door<'_>, place: u64) {
    draft.set(no::HOME_COMMUNITY, door.home);
    draft.set(no::HOME_DWELLING, door.id.to_string());
    draft.set(no::HUKOU_DWELLING, door.id.to_string());
    draft.set(no::HOUSEHOLD, (10_000_000 + door.id).to_string());
    draft.set(no::HOUSEHOLD_NO, format!("H{}", door.id));
    if let Some(hukou) = door.hukou {
        draft.set(no::HUKOU_COMMUNITY, hukou);
    }
    let relations = ["02", "10", "20", "30"];
    draft.set(
        no::RELATION_TO_HEAD,
        relations[usize::try_from(place).unwrap().min(3)],
    );
}

/// What departments that help people know of some.
fn aided(chance: &mut Chance, draft: &mut Draft) {
    if chance.of_hundred(2) {
        draft.from(source::DISABILITY);
        draft.set(no::DISABILITY_KIND, (1 + chance.below(7)).to_string());
        if !chance.of_hundred(2) {
            draft.set(no::DISABILITY_LEVEL, (1 + chance.below(4)).to_string());
        }
        if chance.of_hundred(80) {
            draft.set(SELF_CARE, (1 + chance.below(3)).to_string());
        }
    }
    if chance.of_hundred(3) {
        draft.from(source::DIBAO);
        draft.set(no::AID_CATEGORY, chance.one_of(&["10", "20", "30"]));
        draft.set(DIBAO_AMOUNT, "860");
    }
}
