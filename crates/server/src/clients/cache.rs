//! Clients kept in memory for a moment, so that a token request does not begin by looking one up.

use std::{collections::HashMap, sync::Arc, sync::RwLock, time::Duration};

use authority::{Moment, client::Client};

use crate::{Server, store};

/// How long a client counts as known. A change by another replica that sent no
/// [`crate::replicas::wake::Wake::Clients`] takes this long to be noticed.
const KEEP: Duration = Duration::from_secs(5);

/// How many are kept; then all are forgotten.
const MOST: usize = 4096;

/// The clients that asked lately.
#[derive(Debug, Default)]
pub(crate) struct Known(RwLock<HashMap<String, (Moment, Arc<Client>)>>);

impl Known {
    fn get(&self, id: &str, now: Moment) -> Option<Arc<Client>> {
        let known = self.0.read().ok()?;
        let (read_at, client) = known.get(id)?;
        (now >= *read_at && now.since(*read_at) < KEEP).then(|| Arc::clone(client))
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut known) = self.0.write() {
            known.clear();
        }
    }

    fn keep(&self, client: &Arc<Client>, now: Moment) {
        if let Ok(mut known) = self.0.write() {
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
        let found = self.store().read().await?.clients().get(id).await?;
        let found = found.map(Arc::new);
        if let Some(client) = &found {
            self.known_clients().keep(client, now);
        }
        Ok(found)
    }

    /// Makes this server look a client up again, after its registration changed or ended.
    pub fn forget_client(&self, id: &str) {
        if let Ok(mut known) = self.known_clients().0.write() {
            known.remove(id);
        }
    }
}
