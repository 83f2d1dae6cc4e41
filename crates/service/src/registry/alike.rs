//! Who of the registry somebody may be who is about to be registered. Everybody in the snapshot is
//! looked at once; the few who have something in common with the one who is asked about are weighed.

use catalog::element::{Dictionary, ElementNo, no};
use catalog::identifier::id_number;
use catalog::problem::Problem;
use catalog::survivorship::{Candidate, Current};
use catalog::values::Values;
use catalog::{source, text};
use intake::clean::{Severity, clean};
use linkage::alike::{Alike, alike};
use linkage::person::{Person, dwelling_of_entity};
use linkage::sought::{Columns, Sought, TextColumn};
use query::{Identities, PersonRow, RawTexts, Snapshot};
use workbook::Cell;

use crate::clock;
use crate::wire::alike::AlikeAsked;

/// Somebody as they are described, in canonical texts; what is not said is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    name: String,
    id_number: String,
    birth: String,
    sex: String,
    phones: Vec<String>,
    /// Where they live, as written.
    pub address: String,
    /// Whether a number is given that nobody can have.
    pub is_number_wrong: bool,
}

/// The people of a community as they are looked through.
struct Seen<'a>(Identities<'a>);

impl Columns for Seen<'_> {
    fn names(&self) -> TextColumn<'_> {
        column(self.0.names())
    }

    fn id_numbers(&self) -> TextColumn<'_> {
        column(self.0.id_numbers())
    }

    fn phones(&self) -> TextColumn<'_> {
        column(self.0.phones())
    }

    fn births(&self) -> &[i32] {
        self.0.births()
    }

    fn is_birth_held(&self, row: usize) -> bool {
        self.0.is_birth_held(row)
    }

    fn behind(&self, dwelling: i64) -> [&[u32]; 2] {
        [self.0.at_home_in(dwelling), self.0.registered_in(dwelling)]
    }
}

