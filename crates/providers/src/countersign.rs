//! Our own server, `/api/v1`.

use std::time::Duration;

use protocol::{Ended, EndedAnswer, Me, Page, Session};
use reqwest::{Client, Method, RequestBuilder, header::ACCEPT};
use url::Url;

use crate::{Ability, Access, Error, WhyNot, answer};

mod approvals;
mod events;
mod stream;

pub use approvals::AnswerError;
pub use stream::{ApprovalStream, EventId};

/// How long a whole exchange may take, unless the server was asked to take its time.
const LIMIT: Duration = Duration::from_secs(10);

/// How many pages of sessions are read before the list is given up as endless. A page of our
/// server holds up to 200 rows.
const MOST_PAGES: usize = 100;

/// A Countersign server.
#[derive(Debug, Clone)]
pub struct Countersign {
    api: Url,
    client: Client,
    silence: Duration,
}

impl Countersign {
    /// The server whose JSON interface is at `api`, as in `https://id.example/api/v1`, asked by
    /// way of `client`, which must follow no redirect. How long an answer may take is said here; a
    /// client that gives up by itself cuts streams short.
    #[must_use]
    pub fn new(api: Url, client: Client) -> Self {
        Self {
            api,
            client,
            silence: stream::SILENCE,
        }
    }

    /// The same server with another time after which a stream that says nothing counts as dead; it
    /// has 45 seconds by itself.
    #[must_use]
    pub fn silent_at_most(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    pub(crate) fn why_not(&self, ability: Ability, granted: &[String]) -> Option<WhyNot> {
        let scope = match ability {
            Ability::ListSessions | Ability::EndSession | Ability::EndOthers => "sessions",
            Ability::Approvals => "approvals",
            Ability::ListDevices | Ability::Administer => {
                return Some(WhyNot::NotBuiltYet);
            }
        };
        if granted.iter().any(|given| given == scope) {
            None
        } else {
            Some(WhyNot::NotGranted)
        }
    }

    pub(crate) async fn me(&self, access: &Access) -> Result<Me, Error> {
        answer::json(access, self.ask(Method::GET, &["me"])).await
    }

    pub(crate) async fn sessions(&self, access: &Access) -> Result<Vec<Session>, Error> {
        let mut sessions = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut request = self.ask(Method::GET, &["sessions"]);
            if let Some(cursor) = &cursor {
                request = request.query(&[("cursor", cursor)]);
            }
            let page: Page<Session> = answer::json(access, request).await?;
            sessions.extend(page.items);
            match page.next_cursor {
                None => return Ok(sessions),
                next if next == cursor => break,
                next => cursor = next,
            }
        }
        Err(Error::NotUnderstood {
            detail: "the list of sessions does not end".to_owned(),
        })
    }

    pub(crate) async fn end(&self, access: &Access, id: &str) -> Result<Ended, Error> {
        if matches!(id, "" | "." | "..") {
            return Err(Error::NotFound); // such a path would name another address
        }
        let answer: EndedAnswer =
            answer::json(access, self.ask(Method::DELETE, &["sessions", id])).await?;
        Ok(answer.ended)
    }

    pub(crate) async fn end_others(&self, access: &Access) -> Result<Ended, Error> {
        let answer: EndedAnswer =
            answer::json(access, self.ask(Method::POST, &["sessions", "end-others"])).await?;
        Ok(answer.ended)
    }

    /// A request below the address of the interface; each part is escaped, so an id cannot reach
    /// another path.
    fn ask(&self, method: Method, parts: &[&str]) -> RequestBuilder {
        self.client
            .request(method, self.address(parts))
            .header(ACCEPT, "application/json")
            .timeout(LIMIT)
    }

    fn address(&self, parts: &[&str]) -> Url {
        let mut url = self.api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }
}
