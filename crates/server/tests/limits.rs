//! How often something may be asked: exactly as often as configured, and said in the headers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::time::Duration;

use authority::limit::Quota;
use common::{PASSWORD, World, redis::RedisServer, roomy};
use reqwest::{Response, StatusCode, header};
use server::{
    Config,
    clients::NewClient,
    config::{Limits, Secret},
};

fn quota(count: u32, seconds: u64) -> Quota {
    Quota::new(count, Duration::from_secs(seconds)).unwrap()
}

/// A server on a new SQLite file with these limits, and Redis if that is wanted.
async fn sqlite(limits: Limits, redis: Option<&RedisServer>) -> World {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("server.sqlite3");
    let config = Config {
        database_url: server::config::DatabaseUrl::sqlite(&path),
        key_file: directory.path().join("server.key"),
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        redis_url: redis.map(|redis| Secret::new(redis.url())),
        limits,
        factors: common::nobody_needs_a_factor(),
        ..Config::default()
    };
    World::start_with(directory, config).await
}

/// One after the other, until one is refused; how many were not.
async fn until_refused(world: &World, path: &str) -> (usize, Response) {
    for number in 0.. {
        let address = format!("{}{path}", world.base);
        let answer = world.http.get(address).send().await.unwrap();
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            return (number, answer);
        }
    }
    unreachable!()
}

fn field<'a>(answer: &'a Response, name: &str) -> Vec<&'a str> {
    let all = answer.headers().get_all(name);
    all.iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn an_address_gets_its_quota_and_then_one_at_a_time() {
    let limits = Limits {
        default: quota(12, 60),
        ..roomy()
    };
    let world = sqlite(limits, None).await;
    let (passed, refused) = until_refused(&world, "/sign-in").await;
    assert_eq!(passed, 12);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
    assert_eq!(
        field(&refused, "ratelimit-policy"),
        ["\"default\";q=12;w=60"]
    );
    assert_eq!(field(&refused, "ratelimit"), ["\"default\";r=0;t=5"]);
    let page = refused.text().await.unwrap();
    assert!(page.contains("That was too often"), "{page}");

    // Another class has a count of its own, and what watches the server has none.
    let keys = world.http.get(format!("{}/oauth/jwks", world.base));
    let keys = keys.send().await.unwrap();
    assert_eq!(keys.status(), StatusCode::OK);
    assert_eq!(field(&keys, "ratelimit"), ["\"token\";r=999999;t=1"]);
    let live = world.http.get(format!("{}/health/live", world.base));
    let live = live.send().await.unwrap();
    assert_eq!(live.status(), StatusCode::OK);
    assert!(!live.headers().contains_key("ratelimit"));

    world.wait(5);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 1);
    world.wait(60);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 12);
}

#[tokio::test]
async fn a_program_is_refused_in_json() {
    let limits = Limits {
        default: quota(1, 60),
        ..roomy()
    };
    let world = sqlite(limits, None).await;
    let (_, refused) = until_refused(&world, "/api/v1/me").await;
    assert_eq!(refused.headers()[header::RETRY_AFTER], "60");
    assert_eq!(common::error_of(refused).await, (429, "slow_down".into()));
}

