//! What the desktop shows over all windows: that a sign-in waits. Pressing it opens the window at the
//! card; nothing is approved or denied from here.
//!
//! On Linux they go to the [notification service](https://specifications.freedesktop.org/notification-spec/latest/)
//! of the session. On other systems none are shown yet; there the window's title and count remain.

#[cfg(target_os = "linux")]
mod desktop;

use std::sync::Arc;

use tokio::sync::watch;

use crate::core::Core;

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// What it is about; two with one key are one.
    pub(crate) key: String,
    /// The sign-in that pressing it leads to, where it is about one.
    pub(crate) approval: Option<String>,
    /// Its first line.
    pub(crate) title: String,
    /// What follows. It names the program and the server, and holds no number.
    pub(crate) text: String,
}

/// Those that are to be seen.
pub(crate) struct Notices(watch::Sender<Vec<Notice>>);

impl Default for Notices {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

impl Notices {
    /// Shows these and no others.
    pub(crate) fn show(&self, notices: Vec<Notice>) {
        self.0.send_if_modified(|shown| {
            let differs = *shown != notices;
            *shown = notices;
            differs
        });
    }
}

/// Shows them for as long as the program runs.
pub(crate) fn start(core: &Arc<Core>) {
    #[cfg(target_os = "linux")]
    {
        let wanted = core.notices.0.subscribe();
        let core = Arc::clone(core);
        tokio::spawn(async move {
            let end = desktop::live(wanted, move |id| core.show_approvals(id)).await;
            tracing::warn!(?end, "the desktop is not told of sign-ins that wait");
        });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = core;
}
