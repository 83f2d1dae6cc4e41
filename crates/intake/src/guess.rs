//! Whose file is it? By its name, by titles inside, and by its columns.

use std::cell::RefCell;
use std::ops::ControlFlow;

use catalog::element::Dictionary;
use catalog::source::{Source, Sources, no as source_no};
use catalog::text::squeeze;
use catalog::title::Tier;
use workbook::{Cell, HeaderReading, Limits, SheetKind, SheetStart};

/// Rows of each sheet that are looked at.
const LOOK_AT: usize = 60;

/// Columns by which the best source must be ahead of the next one to be believed.
const LEAD: usize = 2;

/// Recognises the source of a file. `None` when it could be from more than one, or from none.
///
/// A hint in the file's name decides, the longest first; then one in a sheet's name or title; then
/// the columns, when they fit one source clearly better than all others.
#[must_use]
pub fn guess_source<'a>(file_name: &str, bytes: &[u8], sources: &'a Sources) -> Option<&'a Source> {
    let named = by_hint(sources, &[squeeze(file_name)]);
    if let Hinted::One(source) = named {
        return Some(source);
    }
    let sheets = look(file_name, bytes);
    let inside: Vec<String> = sheets
        .iter()
        .flat_map(|(name, header)| [Some(name.clone()), header.title.clone()])
        .flatten()
        .map(|text| squeeze(&text))
        .collect();
    if let Hinted::One(source) = by_hint(sources, &inside) {
        let contradicted = matches!(&named, Hinted::Several(several) if several.iter().all(|other| other.no != source.no));
        if !contradicted {
            return Some(source);
        }
    }
    let among: Vec<&Source> = match named {
        Hinted::Several(several) => several,
        _ => candidates(sources).collect(),
    };
    by_columns(&among, &sheets)
}

/// What hints say.
enum Hinted<'a> {
    None,
    One(&'a Source),
    Several(Vec<&'a Source>),
}

/// Sources that are handed in as files.
fn candidates(sources: &Sources) -> impl Iterator<Item = &Source> {
    sources
        .all()
        .iter()
        .filter(|source| source.no != source_no::FORM_CORRECTION)
}

/// The source with the longest hint among some texts.
fn by_hint<'a>(sources: &'a Sources, texts: &[String]) -> Hinted<'a> {
    let mut best = 0;
    let mut found: Vec<&Source> = Vec::new();
    for source in candidates(sources) {
        let longest = source
            .hints
            .iter()
            .map(|hint| squeeze(hint))
            .filter(|hint| texts.iter().any(|text| text.contains(hint.as_str())))
            .map(|hint| hint.chars().count())
            .max()
            .unwrap_or(0);
        if longest == 0 || longest < best {
            continue;
        }
        if longest > best {
            best = longest;
            found.clear();
        }
        found.push(source);
    }
    match found.as_slice() {
        [] => Hinted::None,
        [only] => Hinted::One(only),
        _ => Hinted::Several(found),
    }
}

/// The header of every sheet, from its first rows.
fn look(file_name: &str, bytes: &[u8]) -> Vec<(String, HeaderReading)> {
    type Looked = (SheetStart, Vec<Vec<Cell>>, usize);
    let sheets: RefCell<Vec<Looked>> = RefCell::new(Vec::new());
    let streamed = workbook::stream_rows(
        bytes,
        file_name,
        &Limits::default(),
        &mut |start| sheets.borrow_mut().push((start.clone(), Vec::new(), 0)),
        &mut |row, cells| {
            let mut sheets = sheets.borrow_mut();
            let Some((_, rows, content)) = sheets.last_mut() else {
                return ControlFlow::Break(());
            };
            if *content >= LOOK_AT || row as usize >= LOOK_AT * 4 {
                return ControlFlow::Break(());
            }
            rows.resize(row as usize, Vec::new());
            rows.push(cells.to_vec());
            *content += 1;
            ControlFlow::Continue(())
        },
    );
    if streamed.is_err() {
        return Vec::new();
    }
    sheets
        .into_inner()
        .into_iter()
        .map(|(start, rows, _)| {
            let header = workbook::read_header_of_sheet_start(&start, &rows);
            (start.name, header)
        })
        .filter(|(_, header)| header.kind == SheetKind::Form)
        .collect()
}

/// The source whose columns fit best, by a clear lead.
fn by_columns<'a>(among: &[&'a Source], sheets: &[(String, HeaderReading)]) -> Option<&'a Source> {
    let (_, header) = sheets
        .iter()
        .max_by_key(|(_, header)| header.columns.len())?;
    let mut scores: Vec<(usize, &Source)> = among
        .iter()
        .filter_map(|source| Some((score(source, header)?, *source)))
        .collect();
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match scores.as_slice() {
        [(best, source), rest @ ..] if *best >= LEAD => {
            let next = rest.first().map_or(0, |(score, _)| *score);
            (*best >= next + LEAD).then_some(*source)
        }
        _ => None,
    }
}

/// How many columns are this source's own; `None` when one that it requires is missing.
fn score(source: &Source, header: &HeaderReading) -> Option<usize> {
    let matches = workbook::match_columns(header, &|_| Vec::new(), Some(source));
    let dictionary = Dictionary::shipped();
    let held = |id: &String| {
        let element = dictionary.by_id(id).map(|element| element.no);
        element.is_some()
            && matches
                .iter()
                .any(|found| found.tier == Tier::Auto && found.element == element)
    };
    if !source.required.iter().all(held) {
        return None;
    }
    let own: Vec<String> = source.columns.keys().map(|title| squeeze(title)).collect();
    let titles = header
        .columns
        .iter()
        .filter_map(|column| column.path.last());
    Some(titles.filter(|title| own.contains(&squeeze(title))).count())
}
