//! The configuration as written: collected, then checked key by key.

use std::{
    collections::BTreeMap,
    fs,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use config::{ConfigError, Environment, File, FileFormat};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use super::{
    Config, DatabaseUrl, ENVIRONMENT_PREFIX, Error, Issuer, Secret,
    access::RawAccess,
    audit::RawAudit,
    clients::RawClients,
    delegates::{self, RawDelegate},
    dpop::RawDpop,
    factors::{Carriers, RawFactors},
    keys,
    limits::RawLimits,
    mail, metrics,
    notices::RawNotices,
    passwords,
    risk::RawRisk,
    sessions::RawSessions,
    sms, tls,
    upstream::RawUpstream,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    listen: Option<String>,
    issuer: Option<String>,
    database_url: Option<String>,
    redis_url: Option<String>,
    trusted_proxies: Option<OneOrMany>,
    key_file: Option<PathBuf>,
    log: Option<String>,
    #[serde(default)]
    access: RawAccess,
    #[serde(default)]
    limits: RawLimits,
    drain_seconds: Option<u64>,
    clients: Option<RawClients>,
    #[serde(default)]
    dpop: RawDpop,
    mail: Option<mail::Raw>,
    passwords: Option<passwords::Raw>,
    #[serde(default)]
    metrics: metrics::Raw,
    tls: Option<tls::Raw>,
    #[serde(default)]
    upstream: BTreeMap<String, RawUpstream>,
    #[serde(default)]
    delegates: BTreeMap<String, RawDelegate>,
    #[serde(default)]
    factors: RawFactors,
    #[serde(default)]
    sessions: RawSessions,
    #[serde(default)]
    audit: RawAudit,
    #[serde(default)]
    risk: RawRisk,
    sms: Option<sms::Raw>,
    #[serde(default)]
    notices: RawNotices,
}

/// A list in the file; a variable holds the same items with commas between them.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    Many(Vec<String>),
    One(String),
}

impl OneOrMany {
    /// The items, without the space around them and without empty ones.
    pub(super) fn items(self) -> Vec<String> {
        let items = match self {
            Self::Many(items) => items,
            Self::One(text) => text.split(',').map(str::to_owned).collect(),
        };
        items
            .iter()
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect()
    }
}

/// Collects `file` and `environment`, and refuses keys that do not exist.
pub(super) fn read(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Raw, Error> {
    let mut builder = config::Config::builder();
    let mut name = "the configuration".to_owned();
    if let Some(path) = file {
        let text = fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        name = path.display().to_string();
        builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
    }
    let variables = Environment::with_prefix(ENVIRONMENT_PREFIX)
        .prefix_separator("__")
        .separator("__")
        .ignore_empty(true)
        .source(Some(environment.into_iter().collect()));
    let collected = builder
        .add_source(variables)
        .build()
        .map_err(|error| malformed(&name, &error))?;
    if let config::ValueKind::Table(values) = &collected.cache.kind {
        keys::refuse_unknown(values, &name)?;
    }
    collected
        .try_deserialize()
        .map_err(|error| malformed(&name, &error))
}

impl Raw {
    pub(super) fn check(self, file: Option<&Path>) -> Result<Config, Error> {
        let default = Config::default();
        let listen = self
            .listen
            .map_or(Ok(default.listen), |text| listen(&text))?;
        let database_url = self
            .database_url
            .map_or(Ok(default.database_url), DatabaseUrl::parse)?;
        let issuer = issuer(self.issuer.as_deref(), listen)?;
        let (mail, sms) = (
            self.mail.map(mail::Raw::check).transpose()?,
            self.sms.map(sms::Raw::check).transpose()?,
        );
        let upstream: BTreeMap<_, _> = self
            .upstream
            .into_iter()
            .map(|(name, raw)| Ok((name.clone(), raw.check(&name)?)))
            .collect::<Result<_, Error>>()?;
        let carriers = Carriers {
            mail: mail.is_some() || !issuer.is_https(),
            sms: sms.is_some(),
        };
        Ok(Config {
            listen,
            https: self.tls.map(|tls| tls.check(&issuer)).transpose()?,
            metrics: self.metrics.check()?,
            issuer,
            key_file: self
                .key_file
                .unwrap_or_else(|| key_file(&database_url, file)),
            database_url,
            redis_url: self.redis_url.map(redis_url).transpose()?,
            trusted_proxies: networks("trusted_proxies", self.trusted_proxies)?,
            clients: self
                .clients
                .map_or(Ok(default.clients), RawClients::check)?,
            log: self.log.map_or(Ok(default.log), log)?,
            access: self.access.check()?,
            limits: self.limits.check()?,
            drain: drain(self.drain_seconds)?,
            dpop: self.dpop.check(),
            mail,
            passwords: self
                .passwords
                .map_or(Ok(default.passwords), passwords::Raw::check)?,
            delegates: delegates::check(self.delegates, &upstream)?,
            upstream,
            factors: self.factors.check(carriers)?,
            sessions: self.sessions.check()?,
            audit: self.audit.check()?,
            risk: self.risk.check()?,
            sms,
            notices: self.notices.check(),
        })
    }
}

fn listen(text: &str) -> Result<SocketAddr, Error> {
    text.parse().map_err(|_| {
        Error::invalid(
            "listen",
            "has to be an address and a port, as in \"127.0.0.1:8420\"",
        )
    })
}

fn issuer(text: Option<&str>, listen: SocketAddr) -> Result<Issuer, Error> {
    match text {
        Some(text) => Issuer::parse(text),
        None if listen.ip().is_loopback() => Ok(Issuer::of_loopback(listen)),
        None => Err(Error::invalid(
            "issuer",
            "is missing: a server that listens beyond this machine needs the https address that \
             browsers know it by",
        )),
    }
}

/// Beside an SQLite database, else beside the configuration, else in the working directory.
fn key_file(database: &DatabaseUrl, file: Option<&Path>) -> PathBuf {
    match (database.sqlite_path(), file) {
        (Some(path), _) => path.with_extension("key"),
        (None, Some(file)) => file.with_extension("key"),
        (None, None) => PathBuf::from("countersign-server.key"),
    }
}

fn redis_url(text: String) -> Result<Secret, Error> {
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "redis" | "rediss") && url.has_host() => {
            Ok(Secret::new(text))
        }
        _ => Err(Error::invalid(
            "redis_url",
            "has to begin with redis:// or rediss:// and name a host",
        )),
    }
}

