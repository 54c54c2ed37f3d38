//! Somebody says that a sign-in was not them: who asked is thrown out, and everybody else with them.

use authority::{
    Digest,
    approval::{MUTE, State},
    audit::Event,
};
use protocol::{NotMe, SessionId};

use super::answer::Given;
use crate::{
    refusal::Refusal,
    store::{self, Ending, Work},
};

/// Denies, ends the asking session or sign-in and every other session but the one that answers, asks
/// nobody for a while, and says what of this was done. The caller commits.
pub(super) async fn carry_out(given: &Given<'_>, work: &mut Work) -> Result<NotMe, Refusal> {
    let (now, user) = (given.now, given.known.user.id);
    // Before the request, as those do who ask.
    work.users().hold(user).await?;
    given
        .decide(work, State::Denied, given.approval.tries_left)
        .await?;
    let asking_session_ended = end_asker(given, work).await?;
    // Whoever else is half way in knows the password as well.
    work.sign_ins().give_up(user).await?;
    let which = Ending::Others(given.session.id);
    let ended = work.sessions().end(user, which, "not me", now).await?;
    let muted_until = now.plus(MUTE);
    work.approvals().mute(user, muted_until).await?;
    given.note(work, "approval.denied").await?;
    let detail = format!(
        "sessions={} asker-ended={asking_session_ended}",
        ended.sessions
    );
    let request = &given.approval.request;
    let event = Event::new(now, user, "approval.not-me", request.id)
        .from(given.known.ip)
        .on(given.session.device)
        .with(detail);
    work.audit().append(&event).await?;
    Ok(NotMe {
        ended,
        asking_session_ended,
        muted_until: muted_until.unix(),
        password_page: Some(page(given)),
        recorded: true,
    })
}

/// Ends the sign-in under way or the session that asked; whether it is over now. What a program asked
/// without a browser is over with its request.
async fn end_asker(given: &Given<'_>, work: &mut Work) -> Result<bool, Refusal> {
    let holder = given.approval.holder.as_str();
    if let Some(cookie) = holder.strip_prefix("sign-in:") {
        let cookie = Digest::from_stored(cookie.to_owned());
        return match work.sign_ins().finish(&cookie).await {
            Ok(()) => Ok(true),
            // It took too long, or went on by another factor.
            Err(store::Error::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        };
    }
    if let Some(Ok(session)) = holder.strip_prefix("session:").map(str::parse::<SessionId>) {
        let found = work.sessions().get(session).await?;
        // It ends with the others.
        return Ok(found.is_some_and(|session| session.ended_at.is_none()));
    }
    Ok(true)
}

/// Where the person changes their password.
fn page(given: &Given<'_>) -> String {
    let issuer = given.server.config().issuer.as_str();
    format!("{}/account/password", issuer.trim_end_matches('/'))
}
