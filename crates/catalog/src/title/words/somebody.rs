//! Titles that name somebody: a role, the head of a household, whoever applies, or two people and
//! what binds them.

use super::super::lexicon::Lexicon;
use super::super::{Candidate, Found, ReadTitle, homonym, plain, role};
use super::{Around, label, reason_of};
use crate::element::ElementNo;

/// 与户主的关系, 与监护人关系: about the row's own person, whoever is named.
pub(in crate::title) fn bond(word: &str) -> Option<Found> {
    let (_, inner) = word.strip_suffix("关系")?.split_once('与')?;
    let inner = inner.trim_end_matches(['的', '之']);
    let (element, confidence) = match inner {
        "户主" => (crate::element::no::RELATION_TO_HEAD, 0.95),
        "申请人" | "主申请人" | "本人" => (crate::element::no::RELATION_TO_HEAD, 0.7),
        "儿童" | "孩子" | "学生" | "监护人" => (RELATION_TO_CHILD, 0.7),
        _ => return Some(Found::SomebodyElse),
    };
    let reason = format!("问的是与“{inner}”的关系，对应“{}”", label(element));
    Some(Found::Element(Candidate::new(element, confidence, reason)))
}

const RELATION_TO_CHILD: ElementNo = ElementNo(110);

/// A title that begins with a role, or has one inside.
pub(in crate::title) fn in_role(word: &str) -> Option<Found> {
    if let Some((role, name, rest)) = role::of_title(word) {
        return Some(match role.element(rest) {
            // Relatives are often, not always, whom to call.
            Some(element) if name == "家属" => {
                Found::Element(of_role(element, name, 0.7).doubt(0.7, "请确认是不是紧急联系人"))
            }
            Some(element) if rest.starts_with(['及', '和', '与', '、', '或']) => {
                Found::Element(of_role(element, name, 0.93).doubt(0.75, "但一列里问了两项，请确认"))
            }
            Some(element) if is_doubtful(role, rest) => Found::Element(
                of_role(element, name, 0.93).doubt(0.8, "但写法可能另有所指，请确认"),
            ),
            Some(element) => Found::Element(of_role(element, name, 0.93)),
            None if name == "户主" => of_head(rest),
            None => Found::SomebodyElse,
        });
    }
    let (role, name, before, rest) = role::inside(word)?;
    Some(match role.element(rest) {
        Some(element) if role::only_narrows(before) => Found::Element(of_role(element, name, 0.91)),
        Some(element) => {
            let why = format!("但前面还写着“{before}”，请确认");
            Found::Element(of_role(element, name, 0.93).doubt(0.75, &why))
        }
        None => Found::SomebodyElse,
    })
}

/// A signature, the name of what may be a firm, or another role in brackets: 检查人签名, 出租方名称,
/// 经营者(负责人).
fn is_doubtful(role: &role::Role, rest: &str) -> bool {
    let inner = rest
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map(|(inner, _)| inner);
    let other = inner
        .and_then(role::of_title)
        .is_some_and(|(other, _, _)| other.element("") != role.element(""));
    other || rest == "名称" || rest.starts_with('签')
}

/// 网格员姓名 in a list of 网格员: the role is the row's own person, unless the plain title stands
/// there too.
pub(in crate::title) fn of_whole_table(word: &str, around: &Around<'_>) -> Option<Found> {
    let (_, name, rest) = role::of_title(word)?;
    let rest = if rest.is_empty() { "姓名" } else { rest };
    let known = *Lexicon::shipped().exact(rest).first()?;
    let plain = around.siblings.iter().any(|sibling| sibling == rest);
    if plain || homonym::is_asked(rest) || !role::is_whole_table(name, around.about) {
        return None;
    }
    let candidate = Candidate::new(known.element, 0.75, reason_of(known));
    let why = format!("整张表说的是“{name}”，请确认就是本行的人");
    Some(Found::Element(candidate.doubt(0.75, &why)))
}

/// 户主性别, 户主电话: in lists of households the head often is the row's own person.
fn of_head(rest: &str) -> Found {
    let rest = ReadTitle {
        text: rest.to_owned(),
        ..ReadTitle::default()
    };
    let known = match Lexicon::shipped().exact(&rest.text) {
        [known] if !homonym::is_asked(&rest.text) => {
            Some(Candidate::new(known.element, 0.7, reason_of(*known)))
        }
        _ => plain::find(&rest, &[]),
    };
    known.map_or(Found::SomebodyElse, |candidate| {
        Found::Element(candidate.doubt(0.7, "请确认户主就是本行的人"))
    })
}

fn of_role(element: ElementNo, name: &str, confidence: f32) -> Candidate {
    let reason = format!("是“{name}”的信息，对应“{}”", label(element));
    Candidate::new(element, confidence, reason)
}

/// 申请人电话: very likely the row's own person, and asked.
pub(in crate::title) fn of_applicant(title: &ReadTitle) -> Option<Candidate> {
    let (name, rest) = role::of_applicant(&title.text)?;
    let rest = if rest.is_empty() { "姓名" } else { rest };
    let rest = ReadTitle {
        text: rest.to_owned(),
        ..ReadTitle::default()
    };
    let known = Lexicon::shipped().exact(&rest.text).first().copied();
    let candidate = known.map_or_else(
        || plain::find(&rest, &[]),
        |known| Some(Candidate::new(known.element, 0.7, reason_of(known))),
    )?;
    Some(candidate.doubt(0.7, &format!("请确认“{name}”就是本行的人")))
}

/// A title below a group such as 监护人信息: the role's facts, or nobody's.
pub(in crate::title) fn below_role(title: &ReadTitle, above: &[ReadTitle]) -> Option<Found> {
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
