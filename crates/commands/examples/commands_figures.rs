//! Figures for `make bench`: what a letter costs that is typed into the search over 10,000 entries.
//!
//! `cargo run --release -p commands --example commands_figures [RUNS]` prints a line of JSON.
#![allow(
    clippy::indexing_slicing,
    reason = "the lists have the length that the indices are cut to"
)]
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]
#![allow(
    clippy::unwrap_used,
    reason = "where the ground gives way there is no figure"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant, UNIX_EPOCH},
};

use commands::{
    Context, Senses,
    codes::{self, Link},
    paths::Paths,
    vault::{self, Password},
};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

const ENTRIES: usize = 10_000;
const PASSWORD: &str = "violet harbour 77 stones";
/// What people type: a name, a name with a typing error, two words, an accent, and what is not there.
const TYPED: [&str; 5] = ["harbour", "harbuor", "city 77", "müller", "zzyzx"];
const FIRST: [&str; 8] = [
    "Harbour", "City", "Northern", "Müller", "Atlas", "Orchard", "Silver", "Quiet",
];
const SECOND: [&str; 8] = [
    "Bank", "Cloud", "Mail", "Registry", "Games", "Tickets", "Power", "Health",
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let runs = std::env::args()
        .nth(1)
        .map_or(10, |runs| runs.parse().unwrap());
    let home = tempfile::tempdir().unwrap();
    let cx = filled(home.path()).await;

    let mut ms = Vec::new();
    for _ in 0..runs {
        for typed in TYPED {
            for (end, letter) in typed.char_indices() {
                let query = &typed[..end + letter.len_utf8()];
                let start = Instant::now();
                black_box(codes::search_entries(&cx, query).await.unwrap());
                ms.push(start.elapsed().as_secs_f64() * 1_000.0);
            }
        }
    }
    print("codes search 10000 entries per letter", &mut ms);

    let mut ms = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        black_box(codes::list_entries(&cx).await.unwrap());
        ms.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    print("codes list 10000 entries for the window", &mut ms);
}

async fn filled(home: &std::path::Path) -> Context {
    let paths = Paths {
        data: home.to_owned(),
        config: home.join("config"),
        state: home.join("state"),
        vault: home.join("vault.countersign"),
    };
    let senses = Senses {
        now: || UNIX_EPOCH + Duration::from_secs(1_800_000_000),
        chance: || Box::new(UnwrapErr(SysRng)),
    };
    let cx = Context::new(paths, senses);
    let password = Password::new(Zeroizing::new(PASSWORD.to_owned()));
    let stopwatch = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let made = vault::create_vault(&cx, password, false, Some(64 * 1024), stopwatch);
    let _ = made.await.unwrap();
    let links = (0..ENTRIES).map(|number| {
        let (first, second) = (FIRST[number % 8], SECOND[number / 8 % 8]);
        // 24 letters are 15 whole bytes: no letter's bits are left over.
        let seed: String = format!("{number:024}")
            .bytes()
            .map(|digit| char::from(b'A' + digit - b'0'))
            .collect();
        let link =
            format!("otpauth://totp/{first} {second}:person{number}@example.org?secret={seed}");
        Link::new(Zeroizing::new(link))
    });
    codes::add_entries(&cx, links.collect()).await.unwrap();
    cx
}

fn print(bench: &str, ms: &mut [f64]) {
    ms.sort_by(f64::total_cmp);
    let at = |place: usize| ms.get(place).copied().unwrap_or_default();
    let (runs, last) = (ms.len(), ms.len().saturating_sub(1));
    let (min, median, max) = (at(0), f64::midpoint(at(last / 2), at(runs / 2)), at(last));
    println!(
        "{{\"bench\":\"{bench}\",\"unit\":\"ms\",\"median\":{median:.3},\"min\":{min:.3},\
         \"max\":{max:.3},\"runs\":{runs},\"peer\":null,\"ratio\":null}}"
    );
}
