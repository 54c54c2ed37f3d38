//! `/enrol/recovery`: ten codes for the day on which every factor is lost. They are shown in the answer
//! to the form and never again.

use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};

use crate::{
    Server,
    factors::recovery,
    pages::{AskRecovery, RecoverySheet},
    refusal::Refusal,
    routes::{
        note::note,
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::{onward, step_up::fresh},
    },
};

const HERE: &str = "/enrol/recovery";

/// `GET /enrol/recovery`: says what the codes are for and how many are left.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let back = onward(attempt.as_ref(), HERE);
    let fresh = match fresh(&server, &browser, &mut work, &back).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    work.commit().await?;
    if !fresh.has.any() {
        return Ok(see_other(&onward(attempt.as_ref(), "/enrol")));
    }
    let page = AskRecovery {
        csrf: browser.form_token(&server)?,
        attempt: attempt
            .as_ref()
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        left: fresh.has.recovery_left,
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /enrol/recovery`: makes new codes, which replace all others, and shows them.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let back = onward(attempt.as_ref(), HERE);
    let fresh = match fresh(&server, &browser, &mut work, &back).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    if !fresh.has.any() {
        return Ok(see_other(&onward(attempt.as_ref(), "/enrol")));
    }
    let (user, now) = (fresh.user, server.now());
    work.factors().lock(user.id).await?;
    let codes = recovery::replace(&server, &mut work, user.id).await?;
    note(&mut work, &browser, now, user.id, "recovery.made", user.id).await?;
    work.commit().await?;
    let page = RecoverySheet {
        name: user.name,
        codes: codes.iter().map(|code| code.as_str().to_owned()).collect(),
        onward: attempt
            .as_ref()
            .map_or("/account", Attempt::as_str)
            .to_owned(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}
