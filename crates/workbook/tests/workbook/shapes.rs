//! Headers of the shapes that departments hand in.

use workbook::{HeaderReading, SheetKind, read_header};

use crate::support::{Drawing, fixture, read, stream, xlsx};

/// Reads a drawn sheet through a real xlsx, once in memory and once as a stream.
fn header_of(name: &str, drawing: Drawing<'_>) -> HeaderReading {
    let bytes = xlsx(&[(name, drawing)]);
    let header = read_header(&read(&bytes, "a.xlsx").sheets[0]);
    assert_eq!(stream(&bytes, "a.xlsx")[0].header(), header, "the stream reads the same header");
    header
}

fn paths(header: &HeaderReading) -> Vec<String> {
    header.columns.iter().map(|column| column.path.join("/")).collect()
}

/// Rows are given as a spreadsheet numbers them.
fn check(drawing: Drawing<'_>, rows: (u32, u32), data: u32, columns: &[&str]) -> HeaderReading {
    let header = header_of("名单", drawing);
    assert_eq!(header.kind, SheetKind::Form);
    assert_eq!(header.header_rows, Some((rows.0 - 1, rows.1 - 1)), "{:?}", paths(&header));
    assert_eq!(paths(&header), columns);
    assert_eq!(header.data_first_row, data - 1);
    header
}

#[test]
fn one_plain_row() {
    let header = check(
        &[&["姓名", "身份证号码", "联系电话"], &["张三", "370203197512310024", "13800138000"]],
        (1, 1),
        2,
        &["姓名", "身份证号码", "联系电话"],
    );
    assert!(header.columns.iter().all(|column| !column.required));
}

#[test]
fn nothing_but_a_header() {
    check(&[&["户主姓名", "身份证号码", "开户银行", "账户名称", "银行账号"]], (1, 1), 2, &[
        "户主姓名",
        "身份证号码",
        "开户银行",
        "账户名称",
        "银行账号",
    ]);
}

#[test]
fn a_single_column() {
    check(&[&["身份证号码"], &["370203197512310024"], &["370203194001011234"]], (1, 1), 2, &["身份证号码"]);
}

#[test]
fn a_single_column_without_data() {
    check(&[&["身份证号码"]], (1, 1), 2, &["身份证号码"]);
}

#[test]
fn a_single_column_under_its_title() {
    check(&[&["批量查询名单"], &["身份证号码"], &["370203197512310024"]], (2, 2), 3, &["身份证号码"]);
}

#[test]
fn a_merged_title() {
    let header = check(
        &[&["高龄津贴发放名册", "<", "<"], &["姓名", "性别", "年龄"], &["张三", "男", "81"]],
        (2, 2),
        3,
        &["姓名", "性别", "年龄"],
    );
    assert_eq!(header.title.as_deref(), Some("高龄津贴发放名册"));
}

#[test]
fn a_title_that_is_not_merged() {
    let header = check(
        &[&["高龄津贴发放名册"], &["姓名", "性别", "年龄"], &["张三", "男", "81"]],
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
            &["序号", "姓名", "性别", "残疾类别", "残疾等级", "监护人", "电话"],
            &["1", "张三", "男", "肢体", "二级", "李四", "13800138000"],
        ],
        (2, 2),
        3,
        &["序号", "姓名", "性别", "残疾类别", "残疾等级", "监护人", "电话"],
    );
}

#[test]
fn two_levels() {
    check(
        &[
            &["序号", "基本信息", "<", "<", "联系方式", "<", "备注"],
            &["^", "姓名", "性别", "出生日期", "手机", "固定电话", "^"],
            &["1", "张三", "男", "1950-01-02", "13800138000", "", ""],
        ],
        (1, 2),
        3,
        &["序号", "基本信息/姓名", "基本信息/性别", "基本信息/出生日期", "联系方式/手机", "联系方式/固定电话", "备注"],
    );
}

#[test]
fn two_levels_in_which_every_column_is_grouped() {
    check(
        &[
            &["个人信息", "<", "<", "居住信息", "<", "就业信息", "<"],
            &["姓名", "性别", "身份证号", "街道", "地址", "单位", "职业"],
            &["张三", "男", "370203197512310024", "登州路街道", "1号楼", "某厂", "工人"],
        ],
        (1, 2),
        3,
        &[
            "个人信息/姓名",
            "个人信息/性别",
            "个人信息/身份证号",
            "居住信息/街道",
            "居住信息/地址",
            "就业信息/单位",
            "就业信息/职业",
        ],
    );
}

