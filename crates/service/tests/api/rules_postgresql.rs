//! Rules as SQL, asked of a real PostgreSQL: random rules, and every tag and policy that ships, over
//! the exported tables of a small random district say of everybody what Linli says.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::element::{Dictionary, ValueKind, no};
use query::{ExportFormat, PersonFilter, Snapshot, TagSet, export};
use rules::memory::World;
use rules::sql::{Dialect, Tables, amounts, select};
use rules::{Condition, Context, Rule, Subject, Truth, expand_tags};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};

use crate::dice::Dice;
use crate::random_district::snapshot;
use crate::random_rule::{Scope, rule};
use crate::random_world::{AREAS, world};
use crate::test_server;

/// Random rules asked.
const RULES: usize = 240;

/// People of the district; half as many dwellings, a quarter as many places.
const PEOPLE: usize = 240;

/// Columns of the export whose name is not that of an element, and that are no text.
const KINDS: [(&str, &str); 22] = [
    ("person_id", "bigint"),
    ("dwelling_id", "bigint"),
    ("place_id", "bigint"),
    ("household_id", "bigint"),
    ("relative_id", "bigint"),
    ("id", "bigint"),
    ("home_dwelling_id", "bigint"),
    ("hukou_dwelling_id", "bigint"),
    ("registered_dwelling_id", "bigint"),
    ("sex_code", "integer"),
    ("age", "integer"),
    ("tag_no", "integer"),
    ("source_no", "integer"),
    ("floor", "integer"),
    ("built_year", "integer"),
    ("residents", "bigint"),
    ("floor_area_m2", "double precision"),
    ("deceased", "boolean"),
    ("household_known", "boolean"),
    ("spouse_known", "boolean"),
    ("children_known", "boolean"),
    ("parents_known", "boolean"),
];

/// The type of a column as a reader of the export would take it.
fn kind_of(column: &str) -> &'static str {
    if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == column) {
        return kind;
    }
    let element = Dictionary::shipped().by_id(column);
    match element.map(|element| &element.kind) {
        Some(ValueKind::Date | ValueKind::Month) => "date",
        Some(ValueKind::Integer | ValueKind::Decimal) => "double precision",
        Some(ValueKind::YesNo) => "boolean",
        _ => "text",
    }
}

/// Who is entitled to what under a policy, and how much: per person, each component's answer and
/// amount in fen.
type Entitled = BTreeMap<i64, (Option<bool>, Vec<(Option<bool>, i64)>)>;

/// The export of a snapshot in temporary tables of one connection.
struct Engine(PgConnection);

impl Engine {
    async fn with(snapshot: &Snapshot, server: &str) -> Self {
        let mut engine = Self(PgConnection::connect(server).await.unwrap());
        // Compiling such a query takes longer than running it over so few rows.
        engine.run("SET jit = off".to_owned()).await;
        let folder = tempfile::TempDir::new().unwrap();
        for file in export(snapshot, folder.path(), ExportFormat::Csv).unwrap() {
            let name = file.path.file_stem().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&file.path).unwrap();
            let header = text.lines().next().unwrap();
            let columns: Vec<String> = header
                .split(',')
                .map(|column| format!("\"{column}\" {}", kind_of(column)))
                .collect();
            let columns = columns.join(", ");
            engine
                .run(format!("CREATE TEMPORARY TABLE \"{name}\" ({columns})"))
                .await;
            let copy = format!("COPY \"{name}\" FROM STDIN (FORMAT csv, HEADER true)");
            let mut into = engine.0.copy_in_raw(&copy).await.unwrap();
            into.send(text.as_bytes()).await.unwrap();
            assert_eq!(into.finish().await.unwrap(), file.rows, "{name}");
            engine.run(format!("ANALYZE \"{name}\"")).await;
        }
        engine
    }

    async fn run(&mut self, sql: String) {
        let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut self.0).await;
        done.unwrap();
    }

    /// The lines of a query, or what the engine holds against it.
    async fn rows(&mut self, sql: &str) -> Vec<sqlx::postgres::PgRow> {
        sqlx::query(AssertSqlSafe(sql.to_owned()))
            .fetch_all(&mut self.0)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{sql}"))
    }

    /// Of whom `column` is true, and of whom it cannot be told.
    async fn answers(&mut self, sql: &str, column: &str) -> [BTreeSet<i64>; 2] {
        let (mut yes, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for row in self.rows(sql).await {
            let id: i64 = row.get("id");
            match row.get::<Option<bool>, _>(column) {
                Some(true) => yes.insert(id),
                Some(false) => true,
                None => unknown.insert(id),
            };
        }
        [yes, unknown]
    }

    /// Who is entitled, or cannot be told to be, and to what.
    async fn entitled(&mut self, sql: &str, components: usize) -> Entitled {
        // Amounts are numbers of one kind or another; in fen they are whole.
        let columns: String = (1..=components)
            .map(|at| format!(", due_{at}, CAST(fen_{at} AS BIGINT) AS fen_{at}"))
            .collect();
        let sql = format!(
            "SELECT id, entitled{columns} FROM ({sql}) AS amounts WHERE entitled IS NOT FALSE"
        );
        let mut found = Entitled::new();
        for row in self.rows(&sql).await {
            let components = (1..=components).map(|at| {
                let due: Option<bool> = row.get(format!("due_{at}").as_str());
                let fen: Option<i64> = row.get(format!("fen_{at}").as_str());
                (due, fen.unwrap_or(0))
            });
            found.insert(row.get("id"), (row.get("entitled"), components.collect()));
        }
        found
    }
}

