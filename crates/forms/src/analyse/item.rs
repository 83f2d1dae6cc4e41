//! The item (填报项) that a column asks for: a data element with its 口径, or, where no element
//! fits, its own words with theirs. Two columns are the same item only when all of it is the same.

use catalog::element::{DataElement, Dictionary, ElementNo, ValueKind, no};
use catalog::title::{Tier, normalise};

use super::asked::{AskedForm, FormKind};
use super::basis::{Basis, Facet};
use super::counted;
use super::read::{ReadColumn, near_element};

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
    /// What is worked out from elements: how many people there are, whether somebody stands in a
    /// roster.
    Counted {
        /// The words of the title.
        words: String,
        /// The elements that it takes.
        needs: Vec<ElementNo>,
    },
}

impl Item {
    /// Its name on screen.
    #[must_use]
    pub fn label(&self) -> String {
        let core = match &self.core {
            Core::Element(element) => label(*element).to_owned(),
            Core::Words(words) | Core::Counted { words, .. } => words.clone(),
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
const OF_A_PROGRAMME: [u16; 21] = [
    65, 66, 67, 68,
    69, // 发放金额, 发放时间, 停发时间, 停发原因, 发放方式
    72, 73, // 救助类别, 致贫原因
    88, // 失业登记
    97, 98, 99, 100, 101, // 行业类别 … 整改情况
    118, 119, 120, 121, // 工单
    70,  // 代领/代办人
    36, // 保障人口数 is of the programme; 家庭人口数 is the booklet's unless its title says otherwise
    33, 58,
];

/// Elements of the form itself: what they hold is no fact that anybody is asked for.
pub(crate) const OF_THE_FORM: [u16; 5] = [
    117, // 序号
    122, 123, 124, // 填报单位, 填报人, 填报日期
    125, // 备注
];

/// Titles of the form itself that no element is needed for.
pub(crate) const FORM_WORDS: [&str; 56] = [
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
    // Who handles a form writes these himself.
    "批准日期",
    "批准时间",
    "审批时间",
    "审批日期",
    "审核时间",
    "审核日期",
    "创建时间",
    "创建日期",
    "上报日期",
    "上报时间",
    "上报人",
    "接收时间",
    "派单时间",
    "回复时间",
    "接件时间",
    "受理时间",
    "受理日期",
    "受理编号",
    "受理人",
    "反馈时间",
    "统计月份",
    "统计时间",
    "统计日期",
    "承办单位",
    "数据来源",
    "人员id",
    "名细id",
    "明细id",
    "人员编码",
    "账号状态",
    "身份认证依据",
    "身份认定依据",
];

/// Sums of what stands beside them: a spreadsheet adds them up.
const SUMS: [&str; 5] = ["合计", "总计", "小计", "共计", "累计合计"];

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

/// What a column asks for.
pub(super) fn item(read: &ReadColumn, form: &AskedForm, path: &[String]) -> Option<Item> {
    let title = path.last().map_or("", String::as_str);
    let plain = normalise(title);
    let element = read.element.and_then(|no| Dictionary::shipped().get(no));
    let of_form = element.is_some_and(|element| OF_THE_FORM.contains(&element.no.0));
    if plain.is_empty()
        || of_form && read.tier == Tier::Auto
        || FORM_WORDS.iter().any(|word| plain.ends_with(word))
        || SUMS.contains(&plain.as_str()) && form.columns.len() > 2
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
    let mut item = item_of_words(form, path);
    if let Some(needs) = worked_out(form, path)
        && let Core::Words(words) = item.core
    {
        item.core = Core::Counted { words, needs };
    }
    Some(item)
}

/// The elements from which a column is worked out.
fn worked_out(form: &AskedForm, path: &[String]) -> Option<Vec<ElementNo>> {
    match form.kind {
        FormKind::Statistics => counted::counts(&form.title, path),
        FormKind::List => Some(vec![counted::tells(path.last()?)?]),
    }
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
    if read.tier == Tier::Auto
        && let Some(element) = element
    {
        return vec![Core::Element(element)];
    }
    if let core @ Core::Element(_) = &item.core {
        return vec![core.clone()];
    }
    // An element that is only asked is one guess; the words are the other.
    let mut cores: Vec<Core> = element.map(Core::Element).into_iter().collect();
    cores.extend(looks_of_words(title));
    cores
}

/// The same of a title by its words alone.
fn looks_of_words(title: &str) -> Vec<Core> {
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
