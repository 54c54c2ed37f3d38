//! Another server asks our people's devices, and tells its programs what they said: Keycloak, whose
//! [CIBA](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html) leaves
//! that to whoever it is configured to ask (its `ciba-http-auth-channel`).
//!
//! ```text
//! program ─▶ Keycloak ── question, with a token ─▶ a device of the person is asked (see [`crate::approval`])
//!               ▲                                               │
//!               └── outcome, with the same token, once ─────────┘
//! ```
//!
//! The token is an access token in form: signed by the realm, for the realm, and good for nothing but the
//! answer. Sources, in keycloak/keycloak under `services/src/main/java/org/keycloak/protocol/oidc/grants/ciba`:
//! `channel/HttpAuthenticationChannelProvider.java` (question),
//! `endpoints/BackchannelAuthenticationCallbackEndpoint.java` (answer); and
//! `services/src/main/java/org/keycloak/jose/jws/DefaultTokenManager.java` (which key signs).

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use protocol::{ApprovalDecision, shown};
use serde::Deserialize;
use serde_json::{Number, Value};

use crate::{
    Moment,
    approval::{Digits, LONGEST_LIFE, State},
    assertion::{SKEW, seconds},
    backchannel::{LONGEST_MESSAGE, number_in},
};

/// The furthest ahead a token may run out.
const LONGEST_TOKEN: Duration = Duration::from_secs(3600);

/// So long before the token runs out nobody can answer any more, that the outcome still arrives.
const MARGIN: Duration = Duration::from_secs(10);

/// A person has at least this long, or is not asked.
const SHORTEST: Duration = Duration::from_secs(10);

/// How long a try to tell may take before somebody else tries.
pub const IN_HAND: Duration = Duration::from_secs(15);

/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long to wait after `tries` tries that reached nobody: twice as long each time, at most half a minute.
#[must_use]
pub fn again_after(tries: u32) -> Duration {
    let wait = 1_u64.checked_shl(tries).unwrap_or(u64::MAX);
    Duration::from_secs(wait).min(LONGEST_WAIT)
}

/// Where the server called `issuer` wants to hear of outcomes; `None` unless it is a realm of Keycloak, whose
/// issuer is an address that ends with `/realms/` and a name.
#[must_use]
pub fn callback(issuer: &str) -> Option<String> {
    let (before, realm) = issuer.rsplit_once('/')?;
    let is_realm = before.ends_with("/realms") && !realm.is_empty();
    is_realm.then(|| format!("{issuer}/protocol/openid-connect/ext/ciba/auth/callback"))
}

/// The issuer that a token claims to be from, before anybody looked at its signature.
#[must_use]
pub fn claimed_issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        iss: String,
    }
    let claims = BASE64URL_NOPAD
        .decode(token.split('.').nth(1)?.as_bytes())
        .ok()?;
    let claimed: Claimed = serde_json::from_slice(&claims).ok()?;
    Some(claimed.iss)
}

/// Why nobody is asked. It is for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// It is no such token.
    #[error("the token is none that names a question")]
    Form,
    /// Somebody else made it, or it is for somebody else.
    #[error("the token is not of this realm for itself")]
    Realm,
    /// It lets somebody in, instead of naming a question.
    #[error("the token is one of a session")]
    Session,
    /// It ran out, or has hardly any time left, or far too much.
    #[error("the token has run out, or runs out at once or too late")]
    Time,
    /// What is asked cannot be read.
    #[error("the question cannot be read")]
    Question,
    /// It wants the person to agree to something that a device does not show.
    #[error("the program needs a consent that a device cannot show")]
    Consent,
    /// Nobody could see that it is the question of the program in front of them.
    #[error("the binding message does not hold six digits that stand by themselves")]
    Number,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    /// Read as it is: one audience in a list is the same for Keycloak.
    aud: Value,
    typ: String,
    jti: String,
    azp: String,
    sub: String,
    exp: Number,
    iat: Option<Number>,
    // Of what lets somebody in.
    sid: Option<Value>,
    session_state: Option<Value>,
    scope: Option<Value>,
    nonce: Option<Value>,
}

/// What a token says that came with a question. Its signature was checked before, with a key of the realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The realm's name for the question.
    pub id: String,
    /// The program that asked the realm, as the realm calls it.
    pub client: String,
    /// The person, as the realm calls them.
    pub subject: String,
    /// When nobody wants to hear of an outcome any more.
    pub expires_at: Moment,
}

