//! The stream of what can be answered now.

use std::time::Duration;

use protocol::OpenApprovals;
use reqwest::{Response, StatusCode, header::CONTENT_TYPE};

use super::events::{Events, LONGEST_NAME, TooLong};
use crate::{
    Error,
    answer::{LONGEST, away, parse, refusal},
};

/// A server of ours says something every 15 seconds.
pub(super) const SILENCE: Duration = Duration::from_secs(45);

/// A server's name for what can be answered at some moment. A stream that begins with it says
/// nothing until something else is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventId(String);

impl EventId {
    /// As it travels, in the header `Last-Event-ID`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(bytes: Vec<u8>) -> Result<Self, Error> {
        String::from_utf8(bytes)
            .ok()
            .filter(|text| text.len() <= LONGEST_NAME)
            .filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')))
            .map(Self)
            .ok_or_else(|| not_understood("the id of an event is none"))
    }
}

/// What can be answered now, again and again whenever it changes. Dropping it closes the connection.
#[derive(Debug)]
pub struct ApprovalStream {
    response: Response,
    events: Events,
    silence: Duration,
}

impl ApprovalStream {
    /// Takes over an answer, when it is a stream.
    pub(super) async fn of(
        response: Response,
        last: Option<&EventId>,
        silence: Duration,
    ) -> Result<Self, Error> {
        if !response.status().is_success() {
            let refused = tokio::time::timeout(silence, refusal(response)).await;
            return Err(refused.map_err(|_| silent())??.explain());
        }
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if response.status() != StatusCode::OK || !kind.eq_ignore_ascii_case("text/event-stream") {
            return Err(not_understood("the answer is no stream of events"));
        }
        let id = last.map(EventId::as_str).unwrap_or_default().as_bytes();
        Ok(Self {
            response,
            events: Events::new(LONGEST, id),
            silence,
        })
    }

    /// Waits for the next change. `None` when the server ended the stream: come back with the last
    /// id. A call that is given up half-way loses nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Away`] when the connection broke, or said nothing for 45 seconds;
    /// [`Error::NotUnderstood`] for an event of more than 256 KiB or with a longer id than 256 bytes, for
    /// more at once than that, or for one that is none of ours. The stream is over then.
    pub async fn next(&mut self) -> Result<Option<(EventId, OpenApprovals)>, Error> {
        loop {
            match self.events.next() {
                Ok(Some(event)) if event.name == b"approvals" => {
                    return Ok(Some((EventId::read(event.id)?, parse(&event.data)?)));
                }
                // Later servers may say more.
                Ok(Some(_)) => {}
                Ok(None) => {
                    let part = tokio::time::timeout(self.silence, self.response.chunk()).await;
                    match part.map_err(|_| silent())?.map_err(away)? {
                        Some(part) => self.events.feed(&part),
                        None => return Ok(None),
                    }
                }
                Err(TooLong) => return Err(not_understood("an event is too long")),
            }
        }
    }

    /// How long the server wants a client to wait before it comes back, once it has said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        self.events.retry()
    }
}

/// The connection is dead, or as good as dead.
pub(super) fn silent() -> Error {
    Error::Away {
        detail: "it says nothing any more".to_owned(),
    }
}

fn not_understood(detail: &str) -> Error {
    Error::NotUnderstood {
        detail: detail.to_owned(),
    }
}
