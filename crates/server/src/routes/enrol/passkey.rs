//! `/enrol/passkey`: a passkey, kept once the browser has shown that it has it.

use authority::factor::Kind;
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use protocol::shown;

use super::{Enroller, finish, open_to};
use crate::{
    Server,
    factors::{Has, passkey},
    pages::{self, EnrolPasskey},
    refusal::Refusal,
    routes::{
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::onward,
    },
    store::Work,
    words,
};

const HERE: &str = "/enrol/passkey";

/// `GET /enrol/passkey`: asks the browser to make one.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&server, browser, &params, false).await
}

/// `POST /enrol/passkey`: the answer of the browser.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let (enroller, _) = match allowed(&server, &browser, &mut work, attempt.as_ref()).await? {
        Ok(allowed) => allowed,
        Err(answer) => return Ok(answer),
    };
    let name = params.get("name").and_then(|name| shown(name, 40));
    let name = name.unwrap_or_else(|| Kind::Passkey.label().to_owned());
    let answer = params.get("code").unwrap_or_default();
    let (holder, user) = (enroller.holder(), enroller.user().id);
    match passkey::new(&server, &mut work, &holder, user, name, answer).await? {
        Some(factor) => {
            finish(
                &server,
                &mut browser,
                work,
                enroller,
                &factor,
                attempt.as_ref(),
            )
            .await
        }
        None => {
            // What was asked is used up.
            work.commit().await?;
            show(&server, browser, &params, true).await
        }
    }
}

async fn allowed(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    attempt: Option<&Attempt>,
) -> Result<Result<(Enroller, Has), Response>, Refusal> {
    let enroller = match Enroller::read(server, browser, work, &onward(attempt, HERE)).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(Err(answer)),
    };
    let has = Has::read(work, enroller.user().id, server.now()).await?;
    if open_to(server, &has, enroller.user()).any(|kind| kind == Kind::Passkey) {
        Ok(Ok((enroller, has)))
    } else {
        Ok(Err(see_other(&onward(attempt, "/enrol"))))
    }
}

async fn show(
    server: &Server,
    mut browser: Browser,
    params: &Params,
    wrong: bool,
) -> Result<Response, Refusal> {
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let (enroller, has) = match allowed(server, &browser, &mut work, attempt.as_ref()).await? {
        Ok(allowed) => allowed,
        Err(answer) => return Ok(answer),
    };
    let (holder, user) = (enroller.holder(), enroller.user());
    let question = passkey::ask_new(server, &mut work, &holder, user, &has.factors).await?;
    work.commit().await?;
    let agent = browser.agent();
    let device: Vec<String> = [agent.browser, agent.os].into_iter().flatten().collect();
    let suggestion = device.join(" on ");
    let page = EnrolPasskey {
        csrf: browser.form_token(server)?,
        attempt: attempt
            .as_ref()
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        question,
        suggestion,
        name: user.name.clone(),
        error: wrong.then(|| words::here().enrol_passkey_wrong()),
        server: server.name(),
    };
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}
