//! What a sheet says about its cells besides their values: which are chosen from a list, and which
//! are written in red, as departments mark required columns.

use std::collections::{BTreeMap, BTreeSet};

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::kind;
use crate::limits::Limits;
use crate::notes;
use crate::package::{Package, attribute, for_each_element};
use crate::sheet::{Book, DropDown, Range, Sheet};
use crate::write::a1;
use crate::xls::layout::{self, Check};

/// Sheets with more XML than this are data, and nobody chooses a million cells from a list.
const LARGEST_SHEET: usize = 8 << 20;

/// Rows in which red titles are looked for.
const TITLE_ROWS: u32 = 80;

/// Options that one list may hold; more are no code table.
const MOST_OPTIONS: u32 = 5_000;

/// A drop-down before the cells that it names are read.
struct Rule {
    ranges: Vec<Range>,
    formula: String,
}

/// Adds drop-downs and red cells to the sheets of an xlsx.
///
/// # Errors
/// `workbook-broken` for XML that cannot be read.
pub(crate) fn of_xlsx(
    book: &mut Book,
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
) -> Result<(), Problem> {
    let mut package = Package::open(bytes, file_name, limits)?;
    let red = red_formats(&mut package, file_name)?;
    let names = defined_names(&mut package, file_name)?;
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    for part in package.sheets.clone() {
        let Some(at) = book.sheets.iter().position(|sheet| sheet.name == part.name) else {
            continue;
        };
        let Some(xml) = package.text(&part.path)? else {
            continue;
        };
        if xml.len() > LARGEST_SHEET {
            continue;
        }
        book.sheets[at].red = red_cells(&xml, &red, file_name)?;
        rules.extend(
            list_rules(&xml, file_name)?
                .into_iter()
                .map(|rule| (at, rule)),
        );
    }
    let lists: Vec<(usize, DropDown)> = rules
        .into_iter()
        .filter_map(|(at, rule)| Some((at, resolve(book, at, rule, &names)?)))
        .collect();
    for (at, list) in lists {
        book.sheets[at].drop_downs.push(list);
    }
    Ok(())
}

/// The same for an xls.
pub(crate) fn of_xls(book: &mut Book, bytes: &[u8], file_name: &str) {
    let Some(look) = layout::read(bytes) else {
        return;
    };
    if look.is_linked {
        book.notes.push(notes::external_link(file_name));
    }
    let none = BTreeMap::new();
    let mut lists: Vec<(usize, DropDown)> = Vec::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        let Some(of_sheet) = look.sheets.get(&sheet.name) else {
            continue;
        };
        book.notes
            .extend(notes::circular(&sheet.name, &of_sheet.formulas));
        for rule in &of_sheet.rules {
            let list = match &rule.check {
                Check::Values(values) => Some(DropDown {
                    ranges: rule.ranges.clone(),
                    values: values.clone(),
                }),
                Check::Cells(_, Some(cells)) => resolve(
                    book,
                    at,
                    Rule {
                        ranges: rule.ranges.clone(),
                        formula: cells.clone(),
                    },
                    &none,
                ),
                _ => None,
            };
            lists.extend(list.map(|list| (at, list)));
        }
    }
    for (at, list) in lists {
        book.sheets[at].drop_downs.push(list);
    }
    for sheet in &mut book.sheets {
        let Some(of_sheet) = look.sheets.get(&sheet.name) else {
            continue;
        };
        let is_red = |format: u16| {
            let format = look.formats.get(usize::from(format))?;
            look.colour(look.font(format.font)?.colour)
        };
        // The cell reader does not see formulas that cells have in common.
        sheet.formulas.extend(of_sheet.formulas.keys());
        sheet.red = of_sheet
            .cells
            .iter()
            .filter(|(row, ..)| u32::from(*row) < TITLE_ROWS)
            .filter(|(.., format)| is_red(*format).is_some_and(is_reddish))
            .map(|(row, col, _)| (u32::from(*row), u32::from(*col)))
            .collect();
    }
}

/// Red as people pick it: FF0000, C00000, E53935.
fn is_reddish(rgb: u32) -> bool {
    let (red, green, blue) = (rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    red >= 0xB0 && green <= 0x50 && blue <= 0x50
}

/// Numbers of the cell formats whose font is red.
fn red_formats(package: &mut Package<'_>, file_name: &str) -> Result<BTreeSet<u32>, Problem> {
    let path = package
        .relations(&package.workbook.clone())?
        .into_iter()
        .find(|relation| relation.kind == "styles")
        .map(|relation| relation.target);
    let Some(xml) = path
        .and_then(|path| package.text(&path).transpose())
        .transpose()?
    else {
        return Ok(BTreeSet::new());
    };
    let mut reader = Reader::from_str(&xml);
    let (mut within, mut fonts, mut red_fonts) = (String::new(), 0_u32, BTreeSet::new());
    let (mut formats, mut red) = (0_u32, BTreeSet::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                match element.local_name().as_ref() {
                    name @ ("fonts" | "cellXfs" | "cellStyleXfs" | "dxfs") => {
                        within = name.to_owned()
                    }
                    "font" if within == "fonts" => fonts += 1,
                    "color" if within == "fonts" && is_red_colour(&element) => {
                        red_fonts.insert(fonts.saturating_sub(1));
                    }
                    "xf" if within == "cellXfs" => {
                        let font = attribute(&element, "fontId").and_then(|id| id.parse().ok());
                        if font.is_some_and(|font: u32| red_fonts.contains(&font)) {
                            red.insert(formats);
                        }
                        formats += 1;
                    }
                    _ => {}
                }
            }
            Ok(Event::Eof) => return Ok(red),
            Ok(_) => {}
            Err(_) => return Err(kind::broken(file_name)),
        }
    }
}

