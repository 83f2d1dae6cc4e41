//! Titles that mean different things in different tables.

use super::evidence;
use crate::element::{ElementNo, no};

/// A meaning that a homonym has when a neighbouring title contains one of the words.
struct Meaning {
    near: &'static [&'static str],
    element: ElementNo,
    /// Whether it holds in tables that list people by name as well.
    among_people: bool,
}

const fn near(words: &'static [&'static str], element: ElementNo) -> Meaning {
    Meaning {
        near: words,
        element,
        among_people: true,
    }
}

const fn near_place(element: ElementNo) -> Meaning {
    Meaning {
        near: PLACE,
        element,
        among_people: false,
    }
}

/// Words of tables about enterprises, shops and organisations.
const PLACE: &[&str] = &[
    "信用代码",
    "企业名称",
    "场所名称",
    "单位名称",
    "法定代表人",
    "法人",
    "经营范围",
    "组织机构代码",
    "经营者",
    "商户",
    "店铺",
    "登记证号",
    "场所负责人",
];
const DISABILITY: &[&str] = &["残疾", "残联"];
const AID: &[&str] = &["低保", "救助", "保障人", "户主姓名", "特困"];
const OLD_AGE: &[&str] = &["高龄", "老龄", "津贴"];
const INJURY: &[&str] = &["伤残", "优抚", "抚恤"];

const PLACE_STATUS: ElementNo = ElementNo(131);
const OLD_AGE_AMOUNT: ElementNo = ElementNo(126);
const OLD_AGE_SINCE: ElementNo = ElementNo(127);
const OLD_AGE_STOPPED: ElementNo = ElementNo(136);
const DIBAO_AMOUNT: ElementNo = ElementNo(128);
const INJURY_GRADE: ElementNo = ElementNo(79);
const PREFERENTIAL_KIND: ElementNo = ElementNo(80);
const INDUSTRY: ElementNo = ElementNo(97);
const CHARGE_PHONE: ElementNo = ElementNo(94);
const AID_CERTIFICATE: ElementNo = ElementNo(71);
const INSURANCE_STATE: ElementNo = ElementNo(130);

static CONTEXTS: [(&[&str], &[Meaning]); 11] = [
    (
        &["类别", "类型", "种类", "类别等级"],
        &[
            near(DISABILITY, no::DISABILITY_KIND),
            near(INJURY, PREFERENTIAL_KIND),
            near_place(INDUSTRY),
            near(AID, no::AID_CATEGORY),
        ],
    ),
    (
        &["等级", "级别"],
        &[
            near(DISABILITY, no::DISABILITY_LEVEL),
            near(INJURY, INJURY_GRADE),
        ],
    ),
    (&["状态"], &[near_place(PLACE_STATUS)]),
    (&["名称"], &[near_place(no::PLACE_NAME)]),
    (
        &["地址", "详细地址", "具体地址", "所在地址"],
        &[near_place(no::PLACE_ADDRESS)],
    ),
    (
        &[
            "金额",
            "发放金额",
            "补贴金额",
            "补贴标准",
            "发放标准",
            "享受金额",
            "标准",
        ],
        &[near(OLD_AGE, OLD_AGE_AMOUNT), near(&["低保"], DIBAO_AMOUNT)],
    ),
    (
        &["领取时间", "享受时间", "开始时间", "起始时间"],
        &[near(OLD_AGE, OLD_AGE_SINCE)],
    ),
    (&["停发时间", "停发日期"], &[near(OLD_AGE, OLD_AGE_STOPPED)]),
    (
        &["编号", "证号"],
        &[
            near(DISABILITY, no::DISABILITY_NO),
            near(&["低保"], AID_CERTIFICATE),
        ],
    ),
    (
        &["联系电话", "电话", "联系方式", "手机", "移动电话"],
        &[near_place(CHARGE_PHONE)],
    ),
    (&["关系"], &[near(&["户主"], no::RELATION_TO_HEAD)]),
];

