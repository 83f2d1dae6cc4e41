//! Titles with a wrong character, or with a word for which forms mostly write another one.

/// Wrong spellings that people type, with the right one.
const MISSPELT: &[(&str, &str)] = &[
    ("户藉", "户籍"),
    ("藉贯", "籍贯"),
    ("籍惯", "籍贯"),
    ("层度", "程度"),
    ("成度", "程度"),
    ("城度", "程度"),
    ("连系", "联系"),
    ("联糸", "联系"),
    ("工做", "工作"),
    ("民簇", "民族"),
    ("名族", "民族"),
    ("性另", "性别"),
    ("身分证", "身份证"),
    ("身份正", "身份证"),
    ("身份征", "身份证"),
    ("身份证号吗", "身份证号码"),
    ("号吗", "号码"),
    ("电活", "电话"),
    ("居往", "居住"),
    ("地扯", "地址"),
    ("住扯", "住址"),
    ("地祉", "地址"),
    ("驻址", "住址"),
    ("配隅", "配偶"),
    ("监户人", "监护人"),
    ("年令", "年龄"),
    ("年岭", "年龄"),
    ("姓各", "姓名"),
    ("备住", "备注"),
    ("备柱", "备注"),
    ("婚烟", "婚姻"),
    ("政冶", "政治"),
    ("面茂", "面貌"),
    ("壮况", "状况"),
    ("状矿", "状况"),
    ("单住", "单位"),
    ("登级", "等级"),
    ("类形", "类型"),
    ("类另", "类别"),
    ("补帖", "补贴"),
    ("津帖", "津贴"),
    ("出身日期", "出生日期"),
    ("出身年月", "出生年月"),
    ("曰期", "日期"),
    ("时问", "时间"),
    ("面集", "面积"),
    ("租凭", "租赁"),
    ("隐换", "隐患"),
    ("网隔", "网格"),
    ("填抱", "填报"),
    ("帐号", "账号"),
    ("帐户", "账户"),
    ("退伍正", "退伍证"),
    ("残级证", "残疾证"),
    ("法定代表认", "法定代表人"),
    ("统一社会性用代码", "统一社会信用代码"),
];

/// Words of the same meaning; the second is what most forms write.
const SAME: &[(&str, &str)] = &[
    ("联络人", "联系人"),
    ("应急联系", "紧急联系"),
    ("联络电话", "联系电话"),
    ("联络方式", "联系方式"),
    ("手机电话号码", "手机号码"),
    ("月平均收入", "月收入"),
    ("平均月收入", "月收入"),
    ("月均收入", "月收入"),
    ("移动电话号码", "手机号码"),
    ("固定电话号码", "固定电话"),
    ("证编码", "证编号"),
    ("证件编码", "证件编号"),
    ("居住详细住址", "居住详细地址"),
    ("详细住址", "详细地址"),
];

/// How a title was written otherwise.
pub(super) enum Respelt {
    /// With a wrong character.
    Mended(String),
    /// With another word of the same meaning.
    Reworded(String),
}

/// The title in its usual spelling; `None` where it has it.
pub(super) fn find(word: &str) -> Option<Respelt> {
    let mended = replace(word, MISSPELT);
    let reworded = replace(mended.as_deref().unwrap_or(word), SAME);
    match (mended, reworded) {
        (Some(mended), reworded) => Some(Respelt::Mended(reworded.unwrap_or(mended))),
        (None, Some(reworded)) => Some(Respelt::Reworded(reworded)),
        (None, None) => None,
    }
}

fn replace(word: &str, words: &[(&str, &str)]) -> Option<String> {
    let mut text = word.to_owned();
    for (from, to) in words {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    (text != word).then_some(text)
}
