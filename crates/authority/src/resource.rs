//! Which servers a token is for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).

use url::Url;

use crate::client::Client;

/// A resource as it may be registered and asked for: an absolute address without a fragment, a user,
/// or a space ([section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)). Compared as text.
#[must_use]
pub fn parse(text: &str) -> Option<&str> {
    let url = Url::parse(text).ok()?;
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= 1000;
    let anonymous = url.username().is_empty() && url.password().is_none();
    (plain && anonymous && url.fragment().is_none()).then_some(text)
}

/// What was asked for cannot be had: `invalid_target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client may not ask tokens for one of the resources")]
pub struct InvalidTarget;

/// The resources that an authorization request asks for, in order and without repetition: each
/// registered for the client, or this server itself, called `issuer`.
///
/// # Errors
///
/// [`InvalidTarget`].
pub fn registered<'a>(
    asked: impl IntoIterator<Item = &'a str>,
    client: &Client,
    issuer: &str,
) -> Result<Vec<String>, InvalidTarget> {
    within(asked, |text| {
        text == issuer || client.resources.iter().any(|known| known == text)
    })
}

/// The resources of one access token: what is asked for, each among `granted`; all that is granted when
/// nothing is asked for; `issuer` when nothing was granted either.
///
/// # Errors
///
/// [`InvalidTarget`].
pub fn narrowed<'a>(
    asked: impl IntoIterator<Item = &'a str>,
    granted: &[String],
    issuer: &str,
) -> Result<Vec<String>, InvalidTarget> {
    let default = [issuer.to_owned()];
    let granted: &[String] = if granted.is_empty() {
        &default
    } else {
        granted
    };
    let asked = within(asked, |text| granted.iter().any(|known| known == text))?;
    Ok(if asked.is_empty() {
        granted.to_vec()
    } else {
        asked
    })
}

fn within<'a>(
    asked: impl IntoIterator<Item = &'a str>,
    allowed: impl Fn(&str) -> bool,
) -> Result<Vec<String>, InvalidTarget> {
    let mut found: Vec<String> = Vec::new();
    for text in asked {
        if !allowed(text) {
            return Err(InvalidTarget);
        }
        if !found.iter().any(|known| known == text) {
            found.push(text.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example";
    const WIKI: &str = "https://wiki.example/api";

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn only_registered_resources_and_this_server_can_be_asked_for() {
        let client = Client {
            resources: texts(&[WIKI]),
            ..Client::default()
        };
        let ask = |asked: &[&'static str]| registered(asked.iter().copied(), &client, ISSUER);
        assert_eq!(ask(&[]), Ok(vec![]));
        assert_eq!(ask(&[WIKI, ISSUER, WIKI]), Ok(texts(&[WIKI, ISSUER])));
        for other in [
            "https://wiki.example/api/",
            "https://WIKI.example/api",
            "https://x.example",
        ] {
            assert_eq!(ask(&[other]), Err(InvalidTarget), "{other}");
        }
    }

    #[test]
    fn a_token_is_for_no_more_than_was_granted() {
        let granted = texts(&[WIKI, ISSUER]);
        assert_eq!(narrowed([], &granted, ISSUER), Ok(granted.clone()));
        assert_eq!(narrowed([WIKI], &granted, ISSUER), Ok(texts(&[WIKI])));
        assert_eq!(
            narrowed(["https://x.example"], &granted, ISSUER),
            Err(InvalidTarget)
        );
        assert_eq!(narrowed([], &[], ISSUER), Ok(texts(&[ISSUER])));
        assert_eq!(narrowed([WIKI], &[], ISSUER), Err(InvalidTarget));
    }

    #[test]
    fn a_resource_is_an_absolute_address_without_a_fragment() {
        for good in [WIKI, "https://wiki.example/api?x=1", "urn:example:wiki"] {
            assert_eq!(parse(good), Some(good));
        }
        for bad in [
            "",
            "/api",
            "wiki",
            "https://wiki.example/#f",
            "https://a@wiki.example",
            "https://a b",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
