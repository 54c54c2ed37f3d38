//! A token request: the `Authorization` header in the first line, the form behind it. Parameters are read
//! once and for all, no code gives tokens without its verifier, and no assertion passes for another client.
#![no_main]

use authority::{
    Moment, assertion,
    basic::{Basic, decoded},
    claims::Claims,
    client::Client,
    grant::{Grant, Redemption},
    jws::KeySet,
    params::Params,
    pkce::Challenge,
    resource,
    scope::Scopes,
};
use libfuzzer_sys::fuzz_target;
use protocol::{SessionId, UserId};

const ISSUER: &str = "https://id.example";
/// The challenge of the verifier in appendix B of RFC 7636.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

fuzz_target!(|data: &[u8]| {
    let line = data.iter().position(|byte| *byte == b'\n');
    let (header, body) = data.split_at(line.unwrap_or_default());
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    if let Some(basic) = std::str::from_utf8(header).ok().and_then(Basic::read) {
        let _ = (decoded(&basic.id), decoded(&basic.secret));
        assert!(!basic.id.contains(':'), "the first colon ends the id");
    }

    let params = Params::parse(body);
    let again = params.encoded_without(|_, _| false);
    let again = Params::parse(again.as_bytes());
    for name in ["grant_type", "code", "client_id", "resource", "scope"] {
        assert!(params.all(name).eq(again.all(name)), "{name}");
        assert_eq!(params.get(name), params.all(name).next());
        assert_eq!(params.repeats(&[name]), params.all(name).count() > 1);
        assert!(!params.repeats(&[name]) || params.any_repeats(&[]));
    }

    let client = Client {
        id: "app".to_owned(),
        keys: KeySet::parse(KEYS).ok(),
        scopes: Scopes::parse("openid profile sessions"),
        resources: vec!["https://api.example/v1".to_owned()],
        ..Client::default()
    };
    let asked = Scopes::parse(params.get("scope").unwrap_or_default());
    assert_eq!(Scopes::parse(&asked.to_string()), asked);
    assert!(asked.granted(&client.scopes, &[]).is_within(&client.scopes));
    if let Ok(found) = resource::registered(params.all("resource"), &client, ISSUER) {
        assert!(
            found
                .iter()
                .all(|one| one == ISSUER || client.resources.contains(one))
        );
        let _ = resource::narrowed(params.all("resource"), &found, ISSUER);
    }
    let _ = params.get("resource").map(resource::parse);
    grant(&params, &client);
    if let Some(text) = params.get("client_assertion") {
        signed(text, &client);
    }
});

fn grant(params: &Params, client: &Client) {
    let now = Moment::from_unix(1_800_000_000);
    let grant = Grant {
        client: client.id.clone(),
        user: UserId::from_bytes([1; 16]),
        session: SessionId::from_bytes([2; 16]),
        redirect_uri: "https://app.example/back".to_owned(),
        scopes: client.scopes.clone(),
        resources: Vec::new(),
        claims: Claims::default(),
        nonce: None,
        challenge: Challenge::parse(CHALLENGE).expect("a challenge"),
        authenticated_at: now,
        device_name: None,
        dpop_jkt: None,
        created_at: now,
        spent: None,
    };
    let shown = Redemption {
        client: params.get("client_id").unwrap_or_default(),
        redirect_uri: params.get("redirect_uri").unwrap_or_default(),
        verifier: params.get("code_verifier").unwrap_or_default(),
        dpop_jkt: None,
    };
    if grant.redeem(&shown, now).is_ok() {
        assert_eq!(shown.verifier, VERIFIER);
        assert_eq!(
            (shown.client, shown.redirect_uri),
            ("app", "https://app.example/back")
        );
    }
}

/// Whoever signed it: what is checked besides is what a fuzzer can reach.
fn signed(text: &str, client: &Client) {
    let now = Moment::from_unix(1_800_000_000);
    let claimed = assertion::claimed_client(text);
    if let Ok(good) = assertion::check(text, client, ISSUER, now, |_, _, _, _| true) {
        assert_eq!(claimed.as_deref(), Some("app"));
        assert!((1..=256).contains(&good.jti.len()) && good.expires_at > now);
    }
    assert!(assertion::check(text, client, ISSUER, now, |_, _, _, _| false).is_err());
}
