//! What the text of a cell says about its role.

use crate::cell::{Cell, trim};

/// The role that a cell's text suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Short text that may be a title; names and addresses look the same.
    Label,
    /// `填报单位：某街道`, `单位：人`.
    Pair,
    /// Prose: a note to the reader.
    Sentence,
    /// Tells how to fill in a column: `必填，18位`, `如：汉族`.
    Hint,
    /// 必填, 选填.
    Mark,
    /// A number, a date, an identity number.
    Value,
}

/// Longest title seen in real forms is 38 characters with its brackets.
const LONGEST_TITLE: usize = 40;

/// The text on one line: line breaks inside of a title go without a trace between Chinese
/// characters, other runs of blanks become one.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut blank = false;
    for character in trim(text).chars() {
        if matches!(character, '\n' | '\r') || character.is_control() {
            continue;
        }
        if character.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && !line.is_empty() {
            line.push(' ');
        }
        blank = false;
        line.push(character);
    }
    line
}

pub(super) fn look(cell: &Cell, text: &str) -> Look {
    if !matches!(cell, Cell::Text(_)) || is_value(text) {
        return Look::Value;
    }
    if is_mark(text) {
        return Look::Mark;
    }
    let bare = without_brackets(text);
    if is_pair(&bare) {
        return Look::Pair;
    }
    if is_hint(&bare) {
        return Look::Hint;
    }
    if is_sentence(&bare) {
        Look::Sentence
    } else {
        Look::Label
    }
}

/// Text without what stands in brackets; titles carry units, options and formats there.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for character in text.chars() {
        match character {
            '(' | '（' | '[' | '【' | '〔' | '「' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '」' => depth = depth.saturating_sub(1),
            character if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    bare.trim().to_owned()
}

/// Digits with what may stand between them in numbers, dates, codes and phones.
fn is_value(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    let others = text.chars().filter(|character| {
        !character.is_ascii_digit()
            && !matches!(
                character,
                '.' | ','
                    | '-'
                    | '/'
                    | ':'
                    | '%'
                    | '+'
                    | ' '
                    | 'X'
                    | 'x'
                    | '年'
                    | '月'
                    | '日'
                    | '¥'
                    | '￥'
                    | '*'
            )
    });
    match others.count() {
        0 => true,
        // 3号楼2单元301, 370203YZ…: mostly digits, long.
        others => digits >= 8 && digits > others * 3,
    }
}

fn is_mark(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "必填",
        "选填",
        "非必填",
        "不必填",
        "可选",
        "必选",
        "必录",
        "选录",
        "可不填",
        "可空",
        "非空",
        "必须",
        "*",
        "＊",
        "★",
        "必填项",
        "选填项",
        "非必填项",
        "Y",
        "N",
        "是",
        "否",
        "√",
    ];
    let text = text.trim_matches(['(', ')', '（', '）', '[', ']', '【', '】', '*', ' ']);
    text.is_empty() || MARKS.contains(&text)
}

/// `填报单位：…`; a colon after a short name, or one at the end.
fn is_pair(text: &str) -> bool {
    let Some((name, rest)) = text.split_once([':', '：']) else {
        return false;
    };
    let name_length = name.trim().chars().count();
    // 注：…, 说明：… are notes, 如：… is a hint.
    !is_note_start(text)
        && !name.starts_with(['如', '例'])
        && name_length <= 10
        && !rest.contains('。')
        && !is_hint(name)
        && rest.chars().count() <= 60
}

fn is_note_start(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "注:",
        "注：",
        "备注:",
        "备注：",
        "说明:",
        "说明：",
        "填表说明",
        "填报说明",
        "填写说明",
        "填写要求",
        "填报要求",
        "注意事项",
        "注意:",
        "注意：",
        "※",
        "1.",
        "1、",
        "一、",
        "（一）",
        "(1)",
        "（1）",
    ];
    STARTS.iter().any(|start| text.starts_with(start))
}

