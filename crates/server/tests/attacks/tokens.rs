//! Tokens and codes in the wrong hands, of the wrong kind, or signed by the wrong key.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use data_encoding::BASE64URL_NOPAD;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::clients::NewClient;

use super::{CALLBACK, Wiki, ana, logged, no_client, no_grant, redemption};
use crate::{
    common::{
        PASSWORD, Tokens, VERIFIER, World, authorize_path, challenge, claims, desktop_request,
        error_of,
        keys::{Pair, merge},
        location, with,
    },
    on_both_databases,
};

on_both_databases!(
    no_key_but_our_own_makes_an_access_token,
    one_kind_of_token_is_never_taken_as_another,
    a_code_is_its_clients,
    a_refresh_token_is_its_clients_and_ends_in_other_hands,
    no_request_gets_around_its_challenge,
    every_token_has_a_name_of_its_own,
);

fn b64(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// A token with this header and these claims, signed with a shared secret.
fn by_secret(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let text = format!(
        "{}.{}",
        b64(header.to_string().as_bytes()),
        b64(claims.to_string().as_bytes())
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mark = hmac::sign(&key, text.as_bytes());
    format!("{text}.{}", b64(mark.as_ref()))
}

async fn is_refused(world: &World, token: &str, what: &str) {
    for path in ["/api/v1/me", "/oauth/userinfo"] {
        let answer = world.api(path, token).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}: {what}");
    }
}

async fn no_key_but_our_own_makes_an_access_token(world: World) {
    let wiki = Wiki::new(&world).await;
    let tokens = world.desktop().await;
    let good = tokens.access.as_str();
    let parts: Vec<&str> = good.split('.').collect();
    let header: Value =
        serde_json::from_slice(&BASE64URL_NOPAD.decode(parts[0].as_bytes()).unwrap()).unwrap();
    let said = claims(good);
    let jwks = world.http.get(format!("{}/oauth/jwks", world.base));
    let jwks = jwks.send().await.unwrap().text().await.unwrap();
    let set: Value = serde_json::from_str(&jwks).unwrap();
    let keys = set["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let changed = |changes: Value| {
        let mut header = header.clone();
        merge(&mut header, &changes);
        header
    };
    let mut forged: Vec<(String, String)> = Vec::new();

    let text = |header: &Value, claims: &Value| {
        format!(
            "{}.{}",
            b64(header.to_string().as_bytes()),
            b64(claims.to_string().as_bytes())
        )
    };
    for none in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = text(&changed(json!({"alg": none})), &said);
        forged.push((format!("{unsigned}."), format!("alg {none}")));
        forged.push((
            format!("{unsigned}.{}", parts[2]),
            format!("alg {none}, old signature"),
        ));
        forged.push((unsigned, format!("alg {none}, two parts")));
    }
    // What everybody knows, as the secret of a symmetric algorithm.
    let coordinate = |name: &str| {
        let text = key[name].as_str().unwrap();
        BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
    };
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let secrets: Vec<Vec<u8>> = vec![
        key.to_string().into_bytes(),
        jwks.clone().into_bytes(),
        coordinate("x"),
        point.clone(),
        key["x"].as_str().unwrap().as_bytes().to_vec(),
        header["kid"].as_str().unwrap().as_bytes().to_vec(),
        world.base.clone().into_bytes(),
        wiki.secret.clone().into_bytes(),
        vec![0],
    ];
    for (number, secret) in secrets.iter().enumerate() {
        for alg in ["HS256", "ES256"] {
            let header = changed(json!({"alg": alg}));
            let token = by_secret(&header, &said, secret);
            forged.push((token, format!("{alg} with public text {number}")));
        }
    }
    let (other, rsa, eddsa) = (Pair::es256(), Pair::rsa(), Pair::eddsa());
    for (header, what) in [
        (json!({}), "another key under our name"),
        (json!({"kid": null}), "another key without a name"),
        (json!({"kid": "../../../dev/null"}), "a path as name"),
        (json!({"kid": "' OR 1=1 --"}), "a query as name"),
        (json!({"jwk": other.jwk()}), "a key of its own"),
        (
            json!({"jku": "https://evil.example/jwks"}),
            "keys from elsewhere",
        ),
        (
            json!({"x5u": "https://evil.example/x"}),
            "a certificate from elsewhere",
        ),
        (json!({"x5c": ["AAAA"]}), "a certificate of its own"),
        (json!({"typ": "JWT"}), "another kind"),
        (json!({"crit": ["exp"]}), "an extension"),
        (
            json!({"b64": false, "crit": ["b64"]}),
            "an unencoded payload",
        ),
    ] {
        forged.push((other.sign(&changed(header), &said), what.to_owned()));
    }
    for (pair, alg) in [(&rsa, "RS256"), (&rsa, "PS256"), (&eddsa, "EdDSA")] {
        let header = changed(json!({"alg": alg}));
        forged.push((pair.sign(&header, &said), format!("{alg} under our name")));
    }
    let mut wider = said.clone();
    merge(
        &mut wider,
        &json!({"scope": "openid admin", "exp": world.now() + 86_400}),
    );
    let wide = text(&header, &wider);
    let id = tokens.id.clone().unwrap();
    let of_id = id.rsplit('.').next().unwrap();
    for (signature, what) in [
        (parts[2].to_owned(), "more claims under the old signature"),
        (b64(&[0; 64]), "a signature of zeros"),
        (b64(&[0; 63]), "a short signature"),
        (b64(&[0xff; 64]), "a signature beyond the curve"),
        (of_id.to_owned(), "the signature of the identity token"),
        (String::new(), "no signature"),
    ] {
        forged.push((format!("{wide}.{signature}"), what.to_owned()));
    }
    forged.extend([
        (format!("{good}."), "a fourth part".to_owned()),
        (format!("{good}.{}", parts[2]), "four parts".to_owned()),
        (format!("{good}="), "padding".to_owned()),
        (good[..good.len() - 2].to_owned(), "cut off".to_owned()),
        (good.to_uppercase(), "in capitals".to_owned()),
        (b64(good.as_bytes()), "encoded twice".to_owned()),
        (format!("{{\"token\":\"{good}\"}}"), "as JSON".to_owned()),
    ]);
    for (token, what) in &forged {
        is_refused(&world, token, what).await;
        let ask = world.http.post(format!("{}/oauth/introspect", world.base));
        let ask = ask.basic_auth(&wiki.id, Some(&wiki.secret));
        let told = ask.form(&[("token", token)]).send().await.unwrap();
        let told: Value = told.json().await.unwrap();
        assert_eq!(told, json!({"active": false}), "{what}");
    }
    assert_eq!(world.api("/api/v1/me", good).await.status(), StatusCode::OK);
}

