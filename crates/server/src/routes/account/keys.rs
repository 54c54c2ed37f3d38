//! `/account/keys`: a signed-in person makes, replaces and revokes keys for their programs. A new key
//! is shown in the answer to the form and never again.

use std::{net::IpAddr, time::Duration};

use authority::{
    api_key::{Kind, LIFE, LONGEST_OVERLAP, OVERLAP},
    permission::{Action, Thing},
    scope::{KNOWN, Scopes},
};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use super::to_sign_in;
use crate::{
    Server,
    access::api_keys::{Error, NewKey, is_for_keys},
    pages::{self, Choice, NewApiKey, ShownApiKey, in_words},
    refusal::Refusal,
    routes::{
        api::caller::Caller,
        request::{authorization::see_other, browser::Browser, params::Params},
        sign_in::step_up::fresh,
    },
    store::{KeyOf, User, Work},
    words,
};

const NEW: &str = "/account/keys/new";
const ACCOUNT: &str = "/account";

/// How long a key may live, in days.
const LIVES: [u64; 4] = [7, 30, 90, 365];

/// How long a replaced key may still pass, by the word in the form.
const OVERLAPS: [(&str, Duration); 4] = [
    ("none", Duration::ZERO),
    ("hour", Duration::from_secs(3_600)),
    ("day", OVERLAP),
    ("week", LONGEST_OVERLAP),
];

/// `GET /account/keys/new`: the form.
pub(crate) async fn new(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, NEW).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    work.commit().await?;
    form(
        &server,
        &mut browser,
        &fresh.user,
        &Params::parse(b""),
        None,
    )
}

/// `POST /account/keys`: makes a key and shows it.
pub(crate) async fn create(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, NEW).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let asker = Caller::in_browser(
        &server,
        &mut work,
        &fresh.session,
        &fresh.user,
        ip(&browser),
    )
    .await?;
    let known = asker
        .may_here(&server, Action::KeysCreate)
        .map_err(as_page)?;
    let wanted = match wanted(&params, &known.user) {
        Ok(wanted) => wanted,
        Err(what) => return form(&server, &mut browser, &fresh.user, &params, Some(what)),
    };
    let made = match server.make_key(&mut work, known.user.id, wanted).await {
        Ok(made) => made,
        Err(error) => {
            let what = said(error)?;
            return form(&server, &mut browser, &fresh.user, &params, Some(what));
        }
    };
    let (id, detail) = (made.row.id.clone(), format!("scopes={}", made.row.scopes));
    let now = server.now();
    known
        .record(&mut work, now, "api-key.created", &id, &detail)
        .await?;
    work.commit().await?;
    let page = ShownApiKey {
        name: made.row.name,
        key: made.text.as_str().to_owned(),
        before: None,
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /account/keys/rotate`: makes a key that takes over from `id`, and shows it.
pub(crate) async fn rotate(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, ACCOUNT).await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let (id, old) = find(&mut work, &params).await?;
    let asker = Caller::in_browser(
        &server,
        &mut work,
        &fresh.session,
        &fresh.user,
        ip(&browser),
    )
    .await?;
    let owner = old.as_ref().map(|old| old.user);
    let known = asker
        .may_with(&server, Action::KeysRotate, Thing::ApiKey, &id, owner)
        .map_err(as_page)?;
    let old = old.ok_or_else(ended)?;
    if !old.scopes.is_within(&offered(&known.user)) {
        return Err(as_page(Refusal::NotAllowed));
    }
    let chosen = params.get("overlap").unwrap_or_default();
    let overlap = OVERLAPS.iter().find(|(word, _)| *word == chosen);
    let overlap = overlap.map_or(OVERLAP, |(_, overlap)| *overlap);
    let made = match server.rotate_key(&mut work, &old, Some(overlap)).await {
        Ok(made) => made,
        Err(Error::Store(error)) => return Err(error.into()),
        Err(Error::Chance(error)) => return Err(error.into()),
        Err(_) => return Err(ended()),
    };
    let (now, detail) = (server.now(), format!("by={}", made.row.id));
    known
        .record(&mut work, now, "api-key.rotated", &id, &detail)
        .await?;
    work.commit().await?;
    let words = words::here();
    let until = now.plus(overlap).min(old.key.expires_at);
    let page = ShownApiKey {
        name: made.row.name,
        key: made.text.as_str().to_owned(),
        before: Some(if overlap.is_zero() {
            words.api_key_old_ended()
        } else {
            words.api_key_old_until(words.moment(until))
        }),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /account/keys/revoke`: ends the key `id` at once. One that ended before is gone either way.
pub(crate) async fn revoke(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let now = server.now();
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(to_sign_in(ACCOUNT));
    };
    let (id, key) = find(&mut work, &params).await?;
    let asker = Caller::in_browser(&server, &mut work, &session, &user, ip(&browser)).await?;
    let owner = key.map(|key| key.user);
    let known = asker
        .may_with(&server, Action::KeysRevoke, Thing::ApiKey, &id, owner)
        .map_err(as_page)?;
    if work.api_keys().revoke(&id, now).await? {
        known
            .record(&mut work, now, "api-key.revoked", &id, "")
            .await?;
    }
    work.commit().await?;
    Ok(see_other(ACCOUNT))
}

