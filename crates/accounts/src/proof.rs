//! The key that tokens are bound to, and proofs that it is held here
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use std::{fmt, sync::Arc, time::SystemTime};

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use data_encoding::BASE64URL_NOPAD;
use rand_core::CryptoRng;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::{Error, tokens::seconds};

/// The one algorithm, which every server knows that knows any.
pub(crate) const ALGORITHM: &str = "ES256";

/// Numbers that are too large to be a key are drawn once in four thousand million times.
const DRAWS: usize = 8;

/// A P-256 key of one account. It prints as `ProofKey(hidden)`, its copies share one secret, and that
/// is wiped with the last of them.
#[derive(Clone)]
pub struct ProofKey(Arc<Inner>);

struct Inner {
    secret: Zeroizing<[u8; 32]>,
    pair: EcdsaKeyPair,
    x: String,
    y: String,
}

/// What a proof is for.
pub(crate) struct Occasion<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a Url,
    /// The access token that comes along.
    pub(crate) token: Option<&'a str>,
    /// What the server wants to see in it.
    pub(crate) nonce: Option<&'a str>,
    /// What time it is at the server.
    pub(crate) at: SystemTime,
    pub(crate) name: ProofName,
}

/// 128 bit of chance, by which a server knows a proof that it has seen.
pub(crate) struct ProofName([u8; 16]);

impl ProofName {
    pub(crate) fn draw(chance: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 16];
        chance.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl ProofKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`Error::Local`] when `chance` draws no key.
    pub fn generate(chance: &mut (impl CryptoRng + ?Sized)) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 32]);
        for _ in 0..DRAWS {
            chance.fill_bytes(&mut *secret);
            if let Some(key) = Self::from_secret(&secret) {
                return Ok(key);
            }
        }
        Err(Error::Local {
            what: "no key could be made",
            source: std::io::Error::other("chance draws no number that is a key"),
        })
    }

    /// The key of a line; `None` when it is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        let secret = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).ok()?);
        Self::from_secret(&secret)
    }

    /// As it stands in a line: 43 characters.
    pub(crate) fn write(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.0.secret))
    }

    fn from_secret(secret: &Zeroizing<[u8; 32]>) -> Option<Self> {
        let private = PrivateKey::from_private_key(&ECDH_P256, &**secret).ok()?;
        let public = private.compute_public_key().ok()?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &**secret,
            public.as_ref(),
        )
        .ok()?;
        // https://www.secg.org/sec1-v2.pdf section 2.3.3: 4, then both coordinates.
        let (x, y) = public.as_ref().strip_prefix(&[4])?.split_at_checked(32)?;
        Some(Self(Arc::new(Inner {
            secret: secret.clone(),
            pair,
            x: BASE64URL_NOPAD.encode(x),
            y: BASE64URL_NOPAD.encode(y),
        })))
    }

    /// By which a server knows the key, as in `dpop_jkt`
    /// ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638#section-3)).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let Inner { x, y, .. } = &*self.0;
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        BASE64URL_NOPAD.encode(&Sha256::digest(members.as_bytes()))
    }

    /// A proof ([section 4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2)); `None` when the
    /// system does not sign.
    pub(crate) fn prove(&self, occasion: &Occasion<'_>) -> Option<String> {
        let Inner { pair, x, y, .. } = &*self.0;
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y});
        let header = json!({"typ": "dpop+jwt", "alg": ALGORITHM, "jwk": jwk});
        let signed = format!("{}.{}", encode(&header), encode(&claims(occasion)));
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!(
            "{signed}.{}",
            BASE64URL_NOPAD.encode(signature.as_ref())
        ))
    }
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofKey(hidden)")
    }
}

impl PartialEq for ProofKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.0.x, &self.0.y) == (&other.0.x, &other.0.y)
    }
}

impl Eq for ProofKey {}

/// What a proof says.
#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

fn claims(occasion: &Occasion<'_>) -> Value {
    let mut url = occasion.url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let hash = |token: &str| BASE64URL_NOPAD.encode(&Sha256::digest(token.as_bytes()));
    json!(Claims {
        jti: BASE64URL_NOPAD.encode(&occasion.name.0),
        htm: occasion.method,
        htu: url.as_str(),
        iat: seconds(occasion.at),
        ath: occasion.token.map(hash),
        nonce: occasion.nonce,
    })
}

