#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::element::Dictionary;

use super::*;
use crate::testing::{column, element, template, today};

fn check(label: &str, typed: &str) -> Result<(String, String), Problem> {
    check_cell(Dictionary::shipped().by_label(label), false, typed, today())
}

#[test]
fn good_values_become_canonical() {
    for (label, typed, shown, canonical) in [
        ("姓名", " 王　五 ", "王五", "王五"),
        (
            "姓名",
            "阿依努尔·买买提",
            "阿依努尔·买买提",
            "阿依努尔·买买提",
        ),
        (
            "公民身份号码",
            "３７０２０３１９４６０５１５００２０",
            "370203194605150020",
            "370203194605150020",
        ),
        (
            "公民身份号码",
            "11010519491231002x",
            "11010519491231002X",
            "11010519491231002X",
        ),
        (
            "公民身份号码",
            "370203460515002",
            "370203194605150020",
            "370203194605150020",
        ),
        (
            "统一社会信用代码",
            "91370203ma3xyt12xg",
            "91370203MA3XYT12XG",
            "91370203MA3XYT12XG",
        ),
        (
            "联系电话",
            "138 0000 1234、0532-88661234",
            "13800001234/053288661234",
            "13800001234;053288661234",
        ),
        ("联系电话", "无", "", ""),
        ("出生日期", "1946年5月15日", "1946-05-15", "1946-05-15"),
        ("出生日期", "19460515", "1946-05-15", "1946-05-15"),
        ("发放时间/年月", "2024.3", "2024-03", "2024-03"),
        ("家庭人口数", "3人", "3", "3"),
        ("发放金额", "1,200.50元", "1200.5", "1200.5"),
        ("发放金额", "￥0", "0", "0"),
        ("是否志愿者", "√", "是", "1"),
        ("是否志愿者", "无", "否", "0"),
        ("性别", "女性", "女", "2"),
        ("民族", "汉", "汉族", "01"),
        (
            "银行账号",
            "6222 0237 0100 0000 018",
            "6222023701000000018",
            "6222023701000000018",
        ),
        (
            "现住址",
            "示范花园３号楼\n301",
            "示范花园3号楼 301",
            "示范花园3号楼 301",
        ),
        ("备注", "无", "无", "无"),
        ("户籍地区划代码", "370203", "市北区", "370203000000"),
        ("户籍地区划代码", "市北区", "市北区", "370203000000"),
        ("姓名", "   ", "", ""),
    ] {
        let expected = (shown.to_owned(), canonical.to_owned());
        assert_eq!(check(label, typed), Ok(expected), "{label}: {typed}");
    }
}

#[test]
fn bad_values_are_refused_with_a_sentence_that_does_not_repeat_them() {
    for (label, typed, says) in [
        ("姓名", "王五13800001234", "姓名"),
        ("公民身份号码", "370203194605150021", "校验码"),
        ("公民身份号码", "3.70203194605150E+17", "Excel"),
        ("公民身份号码", "37020319460515", "18位"),
        ("公民身份号码", "370203203001010023", ""),
        ("统一社会信用代码", "91370203MA3XYT12XX", ""),
        ("联系电话", "没装", ""),
        ("联系电话", "12345", ""),
        ("出生日期", "2023-02-29", "2024-02-29"),
        ("出生日期", "2027-01-01", "晚于今天"),
        ("出生日期", "1946-05", "缺少日"),
        ("出生日期", "02/03/1946", "分不清"),
        ("发放时间/年月", "去年", "年月"),
        ("家庭人口数", "三四个", "整数"),
        ("家庭人口数", "-1", "小于0"),
        ("年龄", "131", "岁"),
        ("发放金额", "一百", "数字"),
        ("是否志愿者", "可能", "“是”或“否”"),
        ("性别", "未婚", "男、女"),
        ("银行账号", "工商银行", ""),
        ("户籍地区划代码", "某某区", "区划"),
        ("现住房", "12", "系统"),
    ] {
        let problem = check(label, typed).unwrap_err();
        assert_eq!(problem.code, "cell-invalid", "{label}: {typed}");
        assert!(
            problem.detail.starts_with(&format!("“{label}”")),
            "{}",
            problem.detail
        );
        assert!(problem.detail.contains(says), "{label}: {}", problem.detail);
        assert!(
            !problem.detail.contains(typed),
            "{label}: {}",
            problem.detail
        );
        assert!(problem.detail.ends_with('。') && !problem.detail.contains("。。"));
    }
}

#[test]
fn required_and_too_long() {
    let name = Dictionary::shipped().by_label("姓名");
    assert_eq!(
        check_cell(name, true, " ", today()).unwrap_err().code,
        "cell-required"
    );
    let long = "长".repeat(501);
    assert!(
        check_cell(None, false, &long, today())
            .unwrap_err()
            .detail
            .contains("500")
    );
}

#[test]
fn columns_without_element_take_any_short_text() {
    let checked = check_cell(None, false, " 分类\u{200b}施保\t二档 ", today()).unwrap();
    assert_eq!(checked.0, "分类施保 二档");
    assert_eq!(checked.1, checked.0);
}

#[test]
fn a_month_goes_where_the_column_asks_for_months() {
    let checker = Checker {
        today: today(),
        areas: AreaTree::shipped(),
    };
    let mut born = column(0, "出生年月", Some(element("出生日期")));
    assert!(checker.column(&born, "1946-05").is_err());
    born.dates = DateStyle::of_text("如1946.05");
    let (shown, canonical) = checker.column(&born, "1946年5月").unwrap();
    assert_eq!((shown.as_str(), canonical.as_str()), ("1946.05", "1946-05"));
    let problem = checker.column(&born, "不知道啊").unwrap_err();
    assert!(
        problem.detail.starts_with("“出生年月”"),
        "{}",
        problem.detail
    );
}

#[test]
fn edits_check_and_keep_track() {
    let checker = Checker {
        today: today(),
        areas: AreaTree::shipped(),
    };
    let phone = column(0, "联系电话", Some(element("联系电话")));
    let cell = FormCell {
        text: "13800001234".into(),
        canonical: "13800001234".into(),
        ..FormCell::blank(CellState::Prefilled)
    };
    let edited = checker.edit(&phone, &cell, "139-0000-1234").unwrap();
    assert_eq!(edited.state, CellState::Corrected);
    assert_eq!(edited.text, "13900001234");
    assert_eq!(edited.previous.as_deref(), Some("13800001234"));
    assert_eq!(checker.edit(&phone, &edited, "13800001234").unwrap(), cell);
    assert!(checker.edit(&phone, &cell, "123").is_err());
    let number = column(1, "序号", Some(element("序号")));
    assert_eq!(
        checker.edit(&number, &cell, "9").unwrap_err().code,
        "cell-readonly"
    );
}

#[test]
fn gaps_are_required_cells_without_content() {
    let mut form = template(&[("姓名", "姓名"), ("备注", ""), ("电话", "联系电话")]);
    form.columns[0].required = true;
    form.columns[2].required = true;
    let filled = FormCell {
        text: "王五".into(),
        ..FormCell::blank(CellState::Typed)
    };
    let empty = FormCell::blank(CellState::Empty);
    assert_eq!(gaps(&form, &[filled, empty.clone(), empty]), [2]);
}
