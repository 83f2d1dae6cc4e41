//! A district in a database of its own, for tests that reach past HTTP.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::sync::Arc;

use catalog::source::Sources;
use sea_orm::{ConnectionTrait, Database};

use crate::app::{App, Place};
use crate::registry::receive::{Handed, Receipt, Way, receive};
use crate::registry::take_in::{TakenIn, take_in};
use crate::test_server;

/// A district in a database of its own.
pub struct Somewhere {
    /// The program's state.
    pub app: App,
    /// Where it is.
    pub place: Place,
    _folder: tempfile::TempDir,
}

/// One on SQLite, and one on PostgreSQL when a server is given.
pub async fn districts(test: &str) -> Vec<Somewhere> {
    let mut urls = vec![None];
    if let Ok(server) = std::env::var("LINLI_TEST_POSTGRES") {
        urls.push(Some(fresh_postgres(&server, test).await));
    }
    let mut all = Vec::new();
    for database in urls {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            data: folder.path().to_owned(),
            database,
        };
        let mut app = App::open(&place).await.unwrap();
        app.set_root("370203".parse().unwrap()).await.unwrap();
        all.push(Somewhere {
            app,
            place,
            _folder: folder,
        });
    }
    all
}

async fn fresh_postgres(server: &str, test: &str) -> String {
    let name = format!("linli_{test}_{}", std::process::id());
    let connection = Database::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    connection.execute_unprepared(&create).await.unwrap();
    connection.close().await.unwrap();
    test_server::beside(server, &name)
}

/// Loads a list of a community, and returns its delivery.
pub async fn deliver(app: &App, name: &str, text: String) -> i64 {
    let handed = Handed {
        file_name: name.to_owned(),
        bytes: Arc::new(text.into_bytes()),
        as_of: None,
        via: Way::Command,
        part: true,
        account: None,
    };
    let source = Sources::shipped().by_code("shequ-zoufang").unwrap();
    let Receipt::New(received) = receive(app, handed, source).await.unwrap() else {
        panic!("{name} was never handed over before");
    };
    let taken = take_in(app, &received, &|_| {}).await.unwrap();
    assert!(matches!(taken, TakenIn::Loaded(_)), "{name} is loaded");
    received.id
}
