//! Whether two rules say the same or nearly so: a proposed tag is compared with those there are.

use std::collections::BTreeMap;

use crate::condition::Condition;
use crate::term::Term;

/// The normal form: negations pushed inwards, parts of 且 and 或 sorted and each once, what is
/// fixed on the right. Rules with the same normal form say the same.
#[must_use]
pub fn normal_form(condition: &Condition) -> Condition {
    normal(condition, false)
}

fn normal(condition: &Condition, negated: bool) -> Condition {
    match condition {
        Condition::Not(inner) => normal(inner, !negated),
        Condition::Always(always) => Condition::Always(*always != negated),
        Condition::All(parts) | Condition::Any(parts) => {
            let parts: Vec<Condition> = parts.iter().map(|part| normal(part, negated)).collect();
            let is_all = matches!(condition, Condition::All(_)) != negated;
            let joined = if is_all {
                Condition::all(parts)
            } else {
                Condition::any(parts)
            };
            match joined {
                Condition::All(parts) => Condition::all(sorted(parts)),
                Condition::Any(parts) => Condition::any(sorted(parts)),
                one => one,
            }
        }
        Condition::Compare {
            left,
            operator,
            right,
        } => {
            let operator = if negated {
                operator.negated()
            } else {
                *operator
            };
            let turn = match (left, right) {
                (Term::Value(_), _) => true,
                (_, Term::Value(_)) => false,
                _ => left.text() > right.text(),
            };
            if turn {
                Condition::Compare {
                    left: right.clone(),
                    operator: operator.turned(),
                    right: left.clone(),
                }
            } else {
                Condition::Compare {
                    left: left.clone(),
                    operator,
                    right: right.clone(),
                }
            }
        }
        Condition::OneOf { term, values } => {
            let mut values = values.clone();
            values.sort_by_key(crate::canonical::value);
            values.dedup();
            signed(
                Condition::OneOf {
                    term: term.clone(),
                    values,
                },
                negated,
            )
        }
        Condition::Some { relation, that } => match (that, negated) {
            // 没有 … 满足 X is 所有 … 满足 非 X.
            (Some(that), true) => Condition::Every {
                relation: *relation,
                that: Box::new(normal(that, true)),
            },
            (that, negated) => signed(
                Condition::Some {
                    relation: *relation,
                    that: that.as_deref().map(|that| Box::new(normal(that, false))),
                },
                negated,
            ),
        },
        Condition::Every { relation, that } => {
            let that = Box::new(normal(that, negated));
            if negated {
                Condition::Some {
                    relation: *relation,
                    that: Some(that),
                }
            } else {
                Condition::Every {
                    relation: *relation,
                    that,
                }
            }
        }
        Condition::Otherwise { condition, default } => Condition::Otherwise {
            condition: Box::new(normal(condition, negated)),
            default: *default != negated,
        },
        other => signed(other.clone(), negated),
    }
}

fn signed(condition: Condition, negated: bool) -> Condition {
    if negated {
        condition.negated()
    } else {
        condition
    }
}

fn sorted(mut parts: Vec<Condition>) -> Vec<Condition> {
    parts.sort_by_cached_key(Condition::text);
    parts.dedup();
    parts
}

/// How alike two rules are, from 0 to 1; 1 when they have the same normal form.
///
/// Two thirds of it is the share of simple conditions that both have; one third is the share of
/// what they are about, thresholds left aside: 年龄 >= 80 and 年龄 >= 75 ask about the same thing.
/// Both shares are weighted by how often something occurs (Jaccard).
#[must_use]
pub fn similarity(left: &Condition, right: &Condition) -> f64 {
    let (left, right) = (normal_form(left), normal_form(right));
    if left == right {
        return 1.0;
    }
    let exact = share(&leaves(&left, false), &leaves(&right, false));
    let about = share(&leaves(&left, true), &leaves(&right, true));
    // The same simple conditions in another arrangement are near, not equal.
    (exact * 2.0 / 3.0 + about / 3.0).min(0.99)
}

/// The simple conditions and how often each occurs, with or without what they compare to.
fn leaves(condition: &Condition, only_subject: bool) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    condition.visit(
        0,
        &mut |part, depth| {
            let key = match part {
                Condition::All(_)
                | Condition::Any(_)
                | Condition::Otherwise { .. }
                | Condition::Some { that: Some(_), .. }
                | Condition::Every { .. } => return,
                Condition::Not(inner) if !inner.parts().is_empty() => return,
                Condition::Compare { left, .. }
                | Condition::OneOf { term: left, .. }
                | Condition::Within { term: left, .. }
                    if only_subject =>
                {
                    left.text()
                }
                other => other.text(),
            };
            *found.entry(format!("{depth}:{key}")).or_insert(0) += 1;
        },
        &mut |_, _| {},
    );
    found
}

fn share(left: &BTreeMap<String, u32>, right: &BTreeMap<String, u32>) -> f64 {
    let both: u32 = left
        .iter()
        .map(|(key, count)| right.get(key).map_or(0, |other| *count.min(other)))
        .sum();
    let total: u32 = left.values().sum::<u32>() + right.values().sum::<u32>() - both;
    if total == 0 {
        return 0.0;
    }
    f64::from(both) / f64::from(total)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Rule, Subject, Vocabulary};

    fn rule(text: &str) -> Condition {
        Rule::parse(text, Subject::Person, &Vocabulary::shipped())
            .unwrap()
            .condition
    }

    #[test]
    fn what_says_the_same_has_one_normal_form() {
        for (left, right) in [
            ("年龄 >= 80 且 健在", "健在 且 非 (年龄 < 80)"),
            ("非 (标签(残疾人) 或 已故)", "健在 且 非 标签(残疾人)"),
            (
                "没有 同住人 满足 (年龄 >= 60)",
                "所有 同住人 满足 (年龄 < 60)",
            ),
            ("残疾等级 在 (二级, 一级)", "残疾等级 在 (1, 2)"),
        ] {
            assert_eq!(
                normal_form(&rule(left)),
                normal_form(&rule(right)),
                "{left}"
            );
            assert!((similarity(&rule(left), &rule(right)) - 1.0).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn nearer_rules_are_more_alike() {
        let here = rule("年龄 >= 80 且 健在 且 户籍地 在 本区");
        let near = similarity(&here, &rule("年龄 >= 75 且 健在 且 户籍地 在 本区"));
        let far = similarity(&here, &rule("标签(残疾人) 且 健在"));
        let none = similarity(&here, &rule("标签(志愿者)"));
        assert!(near > 0.6 && near < 1.0, "{near}");
        assert!(far < near && far > none, "{far}");
        assert!(none == 0.0);
    }
}
