//! Our own server, `/api/v1`.

use protocol::{Ended, EndedAnswer, Me, Page, Session};
use reqwest::{Client, Method, RequestBuilder};
use url::Url;

use crate::{Ability, Error, WhyNot, answer};

/// How many pages of sessions are read before the list is given up as endless. A page of our
/// server holds up to 200 rows.
const MOST_PAGES: usize = 100;

/// A Countersign server.
#[derive(Debug, Clone)]
pub struct Countersign {
    api: Url,
    client: Client,
}

impl Countersign {
    /// The server whose JSON interface is at `api`, as in `https://id.example/api/v1`, asked by
    /// way of `client`, which must follow no redirect and give up by itself.
    #[must_use]
    pub fn new(api: Url, client: Client) -> Self {
        Self { api, client }
    }

    pub(crate) fn why_not(&self, ability: Ability, granted: &[String]) -> Option<WhyNot> {
        let scope = match ability {
            Ability::ListSessions | Ability::EndSession | Ability::EndOthers => "sessions",
            Ability::ListDevices | Ability::Approvals | Ability::Administer => {
                return Some(WhyNot::NotBuiltYet);
            }
        };
        if granted.iter().any(|given| given == scope) {
            None
        } else {
            Some(WhyNot::NotGranted)
        }
    }

    pub(crate) async fn me(&self, access: &str) -> Result<Me, Error> {
        answer::json(self.ask(Method::GET, &["me"], access)).await
    }

    pub(crate) async fn sessions(&self, access: &str) -> Result<Vec<Session>, Error> {
        let mut sessions = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut request = self.ask(Method::GET, &["sessions"], access);
            if let Some(cursor) = &cursor {
                request = request.query(&[("cursor", cursor)]);
            }
            let page: Page<Session> = answer::json(request).await?;
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

    pub(crate) async fn end(&self, access: &str, id: &str) -> Result<Ended, Error> {
        if matches!(id, "" | "." | "..") {
            return Err(Error::NotFound); // such a path would name another address
        }
        let answer: EndedAnswer =
            answer::json(self.ask(Method::DELETE, &["sessions", id], access)).await?;
        Ok(answer.ended)
    }

    pub(crate) async fn end_others(&self, access: &str) -> Result<Ended, Error> {
        let answer: EndedAnswer =
            answer::json(self.ask(Method::POST, &["sessions", "end-others"], access)).await?;
        Ok(answer.ended)
    }

    /// A request below the address of the interface; each part is escaped, so an id cannot reach
    /// another path.
    fn ask(&self, method: Method, parts: &[&str], access: &str) -> RequestBuilder {
        let mut url = self.api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        self.client
            .request(method, url)
            .bearer_auth(access)
            .header("accept", "application/json")
    }
}
