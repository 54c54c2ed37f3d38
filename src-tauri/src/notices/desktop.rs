//! Notifications on the session bus.

use std::{collections::HashMap, time::Duration};

use futures_util::StreamExt;
use tokio::sync::watch;
use zbus::{Connection, Proxy, zvariant::Value};

use super::Notice;
use crate::words;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// As the specification has it: it stays until it is seen.
const CRITICAL: u8 = 2;

/// The action that pressing the notification itself stands for.
const DEFAULT: &str = "default";

/// A service that does not answer keeps nobody waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows what is wanted until nobody can want anything any more. A notification that is pressed opens the
/// sign-in that it is about.
pub(super) async fn live(
    wanted: watch::Receiver<Vec<Notice>>,
    open: impl Fn(Option<String>),
) -> zbus::Result<()> {
    attend(&Connection::session().await?, wanted, open).await
}

async fn attend(
    bus: &Connection,
    mut wanted: watch::Receiver<Vec<Notice>>,
    open: impl Fn(Option<String>),
) -> zbus::Result<()> {
    let service = Proxy::new(bus, SERVICE, PATH, SERVICE).await?;
    let mut pressed = service.receive_signal("ActionInvoked").await?;
    let mut shown = Shown::new();
    loop {
        tokio::select! {
            changed = wanted.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                let notices = wanted.borrow_and_update().clone();
                follow(&service, &mut shown, &notices).await;
            }
            Some(signal) = pressed.next() => {
                let Ok((id, _)) = signal.body().deserialize::<(u32, String)>() else {
                    continue;
                };
                if let Some((_, approval)) = shown.values().find(|(ours, _)| *ours == id) {
                    open(approval.clone());
                }
            }
        }
    }
}

/// By its key, what the service calls a notification, and the sign-in that it is about.
type Shown = HashMap<String, (u32, Option<String>)>;

/// Takes away what is over and shows what is new.
async fn follow(service: &Proxy<'_>, shown: &mut Shown, notices: &[Notice]) {
    let over: Vec<String> = shown
        .keys()
        .filter(|key| !notices.iter().any(|notice| notice.key == **key))
        .cloned()
        .collect();
    for (id, _) in over.iter().filter_map(|key| shown.remove(key)) {
        if let Err(error) = in_time(service.call::<_, _, ()>("CloseNotification", &id)).await {
            tracing::debug!(%error, "a notification stays");
        }
    }
    for notice in notices {
        if shown.contains_key(&notice.key) {
            continue;
        }
        match in_time(notify(service, notice)).await {
            Ok(id) => {
                shown.insert(notice.key.clone(), (id, notice.approval.clone()));
            }
            Err(error) => tracing::info!(%error, "the desktop shows no notification"),
        }
    }
}

async fn notify(service: &Proxy<'_>, notice: &Notice) -> zbus::Result<u32> {
    let able: Vec<String> = service
        .call("GetCapabilities", &())
        .await
        .unwrap_or_default();
    let is_able = |what: &str| able.iter().any(|one| one == what);
    let text = match is_able("body-markup") {
        true => escaped(&notice.text),
        false => notice.text.clone(),
    };
    let actions = match is_able("actions") {
        true => vec![DEFAULT, words::LOOK],
        false => Vec::new(),
    };
    let hints = HashMap::from([
        ("urgency", Value::from(CRITICAL)),
        ("category", Value::from("im.received")),
    ]);
    let forever = 0_i32;
    let given = (
        words::NAME,
        0_u32,
        "",
        &notice.title,
        text,
        actions,
        hints,
        forever,
    );
    service.call("Notify", &given).await
}

async fn in_time<T>(call: impl Future<Output = zbus::Result<T>>) -> zbus::Result<T> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(answer) => answer,
        Err(_) => Err(zbus::Error::Failure("no answer in time".to_owned())),
    }
}

/// Names come from servers: where markup is read, they hold none.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
