//! A comparison as a workbook or csv: 汇总, 不一致, 仅左, 仅右 and what could not be paired.

use std::collections::BTreeMap;

use catalog::area::AreaTree;
use catalog::code_table::CodeTables;
use catalog::element::ValueKind;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use linkage::compare::{Comparison, Field, List, Pair, Tally};
use workbook::{Mark, ReportCell, ReportSheet, report};

use super::field;
use crate::wire::area::area_name;
use crate::wire::comparison::{ItemView, RunView};

/// What is needed to tell a comparison.
pub struct Told<'a> {
    /// The left list with its name.
    pub left: (&'a str, &'a List),
    /// The right list with its name.
    pub right: (&'a str, &'a List),
    /// Keys, for the first columns.
    pub keys: Vec<Field>,
    /// Compared fields in the order of the rules.
    pub fields: Vec<Field>,
    /// What came of it.
    pub found: &'a Comparison,
    /// What a person should know, in Chinese.
    pub notes: Vec<String>,
    /// Identity numbers and accounts in full.
    pub full: bool,
    /// For names of communities.
    pub areas: &'a AreaTree,
}

impl Told<'_> {
    /// The comparison as xlsx.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn workbook(&self) -> Result<Vec<u8>, Problem> {
        report(vec![
            self.summary(),
            self.sheet("不一致", self.differing()),
            self.sheet("仅左", self.alone("仅左", &self.found.only_left, true)),
            self.sheet("仅右", self.alone("仅右", &self.found.only_right, false)),
            self.sheet("无法对应", self.ambiguous()),
        ])
    }

    /// The comparison as csv in UTF-8 with a mark that spreadsheets know it by: one line a
    /// difference, without the summary.
    pub fn csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        line(&mut text, self.header().iter().map(String::as_str));
        let rows = self
            .differing()
            .chain(self.alone("仅左", &self.found.only_left, true))
            .chain(self.alone("仅右", &self.found.only_right, false))
            .chain(self.ambiguous());
        for row in rows {
            line(&mut text, row.iter().map(|cell| cell.text.as_str()));
        }
        text.into_bytes()
    }

    fn header(&self) -> Vec<String> {
        let keys = self.keys.iter().map(field::label);
        let fields = self.fields.iter().flat_map(|field| {
            let label = field::label(field);
            [format!("{label}（左）"), format!("{label}（右）")]
        });
        ["结果".to_owned(), "社区".to_owned()]
            .into_iter()
            .chain(keys)
            .chain(["不一致的列".to_owned()])
            .chain(fields)
            .collect()
    }

    fn sheet<'t>(
        &'t self,
        name: &str,
        rows: impl Iterator<Item = Vec<ReportCell>> + 't,
    ) -> ReportSheet<'t> {
        ReportSheet {
            name: name.to_owned(),
            header: self.header(),
            rows: Box::new(rows),
        }
    }

    fn differing(&self) -> impl Iterator<Item = Vec<ReportCell>> + '_ {
        let pairs = self.found.pairs.iter().filter(|pair| pair.differing != 0);
        pairs.map(|pair| self.row("不一致", Some(pair.left), Some(pair.right), Some(*pair)))
    }

    fn alone<'t>(
        &'t self,
        word: &'t str,
        rows: &'t [u32],
        left: bool,
    ) -> impl Iterator<Item = Vec<ReportCell>> + 't {
        rows.iter().map(move |row| {
            let (one, other) = if left {
                (Some(*row), None)
            } else {
                (None, Some(*row))
            };
            self.row(word, one, other, None)
        })
    }

    fn ambiguous(&self) -> impl Iterator<Item = Vec<ReportCell>> + '_ {
        self.found.ambiguous.iter().flat_map(|group| {
            let left = group
                .left
                .iter()
                .map(|row| self.row("键重复（左）", Some(*row), None, None));
            let right = group
                .right
                .iter()
                .map(|row| self.row("键重复（右）", None, Some(*row), None));
            left.chain(right).collect::<Vec<_>>()
        })
    }

    fn row(
        &self,
        word: &str,
        left: Option<u32>,
        right: Option<u32>,
        pair: Option<Pair>,
    ) -> Vec<ReportCell> {
        let value = |list: &List, row: Option<u32>, field: &Field| {
            row.map_or_else(String::new, |row| self.shown(field, list.value(row, field)))
        };
        let community = linkage::compare::community(self.left.1, left, self.right.1, right);
        let mut cells = vec![
            ReportCell::plain(word),
            ReportCell::plain(self.community(community)),
        ];
        for key in &self.keys {
            let one = value(self.left.1, left, key);
            let text = if one.is_empty() {
                value(self.right.1, right, key)
            } else {
                one
            };
            cells.push(ReportCell::plain(text));
        }
        let differs = |at: usize| pair.is_some_and(|pair| pair.differing & (1 << at) != 0);
        let names: Vec<String> = (0..self.fields.len())
            .filter(|at| differs(*at))
            .map(|at| field::label(&self.fields[at]))
            .collect();
        cells.push(ReportCell::plain(names.join("、")));
        for (at, field) in self.fields.iter().enumerate() {
            let mark = if differs(at) {
                Mark::Differs
            } else {
                Mark::Plain
            };
            cells.push(ReportCell::marked(value(self.left.1, left, field), mark));
            cells.push(ReportCell::marked(value(self.right.1, right, field), mark));
        }
        cells
    }

    fn community(&self, code: &str) -> String {
        let name = area_name(self.areas, Some(code));
        if name.is_empty() {
            code.to_owned()
        } else {
            name
        }
    }

    /// A value as people read it. What would let somebody act in another's name is masked.
    fn shown(&self, field: &Field, text: &str) -> String {
        let Some(element) = field::element(field) else {
            return text.to_owned();
        };
        let readable = match element.kind {
            ValueKind::Code => element
                .code_table
                .as_deref()
                .and_then(|id| CodeTables::shipped().get(id))
                .and_then(|table| table.label_of(text))
                .unwrap_or(text),
            _ => text,
        };
        let masked = matches!(
            element.mask,
            Mask::IdNumber | Mask::DisabilityNo | Mask::BankAccount
        );
        if masked && !self.full {
            mask(element.mask, readable)
        } else {
            readable.to_owned()
        }
    }

    fn summary(&self) -> ReportSheet<'_> {
        let total = &self.found.total;
        let count = |label: &str, count: u64| vec![label.to_owned(), count.to_string()];
        let mut rows = vec![
            vec!["左".to_owned(), self.left.0.to_owned()],
            vec!["右".to_owned(), self.right.0.to_owned()],
            count("左边行数", self.left.1.len() as u64),
            count("右边行数", self.right.1.len() as u64),
            count("一致", total.same),
            count("不一致", total.differs),
            count("仅左", total.only_left),
            count("仅右", total.only_right),
            count("键重复（左）", total.ambiguous_left),
            count("键重复（右）", total.ambiguous_right),
            Vec::new(),
            words(&["按列", "一致", "不一致", "左空", "右空"]),
        ];
        rows.extend(self.found.fields.iter().map(|tally| {
            let counts = [
                tally.same,
                tally.differs,
                tally.blank_left,
                tally.blank_right,
            ];
            numbered(field::label(&tally.field), &counts)
        }));
        rows.push(Vec::new());
        rows.push(words(&[
            "按社区",
            "一致",
            "不一致",
            "仅左",
            "仅右",
            "键重复",
        ]));
        rows.extend(by_community(&self.found.communities, |code| {
            match self.community(code) {
                name if name.is_empty() => "未写社区".to_owned(),
                name => name,
            }
        }));
        rows.push(Vec::new());
        rows.extend(self.notes.iter().map(|note| vec![note.clone()]));
        ReportSheet {
            name: "汇总".to_owned(),
            header: words(&["项目", "值", "", "", "", ""]),
            rows: Box::new(rows.into_iter().map(headed)),
        }
    }
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn numbered(label: String, counts: &[u64]) -> Vec<String> {
    std::iter::once(label)
        .chain(counts.iter().map(u64::to_string))
        .collect()
}

