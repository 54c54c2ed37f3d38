//! Approvals: whether a sign-in somewhere is this person's, asked by a server and answered here.
//!
//! ```text
//! enrol ─▶ watch ─▶ cards ─▶ approve · deny · not me ─▶ ledger ─▶ server
//! ```
//!
//! The key that signs is in the vault, so answering needs an unlocked one; being asked does not. Every
//! answer is written into the chain of decisions before it is sent. `docs/approvals.md` describes the
//! bytes.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use ledger::Approver;
use protocol::{ApprovalId, OpenApprovals};
use tokio::sync::Notify;
use url::Url;

use crate::{Context, Failure, FailureCode, browser, context::hold};

mod breaker;
mod check;
mod decide;
mod desk;
mod enrol;
mod pace;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod stories;
mod views;
mod watch;

pub use decide::{approve, deny, deny_not_me};
pub use enrol::{
    copy_enrolment_codes, enrol_device, leave_device, list_approvers, suggest_device_name,
};
pub(crate) use enrol::{forget as forget_enrolment, leave_before_signing_out};
pub use views::{
    ApprovalPurpose, ApprovalView, ApprovalsView, ApproverView, BurstView, EnrolledView, NotMeView,
    StreamState, StreamView,
};
pub use watch::watch_approvals;

use desk::{Ahead, Asked, Desk};

/// What this process knows of approvals.
#[derive(Default)]
pub(crate) struct Approvals {
    desk: Mutex<Desk>,
    /// Something on the desk changed.
    changed: Notify,
    /// Who is enrolled where may have changed.
    accounts: Notify,
    /// One answer at a time: a second press of a button finds the request answered.
    answering: tokio::sync::Mutex<()>,
    /// Where passwords are changed, as the servers said after "this was not me".
    password_pages: Mutex<HashMap<String, Url>>,
    /// Accounts whose server wants a fresh second factor: the next sign-in asks for one.
    stale: Mutex<HashSet<String>>,
}

impl Approvals {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what lies on the desk and tells those who watch.
    fn change<T>(&self, act: impl FnOnce(&mut Desk) -> T) -> T {
        let answer = act(&mut self.desk());
        self.changed.notify_one();
        answer
    }

    /// Something else that is shown beside what lies on the desk changed.
    pub(crate) fn note_change(&self) {
        self.changed.notify_one();
    }

    /// The server of this account wants a fresh second factor.
    fn note_stale(&self, account: &str) {
        hold(&self.stale).insert(account.to_owned());
    }

    /// Whether signing in again has to ask for the second factor, which is asked for once.
    pub(crate) fn take_stale(&self, account: &str) -> bool {
        hold(&self.stale).remove(account)
    }

    /// Accounts came, went or were enrolled.
    pub(crate) fn note_accounts(&self) {
        self.accounts.notify_one();
    }

    /// From now on until the guard is dropped a sign-in at this server is under way here.
    pub(crate) fn sign_in(&self, issuer: &str) -> SignInUnderWay<'_> {
        self.desk().sign_in_begins(issuer);
        SignInUnderWay {
            approvals: self,
            issuer: issuer.to_owned(),
        }
    }
}

/// A sign-in of this computer: what its server asks meanwhile was begun here.
pub(crate) struct SignInUnderWay<'a> {
    approvals: &'a Approvals,
    issuer: String,
}

impl Drop for SignInUnderWay<'_> {
    fn drop(&mut self) {
        self.approvals.desk().sign_in_ends(&self.issuer);
    }
}

/// What waits, as [`watch_approvals`] has it. Asks no server.
pub fn standing_approvals(cx: &Context) -> ApprovalsView {
    let now = cx.now();
    let (pushes, view) = (cx.pushes.views(now), cx.approvals.desk().view(now));
    let more = u32::try_from(pushes.len()).unwrap_or(u32::MAX);
    ApprovalsView {
        waiting: view.waiting.saturating_add(more),
        pushes,
        ..view
    }
}

