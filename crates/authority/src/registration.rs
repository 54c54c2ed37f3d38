//! What a client may say about itself when it is registered
//! ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)), by an operator or by the client itself.
//!
//! Whatever is accepted is kept and answered as it stands; what this server cannot do is refused
//! instead of forgotten, so that no client believes in a protection it does not have.

use protocol::shown;
use url::{Host, Url};

use crate::{
    backchannel::{self, Delivery},
    client::{About, AuthMethod, Client, TokenAlg},
    jws::KeySet,
    redirect::{self, RedirectUri},
    scope::Scopes,
};

/// Longer names are refused.
const LONGEST_NAME: usize = 80;
/// Longer addresses are refused, in bytes.
const LONGEST_ADDRESS: usize = 2000;
/// A client has no more addresses of one kind.
const MOST_ADDRESSES: usize = 50;

/// The metadata of [RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591#section-2), as far as
/// it means something here. `None` stands for what was left out.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields are the registered metadata names
pub struct Metadata {
    pub redirect_uris: Vec<String>,
    pub token_endpoint_auth_method: Option<String>,
    pub grant_types: Option<Vec<String>>,
    pub response_types: Option<Vec<String>>,
    pub client_name: Option<String>,
    pub scope: Option<String>,
    pub keys: Option<KeySet>,
    pub id_token_signed_response_alg: Option<String>,
    pub subject_type: Option<String>,
    pub dpop_bound_access_tokens: bool,
    pub require_pushed_authorization_requests: bool,
    pub post_logout_redirect_uris: Vec<String>,
    pub backchannel_logout_uri: Option<String>,
    pub backchannel_token_delivery_mode: Option<String>,
    pub backchannel_client_notification_endpoint: Option<String>,
    pub client_uri: Option<String>,
    pub logo_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub tos_uri: Option<String>,
    pub contacts: Vec<String>,
    pub software_id: Option<String>,
    pub software_version: Option<String>,
}

/// What this server has to offer.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The grants.
    pub grants: &'a [&'a str],
    /// The ways to prove who one is.
    pub methods: &'a [AuthMethod],
    /// What identity tokens can be signed with.
    pub algorithms: &'a [TokenAlg],
    /// The scopes that somebody unknown may register for.
    pub scopes: &'a [&'a str],
}

/// Why a client cannot be registered
/// ([RFC 7591 section 3.2.2](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2)).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An address to return to cannot be registered.
    #[error("{uri}: {source}")]
    Redirect {
        /// The address.
        uri: String,
        /// What is wrong with it.
        source: redirect::Error,
    },
    /// There is no address to return to, or there are too many.
    #[error("{0}")]
    Redirects(&'static str),
    /// Anything else.
    #[error("{0}")]
    Metadata(&'static str),
}

impl Error {
    /// The registered word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Redirect { .. } | Self::Redirects(_) => "invalid_redirect_uri",
            Self::Metadata(_) => "invalid_client_metadata",
        }
    }
}