fn is_red_colour(element: &BytesStart<'_>) -> bool {
    let rgb = attribute(element, "rgb").and_then(|rgb| u32::from_str_radix(&rgb, 16).ok());
    rgb.is_some_and(|rgb| is_reddish(rgb & 0xFF_FFFF))
        || attribute(element, "indexed").is_some_and(|index| index == "10" || index == "2")
}

fn red_cells(
    xml: &str,
    red: &BTreeSet<u32>,
    file_name: &str,
) -> Result<BTreeSet<(u32, u32)>, Problem> {
    let mut cells = BTreeSet::new();
    if red.is_empty() {
        return Ok(cells);
    }
    for_each_element(xml, file_name, |element| {
        if element.local_name().as_ref() != "c" {
            return;
        }
        let style = attribute(element, "s").and_then(|style| style.parse().ok());
        let place = attribute(element, "r").and_then(|name| a1::parse(&name));
        if let (Some(style), Some(place)) = (style, place)
            && place.0 < TITLE_ROWS
            && red.contains(&style)
        {
            cells.insert(place);
        }
    })?;
    Ok(cells)
}

/// Names for cells, which drop-downs may use.
fn defined_names(
    package: &mut Package<'_>,
    file_name: &str,
) -> Result<BTreeMap<String, String>, Problem> {
    let path = package.workbook.clone();
    let xml = package.required_text(&path)?;
    let mut reader = Reader::from_str(&xml);
    let (mut names, mut current) = (BTreeMap::new(), None);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "definedName" => {
                current = attribute(&element, "name");
            }
            Ok(Event::Text(text)) => {
                if let Some(name) = current.take() {
                    names.insert(name, text.as_ref().to_owned());
                }
            }
            Ok(Event::Eof) => return Ok(names),
            Ok(_) => {}
            Err(_) => return Err(kind::broken(file_name)),
        }
    }
}

/// The list validations of a sheet, those in the extension of newer programs included.
fn list_rules(xml: &str, file_name: &str) -> Result<Vec<Rule>, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut rules = Vec::new();
    let mut rule: Option<Rule> = None;
    let mut inside = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "dataValidation" => {
                    let list = attribute(&element, "type").is_some_and(|kind| kind == "list");
                    rule = list.then(|| Rule {
                        ranges: ranges(&attribute(&element, "sqref").unwrap_or_default()),
                        formula: String::new(),
                    });
                }
                name @ ("formula1" | "sqref" | "formula2") => inside = name.to_owned(),
                _ => {}
            },
            Ok(Event::Text(text)) => take_text(&mut rule, &inside, text.as_ref()),
            Ok(Event::GeneralRef(entity)) => {
                // Quotes and ampersands come as entities between the texts.
                let character = match entity.as_ref() {
                    "quot" => "\"",
                    "amp" => "&",
                    "apos" => "'",
                    "lt" => "<",
                    "gt" => ">",
                    _ => "",
                };
                take_text(&mut rule, &inside, character);
            }
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "dataValidation" => rules.extend(rule.take()),
                "formula1" | "sqref" | "formula2" => inside.clear(),
                _ => {}
            },
            Ok(Event::Eof) => return Ok(rules),
            Ok(_) => {}
            Err(_) => return Err(kind::broken(file_name)),
        }
    }
}

fn take_text(rule: &mut Option<Rule>, inside: &str, text: &str) {
    let Some(rule) = rule else { return };
    match inside {
        "formula1" => rule.formula.push_str(text.trim()),
        "sqref" => rule.ranges.extend(ranges(text)),
        _ => {}
    }
}

fn ranges(names: &str) -> Vec<Range> {
    names
        .split_whitespace()
        .filter_map(a1::parse_range)
        .collect()
}

/// The values of a drop-down: written in it, or in the cells that it names. What is worked out
/// (`INDIRECT`) is left alone, because it depends on other cells.
fn resolve(
    book: &Book,
    own: usize,
    rule: Rule,
    names: &BTreeMap<String, String>,
) -> Option<DropDown> {
    let formula = rule.formula.trim().trim_start_matches('=');
    let values: Vec<String> = match formula.strip_prefix('"') {
        Some(text) => text
            .trim_end_matches('"')
            .split(',')
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect(),
        None => {
            let formula = names.get(formula).map_or(formula, String::as_str);
            cells(book, own, formula)?
        }
    };
    (!values.is_empty() && !rule.ranges.is_empty()).then_some(DropDown {
        ranges: rule.ranges,
        values,
    })
}

/// The texts of `字典!$A$2:$A$9`.
fn cells(book: &Book, own: usize, reference: &str) -> Option<Vec<String>> {
    let (sheet, place) = match reference.rsplit_once('!') {
        Some((name, place)) => {
            let name = name.trim_matches('\'').replace("''", "'");
            (book.sheet(&name)?, place)
        }
        None => (book.sheets.get(own)?, reference),
    };
    let range = a1::parse_range(place)?;
    let last_row = range
        .last_row
        .min(range.first_row + MOST_OPTIONS)
        .min(sheet.rows);
    let mut values = Vec::new();
    for row in range.first_row..=last_row {
        for col in range.first_col..=range.last_col.min(sheet.columns) {
            values.push(sheet.text(row, col));
        }
    }
    values.retain(|value| !value.is_empty());
    Some(values)
}

impl Sheet {
    /// The values that a cell is chosen from; empty where it is typed freely.
    #[must_use]
    pub fn choices(&self, row: u32, col: u32) -> &[String] {
        self.drop_downs
            .iter()
            .find(|list| list.ranges.iter().any(|range| range.contains(row, col)))
            .map_or(&[], |list| list.values.as_slice())
    }
}
