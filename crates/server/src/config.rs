//! The configuration: one TOML file, overridden key by key from the environment.
//!
//! ```text
//! --config FILE, else ./countersign-server.toml, else nothing ─┐
//! COUNTERSIGN_SERVER__SECTION__KEY=value ──────────────────────┴─▶ known keys only ─▶ Config
//! ```
//!
//! A key that nobody knows is an error, since a misspelt `trusted_proxies` would otherwise be a hole
//! that looks like a setting. Relative paths count from the working directory. Nothing secret
//! appears in `Debug` or in an error.

mod access;
mod audit;
mod clients;
mod delegates;
mod dpop;
mod error;
mod factors;
mod issuer;
mod keys;
mod limits;
mod mail;
mod metrics;
mod notices;
mod passwords;
mod raw;
mod risk;
mod secret;
mod sessions;
mod sms;
mod tls;
mod upstream;

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

pub use access::Access;
pub use audit::Audit;
pub use clients::{Clients, Registration};
pub use delegates::{Delegate, People};
pub use dpop::Dpop;
pub use error::Error;
pub use factors::Factors;
pub use issuer::Issuer;
pub use limits::Limits;
pub use mail::{Mail, Tls};
pub use metrics::Metrics;
pub use notices::Notices;
pub use passwords::{Breached, Class, Passwords};
pub use risk::Risk;
pub use secret::{DatabaseUrl, Secret};
pub use sessions::SessionLimits;
pub use sms::{Content, Sms};
pub use tls::Https;
pub use upstream::Upstream;

/// The file that is read when `--config` names none and it exists in the working directory.
pub const DEFAULT_FILE: &str = "countersign-server.toml";

/// What every environment variable of ours begins with.
pub const ENVIRONMENT_PREFIX: &str = "COUNTERSIGN_SERVER";

/// Everything an operator can choose, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen. Port 0 lets the system choose a free one.
    pub listen: SocketAddr,
    /// Who the server says it is, in tokens, discovery and links.
    pub issuer: Issuer,
    /// Where everything that must last is kept.
    pub database_url: DatabaseUrl,
    /// Redis or Valkey, where several replicas share what need not last.
    pub redis_url: Option<Secret>,
    /// Whose forwarding headers are believed; empty: nobody's.
    pub trusted_proxies: Vec<IpNet>,
    /// The file with the secrets that stay out of the database.
    pub key_file: PathBuf,
    /// What is logged, in the words of `RUST_LOG`.
    pub log: String,
    /// Own rules, and from where and when administration is wanted.
    pub access: Access,
    /// How often something may be asked.
    pub limits: Limits,
    /// How long requests are still taken after the signal to end, while `/health/ready` says so.
    pub drain: Duration,
    /// Who may read the figures.
    pub metrics: Metrics,
    /// TLS of its own; without it a proxy in front speaks TLS.
    pub https: Option<Https>,
    /// What programs may do by themselves.
    pub clients: Clients,
    /// Whether tokens are bound to keys.
    pub dpop: Dpop,
    /// How mail is sent; without it the log has it, on a loopback issuer only.
    pub mail: Option<Mail>,
    /// What a new password has to be like.
    pub passwords: Passwords,
    /// Other servers that people can sign in with, by name.
    pub upstream: BTreeMap<String, Upstream>,
    /// Other servers that ask our people's devices, by name.
    pub delegates: BTreeMap<String, Delegate>,
    /// Who needs a second factor, and which ones there are.
    pub factors: Factors,
    /// How many browsers a person may be signed in with.
    pub sessions: SessionLimits,
    /// How long the log is kept, and where checkpoints of it go.
    pub audit: Audit,
    /// What counts for and against a sign-in.
    pub risk: Risk,
    /// The gateway that carries text messages.
    pub sms: Option<Sms>,
    /// What people are told by mail without having asked.
    pub notices: Notices,
}

impl Default for Config {
    /// One machine, loopback only, one SQLite file in the working directory.
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8420);
        Self {
            listen,
            issuer: Issuer::of_loopback(listen),
            database_url: DatabaseUrl::default(),
            redis_url: None,
            trusted_proxies: Vec::new(),
            key_file: PathBuf::from("countersign.key"),
            log: "info".to_owned(),
            access: Access::default(),
            limits: Limits::default(),
            drain: Duration::ZERO,
            metrics: Metrics::default(),
            https: None,
            clients: Clients::default(),
            dpop: Dpop::default(),
            mail: None,
            passwords: Passwords::default(),
            upstream: BTreeMap::new(),
            delegates: BTreeMap::new(),
            factors: Factors::default(),
            sessions: SessionLimits::default(),
            audit: Audit::default(),
            risk: Risk::default(),
            sms: None,
            notices: Notices::default(),
        }
    }
}

impl Config {
    /// Reads `file`, else [`DEFAULT_FILE`] where it exists, and the environment on top.
    ///
    /// # Errors
    ///
    /// [`Error`] names the key that is unknown or wrong, or the file that cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, Error> {
        let environment = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
        let beside = Path::new(DEFAULT_FILE);
        let file = file.or_else(|| beside.exists().then_some(beside));
        Self::from_sources(file, environment)
    }

    /// Reads `file`, with the variables of `environment` that begin with [`ENVIRONMENT_PREFIX`]
    /// on top.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn from_sources(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        raw::read(file, environment)?.check(file)
    }

    /// What is legal but deserves a line in the log, each a sentence.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.mail.is_none() && self.issuer.is_https() {
            warnings.push(
                "[mail] is missing: nobody can be sent a link to a new password, and addresses \
                 stay unverified."
                    .to_owned(),
            );
        }
        if !self.issuer.is_https() && !self.listen.ip().is_loopback() {
            warnings.push(format!(
                "listen = {} can be reached from other machines, but the issuer {} is plain http on \
                 loopback: only programs on this machine can use it.",
                self.listen, self.issuer
            ));
        }
        if let (true, Some(port)) = (self.listen.port() == 0, self.issuer.fixed_loopback_port()) {
            warnings.push(format!(
                "listen asks for any free port while the issuer says {port}: something on this \
                 machine has to pass that port on."
            ));
        }
        let off = self.delegates.iter().filter(|(_, known)| !known.number);
        warnings.extend(off.map(|(name, _)| {
            format!(
                "[delegates.{name}] number = false: people type no number, so they cannot tell their \
                 own question of that realm from one that somebody else began."
            )
        }));
        warnings
    }

    /// This configuration listening on `address`, a loopback address that is the issuer as well.
    #[must_use]
    pub fn on_loopback(self, address: SocketAddr) -> Self {
        Self {
            listen: address,
            issuer: Issuer::of_loopback(address),
            ..self
        }
    }

    /// The configuration once `bound` is known: a loopback issuer that left its port open names
    /// the port that is really listened on.
    #[must_use]
    pub fn bound_to(mut self, bound: SocketAddr) -> Self {
        self.issuer = self.issuer.with_bound_port(bound.port());
        self.listen = bound;
        self
    }
}

#[cfg(test)]
mod tests;