/// Checks what somebody unknown says. The client that results has neither an id nor a secret, belongs
/// to nobody in particular, and gets what it asks for as far as `offer` goes.
///
/// # Errors
///
/// See [`Error`].
pub fn check(metadata: &Metadata, offer: &Offer<'_>) -> Result<Client, Error> {
    let grants = grants(metadata, offer)?;
    let method = method(metadata, offer)?;
    if method == AuthMethod::None && grants.iter().any(|grant| grant == "client_credentials") {
        return Err(Error::Metadata(
            "client_credentials needs a client that can prove who it is",
        ));
    }
    let redirects = addresses(&metadata.redirect_uris)?;
    let asks = grants.iter().any(|grant| grant == backchannel::GRANT);
    let (delivery, notification) = delivery(
        metadata.backchannel_token_delivery_mode.as_deref(),
        metadata.backchannel_client_notification_endpoint.as_deref(),
    )?;
    if asks && method == AuthMethod::None {
        return Err(Error::Metadata(
            "asking without a browser needs a client that can prove who it is",
        ));
    }
    if redirects.is_empty() && grants.iter().any(|grant| grant == "authorization_code") {
        return Err(Error::Redirects("redirect_uris is missing"));
    }
    if !matches!(metadata.subject_type.as_deref(), None | Some("public")) {
        return Err(Error::Metadata("subject_type must be public"));
    }
    let code_alone = |types: &Vec<String>| types.iter().all(|kind| kind == "code");
    if !metadata.response_types.as_ref().is_none_or(code_alone) {
        return Err(Error::Metadata("response_types must be code alone"));
    }
    Ok(Client {
        name: name(metadata)?,
        redirects,
        grants,
        scopes: scopes(metadata, offer),
        token_auth_method: method,
        keys: metadata.keys.clone(),
        id_token_alg: algorithm(metadata, offer)?,
        dpop_bound: metadata.dpop_bound_access_tokens,
        require_par: metadata.require_pushed_authorization_requests,
        post_logout_redirects: addresses(&metadata.post_logout_redirect_uris)?,
        backchannel_logout_uri: backchannel(metadata.backchannel_logout_uri.as_deref())?,
        backchannel_delivery: delivery,
        backchannel_notification: notification,
        about: about(metadata)?,
        ..Client::default()
    })
}

fn grants(metadata: &Metadata, offer: &Offer<'_>) -> Result<Vec<String>, Error> {
    let Some(asked) = &metadata.grant_types else {
        return Ok(vec!["authorization_code".to_owned()]);
    };
    let offered = |grant: &String| offer.grants.contains(&grant.as_str());
    if asked.is_empty() || !asked.iter().all(offered) {
        return Err(Error::Metadata("grant_types names one that is not offered"));
    }
    let mut grants = asked.clone();
    grants.sort_unstable();
    grants.dedup();
    Ok(grants)
}

fn method(metadata: &Metadata, offer: &Offer<'_>) -> Result<AuthMethod, Error> {
    let refused = Error::Metadata("token_endpoint_auth_method is not offered");
    let method = match metadata.token_endpoint_auth_method.as_deref() {
        None => AuthMethod::Basic,
        Some("") => return Err(refused),
        Some(word) => AuthMethod::from_word(word).ok_or(refused.clone())?,
    };
    if !offer.methods.contains(&method) {
        return Err(refused);
    }
    if method == AuthMethod::PrivateKeyJwt && metadata.keys.is_none() {
        return Err(Error::Metadata("private_key_jwt needs jwks"));
    }
    Ok(method)
}

fn algorithm(metadata: &Metadata, offer: &Offer<'_>) -> Result<TokenAlg, Error> {
    let Some(word) = metadata.id_token_signed_response_alg.as_deref() else {
        return Ok(TokenAlg::default());
    };
    TokenAlg::from_word(word)
        .filter(|alg| offer.algorithms.contains(alg))
        .ok_or(Error::Metadata(
            "id_token_signed_response_alg is not offered",
        ))
}

fn scopes(metadata: &Metadata, offer: &Offer<'_>) -> Scopes {
    let all = || offer.scopes.iter().map(|scope| (*scope).to_owned());
    match metadata.scope.as_deref().map(Scopes::parse) {
        None => all().collect(),
        Some(asked) => all().filter(|scope| asked.contains(scope)).collect(),
    }
}

fn name(metadata: &Metadata) -> Result<String, Error> {
    let Some(name) = metadata.client_name.as_deref() else {
        return Ok("An app without a name".to_owned());
    };
    shown(name, LONGEST_NAME)
        .filter(|plain| plain == name)
        .ok_or(Error::Metadata(
            "client_name has 1 to 80 characters, and no control marks or spaces around it",
        ))
}

fn addresses(list: &[String]) -> Result<Vec<RedirectUri>, Error> {
    if list.len() > MOST_ADDRESSES {
        return Err(Error::Redirects("there are too many addresses"));
    }
    let address = |uri: &String| {
        RedirectUri::parse(uri).map_err(|source| Error::Redirect {
            uri: shown(uri, 200).unwrap_or_default(),
            source,
        })
    };
    list.iter().map(address).collect()
}

