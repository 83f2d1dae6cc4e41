//! Whatever anybody tries in whatever order: nobody skips a level, somebody always has the part in
//! hand, nothing changes while it is locked, and every step leaves a trace.

use serde_json::{Value, json};

use super::*;
use crate::server::databases;

/// Tries of each way through the levels.
const TRIES: usize = 60;

/// Chance that is the same on every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides
    }
}

/// Through which levels a request goes.
#[derive(Debug, Clone, Copy)]
struct Way {
    by_street: bool,
    head: bool,
    settle: bool,
}

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Worker,
    Colleague,
    Neighbour,
    Street,
    Department,
}

const EVERYBODY: [Who; 5] = [
    Who::Worker,
    Who::Colleague,
    Who::Neighbour,
    Who::Street,
    Who::Department,
];

/// What is tried; the name is that of the step in the trace, where it leaves one.
const TRIED: [&str; 13] = [
    "forward",
    "edit",
    "exclude",
    "answer",
    "submit",
    "submit",
    "approve",
    "return",
    "return-cells",
    "accept",
    "settle",
    "reopen",
    "recall-or-resume",
];

/// A part as it stands: its state, its rows, and how many steps the trace of the request has.
#[derive(Debug, Clone, PartialEq)]
struct Picture {
    state: String,
    /// Row, whether it is left out, and the texts of its cells.
    rows: Vec<(i64, bool, Vec<String>)>,
    steps: usize,
}

/// The levels of a part, written down apart from the program: state, step, who may, next state.
fn lawful(way: Way, picture: &Picture) -> Vec<(&'static str, Who, &'static str)> {
    let first = if way.by_street { "waiting" } else { "filling" };
    let handed_up = if way.head { "checking" } else { "submitted" };
    let mut steps = match picture.state.as_str() {
        "waiting" => vec![("forward", Who::Street, "filling")],
        "filling" | "returned" => vec![
            ("submit", Who::Worker, handed_up),
            ("submit", Who::Colleague, handed_up),
        ],
        "checking" => [Who::Worker, Who::Colleague]
            .into_iter()
            .flat_map(|who| [("approve", who, "submitted"), ("return", who, "returned")])
            .collect(),
        "submitted" => vec![
            ("return", Who::Street, "returned"),
            ("accept", Who::Street, "accepted"),
        ],
        "accepted" if way.settle => vec![
            ("reopen", Who::Street, "returned"),
            ("return", Who::Department, "submitted"),
            ("settle", Who::Department, "settled"),
        ],
        "accepted" => vec![("reopen", Who::Street, "returned")],
        "settled" => vec![("reopen", Who::Department, "submitted")],
        "recalled" => return vec![("resume", Who::Department, first)],
        state => panic!("no such state: {state}"),
    };
    if !matches!(picture.state.as_str(), "accepted" | "settled") {
        steps.push(("recall", Who::Department, "recalled"));
    }
    steps
}

/// A request, the part of it that everybody works at, and everybody.
struct Table<'a> {
    scene: &'a Scene,
    request: Value,
    part: Value,
    worker: &'a Caller,
    colleague: &'a Caller,
    neighbour: &'a Caller,
    phone: Value,
}

