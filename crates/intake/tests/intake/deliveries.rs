//! Good deliveries and the habits of their makers.

use intake::report_card::SheetUse;

use crate::made::{book, gb18030, id, lines, merged, read};

fn hukou_csv() -> String {
    let (woman, man) = (id("19460515", 2), id("19700101", 3));
    format!(
        "户号,与户主关系,姓名,公民身份号码,性别,出生日期,民族,户籍地址,婚姻状况\n\
         370200001,01,张秀英,{woman},2,19460515,01,山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户,30\n\
         370200001,20,李　伟,{man},1,19700101,汉族,山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户,已婚\n"
    )
}

fn check_hukou(bytes: &[u8]) {
    let outcome = read(bytes, "公安户籍-辽宁路.csv", "gongan-hukou");
    let card = outcome.card();
    assert_eq!(
        (card.rows_read, card.rows_loaded, card.rows_refused),
        (2, 2, 0)
    );
    assert_eq!(outcome.places(&[]), Vec::<String>::new());
    assert_eq!(outcome.value(2, "name"), Some("张秀英"));
    assert_eq!(outcome.value(3, "name"), Some("李伟"));
    assert_eq!(outcome.value(2, "birth_date"), Some("1946-05-15"));
    assert_eq!(outcome.value(3, "ethnicity"), Some("01"));
    assert_eq!(outcome.value(3, "marital_status"), Some("20"));
    let row = &outcome.rows[0];
    assert_eq!((row.sheet, row.row), (0, 2));
    assert_eq!(row.address, None);
    let parts = row.hukou_address.as_ref().unwrap();
    assert_eq!(parts.estate.as_deref(), Some("金桂苑"));
    assert_eq!(parts.room.as_deref(), Some("301"));
    let sheet = &card.sheets[0];
    assert_eq!(sheet.kind, SheetUse::Form);
    assert_eq!(sheet.header_rows, Some((1, 1)));
    assert_eq!(sheet.rows_clean, 2);
    assert!(
        sheet
            .filled_share
            .iter()
            .all(|share| (share - 1.0).abs() < f32::EPSILON)
    );
}

#[test]
fn csv_in_every_encoding_reads_the_same() {
    let text = hukou_csv();
    check_hukou(text.as_bytes());
    check_hukou(&gb18030(&text));
    check_hukou(format!("\u{feff}{text}").as_bytes());
}

#[test]
fn title_note_two_row_header_explanation_and_footer() {
    let (first, second) = (id("19460515", 2), id("19520301", 4));
    let bytes = book(&[("低保名册", &|sheet| {
        merged(sheet, (0, 0), (0, 8), "最低生活保障家庭花名册");
        merged(sheet, (1, 1), (0, 8), "填报单位：辽宁路街道　　单位：元");
        for (col, title) in [(0_u16, "序号"), (7, "保障金额"), (8, "备注")] {
            merged(sheet, (2, 3), (col, col), title);
        }
        merged(sheet, (2, 2), (1, 2), "户主信息");
        merged(sheet, (2, 2), (3, 6), "家庭成员信息");
        let titles = [
            "户主姓名",
            "户主身份证号",
            "姓名",
            "身份证号",
            "与户主关系",
            "住址",
        ];
        for (col, title) in (1_u16..).zip(titles) {
            sheet.write_string(3, col, title).unwrap();
        }
        lines(
            sheet,
            4,
            &[
                &[
                    "1",
                    "张秀英",
                    &first,
                    "张秀英",
                    &first,
                    "户主",
                    "金桂苑3号楼2单元301",
                    "1030",
                    "独居",
                ],
                &[
                    "2",
                    "张秀英",
                    &first,
                    "王淑兰",
                    &second,
                    "其他",
                    "金桂苑3-2-301",
                    "1,030.00",
                    "",
                ],
                &["合计", "", "", "", "", "", "", "2060", ""],
                &["填表人：", "", "", "审核人："],
            ],
        );
    })]);
    let outcome = read(&bytes, "名册.xlsx", "minzheng-dibao");
    let card = outcome.card();
    assert_eq!(card.sheets[0].header_rows, Some((3, 4)));
    assert_eq!(
        (card.rows_read, card.rows_loaded),
        (2, 2),
        "{:?}",
        outcome.issues
    );
    assert_eq!(outcome.value(5, "name"), Some("张秀英"));
    assert_eq!(outcome.value(6, "name"), Some("王淑兰"));
    assert_eq!(outcome.value(6, "head_name"), Some("张秀英"));
    assert_eq!(outcome.value(6, "head_id_number"), Some(first.as_str()));
    assert_eq!(outcome.value(6, "relation_to_head"), Some("80"));
    assert_eq!(outcome.value(6, "id_number"), Some(second.as_str()));
    assert_eq!(outcome.value(6, "dibao_amount"), Some("1030"));
    // 序号 and 备注 belong to the form.
    assert_eq!(outcome.value(5, "remark"), None);
    assert_eq!(
        outcome.rows[1].address.as_ref().unwrap().room.as_deref(),
        Some("301")
    );
    assert!(
        card.notes.iter().any(|note| note.contains("2行合计")),
        "{:?}",
        card.notes
    );
}

