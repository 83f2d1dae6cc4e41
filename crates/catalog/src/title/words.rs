//! What the words of a title, of the groups above it and of its neighbours lead to.

use super::lexicon::{Known, Lexicon};
use super::{
    Candidate, Found, ReadTitle, compose, ending, evidence, homonym, plain, respelt, role,
};
use crate::element::{Dictionary, ElementNo};

mod row_subject;
mod somebody;

use respelt::Respelt;
use somebody::{below_role, bond, in_role, of_applicant, of_whole_table};

/// What stands around a title.
pub(super) struct Around<'a> {
    /// Plain titles of the other columns.
    pub siblings: &'a [String],
    /// Plain words of the table's own title and of its department.
    pub about: &'a [String],
    /// Values of the column.
    pub samples: &'a [String],
}

/// What a title leads to as it is written; where it has a wrong character or an unusual word, what
/// it would lead to without.
pub(super) fn find(title: &ReadTitle, above: &[ReadTitle], around: &Around<'_>) -> Found {
    let usual = match respelt::find(&title.text) {
        Some(usual) if Lexicon::shipped().exact(&title.text).is_empty() => usual,
        _ => return as_written(title, above, around),
    };
    let (text, mended) = match usual {
        Respelt::Mended(text) => (text, true),
        Respelt::Reworded(text) => (text, false),
    };
    let why = format!("按“{text}”理解，原文像有错字，请确认");
    let usual = ReadTitle {
        text,
        ..title.clone()
    };
    match as_written(&usual, above, around) {
        Found::Element(candidate) if mended => Found::Element(candidate.doubt(0.85, &why)),
        Found::Nothing => as_written(title, above, around),
        found => found,
    }
}

fn as_written(title: &ReadTitle, above: &[ReadTitle], around: &Around<'_>) -> Found {
    match by_its_own_words(title, above, around) {
        found @ Found::Element(_) => found,
        found => row_subject::find(&title.text, around).unwrap_or(found),
    }
}

fn by_its_own_words(title: &ReadTitle, above: &[ReadTitle], around: &Around<'_>) -> Found {
    if let Some(found) = below_role(title, above) {
        return found;
    }
    let certain = below_group(title, above).or_else(|| exact(title, around));
    if let Some(candidate) = certain {
        return Found::Element(weigh_group(weigh_unit(candidate, title), above));
    }
    if let Some(candidate) = plain::either(&title.text) {
        return Found::Element(candidate);
    }
    if let Some(candidate) = plain::first_of_two(&title.text) {
        return Found::Element(weigh_unit(candidate, title));
    }
    if let Some(found) = bond(&title.text) {
        return found;
    }
    if let Some(candidate) = of_applicant(title).or_else(|| plain::named(&title.text)) {
        return Found::Element(weigh_unit(candidate, title));
    }
    // 被监护人姓名: the words for the row's own person hold a role.
    let own = role::without_self(&title.text).is_some_and(|rest| role::of_title(rest).is_none());
    if !own && let Some(found) = in_role(&title.text) {
        return match found {
            Found::SomebodyElse => of_whole_table(&title.text, around).unwrap_or(found),
            found => found,
        };
    }
    let same = plain::find(title, around.siblings);
    if let Some(candidate) = same {
        return Found::Element(weigh_group(weigh_unit(candidate, title), above));
    }
    let composed = compose::find(title);
    if ending::counts(&title.text) {
        // 残疾人数 ends like no fact about one person, whatever it begins like.
        return ending::of_count(&title.text)
            .or(composed)
            .map_or(Found::Nothing, Found::Element);
    }
    guess(title, around, composed)
}

/// What is asked at best: only a part of the title is known.
fn guess(title: &ReadTitle, around: &Around<'_>, composed: Option<Candidate>) -> Found {
    let bare = title
        .without_bracket()
        .map_or(title.text.as_str(), |(bare, _)| bare);
    let sure = ending::of_subject(bare, around.about);
    if let Some(candidate) = sure {
        return Found::Element(weigh_unit(candidate, title));
    }
    if let Some(candidate) = composed {
        return Found::Element(weigh_unit(candidate, title));
    }
    match ending::find(bare, around) {
        Found::Nothing => nearest(bare)
            .or_else(|| part_of(bare))
            .or_else(|| plain::inside_bracket(title))
            .map_or(Found::Nothing, |candidate| {
                Found::Element(weigh_unit(candidate, title))
            }),
        found => found,
    }
}

