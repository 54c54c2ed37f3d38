//! `[dpop]`: whether tokens are bound to keys ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use serde::Deserialize;

/// Whether tokens are bound to keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dpop {
    /// Whether every client has to show a proof, not only those registered so.
    pub required: bool,
    /// Whether a proof needs a nonce of this server, so that none can be made in advance.
    pub nonces: bool,
}

impl Default for Dpop {
    fn default() -> Self {
        Self {
            required: false,
            nonces: true,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDpop {
    required: Option<bool>,
    nonces: Option<bool>,
}

impl RawDpop {
    pub(super) fn check(self) -> Dpop {
        let default = Dpop::default();
        Dpop {
            required: self.required.unwrap_or(default.required),
            nonces: self.nonces.unwrap_or(default.nonces),
        }
    }
}