/// Wording by which columns are explained and which no title uses outside of brackets.
fn is_hint(text: &str) -> bool {
    const ANYWHERE: &[&str] = &[
        "必填，",
        "必填,",
        "必填；",
        "选填，",
        "选填,",
        "选填；",
        "非必填",
        "（必填）",
        "可不填",
        "如：",
        "如:",
        "例如",
        "例：",
        "例:",
        "格式",
        "请填",
        "请选",
        "请输",
        "请按",
        "填写",
        "下拉",
        "分隔",
        "隔开",
        "不填",
        "留空",
        "自动生成",
        "自动关联",
        "自动计算",
        "系统内",
        "系统自动",
        "文本型",
        "文本格式",
        "yyyy",
        "YYYY",
        "xxxx",
        "1=",
        "0=",
        "18位",
        "１８位",
        "11位",
        "12位",
        "位数字",
        "位编码",
        "单选",
        "多选",
        "不得",
        "不能",
        "无需",
        "等。",
        "如有",
        "精确到",
        "保留",
        "可选",
        "按照",
        "参照",
        "见代码",
        "对照表",
    ];
    const STARTS: &[&str] = &["如", "必填", "选填", "填", "指", "示例", "样例", "例"];
    ANYWHERE.iter().any(|word| text.contains(word))
        || STARTS.iter().any(|start| {
            text.starts_with(start) && text.chars().count() > start.chars().count() + 1
        }) && !is_title_like(text)
        || is_option_list(text)
}

/// Titles that happen to start like a hint.
fn is_title_like(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "填表",
        "填报",
        "填写人",
        "填制",
        "指标",
        "指导",
        "指定",
        "例外",
        "例行",
        "必填项",
        "样例",
    ];
    TITLES.iter().any(|title| text.starts_with(title))
}

/// `男/女`, `小学/初中/高中`, `是、否`: the options of a column; titles rarely join more than two.
fn is_option_list(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '、', '|', '；', ';']).collect();
    let short = parts
        .iter()
        .all(|part| (1..=8).contains(&part.trim().chars().count()));
    short
        && (parts.len() >= 3
            || matches!(parts.as_slice(), ["男", "女"] | ["是", "否"] | ["有", "无"]))
        || text.ends_with('等') && parts.len() >= 2
}

fn is_sentence(text: &str) -> bool {
    let length = text.chars().count();
    let stops = text
        .chars()
        .filter(|character| matches!(character, '。' | '；' | '，' | '！' | ';'))
        .count();
    length > LONGEST_TITLE
        || text.contains('。')
        || stops >= 2
        || (stops >= 1 && length > 16)
        || is_note_start(text)
}

/// Whether a text of any look is prose.
pub(crate) fn is_prose(text: &str) -> bool {
    is_sentence(&without_brackets(text)) || text.chars().count() > LONGEST_TITLE
}

/// `姓名*`, `＊姓名`, `姓名（必填）`.
pub(super) fn has_required_mark(title: &str) -> bool {
    let title = title.trim();
    let starred = |text: &str| {
        text.starts_with(['*', '＊', '★', '※']) || text.ends_with(['*', '＊', '★', '※'])
    };
    let inner_star = ["*(", "*（", "＊（", "(*)", "（*）"]
        .iter()
        .any(|mark| title.contains(mark));
    starred(title) || inner_star || says_required(title)
}

/// Whether a text says that its column has to be filled in.
pub(super) fn says_required(text: &str) -> bool {
    let negated = [
        "非必填",
        "不必填",
        "非必录",
        "无需",
        "不是必填",
        "非必须",
        "非必选",
    ];
    let said = [
        "必填",
        "必录",
        "必选",
        "不能为空",
        "不可为空",
        "不得为空",
        "非空",
        "必须填",
    ];
    if negated.iter().any(|word| text.contains(word)) {
        return false;
    }
    said.iter().any(|word| text.contains(word))
        || matches!(text.trim(), "*" | "＊" | "★" | "必须" | "Y" | "是" | "√")
}

