//! Refusals on their way into the log. Whoever refuses does not wait for it, and whoever causes many
//! does not fill it: `authority::audit::Repeats` says which become rows.

use std::time::Duration;

use authority::audit::{Event, Repeats};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::{Server, limits::guessing::network, state::Observer, store};

/// So many may wait to be written; what comes when more do is in the log of the process alone.
const WAITING: usize = 1024;

/// How often it is looked whether a count is due.
const LOOK: Duration = Duration::from_secs(5);

/// How often it is tried when others are in the way.
const ROUNDS: usize = 3;

/// What is said to the one who writes.
pub(crate) enum Said {
    Refused(Box<Event>),
    /// Answer once everything said before is in the log; with `true` the counts as well.
    Settle(bool, oneshot::Sender<()>),
}

/// The way to the one who writes, and its end.
pub(crate) fn channel() -> (mpsc::Sender<Said>, mpsc::Receiver<Said>) {
    mpsc::channel(WAITING)
}

impl Server {
    /// Lets the log know of something that was refused.
    pub(crate) fn refused(&self, event: Event) {
        let event = Box::new(event.refused());
        if let Err(error) = self.refusals().try_send(Said::Refused(event)) {
            tracing::warn!(%error, "a refusal is not in the audit log");
        }
    }

    /// Comes back when everything that was refused so far is in the log; with `counts` also how often.
    pub async fn settle_refusals(&self, counts: bool) {
        let (done, settled) = oneshot::channel();
        if self
            .refusals()
            .send(Said::Settle(counts, done))
            .await
            .is_ok()
        {
            // Without an answer the server has ended.
            drop(settled.await);
        }
    }

    async fn write_refusals(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let count = events.len();
        for round in 1..=ROUNDS {
            match self.append(&events).await {
                Ok(()) => return,
                Err(store::Error::Clash | store::Error::Conflict) if round < ROUNDS => {}
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, count, "refusals are not in the audit log");
                    return;
                }
            }
        }
    }

    async fn append(&self, events: &[Event]) -> Result<(), store::Error> {
        let mut work = self.store().begin().await?;
        for event in events {
            work.audit().append(event).await?;
        }
        work.commit().await
    }
}

/// Writes what is said, for as long as the server lives.
pub(crate) async fn write(mut said: mpsc::Receiver<Said>, observer: Observer) {
    let (mut repeats, mut look) = (Repeats::default(), interval(LOOK));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut heard = Vec::new();
        tokio::select! {
            count = said.recv_many(&mut heard, WAITING) => if count == 0 { return },
            _ = look.tick() => {}
        }
        let Some(server) = observer.server() else {
            return;
        };
        let (mut events, mut settled) = (repeats.due(server.now()), Vec::new());
        for said in heard {
            match said {
                Said::Refused(event) => {
                    let from = network(&event.address);
                    events.extend(repeats.note(*event, &from));
                }
                Said::Settle(counts, done) => {
                    if counts {
                        events.extend(repeats.rest());
                    }
                    settled.push(done);
                }
            }
        }
        server.write_refusals(events).await;
        for done in settled {
            // Nobody may wait any more.
            done.send(()).ok();
        }
    }
}
