//! `/enrol/totp`: an authenticator app, by a QR picture or by typing the key. It is stored only after a
//! code of it was right, and that code counts as used.

use authority::{
    Moment,
    factor::{Kind, SENT_LIFE},
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::header::CONTENT_TYPE;
use protocol::FactorId;

use super::{Enroller, finish, open_to};
use crate::{
    Server,
    factors::{Has, totp},
    pages::{self, EnrolTotp},
    refusal::Refusal,
    routes::{
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::onward,
    },
    store::{Challenge, Factor, Work},
    words,
};

const HERE: &str = "/enrol/totp";
/// The seed that waits for its first code.
const PURPOSE: &str = "enrol-totp";

/// `GET /enrol/totp`: the picture, the key and the field for the first code.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let enroller = match allowed(&server, &browser, &mut work, attempt.as_ref()).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    let sealed = match waiting(&mut work, &enroller, server.now()).await? {
        Some(asked) => asked.sealed,
        None => {
            let asked = Challenge {
                holder: enroller.holder(),
                purpose: PURPOSE.to_owned(),
                user: Some(enroller.user().id),
                sealed: totp::new_seed(&server, enroller.user().id)?,
                digest: None,
                tries_left: 0,
                created_at: server.now(),
            };
            work.sign_ins().ask(&asked).await?;
            asked.sealed
        }
    };
    work.commit().await?;
    page(
        &server,
        &mut browser,
        &enroller,
        &sealed,
        attempt.as_ref(),
        false,
    )
}

/// `GET /enrol/totp/qr`: the picture.
pub(crate) async fn qr(
    State(server): State<Server>,
    browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let enroller = match allowed(&server, &browser, &mut work, None).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    let Some(asked) = waiting(&mut work, &enroller, server.now()).await? else {
        return Ok(see_other(HERE));
    };
    work.commit().await?;
    let user = enroller.user();
    let entry = totp::entry(&server, user.id, &user.name, &asked.sealed)?;
    let picture = otp::draw_svg(&otp::print_uri(&entry)).map_err(|_| Refusal::Failed)?;
    Ok((
        [(CONTENT_TYPE, "image/svg+xml")],
        picture.as_str().to_owned(),
    )
        .into_response())
}

/// `POST /enrol/totp`: the first code.
pub(crate) async fn post(
    State(server): State<Server>,
    mut browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let enroller = match allowed(&server, &browser, &mut work, attempt.as_ref()).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    let now = server.now();
    let Some(asked) = waiting(&mut work, &enroller, now).await? else {
        return Ok(see_other(&onward(attempt.as_ref(), HERE)));
    };
    let user = enroller.user();
    let entry = totp::entry(&server, user.id, &user.name, &asked.sealed)?;
    let shown = params.get("code").unwrap_or_default();
    let Some(step) = totp::step_of(&server, &entry, None, shown) else {
        work.commit().await?;
        let attempt = attempt.as_ref();
        return page(
            &server,
            &mut browser,
            &enroller,
            &asked.sealed,
            attempt,
            true,
        );
    };
    // Of two answers to one question, one is taken.
    let Some(asked) = work
        .sign_ins()
        .answered(&asked.holder, &asked.purpose)
        .await?
    else {
        return Ok(see_other(&onward(attempt.as_ref(), HERE)));
    };
    let factor = Factor {
        id: FactorId::from_bytes(server.draw()?),
        user: user.id,
        kind: Kind::Totp,
        name: Kind::Totp.label().to_owned(),
        sealed: asked.sealed,
        handle: Factor::handle_of(user.id, Kind::Totp),
        counter: step,
        created_at: now,
        last_used_at: Some(now),
    };
    finish(
        &server,
        &mut browser,
        work,
        enroller,
        &factor,
        attempt.as_ref(),
    )
    .await
}

/// Who may enrol an app here; else where that is cleared up.
async fn allowed(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    attempt: Option<&Attempt>,
) -> Result<Result<Enroller, Response>, Refusal> {
    let enroller = match Enroller::read(server, browser, work, &onward(attempt, HERE)).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(Err(answer)),
    };
    let has = Has::read(work, enroller.user().id, server.now()).await?;
    if open_to(server, &has, enroller.user()).any(|kind| kind == Kind::Totp) {
        Ok(Ok(enroller))
    } else {
        Ok(Err(see_other(&onward(attempt, "/enrol"))))
    }
}

/// The seed that this person was shown and has not confirmed.
async fn waiting(
    work: &mut Work,
    enroller: &Enroller,
    now: Moment,
) -> Result<Option<Challenge>, Refusal> {
    let asked = work.sign_ins().asked(&enroller.holder(), PURPOSE).await?;
    Ok(asked.filter(|asked| {
        asked.user == Some(enroller.user().id) && now < asked.created_at.plus(SENT_LIFE)
    }))
}

fn page(
    server: &Server,
    browser: &mut Browser,
    enroller: &Enroller,
    sealed: &str,
    attempt: Option<&Attempt>,
    wrong: bool,
) -> Result<Response, Refusal> {
    let user = enroller.user();
    let entry = totp::entry(server, user.id, &user.name, sealed)?;
    let key = entry.seed.reveal_base32();
    let page = EnrolTotp {
        csrf: browser.form_token(server)?,
        attempt: attempt
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        name: user.name.clone(),
        key: in_fours(&key),
        link: otp::print_uri(&entry).as_str().to_owned(),
        error: wrong.then(|| words::here().enrol_totp_wrong()),
        server: server.name(),
    };
    let status = if wrong {
        http::StatusCode::UNPROCESSABLE_ENTITY
    } else {
        http::StatusCode::OK
    };
    Ok((browser.jar.clone(), pages::answer(status, &page)).into_response())
}

/// Signs in groups of four, which are easier to type.
fn in_fours(key: &str) -> String {
    let mut grouped = String::with_capacity(key.len() * 5 / 4);
    for (at, sign) in key.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(sign);
    }
    grouped
}
