//! Proof key for code exchange, S256 only ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The challenge of an authorization request: base64url of a SHA-256, 43 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// Reads `code_challenge`; `None` when it is not the form that S256 produces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `verifier` is the one behind this challenge
    /// ([RFC 7636 section 4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6)).
    /// A verifier of the wrong length or alphabet never is (section 4.1).
    #[must_use]
    pub fn accepts(&self, verifier: &str) -> bool {
        let unreserved =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        let well_formed = (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved);
        let derived = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
        well_formed && bool::from(derived.as_bytes().ct_eq(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7636_appendix_b() {
        let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
    }

    #[test]
    fn a_challenge_that_no_verifier_produces_is_refused() {
        for text in [
            "",
            "short",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
        ] {
            assert_eq!(Challenge::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_verifier_of_the_wrong_length_is_refused_even_when_its_hash_fits() {
        let short = "a".repeat(42);
        let challenge = Challenge(BASE64URL_NOPAD.encode(&Sha256::digest(short.as_bytes())));
        assert!(!challenge.accepts(&short));
    }
}
