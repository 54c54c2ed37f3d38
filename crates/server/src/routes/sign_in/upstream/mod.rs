//! `/sign-in/upstream/…`: signing in at another server.
//!
//! ```text
//! POST /sign-in/upstream/NAME ─▶ the other server ─▶ GET …/NAME/callback ─▶ session, or factor
//!                                                        └─ not linked ─▶ /sign-in/upstream/offer
//!                                                                ├─▶ sign in, agree ─▶ linked
//!                                                                └─▶ a new account, where allowed
//! ```
//!
//! What is under way is bound to one browser by a cookie of its own, and one answer takes it away: with
//! the state of another browser, or the same one twice, nothing is found.

pub(in crate::routes) mod agree;
pub(in crate::routes) mod callback;
pub(in crate::routes) mod manage;
pub(in crate::routes) mod offer;
mod problem;

use authority::{
    Digest,
    upstream::{Flow, Identity, OFFER_LIFE, Purpose},
};
use axum::{
    extract::{Path, RawForm, State},
    response::{IntoResponse as _, Response},
};
use protocol::UserId;
use serde::{Deserialize, Serialize};

use self::problem::{Problem, problem};
use super::step_up::fresh;
use crate::{
    Server,
    keys::sealing,
    pages::{Elsewhere, Onward},
    refusal::Refusal,
    routes::{
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::onward,
    },
    store::{Challenge, Work},
    upstream::{self, Upstream},
};

/// What of a visit is sealed.
const KEY: &str = "upstream/1";

/// What waits for the person to agree.
const OFFER: &str = "upstream-offer";

/// `POST /sign-in/upstream/{name}`: leads to the other server.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    Path(name): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let upstream = known(&server, &name)?;
    let purpose = if params.get("purpose") == Some("step-up") {
        let mut work = server.store().begin().await?;
        let found = browser.signed_in(&server, &mut work).await?;
        work.commit().await?;
        let Some((_, user)) = found else {
            return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
        };
        Purpose::StepUp(user.id)
    } else {
        Purpose::SignIn
    };
    begin(&server, &mut browser, upstream, purpose, attempt.as_ref()).await
}

/// The other server of this name.
fn known<'a>(server: &'a Server, name: &str) -> Result<&'a Upstream, Refusal> {
    let found = server.upstreams().get(name);
    found.ok_or_else(|| Refusal::Page(Box::new(crate::pages::Problem::not_found())))
}

/// Keeps what is needed when the browser comes back, and sends it away.
async fn begin(
    server: &Server,
    browser: &mut Browser,
    upstream: &Upstream,
    purpose: Purpose,
    attempt: Option<&Attempt>,
) -> Result<Response, Refusal> {
    let (state, nonce, verifier) = (server.secret()?, server.secret()?, server.secret()?);
    let back = attempt.map(|attempt| attempt.as_str().to_owned());
    let secrets = [state.reveal(), nonce.reveal(), verifier.reveal()];
    let begun = upstream::begin(server, upstream, purpose, back, secrets).await;
    let (flow, address) = match begun {
        Ok(begun) => begun,
        Err(error) => return problem(server, browser, upstream, attempt, error.into()).await,
    };
    let holder = holder(&browser.bound_upstream(server)?);
    let asked = Challenge {
        user: user_of(purpose),
        ..sealed(server, holder, purpose_of(&state.digest()), &flow)?
    };
    let mut work = server.store().begin().await?;
    work.sign_ins().ask(&asked).await?;
    work.commit().await?;
    let page = Onward {
        label: Some(upstream.config.label.clone()),
        to: address,
    };
    Ok((browser.jar.clone(), page).into_response())
}

fn user_of(purpose: Purpose) -> Option<UserId> {
    match purpose {
        Purpose::SignIn => None,
        Purpose::Link(user) | Purpose::StepUp(user) => Some(user),
    }
}

/// The browser that visits other servers, by its cookie.
fn holder(cookie: &Digest) -> String {
    format!("upstream:{}", cookie.as_str())
}

/// What a visit is kept as.
fn purpose_of(state: &Digest) -> String {
    format!("upstream:{}", state.as_str())
}

