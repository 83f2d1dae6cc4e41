//! Department files as a table of people: columns recognised by the dictionary, cells cleaned as
//! a delivery's are, each distinct text once.

use catalog::element::{Dictionary, ElementNo, no};
use catalog::identifier::id_number;
use catalog::source::Sources;
use catalog::title::Tier;
use chrono::{Datelike, NaiveDate};
use intake::address::{self, Territory};
use intake::clean::Cleaner;
use linkage::feature::address as dwelling;
use linkage::feature::identity::IdentityNumber;
use linkage::interner::{Interner, MISSING};
use linkage::person::{Column, Columns, field};
use linkage::table::Table;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use workbook::{Cell, HeaderReading};

use super::cells::RawFile;
use super::texts::Texts;

/// The columns that are looked for. The first names the record.
const WANTED: [(ElementNo, &[&str]); 12] = [
    (ElementNo(0), &["record_id"]),
    (no::NAME, &["name", "姓名"]),
    (no::ID_NUMBER, &["id_number", "公民身份号码"]),
    (no::BIRTH_DATE, &["birth_date", "birth", "出生日期"]),
    (no::SEX, &["sex", "gender", "性别"]),
    (no::PHONE, &["phone", "联系电话"]),
    (no::HOME_ADDRESS, &["home_address", "address", "现住址"]),
    (no::HUKOU_ADDRESS, &["hukou_address", "户籍地址"]),
    (no::ESTATE, &["estate"]),
    (no::BUILDING, &["building"]),
    (no::UNIT, &["unit"]),
    (no::ROOM, &["room"]),
];

/// Places in [`WANTED`].
mod at {
    pub const RECORD_ID: usize = 0;
    pub const NAME: usize = 1;
    pub const NUMBER: usize = 2;
    pub const BIRTH: usize = 3;
    pub const SEX: usize = 4;
    pub const PHONE: usize = 5;
    pub const HOME: usize = 6;
    pub const HUKOU: usize = 7;
    pub const ESTATE: usize = 8;
}

/// Finds the columns of a sheet. A sheet without names of people has none.
pub fn choose(file: &str, header: &HeaderReading, first_rows: &[Vec<Cell>]) -> Vec<Option<usize>> {
    let samples = |column: u32| -> Vec<String> {
        let rows = first_rows.iter().skip(header.data_first_row as usize);
        let cells = rows
            .filter_map(|row| row.get(column as usize))
            .filter(|cell| !cell.is_empty());
        cells.take(20).map(Cell::text).collect()
    };
    let source = intake::guess::guess_source(file, b"", Sources::shipped());
    let matches = workbook::match_columns(header, &samples, source);
    let mut places: Vec<Option<usize>> = WANTED
        .iter()
        .map(|(element, names)| {
            let by_name = header.columns.iter().find(|column| {
                let title = column.path.last().map(|title| title.trim().to_lowercase());
                title.is_some_and(|title| names.contains(&title.as_str()))
            });
            let by_dictionary = || {
                matches
                    .iter()
                    .find(|found| found.tier == Tier::Auto && found.element == Some(*element))
                    .map(|found| found.index)
            };
            by_name
                .map(|column| column.index)
                .or_else(by_dictionary)
                .map(|index| index as usize)
        })
        .collect();
    if places[at::NAME].is_none() && places[at::NUMBER].is_none() {
        places.fill(None);
    }
    places
}

/// Raw distinct texts of a column and, by record, which.
struct Raw {
    values: Interner,
    records: Vec<u32>,
}

