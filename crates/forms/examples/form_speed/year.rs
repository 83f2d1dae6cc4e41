//! A simulated yearly catalogue: the real forms, asked again by departments, streets and months in
//! their own words, each with a few items of its own. The same on every machine.

use forms::analyse::{AskedColumn, AskedForm, FormKind};

/// Forms of a year, as one district counted them.
pub const FORMS: usize = 840;

/// Communities that fill them.
pub const COMMUNITIES: usize = 137;

/// How often a year the forms of each round come.
const RHYTHMS: [(&str, u32); 10] = [
    ("", 1),
    ("月报", 12),
    ("（年度）", 1),
    ("季报", 4),
    ("专项排查", 1),
    ("半年", 2),
    ("月度更新", 12),
    ("摸底", 1),
    ("季度核查", 4),
    ("台账", 1),
];

/// What departments write for the same item.
const WORDINGS: [(&str, &[&str]); 14] = [
    (
        "身份证号",
        &[
            "身份证号码",
            "公民身份号码",
            "身份证件号码",
            "居民身份证号码",
        ],
    ),
    (
        "身份证号码",
        &["身份证号", "公民身份证号", "身份证", "身份证号码（18位）"],
    ),
    ("姓名", &["姓 名", "姓名（必填）", "人员姓名", "*姓名"]),
    ("性别", &["性别（男/女）", "性 别", "性别代码", "*性别"]),
    ("联系电话", &["手机号码", "联系方式", "电话", "联系手机"]),
    (
        "出生日期",
        &["出生年月", "出生年月日", "出生日期（YYYY-MM-DD）", "生日"],
    ),
    ("民族", &["民 族", "民族*", "民族代码", "02民族"]),
    (
        "家庭住址",
        &["现住址", "居住地址", "现居住详细地址", "家庭地址"],
    ),
    (
        "户籍地址",
        &["户籍所在地", "户口所在地", "户籍详细地址", "户籍地"],
    ),
    (
        "银行账号",
        &["银行卡号", "银行帐号", "开户账号", "社保卡银行账号"],
    ),
    (
        "开户银行",
        &["开户行", "开户银行名称", "开户行名称", "发放银行"],
    ),
    ("所属街道", &["街道", "街道（乡镇）", "所在街道", "镇街"]),
    ("文化程度", &["学历", "受教育程度", "最高学历", "文化程度*"]),
    ("备注", &["备注（选填）", "备 注", "备注说明", "备注信息"]),
];

/// What each round asks besides, and no register holds.
const OWN: [&str; 24] = [
    "帮扶措施",
    "需求描述",
    "走访情况",
    "是否签订承诺书",
    "服务次数",
    "反馈意见",
    "困难诉求",
    "培训意愿",
    "疫苗接种意愿",
    "安装报警器情况",
    "领取物资名称",
    "活动参与意愿",
    "结对情况",
    "监护落实情况",
    "返乡计划",
    "用电安全情况",
    "燃气使用情况",
    "宠物登记情况",
    "电动车充电方式",
    "空调使用情况",
    "志愿服务意愿",
    "急救知识掌握情况",
    "垃圾分类参与情况",
    "适老化改造需求",
];

/// Departments that ask about people besides the one that owns a form.
const OTHERS: [&str; 10] = [
    "街道办事处",
    "区委社会工作部",
    "区卫生健康局",
    "区人力资源和社会保障局",
    "区残联",
    "区妇联",
    "团区委",
    "区应急管理局",
    "区住房和城乡建设局",
    "区统计局",
];

/// The catalogue of a year, made from real forms.
pub fn catalogue(real: &[AskedForm]) -> Vec<AskedForm> {
    let communities: Vec<String> = (1..=COMMUNITIES).map(|at| format!("第{at}社区")).collect();
    (0..FORMS)
        .map(|at| {
            let form = &real[at % real.len()];
            let round = at / real.len();
            let (rhythm, times) = RHYTHMS[(round + at) % RHYTHMS.len()];
            let dept = match round {
                0..=3 => form.dept.clone(),
                _ => OTHERS[(at + round) % OTHERS.len()].to_owned(),
            };
            let mut columns: Vec<AskedColumn> = form
                .columns
                .iter()
                .enumerate()
                // Repeats seldom ask for everything again.
                .filter(|(place, _)| round == 0 || !(place + round).is_multiple_of(6))
                .map(|(place, column)| AskedColumn {
                    title: reworded(&column.title, round + place),
                    ..column.clone()
                })
                .collect();
            if round > 0 && form.kind == FormKind::List {
                columns.extend((0..round % 3).map(|own| AskedColumn {
                    title: OWN[(at + own * 7) % OWN.len()].to_owned(),
                    ..AskedColumn::default()
                }));
            }
            AskedForm {
                title: format!("{}{rhythm}", form.title),
                dept,
                kind: form.kind,
                columns,
                times_a_year: Some(times),
                communities: communities.clone(),
                rows: None,
            }
        })
        .collect()
}

fn reworded(title: &str, choice: usize) -> String {
    let found = WORDINGS.iter().find(|(plain, _)| *plain == title);
    match found {
        Some((_, others)) => others
            .get(choice % 5)
            .map_or(title, |other| *other)
            .to_owned(),
        None => title.to_owned(),
    }
}
