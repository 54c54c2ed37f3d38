//! Refusals in the log, without letting whoever causes them fill it.
//!
//! The first of a kind is written at once. What is like it within [`WINDOW`] is counted, and one more row
//! says how often it was when that time is over. At most [`MOST`] kinds are told apart; what is beyond
//! them is counted by what was refused alone.

use std::{collections::HashMap, time::Duration};

use super::Event;
use crate::Moment;

/// How long refusals of one kind are counted before one row says how many there were.
pub const WINDOW: Duration = Duration::from_secs(600);

/// How many kinds are told apart.
pub const MOST: usize = 512;

/// Who is named when there are too many to tell apart.
const MANY: &str = "many";

/// What was refused lately.
#[derive(Debug, Default)]
pub struct Repeats(HashMap<Kind, Counted>);

/// What is alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    action: String,
    actor: String,
    subject: String,
    network: String,
    reasons: String,
}

#[derive(Debug)]
struct Counted {
    first: Event,
    last: Moment,
    more: u64,
}

impl Repeats {
    /// Takes a refusal in from somebody in `network`; the answer is what to write now.
    pub fn note(&mut self, event: Event, network: &str) -> Option<Event> {
        let kind = Kind {
            action: event.action.clone(),
            actor: event.actor.clone(),
            subject: event.subject.clone(),
            network: network.to_owned(),
            reasons: event.reasons.clone(),
        };
        let full = self.0.len() >= MOST && !self.0.contains_key(&kind);
        let (kind, event) = if full { beyond(&event) } else { (kind, event) };
        if let Some(counted) = self.0.get_mut(&kind) {
            counted.more += 1;
            counted.last = counted.last.max(event.at);
            return None;
        }
        let counted = Counted {
            first: event.clone(),
            last: event.at,
            more: 0,
        };
        self.0.insert(kind, counted);
        Some(event)
    }

    /// What to write at `now` about the kinds whose time is over, which are forgotten.
    pub fn due(&mut self, now: Moment) -> Vec<Event> {
        let over = |counted: &Counted| now >= counted.first.at.plus(WINDOW);
        in_order(self.0.extract_if(|_, counted| over(counted)))
    }

    /// What to write about all kinds, which are forgotten.
    pub fn rest(&mut self) -> Vec<Event> {
        in_order(self.0.drain())
    }
}

fn in_order(counted: impl Iterator<Item = (Kind, Counted)>) -> Vec<Event> {
    let mut events: Vec<Event> = counted.filter_map(|(_, one)| one.summary()).collect();
    events.sort_by_key(|event| event.at);
    events
}

impl Counted {
    /// How often it came after the first time, if it did.
    fn summary(self) -> Option<Event> {
        let (more, at) = (self.more, self.last);
        let event = Event { at, ..self.first };
        (more > 0).then(|| event.with(format_args!("times={more}")))
    }
}

/// What is left of a refusal among too many kinds.
fn beyond(event: &Event) -> (Kind, Event) {
    let event = Event {
        actor: MANY.to_owned(),
        subject: MANY.to_owned(),
        detail: String::new(),
        device: String::new(),
        address: String::new(),
        reasons: String::new(),
        ..event.clone()
    };
    let kind = Kind {
        action: event.action.clone(),
        actor: event.actor.clone(),
        subject: event.subject.clone(),
        network: String::new(),
        reasons: String::new(),
    };
    (kind, event)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(at: i64, subject: &str) -> Event {
        let at = Moment::from_unix(at);
        let event = Event::new(at, "anonymous", "client.refused", subject);
        event.from("192.0.2.7").refused().because("a wrong secret")
    }

    #[test]
    fn the_first_is_written_and_the_others_are_counted() {
        let mut repeats = Repeats::default();
        assert_eq!(
            repeats.note(refused(0, "wiki"), "net"),
            Some(refused(0, "wiki"))
        );
        for second in 1..=40 {
            assert_eq!(repeats.note(refused(second, "wiki"), "net"), None);
        }
        assert!(
            repeats.note(refused(41, "shop"), "net").is_some(),
            "another client"
        );
        assert!(
            repeats.note(refused(41, "wiki"), "other").is_some(),
            "another network"
        );
        assert_eq!(repeats.due(Moment::from_unix(599)), []);
        let due = repeats.due(Moment::from_unix(600));
        assert_eq!(due, [refused(40, "wiki").with("times=40")]);
        assert!(
            repeats.note(refused(601, "wiki"), "net").is_some(),
            "it begins anew"
        );
    }

    #[test]
    fn what_came_once_is_not_said_twice() {
        let mut repeats = Repeats::default();
        repeats.note(refused(0, "wiki"), "net");
        assert_eq!(repeats.rest(), []);
    }

    #[test]
    fn however_many_kinds_there_are_the_log_grows_by_so_many_rows() {
        let mut repeats = Repeats::default();
        let many = (0..100_000).map(|number| refused(1, &number.to_string()));
        let written = many.filter_map(|event| repeats.note(event, "net")).count();
        assert_eq!(written, MOST + 1);
        let rest = repeats.rest();
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].detail, format!("times={}", 100_000 - MOST - 1));
        assert_eq!(rest[0].subject, MANY);
    }
}
