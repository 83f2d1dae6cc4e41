//! Ten thousand random mutations of valid files: reading them never panics, never hands over a row
//! after it has refused the file, and always says why.
//!
//! `LINLI_FUZZ` sets how many. `make fuzz` runs all ten thousand in release; without optimisation, as
//! in `make test`, they take minutes, so that two thousand of them are run there, on all cores.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use intake::survey::survey;
use rayon::prelude::*;
use workbook::Limits;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::made::{book, gb18030, lines, read, source, today};

/// Mutations without `LINLI_FUZZ`.
const CASES: u64 = 2_000;

/// A small generator, so that the same mutations come on every machine.
struct Dice(u64);

impl Dice {
    fn new(case: u64) -> Self {
        Self(case.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self, below: usize) -> usize {
        // Marsaglia's xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let rolled = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(rolled).unwrap() % below
    }
}

/// What breaks readers: signs with a meaning in some format, and numbers at their ends.
const JUNK: [&[u8]; 20] = [
    b"\"",
    b",",
    b"\n",
    b"\r",
    b"\t",
    b"{",
    b"}",
    b"<",
    b">",
    b"&#x110000;",
    b"\0",
    b"\xff\xfe",
    b"\xe5\xbc",
    b"99999999999999999999",
    b"-1e308",
    b"1048577",
    b"XFE1",
    b"null",
    b"\\u0000",
    b"=\"",
];

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(8) {
        if bytes.is_empty() {
            bytes.push(b'x');
        }
        let at = dice.roll(bytes.len());
        let end = (at + 1 + dice.roll(64)).min(bytes.len());
        match dice.roll(7) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            5 => {
                let to = dice.roll(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(to..to, piece);
            }
            _ => {
                let junk = JUNK[dice.roll(JUNK.len())];
                bytes.splice(at..at, junk.iter().copied());
            }
        }
    }
}

/// Mutates one part inside a workbook's package and packs it again, so that the mutation gets past
/// the container's check sums.
fn mutate_inside(workbook: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let parts = archive.len();
    let chosen = dice.roll(parts);
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if index == chosen {
            mutate(&mut bytes, dice);
        }
        packed
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        packed.write_all(&bytes).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

/// A list as text, its first row the titles.
fn list() -> String {
    let mut text =
        "姓名,身份证号码,性别,出生日期,联系电话,残疾类别,残疾等级,户籍地址,备注\n".to_owned();
    for row in 0..40 {
        text.push_str(&format!(
            "测试{row},370203194605150020,{},1946-05-{:02},1390000{row:04},肢体残疾,二级,辽宁路街道登州路{row}号3号楼2单元301,\"一,二\"\n",
            ["男", "2", "1-男"][row % 3],
            row % 28 + 1,
        ));
    }
    text
}

fn objects() -> String {
    let text = list();
    let mut rows = text.lines();
    let titles: Vec<&str> = rows.next().unwrap().split(',').collect();
    rows.map(|row| {
        let fields: Vec<String> = titles
            .iter()
            .zip(row.split(','))
            .map(|(title, value)| format!("\"{title}\":\"{}\"", value.replace('"', "")))
            .collect();
        format!("{{{}}}\n", fields.join(","))
    })
    .collect()
}

fn workbook() -> Vec<u8> {
    let text = list();
    let rows: Vec<Vec<&str>> = text.lines().map(|row| row.split(',').collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(&[("名单", &|sheet| lines(sheet, 0, &rows))])
}

/// The files that are mutated, before they are.
struct Originals {
    xlsx: Vec<u8>,
    csv: Vec<u8>,
    gbk: Vec<u8>,
    ndjson: Vec<u8>,
}

impl Originals {
    /// The file of a case, the same on every run.
    fn file_of(&self, case: u64) -> (&'static str, Vec<u8>) {
        let mut dice = Dice::new(case);
        match case % 5 {
            0 => ("变异.xlsx", mutated(&self.xlsx, &mut dice)),
            1 => ("变异.xlsx", mutate_inside(&self.xlsx, &mut dice)),
            2 => ("变异.csv", mutated(&self.csv, &mut dice)),
            3 => ("变异.csv", mutated(&self.gbk, &mut dice)),
            _ => ("变异.ndjson", mutated(&self.ndjson, &mut dice)),
        }
    }
}

/// Reads and surveys the file of a case; answers whether it could be read.
fn is_read(case: u64, originals: &Originals) -> bool {
    let (name, bytes) = originals.file_of(case);
    let outcome = catch_unwind(AssertUnwindSafe(|| read(&bytes, name, "shequ-zoufang")));
    let Ok(outcome) = outcome else {
        panic!("case {case} ({name}) made the reader panic");
    };
    let seen = catch_unwind(AssertUnwindSafe(|| {
        survey(
            &bytes,
            name,
            source("shequ-zoufang"),
            today(),
            &Limits::default(),
        )
    }));
    let Ok(seen) = seen else {
        panic!("case {case} ({name}) made the survey panic");
    };
    match &outcome.card {
        Ok(card) => {
            let handed = u64::try_from(outcome.rows.len()).unwrap();
            assert_eq!(
                card.rows_loaded, handed,
                "case {case} counts what it hands over"
            );
            let seen = seen.unwrap_or_else(|problem| panic!("case {case}: {problem}"));
            assert_eq!(
                seen.rows, card.rows_read,
                "case {case} is surveyed as it is read"
            );
        }
        Err(problem) => {
            assert!(problem.detail.ends_with('。'), "case {case}: {problem}");
            let lacks = ["required-column-missing", "no-column-understood"];
            assert_eq!(
                seen.is_ok(),
                lacks.contains(&problem.code.as_str()),
                "case {case}: {problem}"
            );
        }
    }
    outcome.card.is_ok()
}

#[test]
fn mutated_files_never_panic_and_never_read_half() {
    let cases = std::env::var("LINLI_FUZZ")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(CASES);
    let originals = Originals {
        xlsx: workbook(),
        csv: list().into_bytes(),
        gbk: gb18030(&list()),
        ndjson: objects().into_bytes(),
    };
    let read_all = (0..cases)
        .into_par_iter()
        .filter(|case| is_read(*case, &originals))
        .count();
    let read_all = u64::try_from(read_all).unwrap();
    let refused = cases - read_all;
    assert!(
        read_all * 10 > cases && refused * 10 > cases,
        "mutations reach both sides: {read_all} read, {refused} refused of {cases}"
    );
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    mutate(&mut bytes, dice);
    bytes
}
