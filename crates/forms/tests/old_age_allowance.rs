//! A 高龄津贴 list as a civil affairs office sends it: read, filled for three people, corrected,
//! written back, and looked at cell by cell.
#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::area::AreaTree;
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::source::{Sources, no as source};
use catalog::survivorship::{Candidate, Current};
use catalog::values::Values;
use chrono::NaiveDate;
use forms::cell::{CellState, FormCell};
use forms::check::{Checker, gaps};
use forms::correction::corrections;
use forms::layout::write_back;
use forms::prefill::prefill_row;
use forms::rollup::{RollUp, Totals};
use forms::submission::{Act, Course, Level, State};
use forms::template::{Template, header_preview, read_template};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use workbook::{Book, Cell, Limits, Range, read};

const FILE: &str = "高龄津贴发放名册.xlsx";
/// Column titles in sheet order.
const TITLES: [&str; 13] = [
    "序号",
    "姓名*",
    "性别",
    "身份证号码*",
    "出生日期",
    "年龄",
    "户籍地址",
    "现居住地址",
    "联系电话",
    "开户行",
    "银行账号",
    "津贴标准(元/月)",
    "备注",
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// Title, reporting line, a header of two rows with two groups, explanations, five bordered
/// rows, and a footer; a second sheet with notes.
fn original() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let boxed = Format::new().set_border(FormatBorder::Thin);
    let head = boxed.clone().set_bold();
    let sheet = book.add_worksheet().set_name("发放名册").unwrap();
    sheet
        .merge_range(0, 0, 0, 12, "高龄津贴发放名册", &head)
        .unwrap();
    sheet
        .merge_range(1, 0, 1, 12, "填报单位（盖章）：          单位：元", &plain)
        .unwrap();
    sheet.merge_range(2, 1, 2, 5, "基本信息", &head).unwrap();
    sheet.merge_range(2, 9, 2, 11, "津贴信息", &head).unwrap();
    for (at, title) in (0u16..).zip(TITLES) {
        if (1..=5).contains(&at) || (9..=11).contains(&at) {
            sheet.write_with_format(3, at, title, &head).unwrap();
        } else {
            sheet.merge_range(2, at, 3, at, title, &head).unwrap();
        }
    }
    for at in 0..13u16 {
        sheet.write_blank(4, at, &boxed).unwrap();
    }
    sheet.write_with_format(4, 3, "必填，18位", &boxed).unwrap();
    sheet
        .write_with_format(4, 4, "格式：1946年5月15日", &boxed)
        .unwrap();
    sheet
        .write_with_format(4, 8, "手机或固定电话", &boxed)
        .unwrap();
    for row in 5..10 {
        for at in 0..13u16 {
            sheet.write_blank(row, at, &boxed).unwrap();
        }
    }
    sheet.write(10, 0, "填表人：").unwrap();
    sheet.write(10, 5, "审核人：").unwrap();
    sheet.write(10, 9, "填表日期：").unwrap();
    sheet.set_column_width(3, 22).unwrap();
    let notes = book.add_worksheet().set_name("填表说明").unwrap();
    notes.write(0, 0, "一、本表由社区填报，街道审核。").unwrap();
    notes
        .write(1, 0, "二、津贴标准按月填写，精确到元。")
        .unwrap();
    book.save_to_buffer().unwrap()
}

fn open(bytes: &[u8]) -> Book {
    read(bytes, FILE, &Limits::default()).unwrap()
}

fn template() -> Template {
    let mut templates = read_template(&open(&original()), FILE).unwrap();
    assert_eq!(templates.len(), 1, "the notes are no form");
    templates.remove(0)
}

fn element(label: &str) -> ElementNo {
    Dictionary::shipped().by_label(label).unwrap().no
}

/// A resident from records of the police (10) and of the allowance payments (31).
fn resident(police: &[(ElementNo, &str)], paid: &[(ElementNo, &str)]) -> Current {
    let values = |pairs: &[(ElementNo, &str)]| -> Values {
        pairs
            .iter()
            .map(|(element, text)| (*element, (*text).to_owned()))
            .collect()
    };
    let mut current = Current::default();
    for (record, source, as_of, values) in [
        (1, source::HUKOU, 20_500, values(police)),
        (2, source::OLD_AGE, 20_700, values(paid)),
    ] {
        if !values.is_empty() {
            let candidate = Candidate {
                record,
                source,
                as_of,
                values: &values,
            };
            current.absorb(Sources::shipped(), candidate);
        }
    }
    current
}

