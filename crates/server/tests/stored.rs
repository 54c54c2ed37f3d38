//! Databases as earlier servers left them, of both kinds: today's server takes each over, loses no row of
//! it and really uses it. `stored/README.md` says where they come from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

mod common;

#[path = "stored/copy.rs"]
mod copy;
#[path = "stored/make.rs"]
mod make;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use common::{Browser, PASSWORD, Tokens, World, location, nobody_needs_a_factor, roomy};
use copy::{Schema, rows};
use data_encoding::HEXLOWER;
use reqwest::StatusCode;
use serde_json::Value;
use server::{Config, config::DatabaseUrl};
use sqlx::{AnyPool, AssertSqlSafe, Connection as _};
use tempfile::TempDir;

/// Every change of the schema.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The numbers of the changes there are, in order.
fn changes() -> Vec<i64> {
    MIGRATIONS.iter().map(|change| change.version).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stored/databases")
}

/// What is stored of the schema after change `number`: `sqlite3`, `sql`, and what a test has to know in
/// `json`.
fn stored(number: i64, ending: &str) -> PathBuf {
    folder().join(format!("after_{number:04}.{ending}"))
}

fn known(number: i64) -> Value {
    serde_json::from_slice(&fs::read(stored(number, "json")).unwrap()).unwrap()
}

fn text<'a>(known: &'a Value, name: &str) -> &'a str {
    known[name].as_str().unwrap()
}

/// A directory with the key file under which everything stored is sealed.
fn with_key_file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let key = directory.path().join("server.key");
    fs::copy(folder().join("server.key"), &key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    (directory, key)
}

fn config(key_file: PathBuf, url: String) -> Config {
    Config {
        database_url: DatabaseUrl::parse(url).unwrap(),
        key_file,
        factors: nobody_needs_a_factor(),
        limits: roomy(),
        ..Config::default()
    }
}

async fn pool(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    let options = sqlx::any::AnyPoolOptions::new().max_connections(1);
    options.connect(url).await.unwrap()
}

/// A new PostgreSQL database.
fn fresh_postgres() -> String {
    let name = HEXLOWER.encode(&common::random::<8>());
    common::postgres::fresh_database(&format!("stored_{name}"))
}

/// A copy of the stored SQLite file.
fn sqlite_copy(number: i64, directory: &Path) -> String {
    let file = directory.join("server.sqlite3");
    fs::copy(stored(number, "sqlite3"), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    format!("sqlite://{}", file.display())
}

/// A PostgreSQL database that holds what was stored.
async fn postgres_copy(number: i64) -> String {
    let url = fresh_postgres();
    let dump = fs::read_to_string(stored(number, "sql")).unwrap();
    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(dump))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    url
}

#[test]
fn before_every_change_of_the_schema_a_database_of_each_kind_was_stored() {
    let changes = changes();
    for number in &changes[..changes.len() - 1] {
        for ending in ["sqlite3", "sql", "json"] {
            let file = stored(*number, ending);
            assert!(
                file.exists(),
                "{} is missing: scripts/store-databases makes it",
                file.display()
            );
        }
    }
}

#[tokio::test]
async fn todays_server_takes_over_every_sqlite_file() {
    for number in kept() {
        let (directory, key) = with_key_file();
        let url = sqlite_copy(number, directory.path());
        take_over(number, directory, config(key, url)).await;
    }
}

#[tokio::test]
async fn todays_server_takes_over_every_postgresql_database() {
    for number in kept() {
        let (directory, key) = with_key_file();
        let url = postgres_copy(number).await;
        take_over(number, directory, config(key, url)).await;
    }
}

/// The states that are stored.
fn kept() -> Vec<i64> {
    let numbers = changes().into_iter();
    let kept: Vec<i64> = numbers
        .filter(|number| stored(*number, "json").exists())
        .collect();
    assert!(kept.len() > 7, "{kept:?}");
    kept
}

/// Every table with its rows as text.
type Content = BTreeMap<String, BTreeSet<Vec<Option<String>>>>;

async fn content(url: &str, schema: &Schema) -> Content {
    let pool = pool(url).await;
    let mut content = Content::new();
    for (table, columns) in schema {
        let rows = rows(&pool, table, columns).await;
        content.insert(table.clone(), rows.into_iter().collect());
    }
    pool.close().await;
    content
}

