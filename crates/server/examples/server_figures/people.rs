//! People who sign in, each by a form of their own and from an address of their own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use axum::body::Bytes;
use http::{
    StatusCode,
    header::{LOCATION, RETRY_AFTER, SET_COOKIE},
    response::Parts,
};
use server::passwords::Passwords;
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::{
    common::{FIREFOX, PASSWORD, hidden, random},
    load::{Client, Question},
    ours::Running,
};

/// A browser at which one person after the other signs in.
pub struct Browser {
    origin: String,
    cookie: String,
    csrf: String,
    next: Arc<AtomicU32>,
    /// How many were let in.
    pub let_in: u32,
    /// How many were told to come back.
    pub refused: u32,
    left: u32,
}

impl Browser {
    /// `count` browsers that have the page open, for `times` sign-ins each.
    pub fn several(
        runtime: &Runtime,
        running: &Running,
        (count, times): (u32, u32),
        next: &Arc<AtomicU32>,
    ) -> Vec<Self> {
        let page = format!("http://{}/sign-in", running.at);
        let (cookie, csrf) = runtime.block_on(async {
            let answer = reqwest::get(page).await.unwrap();
            let set = answer.headers()[SET_COOKIE].to_str().unwrap().to_owned();
            let cookie = set.split(';').next().unwrap().to_owned();
            let html = answer.text().await.unwrap();
            (cookie, hidden(&html, "csrf"))
        });
        let one = |_| Self {
            origin: running.issuer.clone(),
            cookie: cookie.clone(),
            csrf: csrf.clone(),
            next: Arc::clone(next),
            let_in: 0,
            refused: 0,
            left: times,
        };
        (0..count).map(one).collect()
    }
}

impl Client for Browser {
    fn ask(&mut self) -> Option<Question> {
        self.left = self.left.checked_sub(1)?;
        let person = self.next.fetch_add(1, Ordering::SeqCst);
        let [a, b, c] = [person >> 16, person >> 8, person].map(|part| part & 255);
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("name", &format!("person{person}")),
            ("password", PASSWORD),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Some(Question {
            path: "/sign-in".to_owned(),
            headers: vec![
                ("cookie", self.cookie.clone()),
                ("origin", self.origin.clone()),
                ("user-agent", FIREFOX.to_owned()),
                ("x-forwarded-for", format!("10.{a}.{b}.{c}")),
            ],
            form: Some(form),
        })
    }

    fn hear(&mut self, head: &Parts, answer: &Bytes) {
        match head.status {
            StatusCode::SEE_OTHER => {
                assert_eq!(head.headers[LOCATION], "/account");
                self.let_in += 1;
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                assert!(head.headers.contains_key(RETRY_AFTER));
                self.refused += 1;
            }
            other => panic!("{other}: {answer:?}"),
        }
    }
}

/// Hashes a second with nothing around them, one at a time on every core.
pub fn bare_hashes(runtime: &Runtime, span: Duration) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let passwords = Passwords::new(Zeroizing::new(random()), cores);
    runtime.block_on(async {
        let begun = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let passwords = passwords.clone();
            tasks.push(tokio::spawn(async move {
                let mut count = 0;
                while begun.elapsed() < span {
                    let password = Zeroizing::new(PASSWORD.to_owned());
                    passwords.hash(password, random()).await.unwrap();
                    count += 1;
                }
                count
            }));
        }
        let mut count = 0;
        for task in tasks {
            count += task.await.unwrap();
        }
        f64::from(count) / begun.elapsed().as_secs_f64()
    })
}
