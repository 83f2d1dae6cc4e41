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
const SYNONYMS: [(&str, &str); 44] = [
    ("公民身份证号码", "身份号"),
    ("居民身份证号码", "身份号"),
    ("公民身份号码", "身份号"),
    ("身份证件号码", "身份号"),
    ("公民身份证号", "身份号"),
    ("身份证号码", "身份号"),
    ("身份证编号", "身份号"),
    ("证件号码", "身份号"),
    ("身份号码", "身份号"),
    ("身份证号", "身份号"),
    ("身份证", "身份号"),
    ("联系电话", "电话"),
    ("电话号码", "电话"),
    ("手机号码", "电话"),
    ("移动电话", "电话"),
    ("联系方式", "电话"),
    ("联系手机", "电话"),
    ("手机号", "电话"),
    ("手机", "电话"),
    ("详细地址", "址"),
    ("具体地址", "址"),
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
    ("常住", "居住"),
    ("类型", "类别"),
    ("状态", "状况"),
    ("情况", "状况"),
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

fn skeleton(word: &str) -> String {
    let mut word = word.to_owned();
    for (from, to) in SYNONYMS {
        if word.contains(from) {
            word = word.replace(from, to);
        }
    }
    word.retain(|c| !FILLERS.contains(&c));
    word
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
