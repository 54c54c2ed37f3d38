//! `/oauth/logout`: a client sends the browser to sign out
//! ([OpenID Connect RP-Initiated Logout 1.0](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).

use std::time::Duration;

use authority::{
    Moment,
    audit::Event,
    logout::{Hint, Next, Request, next},
    session::{Kind, Session},
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use protocol::{SessionId, UserId};

use crate::{
    Server,
    headers::FormAction,
    pages::{Asker, Logout},
    refusal::Refusal,
    routes::request::{
        authorization::{see_other, with_query},
        browser::Browser,
        params::Params,
    },
    store::{Ending, User, Work},
    words,
};

/// The parameters that have a meaning here, each of which may come once.
const KNOWN: [&str; 4] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
];

/// `POST /oauth/logout`: the same by form. It goes on as GET, since a form from another site does not
/// bring our cookies along.
pub(crate) async fn post(RawForm(body): RawForm) -> Response {
    let params = Params::parse(&body);
    see_other(&format!(
        "/oauth/logout?{}",
        params.encoded_without(|_, _| false)
    ))
}

/// `GET /oauth/logout`: ends the session, or asks first.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    carry_out(&server, browser, &params, false).await
}

/// `POST /oauth/logout/confirm`: the person said yes on our own page.
pub(crate) async fn confirm(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let request = Params::parse(params.get("request").unwrap_or_default().as_bytes());
    carry_out(&server, browser, &request, true).await
}

async fn carry_out(
    server: &Server,
    mut browser: Browser,
    params: &Params,
    agreed: bool,
) -> Result<Response, Refusal> {
    if params.repeats(&KNOWN) {
        let words = words::here();
        return Err(Refusal::page(
            StatusCode::BAD_REQUEST,
            &words.sign_out_unreadable(),
            &words.sign_out_twice(),
            &words.sign_out_on_account(),
            "invalid_request",
        ));
    }
    let hint = hint(server, params.get("id_token_hint")).await?;
    let mut work = server.store().begin().await?;
    let client = match &hint {
        Some(hint) => work.clients().get(&hint.client).await?,
        None => None,
    };
    let signed_in = browser.signed_in(server, &mut work).await?;
    let request = Request {
        hint: hint.as_ref(),
        client_id: params.get("client_id"),
        post_logout_redirect_uri: params.get("post_logout_redirect_uri"),
    };
    let user = signed_in.as_ref().map(|(_, user)| user.id);
    match (next(&request, client.as_ref(), user, agreed), signed_in) {
        (Next::End { to, also }, Some((session, user))) => {
            end(&mut work, &session, &user, also, &browser.ip, server.now()).await?;
            work.commit().await?;
            browser.drop_session(server);
            Ok((browser.jar, gone(to, params)).into_response())
        }
        (Next::Ask { stays }, Some((_, user))) => {
            work.commit().await?;
            let page = Logout {
                csrf: browser.form_token(server)?,
                request: params.encoded_without(|name, _| !KNOWN.contains(&name)),
                client: client.map(|client| Asker::new(&client.name, "").client),
                stays,
                name: user.name,
                server: server.name(),
            };
            let mut page = (browser.jar, page).into_response();
            let to = request.post_logout_redirect_uri.filter(|_| !stays);
            if let Some(permitted) = to.and_then(FormAction::to) {
                page.extensions_mut().insert(permitted);
            }
            Ok(page)
        }
        (Next::Done(to) | Next::End { to, .. }, _) => {
            // Nobody is signed in at this browser; the program still is, where it says that it wants
            // to be no longer.
            let asker = params.get("client_id");
            let own = hint.filter(|hint| asker.is_none_or(|asker| asker == hint.client));
            if let Some((id, user)) = own.and_then(|hint| Some((hint.session?, hint.user)))
                && let Some(own) = own_session(&mut work, id, user).await?
            {
                end_one(&mut work, own, user, &browser.ip, server.now()).await?;
                work.commit().await?;
            }
            Ok(gone(to, params))
        }
        (Next::Ask { .. }, None) => Ok(gone(None, params)),
    }
}

/// The identity token, if it is one of ours.
pub(super) async fn hint(server: &Server, token: Option<&str>) -> Result<Option<Hint>, Refusal> {
    let Some(token) = token else { return Ok(None) };
    let issuer = server.config().issuer.as_str();
    let mut claims = server.ring(Duration::MAX).await?.read_hint(token, issuer);
    if claims.is_err() {
        // Another replica may have made a key in the meantime.
        let ring = server.ring(Duration::from_secs(1)).await?;
        claims = ring.read_hint(token, issuer);
    }
    Ok(claims.ok().and_then(|claims| {
        Some(Hint {
            client: claims.aud,
            user: claims.sub.parse().ok()?,
            session: claims.sid.and_then(|sid| sid.parse().ok()),
        })
    }))
}

/// Ends the browser's session, and that of the program that asks where it has one of its own.
async fn end(
    work: &mut Work,
    session: &Session,
    user: &User,
    also: Option<SessionId>,
    ip: &str,
    now: Moment,
) -> Result<(), Refusal> {
    let also = match also.filter(|also| *also != session.id) {
        Some(id) => own_session(work, id, user.id).await?,
        None => None,
    };
    for id in [Some(session.id), also].into_iter().flatten() {
        end_one(work, id, user.id, ip, now).await?;
    }
    Ok(())
}

/// The session that a hint of ours names, when it is the program's own and not a browser's.
async fn own_session(
    work: &mut Work,
    id: SessionId,
    user: UserId,
) -> Result<Option<SessionId>, Refusal> {
    let session = work.sessions().get(id).await?;
    let own = session.filter(|own| own.kind == Kind::App && own.user == user);
    Ok(own.map(|own| own.id))
}

async fn end_one(
    work: &mut Work,
    id: SessionId,
    user: UserId,
    ip: &str,
    now: Moment,
) -> Result<(), Refusal> {
    let ended = work
        .sessions()
        .end(user, Ending::One(id), "signed out", now)
        .await?;
    if ended.sessions > 0 {
        let event = Event::new(now, user, "session.ended", id)
            .from(ip)
            .because("signed out by a client");
        work.audit().append(&event).await?;
    }
    Ok(())
}

/// Back to the client with its `state`, or to the page that says that nobody is signed in here.
fn gone(to: Option<String>, params: &Params) -> Response {
    match to {
        None => see_other("/sign-out"),
        Some(to) => match params.get("state") {
            None => see_other(&to),
            Some(state) => see_other(&with_query(&to, [("state", state)].into_iter())),
        },
    }
}
