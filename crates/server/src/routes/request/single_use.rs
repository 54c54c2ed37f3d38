//! What a client may show once: assertions and proofs.
//!
//! Each is noted in a transaction of its own, so that it counts as shown whatever becomes of the
//! request. A request that is begun again because others were in its way shows the same thing again
//! and is no replay, so what it noted itself is remembered while it is under way.

use std::sync::{Arc, Mutex};

use authority::{Digest, Moment};

use crate::{Server, refusal::Refusal};

tokio::task_local! {
    /// What the request under way has noted.
    static NOTED: Noted;
}

/// See [`note`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted(Arc<Mutex<Vec<Digest>>>);

impl Noted {
    fn holds(&self, what: &Digest) -> bool {
        self.0.lock().is_ok_and(|noted| noted.contains(what))
    }

    fn add(&self, what: Digest) {
        if let Ok(mut noted) = self.0.lock() {
            noted.push(what);
        }
    }

    /// Carries a round of a request out that remembers what earlier rounds noted.
    pub(crate) async fn carry<F: Future>(&self, round: F) -> F::Output {
        NOTED.scope(self.clone(), round).await
    }
}

/// Notes that `what` was shown and may be forgotten at `until`; `false` when it was shown before, by
/// another request.
pub(crate) async fn note(server: &Server, what: &str, until: Moment) -> Result<bool, Refusal> {
    let digest = Digest::of(what);
    let here = NOTED.try_with(Clone::clone).unwrap_or_default();
    if here.holds(&digest) {
        return Ok(true);
    }
    let mut work = server.store().begin().await?;
    let fresh = work.seen().note(&digest, until).await?;
    if fresh {
        // Now and then, so that no day's worth of them is ever kept.
        if digest.as_str().starts_with("00") {
            work.seen().forget_before(server.now()).await?;
        }
        work.commit().await?;
        here.add(digest);
    }
    Ok(fresh)
}
