//! The keychain of the operating system: put, get and forget one secret.
//!
//! The Secret Service on Linux, Keychain Services on macOS, the Credential Manager on Windows, each
//! through its `keyring` store. There is no other place: no file, no memory, no stand-in for tests.
//! A secret is one line of printable ASCII, at most [`LONGEST`] bytes, because Windows holds 2,560
//! bytes and one keyring of Linux loses its whole collection on a raw newline.
//!
//! Nothing here waits for ever. Each call runs on a thread of its own and is given up after
//! [`LIMIT`], and a locked collection is found out before the service could ask for a password, so
//! no prompt appears on behalf of work in the background. Calls block for at most that long; an
//! async caller moves them off its thread.

use std::{
    fmt,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use zeroize::Zeroizing;

mod error;
mod line;
mod system;

pub use error::Error;
pub use line::LONGEST;
use system::System;

/// How long one call may take before it is given up
/// (`SECURITY_MODEL.md` section 4.9 names five seconds).
pub const LIMIT: Duration = Duration::from_secs(5);

/// The secrets of one program, told apart from those of others by a service name.
///
/// Cheap to clone; clones share one connection.
#[derive(Clone)]
pub struct Keychain {
    service: Arc<str>,
    system: Arc<System>,
}

impl Keychain {
    /// The secrets that are kept under `service`, as in `org.countersign.Countersign`.
    ///
    /// Nothing is asked of the system yet: a keychain that appears later is found later.
    ///
    /// # Errors
    ///
    /// [`Error::BadName`] when `service` is empty or holds anything but printable ASCII.
    pub fn open(service: &str) -> Result<Self, Error> {
        line::check_name(service)?;
        Ok(Self {
            service: service.into(),
            system: Arc::new(System::default()),
        })
    }

    /// Puts `secret` under `name`, in the place of an earlier one.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] and [`Error::NotOneLine`] before the system is asked; [`Error::Missing`],
    /// [`Error::Locked`] and [`Error::Refused`] when it is.
    pub fn put(&self, name: &str, secret: &[u8]) -> Result<(), Error> {
        line::check_secret(secret)?;
        let secret = Zeroizing::new(secret.to_vec());
        self.within_limit(name, move |system, service, name| {
            system.put(service, name, &secret)
        })
    }

    /// The secret under `name`.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is none, else [`Error::Missing`], [`Error::Locked`] or
    /// [`Error::Refused`].
    pub fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.within_limit(name, System::get)
    }

    /// Removes the secret under `name`.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is none, else [`Error::Missing`], [`Error::Locked`] or
    /// [`Error::Refused`].
    pub fn forget(&self, name: &str) -> Result<(), Error> {
        self.within_limit(name, System::forget)
    }

    /// Runs `call` on its own thread. One that does not come back keeps its thread and its
    /// connection to itself: the next call begins with a new connection.
    fn within_limit<T: Send + 'static>(
        &self,
        name: &str,
        call: impl FnOnce(&System, &str, &str) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        line::check_name(name)?;
        let (service, name) = (Arc::clone(&self.service), name.to_owned());
        let system = Arc::clone(&self.system);
        let (answer, wait) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                // Nobody listens any more when the limit has passed.
                let _ = answer.send(call(&system, &service, &name));
            })
            .map_err(|error| Error::Refused {
                detail: error.to_string(),
            })?;
        match wait.recv_timeout(LIMIT) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.system.disconnect();
                Err(Error::Locked)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                self.system.disconnect();
                Err(Error::Refused {
                    detail: "the keychain call broke off".to_owned(),
                })
            }
        }
    }
}

impl fmt::Debug for Keychain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keychain")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}
