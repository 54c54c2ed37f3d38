//! What other programs need for the same. A program that is not installed gives no figures.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use vault::Cost;

const PASSWORD: &str = "violet harbour";

/// Another program's figure for the same.
pub(crate) struct Peer {
    name: &'static str,
    version: String,
    pub(crate) median: f64,
}

impl Peer {
    /// `None` when there is nothing to compare with.
    pub(crate) fn new(name: &'static str, version: Option<String>, ms: &[f64]) -> Option<Self> {
        let version = version?;
        (!ms.is_empty()).then(|| Self {
            name,
            version,
            median: spread(ms).1,
        })
    }

    pub(crate) fn to_json(&self) -> String {
        let Self {
            name,
            version,
            median,
        } = self;
        format!("{{\"name\":\"{name}\",\"version\":\"{version}\",\"median\":{median:.3}}}")
    }
}

/// The least, the one in the middle, and the most.
pub(crate) fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    let last = values.len().saturating_sub(1);
    let median = f64::midpoint(at(last / 2), at(values.len() / 2));
    (at(0), median, at(last))
}

/// The version of a Debian package; `None` where there is none.
pub(crate) fn package_version(package: &str) -> Option<String> {
    let mut command = Command::new("dpkg-query");
    let output = command.args(["-W", "-f", "${Version}", package]).output();
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// How many milliseconds the C reference takes, as it says itself: that leaves out its second run,
/// which checks the first.
pub(crate) fn argon2(cost: Cost, password: &str) -> Option<f64> {
    let (memory, passes) = (cost.memory_kib.to_string(), cost.passes.to_string());
    let lanes = cost.lanes.to_string();
    let mut command = Command::new("argon2");
    command.args(["saltsaltsaltsalt", "-id", "-l", "32"]);
    command.args(["-k", &memory, "-t", &passes, "-p", &lanes]);
    let (said, _) = run(&mut command, password).ok()?;
    let seconds = said
        .lines()
        .find_map(|line| line.strip_suffix(" seconds"))?;
    Some(seconds.trim().parse::<f64>().ok()? * 1000.0)
}

/// Two databases of KeePassXC with entries like ours.
pub(crate) struct KeePassXc {
    pub(crate) version: String,
    files: [PathBuf; 2],
}

impl KeePassXc {
    /// `None` when it is not installed or refuses.
    pub(crate) fn fill(directory: &Path, sizes: [usize; 2]) -> Option<Self> {
        let (version, _) = run(Command::new("keepassxc-cli").arg("--version"), "").ok()?;
        let make = |entries: usize| {
            let export = directory.join(format!("{entries}.xml"));
            let file = directory.join(format!("{entries}.kdbx"));
            #[allow(clippy::disallowed_methods, reason = "a file that is soon gone")]
            fs::write(&export, xml(entries)).ok()?;
            let mut import = Command::new("keepassxc-cli");
            import.args(["import", "-q", "-p", "-t", "100"]);
            let twice = format!("{PASSWORD}\n{PASSWORD}\n");
            run(import.args([&export, &file]), &twice)
                .ok()
                .map(|_| file)
        };
        Some(Self {
            version: version.trim().to_owned(),
            files: [make(sizes[0])?, make(sizes[1])?],
        })
    }

    /// How many milliseconds `ls` takes for each.
    pub(crate) fn list(&self) -> io::Result<[f64; 2]> {
        let ms = |file: &PathBuf| {
            let mut list = Command::new("keepassxc-cli");
            run(list.args(["ls", "-q"]).arg(file), PASSWORD).map(|(_, ms)| ms)
        };
        Ok([ms(&self.files[0])?, ms(&self.files[1])?])
    }
}

/// The export of a database in the format of KeePass 2.
fn xml(entries: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeePassFile><Meta/><Root><Group>\
         <UUID>AAAAAAAAAAAAAAAAAAAAAQ==</UUID><Name>Root</Name>",
    );
    for number in 0..entries {
        let seed: String = format!("{number:032}").chars().map(letter).collect();
        let _ = write!(
            text,
            "<Entry><String><Key>Title</Key><Value>Issuer number {number}</Value></String>\
             <String><Key>UserName</Key><Value>person{number}@example.org</Value></String>\
             <String><Key>otp</Key><Value ProtectInMemory=\"True\">otpauth://totp/a?secret={seed}\
             </Value></String></Entry>"
        );
    }
    text + "</Group></Root></KeePassFile>"
}

fn letter(digit: char) -> char {
    char::from(b'A' + digit.to_digit(10).unwrap_or_default() as u8)
}

/// What a program says when it is told something, and in how many milliseconds.
fn run(command: &mut Command, input: &str) -> io::Result<(String, f64)> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    if !output.status.success() {
        return Err(io::Error::other(format!("{command:?} failed")));
    }
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), ms))
}
