//! What another server says about itself
//! ([OpenID Connect Discovery 1.0 section 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use url::{Host, Url};

use super::Kind;

/// What stands for a tenant in the issuer of Microsoft's address for all of them.
pub const TENANT: &str = "{tenantid}";

/// The tenant of Microsoft accounts of private people.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// What identity tokens may be signed with. Nothing symmetric is among them, and `none` is no algorithm.
pub const ALGORITHMS: [&str; 7] = [
    "ES256", "ES384", "EdDSA", "PS256", "PS384", "RS256", "RS384",
];

/// How long keys and metadata are used before they are read again.
pub const KEPT: Duration = Duration::from_secs(3600);
/// How long they are used when they cannot be read again.
pub const KEPT_AT_WORST: Duration = Duration::from_secs(24 * 3600);
/// How often they are read anew because a token names a key that is not among them, and how often
/// after nobody answered.
pub const ANEW: Duration = Duration::from_secs(60);

/// Whose metadata is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The kind of server.
    pub kind: Kind,
    /// Its issuer; for Microsoft the address before the tenant.
    pub issuer: String,
    /// Microsoft: `common`, `organizations`, `consumers`, the id of a tenant, or a domain of it.
    pub tenant: String,
}

impl Wanted {
    /// Where the metadata is.
    #[must_use]
    pub fn address(&self) -> String {
        let issuer = match self.kind {
            Kind::Microsoft => format!("{}/{}/v2.0", self.issuer, self.tenant),
            _ => self.issuer.trim_end_matches('/').to_owned(),
        };
        format!("{issuer}/.well-known/openid-configuration")
    }
}

/// Whose tokens are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vouching {
    /// Those of this issuer.
    One(String),
    /// Those of every tenant of Microsoft that fits.
    Tenants {
        /// The issuer with [`TENANT`] in it.
        template: String,
        /// Whether accounts of private people are left out.
        organizations: bool,
    },
}

impl Vouching {
    /// The issuer as the metadata names it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        match self {
            Self::One(issuer) => issuer,
            Self::Tenants { template, .. } => template,
        }
    }

    /// Whether a token of `iss` counts, which says that it is from the tenant `tid`.
    #[must_use]
    pub fn includes(&self, iss: &str, tid: Option<&str>) -> bool {
        match self {
            Self::One(issuer) => iss == issuer,
            Self::Tenants {
                template,
                organizations,
            } => tenant_of(template, iss).is_some_and(|tenant| {
                tid == Some(tenant) && !(*organizations && tenant == CONSUMERS)
            }),
        }
    }
}

/// The tenant that stands in `iss` where `template` leaves room for one.
pub(super) fn tenant_of<'a>(template: &str, iss: &'a str) -> Option<&'a str> {
    let (before, after) = template.split_once(TENANT)?;
    let tenant = iss.strip_prefix(before)?.strip_suffix(after)?;
    is_tenant(tenant).then_some(tenant)
}

/// Whether it is the id of a tenant: a UUID in lower case.
fn is_tenant(text: &str) -> bool {
    let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let place = |(at, b): (usize, u8)| match at {
        8 | 13 | 18 | 23 => b == b'-',
        _ => digit(b),
    };
    text.len() == 36 && text.bytes().enumerate().all(place)
}

/// The issuer that a key of Microsoft is for: the key of one tenant must not sign for another
/// ([Microsoft: validate the signing key issuer](https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signing-key-issuer)).
#[must_use]
pub fn key_is_for(key_issuer: &str, iss: &str) -> bool {
    key_issuer == iss || tenant_of(key_issuer, iss).is_some()
}

/// What is used of the metadata, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Whose tokens are taken.
    pub vouching: Vouching,
    /// Where the browser goes.
    pub authorization_endpoint: String,
    /// Where a grant becomes tokens.
    pub token_endpoint: String,
    /// Where the keys are.
    pub jwks_uri: String,
    /// Where more is said about a person.
    pub userinfo_endpoint: Option<String>,
    /// Whether answers say who answers.
    pub says_iss: bool,
    /// Whether our secret travels in the form instead of the header.
    pub secret_in_form: bool,
    /// What its identity tokens may be signed with, of [`ALGORITHMS`].
    pub algorithms: Vec<String>,
}

