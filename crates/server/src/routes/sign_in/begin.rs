//! The browser session that begins when a person proved who they are.

use authority::{
    Digest, Moment,
    audit::Event,
    session::{Kind, Session},
};
use protocol::{DeviceId, SessionId};

use crate::{
    Server,
    refusal::Refusal,
    routes::browser::Browser,
    store::{Device, Ending, NewSession, User, Work},
};

/// Begins a browser session under a new cookie. What the old cookie held ends, or goes on under
/// the new one when it is the same person.
pub(super) async fn begin(
    server: &Server,
    browser: &mut Browser,
    user: &User,
) -> Result<(), Refusal> {
    let now = server.now();
    let cookie = server.secret()?;
    let mut work = server.store().begin().await?;
    let before = match browser.session_digest(server) {
        Some(digest) => work
            .sessions()
            .by_cookie(&digest)
            .await?
            .filter(|session| session.is_live(now)),
        None => None,
    };
    match before {
        Some(session) if session.user == user.id => {
            work.sessions()
                .renew(session.id, &cookie.digest(), now)
                .await?;
            let event = Event::new(now, user.id, "session.renewed", session.id)
                .from(&browser.ip)
                .on(session.device);
            work.audit().append(&event).await?;
        }
        other => {
            if let Some(session) = other {
                work.sessions()
                    .end(
                        session.user,
                        Ending::One(session.id),
                        "another person signed in",
                        now,
                    )
                    .await?;
            }
            let device = device(server, browser, &mut work, user, now).await?;
            let id = SessionId::from_bytes(server.draw()?);
            let session = Session::begin(id, user.id, device, Kind::Browser, now, now);
            let digest: Digest = cookie.digest();
            let new = NewSession {
                session: &session,
                client: None,
                cookie: Some(digest),
                ip: &browser.ip,
            };
            work.sessions().add(&new).await?;
            let event = Event::new(now, user.id, "session.began", id)
                .from(&browser.ip)
                .on(device);
            work.audit().append(&event).await?;
        }
    }
    work.commit().await?;
    browser.set_session(server, &cookie);
    Ok(())
}

/// The device that this browser is, known from before or new.
async fn device(
    server: &Server,
    browser: &mut Browser,
    work: &mut Work,
    user: &User,
    now: Moment,
) -> Result<DeviceId, Refusal> {
    if let Some(digest) = browser.device_digest(server)
        && let Some(known) = work.sessions().device_of(user.id, &digest).await?
    {
        return Ok(known);
    }
    let cookie = server.secret()?;
    let device = Device {
        id: DeviceId::from_bytes(server.draw()?),
        user: user.id,
        name: None,
        os: browser.agent.os.as_deref(),
        browser: browser.agent.browser.as_deref(),
        cookie: Some(cookie.digest()),
    };
    work.sessions().add_device(&device, now).await?;
    let id = device.id;
    browser.set_device(server, &cookie);
    Ok(id)
}
