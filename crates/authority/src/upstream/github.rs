//! Who somebody is at GitHub, which knows OAuth 2 but no identity tokens: its interface says so, to whoever
//! holds the token that was just issued to us
//! ([GitHub: users](https://docs.github.com/rest/users/users#get-the-authenticated-user)).

use protocol::shown;
use serde::Deserialize;
use serde_json::Value;

use super::{Identity, token::address};

/// Where GitHub itself is.
pub const HOME: &str = "https://github.com";

/// Its name in the answer to an authorization request.
#[must_use]
pub fn issuer(home: &str) -> String {
    format!("{home}/login/oauth")
}

#[derive(Deserialize)]
struct User {
    /// A name can be given up and taken by somebody else; this number cannot.
    id: u64,
    login: String,
}

#[derive(Deserialize)]
struct Email {
    email: String,
    #[serde(default)]
    primary: bool,
    #[serde(default)]
    verified: bool,
}

/// The person in the answers of `/user` and `/user/emails`; `None` when the first makes no sense. Of the
/// addresses the primary one counts, and only when it is verified.
#[must_use]
pub fn identity(home: &str, user: &Value, emails: Option<&Value>) -> Option<Identity> {
    let user = User::deserialize(user).ok()?;
    let emails = emails.and_then(|emails| Vec::<Email>::deserialize(emails).ok());
    let primary = emails
        .unwrap_or_default()
        .into_iter()
        .find(|email| email.primary && email.verified)
        .and_then(|email| address(&email.email));
    Some(Identity {
        issuer: home.to_owned(),
        subject: user.id.to_string(),
        email_verified: primary.is_some(),
        email: primary,
        handle: shown(&user.login, 80),
        acr: None,
        amr: Vec::new(),
        auth_time: None,
    })
}
