//! One attempt to sign in.

use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    Clock, Error, Http, ProofKey, Provider, ServerKind, Token, Tokens,
    endpoint::{self, Shown},
    error::plain,
    identity,
    listener::{Answer, Arrived, Listener},
    proof::ProofName,
};

/// How long the person may take in the browser.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// What to ask a server for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks, [`protocol::DESKTOP_CLIENT_ID`] at our own servers.
    pub client_id: String,
    /// What for, usually [`Provider::desktop_scopes`]. `openid` is added when it is missing.
    pub scopes: Vec<String>,
    /// The name to put into the form, when an account signs in again.
    pub login_hint: Option<String>,
    /// What the person calls this computer. Only our own servers are told.
    pub device_name: Option<String>,
    /// The key of an earlier sign-in, by which the server recognises this computer. Without one a
    /// server that binds tokens gets a new key.
    pub key: Option<ProofKey>,
    /// Whether the person has to prove anew who they are, with all their factors, also where the
    /// browser is still signed in.
    pub anew: bool,
}

/// An attempt under way. Dropping it is cancelling it: the port closes, and a browser that comes
/// back later finds nobody.
pub struct SignIn {
    provider: Provider,
    client_id: String,
    scopes: Vec<String>,
    nonce: Token,
    verifier: Token,
    /// What the tokens will be bound to, and the names of the proofs for the token endpoint.
    proof: Option<(ProofKey, [ProofName; 2])>,
    listener: Listener,
    redirect_uri: String,
    address: Url,
    limit: Duration,
}

/// Somebody signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The issuer, to the letter.
    pub issuer: String,
    /// The account is this, together with the issuer. Mail addresses identify nobody.
    pub subject: String,
    /// A name to show.
    pub name: Option<String>,
    /// What was granted, which may be less than what was asked for.
    pub scopes: Vec<String>,
    /// The tokens, to be handed to [`crate::TokenStore::keep`].
    pub tokens: Tokens,
}