/// Three synthetic residents: everything held; only a number and a name; an account but no phone.
fn residents() -> [Current; 3] {
    let amount = element("高龄津贴金额");
    let bank = element("开户银行");
    let account = element("银行账号");
    [
        resident(
            &[
                (no::NAME, "李秀英"),
                (no::ID_NUMBER, "370203194605150020"),
                (no::SEX, "2"),
                (no::BIRTH_DATE, "1946-05-15"),
                (no::HUKOU_ADDRESS, "市北区示范路1号3号楼2单元301"),
                (no::HOME_ADDRESS, "示范花园3号楼2单元301"),
                (no::PHONE, "13800001234;053288661234"),
            ],
            &[
                (amount, "200"),
                (bank, "示范银行"),
                (account, "6222023701000000018"),
            ],
        ),
        resident(
            &[(no::NAME, "王桂兰"), (no::ID_NUMBER, "11010519491231002X")],
            &[],
        ),
        resident(
            &[
                (no::NAME, "阿依努尔·买买提"),
                (no::BIRTH_DATE, "1930-01-02"),
                (no::SEX, "2"),
            ],
            &[(amount, "100.5"), (account, "0012345678901234567")],
        ),
    ]
}

fn fill_in(template: &Template) -> Vec<Vec<FormCell>> {
    let row = |(position, resident): (usize, &Current)| {
        prefill_row(template, resident, today(), AreaTree::shipped(), position)
    };
    residents().iter().enumerate().map(row).collect()
}

fn texts(row: &[FormCell]) -> Vec<&str> {
    row.iter().map(|cell| cell.text.as_str()).collect()
}

#[test]
fn the_workbook_becomes_a_template() {
    let template = template();
    assert_eq!(template.title, "高龄津贴发放名册");
    assert_eq!(template.sheet, "发放名册");
    assert_eq!(template.header_rows, (2, 3));
    assert_eq!(template.data_first_row, 5);
    let labels: Vec<&str> = template
        .columns
        .iter()
        .map(|column| column.label())
        .collect();
    assert_eq!(labels, TITLES);
    assert_eq!(template.columns[3].path, ["基本信息", "身份证号码*"]);
    assert_eq!(template.columns[10].path, ["津贴信息", "银行账号"]);
    let required: Vec<u32> = template
        .columns
        .iter()
        .filter(|column| column.required)
        .map(|column| column.index)
        .collect();
    assert_eq!(required, [1, 3]);
    let elements: Vec<_> = template
        .columns
        .iter()
        .map(|column| column.element)
        .collect();
    let expected = [
        "序号",
        "姓名",
        "性别",
        "公民身份号码",
        "出生日期",
        "年龄",
        "户籍地址",
        "现住址",
        "联系电话",
        "开户银行",
        "银行账号",
        "高龄津贴金额",
        "备注",
    ];
    for ((found, label), title) in elements.iter().zip(expected).zip(TITLES) {
        assert_eq!(*found, Some(element(label)), "{title}");
    }
    let preview = header_preview(&open(&original()).sheets[0], &template);
    assert_eq!(preview.len(), 4);
    assert_eq!(preview[0][0], "高龄津贴发放名册");
    assert_eq!(preview[2][1], "基本信息");
    assert_eq!(preview[3][1], "姓名*");
}

#[test]
fn a_template_survives_storing() {
    let template = template();
    let json = serde_json::to_string(&template).unwrap();
    assert_eq!(serde_json::from_str::<Template>(&json).unwrap(), template);
    let row = &fill_in(&template)[0];
    let json = serde_json::to_string(row).unwrap();
    assert_eq!(&serde_json::from_str::<Vec<FormCell>>(&json).unwrap(), row);
}