#[test]
fn two_levels_with_title_note_and_unit() {
    let header = check(
        &[
            &["流动人口信息采集表", "<", "<", "<", "<", "<"],
            &["注：本表由社区填写，每月25日前报送街道，逾期不再受理。", "<", "<", "<", "<", "<"],
            &["填报单位：", "", "", "", "单位：人", ""],
            &["序号", "个人信息", "<", "<", "居住信息", "<"],
            &["^", "姓名", "性别", "身份证号码", "小区", "门牌号"],
            &["1", "张三", "男", "370203197512310024", "某小区", "1-101"],
        ],
        (4, 5),
        6,
        &["序号", "个人信息/姓名", "个人信息/性别", "个人信息/身份证号码", "居住信息/小区", "居住信息/门牌号"],
    );
    assert_eq!(header.title.as_deref(), Some("流动人口信息采集表"));
}

#[test]
fn three_levels() {
    check(
        &[
            &["单位", "享受低保人员", "<", "<", "<", "合计"],
            &["^", "城镇", "<", "农村", "<", "^"],
            &["^", "户数", "人数", "户数", "人数", "^"],
            &["登州路街道", "3", "5", "0", "0", "5"],
        ],
        (1, 3),
        4,
        &[
            "单位",
            "享受低保人员/城镇/户数",
            "享受低保人员/城镇/人数",
            "享受低保人员/农村/户数",
            "享受低保人员/农村/人数",
            "合计",
        ],
    );
}

#[test]
fn five_levels() {
    check(
        &[
            &["地区", "人口", "<", "<", "<", "<", "<", "备注"],
            &["^", "常住人口", "<", "<", "<", "流动人口", "<", "^"],
            &["^", "户籍人口", "<", "<", "外来", "省内", "省外", "^"],
            &["^", "男", "<", "女", "^", "^", "^", "^"],
            &["^", "成年", "未成年", "成年", "^", "^", "^", "^"],
            &["登州路街道", "1", "2", "3", "4", "5", "6", ""],
        ],
        (1, 5),
        6,
        &[
            "地区",
            "人口/常住人口/户籍人口/男/成年",
            "人口/常住人口/户籍人口/男/未成年",
            "人口/常住人口/户籍人口/女/成年",
            "人口/常住人口/外来",
            "人口/流动人口/省内",
            "人口/流动人口/省外",
            "备注",
        ],
    );
}

#[test]
fn a_level_that_divides_nothing_yet() {
    check(
        &[
            &["序号", "家庭情况", "<", "<", "经济情况", "<"],
            &["^", "成员", "<", "<", "收入", "<"],
            &["^", "姓名", "关系", "年龄", "工资", "其他"],
            &["1", "张三", "户主", "50", "3000", "0"],
        ],
        (1, 3),
        4,
        &[
            "序号",
            "家庭情况/成员/姓名",
            "家庭情况/成员/关系",
            "家庭情况/成员/年龄",
            "经济情况/收入/工资",
            "经济情况/收入/其他",
        ],
    );
}

#[test]
fn note_above_and_explanation_below() {
    let header = check(
        &[
            &["请各社区于月底前填报，不得修改表格结构。红色星号为必填项。", "<", "<", "<"],
            &["姓名", "身份证号", "性别", "出生日期"],
            &["必填，真实姓名", "必填，18位身份证号", "男/女", "YYYYMMDD"],
            &["张三", "370203197512310024", "男", "19751231"],
        ],
        (2, 2),
        4,
        &["姓名", "身份证号", "性别", "出生日期"],
    );
    assert_eq!(header.explanation_row, Some(2));
    let required: Vec<bool> = header.columns.iter().map(|column| column.required).collect();
    assert_eq!(required, [true, true, false, false]);
    assert_eq!(header.columns[3].explanation.as_deref(), Some("YYYYMMDD"));
}