pub(super) fn by_values_alone(samples: &[String]) -> Option<Candidate> {
    let (element, form) = evidence::alone(samples)?;
    Some(Candidate::new(
        element,
        0.55,
        format!("列名认不出，但这一列的值像{form}，请确认"),
    ))
}

fn label(element: ElementNo) -> &'static str {
    Dictionary::shipped()
        .get(element)
        .map_or("", |element| element.label.as_str())
}

/// A group and a title that make a known title together: 户籍信息 above 地址.
fn below_group(title: &ReadTitle, above: &[ReadTitle]) -> Option<Candidate> {
    above.iter().rev().find_map(|group| {
        let stem = group_stem(&group.text);
        if stem.is_empty() || title.text.contains(stem) {
            return None;
        }
        let joined = format!("{stem}{}", title.text);
        let [known] = Lexicon::shipped().exact(&joined) else {
            return None;
        };
        // 户籍 above 性别 makes no new title; 联系 above 电话 the same one.
        let reason = format!(
            "在“{}”一栏下，合起来是“{}”",
            group.text,
            label(known.element)
        );
        let confidence = if homonym::is_asked(&joined) {
            0.75
        } else {
            0.94
        };
        Some(Candidate::new(known.element, confidence, reason))
    })
}

fn group_stem(group: &str) -> &str {
    ["基本信息", "基本情况", "信息", "情况", "资料", "登记"]
        .iter()
        .find_map(|end| group.strip_suffix(end))
        .unwrap_or(group)
}

/// Parts of an address below a group about the hukou are asked: the elements describe the home.
fn weigh_group(candidate: Candidate, above: &[ReadTitle]) -> Candidate {
    let in_hukou = above.iter().any(|group| {
        ["户籍", "户口"]
            .iter()
            .any(|word| group.text.contains(word))
    });
    let is_home_part = (37..=46).contains(&candidate.element.0) || candidate.element.0 == 29;
    if in_hukou && is_home_part {
        return candidate.doubt(0.55, "但它在户籍一栏下，请确认是户籍地还是现住地");
    }
    candidate
}

/// A title written as it is known, or as known with a bracket behind it.
fn exact(title: &ReadTitle, around: &Around<'_>) -> Option<Candidate> {
    known_word(&title.text, around).or_else(|| {
        let (bare, inner) = title.without_bracket()?;
        let candidate = known_word(bare, around).or_else(|| {
            let bare = ReadTitle {
                text: bare.to_owned(),
                ..ReadTitle::default()
            };
            plain::find(&bare, around.siblings)
        })?;
        if is_hint(inner) {
            return Some(candidate);
        }
        Some(candidate.doubt(0.8, &format!("但列名后还写着“{inner}”，请确认")))
    })
}

/// Brackets that explain how to fill a column and not what it is: 1男2女, yyyymmdd, 18位, 周岁.
fn is_hint(inner: &str) -> bool {
    inner.chars().any(|c| c.is_ascii_digit())
        || inner.is_ascii()
        || [
            "格式",
            "例",
            "位",
            "填",
            "周岁",
            "公历",
            "阳历",
            "本人",
            "文本",
            "下拉",
            "选择",
            "代码",
            "手机",
            "码",
            "省市",
            "门牌",
            "支行",
            "男",
            "详",
            "年月",
            "全称",
            "简称",
            "阿拉伯",
            "整数",
            "小数",
            "级",
            "脱敏",
            "隐藏",
            "后四位",
            "后六位",
        ]
        .iter()
        .any(|word| inner.contains(word))
}

