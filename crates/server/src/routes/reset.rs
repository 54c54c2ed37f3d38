//! `/reset`: a person who forgot their password gets a link by mail, and chooses a new one behind it.
//!
//! ```text
//! GET /reset ─ POST ─▶ /reset/sent      GET /reset/new?code=… ─ POST ─▶ /reset/done
//! ```
//!
//! Until the answer to `POST /reset` is given nobody has looked whether the name exists, so nothing
//! in it, and no difference in time, can tell (security model, section 6.10). The link is opened by
//! programs that look for harm in mails as well, so opening it uses nothing up.

use std::time::Duration;

use authority::{
    Digest, Moment,
    guessing::{self, pace},
    link::{ASKING, Kind, Link, Refused, follow},
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header::RETRY_AFTER};
use zeroize::Zeroizing;

use super::{
    request::{authorization::see_other, browser::Browser, params::Params},
    sign_in::in_words,
};
use crate::{
    Server,
    limits::{self, guessing::network},
    mail,
    pages::{self, AskReset, NewPassword, Step},
    passwords::change::{self, By},
    refusal::Refusal,
    store::{self, User, Work},
    users::links::Asked,
    words,
};

/// `GET /reset`: asks whose password it is.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    if !server.mailer().is_ready() {
        return Ok(no_mail().into_response());
    }
    ask(&server, &mut browser, String::new(), None)
}

/// `POST /reset`: notes that somebody asked. What comes of it shows in their mail alone.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    if !server.mailer().is_ready() {
        return Ok(no_mail().into_response());
    }
    let who = params.get("name").unwrap_or_default().trim().to_owned();
    if who.is_empty() || who.len() > 255 {
        let text = words::here().reset_type_name();
        return ask(&server, &mut browser, String::new(), Some((text, None)));
    }
    let mut work = server.store().begin().await?;
    let counted = count(&server, &mut work, &who, &browser.ip).await?;
    let asked = Asked {
        who: who.clone(),
        ip: browser.ip.clone(),
        language: words::here().language(),
    };
    if counted.is_ok() {
        server.mailer().ask_reset(&mut work, asked).await?;
    }
    work.commit().await?;
    match counted {
        Ok(()) => Ok(see_other("/reset/sent")),
        Err(wait) => {
            let text = words::here().asked_too_often(in_words(wait));
            ask(&server, &mut browser, who, Some((text, Some(wait))))
        }
    }
}

/// `GET /reset/sent`: the same for everybody.
pub(crate) async fn sent() -> Response {
    let words = words::here();
    Step {
        status: StatusCode::OK,
        title: words.look_into_mail(),
        text: words.reset_sent(),
        hint: Some(words.reset_sent_hint()),
        go: Some(("/sign-in", words.back_to_sign_in())),
    }
    .into_response()
}

/// `GET /reset/new`: the form behind the link.
pub(crate) async fn choose(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let code = params.get("code").unwrap_or_default().to_owned();
    let mut work = server.store().read().await?;
    let found = person_of(&mut work, Kind::Reset, &code, server.now()).await?;
    drop(work);
    match found {
        Ok((_, user)) => form(&server, &mut browser, &user, code, Vec::new()),
        Err(refused) => Ok(dead(refused, Kind::Reset).into_response()),
    }
}

/// `POST /reset/new`: takes the new password and uses the link up.
pub(crate) async fn change(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let code = params.get("code").unwrap_or_default().to_owned();
    let mut work = server.store().read().await?;
    let found = person_of(&mut work, Kind::Reset, &code, server.now()).await?;
    drop(work);
    let user = match found {
        Ok((_, user)) => user,
        Err(refused) => return Ok(dead(refused, Kind::Reset).into_response()),
    };
    let stored = match new_password(&server, &params, &user).await? {
        Ok(stored) => stored,
        Err(reasons) => return form(&server, &mut browser, &user, code, reasons),
    };
    let (now, digest) = (server.now(), Digest::of(&code));
    let mut work = server.store().begin().await?;
    // The person may have been disabled, and the link used, while the password was weighed.
    let link = match person_of(&mut work, Kind::Reset, &code, now).await? {
        Ok((link, _)) => link,
        Err(refused) => return Ok(dead(refused, Kind::Reset).into_response()),
    };
    match work.links().spend(&digest, now).await {
        Err(store::Error::Conflict) => return Ok(dead(Refused::Used, Kind::Reset).into_response()),
        spent => spent?,
    }
    // Whoever opened the link reads the mail of that address.
    if link.email == user.email && user.email_verified_at.is_none() {
        work.users().set_email(user.id, &user.email, now).await?;
    }
    server
        .take_password(&mut work, &user, &stored, By::Link, &browser.ip)
        .await?;
    work.commit().await?;
    Ok(see_other("/reset/done"))
}

/// `GET /reset/done`: what happened.
pub(crate) async fn done() -> Response {
    let words = words::here();
    Step {
        status: StatusCode::OK,
        title: words.password_changed(),
        text: words.password_changed_all(),
        hint: None,
        go: Some(("/sign-in", words.sign_in())),
    }
    .into_response()
}

/// The new password, hashed, when it is what the operator wants and was typed twice alike.
pub(super) async fn new_password(
    server: &Server,
    params: &Params,
    user: &User,
) -> Result<Result<String, Vec<String>>, Refusal> {
    let typed = |name: &str| Zeroizing::new(params.get(name).unwrap_or_default().to_owned());
    let (password, again) = (typed("password"), typed("again"));
    let about = [user.name.as_str(), user.email.as_str()];
    match server
        .weigh_password(&password, &about, Some(user.id))
        .await
    {
        Ok(()) if *password != *again => Ok(Err(vec![words::here().passwords_differ()])),
        Ok(()) => Ok(Ok(server
            .passwords()
            .hash(password, server.draw()?)
            .await?)),
        Err(change::Error::Weak(weak)) => Ok(Err(weak.said(words::here()))),
        Err(error) => Err(error.into()),
    }
}

