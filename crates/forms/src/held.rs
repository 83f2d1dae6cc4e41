//! Whether the registry holds all that a form asks of somebody, and freshly enough: then nobody
//! has to be asked (免填报).

use catalog::freshness::Freshness;
use catalog::survivorship::EpochDay;

use crate::analyse::{FORM_WORDS, OF_THE_FORM};
use crate::cell::{CellState, FormCell};
use crate::template::{Template, TemplateColumn};

/// What a cell lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// The registry holds nothing.
    Empty,
    /// What it holds is past its maximum age.
    Stale,
}

/// What is lacking in a filled row, by place of the column in the template. Columns that ask for
/// no fact (序号, 备注, 签字) lack nothing, unless the department insists on them.
#[must_use]
pub fn lacks(template: &Template, cells: &[FormCell], today: EpochDay) -> Vec<(usize, Lack)> {
    let columns = template.columns.iter().zip(cells).enumerate();
    columns
        .filter_map(|(at, (column, cell))| Some((at, lack(column, cell, today)?)))
        .collect()
}

fn lack(column: &TemplateColumn, cell: &FormCell, today: EpochDay) -> Option<Lack> {
    if !column.asks() || column.is_counted() || cell.state == CellState::NotAsked {
        return None;
    }
    if !cell.is_filled() {
        return is_asked(column).then_some(Lack::Empty);
    }
    let (element, as_of) = (column.element()?, cell.as_of?);
    Freshness::shipped()
        .is_stale(element.no, as_of, today)
        .then_some(Lack::Stale)
}

/// Whether a column asks for a fact, or the department insists on having something in it.
#[must_use]
pub fn is_asked(column: &TemplateColumn) -> bool {
    column.asks() && (column.required || !is_of_the_form(column))
}

/// Whether a column is about the form itself and asks for no fact.
fn is_of_the_form(column: &TemplateColumn) -> bool {
    match column.element() {
        Some(element) => OF_THE_FORM.contains(&element.no.0),
        None => {
            FORM_WORDS.iter().any(|word| column.label().contains(word)) || column.label() == "备注"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::template;

    const TODAY: EpochDay = 20_000;

    fn held(text: &str, days_ago: i32) -> FormCell {
        FormCell {
            text: text.to_owned(),
            canonical: text.to_owned(),
            as_of: Some(TODAY - days_ago),
            ..FormCell::blank(CellState::Prefilled)
        }
    }

    #[test]
    fn a_row_is_complete_when_every_fact_is_held_and_fresh() {
        let mut form = template(&[
            ("序号", "序号"),
            ("姓名", "姓名"),
            ("电话", "联系电话"),
            ("备注", ""),
            ("领取人签字", ""),
        ]);
        let empty = || FormCell::blank(CellState::Empty);
        let row = |phone| [empty(), held("张大山", 9_000), phone, empty(), empty()];
        let fresh = row(held("13800001234", 365));
        assert_eq!(lacks(&form, &fresh, TODAY), []);
        let stale = row(held("13800001234", 366));
        assert_eq!(lacks(&form, &stale, TODAY), [(2, Lack::Stale)]);
        assert_eq!(lacks(&form, &row(empty()), TODAY), [(2, Lack::Empty)]);
        form.columns[3].required = true;
        assert_eq!(lacks(&form, &fresh, TODAY), [(3, Lack::Empty)]);
    }

    #[test]
    fn a_column_without_an_element_is_something_to_ask() {
        let form = template(&[("姓名", "姓名"), ("家庭困难情况", "")]);
        let row = [held("张大山", 1), FormCell::blank(CellState::Empty)];
        assert_eq!(lacks(&form, &row, TODAY), [(1, Lack::Empty)]);
    }
}
