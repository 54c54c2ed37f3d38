//! Who asks with an access token.

use std::time::Duration;

use authority::{scope::Scopes, session::Kind};
use axum::extract::FromRequestParts;
use http::{header::AUTHORIZATION, request::Parts};
use protocol::SessionId;

use super::dpop::{self, At};
use crate::{
    Server,
    headers::Peer,
    keys::signing::{AccessClaims, Error},
    refusal::Refusal,
    store::{Access, User},
};

/// How old the note of a session's last use may grow before it is written again.
const NOTED: Duration = Duration::from_secs(60);

/// A person, by an access token whose session lives.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) user: User,
    pub(crate) access: Access,
    pub(crate) scopes: Scopes,
}

impl SignedIn {
    /// Refuses unless the token allows `scope`.
    pub(crate) fn needs(&self, scope: &'static str) -> Result<(), Refusal> {
        if self.scopes.contains(scope) {
            Ok(())
        } else {
            Err(Refusal::InsufficientScope(scope))
        }
    }

    /// Whether the token allows `scope`.
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    /// Checks a token that came alone and all that stands behind it, and notes that it was used.
    pub(crate) async fn by_token(server: &Server, token: &str, ip: &str) -> Result<Self, Refusal> {
        let claims = claims(server, token).await?;
        // Without its key a bound token is worth nothing.
        let alone = claims.filter(|claims| claims.cnf.is_none());
        Self::behind(server, &alone.ok_or(Refusal::InvalidToken)?, ip).await
    }

    /// As [`SignedIn::by_token`], for a token that came with a proof of the key it is bound to.
    async fn by_bound_token(
        server: &Server,
        token: &str,
        parts: &Parts,
        ip: &str,
    ) -> Result<Self, Refusal> {
        let refused = || Refusal::Dpop {
            error: "invalid_token",
            description: "the access token is not valid, is bound to no key, or its session has ended",
            nonce: None,
            resource: true,
        };
        let claims = claims(server, token).await?.ok_or_else(refused)?;
        let bound = claims.cnf.as_ref().ok_or_else(refused)?;
        let at = At::Resource {
            token,
            key: &bound.jkt,
        };
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let proof = dpop::shown(server, &parts.headers, method, path, at)?;
        dpop::spend(server, proof.ok_or_else(|| dpop::missing(at))?, at, ip).await?;
        Self::behind(server, &claims, ip)
            .await
            .map_err(|refusal| match refusal {
                Refusal::InvalidToken => refused(),
                other => other,
            })
    }

    async fn behind(server: &Server, claims: &AccessClaims, ip: &str) -> Result<Self, Refusal> {
        let now = server.now();
        let mut work = server.store().look().await?;
        let access = work
            .families()
            .access(&claims.jti, now)
            .await?
            .ok_or(Refusal::InvalidToken)?;
        drop(work);

        let own = access.kind == Kind::App;
        if !access.used || (own && now.since(access.last_active_at) >= NOTED) {
            let mut work = server.store().begin().await?;
            let mut sessions = work.sessions();
            let held = if own {
                sessions.hold(access.session, ip, now).await?
            } else {
                // The program is somewhere else than the browser that let it in.
                sessions.keep(access.session, now).await?
            };
            held.ok_or(Refusal::InvalidToken)?;
            // From here on a replay of the parent is no lost answer any more.
            if !work.families().mark_used(&claims.jti, now).await? {
                return Err(Refusal::InvalidToken);
            }
            work.commit().await?;
        }
        let scopes = Scopes::parse(&claims.scope);
        Ok(Self {
            user: access.user.clone(),
            access,
            scopes,
        })
    }
}

/// What an access token of ours says; `None` for everything else. Whether its session still lives is
/// another question.
async fn claims(server: &Server, token: &str) -> Result<Option<AccessClaims>, Refusal> {
    let here = server.config().issuer.as_str();
    let claims = claims_for_anybody(server, token).await?;
    Ok(claims.filter(|claims| claims.aud.names(here)))
}

/// As [`claims`], also for tokens that are meant for somebody else.
pub(crate) async fn claims_for_anybody(
    server: &Server,
    token: &str,
) -> Result<Option<AccessClaims>, Refusal> {
    let (now, issuer) = (server.now(), server.config().issuer.as_str());
    let ring = server.ring(Duration::MAX).await?;
    match ring.read_access(token, issuer, None, now) {
        Ok(claims) => Ok(Some(claims)),
        // Another replica may have made a key in the meantime.
        Err(Error::UnknownKey) => {
            let ring = server.ring(Duration::from_secs(1)).await?;
            Ok(ring.read_access(token, issuer, None, now).ok())
        }
        Err(_) => Ok(None),
    }
}

/// Notes that an access token was used, at a server that asks us: that says nothing about where the
/// person is. `false` when it does not count any more.
pub(crate) async fn note_use_elsewhere(
    server: &Server,
    jti: &str,
    session: SessionId,
) -> Result<bool, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let noted = work.sessions().keep(session, now).await?.is_some()
        && work.families().mark_used(jti, now).await?;
    work.commit().await?;
    Ok(noted)
}

impl FromRequestParts<Server> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Refusal> {
        let Ok(Peer(ip)) = Peer::from_request_parts(parts, server).await;
        let header = parts.headers.get(AUTHORIZATION).ok_or(Refusal::NoToken)?;
        let (scheme, token) = header
            .to_str()
            .ok()
            .and_then(|header| header.split_once(' '))
            .ok_or(Refusal::InvalidToken)?;
        let (token, ip) = (token.trim(), ip.to_string());
        // Names of schemes are in any case (RFC 9110 section 11.1).
        if scheme.eq_ignore_ascii_case("bearer") {
            Self::by_token(server, token, &ip).await
        } else if scheme.eq_ignore_ascii_case("dpop") {
            Self::by_bound_token(server, token, parts, &ip).await
        } else {
            Err(Refusal::InvalidToken)
        }
    }
}

/// The token of an `Authorization` header
/// ([RFC 6750 section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
pub(crate) fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
