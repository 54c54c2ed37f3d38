//! The key of a push token: RSA of 4096 bits, PKCS#1 v1.5 with SHA-256, as these servers want it.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
    },
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ledger::NewDecision;
use sha2::{Digest as _, Sha256};
use vault::{PushSecret, PushTokenId};

use crate::{Failure, FailureCode};

/// The key of one token. The library wipes it when it is dropped.
pub(super) struct PushKey {
    pair: RsaKeyPair,
    public: Vec<u8>,
}

impl PushKey {
    /// A new key, which takes a second or more. The library draws the chance itself.
    pub(super) fn generate() -> Result<Self, Failure> {
        RsaKeyPair::generate(KeySize::Rsa4096)
            .ok()
            .and_then(Self::of)
            .ok_or_else(|| Failure::new(FailureCode::Internal, "no key could be made"))
    }

    /// The key that the vault keeps.
    pub(super) fn open(secret: &PushSecret) -> Result<Self, Failure> {
        RsaKeyPair::from_pkcs8(secret.reveal())
            .ok()
            .and_then(Self::of)
            .ok_or_else(|| Failure::new(FailureCode::Damaged, "the key of a push token is none"))
    }

    fn of(pair: RsaKeyPair) -> Option<Self> {
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
        let public = public.as_ref().to_vec();
        Some(Self { pair, public })
    }

    /// As the vault keeps it.
    pub(super) fn secret(&self) -> Result<PushSecret, Failure> {
        let der: Pkcs8V1Der<'_> = self
            .pair
            .as_der()
            .map_err(|_| Failure::new(FailureCode::Internal, "a key could not be written"))?;
        Ok(PushSecret::new(der.as_ref()))
    }

    /// SubjectPublicKeyInfo as DER.
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    pub(super) fn id(&self) -> PushTokenId {
        PushTokenId::from_bytes(id(&self.public))
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                bytes,
                &mut signature,
            )
            .map_err(|_| Failure::new(FailureCode::Internal, "nothing could be signed"))?;
        Ok(signature)
    }
}

/// Whether the key that a decision names signed its bytes, for one that answered a push token.
pub(crate) fn is_signed(what: &NewDecision) -> bool {
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    let (Some(public), Some(signature)) = (decode(&what.public_key), decode(&what.signature))
    else {
        return false;
    };
    HEXLOWER.encode(&id(&public)) == what.key
        && UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(&what.signed, &signature)
            .is_ok()
}

/// The first half of the SHA-256 of a public key.
fn id(public: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(public);
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_opened_and_proves_what_it_signed() {
        let key = PushKey::generate().unwrap();
        let again = PushKey::open(&key.secret().unwrap()).unwrap();
        assert_eq!((again.public(), again.id()), (key.public(), key.id()));
        assert!(PushKey::open(&PushSecret::new(b"no key")).is_err());
        let mut what = NewDecision {
            account: key.id().to_string(),
            issuer: "https://pi.example/ttype/push".to_owned(),
            request: String::new(),
            decision: "accept".to_owned(),
            key: key.id().to_string(),
            public_key: BASE64URL_NOPAD.encode(key.public()),
            signed: b"NONCE|PIPU0001".to_vec(),
            signature: BASE64URL_NOPAD.encode(&again.sign(b"NONCE|PIPU0001").unwrap()),
            shown: String::new(),
        };
        assert!(is_signed(&what));
        what.signed = b"NONCE|PIPU0001|decline".to_vec();
        assert!(!is_signed(&what));
        what.signed = b"NONCE|PIPU0001".to_vec();
        what.key = "00".repeat(16);
        assert!(!is_signed(&what));
    }
}
