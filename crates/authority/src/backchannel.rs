//! A program asks for a sign-in without a browser
//! ([CIBA Core 1.0](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)).
//!
//! ```text
//! program ── request ─▶ a device of the person is asked (see [`crate::approval`])
//! program ── poll, or after a ping ─▶ wait · tokens, once · no
//! ```
//!
//! Tokens are never pushed.

use std::time::Duration;

use protocol::{FamilyId, UserId, shown};
use serde::Deserialize;
use serde_json::{Map, Number, Value};

use crate::{
    Moment,
    approval::{Digits, LIFE, LONGEST_LIFE},
    assertion::{SKEW, seconds},
    client::Client,
    jws::{Jws, Verify},
    scope::Scopes,
};

/// The registered name of the grant (section 4).
pub const GRANT: &str = "urn:openid:params:grant-type:ciba";

/// How long a program waits between two polls, at first (section 7.3).
pub const WAIT: Duration = Duration::from_secs(5);

/// What every poll that came too early adds to the wait, for good (section 11).
const SLOWER: Duration = Duration::from_secs(5);

/// A poll may come this much early: moments are whole seconds and networks are not even.
const LENIENCY: Duration = Duration::from_secs(1);

/// A binding message is no longer, in characters: it is compared at a glance.
pub const LONGEST_MESSAGE: usize = 64;

/// The furthest that a signed request may run out ahead, and the longest that it may have been valid
/// ([FAPI-CIBA section 5.2.2](https://openid.net/specs/openid-financial-api-ciba.html)).
const LONGEST_SIGNED: Duration = Duration::from_secs(3600);

/// How the program learns that the person decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    /// It asks again and again.
    #[default]
    Poll,
    /// It is told to ask.
    Ping,
}

impl Delivery {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Poll, Self::Ping];

    /// The registered word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
        }
    }

    /// Reads the registered word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// Why a request is refused (section 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{description}")]
pub struct Refused {
    /// The registered word.
    pub error: &'static str,
    /// What is wrong.
    pub description: &'static str,
}

const fn invalid(description: &'static str) -> Refused {
    Refused {
        error: "invalid_request",
        description,
    }
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The name that somebody signs in with.
    Name(String),
    /// An identity token that this server gave the program.
    IdToken(String),
}

/// What a program asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whom.
    pub hint: Hint,
    /// What for.
    pub scopes: Scopes,
    /// What both devices show.
    pub message: Option<String>,
    /// How long the person has.
    pub life: Duration,
    /// With what the program is told that the person decided.
    pub notification_token: Option<String>,
}

impl Request {
    /// Reads a request of `client` (section 7.1); `get` finds a parameter.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn read(client: &Client, get: impl Fn(&str) -> Option<String>) -> Result<Self, Refused> {
        let scopes = Scopes::parse(&get("scope").unwrap_or_default());
        if !scopes.contains("openid") {
            return Err(Refused {
                error: "invalid_scope",
                description: "scope has to contain openid",
            });
        }
        if !scopes.is_within(&client.scopes) {
            return Err(Refused {
                error: "invalid_scope",
                description: "the client may not ask for one of the scopes",
            });
        }
        Ok(Self {
            hint: hint(&get)?,
            scopes,
            message: message(get("binding_message"))?,
            life: life(get("requested_expiry"))?,
            notification_token: notification_token(
                client.backchannel_delivery,
                get("client_notification_token"),
            )?,
        })
    }
}

fn hint(get: impl Fn(&str) -> Option<String>) -> Result<Hint, Refused> {
    if get("login_hint_token").is_some() {
        return Err(invalid("login_hint_token is not known here"));
    }
    match (get("login_hint"), get("id_token_hint")) {
        (Some(name), None) => Ok(Hint::Name(name)),
        (None, Some(token)) => Ok(Hint::IdToken(token)),
        _ => Err(invalid(
            "exactly one of login_hint and id_token_hint is needed",
        )),
    }
}

fn message(message: Option<String>) -> Result<Option<String>, Refused> {
    let Some(message) = message else {
        return Ok(None);
    };
    let plain = shown(&message, LONGEST_MESSAGE).filter(|plain| *plain == message);
    plain.map(Some).ok_or(Refused {
        error: "invalid_binding_message",
        description: "binding_message has 1 to 64 characters, and no control marks or spaces around it",
    })
}

fn life(wanted: Option<String>) -> Result<Duration, Refused> {
    let Some(wanted) = wanted else {
        return Ok(LIFE);
    };
    let digits = wanted.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = wanted
        .parse::<u64>()
        .ok()
        .filter(|seconds| digits && *seconds > 0);
    let seconds = seconds.ok_or(invalid("requested_expiry is a positive number of seconds"))?;
    Ok(Duration::from_secs(seconds).min(LONGEST_LIFE))
}

fn notification_token(
    delivery: Delivery,
    token: Option<String>,
) -> Result<Option<String>, Refused> {
    if delivery == Delivery::Poll {
        return Ok(None);
    }
    // The syntax of a bearer token (RFC 6750 section 2.1). 22 signs of it can hold 128 bit.
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    token
        .filter(|token| (22..=1024).contains(&token.len()) && token.bytes().all(sign))
        .map(Some)
        .ok_or(invalid(
            "client_notification_token is a bearer token of 22 to 1024 characters",
        ))
}

