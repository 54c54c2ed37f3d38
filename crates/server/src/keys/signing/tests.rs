use super::*;

const NOW: Moment = Moment::from_unix(1_800_000_000);

fn ring() -> KeyRing {
    ring_of(&[generate(TokenAlg::Es256, &[1; 32], [0; 12], NOW).unwrap()])
}

fn ring_of(rows: &[KeyRow]) -> KeyRing {
    KeyRing::open(rows, &[1; 32], NOW).unwrap()
}

fn claims() -> AccessClaims {
    AccessClaims {
        iss: "https://id.example".into(),
        sub: "s".into(),
        aud: Audience::One("https://id.example".into()),
        client_id: "c".into(),
        scope: "openid".into(),
        sid: Some("sid".into()),
        jti: "jti".into(),
        iat: NOW.unix(),
        exp: NOW.unix() + 600,
        auth_time: Some(NOW.unix()),
        acr: None,
        amr: None,
        cnf: None,
    }
}

fn read(ring: &KeyRing, token: &str, now: i64) -> Result<AccessClaims, Error> {
    ring.read_access(
        token,
        "https://id.example",
        Some("https://id.example"),
        Moment::from_unix(now),
    )
}

#[test]
fn an_access_token_reads_back_until_it_runs_out() {
    let ring = ring();
    let token = ring.sign_access(&claims()).unwrap();
    assert_eq!(read(&ring, &token, NOW.unix() + 599).unwrap().jti, "jti");
    assert!(read(&ring, &token, NOW.unix() + 600).is_err());
}

#[test]
fn an_identity_token_is_no_access_token() {
    let ring = ring();
    let disguised = ring.sign(TokenAlg::Es256, "JWT", &claims()).unwrap();
    assert!(read(&ring, &disguised, NOW.unix()).is_err());
}

#[test]
fn a_key_of_another_server_signs_nothing_here() {
    let mine = ring();
    let theirs = ring();
    assert!(read(&mine, &theirs.sign_access(&claims()).unwrap(), NOW.unix()).is_err());
}

#[test]
fn a_sealed_key_opens_only_under_its_own_name_and_key() {
    let row = generate(TokenAlg::Es256, &[1; 32], [0; 12], NOW).unwrap();
    let renamed = KeyRow {
        kid: "other".into(),
        ..row.clone()
    };
    assert!(matches!(
        KeyRing::open(&[row], &[2; 32], NOW),
        Err(Error::Sealed { .. })
    ));
    assert!(matches!(
        KeyRing::open(&[renamed], &[1; 32], NOW),
        Err(Error::Sealed { .. })
    ));
}

#[test]
fn a_retired_key_stays_published_beyond_its_last_token() {
    let old = KeyRow {
        retired_at: Some(NOW),
        ..generate(TokenAlg::Es256, &[1; 32], [0; 12], NOW).unwrap()
    };
    let young = generate(TokenAlg::Es256, &[1; 32], [1; 12], NOW).unwrap();
    let count = |now| {
        KeyRing::open(&[young.clone(), old.clone()], &[1; 32], now)
            .unwrap()
            .published()
            .count()
    };
    assert_eq!(count(NOW.plus(Duration::from_secs(600 + 60))), 2);
    assert_eq!(count(NOW.plus(PUBLISHED_AFTER)), 1);
}

/// One key of each kind.
fn rows() -> Vec<KeyRow> {
    let make = |alg| generate(alg, &[1; 32], [0; 12], NOW).unwrap();
    TokenAlg::ALL.into_iter().map(make).collect()
}

fn id_claims() -> IdClaims {
    serde_json::from_value(json!({
        "iss": "https://id.example", "sub": "s", "aud": "c", "iat": 1, "exp": 2, "auth_time": 1,
        "sid": "sid", "jti": "jti",
    }))
    .unwrap()
}

#[test]
fn each_algorithm_has_a_key_of_its_own_and_reads_back() {
    let ring = ring_of(&rows());
    for alg in TokenAlg::ALL {
        let token = ring.sign_id(alg, &id_claims()).unwrap();
        assert_eq!(
            jsonwebtoken::decode_header(&token).unwrap().typ.as_deref(),
            Some("JWT")
        );
        let read = ring.read_id_hint(&token, "https://id.example", "c");
        assert_eq!(read.unwrap().jti, "jti", "{alg:?}");
        assert!(
            ring.read_id_hint(&token, "https://id.example", "other")
                .is_err()
        );
        assert!(
            ring.read_id_hint(&token, "https://other.example", "c")
                .is_err()
        );
    }
    assert_eq!(ring.published().count(), 3);
}

#[test]
fn an_access_token_is_es256_whatever_other_keys_there_are() {
    let ring = ring_of(&rows());
    for alg in [TokenAlg::Rs256, TokenAlg::EdDsa] {
        let token = ring.sign(alg, ACCESS_TOKEN, &claims()).unwrap();
        assert!(read(&ring, &token, NOW.unix()).is_err(), "{alg:?}");
    }
}

#[test]
fn a_key_counts_for_its_own_algorithm_alone() {
    let rows = rows();
    let ring = ring_of(&rows);
    let [es256, rs256, _] = rows.as_slice() else {
        panic!("three keys")
    };
    let pair = keys::open(rs256, &[1; 32]).unwrap();
    let part = |value: &serde_json::Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let payload = serde_json::to_value(claims()).unwrap();
    // Signed by one key in the name of another, and by one key with the word of another.
    for (kid, alg) in [
        (&es256.kid, "ES256"),
        (&es256.kid, "RS256"),
        (&rs256.kid, "ES256"),
    ] {
        let header = json!({"typ": ACCESS_TOKEN, "alg": alg, "kid": kid});
        let signed = format!("{}.{}", part(&header), part(&payload));
        let signature = BASE64URL_NOPAD.encode(&pair.sign(signed.as_bytes()).unwrap());
        assert!(
            read(&ring, &format!("{signed}.{signature}"), NOW.unix()).is_err(),
            "{kid} {alg}"
        );
    }
    // What is published, taken for a shared secret.
    for row in &rows {
        let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
        header.kid = Some(row.kid.clone());
        header.typ = Some(ACCESS_TOKEN.to_owned());
        let secret = jsonwebtoken::EncodingKey::from_secret(row.public_jwk.as_bytes());
        let token = jsonwebtoken::encode(&header, &claims(), &secret).unwrap();
        assert!(read(&ring, &token, NOW.unix()).is_err());
    }
    let header = json!({"typ": ACCESS_TOKEN, "alg": "none", "kid": es256.kid});
    let unsigned = format!("{}.{}.", part(&header), part(&payload));
    assert!(read(&ring, &unsigned, NOW.unix()).is_err());
}

#[test]
fn a_key_is_due_after_ninety_days_each_by_itself() {
    let mut rows = rows();
    rows[1].created_at = NOW.minus(SIGNS_FOR);
    let ring = ring_of(&rows);
    assert_eq!(ring.due(NOW).collect::<Vec<_>>(), [TokenAlg::Rs256]);
    assert_eq!(ring.due(NOW.plus(SIGNS_FOR)).count(), 3);
}

/// OpenID Connect Core 1.0 appendix A.3 gives the token and its `at_hash`.
#[test]
fn openid_connect_core_appendix_a_3() {
    let hash = at_hash(
        TokenAlg::Rs256,
        "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
    );
    assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(at_hash(TokenAlg::EdDsa, "x").len(), 43, "half of SHA-512");
}
