//! The desktop's dialog for files, in which the story chooses.
//!
//! The program asks for a file as on a real desktop, over the bus; see the
//! [portal](https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html).

use std::{collections::HashMap, path::Path, time::Duration};

use journeys::{Machine, until};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};
use zbus::{
    Connection,
    connection::Builder,
    fdo::{self, DBusProxy},
    interface,
    message::Header,
    names::BusName,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

/// Hands on who asks, and the object by which the answer is known.
struct Chooser(UnboundedSender<(String, String)>);

// What arrives over the bus is handed over whole.
#[allow(clippy::needless_pass_by_value)]
#[interface(name = "org.freedesktop.portal.FileChooser")]
impl Chooser {
    fn open_file(
        &self,
        #[zbus(header)] header: Header<'_>,
        _parent: &str,
        _title: &str,
        options: HashMap<String, OwnedValue>,
    ) -> fdo::Result<OwnedObjectPath> {
        let sender = header.sender().unwrap().to_string();
        let token = <&str>::try_from(&options["handle_token"]).unwrap();
        let request = format!(
            "/org/freedesktop/portal/desktop/request/{}/{token}",
            sender.trim_start_matches(':').replace('.', "_")
        );
        let _ = self.0.send((sender, request.clone()));
        Ok(OwnedObjectPath::try_from(request).unwrap())
    }
}

/// The dialog, until it is dropped.
pub(crate) struct Dialog {
    bus: Connection,
    asking: UnboundedReceiver<(String, String)>,
}

impl Dialog {
    /// Gets ready to be asked.
    pub(crate) async fn of(machine: &Machine) -> Self {
        let program = machine.command("any");
        let mut given = program.as_std().get_envs();
        let bus = given.find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
        let address = bus.and_then(|(_, address)| address?.to_str()).unwrap();
        let (asked, asking) = unbounded_channel();
        let bus = Builder::address(address)
            .unwrap()
            .name("org.freedesktop.portal.Desktop")
            .unwrap()
            .serve_at("/org/freedesktop/portal/desktop", Chooser(asked))
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, asking }
    }

    /// Chooses this file as soon as the program asks for one. It is said until the program has gone
    /// from the line, for it listens only a moment after it was told that it will be answered.
    pub(crate) async fn choose(&mut self, file: &Path) {
        let asked = timeout(Duration::from_secs(60), self.asking.recv());
        let (sender, request) = asked.await.expect("a file is asked for").unwrap();
        let names = DBusProxy::new(&self.bus).await.unwrap();
        let uri = format!("file://{}", file.display());
        until("the file is taken", async || {
            let name = BusName::try_from(sender.as_str()).unwrap();
            if !names.name_has_owner(name).await.unwrap() {
                return Some(());
            }
            let chosen = HashMap::from([("uris", Value::from(vec![uri.as_str()]))]);
            self.bus
                .emit_signal(
                    Some(sender.as_str()),
                    request.as_str(),
                    "org.freedesktop.portal.Request",
                    "Response",
                    &(0_u32, chosen),
                )
                .await
                .unwrap();
            None
        })
        .await;
    }
}
