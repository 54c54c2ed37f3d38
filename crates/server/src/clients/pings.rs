//! Tells programs that a person decided whom they asked without a browser
//! ([CIBA Core 1.0 section 10.2](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)).
//!
//! What a program answers is an answer, whatever it says: it can ask by itself. Only where there was none
//! it is told again.

use std::time::Duration;

use futures_util::future::join_all;
use http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION};
use serde_json::json;
use tokio::time;

use crate::{
    Server, outgoing,
    routes::oauth::backchannel::Notification,
    state,
    store::{Error, Ping},
};

/// How many programs are told at once.
const AT_ONCE: i64 = 16;
/// How often somebody looks whether there is anybody to tell.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait before a program is told again that did not answer.
const AGAIN: Duration = Duration::from_secs(15);
/// So often a program is told that does not answer.
const TRIES: u32 = 4;

impl Server {
    /// Tells programs as they have to be told, for as long as it is not dropped.
    pub async fn tell_programs(&self) {
        loop {
            match self.send_pings().await {
                Ok(told) if told > 0 => {}
                Ok(_) => time::sleep(LOOK).await,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "programs cannot be told of decisions now"
                    );
                    time::sleep(AGAIN).await;
                }
            }
        }
    }

    /// Tells each program that is due once; how many those were.
    ///
    /// # Errors
    ///
    /// [`state::Error`] when it cannot be read whom to tell. Who was not told stays due.
    pub async fn send_pings(&self) -> Result<usize, state::Error> {
        let mut work = self.store().look().await?;
        let due = work.backchannels().pings(self.now(), AT_ONCE).await?;
        drop(work);
        let told = join_all(due.into_iter().map(|ping| self.send_ping(ping))).await;
        let count = told.len();
        told.into_iter().collect::<Result<(), Error>>()?;
        Ok(count)
    }

    async fn send_ping(&self, ping: Ping) -> Result<(), Error> {
        let mut work = self.store().begin().await?;
        if !work
            .backchannels()
            .take_ping(&ping, self.now().plus(AGAIN))
            .await?
        {
            return Ok(());
        }
        work.commit().await?;
        if !self.post_ping(&ping).await && ping.tries + 1 < TRIES {
            return Ok(());
        }
        let mut work = self.store().begin().await?;
        work.backchannels().pinged(&ping).await?;
        work.commit().await
    }

    /// Whether there was an answer, or never will be one.
    async fn post_ping(&self, ping: &Ping) -> bool {
        let client = &ping.client;
        let Some(uri) = &ping.uri else {
            return true;
        };
        let Some(notification) = Notification::open(self, ping.user, &ping.sealed) else {
            tracing::error!(client, "what a program is told with does not open");
            return true;
        };
        let mut headers = HeaderMap::new();
        match HeaderValue::try_from(format!("Bearer {}", notification.token)) {
            Ok(mut value) => {
                value.set_sensitive(true);
                headers.insert(AUTHORIZATION, value);
            }
            Err(_) => return true,
        }
        let body = json!({ "auth_req_id": notification.auth_req_id }).to_string();
        let listed = &self.config().clients.private_targets;
        let content = ("application/json", body);
        match outgoing::send(Method::POST, uri, headers, content, listed).await {
            Ok(status) if status.is_success() => true,
            Ok(status) => {
                tracing::warn!(client, %status, "a program refused to hear of a decision");
                true
            }
            Err(error) => {
                tracing::warn!(client, %error, "a program could not be told of a decision");
                false
            }
        }
    }
}
