//! Random rules, well-formed by construction.

use catalog::area::Level;
use catalog::element::{Dictionary, ElementNo};
use catalog::source;
use rules::{
    Arithmetic, Condition, Function, Operator, Relation, Rule, Subject, Term, Value, Whose,
};

use crate::dice::Dice;
use crate::random_world::{AREAS, TAGS, TEXTS};

/// What a random rule may ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    All,
    /// What the export has columns for.
    Exported,
}

pub fn rule(dice: &mut Dice, subject: Subject, scope: Scope) -> Rule {
    let mut maker = Maker {
        dice,
        scope,
        root: subject,
    };
    Rule {
        subject,
        condition: maker.condition(subject, 3, 0),
    }
}

struct Maker<'a> {
    dice: &'a mut Dice,
    scope: Scope,
    root: Subject,
}

const ORDERED: [Operator; 6] = [
    Operator::Equal,
    Operator::Unequal,
    Operator::Less,
    Operator::AtMost,
    Operator::Greater,
    Operator::AtLeast,
];

fn no(id: &str) -> ElementNo {
    Dictionary::shipped().by_id(id).unwrap().no
}

fn code(table: &str, code: &str) -> Value {
    Value::Code {
        table: table.to_owned(),
        code: code.to_owned(),
    }
}