/// The records of all files as a table.
pub fn table(files: &mut [RawFile], today: NaiveDate) -> Table {
    let sources: Vec<u16> = (0_u16..)
        .zip(files.iter())
        .flat_map(|(source, file)| {
            let rows: usize = file.pieces.iter().map(|piece| piece.rows.len()).sum();
            std::iter::repeat_n(source, rows)
        })
        .collect();
    let mut by_column: Vec<Vec<(usize, Option<Texts>)>> =
        (0..WANTED.len()).map(|_| Vec::new()).collect();
    for piece in files.iter_mut().flat_map(|file| &mut file.pieces) {
        let columns = by_column.iter_mut().zip(&mut piece.columns);
        for (texts, column) in columns.skip(at::NAME) {
            texts.push((piece.rows.len(), column.take()));
        }
    }
    let of_addresses = by_column.split_off(at::HOME);
    let interned = |columns: Vec<_>| -> Vec<Raw> { columns.into_par_iter().map(intern).collect() };
    let cleaned = |raw: Vec<Raw>, first: usize| -> Vec<Column> {
        raw.into_par_iter()
            .enumerate()
            .map(|(column, raw)| clean(first + column, raw, today))
            .collect()
    };
    let (address, columns) = rayon::join(
        || {
            let mut raw = interned(of_addresses);
            let parts = raw.split_off(at::ESTATE - at::HOME);
            addresses(cleaned(raw, at::HOME), &parts)
        },
        || cleaned(interned(by_column), 0),
    );
    let Ok([_, name, number, birth, sex, phone]) = <[Column; 6]>::try_from(columns) else {
        unreachable!("six columns stand before those of addresses");
    };
    let mut columns = Columns {
        sources,
        ..Columns::default()
    };
    columns.columns[field::NAME] = name;
    columns.columns[field::NUMBER] = number;
    columns.columns[field::BIRTH] = birth;
    columns.columns[field::SEX] = sex;
    columns.columns[field::PHONE] = phone;
    columns.columns[field::ADDRESS] = address;
    columns.into_table()
}

/// The texts that name the records of a piece, where it has such a column.
pub fn record_ids(piece: &super::cells::Piece) -> Option<&Texts> {
    piece.columns[at::RECORD_ID].as_ref()
}

fn intern(pieces: Vec<(usize, Option<Texts>)>) -> Raw {
    let rows = pieces.iter().map(|(rows, _)| rows).sum();
    let mut raw = Raw {
        values: Interner::default(),
        records: Vec::with_capacity(rows),
    };
    for (rows, texts) in pieces {
        match texts {
            Some(texts) => raw
                .records
                .extend(texts.iter().map(|text| raw.values.intern(text))),
            None => raw.records.resize(raw.records.len() + rows, MISSING),
        }
    }
    raw
}

/// Cleans each distinct text; several canonical texts of one raw text fill several slots. Canonical
/// texts get numbers beside the raw ones, since most are canonical as they stand.
fn clean(column: usize, raw: Raw, today: NaiveDate) -> Column {
    let cleaned = |text: &str| -> Canonical {
        match column {
            at::NUMBER => one(identity_number(text, today)),
            at::NAME => one(by_element(no::NAME, text, today)
                .unwrap_or_else(|| text.split_whitespace().collect())),
            at::BIRTH => one(by_element(no::BIRTH_DATE, text, today).unwrap_or_default()),
            at::SEX => one(by_element(no::SEX, text, today).unwrap_or_default()),
            at::PHONE => phones(text, today),
            at::HOME | at::HUKOU => one(address_text(text)),
            _ => Canonical::default(),
        }
    };
    let Raw {
        mut values,
        records,
    } = raw;
    let numbers = 0..u32::try_from(values.len()).unwrap_or(u32::MAX);
    let others: Vec<(u32, Canonical)> = numbers
        .clone()
        .into_par_iter()
        .filter(|number| !is_canonical(column, values.text(*number)))
        .map(|number| (number, cleaned(values.text(number))))
        .collect();
    let slots = if column == at::PHONE { 2 } else { 1 };
    let mut by_raw: Vec<Vec<u32>> = vec![vec![MISSING; values.len()]; slots];
    by_raw[0] = numbers.collect();
    for (number, texts) in others {
        for (by_raw, text) in by_raw.iter_mut().zip(&texts) {
            by_raw[number as usize] = values.intern(text);
        }
    }
    let slots = by_raw
        .iter()
        .map(|by_raw| {
            records
                .par_iter()
                .map(|raw| by_raw[*raw as usize])
                .collect()
        })
        .collect();
    Column { values, slots }
}

/// Whether a text is canonical already, as nearly all of most columns are: then cleaning would
/// give it back.
fn is_canonical(column: usize, text: &str) -> bool {
    let bytes = text.as_bytes();
    match column {
        at::NUMBER => IdentityNumber::read(text).is_trusted(),
        at::BIRTH => {
            let dashes = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
            dashes && text.parse::<NaiveDate>().is_ok_and(|day| day.year() > 1900)
        }
        at::SEX => matches!(text, "1" | "2"),
        at::PHONE => bytes.len() == 11 && bytes[0] == b'1' && bytes.iter().all(u8::is_ascii_digit),
        _ => text.is_empty(),
    }
}

/// The canonical texts of one raw text, two at most; an empty one says nothing.
type Canonical = [String; 2];

