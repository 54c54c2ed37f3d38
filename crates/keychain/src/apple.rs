//! macOS: Keychain Services.

use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring_core::Error as Said;

use crate::Error;

pub(super) struct Connection {
    pub(super) store: Arc<Store>,
}

impl Connection {
    pub(super) fn new() -> Result<Self, Error> {
        let store = Store::new().map_err(|error| Error::Missing {
            detail: error.to_string(),
        })?;
        Ok(Self { store })
    }

    /// The system itself asks for the password, and is given up after the limit.
    #[allow(clippy::unnecessary_wraps, reason = "other systems can tell")]
    pub(super) fn check_unlocked(&self, _service: &str, _name: &str) -> Result<(), Error> {
        Ok(())
    }
}

pub(super) fn explain(error: Said) -> Error {
    match error {
        // `errSecInteractionNotAllowed`, `errSecAuthFailed`: locked, and nobody opened it.
        Said::NoStorageAccess(_) => Error::Locked,
        other => super::explain_common(other),
    }
}
