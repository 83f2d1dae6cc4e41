//! A program that starts again shows what the one before showed, from what that one kept or, where
//! that is of no use, from the database.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::registry::with_day;
use crate::server::{Server, databases};

const COMMUNITY: &str = "370203005001";

/// What the data centre sees of everybody, without how long the answers took.
async fn seen(server: &Server) -> Value {
    let centre = server.sign_in("shuju").await;
    let mut seen = json!({
        "people": centre.ask("/api/people/query", json!({ "size": 200 })).await,
        "phone": centre.ask("/api/people/query", json!({ "text": "13900004321" })).await,
        "tags": centre.read("/api/tags").await,
        "communities": centre.ask("/api/people/group", json!({ "by": "community" })).await,
    });
    for answer in seen.as_object_mut().unwrap().values_mut() {
        if let Some(answer) = answer.as_object_mut() {
            answer.remove("took_ms");
        }
    }
    seen
}

/// The files under a folder, those in folders within included.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_shows_what_was_there_with_what_changed_last() {
    for database in databases("restart") {
        let server = Server::demo(&database);
        let worker = server.sign_in(&format!("sq{COMMUNITY}")).await;
        let page = worker.ask("/api/people/query", json!({ "size": 1 })).await;
        let kept = server.folder().join("snapshot");
        assert!(!files(&kept).is_empty(), "what was loaded is kept");
        // This change is in the database only: communities are kept anew minutes later.
        let lock = json!({
            "entity": page["rows"][0]["id"],
            "element": "phone",
            "text": "13900004321",
            "reason": "本人到社区当面说明",
        });
        worker.ask("/api/locks", with_day(lock, 60)).await;
        let before = seen(&server).await;
        assert_eq!(before["phone"]["total"], 1);

        let server = server.serve_with(&[]);
        assert_eq!(seen(&server).await, before, "from what was kept");

        let broken = files(&kept);
        for file in &broken {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        }
        let server = server.serve_with(&[]);
        assert_eq!(seen(&server).await, before, "from the database");
        for file in &broken {
            fs::remove_file(file).ok();
        }
        fs::remove_dir_all(&kept).unwrap();
        let server = server.serve_with(&[]);
        assert_eq!(seen(&server).await, before, "with the folder deleted");
    }
}