/// The networks of the list `key`; a single address is a network of its own.
pub(super) fn networks(key: &str, list: Option<OneOrMany>) -> Result<Vec<IpNet>, Error> {
    let net = |text: &str| {
        text.parse::<IpNet>()
            .ok()
            .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
    };
    let items = list.map(OneOrMany::items).unwrap_or_default();
    items
        .iter()
        .map(|text| {
            net(text).map(|net| net.trunc()).ok_or_else(|| {
                Error::invalid(
                    key,
                    format!("holds {text:?}, which is no network: write it like \"10.0.0.0/8\""),
                )
            })
        })
        .collect()
}

fn log(text: String) -> Result<String, Error> {
    match text.parse::<tracing_subscriber::EnvFilter>() {
        Ok(_) => Ok(text),
        Err(_) => Err(Error::invalid(
            "log",
            "has to be error, warn, info, debug or trace, or a list such as \"info,sqlx=warn\"",
        )),
    }
}

/// Service managers commonly wait 30 seconds before they end a program by force, and requests under
/// way want some of them.
fn drain(seconds: Option<u64>) -> Result<Duration, Error> {
    match seconds.unwrap_or_default() {
        seconds @ 0..=60 => Ok(Duration::from_secs(seconds)),
        _ => Err(Error::invalid("drain_seconds", "has to be 0 to 60")),
    }
}

/// The sentence without the value: what was mistyped may be a password.
fn malformed(name: &str, error: &ConfigError) -> Error {
    Error::Malformed(match error {
        ConfigError::FileParse { cause, .. } => {
            format!(
                "{name} is not TOML: {}",
                without_excerpt(&cause.to_string())
            )
        }
        ConfigError::Type { key, expected, .. } => match key {
            Some(key) => format!("`{key}` has to be {expected}"),
            None => format!("a value in {name} has to be {expected}"),
        },
        ConfigError::At { key: Some(key), .. } => format!("`{key}` has the wrong form"),
        _ => format!("{name} has the wrong form"),
    })
}

/// A message of the TOML parser less the lines that quote the file (`3 | secret = …`).
fn without_excerpt(message: &str) -> String {
    let quotes = |line: &str| {
        line.trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .trim_start()
            .starts_with('|')
    };
    message
        .lines()
        .filter(|line| !quotes(line))
        .collect::<Vec<_>>()
        .join(": ")
}
