//! Terms: what has a value, a number, a date, a code, a text or an area.

use catalog::area::Level;
use catalog::element::{Dictionary, ElementNo, no};
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::named;
use crate::subject::Relation;
use crate::value::{Kind, Value};

/// Whose value a field is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Of whoever the condition stands for: the subject, or inside 满足 the member of the set.
    #[default]
    Own,
    /// 本人: of the rule's subject, from inside a set.
    Root,
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// A value written in the rule.
    Value(Value),
    /// 今天: the day the rule is asked for.
    Today,
    /// 本区, 本市 …: the area at this level that the rule is asked for.
    OwnArea(Level),
    /// 参数: its value on the day the rule is asked for.
    Parameter(String),
    /// A data element.
    Field {
        /// Whose.
        #[serde(default)]
        whose: Whose,
        /// Which.
        #[serde(with = "named::element")]
        element: ElementNo,
    },
    /// `+`, `-`, `*`, `/`.
    Arithmetic {
        /// Which.
        operator: Arithmetic,
        /// Left.
        left: Box<Term>,
        /// Right.
        right: Box<Term>,
    },
    /// A function.
    Call {
        /// Which.
        function: Function,
        /// Its arguments.
        arguments: Vec<Term>,
    },
    /// 人数: how many members of a set meet a condition.
    Count {
        /// The set.
        relation: Relation,
        /// The condition; none counts all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        that: Option<Box<Condition>>,
    },
    /// 或默认: the second where the first is not known.
    Otherwise {
        /// The first.
        term: Box<Term>,
        /// The second.
        default: Box<Term>,
    },
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`; by zero it has no value.
    Divide,
}

impl Arithmetic {
    /// The sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// 足岁(从, 到): full years; whoever is born on 29 February grows older on 1 March.
    FullYears,
    /// 足月(从, 到): full months.
    FullMonths,
    /// 天数(从, 到): days from the first to the second, negative when it is earlier.
    Days,
    /// 年(日期)
    Year,
    /// 月(日期)
    Month,
    /// 日(日期)
    Day,
    /// 日期(年, 月, 日) of constants.
    Date,
    /// 加天(日期, 常数)
    AddDays,
    /// 加月(日期, 常数): the last day of the month where the day does not exist.
    AddMonths,
    /// 月初(年月): its first day.
    MonthStart,
    /// 街道(区划): the street it lies in; not known for an area above.
    Street,
    /// 区县(区划)
    District,
    /// 城市(区划)
    City,
    /// 省份(区划)
    Province,
    /// 较大(a, b)
    Greater,
    /// 较小(a, b)
    Lesser,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 16] = [
        Self::FullYears,
        Self::FullMonths,
        Self::Days,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Date,
        Self::AddDays,
        Self::AddMonths,
        Self::MonthStart,
        Self::Street,
        Self::District,
        Self::City,
        Self::Province,
        Self::Greater,
        Self::Lesser,
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FullYears => "足岁",
            Self::FullMonths => "足月",
            Self::Days => "天数",
            Self::Year => "年",
            Self::Month => "月",
            Self::Day => "日",
            Self::Date => "日期",
            Self::AddDays => "加天",
            Self::AddMonths => "加月",
            Self::MonthStart => "月初",
            Self::Street => "街道",
            Self::District => "区县",
            Self::City => "城市",
            Self::Province => "省份",
            Self::Greater => "较大",
            Self::Lesser => "较小",
        }
    }

    /// The function of a word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.word() == word)
    }

    /// The kinds of its arguments.
    #[must_use]
    pub fn takes(self) -> Vec<Kind> {
        let number = || Kind::Number(None);
        match self {
            Self::FullYears | Self::FullMonths | Self::Days => vec![Kind::Date, Kind::Date],
            Self::Year | Self::Month | Self::Day => vec![Kind::Date],
            Self::Date => vec![number(), number(), number()],
            Self::AddDays | Self::AddMonths => vec![Kind::Date, number()],
            Self::MonthStart => vec![Kind::Month],
            Self::Street | Self::District | Self::City | Self::Province => vec![Kind::Area],
            Self::Greater | Self::Lesser => vec![number(), number()],
        }
    }

    /// The kind of its value.
    #[must_use]
    pub fn gives(self) -> Kind {
        let number = |unit: &str| Kind::Number(Some(unit.to_owned()));
        match self {
            Self::FullYears => number("岁"),
            Self::FullMonths => number("个月"),
            Self::Days => number("天"),
            Self::Date | Self::AddDays | Self::AddMonths | Self::MonthStart => Kind::Date,
            Self::Street | Self::District | Self::City | Self::Province => Kind::Area,
            Self::Year | Self::Month | Self::Day | Self::Greater | Self::Lesser => {
                Kind::Number(None)
            }
        }
    }

    /// The level that an area function goes up to.
    #[must_use]
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Street => Some(Level::Street),
            Self::District => Some(Level::District),
            Self::City => Some(Level::City),
            Self::Province => Some(Level::Province),
            _ => None,
        }
    }
}

impl Term {
    /// A field of whoever the condition stands for.
    #[must_use]
    pub fn field(element: ElementNo) -> Self {
        Self::Field {
            whose: Whose::Own,
            element,
        }
    }

    /// A number.
    #[must_use]
    pub fn number(number: f64) -> Self {
        Self::Value(Value::Number(number))
    }

    /// The value, when it is one written in the rule.
    #[must_use]
    pub fn constant(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The unit of its numbers, where one is known.
    #[must_use]
    pub fn unit(&self) -> Option<String> {
        match self {
            Self::Field { element, .. } if *element == no::AGE => Some("岁".to_owned()),
            Self::Field { element, .. } => Dictionary::shipped().get(*element)?.unit.clone(),
            Self::Call { function, .. } => match function.gives() {
                Kind::Number(unit) => unit,
                _ => None,
            },
            Self::Count { relation, .. } => Some(relation.unit().to_owned()),
            Self::Arithmetic {
                operator: Arithmetic::Add | Arithmetic::Subtract,
                left,
                right,
            } => left.unit().or_else(|| right.unit()),
            Self::Otherwise { term, default } => term.unit().or_else(|| default.unit()),
            _ => None,
        }
    }

    /// Calls `found` for the term and every term directly in it; conditions inside 人数 are handed
    /// to `inner`.
    pub fn walk<'a>(
        &'a self,
        found: &mut dyn FnMut(&'a Term),
        inner: &mut dyn FnMut(Relation, Option<&'a Condition>),
    ) {
        found(self);
        match self {
            Self::Arithmetic { left, right, .. } => {
                left.walk(found, inner);
                right.walk(found, inner);
            }
            Self::Call { arguments, .. } => {
                for argument in arguments {
                    argument.walk(found, inner);
                }
            }
            Self::Otherwise { term, default } => {
                term.walk(found, inner);
                default.walk(found, inner);
            }
            Self::Count { relation, that } => inner(*relation, that.as_deref()),
            Self::Value(_)
            | Self::Today
            | Self::OwnArea(_)
            | Self::Parameter(_)
            | Self::Field { .. } => {}
        }
    }
}
