//! What the words of a title, of the groups above it and of its neighbours lead to.

use super::lexicon::{Known, Lexicon};
use super::{Candidate, Found, ReadTitle, evidence, homonym, role};
use crate::element::{Dictionary, ElementNo};

pub(super) fn find(
    title: &ReadTitle,
    above: &[ReadTitle],
    siblings: &[String],
    samples: &[String],
) -> Found {
    if let Some(found) = below_role(title, above) {
        return found;
    }
    let certain = below_group(title, above).or_else(|| exact(title, siblings, samples));
    if let Some(candidate) = certain {
        return Found::Element(weigh_group(weigh_unit(candidate, title), above));
    }
    if let Some((role, name, rest)) = role::of_title(&title.text) {
        return match role.element(rest) {
            Some(element) => {
                let reason = format!("是“{name}”的信息，对应“{}”", label(element));
                Found::Element(Candidate::new(element, 0.93, reason))
            }
            None => Found::SomebodyElse,
        };
    }
    own_person(title)
        .or_else(|| alike(title))
        .or_else(|| nearest(title))
        .map_or(Found::Nothing, |candidate| {
            Found::Element(weigh_unit(candidate, title))
        })
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

/// A title below a group such as 监护人信息: the role's facts, or nobody's.
fn below_role(title: &ReadTitle, above: &[ReadTitle]) -> Option<Found> {
    let (role, name) = above
        .iter()
        .rev()
        .find_map(|group| role::of_group(&group.text))?;
    let joined = format!("{name}{}", title.text);
    let known = Lexicon::shipped()
        .exact(&joined)
        .first()
        .map(|known| known.element);
    let element = known.or_else(|| role.element(&title.text));
    Some(match element {
        Some(element) => {
            let reason = format!("在“{name}”一栏下，对应“{}”", label(element));
            Found::Element(Candidate::new(element, 0.93, reason))
        }
        None => Found::SomebodyElse,
    })
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
fn exact(title: &ReadTitle, siblings: &[String], samples: &[String]) -> Option<Candidate> {
    known_word(&title.text, siblings, samples).or_else(|| {
        let (bare, inner) = title.without_bracket()?;
        let candidate = known_word(bare, siblings, samples)?;
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
            "格式", "例", "位", "填", "周岁", "公历", "阳历", "本人", "文本", "下拉", "选择",
            "代码", "手机", "码",
        ]
        .iter()
        .any(|word| inner.contains(word))
}

fn known_word(word: &str, siblings: &[String], samples: &[String]) -> Option<Candidate> {
    let known = Lexicon::shipped().exact(word);
    if let Some(candidate) = by_context(word, siblings, samples) {
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
    match role::of_title(word) {
        Some((role, name, _))
            if !role.holds(first.element) && !is_own_title(first.element, word) =>
        {
            Some(candidate.doubt(0.7, &format!("但它说的是“{name}”，请确认就是本行的人")))
        }
        _ if is_head_only(first.element, siblings) => {
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

/// What neighbours and values say about a homonym; both together make it certain.
fn by_context(word: &str, siblings: &[String], samples: &[String]) -> Option<Candidate> {
    let near = homonym::by_neighbours(word, siblings);
    let coded = homonym::by_values(word, samples);
    let (element, confidence, by) = match (near, coded) {
        (Some((near, _)), Some(coded)) if near == coded => (near, 0.92, "同表其他列和本列的值"),
        (_, Some(coded)) => (coded, 0.8, "本列的值"),
        (Some((near, _)), None) => (near, 0.78, "同表其他列"),
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

/// A title with a word for the row's own person in front: 本人电话, 老人姓名.
fn own_person(title: &ReadTitle) -> Option<Candidate> {
    let rest = role::without_self(&title.text)?;
    if homonym::is_asked(rest) || role::of_title(rest).is_some() {
        return None;
    }
    let [known] = Lexicon::shipped().exact(rest) else {
        return None;
    };
    let reason = format!("去掉前面的限定词后是“{}”", known.title);
    Some(Candidate::new(known.element, 0.8, reason))
}

fn alike(title: &ReadTitle) -> Option<Candidate> {
    let [known] = Lexicon::shipped().alike(&title.text) else {
        return None;
    };
    let reason = format!(
        "与“{}”的常见写法“{}”意思相同",
        label(known.element),
        known.title
    );
    Some(Candidate::new(known.element, 0.75, reason))
}

fn nearest(title: &ReadTitle) -> Option<Candidate> {
    // Short titles differ in their only meaningful character.
    if title.text.chars().count() < 5 {
        return None;
    }
    let (known, share) = Lexicon::shipped().nearest(&title.text)?;
    (share >= 0.8).then(|| {
        let reason = format!("与“{}”相近", known.title);
        Candidate::new(known.element, 0.55, reason)
    })
}
