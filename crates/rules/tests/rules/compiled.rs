//! Rules as SQL: the texts are kept, so that a change of one shows; what has no column is refused.
//! `UPDATE_GOLDEN=1 cargo test -p rules` writes them anew.

use std::path::Path;

use rules::sql::{Dialect, Tables, amounts, count, select};
use rules::{Component, Context, Parameters, Row, Rule, RuleTable, Subject, Vocabulary};

use crate::dice::Dice;
use crate::random_rule::{Scope, rule};

fn context() -> Context<'static> {
    Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203".parse().ok(),
        parameters: Parameters::shipped(),
    }
}

fn parsed(text: &str, subject: Subject) -> Rule {
    Rule::parse(text, subject, &Vocabulary::shipped()).unwrap()
}

/// Compares with the file of that name, or writes it.
fn is_kept(name: &str, sql: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{name}.sql"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, sql).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(sql, kept, "{name}: UPDATE_GOLDEN=1 takes the new text over");
}

#[test]
fn the_texts_are_kept() {
    let rules = [
        (
            "age-and-area",
            Subject::Person,
            "年龄 >= 80 且 户籍地 在 本区 且 健在 且 非 标签(残疾人)",
        ),
        (
            "sole-occupant",
            Subject::Person,
            "年龄 >= 60 且 没有 同住人",
        ),
        (
            "kin-of-root",
            Subject::Person,
            "存在 同住人 满足 (区县(户籍地) != 区县(本人 的 户籍地) 且 性别 = 女)",
        ),
        (
            "dwelling",
            Subject::Dwelling,
            "建成年份 <= 2000 且 所有 居住人 满足 (年龄 >= 60) 且 小区 包含 'it''s'",
        ),
        (
            "household",
            Subject::Household,
            "所在社区 在 本区 且 人数(户的成员 满足 (健在 且 年龄 < 18)) >= 2 且 存在 户所在房屋 满足 (建筑面积 < 60)",
        ),
    ];
    for dialect in Dialect::ALL {
        for (name, subject, text) in rules {
            let text = text.replace("'it''s'", "\"it's\"");
            let sql = select(
                &parsed(&text, subject),
                &Tables::export(),
                dialect,
                &context(),
            );
            is_kept(&format!("{name}.{}", dialect.word()), &sql.unwrap());
        }
        let table = RuleTable {
            subject: Subject::Person,
            who: parsed("健在 且 户籍地 在 本区", Subject::Person).condition,
            components: vec![Component {
                name: "津贴".into(),
                period: "每月".into(),
                rows: [("年龄 >= 90", "50"), ("年龄 >= 80", "200 / 12")]
                    .map(|(when, amount)| {
                        Row::parse(when, amount, Subject::Person, &Vocabulary::shipped()).unwrap()
                    })
                    .into(),
            }],
        };
        let sql = amounts(&table, &Tables::export(), dialect, &context()).unwrap();
        is_kept(&format!("amounts.{}", dialect.word()), &sql);
        let rule = parsed("年龄 >= 80", Subject::Person);
        let sql = count(&rule, &Tables::export(), dialect, &context()).unwrap();
        is_kept(&format!("count.{}", dialect.word()), &sql);
    }
}

#[test]
fn everything_exported_can_be_compiled() {
    let mut dice = Dice::new(3);
    for round in 0..300 {
        let rule = rule(&mut dice, Subject::ALL[round % 4], Scope::Exported);
        for dialect in Dialect::ALL {
            let sql = select(&rule, &Tables::export(), dialect, &context());
            assert!(sql.is_ok(), "{}\n{sql:?}", rule.text());
        }
    }
}

#[test]
fn what_is_not_exported_is_refused_by_name() {
    for (text, name) in [
        ("已知(监护人电话)", "监护人电话"),
        ("存在 现住房 满足 (标签(群租))", "群租"),
        ("(已知(银行账号)) 或默认 否", "银行账号"),
    ] {
        let rule = parsed(text, Subject::Person);
        let problem = select(&rule, &Tables::export(), Dialect::Duckdb, &context()).unwrap_err();
        assert_eq!(problem.code, "rule-sql-not-exported");
        assert!(problem.detail.contains(name), "{}", problem.detail);
    }
}

#[test]
fn values_cannot_break_out_of_their_quotes() {
    let text = "职业 = \"x'; DROP TABLE people; --\\\"";
    let mut tables = Tables::export();
    tables.bind(
        Subject::Person,
        "occupation",
        rules::sql::Binding::Plain("job\"; --".into()),
    );
    let rule = parsed(text, Subject::Person);
    for (dialect, value, column) in [
        (
            Dialect::Postgresql,
            r"'x''; DROP TABLE people; --\'",
            r#""job""; --""#,
        ),
        (
            Dialect::Duckdb,
            r"'x''; DROP TABLE people; --\'",
            r#""job""; --""#,
        ),
        (
            Dialect::Clickhouse,
            r"'x\'; DROP TABLE people; --\\'",
            r#""job\"; --""#,
        ),
        (
            Dialect::Spark,
            r"'x\'; DROP TABLE people; --\\'",
            r#"`job"; --`"#,
        ),
    ] {
        let sql = select(&rule, &tables, dialect, &context()).unwrap();
        assert!(sql.contains(value) && sql.contains(column), "{sql}");
    }
}
