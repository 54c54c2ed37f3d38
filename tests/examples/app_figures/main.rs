//! Figures for `make bench`: how long the window takes to its first paint, to come back and to show what
//! a server asks, what the program holds in memory and what it costs while nobody touches it, with 1,000
//! entries.
//!
//! `cargo run --release -p journeys --example app_figures [RUNS]` prints one line of JSON per figure.
//! All are taken on a display of software alone. The first paint is taken under WebKitWebDriver, whose
//! own few milliseconds count as the app's; the rest without, on the app as a person starts it.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]
#![allow(
    clippy::unwrap_used,
    reason = "where the ground gives way there is no figure"
)]

mod approvals;
mod large;
mod panel;
mod peers;
mod program;

use std::{
    fs,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use journeys::{Cli, Desk, Machine, Window, binary, hook, steps, until};
use peers::Peer;
use program::Program;
use serde_json::{Value, json};

const ENTRIES: usize = 1_000;
/// Long enough that what happens every few seconds happens often.
const IDLE: Duration = Duration::from_secs(20);
const TITLE: &str = "Countersign";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let runs = std::env::args()
        .nth(1)
        .map_or(5, |runs| runs.parse().unwrap());
    let machine = Machine::start(&journeys::target().join("bench/logs")).await;
    let desk = machine.desk("ana");
    fill(&machine, &desk, ENTRIES).await;

    let mut starts = Vec::new();
    for _ in 0..runs {
        let begun = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let window = Window::app_for_figures(&machine, &desk).await;
        starts.push(first_paint_ms(&window).await - begun.as_secs_f64() * 1_000.0);
        window.see(&hook("unlock-password")).await;
        window.close(&machine).await;
    }
    print("app start to first paint", "ms", &mut starts, &Value::Null);

    let mut large = large::measure(&machine).await;
    for (bench, runs) in [
        ("app frame at rest", &mut large.still_ms),
        ("app frame while 10000 entries scroll", &mut large.scroll_ms),
        (
            "app letter to frame among 10000 entries",
            &mut large.letter_ms,
        ),
    ] {
        print(bench, "ms", runs, &Value::Null);
    }

    let mut asked = approvals::asked_to_card_ms(&machine).await;
    print("app asked to card", "ms", &mut asked, &Value::Null);

    let _panel = panel::start(&machine).await;
    let mut ours = Ours::default();
    for run in 0..runs {
        live(&machine, &desk, run, &mut ours).await;
    }
    ours.print(&machine).await;
}

/// What was measured of one life of the app after the other.
#[derive(Default)]
struct Ours {
    visible_mib: Vec<f64>,
    visible_cpu: Vec<f64>,
    hidden_mib: Vec<f64>,
    hidden_cpu: Vec<f64>,
    again_ms: Vec<f64>,
}

impl Ours {
    async fn print(&mut self, machine: &Machine) {
        let bare = peers::mini_browser(machine, IDLE).await;
        let keepassxc = peers::keepassxc(machine, ENTRIES, IDLE).await;
        let memory = bare.as_ref().map_or(Value::Null, Peer::memory);
        print(
            "app memory with 1000 entries",
            "MiB",
            &mut self.visible_mib,
            &memory,
        );
        print(
            "app memory hidden",
            "MiB",
            &mut self.hidden_mib,
            &Value::Null,
        );
        let idle = keepassxc.as_ref().map_or(Value::Null, Peer::idle);
        print(
            "app idle visible",
            "% of a core",
            &mut self.visible_cpu,
            &idle,
        );
        print(
            "app idle hidden",
            "% of a core",
            &mut self.hidden_cpu,
            &Value::Null,
        );
        print("app shown again", "ms", &mut self.again_ms, &Value::Null);
        let others = [bare, keepassxc, peers::otpclient(machine, IDLE).await];
        for peer in others.into_iter().flatten() {
            let bench = |what: &str| format!("{} {what}", peer.name);
            print(&bench("memory"), "MiB", &mut [peer.mib], &Value::Null);
            print(
                &bench("idle visible"),
                "% of a core",
                &mut [peer.cpu],
                &Value::Null,
            );
            print(
                &bench("start to window"),
                "ms",
                &mut [peer.start_ms],
                &Value::Null,
            );
        }
    }
}

/// Opened, left alone, hidden, left alone, and shown again.
async fn live(machine: &Machine, desk: &Desk, run: usize, ours: &mut Ours) {
    let mark = format!("app-{run}");
    let mut command = machine.command(binary("countersign-desktop"));
    command
        .env("COUNTERSIGN_HOME", &desk.data)
        .env("COUNTERSIGN_CONFIG", &desk.config);
    let app = Program::start(&mut command, &mark);
    let window = app.window(machine, TITLE).await;
    app.rest().await;
    window.size(1000, 900).await;
    window.type_line(steps::PASSWORD).await;
    until("the codes are there", async || {
        (app.cpu_over(Duration::from_millis(500)).await > 20.0).then_some(())
    })
    .await; // deriving the key
    app.rest().await;
    window
        .picture(&journeys::target().join("bench/app.png"))
        .await;

    ours.visible_mib.push(app.mib());
    ours.visible_cpu.push(app.cpu_over(IDLE).await);

    window.close();
    until("the window is gone", async || {
        (app.count() == 1).then_some(())
    })
    .await;
    app.rest().await;
    ours.hidden_mib.push(app.mib());
    ours.hidden_cpu.push(app.cpu_over(IDLE).await);

    let begun = Instant::now();
    let mut second = command.spawn().unwrap();
    let _ = app.window(machine, TITLE).await;
    ours.again_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
    second.wait().await.unwrap();
    app.end().await;
}

/// A vault with entries whose seeds count up, in an app that stays in the tray.
async fn fill(machine: &Machine, desk: &Desk, entries: usize) {
    let cli = Cli::new(machine, desk);
    let password = machine.home().join("password");
    fs::write(&password, format!("{}\n", steps::PASSWORD)).unwrap();
    let password = ["--password-file", password.to_str().unwrap()];
    let links: String = (0..entries)
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
    fs::create_dir_all(&desk.config).unwrap();
    let settings = json!({ "keepInTray": true, "showCodes": true, "lockAfterMinutes": 0 });
    fs::write(desk.config.join("settings.json"), settings.to_string()).unwrap();
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

fn print(bench: &str, unit: &str, runs: &mut [f64], peer: &Value) {
    runs.sort_by(f64::total_cmp);
    let median = runs.get(runs.len() / 2);
    let theirs = peer.get("median").and_then(Value::as_f64);
    let ratio = median.zip(theirs).map(|(ours, theirs)| ours / theirs);
    let line = json!({
        "bench": bench, "unit": unit, "median": median, "min": runs.first(),
        "max": runs.last(), "runs": runs.len(), "peer": peer, "ratio": ratio,
    });
    println!("{line}");
}
