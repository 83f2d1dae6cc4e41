//! The roles that titles name, each with the elements that hold its facts.

use super::Role;
use crate::element::{ElementNo, no};

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
/// 检查人
pub(super) const INSPECTOR: ElementNo = ElementNo(99);
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
pub(super) static ROLES: [Role; 14] = [
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
        Some(INSPECTOR),
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
