//! Every known title, as written and as a skeleton in which synonyms are the same.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::normalise;
use crate::element::{Dictionary, ElementNo};

/// Titles of the shipped dictionary.
pub(super) struct Lexicon {
    exact: FxHashMap<String, Vec<Known>>,
    skeletons: FxHashMap<String, Vec<Known>>,
}

/// A known title of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub element: ElementNo,
    /// The title as the dictionary has it.
    pub title: &'static str,
    /// Whether it is the element's own label.
    pub is_label: bool,
}

static SHIPPED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(Dictionary::shipped()));

/// Words with the same meaning in titles, longer ones first: the skeleton has the right side.
const SYNONYMS: [(&str, &str); 81] = [
    ("公民身份证件号码", "身份号"),
    ("居民身份证件号码", "身份号"),
    ("公民身份证号码", "身份号"),
    ("居民身份证号码", "身份号"),
    ("公民身份号码", "身份号"),
    ("身份证件号码", "身份号"),
    ("公民身份证号", "身份号"),
    ("居民身份证号", "身份号"),
    ("身份证件编号", "身份号"),
    ("身份证件号", "身份号"),
    ("身份证号码", "身份号"),
    ("身份证编号", "身份号"),
    ("居民身份证", "身份号"),
    ("公民身份证", "身份号"),
    ("有效证件号码", "身份号"),
    ("证件号码", "身份号"),
    ("身份号码", "身份号"),
    ("身份证号", "身份号"),
    ("身份证", "身份号"),
    ("联系电话号码", "电话"),
    ("联系手机号码", "电话"),
    ("手机联系方式", "电话"),
    ("电话联系方式", "电话"),
    ("手机联系电话", "电话"),
    ("联系手机号", "电话"),
    ("手机电话", "电话"),
    ("联系电话", "电话"),
    ("电话号码", "电话"),
    ("手机号码", "电话"),
    ("移动电话", "电话"),
    ("联系方式", "电话"),
    ("联系手机", "电话"),
    ("联系号码", "电话"),
    ("手机号", "电话"),
    ("电话号", "电话"),
    ("手机", "电话"),
    ("详细地址", "址"),
    ("具体地址", "址"),
    ("地址详情", "址"),
    ("居住地", "居住址"),
    ("户籍地", "户籍址"),
    ("地址", "址"),
    ("住址", "址"),
    ("详址", "址"),
    ("所在地", "址"),
    ("户口簿", "户籍"),
    ("户口薄", "户籍"),
    ("户口本", "户籍"),
    ("户口", "户籍"),
    ("年月日", "时"),
    ("日期", "时"),
    ("时间", "时"),
    ("年月", "时"),
    ("帐号", "账号"),
    ("帐户", "账户"),
    ("实际居住", "居住"),
    ("现居住", "居住"),
    ("目前居住", "居住"),
    ("现住", "居住"),
    ("现居", "居住"),
    // 常住 alone is a population: 常住人口 are not those who 居住.
    ("常住址", "居住址"),
    ("常住户籍", "户籍"),
    ("种类", "类别"),
    ("类型", "类别"),
    ("状态", "状况"),
    ("情况", "状况"),
    ("程度", "状况"),
    ("水平", "状况"),
    ("级别", "等级"),
    ("门牌号", "门牌"),
    ("证书", "证"),
    ("编号", "号"),
    ("号码", "号"),
    ("人员数量", "人员数"),
    ("总人口", "人口"),
    ("人口总数", "人口数"),
    ("总人数", "人数"),
    ("薪酬", "收入"),
    ("村委会", "村"),
    ("居委会", "居委"),
    ("职工", "员工"),
];

/// Characters without a meaning of their own in titles.
const FILLERS: [char; 7] = ['的', '之', '上', '及', '(', ')', '所'];

impl Lexicon {
    /// Titles of the shipped dictionary.
    pub(super) fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn of(dictionary: &'static Dictionary) -> Self {
        let mut lexicon = Self {
            exact: FxHashMap::default(),
            skeletons: FxHashMap::default(),
        };
        for element in dictionary.all().iter().filter(|element| !element.derived) {
            lexicon.add(Known {
                element: element.no,
                title: &element.label,
                is_label: true,
            });
            // A label such as 街道/乡镇 names both.
            for part in element.label.split('/') {
                lexicon.add(Known {
                    element: element.no,
                    title: part,
                    is_label: true,
                });
            }
            for title in &element.titles {
                lexicon.add(Known {
                    element: element.no,
                    title,
                    is_label: false,
                });
            }
        }
        lexicon
    }