#[test]
fn headers_repeated_on_each_page_are_passed_over() {
    let header = "姓名,公民身份号码,性别,户籍地址";
    let text = format!(
        "{header}\n张三,{},男,金桂苑3-2-301\n{header}\n\n李四,{},女,金桂苑3-2-302\n",
        id("19460515", 1),
        id("19460515", 2)
    );
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(
        outcome.rows.iter().map(|row| row.row).collect::<Vec<_>>(),
        [2, 5]
    );
    assert!(
        outcome
            .card()
            .notes
            .iter()
            .any(|note| note.contains("1行重复的表头"))
    );
}

#[test]
fn split_columns_make_the_address() {
    let text = "街道名称,社区名称,小区名称,楼号,单元号,楼层,房间号,房屋用途,建筑面积(㎡)\n\
                辽宁路街道,科技街社区,金桂苑小区,3号楼,2单元,3层,0301,自住,86.50\n\
                辽宁路街道,科技街社区,橡胶宿舍,12,无,-1,101,出租,40\n\
                辽宁路街道,科技街社区,橡胶宿舍,,,,,出租,40\n";
    let outcome = read(&gb18030(text), "住建房屋.csv", "zhujian-fangwu");
    let parts = outcome.rows[0].address.as_ref().unwrap();
    let shown = [
        &parts.estate,
        &parts.building,
        &parts.unit,
        &parts.floor,
        &parts.room,
    ]
    .map(|part| part.as_deref().unwrap_or("-"));
    assert_eq!(shown, ["金桂苑", "3", "2", "3", "301"]);
    let second = outcome.rows[1].address.as_ref().unwrap();
    assert_eq!(
        (second.unit.as_deref(), second.floor.as_deref()),
        (None, Some("-1"))
    );
    // The estate in the values is spelled as in addresses, so both lead to the same place.
    assert_eq!(outcome.value(2, "estate"), Some("金桂苑"));
    assert_eq!(outcome.value(2, "community"), Some("科技街社区"));
    assert_eq!(outcome.value(2, "street"), Some("辽宁路街道"));
    assert_eq!(outcome.value(2, "floor_area"), Some("86.5"));
}

#[test]
fn several_sheets_and_what_is_no_list() {
    let person = id("19460515", 1);
    let other = id("19460515", 3);
    let header: &[&str] = &["姓名", "身份证号", "联系电话", "现住址"];
    let bytes = book(&[
        ("填表说明", &|sheet| {
            lines(
                sheet,
                0,
                &[
                    &["填表说明"],
                    &["1. 身份证号必须填写18位，不得有空格。"],
                    &["2. 电话请填写手机号码，如有变化及时更新。"],
                ],
            );
        }),
        ("甲楼", &|sheet| {
            lines(
                sheet,
                0,
                &[header, &["张三", &person, "13800138000", "金桂苑3-2-301"]],
            )
        }),
        ("空表", &|_| {}),
        ("乙楼", &|sheet| {
            lines(
                sheet,
                0,
                &[
                    header,
                    &["李四", &other, "13800138001 李四儿子", "金桂苑3-2-302"],
                ],
            )
        }),
        ("旧数据", &|sheet| {
            lines(sheet, 0, &[header, &["王五", &other, "", ""]]);
            sheet.set_hidden(true);
        }),
    ]);
    let outcome = read(&bytes, "入户走访.xlsx", "shequ-zoufang");
    let places: Vec<(u16, u32)> = outcome
        .rows
        .iter()
        .map(|row| (row.sheet, row.row))
        .collect();
    assert_eq!(places, [(1, 2), (3, 2)]);
    let uses: Vec<SheetUse> = outcome
        .card()
        .sheets
        .iter()
        .map(|sheet| sheet.kind)
        .collect();
    assert_eq!(
        uses,
        [
            SheetUse::Notes,
            SheetUse::Form,
            SheetUse::Empty,
            SheetUse::Form,
            SheetUse::Hidden
        ]
    );
    assert_eq!(
        outcome.rows[1].values.get(crate::made::element("phone")),
        Some("13800138001")
    );
}

