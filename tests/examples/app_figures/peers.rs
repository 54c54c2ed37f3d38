//! Other programs on the same display. One that is not installed gives no figures.

use std::{fmt::Write as _, fs, process::Stdio, time::Duration};

use journeys::Machine;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::program::Program;

const PASSWORD: &str = "violet harbour";
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// What another program needs.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    version: String,
    pub(crate) mib: f64,
    pub(crate) cpu: f64,
    pub(crate) start_ms: f64,
}

impl Peer {
    pub(crate) fn memory(&self) -> Value {
        json!({ "name": self.name, "version": self.version, "median": self.mib })
    }

    pub(crate) fn idle(&self) -> Value {
        json!({ "name": self.name, "version": self.version, "median": self.cpu })
    }
}

/// What the engine of the page costs with next to nothing in it: a page with one line.
pub(crate) async fn mini_browser(machine: &Machine, idle: Duration) -> Option<Peer> {
    let version = package_version("libwebkit2gtk-4.1-0").await?;
    let mut command = machine.command(MINI_BROWSER);
    command.arg("data:text/html,<title>MiniBrowser</title>One line");
    measure(
        machine,
        "MiniBrowser",
        version,
        &mut command,
        "MiniBrowser",
        idle,
    )
    .await
}

/// Opened with as many entries.
pub(crate) async fn keepassxc(machine: &Machine, entries: usize, idle: Duration) -> Option<Peer> {
    let version = package_version("keepassxc").await?;
    let (export, file) = (
        machine.home().join("peer.xml"),
        machine.home().join("peer.kdbx"),
    );
    fs::write(&export, xml(entries)).ok()?;
    let mut import = machine.command("keepassxc-cli");
    import
        .args(["import", "-q", "-p", "-t", "100"])
        .args([&export, &file]);
    let mut import = import
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let twice = format!("{PASSWORD}\n{PASSWORD}\n");
    import
        .stdin
        .take()?
        .write_all(twice.as_bytes())
        .await
        .ok()?;
    import.wait().await.ok()?;

    let password = machine.home().join("peer.password");
    fs::write(&password, format!("{PASSWORD}\n")).ok()?;
    let mut command = machine.command("sh");
    let told = "exec keepassxc --pw-stdin \"$1\" <\"$2\"";
    command.args(["-c", told, "sh"]).args([&file, &password]);
    measure(
        machine,
        "KeePassXC",
        version,
        &mut command,
        "KeePassXC",
        idle,
    )
    .await
}

/// As it opens for the first time: with a dialog that asks where its database is to be.
pub(crate) async fn otpclient(machine: &Machine, idle: Duration) -> Option<Peer> {
    let version = package_version("otpclient").await?;
    let mut command = machine.command("otpclient");
    measure(
        machine,
        "OTPClient",
        version,
        &mut command,
        "Database location",
        idle,
    )
    .await
}

async fn measure(
    machine: &Machine,
    name: &'static str,
    version: String,
    command: &mut Command,
    title: &str,
    idle: Duration,
) -> Option<Peer> {
    let program = Program::start(command, name);
    let window = program.window(machine, title).await;
    let start_ms = program.ms();
    window.size(1000, 900).await;
    program.rest().await;
    window
        .picture(&journeys::target().join(format!("bench/{name}.png")))
        .await;
    let peer = Peer {
        name,
        version,
        start_ms,
        mib: program.mib(),
        cpu: program.cpu_over(idle).await,
    };
    program.end().await;
    Some(peer)
}

/// The version of a Debian package; `None` where there is none.
async fn package_version(package: &str) -> Option<String> {
    let mut command = Command::new("dpkg-query");
    let output = command
        .args(["-W", "-f", "${Version}", package])
        .output()
        .await;
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The export of a database in the format of KeePass 2.
fn xml(entries: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeePassFile><Meta/><Root><Group>\
         <UUID>AAAAAAAAAAAAAAAAAAAAAQ==</UUID><Name>Root</Name>",
    );
    for number in 0..entries {
        let _ = write!(
            text,
            "<Entry><String><Key>Title</Key><Value>Issuer {number}</Value></String>\
             <String><Key>UserName</Key><Value>ana</Value></String>\
             <String><Key>otp</Key><Value ProtectInMemory=\"True\">\
             otpauth://totp/a?secret=JBSWY3DPEHPK3PXP</Value></String></Entry>"
        );
    }
    text + "</Group></Root></KeePassFile>"
}
