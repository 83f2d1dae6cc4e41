//! Programs push deliveries in signed parts.

use std::process::Command;

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::server::{Caller, Server, databases, refusal};

/// A program that pushes, with the secret that it was given.
struct Sender {
    client: Client,
    address: String,
    secret: String,
    key: String,
    /// With the national algorithms.
    national: bool,
    /// Seconds by which its clock is off.
    clock: i64,
}

impl Sender {
    fn new(server: &Server, secret: &str, key: &str) -> Self {
        Self {
            client: Client::new(),
            address: server.address().to_owned(),
            secret: secret.to_owned(),
            key: key.to_owned(),
            national: false,
            clock: 0,
        }
    }

    /// What docs/push.md says, by hand.
    fn signature(&self, method: &Method, path: &str, timestamp: &str, body: &str) -> String {
        let hex =
            |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        let digest = if self.national {
            hex(&Sm3::digest(body))
        } else {
            hex(&Sha256::digest(body))
        };
        let message = format!("{method}\n{path}\n{timestamp}\n{}\n{digest}", self.key);
        if self.national {
            let mut mac = <Hmac<Sm3> as KeyInit>::new_from_slice(self.secret.as_bytes()).unwrap();
            mac.update(message.as_bytes());
            format!("hmac-sm3 {}", hex(&mac.finalize().into_bytes()))
        } else {
            let mut mac =
                <Hmac<Sha256> as KeyInit>::new_from_slice(self.secret.as_bytes()).unwrap();
            mac.update(message.as_bytes());
            format!("hmac-sha256 {}", hex(&mac.finalize().into_bytes()))
        }
    }

    async fn send(&self, method: Method, path: &str, body: &str) -> Response {
        let timestamp = (chrono::Utc::now().timestamp() + self.clock).to_string();
        let signature = self.signature(&method, path, &timestamp, body);
        self.client
            .request(method, format!("{}{path}", self.address))
            .header("idempotency-key", &self.key)
            .header("x-linli-timestamp", timestamp)
            .header("x-linli-signature", signature)
            .body(body.to_owned())
            .send()
            .await
            .unwrap()
    }

