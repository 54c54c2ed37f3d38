//! One person's computer: a home, a display, a message bus and an unlocked keychain.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
    sync::Mutex,
};

use crate::{Keychain, Window, program, until};

/// Stands where the system browser would, and hands the address to the journey.
const BROWSER: &str = "#!/bin/sh
new=$(mktemp INBOX/.new.XXXXXX) && printf '%s' \"$1\" >\"$new\" && mv \"$new\" \"INBOX/$(basename \"$new\").address\"
";

/// A message bus that starts nothing by itself: what answers on it was started by the journey.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>ADDRESS</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A computer of its own; everything that runs on it ends with it.
pub struct Machine {
    root: TempDir,
    logs: PathBuf,
    mark: String,
    display: String,
    /// What was opened, for the pictures that a failed journey leaves.
    pub(crate) windows: Mutex<Vec<Window>>,
    opened: AtomicU32,
    reaper: Child,
}

/// One installation of Countersign on a machine: its data and its settings.
#[derive(Clone)]
pub struct Desk {
    /// `COUNTERSIGN_HOME`
    pub data: PathBuf,
    /// `COUNTERSIGN_CONFIG`
    pub config: PathBuf,
}

impl Desk {
    /// The sealed file.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.data.join("vault.countersign")
    }
}

impl Machine {
    /// Switches a computer on. Logs of all it runs go to `logs`.
    pub async fn start(logs: &Path) -> Self {
        fs::create_dir_all(logs).unwrap();
        let root = tempfile::Builder::new().prefix("cs-").tempdir().unwrap();
        let mark = root.path().display().to_string();
        for folder in ["home", "run", "inbox"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        fs::set_permissions(root.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();

        let mut machine = Self {
            reaper: reaper(&mark),
            display: String::new(),
            windows: Mutex::default(),
            opened: AtomicU32::new(0),
            logs: logs.to_owned(),
            mark,
            root,
        };
        machine.write_browser();
        machine.start_display().await;
        machine.start_bus().await;
        machine.unlock_keychain().await;
        machine
    }

    /// A program on this computer. Nothing of the environment outside reaches it but the path.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let home = self.root.path().join("home");
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("RUST_BACKTRACE", "1")
            .env("COUNTERSIGN_JOURNEY", &self.mark)
            .env("COUNTERSIGN_BROWSER", self.browser_script())
            .env("XDG_RUNTIME_DIR", self.root.path().join("run"))
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("XDG_STATE_HOME", home.join(".local/state"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus())
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("HOME", &home)
            .current_dir(&home)
            .kill_on_drop(true);
        command
    }

    /// A Countersign installation called `name`; two of them share the keychain, as on a real
    /// computer with `COUNTERSIGN_HOME` set.
    #[must_use]
    pub fn desk(&self, name: &str) -> Desk {
        let folder = self.root.path().join("home").join(name);
        Desk {
            data: folder.join("data"),
            config: folder.join("config"),
        }
    }

    /// Everything the person owns on disk lies below this folder.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Where servers and their databases keep theirs.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.root.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// The keychain of this computer.
    #[must_use]
    pub fn keychain(&self) -> Keychain<'_> {
        Keychain::of(self)
    }

    /// A name that no other window of this machine has.
    pub(crate) fn new_name(&self, kind: &str) -> String {
        format!("{kind}-{}", self.opened.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Processes of this machine that have `setting`, as in `NAME=value`, in their environment.
    pub(crate) fn processes_with(&self, setting: &str) -> Vec<u32> {
        let mark = format!("COUNTERSIGN_JOURNEY={}", self.mark);
        let has_both = |environment: &[u8]| {
            let has = |wanted: &str| {
                environment
                    .split(|b| *b == 0)
                    .any(|one| one == wanted.as_bytes())
            };
            has(&mark) && has(setting)
        };
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter_map(|entry| {
                let environment = fs::read(entry.path().join("environ")).ok()?;
                has_both(&environment).then(|| entry.file_name().to_str()?.parse().ok())?
            })
            .collect()
    }

    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    /// The address that a program has asked the system browser to open.
    pub async fn opened_address(&self) -> String {
        let inbox = self.root.path().join("inbox");
        until("a program opens the browser", async || {
            let is_address = |path: &PathBuf| path.extension().is_some_and(|end| end == "address");
            let mut paths = fs::read_dir(&inbox)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let path = paths.find(is_address)?;
            let address = fs::read_to_string(&path).unwrap();
            fs::remove_file(path).unwrap();
            Some(address)
        })
        .await
    }

    fn bus(&self) -> String {
        format!("unix:path={}", self.root.path().join("run/bus").display())
    }

    fn browser_script(&self) -> PathBuf {
        self.root.path().join("browser")
    }

    fn write_browser(&self) {
        let inbox = self.root.path().join("inbox").display().to_string();
        fs::write(self.browser_script(), BROWSER.replace("INBOX", &inbox)).unwrap();
        fs::set_permissions(self.browser_script(), fs::Permissions::from_mode(0o755)).unwrap();
    }

    async fn start_display(&mut self) {
        let mut server = self
            .command("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x960x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(program::log(&self.log("display")))
            .kill_on_drop(false)
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let output = server.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut number).await.unwrap();
        assert!(
            !number.trim().is_empty(),
            "Xvfb did not start: see {}",
            self.logs.display()
        );
        self.display = format!(":{}", number.trim());
    }

    async fn start_bus(&self) {
        let config = self.root.path().join("bus.conf");
        fs::write(&config, BUS.replace("ADDRESS", &self.bus())).unwrap();
        let mut daemon = self.command("dbus-daemon");
        daemon.arg("--nofork").arg("--config-file").arg(config);
        program::logged(&mut daemon, &self.log("bus"))
            .kill_on_drop(false)
            .spawn()
            .expect("dbus is installed");
        let socket = self.root.path().join("run/bus");
        until("the message bus listens", async || {
            socket.exists().then_some(())
        })
        .await;
    }

    /// A keyring with a password, so that what it writes to disk is sealed.
    async fn unlock_keychain(&self) {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]);
        let mut daemon = program::logged(&mut daemon, &self.log("keychain"))
            .stdin(Stdio::piped())
            .kill_on_drop(false)
            .spawn()
            .expect("gnome-keyring is installed");
        let mut password = daemon.stdin.take().expect("its input is a pipe");
        password
            .write_all(b"the keyring of this journey")
            .await
            .unwrap();
        drop(password);
        until("the keychain is open", async || {
            self.keychain().is_open().await.then_some(())
        })
        .await;
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        drop(self.reaper.stdin.take());
        let _ = self.reaper.wait();
    }
}

/// Waits beside the journey and ends what carries its mark, even if the journey is killed.
fn reaper(mark: &str) -> Child {
    std::process::Command::new("bash")
        .args(["-c", include_str!("reaper.sh"), "reaper", mark])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("bash is installed")
}