#[test]
fn formulas_give_their_value() {
    let number = id("19460515", 2);
    let bytes = book(&[("居民", &|sheet| {
        lines(sheet, 0, &[&["姓名", "身份证号", "出生日期"]]);
        lines(sheet, 1, &[&["张秀英", &number]]);
        let formula = rust_xlsxwriter::Formula::new("MID(B2,7,8)").set_result("19460515");
        sheet.write_formula(1, 2, formula).unwrap();
    })]);
    let outcome = read(&bytes, "走访.xlsx", "shequ-zoufang");
    assert_eq!(outcome.value(2, "birth_date"), Some("1946-05-15"));
}

#[test]
fn a_merged_value_holds_for_every_row() {
    let (first, second) = (id("19460515", 2), id("19450515", 1));
    let bytes = book(&[("居民", &|sheet| {
        lines(sheet, 0, &[&["现住址", "姓名", "身份证号", "联系电话"]]);
        merged(sheet, (1, 2), (0, 0), "金桂苑3号楼2单元301");
        lines(
            sheet,
            1,
            &[
                &["", "张秀英", &first, "13800138000"],
                &["", "王建国", &second, ""],
            ],
        );
        sheet.write_string(1, 0, "金桂苑3号楼2单元301").unwrap();
    })]);
    let outcome = read(&bytes, "走访.xlsx", "shequ-zoufang");
    assert_eq!(
        outcome.value(3, "home_address"),
        Some("金桂苑3号楼2单元301")
    );
    assert_eq!(outcome.places(&[]), ["3 - cell-merged note"]);
}

#[test]
fn chunks_come_in_file_order() {
    let mut text = "姓名,户籍地址\n".to_owned();
    for row in 0..41_000 {
        text.push_str(if row % 2 == 0 {
            "张三,\n"
        } else {
            "李四,\n"
        });
    }
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(outcome.chunks, [20_000, 20_000, 1_000]);
    assert!(
        outcome
            .rows
            .iter()
            .zip(2..)
            .all(|(row, expected)| row.row == expected)
    );
}

#[test]
fn village_houses_need_no_room() {
    let text = "街道名称,社区名称,小区名称,楼号,单元号,楼层,房间号,房屋用途,建筑面积\n\
                城桥镇,城桥村,城桥村3队,45号,,,,自住,120\n\
                城桥镇,南门居委会,海韵花园,5号,,,,自住,80\n";
    let outcome = read(text.as_bytes(), "住建房屋.csv", "zhujian-fangwu");
    assert_eq!(outcome.card().rows_loaded, 2);
    assert_eq!(outcome.places(&[]), ["3 G address-unclear note"]);
    let key = intake::address::dwelling_key(outcome.rows[0].address.as_ref().unwrap());
    assert_eq!(key.as_deref(), Some("城桥村3队|45||"));
}

#[test]
fn members_of_a_household_are_the_rows_own_people() {
    let (head, member) = (id("19460515", 2), id("19700101", 3));
    let bytes = book(&[("人口台账", &|sheet| {
        merged(sheet, (0, 1), (0, 0), "家庭住址");
        merged(sheet, (0, 0), (1, 2), "户主");
        merged(sheet, (0, 0), (3, 5), "家庭成员");
        let titles = ["户主姓名", "户主身份证号", "姓名", "关系", "身份证号"];
        for (col, title) in (1_u16..).zip(titles) {
            sheet.write_string(1, col, title).unwrap();
        }
        lines(
            sheet,
            2,
            &[&["金桂苑3-2-301", "张秀英", &head, "李四", "长子", &member]],
        );
    })]);
    let outcome = read(&bytes, "走访.xlsx", "shequ-zoufang");
    assert_eq!(outcome.value(3, "name"), Some("李四"));
    assert_eq!(outcome.value(3, "id_number"), Some(member.as_str()));
    assert_eq!(outcome.value(3, "head_id_number"), Some(head.as_str()));
    assert_eq!(outcome.value(3, "relation_to_head"), Some("22"));
}
