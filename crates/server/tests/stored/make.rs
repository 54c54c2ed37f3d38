//! Makes stored databases: today's server is really used, then what it stored is written into databases
//! whose schema ends earlier, as the servers of then would have written it.

#![allow(unreachable_pub)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, UNIX_EPOCH},
};

use authority::audit::{Event, GENESIS, chain_as};
use otp::{Algorithm, Digits, Entry, Kind, Period, Seed};
use reqwest::Response;
use serde_json::{Value, json};
use server::{clients::NewClient, users::Adopted};
use sqlx::{AnyPool, Row as _, migrate::Migrator};
use zeroize::Zeroizing;

use crate::{
    MIGRATIONS, changes,
    common::{
        Browser, PASSWORD, Tokens, VERIFIER, World, authorize_path, desktop_request, hidden,
        location, with,
    },
    config,
    copy::{Column, Schema, ask, execute, insert, replace, rows, schema},
    folder, fresh_postgres, pool, stored, with_key_file,
};

const CALLBACK: &str = "https://wiki.example/back";

/// Stores a database of each kind after every change that has none.
pub async fn missing() {
    let missing: Vec<i64> = changes()
        .into_iter()
        .filter(|number| !stored(*number, "json").exists())
        .collect();
    if missing.is_empty() {
        return;
    }
    let (directory, key) = with_key_file();
    let url = format!(
        "sqlite://{}?mode=rwc",
        directory.path().join("today.sqlite3").display()
    );
    let world = World::start_with(directory, config(key, url.clone())).await;
    let known = live(&world).await;
    let today = pool(&url).await;
    let whole = schema(&today).await;
    fill(&today, &whole, world.now()).await;
    for number in missing {
        let file = stored(number, "sqlite3");
        let made = pool(&format!("sqlite://{}?mode=rwc", file.display())).await;
        migrate(&made, number).await;
        let then = schema(&made).await;
        write(&made, &then, &today, number).await;
        execute(&made, "VACUUM").await;
        made.close().await;

        let address = fresh_postgres();
        let made = pool(&address).await;
        migrate(&made, number).await;
        write(&made, &then, &today, number).await;
        made.close().await;
        fs::write(stored(number, "sql"), dump(&address)).unwrap();
        let known = serde_json::to_string_pretty(&known).unwrap();
        fs::write(stored(number, "json"), known + "\n").unwrap();
        println!("stored after {number:04} in {}", folder().display());
    }
}

async fn migrate(pool: &AnyPool, number: i64) {
    let earlier = MIGRATIONS
        .iter()
        .filter(|change| change.version <= number)
        .cloned()
        .collect();
    Migrator::with_migrations(earlier).run(pool).await.unwrap();
}

/// What people and programs do, and what a test has to know of it.
async fn live(world: &World) -> Value {
    let server = &world.server;
    for (name, role) in [
        ("root", "super-administrator"),
        ("gone", "user"),
        ("tess", "user"),
    ] {
        let password = Zeroizing::new(PASSWORD.to_owned());
        let mail = format!("{name}@example.org");
        let roles = [role.to_owned()];
        server
            .add_user(name, &mail, &roles, password)
            .await
            .unwrap();
    }
    server.disable_user("gone").await.unwrap();
    let bela = Adopted {
        name: "bela".into(),
        email: "bela@example.org".into(),
        email_verified: true,
        roles: vec!["user".into()],
        password_hash: Some(bcrypt::hash(PASSWORD, 4).unwrap()),
    };
    server.adopt_user(&bela, false).await.unwrap();
    let other = Zeroizing::new("seven otters in a small boat".to_owned());
    server.set_password("root", other).await.unwrap();
    server.reset_link("root").await.unwrap();
    let permissions = BTreeSet::from(["users.read".to_owned()]);
    let role = server.put_role("librarian", "Keeps the shelves", permissions);
    role.await.unwrap();
    server.grant_role("ana", "librarian").await.unwrap();
    let registration = server.allow_registration(3, Duration::from_secs(86_400));
    registration.await.unwrap();

    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        confidential: true,
        backchannel_logout_uri: Some("http://127.0.0.1:9/bye".into()),
        ..NewClient::default()
    };
    let (client, secret) = world.client(new).await;
    let secret = secret.unwrap();
    let totp = tess(world).await;

    // A wiki that ana signed out of, so that it is still to be told.
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    consent(&mut browser, &client).await;
    let answer = browser.authorize(&wiki_request(&client)).await;
    redeem_wiki(world, &client, &secret, &answer["code"]).await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;

    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let answer = browser.authorize(&wiki_request(&client)).await;
    let wiki = redeem_wiki(world, &client, &secret, &answer["code"]).await;
    let code = world.desktop_code(&mut browser).await;
    let first = Tokens::from(world.redeem(&code).await).await;
    let second = Tokens::from(world.refresh(first.refresh()).await).await;
    // The successor was used, so the first one is over.
    let third = Tokens::from(world.refresh(second.refresh()).await).await;
    world.desktop_code(&mut browser).await;
    browser.get("/enrol/totp").await;

    let mut stranger = world.browser();
    let wrong = stranger.try_sign_in("/sign-in", "ana", "no password of hers");
    assert_eq!(wrong.await.status(), 401);
    let body = json!({"kind": "secret", "name": "backup job", "scopes": ["sessions"]});
    let key = world.http.post(format!("{}/api/v1/api-keys", world.base));
    let key = key.bearer_auth(&third.access).json(&body);
    let key: Value = key.send().await.unwrap().json().await.unwrap();

    flows(world, &client, &secret).await;
    server.checkpoint_audit(true).await.unwrap();
    json!({
        "now": world.now(),
        "client": client,
        "secret": secret,
        "client_refresh": wiki.refresh(),
        "refresh": third.refresh(),
        "spent_refresh": first.refresh(),
        "cookie": browser.cookies["countersign"],
        "totp": totp,
        "api_key": key["key"].as_str().unwrap(),
    })
}

