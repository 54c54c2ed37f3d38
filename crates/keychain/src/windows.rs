//! Windows: the Credential Manager, which is open while its person is signed in.

use std::sync::Arc;

use keyring_core::Error as Said;
use windows_native_keyring_store::Store;

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

    #[allow(clippy::unnecessary_wraps, reason = "other systems can tell")]
    pub(super) fn check_unlocked(&self, _service: &str, _name: &str) -> Result<(), Error> {
        Ok(())
    }
}

pub(super) fn explain(error: Said) -> Error {
    match error {
        // `ERROR_NO_SUCH_LOGON_SESSION`: this sign-in to the computer has no credential store.
        Said::NoStorageAccess(source) => Error::Missing {
            detail: source.to_string(),
        },
        other => super::explain_common(other),
    }
}