#[test]
fn two_levels_and_an_explanation_row() {
    let header = check(
        &[
            &["社区入户走访台账", "<", "<", "<", "<"],
            &["序号", "居民", "<", "<", "走访日期"],
            &["^", "姓名", "身份证号", "门牌", "^"],
            &["自动生成", "必填", "必填，18位", "如：3号楼2单元301", "格式：2024-01-01"],
            &["1", "张三", "370203197512310024", "3-2-301", "2024-05-01"],
        ],
        (2, 3),
        5,
        &["序号", "居民/姓名", "居民/身份证号", "居民/门牌", "走访日期"],
    );
    assert_eq!(header.explanation_row, Some(3));
    assert!(header.columns[1].required && header.columns[2].required && !header.columns[3].required);
}

#[test]
fn required_marks_in_titles() {
    let header = check(
        &[
            &["序号", "*姓名", "身份证号*", "性别（必填）", "联系\n电话＊", "备注"],
            &["1", "张三", "370203197512310024", "男", "13800138000", ""],
        ],
        (1, 1),
        2,
        &["序号", "*姓名", "身份证号*", "性别（必填）", "联系电话＊", "备注"],
    );
    let required: Vec<bool> = header.columns.iter().map(|column| column.required).collect();
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
    let required: Vec<bool> = header.columns.iter().map(|column| column.required).collect();
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
fn field_names_over_titles() {
    check(
        &[&["xm", "sfzh", "csrq"], &["姓名", "身份证号", "出生日期"], &["张三", "370203197512310024", "1975-12-31"]],
        (1, 2),
        3,
        &["xm/姓名", "sfzh/身份证号", "csrq/出生日期"],
    );
}

#[test]
fn field_names_under_titles() {
    check(
        &[&["姓名", "身份证号", "出生日期"], &["xm", "sfzh", "csrq"], &["张三", "370203197512310024", "1975-12-31"]],
        (1, 1),
        3,
        &["姓名", "身份证号", "出生日期"],
    );
}

#[test]
fn groups_that_are_not_merged() {
    check(
        &[
            &["序号", "基本信息", "", "", "户籍地址", "津贴信息", ""],
            &["", "姓名", "性别", "身份证号", "", "开户行", "账号"],
            &["1", "张三", "男", "370203197512310024", "某路1号", "某银行", "6222000011112222333"],
        ],
        (1, 2),
        3,
        &[
            "序号",
            "基本信息/姓名",
            "基本信息/性别",
            "基本信息/身份证号",
            "户籍地址",
            "津贴信息/开户行",
            "津贴信息/账号",
        ],
    );
}

#[test]
fn a_title_over_two_columns_that_nothing_divides() {
    check(
        &[
            &["序号", "姓名", "家庭住址", "<", "电话"],
            &["1", "张三", "某路1号", "<", "13800138000"],
        ],
        (1, 1),
        2,
        &["序号", "姓名", "家庭住址", "电话"],
    );
}

#[test]
fn merged_data_cells_do_not_count_as_header() {
    check(
        &[
            &["户号", "户主", "成员", "关系"],
            &["H1", "张三", "张三", "户主"],
            &["^", "^", "李四", "配偶"],
            &["^", "^", "张小", "子"],
        ],
        (1, 1),
        2,
        &["户号", "户主", "成员", "关系"],
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
fn a_statistics_form_with_labelled_rows() {
    let header = check(
        &[
            &["城市低保基本情况统计", "<", "<", "<", "<", "<", "<"],
            &["填报单位：", "<", "", "", "", "单位：户、人、元", "<"],
            &["单位", "合计", "<", "其中：分类施保", "<", "月保障额（元）", "<"],
            &["^", "户数", "人数", "户数", "人数", "户月保障金", "分类施保金"],
            &["合计", "", "", "", "", "", ""],
            &["登州路街道", "", "", "", "", "", ""],
            &["即墨路街道", "", "", "", "", "", ""],
            &["单位负责人：", "", "填表人：", "", "填表日期：", "", ""],
        ],
        (3, 4),
        5,
        &[
            "单位",
            "合计/户数",
            "合计/人数",
            "其中：分类施保/户数",
            "其中：分类施保/人数",
            "月保障额（元）/户月保障金",
            "月保障额（元）/分类施保金",
        ],
    );
    assert_eq!(header.title.as_deref(), Some("城市低保基本情况统计"));
}

#[test]
fn years_as_titles() {
    check(
        &[
            &["指标", "年末人口", "<", "<"],
            &["^", "2022", "2023", "2024"],
            &["登州路街道", "41000", "41200", "40900"],
        ],
        (1, 2),
        3,
        &["指标", "年末人口/2022", "年末人口/2023", "年末人口/2024"],
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
        &[&["姓 名", "身份证\n号码", "　联系电话　"], &["张三", "370203197512310024", "13800138000"]],
        (1, 1),
        2,
        &["姓 名", "身份证号码", "联系电话"],
    );
}

#[test]
fn long_titles_with_brackets() {
    check(
        &[
            &["序号", "烈士(牺牲,病故军人)姓名*", "入伍（参加工作时间）*", "是否享受低保待遇（是/否）", "18岁（含）以下"],
            &["1", "张三", "1950-01-01", "否", "0"],
        ],
        (1, 1),
        2,
        &["序号", "烈士(牺牲,病故军人)姓名*", "入伍（参加工作时间）*", "是否享受低保待遇（是/否）", "18岁（含）以下"],
    );
}

#[test]
fn two_header_rows_of_a_csv() {
    let text = "流动人口台账,,,,\n序号,个人信息,,居住信息,\n,姓名,身份证号,小区,门牌\n1,张三,370203197512310024,某小区,1-101\n";
    let header = stream(text.as_bytes(), "台账.csv")[0].header();
    assert_eq!(header.header_rows, Some((1, 2)));
    assert_eq!(paths(&header), ["序号", "个人信息/姓名", "个人信息/身份证号", "居住信息/小区", "居住信息/门牌"]);
    assert_eq!(header.title.as_deref(), Some("流动人口台账"));
}

#[test]
fn data_without_any_header() {
    let header = header_of("名单", &[
        &["张三", "370203197512310024", "13800138000"],
        &["李四", "370203194001011234", "13900139000"],
    ]);
    assert_eq!((header.kind, header.header_rows, header.columns.len()), (SheetKind::Form, None, 0));
}

#[test]
fn dictionaries_and_notes_are_told_apart() {
    let ragged = header_of("Sheet3", &[
        &["民族", "性别", "婚姻状况"],
        &["汉族", "男", "未婚"],
        &["回族", "女", "已婚"],
        &["满族", "", "离异"],
        &["蒙古族", "", ""],
    ]);
    assert_eq!(ragged.kind, SheetKind::Dictionary);
    assert_eq!(paths(&ragged), ["民族", "性别", "婚姻状况"]);
    let codes = header_of("民族代码表", &[&["代码", "名称"], &["01", "汉族"], &["02", "蒙古族"], &["03", "回族"]]);
    assert_eq!(codes.kind, SheetKind::Dictionary);
    let notes = header_of("注意事项", &[
        &["必填列：姓名、身份证号、联系电话（导入时严格检查）"],
        &["其他列可选，存在即读取"],
        &["导入前请删除第二行的注释"],
    ]);
    assert_eq!((notes.kind, notes.header_rows), (SheetKind::Notes, None));
    let prose = header_of("Sheet2", &[
        &["填表须知"],
        &["1", "红色星号字体列为必填项，不得为空。"],
        &["2", "时间填写格式为 yyyy-MM-dd，如：2012-02-03。"],
        &["3", "务必不要修改工作表的结构、列名称和工作表名称。"],
    ]);
    assert_eq!(prose.kind, SheetKind::Notes);
    let fields = header_of("Sheet4", &[
        &["序号", "字段名称", "是否必填", "填写说明"],
        &["1", "姓名", "是", "与身份证一致"],
        &["2", "性别", "是", "男/女"],
    ]);
    assert_eq!(fields.kind, SheetKind::Notes);
    assert_eq!(header_of("空表", &[]).kind, SheetKind::Empty);
}

#[test]
fn an_old_workbook() {
    let book = read(fixture!("old.xls"), "旧表.xls");
    let header = read_header(&book.sheets[0]);
    assert_eq!(header.title.as_deref(), Some("优抚对象登记表"));
    assert_eq!(header.header_rows, Some((1, 2)));
    assert_eq!(paths(&header), [
        "序号",
        "基本信息/姓名*",
        "基本信息/身份证号*",
        "基本信息/性别",
        "发放金额",
        "备注"
    ]);
    assert_eq!(header.data_first_row, 3);
    assert_eq!(read_header(&book.sheets[1]).kind, SheetKind::Dictionary);
    assert!(book.sheets[1].hidden);
}
