//! People: what is known of them, and the built-in model by which their records are linked.

use rayon::prelude::*;

use crate::blocking::{By, Part, Rule as BlockingRule};
use crate::comparison::{Comparison, Rule};
use crate::constraint::{Constraints, Twins};
use crate::feature::birth::Day;
use crate::feature::identity::{self, IdentityNumber};
use crate::feature::{Kind, each};
use crate::interner::{Interner, MISSING};
use crate::model::{LinkType, Model, Thresholds};
use crate::score::{Parameters, Shares};
use crate::table::{Field, Table};

/// Places of the fields.
pub mod field {
    /// 姓名
    pub const NAME: usize = 0;
    /// 公民身份号码
    pub const NUMBER: usize = 1;
    /// 出生日期
    pub const BIRTH: usize = 2;
    /// 性别
    pub const SEX: usize = 3;
    /// 电话, two at most.
    pub const PHONE: usize = 4;
    /// 住房, the one lived in and the one registered at.
    pub const ADDRESS: usize = 5;
}

/// How many phones and dwellings a record can hold.
const SLOTS: usize = 2;

/// The fields of a table of people, without records.
#[must_use]
pub fn fields() -> Vec<Field> {
    vec![
        Field::new("name", Kind::Name, 1),
        Field::new("id_number", Kind::IdentityNumber, 1),
        Field::new("birth", Kind::Day, 1),
        Field::new("sex", Kind::Text, 1),
        Field::new("phone", Kind::Phone, SLOTS),
        Field::new("address", Kind::Address, SLOTS),
    ]
}

/// The model.
///
/// Phone and dwelling form the group `household`: father and son share both, so the two together
/// must not look like one person. The blocking rules find people whose number is missing or
/// wrong by two things that are not wrong at once: name and birth, name and phone, name and
/// dwelling, birth and dwelling, birth and phone.
#[must_use]
pub fn model() -> Model {
    use field::{ADDRESS, BIRTH, NAME, NUMBER, PHONE, SEX};
    let compare = |label: &str, field, rule, term_frequency, group: Option<&str>| Comparison {
        label: label.to_owned(),
        field,
        rule,
        term_frequency,
        group: group.map(str::to_owned),
    };
    let part = |field, by| Part { field, by };
    let rule = |parts: &[Part]| BlockingRule {
        parts: parts.to_vec(),
    };
    let (name, birth) = (part(NAME, By::Sound), part(BIRTH, By::Value));
    let (phone, dwelling) = (part(PHONE, By::Value), part(ADDRESS, By::Dwelling));
    Model {
        link_type: LinkType::Dedupe,
        comparisons: vec![
            compare("姓名", NAME, Rule::Name, true, None),
            compare("公民身份号码", NUMBER, Rule::IdentityNumber, false, None),
            compare("出生日期", BIRTH, Rule::Birth, true, None),
            compare("性别", SEX, Rule::Exact, false, None),
            compare("电话", PHONE, Rule::Phone, true, Some("household")),
            compare("住房", ADDRESS, Rule::Address, true, Some("household")),
        ],
        blocking: vec![
            rule(&[part(NUMBER, By::Digits)]),
            rule(&[name, birth]),
            rule(&[name, phone]),
            rule(&[name, dwelling]),
            rule(&[birth, dwelling]),
            rule(&[birth, phone]),
        ],
        prior: None,
        thresholds: Thresholds::default(),
        constraints: Constraints {
            once_per_source: false,
            numbers: Some(NUMBER),
            names: Some(NAME),
            twins: Some(Twins {
                name: NAME,
                birth: BIRTH,
                address: ADDRESS,
                number: NUMBER,
            }),
        },
    }
}

/// One record of a person. Texts are canonical (see `catalog::values`); an empty text says
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// Name without white space.
    pub name: &'a str,
    /// Identity number as 18 characters, right or wrong.
    pub id_number: &'a str,
    /// `1996-09-11`.
    pub birth: &'a str,
    /// `1` or `2`.
    pub sex: &'a str,
    /// Phones, digits only; two count.
    pub phones: Vec<&'a str>,
    /// Dwellings as [`crate::feature::address::value`] or [`dwelling_of_entity`] writes them; two
    /// count.
    pub addresses: Vec<&'a str>,
}

/// The address of a dwelling that the registry knows by number.
#[must_use]
pub fn dwelling_of_entity(entity: i64) -> String {
    format!("|||#{entity}")
}

