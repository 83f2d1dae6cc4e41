//! A title without the words that change nothing: 具体, 有效, 信息, the row's own person, formats
//! in brackets. What is left is looked up again.

use super::lexicon::{Known, Lexicon};
use super::{Candidate, ReadTitle, homonym, role};
use crate::element::{Dictionary, EntityKind, ValueKind};

/// Words that say how carefully to fill in, not what.
const CAREFUL: [&str; 12] = [
    "详细", "具体", "真实", "准确", "完整", "最新", "有效", "规范", "常用", "现用", "正确", "全部",
];

/// Words at the end that name the cell and not its content, longest first.
const ENDS: [&str; 20] = [
    "基本信息",
    "基本情况",
    "登记情况",
    "门牌号",
    "门牌",
    "起止",
    "填写",
    "信息",
    "情况",
    "说明",
    "详情",
    "明细",
    "内容",
    "登记",
    "名称",
    "全称",
    "状况",
    "一栏",
    "栏",
    "项",
];

/// Formats in which one value is asked; a format is never an item of its own.
const FORMATS: [&str; 14] = [
    "隐藏中间",
    "中间隐藏",
    "脱敏",
    "后四位",
    "后六位",
    "后4位",
    "后6位",
    "末四位",
    "末六位",
    "前六位",
    "前6位",
    "18位",
    "十八位",
    "15位",
];

/// Ends by which a column asks for the code instead of the label.
const CODED: [&str; 3] = ["代码", "编码", "代号"];

/// The element of a title once neutral words are gone.
pub(super) fn find(title: &ReadTitle, siblings: &[String]) -> Option<Candidate> {
    let word = &title.text;
    same(word)
        .or_else(|| same_as_homonym(word))
        .or_else(|| same(&without_inner_brackets(word)?))
        .or_else(|| same_of_own_person(word, siblings))
        .or_else(|| in_format(word))
        .or_else(|| coded(word))
}

/// 本人或家属电话: the row's own person, or whoever answers for it.
pub(super) fn either(word: &str) -> Option<Candidate> {
    let rest = word.strip_prefix("本人")?.strip_prefix(['或', '/', '、'])?;
    let (_, name, rest) = role::of_title(rest)?;
    let known = only(rest).or_else(|| alike(rest))?;
    let reason = format!("问的是本人或“{name}”的“{}”，请确认", known.title);
    Some(Candidate::new(known.element, 0.7, reason))
}

/// 开户银行全称, 工作单位名称: the name of what a known title names already.
pub(super) fn named(word: &str) -> Option<Candidate> {
    let stem = ["全称", "名称", "简称"]
        .iter()
        .find_map(|end| word.strip_suffix(end))?;
    let known = only(stem).filter(|_| !homonym::is_asked(stem))?;
    let reason = format!("问的是“{}”的名称", known.title);
    Some(Candidate::new(known.element, 0.92, reason))
}

/// The only element with a title of the same skeleton, careful words and neutral ends aside.
fn same(word: &str) -> Option<Candidate> {
    let found = |stem: &str| {
        let known = only(stem).or_else(|| alike(stem))?;
        (!homonym::is_asked(known.title) && !homonym::is_asked(stem)).then_some(known)
    };
    let bare = without_careful(word);
    let known = found(word)
        .or_else(|| found(&bare))
        .or_else(|| found(without_end(&bare)?))
        .or_else(|| found(without_code(&bare)))?;
    let reason = format!("与“{}”的常见写法“{}”意思相同", label(known), known.title);
    Some(Candidate::new(known.element, 0.92, reason))
}

/// Written like a homonym but for synonyms: 人员类别 for 人员类型. As unsure as that one.
fn same_as_homonym(word: &str) -> Option<Candidate> {
    let known = alike(word).filter(|known| homonym::is_asked(known.title))?;
    let reason = format!("与“{}”意思相近，在不同的表里意思不同，请确认", known.title);
    Some(Candidate::new(known.element, 0.6, reason))
}

/// The same behind a word for the row's own person; sure unless another column asks for the plain
/// title, because then the table may be about two people.
fn same_of_own_person(word: &str, siblings: &[String]) -> Option<Candidate> {
    let rest = role::without_self(word)?;
    let rest = role::without_self(rest).unwrap_or(rest);
    if homonym::is_asked(rest) || role::of_title(rest).is_some() {
        return None;
    }
    let known = match Lexicon::shipped().exact(rest) {
        [known] => *known,
        [] => {
            let bare = without_careful(rest);
            alike(rest)
                .or_else(|| alike(&bare))
                .or_else(|| alike(without_end(&bare)?))?
        }
        _ => return None,
    };
    let reason = format!("去掉前面的限定词后是“{}”", known.title);
    let candidate = Candidate::new(known.element, 0.91, reason);
    let of_place = Dictionary::shipped()
        .get(known.element)
        .is_some_and(|element| element.entity == EntityKind::Place);
    if of_place {
        // 所在企业名称 may be where somebody works, 志愿者注册编号 is no enterprise's number.
        return Some(candidate.doubt(0.7, "但那是单位的信息，请确认说的是谁"));
    }
    let rival = siblings
        .iter()
        .any(|sibling| sibling != word && Lexicon::shipped().exact(sibling).contains(&known));
    Some(if rival {
        candidate.doubt(0.8, "但同表另有一列也问这一项，请确认说的是谁")
    } else {
        candidate
    })
}

