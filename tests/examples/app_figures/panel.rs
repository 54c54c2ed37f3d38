//! A panel that shows tray items, as far as an item asks whether there is one: without it the app
//! ends with its window.

use journeys::Machine;
use zbus::{Connection, connection::Builder, interface};

/// What an item registers with, see the
/// [specification](https://specifications.freedesktop.org/status-notifier-item-spec/latest/watcher.html).
struct Watcher;

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, _item: &str) {}

    fn register_status_notifier_host(&self, _host: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// It is there for as long as the connection lives.
pub(crate) async fn start(machine: &Machine) -> Connection {
    let program = machine.command("any");
    let mut given = program.as_std().get_envs();
    let bus = given.find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    let address = bus.and_then(|(_, address)| address?.to_str()).unwrap();
    Builder::address(address)
        .unwrap()
        .name("org.kde.StatusNotifierWatcher")
        .unwrap()
        .serve_at("/StatusNotifierWatcher", Watcher)
        .unwrap()
        .build()
        .await
        .unwrap()
}
