//! Columns of real administrative forms, labelled by hand: what each asks for, or nothing.

use super::{ASK, AUTO, Tier, matched};

/// Form, its other columns that matter, and (title, element id, lowest tier), `-` for nothing.
type Form = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str, Tier)],
);

const NONE: Tier = Tier::None;

const FORMS: [Form; 16] = [
    (
        "60岁退役士兵人员导入模板",
        &["姓名*", "与户主关系*", "优抚对象状态*"],
        &[
            ("60岁退役士兵身份证号*", "id_number", AUTO),
            ("姓名*", "name", AUTO),
            ("户口薄行政区划代码*", "hukou_area_code", AUTO),
            ("户口簿住址", "hukou_address", ASK),
            ("实际居住地址", "home_address", AUTO),
            ("联系方式(手机)", "phone", AUTO),
            ("工作单位名称", "workplace", AUTO),
            ("工作单位性质", "-", NONE),
            ("工作单位电话", "-", NONE),
            ("工作单位地址", "-", NONE),
            ("优抚对象状态*", "status", AUTO),
            ("入伍（参加工作时间）*", "enlisted_on", AUTO),
            ("服役部队名称（番号）*", "troop_code", AUTO),
            ("18岁（含）以下", "-", NONE),
            ("60岁（含)以上", "-", NONE),
            ("是否孤老*", "lonely_elder", AUTO),
            ("银行账户*", "bank_account", AUTO),
            ("人均建筑面积", "-", NONE),
            ("房屋间数", "-", NONE),
        ],
    ),
    (
        "城市低保家庭查询(名册)",
        &["户主姓名", "低保证号", "家庭住址"],
        &[
            ("地区", "area", ASK),
            ("户主姓名", "head_name", AUTO),
            ("身份证号", "id_number", ASK),
            ("主要致贫原因", "poverty_cause", AUTO),
            ("家庭人口数", "household_size", AUTO),
            ("保障人口数", "insured_members", AUTO),
            ("保障金额（元）", "benefit_amount", AUTO),
            ("分类施保金（元）", "-", NONE),
            ("起始保障年月", "benefit_since", AUTO),
            ("账户名称", "account_name", AUTO),
            ("家庭住址", "home_address", AUTO),
        ],
    ),
    (
        "婚姻核查信息列表",
        &["户主姓名", "配偶姓名"],
        &[
            ("户主性别", "sex", ASK),
            ("户主身份证号", "head_id_number", AUTO),
            ("配偶身份证号", "-", NONE),
            ("登记时间", "reported_on", ASK),
        ],
    ),
    (
        "医疗救助一站结算住院登记列表",
        &["姓名", "身份证号", "病种"],
        &[
            ("入院日期", "-", NONE),
            ("住院总费用（元）", "-", NONE),
            ("其他救助金额（元）", "-", NONE),
            ("病种", "-", NONE),
        ],
    ),
    (
        "冬春救助导入模板",
        &["户主姓名", "身份证号码"],
        &[
            ("家庭人口（人）", "household_size", AUTO),
            ("行政村（社区）代码", "community_code", AUTO),
            ("行政村（社区）名称", "community", AUTO),
            ("核准救助金额（元）", "benefit_amount", AUTO),
            ("需口粮救助（元）", "-", NONE),
            ("开户银行地址", "-", NONE),
            ("村级填报人姓名", "reporter", AUTO),
        ],
    ),
    (
        "逝者信息(火化记录)",
        &["逝者姓名", "死亡原因"],
        &[
            ("户口所在地", "hukou_address", AUTO),
            ("逝者姓名", "name", ASK),
            ("殡仪馆名称", "-", NONE),
            ("入馆时间", "-", NONE),
            ("去世时间", "death_date", AUTO),
        ],
    ),
    (
        "流动人口信息登记",
        &["姓名", "房东姓名", "用工单位名称"],
        &[
            ("公民身份证号", "id_number", AUTO),
            ("来本地时间", "arrived_on", AUTO),
            ("户籍详细地址", "hukou_address", AUTO),
            ("现居住地地址", "home_address", AUTO),
            ("街办", "street", AUTO),
            ("社区、居(村)委会", "community", AUTO),
            ("房东身份号码", "owner_id_number", AUTO),
            ("代理人姓名", "agent", AUTO),
            ("代理人身份号码", "-", NONE),
            ("组织机构代码", "credit_code", ASK),
            ("联系人", "-", NONE),
        ],
    ),
    (
        "发放老龄津贴",
        &["姓名", "身份证", "出生日期", "街道", "银行账号"],
        &[
            ("身份证", "id_number", AUTO),
            ("出生日期", "birth_date", AUTO),
            ("街道", "street", AUTO),
            ("领取时间", "benefit_since", AUTO),
            ("银行账号", "bank_account", AUTO),
            ("状态", "status", ASK),
            ("死亡", "death_date", ASK),
        ],
    ),
    (
        "普惠高龄津贴登记",
        &["姓名", "身份证号", "户籍地址"],
        &[
            ("联系电话", "phone", AUTO),
            ("开户行", "bank", AUTO),
            ("代办人", "agent", AUTO),
            ("计发年月", "benefit_since", AUTO),
            ("停发原因", "stop_reason", AUTO),
            ("追缴金额", "-", NONE),
        ],
    ),
    (
        "居家养老服务补贴名册",
        &["姓名", "享受类别", "享受金额"],
        &[
            ("所属街道", "street", AUTO),
            ("年龄", "age", AUTO),
            ("紧急联系人电话", "emergency_phone", AUTO),
            ("填表人联系电话", "-", NONE),
            ("服务机构", "-", NONE),
            ("居住状况", "lonely_elder", ASK),
        ],
    ),
    (
        "实有房屋",
        &["房主姓名", "小区名称"],
        &[
            ("小区名称", "estate", AUTO),
            ("楼号", "building", AUTO),
            ("单元号", "unit", AUTO),
            ("楼层", "floor", AUTO),
            ("房间号", "room", AUTO),
            ("房主电话", "owner_phone", AUTO),
            ("使用方式", "dwelling_use", AUTO),
        ],
    ),
    (
        "安全隐患点位",
        &["名称", "归属网格", "责任人", "法人", "法人电话"],
        &[
            ("名称", "place_name", ASK),
            ("责任人电话", "charge_phone", AUTO),
            ("安全员电话", "charge_phone", AUTO),
            ("地址", "place_address", ASK),
            ("类型", "industry", ASK),
        ],
    ),
    (
        "失业保险金申领表",
        &["姓名", "性别", "单位名称"],
        &[
            ("社会保障号码（身份证号码）", "id_number", AUTO),
            ("就业创业证编号", "employment_certificate_no", AUTO),
            ("户名", "account_name", AUTO),
            ("常住地址", "home_address", AUTO),
            ("社保编码", "-", NONE),
        ],
    ),
    (
        "个体工商户开业登记申请书",
        &["经营者姓名", "经营范围", "名称"],
        &[
            ("经营者姓名", "name", ASK),
            ("名称", "place_name", ASK),
            ("参加经营的家庭成员姓名", "-", NONE),
            ("参加经营的家庭成员身份证号码", "-", NONE),
            ("经营场所地址", "place_address", AUTO),
            ("从业人数", "employees", AUTO),
            ("资金数额", "-", NONE),
        ],
    ),
    (
        "社会组织信息",
        &["名称", "统一社会信用代码", "法人代表", "负责人姓名"],
        &[
            ("统一社会信用代码", "credit_code", AUTO),
            ("成立日期", "founded_on", AUTO),
            ("法人代表", "legal_representative", AUTO),
            ("负责人身份证", "-", NONE),
            ("负责人联系方式", "charge_phone", AUTO),
            ("状态", "place_status", ASK),
        ],
    ),
    (
        "60周岁以上农村籍退役士兵审批表",
        &["01申请人姓名"],
        &[
            ("01申请人姓名", "name", ASK),
            ("02性别", "sex", AUTO),
            ("04身份证号码", "id_number", AUTO),
            ("08户口簿上地址", "hukou_address", ASK),
            ("09实际居住地址", "home_address", AUTO),
            ("10入伍时间", "enlisted_on", AUTO),
            ("16健康状况", "health", AUTO),
            ("17生活状况", "-", NONE),
            ("30联系电话", "phone", AUTO),
        ],
    ),
];

#[test]
fn columns_of_real_forms_find_their_elements() {
    let mut wrong = Vec::new();
    for (form, siblings, columns) in FORMS {
        for (title, expected, lowest) in columns {
            let found = matched(&[title], siblings, &[]);
            let right = match found {
                None => *expected == "-",
                Some((id, tier)) => id == *expected && tier >= *lowest,
            };
            if !right {
                wrong.push(format!(
                    "{form} {title}: expected {expected} {lowest:?}, found {found:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
