//! Prints one JSON line per figure of the server; those of one other program stand beside ours.
//!
//! ```text
//! server_figures [peer] [million] [postgres] [start] [memory] [passwords] [approvals]
//!                all when nothing is named
//! ```
//!
//! | | |
//! |---|---|
//! | `peer` | tokens, userinfo and introspection beside npm `oidc-provider`, eight connections, in turns |
//! | `million` | the same over a million live tokens; the lists of sessions over a million of them |
//! | `postgres` | refresh grants on PostgreSQL |
//! | `start`, `memory` | from the start until ready; what is resident |
//! | `passwords` | sign-ins beside bare hashes, and beyond the queue |
//! | `approvals` | round trips, devices that wait and come back, on SQLite and on PostgreSQL |
//!
//! Ours is the program itself with its defaults, apart from limits that let one address ask as often as
//! it can. Every commit is durable: SQLite with `synchronous=FULL`, PostgreSQL with its defaults. A
//! refresh brings an access token, an identity token and a new refresh token at both. *Per core* is the
//! rate by the time of a core that the server itself used.
//!
//! The PostgreSQL server is the one that `COUNTERSIGN_TEST_POSTGRES` names, else a private cluster that
//! removes itself. `cargo build --release -p server --bins --example server_figures` makes both
//! programs, `scripts/install bench` installs the other one.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    reason = "a figure is taken with the real clock and shown on standard output"
)]

#[path = "../../tests/common/mod.rs"]
mod common;

mod approvals;
mod filled;
mod lists;
mod load;
mod ours;
mod peer;
mod people;

use std::{
    process::{Command, Stdio},
    sync::{Arc, atomic::AtomicU32},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sqlx::{AnyConnection, Connection as _};
use tokio::runtime::Runtime;

use self::{
    load::{Question, Same, Told, resident},
    ours::{Place, Running, bearer},
    peer::Peer,
    people::{Browser, bare_hashes},
};

/// How long one run takes.
const RUN: Duration = Duration::from_millis(1500);
const RUNS: usize = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let runtime = Runtime::new().unwrap();
    if wants("start") {
        print("server start to ready", "ms", &starts(&runtime), None);
    }
    if wants("peer") {
        beside_the_peer(&mut Place::sqlite(&runtime), "");
    }
    if wants("memory") || wants("passwords") {
        let mut place = Place::sqlite(&runtime);
        filled::fill(&runtime, &place, 10_000, 5_000);
        if wants("memory") {
            memory(&mut place);
        }
        if wants("passwords") {
            sign_ins(&runtime, &place);
        }
    }
    if wants("approvals") {
        approvals::figures(&runtime, &Place::sqlite(&runtime), "");
        let suffix = " on PostgreSQL";
        approvals::figures(&runtime, &Place::postgres(&runtime), suffix);
    }
    if wants("postgres") {
        refresh_on_postgres(&runtime);
    }
    if wants("million") {
        let mut place = Place::sqlite(&runtime);
        filled::fill(&runtime, &place, filled::SESSIONS, filled::PEOPLE);
        beside_the_peer(&mut place, " with 1000000 live tokens");
        let mut running = place.start();
        lists::figures(&mut running);
    }
}

/// Prints a figure, beside that of the other program where there is one: name, version and runs.
fn print(bench: &str, unit: &str, runs: &[f64], beside: Option<(&str, &str, &[f64])>) {
    let sorted = |runs: &[f64]| {
        let mut runs = runs.to_vec();
        runs.sort_by(f64::total_cmp);
        runs
    };
    let runs = sorted(runs);
    let median = runs[runs.len() / 2];
    let peer = beside.map(|(name, version, runs)| {
        let runs = sorted(runs);
        (name, version, runs[runs.len() / 2])
    });
    let line = json!({
        "bench": bench, "unit": unit, "median": median, "min": runs[0],
        "max": runs[runs.len() - 1], "runs": runs.len(),
        "peer": peer.map(|(name, version, median)| {
            json!({ "name": name, "version": version, "median": median })
        }),
        "ratio": peer.map(|(.., other)| median / other),
    });
    println!("{line}");
}

