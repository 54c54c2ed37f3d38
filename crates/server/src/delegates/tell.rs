//! Tells other servers what became of their questions.
//!
//! ```text
//! decided, or too late ─▶ outcome, noted ─▶ POST to the realm ─┬─ an answer, or perhaps one: over
//!                                              ▲               └─ nobody was reached
//!                                              └── 1 s, 2 s, 4 s … 30 s ──┘   until the token runs out
//! ```
//!
//! A realm that hears of the same question twice ends it, so what may have arrived is not sent again.

use std::time::Duration;

use authority::{
    Digest,
    approval::{Collection, State},
    audit::Event,
    delegation::{IN_HAND, Outcome, Told, again_after, told},
};
use futures_util::future::join_all;
use http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION};
use serde_json::json;
use tokio::time;
use zeroize::Zeroizing;

use super::{Delegate, SEALED_FOR};
use crate::{
    Server, approvals,
    factors::sealed,
    limits::guessing::{self, Subject},
    outgoing,
    refusal::Refusal,
    state::Error,
    store::{self, Delegation, Work},
};

/// How many servers are told at once.
const AT_ONCE: i64 = 16;
/// How often somebody looks whether there is anything to tell.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait when that cannot be read.
const LATER: Duration = Duration::from_secs(15);

impl Server {
    /// Tells other servers what became of their questions, for as long as it is not dropped.
    pub async fn tell_delegates(&self) {
        loop {
            match self.send_outcomes().await {
                Ok(told) if told > 0 => {}
                Ok(_) => time::sleep(LOOK).await,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "other servers cannot be told of decisions now"
                    );
                    time::sleep(LATER).await;
                }
            }
        }
    }

    /// Tells what is due once; how much that was.
    ///
    /// # Errors
    ///
    /// [`Error`] when it cannot be read what to tell. What was not told stays due.
    pub async fn send_outcomes(&self) -> Result<usize, Error> {
        let mut work = self.store().look().await?;
        let due = work.delegations().due(self.now(), AT_ONCE).await?;
        drop(work);
        let told = join_all(due.into_iter().map(|asked| self.send_outcome(asked))).await;
        let count = told.len();
        told.into_iter().collect::<Result<(), store::Error>>()?;
        Ok(count)
    }

    async fn send_outcome(&self, asked: Delegation) -> Result<(), store::Error> {
        let now = self.now();
        let mut work = self.store().begin().await?;
        // From here on nobody disables them before it is known what to tell.
        work.users().hold(asked.user).await?;
        if !work.delegations().take(&asked, now.plus(IN_HAND)).await? {
            return Ok(());
        }
        let Ok(outcome) = outcome(self, &mut work, &asked).await else {
            return self.put_off(&asked).await;
        };
        work.delegations().decide(&asked.id, outcome).await?;
        work.commit().await?;
        let (told, why) = if now < asked.expires_at {
            self.post_outcome(&asked, outcome).await
        } else {
            (Told::Over, "too late".to_owned())
        };
        let mut work = self.store().begin().await?;
        if told == Told::Again {
            let next = self.now().plus(again_after(asked.tries));
            work.delegations().again(&asked.id, next).await?;
            return work.commit().await;
        }
        work.delegations().done(&asked.id).await?;
        let event = Event::new(self.now(), "system", "delegate.told", &asked.delegate)
            .with(format_args!("{} {}", short(&asked.id), outcome.word()));
        let event = match told {
            Told::Taken => event,
            Told::Over | Told::Again => event.refused().because(why),
        };
        work.audit().append(&event).await?;
        work.commit().await
    }

    /// Leaves for later what cannot be found out now. The log of the process says why.
    async fn put_off(&self, asked: &Delegation) -> Result<(), store::Error> {
        let later = self.now().plus(IN_HAND);
        let mut work = self.store().begin().await?;
        work.delegations().take(asked, later).await?;
        work.commit().await
    }

    /// What became of a try, and why.
    async fn post_outcome(&self, asked: &Delegation, outcome: Outcome) -> (Told, String) {
        let name = &asked.delegate;
        let Some(delegate) = self.delegates().get(name) else {
            return (Told::Over, "no longer in the configuration".to_owned());
        };
        let token = opened(self, asked).and_then(|token| bearer(&token));
        let Some(token) = token else {
            tracing::error!(name, "what another server is told with does not open");
            return (Told::Over, "the token does not open".to_owned());
        };
        match send(delegate, token, outcome).await {
            Ok(status) => {
                if told(Some(status)) != Told::Taken {
                    tracing::warn!(name, status, "another server did not take an outcome");
                }
                (told(Some(status)), format!("status {status}"))
            }
            Err(error) => {
                tracing::warn!(name, %error, "another server could not be told of an outcome");
                let told = match error {
                    outgoing::Error::NoAnswer => told(None),
                    _ => Told::Again,
                };
                (told, error.to_string())
            }
        }
    }
}

async fn send(
    delegate: &Delegate,
    token: HeaderValue,
    outcome: Outcome,
) -> Result<u16, outgoing::Error> {
    let config = &delegate.config;
    let headers = HeaderMap::from_iter([(AUTHORIZATION, token)]);
    let body = json!({ "status": outcome.word() }).to_string();
    let content = ("application/json", body);
    let listed = &config.private_targets;
    let sent = outgoing::send(Method::POST, &config.callback, headers, content, listed).await;
    sent.map(|status| status.as_u16())
}

fn opened(server: &Server, asked: &Delegation) -> Option<Zeroizing<Vec<u8>>> {
    sealed::open(server, asked.user, SEALED_FOR, &asked.sealed).ok()
}

fn bearer(token: &[u8]) -> Option<HeaderValue> {
    let value = [b"Bearer ", token].concat();
    let mut value = HeaderValue::from_bytes(&value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Enough of the name of a question to find it in the log again.
pub(crate) fn short(id: &Digest) -> &str {
    id.as_str().get(..16).unwrap_or_default()
}

/// What to tell. A yes is collected with the first try, and counts with each further one only while nothing
/// speaks against it.
async fn outcome(server: &Server, work: &mut Work, asked: &Delegation) -> Result<Outcome, Refusal> {
    let (user, holder) = (asked.user, asked.holder());
    let locked = is_locked(work, asked).await?;
    match asked.outcome {
        Some(Outcome::Succeed) => {
            let stays = approvals::still_counts(server, work, &holder, user, locked).await?;
            Ok(if stays {
                Outcome::Succeed
            } else {
                Outcome::Unauthorized
            })
        }
        Some(known) => Ok(known),
        None => {
            let Some(stored) = work.approvals().held(&holder).await? else {
                return Ok(Outcome::Unauthorized);
            };
            if !matches!(stored.state, State::Approved(_)) {
                let answered = stored.answer.map(|answer| answer.decision);
                return Ok(Outcome::without_yes(stored.state, answered));
            }
            let collected = approvals::collect(server, work, &holder, user, locked).await?;
            Ok(match collected {
                Collection::Granted => Outcome::Succeed,
                Collection::Wait | Collection::Never => Outcome::Unauthorized,
            })
        }
    }
}

/// Whether too many attempts of the person failed, where nothing is known of who tries.
async fn is_locked(work: &mut Work, asked: &Delegation) -> Result<bool, store::Error> {
    let subject = Subject::person(work, asked.user, None, "").await?;
    guessing::is_locked(work, &subject).await
}
