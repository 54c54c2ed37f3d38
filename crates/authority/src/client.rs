//! Programs that may ask for tokens.

use subtle::ConstantTimeEq as _;

use crate::{Digest, backchannel::Delivery, jws::KeySet, redirect::RedirectUri, scope::Scopes};

/// A registered client.
///
/// Everything but its id has a harmless default, so whoever makes one names what is special about it.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// Its name in requests.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The digest of its secret. A client with neither secret nor keys is public: it cannot keep one.
    pub secret: Option<Digest>,
    /// The keys with which it signs assertions instead of showing a secret.
    pub keys: Option<KeySet>,
    /// Whether it belongs to whoever runs the server, so that no consent is asked for.
    pub first_party: bool,
    /// Where answers may go.
    pub redirects: Vec<RedirectUri>,
    /// Which kinds of grant it may use, such as `authorization_code`.
    pub grants: Vec<String>,
    /// The most it may ask for.
    pub scopes: Scopes,
    /// What its identity tokens are signed with.
    pub id_token_alg: TokenAlg,
    /// Whether its tokens have to be bound to a key of its own
    /// ([RFC 9449 section 5.2](https://www.rfc-editor.org/rfc/rfc9449#section-5.2)).
    pub dpop_bound: bool,
    /// The addresses it may ask tokens for besides ours
    /// ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
    pub resources: Vec<String>,
    /// Whether it takes tokens of others and may ask what they are worth: any of them, or where it has
    /// resources, those that are for one of these.
    pub resource_server: bool,
    /// How it proves who it is at the token address.
    pub token_auth_method: AuthMethod,
    /// Whether its authorization requests have to be pushed
    /// ([RFC 9126 section 6](https://www.rfc-editor.org/rfc/rfc9126#section-6)).
    pub require_par: bool,
    /// Where a browser may be sent after it signed out.
    pub post_logout_redirects: Vec<RedirectUri>,
    /// Where it is told that a session has ended
    /// ([Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html)).
    pub backchannel_logout_uri: Option<String>,
    /// How it learns that a person decided whom it asked without a browser.
    pub backchannel_delivery: Delivery,
    /// Where it is told so.
    pub backchannel_notification: Option<String>,
    /// What it says about itself.
    pub about: About,
}

/// What this server signs identity tokens with. There is no symmetric one, and no `none`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenAlg {
    /// ECDSA over P-256 with SHA-256.
    #[default]
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, for clients that know nothing else.
    Rs256,
    /// Ed25519.
    EdDsa,
}

impl TokenAlg {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::Es256, Self::Rs256, Self::EdDsa];

    /// The registered word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Reads the registered word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.word() == word)
    }
}

/// What a client says about itself and this server keeps, shows or hands back, and never fetches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are the registered metadata names of RFC 7591 section 2
pub struct About {
    pub client_uri: Option<String>,
    pub logo_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub tos_uri: Option<String>,
    pub contacts: Vec<String>,
    pub software_id: Option<String>,
    pub software_version: Option<String>,
}

/// How a client proves who it is
/// ([RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591#section-2)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// By its secret, in the header or in the form; by nothing when it has none.
    #[default]
    Any,
    /// Not at all: it cannot keep a secret.
    None,
    /// By its secret in the `Authorization` header.
    Basic,
    /// By its secret in the form.
    Post,
    /// By an assertion signed with one of its keys
    /// ([RFC 7523](https://www.rfc-editor.org/rfc/rfc7523)).
    PrivateKeyJwt,
}

impl AuthMethod {
    /// All methods, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Any,
        Self::None,
        Self::Basic,
        Self::Post,
        Self::PrivateKeyJwt,
    ];

    /// The registered word; empty for [`AuthMethod::Any`], which has none.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// The client could not be recognised, or did not prove who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client is unknown or its secret is wrong")]
pub struct NotAuthentic;

impl Client {
    /// Whether it may learn what an access token is worth that was issued to the client `to` for
    /// `audience`.
    #[must_use]
    pub fn may_ask_about<'a>(&self, to: &str, audience: impl IntoIterator<Item = &'a str>) -> bool {
        let named = |address: &str| {
            address == self.id
                || (self.resource_server
                    && (self.resources.is_empty()
                        || self.resources.iter().any(|own| own == address)))
        };
        to == self.id || audience.into_iter().any(named)
    }

    /// Whether an answer may go to `address`.
    #[must_use]
    pub fn accepts_redirect(&self, address: &str) -> bool {
        self.redirects
            .iter()
            .any(|registered| registered.matches(address))
    }

    /// Whether a browser may be sent to `address` after it signed out. The address is compared as an
    /// exact string, ports of loopback addresses excepted as in [`Client::accepts_redirect`].
    #[must_use]
    pub fn accepts_post_logout_redirect(&self, address: &str) -> bool {
        self.post_logout_redirects
            .iter()
            .any(|registered| registered.matches(address))
    }

    /// Whether it may use this kind of grant.
    #[must_use]
    pub fn may_use(&self, grant: &str) -> bool {
        self.grants.iter().any(|allowed| allowed == grant)
    }

    /// Whether it may prove who it is by `way`. A public client proves nothing, whichever way it comes.
    #[must_use]
    pub fn may_prove_by(&self, way: AuthMethod) -> bool {
        let method = self.token_auth_method;
        method == AuthMethod::Any || method == way || !self.is_confidential()
    }

    /// Whether it can prove who it is.
    #[must_use]
    pub const fn is_confidential(&self) -> bool {
        self.secret.is_some() || self.keys.is_some()
    }

    /// Checks the secret that a client shows. A public client shows none, or an empty one as some
    /// libraries do; a confidential one must show the right one. A client that signs does so instead
    /// ([`crate::assertion::check`]).
    ///
    /// # Errors
    ///
    /// [`NotAuthentic`], which does not say what was wrong.
    pub fn authenticate(&self, secret: Option<&str>) -> Result<(), NotAuthentic> {
        match (&self.secret, secret) {
            (None, None | Some("")) if self.keys.is_none() => Ok(()),
            (Some(stored), Some(shown)) => {
                let same = stored
                    .as_str()
                    .as_bytes()
                    .ct_eq(Digest::of(shown).as_str().as_bytes());
                if bool::from(same) {
                    Ok(())
                } else {
                    Err(NotAuthentic)
                }
            }
            _ => Err(NotAuthentic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_client_shows_nothing_and_a_confidential_one_its_secret() {
        let public = Client::default();
        assert!(public.authenticate(None).is_ok());
        assert!(public.authenticate(Some("")).is_ok());
        assert!(public.authenticate(Some("x")).is_err());
        let confidential = Client {
            secret: Some(Digest::of("right")),
            ..Client::default()
        };
        assert!(confidential.authenticate(Some("right")).is_ok());
        for wrong in [None, Some(""), Some("wrong")] {
            assert!(confidential.authenticate(wrong).is_err());
        }
        let keys = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        let signs = Client {
            keys: KeySet::parse(keys).ok(),
            ..Client::default()
        };
        assert!(signs.is_confidential());
        for shown in [None, Some(""), Some("x")] {
            assert!(signs.authenticate(shown).is_err());
        }
    }
}
