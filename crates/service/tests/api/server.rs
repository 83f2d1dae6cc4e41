//! A real `linli` process on a free port with its own data folder, driven through HTTP.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::test_server;

/// The street whose communities make the test district.
pub const STREET: &str = "370203005";
/// How many residents it gets.
pub const RESIDENTS: &str = "1000";

/// Which database a test runs on.
#[derive(Debug, Clone)]
pub struct Database {
    /// For messages.
    pub name: &'static str,
    url: Option<String>,
}

/// SQLite, and PostgreSQL when one is given.
pub fn databases(test: &str) -> Vec<Database> {
    let mut all = vec![Database {
        name: "SQLite",
        url: None,
    }];
    if let Ok(base) = std::env::var("LINLI_TEST_POSTGRES") {
        all.push(Database {
            name: "PostgreSQL",
            url: Some(fresh_postgres(&base, test)),
        });
    }
    all
}

impl Database {
    /// Shuts a PostgreSQL database: everybody in it is thrown out and nobody comes in.
    ///
    /// # Panics
    /// On SQLite, whose file is never away for a while.
    pub fn shut(&self) {
        self.statement("alter database {name} allow_connections false");
        self.statement(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        );
    }

    /// A `linli` command on this database and a data folder.
    pub fn command(&self, name: &str, data: &Path) -> Command {
        let mut command = linli();
        command.args([name, "--data"]).arg(data);
        if let Some(url) = &self.url {
            command.env("LINLI_DATABASE", url);
        }
        command
    }

    /// Opens a shut database again.
    ///
    /// # Panics
    /// As [`Database::shut`].
    pub fn open_again(&self) {
        self.statement("alter database {name} allow_connections true");
    }

    fn statement(&self, text: &str) {
        let url = self.url.as_deref().expect("a PostgreSQL database");
        let path = url.split('?').next().unwrap_or(url);
        let name = path.rsplit('/').next().expect("a database name");
        let base = std::env::var("LINLI_TEST_POSTGRES").expect("the server it lies on");
        psql(&base, &text.replace("{name}", name));
    }
}

fn psql(server: &str, statement: &str) {
    let done = Command::new("psql")
        .args([server, "--quiet", "--no-psqlrc", "-c", statement])
        .stdout(Stdio::null())
        .status()
        .expect("psql comes with the PostgreSQL that the tests run on");
    assert!(done.success(), "{statement}");
}

fn fresh_postgres(base: &str, test: &str) -> String {
    let name = format!("linli_api_{test}_{}", std::process::id());
    psql(base, &format!("create database {name}"));
    test_server::beside(base, &name)
}

/// The program under test.
pub fn linli() -> Command {
    Command::new(env!("CARGO_BIN_EXE_linli"))
}

/// A running sample district.
pub struct Server {
    process: Child,
    address: String,
    password: String,
    /// Its data folder.
    pub data: TempDir,
    database: Database,
}

impl Server {
    /// Makes a sample district and serves it.
    pub fn demo(database: &Database) -> Self {
        let data = TempDir::new().expect("a temporary folder");
        Self::start(database, data)
    }

    fn start(database: &Database, data: TempDir) -> Self {
        let mut command = linli();
        command.args([
            "demo",
            "--area",
            STREET,
            "--residents",
            RESIDENTS,
            "--listen",
            "127.0.0.1:0",
            "--data",
        ]);
        command.arg(data.path().join("demo"));
        if let Some(url) = &database.url {
            command.env("LINLI_DATABASE", url);
        }
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("linli starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let mut address = None;
        let mut password = None;
        for line in lines.map_while(Result::ok) {
            let mut words = line.split_whitespace();
            if words.next() == Some("admin") {
                password = words.next().map(str::to_owned);
            }
            if let Some((_, found)) = line.split_once("邻里已启动：") {
                address = Some(found.trim().to_owned());
                break;
            }
        }
        let (Some(address), Some(password)) = (address, password) else {
            let mut said = String::new();
            if let Some(error) = process.stderr.take() {
                said = BufReader::new(error)
                    .lines()
                    .map_while(Result::ok)
                    .collect::<Vec<_>>()
                    .join("\n");
            }
            panic!("linli did not start on {}: {said}", database.name);
        };
        Self {
            process,
            address,
            password,
            data,
            database: database.clone(),
        }
    }

    /// Kills the process as a power cut would and starts it again on the same data.
    pub fn power_cut(self) -> Self {
        let mut cut = self;
        cut.process.kill().expect("kill");
        cut.process.wait().expect("wait");
        let data = std::mem::replace(&mut cut.data, TempDir::new().expect("a temporary folder"));
        let database = cut.database.clone();
        drop(cut);
        Self::start(&database, data)
    }

    /// Its address, such as `http://127.0.0.1:40000`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Stops it and serves the same data with `linli serve` and more arguments.
    pub fn serve_with(self, arguments: &[&std::ffi::OsStr]) -> Self {
        let mut stopped = self;
        stopped.process.kill().expect("kill");
        stopped.process.wait().expect("wait");
        let mut command = linli();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(stopped.folder())
            .args(arguments);
        if let Some(url) = &stopped.database.url {
            command.env("LINLI_DATABASE", url);
        }
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("linli starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let (_, found) = line.split_once("邻里已启动：")?;
            Some(found.trim().to_owned())
        });
        stopped.process = process;
        stopped.address = address.expect("linli serves");
        stopped
    }

