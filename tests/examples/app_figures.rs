//! Figures for `make bench`: how long the window takes to its first paint, and what it holds in
//! memory with 1,000 entries.
//!
//! `cargo run --release -p journeys --example app_figures [RUNS]` prints one line of JSON per figure. Both
//! are taken on a display of software alone, under WebKitWebDriver, whose own few milliseconds
//! count as the app's.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]
#![allow(
    clippy::unwrap_used,
    reason = "where the ground gives way there is no figure"
)]

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use journeys::{Cli, Desk, Machine, Window, hook, steps, until};
use serde_json::json;

const ENTRIES: usize = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let runs = std::env::args()
        .nth(1)
        .map_or(5, |runs| runs.parse().unwrap());
    let machine = Machine::start(&journeys::target().join("bench/logs")).await;
    let desk = machine.desk("ana");
    fill(&machine, &desk).await;

    let (mut starts, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let begun = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let window = Window::app(&machine, &desk).await;
        starts.push(first_paint_ms(&window).await - begun.as_secs_f64() * 1_000.0);
        steps::unlock(&window).await;
        window.see(&hook("code-row")).await;
        window.settle().await;
        memory.push(resident_mib(&machine, &window));
        window.close(&machine).await;
    }
    print("app start to first paint", "ms", &mut starts);
    print("app memory with 1000 entries", "MiB", &mut memory);
}

/// A vault with entries whose seeds count up.
async fn fill(machine: &Machine, desk: &Desk) {
    let cli = Cli::new(machine, desk);
    let password = machine.home().join("password");
    fs::write(&password, format!("{}\n", steps::PASSWORD)).unwrap();
    let password = ["--password-file", password.to_str().unwrap()];
    let links: String = (0..ENTRIES)
        .map(|number| {
            // 24 letters are 15 whole bytes: no letter's bits are left over.
            let seed: String = format!("{number:024}")
                .bytes()
                .map(|digit| char::from(b'A' + digit - b'0'))
                .collect();
            format!("otpauth://totp/Issuer%20{number}:ana?secret={seed}&issuer=Issuer%20{number}\n")
        })
        .collect();
    let _ = cli
        .run(&[&["vault", "create"][..], &password].concat(), "")
        .await
        .well();
    let _ = cli
        .run(&[&["codes", "add", "-"][..], &password].concat(), &links)
        .await
        .well();
}

/// When something was first drawn, in milliseconds since the Unix epoch.
async fn first_paint_ms(window: &Window) -> f64 {
    let painted = "const [paint] = performance.getEntriesByName('first-contentful-paint');
                   return paint ? performance.timeOrigin + paint.startTime : null";
    until("the first paint", async || {
        window.run(painted).await.as_f64()
    })
    .await
}

/// What the app and its web processes hold, shared pages divided among those that share them.
fn resident_mib(machine: &Machine, window: &Window) -> f64 {
    let kib = |id: &u32| -> Option<f64> {
        let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        let size = line.trim().strip_suffix(" kB")?.parse().ok()?;
        (!name.starts_with("WebKitWebDriver")).then_some(size)
    };
    window
        .processes(machine)
        .iter()
        .filter_map(kib)
        .sum::<f64>()
        / 1_024.0
}

fn print(bench: &str, unit: &str, runs: &mut [f64]) {
    runs.sort_by(f64::total_cmp);
    let line = json!({
        "bench": bench, "unit": unit, "median": runs.get(runs.len() / 2), "min": runs.first(),
        "max": runs.last(), "runs": runs.len(), "peer": null, "ratio": null,
    });
    println!("{line}");
}
