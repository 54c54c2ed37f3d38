//! The real program on a bus and a display of its own, with a panel that is played by the test.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

use std::{
    collections::HashMap,
    fs,
    future::Future,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tempfile::TempDir;
use zbus::{
    Connection, connection, interface,
    object_server::SignalEmitter,
    zvariant::{OwnedValue, Value},
};

/// What a panel of the desktop offers: it learns of items and shows them.
#[derive(Default)]
struct Panel {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Panel {
    fn register_status_notifier_item(&self, service: String) {
        self.items.lock().unwrap().push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap().clone()
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

/// A display, a bus and a home; all of it ends with the test.
struct Desk {
    home: TempDir,
    bus: String,
    display: String,
    started: Vec<Child>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in self.started.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn first_line(command: &mut Command, started: &mut Vec<Child>) -> String {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    started.push(child);
    line.trim().to_owned()
}

impl Desk {
    fn new(settings: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["data", "config", "run"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        fs::write(home.path().join("config/settings.json"), settings).unwrap();
        let mut started = Vec::new();
        let bus = first_line(
            Command::new("dbus-daemon").args([
                "--session",
                "--nofork",
                "--nopidfile",
                "--print-address=1",
            ]),
            &mut started,
        );
        let display = first_line(
            Command::new("Xvfb").args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"]),
            &mut started,
        );
        Self {
            bus,
            display: format!(":{display}"),
            home,
            started,
        }
    }

    fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_countersign-desktop"));
        program
            .env("HOME", self.home.path())
            .env("COUNTERSIGN_HOME", self.home.path().join("data"))
            .env("COUNTERSIGN_CONFIG", self.home.path().join("config"))
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        program
    }

    fn start(&mut self) -> u32 {
        let child = self.program().spawn().unwrap();
        let id = child.id();
        self.started.push(child);
        id
    }

    async fn panel(&self) -> (Connection, Arc<Mutex<Vec<String>>>) {
        let panel = Panel::default();
        let items = Arc::clone(&panel.items);
        let connection = connection::Builder::address(self.bus.as_str())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", panel)
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .build()
            .await
            .unwrap();
        (connection, items)
    }
}

/// What `look` finds, once it finds something.
async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

/// The window's program, as a child of the core.
fn window_of(core: u32) -> Option<u32> {
    let children = fs::read_dir(format!("/proc/{core}/task")).ok()?;
    children
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|ids| {
            ids.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<u32>>()
        })
        .find(|id| {
            fs::read_to_string(format!("/proc/{id}/comm"))
                .is_ok_and(|name| name.starts_with("countersign-win"))
        })
}

type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

/// Each line of the item's menu with its number.
async fn menu(bus: &Connection, item: &str) -> Vec<(i32, String)> {
    let answer = bus
        .call_method(
            Some(item),
            "/MenuBar",
            Some("com.canonical.dbusmenu"),
            "GetLayout",
            &(0_i32, -1_i32, Vec::<String>::new()),
        )
        .await
        .unwrap();
    let (_, (_, _, lines)): Layout = answer.body().deserialize().unwrap();
    lines
        .into_iter()
        .filter_map(|line| {
            let (id, about, _): (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>) =
                line.try_into().ok()?;
            let label = about.get("label")?.downcast_ref::<String>().ok()?;
            Some((id, label))
        })
        .collect()
}

async fn choose(bus: &Connection, item: &str, label: &str) {
    let line = menu(bus, item).await;
    let (id, _) = line.iter().find(|(_, said)| said == label).unwrap();
    bus.call_method(
        Some(item),
        "/MenuBar",
        Some("com.canonical.dbusmenu"),
        "Event",
        &(*id, "clicked", Value::from(0), 0_u32),
    )
    .await
    .unwrap();
}

fn end(process: u32) {
    let id = process.to_string();
    assert!(Command::new("kill").arg(id).status().unwrap().success());
}

#[tokio::test]
async fn a_closed_window_leaves_the_core_in_the_tray_and_the_menu_brings_it_back() {
    let mut desk = Desk::new(r#"{"keepInTray":true}"#);
    let (bus, items) = desk.panel().await;
    let core = desk.start();

    let item = until("the item is in the panel", || async {
        items.lock().unwrap().first().cloned()
    })
    .await;
    let first = until("the window is there", || async { window_of(core) }).await;
    let labels: Vec<String> = menu(&bus, &item)
        .await
        .into_iter()
        .map(|line| line.1)
        .collect();
    assert_eq!(labels, ["Open Countersign", "Quick pick…", "Lock", "Quit"]);

    end(first);
    until("the window is gone", || async {
        window_of(core).is_none().then_some(())
    })
    .await;
    choose(&bus, &item, "Open Countersign").await;
    let second = until("the window is there again", || async { window_of(core) }).await;
    assert_ne!(first, second);

    choose(&bus, &item, "Quit").await;
    let mut program = desk.started.pop().unwrap();
    let status = until("the program has ended", || {
        let status = program.try_wait().unwrap();
        async move { status }
    })
    .await;
    assert!(status.success(), "{status}");
    assert!(window_of(core).is_none());
}

#[tokio::test]
async fn without_a_panel_the_window_s_end_is_the_program_s() {
    let mut desk = Desk::new(r#"{"keepInTray":true}"#);
    let core = desk.start();

    let window = until("the window is there", || async { window_of(core) }).await;
    end(window);

    let mut program = desk.started.pop().unwrap();
    until("the program has ended", || {
        let status = program.try_wait().unwrap();
        async move { status }
    })
    .await;
}

#[tokio::test]
async fn a_second_start_wakes_the_first_and_ends() {
    let mut desk = Desk::new("{}");
    let core = desk.start();
    until("the window is there", || async { window_of(core) }).await;

    let second = desk.program().arg("--quick").output().unwrap();

    assert!(second.status.success(), "{second:?}");
    assert!(window_of(core).is_some(), "the first lives on");
}
