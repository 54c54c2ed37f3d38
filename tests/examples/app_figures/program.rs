//! A program as a person starts it: its processes, what they hold and what they cost, its window.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use journeys::{Machine, until};
use tokio::process::{Child, Command};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

/// In the environment of every process of a program.
const MARK: &str = "COUNTERSIGN_FIGURE";
/// Ticks in a second, in which the system counts the time of processes.
const TICKS: f64 = 100.0;

pub(crate) struct Program {
    mark: String,
    child: Child,
    begun: Instant,
}

impl Program {
    pub(crate) fn start(command: &mut Command, mark: &str) -> Self {
        command
            .env(MARK, mark)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self {
            mark: format!("{MARK}={mark}"),
            begun: Instant::now(),
            child: command.spawn().unwrap(),
        }
    }

    fn processes(&self) -> Vec<u32> {
        let has_mark = |environment: Vec<u8>| {
            let mut all = environment.split(|byte| *byte == 0);
            all.any(|one| one == self.mark.as_bytes())
        };
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter_map(|entry| {
                let environment = fs::read(entry.path().join("environ")).ok()?;
                has_mark(environment).then(|| entry.file_name().to_str()?.parse().ok())?
            })
            .collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.processes().len()
    }

    /// What all processes hold, shared pages divided among those that share them.
    pub(crate) fn mib(&self) -> f64 {
        let kib = |id: &u32| -> Option<f64> {
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        };
        self.processes().iter().filter_map(kib).sum::<f64>() / 1_024.0
    }

    /// How much of a core the processes take that are there all the while, in percent.
    pub(crate) async fn cpu_over(&self, time: Duration) -> f64 {
        let (before, begun) = (self.ticks(), Instant::now());
        tokio::time::sleep(time).await;
        let spent: f64 = self
            .ticks()
            .iter()
            .filter_map(|(id, ticks)| Some(ticks - before.get(id)?))
            .sum();
        spent / TICKS / begun.elapsed().as_secs_f64() * 100.0
    }

    fn ticks(&self) -> BTreeMap<u32, f64> {
        let ticks = |id: u32| -> Option<(u32, f64)> {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // The name may hold spaces; user and system time are the 12th and 13th field after it.
            let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            let spent = |place: usize| fields.get(place)?.parse::<f64>().ok();
            Some((id, spent(11)? + spent(12)?))
        };
        self.processes().into_iter().filter_map(ticks).collect()
    }

    /// Waits until it has come to rest.
    pub(crate) async fn rest(&self) {
        let second = Duration::from_secs(1);
        until("it comes to rest", async || {
            (self.cpu_over(second).await < 4.0 && self.cpu_over(second).await < 4.0).then_some(())
        })
        .await;
    }

    /// Its window, once it can be seen.
    pub(crate) async fn window<'a>(&self, machine: &'a Machine, title: &str) -> Screen<'a> {
        let id = until(&format!("a window called {title}"), async || {
            let found = say(machine, &["search", "--onlyvisible", "--name", title]).await?;
            Some(found.lines().next()?.to_owned())
        })
        .await;
        Screen { machine, id }
    }

    pub(crate) fn ms(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() * 1_000.0
    }

    pub(crate) async fn end(mut self) {
        for id in self.processes() {
            let _ = Command::new("kill").arg(id.to_string()).status().await;
        }
        let _ = self.child.wait().await;
        until("it is gone", async || (self.count() == 0).then_some(())).await;
    }
}

/// A window on the display, driven by keys as a person would.
pub(crate) struct Screen<'a> {
    machine: &'a Machine,
    id: String,
}

impl Screen<'_> {
    pub(crate) async fn size(&self, width: u32, height: u32) {
        let (width, height) = (width.to_string(), height.to_string());
        say(self.machine, &["windowsize", &self.id, &width, &height]).await;
        say(self.machine, &["windowfocus", &self.id]).await;
    }

    pub(crate) async fn type_line(&self, text: &str) {
        say(self.machine, &["type", "--delay", "20", text]).await;
        say(self.machine, &["key", "Return"]).await;
    }

    /// As its close button does, see
    /// [ICCCM section 4.2.8.1](https://x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html#window_deletion).
    pub(crate) fn close(&self) {
        let display = self.machine.command("any");
        let mut given = display.as_std().get_envs();
        let display = given.find(|(name, _)| *name == "DISPLAY");
        let display = display.and_then(|(_, display)| display?.to_str());
        let (connection, _) = x11rb::connect(display).unwrap();
        let atom = |name: &str| {
            let asked = connection.intern_atom(false, name.as_bytes()).unwrap();
            asked.reply().unwrap().atom
        };
        let (window, delete) = (self.id.parse().unwrap(), atom("WM_DELETE_WINDOW"));
        let message =
            ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), [delete, 0, 0, 0, 0]);
        let sent = connection.send_event(false, window, EventMask::NO_EVENT, message);
        sent.unwrap().check().unwrap();
    }

    /// To see what was measured.
    pub(crate) async fn picture(&self, path: &Path) {
        let mut command = self.machine.command("scrot");
        let _ = command.arg("-o").arg(path).status().await;
    }
}

async fn say(machine: &Machine, arguments: &[&str]) -> Option<String> {
    let output = machine.command("xdotool").args(arguments).output().await;
    String::from_utf8(output.ok()?.stdout).ok()
}
