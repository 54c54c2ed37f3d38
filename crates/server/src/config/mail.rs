//! `[mail]`: the server that carries our mails.

use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::Deserialize;
use url::{Host, Url};

use super::{Error, Secret};

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct Mail {
    /// `smtp://` or `smtps://`, with name and password when the server asks for them.
    pub url: Secret,
    /// The address in `From`, with a name or without.
    pub from: Mailbox,
    /// How the connection is protected.
    pub tls: Tls,
    /// Certificates in PEM that are trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From its first byte: `smtps://`.
    Immediate,
    /// By STARTTLS, without which nothing is sent.
    StartTls,
    /// Not at all: on this machine, or where the operator says so.
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    url: Option<String>,
    from: Option<String>,
    tls: Option<String>,
    ca_file: Option<PathBuf>,
}

impl Raw {
    pub(super) fn check(self) -> Result<Mail, Error> {
        let (Some(text), Some(from)) = (self.url, self.from) else {
            return Err(Error::invalid("mail", "needs both `url` and `from`"));
        };
        let url = address(&text)?;
        let from = from.parse().map_err(|_| {
            Error::invalid(
                "mail.from",
                "has to be a mail address, as in \"Countersign <id@example.org>\"",
            )
        })?;
        let tls = tls(&url, self.tls.as_deref())?;
        if tls == Tls::None && url.password().is_some() && !is_loopback(&url) {
            return Err(Error::invalid(
                "mail.tls",
                "must not be \"none\" where `url` holds a password: it would travel for all to read",
            ));
        }
        Ok(Mail {
            url: Secret::new(text),
            from,
            tls,
            ca_file: self.ca_file,
        })
    }
}

fn address(text: &str) -> Result<Url, Error> {
    let refuse = |problem: &str| Err(Error::invalid("mail.url", problem));
    let Ok(url) = Url::parse(text) else {
        return refuse("has to begin with smtp:// or smtps:// and name a host");
    };
    if !matches!(url.scheme(), "smtp" | "smtps") || !url.has_host() {
        return refuse("has to begin with smtp:// or smtps:// and name a host");
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return refuse("must hold nothing behind the host and the port");
    }
    if url.username().is_empty() != url.password().is_none() {
        return refuse("needs both a name and a password, or neither");
    }
    Ok(url)
}

fn tls(url: &Url, asked: Option<&str>) -> Result<Tls, Error> {
    match (url.scheme(), asked) {
        ("smtps", None | Some("required")) => Ok(Tls::Immediate),
        ("smtps", Some(_)) => Err(Error::invalid("mail.tls", "has no choice with smtps://")),
        (_, Some("required")) => Ok(Tls::StartTls),
        (_, Some("none")) => Ok(Tls::None),
        (_, None) if is_loopback(url) => Ok(Tls::None),
        (_, None) => Ok(Tls::StartTls),
        (_, Some(_)) => Err(Error::invalid(
            "mail.tls",
            "has to be \"required\" or \"none\"",
        )),
    }
}

fn is_loopback(url: &Url) -> bool {
    // The scheme is none that the parser knows, so addresses arrive as names.
    let Some(name) = url.host_str() else {
        return false;
    };
    match Host::parse(name) {
        Ok(Host::Ipv4(ip)) => ip.is_loopback(),
        Ok(Host::Ipv6(ip)) => ip.is_loopback(),
        Ok(Host::Domain(name)) => name == "localhost",
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, tls: Option<&str>) -> Result<Mail, Error> {
        let raw = Raw {
            url: Some(url.to_owned()),
            from: Some("Countersign <id@example.org>".to_owned()),
            tls: tls.map(str::to_owned),
            ca_file: None,
        };
        raw.check()
    }

    #[test]
    fn beyond_this_machine_mail_travels_protected_unless_told_otherwise() {
        for (url, asked, tls) in [
            ("smtps://mail.example.org", None, Tls::Immediate),
            ("smtp://mail.example.org", None, Tls::StartTls),
            ("smtp://a:b@mail.example.org:587", None, Tls::StartTls),
            ("smtp://mail.example.org", Some("none"), Tls::None),
            ("smtp://127.0.0.1:2525", None, Tls::None),
            ("smtp://[::1]:2525", None, Tls::None),
            ("smtp://localhost", Some("required"), Tls::StartTls),
        ] {
            assert_eq!(check(url, asked).unwrap().tls, tls, "{url}");
        }
    }

    #[test]
    fn what_would_expose_a_password_or_mean_nothing_is_refused() {
        for (url, asked) in [
            ("smtp://a:b@mail.example.org", Some("none")),
            ("smtps://mail.example.org", Some("none")),
            ("smtp://mail.example.org", Some("maybe")),
            ("smtp://a@mail.example.org", None),
            ("smtp://mail.example.org/path", None),
            ("smtp://mail.example.org?tls=none", None),
            ("http://mail.example.org", None),
            ("mail.example.org", None),
        ] {
            assert!(check(url, asked).is_err(), "{url}");
        }
    }
}