#[test]
fn a_person_decides_what_columns_mean() {
    let mut template = template();
    let before = template.clone();
    let problem = |template: &mut Template, index, element| -> Problem {
        template.assign(&[(0, None), (index, element)]).unwrap_err()
    };
    assert_eq!(problem(&mut template, 99, None).code, "template-column");
    assert_eq!(
        problem(&mut template, 1, Some(no::HOME_DWELLING)).code,
        "template-column"
    );
    assert_eq!(
        problem(&mut template, 1, Some(ElementNo(9_999))).code,
        "template-column"
    );
    assert_eq!(template, before, "a refused decision changes nothing");
    template.assign(&[(12, None)]).unwrap();
    assert!(template.columns.iter().all(|column| column.confirmed));
    assert_eq!(template.columns[12].element, None);
}

#[test]
fn three_people_are_prefilled_with_sources() {
    let mut template = template();
    template.assign(&[]).unwrap();
    let rows = fill_in(&template);
    assert_eq!(
        texts(&rows[0]),
        [
            "1",
            "李秀英",
            "女",
            "370203194605150020",
            "1946年5月15日",
            "80",
            "市北区示范路1号3号楼2单元301",
            "示范花园3号楼2单元301",
            "13800001234/053288661234",
            "示范银行",
            "6222023701000000018",
            "200",
            "",
        ]
    );
    assert_eq!(
        texts(&rows[1]),
        [
            "2",
            "王桂兰",
            "女",
            "11010519491231002X",
            "1949年12月31日",
            "76",
            "",
            "",
            "",
            "",
            "",
            "",
            ""
        ]
    );
    assert_eq!(
        texts(&rows[2]),
        [
            "3",
            "阿依努尔·买买提",
            "女",
            "",
            "1930年1月2日",
            "96",
            "",
            "",
            "",
            "",
            "0012345678901234567",
            "100.5",
            "",
        ]
    );
    assert_eq!(rows[0][8].source, Some(source::HUKOU));
    assert_eq!(
        (rows[0][10].source, rows[0][10].as_of),
        (Some(source::OLD_AGE), Some(20_700))
    );
    assert_eq!(rows[0][10].record, Some(2));
    assert_eq!(
        rows[1][5].source,
        Some(source::HUKOU),
        "an age has the source of the birth date"
    );
    assert_eq!(rows[0][0].source, None);
    assert_eq!(gaps(&template, &rows[2]), [3]);
}

#[test]
fn corrected_written_back_and_read_again() {
    let original = original();
    let mut template = template();
    template.assign(&[]).unwrap();
    let mut rows = fill_in(&template);
    let checker = Checker {
        today: today(),
        areas: AreaTree::shipped(),
    };
    let mut edit = |row: usize, at: usize, typed: &str| {
        rows[row][at] = checker
            .edit(&template.columns[at], &rows[row][at], typed)
            .unwrap();
    };
    edit(0, 8, "139 0000 1234");
    edit(1, 11, "100元");
    edit(2, 3, "１１０１０５１９４９１２３１００２ｘ");
    edit(2, 12, "已核实");

    let corrected = corrections(&template, &rows[0]);
    assert_eq!(
        corrected.iter().collect::<Vec<_>>(),
        [(no::PHONE, "13900001234")]
    );
    assert_eq!(
        corrections(&template, &rows[1]).get(element("高龄津贴金额")),
        Some("100")
    );
    assert_eq!(
        corrections(&template, &rows[2]).len(),
        1,
        "a remark is no fact"
    );

    let filled = write_back(&original, FILE, &template, rows.iter().map(Vec::as_slice)).unwrap();
    let book = open(&filled);
    let sheet = book.sheet("发放名册").unwrap();
    let expected: [[&str; 13]; 3] = [
        [
            "1",
            "李秀英",
            "女",
            "370203194605150020",
            "1946年5月15日",
            "80",
            "市北区示范路1号3号楼2单元301",
            "示范花园3号楼2单元301",
            "13900001234",
            "示范银行",
            "6222023701000000018",
            "200",
            "",
        ],
        [
            "2",
            "王桂兰",
            "女",
            "11010519491231002X",
            "1949年12月31日",
            "76",
            "",
            "",
            "",
            "",
            "",
            "100",
            "",
        ],
        [
            "3",
            "阿依努尔·买买提",
            "女",
            "11010519491231002X",
            "1930年1月2日",
            "96",
            "",
            "",
            "",
            "",
            "0012345678901234567",
            "100.5",
            "已核实",
        ],
    ];
    for (row, line) in (5u32..).zip(expected) {
        for (at, text) in (0u32..).zip(line) {
            assert_eq!(sheet.text(row, at), text, "row {row} column {at}");
            let number = matches!(sheet.cell(row, at), Cell::Number(_));
            let wanted = [0, 5, 11].contains(&at) && !text.is_empty();
            assert_eq!(
                number,
                wanted,
                "row {row} column {at}: {:?}",
                sheet.cell(row, at)
            );
        }
    }
    let before = open(&original);
    let before = before.sheet("发放名册").unwrap();
    for row in (0..5).chain(8..11) {
        for at in 0..13 {
            assert_eq!(
                sheet.cell(row, at),
                before.cell(row, at),
                "row {row} column {at}"
            );
        }
    }
    assert_eq!(sorted(&sheet.merges), sorted(&before.merges));
    assert_eq!(book.sheets.len(), 2);
    assert!(
        book.sheet("填表说明")
            .unwrap()
            .text(0, 0)
            .starts_with("一、")
    );
}

