//! Header rows over a corpus of generated and real-shaped sheets: every depth from one level to
//! five, with what departments put above and below. The share that is right is measured, because
//! shape alone cannot always tell.

use workbook::read_header;

use crate::support::{read, xlsx};

/// Groups and titles of a real kind of form, from the top level down: `a/b/c`.
const FORMS: [(&str, &[&str]); 10] = [
    (
        "高龄津贴发放名册",
        &[
            "序号",
            "基本信息/姓名",
            "基本信息/性别",
            "基本信息/身份证号码",
            "户籍地址",
            "津贴信息/开户行",
            "津贴信息/银行账号",
            "备注",
        ],
    ),
    (
        "志愿者信息列表",
        &[
            "志愿者编号",
            "姓名",
            "身份证号",
            "性别",
            "文化程度",
            "政治面貌",
            "工作单位",
            "联系电话",
            "特长",
        ],
    ),
    (
        "城市低保基本情况统计",
        &[
            "单位",
            "合计/户数",
            "合计/人数",
            "其中分类施保/户数",
            "其中分类施保/人数",
            "月保障额（元）/户月保障金",
            "月保障额（元）/分类施保金",
        ],
    ),
    (
        "社区人口状况汇总",
        &[
            "社区",
            "户籍人口/户数",
            "户籍人口/人数/男",
            "户籍人口/人数/女",
            "流动人口/户数",
            "流动人口/人数/男",
            "流动人口/人数/女",
        ],
    ),
    (
        "出租房屋及承租人登记表",
        &[
            "序号",
            "房屋/位置/楼栋",
            "房屋/位置/单元",
            "房屋/位置/房间号",
            "房屋/面积",
            "出租人/姓名",
            "出租人/联系方式",
            "承租人/姓名",
            "承租人/联系方式",
        ],
    ),
    (
        "特殊人群季度统计表",
        &[
            "地区",
            "老年人/户籍/独居/男",
            "老年人/户籍/独居/女",
            "老年人/户籍/空巢/男",
            "老年人/户籍/空巢/女",
            "老年人/常住/独居/男",
            "老年人/常住/独居/女",
            "儿童/留守/男",
            "儿童/留守/女",
        ],
    ),
    (
        "人口结构统计表",
        &[
            "街道",
            "人口/常住人口/户籍/男/成年",
            "人口/常住人口/户籍/男/未成年",
            "人口/常住人口/户籍/女/成年",
            "人口/常住人口/户籍/女/未成年",
            "人口/流动人口/省内",
            "人口/流动人口/省外",
            "备注",
        ],
    ),
    (
        "优抚对象信息表",
        &[
            "序号",
            "姓名",
            "身份证件号码",
            "性别",
            "民族",
            "优抚对象状态",
            "优抚对象类别",
        ],
    ),
    (
        "冬春救助核准表",
        &[
            "户主姓名",
            "身份证号码",
            "需求/口粮（元）",
            "需求/取暖（元）",
            "核准/时段（月）",
            "核准/口粮（公斤）",
            "核准/金额（元）",
            "村级填报人姓名",
        ],
    ),
    (
        "残疾人服务需求登记表",
        &[
            "序号",
            "残疾人/姓名",
            "残疾人/证号/残疾证号",
            "残疾人/证号/身份证号",
            "监护人/姓名",
            "监护人/电话",
            "需求/康复/器具",
            "需求/康复/训练",
            "需求/就业",
        ],
    ),
];

/// What stands above a header.
const ABOVE: [&[&str]; 4] = [
    &[],
    &["{title}"],
    &["附件1", "{title}", "填报单位（盖章）：　　　　单位：人、户"],
    &[
        "{title}",
        "注：本表由社区填写，每月25日前报送街道，逾期不再受理。",
        "填报日期：　　年　　月　　日",
    ],
];

/// What stands between a header and the data.
#[derive(Clone, Copy)]
enum Below {
    Nothing,
    Explanations,
    Numbers,
}

/// A sheet as rows of texts with `<` and `^` for merged cells, and where its header is.
struct Drawn {
    rows: Vec<Vec<String>>,
    header: (u32, u32),
    data: u32,
}

