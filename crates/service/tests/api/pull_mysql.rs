//! Pulling rows from another system's MySQL or MariaDB.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, Row};

use crate::pull::run;
use crate::server::{Caller, Server, databases, refusal};
use crate::test_server;

/// The database of another system, whose tables are in GBK as those of old systems are.
struct Other {
    connection: MySqlConnection,
    name: String,
    /// Its address for whoever may do anything there.
    owner: String,
    /// Its address for an account that may only read it.
    reader: String,
}

/// Makes it on the server of `scripts/with-mysql`; `None` without a server.
async fn other_mysql() -> Option<Other> {
    let server = test_server::address("LINLI_TEST_MYSQL", "pull_mysql")?;
    let (start, query) = server.split_once('?').unwrap_or((&server, ""));
    let (start, _) = start.rsplit_once('/').expect("a URL with a database name");
    let (_, host) = start.rsplit_once('@').expect("a URL with an account");
    let name = format!("linli_pull_{}", std::process::id());
    let mut other = Other {
        connection: MySqlConnection::connect(&server).await.unwrap(),
        owner: format!("{start}/{name}?{query}"),
        reader: format!("mysql://{name}:zhi%40du@{host}/{name}?{query}"),
        name: name.clone(),
    };
    for sql in [
        format!("CREATE DATABASE {name} CHARACTER SET gbk"),
        format!("USE {name}"),
        format!(
            "CREATE USER {name}@'%' IDENTIFIED BY 'zhi@du', {name}@localhost IDENTIFIED BY 'zhi@du'"
        ),
        format!("GRANT SELECT ON {name}.* TO {name}@'%', {name}@localhost"),
    ] {
        other.run(&sql).await;
    }
    Some(other)
}

