//! Rows under the data that are no data.

use workbook::{Cell, is_footer_row};

fn footer(texts: &[&str]) -> bool {
    let cells: Vec<Cell> = texts
        .iter()
        .map(|text| Cell::Text((*text).to_owned()))
        .collect();
    is_footer_row(&cells)
}

#[test]
fn signatures_totals_and_notes_are_footers() {
    assert!(footer(&["填表人：", "", "审核人：", "", "填表日期："]));
    assert!(footer(&["单位负责人（签字）：", "", "经办人："]));
    assert!(footer(&["合计", "", "", "1200", "300"]));
    assert!(footer(&["", "合  计", "", "1200.5"]));
    assert!(footer(&["小计", "12"]));
    assert!(footer(&["合计：12人"]));
    assert!(footer(&["注：本表一式两份。"]));
    assert!(footer(&["说明：金额保留两位小数"]));
    assert!(footer(&["社区（盖章）", "", "年  月  日"]));
}

#[test]
fn people_are_not() {
    assert!(!footer(&["1", "张三", "男", "370203197512310024"]));
    assert!(!footer(&["张三", "负责人", "13800138000", "某路1号"]));
    assert!(!footer(&["联系人", "联系电话", "地址", "备注"]));
    assert!(!footer(&["备注"]));
    assert!(!footer(&["", "", ""]));
    assert!(!footer(&["合计", "张三丰", "男", "汉族"]));
}
