//! Headers of one row, with what stands around them.

use workbook::{SheetKind, read_header};

use crate::headers::{check, header_of, paths};
use crate::support::{fixture, read};

#[test]
fn one_plain_row() {
    let header = check(
        &[
            &["姓名", "身份证号码", "联系电话"],
            &["张三", "370203197512310024", "13800138000"],
        ],
        (1, 1),
        2,
        &["姓名", "身份证号码", "联系电话"],
    );
    assert!(header.columns.iter().all(|column| !column.required));
}

#[test]
fn nothing_but_a_header() {
    check(
        &[&["户主姓名", "身份证号码", "开户银行", "账户名称", "银行账号"]],
        (1, 1),
        2,
        &["户主姓名", "身份证号码", "开户银行", "账户名称", "银行账号"],
    );
}

#[test]
fn a_single_column() {
    check(
        &[
            &["身份证号码"],
            &["370203197512310024"],
            &["370203194001011234"],
        ],
        (1, 1),
        2,
        &["身份证号码"],
    );
}

#[test]
fn a_single_column_without_data() {
    check(&[&["身份证号码"]], (1, 1), 2, &["身份证号码"]);
}

#[test]
fn a_single_column_under_its_title() {
    check(
        &[&["批量查询名单"], &["身份证号码"], &["370203197512310024"]],
        (2, 2),
        3,
        &["身份证号码"],
    );
}

#[test]
fn a_merged_title() {
    let header = check(
        &[
            &["高龄津贴发放名册", "<", "<"],
            &["姓名", "性别", "年龄"],
            &["张三", "男", "81"],
        ],
        (2, 2),
        3,
        &["姓名", "性别", "年龄"],
    );
    assert_eq!(header.title.as_deref(), Some("高龄津贴发放名册"));
}

#[test]
fn a_title_that_is_not_merged() {
    let header = check(
        &[
            &["高龄津贴发放名册"],
            &["姓名", "性别", "年龄"],
            &["张三", "男", "81"],
        ],
        (2, 2),
        3,
        &["姓名", "性别", "年龄"],
    );
    assert_eq!(header.title.as_deref(), Some("高龄津贴发放名册"));
}

#[test]
fn attachment_title_and_unit_line() {
    let header = check(
        &[
            &["附件1"],
            &["困难群众救助花名册", "<", "<", "<", "<"],
            &["填报单位：登州路街道", "<", "", "单位：元", "<"],
            &["序号", "姓名", "身份证号", "金额", "备注"],
            &["1", "张三", "370203197512310024", "800", ""],
        ],
        (4, 4),
        5,
        &["序号", "姓名", "身份证号", "金额", "备注"],
    );
    assert_eq!(header.title.as_deref(), Some("困难群众救助花名册"));
}

#[test]
fn title_with_the_attachment_mark_beside_it() {
    check(
        &[
            &["残疾人基本状况登记表", "<", "<", "<", "<", "<", "附件2"],
            &[
                "序号",
                "姓名",
                "性别",
                "残疾类别",
                "残疾等级",
                "监护人",
                "电话",
            ],
            &["1", "张三", "男", "肢体", "二级", "李四", "13800138000"],
        ],
        (2, 2),
        3,
        &[
            "序号",
            "姓名",
            "性别",
            "残疾类别",
            "残疾等级",
            "监护人",
            "电话",
        ],
    );
}

#[test]
fn note_above_and_explanation_below() {
    let header = check(
        &[
            &[
                "请各社区于月底前填报，不得修改表格结构。红色星号为必填项。",
                "<",
                "<",
                "<",
            ],
            &["姓名", "身份证号", "性别", "出生日期"],
            &["必填，真实姓名", "必填，18位身份证号", "男/女", "YYYYMMDD"],
            &["张三", "370203197512310024", "男", "19751231"],
        ],
        (2, 2),
        4,
        &["姓名", "身份证号", "性别", "出生日期"],
    );
    assert_eq!(header.explanation_row, Some(2));
    let required: Vec<bool> = header
        .columns
        .iter()
        .map(|column| column.required)
        .collect();
    assert_eq!(required, [true, true, false, false]);
    assert_eq!(header.columns[3].explanation.as_deref(), Some("YYYYMMDD"));
}

#[test]
fn required_marks_in_titles() {
    let header = check(
        &[
            &[
                "序号",
                "*姓名",
                "身份证号*",
                "性别（必填）",
                "联系\n电话＊",
                "备注",
            ],
            &["1", "张三", "370203197512310024", "男", "13800138000", ""],
        ],
        (1, 1),
        2,
        &[
            "序号",
            "*姓名",
            "身份证号*",
            "性别（必填）",
            "联系电话＊",
            "备注",
        ],
    );
    let required: Vec<bool> = header
        .columns
        .iter()
        .map(|column| column.required)
        .collect();
    assert_eq!(required, [false, true, true, true, true, false]);
}

