//! `/sign-in/upstream/offer`: what somebody is elsewhere leads into no account here. They sign in to theirs
//! and agree to link it, or, where the operator allows it, get a new one.

use authority::{
    audit::Event,
    upstream::{Identity, link::Creation},
};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use protocol::{UserId, shown};

use super::{Offer, Problem, callback, kept_offer, known, manage::add_link, problem, take_offer};
use crate::{
    Server,
    pages::UpstreamOffer,
    passwords::NO_PASSWORD,
    refusal::Refusal,
    routes::{
        note::note, request::attempt::Attempt, request::authorization::see_other,
        request::browser::Browser, request::params::Params,
    },
    store::{NewUser, User, Work},
    upstream::Upstream,
};

/// `GET /sign-in/upstream/offer`: the choice.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let Some(offer) = kept_offer(&server, &browser, &mut work).await? else {
        return Ok(see_other("/sign-in"));
    };
    let signed_in = browser.signed_in(&server, &mut work).await?;
    work.commit().await?;
    let upstream = known(&server, &offer.upstream)?;
    let page = UpstreamOffer {
        csrf: browser.form_token(&server)?,
        label: upstream.config.label.clone(),
        who: offer.identity.label().to_owned(),
        email: offer.identity.verified_email().map(str::to_owned),
        has_email: offer.has_email,
        may_create: offer.may_create,
        name: signed_in.map(|(_, user)| user.name),
        attempt: offer.attempt.unwrap_or_default(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// `POST /sign-in/upstream/offer`: a new account.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let Some(offer) = kept_offer(&server, &browser, &mut work).await? else {
        return Ok(see_other("/sign-in"));
    };
    let upstream = known(&server, &offer.upstream)?;
    let attempt = offer.attempt.as_deref().and_then(Attempt::parse);
    if !take_offer(&server, &browser, &mut work).await? {
        return Ok(see_other("/sign-in"));
    }
    // What was allowed when the offer was made has to be allowed still, and nobody have come before.
    let user = match may_have(&mut work, &offer, &upstream.config.creation).await? {
        Some(email) => {
            add(
                &server,
                &browser,
                &mut work,
                upstream,
                &offer.identity,
                &email,
            )
            .await?
        }
        None => None,
    };
    let Some(user) = user else {
        drop(work);
        let attempt = attempt.as_ref();
        return problem(&server, &browser, upstream, attempt, Problem::NotNow).await;
    };
    work.commit().await?;
    callback::sign_in(
        &server,
        &mut browser,
        upstream,
        &offer.identity,
        user,
        attempt.as_ref(),
    )
    .await
}

/// The verified address under which a new account may be made now.
async fn may_have(
    work: &mut Work,
    offer: &Offer,
    creation: &Creation,
) -> Result<Option<String>, Refusal> {
    let identity = &offer.identity;
    let Some(email) = identity
        .verified_email()
        .filter(|_| creation.allows(identity))
    else {
        return Ok(None);
    };
    let taken = !work.users().by_email(email, 1).await?.is_empty();
    Ok((offer.may_create && !taken).then(|| email.to_owned()))
}

/// Adds a person without a password, whose one way in is the other server; `None` when that leads into an
/// account by now.
async fn add(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    upstream: &Upstream,
    identity: &Identity,
    email: &str,
) -> Result<Option<UserId>, Refusal> {
    let (id, roles) = (
        UserId::from_bytes(server.draw()?),
        [authority::permission::role::USER.to_owned()],
    );
    let wanted = identity.handle.as_deref().unwrap_or(email);
    let wanted = shown(wanted, 70).unwrap_or_else(|| email.to_owned());
    let mut name = wanted.clone();
    for _ in 0..8 {
        let user = NewUser {
            id,
            name: &name,
            email,
            roles: &roles,
            email_verified: true,
            password: NO_PASSWORD,
            password_kind: None,
        };
        if work.users().add(&user, server.now()).await? {
            let Some(user) = work.users().get(id).await? else {
                return Ok(None);
            };
            return added(server, browser, work, upstream, identity, &user).await;
        }
        // Somebody has that name; which one it is says nothing to anybody else.
        let [high, low] = server.draw::<2>()?;
        name = format!("{wanted}-{:04}", u16::from_be_bytes([high, low]) % 10_000);
    }
    Ok(None)
}

async fn added(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    upstream: &Upstream,
    identity: &Identity,
    user: &User,
) -> Result<Option<UserId>, Refusal> {
    let actor = format!("upstream:{}", upstream.name);
    let event = Event::new(server.now(), actor, "user.added", user.id)
        .from(&browser.ip)
        .with("roles=user");
    if !add_link(server, work, user.id, upstream, identity).await? {
        return Ok(None);
    }
    work.audit().append(&event).await?;
    let (now, name) = (server.now(), &upstream.name);
    note(work, browser, now, user.id, "upstream.linked", name).await?;
    Ok(Some(user.id))
}