/// Columns that a later change took away on purpose, with what they held.
const TAKEN_AWAY: [(&str, &str); 1] = [("devices", "seen_at")];

/// The schema of a stored file as far as it is to be kept; that of the dump beside it has the same columns.
async fn schema(number: i64) -> Schema {
    let directory = tempfile::tempdir().unwrap();
    let pool = pool(&sqlite_copy(number, directory.path())).await;
    let mut schema = copy::schema(&pool).await;
    for (table, columns) in &mut schema {
        columns.retain(|column| !TAKEN_AWAY.contains(&(table.as_str(), column.name.as_str())));
    }
    pool.close().await;
    schema
}

async fn take_over(number: i64, directory: TempDir, config: Config) {
    println!("after {number:04}");
    let (schema, known) = (schema(number).await, known(number));
    let url = config.database_url.reveal().to_owned();
    let before = content(&url, &schema).await;
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "{table} was stored with rows");
    }
    let now = known["now"].as_i64().unwrap() + 60;
    let world = World::found(directory, config, now).await;
    let after = content(&url, &schema).await;
    for (table, rows) in &before {
        for row in rows.difference(&after[table]) {
            // A count of no failures says nothing.
            if table == "guesses" && row[1..].iter().all(|cell| cell.as_deref() == Some("0")) {
                continue;
            }
            // The end of the log moves, and the desktop app learnt another grant.
            let moved = table == "audit_head"
                || (table == "clients" && row.contains(&Some("countersign-desktop".into())));
            assert!(moved, "{table} lost {row:?}");
            assert!(after[table].len() >= rows.len(), "{table}");
        }
    }
    let report = world.server.check_audit(None).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.findings);

    people_are_known(&world, &known, number).await;
    programs_are_known(&world, &known, number).await;
    let report = world.server.check_audit(None).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.findings);
}

async fn people_are_known(world: &World, known: &Value, number: i64) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let account = browser.get("/account").await;
    assert_eq!(account.status(), StatusCode::OK);
    for (name, password) in [("ana", "no password of hers"), ("gone", PASSWORD)] {
        let mut stranger = world.browser();
        let refused = stranger.try_sign_in("/sign-in", name, password).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{name}");
    }

    // A browser that was signed in still is.
    let mut old = world.browser();
    let cookie = text(known, "cookie").to_owned();
    old.cookies.insert("countersign".to_owned(), cookie);
    assert_eq!(old.get("/account").await.status(), StatusCode::OK);

    if number >= 2 {
        world.browser().sign_in("bela", PASSWORD).await;
    }
    if number >= 3 {
        let mut browser = world.browser();
        let asked = browser.try_sign_in("/sign-in", "tess", PASSWORD).await;
        assert_eq!(location(&asked), "/sign-in/factor");
        let code = make::code(text(known, "totp"), world.now());
        let done = make::answer(&mut browser, &code).await;
        assert_eq!(location(&done), "/account");
    }
}

async fn programs_are_known(world: &World, known: &Value, number: i64) {
    let desktop = Tokens::from(world.refresh(text(known, "refresh")).await).await;
    let sessions = world.api("/api/v1/sessions", &desktop.access).await;
    assert_eq!(sessions.status(), StatusCode::OK);
    // The one before it was used up then.
    let spent = world.refresh(text(known, "spent_refresh")).await;
    assert_eq!(spent.status(), StatusCode::BAD_REQUEST);

    let (id, secret) = (text(known, "client"), text(known, "secret"));
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", id),
        ("client_secret", secret),
        ("refresh_token", text(known, "client_refresh")),
    ];
    Tokens::from(world.post_form("/oauth/token", &fields).await).await;

    // What ana allowed is not asked again.
    let mut browser: Browser<'_> = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let answer = browser.authorize(&make::wiki_request(id)).await;
    let tokens = make::redeem_wiki(world, id, secret, &answer["code"]).await;
    assert!(tokens.refresh.is_some() && tokens.id.is_some());
    if number >= 6 {
        let sessions = world.api("/api/v1/sessions", text(known, "api_key")).await;
        assert_eq!(sessions.status(), StatusCode::OK);
    }
}

/// Not a test: makes what is missing in `stored/databases`. `scripts/store-databases` calls it.
#[tokio::test]
#[ignore = "it writes files: scripts/store-databases"]
async fn store_what_is_missing() {
    make::missing().await;
}
