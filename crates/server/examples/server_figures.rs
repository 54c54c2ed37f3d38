//! Prints one JSON line per figure: refresh grants a second on both databases, and how long the
//! server takes from its start until it is ready.
//!
//! Every commit is durable: SQLite with `synchronous=FULL`, PostgreSQL with its defaults. The
//! PostgreSQL server is the one that `COUNTERSIGN_TEST_POSTGRES` names, else a private cluster that
//! removes itself. `cargo build --release -p server --bins --example server_figures` makes both programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a figure is taken with the real clock and shown on standard output"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use common::{Tokens, World};
use serde_json::json;

/// Requests under way at any time.
const CLIENTS: usize = 8;
/// How long one run takes.
const RUN: Duration = Duration::from_secs(3);
const RUNS: usize = 5;

#[tokio::main]
async fn main() {
    let sqlite = refreshes(World::sqlite().await).await;
    print("server_refresh_grants_sqlite", "grants/s", sqlite);
    let postgres = refreshes(World::postgres().await).await;
    print("server_refresh_grants_postgres", "grants/s", postgres);
    print("server_start_to_ready", "ms", starts().await);
}

fn print(bench: &str, unit: &str, mut runs: Vec<f64>) {
    runs.sort_by(f64::total_cmp);
    let line = json!({
        "bench": bench, "unit": unit, "median": runs[runs.len() / 2], "min": runs[0],
        "max": runs[runs.len() - 1], "runs": runs.len(), "peer": null, "ratio": null,
    });
    println!("{line}");
}

/// Refresh grants a second, eight families at a time, over HTTP.
async fn refreshes(world: World) -> Vec<f64> {
    let mut families = Vec::new();
    for _ in 0..CLIENTS {
        families.push(world.desktop().await.refresh().to_owned());
    }
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let tasks: Vec<_> = families
            .drain(..)
            .map(|token| {
                tokio::spawn(refresh_until(
                    world.http.clone(),
                    world.base.clone(),
                    token,
                    began + RUN,
                ))
            })
            .collect();
        let mut grants = 0;
        for task in tasks {
            let (count, token) = task.await.unwrap();
            grants += count;
            families.push(token);
        }
        runs.push(f64::from(grants) / began.elapsed().as_secs_f64());
    }
    runs
}

async fn refresh_until(
    http: reqwest::Client,
    base: String,
    mut token: String,
    end: Instant,
) -> (u32, String) {
    let mut count = 0;
    while Instant::now() < end {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", "countersign-desktop"),
            ("refresh_token", token.as_str()),
        ];
        let answer = http
            .post(format!("{base}/oauth/token"))
            .form(&fields)
            .send()
            .await
            .unwrap();
        token = Tokens::from(answer).await.refresh().to_owned();
        count += 1;
    }
    (count, token)
}

/// Milliseconds from the start of the program until `/health/ready` answers, on an SQLite file that
/// exists.
async fn starts() -> Vec<f64> {
    let program: PathBuf = std::env::current_exe()
        .unwrap()
        .ancestors()
        .nth(2)
        .unwrap()
        .join("countersign-server");
    assert!(program.exists(), "build {} first", program.display());
    let directory = tempfile::tempdir().unwrap();
    let http = reqwest::Client::new();
    let mut runs = Vec::new();
    for run in 0..=RUNS {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let base = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        let mut server = Command::new(&program)
            .arg("serve")
            .current_dir(directory.path())
            .env("COUNTERSIGN_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("COUNTERSIGN_SERVER__ISSUER", &base)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while http
            .get(format!("{base}/health/ready"))
            .send()
            .await
            .is_err()
        {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "the server never became ready"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // The first start makes the file and is not counted.
        if run > 0 {
            runs.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        server.kill().unwrap();
        server.wait().unwrap();
    }
    runs
}
