//! `/sign-out`: a person ends the session of this browser.

use authority::audit::Event;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};

use super::request::{authorization::see_other, browser::Browser, params::Params};
use crate::{Server, pages::SignedOut, refusal::Refusal, store::Ending};

/// `GET /sign-out`: says that nobody is signed in here any more, or leads to the form.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    if browser.signed_in(&server, &mut work).await?.is_some() {
        return Ok(see_other("/account"));
    }
    Ok(SignedOut {
        server: server.name(),
    }
    .into_response())
}

/// `POST /sign-out`: ends the session and everything below it.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    browser.check_form(&server, &Params::parse(&body))?;
    let now = server.now();
    let mut work = server.store().begin().await?;
    if let Some((session, user)) = browser.signed_in(&server, &mut work).await? {
        work.sessions()
            .end(user.id, Ending::One(session.id), "signed out", now)
            .await?;
        let event = Event::new(now, user.id, "session.ended", session.id)
            .from(&browser.ip)
            .on(session.device)
            .because("signed out");
        work.audit().append(&event).await?;
        work.commit().await?;
    }
    browser.drop_session(&server);
    Ok((browser.jar, see_other("/sign-out")).into_response())
}
