//! `/sign-in`: a person proves who they are.
//!
//! The answer takes the same work and says the same whether or not the name exists.

mod answer;
pub(crate) mod approval;
mod begin;
pub(crate) mod factor;
mod notice;
pub(crate) mod passkey;
pub(super) mod pending;
mod present;
mod prove;
pub(crate) mod recover;
pub(crate) mod sessions;
pub(crate) mod step_up;
pub(crate) mod upstream;
mod weigh;

use std::time::Duration;

use askama::Template;
use authority::factor::{Assurance, Due, Kind};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use http::{StatusCode, header::RETRY_AFTER};
use zeroize::Zeroizing;

use self::{
    begin::hold_up,
    prove::{Given, Proof, prove_weighed},
};
pub(super) use self::{
    begin::{begin, renew},
    present::{Presented, present},
    prove::{reserve_for, subject_of},
};
use super::request::{
    attempt::{Attempt, form_action},
    authorization::{Asked, refuse, see_other},
    browser::Browser,
    params::Params,
};
use crate::{
    Server,
    limits::{self, Standing, guessing::Refused},
    pages::{self, SignIn},
    refusal::Refusal,
    words,
};

/// `GET /sign-in`: the form.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    if attempt.is_none() && browser.signed_in(&server, &mut work).await?.is_some() {
        return Ok(see_other("/account"));
    }
    let asked = match &attempt {
        Some(attempt) => attempt.asked(&server, &mut work).await?.transpose(),
        None => Ok(None),
    };
    drop(work);
    match asked {
        Err(refused) => Ok(refuse(&server, refused)),
        Ok(asked) => {
            let name = asked
                .as_ref()
                .and_then(|asked| asked.login_hint.clone())
                .unwrap_or_default();
            page(
                &server,
                &mut browser,
                attempt.as_ref(),
                asked.as_ref(),
                name,
                None,
            )
        }
    }
}

/// `POST /sign-in`: name and password.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let name = params.get("name").unwrap_or_default();
    let password = Zeroizing::new(params.get("password").unwrap_or_default().to_owned());

    let complaint = match prove_weighed(&server, &browser, name, password).await? {
        Proof::Given(given) => {
            match go_on(&server, &mut browser, &given, attempt.as_ref()).await? {
                Some(to) => return Ok((browser.jar, see_other(&to)).into_response()),
                None => Complaint::wrong(words::here().wrong_name_or_password()),
            }
        }
        Proof::Wrong => Complaint::wrong(words::here().wrong_name_or_password()),
        Proof::Later(standing) => Complaint::later(standing),
        Proof::Locked => Complaint::locked(),
    };
    let mut work = server.store().read().await?;
    let asked = match &attempt {
        Some(attempt) => attempt
            .asked(&server, &mut work)
            .await?
            .and_then(Result::ok),
        None => None,
    };
    page(
        &server,
        &mut browser,
        attempt.as_ref(),
        asked.as_ref(),
        name.to_owned(),
        Some(&complaint),
    )
}

/// Begins the session, or what waits for what is due, and says where that leads; `None` when the
/// password was replaced, or the person disabled, since it was checked.
async fn go_on(
    server: &Server,
    browser: &mut Browser,
    given: &Given,
    attempt: Option<&Attempt>,
) -> Result<Option<String>, Refusal> {
    let mut work = server.store().begin().await?;
    let Some((user, due)) = given.hold(server, &mut work).await? else {
        return Ok(None);
    };
    let to = match due {
        None => {
            let password = Assurance::password();
            let crowd = begin(server, browser, &mut work, &user, &password).await?;
            landing(attempt, crowd)
        }
        Some(due) => {
            let first = Assurance::password().methods;
            hold_up(server, browser, &mut work, &user, due, first).await?;
            onward(attempt, page_of(due))
        }
    };
    work.commit().await?;
    Ok(Some(to))
}