/// The key that `id` names. An id has 32 digits.
async fn find(work: &mut Work, params: &Params) -> Result<(String, Option<KeyOf>), Refusal> {
    let id = params.get("id").unwrap_or_default();
    let is_id = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    let found = if is_id {
        work.api_keys().get(id).await?
    } else {
        None
    };
    Ok((id.to_owned(), found))
}

/// What a key of this person may allow: what they could give a program of theirs.
fn offered(user: &User) -> Scopes {
    let all: Scopes = KNOWN
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| is_for_keys(name))
        .map(str::to_owned)
        .collect();
    all.granted(&all, &user.roles)
}

/// The key that the form describes, or what is wrong with it.
fn wanted(params: &Params, user: &User) -> Result<NewKey, String> {
    let words = words::here();
    let kind = match params.get("kind") {
        Some("publishable") => Kind::Publishable,
        _ => Kind::Secret,
    };
    let scopes: Scopes = match kind {
        // What is ticked says nothing about a key that allows nothing.
        Kind::Publishable => Scopes::default(),
        Kind::Secret => params.all("scope").map(str::to_owned).collect(),
    };
    if !scopes.is_within(&offered(user)) {
        return Err(words.api_key_bad_scopes());
    }
    let days = params.get("days").and_then(|days| days.parse().ok());
    let days = days.filter(|days| LIVES.contains(days));
    let days = days.ok_or_else(|| words.api_key_bad_life())?;
    Ok(NewKey {
        kind,
        name: params.get("name").unwrap_or_default().trim().to_owned(),
        scopes,
        life: Some(Duration::from_secs(days * 86_400)),
    })
}

/// Why no key was made, in a sentence.
fn said(error: Error) -> Result<String, Refusal> {
    let words = words::here();
    Ok(match error {
        Error::BadName => words.api_key_bad_name(),
        Error::BadScopes(_) => words.api_key_bad_scopes(),
        Error::BadLife => words.api_key_bad_life(),
        Error::TooMany => words.api_key_too_many(),
        other => return Err(other.into()),
    })
}

fn form(
    server: &Server,
    browser: &mut Browser,
    user: &User,
    params: &Params,
    error: Option<String>,
) -> Result<Response, Refusal> {
    let words = words::here();
    let status = match &error {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let ticked: Vec<&str> = params.all("scope").collect();
    let scope = |name: &str| Choice {
        value: name.to_owned(),
        label: in_words([name]).concat(),
        chosen: ticked.contains(&name),
    };
    let usual = LIFE.as_secs() / 86_400;
    let days = params.get("days").and_then(|days| days.parse().ok());
    let life = |life: u64| Choice {
        value: life.to_string(),
        label: words.days(life),
        chosen: life == days.unwrap_or(usual),
    };
    let page = NewApiKey {
        csrf: browser.form_token(server)?,
        name: params.owned("name").unwrap_or_default(),
        publishable: params.get("kind") == Some("publishable"),
        scopes: offered(user).iter().map(scope).collect(),
        lives: LIVES.into_iter().map(life).collect(),
        error,
        server: server.name(),
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}

/// The page about a key that ended in the meantime.
fn ended() -> Refusal {
    let words = words::here();
    Refusal::page(
        StatusCode::CONFLICT,
        &words.api_key_gone(),
        &words.api_key_gone_why(),
        &words.api_key_gone_do(),
        "key_ended",
    )
}

/// What the rules refuse, for a person.
fn as_page(refusal: Refusal) -> Refusal {
    let words = words::here();
    match refusal {
        Refusal::NotFound => ended(),
        Refusal::NotAllowed | Refusal::InsufficientScope(_) | Refusal::Stale => Refusal::page(
            StatusCode::FORBIDDEN,
            &words.not_allowed(),
            &words.not_allowed_why(),
            &words.ask_operator(),
            "not_allowed",
        ),
        other => other,
    }
}

/// The address that asks, for the rules about networks; none of them knows this one.
fn ip(browser: &Browser) -> IpAddr {
    let unknown = IpAddr::from([0, 0, 0, 0]);
    browser.ip.parse().unwrap_or(unknown)
}
