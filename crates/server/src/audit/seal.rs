//! Signing checkpoints with Ed25519.

use authority::{
    Moment,
    audit::{Checkpoint, Kind},
};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::keys::signing::Error;

/// What a line with a checkpoint begins with.
pub(super) const MARK: &str = "{\"audit\":\"checkpoint/1\"";

/// The key that signs checkpoints. It prints as `Seal(…)` with its public half.
pub struct Seal {
    pair: Ed25519KeyPair,
    key: String,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({})", self.key)
    }
}

/// A checkpoint with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// The public key, in base64url.
    pub key: String,
    /// The signature over [`Checkpoint::signed_bytes`], in base64url.
    pub signature: String,
}

/// A checkpoint as it leaves the database.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    audit: String,
    kind: String,
    number: i64,
    hash: String,
    at: i64,
    key: String,
    signature: String,
}

impl Seal {
    /// The key pair of this seed.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`].
    pub fn new(seed: &[u8; 32]) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::Unusable)?;
        let key = BASE64URL_NOPAD.encode(pair.public_key().as_ref());
        Ok(Self { pair, key })
    }

    /// The public key, in base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.key
    }

    /// Signs a checkpoint.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`].
    pub fn sign(&self, checkpoint: Checkpoint) -> Result<Sealed, Error> {
        let signature = self
            .pair
            .try_sign(&checkpoint.signed_bytes())
            .map_err(|_| Error::Unusable)?;
        Ok(Sealed {
            key: self.key.clone(),
            signature: BASE64URL_NOPAD.encode(signature.as_ref()),
            checkpoint,
        })
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn signed(&self, sealed: &Sealed) -> bool {
        let Ok(signature) = BASE64URL_NOPAD.decode(sealed.signature.as_bytes()) else {
            return false;
        };
        let key = UnparsedPublicKey::new(&ED25519, self.pair.public_key().as_ref());
        sealed.key == self.key
            && key
                .verify(&sealed.checkpoint.signed_bytes(), &signature)
                .is_ok()
    }
}

impl Sealed {
    /// One line of JSON.
    #[must_use]
    pub fn line(&self) -> String {
        let Checkpoint {
            kind,
            number,
            hash,
            at,
        } = &self.checkpoint;
        let line = Line {
            audit: "checkpoint/1".to_owned(),
            kind: kind.as_str().to_owned(),
            number: *number,
            hash: hash.clone(),
            at: at.unix(),
            key: self.key.clone(),
            signature: self.signature.clone(),
        };
        // Texts and numbers can always be written.
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads what [`Sealed::line`] wrote.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(line).ok()?;
        Some(Self {
            checkpoint: Checkpoint {
                kind: Kind::parse(&line.kind)?,
                number: line.number,
                hash: line.hash,
                at: Moment::from_unix(line.at),
            },
            key: line.key,
            signature: line.signature,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_no_letter_of_it_can_be_changed() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let sealed = seal
            .sign(Checkpoint {
                kind: Kind::Head,
                number: 12,
                hash: "ab".into(),
                at: Moment::from_unix(5),
            })
            .unwrap();
        let line = sealed.line();
        assert!(line.starts_with(MARK));
        assert_eq!(Sealed::parse(&line), Some(sealed.clone()));
        assert!(seal.signed(&sealed));
        assert!(!Seal::new(&[8; 32]).unwrap().signed(&sealed));
        for index in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[index] ^= 1;
            let changed = String::from_utf8(bytes).ok();
            let read = changed.and_then(|line| Sealed::parse(&line));
            let passes = read.is_some_and(|read| seal.signed(&read));
            // The one word that is not signed is the mark of the line itself.
            assert!(!passes || index < MARK.len(), "{index}");
        }
    }
}