/// What every signed request says besides its parameters (section 7.1.1).
#[derive(Deserialize)]
struct Signed {
    iss: String,
    aud: Value,
    exp: Number,
    iat: Number,
    nbf: Number,
    jti: String,
}

/// A signed request that is in order. The caller sees to it that it is used once.
#[derive(Debug)]
pub struct SignedRequest {
    params: Map<String, Value>,
    /// The client's name for it.
    pub jti: String,
    /// When it may be forgotten.
    pub expires_at: Moment,
}

impl SignedRequest {
    /// Checks a request that `client` signed for the server called `issuer`.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn read(
        text: &str,
        client: &Client,
        issuer: &str,
        now: Moment,
        verify: Verify,
    ) -> Result<Self, Refused> {
        let refused =
            invalid("the signed request is none of this client for this server, or too old");
        let jws = Jws::parse(text).ok_or(refused)?;
        let keys = client.keys.as_ref().ok_or(refused)?;
        if !keys.signed(&jws, verify) {
            return Err(refused);
        }
        let params: Map<String, Value> = jws.claims().ok_or(refused)?;
        let claims: Signed = jws.claims().ok_or(refused)?;
        let time = |number: &Number| seconds(number).ok_or(refused);
        let (exp, iat, nbf) = (time(&claims.exp)?, time(&claims.iat)?, time(&claims.nbf)?);
        let in_order = claims.iss == client.id
            && claims.aud.as_str() == Some(issuer)
            && now < exp.plus(SKEW)
            && exp <= now.plus(LONGEST_SIGNED).plus(SKEW)
            && iat <= now.plus(SKEW)
            && nbf <= now.plus(SKEW)
            && now <= nbf.plus(LONGEST_SIGNED).plus(SKEW)
            && (1..=256).contains(&claims.jti.len());
        in_order
            .then(|| Self {
                params,
                jti: claims.jti,
                expires_at: exp.plus(SKEW),
            })
            .ok_or(refused)
    }

    /// A parameter. Numbers are read as text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        match self.params.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// The six digits in a message that stand by themselves, between spaces or signs, and the message without
/// them; `None` unless there is one such number.
#[must_use]
pub fn number_in(message: &str) -> Option<(Digits, Option<String>)> {
    let apart = |c: char| !c.is_alphanumeric();
    let digits = |part: &&str| Digits::parse(part).is_some();
    let mut found = message.split(apart).filter(digits);
    let (number, None) = (found.next()?, found.next()) else {
        return None;
    };
    // As a part of another word the same digits may come before.
    let (at, _) = message.match_indices(number).find(|(at, _)| {
        let (before, rest) = message.split_at(*at);
        let after = rest.strip_prefix(number).unwrap_or_default();
        before.chars().next_back().is_none_or(apart) && after.chars().next().is_none_or(apart)
    })?;
    let (before, rest) = message.split_at(at);
    let (before, after) = (
        before.trim_end_matches(apart),
        rest.strip_prefix(number)?.trim_start_matches(apart),
    );
    let rest = [before, after].into_iter().filter(|part| !part.is_empty());
    let rest = rest.collect::<Vec<_>>().join(" ");
    Some((
        Digits::parse(number)?,
        Some(rest).filter(|rest| !rest.is_empty()),
    ))
}

/// A request, as it is stored beside what the device was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backchannel {
    /// Who may collect it.
    pub client: String,
    /// Who was asked.
    pub user: UserId,
    /// What for.
    pub scopes: Scopes,
    /// The key that the tokens will be bound to.
    pub dpop_jkt: Option<String>,
    /// How long the program waits between two polls.
    pub wait: Duration,
    /// When it last asked.
    pub polled_at: Option<Moment>,
    /// When it is over.
    pub expires_at: Moment,
    /// Whether it was collected, and what for.
    pub spent: Option<Option<FamilyId>>,
}

/// What a poll is answered, before anybody looks at what the device said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    /// Look at what the device said. Where it said nothing, the program waits this long from now on, and
    /// asked too early or not.
    Look {
        /// How long it waits between two polls.
        wait: Duration,
        /// Whether it asked too early.
        too_early: bool,
    },
    /// Another client's. Say no more than that.
    OtherClient,
    /// Bound to another key.
    OtherKey,
    /// Collected before, so two parties know it: end what it produced.
    Reused(Option<FamilyId>),
}

impl Backchannel {
    /// Decides about a poll by `client`, which proved to hold the key `dpop_jkt`.
    #[must_use]
    pub fn poll(&self, client: &str, dpop_jkt: Option<&str>, now: Moment) -> Poll {
        if client != self.client {
            return Poll::OtherClient;
        }
        if self.dpop_jkt.is_some() && self.dpop_jkt.as_deref() != dpop_jkt {
            return Poll::OtherKey;
        }
        if let Some(family) = self.spent {
            return Poll::Reused(family);
        }
        let due = |at: Moment| at.plus(self.wait).minus(LENIENCY);
        let too_early = self.polled_at.is_some_and(|at| now < due(at));
        let more = if too_early { SLOWER } else { Duration::ZERO };
        Poll::Look {
            wait: self.wait.saturating_add(more),
            too_early,
        }
    }
}

#[cfg(test)]
mod tests;
