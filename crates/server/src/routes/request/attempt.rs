//! The sign-in under way: the local address to return to, which carries the whole request.
//!
//! Nothing is stored before somebody signed in. The pages hand the address on in the field
//! `attempt`; since it is checked anew whenever it is followed, changing it gains nothing.

use authority::authorize::Refused;

use super::{authorization::Asked, params::Params};
use crate::{Server, headers::FormAction, refusal::Refusal, store::Work};

const AUTHORIZE: &str = "/oauth/authorize?";

/// A path of this server to go on at.
pub(crate) struct Attempt(String);

impl Attempt {
    /// Reads a path: it starts with one `/`, then neither `/` nor `\`, and holds no control byte.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let odd = |b: u8| b <= b' ' || b >= 0x7f || b == b'\\';
        let local = text.starts_with('/') && !text.starts_with("//") && text.len() <= 8192;
        (local && !text.bytes().any(odd)).then(|| Self(text.to_owned()))
    }

    /// The authorization request with these parameters.
    pub(crate) fn authorize(query: &str) -> Self {
        Self(format!("{AUTHORIZE}{query}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// This attempt behind `page`, as in `/sign-in?attempt=…`.
    pub(crate) fn at(&self, page: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("attempt", &self.0)
            .finish();
        format!("{page}?{query}")
    }

    /// The parameters of the authorization request, when it is one.
    pub(crate) fn params(&self) -> Option<Params> {
        self.0
            .strip_prefix(AUTHORIZE)
            .map(|query| Params::parse(query.as_bytes()))
    }

    /// The authorization request, when it is one.
    pub(crate) async fn asked(
        &self,
        server: &Server,
        work: &mut Work,
    ) -> Result<Option<Result<Asked, Refused>>, Refusal> {
        match self.params() {
            Some(params) => Asked::read(server, work, &params).await.map(Some),
            None => Ok(None),
        }
    }
}

/// What the policy of the page must allow so that its form may end at the client.
pub(crate) fn form_action(asked: &Asked) -> Option<FormAction> {
    FormAction::to(&asked.valid.redirect_uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_followed() {
        for good in ["/", "/account", "/oauth/authorize?a=%2F%2Fevil"] {
            assert!(Attempt::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/a b",
            "/a\\b",
        ] {
            assert!(Attempt::parse(bad).is_none(), "{bad}");
        }
    }
}
