//! Mail to people: handed in within the transaction that gives reason to it, and carried later.
//!
//! ```text
//! route ──put──▶ outbox (sealed row) ──▶ carrier: SMTP, or the log on a loopback issuer
//!                      ▲────── again, later and later ──────┘
//! ```
//!
//! A request hands its mail in and answers; whether it arrives changes neither the answer nor its
//! time. What a mail says may open an account, so the row is sealed and goes when the mail was sent.
//! Every mail and its words are made in [`texts`].

mod message;
mod outbox;
pub mod texts;
mod transport;

use std::time::Duration;

use authority::link::RESET_LIFE;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

pub use outbox::carry;
pub use transport::{Carrier, SetupError};

use crate::{
    Language, Server,
    keys::sealing,
    state::NoChance,
    store::{self, MailRow, Work},
    users::links::Asked,
    words::here,
};

/// More mails than this are not kept under way; whoever hands in another is told to come back.
const MOST: i64 = 10_000;

/// What a mail row is sealed as.
const SEALED_AS: &str = "mail/1";

/// A mail to one person.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    /// What it is about, as in `reset`: a word for the log and for counting.
    pub kind: String,
    /// The address of the person.
    pub to: String,
    /// The line that people see first.
    pub subject: String,
    /// Paragraphs with an empty line between them. One that is an address alone becomes a link.
    pub text: String,
    /// The language of these words.
    #[serde(default)]
    pub language: Language,
    /// How long it is of any use, in seconds. Undelivered mail is given up then.
    pub lives_seconds: u64,
}

impl Mail {
    /// A mail that is tried for a day.
    #[must_use]
    pub fn new(kind: &str, to: &str, subject: String, text: String) -> Self {
        Self {
            kind: kind.to_owned(),
            to: to.to_owned(),
            subject,
            text,
            language: here().language(),
            lives_seconds: 86_400,
        }
    }

    /// This mail, given up after `life`.
    #[must_use]
    pub fn within(mut self, life: Duration) -> Self {
        self.lives_seconds = life.as_secs();
        self
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl std::fmt::Debug for Mail {
    /// Neither the words nor the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.kind)
    }
}

/// What the outbox holds: a mail, or what will become one. Whoever asks for a link to a new password
/// must not learn, by how long the answer takes, whether anybody has that name; so the name is looked
/// up when the answer is long given.
#[derive(Serialize, Deserialize)]
enum Errand {
    Mail(Mail),
    Reset(Asked),
}

/// Why a mail was not taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no `[mail]`, and people reach this server from elsewhere.
    #[error("this server cannot send mail: its configuration has no [mail]")]
    NoServer,
    /// Too many mails are under way.
    #[error("too many mails are under way")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// The mail could not be sealed.
    #[error("the mail could not be sealed")]
    Sealing,
}

impl From<sealing::NotOpened> for Error {
    fn from(_: sealing::NotOpened) -> Self {
        Self::Sealing
    }
}

/// Takes mail in. See [`Server::mailer`].
#[derive(Debug, Clone, Copy)]
pub struct Mailer<'a>(pub(crate) &'a Server);

impl Mailer<'_> {
    /// Whether mail can be sent at all. Pages leave out what would need it.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self.0.carrier().is_ready()
    }

    /// Hands `mail` in as part of `work`: it is sent when that is committed, and not otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::NoServer`], [`Error::Busy`], [`Error::Store`]; then nothing was taken in.
    pub async fn put(self, work: &mut Work, mail: &Mail) -> Result<(), Error> {
        let life = Duration::from_secs(mail.lives_seconds);
        let errand = Errand::Mail(mail.clone());
        self.put_errand(work, &mail.kind, &errand, life).await
    }

    /// Hands in that somebody asked for a link to a new password.
    pub(crate) async fn ask_reset(self, work: &mut Work, asked: Asked) -> Result<(), Error> {
        let errand = Errand::Reset(asked);
        self.put_errand(work, "reset-asked", &errand, RESET_LIFE)
            .await
    }

    /// Hands `mail` in by itself. Not while the caller holds a [`Work`] of its own: on SQLite that
    /// would wait for itself.
    ///
    /// # Errors
    ///
    /// As [`Mailer::put`].
    pub async fn send(self, mail: &Mail) -> Result<(), Error> {
        let mut work = self.0.store().begin().await?;
        self.put(&mut work, mail).await?;
        Ok(work.commit().await?)
    }

    async fn put_errand(
        self,
        work: &mut Work,
        kind: &str,
        errand: &Errand,
        life: Duration,
    ) -> Result<(), Error> {
        if !self.is_ready() {
            return Err(Error::NoServer);
        }
        if work.mails().count().await? >= MOST {
            return Err(Error::Busy);
        }
        let now = self.0.now();
        let what = Zeroizing::new(serde_json::to_vec(errand).map_err(|_| Error::Sealing)?);
        let row = MailRow {
            id: data_encoding::HEXLOWER.encode(&self.0.draw::<16>()?),
            kind: kind.to_owned(),
            sealed: sealing::seal(
                &self.0.key_for(SEALED_AS),
                self.0.draw()?,
                SEALED_AS.as_bytes(),
                &what,
            )?,
            created_at: now,
            expires_at: now.plus(life),
            tries: 0,
        };
        Ok(work.mails().add(&row).await?)
    }
}

/// Whether mail can be sent to `text`: one address and nothing more.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text.parse::<lettre::Address>().is_ok()
}
