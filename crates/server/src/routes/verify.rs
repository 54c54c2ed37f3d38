//! `/verify`: a person opens a link that was sent to an address and says that it is theirs.
//!
//! Opening it changes nothing, since programs that look for harm in mails open links too; the button
//! does. Nobody has to be signed in: the link alone shows who reads that mail.

use authority::{Digest, audit::Event, link::Kind};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use super::{
    request::{authorization::see_other, browser::Browser, params::Params},
    reset::{dead, person_of},
};
use crate::{
    Server,
    mail::texts,
    pages::{ConfirmEmail, Step},
    refusal::Refusal,
    store, words,
};

/// `GET /verify`: asks whether the address is theirs.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let code = params.get("code").unwrap_or_default();
    let mut work = server.store().read().await?;
    let found = person_of(&mut work, Kind::Verify, code, server.now()).await?;
    drop(work);
    match found {
        Err(refused) => Ok(dead(refused, Kind::Verify).into_response()),
        Ok((link, user)) => {
            let page = ConfirmEmail {
                csrf: browser.form_token(&server)?,
                code: code.to_owned(),
                email: link.email,
                name: user.name,
                server: server.name(),
            };
            Ok((browser.jar, page).into_response())
        }
    }
}

/// `POST /verify`: uses the link up, and its address becomes theirs.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let (now, code) = (server.now(), params.get("code").unwrap_or_default());
    let mut work = server.store().begin().await?;
    let (link, user) = match person_of(&mut work, Kind::Verify, code, now).await? {
        Ok(found) => found,
        Err(refused) => return Ok(dead(refused, Kind::Verify).into_response()),
    };
    match work.links().spend(&Digest::of(code), now).await {
        Err(store::Error::Conflict) => {
            let refused = authority::link::Refused::Used;
            return Ok(dead(refused, Kind::Verify).into_response());
        }
        spent => spent?,
    }
    work.users().set_email(user.id, &link.email, now).await?;
    let action = if link.email == user.email {
        "email.verified"
    } else {
        // A link to a new password that went to the old address must not outlive it.
        work.links().void(Kind::Reset, user.id, now).await?;
        let server_name = server.name();
        let words = texts::address_changed(server.about(&user, &server_name), now);
        server.tell(&mut work, &words).await?;
        "email.changed"
    };
    let event = Event::new(now, user.id, action, user.id).from(&browser.ip);
    work.audit().append(&event).await?;
    work.commit().await?;
    Ok(see_other("/verify/done"))
}

/// `GET /verify/done`: what happened.
pub(crate) async fn done() -> Response {
    let words = words::here();
    Step {
        status: StatusCode::OK,
        title: words.verify_done(),
        text: words.verify_done_text(),
        hint: None,
        go: Some(("/account", words.to_your_account())),
    }
    .into_response()
}