/// Of whom a rule holds, and of whom it cannot be told, as Linli counts and lists them.
fn told(snapshot: &Snapshot, rule: &Rule, filter: &PersonFilter) -> [BTreeSet<i64>; 2] {
    [
        snapshot.matching(rule, filter).unwrap(),
        snapshot.untold(rule, filter).unwrap(),
    ]
    .map(BTreeSet::from_iter)
}

/// Everybody or everything that a filter selects.
fn selected(snapshot: &Snapshot, subject: Subject, filter: &PersonFilter) -> BTreeSet<i64> {
    let all = Rule {
        subject,
        condition: Condition::Always(true),
    };
    snapshot
        .matching(&all, filter)
        .unwrap()
        .into_iter()
        .collect()
}

/// Asks random rules, in turn everywhere and in one area, which is then 本区.
async fn ask_random_rules(engine: &mut Engine, snapshot: &Snapshot, dice: &mut Dice) {
    let district: AreaCode = "370203".parse().unwrap();
    let (mut answers, mut asked) = ([0; 3], 0);
    for round in 0..RULES {
        let subject = Subject::ALL[[0, 0, 0, 0, 1, 2, 3][round % 7]];
        let rule = rule(dice, subject, Scope::All);
        let area = (round % 2 == 1).then_some(district);
        let filter = PersonFilter {
            area,
            ..PersonFilter::default()
        };
        let sql = select(
            &rule,
            &Tables::export(),
            Dialect::Postgresql,
            &snapshot.context(area),
        );
        let sql = match sql {
            Ok(sql) => sql,
            Err(problem) => {
                assert_eq!(problem.code, "rule-sql-not-exported", "{problem}");
                continue;
            }
        };
        let all = selected(snapshot, subject, &filter);
        let found = engine.answers(&sql, "holds").await;
        let found = found.map(|ids| ids.intersection(&all).copied().collect::<BTreeSet<i64>>());
        let expected = told(snapshot, &rule, &filter);
        assert_eq!(found, expected, "round {round}: {}\n{sql}", rule.text());
        asked += 1;
        let [yes, unknown] = expected.map(|ids| ids.len());
        answers[0] += yes;
        answers[1] += unknown;
        answers[2] += all.len() - yes - unknown;
    }
    assert!(asked * 4 > RULES * 3, "{asked} of {RULES} could be asked");
    let sum: usize = answers.iter().sum();
    // The test would prove little if one answer were rare.
    assert!(answers.iter().all(|count| count * 40 > sum), "{answers:?}");
}

