//! A line in the audit log about what somebody did in a browser.

use std::fmt::Display;

use authority::{Moment, audit::Event};

use super::request::browser::Browser;
use crate::{refusal::Refusal, store::Work};

/// Appends what `actor` did. Do it last in a transaction.
pub(super) async fn note(
    work: &mut Work,
    browser: &Browser,
    now: Moment,
    actor: impl Display,
    action: &'static str,
    subject: impl Display,
) -> Result<(), Refusal> {
    let event = Event::new(now, actor, action, subject).from(&browser.ip);
    Ok(work.audit().append(&event).await?)
}

/// Appends what `actor` tried in vain. Do it last in a transaction.
pub(super) async fn note_refused(
    work: &mut Work,
    browser: &Browser,
    now: Moment,
    actor: impl Display,
    action: &'static str,
    subject: impl Display,
) -> Result<(), Refusal> {
    let event = Event::new(now, actor, action, subject)
        .from(&browser.ip)
        .refused();
    Ok(work.audit().append(&event).await?)
}
