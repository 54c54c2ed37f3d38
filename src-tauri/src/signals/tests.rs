//! The desktop is played by two peers on a bus of their own.

use std::{
    io::{BufRead, BufReader, PipeReader, Read},
    process::{Child, Command, Stdio},
};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{connection::Builder, object_server::SignalEmitter, zvariant};

use super::*;

const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";

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

    /// logind, which says what it is asked.
    async fn logind(&self, heard: UnboundedSender<Heard>) -> Connection {
        self.peer()
            .serve_at(LOGIN_PATH, Manager(heard.clone()))
            .unwrap()
            .serve_at(SESSION_PATH, Session(true, heard))
            .unwrap()
            .name(LOGIN)
            .unwrap()
            .build()
            .await
            .unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
    }
}

#[derive(Debug)]
enum Heard {
    Inhibit(PipeReader),
    Read,
    Lock(LockReason),
}

struct Manager(UnboundedSender<Heard>);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn get_session(&self, _id: &str) -> OwnedObjectPath {
        OwnedObjectPath::try_from(SESSION_PATH).unwrap()
    }

    fn inhibit(&self, _what: &str, _who: &str, _why: &str, _mode: &str) -> zvariant::OwnedFd {
        let (reader, writer) = std::io::pipe().unwrap();
        self.0.send(Heard::Inhibit(reader)).unwrap();
        std::os::fd::OwnedFd::from(writer).into()
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

struct Session(bool, UnboundedSender<Heard>);

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn active(&self) -> bool {
        self.1.send(Heard::Read).unwrap();
        self.0
    }

    #[zbus(signal)]
    async fn lock(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

fn telling(heard: &UnboundedSender<Heard>) -> impl Fn(LockReason) + Send + 'static {
    let heard = heard.clone();
    move |reason| heard.send(Heard::Lock(reason)).unwrap()
}

async fn next_lock(heard: &mut UnboundedReceiver<Heard>) -> LockReason {
    loop {
        if let Heard::Lock(reason) = heard.recv().await.unwrap() {
            return reason;
        }
    }
}

#[tokio::test]
async fn sleep_waits_until_the_vault_is_locked() {
    let bus = Bus::start();
    let (tell, mut heard) = unbounded_channel();
    let logind = bus.logind(tell.clone()).await;
    let manager = SignalEmitter::new(&logind, LOGIN_PATH).unwrap();
    let ours = bus.peer().build().await.unwrap();
    let lock = telling(&tell);
    tokio::spawn(async move { hear_sleep(&ours, lock, || {}).await });

    let Some(Heard::Inhibit(mut delay)) = heard.recv().await else {
        panic!("sleep is not held");
    };
    Manager::prepare_for_sleep(&manager, true).await.unwrap();
    assert!(matches!(
        heard.recv().await,
        Some(Heard::Lock(LockReason::Suspended))
    ));
    let released = tokio::task::spawn_blocking(move || delay.read_to_end(&mut Vec::new()));
    assert_eq!(released.await.unwrap().unwrap(), 0);

    Manager::prepare_for_sleep(&manager, false).await.unwrap();
    assert!(
        matches!(heard.recv().await, Some(Heard::Inhibit(_))),
        "the next sleep waits too"
    );
}

#[tokio::test]
async fn only_logind_is_believed_about_sleep() {
    let bus = Bus::start();
    let (tell, mut heard) = unbounded_channel();
    let logind = bus.logind(tell.clone()).await;
    let ours = bus.peer().build().await.unwrap();
    let name = ours.unique_name().unwrap().to_owned();
    let lock = telling(&tell);
    tokio::spawn(async move { hear_sleep(&ours, lock, || {}).await });
    assert!(matches!(heard.recv().await, Some(Heard::Inhibit(_))));

    // Sent to us alone, a signal arrives whatever we subscribed to.
    let stranger = bus.peer().build().await.unwrap();
    let forged = SignalEmitter::new(&stranger, LOGIN_PATH)
        .unwrap()
        .set_destination(name.into());
    Manager::prepare_for_sleep(&forged, true).await.unwrap();
    // The answer comes after the bus has passed the forged signal on.
    let dbus = zbus::fdo::DBusProxy::new(&stranger).await.unwrap();
    dbus.get_id().await.unwrap();
    let manager = SignalEmitter::new(&logind, LOGIN_PATH).unwrap();
    Manager::prepare_for_sleep(&manager, false).await.unwrap();

    assert!(
        matches!(heard.recv().await, Some(Heard::Inhibit(_))),
        "the forged signal did nothing"
    );
}

#[tokio::test]
async fn a_session_that_is_locked_or_left_locks_the_vault() {
    let bus = Bus::start();
    let (tell, mut heard) = unbounded_channel();
    let logind = bus.logind(tell.clone()).await;
    let ours = bus.peer().build().await.unwrap();
    let lock = telling(&tell);
    tokio::spawn(async move { hear_session(&ours, lock).await });
    assert!(matches!(heard.recv().await, Some(Heard::Read)));

    let session = SignalEmitter::new(&logind, SESSION_PATH).unwrap();
    Session::lock(&session).await.unwrap();
    assert!(matches!(
        next_lock(&mut heard).await,
        LockReason::ScreenLocked
    ));

    let served = logind
        .object_server()
        .interface::<_, Session>(SESSION_PATH)
        .await
        .unwrap();
    served.get_mut().await.0 = false;
    served.get().await.active_changed(&session).await.unwrap();
    assert!(matches!(
        next_lock(&mut heard).await,
        LockReason::ScreenLocked
    ));
}

/// NetworkManager, which says which connection is the one in use.
struct Network(String);

#[zbus::interface(name = "org.freedesktop.NetworkManager")]
impl Network {
    #[zbus(property)]
    fn primary_connection(&self) -> OwnedObjectPath {
        OwnedObjectPath::try_from(self.0.as_str()).unwrap()
    }
}

#[tokio::test]
async fn another_network_is_told() {
    let bus = Bus::start();
    let manager = bus
        .peer()
        .serve_at(NETWORK_PATH, Network("/".to_owned()))
        .unwrap()
        .name(NETWORK)
        .unwrap()
        .build()
        .await
        .unwrap();
    let ours = bus.peer().build().await.unwrap();
    let (tell, mut told) = unbounded_channel();
    tokio::spawn(async move { hear_network(&ours, move || tell.send(()).unwrap()).await });

    let emitter = SignalEmitter::new(&manager, NETWORK_PATH).unwrap();
    let served = manager
        .object_server()
        .interface::<_, Network>(NETWORK_PATH)
        .await
        .unwrap();
    let path = "/org/freedesktop/NetworkManager/ActiveConnection/1";
    // Said again until somebody listens.
    loop {
        served.get_mut().await.0 = path.to_owned();
        let said = served.get().await;
        said.primary_connection_changed(&emitter).await.unwrap();
        drop(said);
        let heard = tokio::time::timeout(std::time::Duration::from_millis(200), told.recv());
        if heard.await.is_ok() {
            break;
        }
    }
}
