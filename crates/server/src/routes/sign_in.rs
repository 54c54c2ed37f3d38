//! `/sign-in`: a person proves who they are.
//!
//! The answer takes the same work and says the same whether or not the name exists.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use authority::{
    Digest, Moment,
    audit::Event,
    guessing::{self, Tries, reserve, reserve_address},
    session::{Kind, Session},
};
use axum::{
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use protocol::{DeviceId, SessionId};
use zeroize::Zeroizing;

use super::{
    asked::{Asked, refuse, see_other},
    attempt::{Attempt, form_action},
    browser::Browser,
    params::Params,
};
use crate::{
    Server, pages,
    pages::SignIn,
    password_rules,
    passwords::Checked,
    refusal::Refusal,
    store::{self, Device, Ending, NewSession, User, Work},
};

const WRONG: &str = "The name or the password is not right.";

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
        Some(attempt) => attempt.asked(&mut work).await?.transpose(),
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

    let complaint = match prove(&server, &browser, name, password).await? {
        Proof::Given(user) => {
            begin(&server, &mut browser, &user).await?;
            let to = attempt.as_ref().map_or("/account", Attempt::as_str);
            return Ok((browser.jar, see_other(to)).into_response());
        }
        Proof::Wrong => Complaint {
            status: StatusCode::UNAUTHORIZED,
            text: WRONG.to_owned(),
            wait: None,
        },
        Proof::Later(wait) => Complaint {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: format!("That was tried too often. Try again in {}.", in_words(wait)),
            wait: Some(wait),
        },
        Proof::Locked => Complaint {
            status: StatusCode::TOO_MANY_REQUESTS,
            text: "That was tried too often. Ask whoever runs this server for help.".to_owned(),
            wait: None,
        },
    };
    let mut work = server.store().read().await?;
    let asked = match &attempt {
        Some(attempt) => attempt.asked(&mut work).await?.and_then(Result::ok),
        None => None,
    };
    page(
        &server,
        &mut browser,
        attempt.as_ref(),
        asked.as_ref(),
        name.to_owned(),
        Some(complaint),
    )
}

struct Complaint {
    status: StatusCode,
    text: String,
    wait: Option<Duration>,
}

