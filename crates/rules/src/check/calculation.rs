//! Functions and arithmetic, with their kinds and units.

use super::{Checker, Meaning};
use crate::condition::Condition;
use crate::syntax::{Fault, Raw, nearest, unknown_word};
use crate::term::{Arithmetic, Function, Term};
use crate::value::{Kind, Value};

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        word: &str,
        arguments: &[Raw],
        at: usize,
    ) -> Result<Meaning, Fault> {
        if word == "已知" {
            let [argument] = arguments else {
                return Err(
                    self.mistyped(at, "“已知”的括号里要写一个数据元，例如“已知(死亡时间)”。")
                );
            };
            let (term, _) = self.term(argument)?;
            return Ok(Meaning::Condition(Condition::Known(term)));
        }
        let Some(function) = Function::by_word(word) else {
            let known = Function::ALL.iter().map(|function| function.word());
            return Err(match nearest(word, known) {
                Some(near) => self.fault(
                    at,
                    "rule-unknown-word",
                    format!("没有名为“{word}”的算法。是否想写“{near}”？"),
                ),
                None => unknown_word(self.text, at, word),
            });
        };
        let takes = function.takes();
        if takes.len() != arguments.len() {
            return Err(self.mistyped(
                at,
                format!(
                    "“{word}”的括号里应有{}项，用逗号隔开，这里有{}项。",
                    takes.len(),
                    arguments.len()
                ),
            ));
        }
        let mut checked = Vec::with_capacity(takes.len());
        let mut unit = None;
        for (place, (raw, wanted)) in arguments.iter().zip(&takes).enumerate() {
            let (term, kind) = self.term(raw)?;
            if !kind.agrees_with(wanted) {
                return Err(self.mistyped(
                    raw.at,
                    format!(
                        "“{word}”的第{}项应是{}，这里是{}。",
                        place + 1,
                        wanted.label(),
                        kind.label()
                    ),
                ));
            }
            let must_be_constant = match function {
                Function::Date => true,
                Function::AddDays | Function::AddMonths => place == 1,
                _ => false,
            };
            if must_be_constant && !is_constant(&term) {
                return Err(self.mistyped(
                    raw.at,
                    format!("“{word}”的这一项只能由数字、今天和参数算出，不能用数据元。"),
                ));
            }
            if let Kind::Number(Some(own)) = kind {
                unit = Some(own);
            }
            checked.push(term);
        }
        let gives = match function {
            Function::Greater | Function::Lesser => Kind::Number(unit),
            _ => function.gives(),
        };
        Ok(Meaning::Term(
            Term::Call {
                function,
                arguments: checked,
            },
            gives,
        ))
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left_raw: &Raw,
        right_raw: &Raw,
    ) -> Result<Meaning, Fault> {
        let (left, left_kind) = self.term(left_raw)?;
        let (right, right_kind) = self.term(right_raw)?;
        let (Kind::Number(left_unit), Kind::Number(right_unit)) = (&left_kind, &right_kind) else {
            let (at, wrong) = match left_kind {
                Kind::Number(_) => (right_raw.at, &right_kind),
                _ => (left_raw.at, &left_kind),
            };
            let advice = match wrong {
                Kind::Date => "；日期前后推算请用“加天(日期, 天数)”“加月(日期, 月数)”",
                _ => "",
            };
            return Err(self.mistyped(
                at,
                format!("只有数字能加减乘除，这里是{}{advice}。", wrong.label()),
            ));
        };
        let unit = match operator {
            Arithmetic::Add | Arithmetic::Subtract => {
                if !left_kind.agrees_with(&right_kind) {
                    return Err(self.mistyped(
                        right_raw.at,
                        format!(
                            "{}和{}的单位不同，不能相加减。",
                            left_kind.label(),
                            right_kind.label()
                        ),
                    ));
                }
                left_unit.clone().or_else(|| right_unit.clone())
            }
            Arithmetic::Divide if right.constant() == Some(&Value::Number(0.0)) => {
                return Err(self.fault(
                    right_raw.at,
                    "rule-division-by-zero",
                    "除数是零，请改正。",
                ));
            }
            Arithmetic::Multiply | Arithmetic::Divide => None,
        };
        Ok(Meaning::Term(
            Term::Arithmetic {
                operator,
                left: Box::new(left),
                right: Box::new(right),
            },
            Kind::Number(unit),
        ))
    }

    pub(super) fn negative(&mut self, inner: &Raw) -> Result<Meaning, Fault> {
        let (term, kind) = self.term(inner)?;
        if !matches!(kind, Kind::Number(_)) {
            return Err(self.mistyped(
                inner.at,
                format!("负号后面应是数字，这里是{}。", kind.label()),
            ));
        }
        let negative = match term {
            Term::Value(Value::Number(number)) => Term::number(-number),
            other => Term::Arithmetic {
                operator: Arithmetic::Subtract,
                left: Box::new(Term::number(0.0)),
                right: Box::new(other),
            },
        };
        Ok(Meaning::Term(negative, kind))
    }
}

/// Whether a term is the same for everybody.
fn is_constant(term: &Term) -> bool {
    let mut constant = true;
    term.walk(
        &mut |part| {
            constant &= !matches!(part, Term::Field { .. } | Term::Count { .. });
        },
        &mut |_, _| {},
    );
    constant
}
