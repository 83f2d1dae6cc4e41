//! The zip container of an xlsx: checked for size before and while it is unpacked, searched for
//! its parts.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use catalog::problem::Problem;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::kind;
use crate::limits::{Limits, RATIO_FLOOR};
use crate::sheet::Range;

mod merges;

use merges::MergeScanner;

/// A zip package with the facts that reading and writing need.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    file_name: String,
    limits: Limits,
    size: u64,
    /// Path of the workbook part, such as `xl/workbook.xml`.
    pub(crate) workbook: String,
    /// The worksheets in tab order.
    pub(crate) sheets: Vec<SheetPart>,
    /// Whether the package carries macros.
    pub(crate) has_macros: bool,
}

/// A worksheet of a package.
#[derive(Debug, Clone)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) hidden: bool,
}

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// Last word of the type's address, such as `worksheet`.
    pub(crate) kind: String,
    /// Path of the target inside the package.
    pub(crate) target: String,
}

impl<'a> Package<'a> {
    /// Opens a package after judging its central directory.
    ///
    /// # Errors
    /// `workbook-broken`, `workbook-too-large`, `workbook-encrypted` and, for packages that are
    /// no xlsx, `workbook-unsupported`.
    pub(crate) fn open(bytes: &'a [u8], file_name: &str, limits: &Limits) -> Result<Self, Problem> {
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| zip_problem(&error, file_name))?;
        check_directory(&mut archive, bytes.len() as u64, file_name, limits)?;
        let mut package = Self {
            archive,
            file_name: file_name.to_owned(),
            limits: *limits,
            size: bytes.len() as u64,
            workbook: String::new(),
            sheets: Vec::new(),
            has_macros: false,
        };
        package.workbook = package.find_workbook()?;
        let has_macros = package.names().any(|name| name.ends_with("vbaProject.bin"));
        package.has_macros = has_macros;
        package.sheets = package.find_sheets()?;
        Ok(package)
    }

    /// Names of all parts.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.archive
            .file_names()
            .filter_map(Result::ok)
            .map(|name| name.replace('\\', "/"))
    }

    /// The archive itself, for copying parts as they are.
    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }

    /// A part's text; `None` when there is no such part.
    pub(crate) fn text(&mut self, path: &str) -> Result<Option<String>, Problem> {
        let Some(index) = self.index(path) else {
            return Ok(None);
        };
        let (file_name, max) = (self.file_name.clone(), self.limits.max_unpacked);
        let part = self
            .archive
            .by_index(index)
            .map_err(|error| zip_problem(&error, &file_name))?;
        let mut bytes = Vec::new();
        part.take(max + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| kind::broken(&file_name))?;
        if bytes.len() as u64 > max {
            return Err(kind::too_large(&file_name, "解压后过大"));
        }
        let text = String::from_utf8(bytes).map_err(|_| kind::broken(&file_name))?;
        Ok(Some(
            text.strip_prefix('\u{feff}')
                .map(str::to_owned)
                .unwrap_or(text),
        ))
    }

    /// A part that the package cannot do without.
    pub(crate) fn required_text(&mut self, path: &str) -> Result<String, Problem> {
        let file_name = self.file_name.clone();
        self.text(path)?.ok_or_else(|| kind::broken(&file_name))
    }

    /// The relationships of a part.
    pub(crate) fn relations(&mut self, of: &str) -> Result<Vec<Relation>, Problem> {
        let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
        let path = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let Some(xml) = self.text(&path)? else {
            return Ok(Vec::new());
        };
        let mut relations = Vec::new();
        for_each_element(&xml, &self.file_name, |element| {
            if element.local_name().as_ref() == "Relationship" {
                let kind = attribute(element, "Type").unwrap_or_default();
                relations.push(Relation {
                    id: attribute(element, "Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(folder, &attribute(element, "Target").unwrap_or_default()),
                });
            }
        })?;
        Ok(relations)
    }

    /// Unpacks every XML part once without keeping it: the sizes that the directory declares
    /// may lie. Gives the merged ranges of each worksheet part, which are found on the way.
    ///
    /// # Errors
    /// `workbook-too-large` as soon as a limit is passed, `workbook-broken` for damaged parts.
    pub(crate) fn check_content(&mut self) -> Result<HashMap<String, Vec<Range>>, Problem> {
        let file_name = self.file_name.clone();
        let mut unpacked = 0_u64;
        let mut merges = HashMap::new();
        let mut buffer = vec![0; 64 << 10];
        for index in 0..self.archive.len() {
            let mut part = self
                .archive
                .by_index(index)
                .map_err(|error| zip_problem(&error, &file_name))?;
            let name = part.name().unwrap_or_default().replace('\\', "/");
            let lower = name.to_ascii_lowercase();
            if !(lower.ends_with(".xml") || lower.ends_with(".rels")) {
                continue;
            }
            let is_strings = lower.ends_with("sharedstrings.xml");
            let mut scanner = self
                .sheets
                .iter()
                .any(|sheet| sheet.path == name)
                .then(MergeScanner::default);
            let (start, mut first) = (unpacked, true);
            loop {
                let count = part
                    .read(&mut buffer)
                    .map_err(|_| kind::broken(&file_name))?;
                if count == 0 {
                    break;
                }
                unpacked += count as u64;
                let strings_limit = self.limits.max_unpacked / 4;
                if is_bomb(unpacked, self.size, &self.limits)
                    || (is_strings && unpacked - start > strings_limit)
                {
                    return Err(kind::too_large(&file_name, "解压后过大，疑似压缩炸弹"));
                }
                if is_strings && first && claims_too_much(&buffer[..count], part.size()) {
                    return Err(kind::broken(&file_name));
                }
                first = false;
                if let Some(scanner) = &mut scanner {
                    scanner.feed(&buffer[..count]);
                }
            }
            if let Some(scanner) = scanner {
                merges.insert(name, scanner.finish());
            }
        }
        Ok(merges)
    }

    fn index(&self, path: &str) -> Option<usize> {
        self.archive.index_for_name(path).or_else(|| {
            // Some writers disagree with themselves about case and slashes.
            (0..self.archive.len()).find(|index| {
                self.archive
                    .name_for_index(*index)
                    .and_then(Result::ok)
                    .is_some_and(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
            })
        })
    }

    fn find_workbook(&mut self) -> Result<String, Problem> {
        let stated = self
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map(|relation| relation.target);
        let path = stated.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        if self.index(&path).is_some() && path.contains("workbook") && path.ends_with(".xml") {
            return Ok(path);
        }
        let names: Vec<String> = self.names().collect();
        let what = if names.iter().any(|name| name.starts_with("word/")) {
            "Word 文档"
        } else if names.iter().any(|name| name.starts_with("ppt/")) {
            "演示文稿"
        } else if names.iter().any(|name| name.ends_with("workbook.bin")) {
            "xlsb 二进制工作簿"
        } else if names
            .iter()
            .any(|name| name == "mimetype" || name == "content.xml")
        {
            "ODS 表格"
        } else if names.iter().any(|name| name.starts_with("xl/")) {
            return Err(kind::broken(&self.file_name));
        } else {
            "压缩包"
        };
        Err(kind::unsupported(&self.file_name, what))
    }

    fn find_sheets(&mut self) -> Result<Vec<SheetPart>, Problem> {
        let path = self.workbook.clone();
        let relations = self.relations(&path)?;
        let xml = self.required_text(&path)?;
        let mut sheets = Vec::new();
        for_each_element(&xml, &self.file_name, |element| {
            if element.local_name().as_ref() != "sheet" {
                return;
            }
            let id = element
                .attributes()
                .flatten()
                .find(|attribute| attribute.key.local_name().as_ref() == "id")
                .map(|attribute| attribute.value.into_owned());
            let relation = relations
                .iter()
                .find(|relation| Some(&relation.id) == id.as_ref());
            // Chart sheets and dialogs hold no cells.
            if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                sheets.push(SheetPart {
                    name: attribute(element, "name").unwrap_or_default(),
                    path: relation.target.clone(),
                    hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
                });
            }
        })?;
        Ok(sheets)
    }
}

