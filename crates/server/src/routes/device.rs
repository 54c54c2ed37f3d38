//! `/device`: a person enters the code that a device shows, sees who asks, and decides
//! ([RFC 8628 section 3.3](https://www.rfc-editor.org/rfc/rfc8628#section-3.3)).
//!
//! Only who is signed in may enter one, so that wrong codes are counted by person. The address with the
//! code in it asks all the same: whoever sent it may have sent it to many.

use std::time::Duration;

use authority::{
    Moment,
    audit::Event,
    device::{Approval, DeviceGrant, UserCode, reserve_guess},
    guessing,
    session::Session,
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header::RETRY_AFTER};

use super::{
    oauth::device_authorization::kept,
    request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
};
use crate::{
    Server, limits,
    pages::{self, Device, DeviceCode, Message, in_words},
    refusal::Refusal,
    store::{User, Work},
    words,
};

/// `GET /device`: the form, or with `user_code` the question.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let typed = params.get("user_code");
    let mut work = server.store().begin().await?;
    let Some((_, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&to_sign_in(typed)));
    };
    match typed {
        None => code_form(&server, browser, &user, None),
        Some(typed) => question(&server, work, browser, &user, typed).await,
    }
}

/// `POST /device`: a code that somebody typed. It goes on as GET, so that a reload asks nothing.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    Ok(see_other(&at(params.get("user_code"))))
}

/// `POST /device/decision`: the answer, `allow` or `deny`.
pub(crate) async fn decide(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let typed = params.get("user_code").unwrap_or_default();
    let now = server.now();
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&to_sign_in(Some(typed))));
    };
    let (code, grant) = match look_up(&server, &mut work, &user, typed, now).await? {
        Found::Open(code, grant) => (code, grant),
        other => return not_open(&server, work, browser, &user, &other).await,
    };
    let allowed = params.get("decision") == Some("allow");
    let approval = allowed.then(|| approval(&session, &user));
    let Ok(state) = grant.decide(approval, now) else {
        return not_open(&server, work, browser, &user, &Found::Nothing).await;
    };
    work.device_grants()
        .decide(&kept(&server, &code), &state)
        .await?;
    let action = if allowed {
        "device.allowed"
    } else {
        "device.denied"
    };
    let event = Event::new(now, user.id, action, &grant.client)
        .from(&browser.ip)
        .on(session.device);
    work.audit().append(&event).await?;
    work.commit().await?;
    Ok(decided(allowed).into_response())
}

fn approval(session: &Session, user: &User) -> Approval {
    Approval {
        user: user.id,
        session: session.id,
        authenticated_at: session.authenticated_at,
    }
}

fn decided(allowed: bool) -> Message {
    let words = words::here();
    let (title, text) = if allowed {
        (words.device_allowed(), words.device_allowed_text())
    } else {
        (words.device_denied(), words.device_denied_text())
    };
    Message { title, text }
}

/// What stands behind a code that somebody typed.
enum Found {
    Open(UserCode, Box<DeviceGrant>),
    Nothing,
    Later(Duration),
    Locked,
}

/// Looks for a code, once the guess is counted. One that exists takes nothing off the count but itself.
async fn look_up(
    server: &Server,
    work: &mut Work,
    user: &User,
    typed: &str,
    now: Moment,
) -> Result<Found, Refusal> {
    let Some(code) = UserCode::parse(typed) else {
        return Ok(Found::Nothing);
    };
    let subject = format!("device-code:{}", user.id);
    // Held, so that of many guesses at once each counts.
    let before = work.guesses().hold(&subject).await?;
    let after = match reserve_guess(before, &server.config().limits.sign_in, now) {
        Ok(after) => after,
        Err(guessing::Refusal::Until(then)) => return Ok(Found::Later(then.since(now))),
        Err(guessing::Refusal::Locked) => return Ok(Found::Locked),
    };
    work.guesses().set(&subject, after).await?;
    let kept = kept(server, &code);
    let grant = work.device_grants().by_user_code(&kept).await?;
    let Some(grant) = grant.filter(|grant| grant.is_open(now)) else {
        return Ok(Found::Nothing);
    };
    work.guesses().set(&subject, before).await?;
    Ok(Found::Open(code, Box::new(grant)))
}

/// The question, when the code is one that can be decided about.
async fn question(
    server: &Server,
    mut work: Work,
    mut browser: Browser,
    user: &User,
    typed: &str,
) -> Result<Response, Refusal> {
    let now = server.now();
    let (code, grant) = match look_up(server, &mut work, user, typed, now).await? {
        Found::Open(code, grant) => (code, grant),
        other => return not_open(server, work, browser, user, &other).await,
    };
    let client = work.clients().get(&grant.client).await?;
    work.commit().await?;
    let client = client.ok_or(Refusal::Failed)?;
    let scopes = grant.scopes.granted(&client.scopes, &user.roles);
    let page = Device {
        csrf: browser.form_token(server)?,
        code: code.shown(),
        client: pages::Asker::new(&client.name, "").client,
        device: grant.device_name,
        ip: grant.ip,
        minutes: now.since(grant.created_at).as_secs() / 60,
        name: user.name.clone(),
        permissions: in_words(scopes.iter()),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// The form again, with what was wrong.
async fn not_open(
    server: &Server,
    work: Work,
    browser: Browser,
    user: &User,
    found: &Found,
) -> Result<Response, Refusal> {
    work.commit().await?;
    let words = words::here();
    let complaint = match found {
        Found::Later(wait) => Complaint {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: words.tried_too_often_little(),
            wait: Some(*wait),
        },
        Found::Locked => Complaint {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: words.tried_too_often_hour(),
            wait: None,
        },
        Found::Open(..) | Found::Nothing => Complaint {
            status: StatusCode::BAD_REQUEST,
            text: words.device_unknown(),
            wait: None,
        },
    };
    code_form(server, browser, user, Some(complaint))
}

struct Complaint {
    status: StatusCode,
    text: String,
    wait: Option<Duration>,
}

fn code_form(
    server: &Server,
    mut browser: Browser,
    user: &User,
    complaint: Option<Complaint>,
) -> Result<Response, Refusal> {
    let page = DeviceCode {
        csrf: browser.form_token(server)?,
        name: user.name.clone(),
        error: complaint.as_ref().map(|complaint| complaint.text.clone()),
        server: server.name(),
    };
    let status = complaint.as_ref().map_or(StatusCode::OK, |one| one.status);
    let mut answer = (browser.jar, pages::answer(status, &page)).into_response();
    if let Some(wait) = complaint.and_then(|complaint| complaint.wait) {
        answer
            .headers_mut()
            .insert(RETRY_AFTER, limits::retry_after(wait));
    }
    Ok(answer)
}

/// This page with the code in its address.
fn at(typed: Option<&str>) -> String {
    typed.map_or_else(
        || "/device".to_owned(),
        |typed| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("user_code", typed)
                .finish();
            format!("/device?{query}")
        },
    )
}

fn to_sign_in(typed: Option<&str>) -> String {
    let here = at(typed);
    Attempt::parse(&here)
        .or_else(|| Attempt::parse("/device"))
        .map_or_else(|| "/sign-in".to_owned(), |attempt| attempt.at("/sign-in"))
}
