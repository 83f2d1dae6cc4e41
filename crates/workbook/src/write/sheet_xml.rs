//! A worksheet's XML with other cells: everything that is not touched stays byte for byte.

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::kind;
use crate::package::attribute;
use crate::sheet::Range;

use super::a1;
use super::formula;
use super::growth::Growth;
use super::row_xml::{RowReader, attributes_without};
use super::rows::RowWriter;
use super::styles::{position, prefix};

/// Rewrites a worksheet.
///
/// # Errors
/// `workbook-broken` when the part is no worksheet.
pub(super) fn rewrite<'x>(
    xml: &'x str,
    file_name: &str,
    mut writer: RowWriter<'_, 'x>,
) -> Result<(String, bool), Problem> {
    let broken = || kind::broken(file_name);
    let mut reader = Reader::from_str(xml);
    let mut copied = 0;
    let mut met_rows = false;
    // Newer rules name their ranges behind their formulas; most hold for the data.
    let mut stays = true;
    loop {
        let start = position(&reader);
        let event = reader.read_event().map_err(|_| broken())?;
        let (element, empty) = match event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::Eof => break,
            _ => continue,
        };
        let local = element.local_name();
        let local: &str = local.as_ref();
        match local {
            "worksheet" => writer.p = prefix(&element),
            "col" => writer.column_styles.extend(column_style(&element)),
            "sheetData" => {
                writer.out.push_str(&xml[copied..start]);
                rewrite_rows(xml, file_name, &mut reader, empty, &mut writer)?;
                met_rows = true;
                copied = position(&reader);
            }
            _ => {
                let Some(growth) = writer.data.as_ref().map(|data| data.growth) else {
                    continue;
                };
                if matches!(local, "dataValidation" | "conditionalFormatting") {
                    stays = attribute(&element, "sqref").is_none_or(|list| growth.keeps(&list));
                }
                let place = Place {
                    sheet: writer.sheet,
                    growth,
                    of_rule: if stays { growth.of_rule() } else { growth },
                };
                if let Some(changed) = changed_element(xml, &mut reader, &element, empty, &place)
                    .map_err(|()| broken())?
                {
                    writer.out.push_str(&xml[copied..start]);
                    writer.out.push_str(&changed);
                    copied = position(&reader);
                }
            }
        }
    }
    if !met_rows {
        return Err(broken());
    }
    writer.out.push_str(&xml[copied..]);
    Ok((writer.out, writer.formulas))
}

fn rewrite_rows<'x>(
    xml: &'x str,
    file_name: &str,
    reader: &mut Reader<&'x [u8]>,
    empty: bool,
    writer: &mut RowWriter<'_, 'x>,
) -> Result<(), Problem> {
    let p = writer.p.clone();
    writer.out.push_str(&format!("<{p}sheetData>"));
    if !empty {
        take_rows(xml, file_name, reader, writer)?;
    }
    writer.finish();
    writer.out.push_str(&format!("</{p}sheetData>"));
    Ok(())
}

fn take_rows<'x>(
    xml: &'x str,
    file_name: &str,
    reader: &mut Reader<&'x [u8]>,
    writer: &mut RowWriter<'_, 'x>,
) -> Result<(), Problem> {
    let mut rows = RowReader::new(xml, file_name);
    loop {
        let start = position(reader);
        match reader.read_event().map_err(|_| kind::broken(file_name))? {
            Event::Start(element) if element.local_name().as_ref() == "row" => {
                writer.take(rows.row(reader, &element, start, false)?);
            }
            Event::Empty(element) if element.local_name().as_ref() == "row" => {
                writer.take(rows.row(reader, &element, start, true)?);
            }
            Event::End(element) if element.local_name().as_ref() == "sheetData" => return Ok(()),
            Event::Eof => return Err(kind::broken(file_name)),
            _ => {}
        }
    }
}

fn column_style(element: &BytesStart<'_>) -> Option<(u32, u32, u32)> {
    let number = |name: &str| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
    Some((
        number("min")?.checked_sub(1)?,
        number("max")?.checked_sub(1)?,
        number("style")?,
    ))
}

/// What an element outside of the rows has to follow.
struct Place<'a> {
    sheet: &'a str,
    growth: Growth,
    /// The same for formulas of the rule that was met last.
    of_rule: Growth,
}