    fn add(&mut self, known: Known) {
        let word = normalise(known.title);
        for (map, key) in [
            (&mut self.skeletons, skeleton(&word)),
            (&mut self.exact, word),
        ] {
            let list = map.entry(key).or_default();
            if !list.iter().any(|held| held.element == known.element) {
                list.push(known);
            }
        }
    }

    /// The elements whose title this is, as written.
    pub(super) fn exact(&self, word: &str) -> &[Known] {
        self.exact.get(word).map_or(&[], Vec::as_slice)
    }

    /// The elements with a title of the same skeleton.
    pub(super) fn alike(&self, word: &str) -> &[Known] {
        self.skeletons
            .get(&skeleton(word))
            .map_or(&[], Vec::as_slice)
    }

    /// The longest known title that a word ends with, with what stands before it. What is asked
    /// for stands at the end of a Chinese title.
    pub(super) fn ending<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str, &[Known])> {
        word.char_indices()
            .skip(1)
            .map(|(at, _)| word.split_at(at))
            .filter(|(_, end)| end.chars().count() >= 2)
            .find_map(|(before, end)| {
                let known = match self.exact(end) {
                    [] => self.alike(end),
                    known => known,
                };
                (!known.is_empty()).then_some((before, end, known))
            })
    }

    /// The only element with a title that a word is the beginning or the end of, or that stands in
    /// the word with others put in between: 服役部队(番号), (流动党员)外出流向, 租赁(合同)期限.
    pub(super) fn part_of(&self, word: &str) -> Option<Known> {
        let mut found = self
            .exact
            .iter()
            .filter(|(title, _)| {
                title.starts_with(word) || title.ends_with(word) || is_stretched(title, word)
            })
            .flat_map(|(_, known)| known);
        let first = *found.next()?;
        found
            .all(|other| other.element == first.element)
            .then_some(first)
    }

    /// The element whose title shares most pairs of characters, with the share (Dice); only
    /// titles that end alike are compared, because the end says what is asked for.
    pub(super) fn nearest(&self, word: &str) -> Option<(Known, f32)> {
        let asked = skeleton(word);
        let last = asked.chars().last()?;
        self.skeletons
            .iter()
            .filter(|(key, _)| key.ends_with(last))
            .filter_map(|(key, known)| Some((*known.first()?, dice(&asked, key), key)))
            // The key breaks ties, so that the answer never depends on the map's order.
            .max_by(|one, two| one.1.total_cmp(&two.1).then_with(|| two.2.cmp(one.2)))
            .map(|(known, share, _)| (known, share))
    }
}

/// A word in which synonyms are the same and repeated ones stand once (`现居住地地址`).
pub(super) fn skeleton(word: &str) -> String {
    let mut word = word.to_owned();
    for (from, to) in SYNONYMS {
        if word.contains(from) {
            word = word.replace(from, to);
        }
    }
    word.retain(|c| !FILLERS.contains(&c));
    for twice in ["址址", "状况状况", "号号", "时时", "居住居住"] {
        while word.contains(twice) {
            let once: String = twice.chars().take(twice.chars().count() / 2).collect();
            word = word.replace(twice, &once);
        }
    }
    word
}

/// Whether a word is a title with some characters in between; it begins and ends alike.
fn is_stretched(title: &str, word: &str) -> bool {
    let (own, asked): (Vec<char>, Vec<char>) = (title.chars().collect(), word.chars().collect());
    let most = own.len() + 4;
    if own.len() < 4 || asked.len() <= own.len() || asked.len() > most {
        return false;
    }
    let mut rest = asked.iter();
    own[..2] == asked[..2]
        && own[own.len() - 2..] == asked[asked.len() - 2..]
        && own.iter().all(|wanted| rest.any(|found| found == wanted))
}

/// Twice the shared pairs of neighbouring characters over all pairs.
fn dice(one: &str, two: &str) -> f32 {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (ours, mut theirs) = (pairs(one), pairs(two));
    let total = ours.len() + theirs.len();
    if total == 0 {
        return 0.0;
    }
    let shared = ours
        .iter()
        .filter(
            |pair| match theirs.iter().position(|other| other == *pair) {
                Some(at) => {
                    theirs.swap_remove(at);
                    true
                }
                None => false,
            },
        )
        .count();
    #[expect(
        clippy::cast_precision_loss,
        reason = "titles have a few dozen characters"
    )]
    {
        2.0 * shared as f32 / total as f32
    }
}
