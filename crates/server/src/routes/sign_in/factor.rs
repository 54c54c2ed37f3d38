//! `/sign-in/factor`: what is due after the password.

use authority::factor::{Due, Kind};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};

use super::{
    Complaint,
    answer::{Answer, Question, answer, choose},
    asking_for, begin, landing, onward,
    pending::Pending,
    prove::is_locked,
};
use crate::{
    Server,
    factors::Has,
    headers::Follows,
    pages::Approving,
    refusal::Refusal,
    routes::request::{
        attempt::{Attempt, form_action},
        authorization::see_other,
        browser::Browser,
        params::Params,
    },
};

const HERE: &str = "/sign-in/factor";

/// `GET /sign-in/factor`: asks for the factor used last, or for the one that `with` names.
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

/// `POST /sign-in/factor`: what the person shows.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().read().await?;
    let pending = Pending::read(&server, &browser, &mut work).await?;
    drop(work);
    let Some(pending) = pending.filter(|pending| pending.sign_in.due == Due::Factor) else {
        return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
    };
    match answer(&server, &browser, &pending.user, &pending.holder(), &params).await? {
        Answer::Sent(kind) => Ok(see_other(&asking_for(attempt.as_ref(), HERE, kind))),
        Answer::Again(kind, complaint) => {
            let complaint = Some(&complaint);
            show(&server, browser, attempt.as_ref(), Some(kind), complaint).await
        }
        Answer::Right(kind, mut work) => {
            let Ok(assurance) = pending.sign_in.passed(kind, server.now()) else {
                return Ok(see_other(&onward(attempt.as_ref(), "/sign-in")));
            };
            // Of two that finish the same sign-in, one does.
            work.sign_ins().finish(&pending.cookie).await?;
            let crowd = begin(&server, &mut browser, &mut work, &pending.user, &assurance).await?;
            work.commit().await?;
            let to = landing(attempt.as_ref(), crowd);
            Ok((browser.jar, see_other(&to)).into_response())
        }
    }
}

async fn show(
    server: &Server,
    mut browser: Browser,
    attempt: Option<&Attempt>,
    wanted: Option<Kind>,
    complaint: Option<&Complaint>,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let Some(pending) = Pending::read(server, &browser, &mut work).await? else {
        return Ok(see_other(&onward(attempt, "/sign-in")));
    };
    if pending.sign_in.due == Due::Enrolment {
        return Ok(see_other(&onward(attempt, "/enrol")));
    }
    let locked = is_locked(server, &browser, &mut work, &pending.user).await?;
    let has = Has::read(&mut work, pending.user.id, server.now()).await?;
    let offered = has.offered(server, &pending.user, locked);
    let (holder, user) = (pending.holder(), &pending.user);
    let (kind, question) = choose(server, &mut work, user, &holder, &has, &offered, wanted).await?;
    let asked = match attempt {
        Some(attempt) => attempt.asked(server, &mut work).await?.and_then(Result::ok),
        None => None,
    };
    work.commit().await?;
    let question = Question {
        action: HERE,
        attempt,
        kind,
        offered: &offered,
        has: &has,
        complaint,
        asked: question,
    };
    let page = question.page(server, &mut browser, &pending.user)?;
    let mut answer = Complaint::answer(complaint, &browser.jar, &page);
    if let Some(permitted) = asked.as_ref().and_then(form_action) {
        answer.extensions_mut().insert(permitted);
    }
    if page.approving.as_ref().is_some_and(Approving::is_waiting) {
        answer.extensions_mut().insert(Follows);
    }
    Ok(answer)
}
