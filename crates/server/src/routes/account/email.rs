//! `/account/email`: a signed-in person gives another mail address, which counts once it is confirmed.

use authority::audit::Event;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use zeroize::Zeroizing;

use super::protected;
use crate::{
    Server,
    mail::{self, texts},
    pages::{self, ChangeEmail, Step},
    refusal::Refusal,
    routes::{
        request::{authorization::see_other, browser::Browser, params::Params},
        sign_in::{Presented, present},
    },
    store::User,
    words,
};

/// `GET /account/email`: the form.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let found = protected(&server, &browser, &mut work, "/account/email").await?;
    work.commit().await?;
    match found {
        Err(elsewhere) => Ok(elsewhere),
        Ok(_) if !server.mailer().is_ready() => Ok(see_other("/account")),
        Ok((_, user)) => form(
            &server,
            &mut browser,
            &user,
            StatusCode::OK,
            Wrong::default(),
        ),
    }
}

/// `POST /account/email`: sends a link to the new address, or another one to the present.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let found = protected(&server, &browser, &mut work, "/account/email").await?;
    work.commit().await?;
    let user = match found {
        Ok((_, user)) => user,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if params.get("again").is_some() {
        return send(&server, &mut browser, &user, &user.email).await;
    }
    let email = params.get("email").unwrap_or_default().trim().to_owned();
    if !mail::is_address(&email) {
        let wrong = Wrong {
            email,
            email_error: Some(words::here().address_wrong()),
            password_error: None,
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form(&server, &mut browser, &user, status, wrong);
    }
    let password = Zeroizing::new(params.get("password").unwrap_or_default().to_owned());
    if let Presented::Not(status, text) = present(&server, &browser, &user, password).await? {
        let wrong = Wrong {
            email,
            email_error: None,
            password_error: Some(text),
        };
        return form(&server, &mut browser, &user, status, wrong);
    }
    send(&server, &mut browser, &user, &email).await
}

/// `GET /account/email/sent`: what happened.
pub(crate) async fn sent() -> Response {
    let words = words::here();
    Step {
        status: StatusCode::OK,
        title: words.look_into_mail(),
        text: words.address_sent(),
        hint: Some(words.address_sent_hint()),
        go: Some(("/account", words.to_your_account())),
    }
    .into_response()
}

async fn send(
    server: &Server,
    browser: &mut Browser,
    user: &User,
    email: &str,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    if !server.send_verification(&mut work, user, email).await? {
        let wrong = Wrong {
            email: String::new(),
            email_error: Some(words::here().address_enough()),
            password_error: None,
        };
        let status = StatusCode::TOO_MANY_REQUESTS;
        return form(server, browser, user, status, wrong);
    }
    if email != user.email {
        let name = server.name();
        let told = texts::address_change_asked(server.about(user, &name));
        server.tell(&mut work, &told).await?;
        let event =
            Event::new(server.now(), user.id, "email.change-asked", user.id).from(&browser.ip);
        work.audit().append(&event).await?;
    }
    work.commit().await?;
    Ok(see_other("/account/email/sent"))
}

#[derive(Default)]
struct Wrong {
    email: String,
    email_error: Option<String>,
    password_error: Option<String>,
}

fn form(
    server: &Server,
    browser: &mut Browser,
    user: &User,
    status: StatusCode,
    wrong: Wrong,
) -> Result<Response, Refusal> {
    let page = ChangeEmail {
        csrf: browser.form_token(server)?,
        present: user.email.clone(),
        verified: user.email_verified_at.is_some(),
        email: wrong.email,
        email_error: wrong.email_error,
        password_error: wrong.password_error,
        server: server.name(),
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}
