//! The token endpoint and the revocation endpoint.

use std::time::{Duration, SystemTime};

use protocol::OAuthError;
use rand_core::CryptoRng;
use reqwest::StatusCode;
use serde::Deserialize;

use crate::{
    Error, Http, ProofKey, Provider, Token, Tokens,
    error::plain,
    http::{Answer, Sent},
    proof::ProofName,
    tokens::{is_token, peek},
};

/// How long an access token is taken to live when the server does not say.
const UNSAID_LIFE: Duration = Duration::from_secs(5 * 60);

/// What the server said about ending tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The server confirmed that they are dead.
    Yes,
    /// The server was away, or answered something else: they may live until they expire.
    Unconfirmed,
    /// The server has no way to end tokens: they live until they expire.
    NotOffered,
}

/// What came of a request for tokens.
pub(crate) enum Outcome {
    Granted(Granted),
    /// The grant or the refresh token is spent, ended or unknown.
    InvalidGrant,
    Refused {
        error: String,
        description: Option<String>,
    },
    /// The server cannot answer now, or something else answers in its place.
    Away(String),
    /// The request may have been carried out, and the answer was lost.
    Lost(String),
    /// An answer with tokens in it that must not be used.
    Bad(String),
}

/// The key that a request for tokens proves to hold, and names for the proofs: that of the first try,
/// and that of a second one with the nonce that the server wants.
pub(crate) struct Shown<'a> {
    key: &'a ProofKey,
    names: [ProofName; 2],
}

impl<'a> Shown<'a> {
    pub(crate) fn draw(key: &'a ProofKey, chance: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::with(key, [ProofName::draw(chance), ProofName::draw(chance)])
    }

    pub(crate) const fn with(key: &'a ProofKey, names: [ProofName; 2]) -> Self {
        Self { key, names }
    }
}

/// Tokens fresh from the server, with what came along.
pub(crate) struct Granted {
    pub(crate) tokens: Tokens,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) id_token: Option<Token>,
}

#[derive(Deserialize)]
struct Said {
    access_token: String,
    token_type: String,
    expires_in: Option<Seconds>,
    refresh_token: Option<String>,
    // Not of the standard; the first is Keycloak's word, and some servers say both.
    refresh_expires_in: Option<Seconds>,
    refresh_token_expires_in: Option<Seconds>,
    scope: Option<Scopes>,
    id_token: Option<String>,
}

/// Some servers write a list in the place of words between spaces. What is said here beside the
/// tokens must not make them unreadable: the server has spent the old ones already.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scopes {
    Text(String),
    List(Vec<String>),
    Other(serde::de::IgnoredAny),
}

impl Scopes {
    fn names(self) -> Option<Vec<String>> {
        match self {
            Self::Text(text) => Some(text.split_ascii_whitespace().map(str::to_owned).collect()),
            Self::List(names) => Some(names),
            Self::Other(_) => None,
        }
    }
}

/// Some servers write numbers as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl Seconds {
    fn duration(&self) -> Option<Duration> {
        let seconds = match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.parse().ok()?,
            Self::Other(_) => return None,
        };
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// Redeems a grant ([RFC 6749 section 4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3),
/// with the verifier of [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636#section-4.5)).
pub(crate) async fn redeem(
    http: &Http,
    provider: &Provider,
    client_id: &str,
    (code, redirect_uri, verifier): (&str, &str, &str),
    shown: Option<Shown<'_>>,
    now: SystemTime,
) -> Outcome {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("client_id", client_id),
        ("code_verifier", verifier),
    ];
    ask(http, provider, &form, shown, now).await
}

/// Asks for new tokens ([RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
pub(crate) async fn refresh(
    http: &Http,
    provider: &Provider,
    client_id: &str,
    token: &Token,
    shown: Option<Shown<'_>>,
    now: SystemTime,
) -> Outcome {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.reveal()),
        ("client_id", client_id),
    ];
    ask(http, provider, &form, shown, now).await
}

async fn ask(
    http: &Http,
    provider: &Provider,
    form: &[(&str, &str)],
    shown: Option<Shown<'_>>,
    now: SystemTime,
) -> Outcome {
    let key = shown.as_ref().map(|shown| shown.key);
    match post(http, provider, form, shown).await {
        Ok(answer) => understand(&answer, key, now),
        Err(Sent::Never(detail)) => Outcome::Away(detail),
        Err(Sent::Perhaps(detail)) => Outcome::Lost(detail),
    }
}

/// Sends the form with a proof, where there is a key, and once more when the server wants another
/// nonce in it ([RFC 9449 section 8](https://www.rfc-editor.org/rfc/rfc9449#section-8)).
async fn post(
    http: &Http,
    provider: &Provider,
    form: &[(&str, &str)],
    shown: Option<Shown<'_>>,
) -> Result<Answer, Sent> {
    let url = &provider.token;
    let Some(Shown { key, names }) = shown else {
        return http.post_form(url, form, None).await;
    };
    let [first, second] = names;
    let prove = |name| {
        http.servers()
            .prove(key, ("POST", url), None, name)
            .ok_or_else(|| Sent::Never("the request could not be signed here".to_owned()))
    };
    let answer = http.post_form(url, form, Some(prove(first)?)).await?;
    if wants_nonce(&answer) {
        return http.post_form(url, form, Some(prove(second)?)).await;
    }
    Ok(answer)
}