impl Ticket {
    /// Reads the claims of a token of the realm `issuer`.
    ///
    /// # Errors
    ///
    /// [`Flaw`].
    pub fn read(claims: &Value, issuer: &str, now: Moment) -> Result<Self, Flaw> {
        let claims = Claims::deserialize(claims).map_err(|_| Flaw::Form)?;
        let fits = |text: &str, longest| shown(text, longest).as_deref() == Some(text);
        let named = fits(&claims.jti, 256) && fits(&claims.azp, 255) && fits(&claims.sub, 255);
        if claims.typ != "Bearer" || !named {
            return Err(Flaw::Form);
        }
        if claims.iss != issuer || !is_for(&claims.aud, issuer) {
            return Err(Flaw::Realm);
        }
        let lets_in = [
            &claims.sid,
            &claims.session_state,
            &claims.scope,
            &claims.nonce,
        ];
        if lets_in.into_iter().any(Option::is_some) {
            return Err(Flaw::Session);
        }
        let expires_at = seconds(&claims.exp).ok_or(Flaw::Time)?;
        let issued_at = claims
            .iat
            .as_ref()
            .map(|iat| seconds(iat).ok_or(Flaw::Time));
        let ahead = issued_at
            .transpose()?
            .is_some_and(|issued_at| issued_at > now.plus(SKEW));
        let left = expires_at.since(now);
        if ahead || left < MARGIN + SHORTEST || left > LONGEST_TOKEN + SKEW {
            return Err(Flaw::Time);
        }
        Ok(Self {
            id: claims.jti,
            client: claims.azp,
            subject: claims.sub,
            expires_at,
        })
    }

    /// How long the person has.
    #[must_use]
    pub fn life(&self, now: Moment) -> Duration {
        let left = self.expires_at.since(now).saturating_sub(MARGIN);
        left.min(LONGEST_LIFE)
    }
}

fn is_for(aud: &Value, issuer: &str) -> bool {
    match aud {
        Value::String(one) => one == issuer,
        Value::Array(all) => {
            matches!(all.as_slice(), [Value::String(one)] if one == issuer)
        }
        _ => false,
    }
}

#[derive(Deserialize)]
struct Asked {
    login_hint: String,
    binding_message: Option<String>,
    is_consent_required: Option<bool>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name that the person signs in with there.
    pub name: String,
    /// What both devices show, without the number.
    pub message: Option<String>,
    /// The six digits that the program shows and the person types; `None` where the operator let it off.
    pub number: Option<Digits>,
}

impl Question {
    /// Reads the body of a question. With `number` the binding message has to hold six digits that stand by
    /// themselves: they are all that a person has to tell the program in front of them from another one.
    ///
    /// # Errors
    ///
    /// [`Flaw`].
    pub fn read(body: &[u8], number: bool) -> Result<Self, Flaw> {
        let asked: Asked = serde_json::from_slice(body).map_err(|_| Flaw::Question)?;
        if asked.is_consent_required == Some(true) {
            return Err(Flaw::Consent);
        }
        let plain = |message: &String| shown(message, LONGEST_MESSAGE).as_ref() == Some(message);
        let message = asked.binding_message.filter(|message| !message.is_empty());
        if !message.as_ref().is_none_or(plain) {
            return Err(Flaw::Question);
        }
        let (message, number) = match (message.as_deref().and_then(number_in), number) {
            (Some((digits, rest)), true) => (rest, Some(digits)),
            (None, true) => return Err(Flaw::Number),
            (_, false) => (message, None),
        };
        Ok(Self {
            name: asked.login_hint,
            message,
            number,
        })
    }
}

/// What the other server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The person said yes.
    Succeed,
    /// Nobody said anything that counts.
    Unauthorized,
    /// The person said no.
    Cancelled,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Succeed, Self::Unauthorized, Self::Cancelled];

    /// The word that travels and is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Succeed => "SUCCEED",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// What to tell where nobody said yes. `answered` is the answer that ended the request, if one did: three
    /// wrong numbers are no decision of the person.
    #[must_use]
    pub const fn without_yes(state: State, answered: Option<ApprovalDecision>) -> Self {
        match (state, answered) {
            (State::Denied, Some(ApprovalDecision::Deny | ApprovalDecision::NotMe)) => {
                Self::Cancelled
            }
            _ => Self::Unauthorized,
        }
    }
}

/// What became of a try to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It was taken.
    Taken,
    /// It was not taken, or may have been. To tell it once more ends an outcome that was taken before, so
    /// nobody does.
    Over,
    /// It reached nobody.
    Again,
}

/// What an answer of status `status` means: `None` stands for no answer to something that was sent.
#[must_use]
pub const fn told(status: Option<u16>) -> Told {
    match status {
        Some(200..=299) => Told::Taken,
        // Whoever stands before it says that nobody is behind it, or that it was too much.
        Some(429 | 502 | 503) => Told::Again,
        Some(_) | None => Told::Over,
    }
}

#[cfg(test)]
mod tests;
