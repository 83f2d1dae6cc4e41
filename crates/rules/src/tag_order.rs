//! Tags that are made of tags: in which order they are computed, and what they come to spelt out.

use std::collections::{BTreeMap, BTreeSet};

use catalog::problem::Problem;

use crate::condition::Condition;
use crate::impact::Reads;
use crate::term::Term;

/// The order in which tags must be computed, so that each finds the tags it reads. Tags without a
/// rule here (copied from a source) are not in it.
///
/// # Errors
/// `rule-tag-cycle`: tags that read each other, named in a circle.
pub fn evaluation_order(rules: &BTreeMap<String, Condition>) -> Result<Vec<String>, Problem> {
    let reads: BTreeMap<&str, BTreeSet<String>> = rules
        .iter()
        .map(|(name, rule)| (name.as_str(), Reads::of(rule).tags))
        .collect();
    let mut order = Order {
        reads: &reads,
        done: Vec::new(),
        path: Vec::new(),
    };
    for name in rules.keys() {
        order.visit(name)?;
    }
    Ok(order.done)
}

struct Order<'a> {
    reads: &'a BTreeMap<&'a str, BTreeSet<String>>,
    done: Vec<String>,
    path: Vec<String>,
}

impl Order<'_> {
    fn visit(&mut self, name: &str) -> Result<(), Problem> {
        if self.done.iter().any(|done| done == name) {
            return Ok(());
        }
        let Some(reads) = self.reads.get(name) else {
            return Ok(());
        };
        if let Some(start) = self.path.iter().position(|open| open == name) {
            let mut circle: Vec<&str> = self.path[start..].iter().map(String::as_str).collect();
            circle.push(name);
            return Err(Problem::bad_input(
                "rule-tag-cycle",
                format!(
                    "标签互相引用成了圈（{}），请断开其中一处。",
                    circle.join(" → ")
                ),
            ));
        }
        self.path.push(name.to_owned());
        for read in reads {
            self.visit(read)?;
        }
        self.path.pop();
        self.done.push(name.to_owned());
        Ok(())
    }
}

/// The condition with tags replaced by their rules, as far as `rules` has them; for engines that
/// do not hold the tags. A tag whose rule speaks of 本人 keeps its name inside a set, where 本人
/// would be somebody else.
///
/// # Errors
/// `rule-tag-cycle`.
pub fn expand_tags(
    condition: &Condition,
    rules: &BTreeMap<String, Condition>,
) -> Result<Condition, Problem> {
    evaluation_order(rules)?;
    Ok(expand(condition, rules, false))
}

fn expand(condition: &Condition, rules: &BTreeMap<String, Condition>, inside: bool) -> Condition {
    let each = |parts: &[Condition]| {
        parts
            .iter()
            .map(|part| expand(part, rules, inside))
            .collect::<Vec<_>>()
    };
    let boxed = |that: &Condition, inside| Box::new(expand(that, rules, inside));
    let within = |term: &Term| expand_term(term, rules);
    match condition {
        Condition::Tag(name) => match rules.get(name) {
            Some(rule) if !(inside && rule.uses_root()) => expand(rule, rules, inside),
            _ => condition.clone(),
        },
        Condition::All(parts) => Condition::all(each(parts)),
        Condition::Any(parts) => Condition::any(each(parts)),
        Condition::Not(inner) => expand(inner, rules, inside).negated(),
        Condition::Otherwise { condition, default } => Condition::Otherwise {
            condition: boxed(condition, inside),
            default: *default,
        },
        Condition::Some { relation, that } => Condition::Some {
            relation: *relation,
            that: that.as_deref().map(|that| boxed(that, true)),
        },
        Condition::Every { relation, that } => Condition::Every {
            relation: *relation,
            that: boxed(that, true),
        },
        Condition::Compare {
            left,
            operator,
            right,
        } => Condition::Compare {
            left: within(left),
            operator: *operator,
            right: within(right),
        },
        Condition::Known(term) => Condition::Known(within(term)),
        Condition::OneOf { term, values } => Condition::OneOf {
            term: within(term),
            values: values.clone(),
        },
        other => other.clone(),
    }
}

fn expand_term(term: &Term, rules: &BTreeMap<String, Condition>) -> Term {
    let boxed = |term: &Term| Box::new(expand_term(term, rules));
    match term {
        Term::Count { relation, that } => Term::Count {
            relation: *relation,
            that: that
                .as_deref()
                .map(|that| Box::new(expand(that, rules, true))),
        },
        Term::Arithmetic {
            operator,
            left,
            right,
        } => Term::Arithmetic {
            operator: *operator,
            left: boxed(left),
            right: boxed(right),
        },
        Term::Call {
            function,
            arguments,
        } => Term::Call {
            function: *function,
            arguments: arguments
                .iter()
                .map(|one| expand_term(one, rules))
                .collect(),
        },
        Term::Otherwise { term, default } => Term::Otherwise {
            term: boxed(term),
            default: boxed(default),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tag(name: &str) -> Condition {
        Condition::Tag(name.to_owned())
    }

    #[test]
    fn a_circle_is_refused_with_its_names() {
        let mut rules = BTreeMap::from([
            ("甲".to_owned(), tag("乙")),
            ("乙".to_owned(), tag("丙").negated()),
        ]);
        assert_eq!(evaluation_order(&rules).unwrap(), ["乙", "甲"]);
        rules.insert("丙".to_owned(), tag("甲"));
        let problem = evaluation_order(&rules).unwrap_err();
        assert_eq!(problem.code, "rule-tag-cycle");
        assert!(
            problem.detail.contains("丙 → 甲 → 乙 → 丙"),
            "{}",
            problem.detail
        );
    }

    #[test]
    fn tags_are_spelt_out() {
        let rules = BTreeMap::from([
            (
                "甲".to_owned(),
                Condition::all(vec![tag("乙"), Condition::Alive]),
            ),
            ("乙".to_owned(), tag("丙")),
        ]);
        let spelt = expand_tags(&tag("甲").negated(), &rules).unwrap();
        assert_eq!(spelt.text(), "非 (标签(丙) 且 健在)");
    }
}