/// Where a sign-in leads that nothing is due in any more.
fn destination(attempt: Option<&Attempt>) -> &str {
    attempt.map_or("/account", Attempt::as_str)
}

/// The same, by way of the page on which a person picks what to end when they are signed in with too
/// many browsers.
fn landing(attempt: Option<&Attempt>, crowd: bool) -> String {
    if crowd {
        onward(attempt, "/sign-in/sessions")
    } else {
        destination(attempt).to_owned()
    }
}

/// The page that shows what is due.
fn page_of(due: Due) -> &'static str {
    match due {
        Due::Factor => "/sign-in/factor",
        Due::Enrolment => "/enrol",
    }
}

/// A page of ours that hands `attempt` on.
pub(super) fn onward(attempt: Option<&Attempt>, page: &str) -> String {
    attempt.map_or_else(|| page.to_owned(), |attempt| attempt.at(page))
}

/// The same, where it asks for a factor of this kind.
fn asking_for(attempt: Option<&Attempt>, page: &str, kind: Kind) -> String {
    let page = onward(attempt, page);
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}with={}", kind.word())
}

/// What a person is told whose attempt was not looked at.
pub(super) fn refused_in_words(refused: Refused) -> String {
    Complaint::refused(refused).text
}

/// Why a page is shown again.
struct Complaint {
    status: StatusCode,
    text: String,
    wait: Option<Standing>,
}

impl Complaint {
    fn wrong(text: String) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            text,
            wait: None,
        }
    }

    fn sent_enough() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: words::here().sent_enough(),
            wait: None,
        }
    }

    fn not_asked(text: String) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            text,
            wait: None,
        }
    }

    fn not_sent() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            text: words::here().not_sent(),
            wait: None,
        }
    }

    fn later(standing: Standing) -> Self {
        let wait = in_words(standing.reset);
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: words::here().tried_too_often(wait),
            wait: Some(standing),
        }
    }

    /// As [`Complaint::later`], or [`Complaint::locked`].
    fn refused(refused: Refused) -> Self {
        match refused {
            Refused::Later(standing) => Self::later(standing),
            Refused::Locked => Self::locked(),
        }
    }

    fn locked() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: words::here().locked_out(),
            wait: None,
        }
    }

    /// `page` with this complaint's status, or without one.
    fn answer(complaint: Option<&Self>, jar: &CookieJar, page: &impl Template) -> Response {
        let status = complaint.map_or(StatusCode::OK, |complaint| complaint.status);
        let mut answer = (jar.clone(), pages::answer(status, page)).into_response();
        if let Some(standing) = complaint.and_then(|complaint| complaint.wait) {
            let headers = answer.headers_mut();
            headers.insert(RETRY_AFTER, limits::retry_after(standing.reset));
            limits::tell(headers, &standing);
        }
        answer
    }
}

fn page(
    server: &Server,
    browser: &mut Browser,
    attempt: Option<&Attempt>,
    asked: Option<&Asked>,
    name: String,
    complaint: Option<&Complaint>,
) -> Result<Response, Refusal> {
    let page = SignIn {
        csrf: browser.form_token(server)?,
        attempt: attempt
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        name,
        error: complaint.map(|complaint| complaint.text.clone()),
        passkeys: crate::factors::passkey::is_possible(server),
        upstreams: upstream::offered(server),
        locked: complaint
            .is_some_and(|complaint| complaint.status == StatusCode::TOO_MANY_REQUESTS),
        can_reset: server.mailer().is_ready(),
        asker: asked.map(Asked::asker),
        server: server.name(),
    };
    let mut answer = Complaint::answer(complaint, &browser.jar, &page);
    if let Some(permitted) = asked.and_then(form_action) {
        answer.extensions_mut().insert(permitted);
    }
    Ok(answer)
}

pub(super) fn in_words(wait: Duration) -> String {
    let words = words::here();
    match wait.as_secs().max(1) {
        seconds @ ..=90 => words.seconds(seconds),
        seconds => words.minutes(seconds.div_ceil(60)),
    }
}
