//! Push tokens of privacyIDEA and eduMFA: a second kind of question that is answered here.
//!
//! ```text
//! link ─▶ enrol ─▶ poll ─▶ questions ─▶ accept · decline ─▶ ledger ─▶ server
//! ```
//!
//! The key that signs is in the vault, and even asking what waits is signed with it: while the vault is
//! locked no server is asked. Every answer is written into the chain of decisions before it is sent.
//! `docs/approvals.md` says what such a token protects from, and what not.

use std::sync::Mutex;

use providers::{PushLink, Unfit};
use tokio::sync::Notify;

use crate::{Context, Failure, FailureCode, context::hold};

mod answer;
mod desk;
mod enrol;
mod key;
mod pace;
mod token;
mod views;
mod watch;

pub use answer::{accept_push, decline_push};
pub use enrol::{add_found_push, add_push_token, list_push_tokens, remove_push_token};
pub(crate) use key::is_signed;
pub use views::{FoundPushView, PushAcceptedView, PushReason, PushTokenView, PushView};
pub(crate) use watch::watch;

use desk::Desk;

/// What this process knows of questions to push tokens.
#[derive(Default)]
pub(crate) struct Pushes {
    desk: Mutex<Desk>,
    /// Tokens came or went.
    tokens: Notify,
    /// One answer at a time: a second press of a button finds the question answered.
    answering: tokio::sync::Mutex<()>,
}

impl Pushes {
    /// What lies before the person now.
    pub(crate) fn views(&self, now: std::time::SystemTime) -> Vec<PushView> {
        hold(&self.desk).views(now)
    }
}

impl Context {
    /// Changes what lies before the person and tells those who watch.
    fn change_pushes<T>(&self, act: impl FnOnce(&mut Desk) -> T) -> T {
        let answer = act(&mut hold(&self.pushes.desk));
        self.approvals.note_change();
        answer
    }
}

/// What waits for the push tokens, asked of every server. The vault has to be open.
///
/// # Errors
///
/// [`FailureCode::Locked`]. When nothing can be shown, the first failure of a server:
/// [`FailureCode::ServerAway`], [`FailureCode::ServerRefused`], and [`FailureCode::OtherServerKey`] when
/// something is asked that another key signed.
pub async fn list_pushes(cx: &Context) -> Result<Vec<PushView>, Failure> {
    let mut failed = None;
    for token in token::all(cx).await? {
        match watch::poll(cx, &token).await {
            Ok(polled) => {
                let unfit = polled.unfit.first().copied();
                watch::take(cx, &token, polled);
                failed = failed.or(unfit.map(not_shown));
            }
            Err(failure) => {
                tracing::warn!(server = %token.server(), %failure, "a server was not asked");
                failed.get_or_insert(failure);
            }
        }
    }
    let views = cx.pushes.views(cx.now());
    match failed {
        Some(failure) if views.is_empty() => Err(failure),
        _ => Ok(views),
    }
}

/// The question with this id, asked of the servers where it does not lie here.
///
/// # Errors
///
/// [`FailureCode::NoSuchApproval`], and as [`list_pushes`].
pub async fn find_push(cx: &Context, id: &str) -> Result<PushView, Failure> {
    let known = cx.pushes.views(cx.now());
    let views = match known.iter().any(|view| view.id == id) {
        true => known,
        false => list_pushes(cx).await?,
    };
    let mut views = views.into_iter();
    views.find(|view| view.id == id).ok_or_else(no_such)
}

/// Whether a text is meant to enrol a push token.
pub(crate) fn is_push_link(text: &str) -> bool {
    PushLink::is_meant(text)
}

/// What a text offers that enrols a push token; it has no handle yet.
pub(crate) fn offer(text: &str) -> Option<FoundPushView> {
    let link = PushLink::parse(text).ok()?;
    Some(FoundPushView {
        handle: 0,
        server: token::server_name(&link.url),
        issuer: link.issuer,
        label: link.label,
    })
}

/// What is told to somebody who offers such a text for an entry.
pub(crate) fn not_an_entry() -> Failure {
    Failure::new(
        FailureCode::IsPushToken,
        "the address enrols a push token and holds no seed",
    )
}

fn not_shown(unfit: Unfit) -> Failure {
    let code = match unfit {
        Unfit::Shape => FailureCode::ServerRefused,
        _ => FailureCode::OtherServerKey,
    };
    Failure::of(code, &unfit)
}

fn no_such() -> Failure {
    Failure::new(FailureCode::NoSuchApproval, "no question has this id")
}