/// What is asked of both.
#[derive(Clone, Copy)]
enum Bench {
    Userinfo,
    Introspection,
    Refresh,
    Credentials,
}

impl Bench {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Credentials, "client credentials"),
        (Self::Refresh, "refresh"),
        (Self::Userinfo, "userinfo"),
        (Self::Introspection, "introspection"),
    ];

    /// What does not change from one question to the next; `None` for refresh grants.
    fn questions(
        self,
        basic: &str,
        access: &[String],
        [token, introspect, userinfo]: [&str; 3],
    ) -> Option<Vec<Question>> {
        let with_basic = |path: &str, form: String| Question {
            path: path.to_owned(),
            headers: vec![("authorization", basic.to_owned())],
            form: Some(form),
        };
        let questions = match self {
            Self::Refresh => return None,
            Self::Credentials => {
                vec![with_basic(
                    token,
                    "grant_type=client_credentials".to_owned(),
                )]
            }
            Self::Introspection => {
                let asked = |access| with_basic(introspect, format!("token={access}"));
                access.iter().map(asked).collect()
            }
            Self::Userinfo => {
                let asked = |access: &String| Question {
                    path: userinfo.to_owned(),
                    headers: vec![bearer(access)],
                    form: None,
                };
                access.iter().map(asked).collect()
            }
        };
        Some(questions)
    }

    fn ours(self, running: &mut Running, span: Duration) -> Told {
        let pids = [running.pid()];
        let paths = ["/oauth/token", "/oauth/introspect", "/oauth/userinfo"];
        match self.questions(&running.basic, &running.access(), paths) {
            Some(questions) => load::run(running.at, Same::eight(&questions), span, &pids).0,
            None => {
                let programs = std::mem::take(&mut running.programs);
                let (told, programs) = load::run(running.at, programs, span, &pids);
                running.programs = programs;
                told
            }
        }
    }

    fn theirs(self, peer: &mut Peer, span: Duration) -> Told {
        let pids = [peer.pid()];
        let paths = ["/token", "/token/introspection", "/me"];
        match self.questions(&peer.basic, &peer.access, paths) {
            Some(questions) => load::run(peer.at, Same::eight(&questions), span, &pids).0,
            None => {
                let programs = std::mem::take(&mut peer.programs);
                let (told, programs) = load::run(peer.at, programs, span, &pids);
                peer.programs = programs;
                told
            }
        }
    }
}

/// Every bench at both in turns, on the database of `place`.
fn beside_the_peer(place: &mut Place, suffix: &str) {
    for (bench, name) in Bench::ALL {
        let (mut running, mut peer) = (place.start(), Peer::start());
        bench.ours(&mut running, RUN);
        bench.theirs(&mut peer, RUN);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            ours.push(bench.ours(&mut running, RUN));
            theirs.push(bench.theirs(&mut peer, RUN));
        }
        let of = |runs: &[Told], figure: fn(&Told) -> f64| -> Vec<f64> {
            runs.iter().map(figure).collect()
        };
        for (figure, words, unit) in [
            (Told::rate as fn(&Told) -> f64, "", "1/s"),
            (
                Told::per_core as fn(&Told) -> f64,
                " per core",
                "1/s per core",
            ),
        ] {
            let (ours, theirs) = (of(&ours, figure), of(&theirs, figure));
            let beside = ("oidc-provider", peer.version.as_str(), theirs.as_slice());
            let bench = format!("server {name}{suffix}{words}");
            print(&bench, unit, &ours, Some(beside));
        }
        place.stop(running);
    }
}

