//! What each column of a form is taken for.

use catalog::element::{Dictionary, ElementNo, EntityKind};
use catalog::title::{Tier, TitleContext, match_title};

use super::asked::{AskedForm, FormKind};
use super::basis::Basis;
use super::decision::Decisions;
use super::item::{Core, Item, basis_of, item, label};

/// A column as it is understood.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadColumn {
    /// The element, surely or perhaps.
    pub element: Option<ElementNo>,
    /// How sure that is.
    pub tier: Tier,
    /// Why, in Chinese.
    pub reason: String,
    /// What it asks for; `None` for what belongs to the form itself (序号, 签名, 备注).
    pub item: Option<Item>,
}

/// Reads every column of a form; the rivals of one element are asked, all but the first.
#[must_use]
pub fn read_form(form: &AskedForm) -> Vec<ReadColumn> {
    read_with(form, &Decisions::default())
}

/// The same where people have decided about titles.
pub(super) fn read_with(form: &AskedForm, told: &Decisions) -> Vec<ReadColumn> {
    let siblings: Vec<String> = form
        .columns
        .iter()
        .map(|column| column.title.clone())
        .collect();
    let about = form.about();
    let mut columns: Vec<ReadColumn> = form
        .columns
        .iter()
        .map(|column| {
            let path = column.path();
            let context = TitleContext {
                path: &path,
                siblings: &siblings,
                samples: &column.values,
                about: &about,
                source: None,
            };
            let mut read = read_title(&context, &column.title);
            if form.kind == FormKind::Statistics {
                doubt_in_statistics(&mut read);
            }
            read
        })
        .collect();
    settle_rivals(&mut columns, &siblings);
    for (read, column) in columns.iter_mut().zip(&form.columns) {
        told.apply(read, &column.title, form);
        read.item = item(read, form, &column.path());
        if let Some(Item {
            core: Core::Counted { .. },
            ..
        }) = read.item
            && read.element.is_none()
        {
            read.reason = "由底账直接统计或从名册得出，不必另报".to_owned();
        }
    }
    columns
}

/// The whole title, or its parts where it writes a path on one line: 监护人/姓名, 联系方式-手机.
fn read_title(context: &TitleContext<'_>, title: &str) -> ReadColumn {
    let whole = match_title(context);
    let parts: Vec<String> = title
        .split(['/', '／', '-', '—', '>', '·', '|'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let is_sure = |tier: Option<Tier>| tier == Some(Tier::Auto);
    let split = (parts.len() > 1 && !is_sure(whole.as_ref().map(|found| found.tier)))
        .then(|| {
            let above = &context.path[..context.path.len().saturating_sub(1)];
            let path: Vec<String> = above.iter().chain(&parts).cloned().collect();
            match_title(&TitleContext {
                path: &path,
                ..*context
            })
        })
        .flatten()
        // Two items joined by a slash end in the second one; only groups make a path.
        .filter(|found| {
            found.tier == Tier::Auto && parts.first().is_some_and(|group| !is_item(group))
        });
    match split.or(whole) {
        Some(found) => ReadColumn {
            element: Some(found.element),
            tier: found.tier,
            reason: found.reason,
            item: None,
        },
        None => ReadColumn {
            element: None,
            tier: Tier::None,
            reason: why_nothing(title),
            item: None,
        },
    }
}

/// Whether a word is a title of its own.
fn is_item(word: &str) -> bool {
    let path = [word.to_owned()];
    match_title(&TitleContext {
        path: &path,
        ..TitleContext::default()
    })
    .is_some_and(|found| found.tier == Tier::Auto && !matches!(found.element.0, 4 | 92 | 93 | 108))
}

/// Says what a title looks like when only its 口径 keeps it from an element.
fn why_nothing(title: &str) -> String {
    match near_element(title) {
        Some((element, basis)) => format!(
            "看起来像“{}”，但口径不同（{}），不作为同一项",
            label(element),
            basis.text()
        ),
        None => "没有找到含义相符的数据元".to_owned(),
    }
}

/// The element that a title would ask for without its 口径.
pub(super) fn near_element(title: &str) -> Option<(ElementNo, Basis)> {
    let (basis, stem) = Basis::read(title);
    if basis.is_plain() || stem.chars().count() < 2 {
        return None;
    }
    let path = [stem];
    let found = match_title(&TitleContext {
        path: &path,
        ..TitleContext::default()
    })?;
    (found.tier == Tier::Auto).then_some((found.element, basis))
}

/// A fact about one person does not stand in a table of areas and counts.
fn doubt_in_statistics(read: &mut ReadColumn) {
    let Some(element) = read.element.and_then(|no| Dictionary::shipped().get(no)) else {
        return;
    };
    let of_areas = matches!(element.no.0, 37..=41) || element.no.0 == 89;
    if read.tier == Tier::Auto && !of_areas && element.entity != EntityKind::Form {
        read.tier = Tier::Ask;
        read.reason
            .push_str("；但这是统计表，一列多半是数量，请确认");
    }
}

/// Leaves at most one sure match to an element in a form, except where the titles speak of
/// different 口径 (父亲姓名, 母亲姓名).
fn settle_rivals(columns: &mut [ReadColumn], titles: &[String]) {
    for at in 0..columns.len() {
        if columns[at].tier != Tier::Auto {
            continue;
        }
        let Some(element) = columns[at].element else {
            continue;
        };
        let own = basis_of(element, &titles[at..=at]);
        let rival = (0..at).find(|before| {
            columns[*before].tier == Tier::Auto
                && columns[*before].element == Some(element)
                && basis_of(element, &titles[*before..=*before]) == own
        });
        if let Some(rival) = rival {
            columns[at].tier = Tier::Ask;
            columns[at].reason = format!("与“{}”列对应同一数据元，请确认", titles[rival]);
        }
    }
}
