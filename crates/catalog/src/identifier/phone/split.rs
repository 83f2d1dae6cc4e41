//! Takes a phone cell apart.

use super::kind_of;

/// The numbers of a cell and what was between them.
pub(super) struct Split {
    pub numbers: Vec<String>,
    pub note: Option<String>,
    pub leftover_digits: bool,
}

/// A run of digits, and whether it may belong to the run before it (a space, a dash or a bracket
/// between them).
struct Group {
    digits: String,
    joined: bool,
}

/// Words that say nothing about the number.
const LABELS: [&str; 14] = [
    "联系电话",
    "手机号码",
    "手机号",
    "固定电话",
    "电话",
    "手机",
    "座机",
    "家",
    "本人",
    "宅",
    "办",
    "转",
    "分机",
    "或",
];

pub(super) fn split(cell: &str) -> Split {
    let (groups, words) = take_apart(cell.strip_suffix(".0").unwrap_or(cell));
    let (mut numbers, mut extensions, mut leftover_digits) = (Vec::new(), Vec::new(), false);
    let mut at = 0;
    while at < groups.len() {
        if let Some((found, used)) = number_at(&groups[at..]) {
            at += used;
            for number in found {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        } else {
            let group = &groups[at];
            // A few digits right behind a number are its extension.
            if group.joined && group.digits.len() <= 6 && !numbers.is_empty() {
                extensions.push(format!("分机{}", group.digits));
            } else {
                leftover_digits = true;
            }
            at += 1;
        }
    }
    let note: Vec<String> = words.into_iter().chain(extensions).collect();
    Split {
        numbers,
        note: (!note.is_empty()).then(|| note.join(" ")),
        leftover_digits,
    }
}

fn take_apart(cell: &str) -> (Vec<Group>, Vec<String>) {
    let (mut groups, mut words): (Vec<Group>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut word, mut gap) = (String::new(), String::new());
    let mut in_digits = false;
    for c in cell.chars() {
        if c.is_ascii_digit() {
            if !in_digits {
                groups.push(Group {
                    digits: String::new(),
                    joined: may_join(&gap),
                });
                gap.clear();
            }
            if let Some(group) = groups.last_mut() {
                group.digits.push(c);
            }
        } else {
            gap.push(c);
        }
        in_digits = c.is_ascii_digit();
        if c.is_alphabetic() {
            word.push(c);
        } else {
            keep_word(&mut word, &mut words);
        }
    }
    keep_word(&mut word, &mut words);
    (groups, words)
}

fn may_join(gap: &str) -> bool {
    let plain = gap.trim();
    matches!(
        plain,
        "" | "-" | "—" | "–" | "－" | ")" | "(" | ")-" | "." | "转" | "-转" | "分机"
    ) && gap.chars().count() <= 3
}

fn keep_word(word: &mut String, words: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    let mut rest = std::mem::take(word);
    for label in LABELS {
        rest = rest.replace(label, "");
    }
    if !rest.is_empty() {
        words.push(rest);
    }
}

/// The shortest run of joined groups that is a number, with how many groups it takes.
fn number_at(groups: &[Group]) -> Option<(Vec<String>, usize)> {
    let mut digits = String::new();
    for (used, group) in groups.iter().enumerate().take(4) {
        if used > 0 && !group.joined {
            break;
        }
        digits.push_str(&group.digits);
        if let Some(found) = numbers_of(&digits) {
            return Some((found, used + 1));
        }
    }
    None
}

/// One number; or two written without anything between them.
fn numbers_of(digits: &str) -> Option<Vec<String>> {
    let bare = without_country_code(digits);
    if kind_of(bare).is_some() {
        return Some(vec![bare.to_owned()]);
    }
    let (one, two) = (digits.get(..11)?, digits.get(11..)?);
    let two = without_country_code(two);
    let is_mobile = |number: &str| kind_of(number) == Some(super::PhoneKind::Mobile);
    (is_mobile(one) && is_mobile(two)).then(|| vec![one.to_owned(), two.to_owned()])
}

/// Without 86, 0086, or the 0 once dialled before a mobile number far away.
fn without_country_code(digits: &str) -> &str {
    ["0086", "86", "0"]
        .iter()
        .filter_map(|prefix| digits.strip_prefix(prefix))
        .find(|rest| kind_of(rest) == Some(super::PhoneKind::Mobile))
        .unwrap_or(digits)
}
