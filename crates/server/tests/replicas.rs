//! Two replicas on one PostgreSQL and one Redis: they act as one, and survive the death of any part.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::{sync::Arc, time::Duration};

use authority::limit::Quota;
use common::{Cluster, PASSWORD, Tokens, World, error_of, hidden, roomy};
use reqwest::{StatusCode, header};
use serde_json::Value;
use server::{clients::NewClient, config::Limits, replicas::wake::Wake};

fn cluster(world: &mut World) -> &mut Cluster {
    world.cluster.as_mut().unwrap()
}

/// Ends Redis, and lets both replicas notice. What Redis knew counts as used up, so they refuse until
/// the clock moves on.
async fn without_redis(world: &mut World) {
    cluster(world).redis.kill();
    noticed(world).await;
}

/// Starts Redis without its memory, and lets both replicas notice.
async fn with_redis_again(world: &mut World) {
    cluster(world).redis.start_again();
    let addresses: Vec<_> = cluster(world)
        .replicas
        .iter()
        .map(|one| one.address)
        .collect();
    for address in addresses {
        let ready = format!("http://{address}/health/ready");
        loop {
            let answer = world.http.get(&ready).send().await.unwrap();
            let health: Value = answer.json().await.unwrap();
            if health["redis"] == "ok" {
                break;
            }
            // An answer passes for a second.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    noticed(world).await;
}

async fn noticed(world: &mut World) {
    world.wait(1);
    let addresses: Vec<_> = cluster(world)
        .replicas
        .iter()
        .map(|one| one.address)
        .collect();
    for address in addresses {
        let page = world.http.get(format!("http://{address}/sign-in"));
        let status = page.send().await.unwrap().status();
        assert!(matches!(status.as_u16(), 200 | 429), "{status}");
    }
    world.wait(1);
}

/// How many wrong passwords were really checked, by the log.
async fn checked(world: &World) -> usize {
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 10_000).await.unwrap();
    let failed = rows
        .iter()
        .filter(|row| row.event.action == "sign-in.failed");
    failed.count()
}

/// This many wrong passwords at once, in turn at both replicas.
async fn guess(world: &Arc<World>, tries: usize) {
    let mut browser = world.browser();
    let html = browser.get("/sign-in").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let cookie = format!("countersign={}", browser.cookies["countersign"]);
    let mut guesses = tokio::task::JoinSet::new();
    for number in 0..tries {
        let (world, csrf, cookie) = (Arc::clone(world), csrf.clone(), cookie.clone());
        guesses.spawn(async move {
            let password = format!("wrong password {number}");
            let fields = [
                ("csrf", csrf.as_str()),
                ("name", "ana"),
                ("password", &password),
            ];
            let request = world
                .http
                .post(format!("{}/sign-in", world.base))
                .header(header::COOKIE, cookie)
                .header(header::ORIGIN, &world.base);
            request.form(&fields).send().await.unwrap().status()
        });
    }
    while let Some(status) = guesses.join_next().await {
        let status = status.unwrap();
        assert!(
            matches!(status.as_u16(), 401 | 429 | 503),
            "{status} to a wrong password"
        );
    }
}

#[tokio::test]
async fn two_hundred_parallel_guesses_are_checked_no_more_often_than_the_limit_allows() {
    let limits = Limits {
        address: Quota::new(1000, Duration::from_secs(60)).unwrap(),
        ..roomy()
    };
    let world = Arc::new(World::replicas_with(limits).await);
    guess(&world, 200).await;
    assert_eq!(checked(&world).await, 5);
    world.wait(180);
    guess(&world, 50).await;
    assert_eq!(checked(&world).await, 6);
}

#[tokio::test]
async fn replicas_share_one_count_of_every_class() {
    let limits = Limits {
        default: Quota::new(12, Duration::from_secs(60)).unwrap(),
        token: Quota::new(400, Duration::from_secs(60)).unwrap(),
        ..roomy()
    };
    let world = World::replicas_with(limits).await;
    for (path, at_most, at_least) in [("/sign-in", 12, 12), ("/oauth/jwks", 400, 360)] {
        let mut passed = 0;
        for _ in 0..450 {
            let answer = world.http.get(format!("{}{path}", world.base));
            passed += usize::from(answer.send().await.unwrap().status() == StatusCode::OK);
        }
        // Large quotas are handed out in shares, of which a replica may keep some.
        assert!(passed <= at_most && passed >= at_least, "{path}: {passed}");
    }
}

#[tokio::test]
async fn a_revocation_holds_when_the_replica_that_made_it_dies() {
    for dying in 0..2 {
        let mut world = World::replicas().await;
        let tokens = world.desktop().await;
        let other = world.desktop().await;
        cluster(&mut world).proxy.only(Some(dying));
        let revoked = world
            .post_form(
                "/oauth/revoke",
                &[
                    ("client_id", "countersign-desktop"),
                    ("token", tokens.refresh()),
                ],
            )
            .await;
        assert_eq!(revoked.status(), StatusCode::OK);
        cluster(&mut world).replicas[dying].kill();
        cluster(&mut world).proxy.only(None);
        for _ in 0..2 {
            let answer = world.refresh(tokens.refresh()).await;
            assert_eq!(error_of(answer).await, (400, "invalid_grant".into()));
            let me = world.api("/api/v1/me", &tokens.access).await;
            assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
        }
        // Everybody else goes on.
        let rotated = Tokens::from(world.refresh(other.refresh()).await).await;
        let me = world.api("/api/v1/me", &rotated.access).await;
        assert_eq!(me.status(), StatusCode::OK);
        world.browser().sign_in("ana", PASSWORD).await;
    }
}

#[tokio::test]
async fn without_redis_people_sign_in_sessions_end_and_guesses_are_counted() {
    let mut world = World::replicas().await;
    let tokens = world.desktop().await;
    without_redis(&mut world).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let rotated = Tokens::from(world.refresh(tokens.refresh()).await).await;
    let revoked = world
        .post_form(
            "/oauth/revoke",
            &[
                ("client_id", "countersign-desktop"),
                ("token", rotated.refresh()),
            ],
        )
        .await;
    assert_eq!(revoked.status(), StatusCode::OK);
    for _ in 0..5 {
        let answer = world
            .browser()
            .try_sign_in("/sign-in", "ana", "wrong password")
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    with_redis_again(&mut world).await;
    for _ in 0..2 {
        let answer = world.refresh(rotated.refresh()).await;
        assert_eq!(error_of(answer).await, (400, "invalid_grant".into()));
        let answer = world
            .browser()
            .try_sign_in("/sign-in", "ana", PASSWORD)
            .await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test]
async fn a_replica_that_dies_in_the_middle_leaves_nothing_half_done() {
    let mut world = World::replicas().await;
    let mut tokens = world.desktop().await;
    for turn in 0..6 {
        if turn == 3 {
            cluster(&mut world).replicas[0].kill();
        }
        // A request whose answer was lost is asked again, as a client would.
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", "countersign-desktop"),
            ("refresh_token", tokens.refresh()),
        ];
        let request = || {
            let address = format!("{}/oauth/token", world.base);
            world.http.post(address).form(&fields).send()
        };
        let answer = match request().await {
            Ok(answer) => answer,
            Err(_) => request().await.unwrap(),
        };
        tokens = Tokens::from(answer).await;
    }
    assert!(world.server.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn a_key_made_by_one_replica_is_used_by_the_other_at_once() {
    for redis_dies in [false, true] {
        let mut world = World::replicas().await;
        let mut wakes = world.server.wakes().subscribe();
        let first = world.desktop().await;
        if redis_dies {
            without_redis(&mut world).await;
        }
        // A process of its own, as the command line is.
        let operator = world.replica().await;
        let kid = operator.rotate_keys().await.unwrap();
        loop {
            match wakes.next().await.unwrap() {
                Wake::Keys => break,
                other => assert_eq!(other, Wake::Missed),
            }
        }
        // The replicas hear it as well, each in its own time.
        let mut token = first.refresh().to_owned();
        loop {
            let tokens = Tokens::from(world.refresh(&token).await).await;
            token = tokens.refresh().to_owned();
            let header = tokens.access.split('.').next().unwrap();
            let header = data_encoding::BASE64URL_NOPAD.decode(header.as_bytes());
            let header: Value = serde_json::from_slice(&header.unwrap()).unwrap();
            if header["kid"] == kid.as_str() {
                break;
            }
        }
    }
}

/// Asks for a token of a client for itself, at one replica.
async fn own_token(world: &World, replica: usize, client: &(String, String)) -> StatusCode {
    let address = world.cluster.as_ref().unwrap().replicas[replica].address;
    let post = world.http.post(format!("http://{address}/oauth/token"));
    let post = post.basic_auth(&client.0, Some(&client.1));
    let post = post.form(&[("grant_type", "client_credentials")]);
    post.send().await.unwrap().status()
}

async fn service(world: &World) -> (String, String) {
    let new = NewClient {
        name: "Service".into(),
        confidential: true,
        grants: vec!["client_credentials".into()],
        scopes: vec!["sessions".into()],
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    (id, secret.unwrap())
}

#[tokio::test]
async fn a_changed_client_is_seen_by_every_replica_at_once() {
    for redis_dies in [false, true] {
        let mut world = World::replicas().await;
        let (changed, removed) = (service(&world).await, service(&world).await);
        if redis_dies {
            without_redis(&mut world).await;
        }
        for replica in [0, 1] {
            for client in [&changed, &removed] {
                assert_eq!(own_token(&world, replica, client).await, StatusCode::OK);
            }
        }
        // At a third process. The clock stands still, so nothing that is remembered grows old by itself.
        let mut work = world.server.store().begin().await.unwrap();
        let mut client = work.clients().get(&changed.0).await.unwrap().unwrap();
        client.secret = Some(authority::Digest::of("another secret"));
        work.clients().replace(&client).await.unwrap();
        work.clients().remove(&removed.0).await.unwrap();
        work.commit().await.unwrap();
        let renewed = (changed.0.clone(), "another secret".to_owned());
        for replica in [0, 1] {
            for old in [&changed, &removed] {
                while own_token(&world, replica, old).await != StatusCode::UNAUTHORIZED {}
            }
            assert_eq!(own_token(&world, replica, &renewed).await, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn every_replica_hears_of_a_person_who_changed() {
    for redis_dies in [false, true] {
        let mut world = World::replicas().await;
        let ana = world.server.list_users().await.unwrap()[0].id;
        let tokens = world.desktop().await;
        if redis_dies {
            without_redis(&mut world).await;
        }
        let observer = world.replica().await;
        let mut wakes = observer.wakes().subscribe();
        let mut heard = async || {
            loop {
                match wakes.next().await.unwrap() {
                    Wake::Person(user) => break assert_eq!(user, ana),
                    other => assert_eq!(other, Wake::Missed),
                }
            }
        };
        // A session ends at one of the replicas.
        let client = ("client_id", "countersign-desktop");
        let fields = [client, ("token", tokens.refresh())];
        let revoked = world.post_form("/oauth/revoke", &fields).await;
        assert_eq!(revoked.status(), StatusCode::OK);
        heard().await;
        // And an operator changes what the person may do.
        let mut work = world.server.store().begin().await.unwrap();
        assert!(work.roles().grant(ana, "moderator").await.unwrap());
        work.commit().await.unwrap();
        heard().await;
    }
}

async fn is_signed_in(browser: &mut common::Browser<'_>) -> bool {
    match browser.get("/account").await.status() {
        StatusCode::OK => true,
        StatusCode::SEE_OTHER => false,
        other => panic!("{other}"),
    }
}

/// When the rows say that the browsers of ana were last used.
async fn noted(world: &World) -> Vec<i64> {
    let now = world.server.now();
    let mut work = world.server.store().read().await.unwrap();
    let user = work.users().by_name("ana").await.unwrap().unwrap().0;
    let mut at = Vec::new();
    for id in work.sessions().browsers(user.id, now).await.unwrap() {
        let session = work.sessions().get(id).await.unwrap().unwrap();
        at.push(session.last_active_at.unix());
    }
    at
}

#[tokio::test]
async fn replicas_share_to_the_second_when_a_browser_was_used() {
    let world = World::replicas().await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let began = world.now();
    for _ in 0..5 {
        world.wait(10);
        assert!(is_signed_in(&mut browser).await);
    }
    assert_eq!(
        noted(&world).await,
        [began],
        "Redis has it, and the row is spared"
    );
    // Longer than the row says, and no longer than half an hour after the last use.
    for _ in 0..2 {
        world.wait(1799);
        assert!(is_signed_in(&mut browser).await);
        assert_eq!(noted(&world).await, [world.now()]);
    }
    world.wait(1800);
    for _ in 0..2 {
        assert!(!is_signed_in(&mut browser).await);
    }
    // However busy, eight hours are the end.
    let mut busy = world.browser();
    busy.sign_in("ana", PASSWORD).await;
    for _ in 0..17 {
        world.wait(1690);
        assert!(is_signed_in(&mut busy).await);
    }
    world.wait(70);
    assert!(!is_signed_in(&mut busy).await);
}

#[tokio::test]
async fn a_browser_whose_use_only_redis_knows_is_signed_out_with_the_others() {
    let world = World::replicas().await;
    let (mut used, mut stays) = (world.browser(), world.browser());
    used.sign_in("ana", PASSWORD).await;
    world.wait(50);
    assert!(is_signed_in(&mut used).await);
    // Its row says that it is over. It is not.
    world.wait(1760);
    stays.sign_in("ana", PASSWORD).await;
    assert_eq!(noted(&world).await.len(), 2);
    let csrf = stays.field("/account", "csrf").await;
    stays
        .post("/account/sessions/end-others", &[("csrf", &csrf)])
        .await;
    assert!(!is_signed_in(&mut used).await);
    assert!(is_signed_in(&mut stays).await);
}

#[tokio::test]
async fn without_redis_a_browser_lives_no_longer_and_a_minute_less_at_most() {
    let mut world = World::replicas().await;
    let mut cookies = std::collections::BTreeMap::new();
    {
        let mut browser = world.browser();
        browser.sign_in("ana", PASSWORD).await;
        world.wait(50);
        assert!(is_signed_in(&mut browser).await);
        cookies.clone_from(&browser.cookies);
    }
    without_redis(&mut world).await;
    {
        // The row knows of the sign-in alone, which was 52 seconds ago.
        let mut browser = world.browser();
        browser.cookies.clone_from(&cookies);
        world.wait(1747);
        assert!(is_signed_in(&mut browser).await);
        assert_eq!(noted(&world).await, [world.now()], "with every use");
        world.wait(10);
        assert!(is_signed_in(&mut browser).await);
        world.wait(1799);
        assert!(is_signed_in(&mut browser).await);
    }
    // Redis comes back and remembers nothing, which makes nobody live longer.
    with_redis_again(&mut world).await;
    let mut browser = world.browser();
    browser.cookies.clone_from(&cookies);
    world.wait(1800);
    assert!(!is_signed_in(&mut browser).await);

    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    world.wait(59);
    assert!(is_signed_in(&mut browser).await);
    let cookies = browser.cookies.clone();
    without_redis(&mut world).await;
    let mut browser = world.browser();
    browser.cookies = cookies;
    world.wait(1739);
    assert!(
        !is_signed_in(&mut browser).await,
        "half an hour after what the row knows"
    );
}