/// Titles that are asked even when they are written exactly as known.
const ASKED: [&str; 200] = [
    "类别",
    "类型",
    "种类",
    "等级",
    "级别",
    "状态",
    "单位",
    "名称",
    "编号",
    "地址",
    "关系",
    "金额",
    "标准",
    "日期",
    "时间",
    "原因",
    "性质",
    "面积",
    "用途",
    "住所",
    "房屋",
    "组织结构",
    "教育",
    "死亡",
    "村",
    "地区",
    "证号",
    "账号",
    "卡号",
    "户主",
    "说明",
    "单位或住址",
    "证件代码",
    "证书编号",
    "登记证号",
    "登记时间",
    "登记日期",
    "创建时间",
    "处理时间",
    "证件类型及号码",
    "组织机构代码",
    "发放类型",
    "党内状态",
    "参保情况",
    "居住状况",
    "关爱类型",
    "享受类别",
    "人员类型",
    "身份类别",
    "是否出租",
    "业主",
    "机构名称",
    "简介",
    "序",
    "津贴标准",
    "津贴金额",
    "补贴标准",
    "补贴金额",
    "志愿者",
    "母亲姓名",
    "父亲姓名",
    "失业人员姓名",
    "逝者姓名",
    "亡故人姓名",
    "详细地址",
    "具体地址",
    "所在地址",
    "号码",
    "职工",
    "层",
    "室",
    "楼",
    "栋",
    "门牌",
    "经营者名称",
    "收款人",
    "收款人姓名",
    "单位电话",
    "单位联系方式",
    "出租人",
    "处理结果",
    "办理结果",
    "处置结果",
    "处置情况",
    "当前状态",
    "办理状态",
    "退出时间",
    "退出原因",
    "终止原因",
    "租赁时间",
    "使用情况",
    "原名",
    "别名",
    "证照类型",
    "党派",
    "登记编号",
    "从业人员",
    "登记年月日",
    "收入合计",
    "保障标准",
    "救助标准",
    "残疾程度",
    "党组织名称",
    "是否整改",
    "合同期限",
    "行政区划代码",
    "从业单位",
    "领取方式",
    "持卡人姓名",
    "证件名称",
    "整改期限",
    "整改时限",
    "要求完成时间",
    "停保时间",
    "所在单位",
    "所在单位名称",
    "登记地址(住所)",
    "发放形式",
    "发放渠道",
    "流入时间",
    "流入日期",
    "业态",
    "状况",
    "津贴月份",
    "补贴月份",
    "补助月份",
    "享受津贴标准",
    "外出流向",
    "执照名称",
    "所在部队",
    "岗位",
    "岗位名称",
    "工作情况",
    "面貌",
    "户籍",
    "户口地",
    "常住地",
    "居所",
    "邮寄地址",
    "房间",
    "门号",
    "房屋现状",
    "居住面积",
    "租赁面积",
    "租住面积",
    "银行",
    "银行卡",
    "停止原因",
    "取消原因",
    "注销原因",
    "对象类别",
    "字号",
    "注册地",
    "住所地",
    "场所位置",
    "经营主体",
    "主要问题",
    "检查问题",
    "案号",
    "录入人",
    "采集人",
    "登记人",
    "录入时间",
    "采集时间",
    "录入日期",
    "采集日期",
    "发放日期",
    "发放时间",
    "打卡时间",
    "救助金",
    "补助金",
    "补贴金",
    "慰问金",
    "优待金",
    "抚恤金",
    "补助额",
    "补贴额",
    "享受标准",
    "领取金额",
    "资助金额",
    "慰问金额",
    "机构代码",
    "经营类别",
    "经营种类",
    "执法人员",
    "从业类型",
    "就业去向",
    "所在企业",
    "通讯号码",
    "座机",
    "其他事项",
    "附注",
    "照料人姓名",
    "主要照护人",
    "单位及职务",
    "党员情况",
    "户人口数",
    "完成时限",
    "用工数",
    "在岗人数",
];

/// Whether a title is asked whatever it was seen for.
pub(super) fn is_asked(word: &str) -> bool {
    ASKED.contains(&word)
}

/// The meaning of a homonym next to these titles, with the word that decided. A table that also
/// lists people by name is not about enterprises.
pub(super) fn by_neighbours(word: &str, siblings: &[String]) -> Option<(ElementNo, &'static str)> {
    let (_, meanings) = CONTEXTS.iter().find(|(words, _)| words.contains(&word))?;
    let lists_people = siblings.iter().any(|sibling| sibling == "姓名");
    meanings.iter().find_map(|meaning| {
        if lists_people && !meaning.among_people {
            return None;
        }
        let word = meaning
            .near
            .iter()
            .find(|word| siblings.iter().any(|title| title.contains(**word)))?;
        Some((meaning.element, *word))
    })
}

/// The same by the words of the table's own title and department.
pub(super) fn by_table(
    word: &str,
    about: &[String],
    siblings: &[String],
) -> Option<(ElementNo, &'static str)> {
    const PLACES: [&str; 12] = [
        "企业",
        "场所",
        "商户",
        "店铺",
        "门店",
        "个体",
        "市场主体",
        "单位信息",
        "组织信息",
        "物业",
        "市场监管",
        "隐患",
    ];
    let (_, meanings) = CONTEXTS.iter().find(|(words, _)| words.contains(&word))?;
    let lists_people = siblings.iter().any(|sibling| sibling.ends_with("姓名"));
    meanings.iter().find_map(|meaning| {
        let words = if meaning.among_people {
            meaning.near
        } else {
            &PLACES[..]
        };
        if lists_people && !meaning.among_people {
            return None;
        }
        let word = words
            .iter()
            .find(|word| about.iter().any(|title| title.contains(**word)))?;
        Some((meaning.element, *word))
    })
}

/// Homonyms whose values tell, because each meaning has a code table of its own.
const CODED: [(&[&str], &[ElementNo]); 4] = [
    (
        &["类别", "类型", "种类"],
        &[no::DISABILITY_KIND, no::AID_CATEGORY],
    ),
    (&["等级", "级别"], &[no::DISABILITY_LEVEL, INJURY_GRADE]),
    (&["状态"], &[PLACE_STATUS, INSURANCE_STATE]),
    (&["关系"], &[no::RELATION_TO_HEAD]),
];

/// The meaning of a homonym by its values; `None` when none or several fit.
pub(super) fn by_values(word: &str, samples: &[String]) -> Option<ElementNo> {
    let (_, elements) = CODED.iter().find(|(words, _)| words.contains(&word))?;
    let mut fitting = elements
        .iter()
        .filter(|element| evidence::are_labels_of(**element, samples));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(*first)
}
