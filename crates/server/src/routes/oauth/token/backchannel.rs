//! `urn:openid:params:grant-type:ciba`: a program asks whether the person said yes
//! ([CIBA Core 1.0 section 10.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)).

use authority::{
    Digest,
    approval::{Collection, State},
    backchannel::{Backchannel, Poll},
    claims::Claims,
    factor::{Assurance, Kind},
};

use super::{
    Asker,
    issue::{Allowed, By, Tokens},
};
use crate::{
    approvals,
    limits::guessing::{self, Subject},
    refusal::Refusal,
    routes::request::params::Params,
    store::{Work, backchannel_holder},
};

impl Asker<'_> {
    /// Tells the program to wait, or why not, or gives it its tokens.
    pub(super) async fn poll_backchannel(&self, params: &Params) -> Result<Tokens, Refusal> {
        let missing = Refusal::invalid_request("auth_req_id is missing");
        let id = Digest::of(params.get("auth_req_id").ok_or(missing)?);
        let unknown = || Refusal::invalid_grant("the auth_req_id is unknown or was used before");
        let mut work = self.server.store().begin().await?;
        let Some(asked) = work.backchannels().hold(&id).await? else {
            return Err(unknown());
        };
        match asked.poll(&self.client.id, self.key, self.now) {
            Poll::Look { wait, too_early } => {
                let holder = backchannel_holder(&id);
                let standing = approvals::standing(self.server, &mut work, &holder).await?;
                match standing.map(|standing| standing.state) {
                    Some(State::Pending) => {
                        work.backchannels().polled(&id, wait, self.now).await?;
                        work.commit().await?;
                        Err(if too_early {
                            refused("slow_down", "wait five seconds more between two polls")
                        } else {
                            refused("authorization_pending", "nobody has decided yet")
                        })
                    }
                    Some(State::Approved(_)) => {
                        self.collect_backchannel(work, &id, asked, params).await
                    }
                    Some(State::Denied) => Err(refused("access_denied", "the person declined")),
                    Some(State::Expired) | None => Err(EXPIRED),
                }
            }
            Poll::Reused(Some(family)) => {
                self.note_reuse("auth_req_id", family);
                self.end_family(&mut work, family, "auth_req_id used twice")
                    .await?;
                work.commit().await?;
                Err(unknown())
            }
            Poll::OtherKey => Err(Refusal::invalid_grant(
                "the request is bound to another key",
            )),
            Poll::OtherClient | Poll::Reused(None) => Err(unknown()),
        }
    }

    async fn collect_backchannel(
        &self,
        mut work: Work,
        id: &Digest,
        asked: Backchannel,
        params: &Params,
    ) -> Result<Tokens, Refusal> {
        let holder = backchannel_holder(id);
        // From here on nobody disables them, or ends what they are signed in with, before this is done.
        work.users().hold(asked.user).await?;
        let user = self.active(work.users().get(asked.user).await?)?;
        let subject = Subject::person(&mut work, user.id, None, &self.browser.ip).await?;
        let locked = guessing::is_locked(&mut work, &subject).await?;
        let collected =
            approvals::collect(self.server, &mut work, &holder, user.id, locked).await?;
        if collected != Collection::Granted {
            work.commit().await?;
            return Err(EXPIRED);
        }
        let scopes = asked.scopes.granted(&self.client.scopes, &user.roles);
        let assurance = Assurance::approval(self.now);
        let allowed = Allowed {
            user: &user,
            by: By::Device(&assurance),
            own: true,
            authenticated_at: self.now,
            scopes: &scopes,
            resources: &[],
            claims: &Claims::default(),
            nonce: None,
            device_name: None,
        };
        let begun = self.begin(&mut work, allowed, params).await?;
        work.backchannels()
            .spend(id, begun.family, self.now)
            .await?;
        let event = self
            .event("backchannel.redeemed", begun.session)
            .with(format_args!("{} {}", begun.family, Kind::Approval.word()));
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(begun.tokens)
    }
}

const EXPIRED: Refusal = refused(
    "expired_token",
    "the request has expired, or counts no longer",
);

const fn refused(error: &'static str, description: &'static str) -> Refusal {
    Refusal::OAuth { error, description }
}