fn by_community(
    tallies: &BTreeMap<String, Tally>,
    name: impl Fn(&str) -> String,
) -> Vec<Vec<String>> {
    tallies
        .iter()
        .map(|(code, tally)| {
            let counts = [
                tally.same,
                tally.differs,
                tally.only_left,
                tally.only_right,
                tally.ambiguous_left + tally.ambiguous_right,
            ];
            numbered(name(code), &counts)
        })
        .collect()
}

/// A row of the summary; those that head others stand out.
fn headed(row: Vec<String>) -> Vec<ReportCell> {
    let heads = row.first().is_some_and(|text| text.starts_with('按'));
    let mark = if heads { Mark::Heading } else { Mark::Plain };
    row.into_iter()
        .map(|text| ReportCell::marked(text, mark))
        .collect()
}

fn line<'t>(text: &mut String, cells: impl Iterator<Item = &'t str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

/// Items of a saved comparison as xlsx, masked as the caller sees them.
///
/// # Errors
/// When the file cannot be put together.
pub fn item_workbook(
    labels: &[String],
    run: Option<&RunView>,
    items: &[ItemView],
) -> Result<Vec<u8>, Problem> {
    let fields = labels
        .iter()
        .flat_map(|label| [format!("{label}（左）"), format!("{label}（右）")]);
    let header: Vec<String> = words(&["序号", "结果", "姓名", "社区"])
        .into_iter()
        .chain(fields)
        .chain(words(&["办结", "说明", "办结人", "办结时间"]))
        .collect();
    let sheet = |name: &str, state: &'static str| ReportSheet {
        name: name.to_owned(),
        header: header.clone(),
        rows: Box::new(
            items
                .iter()
                .filter(move |item| item.state == state)
                .zip(1_u32..)
                .map(|(item, at)| item_row(item, at)),
        ),
    };
    let counts = run.map_or_else(Vec::new, |run| {
        vec![
            vec!["运行时间".to_owned(), run.at.clone()],
            numbered("一致".to_owned(), &[run.same]),
            numbered("不一致".to_owned(), &[run.differs]),
            numbered("仅左".to_owned(), &[run.only_left]),
            numbered("仅右".to_owned(), &[run.only_right]),
            numbered("键重复".to_owned(), &[run.ambiguous]),
        ]
    });
    report(vec![
        ReportSheet {
            name: "汇总".to_owned(),
            header: words(&["项目", "值"]),
            rows: Box::new(counts.into_iter().map(headed)),
        },
        sheet("不一致", "differs"),
        sheet("仅左", "only-left"),
        sheet("仅右", "only-right"),
        sheet("无法对应", "ambiguous"),
    ])
}