fn draw(title: &str, paths: &[&str], above: &[&str], below: Below, people: usize) -> Drawn {
    let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('/').collect()).collect();
    let width = paths.len();
    let levels = paths.iter().map(Vec::len).max().unwrap_or(1);
    let wide = |text: &str| {
        let mut row = vec![text.to_owned()];
        row.resize(width, "<".to_owned());
        row
    };
    let mut rows: Vec<Vec<String>> = above
        .iter()
        .map(|line| wide(&line.replace("{title}", title)))
        .collect();
    let first = rows.len();
    for level in 0..levels {
        let row = (0..width)
            .map(|col| match paths[col].get(level) {
                None => "^".to_owned(),
                Some(text) => {
                    let same = col > 0
                        && level + 1 < paths[col].len()
                        && paths[col - 1].len() > level + 1
                        && paths[col - 1][..=level] == paths[col][..=level];
                    if same {
                        "<".to_owned()
                    } else {
                        (*text).to_owned()
                    }
                }
            })
            .collect();
        rows.push(row);
    }
    let last = rows.len() - 1;
    match below {
        Below::Nothing => {}
        Below::Explanations => rows.push(
            (0..width)
                .map(|col| {
                    ["必填", "必填，18位", "如：某路1号", "选填", "数字"][col % 5].to_owned()
                })
                .collect(),
        ),
        Below::Numbers => rows.push((1..=width).map(|number| number.to_string()).collect()),
    }
    let data = rows.len();
    for person in 0..people {
        rows.push(
            (0..width)
                .map(|col| value(paths[col].last().copied().unwrap_or_default(), person))
                .collect(),
        );
    }
    let at = |row: usize| u32::try_from(row).unwrap();
    Drawn {
        rows,
        header: (at(first), at(last)),
        data: at(data),
    }
}

/// A value as such a column holds it.
fn value(title: &str, person: usize) -> String {
    match title {
        "序号" | "志愿者编号" => (person + 1).to_string(),
        "姓名" | "户主姓名" | "村级填报人姓名" => {
            ["张建国", "李秀英", "王芳"][person % 3].to_owned()
        }
        "性别" => ["男", "女"][person % 2].to_owned(),
        "街道" | "地区" | "单位" | "社区" => {
            ["登州路街道", "即墨路街道", "台东街道"][person % 3].to_owned()
        }
        title if title.contains("证") => "370203197512310024".to_owned(),
        title if title.contains("电话") || title.contains("方式") => "13800138000".to_owned(),
        title if title.contains("地址") => "某路1号2单元301".to_owned(),
        "备注" => String::new(),
        "民族" => "汉族".to_owned(),
        _ => (person * 7 + 3).to_string(),
    }
}

#[test]
fn header_rows_are_right_on_the_corpus() {
    let (mut all, mut right, mut deep, mut deep_right) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut wrong = Vec::new();
    for (title, paths) in FORMS {
        for above in ABOVE {
            for below in [Below::Nothing, Below::Explanations, Below::Numbers] {
                for people in [0, 3] {
                    let drawn = draw(title, paths, above, below, people);
                    let rows: Vec<Vec<&str>> = drawn
                        .rows
                        .iter()
                        .map(|row| row.iter().map(String::as_str).collect())
                        .collect();
                    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
                    let book = read(&xlsx(&[("Sheet1", &rows)]), "表.xlsx");
                    let header = read_header(&book.sheets[0]);
                    let fits = header.header_rows == Some(drawn.header)
                        && header.data_first_row == drawn.data
                        && header.columns.len() == paths.len()
                        && header
                            .columns
                            .iter()
                            .zip(paths)
                            .all(|(column, path)| column.path.join("/") == *path);
                    all += 1;
                    right += u32::from(fits);
                    if drawn.header.1 - drawn.header.0 == 4 {
                        deep += 1;
                        deep_right += u32::from(fits);
                    }
                    if !fits {
                        wrong.push(format!(
                            "{title} above {} below {} people {people}: {:?} data {}, should be {:?} data {}",
                            above.len(),
                            below as u8,
                            header.header_rows,
                            header.data_first_row,
                            drawn.header,
                            drawn.data,
                        ));
                    }
                }
            }
        }
    }
    let told = wrong.join("\n");
    assert!(
        all >= 120 && deep >= 12,
        "{all} sheets, {deep} of five levels"
    );
    assert!(right * 100 >= all * 95, "{right} of {all} right\n{told}");
    assert!(
        deep_right * 100 >= deep * 95,
        "{deep_right} of {deep} right\n{told}"
    );
}