fn one(text: String) -> Canonical {
    [text, String::new()]
}

/// The canonical text of an element, as a delivery is cleaned.
fn by_element(element: ElementNo, text: &str, today: NaiveDate) -> Option<String> {
    let element = Dictionary::shipped().get(element)?;
    Cleaner::new(element)
        .clean(&Cell::Text(text.to_owned()), today)
        .text
}

/// The canonical number; one that fails its checks as 18 tidied characters, because a slip can
/// still be recognised.
fn identity_number(text: &str, today: NaiveDate) -> String {
    if text.is_empty() {
        return String::new();
    }
    if let Some(canonical) = id_number::check(text, today).canonical {
        return canonical;
    }
    let tidied: String = catalog::text::half_width(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect();
    let digits = tidied.len() == 18 && tidied.bytes().take(17).all(|byte| byte.is_ascii_digit());
    if digits { tidied } else { String::new() }
}

/// Phones as cleaned; of what cleaning refuses the digits, if they may be a phone with one lost.
fn phones(text: &str, today: NaiveDate) -> Canonical {
    if let Some(clean) = by_element(no::PHONE, text, today) {
        let mut phones = clean.split(';').map(str::to_owned);
        return std::array::from_fn(|_| phones.next().unwrap_or_default());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if (7..=12).contains(&digits.len()) {
        one(digits)
    } else {
        Canonical::default()
    }
}

fn address_text(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    joined(&address::parse(text, Territory::shipped()))
}

/// The two dwellings of each record: the one lived in, from its columns of parts where they name
/// an estate, else from its text; and the one registered at.
fn addresses(texts: Vec<Column>, parts: &[Raw]) -> Column {
    let Ok([home, hukou]) = <[Column; 2]>::try_from(texts) else {
        unreachable!("two columns of addresses are asked for");
    };
    let mut values = Interner::default();
    let mut lived = renumbered(&home, &mut values);
    let registered = renumbered(&hukou, &mut values);
    let (keys, by_record) = distinct_parts(lived.len(), parts);
    let texts: Vec<String> = keys
        .par_iter()
        .map(|key| columns_text(key, parts))
        .collect();
    let by_key: Vec<u32> = texts.iter().map(|text| values.intern(text)).collect();
    for (lived, key) in lived.iter_mut().zip(by_record) {
        if let Some(key) = key {
            *lived = by_key[key as usize];
        }
    }
    Column {
        values,
        slots: vec![lived, registered],
    }
}

/// The values of a column's records by their numbers among other values; those that no record holds
/// are left behind.
fn renumbered(column: &Column, values: &mut Interner) -> Vec<u32> {
    let mut numbers: Vec<Option<u32>> = vec![None; column.values.len()];
    let held = column.slots.iter().flatten();
    held.map(|number| {
        let known = &mut numbers[*number as usize];
        *known.get_or_insert_with(|| values.intern(column.values.text(*number)))
    })
    .collect()
}

/// The parts of an address, each by its number in its column.
type Parts = [u32; 4];

/// The distinct addresses in columns of parts, and which of them each record names.
fn distinct_parts(records: usize, parts: &[Raw]) -> (Vec<Parts>, Vec<Option<u32>>) {
    let mut keys: Vec<Parts> = Vec::new();
    let mut places: FxHashMap<Parts, u32> = FxHashMap::default();
    let by_record = (0..records)
        .map(|record| {
            let key = [0, 1, 2, 3].map(|part: usize| parts[part].records[record]);
            (key[0] != MISSING).then(|| {
                *places.entry(key).or_insert_with(|| {
                    keys.push(key);
                    // There are no more addresses than records.
                    u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
                })
            })
        })
        .collect();
    (keys, by_record)
}

/// The dwelling that columns of parts name.
fn columns_text(key: &Parts, parts: &[Raw]) -> String {
    let text =
        |part: usize| Some(parts[part].values.text(key[part])).filter(|text| !text.is_empty());
    let columns = address::SplitColumns {
        estate: text(0),
        building: text(1),
        unit: text(2),
        floor: None,
        room: text(3),
    };
    joined(&address::assemble(None, &columns, Territory::shipped()))
}

fn joined(parts: &address::AddressParts) -> String {
    let of = |part: &Option<String>| part.clone().unwrap_or_default();
    dwelling::value(
        &of(&parts.estate),
        &of(&parts.building),
        &of(&parts.unit),
        &of(&parts.room),
    )
}
