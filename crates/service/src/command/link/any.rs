//! Files as a table that a written model describes.

use linkage::interner::{Interner, MISSING};
use linkage::model_file::{AnyModel, ColumnFile};
use linkage::table::{Field, Table};
use rayon::prelude::*;
use workbook::HeaderReading;

use super::cells::RawFile;

/// Finds the columns of a sheet by their titles; the first names the record.
pub fn choose(model: &AnyModel, header: &HeaderReading) -> Vec<Option<usize>> {
    let find = |titles: &[String]| {
        titles.iter().find_map(|wanted| {
            let same = |title: &String| title.trim().eq_ignore_ascii_case(wanted.trim());
            let found = header
                .columns
                .iter()
                .find(|column| column.path.last().is_some_and(same));
            found.map(|column| column.index as usize)
        })
    };
    let mut places = vec![find(std::slice::from_ref(&model.record_id))];
    places.extend(model.columns.iter().map(|column| find(column.titles())));
    if places[1..].iter().all(Option::is_none) {
        places.fill(None);
    }
    places
}

/// The records of all files.
pub fn table(model: &AnyModel, files: &[RawFile]) -> Table {
    let mut sources = Vec::new();
    for (source, file) in (0_u16..).zip(files) {
        for piece in &file.pieces {
            sources.resize(sources.len() + piece.rows.len(), source);
        }
    }
    let fields = model
        .columns
        .par_iter()
        .enumerate()
        .map(|(at, column)| field(column, at + 1, files))
        .collect();
    Table::from_columns(fields, sources)
}

fn field(column: &ColumnFile, place: usize, files: &[RawFile]) -> Field {
    let mut values = Interner::default();
    let mut slot = Vec::new();
    for piece in files.iter().flat_map(|file| &file.pieces) {
        match &piece.columns[place] {
            Some(texts) => slot.extend(
                texts
                    .iter()
                    .map(|text| values.intern(&column.cleaned(text))),
            ),
            None => slot.resize(slot.len() + piece.rows.len(), MISSING),
        }
    }
    Field::from_values(&column.name, column.kind, values, vec![slot])
}