impl Maker<'_> {
    fn condition(&mut self, subject: Subject, budget: usize, depth: usize) -> Condition {
        if budget == 0 {
            return self.leaf(subject, depth);
        }
        match self.dice.below(9) {
            0 | 1 => Condition::all(self.some(subject, budget, depth)),
            2 | 3 => Condition::any(self.some(subject, budget, depth)),
            4 => self.condition(subject, budget - 1, depth).negated(),
            5 => Condition::Otherwise {
                condition: Box::new(self.condition(subject, budget - 1, depth)),
                default: self.dice.chance(50),
            },
            6 | 7 if depth < 2 => self.set(subject, budget, depth),
            _ => self.leaf(subject, depth),
        }
    }

    fn some(&mut self, subject: Subject, budget: usize, depth: usize) -> Vec<Condition> {
        (0..2 + self.dice.below(2))
            .map(|_| self.condition(subject, budget - 1, depth))
            .collect()
    }

    fn relation(&mut self, subject: Subject) -> Relation {
        let exported = [
            Relation::Housemates,
            Relation::Home,
            Relation::HukouDwelling,
            Relation::Residents,
            Relation::Registered,
            Relation::PlacesIn,
            Relation::Site,
            Relation::Members,
            Relation::HouseholdDwelling,
        ];
        let all: Vec<Relation> = Relation::ALL
            .into_iter()
            .filter(|relation| relation.from() == subject)
            .filter(|relation| self.scope == Scope::All || exported.contains(relation))
            .collect();
        *self.dice.pick(&all)
    }

    fn set(&mut self, subject: Subject, budget: usize, depth: usize) -> Condition {
        let relation = self.relation(subject);
        let that = Box::new(self.condition(relation.to(), budget - 1, depth + 1));
        match self.dice.below(5) {
            0 => Condition::Every { relation, that },
            1 => Condition::Some {
                relation,
                that: None,
            },
            2 => Condition::Compare {
                left: Term::Count {
                    relation,
                    that: self.dice.chance(70).then_some(that),
                },
                operator: *self.dice.pick(&ORDERED),
                right: Term::number([0.0, 1.0, 2.0, 1.5][self.dice.below(4)]),
            },
            _ => Condition::Some {
                relation,
                that: Some(that),
            },
        }
    }

    /// A field of the member, or inside a set sometimes of 本人.
    fn field(&mut self, id: &str, subject: Subject, depth: usize) -> Term {
        let root = depth > 0 && subject == self.root && self.dice.chance(40);
        Term::Field {
            whose: if root { Whose::Root } else { Whose::Own },
            element: no(id),
        }
    }

    fn number_limit(&mut self) -> Term {
        Term::number(
            *self
                .dice
                .pick(&[0.0, 18.0, 60.0, 79.5, 80.0, 100.0, -5.0, 300.0]),
        )
    }

    fn number(&mut self, subject: Subject, depth: usize, budget: usize) -> Term {
        if budget > 0 && self.dice.chance(30) {
            let operator = *self.dice.pick(&[
                Arithmetic::Add,
                Arithmetic::Subtract,
                Arithmetic::Multiply,
                Arithmetic::Divide,
            ]);
            let left = Box::new(self.number(subject, depth, budget - 1));
            let right = Box::new(Term::number(*self.dice.pick(&[2.0, 10.0, 0.5])));
            return Term::Arithmetic {
                operator,
                left,
                right,
            };
        }
        match subject {
            Subject::Person => match self.dice.below(6) {
                0 => Term::Call {
                    function: *self.dice.pick(&[
                        Function::FullYears,
                        Function::FullMonths,
                        Function::Days,
                    ]),
                    arguments: vec![
                        self.field("birth_date", subject, depth),
                        Term::Value(Value::Date("2026-08-31".parse().unwrap())),
                    ],
                },
                1 => Term::Call {
                    function: *self
                        .dice
                        .pick(&[Function::Year, Function::Month, Function::Day]),
                    arguments: vec![self.field("birth_date", subject, depth)],
                },
                2 if self.scope == Scope::All => Term::Otherwise {
                    term: Box::new(self.field("benefit_amount", subject, depth)),
                    default: Box::new(Term::number(0.0)),
                },
                _ => self.field("age", subject, depth),
            },
            Subject::Dwelling => {
                let id = *self.dice.pick(&["floor_area", "built_year"]);
                self.field(id, subject, depth)
            }
            Subject::Place => Term::Call {
                function: Function::Year,
                arguments: vec![if self.scope == Scope::All {
                    self.field("founded_on", subject, depth)
                } else {
                    Term::Call {
                        function: Function::AddDays,
                        arguments: vec![Term::Today, Term::number(3.0)],
                    }
                }],
            },
            Subject::Household => Term::Count {
                relation: Relation::Members,
                that: None,
            },
        }
    }

    fn date(&mut self, subject: Subject, depth: usize) -> Term {
        let id = *self.dice.pick(&["birth_date", "death_date"]);
        let field = self.field(id, subject, depth);
        let shift = Term::number(*self.dice.pick(&[1.0, -1.0, 13.0, 960.0]));
        match self.dice.below(4) {
            0 => Term::Call {
                function: Function::AddMonths,
                arguments: vec![field, shift],
            },
            1 => Term::Call {
                function: Function::AddDays,
                arguments: vec![field, shift],
            },
            _ => field,
        }
    }

    fn area(&mut self, subject: Subject, depth: usize) -> Term {
        let id = if subject == Subject::Person {
            // 户籍地, told by the county where no community is held, is drawn more often.
            *self
                .dice
                .pick(&["home_community", "hukou_community", "hukou_community"])
        } else {
            "site_community"
        };
        let field = self.field(id, subject, depth);
        if self.dice.chance(70) {
            return field;
        }
        Term::Call {
            function: *self.dice.pick(&[
                Function::Street,
                Function::District,
                Function::City,
                Function::Province,
            ]),
            arguments: vec![field],
        }
    }

    fn larger_area(&mut self) -> Term {
        if self.dice.chance(50) {
            return Term::OwnArea(*self.dice.pick(&[
                Level::Province,
                Level::City,
                Level::District,
            ]));
        }
        Term::Value(Value::Area(self.dice.pick(&AREAS).parse().unwrap()))
    }

    fn leaf(&mut self, subject: Subject, depth: usize) -> Condition {
        let kind = self.dice.below(10);
        if subject == Subject::Household && (kind == 2 || kind > 4) {
            // It has neither dates, codes nor texts of its own, and no tags here.
            return Condition::Some {
                relation: self.relation(subject),
                that: None,
            };
        }
        match kind {
            0 | 1 => Condition::Compare {
                left: self.number(subject, depth, 2),
                operator: *self.dice.pick(&ORDERED),
                right: self.number_limit(),
            },
            2 if subject == Subject::Person => Condition::Compare {
                left: self.date(subject, depth),
                operator: *self.dice.pick(&ORDERED),
                right: Term::Today,
            },
            3 if subject != Subject::Place => Condition::Within {
                term: self.area(subject, depth),
                area: self.larger_area(),
            },
            4 if subject != Subject::Place => Condition::Compare {
                left: self.area(subject, depth),
                operator: *self.dice.pick(&[Operator::Equal, Operator::Unequal]),
                right: self.area(subject, depth),
            },
            5 => self.code(subject, depth),
            6 => self.text_or_yes(subject, depth),
            7 => {
                let id = match subject {
                    Subject::Person => {
                        *self
                            .dice
                            .pick(&["birth_date", "phone", "sex", "age", "hukou_community"])
                    }
                    Subject::Dwelling => *self.dice.pick(&["dwelling_use", "floor_area"]),
                    Subject::Place => *self.dice.pick(&["place_status", "industry"]),
                    Subject::Household => "site_community",
                };
                Condition::Known(self.field(id, subject, depth))
            }
            8 if subject == Subject::Person => Condition::Alive,
            _ if subject == Subject::Person && self.scope == Scope::All && self.dice.chance(30) => {
                Condition::Source(*self.dice.pick(&[source::no::HUKOU, source::no::OLD_AGE]))
            }
            _ if subject == Subject::Person => Condition::Tag((*self.dice.pick(&TAGS)).to_owned()),
            _ => self.code(subject, depth),
        }
    }

    fn code(&mut self, subject: Subject, depth: usize) -> Condition {
        let all = self.scope == Scope::All;
        let (id, table, codes): (_, _, &[&str]) = match subject {
            Subject::Person if all && self.dice.chance(60) => {
                ("disability_level", "disability-level", &["1", "2", "4"])
            }
            Subject::Person => ("sex", "sex", &["1", "2"]),
            Subject::Dwelling => ("dwelling_use", "dwelling-use", &["0", "2", "4"]),
            _ => ("place_status", "place-status", &["1", "4"]),
        };
        let field = self.field(id, subject, depth);
        if self.dice.chance(50) {
            let values = codes[..1 + self.dice.below(codes.len())]
                .iter()
                .map(|one| code(table, one))
                .collect();
            return Condition::OneOf {
                term: field,
                values,
            };
        }
        Condition::Compare {
            left: field,
            operator: *self.dice.pick(&[Operator::Equal, Operator::Unequal]),
            right: Term::Value(code(table, self.dice.pick::<&str>(codes))),
        }
    }

    fn text_or_yes(&mut self, subject: Subject, depth: usize) -> Condition {
        let all = self.scope == Scope::All;
        let yes_no = match subject {
            Subject::Person if all => Some("volunteer"),
            Subject::Dwelling => Some("group_rental"),
            _ => None,
        };
        if let Some(id) = yes_no.filter(|_| self.dice.chance(40)) {
            return Condition::Holds(self.field(id, subject, depth));
        }
        let id = match subject {
            Subject::Person if all => "occupation",
            Subject::Person => return Condition::Alive.negated(),
            Subject::Dwelling => "estate",
            _ => "industry",
        };
        let term = self.field(id, subject, depth);
        let text = (*self.dice.pick(&TEXTS)).to_owned();
        match self.dice.below(3) {
            0 => Condition::Contains {
                term,
                text: text.chars().take(2).collect(),
            },
            1 => Condition::StartsWith {
                term,
                text: text.chars().take(1).collect(),
            },
            _ => Condition::Compare {
                left: term,
                operator: Operator::Equal,
                right: Term::Value(Value::Text(text)),
            },
        }
    }
}
