//! Clients kept in memory for a moment, so that a token request does not begin by looking one up.

use std::{
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use authority::{Moment, client::Client};

use crate::{Server, store};

/// How long a client counts as known. A change that nobody told of, as one by a program beside this one on
/// SQLite, takes this long to be noticed; every other is told by [`crate::replicas::wake::Wake::Clients`].
const KEEP: Duration = Duration::from_secs(5);

/// How many are kept; then all are forgotten.
const MOST: usize = 4096;

/// The clients that asked lately.
#[derive(Debug, Default)]
pub(crate) struct Known {
    clients: RwLock<HashMap<String, (Moment, Arc<Client>)>>,
    /// How often something was forgotten. What was looked up before that may be old already.
    forgotten: AtomicU64,
}

impl Known {
    fn get(&self, id: &str, now: Moment) -> Option<Arc<Client>> {
        let known = self.clients.read().ok()?;
        let (read_at, client) = known.get(id)?;
        (now >= *read_at && now.since(*read_at) < KEEP).then(|| Arc::clone(client))
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut known) = self.clients.write() {
            self.forgotten.fetch_add(1, Ordering::SeqCst);
            known.clear();
        }
    }

    fn forget(&self, id: &str) {
        if let Ok(mut known) = self.clients.write() {
            self.forgotten.fetch_add(1, Ordering::SeqCst);
            known.remove(id);
        }
    }

    fn forgotten(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Keeps a client that was looked up when so much had been forgotten as `forgotten` says.
    fn keep(&self, client: &Arc<Client>, forgotten: u64, now: Moment) {
        if let Ok(mut known) = self.clients.write() {
            if self.forgotten() != forgotten {
                return;
            }
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(client.id.clone(), (now, Arc::clone(client)));
        }
    }
}

impl Server {
    /// The client with this id, at most five seconds old.
    ///
    /// # Errors
    ///
    /// [`store::Error`] when the database had to be asked and failed.
    pub async fn client(&self, id: &str) -> Result<Option<Arc<Client>>, store::Error> {
        let now = self.now();
        if let Some(known) = self.known_clients().get(id, now) {
            return Ok(Some(known));
        }
        let forgotten = self.known_clients().forgotten();
        let found = self.store().read().await?.clients().get(id).await?;
        let found = found.map(Arc::new);
        if let Some(client) = &found {
            self.known_clients().keep(client, forgotten, now);
        }
        Ok(found)
    }

    /// Makes this server look a client up again at once, after its registration changed or ended. The
    /// others hear of it.
    pub fn forget_client(&self, id: &str) {
        self.known_clients().forget(id);
    }
}