fn page(
    server: &Server,
    browser: &mut Browser,
    attempt: Option<&Attempt>,
    asked: Option<&Asked>,
    name: String,
    complaint: Option<Complaint>,
) -> Result<Response, Refusal> {
    let page = SignIn {
        csrf: browser.form_token(server)?,
        attempt: attempt
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        name,
        error: complaint.as_ref().map(|complaint| complaint.text.clone()),
        asker: asked.map(Asked::asker),
        server: server.name(),
    };
    let status = complaint
        .as_ref()
        .map_or(StatusCode::OK, |complaint| complaint.status);
    let mut answer = (browser.jar.clone(), pages::answer(status, &page)).into_response();
    if let Some(wait) = complaint.and_then(|complaint| complaint.wait) {
        answer
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    if let Some(permitted) = asked.and_then(form_action) {
        answer.extensions_mut().insert(permitted);
    }
    Ok(answer)
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs().max(1) {
        1 => "a second".to_owned(),
        seconds @ 2..=90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// What an attempt showed.
enum Proof {
    Given(User),
    Wrong,
    Later(Duration),
    Locked,
}

/// Reserves the attempt, then checks the password.
async fn prove(
    server: &Server,
    browser: &Browser,
    name: &str,
    password: Zeroizing<String>,
) -> Result<Proof, Refusal> {
    let now = server.now();
    // First of all, so that an attempt that nobody can look at is not counted.
    let place = server.passwords().queue()?;
    let mut work = server.store().begin().await?;
    let found = work.users().by_name(name).await?;
    let subject = subject(
        server,
        browser,
        &mut work,
        name,
        found.as_ref().map(|(user, _)| user),
    )
    .await?;
    if let Err(refusal) = count(&mut work, browser, &subject, now).await? {
        work.commit().await?;
        return Ok(match refusal {
            guessing::Refusal::Until(then) => Proof::Later(then.since(now)),
            guessing::Refusal::Locked => Proof::Locked,
        });
    }
    work.commit().await?;

    let too_long = password.len() > password_rules::LONGEST;
    let password = if too_long {
        Zeroizing::default()
    } else {
        password
    };
    let stored = found.as_ref().map(|(_, stored)| stored.clone());
    let checked = server
        .passwords()
        .check(place, password.clone(), stored)
        .await?;

    let stronger = match checked {
        // When the queue is full by now, the next sign-in does it.
        Checked::RightButWeak => server.passwords().hash(password, server.draw()?).await.ok(),
        Checked::Right | Checked::Wrong => None,
    };

    let mut work = server.store().begin().await?;
    // The person may have been disabled while the password was checked.
    let user = match found {
        Some((user, _)) if checked != Checked::Wrong && !too_long => {
            work.users().get(user.id).await?
        }
        _ => None,
    };
    let proof = match user.filter(|user| user.disabled_at.is_none()) {
        Some(user) => {
            work.guesses().clear(&subject).await?;
            if let Some(stronger) = stronger {
                work.users().set_password(user.id, &stronger).await?;
            }
            Proof::Given(user)
        }
        None => {
            let event = Event {
                at: server.now(),
                actor: "anonymous",
                action: "sign-in.failed",
                subject: &subject,
                detail: &browser.ip,
            };
            work.audit().append(&event).await?;
            Proof::Wrong
        }
    };
    work.commit().await?;
    Ok(proof)
}

/// What failures are counted under: the person on a device they know, the person on any other, or a
/// name that nobody has.
async fn subject(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    name: &str,
    user: Option<&User>,
) -> Result<String, Refusal> {
    let Some(user) = user else {
        return Ok(format!(
            "unknown:{}",
            server.pseudonym(&name.trim().to_lowercase())
        ));
    };
    let device = match browser.device_digest(server) {
        Some(cookie) => work.sessions().device_of(user.id, &cookie).await?,
        None => None,
    };
    Ok(device.map_or_else(
        || format!("user:{}", user.id),
        |device| format!("device:{device}"),
    ))
}

/// Counts the attempt for its address and its subject before anything is checked.
async fn count(
    work: &mut Work,
    browser: &Browser,
    subject: &str,
    now: Moment,
) -> Result<Result<(), guessing::Refusal>, Refusal> {
    let address = format!("address:{}", network(&browser.ip));
    for (subject, rule) in [
        (address.as_str(), reserve_address as Rule),
        (subject, reserve),
    ] {
        if let Err(refusal) = count_one(work, subject, rule, now).await? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

/// What counts as one address: with IPv6 the first half, since whoever has one address commonly has
/// all that share it.
fn network(ip: &str) -> String {
    match ip.parse() {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        _ => ip.to_owned(),
    }
}

type Rule = fn(Option<Tries>, Moment) -> Result<Tries, guessing::Refusal>;

/// Reads, decides and records, again when a parallel attempt recorded first.
async fn count_one(
    work: &mut Work,
    subject: &str,
    rule: Rule,
    now: Moment,
) -> Result<Result<(), guessing::Refusal>, Refusal> {
    for _ in 0..16 {
        let before = work.guesses().get(subject).await?;
        let after = match rule(before, now) {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match work.guesses().set(subject, before, after).await {
            Err(store::Error::Conflict) => {}
            result => return Ok(Ok(result?)),
        }
    }
    Err(Refusal::Busy)
}

/// Begins a browser session under a new cookie. What the old cookie held ends, or goes on under
/// the new one when it is the same person.
async fn begin(server: &Server, browser: &mut Browser, user: &User) -> Result<(), Refusal> {
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
            record(
                &mut work,
                user,
                "session.renewed",
                session.id,
                &browser.ip,
                now,
            )
            .await?;
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
            record(&mut work, user, "session.began", id, &browser.ip, now).await?;
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

async fn record(
    work: &mut Work,
    user: &User,
    action: &str,
    session: SessionId,
    ip: &str,
    now: Moment,
) -> Result<(), Refusal> {
    let (actor, subject) = (user.id.to_string(), session.to_string());
    Ok(work
        .audit()
        .append(&Event {
            at: now,
            actor: &actor,
            action,
            subject: &subject,
            detail: ip,
        })
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_of_one_ipv6_subscriber_count_as_one() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::9"), "2001:db8:1:2::/64");
        assert_ne!(network("2001:db8:1:3::9"), network("2001:db8:1:2::9"));
        assert_eq!(network("198.51.100.7"), "198.51.100.7");
    }
}
