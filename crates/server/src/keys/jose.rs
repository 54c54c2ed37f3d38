//! Checks signatures of clients, for `authority`, which knows no cryptography but hashes.

use authority::jws::{Alg, Key};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

/// Whether `signature` over `message` is by `key` with `alg`; see [`authority::jws::Verify`].
#[must_use]
pub fn verify(alg: Alg, key: &Key, message: &[u8], signature: &[u8]) -> bool {
    let checked = match (alg, key) {
        (Alg::Es256, Key::P256 { x, y }) => {
            // An uncompressed point: 4, then x and y.
            let point = [&[4][..], x, y].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
        }
        (Alg::EdDsa, Key::Ed25519 { x }) => {
            UnparsedPublicKey::new(&ED25519, x).verify(message, signature)
        }
        (Alg::Ps256, Key::Rsa { n, e }) => {
            RsaPublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA256, message, signature)
        }
        _ => return false,
    };
    checked.is_ok()
}
