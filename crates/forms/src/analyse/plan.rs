//! What is proposed for each form: keep, stop or merge. A proposal: people decide.

use serde::Serialize;

use super::asked::AskedForm;
use super::item::Item;
use super::overlap::{ItemsOfForms, Overlap, share};

/// What is proposed for a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proposal {
    /// 保留: it asks what nothing else gives.
    Keep,
    /// 停报: communities need not fill it any more.
    Stop,
    /// 合并: it asks nearly what another form of the same department asks.
    Merge,
}

impl Proposal {
    /// Its name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Keep => "保留",
            Self::Stop => "停报",
            Self::Merge => "合并",
        }
    }
}

/// The proposal for one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Place of the form in the list, from 0.
    pub form: usize,
    /// Its title.
    pub title: String,
    /// The department that asks.
    pub dept: String,
    /// What is proposed.
    pub proposal: Proposal,
    /// The form that asks the same, by place.
    pub into: Option<usize>,
    /// Items of the form.
    pub items: usize,
    /// Of these held.
    pub held: usize,
    /// Why, in Chinese.
    pub reason: String,
}

/// From this share of common items on, two forms of a department become one (Jaccard index).
const MERGE_FROM: f64 = 0.6;

/// Proposes for every form. `held` says which items the registry holds.
pub(super) fn plan(
    forms: &[AskedForm],
    items: &ItemsOfForms,
    held: &dyn Fn(&Item) -> bool,
    pairs: &[Overlap],
) -> Vec<Planned> {
    let mut answers: Vec<Planned> = forms
        .iter()
        .zip(items)
        .enumerate()
        .map(|(at, (form, items))| {
            let count = items.iter().filter(|item| held(item)).count();
            let whole = !items.is_empty() && count == items.len();
            Planned {
                form: at,
                title: form.title.clone(),
                dept: form.dept.clone(),
                proposal: if whole {
                    Proposal::Stop
                } else {
                    Proposal::Keep
                },
                into: None,
                items: items.len(),
                held: count,
                reason: if whole {
                    "各项底账都有，由系统直接生成，社区不再填报".to_owned()
                } else {
                    format!(
                        "{} 项中有 {} 项底账没有，仍需填报",
                        items.len(),
                        items.len() - count
                    )
                },
            }
        })
        .collect();
    for pair in pairs {
        join(&mut answers, forms, items, pair);
    }
    answers
}

/// Joins the smaller of two forms to the larger one where that loses nothing that is asked.
fn join(answers: &mut [Planned], forms: &[AskedForm], items: &ItemsOfForms, pair: &Overlap) {
    let (small, large) = if items[pair.left].len() <= items[pair.right].len() {
        (pair.left, pair.right)
    } else {
        (pair.right, pair.left)
    };
    let free = |at: usize| answers[at].proposal == Proposal::Keep && answers[at].into.is_none();
    let taken = answers.iter().any(|answer| answer.into == Some(small));
    if !free(small) || !free(large) || taken || forms[small].kind != forms[large].kind {
        return;
    }
    if forms[small].dept != forms[large].dept {
        return;
    }
    let union = items[small].len() + items[large].len() - pair.shared;
    let subset = pair.shared == items[small].len();
    let times = forms[small].times() <= forms[large].times();
    let into = &forms[large].title;
    if subset && times {
        answers[small].proposal = Proposal::Stop;
        answers[small].into = Some(large);
        answers[small].reason = format!("所问各项“{into}”里都有，报送次数也不更少，停报");
    } else if share(pair.shared, union) >= MERGE_FROM {
        answers[small].proposal = Proposal::Merge;
        answers[small].into = Some(large);
        answers[small].reason = format!(
            "与同部门的“{into}”有 {} 项相同（占两表合计的 {:.0}%），并入该表",
            pair.shared,
            share(pair.shared, union) * 100.0
        );
    }
}