impl Other {
    async fn run(&mut self, sql: &str) {
        let done = self.connection.execute(AssertSqlSafe(sql)).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Puts the insurance list of the sample into a table `canbao` and tells how many rows it has.
    async fn take_in(&mut self, server: &Server) -> i64 {
        let text = std::fs::read_to_string(server.sample_file("yibao")).unwrap();
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let columns: Vec<String> = lines
            .next()
            .unwrap()
            .split(',')
            .map(|title| format!("`{title}` VARCHAR(200)"))
            .collect();
        let rows: Vec<String> = lines
            .zip(1..)
            .map(|(line, id)| format!("({id}, '{}')", line.replace('"', "").replace(',', "', '")))
            .collect();
        self.run("DROP TABLE IF EXISTS canbao").await;
        let columns = columns.join(", ");
        self.run(&format!(
            "CREATE TABLE canbao (id INT PRIMARY KEY, {columns})"
        ))
        .await;
        for some in rows.chunks(500) {
            let some = some.join(", ");
            self.run(&format!("INSERT INTO canbao VALUES {some}")).await;
        }
        i64::try_from(rows.len()).unwrap()
    }

    async fn count(&mut self) -> i64 {
        let row = self.connection.fetch_one("SELECT COUNT(*) FROM canbao");
        row.await.unwrap().get(0)
    }
}

/// Sets a pull up that reads a table or a SELECT.
async fn pull(centre: &Caller, url: &str, reads: Value) -> Value {
    let mut body = json!({ "label": "参保视图", "url": url, "every_hours": 24 });
    body.as_object_mut()
        .unwrap()
        .extend(reads.as_object().unwrap().clone());
    centre.ask("/api/sources/yibao/pulls", body).await
}

fn titles(server: &Server) -> Vec<String> {
    let text = std::fs::read_to_string(server.sample_file("yibao")).unwrap();
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap();
    header.split(',').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mysql_table_becomes_the_delivery_that_its_file_would_be() {
    let Some(mut other) = other_mysql().await else {
        // Only a server can be pulled from; the same test runs under scripts/with-mysql.
        return;
    };
    for database in databases("pull_mysql") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let rows = other.take_in(&server).await;
        let reads =
            json!({ "table": format!("{}.canbao", other.name), "columns": titles(&server) });
        let table = pull(&centre, &other.reader, reads).await;
        let address = table["address"].as_str().unwrap();
        assert!(address.starts_with("MySQL "), "{address}");
        assert!(address.ends_with(&format!("/{}", other.name)), "{address}");

        let first = run(&centre, &table).await;
        assert_eq!(
            (&first["state"], &first["rows"]),
            (&json!("done"), &json!(rows)),
            "{first}"
        );
        // The same people with the same values: nothing departs from the contract, whatever the
        // table is stored in.
        let loaded = centre.settled(&first["delivery"]).await;
        assert_eq!(
            (&loaded["state"], &loaded["rows_read"]),
            (&json!("loaded"), &json!(rows)),
            "{loaded}"
        );
        assert_eq!(loaded["via"], "pull");
        let same = run(&centre, &table).await;
        assert_eq!(
            (&same["state"], &same["delivery"]),
            (&json!("same"), &first["delivery"])
        );
        let undo = format!("/api/deliveries/{}/undo", first["delivery"]);
        centre.ask(&undo, json!({})).await;
        assert_eq!(server.digest(), before);

        refusals(&centre, &other).await;
        writes(&centre, &mut other).await;
        assert_eq!(other.count().await, rows, "nothing was written there");
        let pulls = centre.read("/api/sources/yibao/pulls").await.to_string();
        assert!(!pulls.contains("zhi%40du") && !pulls.contains("zhi@du"));
    }
    let name = &other.name;
    let end = format!("DROP USER {name}@'%', {name}@localhost");
    let drop = format!("DROP DATABASE {name}");
    other.run(&end).await;
    other.run(&drop).await;
}

/// What stands in the run log when a pull cannot be done.
async fn problem(centre: &Caller, url: &str, reads: Value) -> String {
    let made = pull(centre, url, reads).await;
    let failed = run(centre, &made).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    failed["problem"].as_str().unwrap().to_owned()
}

async fn refusals(centre: &Caller, other: &Other) {
    let select = |sql: &str| json!({ "select": sql });
    for (reads, words) in [
        (json!({ "table": "mei_you" }), "没有这张表"),
        (json!({ "table": "mysql.user" }), "没有读取这张表的权限"),
        (
            json!({ "table": "canbao", "columns": ["姓名", "曾用号"] }),
            "没有所填的列",
        ),
        (select("SELECT 姓名 FORM canbao"), "写法有误"),
        (select("SELECT 姓名, 姓名 FROM canbao"), "两列同名"),
        (select("SELECT * FROM canbao WHERE 1 = 0"), "一行也没有"),
        (
            select("SELECT 姓名, CAST(姓名 AS BINARY) AS 照片 FROM canbao"),
            "“照片”列是图片、附件一类的二进制内容",
        ),
    ] {
        let told = problem(centre, &other.reader, reads).await;
        assert!(told.contains(words), "{words}: {told}");
    }
    let stranger = other.reader.replace("zhi%40du", "cuo");
    let elsewhere = other.owner.replace(&other.name, "mei_you_de_ku");
    let nobody = "mysql://a:b@127.0.0.1:1/x".to_owned();
    for (url, words) in [
        (stranger, "不认这个账号或密码"),
        (elsewhere, "没有这个库"),
        (nobody, "连不上"),
    ] {
        let told = problem(centre, &url, json!({ "table": "canbao" })).await;
        assert!(told.contains(words), "{words}: {told}");
    }
    let url = "dm://reader:secret@db.example:5236/gov";
    let body = json!({ "label": "达梦", "url": url, "table": "canbao", "every_hours": 24 });
    let refused = refusal(centre.post("/api/sources/yibao/pulls", &body).await).await;
    assert_eq!(refused.0, StatusCode::BAD_REQUEST);
    assert!(refused.1["detail"].as_str().unwrap().contains("导出文件"));
}

/// Even an account that may do anything changes nothing by a pull.
async fn writes(centre: &Caller, other: &mut Other) {
    let function = "CREATE FUNCTION add_one() RETURNS INT DETERMINISTIC MODIFIES SQL DATA \
         BEGIN INSERT INTO canbao (id) VALUES (-1); RETURN 1; END";
    other.run("DROP FUNCTION IF EXISTS add_one").await;
    other.run(function).await;
    let told = problem(
        centre,
        &other.owner,
        json!({ "select": "SELECT add_one() AS n" }),
    )
    .await;
    assert!(told.contains("只能读"), "{told}");

    let file = std::env::temp_dir().join(format!("{}.txt", other.name));
    let path = file.to_string_lossy();
    for sql in [
        format!("SELECT 姓名 FROM canbao INTO OUTFILE '{path}'"),
        format!("SELECT 姓名 INTO OUTFILE '{path}' FROM canbao"),
        "WITH gone AS (SELECT 1 AS id) DELETE FROM canbao".to_owned(),
        "SELECT 1 AS a) AS one, (SELECT 2 AS b".to_owned(),
    ] {
        let told = problem(centre, &other.owner, json!({ "select": sql })).await;
        assert!(told.contains("写法有误"), "{sql}: {told}");
    }
    assert!(!file.exists(), "a pull wrote a file on the other server");
}
