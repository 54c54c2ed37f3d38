//! `/sign-in/passkey`: a passkey as the only thing a person shows. It verifies them itself, so it counts
//! for two.

use std::time::Duration;

use authority::{factor::Assurance, limit::Quota, risk::Verdict};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};

use super::{Complaint, begin, landing, prove::is_locked, weigh::weigh};
use crate::{
    Server,
    factors::{approval::other_was_right, passkey},
    limits::{
        self,
        guessing::{self, network},
    },
    pages::PasskeyOnly,
    refusal::Refusal,
    routes::{
        note::{note, note_refused},
        request::{
            attempt::{Attempt, form_action},
            authorization::see_other,
            browser::Browser,
            params::Params,
        },
    },
    words,
};

/// How often one address may be asked anew: thrice as often as it may answer.
const ASKING: Quota = match Quota::new(60, Duration::from_secs(60)) {
    Some(quota) => quota,
    None => Quota::ONE_A_SECOND,
};

/// `GET /sign-in/passkey`: asks the browser for a passkey of whoever it may be.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    // Each browser that comes without a cookie is asked a question of its own, which has to be kept.
    limits::alone(&server, "passkey", ASKING, &network(&browser.ip))
        .map_err(|standing| Refusal::Later(standing.reset))?;
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
    let reserved = guessing::reserve_address(&server, &mut work, &browser.ip).await?;
    work.commit().await?;
    if let Err(refused) = reserved {
        let complaint = Complaint::refused(refused);
        return show(&server, browser, &params, Some(&complaint)).await;
    }
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
        let complaint = Complaint::wrong(words::here().passkey_refused());
        return show(&server, browser, &params, Some(&complaint)).await;
    };
    if is_locked(&server, &browser, &mut work, &user).await? {
        work.commit().await?;
        return show(&server, browser, &params, Some(&Complaint::locked())).await;
    }
    work.commit().await?;
    // It counts for two, so nothing more could be asked for: only a refusal is left to do.
    if weigh(&server, &browser, &user).await? == Verdict::Refuse {
        return show(
            &server,
            browser,
            &params,
            Some(&Complaint::wrong(words::here().passkey_refused())),
        )
        .await;
    }
    let mut work = server.store().begin().await?;
    other_was_right(&server, &mut work, &user, None).await?;
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
