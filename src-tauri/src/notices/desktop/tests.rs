//! The notification service is played by a peer on a bus of their own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{connection::Builder, object_server::SignalEmitter, zvariant::OwnedValue};

use super::*;

struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
        }
    }

    fn peer(&self) -> Builder<'_> {
        Builder::address(self.address.as_str()).unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
    }
}

#[derive(Debug, PartialEq)]
enum Heard {
    Shown {
        title: String,
        text: String,
        actions: Vec<String>,
        urgency: u8,
    },
    Closed(u32),
}

struct Service {
    able: Vec<String>,
    last: u32,
    heard: UnboundedSender<Heard>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<String> {
        self.able.clone()
    }

    #[expect(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "as the specification has it"
    )]
    fn notify(
        &mut self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        text: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _lives: i32,
    ) -> u32 {
        self.last += 1;
        let urgency = hints["urgency"].downcast_ref().unwrap();
        let shown = Heard::Shown {
            title,
            text,
            actions,
            urgency,
        };
        self.heard.send(shown).unwrap();
        self.last
    }

    fn close_notification(&self, id: u32) {
        self.heard.send(Heard::Closed(id)).unwrap();
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;
}

struct Desk {
    _bus: Bus,
    service: Connection,
    wanted: watch::Sender<Vec<Notice>>,
    heard: UnboundedReceiver<Heard>,
    opened: UnboundedReceiver<Option<String>>,
}

/// A desktop whose service is able to do this, and a program that shows notices on it.
async fn desk(able: &[&str]) -> Desk {
    let bus = Bus::start();
    let (tell, heard) = unbounded_channel();
    let service = Service {
        able: able.iter().map(|&one| one.to_owned()).collect(),
        last: 0,
        heard: tell,
    };
    let service = bus
        .peer()
        .serve_at(PATH, service)
        .unwrap()
        .name(SERVICE)
        .unwrap()
        .build()
        .await
        .unwrap();
    let program = bus.peer().build().await.unwrap();
    let (wanted, wants) = watch::channel(Vec::new());
    let (open, opened) = unbounded_channel();
    tokio::spawn(async move {
        let _ = attend(&program, wants, |id| {
            let _ = open.send(id);
        })
        .await;
    });
    Desk {
        _bus: bus,
        service,
        wanted,
        heard,
        opened,
    }
}

fn notice(key: &str) -> Notice {
    Notice {
        key: key.to_owned(),
        approval: Some(key.to_owned()),
        title: "Is this you?".to_owned(),
        text: "R&D <till> at login.example.org".to_owned(),
    }
}

#[tokio::test]
async fn a_sign_in_that_waits_is_urgent_and_names_hold_no_markup() {
    let mut desk = desk(&["actions", "body", "body-markup"]).await;
    desk.wanted.send(vec![notice("a")]).unwrap();

    let shown = Heard::Shown {
        title: "Is this you?".to_owned(),
        text: "R&amp;D &lt;till&gt; at login.example.org".to_owned(),
        actions: vec!["default".to_owned(), words::LOOK.to_owned()],
        urgency: 2,
    };
    assert_eq!(desk.heard.recv().await.unwrap(), shown);
}

#[tokio::test]
async fn a_service_that_reads_no_markup_and_knows_no_actions_gets_neither() {
    let mut desk = desk(&["body"]).await;
    desk.wanted.send(vec![notice("a")]).unwrap();

    let Heard::Shown { text, actions, .. } = desk.heard.recv().await.unwrap() else {
        panic!("something else was heard");
    };
    assert_eq!(text, "R&D <till> at login.example.org");
    assert_eq!(actions, [""; 0]);
}

#[tokio::test]
async fn one_that_is_over_goes_and_the_others_are_not_shown_again() {
    let mut desk = desk(&[]).await;
    desk.wanted.send(vec![notice("a")]).unwrap();
    desk.heard.recv().await.unwrap();
    desk.wanted.send(vec![notice("a"), notice("b")]).unwrap();
    desk.heard.recv().await.unwrap();
    desk.wanted.send(vec![notice("b")]).unwrap();
    assert_eq!(desk.heard.recv().await.unwrap(), Heard::Closed(1));
    desk.wanted.send(Vec::new()).unwrap();
    assert_eq!(desk.heard.recv().await.unwrap(), Heard::Closed(2));
}

#[tokio::test]
async fn pressing_ours_opens_the_window_at_its_card_and_pressing_another_does_not() {
    let mut desk = desk(&["actions"]).await;
    let burst = Notice {
        approval: None,
        ..notice("burst")
    };
    let all = vec![notice("a"), notice("b"), burst];
    desk.wanted.send(all).unwrap();
    for _ in 0..3 {
        desk.heard.recv().await.unwrap();
    }
    let emitter = SignalEmitter::new(&desk.service, PATH).unwrap();
    Service::action_invoked(&emitter, 7, "default")
        .await
        .unwrap();
    for ours in [2, 1, 3] {
        Service::action_invoked(&emitter, ours, "default")
            .await
            .unwrap();
    }
    // Had the first press opened something, it would have come first.
    assert_eq!(desk.opened.recv().await.unwrap().as_deref(), Some("b"));
    assert_eq!(desk.opened.recv().await.unwrap().as_deref(), Some("a"));
    assert_eq!(desk.opened.recv().await.unwrap(), None);
}
