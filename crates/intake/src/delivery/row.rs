//! One row: clean its cells, look at them together, read its addresses.

use std::sync::Arc;

use catalog::element::{ElementNo, EntityKind, no};
use catalog::identifier::id_number;
use catalog::period;
use catalog::values::Values;
use chrono::NaiveDate;
use workbook::Cell;

use super::addresses::AddressReader;
use super::footing::{self, Passed};
use super::issues;
use super::plan::{Plan, PlannedColumn};
use super::{Issue, RowReading, Setting};
use crate::address::{AddressParts, Territory};
use crate::clean::{Finding, Severity};

/// A row as it stands in the file.
#[derive(Debug, Clone)]
pub(crate) struct RawRow {
    /// Row number from 0.
    pub row: u32,
    /// Cells from the first column on.
    pub cells: Vec<Cell>,
    /// Cells of it were filled from a merged cell above.
    pub merged: bool,
}

/// Values that a row gets when it is placed: dwellings, communities, household.
const PLACED: usize = 6;

/// Bytes of the texts of most rows.
const USUAL_TEXTS: usize = 384;

/// What became of a row.
#[derive(Debug)]
pub(crate) enum RowOutcome {
    /// No data.
    Passed(Passed),
    /// It was read.
    Read(RowReading, Vec<Issue>),
    /// It is sent back.
    Refused(Vec<Issue>),
}

const REQUIRED_EMPTY: Finding = Finding::refuse(
    "required-empty",
    "必需的内容为空，这一行无法使用，请补填后重新交",
);
const SEX_DISAGREES: Finding =
    Finding::warn("sex-disagrees", "性别与身份证号不一致，请对照证件核对");
const BIRTH_DISAGREES: Finding = Finding::warn(
    "birth-disagrees",
    "出生日期与身份证号不一致，请对照证件核对",
);
const ADDRESS_UNCLEAR: Finding = Finding::note(
    "address-unclear",
    "地址没有写清小区、楼栋和房号，对不上具体房屋，请写成“某小区3号楼2单元301”",
);
const CELL_MERGED: &str = "这一行有合并单元格，已按合并的内容逐行填入，请核对";

/// Reads a row.
pub(crate) fn read(
    plan: &Plan,
    raw: &RawRow,
    setting: Setting<'_>,
    addresses: &mut AddressReader,
) -> RowOutcome {
    if let Some(passed) = footing::passed(plan, &raw.cells) {
        return RowOutcome::Passed(passed);
    }
    let mut work = RowWork {
        plan,
        row: raw.row + 1,
        values: Values::with_capacity(plan.columns.len() + PLACED, USUAL_TEXTS),
        issues: Vec::new(),
        refused: false,
    };
    for column in &plan.columns {
        work.take(
            column,
            raw.cells.get(column.index).unwrap_or(&Cell::Empty),
            setting.today,
        );
    }
    if work.refused {
        return RowOutcome::Refused(work.issues);
    }
    work.compare();
    if raw.merged {
        let issue = issues::of_row(
            plan,
            work.row,
            "cell-merged",
            Severity::Note,
            CELL_MERGED.to_owned(),
        );
        work.issues.push(issue);
    }
    let (address, hukou_address) = work.addresses(setting.territory, addresses);
    let reading = RowReading {
        sheet: plan.sheet,
        row: work.row,
        values: work.values,
        address,
        hukou_address,
    };
    RowOutcome::Read(reading, work.issues)
}

struct RowWork<'a> {
    plan: &'a Plan,
    row: u32,
    values: Values,
    issues: Vec<Issue>,
    refused: bool,
}

impl RowWork<'_> {
    /// Cleans one cell.
    fn take(&mut self, column: &PlannedColumn, cell: &Cell, today: NaiveDate) {
        let clean = column.cleaner.clean(cell, today);
        for found in clean
            .findings
            .iter()
            .filter(|found| !issues::is_everyday(found.code))
        {
            self.issues
                .push(issues::of_cell(self.plan, self.row, column, found));
        }
        match clean.text {
            Some(text) if column.stored => self.values.set(column.element, text),
            Some(_) => {}
            None if column.required => {
                self.refused = true;
                if clean.findings.is_empty() {
                    self.report(column.element, &REQUIRED_EMPTY);
                }
            }
            None => {}
        }
    }

    fn report(&mut self, element: ElementNo, found: &Finding) {
        if let Some(column) = self.plan.column(element) {
            self.issues
                .push(issues::of_cell(self.plan, self.row, column, found));
        }
    }

    /// Sex and birth date are contained in the identity number; a typed one that differs is
    /// reported and kept, because either may be the wrong one.
    fn compare(&mut self) {
        let Some((birth, sex)) = self
            .values
            .get(no::ID_NUMBER)
            .and_then(id_number::birth_and_sex)
        else {
            return;
        };
        let typed_sex = self
            .values
            .get(no::SEX)
            .and_then(|typed| typed.chars().next());
        if typed_sex.is_some_and(|typed| matches!(typed, '1' | '2') && typed != sex) {
            self.report(no::SEX, &SEX_DISAGREES);
        }
        let typed_birth = self.values.get(no::BIRTH_DATE).and_then(period::day_of);
        if typed_birth.is_some_and(|typed| typed != birth) {
            self.report(no::BIRTH_DATE, &BIRTH_DISAGREES);
        }
    }

    /// The address of the row and the one of registration.
    fn addresses(
        &mut self,
        territory: &Territory,
        reader: &mut AddressReader,
    ) -> (Option<Arc<AddressParts>>, Option<Arc<AddressParts>>) {
        let plan = self.plan;
        let found = reader.read(&self.values, plan.entity, plan.registers_hukou, territory);
        if let Some(element) = found.home_from {
            self.judge(element, found.home.as_deref());
        }
        self.judge(no::HUKOU_ADDRESS, found.hukou.as_deref());
        if let Some(home) = found.whole_home {
            self.values.set(no::HOME_ADDRESS, home);
        }
        (found.home, found.hukou)
    }

    /// Reports a written address that leads to no room.
    fn judge(&mut self, element: ElementNo, parts: Option<&AddressParts>) {
        let place = self.plan.entity == EntityKind::Place;
        let unclear = parts.is_some_and(|parts| {
            // A shop is found by its door number; people and dwellings need the room.
            let enough = parts.is_complete() || (place && parts.estate.is_some());
            !parts.outside && !enough
        });
        if !unclear {
            return;
        }
        if self.values.get(element).is_some() {
            self.report(element, &ADDRESS_UNCLEAR);
        } else if self.plan.entity == EntityKind::Dwelling {
            let split = [no::ROOM, no::BUILDING, no::ESTATE];
            if let Some(element) = split
                .into_iter()
                .find(|element| self.plan.column(*element).is_some())
            {
                self.report(element, &ADDRESS_UNCLEAR);
            }
        }
    }
}
