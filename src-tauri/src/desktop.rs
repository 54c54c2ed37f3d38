//! What the desktop tells: the screen was locked, the machine is about to sleep.
//!
//! Screen savers speak on the session bus, logind on the system bus. Either may be missing, as in a
//! container; then only the idle clock locks the vault, and the log says so. Anything on the session
//! bus can pretend to be a screen saver: all it gains is a locked vault.

use futures_util::StreamExt;
use tauri::{AppHandle, Manager};
use zbus::{Connection, MatchRule, Message, MessageStream, message, zvariant::OwnedFd};

use crate::{
    events::LockReason,
    watch::{self, Watch},
};

const LOGIN: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";

/// Listens for as long as the program runs.
pub(crate) fn start(app: &AppHandle) {
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = hear_screen_savers(&handle).await {
            tracing::warn!(%error, "no session bus: a locked screen does not lock the vault");
        }
    });
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = hear_logind(&handle).await {
            tracing::warn!(%error, "no logind: sleep does not lock the vault");
        }
    });
}

/// `ActiveChanged(true)` of whichever screen saver the desktop has.
async fn hear_screen_savers(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .member("ActiveChanged")?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    while let Some(signal) = signals.next().await {
        if signal.is_ok_and(|signal| is_screen_saver(&signal) && says_yes(&signal)) {
            watch::lock(app, LockReason::ScreenLocked);
        }
    }
    Ok(())
}

/// `Lock` of a session, and `PrepareForSleep(true)`, which logind delays until the vault is locked.
async fn hear_logind(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .sender(LOGIN)?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    let mut delay = hold_sleep(&bus).await;
    while let Some(signal) = signals.next().await {
        let Ok(signal) = signal else { continue };
        let header = signal.header();
        match header.member().map(|member| member.as_str()) {
            Some("PrepareForSleep") if says_yes(&signal) => {
                watch::lock(app, LockReason::Suspended);
                delay = None;
            }
            // Awake again: nobody has been idle while the machine slept, and the next sleep waits too.
            Some("PrepareForSleep") => {
                app.state::<Watch>().touch();
                delay = hold_sleep(&bus).await;
            }
            Some("Lock") => watch::lock(app, LockReason::ScreenLocked),
            _ => {}
        }
    }
    drop(delay);
    Ok(())
}

/// Asks logind to wait for us before it sleeps, for as long as what comes back is kept.
async fn hold_sleep(bus: &Connection) -> Option<OwnedFd> {
    let what = ("sleep", "Countersign", "Locks the vault", "delay");
    let answer = bus
        .call_method(
            Some(LOGIN),
            "/org/freedesktop/login1",
            Some(MANAGER),
            "Inhibit",
            &what,
        )
        .await
        .and_then(|answer| answer.body().deserialize::<OwnedFd>());
    match answer {
        Ok(delay) => Some(delay),
        Err(error) => {
            tracing::warn!(%error, "sleep does not wait for the vault to be locked");
            None
        }
    }
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
