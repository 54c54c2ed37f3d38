//! What the desktop tells: the screen was locked, somebody else has the seat, the machine is about to
//! sleep or awake again, the network is another.
//!
//! Screen savers speak on the session bus, logind on the system bus. Either may be missing, as in a
//! container; then the clocks of [`crate::watch`] alone lock the vault, and the log says so. Anything on the
//! session bus can pretend to be a screen saver: all it gains is a locked vault. On the system bus
//! only the owner of logind's name is heard.

use std::{pin::pin, sync::Arc};

use futures_util::{StreamExt, stream};
use zbus::{
    Connection, MatchRule, Message, MessageStream, Proxy,
    fdo::PropertiesProxy,
    message,
    proxy::{self, CacheProperties},
    zvariant::{ObjectPath, OwnedFd, OwnedObjectPath},
};

use crate::{core::Core, events::LockReason};

const LOGIN: &str = "org.freedesktop.login1";
const LOGIN_PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const NETWORK: &str = "org.freedesktop.NetworkManager";
const NETWORK_PATH: &str = "/org/freedesktop/NetworkManager";

/// Listens for as long as the program runs.
pub(crate) fn start(core: &Arc<Core>) {
    let lock = locks(core);
    tokio::spawn(async move {
        let end = async { hear_screen_savers(&Connection::session().await?, lock).await }.await;
        tracing::warn!(?end, "a locked screen does not lock the vault");
    });
    let lock = locks(core);
    let awake = connects(core);
    tokio::spawn(async move {
        let end = async { hear_sleep(&Connection::system().await?, lock, awake).await }.await;
        tracing::warn!(?end, "the vault is not locked before sleep, but after it");
    });
    let lock = locks(core);
    tokio::spawn(async move {
        let end = async { hear_session(&Connection::system().await?, lock).await }.await;
        tracing::warn!(?end, "a session that is left does not lock the vault");
    });
    let changed = connects(core);
    tokio::spawn(async move {
        let end = async { hear_network(&Connection::system().await?, changed).await }.await;
        tracing::info!(?end, "another network is noticed by what it breaks");
    });
}

fn locks(core: &Arc<Core>) -> impl Fn(LockReason) + Send + Sync + 'static {
    let core = Arc::clone(core);
    move |reason| core.lock(Some(reason))
}

fn connects(core: &Arc<Core>) -> impl Fn() + Send + Sync + 'static {
    let core = Arc::clone(core);
    move || core.approvals.connect_anew()
}

/// `ActiveChanged(true)` of whichever screen saver the desktop has.
async fn hear_screen_savers(bus: &Connection, lock: impl Fn(LockReason)) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .member("ActiveChanged")?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, bus, None).await?;
    while let Some(signal) = signals.next().await {
        if signal.is_ok_and(|signal| is_screen_saver(&signal) && says_yes(&signal)) {
            lock(LockReason::ScreenLocked);
        }
    }
    Ok(())
}

/// `PrepareForSleep(true)`, which logind delays until the vault is locked, and `PrepareForSleep(false)`.
async fn hear_sleep(
    bus: &Connection,
    lock: impl Fn(LockReason),
    awake: impl Fn(),
) -> zbus::Result<()> {
    let manager = Proxy::new(bus, LOGIN, LOGIN_PATH, MANAGER).await?;
    let mut signals = manager.receive_signal("PrepareForSleep").await?;
    let mut delay = hold_sleep(&manager).await;
    while let Some(signal) = signals.next().await {
        if says_yes(&signal) {
            lock(LockReason::Suspended);
            drop(delay.take());
        } else {
            awake();
            // The next sleep waits too.
            delay = hold_sleep(&manager).await;
        }
    }
    Ok(())
}

/// `Lock` of the session the window is in, and its ceasing to be the one in front, as when the user
/// is switched.
async fn hear_session(bus: &Connection, lock: impl Fn(LockReason)) -> zbus::Result<()> {
    let manager = Proxy::new(bus, LOGIN, LOGIN_PATH, MANAGER).await?;
    let path: OwnedObjectPath = manager.call("GetSession", &"auto").await?;
    let session = proxy::Builder::<Proxy<'_>>::new(bus)
        .destination(LOGIN)?
        .path(&path)?
        .interface(SESSION)?
        // Read anew each time: a cache that is still being filled can miss a change.
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    let locked = session.receive_signal("Lock").await?.map(|_| true);
    let properties = PropertiesProxy::builder(bus)
        .destination(LOGIN)?
        .path(&path)?
        .build()
        .await?;
    let changed = properties.receive_properties_changed().await?.map(drop);
    let left = stream::iter([()]).chain(changed).then(|()| async {
        let active = session.get_property::<bool>("Active").await;
        active.is_ok_and(|active| !active)
    });
    let mut signs = pin!(stream::select(locked, left));
    while let Some(sign) = signs.next().await {
        if sign {
            lock(LockReason::ScreenLocked);
        }
    }
    Ok(())
}

/// Another connection carries what goes out, as NetworkManager says it. Where there is none, lines that
/// are dead are noticed later, by their silence.
async fn hear_network(bus: &Connection, changed: impl Fn()) -> zbus::Result<()> {
    let properties = PropertiesProxy::builder(bus)
        .destination(NETWORK)?
        .path(NETWORK_PATH)?
        .build()
        .await?;
    let mut changes = properties.receive_properties_changed().await?;
    while let Some(change) = changes.next().await {
        let args = change.args()?;
        let primary = args.changed_properties().get("PrimaryConnection");
        let path = primary.and_then(|path| path.downcast_ref::<ObjectPath<'_>>().ok());
        // `/` is none.
        if path.is_some_and(|path| path.as_str() != "/") {
            changed();
        }
    }
    Ok(())
}

/// Asks logind to wait for us before it sleeps, for as long as what comes back is kept.
async fn hold_sleep(manager: &Proxy<'_>) -> Option<OwnedFd> {
    let what = ("sleep", "Countersign", "Locks the vault", "delay");
    manager
        .call("Inhibit", &what)
        .await
        .inspect_err(
            |error| tracing::warn!(%error, "sleep does not wait for the vault to be locked"),
        )
        .ok()
}

fn is_screen_saver(signal: &Message) -> bool {
    signal
        .header()
        .interface()
        .is_some_and(|interface| interface.as_str().ends_with(".ScreenSaver"))
}

fn says_yes(signal: &Message) -> bool {
    signal.body().deserialize::<bool>().unwrap_or(false)
}

#[cfg(test)]
mod tests;
