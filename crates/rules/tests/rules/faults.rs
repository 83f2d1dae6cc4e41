//! Mistakes are named with their place and what to do.

use rules::{Rule, Subject, Vocabulary};

fn fault(text: &str) -> (String, usize, String) {
    let fault = Rule::parse(text, Subject::Person, &Vocabulary::shipped()).unwrap_err();
    (fault.code, fault.column, fault.message)
}

#[test]
fn every_mistake_has_its_place_and_advice() {
    for (text, code, column, says) in [
        ("年岭 >= 80", "rule-unknown-word", 1, "是否想写“年龄”"),
        (
            "年龄 >= 80 且 户籍地 在 本街到",
            "rule-unknown-word",
            18,
            "本街道",
        ),
        ("年龄 >= ", "rule-syntax", 7, "规则结尾"),
        ("(年龄 >= 80", "rule-syntax", 10, "应有“)”"),
        ("年龄 >= 80 年龄 < 90", "rule-syntax", 10, "“且”或“或”"),
        ("年龄", "rule-type", 1, "却只有一个数字（岁）"),
        ("年龄 = 女", "rule-unknown-word", 6, "不认识“女”"),
        (
            "性别 = 姑娘",
            "rule-unknown-code",
            6,
            "代码表“性别”里没有“姑娘”",
        ),
        ("性别 = 未知", "rule-type", 6, "非 已知"),
        ("性别 > 女", "rule-type", 1, "没有大小先后"),
        ("出生日期 >= 80", "rule-type", 9, "左边是日期，右边是数字"),
        ("年龄 >= 80 元", "rule-type", 7, "不能比较"),
        ("年龄 / 0 > 1", "rule-division-by-zero", 6, "除数是零"),
        (
            "联系电话 = '13800000000'",
            "rule-identifying-element",
            1,
            "已知(联系电话)",
        ),
        (
            "民族 = 汉族",
            "rule-forbidden-element",
            1,
            "不能用作规则条件",
        ),
        ("建筑面积 > 90", "rule-type", 1, "不是人的数据元"),
        ("职业 = 退休", "rule-type", 6, "加引号"),
        ("标签(残废人)", "rule-unknown-name", 1, "是否想写“残疾人”"),
        (
            "参数(没有的)",
            "rule-unknown-name",
            1,
            "没有名为“没有的”的参数",
        ),
        ("同住人 满足 (年龄 > 60)", "rule-syntax", 5, "“且”或“或”"),
        ("所有 同住人", "rule-syntax", 7, "满足"),
        (
            "存在 邻居 满足 (年龄 > 60)",
            "rule-unknown-name",
            4,
            "没有名为“邻居”的关系",
        ),
        ("存在 居住人", "rule-type", 4, "是房的关系"),
        ("户籍地 在 区划(999)", "rule-unknown-name", 7, "区划代码"),
        (
            "加天(出生日期, 年龄) > 今天",
            "rule-type",
            10,
            "不能用数据元",
        ),
        ("足岁(出生日期) > 3", "rule-type", 1, "应有2项"),
        ("出生日期 + 3 > 今天", "rule-type", 1, "加天"),
        ("1 = 1", "rule-type", 1, "没有意义"),
        ("", "rule-syntax", 1, "规则是空的"),
        ("年龄 >= 80；", "rule-syntax", 9, "不认识符号"),
    ] {
        let (found, at, message) = fault(text);
        assert_eq!((found.as_str(), at), (code, column), "{text}: {message}");
        assert!(message.contains(says), "{text}: {message}");
    }
}

#[test]
fn absurd_texts_are_refused_not_crashed_on() {
    for text in [
        "(".repeat(5000),
        "非 ".repeat(5000) + "健在",
        "1".to_owned() + &" + 1".repeat(5000) + " > 0",
        "健在 且 ".repeat(9000) + "健在",
        "存在 子女 满足 (".repeat(30) + "健在" + &")".repeat(30),
    ] {
        assert!(Rule::parse(&text, Subject::Person, &Vocabulary::shipped()).is_err());
    }
}
