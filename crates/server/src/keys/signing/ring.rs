//! The signing keys that a server has in memory, and how they are replaced.

use std::{sync::Arc, time::Duration};

use authority::{audit::Event, client::TokenAlg};

use super::KeyRing;
use crate::{Server, keys::signing, replicas::wake::Wake, state::Error, store::KeyRow};

/// How long the keys in memory count as current.
const KEYS_KEEP: Duration = Duration::from_secs(60);

impl Server {
    /// The signing keys, read again when they are older than a minute or than `keep`.
    ///
    /// A key that is 90 days old is replaced on this occasion.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Signing`].
    pub async fn ring(&self, keep: Duration) -> Result<Arc<KeyRing>, Error> {
        let now = self.now();
        let kept = self.kept_ring();
        if let Some(ring) = kept
            && now >= ring.read_at
            && now.since(ring.read_at) < keep.min(KEYS_KEEP)
        {
            return Ok(ring);
        }
        let sealing = self.key_for("signing/1");
        let rows = self.store().read().await?.keys().list().await?;
        let due: Vec<TokenAlg> = match KeyRing::open(&rows, &sealing, now) {
            Ok(ring) => {
                let due = ring.due(now).collect::<Vec<_>>();
                if due.is_empty() {
                    return Ok(self.keep_ring(ring));
                }
                due
            }
            Err(signing::Error::NoKey) => vec![TokenAlg::Es256],
            Err(error) => return Err(error.into()),
        };
        self.make_keys(&due, false).await
    }

    /// The signing keys with one for `alg` among them, which is made when nobody needed it before.
    ///
    /// # Errors
    ///
    /// As [`Server::ring`].
    pub async fn ring_for(&self, alg: TokenAlg) -> Result<Arc<KeyRing>, Error> {
        let ring = self.ring(Duration::MAX).await?;
        if ring.has(alg) {
            return Ok(ring);
        }
        self.make_keys(&[alg], false).await
    }

    /// Makes a new signing key for every algorithm in use; the name of the one for access tokens. The
    /// old ones stay published until their last token ran out.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], [`Error::Signing`] or [`Error::Chance`].
    pub async fn rotate_keys(&self) -> Result<String, Error> {
        let current: Vec<TokenAlg> = self.ring(Duration::ZERO).await?.algorithms().collect();
        let ring = self.make_keys(&current, true).await?;
        self.wakes().send(Wake::Keys).await;
        Ok(ring.kid().to_owned())
    }

    /// Makes a key for each of `algorithms` that has none, or none that is young enough.
    async fn make_keys(
        &self,
        algorithms: &[TokenAlg],
        even_if_young: bool,
    ) -> Result<Arc<KeyRing>, Error> {
        let now = self.now();
        let sealing = self.key_for("signing/1");
        let mut made = Vec::new();
        for alg in algorithms.iter().copied() {
            // Before anybody is kept waiting: an RSA key takes a good part of a second.
            let (sealing, nonce) = (sealing.clone(), self.draw()?);
            let work = move || signing::generate(alg, &sealing, nonce, now);
            let key = tokio::task::spawn_blocking(work).await;
            made.push(key.map_err(|_| signing::Error::Unusable)??);
        }
        let mut work = self.store().begin().await?;
        work.keys().lock().await?;
        let rows = work.keys().list().await?;
        for key in made {
            // Another replica may have been faster.
            let young = |row: &KeyRow| {
                row.alg == key.alg
                    && row.retired_at.is_none()
                    && now < row.created_at.plus(signing::SIGNS_FOR)
            };
            if !even_if_young && rows.iter().any(young) {
                continue;
            }
            work.keys().take_over(&key).await?;
            let event = Event::new(now, "system", "key.rotated", &key.kid).with(key.alg.word());
            work.audit().append(&event).await?;
        }
        work.keys()
            .forget_retired_before(now.minus(signing::PUBLISHED_AFTER))
            .await?;
        let ring = KeyRing::open(&work.keys().list().await?, &sealing, now)?;
        work.commit().await?;
        Ok(self.keep_ring(ring))
    }
}
