//! `/account`: where a person lands who is signed in and was not sent by a client. They see where
//! else they are signed in, and end it there.

pub(crate) mod approvers;
pub(crate) mod email;
pub(crate) mod factors;
pub(crate) mod keys;
pub(crate) mod password;

use authority::{factor::RECOVERY_FEW, session::Session};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use protocol::SessionId;

use super::{
    api::sessions::finish,
    enrol,
    request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
    sign_in::{step_up::fresh, upstream},
};
use crate::{
    Server,
    factors::Has,
    pages::{Account, ApproverRow, FactorRow, KeyRow, LinkRow, Row},
    refusal::Refusal,
    store::{Ending, User, Work},
};

/// How many sessions one page shows.
const SHOWN: usize = 100;

/// `GET /`: leads on.
pub(crate) async fn root() -> Response {
    see_other("/account")
}

/// `GET /account`: who is signed in, where, and the ways out.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(to_sign_in("/account"));
    };
    let mut sessions = work
        .sessions()
        .list(user.id, session.id, None, SHOWN as u32 + 1, now)
        .await?;
    let has = Has::read(&mut work, user.id, server.now()).await?;
    let links = work.upstreams().of(user.id).await?;
    let keys = work
        .api_keys()
        .list(user.id, None, SHOWN as u32 + 1, now)
        .await?;
    work.commit().await?;
    let label = |name: &str| {
        let known = server.upstreams().get(name);
        known.map(|known| known.config.label.as_str())
    };
    let more = sessions.len() > SHOWN;
    sessions.truncate(SHOWN);
    // The latest begun comes first, but whoever looks for a stranger wants to know themselves.
    sessions.sort_by_key(|session| !session.current);
    let may_add = enrol::may_add(&server, &has, &user);
    let page = Account {
        csrf: browser.form_token(&server)?,
        name: user.name,
        email: user.email,
        email_verified: user.email_verified_at.is_some(),
        can_mail: server.mailer().is_ready(),
        sessions: sessions
            .into_iter()
            .map(|session| Row::of(session, now.unix()))
            .collect(),
        more,
        last_may_go: has.count() > 1 || !server.config().factors.requires(&user.roles),
        recovery_left: has.recovery_left,
        recovery_few: has.recovery_left <= RECOVERY_FEW,
        may_add,
        links: links
            .into_iter()
            .map(|link| {
                let label = label(&link.upstream);
                LinkRow::of(link, label, now.unix())
            })
            .collect(),
        upstreams: upstream::offered(&server),
        factors: has
            .factors
            .into_iter()
            .map(|factor| FactorRow::of(factor, now.unix()))
            .collect(),
        approvers: has
            .approvers
            .into_iter()
            .map(|approver| ApproverRow::of(approver, now.unix()))
            .collect(),
        more_keys: keys.len() > SHOWN,
        keys: keys
            .into_iter()
            .take(SHOWN)
            .map(|key| KeyRow::of(key, now))
            .collect(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /account/sessions/end`: ends the session `id`. One that ended before is gone either way.
pub(crate) async fn end(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    let Some((_, user)) = asking(&server, &browser, &params).await? else {
        return Ok(to_sign_in("/account"));
    };
    let id: Option<SessionId> = params.get("id").and_then(|id| id.parse().ok());
    if let Some(id) = id {
        finish(
            &server,
            user.id,
            Ending::One(id),
            &id.to_string(),
            &browser.ip,
        )
        .await?;
    }
    Ok(see_other("/account"))
}

/// `POST /account/sessions/end-others`: ends every session but this browser's.
pub(crate) async fn end_others(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    let Some((session, user)) = asking(&server, &browser, &params).await? else {
        return Ok(to_sign_in("/account"));
    };
    finish(
        &server,
        user.id,
        Ending::Others(session.id),
        "others",
        &browser.ip,
    )
    .await?;
    Ok(see_other("/account"))
}

/// Who posted a form of ours.
async fn asking(
    server: &Server,
    browser: &Browser,
    params: &Params,
) -> Result<Option<(Session, User)>, Refusal> {
    browser.check_form(server, params)?;
    let mut work = server.store().begin().await?;
    let found = browser.signed_in(server, &mut work).await?;
    work.commit().await?;
    Ok(found)
}

/// Who is signed in and may change what protects the account; else the answer that leads there. Who
/// has a second factor must have passed it lately; the present password is asked for by the form.
pub(super) async fn protected(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    back: &str,
) -> Result<Result<(Session, User), Response>, Refusal> {
    let Some((session, user)) = browser.signed_in(server, work).await? else {
        return Ok(Err(to_sign_in(back)));
    };
    if !Has::read(work, user.id, server.now()).await?.any() {
        return Ok(Ok((session, user)));
    }
    let fresh = fresh(server, browser, work, back).await?;
    Ok(fresh.map(|fresh| (fresh.session, fresh.user)))
}

pub(super) fn to_sign_in(back: &str) -> Response {
    let sign_in = Attempt::parse(back).map(|attempt| attempt.at("/sign-in"));
    see_other(&sign_in.unwrap_or_else(|| "/sign-in".to_owned()))
}