/// Checks where a client wants to be told that a session has ended: https, or plain http on this very
/// machine, without a user and a fragment
/// ([Back-Channel Logout 1.0 section 2.2](https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRegistration)).
///
/// # Errors
///
/// [`Error::Metadata`] for every other address.
pub fn backchannel(address: Option<&str>) -> Result<Option<String>, Error> {
    told_at(
        address,
        "backchannel_logout_uri is an https address without a user and a fragment",
    )
}

/// Checks how a client wants to learn that somebody decided whom it asked without a browser
/// ([CIBA section 4](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#registration)).
///
/// # Errors
///
/// [`Error::Metadata`] for `push`, and for an address that is missing, of no use or cannot be told.
pub fn delivery(
    mode: Option<&str>,
    address: Option<&str>,
) -> Result<(Delivery, Option<String>), Error> {
    let mode = match mode {
        None if address.is_some() => Some(Delivery::Ping),
        None => Some(Delivery::Poll),
        Some(word) => Delivery::from_word(word),
    };
    let mode = mode.ok_or(Error::Metadata(
        "backchannel_token_delivery_mode is poll or ping",
    ))?;
    if (mode == Delivery::Ping) != address.is_some() {
        return Err(Error::Metadata(
            "backchannel_client_notification_endpoint is for ping, which needs it",
        ));
    }
    let address = told_at(
        address,
        "backchannel_client_notification_endpoint is an https address without a user and a fragment",
    )?;
    Ok((mode, address))
}

/// An address that this server may send something to.
fn told_at(address: Option<&str>, refused: &'static str) -> Result<Option<String>, Error> {
    let here = |url: &Url| match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    let fits = |url: &Url| {
        url.fragment().is_none()
            && (url.scheme() == "https" || (url.scheme() == "http" && here(url)))
    };
    match address {
        None => Ok(None),
        Some(address) => web(address)
            .filter(fits)
            .map(|_| Some(address.to_owned()))
            .ok_or(Error::Metadata(refused)),
    }
}

fn about(metadata: &Metadata) -> Result<About, Error> {
    let page = |address: &Option<String>, refused: &'static str| match address {
        None => Ok(None),
        Some(text) => match web(text) {
            Some(_) => Ok(Some(text.clone())),
            None => Err(Error::Metadata(refused)),
        },
    };
    let text = |text: &Option<String>, refused: &'static str| match text {
        None => Ok(None),
        Some(given) if shown(given, 200).as_ref() == Some(given) => Ok(Some(given.clone())),
        Some(_) => Err(Error::Metadata(refused)),
    };
    let plain = |contact: &String| {
        (1..=254).contains(&contact.len()) && contact.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if metadata.contacts.len() > MOST_ADDRESSES || !metadata.contacts.iter().all(plain) {
        return Err(Error::Metadata("contacts is a list of mail addresses"));
    }
    Ok(About {
        client_uri: page(&metadata.client_uri, "client_uri is no web address")?,
        logo_uri: page(&metadata.logo_uri, "logo_uri is no web address")?,
        policy_uri: page(&metadata.policy_uri, "policy_uri is no web address")?,
        tos_uri: page(&metadata.tos_uri, "tos_uri is no web address")?,
        contacts: metadata.contacts.clone(),
        software_id: text(&metadata.software_id, "software_id cannot be shown")?,
        software_version: text(
            &metadata.software_version,
            "software_version cannot be shown",
        )?,
    })
}

