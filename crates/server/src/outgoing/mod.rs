//! Requests that this server sends to others (security model, section 6.14).
//!
//! An address that somebody registered may name a machine of the operator's own network. So the name
//! is resolved first, every answer is looked at, and the connection is made to the very addresses that
//! were found good: nothing is resolved twice. Redirects are not followed and proxies are not asked.

mod address;

use std::{net::IpAddr, net::SocketAddr, time::Duration};

use http::{
    HeaderMap, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use ipnet::IpNet;
use reqwest::{Client, RequestBuilder, redirect::Policy};
use serde_json::Value;
use tokio::{net::lookup_host, time::timeout};
use url::{Host, Url};

use address::is_public;

/// A whole exchange takes no longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Nobody takes longer to take a connection.
const LONGEST_WAY: Duration = Duration::from_secs(5);

/// No answer of anybody is longer, in bytes. Microsoft's keys take about 20 KiB.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why nothing was sent, or nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no https address, and no http address of this machine.
    #[error("the address cannot be used")]
    BadAddress,
    /// The name is not known, or not now.
    #[error("the name could not be resolved")]
    Unresolved,
    /// It leads into a network that is not public and not listed.
    #[error("the address is private and not listed in the configuration")]
    Private,
    /// Nobody took the connection, so nothing was sent.
    #[error("nobody could be reached")]
    Unreached,
    /// Nobody answered, or not in time. What was sent may have arrived.
    #[error("there was no answer")]
    NoAnswer,
    /// What came back is no JSON, or more than anybody says.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// What somebody answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// How it went.
    pub(crate) status: StatusCode,
    /// What it says.
    pub(crate) body: Value,
}

/// Who we are towards the address that is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum As<'a> {
    /// Nobody.
    Anybody,
    /// The holder of this token.
    Holder(&'a str),
    /// The client of this name with this secret.
    Client(&'a str, &'a str),
}

impl As<'_> {
    fn sign(self, request: RequestBuilder) -> RequestBuilder {
        // Both halves are encoded first (RFC 6749 section 2.3.1).
        let encoded =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let request = request.header(ACCEPT, "application/json");
        match self {
            Self::Anybody => request,
            Self::Holder(token) => request.bearer_auth(token),
            Self::Client(name, secret) => request.basic_auth(encoded(name), Some(encoded(secret))),
        }
    }
}

/// What `address` says, which may lie in one of the networks `listed` or in any public one.
///
/// # Errors
///
/// See [`Error`].
pub(crate) async fn get_json(
    address: &str,
    who: As<'_>,
    listed: &[IpNet],
) -> Result<Answer, Error> {
    let url = Url::parse(address).map_err(|_| Error::BadAddress)?;
    let client = pinned(&url, listed).await?;
    read(who.sign(client.get(url))).await
}

/// Sends `fields` as a form as [`post_form`] does, and reads what comes back.
///
/// # Errors
///
/// See [`Error`].
pub(crate) async fn ask_with_form(
    address: &str,
    fields: &[(&str, &str)],
    who: As<'_>,
    listed: &[IpNet],
) -> Result<Answer, Error> {
    let url = Url::parse(address).map_err(|_| Error::BadAddress)?;
    let client = pinned(&url, listed).await?;
    read(who.sign(client.post(url)).form(fields)).await
}

async fn read(request: RequestBuilder) -> Result<Answer, Error> {
    let no_answer = |_| Error::NoAnswer;
    let mut answer = request.send().await.map_err(no_answer)?;
    let status = answer.status();
    let mut text = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(no_answer)? {
        text.extend_from_slice(&part);
        if text.len() > LONGEST_ANSWER {
            return Err(Error::Unreadable);
        }
    }
    let body = serde_json::from_slice(&text);
    if status.is_server_error() {
        return Err(Error::NoAnswer);
    }
    Ok(Answer {
        status,
        body: body.map_err(|_| Error::Unreadable)?,
    })
}

/// Sends `fields` as a form to `address`, which may lie in one of the networks `listed` or in any
/// public one. The body of the answer is not read.
///
/// # Errors
///
/// See [`Error`].
pub async fn post_form(
    address: &str,
    fields: &[(&str, &str)],
    listed: &[IpNet],
) -> Result<StatusCode, Error> {
    let url = Url::parse(address).map_err(|_| Error::BadAddress)?;
    let client = pinned(&url, listed).await?;
    let sent = client.post(url).form(fields).send().await;
    sent.map(|answer| answer.status())
        .map_err(|_| Error::NoAnswer)
}

