//! Changes to the parts of an xlsx, written into a copy of its package.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use catalog::problem::Problem;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::kind;
use crate::limits::Limits;
use crate::package::Package;

use super::WriteValue;
use super::growth::Growth;
use super::parts;
use super::rows::{Data, RowWriter};
use super::sheet_xml;
use super::styles::Styles;

/// Elements that hold formulas outside of a worksheet's own rows.
const FORMULAS: &[&str] = &["f", "formula", "formula1", "formula2", "definedName"];

/// A workbook that is being changed.
pub(super) struct Patch<'a> {
    package: Package<'a>,
    file_name: String,
    /// New texts of parts, by path.
    changed: BTreeMap<String, String>,
    styles: Styles,
    styles_path: String,
    formulas: bool,
}

impl<'a> Patch<'a> {
    /// Opens a workbook.
    pub(super) fn open(xlsx: &'a [u8], file_name: &str) -> Result<Self, Problem> {
        let mut package = Package::open(xlsx, file_name, &Limits::default())?;
        let workbook = package.workbook.clone();
        let relations = package.relations(&workbook)?;
        let styles_path = relations
            .into_iter()
            .find(|relation| relation.kind == "styles")
            .map_or_else(|| "xl/styles.xml".to_owned(), |relation| relation.target);
        let xml = package.text(&styles_path)?.unwrap_or_default();
        let styles = Styles::read(xml, file_name)?;
        Ok(Self {
            package,
            file_name: file_name.to_owned(),
            changed: BTreeMap::new(),
            styles,
            styles_path,
            formulas: false,
        })
    }

    /// Fills data rows into a sheet.
    pub(super) fn fill(&mut self, sheet: &str, data: Data<'_>) -> Result<(), Problem> {
        let growth = data.growth;
        let path = self.path_of(sheet)?;
        let xml = self.text(&path)?;
        let writer = RowWriter::new(sheet, Some(data), BTreeMap::new(), &mut self.styles);
        let (xml, formulas) = sheet_xml::rewrite(&xml, &self.file_name, writer)?;
        self.formulas |= formulas;
        self.changed.insert(path.clone(), xml);
        if growth.delta() > 0 {
            self.move_elsewhere(sheet, &path, &growth)?;
        }
        Ok(())
    }

    /// Writes single cells of a sheet.
    pub(super) fn cells(
        &mut self,
        sheet: &str,
        cells: BTreeMap<u32, BTreeMap<u32, &WriteValue>>,
    ) -> Result<(), Problem> {
        let path = self.path_of(sheet)?;
        let xml = self.text(&path)?;
        let writer = RowWriter::new(sheet, None, cells, &mut self.styles);
        let (xml, formulas) = sheet_xml::rewrite(&xml, &self.file_name, writer)?;
        self.formulas |= formulas;
        self.changed.insert(path, xml);
        Ok(())
    }

    /// What other parts say about rows that moved.
    fn move_elsewhere(&mut self, sheet: &str, path: &str, growth: &Growth) -> Result<(), Problem> {
        let workbook = self.package.workbook.clone();
        let mut mention: Vec<String> = vec![workbook];
        mention.extend(
            self.package
                .sheets
                .iter()
                .map(|part| part.path.clone())
                .filter(|other| other != path),
        );
        mention.extend(
            self.package
                .names()
                .filter(|name| name.contains("charts/chart") && name.ends_with(".xml")),
        );
        for part in mention {
            let xml = self.text(&part)?;
            if let Some(xml) =
                parts::with_grown_formulas(&xml, &self.file_name, FORMULAS, sheet, growth)?
            {
                self.changed.insert(part, xml);
            }
        }
        for relation in self.package.relations(path)? {
            let Some(xml) = self.optional_text(&relation.target)? else {
                continue;
            };
            let xml = match relation.kind.as_str() {
                "table" | "comments" => parts::with_grown_refs(&xml, &self.file_name, growth)?,
                "drawing" | "vmlDrawing" => parts::with_grown_anchors(&xml, growth),
                _ => continue,
            };
            self.changed.insert(relation.target, xml);
        }
        Ok(())
    }

    /// The new file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Problem> {
        let styles = std::mem::replace(&mut self.styles, Styles::read(String::new(), "")?);
        if let Some(xml) = styles.finish() {
            self.changed.insert(self.styles_path.clone(), xml);
        }
        let removed = self.remove_what_would_mislead()?;
        let broken = kind::broken(&self.file_name);
        self.write(&removed).map_err(|_| broken)
    }

    /// The order of computation is rebuilt by every program, and a wrong one makes Excel call
    /// the file damaged; macros are never handed on.
    fn remove_what_would_mislead(&mut self) -> Result<Vec<String>, Problem> {
        let workbook = self.package.workbook.clone();
        if self.formulas {
            let xml = self.text(&workbook)?;
            self.changed
                .insert(workbook.clone(), parts::with_full_calculation(&xml));
        }
        let removed: Vec<String> = self
            .package
            .names()
            .filter(|name| {
                name.ends_with("/vbaProject.bin")
                    || name.contains("vbaProjectSignature")
                    || name.contains("vbaProject.bin.rels")
                    || self.formulas && name.ends_with("/calcChain.xml")
            })
            .collect();
        if removed.is_empty() {
            return Ok(removed);
        }
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let relations = format!("{folder}/_rels/{name}.rels")
            .trim_start_matches('/')
            .to_owned();
        for list in ["[Content_Types].xml".to_owned(), relations] {
            let xml = self.text(&list)?;
            let xml = parts::without_entries(&xml, &self.file_name, &removed)?;
            self.changed.insert(list, parts::without_macro_types(&xml));
        }
        Ok(removed)
    }

    fn write(mut self, removed: &[String]) -> zip::result::ZipResult<Vec<u8>> {
        // A fixed time keeps the same input giving the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let archive = self.package.archive();
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index)?;
            let name = part.name()?.into_owned();
            let path = name.replace('\\', "/");
            if removed.contains(&path) {
                continue;
            }
            match self.changed.remove(&path) {
                Some(text) => {
                    drop(part);
                    zip.start_file(name, options)?;
                    zip.write_all(text.as_bytes())?;
                }
                None => zip.raw_copy_file(part)?,
            }
        }
        Ok(zip.finish()?.into_inner())
    }

    fn path_of(&self, sheet: &str) -> Result<String, Problem> {
        let part = self.package.sheets.iter().find(|part| part.name == sheet);
        part.map(|part| part.path.clone())
            .ok_or_else(|| sheet_missing(&self.file_name, sheet))
    }

    fn text(&mut self, path: &str) -> Result<String, Problem> {
        let file_name = self.file_name.clone();
        self.optional_text(path)?
            .ok_or_else(|| kind::broken(&file_name))
    }

    fn optional_text(&mut self, path: &str) -> Result<Option<String>, Problem> {
        match self.changed.get(path) {
            Some(xml) => Ok(Some(xml.clone())),
            None => self.package.text(path),
        }
    }
}

/// There is no sheet of that name.
pub(super) fn sheet_missing(file_name: &str, sheet: &str) -> Problem {
    Problem::bad_input(
        "sheet-missing",
        format!("文件“{file_name}”中没有名为“{sheet}”的工作表，请确认模板没有被改名或替换。"),
    )
}
