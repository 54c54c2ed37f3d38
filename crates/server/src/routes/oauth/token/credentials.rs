//! `client_credentials`: a client acts for itself
//! ([RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
//!
//! The token stands alone: no session, no family, no refresh token and no row anywhere, so issuing one
//! writes nothing. It is no row of the audit log either: what the client may do was recorded when it
//! was registered, a token adds nothing to that, and a log that each token makes longer would be what
//! limits how many there can be.

use authority::{resource, scope::Scopes, session::ACCESS_TOKEN_LIFE};

use super::issue::{Asker, INVALID_TARGET, Tokens};
use crate::{
    keys::signing::{AccessClaims, Audience},
    refusal::Refusal,
    routes::request::params::Params,
};

/// Scopes that are about a person who signs in, of which there is none here.
const OF_PEOPLE: [&str; 3] = ["openid", "offline_access", "admin"];

impl Asker<'_> {
    /// A token whose subject is the client.
    pub(super) fn credentials(&self, params: &Params) -> Result<Tokens, Refusal> {
        if !self.client.is_confidential() {
            return Err(Refusal::OAuth {
                error: "unauthorized_client",
                description: "a public client cannot act for itself",
            });
        }
        let scopes = self.own_scopes(params.get("scope"))?;
        let id = &self.client.id;
        let issuer = self.server.config().issuer.as_str();
        let mut audience = resource::registered(params.all("resource"), self.client, issuer)
            .map_err(|_| INVALID_TARGET)?;
        if audience.is_empty() {
            audience.push(issuer.to_owned());
        }
        let access_token = self.ring.sign_access(&AccessClaims {
            iss: issuer.to_owned(),
            sub: id.clone(),
            aud: Audience::from(audience),
            client_id: id.clone(),
            scope: scopes.to_string(),
            sid: None,
            jti: data_encoding::HEXLOWER.encode(&self.server.draw::<16>()?),
            iat: self.now.unix(),
            exp: self.now.plus(ACCESS_TOKEN_LIFE).unix(),
            auth_time: None,
            acr: None,
            amr: None,
            cnf: self.bound(),
        })?;
        Ok(Tokens::alone(access_token, self.token_type(), &scopes))
    }

    /// What is asked for, or everything the client may have. Asking for more is an error, since
    /// nobody would notice what is missing.
    fn own_scopes(&self, asked: Option<&str>) -> Result<Scopes, Refusal> {
        let own = |scopes: &Scopes| -> Scopes {
            let kept = scopes.iter().filter(|scope| !OF_PEOPLE.contains(scope));
            kept.map(str::to_owned).collect()
        };
        let registered = own(&self.client.scopes);
        match asked.map(Scopes::parse) {
            None => Ok(registered),
            Some(asked) if asked.is_within(&registered) => Ok(asked),
            Some(_) => Err(Refusal::OAuth {
                error: "invalid_scope",
                description: "the client may not have one of the scopes",
            }),
        }
    }
}
