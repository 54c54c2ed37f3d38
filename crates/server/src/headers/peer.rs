//! Who asks: the address of the peer, or the one a trusted proxy vouches for.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use http::{Extensions, request::Parts};
use ipnet::IpNet;

/// The address that counts for limits and is shown beside a session.
///
/// `X-Forwarded-For` is believed only when the peer is a trusted proxy, and then only up to the
/// first address, from the right, that is not one itself. Where such a proxy writes something that is
/// no address, nobody can be named: that is `0.0.0.0`, and never the proxy. Without a connection to ask, as in a
/// test that calls the router directly, it is `0.0.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

impl Peer {
    /// Who asks, as a layer noted it.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(UNKNOWN)
    }
}

const UNKNOWN: Peer = Peer(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

/// The peer of `request`, given who is trusted to speak for others.
pub(super) fn resolve(request: &Request, trusted: &[IpNet]) -> Peer {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return UNKNOWN;
    };
    // Line by line and byte by byte: what the asker wrote left of what a proxy added may be no text.
    let forwarded: Vec<&[u8]> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .collect();
    Peer(walk(peer.ip().to_canonical(), &forwarded, trusted))
}

/// From `peer` leftwards through `forwarded`, for as long as the speaker is trusted.
fn walk(peer: IpAddr, forwarded: &[impl AsRef<[u8]>], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip));
    let mut speaker = peer;
    for said in forwarded.iter().rev() {
        if !is_trusted(speaker) {
            break;
        }
        let text = std::str::from_utf8(said.as_ref().trim_ascii());
        match text.ok().and_then(address) {
            Some(ip) => speaker = ip,
            // What a proxy vouches for must not count as the proxy, which many stand behind.
            None => return UNKNOWN.0,
        }
    }
    speaker
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let ip = bare
        .parse()
        .ok()
        .or_else(|| text.parse().ok().map(|with: SocketAddr| with.ip()))?;
    Some(IpAddr::to_canonical(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nets() -> Vec<IpNet> {
        vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_forge_its_address() {
        assert_eq!(
            walk(ip("203.0.113.9"), &["198.51.100.1"], &nets()),
            ip("203.0.113.9")
        );
    }

    #[test]
    fn a_trusted_proxy_names_the_client() {
        assert_eq!(
            walk(ip("10.0.0.2"), &["198.51.100.1"], &nets()),
            ip("198.51.100.1")
        );
    }

    #[test]
    fn what_the_client_wrote_left_of_its_own_address_does_not_count() {
        let forwarded = ["192.0.2.66", " 198.51.100.1", " 10.9.9.9"];
        assert_eq!(
            walk(ip("10.0.0.2"), &forwarded, &nets()),
            ip("198.51.100.1")
        );
    }

    #[test]
    fn nonsense_from_a_trusted_proxy_names_nobody() {
        for said in ["unknown", "", "\u{e9}"] {
            assert_eq!(
                walk(ip("10.0.0.2"), &["198.51.100.1", said], &nets()),
                ip("0.0.0.0")
            );
        }
        let none: [&str; 0] = [];
        assert_eq!(walk(ip("10.0.0.2"), &none, &nets()), ip("10.0.0.2"));
    }

    #[test]
    fn what_is_no_text_hides_nobody() {
        let asked = |lines: &[&[u8]]| {
            let mut request = Request::new(axum::body::Body::empty());
            let peer: SocketAddr = "10.0.0.2:4000".parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            for line in lines {
                let value = http::HeaderValue::from_bytes(line).unwrap();
                request.headers_mut().append("x-forwarded-for", value);
            }
            resolve(&request, &nets()).0
        };
        // A proxy adds the address to the line that the asker wrote, or writes one below.
        assert_eq!(asked(&[b"\xff\xfe, 198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(asked(&[b"\xe9", b"198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(asked(&[b"198.51.100.1, \xff"]), ip("0.0.0.0"));
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        for text in [
            "198.51.100.1:443",
            "::ffff:198.51.100.1",
            "[::ffff:198.51.100.1]:443",
        ] {
            assert_eq!(address(text), Some(ip("198.51.100.1")), "{text}");
        }
        assert_eq!(address("[2001:db8::1]"), Some(ip("2001:db8::1")));
    }
}
