//! `POST /oauth/backchannel/delegated`: a realm of Keycloak leaves it to a device of the person whether a
//! sign-in is theirs.
//!
//! It is the address for `ciba-http-auth-channel`, of which a Keycloak has one for all its realms: the token
//! says which one asks. Anything but 201 ends the question there, and its program learns no more than that.

use std::net::IpAddr;

use authority::{
    Digest,
    audit::Event,
    delegation::{Question, Ticket},
};
use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL},
};
use protocol::ApprovalPurpose;

use crate::{
    Server,
    approvals::{self, Asking, NotAsked, Number},
    delegates::{Delegate, NotTaken, SEALED_FOR, short},
    factors::sealed,
    headers::Peer,
    refusal::Refusal,
    store::{Delegation, User, Work, delegation_holder},
};

/// A question that a realm signed for.
struct Asked<'a> {
    delegate: &'a Delegate,
    ticket: Ticket,
    question: Question,
    token: &'a str,
    ip: IpAddr,
}

/// Asks the person on a device of theirs.
pub(crate) async fn post(
    State(server): State<Server>,
    Peer(ip): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let token = bearer(&headers).ok_or(UNSIGNED)?;
    let taken = server.delegates().taken(token, server.now()).await;
    let (delegate, ticket) = taken.map_err(|why| not_taken(&server, why, ip))?;
    let question = Question::read(&body, delegate.config.number)
        .map_err(|why| refused(&server, delegate, ip, why))?;
    let asked = Asked {
        delegate,
        ticket,
        question,
        token,
        ip,
    };
    let mut work = server.store().begin().await?;
    match ask(&server, &mut work, &asked).await {
        Ok(()) => {}
        Err(NotAsked::Refused(refusal)) => return Err(refusal),
        Err(NotAsked::NoDevice) => return Err(refused(&server, delegate, ip, "nobody to ask")),
        // The log has it already.
        Err(NotAsked::Rule(_)) => return Err(NOT_ASKED),
    }
    work.commit().await?;
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, "no-store")]).into_response())
}

/// Asks, and records whom to tell. Whoever has no device is asked as little as whoever does not exist.
async fn ask(server: &Server, work: &mut Work, asked: &Asked<'_>) -> Result<(), NotAsked> {
    let (delegate, ticket) = (asked.delegate, &asked.ticket);
    let (name, subject) = (&asked.question.name, &ticket.subject);
    let user = delegate.person(work, name, subject).await?;
    let user = user.ok_or(NotAsked::NoDevice)?;
    let id = Digest::of(&format!("{}\n{}", delegate.config.issuer, ticket.id));
    let asking = asking(server, asked, &user, &id);
    let made = approvals::ask(server, work, asking).await?;
    let kept = Delegation {
        sealed: sealed::seal(server, user.id, SEALED_FOR, asked.token.as_bytes())?,
        delegate: delegate.name.clone(),
        client: ticket.client.clone(),
        user: user.id,
        expires_at: ticket.expires_at,
        outcome: None,
        tries: 0,
        id,
    };
    if !work.delegations().add(&kept, server.now()).await? {
        // A token asks once.
        return Err(NotAsked::NoDevice);
    }
    let event = Event::new(server.now(), &delegate.name, "delegate.asked", made.id)
        .from(asked.ip)
        .with(format_args!("{} client={}", short(&kept.id), ticket.client));
    Ok(work.audit().append(&event).await?)
}

fn asking(server: &Server, asked: &Asked<'_>, user: &User, id: &Digest) -> Asking {
    let (config, question) = (&asked.delegate.config, &asked.question);
    Asking {
        user: user.id,
        device: None,
        holder: delegation_holder(id),
        purpose: ApprovalPurpose::Backchannel,
        client: Some(format!("{}:{}", asked.delegate.name, asked.ticket.client)),
        // A realm has many programs, and this one asks.
        app: Some(format!("{}: {}", config.label, asked.ticket.client)),
        message: question.message.clone(),
        browser: None,
        os: None,
        ip: asked.ip,
        number: match &question.number {
            Some(digits) => Number::Shown(digits.clone()),
            None => Number::LetOff,
        },
        life: asked.ticket.life(server.now()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (all.next(), all.next()) else {
        return None;
    };
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

const UNSIGNED: Refusal = Refusal::Answer {
    status: StatusCode::UNAUTHORIZED,
    error: "invalid_token",
    description: "no realm of the configuration signed this token for a question",
};

/// What every question is answered that is not asked, whatever the reason: the log has it.
const NOT_ASKED: Refusal = Refusal::Answer {
    status: StatusCode::FORBIDDEN,
    error: "access_denied",
    description: "nobody is asked; the log of events says why",
};

fn not_taken(server: &Server, why: NotTaken, ip: IpAddr) -> Refusal {
    if let NotTaken::Unsigned(error) = &why
        && error.is_away()
    {
        tracing::warn!(%error, "the keys of a realm cannot be read");
        return Refusal::Busy;
    }
    let event = Event::new(server.now(), "anonymous", "delegate.refused", "delegates");
    server.refused(event.from(ip).because(why));
    UNSIGNED
}

fn refused(
    server: &Server,
    delegate: &Delegate,
    ip: IpAddr,
    why: impl std::fmt::Display,
) -> Refusal {
    let event = Event::new(
        server.now(),
        "anonymous",
        "delegate.refused",
        &delegate.name,
    );
    server.refused(event.from(ip).because(why));
    NOT_ASKED
}