/// A question to keep, with what the server has to remember sealed for its place.
fn sealed(
    server: &Server,
    holder: String,
    purpose: String,
    what: &impl Serialize,
) -> Result<Challenge, Refusal> {
    let plain = serde_json::to_vec(what).map_err(|_| sealing::NotOpened)?;
    let place = format!("{holder}\0{purpose}");
    let sealed = sealing::seal(
        &server.key_for(KEY),
        server.draw()?,
        place.as_bytes(),
        &plain,
    )?;
    Ok(Challenge {
        holder,
        purpose,
        user: None,
        sealed,
        digest: None,
        tries_left: 1,
        created_at: server.now(),
    })
}

fn opened<T: for<'de> Deserialize<'de>>(server: &Server, kept: &Challenge) -> Result<T, Refusal> {
    let place = format!("{}\0{}", kept.holder, kept.purpose);
    let plain = sealing::open(&server.key_for(KEY), place.as_bytes(), &kept.sealed)?;
    Ok(serde_json::from_slice(&plain).map_err(|_| sealing::NotOpened)?)
}

/// Takes the visit of this browser with this state away; `None` when there is none.
async fn taken(server: &Server, browser: &Browser, state: &str) -> Result<Option<Flow>, Refusal> {
    let Some(cookie) = browser.upstream_digest(server) else {
        return Ok(None);
    };
    let mut work = server.store().begin().await?;
    let purpose = purpose_of(&Digest::of(state));
    let kept = work.sign_ins().answered(&holder(&cookie), &purpose).await?;
    work.commit().await?;
    kept.map(|kept| opened(server, &kept)).transpose()
}

/// Who somebody showed to be elsewhere, while nobody here has linked that.
#[derive(Serialize, Deserialize)]
struct Offer {
    upstream: String,
    identity: Identity,
    may_create: bool,
    /// Whether an account here has the verified address.
    has_email: bool,
    attempt: Option<String>,
}

/// Keeps an offer in the place of an older one of this browser.
async fn keep_offer(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    offer: &Offer,
) -> Result<(), Refusal> {
    let holder = holder(&browser.bound_upstream(server)?);
    let asked = sealed(server, holder, OFFER.to_owned(), offer)?;
    Ok(work.sign_ins().ask(&asked).await?)
}

/// The offer of this browser, where it has one that still counts.
async fn kept_offer(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
) -> Result<Option<Offer>, Refusal> {
    let Some(cookie) = browser.upstream_digest(server) else {
        return Ok(None);
    };
    let kept = work.sign_ins().asked(&holder(&cookie), OFFER).await?;
    let now = server.now();
    let lives = |kept: &Challenge| now < kept.created_at.plus(OFFER_LIFE);
    kept.filter(lives)
        .map(|kept| opened(server, &kept))
        .transpose()
}

/// Takes it away; `false` when somebody did before.
async fn take_offer(server: &Server, browser: &Browser, work: &mut Work) -> Result<bool, Refusal> {
    let Some(cookie) = browser.upstream_digest(server) else {
        return Ok(false);
    };
    let kept = work.sign_ins().answered(&holder(&cookie), OFFER).await?;
    Ok(kept.is_some())
}

/// The other servers that the pages name.
pub(in crate::routes) fn offered(server: &Server) -> Vec<Elsewhere> {
    server.upstreams().iter().map(elsewhere).collect()
}

/// Those of them with which this person can show that they are still there.
pub(super) async fn linked(
    server: &Server,
    work: &mut Work,
    user: UserId,
) -> Result<Vec<Elsewhere>, Refusal> {
    let links = work.upstreams().of(user).await?;
    let here = |upstream: &&Upstream| links.iter().any(|link| link.upstream == upstream.name);
    Ok(server
        .upstreams()
        .iter()
        .filter(here)
        .map(elsewhere)
        .collect())
}

fn elsewhere(upstream: &Upstream) -> Elsewhere {
    Elsewhere {
        name: upstream.name.clone(),
        label: upstream.config.label.clone(),
    }
}
