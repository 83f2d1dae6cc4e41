//! How long typical rules take over a synthetic district of 1.02 million people in 137
//! communities: `cargo run --release -p rules --example rule_speed`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Instant;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use catalog::source::SourceNo;
use rules::columns::{Bits, Column, Columns, Data, Elsewhere, Index, Marks, Members, Validity};
use rules::policy::PolicyFile;
use rules::shipped::{policies, vocabulary};
use rules::{Context, Parameters, Plan, Relation, Rule, Subject, TablePlan};

static SEXES: [Cow<'static, str>; 3] = [Cow::Borrowed("0"), Cow::Borrowed("1"), Cow::Borrowed("2")];
static LEVELS: [Cow<'static, str>; 4] = [
    Cow::Borrowed("1"),
    Cow::Borrowed("2"),
    Cow::Borrowed("3"),
    Cow::Borrowed("4"),
];
const COMMUNITIES: usize = 137;
const PEOPLE: usize = 1_020_000 / COMMUNITIES;

/// One community in columns, as the snapshot would hold it.
struct Community {
    age: Vec<u8>,
    birth: Vec<i32>,
    sex: Vec<u8>,
    level: Vec<u8>,
    hukou: Vec<u16>,
    areas: Vec<AreaCode>,
    alive: Vec<u64>,
    tags: BTreeMap<&'static str, Vec<u64>>,
    home_of: Vec<u32>,
    homes: Vec<u32>,
    occupants: Vec<u32>,
}

/// Chance that is the same on every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn bits(rows: usize, mut holds: impl FnMut() -> bool) -> Vec<u64> {
    let mut words = vec![0_u64; rows.div_ceil(64)];
    for row in 0..rows {
        words[row / 64] |= u64::from(holds()) << (row % 64);
    }
    words
}

impl Community {
    fn new(chance: &mut Chance) -> Self {
        let age: Vec<u8> = (0..PEOPLE)
            .map(|_| u8::try_from(chance.below(100)).unwrap())
            .collect();
        let birth = age
            .iter()
            .map(|age| 20_779 - i32::from(*age) * 365 - i32::try_from(chance.below(365)).unwrap())
            .collect();
        let share = |chance: &mut Chance, percent| bits(PEOPLE, || chance.below(100) < percent);
        let tags = BTreeMap::from([
            ("残疾人", share(chance, 6)),
            ("低保对象", share(chance, 2)),
            ("志愿者", share(chance, 9)),
            ("老年人(60+)", share(chance, 25)),
            ("重度残疾人", share(chance, 2)),
            ("享受老年综合/高龄津贴", share(chance, 3)),
        ]);
        // Households of one to four, one behind the other.
        let (mut home_of, mut homes, mut occupants) = (Vec::new(), vec![0], Vec::new());
        while home_of.len() < PEOPLE {
            let size = usize::try_from(1 + chance.below(4))
                .unwrap()
                .min(PEOPLE - home_of.len());
            let home = u32::try_from(homes.len() - 1).unwrap();
            for _ in 0..size {
                occupants.push(u32::try_from(home_of.len()).unwrap());
                home_of.push(home);
            }
            homes.push(u32::try_from(occupants.len()).unwrap());
        }
        Self {
            birth,
            age,
            sex: (0..PEOPLE)
                .map(|_| u8::try_from(1 + chance.below(2)).unwrap())
                .collect(),
            level: (0..PEOPLE)
                .map(|_| u8::try_from(chance.below(40)).unwrap())
                .collect(),
            hukou: (0..PEOPLE)
                .map(|_| u16::try_from(chance.below(5)).unwrap())
                .collect(),
            areas: [
                "370203001001",
                "370203002001",
                "370202001001",
                "310151101201",
            ]
            .map(|code| code.parse().unwrap())
            .into(),
            alive: share(chance, 98),
            tags,
            home_of,
            homes,
            occupants,
        }
    }
}

impl Columns for Community {
    fn rows(&self) -> usize {
        PEOPLE
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        Some(match element {
            no::AGE => Column {
                data: Data::Bytes(&self.age),
                validity: Validity::ExceptByte(u8::MAX),
            },
            no::BIRTH_DATE => Column::full(Data::Days(&self.birth)),
            no::SEX => Column::full(Data::Coded(Index::Bytes(&self.sex), &SEXES)),
            no::DISABILITY_LEVEL => Column::full(Data::Coded(Index::Bytes(&self.level), &LEVELS)),
            no::HUKOU_COMMUNITY => {
                Column::full(Data::Areas(Index::Shorts(&self.hukou), &self.areas))
            }
            _ => return None,
        })
    }