fn known_word(word: &str, around: &Around<'_>) -> Option<Candidate> {
    let known = Lexicon::shipped().exact(word);
    if let Some(candidate) = by_context(word, around) {
        return Some(candidate);
    }
    let first = *known.first()?;
    let reason = reason_of(first);
    if known.len() > 1 || homonym::is_asked(word) {
        let why = format!("“{word}”在不同的表里意思不同，请确认");
        return Some(Candidate::new(first.element, 0.65, reason).doubt(0.65, &why));
    }
    let candidate = Candidate::new(
        first.element,
        if first.is_label { 0.97 } else { 0.95 },
        reason,
    );
    if let Some((name, _)) = role::of_applicant(word) {
        return Some(candidate.doubt(0.7, &format!("请确认“{name}”就是本行的人")));
    }
    match role::of_title(word) {
        Some((role, name, _))
            if !role.holds(first.element) && !is_own_title(first.element, word) =>
        {
            Some(candidate.doubt(0.7, &format!("但它说的是“{name}”，请确认就是本行的人")))
        }
        _ if is_head_only(first.element, around.siblings) => {
            Some(candidate.doubt(0.75, "但本表只有户主姓名，请确认是户主的号码"))
        }
        _ => Some(candidate),
    }
}

/// Titles that begin like a role but belong to their element all the same: 工作单位, 开户银行账号.
fn is_own_title(element: ElementNo, word: &str) -> bool {
    let about_work_or_bank = matches!(element.0, 21 | 22 | 62..=64 | 94 | 95);
    about_work_or_bank || label(element) == word
}

/// An identity number in a table that names nobody but the head of the household.
fn is_head_only(element: ElementNo, siblings: &[String]) -> bool {
    let has = |title: &str| siblings.iter().any(|sibling| sibling == title);
    element == crate::element::no::ID_NUMBER && has("户主姓名") && !has("姓名")
}

fn reason_of(known: Known) -> String {
    let label = label(known.element);
    if known.is_label {
        format!("与数据元“{label}”同名")
    } else {
        format!("“{}”是“{label}”的常见写法", known.title)
    }
}

/// What neighbours, the table's own title and values say about a homonym; neighbours and values
/// together make it certain.
fn by_context(word: &str, around: &Around<'_>) -> Option<Candidate> {
    let near = homonym::by_neighbours(word, around.siblings)
        .map(|(element, _)| (element, "同表其他列"))
        .or_else(|| {
            let (element, _) = homonym::by_table(word, around.about, around.siblings)?;
            Some((element, "表名和部门"))
        });
    let coded = homonym::by_values(word, around.samples);
    let (element, confidence, by) = match (near, coded) {
        (Some((near, by)), Some(coded)) if near == coded => (near, 0.92, format!("{by}和本列的值")),
        (_, Some(coded)) => (coded, 0.8, "本列的值".to_owned()),
        (Some((near, by)), None) => (near, 0.78, by.to_owned()),
        (None, None) => return None,
    };
    let reason = format!(
        "“{word}”在不同的表里意思不同，按{by}判断为“{}”",
        label(element)
    );
    Some(Candidate::new(element, confidence, reason))
}

/// A unit in the title that is not the element's.
fn weigh_unit(candidate: Candidate, title: &ReadTitle) -> Candidate {
    let element = Dictionary::shipped().get(candidate.element);
    let (Some(written), Some(own)) = (
        title.unit.as_deref(),
        element.and_then(|element| element.unit.as_deref()),
    ) else {
        return candidate;
    };
    if plain_unit(written) == plain_unit(own) {
        return candidate;
    }
    candidate.doubt(
        0.7,
        &format!("但单位是“{written}”，数据元的单位是“{own}”，请确认"),
    )
}

fn plain_unit(unit: &str) -> &str {
    match unit {
        "㎡" | "m2" | "m²" | "平米" | "平方" => "平方米",
        "周岁" => "岁",
        "元/月" | "元/年" | "元/人" | "元/户" | "元/人月" => "元",
        _ => unit,
    }
}

/// A title of which the word is a part, or the other way round.
fn part_of(word: &str) -> Option<Candidate> {
    if word.chars().count() < 4 || homonym::is_asked(word) || ending::has_other_basis(word) {
        return None;
    }
    let known = Lexicon::shipped().part_of(word)?;
    let reason = format!("与“{}”写法有重合，请确认", known.title);
    Some(Candidate::new(known.element, 0.5, reason))
}

fn nearest(word: &str) -> Option<Candidate> {
    // Short titles differ in their only meaningful character.
    if word.chars().count() < 5 {
        return None;
    }
    let (known, share) = Lexicon::shipped().nearest(word)?;
    (share >= 0.8).then(|| {
        let reason = format!("与“{}”相近", known.title);
        Candidate::new(known.element, 0.55, reason)
    })
}
