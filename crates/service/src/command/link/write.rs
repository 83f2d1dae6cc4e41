//! What `linli link` writes.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use catalog::problem::Problem;
use linkage::cluster::Pair;
use linkage::feature::address::BETWEEN;
use linkage::feature::identity::{DAMAGED, DOUBTFUL};
use linkage::model::probability;
use linkage::person::field;
use linkage::table::Table;
use rayon::prelude::*;

use super::cells::{Piece, RawFile};
use super::people;

/// Records whose lines are made in one go.
const PART: usize = 100_000;

/// How records are called: by their column `record_id`, else by file and row.
pub struct Names<'a> {
    /// The first record of each piece, its file and itself.
    pieces: Vec<(usize, &'a str, &'a Piece)>,
    /// By piece: the texts of its column, where it has one.
    texts: Vec<Option<Vec<&'a str>>>,
    records: usize,
}

impl<'a> Names<'a> {
    /// The names of the records of files, in their order.
    pub fn new(files: &'a [RawFile]) -> Self {
        let mut pieces = Vec::new();
        let mut records = 0;
        for file in files {
            for piece in &file.pieces {
                pieces.push((records, file.name.as_str(), piece));
                records += piece.rows.len();
            }
        }
        let texts = pieces
            .par_iter()
            .map(|(_, _, piece)| people::record_ids(piece).map(|texts| texts.iter().collect()))
            .collect();
        Self {
            pieces,
            texts,
            records,
        }
    }

    fn write(&self, record: usize, out: &mut Vec<u8>) {
        let at = self.pieces.partition_point(|(first, ..)| *first <= record) - 1;
        let (first, file, piece) = self.pieces[at];
        let row = record - first;
        match self.texts[at].as_ref().and_then(|texts| texts.get(row)) {
            Some(text) if !text.is_empty() => field_text(text, out),
            _ => field_text(&format!("{file}:{}", piece.rows[row]), out),
        }
    }
}

/// Writes a field, in quotes where it needs them.
fn field_text(text: &str, out: &mut Vec<u8>) {
    if memchr::memchr3(b'"', b',', b'\n', text.as_bytes()).is_none() {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// Writes `record_id,cluster_id`; answers how many clusters there are. Clusters are numbered from
/// 1 in the order of their first records.
pub fn clusters(path: &Path, names: &Names<'_>, clusters: &[u32]) -> Result<u32, Problem> {
    let mut next = 0;
    let mut numbers = vec![0_u32; clusters.len()];
    for (record, first) in clusters.iter().enumerate() {
        if *first as usize == record {
            next += 1;
            numbers[record] = next;
        } else {
            numbers[record] = numbers[*first as usize];
        }
    }
    write_lines(
        path,
        "record_id,cluster_id\n",
        names.records,
        &|record, out| {
            names.write(record, out);
            out.extend_from_slice(format!(",{}\n", numbers[record]).as_bytes());
        },
    )?;
    Ok(next)
}

/// Writes `left,right,probability`.
pub fn pairs(path: &Path, names: &Names<'_>, pairs: &[Pair]) -> Result<(), Problem> {
    write_lines(path, "left,right,probability\n", pairs.len(), &|at, out| {
        let pair = &pairs[at];
        names.write(pair.left as usize, out);
        out.push(b',');
        names.write(pair.right as usize, out);
        out.extend_from_slice(format!(",{:.6}\n", probability(f64::from(pair.weight))).as_bytes());
    })
}

/// Writes records of people as they were compared. The titles are those of the dictionary, so
/// that the file can be linked again.
pub fn records(path: &Path, names: &Names<'_>, table: &Table) -> Result<(), Problem> {
    let header =
        "record_id,姓名,公民身份号码,出生日期,性别,联系电话,小区,楼栋,单元,房间号,户籍地址\n";
    write_lines(path, header, names.records, &|record, out| {
        names.write(record, out);
        let texts = |place: usize| {
            let field = &table.fields()[place];
            let numbers = u32::try_from(record)
                .map(|record| field.values_of(record))
                .unwrap_or_default();
            numbers
                .into_iter()
                .map(|value| field.text(value))
                .collect::<Vec<&str>>()
        };
        let mut push = |text: &str| {
            out.push(b',');
            field_text(text, out);
        };
        push(texts(field::NAME).first().unwrap_or(&""));
        push(
            texts(field::NUMBER)
                .first()
                .unwrap_or(&"")
                .trim_end_matches([DOUBTFUL, DAMAGED]),
        );
        push(texts(field::BIRTH).first().unwrap_or(&""));
        push(texts(field::SEX).first().unwrap_or(&""));
        push(&texts(field::PHONE).join(";"));
        let addresses = texts(field::ADDRESS);
        let mut parts = addresses.first().unwrap_or(&"").split(BETWEEN);
        (0..4).for_each(|_| push(parts.next().unwrap_or("")));
        push(
            &addresses
                .get(1)
                .map_or_else(String::new, |address| spoken(address)),
        );
        out.push(b'\n');
    })
}

/// An address in parts as people write it.
fn spoken(address: &str) -> String {
    let marks = ["", "号楼", "单元", "室"];
    let parts = address
        .split(BETWEEN)
        .zip(marks)
        .filter(|(part, _)| !part.is_empty());
    parts.map(|(part, mark)| format!("{part}{mark}")).collect()
}

/// Writes a line for each number below `count`, made on all cores.
fn write_lines(
    path: &Path,
    header: &str,
    count: usize,
    line: &(dyn Fn(usize, &mut Vec<u8>) + Sync),
) -> Result<(), Problem> {
    let parts: Vec<Vec<u8>> = (0..count.div_ceil(PART))
        .into_par_iter()
        .map(|part| {
            let mut out = Vec::with_capacity(PART * 24);
            for at in part * PART..((part + 1) * PART).min(count) {
                line(at, &mut out);
            }
            out
        })
        .collect();
    let write = || -> std::io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(header.as_bytes())?;
        for part in parts {
            file.write_all(&part)?;
        }
        file.flush()
    };
    write().map_err(|_| {
        let path = path.display();
        Problem::bad_input(
            "file-unwritable",
            format!("无法写入“{path}”，请检查路径、权限和磁盘空间。"),
        )
    })
}
