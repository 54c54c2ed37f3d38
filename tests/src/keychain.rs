//! The keychain of a machine, seen from outside by the tools of the system.

use std::process::Stdio;

use tokio::process::Command;

use crate::Machine;

/// Looks into the Secret Service of one machine.
pub struct Keychain<'a> {
    machine: &'a Machine,
}

impl<'a> Keychain<'a> {
    pub(crate) fn of(machine: &'a Machine) -> Self {
        Self { machine }
    }

    /// Every secret that is kept under `service`, as text.
    pub async fn secrets(&self, service: &str) -> Vec<String> {
        let mut search = self.machine.command("secret-tool");
        let (_, listing) = run(search.args(["search", "--all", "service", service])).await;
        listing
            .lines()
            .filter_map(|line| line.strip_prefix("secret = ").map(str::to_owned))
            .collect()
    }

    /// Locks it, as a screen lock may do.
    pub async fn lock(&self) {
        let mut lock = self.machine.command("secret-tool");
        assert!(
            run(lock.args(["lock", "--collection=login"])).await.0,
            "the keychain locks"
        );
    }

    /// Whether the default collection is there and unlocked.
    pub(crate) async fn is_open(&self) -> bool {
        let mut ask = self.machine.command("dbus-send");
        ask.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ]);
        let (_, answer) = run(&mut ask).await;
        answer.contains("boolean false")
    }
}

/// Whether it went well, and what it printed.
async fn run(command: &mut Command) -> (bool, String) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .await
        .expect("the tool is installed");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}
