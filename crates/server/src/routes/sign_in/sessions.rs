//! `/sign-in/sessions`: somebody just signed in with one browser more than is usual, and picks what to
//! end. They may keep them all.

use authority::session::Session;
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use protocol::SessionId;

use super::{destination, onward};
use crate::{
    Server,
    pages::{Crowd, Row},
    refusal::Refusal,
    routes::{
        api::sessions::finish,
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
    },
    store::{Ending, User, Work},
};

/// How many sessions the page looks through.
const LOOKED_AT: u32 = 200;

/// `GET /sign-in/sessions?attempt=…`: the other browsers.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let now = server.now();
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
    };
    let others = others(&server, &mut work, &session, &user).await?;
    let seen = work
        .sessions()
        .list(user.id, session.id, None, LOOKED_AT, now)
        .await?;
    work.commit().await?;
    if others.len() < server.config().sessions.soft as usize {
        return Ok(see_other(destination(attempt.as_ref())));
    }
    let others: Vec<String> = others.iter().map(ToString::to_string).collect();
    let page = Crowd {
        csrf: browser.form_token(&server)?,
        attempt: attempt
            .as_ref()
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        sessions: seen
            .into_iter()
            .filter(|session| others.contains(&session.id))
            .map(|session| Row::of(session, now.unix()))
            .collect(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /sign-in/sessions`: ends each session that an `id` names.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
    };
    let others = others(&server, &mut work, &session, &user).await?;
    work.commit().await?;
    let named: Vec<&str> = params.all("id").collect();
    for id in others {
        let text = id.to_string();
        if named.contains(&text.as_str()) {
            finish(&server, user.id, Ending::One(id), &text, &browser.ip).await?;
        }
    }
    Ok(see_other(destination(attempt.as_ref())))
}

/// The person's other browsers.
async fn others(
    server: &Server,
    work: &mut Work,
    session: &Session,
    user: &User,
) -> Result<Vec<SessionId>, Refusal> {
    let mut browsers = work.sessions().browsers(user.id, server.now()).await?;
    browsers.retain(|id| *id != session.id);
    Ok(browsers)
}
