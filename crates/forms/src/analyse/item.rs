//! The item (填报项) that a column asks for: a data element with its 口径, or, where no element
//! fits, its own words with theirs. Two columns are the same item only when all of it is the same.

use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, ValueKind, no};
use catalog::title::{Tier, TitleContext, match_title, normalise};

use super::asked::{AskedForm, FormKind};
use super::basis::{Basis, Facet};
use super::decision::Decisions;

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

/// What is the same in two columns that ask for the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// The element or the words.
    pub core: Core,
    /// Population, time and measure.
    pub basis: Basis,
    /// The subject of the form, for what means nothing without it: 发放金额, 户数, 类别.
    pub within: Option<String>,
}

/// What an item is, without its 口径.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Core {
    /// A data element.
    Element(ElementNo),
    /// The words of a title that no element fits for sure.
    Words(String),
}

impl Item {
    /// Its name on screen.
    #[must_use]
    pub fn label(&self) -> String {
        let core = match &self.core {
            Core::Element(element) => label(*element).to_owned(),
            Core::Words(words) => words.clone(),
        };
        let notes: Vec<String> = [
            Some(self.basis.text()).filter(|text| !text.is_empty()),
            self.within.clone(),
        ]
        .into_iter()
        .flatten()
        .collect();
        if notes.is_empty() {
            core
        } else {
            format!("{core}（{}）", notes.join("；"))
        }
    }
}

/// Elements whose values belong to one programme: 发放金额 of the old-age allowance is no 发放金额
/// of another.
const OF_A_PROGRAMME: [u16; 22] = [
    65, 66, 67, 68,
    69, // 发放金额, 发放时间, 停发时间, 停发原因, 发放方式
    72, 73, // 救助类别, 致贫原因
    88, // 失业登记
    97, 98, 99, 100, 101, // 行业类别 … 整改情况
    118, 119, 120, 121, // 工单
    70,  // 代领/代办人
    35, 36, // 家庭人口数 and 保障人口数 are of the household that the form is about
    33, 58,
];

/// Elements of the form itself: what they hold is no fact that anybody is asked for.
pub(crate) const OF_THE_FORM: [u16; 5] = [
    117, // 序号
    122, 123, 124, // 填报单位, 填报人, 填报日期
    125, // 备注
];

/// Titles of the form itself that no element is needed for.
pub(crate) const FORM_WORDS: [&str; 24] = [
    "签名",
    "签字",
    "盖章",
    "公章",
    "意见",
    "照片",
    "附件",
    "审核人",
    "审批人",
    "经办人",
    "复核人",
    "制表",
    "页码",
    "打印时间",
    "流程状态",
    "操作",
    "照片id",
    "照片回执号",
    "导入结果",
    "错误信息",
    "填表人联系电话",
    "审核状态",
    "上报状态",
    "填报状态",
];

