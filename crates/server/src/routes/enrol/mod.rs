//! `/enrol`: a person adds a second factor: from their account after a fresh proof, or during a sign-in
//! that may not end without one.

pub(crate) mod passkey;
pub(crate) mod recovery;
pub(crate) mod sent;
pub(crate) mod totp;

use authority::factor::{Due, Kind};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};

use super::{
    note::note,
    request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
    sign_in::{
        begin, onward,
        pending::Pending,
        renew,
        step_up::{Fresh, fresh},
    },
};
use crate::{
    Server,
    factors::{self, Has},
    pages::{self, Way},
    refusal::Refusal,
    store::{Ending, Factor, User, Work},
};

/// Who may enrol here and now.
enum Enroller {
    /// Somebody whose sign-in waits for a first factor.
    Pending(Box<Pending>),
    /// Somebody who is signed in and proved again who they are.
    Fresh(Box<Fresh>),
}

impl Enroller {
    /// Reads who it is; else the answer that leads to a proof, and from there to `back`.
    async fn read(
        server: &Server,
        browser: &Browser,
        work: &mut Work,
        back: &str,
    ) -> Result<Result<Self, Response>, Refusal> {
        if let Some(pending) = Pending::read(server, browser, work).await?
            && pending.sign_in.due == Due::Enrolment
        {
            return Ok(Ok(Self::Pending(Box::new(pending))));
        }
        let fresh = fresh(server, browser, work, back).await?;
        Ok(fresh.map(|fresh| Self::Fresh(Box::new(fresh))))
    }

    fn user(&self) -> &User {
        match self {
            Self::Pending(pending) => &pending.user,
            Self::Fresh(fresh) => &fresh.user,
        }
    }

    /// Who alone may answer what is asked here.
    fn holder(&self) -> String {
        match self {
            Self::Pending(pending) => pending.holder(),
            Self::Fresh(fresh) => format!("session:{}", fresh.session.id),
        }
    }
}

/// `GET /enrol`: the factors that this person may add.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let attempt = params.get("attempt").and_then(Attempt::parse);
    let mut work = server.store().begin().await?;
    let here = onward(attempt.as_ref(), "/enrol");
    let enroller = match Enroller::read(&server, &browser, &mut work, &here).await? {
        Ok(enroller) => enroller,
        Err(answer) => return Ok(answer),
    };
    let has = Has::read(&mut work, enroller.user().id, server.now()).await?;
    work.commit().await?;
    let ways = open_to(&server, &has, enroller.user()).map(|kind| {
        let mut way = Way::of(kind);
        way.link = onward(attempt.as_ref(), &format!("/enrol/{}", kind.word()));
        way
    });
    let page = pages::Enrol {
        required: matches!(enroller, Enroller::Pending(_)),
        name: enroller.user().name.clone(),
        ways: ways.collect(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}

/// More factors than this are nobody's own.
const MOST: usize = 20;

/// Whether there is a factor that somebody may add to what they have.
pub(super) fn may_add(server: &Server, has: &Has, user: &User) -> bool {
    open_to(server, has, user).next().is_some()
}

/// The kinds that somebody may add to what they have.
fn open_to<'a>(
    server: &'a Server,
    has: &'a Has,
    user: &'a User,
) -> impl Iterator<Item = Kind> + 'a {
    let passkeys = factors::passkey::is_possible(server);
    let methods = server.config().factors.methods.iter().copied();
    methods.filter(move |kind| match kind {
        Kind::Totp => has.one(*kind).is_none(),
        Kind::Passkey => passkeys && has.factors.len() < MOST,
        Kind::Mail | Kind::Sms => {
            has.one(*kind).is_none() && factors::is_possible(server, user, *kind)
        }
        // An app enrols the device that it runs on by itself.
        Kind::Recovery | Kind::Approval => false,
    })
}

/// Adds a factor whose proof was right, ends everything else that the person is signed in with, and goes
/// on under a new cookie. The caller has taken the question away that was answered.
async fn finish(
    server: &Server,
    browser: &mut Browser,
    mut work: Work,
    enroller: Enroller,
    factor: &Factor,
    attempt: Option<&Attempt>,
) -> Result<Response, Refusal> {
    let (now, kind) = (server.now(), factor.kind);
    let user = enroller.user().clone();
    work.factors().lock(user.id).await?;
    let has = Has::read(&mut work, user.id, server.now()).await?;
    if !work.factors().add(factor).await? {
        // It was enrolled in parallel, or it belongs to somebody.
        return Ok(see_other(&onward(attempt, "/enrol")));
    }
    let why = "a factor was added";
    match enroller {
        Enroller::Pending(pending) => {
            let Ok(assurance) = pending.sign_in.enrolled(kind, has.any(), now) else {
                return Ok(see_other(&onward(attempt, "/sign-in")));
            };
            work.sign_ins().finish(&pending.cookie).await?;
            work.sessions().end(user.id, Ending::All, why, now).await?;
            begin(server, browser, &mut work, &user, &assurance).await?;
            work.guesses().clear_all(user.id).await?;
        }
        Enroller::Fresh(fresh) => {
            let session = &fresh.session;
            work.sessions()
                .end(user.id, Ending::Others(session.id), why, now)
                .await?;
            let assurance = session.assurance.with(kind, now);
            let at = session.authenticated_at;
            renew(server, browser, &mut work, session, at, &assurance).await?;
        }
    }
    work.sign_ins().give_up(user.id).await?;
    note(
        &mut work,
        browser,
        now,
        user.id,
        "factor.enrolled",
        kind.word(),
    )
    .await?;
    work.commit().await?;
    let to = if has.recovery_left == 0 {
        onward(attempt, "/enrol/recovery")
    } else {
        attempt.map_or("/account", Attempt::as_str).to_owned()
    };
    Ok((browser.jar.clone(), see_other(&to)).into_response())
}
