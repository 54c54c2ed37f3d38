//! How unlike the others a sign-in is, what follows, and what another policy would have made of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

#[path = "risk/mmdb.rs"]
mod mmdb;

use std::{collections::BTreeMap, fs, process::Command};

use authority::{
    Moment,
    risk::{Policy, Verdict},
};
use common::{FIREFOX, PASSWORD, World, hidden};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use server::{config::Risk, risk::geoip::Places, store::Weighed};

#[test]
fn a_place_is_told_in_words_with_how_sure_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("places.mmdb");
    let bytes = mmdb::names(&[
        ("192.0.2.0/24", "Linköping", "Sweden", 20),
        ("198.51.100.0/24", "", "Japan", 500),
        ("203.0.113.0/24", "", "", 1000),
    ]);
    std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), &bytes).unwrap();
    let risk = Risk {
        places: Some(path),
        ..Risk::default()
    };
    let places = Places::open(&risk).unwrap();
    let near = |ip: &str| {
        let near = places.near(ip.parse().unwrap())?;
        Some((near.words, near.within_km))
    };
    let said = |words: &str, km| Some((words.to_owned(), Some(km)));
    assert_eq!(near("192.0.2.10"), said("Linköping, Sweden", 20));
    assert_eq!(near("198.51.100.10"), said("Japan", 500));
    assert_eq!(near("203.0.113.66"), None);
    assert_eq!(near("10.0.0.1"), None);
    assert_eq!(Places::default().near("192.0.2.10".parse().unwrap()), None);
}

on_both_databases!(
    the_usual_browser_at_its_usual_place_weighs_nothing,
    a_new_browser_in_a_new_country_is_recorded_with_its_reasons,
    a_refusal_looks_like_a_wrong_password_and_begins_nothing,
    what_a_refused_sign_in_showed_is_never_a_habit,
    many_names_from_one_network_weigh_on_the_next,
    many_tries_for_one_person_weigh_on_theirs,
    a_trusted_network_speaks_for_and_a_proxy_against,
    another_policy_is_tried_on_what_happened,
    sign_ins_are_forgotten_after_ninety_days,
);

const LISBON: &str = "192.0.2.10";
const TOKYO: &str = "198.51.100.10";
const EXIT: &str = "203.0.113.66";

/// A server behind a proxy that says where people are, with files that know Lisbon and Tokyo.
async fn placed(world: World, change: impl FnOnce(&mut Policy)) -> World {
    let (places, operators, proxies) = (
        world.directory.path().join("places.mmdb"),
        world.directory.path().join("operators.mmdb"),
        world.directory.path().join("proxies"),
    );
    let write = |path, bytes: &[u8]| {
        std::io::Write::write_all(&mut fs::File::create(path).unwrap(), bytes).unwrap();
    };
    write(
        &places,
        &mmdb::cities(&[
            ("192.0.2.0/24", "PT", 38.7223, -9.1393),
            ("198.51.100.0/24", "JP", 35.6762, 139.6503),
        ]),
    );
    write(
        &operators,
        &mmdb::operators(&[("192.0.2.0/24", 64_496), ("198.51.100.0/24", 64_497)]),
    );
    write(&proxies, format!("# exits\n{EXIT}\n").as_bytes());
    let mut policy = Policy::default();
    change(&mut policy);
    world
        .reconfigured(|config| {
            config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
            config.risk = Risk {
                policy,
                trusted: vec!["192.0.2.200/32".parse().unwrap()],
                proxies: Some(proxies),
                places: Some(places),
                operators: Some(operators),
            };
        })
        .await
}

/// A browser at an address.
struct Somewhere<'a> {
    world: &'a World,
    cookies: BTreeMap<String, String>,
}

impl<'a> Somewhere<'a> {
    fn new(world: &'a World) -> Self {
        Self {
            world,
            cookies: BTreeMap::new(),
        }
    }

