//! Chinese labels of issue codes, for lists and charts.

/// Codes with their labels, those of the catalogue's checks included.
const LABELS: &[(&str, &str)] = &[
    ("address-unclear", "地址不清，对不上房屋"),
    ("area-invalid", "区划代码无效"),
    ("area-unknown", "区划代码不在区划表中"),
    ("bank-account-excel-damaged", "银行账号被Excel改动"),
    ("bank-account-form", "银行账号格式不对"),
    ("bank-account-luhn", "银行账号校验位不符"),
    ("bank-account-rounded", "银行账号末尾疑似丢失"),
    ("bank-account-tidied", "银行账号已整理"),
    ("birth-disagrees", "出生日期与身份证号不一致"),
    ("cell-error", "公式错误值"),
    ("cell-merged", "数据中有合并单元格"),
    ("code-unknown", "不在代码表中"),
    ("column-repeated", "重复的列"),
    ("column-unknown", "不认识的列"),
    ("column-unsure", "含义不确定的列"),
    ("credit-code-character", "信用代码含无效字符"),
    ("credit-code-check", "信用代码校验位不符"),
    ("credit-code-confused", "信用代码的字母数字混淆，已更正"),
    ("credit-code-excel-damaged", "信用代码被Excel改动"),
    ("credit-code-length", "信用代码位数不对"),
    ("credit-code-old-number", "填写的是旧注册号或组织机构代码"),
    ("credit-code-org-check", "信用代码中的组织机构代码校验不符"),
    ("credit-code-tidied", "信用代码已整理"),
    ("credit-code-unknown-county", "信用代码的区划不存在"),
    ("credit-code-unknown-kind", "信用代码的登记类别不存在"),
    ("date-ambiguous", "日期的月和日分不清"),
    ("date-excel-serial", "日期是Excel序号，已换算"),
    ("date-future", "日期晚于今天"),
    ("date-imprecise", "日期不完整"),
    ("date-invalid", "日期无效"),
    ("date-placeholder", "日期是系统默认值"),
    ("date-two-digit-year", "年份只有两位"),
    ("disability-no-length", "残疾证号位数不对"),
    ("disability-no-reissue", "残疾证号补办标记不对"),
    ("disability-no-short", "残疾证号不完整"),
    ("disability-no-tail", "残疾证号类别或等级不对"),
    ("header-not-found", "没有认出表头"),
    ("id-number-abolished-county", "身份证号的区划已撤销"),
    ("id-number-character", "身份证号含无效字符"),
    ("id-number-check", "身份证号校验码不符"),
    ("id-number-date", "身份证号中的日期不存在"),
    ("id-number-excel-damaged", "身份证号被Excel改动"),
    ("id-number-future", "身份证号中的出生日期晚于今天"),
    ("id-number-length", "身份证号位数不对"),
    ("id-number-other-document", "身份证号栏填了其他证件"),
    ("id-number-tidied", "身份证号已整理"),
    ("id-number-too-old", "身份证号年龄超过120岁"),
    ("id-number-unknown-county", "身份证号的区划不存在"),
    ("id-number-upgraded", "15位身份证号已升位"),
    ("id-number-very-old", "身份证号年龄超过115岁"),
    ("month-imprecise", "月份不完整"),
    ("name-remark", "姓名后的说明已略去"),
    ("name-suspicious", "姓名可疑"),
    ("number-damaged", "长号码被Excel改动"),
    ("number-invalid", "不是数字"),
    ("phone-excel-damaged", "电话被Excel改动"),
    ("phone-invalid", "电话无效"),
    ("phone-no-area-code", "固定电话缺区号"),
    ("phone-partly", "电话部分无效"),
    ("phone-placeholder", "电话是占位号码"),
    ("phone-several", "一格多个电话，已拆开"),
    ("required-column-missing", "缺少必需的列"),
    ("required-empty", "必需的内容为空"),
    ("row-repeated", "重复的行"),
    ("sex-disagrees", "性别与身份证号不一致"),
    ("text-too-long", "内容过长"),
    ("yes-no-invalid", "应填是或否"),
];

/// The Chinese label of an issue code.
#[must_use]
pub fn label(code: &str) -> Option<&'static str> {
    LABELS
        .binary_search_by_key(&code, |(held, _)| held)
        .ok()
        .map(|at| LABELS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_sorted_and_found() {
        assert!(LABELS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(label("id-number-check"), Some("身份证号校验码不符"));
        assert_eq!(label("no-such-code"), None);
    }
}