fn encode(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use rand_core::TryRng;

    use super::*;

    /// Hands out the same bytes again and again.
    struct Stuck(u8);

    impl TryRng for Stuck {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            Ok(u32::from_be_bytes([self.0; 4]))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(u64::from_be_bytes([self.0; 8]))
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Stuck {}

    fn decode(part: &str) -> Vec<u8> {
        BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()
    }

    #[test]
    fn rfc6979_a_2_5_key_pair() {
        let secret = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
        let secret = data_encoding::HEXUPPER.decode(secret.as_bytes()).unwrap();
        let key = ProofKey::read(&BASE64URL_NOPAD.encode(&secret)).unwrap();
        let hex = |text: &str| data_encoding::HEXUPPER.encode(&decode(text));
        assert_eq!(
            (hex(&key.0.x).as_str(), hex(&key.0.y).as_str()),
            (
                "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
                "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
            )
        );
        assert_eq!(ProofKey::read(&key.write()), Some(key));
    }

    #[test]
    fn what_is_no_key_is_not_read_and_not_made() {
        for secret in [[0; 32].as_slice(), &[255; 32], &[1; 31], &[1; 33]] {
            assert_eq!(ProofKey::read(&BASE64URL_NOPAD.encode(secret)), None);
        }
        assert_eq!(ProofKey::read("!"), None);
        for stuck in [0, 255] {
            assert!(ProofKey::generate(&mut Stuck(stuck)).is_err());
        }
    }

    #[test]
    fn a_proof_says_what_it_is_for_and_is_signed_by_the_key_in_it() {
        let key = ProofKey::generate(&mut Stuck(7)).unwrap();
        let url = Url::parse("https://id.example/api/v1/sessions?cursor=b#top").unwrap();
        let occasion = |token, nonce| Occasion {
            method: "GET",
            url: &url,
            token,
            nonce,
            at: SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_800_000_000_900),
            name: ProofName::draw(&mut Stuck(1)),
        };
        let proof = key.prove(&occasion(Some("access-1"), Some("n1"))).unwrap();
        let parts: Vec<&str> = proof.split('.').collect();
        let [header, claims, signature] = parts.as_slice() else {
            panic!("{proof}");
        };
        let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)).unwrap();
        assert_eq!(
            json(claims),
            json!({
                "jti": "AQEBAQEBAQEBAQEBAQEBAQ", "htm": "GET", "htu": "https://id.example/api/v1/sessions",
                "iat": 1_800_000_000, "nonce": "n1",
                "ath": BASE64URL_NOPAD.encode(&Sha256::digest(b"access-1")),
            })
        );
        let header = json(header);
        let point = [
            &[4],
            decode(header["jwk"]["x"].as_str().unwrap()).as_slice(),
            &decode(header["jwk"]["y"].as_str().unwrap()),
        ]
        .concat();
        let signed = proof.rsplit_once('.').unwrap().0;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &decode(signature))
            .unwrap();
        assert_eq!(
            header["jwk"].as_object().unwrap().len(),
            4,
            "nothing secret"
        );

        let bare = key.prove(&occasion(None, None)).unwrap();
        let bare = json(bare.split('.').nth(1).unwrap());
        assert_eq!((bare.get("ath"), bare.get("nonce")), (None, None));
    }

    #[test]
    fn rfc9449_thumbprint() {
        let inner = |x: &str, y: &str| {
            let key = ProofKey::generate(&mut Stuck(7)).unwrap();
            let secret = key.0.secret.clone();
            let Inner { pair, .. } = Arc::into_inner(key.0).unwrap();
            ProofKey(Arc::new(Inner {
                secret,
                pair,
                x: x.to_owned(),
                y: y.to_owned(),
            }))
        };
        // The key of the examples, and the thumbprint in section 6.1.
        let key = inner(
            "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        );
        assert_eq!(
            key.thumbprint(),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn a_key_does_not_print() {
        let key = ProofKey::generate(&mut Stuck(7)).unwrap();
        assert_eq!(format!("{key:?}"), "ProofKey(hidden)");
    }
}