/// The flows beside the authorization code, each begun.
async fn flows(world: &World, client: &str, secret: &str) {
    let request = wiki_request(client);
    let mut fields: Vec<(&str, &str)> = request
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.push(("client_secret", secret));
    assert_eq!(world.post_form("/oauth/par", &fields).await.status(), 201);
    let fields = [("client_id", "countersign-desktop"), ("scope", "openid")];
    let begun = world
        .post_form("/oauth/device_authorization", &fields)
        .await;
    assert_eq!(begun.status(), 200);

    let new = NewClient {
        name: "Job".into(),
        confidential: true,
        grants: vec!["client_credentials".into()],
        scopes: vec!["sessions".into()],
        ..NewClient::default()
    };
    let (client, secret) = world.client(new).await;
    let proof = [
        ("client_id", client.as_str()),
        ("client_secret", secret.as_deref().unwrap()),
    ];
    let grant = [("grant_type", "client_credentials")];
    let token = world
        .post_form("/oauth/token", &[&proof[..], &grant].concat())
        .await;
    let token = Tokens::from(token).await.access;
    let token = [("token", token.as_str())];
    let revoked = world
        .post_form("/oauth/revoke", &[&proof[..], &token].concat())
        .await;
    assert_eq!(revoked.status(), 200);
}

/// Gives tess an app and recovery codes, and leaves a sign-in of hers waiting; the key of the app.
async fn tess(world: &World) -> String {
    let mut browser = world.browser();
    browser.sign_in("tess", PASSWORD).await;
    let html = browser.get("/enrol/totp").await.text().await.unwrap();
    let key = html.split("class=\"key\">").nth(1).expect("a key");
    let key = key.split('<').next().unwrap().to_owned();
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let now = code(&key, world.now());
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("code", &now),
    ];
    let added = browser.post("/enrol/totp", &fields).await;
    assert_eq!(location(&added), "/enrol/recovery");
    let html = browser.get("/enrol/recovery").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let made = browser.post("/enrol/recovery", &[("csrf", &csrf)]).await;
    assert_eq!(made.status(), 200);
    world.wait(60);
    let mut waits = world.browser();
    let asked = waits.try_sign_in("/sign-in", "tess", PASSWORD).await;
    assert_eq!(location(&asked), "/sign-in/factor");
    key
}

/// The code of an app with `key` at `at`, Unix seconds.
pub fn code(key: &str, at: i64) -> String {
    let entry = Entry {
        issuer: String::new(),
        account: String::new(),
        seed: Seed::from_base32(key).unwrap(),
        kind: Kind::Totp {
            period: Period::THIRTY,
        },
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
    };
    let at = UNIX_EPOCH + Duration::from_secs(at.try_into().unwrap());
    otp::generate(&entry, at).unwrap().digits.to_string()
}

/// Answers the question for a code of an app.
pub async fn answer(browser: &mut Browser<'_>, code: &str) -> Response {
    let csrf = browser.field("/sign-in/factor", "csrf").await;
    let fields = [("csrf", csrf.as_str()), ("with", "totp"), ("code", code)];
    browser.post("/sign-in/factor", &fields).await
}

/// What the wiki asks for.
pub fn wiki_request(client: &str) -> Vec<(&'static str, String)> {
    let changes = [
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile offline_access"),
    ];
    with(desktop_request(), &changes)
}

/// Redeems what the wiki was sent.
pub async fn redeem_wiki(world: &World, id: &str, secret: &str, code: &str) -> Tokens {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("client_secret", secret),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code),
    ];
    Tokens::from(world.post_form("/oauth/token", &fields).await).await
}