fn sorted(merges: &[Range]) -> Vec<Range> {
    let mut merges = merges.to_vec();
    merges.sort();
    merges
}

#[test]
fn more_people_than_prepared_rows_push_the_footer_down() {
    let mut template = template();
    template.assign(&[]).unwrap();
    let row = fill_in(&template).remove(0);
    let rows: Vec<&[FormCell]> = vec![&row; 40];
    let filled = write_back(&original(), FILE, &template, rows).unwrap();
    let book = open(&filled);
    let sheet = book.sheet("发放名册").unwrap();
    for at in 0..40u32 {
        assert_eq!(sheet.text(5 + at, 0), (at + 1).to_string());
        assert_eq!(sheet.text(5 + at, 1), "李秀英");
    }
    let footer = (45..sheet.rows).find(|row| sheet.text(*row, 0).contains("填表人"));
    assert!(
        footer.is_some(),
        "the footer is still there, under the people"
    );
    let again = read_template(&book, FILE).unwrap();
    assert_eq!(again[0].header_rows, template.header_rows);
}

#[test]
fn the_course_from_community_to_district() {
    let mut template = template();
    template.assign(&[]).unwrap();
    let rows = fill_in(&template);
    let mut course = Course::default();
    assert!(course.act(Act::Accept, Level::Street, None).is_err());
    course.act(Act::Edit, Level::Community, None).unwrap();
    course.act(Act::Submit, Level::Community, None).unwrap();
    course
        .act(Act::Return, Level::Street, Some("第2行缺账号"))
        .unwrap();
    course.act(Act::Submit, Level::Community, None).unwrap();
    course.act(Act::Accept, Level::Street, None).unwrap();
    assert!(course.act(Act::Edit, Level::Community, None).is_err());
    assert_eq!(course.state(), State::Accepted);

    let areas = AreaTree::shipped();
    let district = "370203".parse().unwrap();
    let communities = areas.communities_under(&district);
    let totals = Totals::of_submission(&template, course.state(), rows.iter().map(Vec::as_slice));
    let rolled = RollUp::of(district, &[(communities[0].code, totals)], areas).unwrap();
    assert_eq!(rolled.total().rows, 3);
    assert_eq!(rolled.total().accepted, 1);
    assert_eq!(rolled.total().sums.len(), 1);
    assert_eq!(rolled.total().sums[0].sum.to_string(), "300.5");
    assert_eq!(rolled.children(&district, areas).len(), 1);
}

#[test]
fn a_workbook_without_a_form_is_refused() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("填表说明")
        .unwrap()
        .write(0, 0, "请认真阅读以下说明。")
        .unwrap();
    let book = open(&book.save_to_buffer().unwrap());
    assert_eq!(
        read_template(&book, FILE).unwrap_err().code,
        "template-no-form"
    );
}

#[test]
fn unmatched_states_are_as_promised() {
    let template = template();
    let row = &fill_in(&template)[1];
    assert_eq!(row[8].state, CellState::Empty);
    assert_eq!(row[1].state, CellState::Prefilled);
}
