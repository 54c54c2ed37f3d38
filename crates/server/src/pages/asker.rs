//! Who asks for a sign-in, and where the answer would go.

use protocol::shown;
use url::{Host, Url};

use crate::words;

/// The client behind a sign-in, in words a person can check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The client's registered name, shortened and without control or direction marks.
    pub client: String,
    /// Where the answer goes: `this computer`, or the host of the redirect.
    pub place: String,
    /// Whether the answer stays on this computer.
    pub local: bool,
}

/// Longer names are cut: text from elsewhere must not push ours off the card.
const LONGEST: usize = 80;

impl Asker {
    /// The client called `client` whose answer goes to `redirect`.
    #[must_use]
    pub fn new(client: &str, redirect: &str) -> Self {
        let url = Url::parse(redirect).ok();
        let local = match url.as_ref().and_then(Url::host) {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(_)) | None => false,
        };
        let place = if local {
            words::here().this_computer()
        } else {
            match url
                .as_ref()
                .and_then(|url| Some((url.host_str()?, url.port())))
            {
                Some((host, Some(port))) => format!("{host}:{port}"),
                Some((host, None)) => host.to_owned(),
                None => words::here().app_on_this_computer(),
            }
        };
        let client = shown(client, LONGEST).unwrap_or_else(|| words::here().app_without_name());
        Self {
            client,
            place,
            local,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loopback_redirect_is_named_this_computer() {
        let asker = Asker::new("Countersign", "http://127.0.0.1:50123/callback/own");
        assert_eq!((asker.place.as_str(), asker.local), ("this computer", true));
    }

    #[test]
    fn a_site_is_named_by_its_host_alone() {
        let asker = Asker::new("Wiki", "https://wiki.example.org/back?to=127.0.0.1");
        assert_eq!(
            (asker.place.as_str(), asker.local),
            ("wiki.example.org", false)
        );
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_or_flood_the_card() {
        let asker = Asker::new(
            &format!("a\u{202e}b{}", "c".repeat(200)),
            "https://x.example/",
        );
        assert_eq!(asker.client.chars().count(), LONGEST);
        assert!(asker.client.starts_with("abc"));
    }
}
