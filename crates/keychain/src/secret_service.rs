//! Linux and the BSDs: the Secret Service
//! ([specification](https://specifications.freedesktop.org/secret-service-spec/latest/)).

use std::{collections::HashMap, sync::Arc};

use keyring_core::Error as Said;
use secret_service::{EncryptionType, Error as Service, blocking::SecretService};
use zbus_secret_service_keyring_store::Store;

use crate::Error;

pub(super) struct Connection {
    pub(super) store: Arc<Store>,
    /// Asks what is locked. The store itself would put up a prompt instead of saying so.
    peek: SecretService<'static>,
}

impl Connection {
    pub(super) fn new() -> Result<Self, Error> {
        let missing = |error: &dyn std::error::Error| Error::Missing {
            detail: error.to_string(),
        };
        let peek =
            SecretService::connect(EncryptionType::Plain).map_err(|error| missing(&error))?;
        let store = Store::new().map_err(|error| missing(&error))?;
        Ok(Self { store, peek })
    }

    /// [`Error::Locked`] when the default collection or the secret itself is locked. A computer
    /// where no collection was ever made is told the same: making one needs a person, too.
    pub(super) fn check_unlocked(&self, service: &str, name: &str) -> Result<(), Error> {
        let collection = match self.peek.get_default_collection() {
            Err(Service::NoResult) => return Err(Error::Locked),
            found => found.map_err(|error| explain_service(&error))?,
        };
        if collection
            .is_locked()
            .map_err(|error| explain_service(&error))?
        {
            return Err(Error::Locked);
        }
        let attributes = HashMap::from([("service", service), ("username", name)]);
        let found = self
            .peek
            .search_items(attributes)
            .map_err(|error| explain_service(&error))?;
        if found.locked.is_empty() {
            Ok(())
        } else {
            Err(Error::Locked)
        }
    }
}

pub(super) fn explain(error: Said) -> Error {
    match error {
        Said::PlatformFailure(source) | Said::NoStorageAccess(source) => {
            match source.downcast_ref() {
                Some(said) => explain_service(said),
                None => Error::Refused {
                    detail: source.to_string(),
                },
            }
        }
        other => super::explain_common(other),
    }
}

fn explain_service(error: &Service) -> Error {
    match error {
        Service::Locked | Service::Prompt | Service::PromptDisconnected => Error::Locked,
        Service::NoResult => Error::Gone,
        Service::Unavailable => Error::Missing {
            detail: error.to_string(),
        },
        _ => Error::Refused {
            detail: error.to_string(),
        },
    }
}
