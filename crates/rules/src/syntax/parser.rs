//! Tokens into the tree of what was written, by recursive descent:
//!
//! ```text
//! rule       = and { 或 and }
//! and        = not { 且 not }
//! not        = [ 非 ] not | comparison
//! comparison = sum [ (= != < <= > >=) sum | 在 list | 在 area | 介于 sum 至 sum | 包含 text | 开头是 text ]
//! sum        = product { (+ -) product }
//! product    = sign { (* /) sign }
//! sign       = [ - ] default
//! default    = primary [ 或默认 primary ]
//! primary    = number [unit] | day | month | text | word | word ( list ) | name | ( rule ) | set
//! set        = (存在 | 没有 | 所有) relation [ 满足 not ]
//! ```

use super::fault::Fault;
use super::lexer::{Placed, Token, tokens};
use super::raw::{Node, Raw};
use super::words::{self, Keyword, UNITS};
use crate::term::Arithmetic;

/// Longest text of a rule, in bytes.
const LONGEST: usize = 60_000;
/// Deepest nesting of brackets.
const DEEPEST: usize = 60;
/// Longest chain of one kind of calculation.
const LONGEST_CHAIN: usize = 60;

/// Reads a rule's text.
pub(crate) fn parse(text: &str) -> Result<Raw, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::at(
            text,
            0,
            "rule-too-long",
            "规则太长，请拆成几个标签再引用。",
        ));
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
    };
    if *parser.peek() == Token::End {
        return Err(parser.fault("规则是空的，请写一个条件，例如“年龄 >= 80”。"));
    }
    let rule = parser.or()?;
    if *parser.peek() == Token::End {
        return Ok(rule);
    }
    let shown = parser.peek().shown();
    if let Some(word) = parser.peek_word()
        && words::keyword(&word).is_none()
        && words::element(&word).is_none()
    {
        return Err(parser.unknown(&word));
    }
    Err(parser.fault(format!("这里不该有{shown}；两个条件之间要写“且”或“或”。")))
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.next.min(self.tokens.len() - 1)].token
    }

    fn place(&self) -> usize {
        self.tokens[self.next.min(self.tokens.len() - 1)].at
    }

    fn peek_word(&self) -> Option<String> {
        match self.peek() {
            Token::Word(word) => Some(word.clone()),
            _ => None,
        }
    }

    fn keyword(&self) -> Option<Keyword> {
        match self.peek() {
            Token::Word(word) => words::keyword(word),
            Token::Sign("=") => Some(Keyword::Equal),
            Token::Sign("!=") => Some(Keyword::Unequal),
            Token::Sign("<") => Some(Keyword::Less),
            Token::Sign("<=") => Some(Keyword::AtMost),
            Token::Sign(">") => Some(Keyword::Greater),
            Token::Sign(">=") => Some(Keyword::AtLeast),
            _ => None,
        }
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn takes_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.keyword() == Some(keyword);
        self.next += usize::from(found);
        found
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::at(self.text, self.place(), "rule-syntax", message)
    }

    fn unknown(&self, word: &str) -> Fault {
        unknown_word(self.text, self.place(), word)
    }

    fn expect_sign(&mut self, sign: &str, after: &str) -> Result<(), Fault> {
        if self.takes_sign(sign) {
            return Ok(());
        }
        let shown = self.peek().shown();
        Err(self.fault(format!("{after}后面应有“{sign}”，这里却是{shown}。")))
    }

    fn or(&mut self) -> Result<Raw, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault("括号套得太深，请拆成几个标签再引用。"));
        }
        let at = self.place();
        let mut parts = vec![self.and()?];
        while self.takes_keyword(Keyword::Or) {
            parts.push(self.and()?);
        }
        self.depth -= 1;
        Ok(joined(parts, at, Node::Or))
    }

    fn and(&mut self) -> Result<Raw, Fault> {
        let at = self.place();
        let mut parts = vec![self.not()?];
        while self.takes_keyword(Keyword::And) {
            parts.push(self.not()?);
        }
        Ok(joined(parts, at, Node::And))
    }

    fn not(&mut self) -> Result<Raw, Fault> {
        let at = self.place();
        // 是 after 非 would be a value; 非 is only ever an operator here.
        if self.takes_keyword(Keyword::Not) {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.fault("“非”套得太深，请化简。"));
            }
            let inner = self.not()?;
            self.depth -= 1;
            return Ok(Raw {
                node: Node::Not(Box::new(inner)),
                at,
            });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Raw, Fault> {
        let left = self.sum()?;
        let at = left.at;
        let Some(keyword) = self.keyword() else {
            return Ok(left);
        };
        let left = Box::new(left);
        let node = match keyword {
            Keyword::Equal
            | Keyword::Unequal
            | Keyword::AtLeast
            | Keyword::AtMost
            | Keyword::Greater
            | Keyword::Less => {
                self.next += 1;
                Node::Compare(keyword, left, Box::new(self.sum()?))
            }
            Keyword::In => {
                self.next += 1;
                self.within(left)?
            }
            Keyword::NotIn => {
                self.next += 1;
                let inner = self.within(left)?;
                Node::Not(Box::new(Raw { node: inner, at }))
            }
            Keyword::Between => {
                self.next += 1;
                let from = self.sum()?;
                if !self.takes_keyword(Keyword::To) {
                    let shown = self.peek().shown();
                    return Err(self.fault(format!(
                        "“介于”要写成“介于 60 至 69”，这里应有“至”，却是{shown}。"
                    )));
                }
                Node::Between(left, Box::new(from), Box::new(self.sum()?))
            }
            Keyword::Contains => {
                self.next += 1;
                Node::Contains(left, self.text("包含")?)
            }
            Keyword::StartsWith => {
                self.next += 1;
                Node::StartsWith(left, self.text("开头是")?)
            }
            _ => return Ok(*left),
        };
        Ok(Raw { node, at })
    }

    /// What stands behind 在: a list in brackets, or an area.
    fn within(&mut self, left: Box<Raw>) -> Result<Node, Fault> {
        if !self.takes_sign("(") {
            return Ok(Node::Within(left, Box::new(self.sum()?)));
        }
        let mut values = vec![self.sum()?];
        while self.takes_sign(",") {
            values.push(self.sum()?);
        }
        self.expect_sign(")", "列表")?;
        Ok(Node::In(left, values))
    }

    fn text(&mut self, after: &str) -> Result<String, Fault> {
        match self.peek().clone() {
            Token::Text(text) if !text.is_empty() => {
                self.next += 1;
                Ok(text)
            }
            other => Err(self.fault(format!(
                "“{after}”后面应是引号里的文字，例如 {after} '退休'，这里却是{}。",
                other.shown()
            ))),
        }
    }

    fn sum(&mut self) -> Result<Raw, Fault> {
        let mut left = self.product()?;
        let mut length = 0;
        loop {
            length += 1;
            self.check_chain(length)?;
            let operator = match self.peek() {
                Token::Sign("+") => Arithmetic::Add,
                Token::Sign("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.product()?;
            left = arithmetic(operator, left, right);
        }
    }

    fn product(&mut self) -> Result<Raw, Fault> {
        let mut left = self.sign()?;
        let mut length = 0;
        loop {
            length += 1;
            self.check_chain(length)?;
            let operator = match self.peek() {
                Token::Sign("*") => Arithmetic::Multiply,
                Token::Sign("/") => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.sign()?;
            left = arithmetic(operator, left, right);
        }
    }

    fn check_chain(&self, length: usize) -> Result<(), Fault> {
        if length > LONGEST_CHAIN {
            return Err(self.fault("算式太长，请拆开。"));
        }
        Ok(())
    }

    fn sign(&mut self) -> Result<Raw, Fault> {
        let at = self.place();
        if self.takes_sign("-") {
            let inner = self.or_default()?;
            return Ok(Raw {
                node: Node::Negative(Box::new(inner)),
                at,
            });
        }
        self.or_default()
    }

    fn or_default(&mut self) -> Result<Raw, Fault> {
        let first = self.primary()?;
        let at = first.at;
        if !self.takes_keyword(Keyword::Otherwise) {
            return Ok(first);
        }
        let second = self.primary()?;
        Ok(Raw {
            node: Node::Otherwise(Box::new(first), Box::new(second)),
            at,
        })
    }

    fn primary(&mut self) -> Result<Raw, Fault> {
        let at = self.place();
        let node = match self.take() {
            Token::Number(value, text) => Node::Number {
                value,
                text,
                unit: self.unit(),
            },
            Token::Day(day) => Node::Day(day),
            Token::Month(first) => Node::Month(first),
            Token::Text(text) => Node::Text(text),
            Token::Named(word, name) => Node::Named(word, name),
            Token::Sign("(") => {
                let inner = self.or()?;
                self.expect_sign(")", "括号里的条件")?;
                inner.node
            }
            Token::Word(word) => return self.word(word, at),
            other => {
                self.next -= 1;
                return Err(self.fault(format!(
                    "这里应是一个条件或数据元，例如“年龄 >= 80”，却是{}。",
                    other.shown()
                )));
            }
        };
        Ok(Raw { node, at })
    }

    fn word(&mut self, word: String, at: usize) -> Result<Raw, Fault> {
        let node = match words::keyword(&word) {
            Some(Keyword::Some) => self.quantified(false)?,
            Some(Keyword::Every) => self.quantified(true)?,
            Some(Keyword::None) => Node::Not(Box::new(Raw {
                node: self.quantified(false)?,
                at,
            })),
            Some(Keyword::Root) => self.of_root()?,
            // 是 is a value where a value is expected.
            Some(Keyword::Equal) if word == "是" => Node::Word(word),
            Some(_) => {
                self.next -= 1;
                return Err(self.fault(format!(
                    "“{word}”前面或后面少了内容，这里应是一个条件或数据元。"
                )));
            }
            None if matches!(word.as_str(), "人数" | "个数") => self.count()?,
            None if self.takes_sign("(") => {
                let mut arguments = Vec::new();
                if !self.takes_sign(")") {
                    arguments.push(self.or()?);
                    while self.takes_sign(",") {
                        arguments.push(self.or()?);
                    }
                    self.expect_sign(")", &format!("“{word}”的内容"))?;
                }
                Node::Call(word, arguments)
            }
            None => Node::Word(word),
        };
        Ok(Raw { node, at })
    }

    fn of_root(&mut self) -> Result<Node, Fault> {
        let joined = self.takes_sign(".") || self.takes_keyword(Keyword::Of);
        match self.peek_word() {
            Some(word) if joined => {
                self.next += 1;
                Ok(Node::OfRoot(word))
            }
            _ => Err(self.fault("“本人”后面应写“的”和一个数据元，例如“本人 的 居住地”。")),
        }
    }

    fn relation(&mut self, after: &str) -> Result<(String, usize), Fault> {
        let at = self.place();
        match self.peek_word() {
            Some(word) => {
                self.next += 1;
                Ok((word, at))
            }
            None => {
                let shown = self.peek().shown();
                Err(self.fault(format!(
                    "“{after}”后面应是同住人、户内成员、配偶、子女等，这里却是{shown}。"
                )))
            }
        }
    }

    fn quantified(&mut self, every: bool) -> Result<Node, Fault> {
        let (relation, relation_at) = self.relation(if every { "所有" } else { "存在" })?;
        let that = if self.takes_keyword(Keyword::That) {
            Some(Box::new(self.not()?))
        } else if every {
            return Err(self.fault(format!(
                "“所有 {relation}”后面应写“满足”和括号里的条件，例如“所有 {relation} 满足 (年龄 >= 60)”。"
            )));
        } else {
            None
        };
        Ok(Node::Quantified {
            every,
            relation,
            relation_at,
            that,
        })
    }

    fn count(&mut self) -> Result<Node, Fault> {
        self.expect_sign("(", "“人数”")?;
        let (relation, relation_at) = self.relation("人数(")?;
        let that = if self.takes_keyword(Keyword::That) {
            Some(Box::new(self.or()?))
        } else {
            None
        };
        self.expect_sign(")", "“人数”的内容")?;
        Ok(Node::Count {
            relation,
            relation_at,
            that,
        })
    }

    fn unit(&mut self) -> Option<String> {
        let word = self.peek_word()?;
        let (_, unit) = UNITS.iter().find(|(typed, _)| *typed == word)?;
        self.next += 1;
        Some((*unit).to_owned())
    }
}

fn joined(mut parts: Vec<Raw>, at: usize, node: fn(Vec<Raw>) -> Node) -> Raw {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    Raw {
        node: node(parts),
        at,
    }
}

fn arithmetic(operator: Arithmetic, left: Raw, right: Raw) -> Raw {
    Raw {
        at: left.at,
        node: Node::Arithmetic(operator, Box::new(left), Box::new(right)),
    }
}

/// A word that means nothing, with the nearest one that does.
pub(crate) fn unknown_word(text: &str, at: usize, word: &str) -> Fault {
    let nearest = super::fault::nearest(word, words::known().iter().map(String::as_str));
    let advice = match nearest {
        Some(nearest) => format!("是否想写“{nearest}”？"),
        None => "请从数据元目录中选择，文字要加引号。".to_owned(),
    };
    Fault::at(
        text,
        at,
        "rule-unknown-word",
        format!("不认识“{word}”。{advice}"),
    )
}
