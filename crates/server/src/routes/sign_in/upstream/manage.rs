//! `/account/upstream`: a person links what they are elsewhere, and takes such links away.

use authority::{
    factor::Kind,
    upstream::{Identity, Purpose, link::WaysIn},
};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use protocol::UserId;

use super::{begin, fresh, known};
use crate::{
    Server,
    factors::{Has, passkey},
    mail::texts,
    passwords::NO_PASSWORD,
    refusal::Refusal,
    routes::{
        note::note,
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::renew,
    },
    store::{Ending, User, Work},
    upstream::Upstream,
    words,
};

const BACK: &str = "/account#upstream";

/// `POST /account/upstream/link`: leads to the server `upstream`, whose answer is linked.
pub(crate) async fn link(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let upstream = known(&server, params.get("upstream").unwrap_or_default())?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, "/account").await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    work.commit().await?;
    let (purpose, back) = (Purpose::Link(fresh.user.id), Attempt::parse(BACK));
    begin(&server, &mut browser, upstream, purpose, back.as_ref()).await
}

/// `POST /account/upstream/unlink`: takes the link `id` away and ends everything else that the person is
/// signed in with. The last way in stays.
pub(crate) async fn unlink(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, "/account").await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let (user, session, now) = (fresh.user, fresh.session, server.now());
    // Of two that take a link away at the same time, one waits and counts anew.
    work.factors().lock(user.id).await?;
    let links = work.upstreams().of(user.id).await?;
    let id = params.get("id");
    let Some(gone) = links.iter().find(|link| Some(link.id.as_str()) == id) else {
        return Ok(see_other(BACK));
    };
    if !ways_without(&server, &mut work, user.id, Some(&gone.id))
        .await?
        .any()
    {
        let words = words::here();
        return Err(Refusal::page(
            StatusCode::CONFLICT,
            &words.last_way_in(),
            &words.last_way_in_link_why(),
            &words.last_way_in_link_do(),
            "last_way_in",
        ));
    }
    work.upstreams().remove(user.id, &gone.id).await?;
    let why = "a way to sign in was removed";
    let which = Ending::Others(session.id);
    work.sessions().end(user.id, which, why, now).await?;
    work.sign_ins().give_up(user.id).await?;
    let place = server.name();
    let about = server.about(&user, &place);
    let label = server
        .upstreams()
        .get(&gone.upstream)
        .map_or(gone.upstream.as_str(), |known| known.config.label.as_str());
    let mail = texts::upstream_unlinked(about, label, now);
    server.tell(&mut work, &mail).await?;
    let (at, assurance) = (session.authenticated_at, &session.assurance);
    renew(&server, &mut browser, &mut work, &session, at, assurance).await?;
    note(
        &mut work,
        &browser,
        now,
        user.id,
        "upstream.unlinked",
        &gone.upstream,
    )
    .await?;
    work.commit().await?;
    Ok((browser.jar, see_other(BACK)).into_response())
}

/// The ways in that a person has besides the link `gone`.
pub(in crate::routes) async fn ways_without(
    server: &Server,
    work: &mut Work,
    user: UserId,
    gone: Option<&str>,
) -> Result<WaysIn, Refusal> {
    let links = work.upstreams().of(user).await?;
    // What leads to a server that is not configured any more leads nowhere.
    let leads = |name: &str| server.upstreams().get(name).is_some();
    let left = links
        .iter()
        .filter(|link| Some(link.id.as_str()) != gone && leads(&link.upstream));
    let left = left.count();
    let stored = work.passwords().get(user).await?;
    let has = Has::read(work, user, server.now()).await?;
    Ok(WaysIn {
        password: stored.is_some_and(|stored| stored != NO_PASSWORD),
        passkey: passkey::is_possible(server) && has.one(Kind::Passkey).is_some(),
        links: left,
    })
}

/// Links `identity` to the account of `user`, who showed both; `false` when it is linked already. The caller
/// says so in the log.
pub(super) async fn add_link(
    server: &Server,
    work: &mut Work,
    user: UserId,
    upstream: &Upstream,
    identity: &Identity,
) -> Result<bool, Refusal> {
    let (id, now) = (
        data_encoding::HEXLOWER.encode(&server.draw::<16>()?),
        server.now(),
    );
    let name = &upstream.name;
    Ok(work.upstreams().add(&id, user, name, identity, now).await?)
}

/// Tells the person by mail and the log that there is a further way in.
pub(super) async fn tell_linked(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
    upstream: &Upstream,
) -> Result<(), Refusal> {
    let place = server.name();
    let about = server.about(user, &place);
    let now = server.now();
    let mail = texts::upstream_linked(about, &upstream.config.label, now);
    server.tell(work, &mail).await?;
    note(
        work,
        browser,
        now,
        user.id,
        "upstream.linked",
        &upstream.name,
    )
    .await
}