/// Allows the wiki what it asks for.
async fn consent(browser: &mut Browser<'_>, client: &str) {
    let path = authorize_path(&wiki_request(client));
    let base = browser.world.base.clone();
    let mut asked = browser.get(&path).await;
    while asked.status() != 200 {
        let to = location(&asked);
        asked = browser.get(to.strip_prefix(&base).unwrap_or(&to)).await;
    }
    let page = asked.text().await.unwrap();
    let (csrf, attempt) = (hidden(&page, "csrf"), hidden(&page, "attempt"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("decision", "allow"),
    ];
    location(&browser.post("/consent", &fields).await);
}

/// Puts a row into every table that has none: its columns refer to what there is, name the table, or are
/// an hour from now.
async fn fill(pool: &AnyPool, schema: &Schema, now: i64) {
    for (table, columns) in schema {
        let count = ask(pool, &format!("SELECT COUNT(*) FROM {table}")).await;
        if count[0].get::<i64, _>(0) > 0 {
            continue;
        }
        println!("{table} gets a row that no request wrote");
        let mut row = Vec::new();
        for column in columns {
            row.push(Some(value(pool, table, column, now).await));
        }
        insert(pool, table, columns, &row).await;
    }
}

async fn value(pool: &AnyPool, table: &str, column: &Column, now: i64) -> String {
    if let Some(other) = &column.refers_to {
        let first = ask(pool, &format!("SELECT id FROM {other} ORDER BY id LIMIT 1")).await;
        return first[0].get(0);
    }
    let hour = now + 3600;
    match (column.kind.as_str(), column.name.as_str()) {
        // Microseconds.
        ("BIGINT", "back_at") => format!("{hour}000000"),
        ("BIGINT", _) => hour.to_string(),
        _ => table.to_owned(),
    }
}

/// Writes what `today` holds as far as the schema of then has a place for it.
async fn write(made: &AnyPool, then: &Schema, today: &AnyPool, number: i64) {
    for (table, columns) in then {
        let rows = rows(today, table, columns).await;
        replace(made, table, columns, &rows).await;
    }
    if number < 2 {
        // Nobody's password came from elsewhere yet.
        let bela = "SELECT id FROM users WHERE name = 'bela'";
        execute(
            made,
            &format!("DELETE FROM user_roles WHERE user_id IN ({bela})"),
        )
        .await;
        execute(made, "DELETE FROM users WHERE name = 'bela'").await;
    }
    if number < 5 {
        execute(
            made,
            "UPDATE clients SET grants =
             replace(grants, ' urn:ietf:params:oauth:grant-type:device_code', '')",
        )
        .await;
    }
    if number < 8 {
        chain_as_of_old(made).await;
    }
}

/// Rows of the log had fewer columns and another encoding.
async fn chain_as_of_old(made: &AnyPool) {
    let rows = ask(made, "SELECT * FROM audit ORDER BY number").await;
    let mut hash = GENESIS.to_owned();
    let mut last = 0;
    for row in rows {
        last = row.get("number");
        let event = Event {
            at: authority::Moment::from_unix(row.get("at")),
            actor: row.get("actor"),
            action: row.get("action"),
            subject: row.get("subject"),
            detail: row.get("detail"),
            device: String::new(),
            address: String::new(),
            outcome: None,
            reasons: String::new(),
        };
        hash = chain_as(1, &hash, last, &event).unwrap();
        execute(
            made,
            &format!("UPDATE audit SET hash = '{hash}' WHERE number = {last}"),
        )
        .await;
    }
    execute(
        made,
        &format!("UPDATE audit_head SET number = {last}, hash = '{hash}'"),
    )
    .await;
}

/// The whole database as statements that any PostgreSQL understands.
fn dump(url: &str) -> String {
    let arguments = [
        "--inserts",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--encoding=UTF8",
        url,
    ];
    let output = Command::new(pg_dump()).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    // What speaks to psql alone, or sets what an older server does not know.
    let ours = |line: &&str| {
        let other = ["\\", "--", "SET ", "SELECT pg_catalog.set_config"];
        !line.is_empty() && !other.iter().any(|begin| line.starts_with(begin))
    };
    let lines: Vec<&str> = text.lines().filter(ours).collect();
    lines.join("\n") + "\n"
}

/// `pg_dump` of the newest PostgreSQL that is installed.
fn pg_dump() -> PathBuf {
    let versions = fs::read_dir(Path::new("/usr/lib/postgresql")).unwrap();
    let programs = versions.map(|version| version.unwrap().path().join("bin/pg_dump"));
    let newest = programs.filter(|program| program.exists()).max();
    newest.expect("the package postgresql is installed")
}
