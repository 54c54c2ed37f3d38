//! `/sign-in/step-up`: a person who is signed in proves again who they are, since what they are about to
//! do asks for a proof of the last ten minutes.

use authority::{factor::Kind, session::Session};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use zeroize::Zeroizing;

use super::{
    Complaint,
    answer::{Answer, Question, answer, choose},
    asking_for,
    begin::renew,
    destination, onward,
    prove::{Proof, is_locked, prove},
    upstream,
};
use crate::{
    Server,
    factors::Has,
    headers::Follows,
    pages::{self, Approving},
    refusal::Refusal,
    routes::request::{
        attempt::Attempt, authorization::see_other, browser::Browser, params::Params,
    },
    store::{User, Work},
    words,
};

const HERE: &str = "/sign-in/step-up";

/// A person whose last proof is fresh enough for what they are about to do.
pub(in crate::routes) struct Fresh {
    pub(in crate::routes) session: Session,
    pub(in crate::routes) user: User,
    pub(in crate::routes) has: Has,
}

/// Who is signed in with a fresh proof; else the answer that leads to one, and from there to `back`.
pub(in crate::routes) async fn fresh(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    back: &str,
) -> Result<Result<Fresh, Response>, Refusal> {
    let back = Attempt::parse(back);
    let Some((session, user)) = browser.signed_in(server, work).await? else {
        return Ok(Err(see_other(&onward(back.as_ref(), "/sign-in"))));
    };
    let has = Has::read(work, user.id, server.now()).await?;
    if !session
        .assurance
        .is_fresh(session.authenticated_at, has.any(), server.now())
    {
        return Ok(Err(see_other(&onward(back.as_ref(), HERE))));
    }
    Ok(Ok(Fresh { session, user, has }))
}

/// `GET /sign-in/step-up?attempt=…`: asks for a factor, or for the password where there is none.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let wanted = params.get("with").and_then(Kind::from_word);
    show(&server, browser, attempt.as_ref(), wanted, None).await
}

/// `POST /sign-in/step-up`: what the person shows.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(&server, &mut work).await? else {
        return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
    };
    let has = Has::read(&mut work, user.id, server.now()).await?;
    work.commit().await?;

    let (now, old) = (server.now(), &session.assurance);
    let (mut work, authenticated_at, assurance) = if has.any() {
        match answer(&server, &browser, &user, &holder(&session), &params).await? {
            Answer::Right(kind, work) => (*work, session.authenticated_at, old.with(kind, now)),
            Answer::Sent(kind) => {
                return Ok(see_other(&asking_for(attempt.as_ref(), HERE, kind)));
            }
            Answer::Again(kind, complaint) => {
                let (attempt, complaint) = (attempt.as_ref(), Some(&complaint));
                return show(&server, browser, attempt, Some(kind), complaint).await;
            }
        }
    } else {
        let password = Zeroizing::new(params.get("password").unwrap_or_default().to_owned());
        let complaint = match prove(&server, &browser, &user.name, password).await? {
            Proof::Given(proven) if proven.user.id == user.id => None,
            Proof::Given(..) | Proof::Wrong => {
                Some(Complaint::wrong(words::here().wrong_password()))
            }
            Proof::Later(standing) => Some(Complaint::later(standing)),
            Proof::Locked => Some(Complaint::locked()),
        };
        if complaint.is_some() {
            return show(&server, browser, attempt.as_ref(), None, complaint.as_ref()).await;
        }
        (server.store().begin().await?, now, old.clone())
    };
    renew(
        &server,
        &mut browser,
        &mut work,
        &session,
        authenticated_at,
        &assurance,
    )
    .await?;
    work.commit().await?;
    let to = destination(attempt.as_ref());
    Ok((browser.jar, see_other(to)).into_response())
}

/// What the holders begin with that are sessions.
pub(super) const HOLDER: &str = "session:";

/// Who alone may answer what is asked here.
pub(super) fn holder(session: &Session) -> String {
    format!("{HOLDER}{}", session.id)
}

async fn show(
    server: &Server,
    mut browser: Browser,
    attempt: Option<&Attempt>,
    wanted: Option<Kind>,
    complaint: Option<&Complaint>,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let Some((session, user)) = browser.signed_in(server, &mut work).await? else {
        return Ok(see_other(&onward(attempt, "/sign-in")));
    };
    let has = Has::read(&mut work, user.id, server.now()).await?;
    let locked = is_locked(server, &browser, &mut work, &user).await?;
    let offered = has.offered(server, &user, locked);
    let holder = holder(&session);
    let (kind, asked) = choose(server, &mut work, &user, &holder, &has, &offered, wanted).await?;
    let upstreams = upstream::linked(server, &mut work, user.id).await?;
    work.commit().await?;
    if !has.any() {
        let page = pages::StepUp {
            csrf: browser.form_token(server)?,
            attempt: attempt
                .map(|attempt| attempt.as_str().to_owned())
                .unwrap_or_default(),
            name: user.name,
            error: complaint.map(|complaint| complaint.text.clone()),
            server: server.name(),
            upstreams,
        };
        return Ok(Complaint::answer(complaint, &browser.jar, &page));
    }
    let question = Question {
        action: HERE,
        attempt,
        kind,
        offered: &offered,
        has: &has,
        complaint,
        asked,
    };
    let page = question.page(server, &mut browser, &user)?;
    let mut answer = Complaint::answer(complaint, &browser.jar, &page);
    if page.approving.as_ref().is_some_and(Approving::is_waiting) {
        answer.extensions_mut().insert(Follows);
    }
    Ok(answer)
}
