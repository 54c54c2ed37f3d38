//! Reading the log: by the interface for administrators, and as lines of JSON.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use authority::{
    Moment,
    audit::{Event, Outcome},
};
use reqwest::StatusCode;
use serde_json::Value;
use server::store::AuditSearch;
use sqlx::{AnyPool, Row as _};
use zeroize::Zeroizing;

use crate::{
    common::{PASSWORD, Tokens, World, claims, desktop_request, with},
    on_both_databases,
};

on_both_databases!(
    an_administrator_finds_rows_by_each_filter_and_all_pages_make_the_whole,
    nobody_else_reads_the_log,
    an_index_serves_each_filter_in_the_order_of_the_answer,
);

/// An access token for everything that an administrator may ask for.
async fn administrator(world: &World) -> String {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned(), "administrator".to_owned()];
    world
        .server
        .add_user("boss", "boss@example.org", &roles, password)
        .await
        .unwrap();
    let mut browser = world.browser();
    browser.sign_in("boss", PASSWORD).await;
    let request = with(desktop_request(), &[("scope", "openid admin")]);
    let answer = browser.authorize(&request).await;
    let tokens = Tokens::from(world.redeem(&answer["code"]).await).await;
    tokens.access
}

async fn page(world: &World, token: &str, query: &str) -> Value {
    let answer = world
        .api(&format!("/api/v1/admin/audit?{query}"), token)
        .await;
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{query}: {body}");
    body
}

async fn append(world: &World, events: impl IntoIterator<Item = Event>) {
    let mut work = world.server.store().begin().await.unwrap();
    for event in events {
        work.audit().append(&event).await.unwrap();
    }
    work.commit().await.unwrap();
}

fn at(unix: i64, actor: &str, action: &'static str, subject: &str) -> Event {
    Event::new(Moment::from_unix(unix), actor, action, subject)
}

async fn an_administrator_finds_rows_by_each_filter_and_all_pages_make_the_whole(world: World) {
    let world = world
        .reconfigured(|config| config.factors.required_for.clear())
        .await;
    let token = administrator(&world).await;
    let now = world.now();
    append(
        &world,
        [
            at(now + 1, "a\r\n{\"x\":1}", "test.one", "s1").from("192.0.2.1"),
            at(now + 2, "b", "test.one", "s2")
                .from("192.0.2.2")
                .refused()
                .because("why"),
            at(now + 2, "b", "test.two", "s1").from("192.0.2.1"),
        ],
    )
    .await;
    let found = async |query: &str| -> Vec<(String, String)> {
        let body = page(&world, &token, query).await;
        let rows = body["items"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap().to_owned();
                (text("action"), text("subject"))
            })
            .collect()
    };
    let one = |subject: &str| ("test.one".to_owned(), subject.to_owned());
    let two = ("test.two".to_owned(), "s1".to_owned());
    assert_eq!(found("actor=b").await, [two.clone(), one("s2")]);
    assert_eq!(found("subject=s1").await, [two.clone(), one("s1")]);
    assert_eq!(found("action=test.one").await, [one("s2"), one("s1")]);
    assert_eq!(found("outcome=refused&action=test.one").await, [one("s2")]);
    assert_eq!(found("address=192.0.2.1").await, [two.clone(), one("s1")]);
    let since = format!("since={}&until={}", now + 1, now + 2);
    assert_eq!(found(&since).await, [one("s1")]);
    assert_eq!(found("actor=b&subject=s1&outcome=done").await, [two]);
    // A value is looked for as it was written, and shown in one line.
    assert_eq!(found("actor=a%0D%0A%7B%22x%22%3A1%7D").await, [one("s1")]);
    assert_eq!(found("actor=a%00").await, []);

    let whole = page(&world, &token, "limit=200").await["items"].clone();
    let (mut parts, mut cursor) = (Vec::new(), String::new());
    loop {
        let body = page(&world, &token, &format!("limit=2{cursor}")).await;
        parts.extend(body["items"].as_array().unwrap().clone());
        match body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(Value::from(parts), whole);
    for nonsense in [
        "limit=0",
        "limit=201",
        "cursor=x",
        "outcome=x",
        "since=x",
        "x=y",
    ] {
        let path = format!("/api/v1/admin/audit?{nonsense}");
        assert_eq!(world.api(&path, &token).await.status(), 400, "{nonsense}");
    }
}

async fn nobody_else_reads_the_log(world: World) {
    let person = world.desktop().await.access;
    assert!(!claims(&person)["scope"].as_str().unwrap().contains("admin"));
    let asked = world.api("/api/v1/admin/audit", &person).await;
    assert_eq!(asked.status(), StatusCode::FORBIDDEN);
    let asked = world.api("/api/v1/admin/audit", "nonsense").await;
    assert_eq!(asked.status(), StatusCode::UNAUTHORIZED);
}

/// How the database carries `search` out. The values stand where they would be bound.
async fn plan(pool: &AnyPool, sqlite: bool, search: &AuditSearch) -> String {
    let text = |text: &Option<String>| text.clone();
    let moment = |at: Option<Moment>| at.map(|at| at.unix().to_string());
    let values = [
        text(&search.actor),
        text(&search.subject),
        text(&search.action),
        search.outcome.map(|outcome| outcome.to_string()),
        text(&search.address),
        moment(search.since),
        moment(search.until),
        moment(search.before.map(|(at, _)| at)),
        search.before.map(|(_, number)| number.to_string()),
        Some(search.limit.to_string()),
    ];
    let mut sql = search.sql();
    for (index, value) in values.into_iter().flatten().enumerate() {
        sql = sql.replace(&format!("${}", index + 1), &format!("'{value}'"));
    }
    let explain = if sqlite {
        "EXPLAIN QUERY PLAN"
    } else {
        "EXPLAIN"
    };
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{explain} {sql}")))
        .fetch_all(pool)
        .await
        .unwrap();
    let column = if sqlite { 3 } else { 0 };
    let lines: Vec<String> = rows.iter().map(|row| row.get(column)).collect();
    lines.join("\n")
}

