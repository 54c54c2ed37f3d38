//! `/consent`: a person decides what a client of somebody else may have.

use authority::{
    audit::Event,
    authorize::{ACCESS_DENIED, Refused},
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use super::request::{
    attempt::{Attempt, form_action},
    authorization::{Asked, Done, refuse, see_other, with_done},
    browser::Browser,
    params::Params,
};
use crate::{
    Server,
    pages::{Consent, in_words},
    refusal::Refusal,
    store::Work,
    words,
};

/// `GET /consent?attempt=…`: the question.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let mut work = server.store().begin().await?;
    let (attempt, asked) = match read(&server, &mut work, &params).await? {
        (attempt, Ok(asked)) => (attempt, asked),
        (_, Err(refused)) => return Ok(refuse(&server, refused)),
    };
    let Some((_, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&attempt.at("/sign-in")));
    };
    work.commit().await?;
    let scopes = asked
        .valid
        .permissions()
        .granted(&asked.client.scopes, &user.roles);
    let page = Consent {
        csrf: browser.form_token(&server)?,
        attempt: attempt.as_str().to_owned(),
        asker: asked.asker(),
        name: user.name,
        permissions: in_words(scopes.iter()),
        server: server.name(),
    };
    let mut answer = (browser.jar, page).into_response();
    if let Some(permitted) = form_action(&asked) {
        answer.extensions_mut().insert(permitted);
    }
    Ok(answer)
}

/// `POST /consent`: the decision, `allow` or `deny`.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let (attempt, asked) = match read(&server, &mut work, &params).await? {
        (attempt, Ok(asked)) => (attempt, asked),
        (_, Err(refused)) => return Ok(refuse(&server, refused)),
    };
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&attempt.at("/sign-in")));
    };
    if params.get("decision") != Some("allow") {
        let event = Event::new(server.now(), user.id, "consent.denied", &asked.client.id)
            .from(&browser.ip)
            .on(session.device)
            .refused();
        work.audit().append(&event).await?;
        work.commit().await?;
        return Ok(refuse(&server, asked.refused(ACCESS_DENIED)));
    }
    let client = &asked.client;
    let given = work.consents().given(user.id, &client.id).await?;
    let scopes = asked
        .valid
        .permissions()
        .granted(&client.scopes, &user.roles)
        .union(&given);
    work.consents()
        .record(user.id, &client.id, &scopes, server.now())
        .await?;
    let event = Event::new(server.now(), user.id, "consent.given", &client.id)
        .from(&browser.ip)
        .on(session.device)
        .with(&scopes);
    work.audit().append(&event).await?;
    work.commit().await?;
    // The question was answered; `prompt=consent` would ask it again.
    let query = attempt.params().map(|params| {
        with_done(&server, &params, Done::Consent(session.id))
            .unwrap_or_else(|| params.encoded_without(|name, _| name == "prompt"))
    });
    Ok(see_other(
        Attempt::authorize(&query.unwrap_or_default()).as_str(),
    ))
}

async fn read(
    server: &Server,
    work: &mut Work,
    params: &Params,
) -> Result<(Attempt, Result<Asked, Refused>), Refusal> {
    let lost = || {
        let words = words::here();
        Refusal::page(
            StatusCode::BAD_REQUEST,
            &words.nothing_to_decide(),
            &words.nothing_to_decide_why(),
            &words.start_again(),
            "no_attempt",
        )
    };
    let attempt = params
        .get("attempt")
        .and_then(Attempt::parse)
        .ok_or_else(lost)?;
    let asked = attempt.asked(server, work).await?.ok_or_else(lost)?;
    Ok((attempt, asked))
}