fn column((offsets, bytes): RawTexts<'_>) -> TextColumn<'_> {
    TextColumn { offsets, bytes }
}

/// Somebody of the registry who may be the one.
#[derive(Debug)]
pub struct Likely {
    /// As the snapshot holds them.
    pub row: PersonRow,
    /// What speaks for and against it.
    pub alike: Alike,
}

impl Described {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `asked-unreadable` when a value can be none of its kind.
    pub fn read(asked: &AlikeAsked) -> Result<Self, Problem> {
        let sex = cleaned(no::SEX, &asked.sex)?;
        let (id_number, is_number_wrong) = number(&asked.id_number)?;
        Ok(Self {
            name: cleaned(no::NAME, &asked.name)?.split_whitespace().collect(),
            id_number,
            birth: cleaned(no::BIRTH_DATE, &asked.birth_date)?,
            // Codes for “not known” say nothing.
            sex: Some(sex)
                .filter(|sex| sex == "1" || sex == "2")
                .unwrap_or_default(),
            phones: cleaned(no::PHONE, &asked.phone)?
                .split(';')
                .filter(|phone| !phone.is_empty())
                .map(str::to_owned)
                .collect(),
            address: asked.address.trim().to_owned(),
            is_number_wrong,
        })
    }

    /// What records say of somebody, without the number, which is somebody else's, and without what may
    /// only have been read off it.
    pub fn without_number(current: &Current) -> Self {
        let text = |element| current.text(element).unwrap_or_default().to_owned();
        let number = text(no::ID_NUMBER);
        let birth = text(no::BIRTH_DATE);
        let digits: String = birth.chars().filter(char::is_ascii_digit).collect();
        let read_off = !digits.is_empty() && number.contains(&digits);
        Self {
            name: text(no::NAME).split_whitespace().collect(),
            birth: if read_off { String::new() } else { birth },
            phones: text(no::PHONE)
                .split(';')
                .filter(|phone| !phone.is_empty())
                .map(str::to_owned)
                .collect(),
            ..Self::default()
        }
    }

    fn person<'a>(&'a self, dwellings: &'a [String]) -> Person<'a> {
        Person {
            name: &self.name,
            id_number: &self.id_number,
            birth: &self.birth,
            sex: &self.sex,
            phones: self.phones.iter().map(String::as_str).collect(),
            addresses: dwellings.iter().map(String::as_str).collect(),
        }
    }

    /// As if a source had said so, to be shown beside people of the registry.
    pub fn as_held(&self) -> Current {
        let values: Values = [
            (no::NAME, self.name.clone()),
            (no::ID_NUMBER, self.id_number.clone()),
            (no::BIRTH_DATE, self.birth.clone()),
            (no::SEX, self.sex.clone()),
            (no::PHONE, self.phones.join(";")),
            (no::HOME_ADDRESS, self.address.clone()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
        let mut current = Current::default();
        current.absorb(
            source::Sources::shipped(),
            Candidate {
                record: 0,
                source: source::no::MANUAL_LOCK,
                as_of: clock::epoch_day(clock::today()),
                values: &values,
            },
        );
        current
    }

    /// Everybody of a snapshot whom this may be, the likeliest first. `dwelling` is where the
    /// address leads.
    ///
    /// # Errors
    /// `asked-too-little` when too little is said to tell anybody by.
    pub fn look(&self, snapshot: &Snapshot, dwelling: Option<i64>) -> Result<Vec<Likely>, Problem> {
        let home: Vec<String> = dwelling.map(dwelling_of_entity).into_iter().collect();
        let asked = self.person(&home);
        let sought = Sought::of(&asked, dwelling).ok_or_else(|| self.too_little())?;
        let (rows, shared) = snapshot.search(|people| sought.look(&Seen(people)));
        let people = u32::try_from(snapshot.size().people).unwrap_or(u32::MAX);
        let held: Vec<Texts> = rows.iter().map(Texts::of).collect();
        let held: Vec<Person<'_>> = rows
            .iter()
            .zip(&held)
            .map(|(row, texts)| texts.person(row))
            .collect();
        let found = alike(&asked, &held, shared.into_iter().sum(), people);
        drop(held);
        let mut rows: Vec<Option<PersonRow>> = rows.into_iter().map(Some).collect();
        Ok(found
            .into_iter()
            .filter_map(|alike| {
                let row = rows[alike.at].take()?;
                Some(Likely { row, alike })
            })
            .collect())
    }

    fn too_little(&self) -> Problem {
        let said = if self.address.is_empty() {
            "填写的内容还不够查找：请填身份证号，或者姓名、出生日期、电话、住址中的至少两项。"
        } else {
            "填写的住址没有对上底账里的房屋，其余内容还不够查找：请补充身份证号、姓名、出生日期或电话，或者把住址写全（小区、楼号、单元、房号）。"
        };
        Problem::bad_input("asked-too-little", said)
    }
}

/// The canonical text of what was typed; empty when nothing was.
fn cleaned(element: ElementNo, typed: &str) -> Result<String, Problem> {
    let Some(element) = Dictionary::shipped().get(element) else {
        return Ok(String::new());
    };
    let value = clean(element, &Cell::Text(typed.into()), clock::today());
    let refused = value
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Refuse);
    match refused {
        Some(finding) => Err(unreadable(finding.message)),
        None => Ok(value.text.unwrap_or_default()),
    }
}

/// The number, and whether it is none that anybody can have: a slip is what is looked for.
fn number(typed: &str) -> Result<(String, bool), Problem> {
    if let Some(number) = id_number::check(typed, clock::today()).canonical {
        return Ok((number, false));
    }
    let number = text::squeeze(typed).to_ascii_uppercase();
    if number.is_empty() {
        return Ok((number, false));
    }
    let has_shape = number.len() == 18
        && number
            .bytes()
            .enumerate()
            .all(|(at, character)| character.is_ascii_digit() || (at == 17 && character == b'X'));
    if has_shape {
        return Ok((number, true));
    }
    Err(unreadable(
        "身份证号应为18位数字（最后一位可以是X），请对照证件核对；没有证件可以不填",
    ))
}

fn unreadable(message: &str) -> Problem {
    Problem::bad_input(
        "asked-unreadable",
        format!("{}。", message.trim_end_matches('。')),
    )
}

/// The texts of a row that are not among its values as they are compared.
struct Texts {
    name: String,
    birth: String,
    dwellings: Vec<String>,
}

impl Texts {
    fn of(row: &PersonRow) -> Self {
        Self {
            name: row.name.split_whitespace().collect(),
            birth: row.birth.map(|day| day.to_string()).unwrap_or_default(),
            dwellings: [row.dwelling, row.hukou_dwelling]
                .into_iter()
                .flatten()
                .map(dwelling_of_entity)
                .collect(),
        }
    }

    fn person<'a>(&'a self, row: &'a PersonRow) -> Person<'a> {
        Person {
            name: &self.name,
            id_number: row.id_number.as_deref().unwrap_or_default(),
            birth: &self.birth,
            sex: if matches!(row.sex.as_str(), "1" | "2") {
                &row.sex
            } else {
                ""
            },
            phones: row
                .phone
                .as_deref()
                .unwrap_or_default()
                .split(';')
                .filter(|phone| !phone.is_empty())
                .collect(),
            addresses: self.dwellings.iter().map(String::as_str).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, number: &str, birth: &str) -> AlikeAsked {
        AlikeAsked {
            name: name.to_owned(),
            id_number: number.to_owned(),
            birth_date: birth.to_owned(),
            ..AlikeAsked::default()
        }
    }

    #[test]
    fn what_is_typed_is_read_as_deliveries_are() {
        let described = Described::read(&AlikeAsked {
            sex: "女".to_owned(),
            phone: "138 0053 1196".to_owned(),
            ..asked("李 秀英", "", "1946.5.12")
        })
        .expect("readable");
        assert_eq!(described.name, "李秀英");
        assert_eq!(
            (described.birth.as_str(), described.sex.as_str()),
            ("1946-05-12", "2")
        );
        assert_eq!(described.phones, ["13800531196"]);
        assert_eq!(described.as_held().text(no::NAME), Some("李秀英"));
        assert_eq!(described.as_held().text(no::HOME_ADDRESS), None);
    }

    #[test]
    fn a_wrong_number_is_looked_for_and_half_a_number_is_sent_back() {
        let read = |number| Described::read(&asked("", number, ""));
        let old = read("370203460515002").expect("15 digits");
        assert_eq!(old.id_number, "370203194605150020");
        assert!(!old.is_number_wrong);
        let slip = read("370203194605150021").expect("a slip");
        assert!(slip.is_number_wrong);
        let short = read("3702031946").expect_err("half a number");
        assert_eq!(short.code, "asked-unreadable");
        let phone = Described::read(&AlikeAsked {
            phone: "12".to_owned(),
            ..AlikeAsked::default()
        });
        assert_eq!(phone.expect_err("no phone").code, "asked-unreadable");
    }
}
