//! What every grant ends in: a session where the client gets one of its own, a family, its tokens,
//! and what is signed.

use std::fmt::Display;

use authority::{
    Digest, Moment, Secret,
    audit::Event,
    claims::{Claims, Place},
    client::Client,
    factor::Assurance,
    family::Family,
    resource,
    scope::Scopes,
    session::{ACCESS_TOKEN_LIFE, ID_TOKEN_LIFE, Kind, REFRESH_ABSOLUTE, REFRESH_IDLE, Session},
};
use protocol::{DeviceId, FamilyId, SessionId};
use serde::Serialize;

use crate::{
    Server,
    keys::signing::{AccessClaims, Audience, Confirmation, IdClaims, KeyRing, at_hash},
    refusal::Refusal,
    routes::request::{browser::Browser, params::Params},
    store::{self, Device, Ending, NewFamily, NewSession, NewToken, User, Work},
};

/// See [`resource::InvalidTarget`].
pub(in crate::routes) const INVALID_TARGET: Refusal = Refusal::OAuth {
    error: "invalid_target",
    description: "the client may not ask tokens for one of the resources",
};

/// Tokens for a client ([RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
#[derive(Serialize)]
pub(super) struct Tokens {
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

impl Tokens {
    /// An access token and nothing beside it.
    pub(super) fn alone(access_token: String, token_type: &'static str, scopes: &Scopes) -> Self {
        Self {
            access_token,
            token_type,
            expires_in: ACCESS_TOKEN_LIFE.as_secs(),
            scope: scopes.to_string(),
            refresh_token: None,
            refresh_expires_in: None,
            id_token: None,
        }
    }
}

/// One request of one client.
pub(super) struct Asker<'a> {
    pub(super) server: &'a Server,
    pub(super) ring: &'a KeyRing,
    pub(super) client: &'a Client,
    pub(super) browser: &'a Browser,
    pub(super) now: Moment,
    /// The thumbprint of the key that it proved to hold.
    pub(super) key: Option<&'a str>,
}

/// What is issued, and for whom.
pub(super) struct Issue<'a> {
    pub(super) user: &'a User,
    pub(super) session: SessionId,
    pub(super) authenticated_at: Moment,
    /// How the person proved who they are.
    pub(super) assurance: &'a Assurance,
    pub(super) scopes: &'a Scopes,
    /// Who the access token is for.
    pub(super) audience: Vec<String>,
    pub(super) claims: &'a Claims,
    pub(super) nonce: Option<String>,
    /// Of the access token.
    pub(super) jti: String,
    pub(super) refresh: Option<Fresh>,
}

/// What a person allowed the client, whichever way they were asked.
pub(super) struct Allowed<'a> {
    pub(super) user: &'a User,
    /// By what they allowed it.
    pub(super) by: By<'a>,
    /// Whether the client gets a session of its own even if it does not stay signed in.
    pub(super) own: bool,
    pub(super) authenticated_at: Moment,
    pub(super) scopes: &'a Scopes,
    /// What its tokens are for; empty: this server.
    pub(super) resources: &'a [String],
    /// Single claims that were asked for and allowed.
    pub(super) claims: &'a Claims,
    /// The client's value for the identity token.
    pub(super) nonce: Option<String>,
    /// The name of the device, where the client gave one.
    pub(super) device_name: Option<String>,
}

/// By what a person allowed something.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    /// In this session.
    Session(SessionId),
    /// On a device of theirs, which proves this much. The client gets a session of its own.
    Device(&'a Assurance),
}

/// What began when a grant was redeemed.
pub(super) struct Begun {
    pub(super) tokens: Tokens,
    pub(super) session: SessionId,
    pub(super) family: FamilyId,
}

/// A refresh token that was just made.
pub(super) struct Fresh {
    secret: Secret,
    /// When it dies unused.
    expires_at: Moment,
}