/// `身份证号（隐藏中间6位）`, `身份证后六位`: one value in a format.
fn in_format(word: &str) -> Option<Candidate> {
    let format = FORMATS.iter().find(|format| word.contains(**format))?;
    let stem: String = word
        .split_once('(')
        .map_or_else(|| word.replace(format, ""), |(stem, _)| stem.to_owned());
    let known = only(&stem).or_else(|| alike(&stem))?;
    let reason = format!("是“{}”的一种写法（{format}），格式不另算一项", label(known));
    Some(Candidate::new(known.element, 0.91, reason))
}

/// 文化程度代码, 性别编码: the code of a value that has a code table.
fn coded(word: &str) -> Option<Candidate> {
    let stem = CODED.iter().find_map(|end| {
        word.strip_suffix(end)
            .map(|stem| stem.trim_end_matches('(').trim_end_matches('-'))
    })?;
    let known = only(stem).or_else(|| alike(stem))?;
    let element = Dictionary::shipped().get(known.element)?;
    (element.kind == ValueKind::Code && !homonym::is_asked(stem)).then(|| {
        let reason = format!("是“{}”的代码，格式不另算一项", element.label);
        Candidate::new(element.no, 0.91, reason)
    })
}

/// 社保卡（银行账户）: the title says in brackets what it means.
pub(super) fn inside_bracket(title: &ReadTitle) -> Option<Candidate> {
    let (_, inner) = title.without_bracket()?;
    let known = only(inner).or_else(|| alike(inner))?;
    let reason = format!("括号里写的是“{}”，请确认", known.title);
    Some(Candidate::new(known.element, 0.55, reason))
}

/// A title that names two items: 工作单位及职务. It is the first, and it is asked; unless both name
/// the same: 乡镇/街道.
pub(super) fn first_of_two(word: &str) -> Option<Candidate> {
    let (first, second) = word.split_once(['及', '和', '或', '/', '、'])?;
    // 紧急联系人及电话 asks about one person, and the role knows which element that is.
    let names_person = role::of_title(first)
        .is_some_and(|(role, _, rest)| rest.is_empty() && role.element(second).is_some());
    if second.is_empty() || first.chars().count() < 2 || names_person {
        return None;
    }
    let find = |part: &str| {
        let known = only(part).or_else(|| alike(part))?;
        (!homonym::is_asked(part)).then_some(known)
    };
    let known = find(first)?;
    if find(second).is_some_and(|other| other.element == known.element) {
        let reason = format!("“{first}”和“{second}”都是“{}”", label(known));
        return Some(Candidate::new(known.element, 0.92, reason));
    }
    let reason = format!("一列里问了“{}”和“{second}”，请确认", known.title);
    Some(Candidate::new(known.element, 0.6, reason))
}

fn only(word: &str) -> Option<Known> {
    match Lexicon::shipped().exact(word) {
        [known] => Some(*known),
        _ => None,
    }
}

fn alike(word: &str) -> Option<Known> {
    match Lexicon::shipped().alike(word) {
        [known] => Some(*known),
        _ => None,
    }
}

/// 银行卡(折)号: what stands in brackets inside of a title is another way to say it.
fn without_inner_brackets(word: &str) -> Option<String> {
    let (before, rest) = word.split_once('(')?;
    let (_, after) = rest.split_once(')')?;
    (!before.is_empty() && !after.is_empty()).then(|| format!("{before}{after}"))
}

/// `A01姓名`, `姓名name`, `联系电话2`: codes of the system and translations around a title.
fn without_code(word: &str) -> &str {
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    // 2024年收入 does not begin with a code.
    let word = if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        word.trim_start_matches(is_code)
    } else {
        word
    };
    word.trim_end_matches(is_code)
}

fn without_careful(word: &str) -> String {
    let mut bare = word.to_owned();
    for careful in CAREFUL {
        bare = bare.replace(careful, "");
    }
    bare
}

fn without_end(word: &str) -> Option<&str> {
    ENDS.iter()
        .find_map(|end| word.strip_suffix(end))
        .filter(|rest| rest.chars().count() >= 2)
}

fn label(known: Known) -> &'static str {
    Dictionary::shipped()
        .get(known.element)
        .map_or("", |element| element.label.as_str())
}
