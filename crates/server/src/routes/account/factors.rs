//! `/account/factors`: a person renames and removes their second factors.

use authority::factor::{Kind, may_remove};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use protocol::{FactorId, shown};

use crate::{
    Server,
    factors::Has,
    refusal::Refusal,
    routes::{
        note::note,
        request::{authorization::see_other, browser::Browser, params::Params},
        sign_in::{
            renew,
            step_up::{Fresh, fresh},
            upstream::manage::ways_without,
        },
    },
    store::{Ending, Work},
    words,
};

pub(super) const BACK: &str = "/account#factors";

/// `POST /account/factors/rename`: gives the factor `id` the name `name`.
pub(crate) async fn rename(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let Some((_, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other("/sign-in"));
    };
    let id: Option<FactorId> = params.get("id").and_then(|id| id.parse().ok());
    let name = params.get("name").and_then(|name| shown(name, 40));
    if let (Some(id), Some(name)) = (id, name)
        && work.factors().rename(user.id, id, &name).await?
    {
        note(
            &mut work,
            &browser,
            server.now(),
            user.id,
            "factor.renamed",
            id,
        )
        .await?;
    }
    work.commit().await?;
    Ok(see_other(BACK))
}

/// `POST /account/factors/remove`: takes the factor `id` away and ends everything else that the person is
/// signed in with. The last one stays where the policy demands one.
pub(crate) async fn remove(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, "/account").await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let user = &fresh.user;
    work.factors().lock(user.id).await?;
    let has = Has::read(&mut work, user.id, server.now()).await?;
    let id: Option<FactorId> = params.get("id").and_then(|id| id.parse().ok());
    let Some(gone) = has.factors.iter().find(|factor| Some(factor.id) == id) else {
        return Ok(see_other(BACK));
    };
    let remaining = has.count() - 1;
    if !may_remove(remaining, server.config().factors.requires(&user.roles)) {
        return Err(last_stays());
    }
    work.factors().remove(user.id, gone.id).await?;
    if gone.kind == Kind::Passkey && !ways_without(&server, &mut work, user.id, None).await?.any() {
        let words = words::here();
        return Err(Refusal::page(
            StatusCode::CONFLICT,
            &words.last_way_in(),
            &words.last_way_in_passkey_why(),
            &words.last_way_in_passkey_do(),
            "last_way_in",
        ));
    }
    let browser = changed(&server, browser, work, &fresh, remaining, gone.kind).await?;
    Ok((browser.jar, see_other(BACK)).into_response())
}

/// What a person is told whose last factor stays.
pub(super) fn last_stays() -> Refusal {
    let words = words::here();
    Refusal::page(
        StatusCode::CONFLICT,
        &words.last_factor_stays(),
        &words.last_factor_why(),
        &words.last_factor_do(),
        "last_factor",
    )
}

/// What follows when a factor of this kind was removed, of which `remaining` are left: everything else ends
/// that the person is signed in with, and this browser goes on under a new cookie. Commits `work`.
pub(super) async fn changed(
    server: &Server,
    mut browser: Browser,
    mut work: Work,
    fresh: &Fresh,
    remaining: usize,
    gone: Kind,
) -> Result<Browser, Refusal> {
    let (user, session, now) = (&fresh.user, &fresh.session, server.now());
    if remaining == 0 {
        // They stand in for a factor, and there is none any more.
        work.factors().replace_recovery(user.id, &[], now).await?;
    }
    work.sessions()
        .end(
            user.id,
            Ending::Others(session.id),
            "a factor was removed",
            now,
        )
        .await?;
    work.sign_ins().give_up(user.id).await?;
    renew(
        server,
        &mut browser,
        &mut work,
        session,
        session.authenticated_at,
        &session.assurance,
    )
    .await?;
    note(
        &mut work,
        &browser,
        now,
        user.id,
        "factor.removed",
        gone.word(),
    )
    .await?;
    work.commit().await?;
    Ok(browser)
}