/// An http or https address with a host and without a user, in its plainest spelling.
fn web(text: &str) -> Option<Url> {
    let plain = text.len() <= LONGEST_ADDRESS && text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| plain)?;
    let known = matches!(url.scheme(), "https" | "http") && url.has_host();
    let spelt = text.starts_with(&format!("{}://", url.scheme())) && !text.contains('\\');
    let nobody = url.username().is_empty() && url.password().is_none();
    (known && spelt && nobody).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: Offer<'static> = Offer {
        grants: &["authorization_code", "refresh_token", "client_credentials"],
        methods: &[AuthMethod::None, AuthMethod::Basic, AuthMethod::Post],
        algorithms: &[TokenAlg::Es256],
        scopes: &["openid", "profile"],
    };

    fn web_app() -> Metadata {
        Metadata {
            redirect_uris: vec!["https://app.example/cb".into()],
            ..Metadata::default()
        }
    }

    fn refused(metadata: &Metadata) -> &'static str {
        check(metadata, &OFFER).unwrap_err().word()
    }

    #[test]
    fn what_is_left_out_takes_the_defaults_of_the_standard() {
        let client = check(&web_app(), &OFFER).unwrap();
        assert_eq!(client.grants, ["authorization_code"]);
        assert_eq!(client.token_auth_method, AuthMethod::Basic);
        assert_eq!(client.scopes, Scopes::parse("openid profile"));
        assert!(!client.first_party);
    }

    #[test]
    fn nobody_registers_for_more_than_is_offered() {
        let scope = Some("openid admin sessions".to_owned());
        let client = check(&Metadata { scope, ..web_app() }, &OFFER).unwrap();
        assert_eq!(client.scopes, Scopes::parse("openid"));
        for metadata in [
            Metadata {
                grant_types: Some(vec!["password".into()]),
                ..web_app()
            },
            Metadata {
                token_endpoint_auth_method: Some("client_secret_jwt".into()),
                ..web_app()
            },
            Metadata {
                token_endpoint_auth_method: Some(String::new()),
                ..web_app()
            },
            Metadata {
                id_token_signed_response_alg: Some("none".into()),
                ..web_app()
            },
            Metadata {
                subject_type: Some("pairwise".into()),
                ..web_app()
            },
            Metadata {
                response_types: Some(vec!["code".into(), "token".into()]),
                ..web_app()
            },
            Metadata {
                token_endpoint_auth_method: Some("none".into()),
                grant_types: Some(vec!["client_credentials".into()]),
                ..web_app()
            },
        ] {
            assert_eq!(
                refused(&metadata),
                "invalid_client_metadata",
                "{metadata:?}"
            );
        }
    }

    #[test]
    fn addresses_to_return_to_follow_the_rules_for_all_clients() {
        for uri in [
            "https://app.example/cb#fragment",
            "http://app.example/cb",
            "https://u@app.example/cb",
            "javascript:alert(1)",
            "http://localhost/cb",
        ] {
            let metadata = Metadata {
                redirect_uris: vec![uri.into()],
                ..web_app()
            };
            assert_eq!(refused(&metadata), "invalid_redirect_uri", "{uri}");
            let metadata = Metadata {
                post_logout_redirect_uris: vec![uri.into()],
                ..web_app()
            };
            assert_eq!(refused(&metadata), "invalid_redirect_uri", "{uri}");
        }
        assert_eq!(refused(&Metadata::default()), "invalid_redirect_uri");
    }

    #[test]
    fn addresses_for_people_are_addresses_of_pages() {
        for uri in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://user@app.example/",
            "https:app.example",
            "//app.example",
            "https://app.example/\u{202e}",
        ] {
            for metadata in [
                Metadata {
                    logo_uri: Some(uri.into()),
                    ..web_app()
                },
                Metadata {
                    tos_uri: Some(uri.into()),
                    ..web_app()
                },
                Metadata {
                    policy_uri: Some(uri.into()),
                    ..web_app()
                },
                Metadata {
                    backchannel_logout_uri: Some(uri.into()),
                    ..web_app()
                },
            ] {
                assert_eq!(refused(&metadata), "invalid_client_metadata", "{uri}");
            }
        }
    }

    #[test]
    fn logouts_are_told_over_https_or_on_this_machine() {
        for good in ["https://app.example/out?x=1", "http://127.0.0.1:8000/out"] {
            assert_eq!(backchannel(Some(good)), Ok(Some(good.to_owned())));
        }
        for bad in ["http://app.example/out", "https://app.example/out#x"] {
            assert!(backchannel(Some(bad)).is_err(), "{bad}");
        }
    }
}
