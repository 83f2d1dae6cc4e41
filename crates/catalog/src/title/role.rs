//! Titles about somebody else than the row's own person.

use super::lexicon::skeleton;
use crate::element::{ElementNo, no};

/// A role with the elements that hold its facts.
pub(super) struct Role {
    /// Words that name it, at the beginning of a title or as a group above it.
    words: &'static [&'static str],
    /// What its facts are called here: name, identity number, phone.
    name: Option<ElementNo>,
    id_number: Option<ElementNo>,
    phone: Option<ElementNo>,
}

const GUARDIAN_NAME: ElementNo = ElementNo(108);
const GUARDIAN_PHONE: ElementNo = ElementNo(109);
const MOTHER_ID_NUMBER: ElementNo = ElementNo(135);
const OWNER_NAME: ElementNo = ElementNo(48);
const OWNER_ID_NUMBER: ElementNo = ElementNo(49);
const OWNER_PHONE: ElementNo = ElementNo(50);
const EMERGENCY_NAME: ElementNo = ElementNo(25);
const EMERGENCY_PHONE: ElementNo = ElementNo(26);
const AGENT_NAME: ElementNo = ElementNo(70);
const LEGAL_NAME: ElementNo = ElementNo(92);
const CHARGE_NAME: ElementNo = ElementNo(93);
const CHARGE_PHONE: ElementNo = ElementNo(94);
const SPOUSE_NAME: ElementNo = ElementNo(111);
const REPORTER_NAME: ElementNo = ElementNo(123);

const fn role(
    words: &'static [&'static str],
    name: Option<ElementNo>,
    id_number: Option<ElementNo>,
    phone: Option<ElementNo>,
) -> Role {
    Role {
        words,
        name,
        id_number,
        phone,
    }
}

/// Roles, those with longer words first where one word begins another.
static ROLES: [Role; 14] = [
    role(
        &["户主"],
        Some(no::HEAD_NAME),
        Some(no::HEAD_ID_NUMBER),
        None,
    ),
    role(
        &["紧急联系人", "家属"],
        Some(EMERGENCY_NAME),
        None,
        Some(EMERGENCY_PHONE),
    ),
    role(
        &["法定监护人", "监护人", "家长", "照护人"],
        Some(GUARDIAN_NAME),
        None,
        Some(GUARDIAN_PHONE),
    ),
    role(
        &["父亲", "父母"],
        Some(GUARDIAN_NAME),
        None,
        Some(GUARDIAN_PHONE),
    ),
    role(
        &["母亲", "产妇"],
        Some(GUARDIAN_NAME),
        Some(MOTHER_ID_NUMBER),
        Some(GUARDIAN_PHONE),
    ),
    role(
        &["配偶", "爱人", "丈夫", "妻子"],
        Some(SPOUSE_NAME),
        None,
        None,
    ),
    role(
        &[
            "房主",
            "房东",
            "房屋所有权人",
            "产权人",
            "所有权人",
            "权利人",
            "业主",
            "出租人",
            "出租方",
        ],
        Some(OWNER_NAME),
        Some(OWNER_ID_NUMBER),
        Some(OWNER_PHONE),
    ),
    role(
        &["法定代表人", "法人代表", "法人", "经营者"],
        Some(LEGAL_NAME),
        None,
        Some(CHARGE_PHONE),
    ),
    role(
        &[
            "主要负责人",
            "消防安全责任人",
            "安全管理人",
            "店长",
            "场所负责人",
            "单位负责人",
            "治保负责人",
            "治安负责人",
            "负责人",
            "责任人",
            "安全员",
            "主任",
        ],
        Some(CHARGE_NAME),
        None,
        Some(CHARGE_PHONE),
    ),
    role(
        &[
            "委托代办人",
            "代办人",
            "代领人",
            "代理人",
            "领款人",
            "接收人",
            "受托人",
        ],
        Some(AGENT_NAME),
        None,
        None,
    ),
    role(
        &[
            "填表人",
            "填报人",
            "制表人",
            "村级填报人",
            "填表人员",
            "填报人员",
        ],
        Some(REPORTER_NAME),
        None,
        None,
    ),
    role(
        &[
            "检查人员",
            "检查人",
            "巡查人员",
            "巡查人",
            "排查人员",
            "排查人",
            "执法人员",
        ],
        Some(ElementNo(99)),
        None,
        None,
    ),
    // People whose facts no element holds.
    role(
        &[
            "承租人",
            "租客",
            "租户",
            "联系人",
            "子女",
            "孩子",
            "成员",
            "家庭成员",
            "参加经营的家庭成员",
            "赡养人",
            "抚养人",
            "扶养人",
            "照料护理人",
            "照料人",
            "护理人",
            "牺牲者",
            "信访人",
            "收件人",
            "审核人",
            "审批人",
            "经办人",
            "复查人",
            "采集人",
            "走访人",
            "登记人",
            "楼长",
            "网格员",
            "民警",
            "书记",
            "副主任",
            "帮扶人",
            "包保人",
            "联系领导",
            "企业联系人",
            "业主委员会联系人",
            "介绍人",
            "包联干部",
            "结对干部",
            "联络员",
            "班主任",
            "家庭医生",
            "签约医生",
            "随访医生",
            "护士",
            "网格长",
            "楼组长",
            "协管员",
            "社工",
            "志愿者",
            "车主",
            "租户",
            "承租方",
            "受让人",
            "转让人",
            "证明人",
            "担保人",
            "推荐人",
            "受访人",
            "来电人",
            "投诉人",
            "报修人",
            "举报人",
            "当事人",
            "被征收人",
            "领导",
            "同住人",
            "共同居住人",
            "兄弟姐妹",
            "岳父",
            "岳母",
            "公公",
            "婆婆",
            "祖父",
            "祖母",
        ],
        None,
        None,
        None,
    ),
    // Organisations: their phone and address are not the person's.
    role(
        &[
            "工作单位",
            "用工单位",
            "服务机构",
            "业主委员会",
            "业主大会",
            "开户银行",
            "开户行",
            "殡仪馆",
            "父亲单位",
            "母亲单位",
            "核查单位",
            "复查单位",
            "承办单位",
            "调整单位",
            "房地产经纪机构",
            "开发建设单位",
            "物业服务企业",
            "遗体",
            "签证机构",
            "登记机关",
        ],
        None,
        None,
        None,
    ),
];

