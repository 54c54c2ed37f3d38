//! `urn:ietf:params:oauth:grant-type:device_code`: a device asks whether somebody has decided
//! ([RFC 8628 section 3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).

use authority::{
    Digest,
    claims::Claims,
    device::{Approval, DeviceGrant, Poll},
};

use super::{
    Asker,
    issue::{Allowed, By, Tokens},
};
use crate::{refusal::Refusal, routes::request::params::Params, store::Work};

impl Asker<'_> {
    /// Tells the device to wait, or why not, or gives it its tokens.
    pub(super) async fn poll_device(&self, params: &Params) -> Result<Tokens, Refusal> {
        let missing = Refusal::invalid_request("device_code is missing");
        let code = Digest::of(params.get("device_code").ok_or(missing)?);
        let unknown = || Refusal::invalid_grant("the device code is unknown or was used before");
        let mut work = self.server.store().begin().await?;
        let Some(grant) = work.device_grants().hold(&code).await? else {
            return Err(unknown());
        };
        match grant.poll(&self.client.id, self.key, self.now) {
            Poll::Wait { wait, too_early } => {
                work.device_grants().polled(&code, wait, self.now).await?;
                work.commit().await?;
                Err(if too_early {
                    refused("slow_down", "wait five seconds more between two polls")
                } else {
                    refused("authorization_pending", "nobody has decided yet")
                })
            }
            Poll::Issue(approval) => {
                self.issue_to_device(work, &code, grant, approval, params)
                    .await
            }
            Poll::Denied => Err(refused("access_denied", "the person declined")),
            Poll::Expired => Err(refused("expired_token", "the device code has expired")),
            Poll::Reused(Some(family)) => {
                self.note_reuse("device code", family);
                self.end_family(&mut work, family, "device code used twice")
                    .await?;
                work.commit().await?;
                Err(unknown())
            }
            Poll::OtherKey => Err(Refusal::invalid_grant("the code is bound to another key")),
            Poll::OtherClient | Poll::Reused(None) => Err(unknown()),
        }
    }

    async fn issue_to_device(
        &self,
        mut work: Work,
        code: &Digest,
        grant: DeviceGrant,
        approval: Approval,
        params: &Params,
    ) -> Result<Tokens, Refusal> {
        // Whoever signed out or was signed out in the meantime allows nothing any more.
        let ended = Refusal::invalid_grant("the session has ended");
        let session = work.sessions().keep(approval.session, self.now).await?;
        let session = session.ok_or(ended)?;
        let user = self.active(work.users().get(approval.user).await?)?;
        let scopes = grant.scopes.granted(&self.client.scopes, &user.roles);
        let allowed = Allowed {
            user: &user,
            by: By::Session(session.id),
            own: true,
            authenticated_at: approval.authenticated_at,
            scopes: &scopes,
            resources: &grant.resources,
            claims: &Claims::default(),
            nonce: None,
            device_name: grant.device_name,
        };
        let begun = self.begin(&mut work, allowed, params).await?;
        work.device_grants().spend(code, begun.family).await?;
        let event = self
            .event("device.redeemed", begun.session)
            .with(begun.family);
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(begun.tokens)
    }
}

const fn refused(error: &'static str, description: &'static str) -> Refusal {
    Refusal::OAuth { error, description }
}