/// What a new password has to be like, in words.
pub(super) fn rules(server: &Server) -> Vec<String> {
    let (rules, words) = (server.password_rules().config(), words::here());
    let mut said = vec![words.password_rule_length(rules.min_length)];
    if !rules.require.is_empty() {
        let wanted: Vec<String> = rules
            .require
            .iter()
            .map(|class| class.said(words))
            .collect();
        said.push(words.password_rule_classes(wanted.join(", ")));
    }
    said
}

fn form(
    server: &Server,
    browser: &mut Browser,
    user: &User,
    code: String,
    reasons: Vec<String>,
) -> Result<Response, Refusal> {
    let status = if reasons.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = NewPassword {
        csrf: browser.form_token(server)?,
        action: "/reset/new",
        code,
        name: user.name.clone(),
        current_error: None,
        reasons,
        rules: rules(server),
        max_length: 1024,
        server: server.name(),
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}

/// The link that `code` is the secret of, and the person it was sent to, who may still sign in.
pub(super) async fn person_of(
    work: &mut Work,
    kind: Kind,
    code: &str,
    now: Moment,
) -> Result<Result<(Link, User), Refused>, store::Error> {
    let found = work.links().get(kind, &Digest::of(code)).await?;
    let link = match follow(found, now) {
        Ok(link) => link,
        Err(refused) => return Ok(Err(refused)),
    };
    let user = work.users().get(link.user).await?;
    Ok(user
        .filter(|user| user.disabled_at.is_none())
        .map(|user| (link, user))
        .ok_or(Refused::Unknown))
}

/// The page for a link that leads nowhere.
pub(super) fn dead(refused: Refused, kind: Kind) -> Step {
    let words = words::here();
    let (status, title, text) = match refused {
        Refused::Expired => (
            StatusCode::GONE,
            words.link_expired(),
            match kind {
                Kind::Reset => words.link_expired_reset(),
                Kind::Verify => words.link_expired_verify(),
            },
        ),
        Refused::Used => (StatusCode::GONE, words.link_used(), words.link_used_why()),
        Refused::Unknown => (
            StatusCode::NOT_FOUND,
            words.link_unknown(),
            words.link_unknown_why(),
        ),
    };
    Step {
        status,
        title,
        text,
        hint: None,
        go: Some(match kind {
            Kind::Reset => ("/reset", words.ask_for_new_link()),
            Kind::Verify => ("/account/email", words.ask_for_new_link()),
        }),
    }
}

fn no_mail() -> Step {
    let words = words::here();
    Step {
        status: StatusCode::NOT_FOUND,
        title: words.no_mail(),
        text: words.no_mail_why(),
        hint: None,
        go: Some(("/sign-in", words.back_to_sign_in())),
    }
}

fn ask(
    server: &Server,
    browser: &mut Browser,
    name: String,
    wrong: Option<(String, Option<Duration>)>,
) -> Result<Response, Refusal> {
    let (error, wait) = wrong.map_or((None, None), |(text, wait)| (Some(text), wait));
    let status = match (&error, wait) {
        (None, _) => StatusCode::OK,
        (Some(_), None) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), Some(_)) => StatusCode::TOO_MANY_REQUESTS,
    };
    let page = AskReset {
        csrf: browser.form_token(server)?,
        name,
        error,
        server: server.name(),
    };
    let mut answer = (browser.jar.clone(), pages::answer(status, &page)).into_response();
    if let Some(wait) = wait {
        answer
            .headers_mut()
            .insert(RETRY_AFTER, limits::retry_after(wait));
    }
    Ok(answer)
}

/// Counts that a link was asked for, by address and by what was typed, whoever that may be; `Err` says
/// how long to wait.
async fn count(
    server: &Server,
    work: &mut Work,
    who: &str,
    ip: &str,
) -> Result<Result<(), Duration>, Refusal> {
    let now = server.now();
    let asked = server.pseudonym(&who.to_lowercase());
    for (subject, quota) in [
        (
            format!("address:reset:{}", network(ip)),
            server.config().limits.address,
        ),
        (format!("address:asked:{asked}"), ASKING),
    ] {
        let before = work.guesses().hold(&subject).await?;
        match pace(before, &quota, now) {
            Ok(after) => work.guesses().set(&subject, after).await?,
            Err(guessing::Refusal::Until(then)) => return Ok(Err(then.since(now))),
            Err(guessing::Refusal::Locked) => return Ok(Err(Duration::from_secs(300))),
        }
    }
    Ok(Ok(()))
}

impl From<change::Error> for Refusal {
    fn from(error: change::Error) -> Self {
        match error {
            change::Error::Weak(weak) => Self::page(
                StatusCode::UNPROCESSABLE_ENTITY,
                &words::here().password_refused(),
                &weak.said(words::here()).join(" "),
                &words::here().choose_another(),
                "weak_password",
            ),
            change::Error::Passwords(error) => error.into(),
            change::Error::Store(error) => error.into(),
            change::Error::Chance(error) => error.into(),
        }
    }
}

impl From<mail::Error> for Refusal {
    fn from(error: mail::Error) -> Self {
        match error {
            mail::Error::Busy => Self::Busy,
            mail::Error::Store(error) => error.into(),
            mail::Error::Chance(error) => error.into(),
            error => {
                tracing::error!(%error, "a mail could not be handed in");
                Self::Failed
            }
        }
    }
}