fn check_directory(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    size: u64,
    file_name: &str,
    limits: &Limits,
) -> Result<(), Problem> {
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| zip_problem(&error, file_name))?;
        if part.encrypted() {
            return Err(kind::encrypted(file_name));
        }
        declared = declared.saturating_add(part.size());
    }
    if is_bomb(declared, size, limits) {
        return Err(kind::too_large(file_name, "解压后过大，疑似压缩炸弹"));
    }
    // Entries that share their bytes unpack to more than any honest file could.
    if archive.has_overlapping_entries().unwrap_or(true) {
        return Err(kind::broken(file_name));
    }
    Ok(())
}

fn is_bomb(unpacked: u64, packed: u64, limits: &Limits) -> bool {
    unpacked > limits.max_unpacked
        || (unpacked > RATIO_FLOOR && unpacked / packed.max(1) > limits.max_ratio)
}

/// Whether the shared strings claim more entries than their bytes can hold; the reader would
/// reserve memory for all of them at once.
fn claims_too_much(head: &[u8], size: u64) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(2048)]).into_owned();
    let Some((_, rest)) = head.split_once("uniqueCount=") else {
        return false;
    };
    let digits: String = rest
        .chars()
        .skip(1)
        .take_while(char::is_ascii_digit)
        .collect();
    digits
        .parse::<u64>()
        .map_or(!digits.is_empty(), |count| count > size)
}

fn zip_problem(error: &ZipError, file_name: &str) -> Problem {
    match error {
        ZipError::InvalidPassword => kind::encrypted(file_name),
        _ => kind::broken(file_name),
    }
}

/// Calls for every element that starts in an XML text.
pub(crate) fn for_each_element(
    xml: &str,
    file_name: &str,
    mut visit: impl FnMut(&BytesStart<'_>),
) -> Result<(), Problem> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => visit(&element),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(kind::broken(file_name)),
        }
    }
}

/// An attribute's value, by its name without prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// A relationship's target as a path inside the package.
fn resolve(folder: &str, target: &str) -> String {
    let absolute = target.starts_with('/');
    let mut parts: Vec<&str> = if absolute {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_paths() {
        assert_eq!(
            resolve("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolve("xl", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolve("xl/worksheets", "../drawings/d.xml"),
            "xl/drawings/d.xml"
        );
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
    }

    #[test]
    fn string_counts_are_believed_only_when_possible() {
        assert!(claims_too_much(
            b"<sst count=\"1\" uniqueCount=\"99999999999\">",
            200
        ));
        assert!(claims_too_much(
            b"<sst uniqueCount=\"99999999999999999999999\">",
            200
        ));
        assert!(!claims_too_much(b"<sst uniqueCount=\"3\">", 200));
        assert!(!claims_too_much(b"<sst>", 200));
    }
}