    async fn good(&self, method: Method, path: &str, body: &str) -> Value {
        let answer = self.send(method, path, body).await;
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn refused(&self, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
        refusal(self.send(method, path, body).await).await
    }

    /// Asks until the pushed delivery has settled.
    async fn settled(&self) -> Value {
        for _ in 0..600 {
            let state = self.good(Method::GET, "/api/push/yibao", "").await;
            let now = state["delivery"]["state"].as_str().unwrap_or_default();
            if !matches!(now, "" | "received" | "loading") {
                return state;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the pushed delivery did not settle in a minute");
    }
}

async fn secret(centre: &Caller) -> Value {
    centre
        .ask(
            "/api/sources/yibao/secrets",
            json!({ "label": "医保核心系统" }),
        )
        .await
}

/// The insurance list of the sample as NDJSON, in parts of some hundred lines.
fn parts(server: &Server) -> Vec<String> {
    let text = std::fs::read_to_string(server.sample_file("yibao")).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let titles: Vec<&str> = lines.next().unwrap().split(',').collect();
    let objects: Vec<String> = lines
        .map(|line| {
            let row: serde_json::Map<String, Value> = titles
                .iter()
                .zip(line.split(','))
                .map(|(title, value)| ((*title).to_owned(), json!(value.trim_matches('"'))))
                .collect();
            format!("{}\n", Value::Object(row))
        })
        .collect();
    objects.chunks(300).map(|part| part.concat()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_resumed_after_a_broken_part_and_becomes_one_delivery() {
    for database in databases("push") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let issued = secret(&centre).await;
        let sender = Sender::new(&server, issued["secret"].as_str().unwrap(), "yibao-2026-12");
        let parts = parts(&server);
        assert!(parts.len() >= 3, "{}", parts.len());
        let path = |seq: usize| format!("/api/push/yibao/parts/{seq}");

        let unknown = sender.refused(Method::PUT, &path(1), &parts[0]).await;
        assert_eq!(unknown.1["code"], "push-unknown");
        let opened = sender.good(Method::POST, "/api/push/yibao", "{}").await;
        assert_eq!(
            (&opened["state"], &opened["next"]),
            (&json!("open"), &json!(1))
        );
        let empty = sender
            .refused(Method::POST, "/api/push/yibao/finish", "")
            .await;
        assert_eq!(empty.1["code"], "push-empty");
        sender.good(Method::PUT, &path(1), &parts[0]).await;

        // The connection breaks: half of the second part arrives, under the signature of the whole.
        let timestamp = chrono::Utc::now().timestamp().to_string();
        let signature = sender.signature(&Method::PUT, &path(2), &timestamp, &parts[1]);
        let half = sender
            .client
            .put(format!("{}{}", sender.address, path(2)))
            .header("idempotency-key", &sender.key)
            .header("x-linli-timestamp", timestamp)
            .header("x-linli-signature", signature)
            .body(parts[1][..200].to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(refusal(half).await.1["code"], "push-signature-wrong");

        let skipped = sender.refused(Method::PUT, &path(3), &parts[2]).await;
        assert_eq!(skipped.0, StatusCode::CONFLICT);
        assert_eq!(skipped.1["code"], "push-part-order");
        assert!(
            skipped.1["detail"]
                .as_str()
                .unwrap()
                .contains("从第 2 部分")
        );
        let state = sender.good(Method::GET, "/api/push/yibao", "").await;
        assert_eq!(state["next"], 2, "the sender asks where to go on: {state}");
        for (at, part) in parts.iter().enumerate().skip(1) {
            sender.good(Method::PUT, &path(at + 1), part).await;
        }
        let repeated = sender.good(Method::PUT, &path(2), &parts[1]).await;
        assert_eq!(
            repeated["parts"],
            parts.len(),
            "a repeated part changes nothing"
        );
        let other = sender.refused(Method::PUT, &path(2), &parts[0]).await;
        assert_eq!(other.1["code"], "push-part-differs");
        assert_eq!(
            server.digest(),
            before,
            "an open push is not in the registry"
        );

        let finished = sender
            .good(Method::POST, "/api/push/yibao/finish", "")
            .await;
        let delivery = finished["delivery"]["id"].clone();
        let done = sender.settled().await;
        assert_eq!(done["delivery"]["state"], "loaded", "{done}");
        let rows: usize = parts.iter().map(|part| part.lines().count()).sum();
        assert_eq!(done["delivery"]["rows_read"], rows);
        let loaded = server.digest();
        let again = sender
            .good(Method::POST, "/api/push/yibao/finish", "")
            .await;
        assert_eq!(
            again["delivery"]["id"], delivery,
            "the same key answers the same"
        );
        let reopened = sender.good(Method::POST, "/api/push/yibao", "{}").await;
        assert_eq!(reopened["state"], "finished");
        let late = sender
            .refused(Method::PUT, &path(parts.len() + 1), "{\"姓名\":\"迟到\"}")
            .await;
        assert_eq!(late.1["code"], "push-finished");
        assert_eq!(server.digest(), loaded);
        let page = centre.read(&format!("/api/deliveries/{delivery}")).await;
        assert_eq!(
            (&page["via"], &page["received_by"]),
            (&json!("push"), &json!("程序推送"))
        );
        centre
            .ask(&format!("/api/deliveries/{delivery}/undo"), json!({}))
            .await;
        assert_eq!(server.digest(), before, "undo gives back what was");

        signatures(&server, &centre, &issued).await;
        drift_is_told(&server, &issued, &parts).await;
    }
}

/// Whoever does not hold the secret gets nothing, whatever else they know.
async fn signatures(server: &Server, centre: &Caller, issued: &Value) {
    let good = issued["secret"].as_str().unwrap();
    let refused = async |sender: Sender| {
        let (status, problem) = sender.refused(Method::POST, "/api/push/yibao", "{}").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        problem["code"].as_str().unwrap().to_owned()
    };
    let wrong = Sender::new(server, &"0".repeat(64), "somebody-else");
    assert_eq!(refused(wrong).await, "push-signature-wrong");
    let mut slow = Sender::new(server, good, "slow-clock");
    slow.clock = -3600;
    assert_eq!(refused(slow).await, "push-clock");
    let bare = Client::new()
        .post(format!("{}/api/push/yibao", server.address()))
        .header("idempotency-key", "no-signature")
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(bare).await.1["code"], "push-unsigned");
    // The secret is that of one source only.
    let elsewhere = Sender::new(server, good, "other-source");
    let other = elsewhere
        .refused(Method::POST, "/api/push/canlian", "{}")
        .await;
    assert_eq!(other.1["code"], "push-signature-wrong");

    let mut national = Sender::new(server, good, "with-sm3-keys");
    national.national = true;
    national.good(Method::POST, "/api/push/yibao", "{}").await;

    let listed = centre.read("/api/sources/yibao/secrets").await;
    assert!(!listed.to_string().contains(good), "a secret is shown once");
    let officer = server.sign_in("minzheng").await;
    let answer = officer.get("/api/sources/minzheng-dibao/secrets").await;
    assert_eq!(refusal(answer).await.0, StatusCode::FORBIDDEN);
    let second = secret(centre).await;
    let path = format!("/api/sources/yibao/secrets/{}", second["id"]);
    let revoked = centre.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    let dead = Sender::new(server, second["secret"].as_str().unwrap(), "revoked-one");
    assert_eq!(refused(dead).await, "push-signature-wrong");
}

/// A push that departs from the contract is quarantined, and its sender is told why.
async fn drift_is_told(server: &Server, issued: &Value, parts: &[String]) {
    let before = server.digest();
    let sender = Sender::new(server, issued["secret"].as_str().unwrap(), "half-of-it");
    sender.good(Method::POST, "/api/push/yibao", "").await;
    sender
        .good(Method::PUT, "/api/push/yibao/parts/1", &parts[0])
        .await;
    sender
        .good(Method::POST, "/api/push/yibao/finish", "")
        .await;
    let done = sender.settled().await;
    assert_eq!(done["delivery"]["state"], "quarantined", "{done}");
    assert!(
        done["delivery"]["sentences"]
            .to_string()
            .contains("行数比上一批少")
    );
    assert_eq!(server.digest(), before);
}

/// The commands of docs/push.md, run as they stand there.
#[tokio::test(flavor = "multi_thread")]
async fn the_documented_commands_push_a_file() {
    let server = Server::demo(&databases("push_script")[0]);
    let centre = server.sign_in("shuju").await;
    let issued = secret(&centre).await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("参保.ndjson");
    std::fs::write(&file, parts(&server).concat()).unwrap();
    let script = folder.path().join("push.sh");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/push.md"))
        .unwrap();
    let (_, rest) = page
        .split_once("```bash\n")
        .expect("the page shows a script");
    let (text, _) = rest.split_once("\n```").expect("the script ends");
    std::fs::write(&script, text).unwrap();
    for algorithm in ["sha256", "sm3"] {
        let output = Command::new("bash")
            .arg(&script)
            .env("LINLI", server.address())
            .env("SOURCE", "yibao")
            .env("SECRET", issued["secret"].as_str().unwrap())
            .env("KEY", format!("documented-{algorithm}"))
            .env("FILE", &file)
            .env("PART_BYTES", "40000")
            .env("ALGORITHM", algorithm)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complained = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}{complained}");
        assert!(
            said.contains("\"state\":\"finished\""),
            "{said}{complained}"
        );
    }
    let sender = Sender::new(
        &server,
        issued["secret"].as_str().unwrap(),
        "documented-sha256",
    );
    assert_eq!(sender.settled().await["delivery"]["state"], "loaded");
}