#[tokio::test]
async fn a_client_is_limited_besides_its_address() {
    let limits = Limits {
        token: quota(6, 60),
        ..roomy()
    };
    let world = sqlite(limits, None).await;
    let new = |name: &str| NewClient {
        name: name.into(),
        redirect_uris: vec!["https://wiki.example/cb".into()],
        confidential: true,
        ..NewClient::default()
    };
    let (one, other) = (
        world.client(new("One")).await,
        world.client(new("Other")).await,
    );
    let ask = async |(id, secret): &(String, Option<String>), from: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", id),
            ("client_secret", secret.as_deref().unwrap()),
            ("refresh_token", "nonsense"),
        ];
        let request = world.http.post(format!("{}/oauth/token", world.base));
        let request = request.header("x-forwarded-for", from).form(&fields);
        request.send().await.unwrap().status()
    };
    for number in 0..6 {
        let from = format!("198.51.100.{number}");
        assert_eq!(ask(&one, &from).await, StatusCode::BAD_REQUEST);
    }
    assert_eq!(ask(&one, "203.0.113.1").await, 429, "from anywhere");
    assert_eq!(ask(&other, "203.0.113.1").await, StatusCode::BAD_REQUEST);

    // Whoever only names a client counts as an address, and an address of IPv6 is half of one.
    let forged = (one.0.clone(), Some("wrong".to_owned()));
    for number in 0..6 {
        let from = format!("2001:db8::{number}");
        assert_eq!(ask(&forged, &from).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(ask(&forged, "2001:db8::7").await, 429);
    assert_eq!(
        ask(&other, "2001:db8:0:1::7").await,
        StatusCode::BAD_REQUEST
    );
    world.wait(10);
    assert_eq!(ask(&one, "203.0.113.1").await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn attempts_of_a_person_are_counted_whatever_the_pace() {
    let world = sqlite(roomy(), None).await;
    let attempt = async |password| {
        let mut browser = world.browser();
        browser.try_sign_in("/sign-in", "ana", password).await
    };
    for _ in 0..5 {
        assert_eq!(attempt("wrong password").await.status(), 401);
        world.wait(1);
    }
    let refused = attempt(PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "175");
    assert_eq!(
        field(&refused, "ratelimit-policy"),
        ["\"sign-in\";q=5;w=900", "\"default\";q=100000;w=1"]
    );
    assert_eq!(field(&refused, "ratelimit")[0], "\"sign-in\";r=0;t=175");
    world.wait(175);
    assert_eq!(attempt(PASSWORD).await.status(), StatusCode::SEE_OTHER);
    // A success clears the count.
    for _ in 0..5 {
        assert_eq!(attempt("wrong password").await.status(), 401);
    }
}

#[tokio::test]
async fn redis_away_makes_limits_stricter_and_never_lifts_them() {
    let mut redis = RedisServer::start();
    let limits = Limits {
        default: quota(12, 60),
        ..roomy()
    };
    let world = sqlite(limits, Some(&redis)).await;
    assert_eq!(until_refused(&world, "/sign-in").await.0, 12);

    // What was known is gone: the database goes on as if all had been used up.
    redis.kill();
    world.wait(5);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 0);
    world.wait(5);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 1);

    // It comes back without its memory, and the count goes on as if all had been used up.
    redis.start_again();
    until_redis_is(&world, "ok").await;
    world.wait(5);
    assert!(until_refused(&world, "/sign-in").await.0 <= 1);
    world.wait(5);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 1);
    world.wait(60);
    assert_eq!(until_refused(&world, "/sign-in").await.0, 12);
}

#[tokio::test]
async fn a_redis_that_accepts_and_says_nothing_delays_and_does_not_hang() {
    let redis = RedisServer::start();
    let world = sqlite(roomy(), Some(&redis)).await;
    world.browser().sign_in("ana", PASSWORD).await;
    redis.freeze();
    // What Redis knew counts as used up, until the clock moves on.
    world.wait(1);
    let page = world.http.get(format!("{}/sign-in", world.base));
    assert_eq!(page.send().await.unwrap().status(), 429);
    world.wait(1);
    let tokens = world.desktop().await;
    assert!(tokens.refresh.is_some());
    until_redis_is(&world, "away").await;
    redis.thaw();
    until_redis_is(&world, "ok").await;
}

#[tokio::test]
async fn nothing_in_redis_is_secret_or_stays_for_ever() {
    let redis = RedisServer::start();
    let world = sqlite(roomy(), Some(&redis)).await;
    let tokens = world.desktop().await;
    world.api("/api/v1/sessions", &tokens.access).await;
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let ask = redis::cmd("KEYS").arg("*").to_owned();
    let keys: Vec<String> = ask.query_async(&mut connection).await.unwrap();
    assert!(!keys.is_empty());
    let name = world.base.trim_start_matches("http://");
    for key in keys {
        assert!(key.starts_with(&format!("countersign:{name}:")), "{key}");
        let mut ask = redis::cmd("PTTL");
        let left: i64 = ask.arg(&key).query_async(&mut connection).await.unwrap();
        // It may have gone in the meantime.
        assert!(left > 0 || left == -2, "{key} stays for ever");
        let mut ask = redis::cmd("GET");
        let value: Option<String> = ask.arg(&key).query_async(&mut connection).await.unwrap();
        let value = value.unwrap_or_default();
        assert!(
            value.chars().all(|letter| letter.is_ascii_digit()),
            "{key} = {value}"
        );
    }
}

/// Waits until the server says so of its Redis. It may take as long as it pauses after a failure.
async fn until_redis_is(world: &World, word: &str) {
    loop {
        let ready = world.http.get(format!("{}/health/ready", world.base));
        let ready = ready.send().await.unwrap();
        assert_eq!(ready.status(), StatusCode::OK, "without Redis it works on");
        let health: serde_json::Value = ready.json().await.unwrap();
        assert_eq!(health["database"], "ok");
        if health["redis"] == word {
            return;
        }
        // An answer passes for a second.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