/// Sends `body` of the type `kind` to `address`, with these headers, under the rules of [`post_form`].
/// The body of the answer is not read.
///
/// # Errors
///
/// See [`Error`].
pub async fn send(
    method: Method,
    address: &str,
    headers: HeaderMap,
    (kind, body): (&'static str, String),
    listed: &[IpNet],
) -> Result<StatusCode, Error> {
    let url = Url::parse(address).map_err(|_| Error::BadAddress)?;
    let client = pinned(&url, listed).await?;
    let request = client
        .request(method, url)
        .headers(headers)
        .header(CONTENT_TYPE, kind)
        .body(body);
    let sent = request.send().await;
    sent.map(|answer| answer.status()).map_err(|error| {
        if error.is_connect() {
            Error::Unreached
        } else {
            Error::NoAnswer
        }
    })
}

/// A client that reaches `url` at the addresses that were checked, and nothing else by that name.
async fn pinned(url: &Url, listed: &[IpNet]) -> Result<Client, Error> {
    let port = url.port_or_known_default().ok_or(Error::BadAddress)?;
    let (name, found) = match url.host().ok_or(Error::BadAddress)? {
        Host::Ipv4(ip) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Host::Ipv6(ip) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Host::Domain(name) => (Some(name), resolve(name, port).await?),
    };
    let good = permitted(&found, listed);
    if good.is_empty() {
        return Err(Error::Private);
    }
    let here = good.iter().all(|at| at.ip().is_loopback());
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        return Err(Error::BadAddress);
    }
    let mut client = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent("countersign-server")
        .connect_timeout(LONGEST_WAY)
        .timeout(LONGEST);
    if let Some(name) = name {
        client = client.resolve_to_addrs(name, &good);
    }
    client.build().map_err(|_| Error::NoAnswer)
}

async fn resolve(name: &str, port: u16) -> Result<Vec<SocketAddr>, Error> {
    let asked = timeout(LONGEST, lookup_host((name, port))).await;
    match asked {
        Ok(Ok(found)) => Ok(found.collect()),
        _ => Err(Error::Unresolved),
    }
}

/// Those of `found` that may be asked.
fn permitted(found: &[SocketAddr], listed: &[IpNet]) -> Vec<SocketAddr> {
    let is_listed = |ip: IpAddr| listed.iter().any(|net| net.contains(&ip));
    let good = |at: &&SocketAddr| {
        let ip = at.ip().to_canonical();
        is_public(ip) || is_listed(ip)
    };
    found.iter().filter(good).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nets(list: &[&str]) -> Vec<IpNet> {
        list.iter().map(|net| net.parse().unwrap()).collect()
    }

    #[tokio::test]
    async fn nothing_is_sent_into_a_private_network_that_is_not_listed() {
        for address in [
            "http://127.0.0.1:9/out",
            "https://127.0.0.1/out",
            "https://[::1]/out",
            "https://10.0.0.1/out",
            "https://169.254.169.254/latest/meta-data",
            "https://[::ffff:192.168.0.1]/",
            "https://localhost/",
        ] {
            let sent = post_form(address, &[], &nets(&["172.16.0.0/12"])).await;
            assert_eq!(sent, Err(Error::Private), "{address}");
        }
    }

    #[tokio::test]
    async fn plain_http_stays_on_this_machine() {
        let sent = post_form("http://10.0.0.1/out", &[], &nets(&["10.0.0.0/8"])).await;
        assert_eq!(sent, Err(Error::BadAddress));
        let sent = post_form("ftp://127.0.0.1/", &[], &nets(&["127.0.0.0/8"])).await;
        assert_eq!(sent, Err(Error::BadAddress));
    }

    #[test]
    fn of_many_addresses_only_the_good_ones_are_asked() {
        let found: Vec<SocketAddr> = ["10.0.0.1:443", "93.184.215.14:443", "[::1]:443"]
            .iter()
            .map(|at| at.parse().unwrap())
            .collect();
        assert_eq!(permitted(&found, &[]), [found[1]]);
        assert_eq!(permitted(&found, &nets(&["10.0.0.0/8"])), found[..2]);
    }
}
