//! Where the data rows of a layout end and its footer begins.

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::header::{is_footer_row, wording};
use crate::kind;
use crate::limits::Limits;
use crate::package::Package;
use crate::sheet::Sheet;

use super::growth::Growth;
use super::patch::sheet_missing;
use super::row_xml::{RowReader, RowXml};
use super::styles::position;

/// Finds the data rows that a layout offers from `first` on, for `new` rows to be written.
pub(super) fn growth(
    xlsx: &[u8],
    file_name: &str,
    sheet: &str,
    first: u32,
    new: usize,
) -> Result<Growth, Problem> {
    let limits = Limits::default();
    let book = crate::read(xlsx, file_name, &limits)?;
    let facts = book
        .sheet(sheet)
        .ok_or_else(|| sheet_missing(file_name, sheet))?;
    let footer = footer_row(facts, first);
    let mut package = Package::open(xlsx, file_name, &limits)?;
    let part = package
        .sheets
        .iter()
        .find(|part| part.name == sheet)
        .cloned();
    let path = part.ok_or_else(|| sheet_missing(file_name, sheet))?.path;
    let xml = package.required_text(&path)?;
    let old = offered_rows(&xml, file_name, first, footer)?;
    let new = u32::try_from(new).map_err(|_| kind::too_large(file_name, "行数过多"))?;
    Ok(Growth { first, old, new })
}

/// The first row at or below `first` that belongs to the form and not to its data.
fn footer_row(sheet: &Sheet, first: u32) -> Option<u32> {
    sheet
        .used_rows()
        .map(|(row, _)| row)
        .filter(|row| *row >= first)
        .find(|row| {
            let cells = sheet.row(*row);
            is_footer_row(&sheet.dense_row(*row))
                || cells.len() == 1 && is_wide_text(sheet, *row, cells[0].0)
        })
}

/// One text over several columns, or prose: a note that no word gives away.
fn is_wide_text(sheet: &Sheet, row: u32, col: u32) -> bool {
    let around = sheet.merges.iter().find(|range| range.contains(row, col));
    around.is_some_and(|range| {
        range.last_col - range.first_col >= 2 && range.first_row == range.last_row
    }) || wording::is_prose(&sheet.text(row, col))
}

/// How many rows from `first` on, and above the footer, look like the first one or hold values.
fn offered_rows(
    xml: &str,
    file_name: &str,
    first: u32,
    footer: Option<u32>,
) -> Result<u32, Problem> {
    let broken = |_| kind::broken(file_name);
    let mut reader = Reader::from_str(xml);
    let mut rows = RowReader::new(xml, file_name);
    let mut look: Option<Vec<u32>> = None;
    let mut end = first;
    loop {
        let start = position(&reader);
        let row = match reader.read_event().map_err(broken)? {
            Event::Start(element) if element.local_name().as_ref() == "row" => {
                rows.row(&mut reader, &element, start, false)?
            }
            Event::Empty(element) if element.local_name().as_ref() == "row" => {
                rows.row(&mut reader, &element, start, true)?
            }
            Event::End(element) if element.local_name().as_ref() == "sheetData" => break,
            Event::Eof => break,
            _ => continue,
        };
        if footer.is_some_and(|footer| row.index >= footer) {
            break;
        }
        if row.index < first {
            continue;
        }
        let own = look_of(&row);
        // Without a row of its own, the first data row looks like nothing.
        let wanted = look.get_or_insert_with(|| {
            if row.index == first {
                own.clone()
            } else {
                Vec::new()
            }
        });
        if own == *wanted && !own.is_empty()
            || row.cells.iter().any(super::row_xml::CellXml::has_content)
        {
            end = row.index + 1;
        }
    }
    let plain = look.is_none_or(|look| look.is_empty());
    Ok(match footer {
        // Rows without any format all look the same; they reach down to the footer.
        Some(footer) if plain => footer - first,
        _ => end - first,
    })
}

/// The columns in which a row has formatted cells. The last row of a frame often closes it with
/// another border, so the formats themselves say less.
fn look_of(row: &RowXml<'_>) -> Vec<u32> {
    row.cells
        .iter()
        .filter(|cell| cell.style.is_some())
        .map(|cell| cell.col)
        .collect()
}
