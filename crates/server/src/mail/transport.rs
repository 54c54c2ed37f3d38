//! Who carries a mail: an SMTP server, the log of a server that only this machine reaches, or nobody.

use std::{path::PathBuf, time::Duration};

use authority::Moment;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{self, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use url::Url;

use super::{Mail, message};
use crate::{
    Config,
    config::{self, Tls},
};

/// A step of the conversation with the server may take this long.
const STEP: Duration = Duration::from_secs(20);

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The certificates of `mail.ca_file` cannot be read.
    #[error("the certificates in {} cannot be used: {why}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The address of the mail server cannot be used.
    #[error("the mail server cannot be used: {0}")]
    Unusable(String),
}

/// What became of one try.
#[derive(Debug)]
pub(super) enum Sent {
    /// The mail is on its way.
    Yes,
    /// Later it may go.
    NotNow(String),
    /// It never will.
    Never(String),
}

/// Who carries mail.
pub struct Carrier(Way);

enum Way {
    Smtp {
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        from: Mailbox,
    },
    Log,
    Nobody,
}

impl std::fmt::Debug for Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Way::Smtp { .. } => "Carrier(smtp)",
            Way::Log => "Carrier(log)",
            Way::Nobody => "Carrier(nobody)",
        })
    }
}

impl Carrier {
    /// The carrier that `config` asks for. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when certificates or the address cannot be used.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        Ok(Self(match &config.mail {
            Some(mail) => Way::Smtp {
                transport: Box::new(transport(mail, config)?),
                from: mail.from.clone(),
            },
            None if config.issuer.is_https() => Way::Nobody,
            None => Way::Log,
        }))
    }

    /// Whether there is anybody.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !matches!(self.0, Way::Nobody)
    }

    pub(super) async fn carry(&self, mail: &Mail, id: &str, now: Moment) -> Sent {
        match &self.0 {
            Way::Smtp { transport, from } => {
                let Some(letter) = message::compose(mail, id, from, now) else {
                    return Sent::Never("the address cannot be one".to_owned());
                };
                match transport.send(letter).await {
                    Ok(_) => Sent::Yes,
                    // A refused password or a missing certificate is the operator's to mend.
                    Err(error) if error.is_permanent() && is_of_the_mail(&error) => {
                        Sent::Never(in_words(&error))
                    }
                    Err(error) => Sent::NotNow(in_words(&error)),
                }
            }
            Way::Log => {
                let words: Vec<&str> = mail.text.split_whitespace().collect();
                tracing::info!(
                    to = %mail.to,
                    subject = %mail.subject,
                    "there is no [mail], so this mail is shown here: {}",
                    words.join(" ")
                );
                Sent::Yes
            }
            Way::Nobody => Sent::NotNow("there is no [mail]".to_owned()),
        }
    }
}

/// Whether a permanent refusal is about this mail and not about us: replies 53x are about
/// authentication ([RFC 4954 section 6](https://www.rfc-editor.org/rfc/rfc4954#section-6)).
fn is_of_the_mail(error: &lettre::transport::smtp::Error) -> bool {
    error
        .status()
        .is_some_and(|code| !code.to_string().starts_with("53"))
}

/// What the mail server said, with its causes. It quotes nothing that we sent but addresses.
fn in_words(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    protocol::shown(&text, 300).unwrap_or_default()
}

fn transport(
    mail: &config::Mail,
    config: &Config,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, SetupError> {
    let unusable = |why: &str| SetupError::Unusable(why.to_owned());
    let url = Url::parse(mail.url.reveal()).map_err(|_| unusable("its address is none"))?;
    let host = url.host_str().ok_or_else(|| unusable("it has no host"))?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let (tls, port) = match mail.tls {
        Tls::Immediate => (client::Tls::Wrapper(parameters(mail, host)?), 465),
        Tls::StartTls => (client::Tls::Required(parameters(mail, host)?), 587),
        Tls::None => (client::Tls::None, 25),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(url.port().unwrap_or(port))
        .tls(tls)
        .timeout(Some(STEP))
        .hello_name(hello(config));
    if let Some(password) = url.password() {
        let plain = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| unusable("its name or password is not UTF-8"))
        };
        let credentials = Credentials::new(plain(url.username())?, plain(password)?);
        builder = builder.credentials(credentials);
    }
    Ok(builder.build())
}

/// The name we greet the mail server with: the host that people know us by.
fn hello(config: &Config) -> ClientId {
    let issuer = Url::parse(config.issuer.as_str());
    match issuer.ok().and_then(|url| url.host().map(|h| h.to_owned())) {
        Some(url::Host::Ipv4(ip)) => ClientId::Ipv4(ip),
        Some(url::Host::Ipv6(ip)) => ClientId::Ipv6(ip),
        Some(url::Host::Domain(name)) => ClientId::Domain(name),
        None => ClientId::default(),
    }
}

fn parameters(mail: &config::Mail, host: &str) -> Result<TlsParameters, SetupError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = &mail.ca_file {
        let refuse = |why: String| SetupError::Certificates {
            path: path.clone(),
            why,
        };
        let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let certificates =
            Certificate::from_pem(&pem).map_err(|error| refuse(error.to_string()))?;
        builder = builder.add_root_certificate(certificates);
    }
    builder
        .build()
        .map_err(|error| SetupError::Unusable(error.to_string()))
}
