//! `[tls]`: https without a proxy in front.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Error, Issuer};

/// Where the certificate is.
#[derive(Debug, Clone)]
pub struct Https {
    /// PEM: the certificate of this server first, then those that lead to the root.
    pub certificate: PathBuf,
    /// PEM: its private key, PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Raw {
    pub(super) fn check(self, issuer: &Issuer) -> Result<Https, Error> {
        let (Some(certificate), Some(key)) = (self.certificate, self.key) else {
            return Err(Error::invalid("tls", "needs both `certificate` and `key`"));
        };
        if !issuer.is_https() {
            return Err(Error::invalid(
                "issuer",
                "has to begin with https:// when [tls] is set, since nothing else is spoken then",
            ));
        }
        Ok(Https { certificate, key })
    }
}
