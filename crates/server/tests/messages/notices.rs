//! What people are told about a sign-in that is like none before.

use std::{fs, io::Write as _};

use reqwest::{StatusCode, header};
use server::config::Notices;

use crate::{
    common::{Browser, FIREFOX, PASSWORD, World, hidden, smtp::Sink},
    mmdb, on_both_databases,
    people::with_mail,
};

on_both_databases!(
    a_sign_in_on_another_device_is_told_once,
    a_sign_in_in_another_country_is_told_on_a_known_device,
    the_first_device_is_expected_on_the_first_day_alone,
    the_operator_may_leave_people_in_peace,
    what_a_program_calls_itself_is_not_repeated,
    of_many_strange_sign_ins_five_an_hour_are_told,
);

const ANA: &str = "ana@example.org";

/// What ana was told by now.
async fn told(world: &World, sink: &Sink) -> Vec<String> {
    world.server.carry_mail().await.unwrap();
    let letters = sink.about(ANA, "A new sign-in");
    letters
        .iter()
        .map(|letter| letter.text().replace("\r\n", "\n"))
        .collect()
}

async fn mailing(world: World) -> (World, Sink) {
    let sink = Sink::start().await;
    (with_mail(world, &sink).await, sink)
}

/// Signs ana in as a program that says this of itself and comes from there.
async fn sign_in(browser: &mut Browser<'_>, agent: &str, address: &str) {
    browser.cookies.remove("countersign");
    let page = browser.get("/sign-in").await.text().await.unwrap();
    let csrf = hidden(&page, "csrf");
    let cookies = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let cookies: Vec<String> = cookies.collect();
    let request = browser
        .world
        .http
        .post(format!("{}/sign-in", browser.world.base))
        .header(header::USER_AGENT, agent)
        .header(header::COOKIE, cookies.join("; "))
        .header(header::ORIGIN, &browser.world.base)
        .header("x-forwarded-for", address)
        .form(&[
            ("csrf", csrf.as_str()),
            ("name", "ana"),
            ("password", PASSWORD),
        ]);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    for line in answer.headers().get_all(header::SET_COOKIE) {
        let line = line.to_str().unwrap();
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        browser.cookies.insert(name.to_owned(), value.to_owned());
    }
}

async fn a_sign_in_on_another_device_is_told_once(world: World) {
    let (world, sink) = mailing(world).await;
    let mut known = world.browser();
    known.sign_in("ana", PASSWORD).await;
    assert_eq!(told(&world, &sink).await, Vec::<String>::new());

    let mut new = world.browser();
    new.sign_in("ana", PASSWORD).await;
    let letters = told(&world, &sink).await;
    let [text] = &letters[..] else {
        panic!("{letters:?}");
    };
    for part in [
        "Hello ana,",
        "15 January 2027 at 08:00 UTC",
        "Firefox 140 on Linux",
        "from 127.0.0.1.",
        "If it was you, there is nothing to do.",
        "change your password",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    for browser in [&mut known, &mut new] {
        browser.cookies.remove("countersign");
        browser.sign_in("ana", PASSWORD).await;
    }
    assert_eq!(told(&world, &sink).await.len(), 1);
}

async fn a_sign_in_in_another_country_is_told_on_a_known_device(world: World) {
    let (world, sink) = mailing(world).await;
    let path = world.directory.path().join("places.mmdb");
    let cities = mmdb::cities(&[
        ("192.0.2.0/24", "PT", 38.7223, -9.1393),
        ("198.51.100.0/24", "JP", 35.6762, 139.6503),
    ]);
    fs::File::create(&path).unwrap().write_all(&cities).unwrap();
    let world = world
        .reconfigured(|config| {
            config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
            config.risk.places = Some(path);
        })
        .await;
    let mut browser = world.browser();
    sign_in(&mut browser, FIREFOX, "192.0.2.10").await;
    sign_in(&mut browser, FIREFOX, "192.0.2.99").await;
    assert_eq!(told(&world, &sink).await, Vec::<String>::new());
    world.wait(72 * 3600);
    sign_in(&mut browser, FIREFOX, "198.51.100.7").await;
    let letters = told(&world, &sink).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(
        letters[0].contains("from 198.51.100.7 (JP)."),
        "{letters:?}"
    );
    sign_in(&mut browser, FIREFOX, "198.51.100.8").await;
    assert_eq!(told(&world, &sink).await.len(), 1, "she was there by now");
}

async fn the_first_device_is_expected_on_the_first_day_alone(world: World) {
    let (world, sink) = mailing(world).await;
    world.wait(86_400);
    world.browser().sign_in("ana", PASSWORD).await;
    assert_eq!(
        told(&world, &sink).await.len(),
        1,
        "an account that nobody used is a stranger's first"
    );
}

async fn the_operator_may_leave_people_in_peace(world: World) {
    let (world, sink) = mailing(world).await;
    let world = world
        .reconfigured(|config| config.notices = Notices { new_sign_in: false })
        .await;
    world.browser().sign_in("ana", PASSWORD).await;
    world.browser().sign_in("ana", PASSWORD).await;
    assert_eq!(told(&world, &sink).await, Vec::<String>::new());
}

async fn what_a_program_calls_itself_is_not_repeated(world: World) {
    let (world, sink) = mailing(world).await;
    world.browser().sign_in("ana", PASSWORD).await;
    for agent in [
        "Countersign/1 (call +49 900 1234)",
        "Visit https://evil.example at once",
    ] {
        sign_in(&mut world.browser(), agent, "127.0.0.1").await;
        let letters = told(&world, &sink).await;
        let text = letters.last().unwrap();
        assert!(text.contains("an unknown program"), "{text}");
        assert!(!text.contains("evil") && !text.contains("call"), "{text}");
    }
}

async fn of_many_strange_sign_ins_five_an_hour_are_told(world: World) {
    let (world, sink) = mailing(world).await;
    for _ in 0..8 {
        world.browser().sign_in("ana", PASSWORD).await;
    }
    assert_eq!(told(&world, &sink).await.len(), 5);
    world.wait(3600);
    world.browser().sign_in("ana", PASSWORD).await;
    assert_eq!(told(&world, &sink).await.len(), 6);
}