/// A label that says something about the sheet and not about a column.
pub(super) fn is_about_sheet(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "附件",
        "附表",
        "表号",
        "制表",
        "填表",
        "填报",
        "盖章",
        "公章",
        "年度",
        "街道办",
        "第一页",
        "单位名称",
        "共 页",
        "审核",
        "报送",
        "有效期",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// `附件1`, `附表2：`, `表1`: stands above a title.
pub(super) fn is_attachment_mark(text: &str) -> bool {
    let rest = ["附件", "附表", "表", "附"]
        .iter()
        .find_map(|start| text.strip_prefix(start));
    rest.is_some_and(|rest| {
        rest.chars().count() <= 6
            && rest.chars().all(|character| {
                character.is_ascii_digit() || "一二三四五六七八九十:：-— 号".contains(character)
            })
    })
}

/// `示例`, `例`: starts a row that shows how it is done.
pub(super) fn is_example_mark(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '（', '）', '[', ']', '【', '】', ':', '：', ' ']);
    matches!(
        bare,
        "例" | "示例"
            | "样例"
            | "范例"
            | "举例"
            | "例子"
            | "填写示例"
            | "填报示例"
            | "示例数据"
            | "样例数据"
            | "例如"
            | "示范"
    ) || text.starts_with("示例：")
        || text.starts_with("示例:")
        || text.starts_with("例：")
        || text.starts_with("例:")
}

/// See [`super::is_footer_row`].
pub(super) fn is_footer(cells: &[Cell]) -> bool {
    let texts: Vec<String> = cells
        .iter()
        .filter(|cell| !cell.is_empty())
        .map(|cell| one_line(&cell.text()))
        .collect();
    let Some(first) = texts.first() else {
        return false;
    };
    is_total(first) && totals_rest(&texts[1..])
        || is_signature(first, texts.len())
        || texts.len() <= 2
            && is_note_start(first)
            && !first.starts_with(|digit: char| digit.is_ascii_digit())
}

fn is_total(text: &str) -> bool {
    let bare: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let bare = bare.trim_end_matches([':', '：']);
    matches!(
        bare,
        "合计" | "总计" | "小计" | "共计" | "本页合计" | "本页小计" | "累计" | "总合计"
    ) || (bare.starts_with("合计") || bare.starts_with("总计") || bare.starts_with("共计"))
        && bare.chars().skip(2).all(|character| {
            character.is_ascii_digit() || "人户元条名个（）():：万".contains(character)
        })
}

/// Under a total stand sums, not names.
fn totals_rest(texts: &[String]) -> bool {
    texts.iter().all(|text| {
        text.chars().any(|character| character.is_ascii_digit())
            || is_pair(text)
            || text.chars().count() <= 2
    })
}

/// `填表人：张三`, `审核人：`, `单位负责人（签字）：`.
fn is_signature(text: &str, cells: usize) -> bool {
    const WORDS: &[&str] = &[
        "填表人",
        "填报人",
        "制表人",
        "制表",
        "经办人",
        "审核人",
        "审核",
        "复核人",
        "负责人",
        "单位负责人",
        "分管领导",
        "主要领导",
        "领导签字",
        "填表日期",
        "填报日期",
        "填表时间",
        "填报时间",
        "填报单位",
        "单位（盖章）",
        "单位(盖章)",
        "联系人",
        "联系电话",
        "社区（盖章）",
        "社区(盖章)",
        "街道（盖章）",
        "街道(盖章)",
        "盖章",
        "签字",
        "统计负责人",
        "社区负责人",
        "街道负责人",
        "报送日期",
        "备注",
        "注",
        "说明",
    ];
    let compact: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let name = compact.split([':', '：']).next().unwrap_or_default();
    let colon = compact.contains([':', '：']);
    let known = WORDS.iter().any(|word| {
        name == *word
            || colon && name.ends_with(word) && name.chars().count() <= word.chars().count() + 8
    }) || ["（签字）", "(签字)", "（盖章）", "(盖章)", "（签章）"]
        .iter()
        .any(|end| name.ends_with(end));
    // Without a colon the same words are titles or values, unless the row has little else.
    known
        && (colon
            || cells <= 3
                && !matches!(
                    name,
                    "备注" | "注" | "说明" | "审核" | "联系人" | "联系电话"
                ))
}
