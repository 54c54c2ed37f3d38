//! An authorization request as it stands behind `?`: an answer only ever goes where the client registered,
//! and what passes has a challenge and gets nothing the client may not have.
#![no_main]

use authority::{
    authorize::{Refused, Request, validate},
    claims::{Claims, Parameter, Place},
    client::Client,
    params::Params,
    redirect::RedirectUri,
    scope::Scopes,
};
use libfuzzer_sys::fuzz_target;

const REDIRECTS: [&str; 4] = [
    "https://app.example/back",
    "https://app.example/back?own=1",
    "http://127.0.0.1/callback/app",
    "org.example.app:/back",
];

fuzz_target!(|query: &[u8]| {
    let params = Params::parse(query);
    let request = Request::read(&params);
    let client = Client {
        id: "app".to_owned(),
        redirects: REDIRECTS
            .map(|uri| RedirectUri::parse(uri).expect("a redirect"))
            .into(),
        grants: vec!["authorization_code".to_owned(), "refresh_token".to_owned()],
        scopes: Scopes::parse("openid profile email offline_access"),
        ..Client::default()
    };
    assert!(matches!(validate(&request, None), Err(Refused::Page(_))));
    match validate(&request, Some(&client)) {
        Ok(valid) => {
            assert!(client.accepts_redirect(&valid.redirect_uri));
            assert!(
                begins_as_registered(&valid.redirect_uri),
                "{}",
                valid.redirect_uri
            );
            let granted = valid.permissions().granted(&client.scopes, &[]);
            assert!(granted.is_within(&client.scopes) && !granted.contains("admin"));
            assert_eq!(params.get("code_challenge_method"), Some("S256"));
            assert_eq!(params.get("code_challenge"), Some(valid.challenge.as_str()));
            assert!(!valid.prompt.none || (!valid.prompt.login && !valid.prompt.consent));
            assert!(valid.nonce.is_none_or(|nonce| !nonce.contains('\0')));
            assert_eq!(valid.state, request.state);
        }
        Err(Refused::Redirect { to, state, .. }) => {
            assert!(
                client.accepts_redirect(&to) && begins_as_registered(&to),
                "{to}"
            );
            assert_eq!(state, request.state);
        }
        Err(Refused::Page(_)) => {
            let to = request.redirect_uri.as_deref();
            assert!(!to.is_some_and(|to| client.accepts_redirect(to)));
        }
    }
    if let Some(Ok(parameter)) = request.claims.as_deref().map(Parameter::parse) {
        let claims = parameter.claims;
        let stored = claims.to_string();
        assert_eq!(Claims::from_stored(&stored).to_string(), stored);
        let _ = claims.wants(Place::UserInfo, "email");
    }
    if let Some(uri) = &request.redirect_uri
        && let Ok(registered) = RedirectUri::parse(uri)
    {
        assert!(registered.matches(uri), "what is registered is accepted");
    }
});

/// Loopback addresses may have any port, and nothing else may differ at all.
fn begins_as_registered(uri: &str) -> bool {
    let loopback = |rest: &str| {
        let port = rest.strip_suffix("/callback/app").unwrap_or("x");
        port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|port| port.parse::<u16>().is_ok())
    };
    REDIRECTS.contains(&uri) || uri.strip_prefix("http://127.0.0.1").is_some_and(loopback)
}