/// Whoever applies may or may not be the row's own person.
const APPLICANTS: [&str; 6] = [
    "主申请人",
    "共同申请人",
    "申请人",
    "申领人",
    "申报人",
    "报名人",
];

/// Words for the row's own person, which add nothing.
const SELF_WORDS: [&str; 98] = [
    "本人",
    "个人",
    "居民",
    "人员",
    "老年人",
    "老人",
    "保障对象",
    "救助对象",
    "优抚对象",
    "对象",
    "残疾人",
    "失业人员",
    "参保人员",
    "参保人",
    "新生儿",
    "婴儿",
    "儿童",
    "学生",
    "死者",
    "逝者",
    "亡故人",
    "党员",
    "志愿者",
    "公民",
    "有效",
    "现",
    "实际",
    "目前",
    "当前",
    "主要",
    "所在",
    "所属",
    "归属",
    "住户",
    "家庭",
    "基本",
    "患者",
    "病人",
    "特困人员",
    "特困供养人员",
    "退役军人",
    "退役士兵",
    "低保对象",
    "低保人员",
    "失能老人",
    "独居老人",
    "高龄老人",
    "困境儿童",
    "留守儿童",
    "孤儿",
    "学员",
    "就业困难人员",
    "毕业生",
    "高校毕业生",
    "幼儿",
    "务工人员",
    "灵活就业人员",
    "农民工",
    "流动人口",
    "流动人员",
    "境外人员",
    "服务对象",
    "走访对象",
    "监测对象",
    "受助人",
    "受益人",
    "被保险人",
    "享受人员",
    "领取人员",
    "享受人",
    "优待对象",
    "重点优抚对象",
    "残疾儿童",
    "重残人员",
    "持证残疾人",
    "职工",
    "被监护人",
    "被救助人",
    "被帮扶人",
    "被保障人",
    "受援人",
    "受助对象",
    "受助学生",
    "领取人",
    "补贴对象",
    "补助对象",
    "津贴对象",
    "享受对象",
    "扶助对象",
    "奖扶对象",
    "待遇领取人",
    "从业人员",
    "务工者",
    "新市民",
    "来沪人员",
    "外来人员",
    "常住人员",
    "户籍人员",
];

/// What a title asks of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Name,
    IdNumber,
    Phone,
    Other,
}

fn aspect_of(rest: &str) -> Aspect {
    let rest = rest.split_once('(').map_or(rest, |(rest, _)| rest);
    match skeleton(rest).as_str() {
        "" | "姓名" | "名字" | "名称" | "姓名或名称" | "全名" => Aspect::Name,
        "身份号" | "证件号" | "有效身份号" | "有效证件号" => Aspect::IdNumber,
        "电话" | "常用电话" | "固定电话" => Aspect::Phone,
        _ => Aspect::Other,
    }
}

impl Role {
    /// The element of what a title asks about the role.
    pub(super) fn element(&self, rest: &str) -> Option<ElementNo> {
        match aspect_of(rest) {
            Aspect::Name => self.name,
            Aspect::IdNumber => self.id_number,
            Aspect::Phone => self.phone,
            Aspect::Other => None,
        }
    }

