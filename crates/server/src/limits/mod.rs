//! How often something may be asked, whoever asks: by address and client, for each class of
//! addresses. How often somebody may be wrong is another matter: [`crate::limits::guessing`].
//!
//! ```text
//! request ─▶ class ─▶ own share of the quota left? ── yes ─▶ route
//!                             │ no
//!                             ▼
//!                     take a share, in one step for all replicas:
//!                     Redis, else PostgreSQL; one process on SQLite needs neither
//! ```
//!
//! A share is what a replica may hand out without asking anybody. It was taken from the whole before,
//! so the fast path never lifts a limit (`authority::limit` says why the sum holds). Small quotas are
//! not shared out: there every request asks.

pub(crate) mod guessing;
mod layer;
mod local;
mod rate_limit_headers;
mod redis_counts;
mod shared;

use std::time::Duration;

use authority::{
    audit::Event,
    client::Client,
    limit::{Mark, Quota},
};

use self::{
    local::{Book, Spent},
    shared::Keeper,
};
use crate::{Server, config, refusal::Refusal, replicas::redis::Redis, store::Store};

pub(crate) use layer::layer;
pub(crate) use rate_limit_headers::{retry_after, tell};

/// Addresses that are limited alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Forms that let a stranger ask for something.
    Auth,
    /// The interface for administrators.
    Admin,
    /// Where programs trade and check tokens.
    Token,
    /// Everything else.
    Default,
}

impl Class {
    /// As it is called in the configuration and in the headers.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Admin => "admin",
            Self::Token => "token",
            Self::Default => "default",
        }
    }
}

/// How much of a quota is left to whoever asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) policy: &'static str,
    pub(crate) quota: Quota,
    pub(crate) left: u32,
    /// How long until all of it has come back, or when nothing is left, until something has.
    pub(crate) reset: Duration,
}

/// Why a request is not carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refused {
    /// Nothing is left.
    Later(Standing),
    /// The store that all replicas share is away, so nobody can tell.
    Away,
}

/// The limits and what was taken of them.
pub(crate) struct Limits {
    quotas: config::Limits,
    book: Book,
    keeper: Keeper,
}

impl Limits {
    pub(crate) fn new(quotas: config::Limits, store: &Store, redis: Option<Redis>) -> Self {
        Self {
            quotas,
            book: Book::default(),
            keeper: Keeper::new(store, redis),
        }
    }

    fn quota(&self, class: Class) -> Quota {
        match class {
            Class::Auth => self.quotas.auth,
            Class::Admin => self.quotas.admin,
            Class::Token => self.quotas.token,
            Class::Default => self.quotas.default,
        }
    }

    /// What this process can say without asking anybody.
    fn at_hand(&self, class: Class, who: &str, now: Mark) -> Option<Result<Standing, Refused>> {
        let (quota, subject) = (self.quota(class), subject(class, who));
        let page = self.book.page(&subject);
        if self.keeper.is_shared() {
            let spent = page.spend(&subject, now)?;
            return Some(told(class, quota, spent));
        }
        let spent = match page.take(&subject, &quota, now) {
            Ok(taken) => Spent::One {
                left: taken.left,
                reset: taken.mark.after(now),
            },
            Err(wait) => Spent::Nothing(wait.0),
        };
        Some(told(class, quota, spent))
    }

    async fn take(&self, class: Class, who: &str, now: Mark) -> Result<Standing, Refused> {
        let (quota, subject) = (self.quota(class), subject(class, who));
        let page = self.book.page(&subject);
        loop {
            if let Some(answer) = self.at_hand(class, who, now) {
                return answer;
            }
            // One at a time asks for a share; whoever waited meanwhile finds it.
            let _turn = page.turn().await;
            if let Some(answer) = self.at_hand(class, who, now) {
                return answer;
            }
            let (pool, share) = (quota.for_shares(), quota.share());
            let answer = self.keeper.take(&subject, &pool, share.units, now).await;
            let answer = answer.map_err(|error| {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "no store can say what is left of a limit");
                Refused::Away
            })?;
            page.enter(&subject, answer, now.plus(share.life), now);
        }
    }

    /// Whether the store that keeps what is shared answers, where one is configured.
    pub(crate) fn redis(&self) -> Option<&Redis> {
        self.keeper.redis()
    }
}

fn subject(class: Class, who: &str) -> String {
    format!("{}:{who}", class.word())
}

fn told(class: Class, quota: Quota, spent: Spent) -> Result<Standing, Refused> {
    let standing = |left, reset| Standing {
        policy: class.word(),
        quota,
        left,
        reset,
    };
    match spent {
        Spent::One { left, reset } => Ok(standing(left, reset)),
        Spent::Nothing(wait) => Err(Refused::Later(standing(0, wait))),
    }
}

/// A wait this short is waited out, so that nobody is refused for the blink of an eye.
const BLINK: Duration = Duration::from_millis(20);

/// Takes one unit of `class` for `who`: an address, or a client.
pub(crate) async fn ask(server: &Server, class: Class, who: &str) -> Result<Standing, Refused> {
    let limits = server.limits();
    match limits.take(class, who, server.mark()).await {
        Err(Refused::Later(standing)) if standing.reset <= BLINK => {
            tokio::time::sleep(standing.reset).await;
            limits.take(class, who, server.mark()).await
        }
        answer => answer,
    }
}

/// How often one address may ask how the server is: ten times a second.
const WATCHING: Quota = match Quota::new(600, Duration::from_secs(60)) {
    Some(quota) => quota,
    None => Quota::ONE_A_SECOND,
};

/// Counts somebody who asks how the server is, by this process alone: the answer must not depend on
/// the stores that are asked about.
pub(crate) fn watcher(server: &Server, who: &str) -> Result<(), Standing> {
    alone(server, "health", WATCHING, who)
}

/// Takes one unit of a quota that every process keeps for itself.
pub(crate) fn alone(
    server: &Server,
    policy: &'static str,
    quota: Quota,
    who: &str,
) -> Result<(), Standing> {
    let subject = format!("{policy}:{who}");
    let page = server.limits().book.page(&subject);
    let taken = page.take(&subject, &quota, server.mark());
    taken.map(drop).map_err(|wait| Standing {
        policy,
        quota,
        left: 0,
        reset: wait.0,
    })
}

/// Takes one unit of the token class for a client that has shown who it is. A public one
/// could be used up by whoever knows its name, so it is counted by address alone.
pub(crate) async fn client(server: &Server, client: &Client, ip: &str) -> Result<(), Refusal> {
    if !client.is_confidential() {
        return Ok(());
    }
    let asked = ask(server, Class::Token, &format!("client:{}", client.id)).await;
    if matches!(asked, Err(Refused::Later(_))) {
        note(server, &client.id, Class::Token, ip);
    }
    asked?;
    Ok(())
}

/// Lets the log know that `who` has nothing left of a class.
fn note(server: &Server, who: &str, class: Class, ip: &str) {
    let event = Event::new(server.now(), who, "limit.reached", class.word());
    server.refused(event.from(ip));
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Later(standing) => Self::Later(standing.reset),
            Refused::Away => Self::Busy,
        }
    }
}