/// Asks every tag by its rule, other tags spelt out, and compares the exported tables of tags.
async fn ask_every_tag(engine: &mut Engine, snapshot: &Snapshot) {
    let set = TagSet::shipped();
    let conditions: BTreeMap<String, Condition> = set
        .all()
        .map(|tag| (tag.name.clone(), tag.rule.condition.clone()))
        .collect();
    let everywhere = PersonFilter::default();
    let mut carried = 0;
    for tag in set.all() {
        let rule = Rule {
            subject: tag.rule.subject,
            condition: expand_tags(&tag.rule.condition, &conditions).unwrap(),
        };
        let sql = select(
            &rule,
            &Tables::export(),
            Dialect::Postgresql,
            &snapshot.context(None),
        )
        .unwrap_or_else(|problem| panic!("{}: {problem}", tag.name));
        let expected = told(snapshot, &tag.rule, &everywhere);
        carried += usize::from(!expected[0].is_empty());
        let found = engine.answers(&sql, "holds").await;
        assert_eq!(found, expected, "{}\n{sql}", tag.name);
        if tag.rule.subject != Subject::Person {
            continue;
        }
        for (table, expected) in ["tags", "untold_tags"].into_iter().zip(expected) {
            let sql = format!("SELECT person_id FROM {table} WHERE tag_no = {}", tag.no.0);
            let rows = engine.rows(&sql).await;
            let found: BTreeSet<i64> = rows.iter().map(|row| row.get(0)).collect();
            assert_eq!(found, expected, "{} in {table}", tag.name);
        }
    }
    assert!(carried > 20, "{carried} tags are carried by anybody");
}

/// Asks every policy who is entitled to what.
async fn ask_every_policy(engine: &mut Engine, snapshot: &Snapshot) {
    let tags = &snapshot.district().tags;
    let (mut asked, mut entitled) = (0, 0);
    for file in rules::shipped::policies() {
        let Some(policy) = file.compile(tags.vocabulary(), tags.parameters()).unwrap() else {
            continue;
        };
        let context = Context {
            area: Some(file.area),
            parameters: &policy.parameters,
            ..snapshot.context(None)
        };
        let sql = amounts(
            &policy.table,
            &Tables::export(),
            Dialect::Postgresql,
            &context,
        )
        .unwrap_or_else(|problem| panic!("{}: {problem}", file.id));
        let found = engine.entitled(&sql, policy.table.components.len()).await;
        let everybody = PersonFilter::default();
        let told = snapshot
            .entitlements(&policy, file.area, &everybody)
            .unwrap();
        let expected: Entitled = told
            .into_iter()
            .map(|one| {
                let due = one.due.iter().map(|due| (truth(due.truth), due.fen));
                (one.person, (truth(one.entitled), due.collect()))
            })
            .collect();
        assert_eq!(found, expected, "{}\n{sql}", file.id);
        asked += 1;
        entitled += expected
            .values()
            .filter(|(who, _)| *who == Some(true))
            .count();
    }
    assert!(asked > 10 && entitled > 20, "{asked} and {entitled}");
}

fn truth(told: Truth) -> Option<bool> {
    match told {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

/// Puts everybody into the community of the dwelling that they live in, and places likewise, as nearly
/// all stand in a registry. A dwelling whose people are spread over communities is not told by the
/// program, which reads one community at a time, and is by SQL, which reads them all.
fn at_their_doors(world: &mut World) {
    let mut sites = BTreeMap::new();
    for (dwelling, area) in world.dwellings.iter_mut().zip(AREAS.iter().cycle()) {
        let site = dwelling.values.entry(no::SITE_COMMUNITY);
        let site = site.or_insert_with(|| (*area).to_owned());
        sites.insert(dwelling.id.to_string(), site.clone());
    }
    for person in &mut world.people {
        let home = person.values.get(&no::HOME_DWELLING);
        let home = home.and_then(|home| sites.get(home)).cloned();
        let hukou = person.values.get(&no::HUKOU_DWELLING);
        if home.is_none() || hukou.and_then(|hukou| sites.get(hukou)) != home.as_ref() {
            person.values.remove(&no::HUKOU_DWELLING);
        }
        if let Some(home) = home {
            person.values.insert(no::HOME_COMMUNITY, home);
        }
    }
    for place in &mut world.places {
        let site = place.values.get(&no::SITE_DWELLING);
        if let Some(site) = site.and_then(|site| sites.get(site)) {
            place.values.insert(no::SITE_COMMUNITY, site.clone());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_says_of_everybody_what_linli_says() {
    let Some(server) = test_server::address("LINLI_TEST_POSTGRES", "rules_postgresql") else {
        return;
    };
    let mut dice = Dice::new(17);
    let mut world = world(&mut dice, PEOPLE);
    at_their_doors(&mut world);
    let snapshot = snapshot(&mut world);
    let mut engine = Engine::with(&snapshot, &server).await;
    ask_every_tag(&mut engine, &snapshot).await;
    ask_every_policy(&mut engine, &snapshot).await;
    ask_random_rules(&mut engine, &snapshot, &mut dice).await;
    engine.0.close().await.unwrap();
}