/// What waits, asked of every server for which this computer answers; the oldest first. What does not
/// fit this computer is left out.
///
/// # Errors
///
/// [`FailureCode::NotEnrolled`] when it answers for no account, [`FailureCode::Storage`], and when no
/// server answers the failure of the first: [`FailureCode::ServerAway`],
/// [`FailureCode::SignInAgain`], and those of the keychain.
pub async fn list_approvals(cx: &Context) -> Result<Vec<ApprovalView>, Failure> {
    let approvers = cx.keeping.ledger().await?.approvers(None).await?;
    if approvers.is_empty() {
        return Err(not_enrolled());
    }
    let (mut views, mut failed, mut answered) = (Vec::new(), None, false);
    for here in &approvers {
        match fetch(cx, here).await {
            Ok(asked) => {
                answered = true;
                let shown = |one: &Asked| desk::view(&here.account, &one.request, one.ahead, None);
                views.extend(asked.iter().map(shown));
            }
            Err(failure) => {
                tracing::warn!(issuer = %here.issuer, %failure, "a server was not asked");
                failed.get_or_insert(failure);
            }
        }
    }
    views.sort_by_key(|view| view.created_at_ms);
    match failed {
        Some(failure) if !answered => Err(failure),
        _ => Ok(views),
    }
}

/// The account and the request whose id this is, asked of the servers where it does not lie here.
///
/// # Errors
///
/// [`FailureCode::NoSuchApproval`], and as [`list_approvals`].
pub async fn find_approval(cx: &Context, id: &str) -> Result<ApprovalView, Failure> {
    let known = cx.approvals.desk().view(cx.now()).cards;
    let views = match known.iter().any(|view| view.id == id) {
        true => known,
        false => list_approvals(cx).await?,
    };
    let mut views = views.into_iter();
    views.find(|view| view.id == id).ok_or_else(no_such)
}

/// Shows requests again after a burst; for the person to decide, and for nothing else.
pub fn lift_burst(cx: &Context) {
    cx.approvals.change(Desk::lift_burst);
}

/// Opens the page where the password is changed that somebody else seems to know, in the browser: the
/// one that the server named after "this was not me", else where the account is managed.
///
/// # Errors
///
/// As [`crate::accounts::open_management`].
pub async fn open_password_page(cx: &Context, account: &str) -> Result<(), Failure> {
    let pages = &cx.approvals.password_pages;
    let page = hold(pages).get(account).cloned();
    match page {
        Some(page) => browser::open(&page),
        None => crate::accounts::open_management(cx, account).await,
    }
}

/// What a server has for this device now, without what does not fit.
async fn fetch(cx: &Context, here: &Approver) -> Result<Vec<Asked>, Failure> {
    let open: OpenApprovals = cx
        .ask_server(&here.account, |adapter, access| async move {
            adapter.approvals(&access, None, &[]).await
        })
        .await
        .map_err(|failure| match failure.code {
            FailureCode::NoSuchSession => not_enrolled(),
            _ => failure,
        })?;
    let ahead = Ahead::of(open.now, cx.now());
    let fits = |request: &protocol::ApprovalRequest| {
        let checked = check::check(request, here, open.now);
        if let Err(unfit) = checked {
            tracing::warn!(issuer = %here.issuer, id = %request.id, %unfit, "a request is not shown");
        }
        checked.is_ok()
    };
    Ok(open
        .items
        .into_iter()
        .filter(fits)
        .map(|request| Asked { request, ahead })
        .collect())
}

fn parse_id(id: &str) -> Result<ApprovalId, Failure> {
    id.parse().map_err(|_| no_such())
}

fn no_such() -> Failure {
    Failure::new(FailureCode::NoSuchApproval, "no request has this id")
}

fn not_enrolled() -> Failure {
    Failure::new(
        FailureCode::NotEnrolled,
        "this computer is not enrolled there",
    )
}