impl Table<'_> {
    fn caller(&self, who: Who) -> &Caller {
        match who {
            Who::Worker => self.worker,
            Who::Colleague => self.colleague,
            Who::Neighbour => self.neighbour,
            Who::Street => &self.scene.street,
            Who::Department => &self.scene.officer,
        }
    }

    async fn picture(&self) -> Picture {
        let detail = self.scene.detail(&self.request).await;
        let parts = detail["submissions_list"].as_array().unwrap();
        let part = parts.iter().find(|part| part["id"] == self.part["id"]);
        let rows = rows(&self.scene.street, &self.part).await;
        Picture {
            state: part.unwrap()["state"].as_str().unwrap().to_owned(),
            rows: rows.iter().map(held).collect(),
            steps: detail["events"].as_array().unwrap().len(),
        }
    }

    async fn marks(&self) -> Vec<Value> {
        let marks = self
            .scene
            .street
            .read(&part_path(&self.part, "/marks"))
            .await;
        let open = marks.as_array().unwrap().iter();
        open.filter(|mark| mark["state"] == "open")
            .cloned()
            .collect()
    }

    /// Tries something; whether it was done.
    async fn attempt(&self, what: &str, who: Who, dice: &mut Dice) -> bool {
        let caller = self.caller(who);
        let listed = rows(&self.scene.street, &self.part).await;
        let row = &listed[dice.below(listed.len())];
        let community = &self.part["community_code"];
        let (path, body) = match what {
            "edit" => {
                let text = format!("139{:08}", dice.below(100_000_000));
                let body = json!({ "version": row["version"],
                    "cells": [{ "index": self.phone, "text": text }] });
                let path = part_path(&self.part, &format!("/rows/{}", row["id"]));
                return caller.patch(&path, &body).await.status().is_success();
            }
            "exclude" => (
                part_path(&self.part, &format!("/rows/{}/exclude", row["id"])),
                json!({ "version": row["version"], "reason": "已搬走" }),
            ),
            "answer" => match self.marks().await.first() {
                Some(mark) => (
                    part_path(&self.part, &format!("/marks/{}/answer", mark["id"])),
                    json!({ "answer": "已核对" }),
                ),
                None => return false,
            },
            "forward" | "recall" | "resume" => {
                let (act, body) = match what {
                    "forward" => ("/forward", json!({ "communities": [community] })),
                    "recall" => (
                        "/recall",
                        json!({ "areas": [community], "reason": "口径调整" }),
                    ),
                    _ => ("/extend", json!({ "communities": [community] })),
                };
                (request_path(&self.request, act), body)
            }
            "return-cells" => {
                let cells = json!([{ "row": row["id"], "index": self.phone, "remark": "打不通" }]);
                let body = json!({ "remark": "有一格要核对", "cells": cells });
                (part_path(&self.part, "/return"), body)
            }
            "return" | "reopen" => (
                part_path(&self.part, &format!("/{what}")),
                // Every third time without saying why.
                json!({ "remark": if dice.below(3) == 0 { " " } else { "请再核对" } }),
            ),
            act => (part_path(&self.part, &format!("/{act}")), json!({})),
        };
        caller.post(&path, &body).await.status().is_success()
    }

    /// Somebody has the part on the workbench, whichever level it is at.
    async fn is_in_hand(&self, way: Way, state: &str) {
        let who: &[(Who, &str)] = match state {
            "waiting" => &[(Who::Street, "forward")],
            "filling" => &[(Who::Worker, "fill"), (Who::Colleague, "fill")],
            "returned" => &[(Who::Worker, "returned"), (Who::Colleague, "returned")],
            // Whoever did not submit.
            "checking" => &[(Who::Worker, "check"), (Who::Colleague, "check")],
            "submitted" => &[(Who::Street, "review")],
            "accepted" if way.settle => &[(Who::Department, "settle")],
            _ => return,
        };
        let mut waiting = 0;
        for (who, kind) in who {
            waiting += bench(self.caller(*who), kind).await.len();
        }
        assert!(waiting > 0, "nobody has a part that is {state}");
    }
}

fn held(row: &Value) -> (i64, bool, Vec<String>) {
    let cells = row["cells"].as_array().unwrap().iter();
    let texts = cells.map(|cell| cell["text"].as_str().unwrap().to_owned());
    (
        row["id"].as_i64().unwrap(),
        row["excluded"].as_bool().unwrap(),
        texts.collect(),
    )
}

/// The cells in which two pictures differ, by row and place; a row that was left out counts as all
/// of its cells.
fn changed(before: &Picture, after: &Picture) -> Vec<(i64, usize)> {
    let rows = before.rows.iter().zip(&after.rows);
    let mut found = Vec::new();
    for ((id, out, texts), (same, out_now, texts_now)) in rows {
        assert_eq!(id, same, "no row comes or goes");
        let cells = texts.iter().zip(texts_now).enumerate();
        found.extend(
            cells
                .filter(|(_, (text, now))| text != now || out != out_now)
                .map(|(at, _)| (*id, at)),
        );
    }
    found
}

