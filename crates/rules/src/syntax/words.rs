//! The words of the language. A word that stands in several columns of a keyboard or a document
//! (≥ and >=, 并且 and 且) is one word here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use catalog::area::Level;
use catalog::element::{Dictionary, ElementNo, EntityKind, no};

use crate::subject::Relation;
use crate::term::Function;

/// Words with a meaning of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    And,
    Or,
    Not,
    Equal,
    Unequal,
    AtLeast,
    AtMost,
    Greater,
    Less,
    In,
    NotIn,
    Between,
    To,
    Contains,
    StartsWith,
    Otherwise,
    Some,
    None,
    Every,
    That,
    Root,
    Of,
}

const KEYWORDS: &[(&str, Keyword)] = &[
    ("且", Keyword::And),
    ("并且", Keyword::And),
    ("而且", Keyword::And),
    ("或", Keyword::Or),
    ("或者", Keyword::Or),
    ("非", Keyword::Not),
    ("并非", Keyword::Not),
    ("等于", Keyword::Equal),
    ("是", Keyword::Equal),
    ("为", Keyword::Equal),
    ("不等于", Keyword::Unequal),
    ("不是", Keyword::Unequal),
    ("不为", Keyword::Unequal),
    ("不小于", Keyword::AtLeast),
    ("不少于", Keyword::AtLeast),
    ("不早于", Keyword::AtLeast),
    ("不大于", Keyword::AtMost),
    ("不超过", Keyword::AtMost),
    ("不晚于", Keyword::AtMost),
    ("大于", Keyword::Greater),
    ("超过", Keyword::Greater),
    ("晚于", Keyword::Greater),
    ("小于", Keyword::Less),
    ("少于", Keyword::Less),
    ("早于", Keyword::Less),
    ("在", Keyword::In),
    ("属于", Keyword::In),
    ("不在", Keyword::NotIn),
    ("不属于", Keyword::NotIn),
    ("介于", Keyword::Between),
    ("至", Keyword::To),
    ("到", Keyword::To),
    ("包含", Keyword::Contains),
    ("开头是", Keyword::StartsWith),
    ("或默认", Keyword::Otherwise),
    ("存在", Keyword::Some),
    ("没有", Keyword::None),
    ("所有", Keyword::Every),
    ("满足", Keyword::That),
    ("本人", Keyword::Root),
    ("的", Keyword::Of),
];

/// Units that may follow a number.
pub(crate) const UNITS: &[(&str, &str)] = &[
    ("岁", "岁"),
    ("周岁", "岁"),
    ("元", "元"),
    ("平方米", "平方米"),
    ("人", "人"),
    ("天", "天"),
    ("个月", "个月"),
    ("处", "处"),
    ("家", "家"),
    ("年", "年"),
];

/// Words that need a name in brackets behind them, taken as it stands.
pub(crate) const NAMED: &[&str] = &["标签", "参数", "来源", "区划"];

/// Words whose brackets hold something of their own.
pub(crate) const FORMS: &[&str] = &["人数", "个数", "已知"];

/// Words that are a value or a condition by themselves.
pub(crate) const ATOMS: &[&str] = &["今天", "健在", "已故", "是", "否"];

/// 本区 …: the areas that the rule is asked for.
pub(crate) const OWN_AREAS: &[(&str, Level)] = &[
    ("本省", Level::Province),
    ("本市", Level::City),
    ("本区", Level::District),
    ("本街道", Level::Street),
    ("本社区", Level::Community),
];

/// Short words for elements that people use more than their labels.
const ALIASES: &[(&str, ElementNo)] = &[
    ("户籍地", no::HUKOU_COMMUNITY),
    ("居住地", no::HOME_COMMUNITY),
    ("现住地", no::HOME_COMMUNITY),
    ("死亡日期", no::DEATH_DATE),
    ("房屋用途", no::DWELLING_USE),
];

/// The keyword of a word.
pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    KEYWORDS
        .iter()
        .find(|(text, _)| *text == word)
        .map(|(_, keyword)| *keyword)
}

/// The level of 本区 and its like.
pub(crate) fn own_area(word: &str) -> Option<Level> {
    OWN_AREAS
        .iter()
        .find(|(text, _)| *text == word)
        .map(|(_, level)| *level)
}

/// The word for the own area of a level.
pub(crate) fn own_area_word(level: Level) -> &'static str {
    OWN_AREAS
        .iter()
        .find(|(_, own)| *own == level)
        .map_or("本区", |(text, _)| text)
}

/// The element of a word: its short word, its label, or its English id.
#[must_use]
pub fn element(word: &str) -> Option<ElementNo> {
    let dictionary = Dictionary::shipped();
    ALIASES
        .iter()
        .find(|(text, _)| *text == word)
        .map(|(_, element)| *element)
        .or_else(|| dictionary.by_label(word).map(|element| element.no))
        .or_else(|| dictionary.by_id(word).map(|element| element.no))
}

/// The word for an element: the first short word, else its label.
#[must_use]
pub fn element_word(element: ElementNo) -> String {
    if let Some((word, _)) = ALIASES.iter().find(|(_, no)| *no == element) {
        return (*word).to_owned();
    }
    Dictionary::shipped()
        .get(element)
        .map(|element| element.label.clone())
        .unwrap_or_default()
}

/// Labels that contain signs of the language (户籍类别/户口性质, 参保-养老), longest first.
pub(crate) fn signed_labels() -> &'static [String] {
    static LABELS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut labels: Vec<String> = Dictionary::shipped()
            .all()
            .iter()
            .filter(|element| element.entity != EntityKind::Form)
            .map(|element| element.label.clone())
            .filter(|label| label.contains(['/', '-', '(', ')']))
            .collect();
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        labels
    });
    &LABELS
}

/// Every word that may stand without spaces around it.
pub(crate) fn known() -> &'static BTreeSet<String> {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let own = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut words: BTreeSet<String> = KEYWORDS
            .iter()
            .map(|(word, _)| (*word).to_owned())
            .collect();
        words.extend(own(NAMED));
        words.extend(own(FORMS));
        words.extend(own(ATOMS));
        words.extend(UNITS.iter().map(|(word, _)| (*word).to_owned()));
        words.extend(OWN_AREAS.iter().map(|(word, _)| (*word).to_owned()));
        words.extend(ALIASES.iter().map(|(word, _)| (*word).to_owned()));
        words.extend(Relation::ALL.iter().map(|one| one.word().to_owned()));
        words.extend(Function::ALL.iter().map(|one| one.word().to_owned()));
        words.extend(
            Dictionary::shipped()
                .all()
                .iter()
                .filter(|element| element.entity != EntityKind::Form)
                .map(|element| element.label.clone()),
        );
        words
    });
    &WORDS
}
