//! `authorization_code`: a grant is redeemed for a session where the client gets one of its own, a
//! family, and its first token.

use authority::{
    Digest,
    family::Family,
    grant::{Grant, Redemption, Refusal as GrantRefusal},
    session::{Kind, REFRESH_ABSOLUTE, Session},
    text::shown,
};
use protocol::{DESKTOP_CLIENT_ID, DeviceId, FamilyId, SessionId};

use super::{Asker, Issue, Tokens};
use crate::{
    refusal::Refusal,
    routes::params::Params,
    store::{Device, NewFamily, NewSession, Work},
};

impl Asker<'_> {
    pub(super) async fn redeem(&self, mut work: Work, params: &Params) -> Result<Tokens, Refusal> {
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
        let (grant, browser_session) = self.taken(&mut work, &code).await?;
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
        let ended = Refusal::invalid_grant("the session has ended");
        let browser_session = browser_session.ok_or(ended)?;
        let user = self.active(work.users().get(grant.user).await?)?;

        let name = params.get("device_name").and_then(|name| shown(name, 80));
        let refreshable =
            grant.scopes.contains("offline_access") && self.client.may_use("refresh_token");
        let session = if refreshable || self.client.id == DESKTOP_CLIENT_ID {
            self.own_session(&mut work, &grant, name.or(grant.device_name.clone()))
                .await?
        } else {
            browser_session
        };
        let id = FamilyId::from_bytes(self.server.draw()?);
        let family = self
            .begin_family(&mut work, id, session.id, &grant, refreshable)
            .await?;
        let (refresh, jti) = self.issue(&mut work, id, None, 1, &family).await?;
        work.grants().spend(&code, id, self.now).await?;
        let tokens = self.sign(Issue {
            user: &user,
            session: session.id,
            authenticated_at: grant.authenticated_at,
            scopes: &grant.scopes,
            nonce: grant.nonce.clone(),
            jti,
            refresh: refreshable.then_some(refresh),
        })?;
        let (subject, detail) = (session.id.to_string(), id.to_string());
        self.record(&mut work, "grant.redeemed", &subject, &detail)
            .await?;
        work.commit().await?;
        Ok(tokens)
    }

    /// The grant behind `code`, and the browser session in which it was given while that lives.
    ///
    /// That session is the lock of an unspent grant: from here on nobody else decides about it. A
    /// spent grant needs no lock, and what it produced may be another session, which somebody who
    /// ends sessions may hold while they wait for the browser's: so for that one none is taken.
    async fn taken(
        &self,
        work: &mut Work,
        code: &Digest,
    ) -> Result<(Grant, Option<Session>), Refusal> {
        let unknown = || Refusal::invalid_grant("the code is unknown or has expired");
        let seen = work.grants().get(code).await?.ok_or_else(unknown)?;
        if seen.spent.is_some() {
            return Ok((seen, None));
        }
        let session = work.sessions().keep(seen.session, self.now).await?;
        let grant = work.grants().get(code).await?.ok_or_else(unknown)?;
        if grant.spent.is_some() {
            // Somebody was faster. Begin again without the lock.
            return Err(Refusal::Again);
        }
        Ok((grant, session))
    }

    async fn begin_family(
        &self,
        work: &mut Work,
        id: FamilyId,
        session: SessionId,
        grant: &Grant,
        refreshable: bool,
    ) -> Result<Family, Refusal> {
        let family = Family {
            client: self.client.id.clone(),
            dpop_jkt: grant.dpop_jkt.clone(),
            expires_at: self.now.plus(REFRESH_ABSOLUTE),
            ended_at: None,
        };
        let new = NewFamily {
            id,
            session,
            scopes: &grant.scopes,
            refreshable,
            family: &family,
        };
        work.families().add(&new, self.now).await?;
        Ok(family)
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
