//! A proof of possession: any text is answered, and one that passes is for this request, this moment and
//! this key. The first byte says what the proof has to be for.
#![no_main]

use authority::{
    Moment,
    dpop::{Expected, LIFE, check, is_thumbprint},
    jws::{Jwk, Jws},
};
use libfuzzer_sys::fuzz_target;

const NOW: i64 = 1_800_000_000;

fuzz_target!(|data: &[u8]| {
    let Some((what, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let nonces = ["a nonce".to_owned(), "the one before".to_owned()];
    let expected = Expected {
        method: "POST",
        url: "https://id.example/oauth/token",
        access_token: (what & 1 != 0).then_some("an access token"),
        key: (what & 2 != 0).then_some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"),
        nonces: (what & 4 != 0).then_some(&nonces[..]),
    };
    let now = Moment::from_unix(NOW);
    assert!(check(&[text], &expected, now, |_, _, _, _| false).is_err());
    assert!(check(&[text, text], &expected, now, |_, _, _, _| true).is_err());
    assert!(check(&[], &expected, now, |_, _, _, _| true).is_err());
    let Ok(proof) = check(&[text], &expected, now, |_, _, _, _| true) else {
        return;
    };
    assert!((1..=256).contains(&proof.jti.len()));
    assert!(is_thumbprint(&proof.jkt));
    assert!(expected.key.is_none_or(|key| key == proof.jkt));
    assert!(proof.expires_at > now, "it is kept as long as it passes");
    let later = proof.expires_at.plus(LIFE);
    assert!(check(&[text], &expected, later, |_, _, _, _| true).is_err());

    let jws = Jws::parse(text).expect("a proof is signed");
    let shown = jws.jwk.as_ref().expect("a proof shows its key");
    let jwk = Jwk::read(shown).expect("a key that can be read");
    assert_eq!(jwk.key.thumbprint(), proof.jkt);
    assert!(shown.get("d").is_none(), "no private key is accepted");
});