/// An element outside of the rows that speaks of rows, after the growth; `None` when it stays as
/// it is. The reader is moved behind it.
fn changed_element<'x>(
    xml: &'x str,
    reader: &mut Reader<&'x [u8]>,
    element: &BytesStart<'_>,
    empty: bool,
    place: &Place<'_>,
) -> Result<Option<String>, ()> {
    let growth = &place.growth;
    let local = element.local_name();
    let with = |name: &str, value: &str| {
        let end = if empty { "/>" } else { ">" };
        let full = element.name();
        let full: &str = full.as_ref();
        format!(
            "<{full}{} {name}=\"{value}\"{end}",
            attributes_without(element, &[name])
        )
    };
    let changed = match local.as_ref() {
        "mergeCells" if !empty => Some(merges(reader, element, growth)?),
        "dimension" | "autoFilter" | "sortState" | "sortCondition" | "hyperlink" => {
            attribute(element, "ref").map(|list| {
                with(
                    "ref",
                    &moved_list(&list, growth, local.as_ref() == "dimension"),
                )
            })
        }
        "conditionalFormatting" | "dataValidation" | "protectedRange" | "ignoredError" => {
            attribute(element, "sqref").map(|list| with("sqref", &growth.rule_ranges(&list)))
        }
        "brk" => attribute(element, "id")
            .and_then(|id| id.parse::<u32>().ok())
            // A break stands after the row that it names, counted from 1.
            .filter(|id| *id > 0 && attribute(element, "max").is_some_and(|max| max == "16383"))
            .map(|id| with("id", &(growth.row(id - 1) + 1).to_string())),
        "formula" | "formula1" | "formula2" | "f" if !empty => {
            let text = inner_text(xml, reader, local.as_ref())?;
            let full = element.name();
            let full: &str = full.as_ref();
            let moved = formula::grown(&text, true, place.sheet, &place.of_rule);
            Some(format!(
                "<{full}{}>{}</{full}>",
                attributes_without(element, &[]),
                escape(moved.as_str())
            ))
        }
        "sqref" if !empty => {
            let text = inner_text(xml, reader, "sqref")?;
            let full = element.name();
            let full: &str = full.as_ref();
            Some(format!("<{full}>{}</{full}>", growth.rule_ranges(&text)))
        }
        _ => None,
    };
    Ok(changed)
}

/// Ranges that move with their rows. The sheet's extent always reaches to the last data row.
fn moved_list(list: &str, growth: &Growth, is_extent: bool) -> String {
    let Some(range) = a1::parse_range(list) else {
        return list.to_owned();
    };
    let mut moved = growth.range(range);
    if is_extent && growth.new > 0 {
        moved.last_row = moved.last_row.max(growth.first + growth.new - 1);
    }
    a1::range_name(&moved)
}

/// The text of the element just opened; moves behind its end.
pub(super) fn inner_text<'x>(
    xml: &'x str,
    reader: &mut Reader<&'x [u8]>,
    local: &str,
) -> Result<String, ()> {
    let start = position(reader);
    loop {
        let end = position(reader);
        match reader.read_event().map_err(|_| ())? {
            Event::End(element) if element.local_name().as_ref() == local => {
                return unescape(&xml[start..end])
                    .map(std::borrow::Cow::into_owned)
                    .map_err(|_| ());
            }
            Event::Eof => return Err(()),
            _ => {}
        }
    }
}

/// Merged ranges after the growth: those of a data row are repeated with it.
fn merges(
    reader: &mut Reader<&[u8]>,
    element: &BytesStart<'_>,
    growth: &Growth,
) -> Result<String, ()> {
    let full = element.name();
    let full: &str = full.as_ref();
    let p = prefix(element);
    let full = full.to_owned();
    let mut ranges = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ())? {
            Event::Start(element) | Event::Empty(element) => {
                if let Some(range) =
                    attribute(&element, "ref").and_then(|range| a1::parse_range(&range))
                {
                    place_merge(range, growth, &mut ranges);
                }
            }
            Event::End(element) if element.local_name().as_ref() == "mergeCells" => break,
            Event::Eof => return Err(()),
            _ => {}
        }
    }
    if ranges.is_empty() {
        return Ok(String::new());
    }
    let mut out = format!("<{full} count=\"{}\">", ranges.len());
    for range in ranges {
        out.push_str(&format!(
            "<{p}mergeCell ref=\"{}\"/>",
            a1::range_name(&range)
        ));
    }
    out.push_str(&format!("</{full}>"));
    Ok(out)
}

fn place_merge(range: Range, growth: &Growth, ranges: &mut Vec<Range>) {
    let at_row = |row: u32| Range {
        first_row: row,
        last_row: row,
        ..range
    };
    if range.first_row < growth.first || range.first_row >= growth.end() {
        ranges.push(Range {
            first_row: growth.row(range.first_row),
            last_row: if range.last_row < growth.end() {
                range.last_row
            } else {
                growth.row(range.last_row)
            },
            ..range
        });
        return;
    }
    let place = range.first_row - growth.first;
    if range.last_row > range.first_row {
        // A cell merged over several data rows would hide the values of all but its first.
        if place >= growth.new {
            ranges.push(range);
        }
        return;
    }
    let is_last = place > 0 && place + 1 == growth.old;
    if is_last && growth.delta() > 0 {
        ranges.push(at_row(growth.first + growth.new - 1));
        return;
    }
    ranges.push(range);
    if place == 0 && growth.delta() > 0 {
        // Rows that the layout does not have look like its first one.
        let (from, to) = if growth.old > 1 {
            (growth.old - 1, growth.new - 1)
        } else {
            (1, growth.new)
        };
        ranges.extend((from..to).map(|place| at_row(growth.first + place)));
    }
}
