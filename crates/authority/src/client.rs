//! Programs that may ask for tokens.

use subtle::ConstantTimeEq as _;

use crate::{Digest, redirect::RedirectUri, scope::Scopes};

/// A registered client.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// Its name in requests.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The digest of its secret; `None` for a public client, which cannot keep one.
    pub secret: Option<Digest>,
    /// Whether it belongs to whoever runs the server, so that no consent is asked for.
    pub first_party: bool,
    /// Where answers may go.
    pub redirects: Vec<RedirectUri>,
    /// Which kinds of grant it may use, such as `authorization_code`.
    pub grants: Vec<String>,
    /// The most it may ask for.
    pub scopes: Scopes,
}

/// The client could not be recognised, or did not prove who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client is unknown or its secret is wrong")]
pub struct NotAuthentic;

impl Client {
    /// Whether an answer may go to `address`.
    #[must_use]
    pub fn accepts_redirect(&self, address: &str) -> bool {
        self.redirects
            .iter()
            .any(|registered| registered.matches(address))
    }

    /// Whether it may use this kind of grant.
    #[must_use]
    pub fn may_use(&self, grant: &str) -> bool {
        self.grants.iter().any(|allowed| allowed == grant)
    }

    /// Checks what a client shows at the token or revocation address. A public client shows no
    /// secret; a confidential one must show the right one.
    ///
    /// # Errors
    ///
    /// [`NotAuthentic`], which does not say what was wrong.
    pub fn authenticate(&self, secret: Option<&str>) -> Result<(), NotAuthentic> {
        match (&self.secret, secret) {
            (None, None) => Ok(()),
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