impl Person<'_> {
    /// Hands over the texts of the record by field. What the record leaves out and its number
    /// says is filled in; a number of somebody else is marked.
    pub fn with_texts<T>(&self, use_texts: impl FnOnce(&[&[&str]]) -> T) -> T {
        let birth = Day::read(self.birth);
        let number = identity::mark(self.id_number, &birth, self.sex);
        let said = said_by(&IdentityNumber::read(&number));
        let (birth, sex) = match &said {
            Some((said_birth, said_sex)) => (
                if self.birth.is_empty() {
                    said_birth
                } else {
                    self.birth
                },
                if self.sex.is_empty() {
                    said_sex
                } else {
                    self.sex
                },
            ),
            None => (self.birth, self.sex),
        };
        use_texts(&[
            &[self.name],
            &[&number],
            &[birth],
            &[sex],
            &self.phones,
            &self.addresses,
        ])
    }

    /// Adds the record to a table of people.
    pub fn push(&self, table: &mut Table, source: u16) -> u32 {
        self.with_texts(|texts| table.push(source, texts))
    }
}

/// A birth date and a sex.
type Said = (String, &'static str);

/// Birth date and sex that a number says reliably; a damaged one says no sex.
fn said_by(number: &IdentityNumber) -> Option<Said> {
    let birth = number.known_birth()?.to_string();
    let sex = match number.birth_and_sex() {
        Some((_, '1')) => "1",
        Some(_) => "2",
        None => "",
    };
    Some((birth, sex))
}

/// Distinct texts of one field and, by slot and record, their numbers.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The texts.
    pub values: Interner,
    /// The numbers.
    pub slots: Vec<Vec<u32>>,
}

/// Records of people in columns, in the order of [`field`].
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// By field.
    pub columns: [Column; 6],
    /// By record: whose it is.
    pub sources: Vec<u16>,
}

impl Columns {
    /// The table. The same as pushing one [`Person`] after the other.
    ///
    /// # Panics
    /// When the columns are of different lengths.
    #[must_use]
    pub fn into_table(mut self) -> Table {
        let records = self.sources.len();
        for (column, field) in self.columns.iter_mut().zip(fields()) {
            let slots = if matches!(field.kind(), Kind::Phone | Kind::Address) {
                SLOTS
            } else {
                1
            };
            column.slots.resize_with(slots, || vec![MISSING; records]);
        }
        self.complete();
        let (columns, sources) = (self.columns, self.sources);
        let fields: Vec<Field> = fields()
            .into_par_iter()
            .zip(Vec::from(columns))
            .map(|(field, column)| {
                Field::from_values(field.name(), field.kind(), column.values, column.slots)
            })
            .collect();
        Table::from_columns(fields, sources)
    }

    /// Marks numbers and fills birth dates and sexes in, as [`Person::with_texts`] does.
    fn complete(&mut self) {
        let [_, number, birth, sex, ..] = &mut self.columns;
        let numbers = each(&number.values, IdentityNumber::read);
        let days = each(&birth.values, Day::read);
        let changes: Vec<(usize, String, Option<Said>)> = (0..self.sources.len())
            .into_par_iter()
            .filter_map(|record| {
                let value = number.slots[0][record];
                let (born, sexed) = (birth.slots[0][record], sex.slots[0][record]);
                if value == MISSING {
                    return None;
                }
                let read = &numbers[value as usize];
                let text = number.values.text(value);
                let said = read
                    .birth_and_sex()
                    .map(|(birth, sex)| (birth, if sex == '1' { "1" } else { "2" }));
                let plain = said.is_some_and(|(in_number, in_sex)| {
                    in_number == days[born as usize] && sex.values.text(sexed) == in_sex
                }) && !identity::is_damaged(text);
                if plain {
                    return None;
                }
                let marked = identity::mark(text, &days[born as usize], sex.values.text(sexed));
                let said = said_by(&IdentityNumber::read(&marked));
                (marked != text || (said.is_some() && (born == MISSING || sexed == MISSING)))
                    .then_some((record, marked, said))
            })
            .collect();
        for (record, marked, said) in changes {
            number.slots[0][record] = number.values.intern(&marked);
            if let Some((said_birth, said_sex)) = said {
                if birth.slots[0][record] == MISSING {
                    birth.slots[0][record] = birth.values.intern(&said_birth);
                }
                if sex.slots[0][record] == MISSING {
                    sex.slots[0][record] = sex.values.intern(said_sex);
                }
            }
        }
    }
}