    fn alive(&self) -> Option<Bits<'_>> {
        Some(Bits::Words(&self.alive))
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        Some(Marks::certain(self.tags.get(name)?))
    }

    fn source(&self, _: SourceNo) -> Option<Marks<'_>> {
        None
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        (relation == Relation::Housemates).then(|| Members {
            elsewhere: Elsewhere::default(),
            table: None,
            list_of: Some(&self.home_of),
            offsets: &self.homes,
            members: &self.occupants,
            complete: None,
            without_self: true,
        })
    }
}

/// Milliseconds for the whole district: the sum, over communities, of each one's best of nine
/// runs, so that other work on the machine counts little. The first number is the sum of results.
fn timed(district: &[Community], mut run: impl FnMut(&Community) -> u64) -> (u64, f64) {
    let (mut result, mut total) = (0, 0.0);
    for community in district {
        let mut best = f64::MAX;
        let mut found = 0;
        for _ in 0..9 {
            let start = Instant::now();
            found = run(community);
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        result += found;
        total += best;
    }
    (result, total)
}

fn main() {
    let mut chance = Chance(20_261_122);
    let district: Vec<Community> = (0..COMMUNITIES)
        .map(|_| Community::new(&mut chance))
        .collect();
    let context = Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203".parse().ok(),
        parameters: Parameters::shipped(),
    };
    let vocabulary = vocabulary();
    println!(
        "{} people, {COMMUNITIES} communities, one core",
        COMMUNITIES * PEOPLE
    );
    println!("{:<52} {:>10} {:>9}", "rule", "result", "ms");
    for (name, text) in [
        (
            "A and B and not C (three tags)",
            "标签(老年人(60+)) 且 标签(志愿者) 且 非 标签(残疾人)",
        ),
        (
            "tag and age and sex",
            "标签(残疾人) 且 年龄 >= 60 且 性别 = 女",
        ),
        (
            "age, registered here, alive",
            "年龄 >= 80 且 户籍地 在 本区 且 健在",
        ),
        (
            "aged 60+ who live alone",
            "健在 且 年龄 >= 60 且 没有 同住人",
        ),
        (
            "aged 60+ living with aged only",
            "年龄 >= 60 且 所有 同住人 满足 (年龄 >= 60)",
        ),
        (
            "two or more minors at home",
            "人数(同住人 满足 年龄 < 18) >= 2",
        ),
        (
            "full years on another day",
            "足岁(出生日期, 2026-08-31) >= 6 且 足岁(出生日期, 2026-08-31) < 7",
        ),
        (
            "registered elsewhere than a housemate",
            "存在 同住人 满足 (街道(户籍地) != 街道(本人 的 户籍地))",
        ),
    ] {
        let rule = Rule::parse(text, Subject::Person, &vocabulary).unwrap();
        let plan = Plan::new(&rule, &context);
        let (count, ms) = timed(&district, |community| plan.run(community).count());
        println!("{name:<52} {count:>10} {ms:>9.3}");
    }
    let due = |file: &PolicyFile| -> Option<(u64, f64)> {
        let policy = file.compile(&vocabulary, Parameters::shipped()).unwrap()?;
        let context = Context {
            parameters: &policy.parameters,
            ..context.clone()
        };
        let plan = TablePlan::new(&policy.table, &context);
        Some(timed(&district, |community| {
            let amounts = plan.amounts(community);
            let total: i64 = amounts.iter().map(rules::Amounts::total).sum();
            u64::try_from(total).unwrap()
        }))
    };
    for id in ["sh-laonian", "qd-shinan-gaoling", "sh-disabled-two"] {
        let file = policies().iter().find(|policy| policy.id == id).unwrap();
        let (fen, ms) = due(file).unwrap();
        println!("{:<52} {fen:>10} {ms:>9.3}", format!("tiers of {id} (fen)"));
    }
    let all: Vec<(u64, f64)> = policies().iter().filter_map(due).collect();
    let (fen, ms) = all
        .iter()
        .fold((0, 0.0), |(fen, ms), one| (fen + one.0, ms + one.1));
    println!(
        "{:<52} {fen:>10} {ms:>9.3}",
        format!("all {} policies that have a rule (fen)", all.len())
    );
}
