//! `/sign-in/passkey`: a passkey as the only thing a person shows. It verifies them itself, so it counts
//! for two.

use authority::{factor::Assurance, risk::Verdict};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};

use super::{Complaint, begin, landing, prove::is_locked, weigh::weigh};
use crate::{
    Server,
    factors::passkey,
    pages::PasskeyOnly,
    refusal::Refusal,
    routes::{
        asked::see_other,
        attempt::{Attempt, form_action},
        browser::Browser,
        note::{note, note_refused},
        params::Params,
    },
};

const WRONG: &str =
    "That passkey did not work. It may belong to another server, or it was removed.";

/// `GET /sign-in/passkey`: asks the browser for a passkey of whoever it may be.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&server, browser, &params, None).await
}

/// `POST /sign-in/passkey`: the answer of the browser.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let now = server.now();
    let mut work = server.store().begin().await?;
    let shown = params.get("code").unwrap_or_default();
    let holder = holder(&server, &browser);
    let found = passkey::anybody(&server, &mut work, &holder, shown).await?;
    let user = match found {
        Some(id) => work.users().get(id).await?,
        None => None,
    };
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else {
        note_refused(
            &mut work,
            &browser,
            now,
            "anonymous",
            "sign-in.failed",
            "passkey",
        )
        .await?;
        work.commit().await?;
        let complaint = Complaint::wrong(WRONG);
        return show(&server, browser, &params, Some(&complaint)).await;
    };
    if is_locked(&server, &browser, &mut work, &user).await? {
        work.commit().await?;
        return show(&server, browser, &params, Some(&Complaint::locked())).await;
    }
    work.commit().await?;
    // It counts for two, so nothing more could be asked for: only a refusal is left to do.
    if weigh(&server, &browser, &user).await? == Verdict::Refuse {
        return show(&server, browser, &params, Some(&Complaint::wrong(WRONG))).await;
    }
    let mut work = server.store().begin().await?;
    note(
        &mut work,
        &browser,
        now,
        user.id,
        "factor.passed",
        "passkey",
    )
    .await?;
    let assurance = Assurance::passkey(now);
    let crowd = begin(&server, &mut browser, &mut work, &user, &assurance).await?;
    work.commit().await?;
    let to = landing(attempt.as_ref(), crowd);
    Ok((browser.jar, see_other(&to)).into_response())
}

async fn show(
    server: &Server,
    mut browser: Browser,
    params: &Params,
    complaint: Option<&Complaint>,
) -> Result<Response, Refusal> {
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let csrf = browser.form_token(server)?;
    let mut work = server.store().begin().await?;
    let holder = holder(server, &browser);
    let Some(question) = passkey::ask_anybody(server, &mut work, &holder).await? else {
        return Ok(see_other("/sign-in"));
    };
    let asked = match &attempt {
        Some(attempt) => attempt.asked(server, &mut work).await?.and_then(Result::ok),
        None => None,
    };
    work.commit().await?;
    let page = PasskeyOnly {
        csrf,
        attempt: attempt
            .as_ref()
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        question,
        error: complaint.map(|complaint| complaint.text.clone()),
        server: server.name(),
    };
    let mut answer = Complaint::answer(complaint, &browser.jar, &page);
    if let Some(permitted) = asked.as_ref().and_then(form_action) {
        answer.extensions_mut().insert(permitted);
    }
    Ok(answer)
}

/// The browser that was asked, by the cookie that its forms are bound to.
fn holder(server: &Server, browser: &Browser) -> String {
    let cookie = browser.session_digest(server);
    format!(
        "browser:{}",
        cookie.as_ref().map_or("", |digest| digest.as_str())
    )
}
