//! What the other parts of a workbook say about rows that moved.

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use crate::kind;
use crate::package::attribute;
use crate::sheet::MAX_ROWS;

use super::a1;
use super::formula;
use super::growth::Growth;
use super::row_xml::attributes_without;
use super::sheet_xml::inner_text;
use super::styles::position;

/// A part in which the formulas of some elements follow the growth of `sheet`; `None` when
/// nothing changed. Used for other worksheets, charts and the names of the workbook.
pub(super) fn with_grown_formulas(
    xml: &str,
    file_name: &str,
    elements: &[&str],
    sheet: &str,
    growth: &Growth,
) -> Result<Option<String>, Problem> {
    let mut reader = Reader::from_str(xml);
    let (mut out, mut copied, mut changed) = (String::new(), 0, false);
    loop {
        match reader.read_event().map_err(|_| kind::broken(file_name))? {
            Event::Start(element) if elements.contains(&element.local_name().as_ref()) => {
                let local = element.local_name();
                let local: &str = local.as_ref();
                let start = position(&reader);
                let text =
                    inner_text(xml, &mut reader, local).map_err(|()| kind::broken(file_name))?;
                let moved = formula::grown(&text, false, sheet, growth);
                if moved != text {
                    changed = true;
                    out.push_str(&xml[copied..start]);
                    out.push_str(&escape(moved.as_str()));
                    let full = element.name();
                    let full: &str = full.as_ref();
                    out.push_str(&format!("</{full}>"));
                    copied = position(&reader);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out.push_str(&xml[copied..]);
    Ok(changed.then_some(out))
}

/// A part whose `ref` attributes follow the growth: tables and comments of the sheet.
pub(super) fn with_grown_refs(
    xml: &str,
    file_name: &str,
    growth: &Growth,
) -> Result<String, Problem> {
    let mut reader = Reader::from_str(xml);
    let (mut out, mut copied) = (String::new(), 0);
    loop {
        let start = position(&reader);
        let (element, empty) = match reader.read_event().map_err(|_| kind::broken(file_name))? {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::Eof => break,
            _ => continue,
        };
        let Some(range) = attribute(&element, "ref").and_then(|name| a1::parse_range(&name)) else {
            continue;
        };
        let full = element.name();
        let full: &str = full.as_ref();
        let end = if empty { "/>" } else { ">" };
        let moved = a1::range_name(&growth.range(range));
        out.push_str(&xml[copied..start]);
        out.push_str(&format!(
            "<{full}{} ref=\"{moved}\"{end}",
            attributes_without(&element, &["ref"])
        ));
        copied = position(&reader);
    }
    out.push_str(&xml[copied..]);
    Ok(out)
}

/// A drawing whose anchors follow the growth: `<xdr:row>14</xdr:row>`, `<x:Row>14</x:Row>`.
pub(super) fn with_grown_anchors(xml: &str, growth: &Growth) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    // Old drawings are not always well-formed, so their text is searched and not parsed.
    while let Some(at) = rest.find("ow>") {
        let (before, after) = rest.split_at(at + "ow>".len());
        out.push_str(before);
        let is_anchor = ["<row>", "<Row>", ":row>", ":Row>"]
            .iter()
            .any(|end| before.ends_with(end));
        let digits = after
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(after.len());
        match after[..digits].parse::<u32>() {
            Ok(row) if is_anchor && row < MAX_ROWS => out.push_str(&growth.row(row).to_string()),
            _ => out.push_str(&after[..digits]),
        }
        rest = &after[digits..];
    }
    out.push_str(rest);
    out
}

/// The workbook part that makes programs compute all formulas anew when they open it.
pub(super) fn with_full_calculation(xml: &str) -> String {
    if let Some(start) = xml.find("calcPr") {
        let end = xml[start..].find('>').map_or(xml.len(), |at| start + at);
        if xml[start..end].contains("fullCalcOnLoad") {
            return xml.to_owned();
        }
        let at = start + "calcPr".len();
        return format!("{} fullCalcOnLoad=\"1\"{}", &xml[..at], &xml[at..]);
    }
    // The schema wants it after the names, or else after the sheets.
    for name in [
        "definedNames",
        "externalReferences",
        "functionGroups",
        "sheets",
    ] {
        let end = format!("{name}>");
        if let Some(at) = xml.rfind(&end).map(|at| at + end.len()) {
            let start = xml[..at].rfind("</").unwrap_or(0);
            let p = xml[start + 2..at]
                .split_once(':')
                .map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
            return format!(
                "{}<{p}calcPr fullCalcOnLoad=\"1\"/>{}",
                &xml[..at],
                &xml[at..]
            );
        }
    }
    xml.to_owned()
}

/// A list of parts or relationships without the entries that speak of some files.
pub(super) fn without_entries(
    xml: &str,
    file_name: &str,
    files: &[String],
) -> Result<String, Problem> {
    let mut reader = Reader::from_str(xml);
    let (mut out, mut copied) = (String::new(), 0);
    loop {
        let start = position(&reader);
        match reader.read_event().map_err(|_| kind::broken(file_name))? {
            Event::Empty(element) => {
                let target =
                    attribute(&element, "PartName").or_else(|| attribute(&element, "Target"));
                let names = |target: &String| {
                    files.iter().any(|file| {
                        let name = file.rsplit('/').next().unwrap_or(file);
                        target.rsplit('/').next() == Some(name)
                    })
                };
                if target.as_ref().is_some_and(names) {
                    out.push_str(&xml[copied..start]);
                    copied = position(&reader);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out.push_str(&xml[copied..]);
    Ok(out)
}

/// Content types of a workbook with macros as those of one without.
pub(super) fn without_macro_types(xml: &str) -> String {
    xml.replace("application/vnd.ms-excel.sheet.macroEnabled.main+xml", MAIN)
        .replace(
            "application/vnd.ms-excel.template.macroEnabledTemplate.main+xml",
            MAIN,
        )
        .replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            MAIN,
        )
}

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;

    const GROWTH: Growth = Growth {
        first: 4,
        old: 5,
        new: 8,
    };

    #[test]
    fn names_follow() {
        let xml = "<workbook><sheets/><definedNames><definedName name=\"_xlnm.Print_Area\">名单!$A$1:$L$11</definedName></definedNames></workbook>";
        let moved = with_grown_formulas(xml, "a", &["definedName"], "名单", &GROWTH)
            .unwrap()
            .unwrap();
        assert!(moved.contains(">名单!$A$1:$L$14</definedName></definedNames></workbook>"));
        assert_eq!(
            with_grown_formulas(xml, "a", &["definedName"], "其他", &GROWTH).unwrap(),
            None
        );
    }

    #[test]
    fn anchors_and_refs_follow() {
        let drawing =
            "<xdr:from><xdr:row>2</xdr:row></xdr:from><xdr:to><xdr:row>9</xdr:row></xdr:to>";
        assert!(with_grown_anchors(drawing, &GROWTH).ends_with("<xdr:row>12</xdr:row></xdr:to>"));
        assert_eq!(
            with_grown_anchors("<row>14</row><arrow>14</arrow>", &GROWTH),
            "<row>17</row><arrow>14</arrow>"
        );
        let comments = "<comments><comment ref=\"B3\"/><comment ref=\"B10\" authorId=\"0\">x</comment></comments>";
        let moved = with_grown_refs(comments, "a", &GROWTH).unwrap();
        assert!(moved.contains("ref=\"B3\"/>") && moved.contains("authorId=\"0\" ref=\"B13\">x"));
    }

    #[test]
    fn calculation_is_asked_for_once() {
        let xml = "<workbook><sheets><sheet/></sheets></workbook>";
        let asked = with_full_calculation(xml);
        assert!(asked.contains("</sheets><calcPr fullCalcOnLoad=\"1\"/></workbook>"));
        assert_eq!(with_full_calculation(&asked), asked);
        let with = with_full_calculation("<workbook><calcPr calcId=\"1\"/></workbook>");
        assert!(with.contains("<calcPr fullCalcOnLoad=\"1\" calcId=\"1\"/>"));
    }

    #[test]
    fn entries_go() {
        let xml = "<Types><Override PartName=\"/xl/calcChain.xml\"/><Override PartName=\"/xl/workbook.xml\"/></Types>";
        let without = without_entries(xml, "a", &["xl/calcChain.xml".to_owned()]).unwrap();
        assert_eq!(
            without,
            "<Types><Override PartName=\"/xl/workbook.xml\"/></Types>"
        );
    }
}
