//! `[delegates.NAME]`: other servers that leave it to our people's devices whether a sign-in is theirs.

use std::collections::BTreeMap;

use authority::{
    delegation,
    upstream::{Kind, metadata},
};
use ipnet::IpNet;
use protocol::shown;
use serde::Deserialize;
use url::Url;

use super::{
    Error, Upstream,
    raw::{OneOrMany, networks},
    upstream::is_name,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDelegate {
    issuer: Option<String>,
    label: Option<String>,
    people: Option<String>,
    number: Option<bool>,
    private_targets: Option<OneOrMany>,
}

/// A realm of Keycloak that asks our people's devices.
#[derive(Debug, Clone)]
pub struct Delegate {
    /// Its issuer, whose keys sign its questions.
    pub issuer: String,
    /// Where it hears of outcomes: an address of the same realm.
    pub callback: String,
    /// What people call it.
    pub label: String,
    /// How its people become ours.
    pub people: People,
    /// Whether a question has to hold the number that its program shows.
    pub number: bool,
    /// Networks that are not public in which it may lie nevertheless.
    pub private_targets: Vec<IpNet>,
}

/// How the people of another server become ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum People {
    /// Whoever linked their account there to their account here, by this server of `[upstream.NAME]`.
    Linked(String),
    /// Whoever has the same name in both places. The operator says that it is the same person.
    SameNames,
}

/// Checks all of them; people are linked to the servers of `upstream`.
pub(super) fn check(
    raw: BTreeMap<String, RawDelegate>,
    upstream: &BTreeMap<String, Upstream>,
) -> Result<BTreeMap<String, Delegate>, Error> {
    let mut checked: BTreeMap<String, Delegate> = BTreeMap::new();
    for (name, raw) in raw {
        let delegate = raw.check(&name, upstream)?;
        if checked
            .values()
            .any(|known| known.issuer == delegate.issuer)
        {
            let key = format!("delegates.{name}.issuer");
            return Err(Error::invalid(key, "stands in two of these sections"));
        }
        checked.insert(name, delegate);
    }
    Ok(checked)
}

impl RawDelegate {
    fn check(self, name: &str, upstream: &BTreeMap<String, Upstream>) -> Result<Delegate, Error> {
        let key = |key: &str| format!("delegates.{name}.{key}");
        if !is_name(name) {
            return Err(Error::invalid(
                format!("delegates.{name}"),
                "has to be called with 1 to 32 small letters, digits and dashes",
            ));
        }
        let issuer = self.issuer.unwrap_or_default();
        let plain = Url::parse(&issuer).is_ok_and(|url| url.query().is_none());
        let callback = delegation::callback(&issuer);
        // What is on this machine may be asked without TLS, where `private_targets` lists it.
        let callback = callback.filter(|_| plain && metadata::is_usable(&issuer, true));
        let callback = callback.ok_or_else(|| {
            let problem = "has to be the https address of a realm of Keycloak, as in \
                           \"https://login.example.com/realms/example\"";
            Error::invalid(key("issuer"), problem)
        })?;
        Ok(Delegate {
            callback,
            label: label(&key("label"), self.label, name)?,
            people: people(&key("people"), self.people.as_deref(), &issuer, upstream)?,
            number: self.number.unwrap_or(true),
            private_targets: networks(&key("private_targets"), self.private_targets)?,
            issuer,
        })
    }
}

fn label(key: &str, given: Option<String>, name: &str) -> Result<String, Error> {
    match given {
        Some(text) if shown(&text, 40).as_deref() == Some(&text) => Ok(text),
        Some(_) => Err(Error::invalid(key, "has to be 1 to 40 plain characters")),
        None => Ok(name.to_owned()),
    }
}

fn people(
    key: &str,
    given: Option<&str>,
    issuer: &str,
    upstream: &BTreeMap<String, Upstream>,
) -> Result<People, Error> {
    match given {
        Some("same-names") => Ok(People::SameNames),
        Some("linked") => {
            let same = |known: &Upstream| known.kind == Kind::OpenId && known.issuer == issuer;
            let linked = upstream.iter().find(|(_, known)| same(known));
            let (name, _) = linked.ok_or_else(|| {
                let problem = "is \"linked\", and no [upstream.NAME] has the same issuer by which \
                               people could link their accounts";
                Error::invalid(key, problem)
            })?;
            Ok(People::Linked(name.clone()))
        }
        _ => Err(Error::invalid(
            key,
            "has to be \"linked\", or \"same-names\" where the same name is always the same person",
        )),
    }
}
