//! Rows of worksheet XML, taken apart as far as writing needs it.

use std::collections::HashMap;

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::kind;
use crate::package::attribute;
use crate::sheet::MAX_ROWS;

use super::a1;
use super::formula;
use super::styles::position;

/// A row as written.
#[derive(Debug, Clone, Default)]
pub(super) struct RowXml<'x> {
    /// 0-based number.
    pub(super) index: u32,
    /// Attributes as written, without the number and the spans.
    pub(super) attributes: String,
    /// Format of cells that are not written, if the row has one.
    pub(super) style: Option<u32>,
    pub(super) cells: Vec<CellXml<'x>>,
    /// The whole element.
    pub(super) raw: &'x str,
}

/// A cell as written.
#[derive(Debug, Clone)]
pub(super) struct CellXml<'x> {
    pub(super) col: u32,
    pub(super) style: Option<u32>,
    /// Attributes as written, without name and format.
    attributes: String,
    /// What stands between the tags.
    inner: &'x str,
    pub(super) formula: Option<FormulaXml>,
}

/// A formula as written.
#[derive(Debug, Clone)]
pub(super) struct FormulaXml {
    /// The cells an array formula fills.
    pub(super) array: Option<String>,
    pub(super) text: String,
}

impl RowXml<'_> {
    /// Whether any cell computes its value.
    pub(super) fn has_formula(&self) -> bool {
        self.cells.iter().any(|cell| cell.formula.is_some())
    }
}

impl CellXml<'_> {
    /// Whether there is anything besides the format.
    pub(super) fn has_content(&self) -> bool {
        !self.inner.is_empty()
    }

    /// Writes the cell at another row; a formula goes without its cached value, which is not
    /// right any more.
    pub(super) fn write(&self, out: &mut String, p: &str, row: u32, formula: Option<&FormulaXml>) {
        let style = self
            .style
            .map(|style| format!(" s=\"{style}\""))
            .unwrap_or_default();
        let name = a1::name(row, self.col);
        out.push_str(&format!("<{p}c r=\"{name}\"{style}{}", self.attributes));
        match formula {
            Some(formula) => {
                let array = formula
                    .array
                    .as_ref()
                    .map(|range| format!(" t=\"array\" ref=\"{range}\""))
                    .unwrap_or_default();
                out.push_str(&format!(
                    "><{p}f{array}>{}</{p}f></{p}c>",
                    escape(formula.text.as_str())
                ));
            }
            None if self.inner.is_empty() => out.push_str("/>"),
            None => out.push_str(&format!(">{}</{p}c>", self.inner)),
        }
    }
}

/// Reads the rows of a sheet one by one and spells out shared formulas.
pub(super) struct RowReader<'x> {
    xml: &'x str,
    file_name: String,
    next_index: u32,
    /// Shared formulas by their number: where they were written, and their text.
    shared: HashMap<String, (u32, u32, String)>,
}

impl<'x> RowReader<'x> {
    pub(super) fn new(xml: &'x str, file_name: &str) -> Self {
        Self {
            xml,
            file_name: file_name.to_owned(),
            next_index: 0,
            shared: HashMap::new(),
        }
    }

