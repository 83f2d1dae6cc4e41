//! Reading areas from CSV, with every line that cannot be used reported.

use rustc_hash::FxHashMap;

use super::{Area, AreaCode, Level};
use crate::text;

/// A line of an area file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AreaIssue {
    /// 1-based line of the file.
    pub line: u64,
    /// Stable kebab-case code.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl AreaIssue {
    fn new(line: u64, code: &str, message: impl Into<String>) -> Self {
        Self {
            line,
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

/// Which column holds what.
struct Columns {
    code: usize,
    name: usize,
    level: Option<usize>,
    parent: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Option<Self> {
        let find = |names: &[&str]| {
            header
                .iter()
                .position(|title| names.contains(&text::squeeze(title).as_str()))
        };
        Some(Self {
            code: find(&["code", "代码", "区划代码", "行政区划代码"])?,
            name: find(&["name", "名称", "区划名称", "行政区划名称"])?,
            level: find(&["level", "级别", "层级"]),
            parent: find(&["parent", "上级", "上级代码", "上级区划代码"]),
        })
    }
}

pub(super) fn read(csv_text: &str) -> (Vec<Area>, Vec<AreaIssue>) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(true)
        .from_reader(csv_text.trim_start_matches('\u{FEFF}').as_bytes());
    let columns = reader.headers().ok().and_then(Columns::of);
    let Some(columns) = columns else {
        let message = "第一行没有“code,name”（代码、名称）两列，请按模板整理后重新导入";
        return (
            Vec::new(),
            vec![AreaIssue::new(1, "area-header-missing", message)],
        );
    };
    let (mut lines, mut issues) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match read_line(&record, &columns, line) {
                    Ok(area) => lines.push((line, area)),
                    Err(issue) => issues.push(issue),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                issues.push(AreaIssue::new(
                    line,
                    "area-line-broken",
                    "这一行不是完整的CSV行，请检查引号和逗号",
                ));
            }
        }
    }
    let areas = keep_connected(drop_repeated(lines, &mut issues), &mut issues);
    issues.sort_by_key(|issue| issue.line);
    (areas, issues)
}

fn read_line(record: &csv::StringRecord, columns: &Columns, line: u64) -> Result<Area, AreaIssue> {
    let field = |at: usize| record.get(at).map(str::trim).unwrap_or_default();
    let code: AreaCode = field(columns.code)
        .parse()
        .map_err(|error: super::AreaCodeError| {
            AreaIssue::new(line, "area-code-invalid", format!("代码不可用：{error}"))
        })?;
    let name = field(columns.name);
    if name.is_empty() {
        return Err(AreaIssue::new(
            line,
            "area-name-missing",
            "名称为空，请补上区划名称",
        ));
    }
    let level = match columns.level.map(field).unwrap_or_default() {
        "" => code.level(),
        typed => level_of(typed).ok_or_else(|| {
            AreaIssue::new(
                line,
                "area-level-invalid",
                "级别不认识，请填 省、市、区县、街道、社区 或 网格",
            )
        })?,
    };
    if level != code.level() {
        let message = "级别与代码的位数不一致，请核对代码和级别";
        return Err(AreaIssue::new(line, "area-level-mismatch", message));
    }
    let parent = match columns.parent.map(field).unwrap_or_default() {
        "" => None,
        typed => Some(typed.parse().map_err(|error: super::AreaCodeError| {
            AreaIssue::new(
                line,
                "area-parent-invalid",
                format!("上级代码不可用：{error}"),
            )
        })?),
    };
    Ok(Area {
        code,
        name: name.to_owned(),
        level,
        parent,
    })
}

fn level_of(typed: &str) -> Option<Level> {
    Some(match text::squeeze(typed).as_str() {
        "province" | "省" | "省级" => Level::Province,
        "city" | "市" | "市级" | "地市" => Level::City,
        "district" | "county" | "区县" | "区" | "县" | "县级" => Level::District,
        "street" | "town" | "街道" | "乡镇" | "镇" | "街道/乡镇" | "乡级" => {
            Level::Street
        }
        "community" | "village" | "社区" | "村" | "社区/村" | "居村" | "村级" => {
            Level::Community
        }
        "grid" | "网格" => Level::Grid,
        _ => return None,
    })
}

/// The first line of a code stays.
fn drop_repeated(lines: Vec<(u64, Area)>, issues: &mut Vec<AreaIssue>) -> Vec<(u64, Area)> {
    let mut seen: FxHashMap<AreaCode, u64> = FxHashMap::default();
    lines
        .into_iter()
        .filter(|(line, area)| {
            let first = *seen.entry(area.code).or_insert(*line);
            if first != *line {
                let message = format!("代码与第{first}行重复，已保留前一行");
                issues.push(AreaIssue::new(*line, "area-code-repeated", message));
            }
            first == *line
        })
        .collect()
}

/// Fills missing parents from the digits and drops lines whose named parent is not above them.
fn keep_connected(lines: Vec<(u64, Area)>, issues: &mut Vec<AreaIssue>) -> Vec<Area> {
    let known: FxHashMap<AreaCode, Level> = lines
        .iter()
        .map(|(_, area)| (area.code, area.level))
        .collect();
    lines
        .into_iter()
        .filter_map(|(line, mut area)| {
            let Some(parent) = area.parent else {
                area.parent = std::iter::successors(area.code.parent(), AreaCode::parent)
                    .find(|above| known.contains_key(above));
                return Some(area);
            };
            // A parent of a higher level rules out every cycle.
            match known.get(&parent) {
                Some(level) if *level < area.level => Some(area),
                Some(_) => {
                    let message = "上级的级别不高于本级，请核对上级代码";
                    issues.push(AreaIssue::new(line, "area-parent-level", message));
                    None
                }
                None => {
                    let message = "上级代码不在本文件中，请先补上上级区划";
                    issues.push(AreaIssue::new(line, "area-parent-missing", message));
                    None
                }
            }
        })
        .collect()
}
