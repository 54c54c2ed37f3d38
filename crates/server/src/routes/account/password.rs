//! `/account/password`: a signed-in person changes their password by the present one.
//!
//! Every other session and refresh family ends, and this browser goes on under a new cookie (security
//! model, section 6.11).

use authority::session::Session;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use zeroize::Zeroizing;

use super::{protected, to_sign_in};
use crate::{
    Server,
    pages::{self, NewPassword, Step},
    passwords::change::By,
    refusal::Refusal,
    routes::{
        request::{authorization::see_other, browser::Browser, params::Params},
        reset::{new_password, rules},
        sign_in::{Presented, present, renew},
    },
    store::User,
    words,
};

/// `GET /account/password`: the form.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let found = protected(&server, &browser, &mut work, "/account/password").await?;
    work.commit().await?;
    match found {
        Err(elsewhere) => Ok(elsewhere),
        Ok((_, user)) => form(
            &server,
            &mut browser,
            &user,
            StatusCode::OK,
            Wrong::default(),
        ),
    }
}

/// `POST /account/password`: takes the new one.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let found = protected(&server, &browser, &mut work, "/account/password").await?;
    work.commit().await?;
    let (session, user) = match found {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let current = Zeroizing::new(params.get("current").unwrap_or_default().to_owned());
    if let Presented::Not(status, text) = present(&server, &browser, &user, current).await? {
        let wrong = Wrong {
            current: Some(text),
            ..Wrong::default()
        };
        return form(&server, &mut browser, &user, status, wrong);
    }
    let stored = match new_password(&server, &params, &user).await? {
        Ok(stored) => stored,
        Err(reasons) => {
            let wrong = Wrong {
                reasons,
                ..Wrong::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return form(&server, &mut browser, &user, status, wrong);
        }
    };
    take(&server, &mut browser, &session, &user, &stored).await
}

async fn take(
    server: &Server,
    browser: &mut Browser,
    session: &Session,
    user: &User,
    stored: &str,
) -> Result<Response, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    server
        .take_password(
            &mut work,
            user,
            stored,
            By::Password(session.id),
            &browser.ip,
        )
        .await?;
    // Somebody may have ended this session while the password was weighed.
    if work.sessions().keep(session.id, now).await?.is_none() {
        return Ok(to_sign_in("/account/password"));
    }
    renew(server, browser, &mut work, session, now, &session.assurance).await?;
    work.commit().await?;
    Ok((browser.jar.clone(), see_other("/account/password/done")).into_response())
}

/// `GET /account/password/done`: what happened.
pub(crate) async fn done() -> Response {
    let words = words::here();
    Step {
        status: StatusCode::OK,
        title: words.password_changed(),
        text: words.password_changed_here(),
        hint: None,
        go: Some(("/account", words.to_your_account())),
    }
    .into_response()
}

#[derive(Default)]
struct Wrong {
    current: Option<String>,
    reasons: Vec<String>,
}

fn form(
    server: &Server,
    browser: &mut Browser,
    user: &User,
    status: StatusCode,
    wrong: Wrong,
) -> Result<Response, Refusal> {
    let page = NewPassword {
        csrf: browser.form_token(server)?,
        action: "/account/password",
        code: String::new(),
        name: user.name.clone(),
        current_error: wrong.current,
        reasons: wrong.reasons,
        rules: rules(server),
        max_length: 1024,
        server: server.name(),
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}
