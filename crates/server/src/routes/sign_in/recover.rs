//! `/sign-in/recover`: the way in that is left when too many attempts failed: name, password and a
//! recovery code at once, so that none of them can be tried alone.

use authority::factor::{Assurance, Kind};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use zeroize::Zeroizing;

use super::{Complaint, begin, landing, prove};
use crate::{
    Server,
    factors::{self, approval::other_was_right},
    limits::guessing,
    pages::Recover,
    passwords::{Checked, rules},
    refusal::Refusal,
    routes::{
        note::{note, note_refused},
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
    },
    words,
};

/// `GET /sign-in/recover`: the form.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    page(&server, &mut browser, &params, None)
}

/// `POST /sign-in/recover`: all three.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let (now, place) = (server.now(), server.passwords().queue()?);
    let name = params.get("name").unwrap_or_default();

    let mut work = server.store().begin().await?;
    let found = work.users().by_name(name).await?;
    let kinds = work.passwords().kinds().await?;
    let person = found.as_ref().map(|(user, _)| user);
    let reserved = prove::reserve_recovery_of(&server, &browser, &mut work, name, person).await?;
    work.commit().await?;
    let subject = match reserved {
        Ok(subject) => subject,
        Err(refused) => {
            let complaint = Complaint::refused(refused);
            return page(&server, &mut browser, &params, Some(&complaint));
        }
    };

    let typed = params.get("password").unwrap_or_default();
    let fits = typed.len() <= rules::LONGEST;
    let password = Zeroizing::new(if fits { typed } else { "" }.to_owned());
    let stored = found.as_ref().map(|(_, stored)| stored.clone());
    let kinds = kinds.iter().filter_map(|kind| kind.parse().ok()).collect();
    let checked = server
        .passwords()
        .check(place, password, stored.clone(), kinds)
        .await?;

    let mut work = server.store().begin().await?;
    // The person may have been disabled, or given another password, while this one was checked.
    let user = match (found, stored) {
        (Some((user, _)), Some(stored)) if fits && checked != Checked::Wrong => {
            let held = work.passwords().hold(user.id, &stored).await?;
            held.then_some(user)
        }
        _ => None,
    };
    if let Some(user) = user {
        let code = params.get("code").unwrap_or_default();
        if factors::check(&server, &mut work, &user, "", Kind::Recovery, code).await? {
            guessing::clear(&mut work, &subject).await?;
            other_was_right(&server, &mut work, &user, None).await?;
            note(&mut work, &browser, now, user.id, "recovery.used", user.id).await?;
            let assurance = Assurance::password().with(Kind::Recovery, now);
            let crowd = begin(&server, &mut browser, &mut work, &user, &assurance).await?;
            work.commit().await?;
            let to = landing(attempt.as_ref(), crowd);
            return Ok((browser.jar, see_other(&to)).into_response());
        }
    }
    note_refused(
        &mut work,
        &browser,
        now,
        "anonymous",
        "recovery.failed",
        subject.as_str(),
    )
    .await?;
    work.commit().await?;
    page(
        &server,
        &mut browser,
        &params,
        Some(&Complaint::wrong(words::here().recover_wrong())),
    )
}

fn page(
    server: &Server,
    browser: &mut Browser,
    params: &Params,
    complaint: Option<&Complaint>,
) -> Result<Response, Refusal> {
    let page = Recover {
        csrf: browser.form_token(server)?,
        attempt: params
            .get("attempt")
            .and_then(Attempt::parse)
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        name: params.owned("name").unwrap_or_default(),
        error: complaint.map(|complaint| complaint.text.clone()),
        server: server.name(),
    };
    Ok(Complaint::answer(complaint, &browser.jar, &page))
}
