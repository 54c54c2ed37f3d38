//! What begins when a person proved who they are: a browser session, or, while something is still due, a
//! sign-in under way, which is none.

use authority::{
    Moment,
    audit::Event,
    factor::{Assurance, Due, Methods, SignIn},
    session::{Kind, Session},
};
use protocol::{DeviceId, SessionId};

use super::notice::{self, New};
use crate::{
    Server,
    refusal::Refusal,
    routes::{note::note, request::browser::Browser},
    store::{self, Device, Ending, NewSession, User, Work},
};

/// Begins a browser session under a new cookie. What the old cookie held ends, or goes on under
/// the new one when it is the same person. Says whether the person is signed in with more browsers
/// now than is usual. The caller commits.
pub(in crate::routes) async fn begin(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    user: &User,
    assurance: &Assurance,
) -> Result<bool, Refusal> {
    let (now, mut crowd) = (server.now(), false);
    // Whoever disables a person ends what they find; afterwards nothing begins.
    if !work.users().hold(user.id).await? {
        return Err(store::Error::Conflict.into());
    }
    match before(server, browser, work, now).await? {
        Some(session) if session.user == user.id => {
            let reasons = work
                .risk()
                .began(user.id, &browser.ip, session.id, now)
                .await?;
            renew(server, browser, work, &session, now, assurance).await?;
            let new = New::read(false, reasons.as_deref());
            notice::tell(server, browser, work, user, new, false).await?;
        }
        other => {
            let mut ended = None;
            if let Some(session) = other {
                work.sessions()
                    .end(
                        session.user,
                        Ending::One(session.id),
                        "another person signed in",
                        now,
                    )
                    .await?;
                ended = Some(
                    Event::new(now, user.id, "session.ended", session.id)
                        .from(&browser.ip)
                        .on(session.device)
                        .because("another person signed in"),
                );
            }
            let cookie = server.secret()?;
            let had_one = work.sessions().has_device(user.id).await?;
            let (device, is_new) = device(server, browser, work, user, now).await?;
            let id = SessionId::from_bytes(server.draw()?);
            let session = Session::begin(id, user.id, device, Kind::Browser, now, now)
                .assured(assurance.clone());
            let new = NewSession {
                session: &session,
                client: None,
                cookie: Some(cookie.digest()),
                ip: &browser.ip,
            };
            work.sessions().add(&new).await?;
            crowd = end_beyond_the_limit(server, work, user, now).await?;
            let reasons = work.risk().began(user.id, &browser.ip, id, now).await?;
            let new = New::read(is_new, reasons.as_deref());
            notice::tell(server, browser, work, user, new, !had_one).await?;
            if let Some(event) = ended {
                work.audit().append(&event).await?;
            }
            let event = Event::new(now, user.id, "session.began", id)
                .from(&browser.ip)
                .on(device);
            work.audit().append(&event).await?;
            browser.set_session(server, &cookie);
        }
    }
    browser.drop_sign_in(server);
    Ok(crowd)
}

/// The session that this browser holds already.
async fn before(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    now: Moment,
) -> Result<Option<Session>, Refusal> {
    let Some(digest) = browser.session_digest(server) else {
        return Ok(None);
    };
    let held = work.sessions().by_cookie(&digest).await?;
    Ok(match held {
        Some(session) if server.activity().is_live(&session, now).await => Some(session),
        _ => None,
    })
}

/// Moves a session to a new cookie after its person proved more, or again. The caller commits.
pub(in crate::routes) async fn renew(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    session: &Session,
    authenticated_at: Moment,
    assurance: &Assurance,
) -> Result<(), Refusal> {
    let cookie = server.secret()?;
    work.sessions()
        .renew(session.id, &cookie.digest(), authenticated_at, assurance)
        .await?;
    let event = Event::new(server.now(), session.user, "session.renewed", session.id)
        .from(&browser.ip)
        .on(session.device);
    work.audit().append(&event).await?;
    browser.set_session(server, &cookie);
    Ok(())
}

/// Begins a sign-in that waits for what is due, under a cookie of its own. `first` is what was shown so
/// far. The caller commits.
pub(super) async fn hold_up(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    user: &User,
    due: Due,
    first: Methods,
) -> Result<(), Refusal> {
    let (cookie, now) = (server.secret()?, server.now());
    let sign_in = SignIn {
        user: user.id,
        due,
        proven_at: now,
        first,
    };
    work.sign_ins().add(&cookie.digest(), &sign_in).await?;
    note(work, browser, now, user.id, "sign-in.waits", due.word()).await?;
    browser.set_sign_in(server, &cookie);
    Ok(())
}

/// Ends the oldest browser sessions where the operator allows only so many. Says whether more are left
/// than is usual.
async fn end_beyond_the_limit(
    server: &Server,
    work: &mut Work,
    user: &User,
    now: Moment,
) -> Result<bool, Refusal> {
    let limits = server.config().sessions;
    let mut live = work.sessions().browsers(user.id, now).await?;
    let hard = limits.hard.map_or(usize::MAX, |hard| hard as usize);
    for id in live.drain(hard.min(live.len())..) {
        work.sessions()
            .end(user.id, Ending::One(id), "too many sessions", now)
            .await?;
    }
    Ok(live.len() > limits.soft as usize)
}

/// The device that this browser is, known from before or new, and whether it is new.
async fn device(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    user: &User,
    now: Moment,
) -> Result<(DeviceId, bool), Refusal> {
    if let Some(digest) = browser.device_digest(server)
        && let Some(known) = work.sessions().device_of(user.id, &digest).await?
    {
        return Ok((known, false));
    }
    let (cookie, agent) = (server.secret()?, browser.agent());
    let device = Device {
        id: DeviceId::from_bytes(server.draw()?),
        user: user.id,
        name: None,
        os: agent.os.as_deref(),
        browser: agent.browser.as_deref(),
        cookie: Some(cookie.digest()),
        key: None,
    };
    work.sessions().add_device(&device, now).await?;
    let id = device.id;
    browser.set_device(server, &cookie);
    Ok((id, true))
}
