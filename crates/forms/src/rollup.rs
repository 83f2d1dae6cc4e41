//! Totals of a request along the area tree: communities, streets, district. A parent is the sum
//! of its children, exactly, because both are sums of the same cells.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{ElementNo, ValueKind, no};
use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::cell::{CellState, FormCell};
use crate::submission::State;
use crate::template::{Template, TemplateColumn};

/// Numbers that count no amount: adding them up says nothing. 年龄, 孩次, 序号, 建成年份.
const NOT_SUMMED: [ElementNo; 4] = [no::AGE, ElementNo(113), ElementNo(117), ElementNo(137)];

/// Words of a title by which a column without an element asks for an amount.
const AMOUNT_WORDS: [&str; 7] = ["金额", "数量", "人数", "户数", "面积", "(元", "（元"];

/// The sum of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSum {
    /// Column of the sheet, from 0.
    pub column: u32,
    /// The column's own title.
    pub label: String,
    /// Sum of every cell that is a number.
    pub sum: Amount,
}

/// Totals of the submissions of one area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Submissions, one per community.
    pub communities: u64,
    /// Of these accepted, or settled since.
    pub accepted: u64,
    /// Of these handed up and waiting for the street.
    pub submitted: u64,
    /// Rows that are not left out.
    pub rows: u64,
    /// Cells that something is asked in; the four below add up to it.
    pub cells: u64,
    /// Cells from the registry, unchanged.
    pub prefilled: u64,
    /// Cells from the registry, changed.
    pub corrected: u64,
    /// Cells typed where nothing was held.
    pub typed: u64,
    /// Cells without anything.
    pub empty: u64,
    /// Sums of the columns that hold amounts, from left to right.
    pub sums: Vec<ColumnSum>,
}

impl Totals {
    /// Totals of nothing, with a zero for each column that is summed.
    #[must_use]
    pub fn none(template: &Template) -> Self {
        let column = |column: &TemplateColumn| ColumnSum {
            column: column.index,
            label: column.label().to_owned(),
            sum: Amount::default(),
        };
        let summed = template.columns.iter().filter(|column| is_amount(column));
        Self {
            sums: summed.map(column).collect(),
            ..Self::default()
        }
    }

    /// Totals of one submission. Rows that are left out must not be among `rows`.
    pub fn of_submission<'a>(
        template: &Template,
        state: State,
        rows: impl IntoIterator<Item = &'a [FormCell]>,
    ) -> Self {
        let mut totals = Self::none(template);
        totals.communities = 1;
        totals.accepted = u64::from(state.is_accepted());
        totals.submitted = u64::from(state == State::Submitted);
        let amounts: Vec<usize> = (0..template.columns.len())
            .filter(|at| is_amount(&template.columns[*at]))
            .collect();
        for row in rows {
            totals.count_row(row, &amounts);
        }
        totals
    }

    fn count_row(&mut self, row: &[FormCell], amounts: &[usize]) {
        self.rows += 1;
        for cell in row {
            match cell.state {
                CellState::Prefilled => self.prefilled += 1,
                CellState::Corrected => self.corrected += 1,
                CellState::Typed => self.typed += 1,
                CellState::Empty => self.empty += 1,
                CellState::NotAsked => continue,
            }
            self.cells += 1;
        }
        for (sum, at) in self.sums.iter_mut().zip(amounts) {
            if let Some(amount) = row.get(*at).and_then(|cell| Amount::read(&cell.canonical)) {
                sum.sum += amount;
            }
        }
    }

    /// Adds the totals of another area of the same template.
    pub fn add(&mut self, other: &Self) {
        self.communities += other.communities;
        self.accepted += other.accepted;
        self.submitted += other.submitted;
        self.rows += other.rows;
        self.cells += other.cells;
        self.prefilled += other.prefilled;
        self.corrected += other.corrected;
        self.typed += other.typed;
        self.empty += other.empty;
        for sum in &other.sums {
            match self.sums.iter_mut().find(|held| held.column == sum.column) {
                Some(held) => held.sum += sum.sum,
                None => self.sums.push(sum.clone()),
            }
        }
    }

    /// Share of the asked cells that hold something, 0 to 1; 1 when nothing is asked. An emptied
    /// correction counts as filled: somebody has looked at it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share for showing")]
    pub fn filled_share(&self) -> f64 {
        if self.cells == 0 {
            return 1.0;
        }
        (self.cells - self.empty) as f64 / self.cells as f64
    }
}

/// Whether a column holds amounts that add up to something; averages do not.
pub(crate) fn is_amount(column: &TemplateColumn) -> bool {
    if ["人均", "平均"]
        .iter()
        .any(|word| column.label().contains(word))
    {
        return false;
    }
    match column.element() {
        Some(element) => {
            matches!(element.kind, ValueKind::Integer | ValueKind::Decimal)
                && !NOT_SUMMED.contains(&element.no)
        }
        None => names_amount(column),
    }
}

/// Whether a column without an element asks for an amount by its title.
pub(crate) fn names_amount(column: &TemplateColumn) -> bool {
    AMOUNT_WORDS
        .iter()
        .any(|word| column.label().contains(word))
}

/// Totals of every area that has a submission in it, up to a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollUp {
    root: AreaCode,
    nodes: BTreeMap<AreaCode, Totals>,
}

impl RollUp {
    /// Adds the totals of communities up to the root (a district, or whatever area the request
    /// went out in). Several totals of one community add up.
    ///
    /// # Errors
    /// `area-outside` when a community is not within the root.
    pub fn of(
        root: AreaCode,
        communities: &[(AreaCode, Totals)],
        areas: &AreaTree,
    ) -> Result<Self, Problem> {
        let mut nodes: BTreeMap<AreaCode, Totals> = BTreeMap::new();
        nodes.entry(root).or_default();
        for (code, totals) in communities {
            if areas.get(code).is_none() || !areas.is_within(code, &root) {
                let detail = format!("区划{code}不在本次下发的范围内，请核对区划表后重新汇总。");
                return Err(Problem::bad_input("area-outside", detail));
            }
            nodes.entry(*code).or_default().add(totals);
            if *code == root {
                continue;
            }
            for area in areas.ancestors(code) {
                nodes.entry(area.code).or_default().add(totals);
                if area.code == root {
                    break;
                }
            }
        }
        Ok(Self { root, nodes })
    }

    /// Totals of the whole request.
    #[must_use]
    pub fn total(&self) -> &Totals {
        self.nodes
            .get(&self.root)
            .expect("the root is entered first")
    }

    /// Totals of an area; `None` where nothing was sent.
    #[must_use]
    pub fn get(&self, code: &AreaCode) -> Option<&Totals> {
        self.nodes.get(code)
    }

    /// The areas right below one that have totals, in code order.
    #[must_use]
    pub fn children(&self, code: &AreaCode, areas: &AreaTree) -> Vec<(AreaCode, &Totals)> {
        areas
            .children(code)
            .filter_map(|area| Some((area.code, self.get(&area.code)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
