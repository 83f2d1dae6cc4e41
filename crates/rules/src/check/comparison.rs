//! Comparisons: both sides of one kind, codes by their labels, nothing that identifies.

use catalog::code_table::CodeTables;

use super::Checker;
use crate::condition::{Condition, Operator};
use crate::syntax::words::{self, Keyword};
use crate::syntax::{Fault, Node, Raw, nearest};
use crate::term::Term;
use crate::value::{Kind, Value, says_unknown};

impl Checker<'_> {
    /// A term that a code is expected from may be a code's label or the code itself.
    fn code(&self, raw: &Raw, table: &str) -> Option<Result<Term, Fault>> {
        let typed = match &raw.node {
            Node::Word(word) | Node::Text(word) => word.as_str(),
            Node::Number { text, .. } => text.as_str(),
            _ => return None,
        };
        let codes = CodeTables::shipped().get(table)?;
        match codes.code_of(typed) {
            Some(code) if says_unknown(table, code) => Some(Err(self.fault(
                raw.at,
                "rule-type",
                format!("“{typed}”就是不掌握，请改用“非 已知(…)”。"),
            ))),
            Some(code) => Some(Ok(Term::Value(Value::Code {
                table: table.to_owned(),
                code: code.to_owned(),
            }))),
            // An element of the same kind may stand there instead.
            None if words::element(typed).is_some() => None,
            None => {
                let labels = codes.entries.iter().map(|entry| entry.label.as_str());
                let advice = match nearest(typed, labels) {
                    Some(near) => format!("是否想写“{near}”？"),
                    None => {
                        let some: Vec<&str> = codes
                            .entries
                            .iter()
                            .take(6)
                            .map(|entry| entry.label.as_str())
                            .collect();
                        format!("可写：{}等。", some.join("、"))
                    }
                };
                Some(Err(self.fault(
                    raw.at,
                    "rule-unknown-code",
                    format!("代码表“{}”里没有“{typed}”。{advice}", codes.label),
                )))
            }
        }
    }

    /// A term that stands opposite to a kind.
    pub(super) fn opposite(&mut self, raw: &Raw, kind: &Kind) -> Result<(Term, Kind), Fault> {
        if let Kind::Code(table) = kind
            && let Some(code) = self.code(raw, table)
        {
            return code.map(|term| (term, kind.clone()));
        }
        if *kind == Kind::Text
            && let Node::Word(word) = &raw.node
            && words::element(word).is_none()
        {
            return Err(self.mistyped(raw.at, format!("文字要加引号，请写成'{word}'。")));
        }
        self.term(raw)
    }

    pub(super) fn compare(
        &mut self,
        keyword: Keyword,
        left_raw: &Raw,
        right_raw: &Raw,
    ) -> Result<Condition, Fault> {
        let operator = match keyword {
            Keyword::Unequal => Operator::Unequal,
            Keyword::AtLeast => Operator::AtLeast,
            Keyword::AtMost => Operator::AtMost,
            Keyword::Greater => Operator::Greater,
            Keyword::Less => Operator::Less,
            _ => Operator::Equal,
        };
        // A code's label may stand on either side; the other side says of which table.
        let left_is_label = matches!(&left_raw.node, Node::Word(word)
            if words::element(word).is_none() && !words::ATOMS.contains(&word.as_str())
                && words::own_area(word).is_none());
        let ((left, left_kind), (right, right_kind)) = if left_is_label {
            let right = self.term(right_raw)?;
            let left = self.opposite(left_raw, &right.1)?;
            (left, right)
        } else {
            let left = self.term(left_raw)?;
            let right = self.opposite(right_raw, &left.1)?;
            (left, right)
        };
        for (kind, raw) in [(&left_kind, left_raw), (&right_kind, right_raw)] {
            self.refuse_identifying(kind, raw)?;
        }
        if !left_kind.agrees_with(&right_kind) {
            return Err(self.mistyped(
                right_raw.at,
                format!(
                    "左边是{}，右边是{}，不能比较。",
                    left_kind.label(),
                    right_kind.label()
                ),
            ));
        }
        if operator.is_order() && !left_kind.is_ordered() {
            return Err(self.mistyped(
                left_raw.at,
                format!("{}没有大小先后，只能用“=”“!=”或“在”。", left_kind.label()),
            ));
        }
        if let (Some(_), Some(_)) = (left.constant(), right.constant()) {
            return Err(self.mistyped(left_raw.at, "两边都是固定的值，比较没有意义。"));
        }
        if let (Kind::YesNo, Some(Value::YesNo(yes))) = (&left_kind, right.constant()) {
            let holds = Condition::Holds(left);
            return Ok(if *yes == (operator == Operator::Equal) {
                holds
            } else {
                holds.negated()
            });
        }
        // What is fixed stands on the right.
        Ok(if left.constant().is_some() {
            Condition::Compare {
                left: right,
                operator: operator.turned(),
                right: left,
            }
        } else {
            Condition::Compare {
                left,
                operator,
                right,
            }
        })
    }

    pub(super) fn refuse_identifying(&self, kind: &Kind, raw: &Raw) -> Result<(), Fault> {
        if *kind != Kind::Identifying {
            return Ok(());
        }
        let word = match &raw.node {
            Node::Word(word) | Node::OfRoot(word) => word.as_str(),
            _ => "该数据元",
        };
        Err(self.fault(
            raw.at,
            "rule-identifying-element",
            format!("“{word}”能识别个人，规则里只能问“已知({word})”。"),
        ))
    }

    pub(super) fn one_of(&mut self, left_raw: &Raw, values: &[Raw]) -> Result<Condition, Fault> {
        let (term, kind) = self.term(left_raw)?;
        self.refuse_identifying(&kind, left_raw)?;
        if kind == Kind::Area {
            // Several areas: in any of them.
            let areas = values
                .iter()
                .map(|value| self.within(left_raw, value))
                .collect::<Result<Vec<_>, _>>()?;
            return Ok(Condition::any(areas));
        }
        let mut found: Vec<Value> = Vec::with_capacity(values.len());
        for raw in values {
            let (value, value_kind) = self.opposite(raw, &kind)?;
            if !kind.agrees_with(&value_kind) {
                return Err(self.mistyped(
                    raw.at,
                    format!("左边是{}，列表里却有{}。", kind.label(), value_kind.label()),
                ));
            }
            match value {
                Term::Value(value) if !matches!(value, Value::YesNo(_)) => {
                    if !found.contains(&value) {
                        found.push(value);
                    }
                }
                _ => {
                    return Err(self.mistyped(raw.at, "列表里只能写固定的值，例如“(一级, 二级)”。"));
                }
            }
        }
        Ok(Condition::OneOf {
            term,
            values: found,
        })
    }

    pub(super) fn within(&mut self, left_raw: &Raw, area_raw: &Raw) -> Result<Condition, Fault> {
        let (term, kind) = self.term(left_raw)?;
        if kind != Kind::Area {
            return Err(self.mistyped(
                left_raw.at,
                format!(
                    "“在”区划的左边应是区划，这里是{}；列表要加括号，例如“在 (一级, 二级)”。",
                    kind.label()
                ),
            ));
        }
        let (area, area_kind) = self.term(area_raw)?;
        if area_kind != Kind::Area {
            return Err(self.mistyped(
                area_raw.at,
                format!(
                    "“在”后面应是区划（本区、区划(370203)）或括号里的列表，这里是{}。",
                    area_kind.label()
                ),
            ));
        }
        Ok(Condition::Within { term, area })
    }

    pub(super) fn text_term(&mut self, raw: &Raw) -> Result<Term, Fault> {
        let (term, kind) = self.term(raw)?;
        self.refuse_identifying(&kind, raw)?;
        if kind != Kind::Text {
            return Err(self.mistyped(raw.at, format!("这里应是文字，却是{}。", kind.label())));
        }
        Ok(term)
    }
}