/// Parameters for a registry of a given number of people, for when there is nothing to learn
/// from yet. The shares are those learnt from synthetic districts of a million people, rounded.
#[must_use]
pub fn usual_parameters(people: u32) -> Parameters {
    let shares = |m: &[f64], u: &[f64]| Shares {
        m: m.to_vec(),
        u: u.to_vec(),
    };
    Parameters {
        prior: -f64::from(people.max(2)).log2(),
        shares: vec![
            shares(
                &[0.965, 0.02, 0.007, 0.001, 0.001, 0.003, 0.003],
                &[2e-4, 2e-4, 3e-4, 1e-5, 6e-3, 0.04, 0.95],
            ),
            shares(
                &[0.97, 0.006, 0.01, 0.006, 0.007, 0.001],
                &[3e-9, 1e-6, 1e-7, 1e-5, 0.05, 0.95],
            ),
            shares(
                &[0.975, 0.004, 0.006, 0.004, 0.004, 0.001, 0.006],
                &[4e-5, 2e-5, 2e-4, 3e-3, 3e-3, 0.012, 0.98],
            ),
            shares(&[0.995, 0.005], &[0.5, 0.5]),
            shares(&[0.8, 0.005, 0.195], &[1e-6, 1e-6, 1.0]),
            shares(
                &[0.8, 0.005, 0.01, 0.015, 0.17],
                &[1e-6, 1e-6, 2e-4, 5e-3, 0.995],
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Person<'static>> {
        vec![
            Person {
                name: "李秀英",
                id_number: "370203194605150020",
                ..Person::default()
            },
            Person {
                name: "王建国",
                id_number: "370203194605150020",
                birth: "1944-01-09",
                sex: "1",
                phones: vec!["13800531196", "13911112222"],
                addresses: vec!["金桂小区|5|3|101"],
            },
            Person {
                name: "王建国",
                birth: "1944-01-09",
                ..Person::default()
            },
            Person {
                name: "赵敏",
                id_number: "370203194605150000",
                sex: "2",
                ..Person::default()
            },
        ]
    }

    fn held(table: &Table) -> Vec<Vec<Vec<String>>> {
        let of_record = |record: usize| {
            let texts = |field: &Field| {
                field
                    .held(record)
                    .map(|value| field.text(value).to_owned())
                    .collect()
            };
            table.fields().iter().map(texts).collect()
        };
        (0..table.len()).map(of_record).collect()
    }

    #[test]
    fn a_number_fills_in_what_the_record_leaves_out() {
        let mut table = Table::new(fields());
        people().iter().for_each(|person| {
            person.push(&mut table, 0);
        });
        let records = held(&table);
        assert_eq!(records[0][field::BIRTH], ["1946-05-15"]);
        assert_eq!(records[0][field::SEX], ["2"]);
        // The husband with his wife's number: it is doubted and says nothing of him.
        assert_eq!(records[1][field::NUMBER], ["370203194605150020?"]);
        assert_eq!(records[1][field::BIRTH], ["1944-01-09"]);
        assert_eq!(records[2][field::NUMBER].len(), 0);
        assert_eq!(records[3][field::NUMBER], ["370203194605150000~"]);
    }

    #[test]
    fn columns_give_the_same_table_as_pushing() {
        let mut pushed = Table::new(fields());
        let mut columns = Columns::default();
        for person in people() {
            person.push(&mut pushed, 0);
            columns.sources.push(0);
            let texts: [&[&str]; 6] = [
                &[person.name],
                &[person.id_number],
                &[person.birth],
                &[person.sex],
                &person.phones,
                &person.addresses,
            ];
            for (column, texts) in columns.columns.iter_mut().zip(texts) {
                column.slots.resize(SLOTS, Vec::new());
                for at in 0..SLOTS {
                    let value = column
                        .values
                        .intern(texts.get(at).copied().unwrap_or_default());
                    column.slots[at].push(value);
                }
            }
        }
        let table = columns.into_table();
        assert_eq!(held(&table), held(&pushed));
        assert_eq!(table.digests(), pushed.digests());
    }

    #[test]
    fn usual_parameters_fit_the_model() {
        let (model, parameters) = (model(), usual_parameters(1_000_000));
        assert_eq!(model.comparisons.len(), parameters.shares.len());
        for (comparison, shares) in model.comparisons.iter().zip(&parameters.shares) {
            let levels = comparison.rule.levels().len();
            assert_eq!(
                (shares.m.len(), shares.u.len()),
                (levels, levels),
                "{}",
                comparison.label
            );
            assert!(
                (shares.m.iter().sum::<f64>() - 1.0).abs() < 0.01,
                "{}",
                comparison.label
            );
        }
    }
}