impl SignIn {
    /// Opens a port of this computer for the browser to come back to. Verifier, state and nonce
    /// have 256 bits of `chance` each, and live and die with this attempt. At a server that binds
    /// tokens the grant is bound to the key already
    /// ([RFC 9449 section 10](https://www.rfc-editor.org/rfc/rfc9449#section-10)).
    ///
    /// # Errors
    ///
    /// [`Error::Local`] when there is no port.
    pub async fn begin(
        provider: &Provider,
        request: Request,
        chance: &mut (dyn CryptoRng + Send),
    ) -> Result<Self, Error> {
        let Request {
            client_id,
            mut scopes,
            login_hint,
            device_name,
            key,
            anew,
        } = request;
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        let (state, nonce, verifier) = (draw(chance), draw(chance), draw(chance));
        let proof = match (provider.binds_tokens, key) {
            (false, _) => None,
            (true, Some(key)) => Some(key),
            (true, None) => Some(ProofKey::generate(chance)?),
        };
        let proof = proof.map(|key| (key, [ProofName::draw(chance), ProofName::draw(chance)]));
        let thumbprint = proof.as_ref().map(|(key, _)| key.thumbprint());
        let state_shown = state.copy();
        let listener = Listener::open(callback_path(&provider.issuer), state)
            .await
            .map_err(|source| Error::Local {
                what: "no port could be opened for the browser",
                source,
            })?;
        let redirect_uri = listener.redirect_uri();
        // https://www.rfc-editor.org/rfc/rfc7636#section-4.2
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.reveal().as_bytes()));
        let mut address = provider.authorization.clone();
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client_id)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", state_shown.reveal())
            .append_pair("nonce", nonce.reveal())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(thumbprint.map(|key| ("dpop_jkt", key)))
            .extend_pairs(anew.then_some(("prompt", "login")))
            .extend_pairs(login_hint.map(|hint| ("login_hint", hint)))
            .extend_pairs(
                device_name
                    .filter(|_| matches!(provider.kind, ServerKind::Countersign { .. }))
                    .map(|name| ("device_name", name)),
            );
        Ok(Self {
            provider: provider.clone(),
            client_id,
            scopes,
            nonce,
            verifier,
            proof,
            listener,
            redirect_uri,
            address,
            limit: LIMIT,
        })
    }

    /// The same attempt with another time for the person; it gives five minutes by itself.
    #[must_use]
    pub fn waiting_at_most(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Where to send the browser.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Waits for the browser, redeems the grant and judges the tokens; then the browser shows how
    /// it went.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] when nobody came back in time; [`Error::Denied`], [`Error::Refused`],
    /// [`Error::WrongIssuer`], [`Error::Disturbed`], [`Error::BadTokens`], [`Error::ServerAway`].
    pub async fn finish(mut self, http: &Http, clock: Clock<'_>) -> Result<SignedIn, Error> {
        let (key, names) = self.proof.take().unzip();
        let arrived = tokio::time::timeout(self.limit, self.listener.wait())
            .await
            .map_err(|_| Error::TimedOut)??;
        let shown = key.as_ref().zip(names);
        let shown = shown.map(|(key, names)| Shown::with(key, names));
        let result = self.conclude(&arrived, shown, http, clock).await;
        arrived.show(result.is_ok()).await;
        result
    }

    async fn conclude(
        &self,
        arrived: &Arrived,
        shown: Option<Shown<'_>>,
        http: &Http,
        clock: Clock<'_>,
    ) -> Result<SignedIn, Error> {
        self.check_origin(arrived.iss.as_deref())?;
        let code = match &arrived.answer {
            Answer::Code(code) => code,
            Answer::Error { error, .. } if error == "access_denied" => return Err(Error::Denied),
            Answer::Error { error, description } => {
                return Err(Error::Refused {
                    error: plain(error),
                    description: description.as_deref().map(plain),
                });
            }
        };
        let grant = (
            code.reveal(),
            self.redirect_uri.as_str(),
            self.verifier.reveal(),
        );
        let granted =
            endpoint::redeem(http, &self.provider, &self.client_id, grant, shown, clock())
                .await
                .granted()?;
        let Some(id_token) = granted.id_token else {
            return Err(Error::BadTokens {
                detail: "the server sent no identity token".to_owned(),
            });
        };
        let who = identity::judge(
            http,
            &self.provider,
            &self.client_id,
            &self.nonce,
            &id_token,
            clock,
        )
        .await?;
        Ok(SignedIn {
            issuer: self.provider.issuer.clone(),
            subject: who.subject,
            name: who.name,
            // What is not named is what was asked for: RFC 6749 section 5.1.
            scopes: granted.scopes.unwrap_or_else(|| self.scopes.clone()),
            tokens: granted.tokens,
        })
    }

    /// The answer must come from the server that was asked
    /// ([RFC 9207 section 2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)).
    fn check_origin(&self, iss: Option<&str>) -> Result<(), Error> {
        match iss {
            Some(iss) if iss == self.provider.issuer => Ok(()),
            None if !self.provider.promises_iss => Ok(()),
            other => Err(Error::WrongIssuer {
                named: other.map(plain),
            }),
        }
    }
}

/// The path that the browser comes back to when it signs in at `issuer`, as in
/// `/callback/id-example-5f0c2a11`. One server's answer cannot be taken for another's. Register
/// `http://127.0.0.1` followed by this path at a server that is not ours.
#[must_use]
pub fn callback_path(issuer: &str) -> String {
    let host = Url::parse(issuer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default();
    let host: String = host
        .chars()
        .filter(|c| !matches!(c, '[' | ']'))
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let hash = HEXLOWER.encode(
        Sha256::digest(issuer.as_bytes())
            .get(..4)
            .unwrap_or_default(),
    );
    format!("/callback/{host}-{hash}")
}

/// 256 bits of chance, as 43 characters that need no escaping.
fn draw(chance: &mut (dyn CryptoRng + Send)) -> Token {
    let mut bytes = Zeroizing::new([0; 32]);
    chance.fill_bytes(&mut *bytes);
    Token::new(BASE64URL_NOPAD.encode(&*bytes))
}

#[cfg(test)]
mod tests {
    use super::callback_path;

    #[test]
    fn every_issuer_has_a_path_of_its_own() {
        let path = callback_path("https://id.example/realms/a");
        assert!(path.starts_with("/callback/id-example-"), "{path}");
        assert_eq!(path, callback_path("https://id.example/realms/a"));
        for other in [
            "https://id.example/realms/b",
            "https://id.example/realms/a/",
            "https://id-example/realms/a",
        ] {
            assert_ne!(path, callback_path(other));
        }
    }
}