    /// The URL of a fresh database on the test server, beside its own; `None` without PostgreSQL.
    pub fn other_postgres(test: &str) -> Option<String> {
        let base = test_server::address("LINLI_TEST_POSTGRES", test)?;
        Some(fresh_postgres(&base, test))
    }

    /// The data folder that `linli` commands take.
    pub fn folder(&self) -> PathBuf {
        self.data.path().join("demo")
    }

    /// The address of its database.
    pub fn database_url(&self) -> String {
        self.database.url.clone().unwrap_or_else(|| {
            let file = self.folder().join("linli.db");
            format!("sqlite://{}?mode=rw", file.display())
        })
    }

    /// A `linli` command on this server's data.
    pub fn command(&self, name: &str) -> Command {
        self.database.command(name, &self.folder())
    }

    /// A `linli migrate` command on this server's data.
    pub fn migrate(&self, name: &str) -> Command {
        self.subcommand("migrate", name)
    }

    /// A command of a group, such as `linli rule count`, on this server's data.
    pub fn subcommand(&self, group: &str, name: &str) -> Command {
        let mut command = linli();
        command.args([group, name, "--data"]).arg(self.folder());
        if let Some(url) = &self.database.url {
            command.env("LINLI_DATABASE", url);
        }
        command
    }

    /// The digest of the registry.
    pub fn digest(&self) -> String {
        let output = self.command("digest").output().expect("linli digest");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// A sample file whose path holds a word.
    pub fn sample_file(&self, word: &str) -> PathBuf {
        find(&self.folder().join("sample"), word)
            .unwrap_or_else(|| panic!("no sample file named like {word}"))
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Caller {
        let client = Client::builder()
            .cookie_store(true)
            .build()
            .expect("a client");
        Caller {
            client,
            address: self.address.clone(),
        }
    }

    /// Signs in.
    pub async fn sign_in(&self, login: &str) -> Caller {
        let caller = self.visitor();
        let answer = caller
            .post(
                "/api/session",
                &json!({ "login": login, "password": self.password }),
            )
            .await;
        assert_eq!(answer.status(), StatusCode::OK, "sign-in of {login}");
        caller
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that has failed must still not leave its server behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn find(folder: &Path, word: &str) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    entries.iter().find_map(|path| {
        if path.is_dir() {
            return find(path, word);
        }
        path.to_string_lossy().contains(word).then(|| path.clone())
    })
}

/// Somebody at a browser.
pub struct Caller {
    client: Client,
    address: String,
}

impl Caller {
    /// A request with the guard header.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .header("x-linli", "1")
    }

    /// GET, whatever the answer.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path)
            .send()
            .await
            .expect("an answer")
    }

    /// POST of JSON, whatever the answer.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path)
            .json(body)
            .send()
            .await
            .expect("an answer")
    }

    /// GET that must succeed.
    pub async fn read(&self, path: &str) -> Value {
        good(self.get(path).await, path).await
    }

    /// POST that must succeed.
    pub async fn ask(&self, path: &str, body: Value) -> Value {
        good(self.post(path, &body).await, path).await
    }

    /// PUT of JSON, whatever the answer.
    pub async fn put(&self, path: &str, body: &Value) -> Response {
        self.request(Method::PUT, path)
            .json(body)
            .send()
            .await
            .expect("an answer")
    }

    /// PATCH, whatever the answer.
    pub async fn patch(&self, path: &str, body: &Value) -> Response {
        self.request(Method::PATCH, path)
            .json(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Uploads a file.
    pub async fn upload(
        &self,
        path: &str,
        name: &str,
        bytes: Vec<u8>,
        fields: &[(&str, &str)],
    ) -> Response {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let mut form = reqwest::multipart::Form::new().part("file", part);
        for (field, text) in fields {
            form = form.text((*field).to_owned(), (*text).to_owned());
        }
        self.request(Method::POST, path)
            .multipart(form)
            .send()
            .await
            .expect("an answer")
    }

    /// Uploads a delivery and waits until it is loaded, failed or told to be a duplicate.
    pub async fn deliver(&self, name: &str, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Value {
        let answer = self.upload("/api/deliveries", name, bytes, fields).await;
        let delivery: Value = good(answer, "delivery").await;
        if delivery["state"] == "duplicate" {
            return delivery;
        }
        self.settled(&delivery["id"]).await
    }

    /// Waits until a delivery is loaded, quarantined or failed.
    pub async fn settled(&self, id: &Value) -> Value {
        let path = format!("/api/deliveries/{id}");
        for _ in 0..600 {
            let now = self.read(&path).await;
            if now["state"] != "received" && now["state"] != "loading" {
                return now;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the delivery {id} was not loaded in a minute");
    }
}

async fn good(answer: Response, what: &str) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap_or_default();
    assert!(status.is_success(), "{what}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{what}: not JSON: {text}"))
}

/// The problem of an answer that must be a refusal.
pub async fn refusal(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    assert!(!status.is_success(), "expected a refusal, got {status}");
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(kind, "application/problem+json");
    (status, answer.json().await.expect("a problem"))
}

/// Status and code of the refusal that a question must come to.
pub async fn code_of(caller: &Caller, path: &str, body: &Value) -> (StatusCode, String) {
    let (status, problem) = refusal(caller.post(path, body).await).await;
    let code = problem["code"].as_str().unwrap_or_default().to_owned();
    (status, code)
}