    /// The row whose element starts at `start` and was just met; `empty` when it has no cells.
    pub(super) fn row(
        &mut self,
        reader: &mut Reader<&'x [u8]>,
        element: &BytesStart<'_>,
        start: usize,
        empty: bool,
    ) -> Result<RowXml<'x>, Problem> {
        let stated = attribute(element, "r")
            .and_then(|r| r.parse::<u32>().ok())
            .and_then(|r| r.checked_sub(1));
        let index = stated.unwrap_or(self.next_index);
        if index >= MAX_ROWS {
            return Err(self.broken());
        }
        self.next_index = index + 1;
        let cells = if empty {
            Vec::new()
        } else {
            self.cells(reader, index)?
        };
        Ok(RowXml {
            index,
            attributes: attributes_without(element, &["r", "spans"]),
            style: attribute(element, "s").and_then(|style| style.parse().ok()),
            cells,
            raw: &self.xml[start..position(reader)],
        })
    }

    /// The cells up to the end of the row.
    fn cells(
        &mut self,
        reader: &mut Reader<&'x [u8]>,
        row: u32,
    ) -> Result<Vec<CellXml<'x>>, Problem> {
        let mut cells = Vec::new();
        loop {
            match reader.read_event().map_err(|_| self.broken())? {
                Event::Start(element) if element.local_name().as_ref() == "c" => {
                    let inner_start = position(reader);
                    cells.push(self.cell(reader, &element, row, &cells, Some(inner_start))?);
                }
                Event::Empty(element) if element.local_name().as_ref() == "c" => {
                    cells.push(self.cell(reader, &element, row, &cells, None)?);
                }
                Event::End(element) if element.local_name().as_ref() == "row" => return Ok(cells),
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
    }

    fn cell(
        &mut self,
        reader: &mut Reader<&'x [u8]>,
        element: &BytesStart<'_>,
        row: u32,
        before: &[CellXml<'_>],
        inner_start: Option<usize>,
    ) -> Result<CellXml<'x>, Problem> {
        let after_last = before.last().map_or(0, |cell| cell.col + 1);
        let col = attribute(element, "r")
            .and_then(|name| a1::parse(&name))
            .map_or(after_last, |(_, col)| col);
        let mut cell = CellXml {
            col,
            style: attribute(element, "s").and_then(|style| style.parse().ok()),
            attributes: attributes_without(element, &["r", "s"]),
            inner: "",
            formula: None,
        };
        let Some(inner_start) = inner_start else {
            return Ok(cell);
        };
        loop {
            let start = position(reader);
            match reader.read_event().map_err(|_| self.broken())? {
                Event::Start(element) if element.local_name().as_ref() == "f" => {
                    let element = element.into_owned();
                    let text = self.formula_text(reader)?;
                    cell.formula = self.formula(&element, text, row, col);
                }
                Event::Empty(element) if element.local_name().as_ref() == "f" => {
                    cell.formula = self.formula(&element, String::new(), row, col);
                }
                Event::End(element) if element.local_name().as_ref() == "c" => {
                    cell.inner = &self.xml[inner_start..start];
                    return Ok(cell);
                }
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
    }

    fn formula_text(&self, reader: &mut Reader<&'x [u8]>) -> Result<String, Problem> {
        let start = position(reader);
        loop {
            let end = position(reader);
            match reader.read_event().map_err(|_| self.broken())? {
                Event::End(element) if element.local_name().as_ref() == "f" => {
                    let raw = &self.xml[start..end];
                    return unescape(raw)
                        .map(std::borrow::Cow::into_owned)
                        .map_err(|_| self.broken());
                }
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
    }

    fn formula(
        &mut self,
        element: &BytesStart<'_>,
        text: String,
        row: u32,
        col: u32,
    ) -> Option<FormulaXml> {
        let kind = attribute(element, "t");
        let array = (kind.as_deref() == Some("array"))
            .then(|| attribute(element, "ref"))
            .flatten();
        if kind.as_deref() != Some("shared") {
            return (!text.is_empty()).then_some(FormulaXml { array, text });
        }
        let number = attribute(element, "si").unwrap_or_default();
        if !text.is_empty() {
            self.shared.insert(number, (row, col, text.clone()));
            return Some(FormulaXml { array: None, text });
        }
        let (first_row, first_col, text) = self.shared.get(&number)?;
        let text = formula::translated(
            text,
            i64::from(row) - i64::from(*first_row),
            i64::from(col) - i64::from(*first_col),
        );
        Some(FormulaXml { array: None, text })
    }

    fn broken(&self) -> Problem {
        kind::broken(&self.file_name)
    }
}

/// Attributes as written, each with a blank before it, without some of them.
pub(super) fn attributes_without(element: &BytesStart<'_>, without: &[&str]) -> String {
    let mut kept = String::new();
    for attribute in element.attributes().flatten() {
        let key = attribute.key.as_ref();
        if !without.contains(&key) {
            kept.push_str(&format!(
                " {key}=\"{}\"",
                attribute.value.replace('"', "&quot;")
            ));
        }
    }
    kept
}
