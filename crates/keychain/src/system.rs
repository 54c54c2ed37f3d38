//! The store of the operating system, opened at the first call and again after it was lost.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use keyring_core::{Entry, api::CredentialStoreApi as _};
use zeroize::Zeroizing;

use crate::Error;

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "secret_service.rs"]
mod native;
#[cfg(target_os = "macos")]
#[path = "apple.rs"]
mod native;
#[cfg(target_os = "windows")]
#[path = "windows.rs"]
mod native;

/// One connection that many calls share.
#[derive(Default)]
pub(crate) struct System {
    connection: Mutex<Option<Arc<native::Connection>>>,
}

impl System {
    pub(crate) fn put(
        &self,
        service: &str,
        name: &str,
        secret: &Zeroizing<Vec<u8>>,
    ) -> Result<(), Error> {
        self.with_entry(service, name, |entry| entry.set_secret(secret))
    }

    pub(crate) fn get(&self, service: &str, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.with_entry(service, name, |entry| {
            entry.get_secret().map(Zeroizing::new)
        })
    }

    pub(crate) fn forget(&self, service: &str, name: &str) -> Result<(), Error> {
        self.with_entry(service, name, Entry::delete_credential)
    }

    /// The next call connects anew.
    pub(crate) fn disconnect(&self) {
        let before = self.connection().take();
        take_leave(before);
    }

    /// A service that was restarted has forgotten our connection, so a failure in the store is
    /// tried once more over a new one.
    fn with_entry<T>(
        &self,
        service: &str,
        name: &str,
        call: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, Error> {
        match self.attempt(service, name, &call) {
            Err(Error::Refused { .. } | Error::Missing { .. }) => {
                self.disconnect();
                self.attempt(service, name, &call)
            }
            result => result,
        }
    }

    fn attempt<T>(
        &self,
        service: &str,
        name: &str,
        call: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, Error> {
        let connection = self.connected()?;
        connection.check_unlocked(service, name)?;
        let entry = connection
            .store
            .build(service, name, None)
            .map_err(native::explain)?;
        call(&entry).map_err(native::explain)
    }

    fn connected(&self) -> Result<Arc<native::Connection>, Error> {
        if let Some(connection) = &*self.connection() {
            return Ok(Arc::clone(connection));
        }
        // Connecting may take long, hence without the lock; of two new connections the last stays.
        let connection = Arc::new(native::Connection::new()?);
        *self.connection() = Some(Arc::clone(&connection));
        Ok(connection)
    }

    fn connection(&self) -> MutexGuard<'_, Option<Arc<native::Connection>>> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for System {
    fn drop(&mut self) {
        let last = self.connection().take();
        take_leave(last);
    }
}

/// Closing a connection waits for the service. A thread that drives tasks may not wait, and would
/// panic, so another one does it.
fn take_leave(connection: Option<Arc<native::Connection>>) {
    if connection.is_none() {
        return;
    }
    let closing = thread::Builder::new().name("keychain".to_owned());
    // Without a thread it is closed here.
    let _ = closing.spawn(move || drop(connection));
}

/// What every system says in the same words. `keyring` attaches stored bytes to some of its
/// errors, so only those that cannot hold any are quoted.
fn explain_common(error: keyring_core::Error) -> Error {
    use keyring_core::Error as Said;
    let detail = match error {
        Said::NoEntry => return Error::Gone,
        Said::PlatformFailure(source) | Said::NoStorageAccess(source) => source.to_string(),
        Said::Ambiguous(found) => format!("{} secrets have that name", found.len()),
        Said::TooLong(what, limit) => format!("{what} is longer than {limit}"),
        Said::Invalid(what, why) => format!("{what}: {why}"),
        Said::NotSupportedByStore(why) => why,
        _ => "the stored form is not understood".to_owned(),
    };
    Error::Refused { detail }
}
