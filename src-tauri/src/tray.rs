//! The tray item: the way back to a program whose window is closed, the favourites at hand, and whether
//! a sign-in waits.
//!
//! On Linux it is a StatusNotifierItem on the session bus, a menu and nothing else. Whether a panel
//! shows it is known, and the program is never left without window where none does. On other systems
//! there is no item yet, so there the window's end is the program's.

#[cfg(target_os = "linux")]
mod item;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use commands::{codes, vault};
use tokio::sync::Notify;

use crate::core::Core;

/// No menu is longer than a screen.
const MOST_FAVOURITES: usize = 10;

/// The tray item, as the rest of the program knows it.
#[derive(Default)]
pub(crate) struct Tray {
    seen: AtomicBool,
    look: Notify,
}

impl Tray {
    /// Whether a panel shows the item.
    pub(crate) fn is_seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }

    /// Something changed that the menu may show.
    pub(crate) fn look_again(&self) {
        self.look.notify_one();
    }
}

/// What the menu shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shown {
    /// How many sign-ins can be answered.
    waiting: usize,
    unlocked: bool,
    favourites: Vec<Favourite>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Favourite {
    id: String,
    name: String,
}

/// What there is to show now: how many sign-ins wait, and names of favourites, those only while the
/// vault is open.
async fn shown(core: &Core) -> Shown {
    if !vault::is_unlocked(&core.cx) {
        return Shown {
            waiting: core.approvals.waiting(),
            ..Shown::default()
        };
    }
    let entries = codes::list_entries(&core.cx).await.unwrap_or_default();
    let favourites = entries.into_iter().filter(|entry| entry.favourite);
    Shown {
        waiting: core.approvals.waiting(),
        unlocked: true,
        favourites: favourites
            .take(MOST_FAVOURITES)
            .map(|entry| Favourite {
                name: name(&entry.issuer, &entry.account),
                id: entry.id,
            })
            .collect(),
    }
}

fn name(issuer: &str, account: &str) -> String {
    match (issuer, account) {
        ("", name) | (name, "") => name.to_owned(),
        (issuer, account) => format!("{issuer} · {account}"),
    }
}

/// Shows the item, for as long as the program runs.
pub(crate) fn start(core: &Arc<Core>) {
    #[cfg(target_os = "linux")]
    tokio::spawn(item::live(Arc::clone(core)));
    #[cfg(not(target_os = "linux"))]
    let _ = (core, shown);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_favourite_is_called_by_what_is_known_of_it() {
        assert_eq!(name("GitHub", "ana"), "GitHub · ana");
        assert_eq!(name("", "ana"), "ana");
        assert_eq!(name("GitHub", ""), "GitHub");
    }
}