async fn play(table: &Table<'_>, way: Way, dice: &mut Dice) {
    let mut seen = vec![table.picture().await.state];
    for _ in 0..TRIES {
        let before = table.picture().await;
        let open: Vec<(i64, usize)> = table
            .marks()
            .await
            .iter()
            .map(|mark| {
                (
                    mark["row"].as_i64().unwrap(),
                    mark["index"].as_u64().unwrap(),
                )
            })
            .map(|(row, index)| (row, usize::try_from(index).unwrap()))
            .collect();
        let lawful = lawful(way, &before);
        // Half of the tries are what the level at hand would do, or nothing would ever get far.
        let (tried, who) = if dice.below(2) == 0 {
            let (act, who, _) = lawful[dice.below(lawful.len())];
            (act, who)
        } else {
            let tried = TRIED[dice.below(TRIED.len())];
            (tried, EVERYBODY[dice.below(EVERYBODY.len())])
        };
        let tried = match tried {
            "recall-or-resume" if before.state == "recalled" => "resume",
            "recall-or-resume" => "recall",
            tried => tried,
        };
        let done = table.attempt(tried, who, dice).await;
        let after = table.picture().await;
        let said = format!("{tried} by {who:?}, {} → {}", before.state, after.state);
        let changed = changed(&before, &after);
        if !done {
            assert_eq!(after, before, "what was refused changes nothing: {said}");
        } else if matches!(tried, "edit" | "exclude" | "answer") {
            assert_eq!(after.state, before.state, "{said}");
            assert!(matches!(who, Who::Worker | Who::Colleague), "{said}");
            assert!(
                matches!(before.state.as_str(), "filling" | "returned"),
                "nothing changes while it is locked: {said}"
            );
            assert!(
                open.is_empty() || changed.iter().all(|cell| open.contains(cell)),
                "of single cells only these open: {said}, {changed:?} of {open:?}"
            );
        } else {
            let act = if tried == "return-cells" {
                "return"
            } else {
                tried
            };
            assert!(
                lawful.contains(&(act, who, after.state.as_str())),
                "a level was skipped: {said}"
            );
            assert!(changed.is_empty(), "a step changes no value: {said}");
            assert_eq!(after.steps, before.steps + 1, "a trace: {said}");
        }
        table.is_in_hand(way, &after.state).await;
        seen.push(after.state);
    }
    for state in ["submitted", "returned"] {
        assert!(seen.iter().any(|one| one == state), "{way:?}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_order_of_calls_skips_a_level_or_changes_what_is_locked() {
    for database in databases("request_any_order") {
        let scene = Scene::new(&database).await;
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let mut colleague = None;
        for way in 0..8_u8 {
            let way = Way {
                by_street: way & 1 != 0,
                head: way & 2 != 0,
                settle: way & 4 != 0,
            };
            let request = scene
                .send(
                    json!({ "title": format!("核对{way:?}"), "by_street": way.by_street,
                    "head": way.head, "settle": way.settle }),
                )
                .await;
            let parts = scene.parts(&request).await;
            let (part, next) = (parts[0].clone(), &parts[1]);
            if colleague.is_none() {
                colleague = Some(scene.colleague(&part, "wgy009").await.0);
            }
            let worker = scene.worker(&part).await;
            let phone = column(&scene.street, &part, "phone").await;
            let table = Table {
                scene: &scene,
                worker: &worker,
                colleague: colleague.as_ref().unwrap(),
                neighbour: &scene.worker(next).await,
                phone,
                request,
                part,
            };
            if way.by_street {
                assert_eq!(table.picture().await.state, "waiting");
                assert!(table.attempt("forward", Who::Street, &mut dice).await);
            }
            leave_gaps_out(&worker, &table.part).await;
            play(&table, way, &mut dice).await;
        }
    }
}