async fn one_kind_of_token_is_never_taken_as_another(world: World) {
    let wiki = Wiki::new(&world).await;
    let mut browser = ana(&world).await;
    let tokens = world.desktop().await;
    let code = world.desktop_code(&mut browser).await;
    let id = tokens.id.clone().unwrap();
    for (token, what) in [
        (id.as_str(), "an identity token"),
        (tokens.refresh(), "a refresh token"),
        (code.as_str(), "a code"),
        (wiki.secret.as_str(), "a secret"),
        (browser.cookies["countersign"].as_str(), "a cookie"),
    ] {
        is_refused(&world, token, what).await;
    }
    for (token, what) in [
        (id.as_str(), "an identity token"),
        (tokens.access.as_str(), "an access token"),
        (code.as_str(), "a code"),
    ] {
        let answer = world.refresh(token).await;
        assert_eq!(
            error_of(answer).await,
            no_grant(),
            "{what} as a refresh token"
        );
        let redeemed = world.redeem(token).await;
        if token != code {
            assert_eq!(error_of(redeemed).await, no_grant(), "{what} as a code");
        }
    }
    for (token, what) in [
        (tokens.access.as_str(), "an access token"),
        (tokens.refresh(), "a refresh token"),
    ] {
        let asked = with(desktop_request(), &[("id_token_hint", token)]);
        let answer = browser.authorize(&asked).await;
        assert_eq!(answer["error"], "invalid_request", "{what} as a hint");
        let form = [
            ("grant_type", "client_credentials"),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", token),
        ];
        let answer = world.post_form("/oauth/token", &form).await;
        assert_eq!(
            error_of(answer).await,
            no_client(),
            "{what} as an assertion"
        );
        // Signed out by it would be the worst a hint could do.
        let path = format!("/oauth/logout?id_token_hint={token}");
        assert_eq!(browser.get(&path).await.status(), StatusCode::OK, "asked");
        assert_eq!(browser.get("/account").await.status(), StatusCode::OK);
    }
}

// fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client
async fn a_code_is_its_clients(world: World) {
    let (wiki, other) = (Wiki::new(&world).await, Wiki::new(&world).await);
    let mut browser = ana(&world).await;
    let code = wiki.code(&mut browser).await;
    assert_eq!(
        error_of(other.redeem(&world, &code).await).await,
        no_grant()
    );
    let public = redemption(&code, VERIFIER);
    let public = with_callback(public);
    assert_eq!(
        error_of(world.post_form("/oauth/token", &public).await).await,
        no_grant()
    );
    let tokens = Tokens::from(wiki.redeem(&world, &code).await).await;
    assert_eq!(claims(&tokens.access)["client_id"], wiki.id.as_str());
}

