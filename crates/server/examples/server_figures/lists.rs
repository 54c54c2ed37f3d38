//! Lists of sessions: a person's own, and an administrator's search through all.

use std::time::Duration;

use axum::body::Bytes;
use http::{StatusCode, response::Parts};

use crate::{
    load::{self, Client, Question, Same, Told},
    ours::{Running, bearer},
    print,
};

const RUN: Duration = Duration::from_secs(4);

/// So many parts of one list are read before the next list is asked for.
const PARTS: u32 = 20;

/// Every sort and every filter of the search, each from its beginning.
const SEARCHES: [&str; 9] = [
    "",
    "&q=person7",
    "&q=person77777",
    "&q=person5000%40example",
    // The person whose number is 1.
    "&user=9e3779b1000000000000000000000001",
    "&app=countersign-desktop",
    "&ip=10.7.7.7",
    "&kind=browser",
    "&kind=app",
];

pub fn figures(running: &mut Running) {
    figures_over(running, RUN);
}

pub fn figures_over(running: &mut Running, span: Duration) {
    running.refresh_all();
    let own = running.access().into_iter().map(|access| Question {
        path: "/api/v1/sessions".to_owned(),
        headers: vec![bearer(&access)],
        form: None,
    });
    let own: Vec<Question> = own.collect();
    let (told, _) = load::run(running.at, Same::eight(&own), span, &[running.pid()]);
    tell("server list of 50 own sessions", &told);

    let reader = |first| Reader {
        search: first,
        path: None,
        read: 0,
        ask: running.by_administrator(""),
    };
    let readers: Vec<Reader> = (0..8).map(reader).collect();
    let (told, _) = load::run(running.at, readers, span, &[running.pid()]);
    tell("server administrators' search of sessions", &told);
}

fn tell(bench: &str, told: &Told) {
    print(&format!("{bench} p50"), "ms", &[told.percentile(0.5)], None);
    print(
        &format!("{bench} p99"),
        "ms",
        &[told.percentile(0.99)],
        None,
    );
    print(&format!("{bench} rate"), "1/s", &[told.rate], None);
}

/// Reads one list after the other, part by part.
struct Reader {
    search: usize,
    /// The next part of the list under way.
    path: Option<String>,
    read: u32,
    ask: Question,
}

impl Client for Reader {
    fn ask(&mut self) -> Option<Question> {
        let path = self.path.take().unwrap_or_else(|| {
            self.search += 1;
            self.read = 0;
            first(self.search)
        });
        Some(Question {
            path,
            ..self.ask.clone()
        })
    }

    fn hear(&mut self, head: &Parts, answer: &Bytes) {
        assert_eq!(head.status, StatusCode::OK, "{answer:?}");
        self.read += 1;
        let text = std::str::from_utf8(answer).unwrap();
        let (_, cursor) = text.rsplit_once("\"next_cursor\":").unwrap();
        if let Some(cursor) = cursor.split('"').nth(1).filter(|_| self.read < PARTS) {
            self.path = Some(format!("{}&cursor={cursor}", first(self.search)));
        }
    }
}

fn first(search: usize) -> String {
    let search = SEARCHES[search % SEARCHES.len()];
    format!("/api/v1/admin/sessions?limit=100{search}")
}
