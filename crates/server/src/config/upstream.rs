//! `[upstream.NAME]`: other servers that people can sign in with.

use authority::upstream::{Kind, github, link::Creation, metadata};
use ipnet::IpNet;
use protocol::shown;
use serde::Deserialize;
use url::Url;

use super::{
    Error, Secret,
    raw::{OneOrMany, networks},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUpstream {
    client_id: Option<String>,
    client_secret: Option<String>,
    issuer: Option<String>,
    kind: Option<String>,
    label: Option<String>,
    tenant: Option<String>,
    tenants: Option<OneOrMany>,
    hosted_domain: Option<String>,
    scopes: Option<OneOrMany>,
    create_for: Option<OneOrMany>,
    trusted_acr: Option<OneOrMany>,
    trusted_amr: Option<OneOrMany>,
    private_targets: Option<OneOrMany>,
}

/// Another server that people can sign in with.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// What kind of server it is.
    pub kind: Kind,
    /// What people call it.
    pub label: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret,
    /// Its issuer; for Microsoft the address before the tenant, for GitHub where it is.
    pub issuer: String,
    /// Microsoft: whose people its own page lets in.
    pub tenant: String,
    /// Microsoft: the ids of the tenants whose people may come; all when empty.
    pub tenants: Vec<String>,
    /// Google: the organization whose people may come; all when left out.
    pub hosted_domain: Option<String>,
    /// What we ask for.
    pub scopes: Vec<String>,
    /// For whom a new account is made.
    pub creation: Creation,
    /// Values of `acr` that stand for two factors of ours.
    pub trusted_acr: Vec<String>,
    /// Values of `amr` that do.
    pub trusted_amr: Vec<String>,
    /// Networks that are not public in which it may lie nevertheless.
    pub private_targets: Vec<IpNet>,
}

impl RawUpstream {
    pub(super) fn check(self, name: &str) -> Result<Upstream, Error> {
        let key = |key: &str| format!("upstream.{name}.{key}");
        // `offer` is a page of ours among the addresses that carry these names.
        if !is_name(name) || name == "offer" {
            return Err(Error::invalid(
                format!("upstream.{name}"),
                "has to be called with 1 to 32 small letters, digits and dashes: the name is part of \
                 an address",
            ));
        }
        let (Some(client_id), Some(secret)) = (self.client_id, self.client_secret) else {
            return Err(Error::invalid(
                format!("upstream.{name}"),
                "needs both `client_id` and `client_secret`",
            ));
        };
        let kind = match self.kind {
            Some(word) => Kind::from_word(&word).ok_or_else(|| {
                Error::invalid(
                    key("kind"),
                    "has to be \"openid\", \"google\", \"microsoft\" or \"github\"",
                )
            })?,
            None => Kind::from_word(name).unwrap_or(Kind::OpenId),
        };
        let only = |given: bool, word: &str, whose: Kind| {
            if given && kind != whose {
                let what = format!("goes with kind = \"{}\" alone", whose.word());
                return Err(Error::invalid(key(word), what));
            }
            Ok(())
        };
        only(self.tenant.is_some(), "tenant", Kind::Microsoft)?;
        only(self.tenants.is_some(), "tenants", Kind::Microsoft)?;
        only(self.hosted_domain.is_some(), "hosted_domain", Kind::Google)?;
        let tenant = self.tenant.unwrap_or_else(|| "common".to_owned());
        let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if tenant.is_empty() || !tenant.chars().all(of_name) {
            return Err(Error::invalid(
                key("tenant"),
                "has to be \"common\", \"organizations\", \"consumers\", the id of a tenant or a \
                 domain of it",
            ));
        }
        let items = |list: Option<OneOrMany>| list.map(OneOrMany::items).unwrap_or_default();
        Ok(Upstream {
            label: label(&key("label"), self.label, kind, name)?,
            client_id,
            client_secret: Secret::new(secret),
            issuer: issuer(&key("issuer"), self.issuer, kind)?,
            tenant,
            tenants: items(self.tenants),
            hosted_domain: self.hosted_domain,
            scopes: scopes(&key("scopes"), self.scopes, kind)?,
            creation: creation(&key("create_for"), items(self.create_for))?,
            trusted_acr: items(self.trusted_acr),
            trusted_amr: items(self.trusted_amr),
            private_targets: networks(&key("private_targets"), self.private_targets)?,
            kind,
        })
    }
}

/// Whether it can stand in an address and among the words of `amr`.
pub(super) fn is_name(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=32).contains(&name.len()) && name.bytes().all(fits)
}

fn label(key: &str, given: Option<String>, kind: Kind, name: &str) -> Result<String, Error> {
    match given {
        Some(text) if shown(&text, 40).as_deref() == Some(&text) => Ok(text),
        Some(_) => Err(Error::invalid(key, "has to be 1 to 40 plain characters")),
        None => Ok(kind.label().unwrap_or(name).to_owned()),
    }
}

fn issuer(key: &str, given: Option<String>, kind: Kind) -> Result<String, Error> {
    let text = match (given, kind) {
        (Some(text), _) => text,
        (None, Kind::Google) => "https://accounts.google.com".to_owned(),
        (None, Kind::Microsoft) => "https://login.microsoftonline.com".to_owned(),
        (None, Kind::GitHub) => github::HOME.to_owned(),
        (None, Kind::OpenId) => return Err(Error::invalid(key, "is missing")),
    };
    let plain = Url::parse(&text).is_ok_and(|url| url.query().is_none());
    // What is on this machine may be asked without TLS, where `private_targets` lists it.
    if !plain || !metadata::is_usable(&text, true) {
        return Err(Error::invalid(key, "has to be an https address"));
    }
    if kind != Kind::OpenId && text.ends_with('/') {
        return Err(Error::invalid(key, "must not end with a slash"));
    }
    Ok(text)
}

fn scopes(key: &str, given: Option<OneOrMany>, kind: Kind) -> Result<Vec<String>, Error> {
    let default: &[&str] = match kind {
        Kind::GitHub => &["read:user", "user:email"],
        _ => &["openid", "email", "profile"],
    };
    let Some(given) = given.map(OneOrMany::items) else {
        return Ok(default.iter().map(|scope| (*scope).to_owned()).collect());
    };
    if kind != Kind::GitHub && !given.iter().any(|scope| scope == "openid") {
        return Err(Error::invalid(key, "has to name `openid`"));
    }
    Ok(given)
}

fn creation(key: &str, domains: Vec<String>) -> Result<Creation, Error> {
    if domains.is_empty() {
        return Ok(Creation::Never);
    }
    if domains == ["*"] {
        return Ok(Creation::Anybody);
    }
    let of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    if domains.iter().all(|domain| domain.chars().all(of_name)) {
        return Ok(Creation::Domains(domains));
    }
    Err(Error::invalid(
        key,
        "has to list domains of mail addresses, as in [\"example.org\"], or be [\"*\"]",
    ))
}