fn refresh_on_postgres(runtime: &Runtime) {
    let place = Place::postgres(runtime);
    let mut running = place.start();
    Bench::Refresh.ours(&mut running, RUN);
    // The processes that PostgreSQL has for the connections of the server.
    let behind: Vec<i32> = runtime.block_on(async {
        let mut connection = AnyConnection::connect(&place.database).await.unwrap();
        let query = "SELECT pid FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let behind = sqlx::query_scalar(query).fetch_all(&mut connection).await;
        connection.close().await.unwrap();
        behind.unwrap()
    });
    let mut pids = vec![running.pid()];
    pids.extend(behind.into_iter().filter_map(|pid| u32::try_from(pid).ok()));
    let (mut rates, mut own, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let before = load::cpu_seconds(&pids[1..]);
        let told = Bench::Refresh.ours(&mut running, RUN);
        let theirs = (load::cpu_seconds(&pids[1..]) - before) / RUN.as_secs_f64();
        rates.push(told.rate);
        own.push(told.per_core());
        all.push(told.rate / (told.cores + theirs));
    }
    print("server refresh on PostgreSQL", "1/s", &rates, None);
    print(
        "server refresh on PostgreSQL per core",
        "1/s per core",
        &own,
        None,
    );
    let with = "server refresh on PostgreSQL per core, those of PostgreSQL included";
    print(with, "1/s per core", &all, None);
}

/// Milliseconds from the start of the program until `/health/ready` says so, on a file that exists.
fn starts(runtime: &Runtime) -> Vec<f64> {
    let place = Place::sqlite(runtime);
    let one = |_| {
        let at = Place::free();
        let mut command = Command::new(ours::program());
        command.arg("serve").arg("--config").arg(place.settings(at));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        let mut process = command.spawn().unwrap();
        ours::wait_for(at);
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        process.kill().unwrap();
        process.wait().unwrap();
        took
    };
    (0..2 * RUNS + 1).map(one).collect()
}

fn memory(filled: &mut Place) {
    let mut running = filled.start();
    thread::sleep(Duration::from_secs(1));
    print(
        "server memory after start",
        "MiB",
        &[resident(running.pid())],
        None,
    );
    for (bench, _) in Bench::ALL {
        bench.ours(&mut running, RUN);
    }
    lists::figures_over(&mut running, RUN);
    let after = resident(running.pid());
    print(
        "server memory with 10000 live sessions after use",
        "MiB",
        &[after],
        None,
    );
    filled.stop(running);
}

/// Sign-ins with a password at eight connections, and 80 at once.
fn sign_ins(runtime: &Runtime, place: &Place) {
    let running = place.start();
    let next = Arc::new(AtomicU32::new(1));
    let (mut rates, mut bare, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        bare.push(bare_hashes(runtime, 3 * RUN));
        let browsers = Browser::several(runtime, &running, (8, u32::MAX), &next);
        let (told, browsers) = load::run(running.at, browsers, 3 * RUN, &[running.pid()]);
        let let_in: u32 = browsers.iter().map(|browser| browser.let_in).sum();
        assert_eq!(let_in as usize, told.took_ms.len(), "everybody is let in");
        rates.push(told.rate);
        p99.push(told.percentile(0.99));
    }
    let beside = ("bare Argon2id", "the same parameters", bare.as_slice());
    print("server password sign-ins", "1/s", &rates, Some(beside));
    print(
        "server password sign-ins p99 at 8 connections",
        "ms",
        &p99,
        None,
    );
    let crowd = Browser::several(runtime, &running, (80, 1), &next);
    let (told, crowd) = load::run(running.at, crowd, 100 * RUN, &[]);
    let refused: u32 = crowd.iter().map(|browser| browser.refused).sum();
    print(
        "server sign-ins of 80 at once told to come back",
        "of 80",
        &[f64::from(refused)],
        None,
    );
    let longest = [told.percentile(1.0)];
    print(
        "server longest of 80 sign-ins at once",
        "ms",
        &longest,
        None,
    );
}