    /// Whether an element holds a fact of the role.
    pub(super) fn holds(&self, element: ElementNo) -> bool {
        [self.name, self.id_number, self.phone].contains(&Some(element))
    }
}

/// The role at the beginning of a title, with the longest of its words and what is left.
pub(super) fn of_title(word: &str) -> Option<(&'static Role, &'static str, &str)> {
    ROLES
        .iter()
        .flat_map(|role| role.words.iter().map(move |name| (role, *name)))
        .filter_map(|(role, name)| Some((role, name, word.strip_prefix(name)?)))
        .max_by_key(|(_, name, _)| name.len())
}

/// The last role that stands inside of a title and is asked for name, number or phone: 儿童监护人手机号.
/// With the words before it.
pub(super) fn inside(word: &str) -> Option<(&'static Role, &'static str, &str, &str)> {
    const BONDS: [&str; 5] = ["是否", "有无", "与", "和", "同"];
    if BONDS.iter().any(|bond| word.starts_with(bond)) {
        return None;
    }
    word.char_indices()
        .rev()
        .filter_map(|(at, _)| {
            let (before, tail) = word.split_at(at);
            let (role, name, rest) = of_title(tail)?;
            // 工资卡开户银行 ends in a title of its own, not in the name of a bank.
            let own = rest.is_empty() && role.element("").is_none();
            let asked = aspect_of(rest) != Aspect::Other && !own;
            (asked && !before.is_empty()).then_some((role, name, before, rest))
        })
        // 法定代表人 ends like 代表人: of several that end alike the longest speaks.
        .max_by_key(|(_, name, before, _)| (before.len() + name.len(), name.len()))
}

/// Words in front of a role that only say which one of its kind.
pub(super) fn only_narrows(before: &str) -> bool {
    const NARROWING: [&str; 24] = [
        "法定",
        "第一",
        "安全",
        "消防",
        "消防安全",
        "安全生产",
        "项目",
        "场所",
        "企业",
        "单位",
        "店铺",
        "经营",
        "机构",
        "儿童",
        "老人",
        "患者",
        "学生",
        "残疾人",
        "本户",
        "房屋",
        "出租屋",
        "出租房",
        "现",
        "主要",
    ];
    NARROWING.contains(&before)
}

/// A title about whoever applies, without the word for it.
pub(super) fn of_applicant(word: &str) -> Option<(&'static str, &str)> {
    APPLICANTS
        .iter()
        .find_map(|name| Some((*name, word.strip_prefix(name)?)))
}

/// Whether words in front of a title end in words for the row's own person: 入住老人.
pub(super) fn ends_in_self(before: &str) -> bool {
    SELF_WORDS
        .iter()
        .any(|own| own.chars().count() >= 2 && before.ends_with(own))
}

/// Whether the title of the table is about a role: 网格员 in 网格员信息备案表.
pub(super) fn is_whole_table(name: &str, about: &[String]) -> bool {
    about.iter().any(|title| {
        title.starts_with(name)
            || title.contains(&format!("{name}信息"))
            || title.contains(&format!("{name}名"))
    })
}

/// Whether words in front of a title are those for whom the table is about, as its own title says:
/// 特困人员 in 特困供养人员花名册.
pub(super) fn is_subject(before: &str, about: &[String]) -> bool {
    let named = SELF_WORDS.contains(&before);
    let is_role = ROLES
        .iter()
        .flat_map(|role| role.words)
        .any(|word| before.starts_with(word) || before.ends_with(word));
    let in_title = before.chars().count() >= 2
        && !is_role
        && about.iter().any(|title| {
            // Two characters stand in order in many a title by chance.
            title.contains(before) || before.chars().count() > 2 && holds_in_order(title, before)
        });
    named || in_title
}

/// Whether the characters of a word stand in a text in the same order.
fn holds_in_order(text: &str, word: &str) -> bool {
    let mut characters = text.chars();
    word.chars()
        .all(|wanted| characters.any(|found| found == wanted))
}

/// The role that a group above the title names: 监护人信息, 法定代表人（负责人）.
pub(super) fn of_group(word: &str) -> Option<(&'static Role, &'static str)> {
    // 家庭成员1, 家庭成员（二）: one of several.
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六".contains(c));
    of_title(word)
        .filter(|(_, _, rest)| {
            rest.is_empty()
                || rest.starts_with('(')
                || matches!(
                    *rest,
                    "信息" | "情况" | "基本信息" | "基本情况" | "资料" | "登记"
                )
        })
        .map(|(role, name, _)| (role, name))
}

/// A title without words for the row's own person; `None` when there are none.
pub(super) fn without_self(word: &str) -> Option<&str> {
    SELF_WORDS
        .iter()
        .filter_map(|own| word.strip_prefix(own))
        .filter(|rest| !rest.is_empty())
        .min_by_key(|rest| rest.len())
}
