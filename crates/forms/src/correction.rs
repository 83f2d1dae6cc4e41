//! Which cells of an accepted row become facts in the registry.

use catalog::element::{ElementNo, ValueKind, no};
use catalog::values::Values;

use crate::cell::FormCell;
use crate::template::{Template, TemplateColumn, is_fact};

/// Elements that are computed from others and therefore never stored. 行政区划, 街道 and 社区
/// follow from the community; what somebody types there is a name, not a place in the tree.
const COMPUTED: [ElementNo; 5] = [
    no::AGE,
    ElementNo(37),
    no::STREET,
    no::COMMUNITY,
    no::COMMUNITY_CODE,
];

/// The canonical values that the community corrected or typed in a row and that are facts about
/// its entity: a corrected 联系电话 or 银行账号, but not 序号, 年龄 or 备注. An emptied cell says
/// that a value is wrong, not what is right, so it makes no fact.
#[must_use]
pub fn corrections(template: &Template, cells: &[FormCell]) -> Values {
    template
        .columns
        .iter()
        .zip(cells)
        .filter(|(_, cell)| cell.is_by_community())
        .filter_map(|(column, cell)| Some((fact_of(column)?, cell)))
        .filter(|((_, kind), cell)| is_whole(kind, &cell.canonical))
        .map(|((element, _), cell)| (element, cell.canonical.clone()))
        .collect()
}

/// The element of a column whose cells are facts.
fn fact_of(column: &TemplateColumn) -> Option<(ElementNo, &'static ValueKind)> {
    let element = column.element()?;
    let stored =
        is_fact(element) && element.kind != ValueKind::Entity && !COMPUTED.contains(&element.no);
    stored.then_some((element.no, &element.kind))
}

/// A column for 出生年月 takes a month for a day; a month is no date to store.
fn is_whole(kind: &ValueKind, canonical: &str) -> bool {
    *kind != ValueKind::Date || canonical.len() == "2024-02-29".len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellState;
    use crate::testing::{element, template};

    fn cell(state: CellState, canonical: &str) -> FormCell {
        FormCell {
            text: canonical.to_owned(),
            canonical: canonical.to_owned(),
            ..FormCell::blank(state)
        }
    }

    #[test]
    fn corrected_and_typed_facts_go_back_and_nothing_else_does() {
        use CellState::{Corrected, Empty, Prefilled, Typed};
        let cells = [
            ("姓名", "姓名", cell(Prefilled, "李秀英"), None),
            (
                "联系电话",
                "联系电话",
                cell(Corrected, "13900001234"),
                Some("13900001234"),
            ),
            (
                "现居住地址",
                "现住址",
                cell(Typed, "示范花园3-2-301"),
                Some("示范花园3-2-301"),
            ),
            (
                "银行账号",
                "银行账号",
                cell(Corrected, "6222023701000000018"),
                Some("6222023701000000018"),
            ),
            ("民族", "民族", cell(Corrected, "03"), Some("03")),
            ("开户银行", "开户银行", cell(Corrected, ""), None),
            ("文化程度", "文化程度", cell(Empty, ""), None),
            ("序号", "序号", cell(Corrected, "9"), None),
            ("年龄", "年龄", cell(Corrected, "81"), None),
            ("备注", "备注", cell(Typed, "已核实"), None),
            ("填报人", "填报人", cell(Typed, "张三"), None),
            ("街道", "街道/乡镇", cell(Corrected, "某某街道"), None),
            ("分类施保", "", cell(Typed, "二档"), None),
        ];
        let columns: Vec<(&str, &str)> = cells
            .iter()
            .map(|(path, label, ..)| (*path, *label))
            .collect();
        let row: Vec<FormCell> = cells.iter().map(|(_, _, cell, _)| cell.clone()).collect();
        let values = corrections(&template(&columns), &row);
        for (_, label, _, expected) in cells {
            if !label.is_empty() {
                assert_eq!(values.get(element(label)), expected, "{label}");
            }
        }
        assert_eq!(values.len(), 4);
    }

    #[test]
    fn what_is_typed_about_somebody_else_is_no_fact_about_the_person() {
        let form = template(&[("户主>姓名", "姓名"), ("监护人电话", "监护人电话")]);
        let cells = [
            cell(CellState::Typed, "王建国"),
            cell(CellState::Typed, "13900001234"),
        ];
        let values = corrections(&form, &cells);
        assert_eq!(values.get(no::NAME), None);
        assert_eq!(values.get(element("监护人电话")), Some("13900001234"));
    }

    #[test]
    fn a_month_for_a_day_is_not_stored() {
        let form = template(&[("出生年月", "出生日期"), ("计发年月", "发放时间/年月")]);
        let cells = [
            cell(CellState::Typed, "1946-05"),
            cell(CellState::Typed, "2024-03"),
        ];
        let values = corrections(&form, &cells);
        assert_eq!(values.get(no::BIRTH_DATE), None);
        assert_eq!(values.get(element("发放时间/年月")), Some("2024-03"));
    }
}
