//! The look of single cells of an xlsx, for comparing.

use crate::support::part;

/// What a cell looks like, in the words of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellLook {
    pub(crate) font: String,
    pub(crate) fill: String,
    pub(crate) border: String,
    pub(crate) number: String,
    /// The cell format's own element.
    pub(crate) format: String,
}

/// The look of a cell; `sheet` counts from 1.
pub(crate) fn look(xlsx: &[u8], sheet: u32, cell: &str) -> CellLook {
    let styles = part(xlsx, "xl/styles.xml");
    let number = style_of(xlsx, sheet, cell);
    let format = children(&styles, "cellXfs", "xf")[number].clone();
    let of = |name: &str, list: &str, tag: &str| {
        let id: usize = attribute(&format, name).parse().unwrap();
        children(&styles, list, tag)[id].clone()
    };
    let id = attribute(&format, "numFmtId");
    let code = styles
        .split("<numFmt ")
        .skip(1)
        .find(|element| attribute(element, "numFmtId") == id)
        .map(|element| attribute(element, "formatCode"));
    CellLook {
        font: of("fontId", "fonts", "font"),
        fill: of("fillId", "fills", "fill"),
        border: of("borderId", "borders", "border"),
        number: code.unwrap_or(id),
        format,
    }
}

fn style_of(xlsx: &[u8], sheet: u32, cell: &str) -> usize {
    let xml = part(xlsx, &format!("xl/worksheets/sheet{sheet}.xml"));
    let start = xml
        .find(&format!("<c r=\"{cell}\""))
        .unwrap_or_else(|| panic!("{cell} in {xml}"));
    let tag = &xml[start..start + xml[start..].find('>').unwrap()];
    if tag.contains(" s=\"") {
        attribute(tag, "s").parse().unwrap()
    } else {
        0
    }
}

/// The elements of a list, each as written.
fn children(xml: &str, list: &str, tag: &str) -> Vec<String> {
    let start = xml.find(&format!("<{list}")).unwrap();
    let start = start + xml[start..].find('>').unwrap() + 1;
    let end = xml.find(&format!("</{list}>")).unwrap();
    let opened = format!("<{tag}");
    xml[start..end]
        .split(&opened)
        .filter(|rest| rest.starts_with([' ', '>', '/']))
        .map(|rest| format!("{opened}{rest}"))
        .collect()
}

/// An attribute of the first tag; empty where it has none.
pub(crate) fn attribute(element: &str, name: &str) -> String {
    let tag = &element[..element.find('>').unwrap_or(element.len())];
    let mark = format!("{name}=\"");
    let Some(start) = tag.find(&mark).map(|at| at + mark.len()) else {
        return String::new();
    };
    tag[start..start + tag[start..].find('"').unwrap()].to_owned()
}