#[test]
fn a_row_of_marks_above_the_titles() {
    let header = check(
        &[
            &["必填", "必填", "选填", "选填"],
            &["姓名", "身份证号", "民族", "备注"],
            &["张三", "370203197512310024", "汉族", ""],
        ],
        (2, 2),
        3,
        &["姓名", "身份证号", "民族", "备注"],
    );
    let required: Vec<bool> = header
        .columns
        .iter()
        .map(|column| column.required)
        .collect();
    assert_eq!(required, [true, true, false, false]);
}

#[test]
fn a_row_of_marks_below_the_titles() {
    let header = check(
        &[
            &["姓名", "身份证号", "民族", "备注"],
            &["必填", "必填", "选填", "选填"],
            &["张三", "370203197512310024", "汉族", ""],
        ],
        (1, 1),
        3,
        &["姓名", "身份证号", "民族", "备注"],
    );
    assert!(header.columns[0].required && !header.columns[2].required);
}

#[test]
fn numbered_columns() {
    check(
        &[
            &["指标名称", "计量单位", "本月", "本年累计"],
            &["甲", "乙", "1", "2"],
            &["低保户数", "户", "12", "15"],
        ],
        (1, 1),
        3,
        &["指标名称", "计量单位", "本月", "本年累计"],
    );
}

#[test]
fn an_example_row() {
    check(
        &[
            &["序号", "姓名", "身份证号", "金额"],
            &["示例", "张三", "370203197512310024", "100"],
            &["1", "李四", "370203194001011234", "200"],
        ],
        (1, 1),
        3,
        &["序号", "姓名", "身份证号", "金额"],
    );
}

#[test]
fn data_of_text_only() {
    check(
        &[
            &["姓名", "性别", "民族", "文化程度"],
            &["张三", "男", "汉族", "小学"],
            &["李四", "女", "汉族", "初中"],
            &["王五", "男", "回族", "小学"],
        ],
        (1, 1),
        2,
        &["姓名", "性别", "民族", "文化程度"],
    );
}

#[test]
fn a_table_that_starts_further_right_and_down() {
    check(
        &[
            &[],
            &[],
            &["", "", "姓名", "电话", "地址"],
            &["", "", "张三", "13800138000", "某路1号"],
        ],
        (3, 3),
        4,
        &["姓名", "电话", "地址"],
    );
}

#[test]
fn line_breaks_and_blanks_in_titles() {
    check(
        &[
            &["姓 名", "身份证\n号码", "　联系电话　"],
            &["张三", "370203197512310024", "13800138000"],
        ],
        (1, 1),
        2,
        &["姓 名", "身份证号码", "联系电话"],
    );
}

#[test]
fn long_titles_with_brackets() {
    check(
        &[
            &[
                "序号",
                "烈士(牺牲,病故军人)姓名*",
                "入伍（参加工作时间）*",
                "是否享受低保待遇（是/否）",
                "18岁（含）以下",
            ],
            &["1", "张三", "1950-01-01", "否", "0"],
        ],
        (1, 1),
        2,
        &[
            "序号",
            "烈士(牺牲,病故军人)姓名*",
            "入伍（参加工作时间）*",
            "是否享受低保待遇（是/否）",
            "18岁（含）以下",
        ],
    );
}

#[test]
fn data_without_any_header() {
    let header = header_of(
        "名单",
        &[
            &["张三", "370203197512310024", "13800138000"],
            &["李四", "370203194001011234", "13900139000"],
        ],
    );
    assert_eq!(
        (header.kind, header.header_rows, header.columns.len()),
        (SheetKind::Form, None, 0)
    );
}

#[test]
fn an_old_workbook() {
    let book = read(fixture!("old.xls"), "旧表.xls");
    let header = read_header(&book.sheets[0]);
    assert_eq!(header.title.as_deref(), Some("优抚对象登记表"));
    assert_eq!(header.header_rows, Some((1, 2)));
    assert_eq!(
        paths(&header),
        [
            "序号",
            "基本信息/姓名*",
            "基本信息/身份证号*",
            "基本信息/性别",
            "发放金额",
            "备注"
        ]
    );
    assert_eq!(header.data_first_row, 3);
    assert_eq!(read_header(&book.sheets[1]).kind, SheetKind::Dictionary);
    assert!(book.sheets[1].hidden);
}
