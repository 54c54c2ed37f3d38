//! What happens at the same moment, and what a client can send to disturb, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use authority::{
    Moment,
    session::{Kind, Session},
};
use common::{
    PASSWORD, Tokens, VERIFIER, World, authorize_path, desktop_request, error_of, location, random,
    waiting::{is_postgres, pool, somebody_waits},
    with,
};
use protocol::{DeviceId, SessionId};
use reqwest::StatusCode;
use serde_json::Value;
use server::{
    clients::NewClient,
    store::{Device, Error, NewSession},
};

on_all_stores!(
    ending_others_ends_what_a_redemption_just_began,
    a_spent_code_waits_without_holding_its_browser,
    a_token_of_a_key_made_elsewhere_is_revoked,
    a_program_does_not_keep_the_browser_awake,
    a_nul_is_refused_and_no_failure,
    a_revocation_is_logged_once,
    what_ended_long_ago_is_forgotten_and_nothing_else,
);

/// The sessions of the person behind `token`, as (id, is it this one).
async fn sessions(world: &World, token: &str) -> Vec<(SessionId, bool)> {
    let page: Value = world
        .api("/api/v1/sessions", token)
        .await
        .json()
        .await
        .unwrap();
    let items = page["items"].as_array().unwrap();
    let read = |item: &Value| {
        let id = item["id"].as_str().unwrap().parse().unwrap();
        (id, item["current"] == true)
    };
    items.iter().map(read).collect()
}

async fn the_other(world: &World, token: &str) -> SessionId {
    let sessions = sessions(world, token).await;
    sessions.iter().find(|(_, current)| !current).unwrap().0
}

async fn ending_others_ends_what_a_redemption_just_began(world: World) {
    let mine = world.desktop().await;
    let browser = the_other(&world, &mine.access).await;
    let now = Moment::from_unix(world.now());

    // A redemption under way: it holds the browser's session and has added one of its own.
    let mut work = world.server.store().begin().await.unwrap();
    let held = work.sessions().keep(browser, now).await.unwrap().unwrap();
    let device = Device {
        id: DeviceId::from_bytes(random()),
        user: held.user,
        name: None,
        os: None,
        browser: None,
        cookie: None,
        key: None,
    };
    work.sessions().add_device(&device, now).await.unwrap();
    let id = SessionId::from_bytes(random());
    let session = Session::begin(id, held.user, device.id, Kind::App, now, now);
    let new = NewSession {
        session: &session,
        client: Some("countersign-desktop"),
        cookie: None,
        ip: "127.0.0.1",
    };
    work.sessions().add(&new).await.unwrap();

    let address = format!("{}/api/v1/sessions/end-others", world.base);
    let ending = world.http.post(address).bearer_auth(&mine.access).send();
    let ending = tokio::spawn(ending);
    somebody_waits(&world).await;
    work.commit().await.unwrap();

    let ended: Value = ending.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(ended["ended"]["sessions"], 2, "{ended}");
    assert_eq!(sessions(&world, &mine.access).await.len(), 1);
}

