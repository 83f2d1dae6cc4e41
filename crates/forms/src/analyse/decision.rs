//! What people have decided about titles, remembered for every later form. A decision wins over
//! whatever the machine reads; the newer one wins over the older, and one about a form or a
//! department over one about every form. Taking a decision out of the list takes it back.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, ElementNo};
use catalog::problem::Problem;
use catalog::title::{Tier, normalise};
use serde::{Deserialize, Serialize};

use super::asked::AskedForm;
use super::basis::Basis;
use super::item::{Core, Item};
use super::read::ReadColumn;

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Decision {
    /// Whether titles that look alike are the same item.
    Same {
        /// The titles.
        titles: Vec<String>,
        /// Whether they are.
        same: bool,
    },
    /// Which element a title asks for; none when `element` is null.
    Match {
        /// The title as written.
        title: String,
        /// Only in forms of this name.
        #[serde(default)]
        form: Option<String>,
        /// Only in forms of this department.
        #[serde(default)]
        dept: Option<String>,
        /// Label of the element.
        element: Option<String>,
    },
}

/// Decisions, looked up by title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    matches: Vec<Matched>,
    same: Vec<(BTreeSet<String>, bool)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Matched {
    title: String,
    form: Option<String>,
    dept: Option<String>,
    element: Option<ElementNo>,
}

impl Matched {
    /// How much it says about where it holds; `None` where it does not.
    fn weight(&self, title: &str, form: &AskedForm) -> Option<usize> {
        let fits = |wanted: &Option<String>, own: &str| {
            wanted
                .as_ref()
                .is_none_or(|wanted| *wanted == normalise(own))
        };
        (self.title == title && fits(&self.form, &form.title) && fits(&self.dept, &form.dept))
            .then_some(2 * usize::from(self.form.is_some()) + usize::from(self.dept.is_some()))
    }
}

impl Decisions {
    /// Takes decisions in the order in which they were made.
    ///
    /// # Errors
    /// `decision-element` when one names an element that does not exist.
    pub fn new(decisions: &[Decision]) -> Result<Self, Problem> {
        let mut all = Self::default();
        for decision in decisions {
            match decision {
                Decision::Same { titles, same } => {
                    let titles = titles.iter().map(|title| normalise(title)).collect();
                    all.same.push((titles, *same));
                }
                Decision::Match {
                    title,
                    form,
                    dept,
                    element,
                } => all.matches.push(Matched {
                    title: normalise(title),
                    form: form.as_deref().map(normalise),
                    dept: dept.as_deref().map(normalise),
                    element: element.as_deref().map(known).transpose()?,
                }),
            }
        }
        Ok(all)
    }

    /// Lets a decision about a title win over what was read.
    pub(super) fn apply(&self, read: &mut ReadColumn, title: &str, form: &AskedForm) {
        let Some(element) = self.element(title, form) else {
            return;
        };
        read.element = element;
        (read.tier, read.reason) = match element {
            Some(_) => (Tier::Auto, DECIDED.to_owned()),
            None => (Tier::None, DECIDED_NONE.to_owned()),
        };
    }

    /// The element that people have given to a title of a form; `Some(None)` where they said that
    /// none fits, `None` where nobody has decided.
    #[must_use]
    pub fn element(&self, title: &str, form: &AskedForm) -> Option<Option<ElementNo>> {
        let plain = normalise(title);
        self.matches
            .iter()
            .enumerate()
            .filter_map(|(at, matched)| Some(((matched.weight(&plain, form)?, at), matched)))
            .max_by_key(|(weight, _)| *weight)
            .map(|(_, matched)| matched.element)
    }

    /// Says for each group of titles decided to be the same which item they share: an element
    /// where one of them has it for sure, so that what is held stays held.
    pub(super) fn settle<'c>(
        &self,
        columns: impl IntoIterator<Item = (&'c str, &'c Item)>,
    ) -> Settled<'_> {
        let mut shared: Vec<Option<Item>> = vec![None; self.same.len()];
        for (title, item) in columns {
            let Some(at) = self.latest(&normalise(title)) else {
                continue;
            };
            let sure = matches!(item.core, Core::Element(_));
            // The smallest of several, so that the order of forms does not matter.
            if sure && shared[at].as_ref().is_none_or(|held| item < held) {
                shared[at] = Some(item.clone());
            }
        }
        Settled { told: self, shared }
    }

    /// The newest decision about whether a title is the same as others.
    fn latest(&self, plain: &str) -> Option<usize> {
        self.same
            .iter()
            .rposition(|(titles, _)| titles.contains(plain))
    }
}

/// Why a title has the element that a person gave it.
pub const DECIDED: &str = "由人工选择，以后同名列照此处理";
/// Why a title has none although one looks near.
pub const DECIDED_NONE: &str = "由人工确认不对应任何数据元";

/// Decisions together with the items that titles share by them.
pub(super) struct Settled<'a> {
    told: &'a Decisions,
    shared: Vec<Option<Item>>,
}

impl Settled<'_> {
    /// The item under which a column is counted: titles decided to be the same share one, and
    /// titles decided to differ each have their own; one title that differs from form to form has
    /// one in each.
    pub(super) fn item(&self, item: &Item, title: &str, form: usize) -> Item {
        let plain = normalise(title);
        let Some(at) = self.told.latest(&plain) else {
            return item.clone();
        };
        let (titles, same) = &self.told.same[at];
        let words = |name: String, within: Option<String>| Item {
            core: Core::Words(name),
            basis: Basis::default(),
            within,
        };
        if !same {
            return words(
                plain,
                (titles.len() == 1).then(|| format!("第 {} 张表", form + 1)),
            );
        }
        self.shared[at]
            .clone()
            .unwrap_or_else(|| words(titles.first().cloned().unwrap_or(plain), None))
    }

    /// What a person said of these titles; `None` where nobody has said anything of them all.
    pub(super) fn says(&self, titles: &BTreeSet<String>) -> Option<bool> {
        let plain: BTreeSet<String> = titles.iter().map(|title| normalise(title)).collect();
        let (_, same) = self
            .told
            .same
            .iter()
            .rev()
            .find(|(told, _)| plain.is_subset(told))?;
        Some(*same)
    }
}

fn known(label: &str) -> Result<ElementNo, Problem> {
    let dictionary = Dictionary::shipped();
    let element = dictionary
        .by_label(label)
        .or_else(|| dictionary.by_id(label));
    element.map(|element| element.no).ok_or_else(|| {
        Problem::bad_input(
            "decision-element",
            format!("人工决定里写的数据元“{label}”不在目录中，请改为目录里的名称，或写 null 表示不对应。"),
        )
    })
}
