//! Sets as joins with grouped tables: how many members hold, do not, and cannot be told.

use std::fmt::Write;

use catalog::problem::Problem;

use super::{Node, Query, not_exported};
use crate::condition::Condition;
use crate::sql::column::RelationBinding;
use crate::subject::Relation;

/// The columns of a set's grouped table.
pub(super) struct Set {
    pub(super) yes: String,
    pub(super) no: String,
    pub(super) unknown: String,
    /// Whether all members are known.
    pub(super) complete: String,
}

impl Query<'_> {
    /// Joins the members of a set, grouped by whom they belong to.
    pub(super) fn set(
        &mut self,
        relation: Relation,
        that: Option<&Condition>,
    ) -> Result<Set, Problem> {
        let Some(binding) = self.tables.relation(relation).cloned() else {
            return Err(not_exported(relation.word()));
        };
        // Members are grouped by their owner, or, when the condition speaks of 本人, by everybody
        // on the way from there.
        let outer: Vec<Node> = if that.is_some_and(Condition::uses_root) {
            self.path.clone()
        } else {
            vec![Node {
                relation: None,
                ..self.own().clone()
            }]
        };
        let mut inside = outer.clone();
        for node in &mut inside {
            node.alias = self.alias('t');
        }
        inside.push(Node {
            subject: relation.to(),
            alias: self.alias('t'),
            relation: Some(relation),
        });
        let (from, keep) = self.chain(&inside)?;

        let mut inner = Query {
            tables: self.tables,
            dialect: self.dialect,
            today: self.today,
            path: inside.clone(),
            joins: Vec::new(),
            next: self.next,
        };
        let that = match that {
            Some(that) => inner.condition(that)?,
            None => "TRUE".to_owned(),
        };
        let joins: String = inner
            .joins
            .iter()
            .map(|join| format!("\n  {join}"))
            .collect();
        self.next = inner.next;

        let alias = self.alias('s');
        let quoted = |name: &str| self.dialect.quoted(name);
        let id = |node: &Node| self.of(&node.alias, self.tables.table(node.subject).1);
        let keys: Vec<String> = inside[..outer.len()].iter().map(id).collect();
        let select: Vec<String> = keys
            .iter()
            .enumerate()
            .map(|(at, key)| format!("{key} AS {}", quoted(&format!("k{at}"))))
            .collect();
        let on: Vec<String> = outer
            .iter()
            .enumerate()
            .map(|(at, node)| format!("{} = {}", self.of(&alias, &format!("k{at}")), id(node)))
            .collect();
        let counted = |condition: &str, name: &str| {
            format!(
                "SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {}",
                quoted(name)
            )
        };
        let filter = if keep.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", keep.join(" AND "))
        };
        let join = format!(
            "LEFT JOIN (SELECT {}, {}, {}, {}\n  FROM {from}{joins}{filter}\n  GROUP BY {}) AS {} ON {}",
            select.join(", "),
            counted(&that, "yes"),
            counted(&format!("NOT ({that})"), "no"),
            counted(&format!("({that}) IS NULL"), "unknown"),
            keys.join(", "),
            quoted(&alias),
            on.join(" AND ")
        );
        self.joins.push(join);
        let sum = |name: &str| format!("COALESCE({}, 0)", self.of(&alias, name));
        let (yes, no, unknown) = (sum("yes"), sum("no"), sum("unknown"));
        let own = &self.own().alias;
        let complete = match &binding {
            RelationBinding::Shared { to_one: true, .. } => {
                format!("({yes} + {no} + {unknown} > 0)")
            }
            RelationBinding::Shared { own: column, .. } => {
                format!("({} IS NOT NULL)", self.of(own, column))
            }
            RelationBinding::Pairs {
                complete: Some(column),
                ..
            } => format!("COALESCE({}, FALSE)", self.of(own, column)),
            RelationBinding::Pairs { complete: None, .. } => "FALSE".to_owned(),
        };
        Ok(Set {
            yes,
            no,
            unknown,
            complete,
        })
    }

    /// The tables of some nodes, each joined to the one before, and the conditions on them.
    fn chain(&mut self, nodes: &[Node]) -> Result<(String, Vec<String>), Problem> {
        let mut from = String::new();
        let mut keep = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let (table, id) = self.tables.table(node.subject);
            let named = format!(
                "{} AS {}",
                self.dialect.quoted(table),
                self.dialect.quoted(&node.alias)
            );
            let Some(relation) = node.relation.filter(|_| at > 0) else {
                from.push_str(&named);
                continue;
            };
            let before = &nodes[at - 1];
            let before_id = self.of(&before.alias, self.tables.table(before.subject).1);
            match self.tables.relation(relation) {
                None => return Err(not_exported(relation.word())),
                Some(RelationBinding::Shared {
                    own,
                    other,
                    without_self,
                    living,
                    ..
                }) => {
                    let _ = write!(
                        from,
                        " INNER JOIN {named} ON {} = {}",
                        self.of(&before.alias, own),
                        self.of(&node.alias, other)
                    );
                    if *without_self {
                        keep.push(format!("{before_id} <> {}", self.of(&node.alias, id)));
                    }
                    if *living && let Some(deceased) = self.tables.deceased() {
                        keep.push(format!("NOT {}", self.of(&node.alias, deceased)));
                    }
                }
                Some(RelationBinding::Pairs {
                    table: pairs,
                    own,
                    other,
                    kind,
                    ..
                }) => {
                    let alias = format!("p{}", self.next);
                    self.next += 1;
                    if let Some((column, word)) = kind {
                        keep.push(format!(
                            "{} = {}",
                            self.of(&alias, column),
                            self.dialect.text(word)
                        ));
                    }
                    let _ = write!(
                        from,
                        " INNER JOIN {} AS {} ON {before_id} = {} INNER JOIN {named} ON {} = {}",
                        self.dialect.quoted(pairs),
                        self.dialect.quoted(&alias),
                        self.of(&alias, own),
                        self.of(&alias, other),
                        self.of(&node.alias, id)
                    );
                }
            }
        }
        Ok((from, keep))
    }
}
