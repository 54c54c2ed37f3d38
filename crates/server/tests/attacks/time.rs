//! What can be told from how long an answer takes: not whether somebody exists.
//!
//! Two kinds of requests take turns at random, so that whatever else the machine does weighs on both alike.
//! Then each time of the one kind is held against each of the other
//! ([Mann and Whitney, 1947](https://doi.org/10.1214/aoms/1177730491)): no mean, no limit in
//! milliseconds, only whether one kind tends to be the slower one.

use std::time::Instant;

use reqwest::{Response, StatusCode, header};
use zeroize::Zeroizing;

use crate::common::{PASSWORD, World, hidden, random, smtp::Sink};

/// How many tries of each kind.
const TRIES: usize = 200;

/// How far the ranks may differ, in standard deviations. Chance alone goes beyond this once in a hundred
/// thousand runs; one more run of the password hash goes far beyond it every time.
const FAR: f64 = 4.5;

/// How many standard deviations the ranks of `a` lie above what chance would give them among `b`.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    let mut wins = 0.0;
    for x in a {
        for y in b {
            wins += match x.total_cmp(y) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "hundreds")]
    let (n, m) = (a.len() as f64, b.len() as f64);
    (wins - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

#[test]
fn the_measure_sees_a_small_shift_and_none_where_there_is_none() {
    let noise = |seed: u64| {
        // Uneven, as waits are: most are short and some are long.
        let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        #[allow(clippy::cast_precision_loss, reason = "24 bits")]
        let share = (mixed as f64 + 1.0) / 16_777_217.0;
        -share.ln()
    };
    let draw = |from: u64| (from..from + 200).map(noise).collect::<Vec<_>>();
    let (a, b) = (draw(1), draw(1001));
    assert!(difference(&a, &b).abs() < FAR, "{}", difference(&a, &b));
    let slower: Vec<f64> = a.iter().map(|time| time + 0.7).collect();
    assert!(difference(&slower, &b) > FAR, "{}", difference(&slower, &b));
}

/// Seconds that `ask` took for each kind, in an order that chance chooses.
#[allow(clippy::disallowed_methods, reason = "a test is a door of its own")]
async fn measured(mut ask: impl AsyncFnMut(bool, usize)) -> (Vec<f64>, Vec<f64>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        let first = random::<1>()[0].is_multiple_of(2);
        for exists in [first, !first] {
            let began = Instant::now();
            ask(exists, number).await;
            let took = began.elapsed().as_secs_f64();
            if exists { &mut known } else { &mut unknown }.push(took);
        }
    }
    (known, unknown)
}

/// A form in a browser that is always the same, without anything that the answer sets.
struct Form<'a> {
    world: &'a World,
    path: &'static str,
    cookie: String,
    csrf: String,
}

impl<'a> Form<'a> {
    async fn new(world: &'a World, path: &'static str) -> Self {
        let mut browser = world.browser();
        let html = browser.get(path).await.text().await.unwrap();
        Self {
            world,
            path,
            cookie: format!("countersign={}", browser.cookies["countersign"]),
            csrf: hidden(&html, "csrf"),
        }
    }

    async fn post(&self, fields: &[(&str, &str)]) -> Response {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        let post = self
            .world
            .http
            .post(format!("{}{}", self.world.base, self.path));
        let post = post
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, &self.world.base);
        post.form(&all).send().await.unwrap()
    }
}

/// Everything but the time that an answer shows, apart from the date and what is left of limits.
async fn shape(answer: Response) -> (StatusCode, Vec<String>, usize) {
    let status = answer.status();
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| **name != header::DATE && *name != "ratelimit")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    (status, headers, answer.text().await.unwrap().len())
}

/// Five people, who together may be wrong often enough, and as many names that nobody has, of the same
/// length.
async fn people(world: &World) -> (Vec<String>, Vec<String>) {
    let names: Vec<String> = (0..5).map(|number| format!("somebody-{number}")).collect();
    for name in &names {
        let (mail, roles) = (format!("{name}@example.org"), ["user".to_owned()]);
        let password = Zeroizing::new(PASSWORD.to_owned());
        world
            .server
            .add_user(name, &mail, &roles, password)
            .await
            .unwrap();
    }
    let nobody = (0..5).map(|number| format!("nobodyat-{number}")).collect();
    (names, nobody)
}

#[tokio::test]
async fn a_sign_in_takes_as_long_for_nobody_as_for_somebody() {
    let world = World::sqlite().await;
    let (known, unknown) = people(&world).await;
    let form = Form::new(&world, "/sign-in").await;
    let mut shapes = Vec::new();
    let (a, b) = measured(async |exists, number| {
        let name = &if exists { &known } else { &unknown }[number % 5];
        let fields = [("name", name.as_str()), ("password", "a wrong password")];
        let answer = form.post(&fields).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
        shapes.push(shape(answer).await);
        // So long that none of the tries is one too many.
        world.wait(180);
    })
    .await;
    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:?}");
    let far = difference(&a, &b);
    assert!(far.abs() < FAR, "{far} standard deviations");
}

#[tokio::test]
async fn a_way_to_a_new_password_takes_as_long_for_nobody_as_for_somebody() {
    let world = World::sqlite().await;
    let sink = Sink::start().await;
    world.server.carry_mail().await.unwrap();
    let mail = server::config::Mail {
        url: server::config::Secret::new(sink.url()),
        from: "Countersign <id@example.org>".parse().unwrap(),
        tls: server::config::Tls::None,
        ca_file: None,
    };
    let world = world.reconfigured(|config| config.mail = Some(mail)).await;
    let (known, unknown) = people(&world).await;
    let form = Form::new(&world, "/reset").await;
    let mut shapes = Vec::new();
    let (a, b) = measured(async |exists, number| {
        let name = &if exists { &known } else { &unknown }[number % 5];
        let answer = form.post(&[("name", name)]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{name}");
        shapes.push(shape(answer).await);
        world.wait(800);
    })
    .await;
    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:?}");
    let far = difference(&a, &b);
    assert!(far.abs() < FAR, "{far} standard deviations");
}