fn item_row(item: &ItemView, at: u32) -> Vec<ReportCell> {
    let mut cells = vec![
        ReportCell::plain(at.to_string()),
        ReportCell::plain(state_label(&item.state)),
        ReportCell::plain(item.title.as_str()),
        ReportCell::plain(item.community.as_str()),
    ];
    for cell in &item.cells {
        let mark = if cell.differs {
            Mark::Differs
        } else {
            Mark::Plain
        };
        cells.push(ReportCell::marked(cell.left.as_str(), mark));
        cells.push(ReportCell::marked(cell.right.as_str(), mark));
    }
    let outcome = item.outcome.as_deref().map_or("", outcome_label);
    let settled = if outcome.is_empty() {
        Mark::Plain
    } else {
        Mark::Settled
    };
    cells.push(ReportCell::marked(outcome, settled));
    for text in [&item.remark, &item.outcome_by, &item.outcome_at] {
        cells.push(ReportCell::plain(text.as_deref().unwrap_or_default()));
    }
    cells
}

fn state_label(state: &str) -> &str {
    match state {
        "differs" => "不一致",
        "only-left" => "仅左",
        "only-right" => "仅右",
        "ambiguous" => "键重复",
        other => other,
    }
}

/// An outcome in words.
pub fn outcome_label(outcome: &str) -> &str {
    match outcome {
        "left" => "左方正确",
        "right" => "右方正确",
        "both" => "两方都对",
        "corrected" => "已改正",
        "nobody" => "查无此人",
        "other" => "其他",
        unknown => unknown,
    }
}
