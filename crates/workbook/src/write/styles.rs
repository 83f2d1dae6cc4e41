//! Cell formats of an xlsx: found, and copied with another number format where a value needs one.

use std::collections::HashMap;

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::kind;
use crate::package::attribute;

/// The number format "text" (`@`).
const TEXT: u32 = 49;

/// Number formats from here on are defined by the workbook.
const FIRST_CUSTOM: u32 = 164;

/// The way in which days are shown where the layout does not say.
const DAY_CODE: &str = "yyyy\\-mm\\-dd";

/// The part `styles.xml`, with what was added to it.
pub(super) struct Styles {
    xml: String,
    prefix: String,
    /// Cell formats: number format and the element as written.
    formats: Vec<(u32, String)>,
    codes: HashMap<u32, String>,
    added: Vec<String>,
    day_format: Option<u32>,
    derived: HashMap<(u32, u32), u32>,
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(xml: String, file_name: &str) -> Result<Self, Problem> {
        let mut styles = Self {
            xml: String::new(),
            prefix: String::new(),
            formats: Vec::new(),
            codes: HashMap::new(),
            added: Vec::new(),
            day_format: None,
            derived: HashMap::new(),
        };
        let mut reader = Reader::from_str(&xml);
        let mut inside = false;
        let mut open: Option<(usize, u32)> = None;
        loop {
            let start = position(&reader);
            let event = reader.read_event().map_err(|_| kind::broken(file_name))?;
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "styleSheet" => styles.prefix = prefix(&element),
                    "cellXfs" => inside = true,
                    "xf" if inside => open = Some((start, number_format(&element))),
                    _ => {}
                },
                Event::Empty(element) => match element.local_name().as_ref() {
                    "xf" if inside => {
                        let end = position(&reader);
                        styles
                            .formats
                            .push((number_format(&element), xml[start..end].to_owned()));
                    }
                    "numFmt" => styles.take_code(&element),
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "cellXfs" => inside = false,
                    "xf" if inside => {
                        if let Some((start, number)) = open.take() {
                            styles
                                .formats
                                .push((number, xml[start..position(&reader)].to_owned()));
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        styles.xml = xml;
        Ok(styles)
    }

    fn take_code(&mut self, element: &BytesStart<'_>) {
        let id = attribute(element, "numFmtId").and_then(|id| id.parse().ok());
        if let (Some(id), Some(code)) = (id, attribute(element, "formatCode")) {
            self.codes.insert(id, code);
        }
    }

    /// Whether a format shows everything as text; some programs define the format anew.
    pub(super) fn is_text(&self, style: u32) -> bool {
        match self.number_format(style) {
            TEXT => true,
            id => self.codes.get(&id).is_some_and(|code| code == "@"),
        }
    }

    /// The same look with the number format "text", so that a long number stays whole when
    /// somebody edits its cell.
    pub(super) fn as_text(&mut self, style: u32) -> u32 {
        if self.is_text(style) {
            return style;
        }
        self.with_number_format(style, TEXT)
    }

    /// The same look for a day; formats that already show days are kept.
    pub(super) fn as_day(&mut self, style: u32) -> u32 {
        if self.shows_days(style) {
            return style;
        }
        let format = match self.day_format {
            Some(format) => format,
            None => {
                let known = self
                    .codes
                    .iter()
                    .find(|(_, code)| *code == DAY_CODE)
                    .map(|(id, _)| *id);
                let free = self
                    .codes
                    .keys()
                    .copied()
                    .max()
                    .map_or(FIRST_CUSTOM, |id| id.max(FIRST_CUSTOM - 1) + 1);
                let format = known.unwrap_or(free);
                self.day_format = Some(format);
                format
            }
        };
        self.with_number_format(style, format)
    }

    /// Whether a format shows days.
    pub(super) fn shows_days(&self, style: u32) -> bool {
        match self.number_format(style) {
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => true,
            id => self.codes.get(&id).is_some_and(|code| {
                let bare = code
                    .split('[')
                    .map(|part| part.rsplit(']').next().unwrap_or(part))
                    .collect::<String>();
                let lower = bare.to_ascii_lowercase();
                lower.contains('y') && lower.contains('m')
                    || lower.contains("d") && lower.contains('m')
            }),
        }
    }

    fn number_format(&self, style: u32) -> u32 {
        self.formats
            .get(style as usize)
            .map_or(0, |(number, _)| *number)
    }

    fn with_number_format(&mut self, style: u32, number: u32) -> u32 {
        if self.number_format(style) == number {
            return style;
        }
        if let Some(derived) = self.derived.get(&(style, number)) {
            return *derived;
        }
        let element = match self.formats.get(style as usize) {
            Some((_, element)) => renumbered(element, number),
            None => return style,
        };
        self.added.push(element.clone());
        self.formats.push((number, element));
        let derived = u32::try_from(self.formats.len() - 1).unwrap_or(style);
        self.derived.insert((style, number), derived);
        derived
    }

    /// The part with the added formats; `None` when nothing was added.
    pub(super) fn finish(self) -> Option<String> {
        if self.added.is_empty() {
            return None;
        }
        let p = &self.prefix;
        let mut xml = self.xml;
        let end = xml.find(&format!("</{p}cellXfs>"))?;
        xml.insert_str(end, &self.added.concat());
        let start = xml.find(&format!("<{p}cellXfs"))?;
        set_count(&mut xml, start, self.formats.len());
        if let Some(id) = self.day_format.filter(|id| !self.codes.contains_key(id)) {
            let format = format!("<{p}numFmt numFmtId=\"{id}\" formatCode=\"{DAY_CODE}\"/>");
            match (
                xml.find(&format!("<{p}numFmts")),
                xml.find(&format!("</{p}numFmts>")),
            ) {
                (Some(start), Some(end)) => {
                    xml.insert_str(end, &format);
                    set_count(&mut xml, start, self.codes.len() + 1);
                }
                _ => {
                    let root = xml.find(&format!("<{p}styleSheet"))?;
                    let at = root + xml[root..].find('>')? + 1;
                    xml.insert_str(
                        at,
                        &format!("<{p}numFmts count=\"1\">{format}</{p}numFmts>"),
                    );
                }
            }
        }
        Some(xml)
    }
}

/// Position of a reader in its text.
pub(super) fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The prefix of an element with its colon, `x:`; mostly nothing.
pub(super) fn prefix(element: &BytesStart<'_>) -> String {
    let name = element.name();
    let local = element.local_name();
    let full: &str = name.as_ref();
    let bare: &str = local.as_ref();
    full[..full.len() - bare.len()].to_owned()
}

fn number_format(element: &BytesStart<'_>) -> u32 {
    attribute(element, "numFmtId")
        .and_then(|id| id.parse().ok())
        .unwrap_or(0)
}

/// A format's element with another number format.
fn renumbered(element: &str, number: u32) -> String {
    let end = element.find('>').unwrap_or(element.len());
    let (tag, rest) = element.split_at(end);
    let tag = without_attribute(&without_attribute(tag, "numFmtId"), "applyNumberFormat");
    let (tag, slash) = tag
        .strip_suffix('/')
        .map_or((tag.as_str(), ""), |tag| (tag, "/"));
    format!(
        "{} numFmtId=\"{number}\" applyNumberFormat=\"1\"{slash}{rest}",
        tag.trim_end()
    )
}

/// A start tag without one of its attributes.
fn without_attribute(tag: &str, name: &str) -> String {
    let Some(start) = tag.find(&format!(" {name}=")) else {
        return tag.to_owned();
    };
    let value = start + name.len() + 2;
    let Some(quote) = tag[value..].chars().next() else {
        return tag.to_owned();
    };
    let Some(end) = tag[value + 1..].find(quote) else {
        return tag.to_owned();
    };
    format!("{}{}", &tag[..start], &tag[value + 1 + end + 1..])
}

/// Sets the `count` of the element that starts at a place.
fn set_count(xml: &mut String, start: usize, count: usize) {
    let Some(end) = xml[start..].find('>').map(|at| start + at) else {
        return;
    };
    let tag = without_attribute(&xml[start..end], "count");
    xml.replace_range(start..end, &format!("{tag} count=\"{count}\""));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;

    const XML: &str = "<styleSheet xmlns=\"m\"><fonts/><cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"14\" borderId=\"1\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>";

    #[test]
    fn formats_are_derived_once() {
        let mut styles = Styles::read(XML.to_owned(), "a").unwrap();
        assert_eq!(styles.as_day(1), 1);
        assert_eq!((styles.as_text(1), styles.as_text(1)), (2, 2));
        assert_eq!(styles.as_day(0), 3);
        assert!(styles.is_text(2));
        let xml = styles.finish().unwrap();
        assert!(xml.contains("<xf borderId=\"1\" numFmtId=\"49\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf>"));
        assert!(
            xml.contains("<xf fontId=\"0\" numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs>")
        );
        assert!(xml.contains("<cellXfs count=\"4\">"));
        assert!(xml.contains("<numFmts count=\"1\"><numFmt numFmtId=\"164\""));
    }

    #[test]
    fn text_that_a_program_defined_anew_is_text() {
        let xml = XML
            .replace("<fonts/>", "<numFmts count=\"1\"><numFmt numFmtId=\"165\" formatCode=\"@\"/></numFmts><fonts/>")
            .replace("numFmtId=\"0\"", "numFmtId=\"165\"");
        let mut styles = Styles::read(xml, "a").unwrap();
        assert!(styles.is_text(0) && !styles.is_text(1));
        assert_eq!(styles.as_text(0), 0);
    }

    #[test]
    fn nothing_needed_changes_nothing() {
        assert_eq!(Styles::read(XML.to_owned(), "a").unwrap().finish(), None);
    }
}
