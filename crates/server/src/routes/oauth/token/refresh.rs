//! `refresh_token`: a refresh token is exchanged for its child.

use authority::{
    Digest,
    family::{Outcome, Presenter, present},
    scope::Scopes,
};

use super::issue::{Asker, Issue, Tokens};
use crate::{
    refusal::Refusal,
    routes::request::params::Params,
    store::{FamilyRow, Presented, User},
};

impl Asker<'_> {
    /// Rotates a refresh token, answers a lost answer again, or ends the family.
    pub(super) async fn refresh(&self, params: &Params) -> Result<Tokens, Refusal> {
        let shown_by_client = params
            .get("refresh_token")
            .ok_or(Refusal::invalid_request("refresh_token is missing"))?;
        let digest = Digest::of(shown_by_client);
        let mut work = self.server.store().begin().await?;
        let unknown = Refusal::invalid_grant("the refresh token is unknown or has ended");
        // The session is the lock: from here on nobody else decides about this family.
        let held = work
            .sessions()
            .hold_by_token(&digest, &self.browser.ip, self.now)
            .await?;
        let Some(session) = held else {
            return Err(unknown);
        };
        let Some(Presented { row, newest, user }) = work.families().presented(&digest).await?
        else {
            return Err(unknown);
        };
        let presenter = Presenter {
            client: &self.client.id,
            dpop_jkt: self.key,
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
        let user = self.active(Some(user))?;
        let scopes = self.scopes_now(&row, &user, params)?;
        let audience = self.audience(params, &row.resources)?;
        let (refresh, jti) = self
            .issue(&mut work, row.id, Some(&digest), number, &row.family)
            .await?;
        let tokens = self.sign(Issue {
            user: &user,
            session: session.id,
            authenticated_at: session.authenticated_at,
            assurance: &session.assurance,
            scopes: &scopes,
            audience,
            claims: &row.claims,
            nonce: None,
            jti,
            refresh: Some(refresh),
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
}