    fn keep(&mut self, response: &Response) {
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    fn cookie(&self) -> String {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn sign_in(&mut self, address: &str, name: &str, password: &str) -> Response {
        // A session that is there already is not what is tried.
        self.cookies.remove("countersign");
        let url = format!("{}/sign-in", self.world.base);
        let http = &self.world.http;
        let page = http
            .get(&url)
            .header(header::COOKIE, self.cookie())
            .header("x-forwarded-for", address)
            .send()
            .await
            .unwrap();
        self.keep(&page);
        let csrf = hidden(&page.text().await.unwrap(), "csrf");
        let answer = http
            .post(&url)
            .header(header::COOKIE, self.cookie())
            .header(header::ORIGIN, &self.world.base)
            .header(header::USER_AGENT, FIREFOX)
            .header("x-forwarded-for", address)
            .form(&[
                ("csrf", csrf.as_str()),
                ("attempt", ""),
                ("name", name),
                ("password", password),
            ])
            .send()
            .await
            .unwrap();
        self.keep(&answer);
        answer
    }

    /// Signs ana in, and says what was made of it.
    async fn weighed(&mut self, address: &str) -> Weighed {
        let answer = self.sign_in(address, "ana", PASSWORD).await;
        let weighed = last(self.world).await;
        let expected = match weighed.verdict {
            Verdict::Refuse => StatusCode::UNAUTHORIZED,
            _ => StatusCode::SEE_OTHER,
        };
        assert_eq!(answer.status(), expected);
        weighed
    }
}

async fn all(world: &World) -> Vec<Weighed> {
    let mut work = world.server.store().read().await.unwrap();
    work.risk().since(Moment::from_unix(0)).await.unwrap()
}

async fn last(world: &World) -> Weighed {
    all(world).await.pop().unwrap()
}

/// Every row of the log that weighs a sign-in, as outcome and reasons.
async fn events(world: &World) -> Vec<(String, String)> {
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    rows.into_iter()
        .filter(|row| row.event.action == "sign-in.weighed")
        .map(|row| (row.event.outcome_word().to_owned(), row.event.reasons))
        .collect()
}

const HOUR: i64 = 3600;

async fn the_usual_browser_at_its_usual_place_weighs_nothing(world: World) {
    let world = placed(world, |_| {}).await;
    let mut browser = Somewhere::new(&world);
    let first = browser.weighed(LISBON).await;
    assert_eq!(
        (first.score, first.reasons.as_str(), first.began),
        (25, "new_device 25", true),
        "nobody knows a browser at first"
    );
    assert_eq!(first.seen.place.country.as_deref(), Some("PT"));
    assert_eq!(first.seen.place.asn, Some(64_496));
    assert_eq!(first.seen.place.position, Some((387_223, -91_393)));
    world.wait(HOUR);
    let second = browser.weighed("192.0.2.99").await;
    assert_eq!((second.score, second.reasons.as_str()), (0, ""));
    assert_eq!(second.verdict, Verdict::Allow);
    assert_eq!(events(&world).await, [], "what is as always is no event");
}

async fn a_new_browser_in_a_new_country_is_recorded_with_its_reasons(world: World) {
    let world = placed(world, |_| {}).await;
    Somewhere::new(&world).weighed(LISBON).await;
    world.wait(24 * HOUR);
    let abroad = Somewhere::new(&world).weighed(TOKYO).await;
    assert_eq!(abroad.verdict, Verdict::StepUp);
    assert_eq!(abroad.score, 60);
    let reasons = "new_device 25\nnew_network 10\nnew_place 25";
    assert_eq!(abroad.reasons, reasons);
    world.wait(HOUR);
    let back = Somewhere::new(&world).weighed(LISBON).await;
    assert_eq!(back.reasons, "new_device 25\nimpossible_travel 40");
    assert_eq!(
        events(&world).await,
        [
            ("done".to_owned(), reasons.to_owned()),
            ("done".to_owned(), back.reasons)
        ]
    );
}

async fn a_refusal_looks_like_a_wrong_password_and_begins_nothing(world: World) {
    let world = placed(world, |policy| (policy.step_up, policy.refuse) = (20, 25)).await;
    let shape = async |name: &str, password: &str| {
        let mut browser = Somewhere::new(&world);
        let answer = browser.sign_in(LISBON, name, password).await;
        let status = answer.status();
        let mut headers: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        headers.sort();
        let csrf = browser.cookies["countersign"].clone();
        let text = answer
            .text()
            .await
            .unwrap()
            .replace(&hidden_csrf(&csrf, &world), "");
        (status, headers, text)
    };
    let wrong = shape("ana", "something else").await;
    let refused = shape("ana", PASSWORD).await;
    assert_eq!(refused, wrong);
    let row = last(&world).await;
    assert_eq!((row.verdict, row.began), (Verdict::Refuse, false));
    assert_eq!(
        events(&world).await,
        [("refused".to_owned(), "new_device 25".to_owned())]
    );
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    assert!(!rows.iter().any(|row| row.event.action == "session.began"));
}

/// The token in the form, which differs from browser to browser.
fn hidden_csrf(cookie: &str, world: &World) -> String {
    world.server.form_token(cookie)
}

async fn what_a_refused_sign_in_showed_is_never_a_habit(world: World) {
    let world = placed(world, |policy| policy.refuse = 60).await;
    let mut own = Somewhere::new(&world);
    own.weighed(LISBON).await;
    for _ in 0..3 {
        world.wait(24 * HOUR);
        let thief = Somewhere::new(&world).weighed(TOKYO).await;
        assert_eq!(
            (thief.verdict, thief.score),
            (Verdict::Refuse, 60),
            "Tokyo stays new"
        );
    }
    world.wait(HOUR);
    let own = own.weighed(LISBON).await;
    assert_eq!(own.reasons, "", "and the person did not travel");
}

async fn many_names_from_one_network_weigh_on_the_next(world: World) {
    let world = placed(world, |_| {}).await;
    let mut own = Somewhere::new(&world);
    own.weighed(LISBON).await;
    world.wait(24 * HOUR);
    for number in 0..10 {
        let (name, address) = (format!("name{number}"), format!("192.0.2.{}", 100 + number));
        let answer = Somewhere::new(&world)
            .sign_in(&address, &name, "guess")
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        world.wait(61);
    }
    let next = own.weighed(LISBON).await;
    assert_eq!(next.reasons, "stuffing 30");
    assert_eq!(next.seen.names, 10);
    world.wait(HOUR);
    assert_eq!(
        own.weighed(LISBON).await.reasons,
        "",
        "an hour later it is over"
    );
}

async fn many_tries_for_one_person_weigh_on_theirs(world: World) {
    let world = placed(world, |policy| policy.tries_per_hour = 3).await;
    let mut own = Somewhere::new(&world);
    own.weighed(LISBON).await;
    world.wait(24 * HOUR);
    for number in 0..3 {
        let address = format!("198.51.{}.1", 101 + number);
        Somewhere::new(&world)
            .sign_in(&address, "ana", "guess")
            .await;
        world.wait(10 * 60);
    }
    let row = own.weighed(LISBON).await;
    assert_eq!((row.seen.tries, row.reasons.as_str()), (3, "velocity 15"));
}

async fn a_trusted_network_speaks_for_and_a_proxy_against(world: World) {
    let world = placed(world, |_| {}).await;
    Somewhere::new(&world).weighed(LISBON).await;
    world.wait(24 * HOUR);
    let exit = Somewhere::new(&world).weighed(EXIT).await;
    assert_eq!(exit.reasons, "new_device 25\nnew_network 10\nproxy 25");
    assert_eq!(exit.verdict, Verdict::StepUp);
    world.wait(24 * HOUR);
    let office = Somewhere::new(&world).weighed("192.0.2.200").await;
    assert_eq!(office.reasons, "new_device 25\ntrusted_network 30");
    assert_eq!(office.score, 0);
}

async fn another_policy_is_tried_on_what_happened(world: World) {
    let world = placed(world, |_| {}).await;
    let mut own = Somewhere::new(&world);
    own.weighed(LISBON).await;
    world.wait(24 * HOUR);
    own.weighed(LISBON).await;
    world.wait(24 * HOUR);
    Somewhere::new(&world).weighed(TOKYO).await;
    let since = Moment::from_unix(world.now() - 30 * 24 * HOUR);
    let same = world.server.replay_sign_ins(since).await.unwrap();
    assert_eq!(
        (same.sign_ins, same.then, same.now),
        (3, [2, 1, 0], [2, 1, 0])
    );
    assert!(same.changed.is_empty());

    let mut config = world.server.config().clone();
    config.risk.policy.refuse = 60;
    let sharper = world.replica_with(config.clone()).await;
    let replayed = sharper.replay_sign_ins(since).await.unwrap();
    assert_eq!(replayed.now, [2, 0, 1]);
    let changed = &replayed.changed[0];
    assert_eq!(
        (changed.address.as_str(), changed.then),
        (TOKYO, (Verdict::StepUp, 60))
    );
    assert_eq!(
        (changed.now.verdict, changed.now.score),
        (Verdict::Refuse, 60)
    );

    config.risk.policy.weights.new_place = 0;
    let milder = world.replica_with(config).await;
    let replayed = milder.replay_sign_ins(since).await.unwrap();
    assert_eq!(replayed.now, [3, 0, 0]);
    // Only what happened since then counts, though all before it is known.
    let late = Moment::from_unix(world.now() - HOUR);
    assert_eq!(milder.replay_sign_ins(late).await.unwrap().sign_ins, 1);
}

async fn sign_ins_are_forgotten_after_ninety_days(world: World) {
    let world = placed(world, |_| {}).await;
    let mut own = Somewhere::new(&world);
    own.weighed(LISBON).await;
    own.sign_in(LISBON, "ana", "wrong").await;
    world.wait(90 * 24 * HOUR + 1);
    world.server.tidy().await.unwrap();
    assert!(all(&world).await.is_empty());
}

#[tokio::test]
async fn the_command_line_replays_with_another_configuration() {
    let world = placed(World::sqlite().await, |_| {}).await;
    let answer = Somewhere::new(&world)
        .sign_in(LISBON, "ana", PASSWORD)
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let path = world.directory.path().join("new.toml");
    let database = world.directory.path().join("server.sqlite3");
    let run = |risk: &str| {
        let text = format!(
            "database_url = \"sqlite://{}\"\nkey_file = \"{}\"\nlog = \"off\"\n{risk}",
            database.display(),
            world.directory.path().join("server.key").display()
        );
        std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), text.as_bytes()).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_countersign-server"))
            .args([
                "policy",
                "replay",
                "--since",
                "2000-01-01",
                "--json",
                "--config",
            ])
            .arg(&path)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, said, error) = run("[risk]\nstep_up = 20\n");
    assert_eq!(code, Some(0), "{error}");
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["sign_ins"], 1);
    assert_eq!(said["now"]["step_up"], 1);
    assert_eq!(said["changed"][0]["name"], "ana");
    assert_eq!(said["changed"][0]["then"], "allow");
    assert_eq!(said["changed"][0]["now"], "step_up");
    let (code, _, error) = run("[risk]\nplaces = \"/nowhere.mmdb\"\n");
    assert_eq!(code, Some(5));
    assert!(error.contains("risk.places"), "{error}");
    let (code, _, error) = run("[risk]\nstep_up = 50\nrefuse = 40\n");
    assert_eq!(code, Some(5));
    assert!(error.contains("risk.refuse"), "{error}");
    let (code, _, error) = run("[risk.weights]\nproxy = 1001\n");
    assert_eq!(code, Some(5));
    assert!(error.contains("risk.weights.proxy"), "{error}");
    let (code, _, error) = run("[risk.weights]\nproxi = 1\n");
    assert_eq!(code, Some(5));
    assert!(error.contains("risk.weights.proxy"), "{error}");
}
