//! Mutated files through the whole service: what cannot be loaded leaves nothing behind, and what
//! could be loaded is taken out again without a trace. (The reading alone is fuzzed ten thousand
//! times in `intake`.)

use std::collections::BTreeMap;

use reqwest::StatusCode;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// Files handed in, each mutated at random.
const FILES: u64 = 200;

/// Rows of the lists before they are mutated.
const ROWS: usize = 40;

/// A small generator of our own, so that the same files come on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // Marsaglia's xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let rolled = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(rolled).unwrap() % below
    }
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        match dice.roll(5) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at.max(1)),
            2 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                bytes.drain(at..end);
                if bytes.is_empty() {
                    bytes.push(b'x');
                }
            }
            3 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let junk = [b"\"".as_slice(), b",", b"\n", b"{", b"\xff", b"\0"][dice.roll(6)];
                bytes.splice(at..at, junk.iter().copied());
            }
        }
    }
    bytes
}

/// The first rows of a sample file: enough to be broken anywhere, few enough to be undone at once.
fn head(bytes: &[u8], rows: usize) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.take(rows).flatten().copied().collect()
}

/// What is about deliveries and not about what they hold, so grows with a refused one too; and the
/// figures of the day, which the service keeps by itself.
const GROWS: [&str; 6] = [
    "audit",
    "change_log",
    "delivery",
    "delivery_check",
    "delivery_issue",
    "tag_figure",
];

/// How many rows every other table has: what a refused file leaves behind would show here, even if
/// no entity held it.
async fn rows_of_tables(connection: &DatabaseConnection) -> BTreeMap<String, i64> {
    let text = |sql: String| Statement::from_string(DatabaseBackend::Sqlite, sql);
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table'".to_owned();
    let mut rows = BTreeMap::new();
    for table in connection.query_all_raw(text(tables)).await.unwrap() {
        let name: String = table.try_get_by_index(0).unwrap();
        if GROWS.contains(&name.as_str()) || name.starts_with("sqlite_") {
            continue;
        }
        let count = text(format!("SELECT count(*) FROM \"{name}\""));
        let count = connection.query_one_raw(count).await.unwrap().unwrap();
        rows.insert(name, count.try_get_by_index(0).unwrap());
    }
    rows
}

/// A refused file is a delivery that says why, and that nothing of it was loaded.
async fn says_why(centre: &Caller, delivery: &Value) {
    let page = centre
        .read(&format!("/api/deliveries/{}", delivery["id"]))
        .await;
    assert_eq!(page["rows_loaded"], 0, "{page}");
    assert_eq!(page["state"], delivery["state"], "{page}");
    if page["state"] == "failed" {
        let why = page["problem"]["detail"].as_str().unwrap();
        assert!(why.ends_with('。'), "{page}");
    }
    let undo = format!("/api/deliveries/{}/undo", delivery["id"]);
    let (status, problem) = refusal(centre.post(&undo, &json!({})).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("delivery-not-loaded"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_files_are_loaded_whole_or_leave_nothing() {
    for database in databases("fuzz").into_iter().take(1) {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let connection = Database::connect(ConnectOptions::new(server.database_url()))
            .await
            .unwrap();
        let before = server.digest();
        let mut tables = rows_of_tables(&connection).await;
        let csv = head(
            &std::fs::read(server.sample_file("yibao")).unwrap(),
            ROWS + 1,
        );
        let xlsx = std::fs::read(server.sample_file("canlian")).unwrap();
        let ndjson =
            "{\"姓名\":\"孙测试\",\"id_number\":\"370203194605150020\",\"参保状态\":\"正常\"}\n"
                .repeat(ROWS)
                .into_bytes();
        let mut dice = Dice(20_261_122);
        let (mut stopped, mut loaded) = (0, 0);
        for file in 0..FILES {
            // Most ways to break a workbook break its container, so that fewer of them will do.
            let (original, name, source) = match file % 5 {
                0 | 1 => (&csv, format!("变异{file}.csv"), "yibao"),
                2 => (&xlsx, format!("变异{file}.xlsx"), "canlian"),
                _ => (&ndjson, format!("变异{file}.ndjson"), "yibao"),
            };
            let bytes = mutated(original, &mut dice);
            let fields = [("source", source), ("part", "true")];
            let delivery = centre.deliver(&name, bytes, &fields).await;
            match delivery["state"].as_str().unwrap() {
                "loaded" => {
                    loaded += 1;
                    let undo = format!("/api/deliveries/{}/undo", delivery["id"]);
                    centre.ask(&undo, json!({})).await;
                    // What is undone is put aside, so that its rows are still somewhere.
                    tables = rows_of_tables(&connection).await;
                }
                "failed" | "quarantined" => {
                    stopped += 1;
                    says_why(&centre, &delivery).await;
                    let now = rows_of_tables(&connection).await;
                    assert_eq!(now, tables, "{name} left rows: {delivery}");
                }
                "duplicate" => {}
                other => panic!("{name} ended as {other}: {delivery}"),
            }
            assert_eq!(server.digest(), before, "{name} left something: {delivery}");
        }
        assert!(
            stopped * 10 > FILES && loaded * 10 > FILES,
            "both happen: {stopped} and {loaded}"
        );
        connection.close().await.unwrap();
    }
}