async fn a_spent_code_waits_without_holding_its_browser(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    let all = sessions(&world, &tokens.access).await;
    let of = |current| all.iter().find(|(_, this)| *this == current).unwrap().0;
    let now = Moment::from_unix(world.now());

    // Somebody who ends sessions holds the program's, and will want the browser's.
    let mut work = world.server.store().begin().await.unwrap();
    work.sessions().keep(of(true), now).await.unwrap().unwrap();
    let again = async {
        let answer = world.redeem(&code).await;
        error_of(answer).await
    };
    let end = async {
        somebody_waits(&world).await;
        if is_postgres(&world) {
            let pool = pool(&world).await;
            let free = sqlx::query("SELECT id FROM sessions WHERE id = $1 FOR UPDATE NOWAIT")
                .bind(of(false).to_string())
                .fetch_one(&pool)
                .await;
            assert!(free.is_ok(), "{:?}", free.err());
        }
        work.sessions().keep(of(false), now).await.unwrap().unwrap();
        work.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(again, end);
    assert_eq!(answer, (400, "invalid_grant".into()));
    let status = world.api("/api/v1/me", &tokens.access).await.status();
    assert_eq!(status, StatusCode::UNAUTHORIZED, "the reuse ended it");
}

#[tokio::test]
async fn two_that_wait_for_each_other_on_postgres_are_told_apart_from_a_failure() {
    let world = World::postgres().await;
    let mine = world.desktop().await;
    let all = sessions(&world, &mine.access).await;
    let now = Moment::from_unix(world.now());
    let store = world.server.store();
    let (mut one, mut two) = (store.begin().await.unwrap(), store.begin().await.unwrap());
    one.sessions().keep(all[0].0, now).await.unwrap();
    two.sessions().keep(all[1].0, now).await.unwrap();
    // Whoever loses gives its locks back, or the other one would wait on.
    let one = async move { one.sessions().keep(all[1].0, now).await.err() };
    let second = sessions(&world, &mine.access).await[0].0;
    let two = async move { two.sessions().keep(second, now).await.err() };
    let (one, two) = tokio::join!(one, two);
    let clashes = [&one, &two].map(|error| matches!(error, Some(Error::Clash)));
    assert!(clashes[0] != clashes[1], "{one:?} {two:?}");
}

async fn a_token_of_a_key_made_elsewhere_is_revoked(world: World) {
    let first = world.desktop().await;
    let (base, replica) = (world.base.clone(), world.replica().await);
    replica.rotate_keys().await.unwrap();
    world.wait(2);
    // A third process that has read the new key; the first one goes on with what it knows.
    let world = world.known_as(&base).await;
    let tokens = Tokens::from(world.refresh(first.refresh()).await).await;
    let answer = world
        .http
        .post(format!("{base}/oauth/revoke"))
        .form(&[
            ("client_id", "countersign-desktop"),
            ("token", &tokens.access),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        (400, "invalid_grant".into())
    );
}

async fn a_program_does_not_keep_the_browser_awake(world: World) {
    let callback = "https://wiki.example/cb";
    let (id, _) = world
        .client(NewClient {
            name: "Wiki".into(),
            redirect_uris: vec![callback.into()],
            first_party: true,
            scopes: vec!["openid".into()],
            ..NewClient::default()
        })
        .await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let request = with(
        desktop_request(),
        &[
            ("client_id", ""),
            ("redirect_uri", callback),
            ("scope", "openid"),
        ],
    );
    let request = [request, vec![("client_id", id.clone())]].concat();
    let code = browser.authorize(&request).await["code"].clone();
    world.wait(30);
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id.as_str()),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
    ];
    let tokens = Tokens::from(world.post_form("/oauth/token", &fields).await).await;
    world.wait(540);
    for _ in 0..2 {
        let answer = world.api("/oauth/userinfo", &tokens.access).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    world.wait(1800 - 30 - 540);
    assert_eq!(location(&browser.get("/").await), "/account");
    assert!(
        location(&browser.get("/account").await).starts_with("/sign-in"),
        "half an hour after the browser was last used"
    );
}

async fn a_nul_is_refused_and_no_failure(world: World) {
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", "a\0na", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let client = with(desktop_request(), &[("client_id", "a\0b")]);
    let answer = browser.get(&authorize_path(&client)).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    browser.sign_in("ana", PASSWORD).await;
    for name in ["nonce", "dpop_jkt"] {
        let answer = browser
            .authorize(&with(desktop_request(), &[(name, "a\0b")]))
            .await;
        assert_eq!(answer["error"], "invalid_request", "{name}");
    }
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", "a\0b"),
        ("refresh_token", "x"),
    ];
    let answer = world.post_form("/oauth/token", &fields).await;
    assert_eq!(error_of(answer).await, (401, "invalid_client".into()));
}

async fn a_revocation_is_logged_once(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    for _ in 0..3 {
        world.redeem(&code).await;
        let token = ("token", tokens.access.as_str());
        let client = ("client_id", "countersign-desktop");
        world.post_form("/oauth/revoke", &[client, token]).await;
    }
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    let revoked = rows
        .iter()
        .filter(|row| row.event.action == "family.revoked");
    assert_eq!(revoked.count(), 1);
}

async fn count(world: &World, table: &str) -> i64 {
    let query = format!("SELECT COUNT(*) FROM {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(query))
        .fetch_one(&pool(world).await)
        .await
        .unwrap()
}

async fn what_ended_long_ago_is_forgotten_and_nothing_else(world: World) {
    const DAY: i64 = 86_400;
    let mut browser = world.browser();
    browser
        .try_sign_in("/sign-in", "nobody", "wrong password")
        .await;
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    world.wait(13 * DAY);
    let tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;

    world.wait(2 * DAY);
    world.server.tidy().await.unwrap();
    let left = [
        ("sessions", 2),
        ("devices", 2),
        ("grants", 0),
        ("guesses", 1),
    ];
    for (table, rows) in left {
        assert_eq!(count(&world, table).await, rows, "{table}");
    }

    // The browser's session ended 30 days ago; the program's lives on by its refresh tokens.
    world.wait(10 * DAY);
    let tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;
    world.wait(6 * DAY);
    world.server.tidy().await.unwrap();
    assert_eq!(count(&world, "sessions").await, 1);
    assert_eq!(
        count(&world, "devices").await,
        2,
        "its cookie is known still"
    );
    let tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;
    assert_eq!(sessions(&world, &tokens.access).await.len(), 1);

    world.wait(366 * DAY);
    world.server.tidy().await.unwrap();
    // A name that nobody tries any more is forgotten, whether or not somebody has it.
    for table in [
        "sessions",
        "devices",
        "refresh_families",
        "refresh_tokens",
        "guesses",
    ] {
        assert_eq!(count(&world, table).await, 0, "{table}");
    }
}