/// Words that mean nothing without the form that they stand in.
const BARE: [&str; 26] = [
    "",
    "人",
    "户",
    "合计",
    "总计",
    "小计",
    "数",
    "金额",
    "类别",
    "类型",
    "级别",
    "等级",
    "编码",
    "编号",
    "名称",
    "有效期",
    "批准时间",
    "批准日期",
    "开始时间",
    "结束时间",
    "范围",
    "性质",
    "单位",
    "结果",
    "时间",
    "日期",
];

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
            doubt_own(&mut read);
            read
        })
        .collect();
    settle_rivals(&mut columns, &siblings);
    for (read, column) in columns.iter_mut().zip(&form.columns) {
        told.apply(read, &column.title, form);
        read.item = item(read, form, &column.path());
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
fn near_element(title: &str) -> Option<(ElementNo, Basis)> {
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

/// What Linli added to the catalogue is known by the shared element that it is a kind of; where
/// there is none, departments have to agree first.
fn doubt_own(read: &mut ReadColumn) {
    let Some(element) = read.element.and_then(|no| Dictionary::shipped().get(no)) else {
        return;
    };
    if read.tier == Tier::Auto && element.shared().is_none() {
        read.tier = Tier::Ask;
        read.reason
            .push_str("；是本平台补充的数据元，共用目录里还没有，请确认");
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

/// What a column asks for.
fn item(read: &ReadColumn, form: &AskedForm, path: &[String]) -> Option<Item> {
    let title = path.last().map_or("", String::as_str);
    let plain = normalise(title);
    let element = read.element.and_then(|no| Dictionary::shipped().get(no));
    let of_form = element.is_some_and(|element| OF_THE_FORM.contains(&element.no.0));
    if plain.is_empty()
        || of_form && read.tier == Tier::Auto
        || FORM_WORDS.iter().any(|word| plain.ends_with(word))
        || matches!(plain.as_str(), "单位" | "排序") && form.kind == FormKind::Statistics
    {
        return None;
    }
    if let Some(element) = element.filter(|_| read.tier == Tier::Auto) {
        return Some(Item {
            core: Core::Element(element.no),
            basis: basis_of(element.no, path),
            within: OF_A_PROGRAMME
                .contains(&element.no.0)
                .then(|| form.subject()),
        });
    }
    Some(item_of_words(form, path))
}

/// The 口径 of an element as far as it makes another item of it.
pub(super) fn basis_of(element: ElementNo, path: &[String]) -> Basis {
    let Some(element) = Dictionary::shipped().get(element) else {
        return Basis::default();
    };
    let mut basis = Basis::default();
    for title in path {
        let (read, _) = Basis::read(title);
        basis = join(basis, read);
    }
    let (inherent, _) = Basis::read(&element.label);
    let counts = counts(element);
    let of_person = matches!(
        element.kind,
        ValueKind::Name | ValueKind::IdNumber | ValueKind::Phone
    );
    basis.retain(|facet, word| {
        if inherent.text().split('、').any(|own| own == word) {
            return false;
        }
        match facet {
            Facet::Unit | Facet::AsOf if counts => !is_own_unit(element, word),
            Facet::AsOf => matches!(word, "首次" | "末次" | "变更前" | "变更后" | "补发"),
            Facet::Population if of_person => names_role(word),
            Facet::Population => counts && !matches!(word, "个人" | "户主"),
            Facet::Unit => false,
        }
    });
    let title = path.last().map_or("", String::as_str);
    if element.no == no::PHONE {
        for kind in ["固定", "其他"] {
            if title.contains(kind) {
                basis.add(Facet::Unit, kind);
            }
        }
    }
    basis
}

fn join(mut one: Basis, other: Basis) -> Basis {
    for (facet, word) in other.words() {
        one.add(*facet, word);
    }
    one
}

/// Whether values are amounts, of which population, time and measure make others.
fn counts(element: &DataElement) -> bool {
    matches!(element.kind, ValueKind::Integer | ValueKind::Decimal) && element.no != no::AGE
}

/// A unit in brackets that the element has anyway.
fn is_own_unit(element: &DataElement, word: &str) -> bool {
    element.unit.as_deref() == Some(word)
        || matches!(
            (element.no.0, word),
            (65 | 75 | 126 | 128, "元") | (53, "平方米")
        )
        || matches!(word, "人" | "岁" | "户") && element.kind == ValueKind::Integer
}

fn names_role(word: &str) -> bool {
    matches!(
        word,
        "父亲" | "母亲" | "子女" | "安全员" | "治保" | "主任" | "领款" | "代办" | "法人"
    )
}

/// A column without a sure element is known by its words and the groups above them.
fn item_of_words(form: &AskedForm, path: &[String]) -> Item {
    let mut basis = Basis::default();
    let mut words: Vec<String> = Vec::new();
    for title in path {
        let (read, stem) = Basis::read(title);
        basis = join(basis, read);
        if !stem.is_empty() {
            words.push(stem);
        }
    }
    let bare = words
        .last()
        .is_none_or(|word| BARE.contains(&word.as_str()));
    let statistics = form.kind == FormKind::Statistics;
    if statistics {
        let (of_form, _) = Basis::read(&form.title);
        basis = join(basis, of_form);
        if form.times() > 1 {
            basis.add(Facet::AsOf, &format!("一年{}次", form.times()));
        }
    }
    let core = words.join("/");
    Item {
        core: Core::Words(if core.is_empty() {
            path.last()
                .map(|title| normalise(title))
                .unwrap_or_default()
        } else {
            core
        }),
        basis,
        within: bare.then(|| form.subject()),
    }
}

/// What look-alikes have in common: the element, or the words without their 口径. A title of
/// nothing but 口径 (女性人数) looks like what counts the same way, and like what is about the same
/// people.
#[must_use]
pub fn looks(read: &ReadColumn, path: &[String]) -> Vec<Core> {
    let Some(item) = &read.item else {
        return Vec::new();
    };
    let title = path.last().map_or("", String::as_str);
    let element = read
        .element
        .or_else(|| near_element(title).map(|(element, _)| element));
    if let Some(element) = element {
        return vec![Core::Element(element)];
    }
    if let core @ Core::Element(_) = &item.core {
        return vec![core.clone()];
    }
    let (basis, stem) = Basis::read(title);
    if !stem.is_empty() {
        return vec![Core::Words(stem)];
    }
    let of = |facet: Facet| {
        let words: Vec<&str> = basis
            .words()
            .filter(|(own, _)| *own == facet)
            .map(|(_, word)| word.as_str())
            .collect();
        (!words.is_empty()).then(|| words.join("、"))
    };
    // 老年人数 has lost its 人 to 老年人: people are what most forms count.
    let counted = of(Facet::Unit).unwrap_or_else(|| "人".to_owned());
    [Some(format!("（{counted}）")), of(Facet::Population)]
        .into_iter()
        .flatten()
        .map(Core::Words)
        .collect()
}

pub(super) fn label(element: ElementNo) -> &'static str {
    Dictionary::shipped()
        .get(element)
        .map_or("", |element| element.label.as_str())
}