fn with_callback<'a>(fields: Vec<(&'static str, &'a str)>) -> Vec<(&'static str, &'a str)> {
    let mut fields = fields;
    for field in &mut fields {
        if field.0 == "redirect_uri" {
            field.1 = CALLBACK;
        }
    }
    fields
}

async fn a_refresh_token_is_its_clients_and_ends_in_other_hands(world: World) {
    let (wiki, other) = (Wiki::new(&world).await, Wiki::new(&world).await);
    let mut browser = ana(&world).await;
    let tokens = {
        let code = wiki.code(&mut browser).await;
        Tokens::from(wiki.redeem(&world, &code).await).await
    };
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    // Who cannot prove to be a client says nothing about the token.
    let stranger = Wiki {
        id: wiki.id.clone(),
        secret: "wrong".into(),
    };
    assert_eq!(
        error_of(stranger.ask(&world, &fields).await).await,
        no_client()
    );
    let next = Tokens::from(wiki.ask(&world, &fields).await).await;

    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", next.refresh()),
    ];
    assert_eq!(error_of(other.ask(&world, &fields).await).await, no_grant());
    assert_eq!(
        error_of(wiki.ask(&world, &fields).await).await,
        no_grant(),
        "it was stolen"
    );
    is_refused(&world, &next.access, "what the stolen token got").await;
    let rows = logged(&world, "family.revoked").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].actor, other.id);
}

// oidcc-ensure-request-with-valid-pkce-succeeds,
// fapi2-security-profile-final-ensure-pkce-code-verifier-required,
// fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected
async fn no_request_gets_around_its_challenge(world: World) {
    let mut browser = ana(&world).await;
    let s256 = challenge();
    for changes in [
        vec![("code_challenge", ""), ("code_challenge_method", "")],
        vec![("code_challenge", "")],
        vec![("code_challenge_method", "")],
        vec![("code_challenge_method", "plain")],
        vec![("code_challenge_method", "PLAIN")],
        vec![("code_challenge_method", "s256")],
        vec![("code_challenge_method", "S512")],
        vec![
            ("code_challenge", VERIFIER),
            ("code_challenge_method", "plain"),
        ],
        vec![("code_challenge", &s256[1..])],
        vec![("code_challenge", "x")],
    ] {
        let answer = browser.authorize(&with(desktop_request(), &changes)).await;
        assert_eq!(answer["error"], "invalid_request", "{changes:?}");
        assert!(!answer.contains_key("code"), "{changes:?}");
    }
    let mut twice = desktop_request();
    twice.push(("code_challenge", challenge()));
    let to = location(&browser.get(&authorize_path(&twice)).await);
    assert!(to.contains("error=invalid_request"), "{to}");

    let code = world.desktop_code(&mut browser).await;
    let long = "v".repeat(129);
    for (verifier, word) in [
        ("", "invalid_request"),
        (s256.as_str(), "invalid_grant"),
        (&VERIFIER[1..], "invalid_grant"),
        (&VERIFIER.to_lowercase(), "invalid_grant"),
        ("short", "invalid_grant"),
        (long.as_str(), "invalid_grant"),
        (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX\u{0}",
            "invalid_grant",
        ),
    ] {
        let form = redemption(&code, verifier);
        let answer = error_of(world.post_form("/oauth/token", &form).await).await;
        assert_eq!(answer, (400, word.to_owned()), "{verifier:?}");
    }
    Tokens::from(world.redeem(&code).await).await;
}

async fn every_token_has_a_name_of_its_own(world: World) {
    let new = NewClient {
        name: "Service".into(),
        confidential: true,
        grants: vec!["client_credentials".into()],
        scopes: vec!["sessions".into()],
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    let service = Wiki {
        id,
        secret: secret.unwrap(),
    };
    let mut names = BTreeSet::new();
    let mut count = 0;
    let mut take = |token: &str| {
        let name = claims(token)["jti"].as_str().unwrap().to_owned();
        assert!(name.len() >= 22, "{name} could be guessed");
        names.insert(name);
        count += 1;
    };
    for _ in 0..5 {
        let own = service
            .ask(&world, &[("grant_type", "client_credentials")])
            .await;
        take(&Tokens::from(own).await.access);
        let mut browser = world.browser();
        browser.sign_in("ana", PASSWORD).await;
        let code = world.desktop_code(&mut browser).await;
        let tokens = Tokens::from(world.redeem(&code).await).await;
        take(&tokens.access);
        take(tokens.id.as_deref().unwrap());
        let next = Tokens::from(world.refresh(tokens.refresh()).await).await;
        take(&next.access);
        take(next.id.as_deref().unwrap());
    }
    assert_eq!(names.len(), count);
}
