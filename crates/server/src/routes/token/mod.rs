//! `POST /oauth/token`: a grant or a refresh token is exchanged for tokens.

mod redeem;
mod refresh;

use authority::{
    Digest, Moment, Secret,
    audit::Event,
    client::Client,
    family::Family,
    scope::Scopes,
    session::{ACCESS_TOKEN_LIFE, ID_TOKEN_LIFE, Kind, REFRESH_IDLE},
};
use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap,
    header::{CACHE_CONTROL, PRAGMA},
};
use protocol::{FamilyId, SessionId};
use serde::Serialize;

use super::{browser::Browser, client_auth, params::Params};
use crate::{
    Server,
    refusal::Refusal,
    signing::{AccessClaims, IdClaims, KeyRing, at_hash},
    store::{self, Ending, NewToken, User, Work},
};

const KNOWN: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_secret",
    "refresh_token",
    "scope",
];

/// Tokens for a client ([RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// Seconds until the refresh token dies unused, as several other servers say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

/// Answers `authorization_code` and `refresh_token`.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    if params.repeats(KNOWN) {
        return Err(Refusal::invalid_request("a parameter is repeated"));
    }
    let grant_type = params
        .get("grant_type")
        .ok_or(Refusal::invalid_request("grant_type is missing"))?;
    if !crate::admin::GRANTS.contains(&grant_type) {
        let description = "this server does not know that grant_type";
        return Err(Refusal::OAuth {
            error: "unsupported_grant_type",
            description,
        });
    }
    // Read first, so that nobody waits for the keys while a transaction is open.
    let ring = server.ring(std::time::Duration::MAX).await?;
    let mut work = server.store().begin().await?;
    let client = client_auth::client(&mut work, &headers, &params).await?;
    if !client.may_use(grant_type) {
        let description = "the client may not use this grant";
        return Err(Refusal::OAuth {
            error: "unauthorized_client",
            description,
        });
    }
    let asker = Asker {
        server: &server,
        ring: &ring,
        client: &client,
        browser: &browser,
        now: server.now(),
    };
    let tokens = match grant_type {
        "refresh_token" => asker.refresh(work, &params).await?,
        _ => asker.redeem(work, &params).await?,
    };
    Ok((
        [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")],
        Json(tokens),
    )
        .into_response())
}

/// One request of one client.
struct Asker<'a> {
    server: &'a Server,
    ring: &'a KeyRing,
    client: &'a Client,
    browser: &'a Browser,
    now: Moment,
}

/// What is issued, and for whom.
struct Issue<'a> {
    user: &'a User,
    session: SessionId,
    authenticated_at: Moment,
    scopes: &'a Scopes,
    nonce: Option<String>,
    /// Of the access token.
    jti: String,
    refresh: Option<Fresh>,
}

/// A refresh token that was just made.
struct Fresh {
    secret: Secret,
    /// When it dies unused.
    expires_at: Moment,
}

impl Asker<'_> {
    fn active(&self, user: Option<User>) -> Result<User, Refusal> {
        user.filter(|user| user.disabled_at.is_none())
            .ok_or(Refusal::invalid_grant("the account is not active"))
    }

    /// Adds the next refresh token of a family and names the access token beside it.
    async fn issue(
        &self,
        work: &mut Work,
        id: FamilyId,
        parent: Option<&Digest>,
        number: i64,
        family: &Family,
    ) -> Result<(Fresh, String), Refusal> {
        let refresh = Fresh {
            secret: self.server.secret()?,
            expires_at: self.now.plus(REFRESH_IDLE).min(family.expires_at),
        };
        let jti = data_encoding::HEXLOWER.encode(&self.server.draw::<16>()?);
        let token = NewToken {
            family: id,
            digest: &refresh.secret.digest(),
            parent,
            number,
            access_jti: &jti,
            issued_at: self.now,
            expires_at: refresh.expires_at,
        };
        work.families().issue(&token).await?;
        Ok((refresh, jti))
    }

    fn sign(&self, issue: Issue<'_>) -> Result<Tokens, Refusal> {
        let issuer = self.server.config().issuer.as_str().to_owned();
        let (sub, sid) = (issue.user.id.to_string(), issue.session.to_string());
        let access_token = self.ring.sign_access(&AccessClaims {
            iss: issuer.clone(),
            sub: sub.clone(),
            aud: issuer.clone(),
            client_id: self.client.id.clone(),
            scope: issue.scopes.to_string(),
            sid: sid.clone(),
            jti: issue.jti,
            iat: self.now.unix(),
            exp: self.now.plus(ACCESS_TOKEN_LIFE).unix(),
            auth_time: issue.authenticated_at.unix(),
        })?;
        let id_token = issue.scopes.contains("openid").then(|| {
            self.ring.sign_id(&IdClaims {
                iss: issuer,
                sub,
                aud: self.client.id.clone(),
                iat: self.now.unix(),
                exp: self.now.plus(ID_TOKEN_LIFE).unix(),
                auth_time: issue.authenticated_at.unix(),
                sid,
                nonce: issue.nonce,
                at_hash: Some(at_hash(&access_token)),
                preferred_username: issue
                    .scopes
                    .contains("profile")
                    .then(|| issue.user.name.clone()),
                email: issue
                    .scopes
                    .contains("email")
                    .then(|| issue.user.email.clone()),
            })
        });
        Ok(Tokens {
            access_token,
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN_LIFE.as_secs(),
            scope: issue.scopes.to_string(),
            refresh_expires_in: issue
                .refresh
                .as_ref()
                .map(|refresh| refresh.expires_at.since(self.now).as_secs()),
            refresh_token: issue
                .refresh
                .map(|refresh| refresh.secret.reveal().to_owned()),
            id_token: id_token.transpose()?,
        })
    }

    async fn end_family(
        &self,
        work: &mut Work,
        family: FamilyId,
        why: &str,
    ) -> Result<(), Refusal> {
        if end_family(work, family, why, self.now).await? {
            self.record(work, "family.revoked", &family.to_string(), why)
                .await?;
        }
        Ok(())
    }

    async fn record(
        &self,
        work: &mut Work,
        action: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), Refusal> {
        let event = Event {
            at: self.now,
            actor: &self.client.id,
            action,
            subject,
            detail,
        };
        Ok(work.audit().append(&event).await?)
    }
}

/// Ends a family; `false` when it had ended before. A program's own session is nothing without its
/// family, so it ends as well.
pub(super) async fn end_family(
    work: &mut Work,
    family: FamilyId,
    why: &str,
    now: Moment,
) -> Result<bool, store::Error> {
    let Some((session, user)) = work.families().owner(family).await? else {
        return Ok(false);
    };
    let session = work.sessions().get(session).await?;
    let own = session.filter(|session| session.kind == Kind::App);
    let mut ended = false;
    if let Some(session) = own {
        let which = Ending::One(session.id);
        let tree = work.sessions().end(user, which, why, now).await?;
        ended = tree.sessions > 0;
    }
    Ok(work.families().end(family, why, now).await? || ended)
}
