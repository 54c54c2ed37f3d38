//! Figures for `make bench`: how many codes a second one process makes, beside `oathtool`, and how
//! long a picture is searched for QR codes.
//!
//! `cargo run --release -p otp --example otp_figures [RUNS]` prints one line of JSON per figure.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::error::Error;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, UNIX_EPOCH};

use otp::{Entry, generate, parse_uri, read_qr};

const CODES: u32 = 200_000;
/// 20 bytes, as most issuers hand out.
const ADDRESS: &str = "otpauth://totp/Example:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SEED: &str = "3132333435363738393031323334353637383930";

fn main() -> Result<(), Box<dyn Error>> {
    let runs = std::env::args()
        .nth(1)
        .map_or(Ok(10), |runs| runs.parse())?;
    let entry = parse_uri(ADDRESS)?.entry;
    // Turn and turn about, so that a slow moment of the machine meets both.
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(f64::from(CODES) / seconds(|| make(&entry))?);
        if let Ok(seconds) = seconds(oathtool) {
            theirs.push(f64::from(CODES) / seconds);
        }
    }
    print("otp codes per second", "1/s", &mut ours, Some(&mut theirs));

    let (width, height) = (3840, 2160);
    let pixels = screenshot(width, height);
    let mut search = Vec::new();
    for _ in 0..runs {
        let took = seconds(|| {
            black_box(read_qr(black_box(&pixels), width, height));
            Ok(())
        })?;
        search.push(took * 1000.0);
    }
    print(
        "otp search a 4K screenshot without a QR code",
        "ms",
        &mut search,
        None,
    );
    Ok(())
}

/// One code after the other, each as text.
fn make(entry: &Entry) -> Result<(), Box<dyn Error>> {
    for step in 0..CODES {
        let at = UNIX_EPOCH + Duration::from_secs(1_800_000_000 + u64::from(step) * 30);
        black_box(generate(entry, at)?);
    }
    Ok(())
}

fn oathtool() -> Result<(), Box<dyn Error>> {
    let mut command = Command::new("oathtool");
    command.args(["--totp", "--now=@1800000000", SEED]);
    command.arg(format!("--window={}", CODES - 1));
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() {
        Ok(())
    } else {
        Err("oathtool failed".into())
    }
}

fn oathtool_version() -> Option<String> {
    let output = Command::new("oathtool").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    Some(said.lines().next()?.split(' ').next_back()?.to_owned())
}

/// Something with as many edges as windows full of text have.
fn screenshot(width: usize, height: usize) -> Vec<u8> {
    let mut pixels = vec![235; width * height];
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    for (row, line) in pixels.chunks_mut(width).enumerate() {
        if row % 18 >= 11 {
            continue; // between lines of text
        }
        for pixel in line {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            if chance.is_multiple_of(5) {
                *pixel = 40;
            }
        }
    }
    pixels
}

fn seconds(act: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    act()?;
    Ok(start.elapsed().as_secs_f64())
}

fn print(bench: &str, unit: &str, runs: &mut [f64], peer: Option<&mut Vec<f64>>) {
    let (min, median, max) = spread(runs);
    let version = oathtool_version().unwrap_or_default();
    let theirs = peer
        .map(|peer| spread(peer).1)
        .filter(|theirs| *theirs > 0.0);
    let (peer, ratio) = theirs.map_or(("null".to_owned(), "null".to_owned()), |theirs| {
        let peer =
            format!("{{\"name\":\"oathtool\",\"version\":\"{version}\",\"median\":{theirs:.3}}}");
        (peer, format!("{:.3}", median / theirs))
    });
    println!(
        "{{\"bench\":\"{bench}\",\"unit\":\"{unit}\",\"median\":{median:.3},\"min\":{min:.3},\
         \"max\":{max:.3},\"runs\":{},\"peer\":{peer},\"ratio\":{ratio}}}",
        runs.len(),
    );
}

/// The least, the one in the middle, and the most.
fn spread(values: &mut [f64]) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    let last = values.len().saturating_sub(1);
    (
        at(0),
        f64::midpoint(at(last / 2), at(values.len() / 2)),
        at(last),
    )
}