async fn an_index_serves_each_filter_in_the_order_of_the_answer(world: World) {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = AnyPool::connect(&url).await.unwrap();
    let fill = "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 60000)
         INSERT INTO audit (number, version, at, actor, action, subject, detail, device, address,
             outcome, reasons, hash)
         SELECT 1000 + n, 2, 1700000000 + n, CAST(n % 1000 AS TEXT),
             CASE WHEN n % 1000 = 7 THEN 'test.rare' ELSE 'test.one' END, CAST(n % 1000 AS TEXT), '',
             '', CAST(n % 1000 AS TEXT), CASE WHEN n % 1000 = 7 THEN 'refused' ELSE 'done' END, '', ''
         FROM s";
    sqlx::query(fill).execute(&pool).await.unwrap();
    sqlx::query("ANALYZE").execute(&pool).await.unwrap();
    let sqlite = url.starts_with("sqlite");
    let text = |text: &str| Some(text.to_owned());
    let all = AuditSearch {
        limit: 25,
        ..AuditSearch::default()
    };
    let by = |change: &dyn Fn(&mut AuditSearch)| {
        let mut search = all.clone();
        change(&mut search);
        search
    };
    let searches = [
        ("audit_by_time", all.clone()),
        ("audit_by_actor", by(&|search| search.actor = text("7"))),
        ("audit_by_subject", by(&|search| search.subject = text("7"))),
        (
            "audit_by_action",
            by(&|search| search.action = text("test.rare")),
        ),
        (
            "audit_by_outcome",
            by(&|search| search.outcome = Some(Outcome::Refused)),
        ),
        ("audit_by_address", by(&|search| search.address = text("7"))),
    ];
    for (index, search) in searches {
        let narrower = AuditSearch {
            since: Some(Moment::from_unix(1_700_001_000)),
            until: Some(Moment::from_unix(1_700_059_000)),
            ..search.clone()
        };
        let further = AuditSearch {
            before: Some((Moment::from_unix(1_700_058_000), 58_900)),
            ..narrower.clone()
        };
        for search in [search, narrower, further] {
            let plan = plan(&pool, sqlite, &search).await;
            let sorted = ["Sort", "TEMP B-TREE", "Seq Scan"]
                .iter()
                .any(|word| plan.contains(word));
            assert!(plan.contains(index) && !sorted, "{}\n{plan}", search.sql());
        }
    }
    pool.close().await;
}

#[tokio::test]
async fn the_command_line_checks_exports_and_names_its_key() {
    let world = World::sqlite().await;
    world.browser().sign_in("ana", PASSWORD).await;
    let database = world.directory.path().join("server.sqlite3");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_countersign-server"))
            .args(arguments)
            .env(
                "COUNTERSIGN_SERVER__DATABASE_URL",
                format!("sqlite://{}", database.display()),
            )
            .env(
                "COUNTERSIGN_SERVER__KEY_FILE",
                world.directory.path().join("server.key"),
            )
            .env("COUNTERSIGN_SERVER__LOG", "off")
            .current_dir(world.directory.path())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, key, _) = run(&["audit", "key"]);
    assert_eq!(code, Some(0));
    assert_eq!(key.trim(), world.server.seal().unwrap().public_key());
    let (code, lines, _) = run(&["audit", "export", "--since", "2000-01-01"]);
    assert_eq!(code, Some(0));
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        rows.iter()
            .any(|row| row["action"] == "session.began" && row["address"] == "127.0.0.1")
    );
    let (_, none, _) = run(&["audit", "export", "--until", "2000-01-01"]);
    assert_eq!(none, "");
    assert_eq!(run(&["audit", "verify"]).0, Some(0));
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(world.server.config().database_url.reveal())
        .await
        .unwrap();
    sqlx::query("UPDATE audit SET actor = 'x' WHERE number = 2")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let (code, _, said) = run(&["audit", "verify"]);
    assert_eq!(code, Some(4));
    assert!(said.contains("row 2 was changed"), "{said}");
}

#[test]
fn serving_signs_the_log_at_its_start_and_at_its_end() {
    let directory = tempfile::tempdir().unwrap();
    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        command
            .args(arguments)
            .env("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0")
            .env("COUNTERSIGN_SERVER__AUDIT__CHECKPOINTS", "copies")
            .env("COUNTERSIGN_SERVER__LOG", "off")
            .current_dir(directory.path());
        command
    };
    let copies = || {
        let files = fs::read_dir(directory.path().join("copies")).unwrap();
        let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
        texts.collect::<String>().lines().count()
    };
    let mut serving = command(&["serve", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    let stdout = serving.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut ready).unwrap();
    assert!(ready.contains("issuer"), "{ready}");
    assert_eq!(copies(), 1);
    let rotated = command(&["keys", "rotate"]).output().unwrap();
    assert!(rotated.status.success());
    let ended = Command::new("kill")
        .args(["-TERM", &serving.id().to_string()])
        .status()
        .unwrap();
    assert!(ended.success() && serving.wait().unwrap().success());
    assert_eq!(copies(), 2);
    let verified = command(&["audit", "verify", "--json"]).output().unwrap();
    let verified: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(
        (&verified["checkpoints"], &verified["rows"]),
        (&Value::from(2), &verified["signed"])
    );
}
