//! The client that every server knows.

use authority::{client::Client, redirect::RedirectUri, scope::Scopes};
use protocol::{DESKTOP_CLIENT_ID, DESKTOP_REDIRECT, DESKTOP_SCOPES};

/// The desktop app, known to every server.
pub(crate) fn desktop() -> Client {
    let scopes = DESKTOP_SCOPES
        .iter()
        .chain(["admin"].iter())
        .map(|scope| (*scope).to_owned());
    Client {
        id: DESKTOP_CLIENT_ID.to_owned(),
        name: "Countersign".to_owned(),
        secret: None,
        first_party: true,
        redirects: vec![RedirectUri::below(DESKTOP_REDIRECT)],
        grants: vec![
            "authorization_code".to_owned(),
            "refresh_token".to_owned(),
            "urn:ietf:params:oauth:grant-type:device_code".to_owned(),
        ],
        scopes: scopes.collect::<Scopes>(),
        ..Client::default()
    }
}