impl Asker<'_> {
    /// Issues the first tokens of a new family: in a session of the client's own where it stays signed
    /// in, else in the one in which the person allowed it.
    pub(super) async fn begin(
        &self,
        work: &mut Work,
        allowed: Allowed<'_>,
        params: &Params,
    ) -> Result<Begun, Refusal> {
        let audience = self.audience(params, allowed.resources)?;
        let refreshable =
            allowed.scopes.contains("offline_access") && self.client.may_use("refresh_token");
        let ended = Refusal::invalid_grant("the session has ended");
        let (giving, assurance) = match allowed.by {
            By::Session(id) => {
                let giving = work.sessions().get(id).await?.ok_or(ended)?;
                (Some(id), giving.assurance)
            }
            By::Device(assurance) => (None, assurance.clone()),
        };
        let session = match giving {
            Some(giving) if !refreshable && !allowed.own => giving,
            _ => self.own_session(work, &allowed, assurance.clone()).await?,
        };
        let id = FamilyId::from_bytes(self.server.draw()?);
        let family = Family {
            client: self.client.id.clone(),
            // A confidential client proves itself anyway whenever it refreshes (RFC 9449 section 5).
            dpop_jkt: self
                .key
                .filter(|_| !self.client.is_confidential())
                .map(str::to_owned),
            expires_at: self.now.plus(REFRESH_ABSOLUTE),
            ended_at: None,
        };
        let new = NewFamily {
            id,
            session,
            scopes: allowed.scopes,
            resources: allowed.resources,
            claims: allowed.claims,
            refreshable,
            family: &family,
        };
        work.families().add(&new, self.now).await?;
        let (refresh, jti) = self.issue(work, id, None, 1, &family).await?;
        let tokens = self.sign(Issue {
            user: allowed.user,
            session,
            authenticated_at: allowed.authenticated_at,
            assurance: &assurance,
            scopes: allowed.scopes,
            audience,
            claims: allowed.claims,
            nonce: allowed.nonce,
            jti,
            refresh: refreshable.then_some(refresh),
        })?;
        Ok(Begun {
            tokens,
            session,
            family: id,
        })
    }

    /// The session of a program that stays signed in, apart from the browser's.
    async fn own_session(
        &self,
        work: &mut Work,
        allowed: &Allowed<'_>,
        assurance: Assurance,
    ) -> Result<SessionId, Refusal> {
        let device = self.device(work, allowed).await?;
        let id = SessionId::from_bytes(self.server.draw()?);
        let session = Session::begin(
            id,
            allowed.user.id,
            device,
            Kind::App,
            allowed.authenticated_at,
            self.now,
        )
        .assured(assurance);
        let new = NewSession {
            session: &session,
            client: Some(&self.client.id),
            cookie: None,
            ip: &self.browser.ip,
        };
        work.sessions().add(&new).await?;
        Ok(id)
    }

    /// The device that the program is on: the one of this person that its key recognises, so that signing in
    /// again leaves what belongs to the device where it is, or a new one.
    async fn device(&self, work: &mut Work, allowed: &Allowed<'_>) -> Result<DeviceId, Refusal> {
        let agent = self.browser.agent();
        let device = Device {
            id: DeviceId::from_bytes(self.server.draw()?),
            user: allowed.user.id,
            name: allowed.device_name.as_deref(),
            os: agent.os.as_deref(),
            browser: agent.browser.as_deref(),
            cookie: None,
            key: self.key,
        };
        if let Some(key) = self.key
            && let Some(known) = work.sessions().recognise(&device, key).await?
        {
            return Ok(known);
        }
        work.sessions().add_device(&device, self.now).await?;
        Ok(device.id)
    }

    /// The person, unless they may not sign in any more.
    pub(super) fn active(&self, user: Option<User>) -> Result<User, Refusal> {
        user.filter(|user| user.disabled_at.is_none())
            .ok_or(Refusal::invalid_grant("the account is not active"))
    }

    /// Adds the next refresh token of a family and names the access token beside it.
    pub(super) async fn issue(
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

    /// Who an access token is for: what is asked for in this request, within what was granted
    /// ([RFC 8707 section 2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).
    pub(super) fn audience(
        &self,
        params: &Params,
        granted: &[String],
    ) -> Result<Vec<String>, Refusal> {
        let issuer = self.server.config().issuer.as_str();
        let asked = params.all("resource");
        resource::narrowed(asked, granted, issuer).map_err(|_| INVALID_TARGET)
    }

    /// What the access token says about the key that was proved.
    pub(super) fn bound(&self) -> Option<Confirmation> {
        self.key.map(|jkt| Confirmation {
            jkt: jkt.to_owned(),
        })
    }

    /// How the access token has to be shown.
    pub(super) const fn token_type(&self) -> &'static str {
        if self.key.is_some() { "DPoP" } else { "Bearer" }
    }

    /// Signs what is issued.
    pub(super) fn sign(&self, issue: Issue<'_>) -> Result<Tokens, Refusal> {
        let issuer = self.server.config().issuer.as_str().to_owned();
        let (sub, sid) = (issue.user.id.to_string(), issue.session.to_string());
        let acr = Some(issue.assurance.level.acr().to_owned());
        let amr: Option<Vec<String>> =
            Some(issue.assurance.methods.iter().map(str::to_owned).collect());
        let access_token = self.ring.sign_access(&AccessClaims {
            iss: issuer.clone(),
            sub: sub.clone(),
            aud: Audience::from(issue.audience),
            client_id: self.client.id.clone(),
            scope: issue.scopes.to_string(),
            sid: Some(sid.clone()),
            jti: issue.jti,
            iat: self.now.unix(),
            exp: self.now.plus(ACCESS_TOKEN_LIFE).unix(),
            auth_time: Some(issue.authenticated_at.unix()),
            acr: acr.clone(),
            amr: amr.clone(),
            cnf: self.bound(),
        })?;
        let alg = self.client.id_token_alg;
        let has = |scope: &str| issue.scopes.contains(scope);
        let wants = |claim: &str| issue.claims.wants(Place::IdToken, claim);
        let id_jti = data_encoding::HEXLOWER.encode(&self.server.draw::<16>()?);
        let id_token = issue.scopes.contains("openid").then(|| {
            self.ring.sign_id(
                alg,
                &IdClaims {
                    iss: issuer,
                    sub,
                    aud: self.client.id.clone(),
                    iat: self.now.unix(),
                    exp: self.now.plus(ID_TOKEN_LIFE).unix(),
                    auth_time: issue.authenticated_at.unix(),
                    sid,
                    jti: id_jti,
                    nonce: issue.nonce,
                    at_hash: Some(at_hash(alg, &access_token)),
                    preferred_username: (has("profile") || wants("preferred_username"))
                        .then(|| issue.user.name.clone()),
                    email: (has("email") || wants("email")).then(|| issue.user.email.clone()),
                    name: wants("name").then(|| issue.user.name.clone()),
                    acr,
                    amr,
                },
            )
        });
        Ok(Tokens {
            access_token,
            token_type: self.token_type(),
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

    pub(super) async fn end_family(
        &self,
        work: &mut Work,
        family: FamilyId,
        why: &str,
    ) -> Result<(), Refusal> {
        if end_family(work, family, why, self.now).await? {
            let event = self.event("family.revoked", family).because(why);
            work.audit().append(&event).await?;
        }
        Ok(())
    }

    /// Lets the log know that something came back that is good for one use, also when what it produced
    /// has ended before.
    pub(super) fn note_reuse(&self, what: &str, family: FamilyId) {
        let event = self.event("code.refused", family);
        self.server
            .refused(event.because(format_args!("the {what} was used before")));
    }

    /// The client did `action` to `subject`.
    pub(super) fn event(&self, action: &'static str, subject: impl Display) -> Event {
        Event::new(self.now, &self.client.id, action, subject).from(&self.browser.ip)
    }
}

/// Ends a family; `false` when it had ended before. A program's own session is nothing without its
/// family, so it ends as well.
pub(in crate::routes) async fn end_family(
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
