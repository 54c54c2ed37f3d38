//! `POST /oauth/token`: a grant or a refresh token is exchanged for tokens.

use authority::{
    Digest, Moment, Secret,
    audit::Event,
    client::Client,
    family::{Family, Outcome, Presenter, present},
    grant::{Grant, Redemption, Refusal as GrantRefusal},
    scope::Scopes,
    session::{ACCESS_TOKEN_LIFE, ID_TOKEN_LIFE, Kind, REFRESH_ABSOLUTE, REFRESH_IDLE, Session},
    text::shown,
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
use protocol::{DESKTOP_CLIENT_ID, DeviceId, FamilyId, SessionId};
use serde::Serialize;

use super::{browser::Browser, client_auth, params::Params};
use crate::{
    Server,
    refusal::Refusal,
    signing::{AccessClaims, IdClaims, KeyRing, at_hash},
    store::{self, Device, Ending, FamilyRow, NewFamily, NewSession, NewToken, User, Work},
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
#[derive(Debug, Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
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
    jti: String,
    refresh: Option<&'a Secret>,
}

impl Asker<'_> {
    /// Redeems a grant: a session where the client gets one of its own, a family, its first token.
    async fn redeem(&self, mut work: Work, params: &Params) -> Result<Tokens, Refusal> {
        let missing = |description| Refusal::invalid_request(description);
        let code = Digest::of(params.get("code").ok_or(missing("code is missing"))?);
        let shown_by_client = Redemption {
            client: &self.client.id,
            redirect_uri: params
                .get("redirect_uri")
                .ok_or(missing("redirect_uri is missing"))?,
            verifier: params
                .get("code_verifier")
                .ok_or(missing("code_verifier is missing"))?,
            dpop_jkt: None,
        };
        let unknown = Refusal::invalid_grant("the code is unknown or has expired");
        let Some(peek) = work.grants().get(&code).await? else {
            return Err(unknown);
        };
        // The session is the lock: from here on nobody else decides about this grant.
        let held = work
            .sessions()
            .hold(peek.session, &self.browser.ip, self.now)
            .await?;
        let Some(grant) = work.grants().get(&code).await? else {
            return Err(unknown);
        };
        match grant.redeem(&shown_by_client, self.now) {
            Ok(()) => {}
            Err(GrantRefusal::Reused(family)) => {
                self.end_family(&mut work, family, "code used twice")
                    .await?;
                work.commit().await?;
                return Err(Refusal::invalid_grant("the code was used before"));
            }
            Err(refusal) => return Err(Refusal::invalid_grant(explain(refusal))),
        }
        let browser_session = held.ok_or(Refusal::invalid_grant("the session has ended"))?;
        let user = self.active(work.users().get(grant.user).await?)?;

        let refreshable =
            grant.scopes.contains("offline_access") && self.client.may_use("refresh_token");
        let session = if refreshable || self.client.id == DESKTOP_CLIENT_ID {
            let name = params.get("device_name").and_then(|name| shown(name, 80));
            self.own_session(&mut work, &grant, name.or(grant.device_name.clone()))
                .await?
        } else {
            browser_session
        };
        let id = FamilyId::from_bytes(self.server.draw()?);
        let family = Family {
            client: self.client.id.clone(),
            dpop_jkt: grant.dpop_jkt.clone(),
            expires_at: self.now.plus(REFRESH_ABSOLUTE),
            ended_at: None,
        };
        let new = NewFamily {
            id,
            session: session.id,
            scopes: &grant.scopes,
            refreshable,
            family: &family,
        };
        work.families().add(&new, self.now).await?;
        let (refresh, jti) = self.issue(&mut work, id, None, 1, &family).await?;
        work.grants().spend(&code, id, self.now).await?;
        let tokens = self.sign(Issue {
            user: &user,
            session: session.id,
            authenticated_at: grant.authenticated_at,
            scopes: &grant.scopes,
            nonce: grant.nonce.clone(),
            jti,
            refresh: refreshable.then_some(&refresh),
        })?;
        self.record(
            &mut work,
            "grant.redeemed",
            &session.id.to_string(),
            &id.to_string(),
        )
        .await?;
        work.commit().await?;
        Ok(tokens)
    }

    /// The session of a program that stays signed in, apart from the browser's.
    async fn own_session(
        &self,
        work: &mut Work,
        grant: &Grant,
        name: Option<String>,
    ) -> Result<Session, Refusal> {
        let device = Device {
            id: DeviceId::from_bytes(self.server.draw()?),
            user: grant.user,
            name: name.as_deref(),
            os: self.browser.agent.os.as_deref(),
            browser: self.browser.agent.browser.as_deref(),
            cookie: None,
        };
        work.sessions().add_device(&device, self.now).await?;
        let id = SessionId::from_bytes(self.server.draw()?);
        let session = Session::begin(
            id,
            grant.user,
            device.id,
            Kind::App,
            grant.authenticated_at,
            self.now,
        );
        let new = NewSession {
            session: &session,
            client: Some(&self.client.id),
            cookie: None,
            ip: &self.browser.ip,
        };
        work.sessions().add(&new).await?;
        Ok(session)
    }

    /// Rotates a refresh token, answers a lost answer again, or ends the family.
    async fn refresh(&self, mut work: Work, params: &Params) -> Result<Tokens, Refusal> {
        let shown_by_client = params
            .get("refresh_token")
            .ok_or(Refusal::invalid_request("refresh_token is missing"))?;
        let digest = Digest::of(shown_by_client);
        let unknown = Refusal::invalid_grant("the refresh token is unknown or has ended");
        let Some(session) = work.families().session_of(&digest).await? else {
            return Err(unknown);
        };
        // The session is the lock: from here on nobody else decides about this family.
        let Some(session) = work
            .sessions()
            .hold(session, &self.browser.ip, self.now)
            .await?
        else {
            return Err(unknown);
        };
        let Some(row) = work.families().by_token(&digest).await? else {
            return Err(unknown);
        };
        let newest = work.families().newest(row.id).await?;
        let presenter = Presenter {
            client: &self.client.id,
            dpop_jkt: None,
        };
        let number = match present(&row.family, &row.token, &newest, &presenter, self.now) {
            Outcome::Rotate { number } => {
                work.families().spend(&digest, self.now).await?;
                number
            }
            Outcome::Replace { unused, number } => {
                work.families().replace(&unused, self.now).await?;
                number
            }
            Outcome::Revoke(misuse) => {
                let why = misuse.to_string();
                tracing::warn!(family = %row.id, client = %self.client.id, ip = %self.browser.ip, %why, "a refresh family was revoked");
                self.end_family(&mut work, row.id, &why).await?;
                work.commit().await?;
                return Err(unknown);
            }
            Outcome::Refuse => return Err(unknown),
        };
        let user = self.active(work.users().get(row.user).await?)?;
        let scopes = self.scopes_now(&row, &user, params)?;
        let (refresh, jti) = self
            .issue(&mut work, row.id, Some(&digest), number, &row.family)
            .await?;
        let tokens = self.sign(Issue {
            user: &user,
            session: session.id,
            authenticated_at: session.authenticated_at,
            scopes: &scopes,
            nonce: None,
            jti,
            refresh: Some(&refresh),
        })?;
        work.commit().await?;
        Ok(tokens)
    }

    /// What the family allows today, or the part that is asked for
    /// ([RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    fn scopes_now(&self, row: &FamilyRow, user: &User, params: &Params) -> Result<Scopes, Refusal> {
        let today = row.scopes.granted(&self.client.scopes, &user.roles);
        match params.get("scope").map(Scopes::parse) {
            None => Ok(today),
            Some(part) if part.is_within(&row.scopes) => Ok(part.granted(&today, &user.roles)),
            Some(_) => {
                let description = "scope goes beyond what was granted";
                Err(Refusal::OAuth {
                    error: "invalid_scope",
                    description,
                })
            }
        }
    }

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
    ) -> Result<(Secret, String), Refusal> {
        let refresh = self.server.secret()?;
        let jti = data_encoding::HEXLOWER.encode(&self.server.draw::<16>()?);
        let token = NewToken {
            family: id,
            digest: &refresh.digest(),
            parent,
            number,
            access_jti: &jti,
            issued_at: self.now,
            expires_at: self.now.plus(REFRESH_IDLE).min(family.expires_at),
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
            refresh_token: issue.refresh.map(|refresh| refresh.reveal().to_owned()),
            id_token: id_token.transpose()?,
        })
    }

    async fn end_family(
        &self,
        work: &mut Work,
        family: FamilyId,
        why: &str,
    ) -> Result<(), Refusal> {
        end_family(work, family, why, self.now).await?;
        self.record(work, "family.revoked", &family.to_string(), why)
            .await
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

/// Ends a family. A program's own session is nothing without its family, so it ends as well.
pub(super) async fn end_family(
    work: &mut Work,
    family: FamilyId,
    why: &str,
    now: Moment,
) -> Result<(), store::Error> {
    let Some((session, user)) = work.families().owner(family).await? else {
        return Ok(());
    };
    if work
        .sessions()
        .get(session)
        .await?
        .is_some_and(|session| session.kind == Kind::App)
    {
        work.sessions()
            .end(user, Ending::One(session), why, now)
            .await?;
    }
    work.families().end(family, why, now).await?;
    Ok(())
}

fn explain(refusal: GrantRefusal) -> &'static str {
    match refusal {
        GrantRefusal::Expired => "the code is unknown or has expired",
        GrantRefusal::OtherClient => "the code was issued to another client",
        GrantRefusal::OtherRedirect => "redirect_uri differs from the authorization request",
        GrantRefusal::WrongVerifier => "code_verifier does not fit the code_challenge",
        GrantRefusal::OtherKey => "the code is bound to another key",
        _ => "the code cannot be redeemed",
    }
}
