//! A client of a stream of server-sent events, as small as it can be.

use reqwest::Response;
use serde_json::Value;

use crate::phone::Phone;

/// A stream that is read.
pub(crate) struct Events {
    answer: Response,
    text: String,
    /// What the server said last about coming back, in milliseconds.
    pub(crate) retry: Option<u64>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) data: Value,
}

impl Event {
    /// The ids of the requests in it.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let items = self.data["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap()).collect()
    }
}

impl Events {
    /// Connects, coming back with `last` if there was one.
    pub(crate) async fn of(phone: &Phone<'_>, last: Option<&str>) -> Self {
        Self::at(phone, &phone.world.base, last).await
    }

    /// As [`Events::of`], at the server of this address.
    pub(crate) async fn at(phone: &Phone<'_>, base: &str, last: Option<&str>) -> Self {
        let last = last.map(|id| ("last-event-id", id));
        let headers: Vec<_> = last.into_iter().collect();
        let answer = phone.send_to(base, "GET", "/stream", None, &headers).await;
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-store");
        Self {
            answer,
            text: String::new(),
            retry: None,
        }
    }

    /// The next event; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(event) = self.read(&block) {
                    return Some(event);
                }
            }
            let bytes = self.answer.chunk().await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    fn read(&mut self, block: &str) -> Option<Event> {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim_start().to_owned())
        };
        if let Some(retry) = field("retry:") {
            self.retry = Some(retry.parse().unwrap());
        }
        let data = field("data:")?;
        assert_eq!(field("event:").as_deref(), Some("approvals"));
        Some(Event {
            id: field("id:").unwrap(),
            data: serde_json::from_str(&data).unwrap(),
        })
    }
}
