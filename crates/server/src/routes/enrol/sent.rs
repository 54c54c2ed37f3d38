//! `/enrol/mail` and `/enrol/sms`: codes that the server sends, kept once one of them was typed.

use authority::factor::Kind;
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use super::{Enroller, finish, open_to};
use crate::{
    Server,
    factors::{
        Has,
        sent::{self, Sending, Wish},
    },
    limits::guessing,
    pages::{self, EnrolSent, Way},
    refusal::Refusal,
    routes::{
        note::note_refused,
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::{onward, refused_in_words, reserve_for, subject_of},
    },
    store::Work,
    words,
};

/// Where codes of this kind are enrolled.
const fn here(kind: Kind) -> &'static str {
    match kind {
        Kind::Mail => "/enrol/mail",
        _ => "/enrol/sms",
    }
}

/// What the code is for: it is worth nothing at sign-in.
const fn purpose(kind: Kind) -> &'static str {
    match kind {
        Kind::Mail => "enrol-mail",
        _ => "enrol-sms",
    }
}

/// `GET /enrol/mail`.
pub(crate) async fn mail(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&server, browser, &params, Kind::Mail, None).await
}

/// `GET /enrol/sms`.
pub(crate) async fn sms(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&server, browser, &params, Kind::Sms, None).await
}

/// `POST /enrol/mail`: a wish for a code, or the code.
pub(crate) async fn post_mail(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    post(&server, browser, &Params::parse(&body), Kind::Mail).await
}

/// `POST /enrol/sms`: a number to send a code to, or the code.
pub(crate) async fn post_sms(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    post(&server, browser, &Params::parse(&body), Kind::Sms).await
}

async fn post(
    server: &Server,
    browser: Browser,
    params: &Params,
    kind: Kind,
) -> Result<Response, Refusal> {
    browser.check_form(server, params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let enroller = match allowed(server, &browser, &mut work, attempt.as_ref(), kind).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    if params.get("send").is_some() {
        send(server, browser, params, work, &enroller, kind).await
    } else {
        confirm(server, browser, params, work, enroller, kind).await
    }
}

/// Sends a code to the mail address, or to the number that was typed.
async fn send(
    server: &Server,
    browser: Browser,
    params: &Params,
    mut work: Work,
    enroller: &Enroller,
    kind: Kind,
) -> Result<Response, Refusal> {
    let user = enroller.user();
    let address = match kind {
        Kind::Mail => Some(user.email.clone()),
        _ => params.get("number").and_then(sent::number),
    };
    let Some(address) = address else {
        drop(work);
        return show(
            server,
            browser,
            params,
            kind,
            Some(words::here().bad_number()),
        )
        .await;
    };
    let subject = subject_of(server, &browser, &mut work, user).await?;
    let wish = Wish {
        holder: &enroller.holder(),
        purpose: purpose(kind),
        user,
        subject: subject.as_str(),
        ip: &browser.ip,
        kind,
        address: &address,
    };
    let wrong = match sent::send(server, work, wish).await? {
        Sending::Done => {
            let attempt = params.get("attempt").and_then(Attempt::parse);
            return Ok(see_other(&onward(attempt.as_ref(), here(kind))));
        }
        Sending::TooOften => words::here().sent_enough(),
        Sending::Impossible => words::here().not_sent(),
    };
    show(server, browser, params, kind, Some(wrong)).await
}

/// Looks at the code, no more often than the limits on guessing allow.
async fn confirm(
    server: &Server,
    mut browser: Browser,
    params: &Params,
    mut work: Work,
    enroller: Enroller,
    kind: Kind,
) -> Result<Response, Refusal> {
    let (holder, user) = (enroller.holder(), enroller.user().clone());
    let reserved = reserve_for(server, &browser, &mut work, &user, false).await?;
    work.commit().await?;
    let subject = match reserved {
        Ok(subject) => subject,
        Err(refused) => {
            let wrong = refused_in_words(refused);
            return show(server, browser, params, kind, Some(wrong)).await;
        }
    };
    let mut work = server.store().begin().await?;
    let shown = params.get("code").unwrap_or_default();
    let went_to = sent::check(server, &mut work, &holder, purpose(kind), &user, shown).await?;
    // An address that changed in the meantime is not the one that was shown to be theirs.
    let went_to = went_to.filter(|to| kind != Kind::Mail || **to == user.email);
    let Some(address) = went_to else {
        let (now, word) = (server.now(), kind.word());
        note_refused(&mut work, &browser, now, user.id, "factor.failed", word).await?;
        work.commit().await?;
        return show(
            server,
            browser,
            params,
            kind,
            Some(words::here().wrong_sent_code()),
        )
        .await;
    };
    guessing::clear(&mut work, &subject).await?;
    let factor = sent::factor(server, &user, kind, &address)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    finish(
        server,
        &mut browser,
        work,
        enroller,
        &factor,
        attempt.as_ref(),
    )
    .await
}

/// Who may enrol codes of this kind here; else where that is cleared up.
async fn allowed(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    attempt: Option<&Attempt>,
    kind: Kind,
) -> Result<Result<Enroller, Response>, Refusal> {
    let back = onward(attempt, here(kind));
    let enroller = match Enroller::read(server, browser, work, &back).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(Err(answer)),
    };
    let has = Has::read(work, enroller.user().id, server.now()).await?;
    if open_to(server, &has, enroller.user()).any(|open| open == kind) {
        Ok(Ok(enroller))
    } else {
        Ok(Err(see_other(&onward(attempt, "/enrol"))))
    }
}

async fn show(
    server: &Server,
    mut browser: Browser,
    params: &Params,
    kind: Kind,
    error: Option<String>,
) -> Result<Response, Refusal> {
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let enroller = match allowed(server, &browser, &mut work, attempt.as_ref(), kind).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    let holder = enroller.holder();
    let waiting = sent::is_waiting(server, &mut work, &holder, purpose(kind)).await?;
    work.commit().await?;
    let user = enroller.user();
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = EnrolSent {
        csrf: browser.form_token(server)?,
        action: here(kind).to_owned(),
        attempt: attempt
            .as_ref()
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        way: Way::of(kind),
        address: (kind == Kind::Mail).then(|| user.email.clone()),
        waiting,
        name: user.name.clone(),
        error,
        server: server.name(),
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}