#[derive(Deserialize)]
struct Raw {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
}

/// Why metadata cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// It is no metadata.
    #[error("it is no metadata of an OpenID provider")]
    Form,
    /// It is that of somebody else.
    #[error("it names another issuer than the configuration")]
    Issuer,
    /// One of its addresses is neither https nor, like the issuer, on this machine.
    #[error("it names an address that is not https")]
    Address,
    /// It signs with nothing that can be trusted.
    #[error("it signs identity tokens with nothing on our list")]
    Algorithms,
}

impl Metadata {
    /// Reads the metadata that was found at [`Wanted::address`].
    ///
    /// # Errors
    ///
    /// [`Unusable`].
    pub fn read(document: &Value, wanted: &Wanted) -> Result<Self, Unusable> {
        let raw = Raw::deserialize(document).map_err(|_| Unusable::Form)?;
        let vouching = vouching(&raw.issuer, wanted).ok_or(Unusable::Issuer)?;
        let here = is_loopback(&raw.issuer);
        let good = |address: &str| is_usable(address, here);
        let needed = [
            &raw.authorization_endpoint,
            &raw.token_endpoint,
            &raw.jwks_uri,
        ];
        if !needed.into_iter().all(|address| good(address)) {
            return Err(Unusable::Address);
        }
        let listed = raw.id_token_signing_alg_values_supported;
        let listed = listed.unwrap_or_else(|| vec!["RS256".to_owned()]);
        let algorithms: Vec<String> = listed
            .into_iter()
            .filter(|alg| ALGORITHMS.contains(&alg.as_str()))
            .collect();
        if algorithms.is_empty() {
            return Err(Unusable::Algorithms);
        }
        let methods = raw.token_endpoint_auth_methods_supported;
        let basic = |methods: &Vec<String>| methods.iter().any(|m| m == "client_secret_basic");
        Ok(Self {
            vouching,
            authorization_endpoint: raw.authorization_endpoint,
            token_endpoint: raw.token_endpoint,
            jwks_uri: raw.jwks_uri,
            userinfo_endpoint: raw.userinfo_endpoint.filter(|address| good(address)),
            says_iss: raw.authorization_response_iss_parameter_supported,
            // Basic is what everybody has to understand (RFC 6749 section 2.3.1).
            secret_in_form: methods.as_ref().is_some_and(|methods| !basic(methods)),
            algorithms,
        })
    }
}

/// Whose tokens count when the metadata names `issuer`.
fn vouching(issuer: &str, wanted: &Wanted) -> Option<Vouching> {
    let one = || Some(Vouching::One(issuer.to_owned()));
    if wanted.kind != Kind::Microsoft {
        return (issuer == wanted.issuer).then(one).flatten();
    }
    let template = format!("{}/{TENANT}/v2.0", wanted.issuer);
    let tenant = wanted.tenant.as_str();
    if issuer == template && matches!(tenant, "common" | "organizations") {
        return Some(Vouching::Tenants {
            template,
            organizations: tenant == "organizations",
        });
    }
    let named = tenant_of(&template, issuer)?;
    match tenant {
        "common" | "organizations" => None,
        "consumers" => (named == CONSUMERS).then(one).flatten(),
        id if is_tenant(id) => (named == id).then(one).flatten(),
        // A domain: the tenant whose it is.
        _ => one(),
    }
}

fn is_loopback(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    })
}

/// Whether a browser or a secret may be sent there: to https, and from this machine to itself.
#[must_use]
pub fn is_usable(address: &str, here: bool) -> bool {
    Url::parse(address).is_ok_and(|url| {
        let named = url.username().is_empty() && url.password().is_none();
        let secure =
            url.scheme() == "https" || (here && url.scheme() == "http" && is_loopback(address));
        named && secure && url.has_host() && url.fragment().is_none()
    })
}
