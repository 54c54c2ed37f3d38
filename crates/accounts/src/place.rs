//! The place for secrets: the keychain, called off the async threads.

use zeroize::Zeroizing;

use crate::Error;

/// Puts, gets and forgets one line under a name. Calls may block for as long as
/// [`keychain::LIMIT`]; this crate makes them on threads for blocking work.
///
/// Only [`keychain::Keychain`] implements this in a program that ships.
pub trait SecretPlace: Clone + Send + Sync + 'static {
    /// Puts `secret` under `name`, in the place of an earlier one.
    ///
    /// # Errors
    ///
    /// As [`keychain::Keychain::put`].
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), keychain::Error>;

    /// The secret under `name`.
    ///
    /// # Errors
    ///
    /// As [`keychain::Keychain::get`].
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, keychain::Error>;

    /// Removes the secret under `name`.
    ///
    /// # Errors
    ///
    /// As [`keychain::Keychain::forget`].
    fn forget(&self, name: &str) -> Result<(), keychain::Error>;
}

impl SecretPlace for keychain::Keychain {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), keychain::Error> {
        self.put(name, secret)
    }

    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, keychain::Error> {
        self.get(name)
    }

    fn forget(&self, name: &str) -> Result<(), keychain::Error> {
        self.forget(name)
    }
}

/// Makes one call where blocking is allowed.
pub(crate) async fn off_thread<P: SecretPlace, T: Send + 'static>(
    place: &P,
    call: impl FnOnce(&P) -> Result<T, keychain::Error> + Send + 'static,
) -> Result<T, Error> {
    let place = place.clone();
    match tokio::task::spawn_blocking(move || call(&place)).await {
        Ok(result) => result.map_err(Error::Keychain),
        Err(_) => Err(Error::Keychain(keychain::Error::Refused {
            detail: "the call broke off".to_owned(),
        })),
    }
}
