//! Reading a proof as a strict server does.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A proof whose signature is right.
pub struct Proof {
    pub claims: Value,
    /// The thumbprint of the key that signed.
    pub key: String,
}

impl Proof {
    /// Judges the signature and the header.
    pub fn read(text: &str) -> Self {
        let parts: Vec<&str> = text.split('.').collect();
        assert_eq!(parts.len(), 3, "{text}");
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).unwrap();
        let json = |part| serde_json::from_slice::<Value>(&decode(part)).unwrap();
        let (header, claims) = (json(parts[0]), json(parts[1]));
        assert_eq!(
            (&header["typ"], &header["alg"]),
            (&"dpop+jwt".into(), &"ES256".into())
        );
        let jwk = header["jwk"].as_object().unwrap();
        let mut names: Vec<&str> = jwk.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["crv", "kty", "x", "y"], "nothing secret");
        assert_eq!((&jwk["crv"], &jwk["kty"]), (&"P-256".into(), &"EC".into()));
        let half = |name| decode(jwk[name].as_str().unwrap());
        let point = [&[4], half("x").as_slice(), &half("y")].concat();
        let signed = format!("{}.{}", parts[0], parts[1]);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &decode(parts[2]))
            .expect("the key in the proof signed it");
        // https://www.rfc-editor.org/rfc/rfc7638#section-3
        let members = format!(
            r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#,
            jwk["x"], jwk["y"]
        );
        let key = BASE64URL_NOPAD.encode(&Sha256::digest(members));
        Self { claims, key }
    }

    /// Judges what it is for, at Unix seconds `now`.
    pub fn is_for(&self, method: &str, url: &str, now: u64) {
        assert_eq!(self.claims["htm"], method);
        assert_eq!(self.claims["htu"], url);
        let age = now.abs_diff(self.claims["iat"].as_u64().unwrap());
        assert!(
            age <= 1,
            "the proof is {age} s from the clock of the server"
        );
        let name = BASE64URL_NOPAD.decode(self.jti().as_bytes()).unwrap();
        assert_eq!(name.len(), 16, "128 bit");
    }

    pub fn jti(&self) -> &str {
        self.claims["jti"].as_str().unwrap()
    }

    pub fn nonce(&self) -> Option<String> {
        self.claims.get("nonce")?.as_str().map(str::to_owned)
    }
}
