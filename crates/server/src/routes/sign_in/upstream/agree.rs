//! `/account/upstream/agree`: a person who came from elsewhere has signed in to their account, and says
//! whether the two belong together.

use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};

use super::{
    Problem, fresh, kept_offer, known,
    manage::{add_link, tell_linked},
    problem, take_offer,
};
use crate::{
    Server,
    pages::UpstreamAgree,
    refusal::Refusal,
    routes::{
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::{destination, renew},
    },
};

const HERE: &str = "/account/upstream/agree";

/// `GET /account/upstream/agree`: the question. It asks for a proof of the last ten minutes first, which
/// whoever just signed in has given.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, HERE).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let Some(offer) = kept_offer(&server, &browser, &mut work).await? else {
        return Ok(see_other("/account"));
    };
    work.commit().await?;
    let upstream = known(&server, &offer.upstream)?;
    let page = UpstreamAgree {
        csrf: browser.form_token(&server)?,
        label: upstream.config.label.clone(),
        who: offer.identity.label().to_owned(),
        name: fresh.user.name,
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /account/upstream/agree`: `decision` is `link`, or anything else.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, HERE).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let Some(offer) = kept_offer(&server, &browser, &mut work).await? else {
        return Ok(see_other("/account"));
    };
    let upstream = known(&server, &offer.upstream)?;
    let attempt = offer.attempt.as_deref().and_then(Attempt::parse);
    if !take_offer(&server, &browser, &mut work).await? {
        return Ok(see_other("/account"));
    }
    if params.get("decision") == Some("link") {
        let (user, session) = (&fresh.user, &fresh.session);
        let identity = &offer.identity;
        if !add_link(&server, &mut work, user.id, upstream, identity).await? {
            drop(work);
            let taken = Problem::Link(authority::upstream::link::Refused::Taken);
            return problem(&server, &browser, upstream, attempt.as_ref(), taken).await;
        }
        let (at, assurance) = (session.authenticated_at, &session.assurance);
        renew(&server, &mut browser, &mut work, session, at, assurance).await?;
        tell_linked(&server, &browser, &mut work, user, upstream).await?;
    }
    work.commit().await?;
    let to = destination(attempt.as_ref());
    Ok((browser.jar, see_other(to)).into_response())
}
