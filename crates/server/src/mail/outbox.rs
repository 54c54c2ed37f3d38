//! Carries the mail under way, and tries again what did not go.

use std::time::Duration;

use authority::audit::Event;

use super::{Errand, Error, SEALED_AS, transport::Sent};
use crate::{
    Server,
    keys::sealing,
    store::{self, MailRow},
    words::speaking,
};

/// So long nobody else tries a mail that somebody tries. A try is cut off before that.
const LEASE: Duration = Duration::from_secs(120);

/// A try takes no longer than this.
const TRY: Duration = Duration::from_secs(90);

/// So many mails are tried at a time, since a slow server must not hold up the rest.
const AT_A_TIME: usize = 4;

/// How often mail is looked for that another server took in, or that is due again.
const LOOK: Duration = Duration::from_secs(5);

/// Carries mail until the task is dropped.
pub async fn carry(server: Server) {
    let mut carriers = tokio::task::JoinSet::new();
    for _ in 0..AT_A_TIME {
        let server = server.clone();
        carriers.spawn(async move {
            loop {
                if let Err(error) = server.carry_mail().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "mail waits");
                }
                // Whichever comes first; both lead to another look.
                let _ = tokio::time::timeout(LOOK, server.store().mail_added()).await;
            }
        });
    }
    while carriers.join_next().await.is_some() {}
}

impl Server {
    /// Tries every mail that is due and says how many went. What did not go is due again later.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; then the rest is still due.
    pub async fn carry_mail(&self) -> Result<usize, Error> {
        let mut went = 0;
        loop {
            if self.store().read().await?.mails().due(self.now()).await? == 0 {
                return Ok(went);
            }
            let mut work = self.store().begin().await?;
            let taken = work.mails().take(self.now(), LEASE).await;
            let row = match taken {
                Ok(row) => row,
                // Another server took the same one.
                Err(store::Error::Clash) => continue,
                Err(error) => return Err(error.into()),
            };
            work.commit().await?;
            if let Some(row) = row
                && self.try_one(&row).await?
            {
                went += 1;
            }
        }
    }

    async fn try_one(&self, row: &MailRow) -> Result<bool, Error> {
        let now = self.now();
        if now >= row.expires_at {
            self.give_up(row, "nobody took it in time").await?;
            return Ok(false);
        }
        let errand = sealing::open(&self.key_for(SEALED_AS), SEALED_AS.as_bytes(), &row.sealed)
            .ok()
            .and_then(|plain| serde_json::from_slice(&plain).ok());
        let mail = match errand {
            Some(Errand::Mail(mail)) => mail,
            Some(Errand::Reset(asked)) => {
                speaking(asked.language, self.send_reset_links(row, &asked)).await?;
                return Ok(false);
            }
            None => {
                self.give_up(row, "it cannot be read").await?;
                return Ok(false);
            }
        };
        let tried = tokio::time::timeout(TRY, self.carrier().carry(&mail, &row.id, now)).await;
        match tried.unwrap_or_else(|_| Sent::NotNow("it took too long".to_owned())) {
            Sent::Yes => {
                let mut work = self.store().begin().await?;
                work.mails().remove(&row.id).await?;
                work.commit().await?;
                Ok(true)
            }
            Sent::NotNow(why) => {
                let next = now.plus(wait_after(row.tries));
                tracing::warn!(
                    mail = row.id,
                    kind = row.kind,
                    tries = row.tries,
                    why,
                    "a mail waits"
                );
                let mut work = self.store().begin().await?;
                work.mails().put_off(&row.id, next).await?;
                work.commit().await?;
                Ok(false)
            }
            Sent::Never(why) => {
                self.give_up(row, &why).await?;
                Ok(false)
            }
        }
    }

    /// Forgets a mail that will not arrive, and says so in the logs.
    async fn give_up(&self, row: &MailRow, why: &str) -> Result<(), Error> {
        tracing::warn!(
            mail = row.id,
            kind = row.kind,
            tries = row.tries,
            why,
            "a mail is given up"
        );
        let event = Event::new(self.now(), "system", "mail.given-up", &row.id)
            .with(&row.kind)
            .because(why);
        let mut work = self.store().begin().await?;
        work.mails().remove(&row.id).await?;
        work.audit().append(&event).await?;
        Ok(work.commit().await?)
    }
}

/// 5, 10, 20 … seconds, at most an hour.
fn wait_after(tries: u32) -> Duration {
    let doubled = 5_u64 << tries.saturating_sub(1).min(12);
    Duration::from_secs(doubled.min(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_further_and_further_apart_up_to_an_hour() {
        let waits: Vec<u64> = [1, 2, 3, 9, 10, 11, 99]
            .map(|tries| wait_after(tries).as_secs())
            .into();
        assert_eq!(waits, [5, 10, 20, 1280, 2560, 3600, 3600]);
    }
}