fn wants_nonce(answer: &Answer) -> bool {
    answer.names_nonce
        && matches!(
            answer.status,
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED
        )
        && answer
            .json::<OAuthError>()
            .is_ok_and(|said| said.error == "use_dpop_nonce")
}

fn understand(answer: &Answer, key: Option<&ProofKey>, now: SystemTime) -> Outcome {
    if answer.status == StatusCode::OK {
        return match answer.json() {
            Ok(said) => accept(said, key, now),
            Err(detail) => Outcome::Away(detail),
        };
    }
    if answer.is_away() {
        return Outcome::Away(format!("it answers {}", answer.status));
    }
    match answer.json::<OAuthError>() {
        Ok(said) if said.error == "invalid_grant" => Outcome::InvalidGrant,
        Ok(said) => Outcome::Refused {
            error: plain(&said.error),
            description: said.error_description.as_deref().map(plain),
        },
        // A page of a proxy, or the like: nothing is known about the tokens.
        Err(detail) => Outcome::Away(format!("it answers {}, and {detail}", answer.status)),
    }
}

fn accept(said: Said, key: Option<&ProofKey>, now: SystemTime) -> Outcome {
    let (access, refresh) = (
        Token::new(said.access_token),
        said.refresh_token.map(Token::new),
    );
    let id_token = said.id_token.map(Token::new);
    // Without a key of ours a bound token would be worth nothing.
    let bound = key.is_some() && said.token_type.eq_ignore_ascii_case("dpop");
    if !bound && !said.token_type.eq_ignore_ascii_case("bearer") {
        return Outcome::Bad(format!(
            "tokens of the kind {} are not understood",
            plain(&said.token_type)
        ));
    }
    if ![Some(&access), refresh.as_ref(), id_token.as_ref()]
        .into_iter()
        .flatten()
        .all(|token| is_token(token.reveal()))
    {
        return Outcome::Bad("a token has characters that no token has".to_owned());
    }
    let life = said
        .expires_in
        .as_ref()
        .and_then(Seconds::duration)
        .unwrap_or(UNSAID_LIFE);
    let refresh_life = said.refresh_expires_in.or(said.refresh_token_expires_in);
    let refresh_expires_at = match refresh_life.as_ref().and_then(Seconds::duration) {
        // Keycloak writes 0 for a refresh token without end.
        Some(life) if life > Duration::ZERO => now.checked_add(life),
        Some(_) => None,
        None => refresh.as_ref().and_then(|token| peek(token, "exp")),
    };
    Outcome::Granted(Granted {
        tokens: Tokens {
            access,
            refresh,
            received_at: now,
            access_expires_at: now.checked_add(life).unwrap_or(now),
            refresh_expires_at,
            // Also where the access token is a bearer token: the refresh token may be bound.
            key: key.cloned(),
            bound,
        },
        scopes: said.scope.and_then(Scopes::names),
        id_token,
    })
}

/// Ends tokens at the server ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)): the
/// refresh token first, since its end should end the access token too. That wants no proof.
pub(crate) async fn revoke(
    http: &Http,
    provider: &Provider,
    client_id: &str,
    refresh: Option<&Token>,
    access: Option<&Token>,
) -> Revoked {
    let Some(url) = &provider.revocation else {
        return Revoked::NotOffered;
    };
    let end = async |token: Option<&Token>, hint| match token {
        None => None,
        Some(token) => {
            let form = [
                ("token", token.reveal()),
                ("token_type_hint", hint),
                ("client_id", client_id),
            ];
            Some(
                matches!(http.post_form(url, &form, None).await, Ok(answer) if answer.status.is_success()),
            )
        }
    };
    // Some servers end no access tokens; where the refresh token is dead that is said to be enough.
    let (refresh, access) = (
        end(refresh, "refresh_token").await,
        end(access, "access_token").await,
    );
    if refresh.or(access).unwrap_or(false) {
        Revoked::Yes
    } else {
        Revoked::Unconfirmed
    }
}

impl Outcome {
    /// The tokens, where nothing else can be done about the other outcomes.
    pub(crate) fn granted(self) -> Result<Granted, Error> {
        match self {
            Self::Granted(granted) => Ok(granted),
            Self::InvalidGrant => Err(Error::Refused {
                error: "invalid_grant".to_owned(),
                description: None,
            }),
            Self::Refused { error, description } => Err(Error::Refused { error, description }),
            Self::Away(detail) | Self::Lost(detail) => Err(Error::ServerAway { detail }),
            Self::Bad(detail) => Err(Error::BadTokens { detail }),
        }
    }
}
