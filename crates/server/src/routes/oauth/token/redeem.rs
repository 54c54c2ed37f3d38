//! `authorization_code`: a grant is redeemed.

use authority::{
    Digest,
    grant::{Grant, Redemption, Refusal as GrantRefusal},
    session::Session,
};
use protocol::{DESKTOP_CLIENT_ID, shown};

use super::issue::{Allowed, Asker, By, Tokens};
use crate::{refusal::Refusal, routes::request::params::Params, store::Work};

impl Asker<'_> {
    pub(super) async fn redeem(&self, params: &Params) -> Result<Tokens, Refusal> {
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
            dpop_jkt: self.key,
        };
        let mut work = self.server.store().begin().await?;
        let (grant, browser_session) = self.taken(&mut work, &code).await?;
        match grant.redeem(&shown_by_client, self.now) {
            Ok(()) => {}
            Err(GrantRefusal::Reused(family)) => {
                self.note_reuse("code", family);
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
        let allowed = Allowed {
            user: &user,
            by: By::Session(browser_session.id),
            own: self.client.id == DESKTOP_CLIENT_ID,
            authenticated_at: grant.authenticated_at,
            scopes: &grant.scopes,
            resources: &grant.resources,
            claims: &grant.claims,
            nonce: grant.nonce.clone(),
            device_name: name.or_else(|| grant.device_name.clone()),
        };
        let begun = self.begin(&mut work, allowed, params).await?;
        work.grants().spend(&code, begun.family, self.now).await?;
        let event = self
            .event("grant.redeemed", begun.session)
            .with(begun.family);
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(begun.tokens)
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
