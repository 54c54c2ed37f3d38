//! Server-sent events: bytes in, events out
//! ([HTML section 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).
//!
//! Written here because the parsers to be had keep as much as a server sends.

use std::{collections::VecDeque, mem, time::Duration};

/// The longest name and the longest id of an event.
pub(super) const LONGEST_NAME: usize = 256;

/// One event that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// `message` when the server gives no other name.
    pub(super) name: Vec<u8>,
    /// The last id that the server gave, with this event or an earlier one.
    pub(super) id: Vec<u8>,
    pub(super) data: Vec<u8>,
}

/// A stream that is being read.
#[derive(Debug, Default)]
pub(super) struct Events {
    longest: usize,
    /// Whether the first line was read, before which a byte order mark may stand.
    begun: bool,
    line: Vec<u8>,
    /// The last byte ended a line as carriage return, so a line feed after it ends none.
    returned: bool,
    name: Vec<u8>,
    data: Vec<u8>,
    id: Vec<u8>,
    retry: Option<Duration>,
    ready: VecDeque<Event>,
    /// How many bytes are ready.
    held: usize,
    too_long: bool,
}

/// An event, its name or its id has more bytes than are read, or too many events came at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

impl Events {
    /// A stream whose events have at most `longest` bytes, and as many together as wait to be taken. `id` is the last one of the stream that
    /// this one goes on with.
    pub(super) fn new(longest: usize, id: &[u8]) -> Self {
        Self {
            longest,
            id: id.to_vec(),
            ..Self::default()
        }
    }

    /// How long the server wants a client to wait before it comes back.
    pub(super) const fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Takes in what arrived. Nothing more is read after an event that is too long.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let after_return = mem::take(&mut self.returned);
            match byte {
                _ if self.too_long => return,
                b'\n' if after_return => {}
                b'\n' => self.end_line(),
                b'\r' => {
                    self.returned = true;
                    self.end_line();
                }
                other => {
                    self.line.push(*other);
                    self.too_long = self.line.len() + self.data.len() > self.longest;
                }
            }
        }
    }

    /// The next event that is complete.
    pub(super) fn next(&mut self) -> Result<Option<Event>, TooLong> {
        let event = self.ready.pop_front();
        self.held -= event.as_ref().map_or(0, Event::size);
        match event {
            None if self.too_long => Err(TooLong),
            event => Ok(event),
        }
    }

    fn end_line(&mut self) {
        let line = mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            return self.end_event();
        }
        let mut halves = line.splitn(2, |byte| *byte == b':');
        let field = halves.next().unwrap_or_default();
        let value = halves.next().unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" | b"id" if value.len() > LONGEST_NAME => self.too_long = true,
            b"event" => self.name = value.to_vec(),
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"id" if !value.contains(&0) => self.id = value.to_vec(),
            b"retry" => self.retry = milliseconds(value).or(self.retry),
            // Comments, which have no name, and what later servers may say.
            _ => {}
        }
    }

    fn end_event(&mut self) {
        let (name, mut data) = (mem::take(&mut self.name), mem::take(&mut self.data));
        if data.pop().is_none() {
            return;
        }
        let name = match name.is_empty() {
            true => b"message".to_vec(),
            false => name,
        };
        let id = self.id.clone();
        let event = Event { name, id, data };
        // One alone is as long as it may be.
        if !self.ready.is_empty() && self.held + event.size() > self.longest {
            self.too_long = true;
            return;
        }
        self.held += event.size();
        self.ready.push_back(event);
    }
}

impl Event {
    fn size(&self) -> usize {
        self.name.len() + self.id.len() + self.data.len()
    }
}

/// Digits alone are a number here.
fn milliseconds(value: &[u8]) -> Option<Duration> {
    let digits = std::str::from_utf8(value)
        .ok()
        .filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(parts: &[&[u8]]) -> (Vec<Event>, Events) {
        let mut events = Events::new(64, b"");
        for part in parts {
            events.feed(part);
        }
        let mut ready = Vec::new();
        while let Ok(Some(event)) = events.next() {
            ready.push(event);
        }
        (ready, events)
    }

    fn event(name: &str, id: &str, data: &str) -> Event {
        Event {
            name: name.as_bytes().to_vec(),
            id: id.as_bytes().to_vec(),
            data: data.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_examples_of_the_standard_read_as_it_says() {
        let (events, _) = read(&[b"data: YHOO\ndata: +2\ndata: 10\n\n"]);
        assert_eq!(events, [event("message", "", "YHOO\n+2\n10")]);
        let text = b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let (events, _) = read(&[text]);
        assert_eq!(
            events,
            [
                event("message", "1", "first event"),
                event("message", "", "second event"),
                event("message", "", " third event"),
            ]
        );
        let (events, _) = read(&[b"data\n\ndata\ndata\n\ndata:"]);
        assert_eq!(
            events,
            [event("message", "", ""), event("message", "", "\n")],
            "an event without its end is none"
        );
    }

    #[test]
    fn names_belong_to_one_event_and_ids_to_all_that_follow() {
        let (events, _) =
            read(&[b"event: a\nid: 7\ndata: 1\n\ndata: 2\n\nevent: b\n\nid: 8\0\ndata: 3\n\n"]);
        assert_eq!(
            events,
            [
                event("a", "7", "1"),
                event("message", "7", "2"),
                event("message", "7", "3"),
            ]
        );
    }

    #[test]
    fn how_long_to_wait_is_a_number_or_nothing() {
        let wait = |text: &[u8]| read(&[text]).1.retry();
        assert_eq!(wait(b"retry: 1000\n"), Some(Duration::from_secs(1)));
        for other in [
            "retry: soon\n",
            "retry: -1\n",
            "retry:\n",
            "retry: 99999999999999999999999\n",
        ] {
            assert_eq!(wait(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_byte_order_mark_counts_only_at_the_beginning() {
        let (events, _) = read(&[b"\xef\xbb", b"\xbfdata: 1\n\n\xef\xbb\xbfdata: 2\n\n"]);
        assert_eq!(events, [event("message", "", "1")]);
    }

    #[test]
    fn what_is_too_long_ends_the_reading_and_nothing_before_it_is_lost() {
        let line = [b'x'; 70];
        for long in [
            [b"data: ".as_slice(), &line].concat(),
            [b": ".as_slice(), &line].concat(),
            b"data: 1234567890123456789\n".repeat(4),
        ] {
            let mut events = Events::new(64, b"");
            events.feed(b"data: 1\n\n");
            events.feed(&long);
            events.feed(b"\n\ndata: 2\n\n");
            assert_eq!(events.next(), Ok(Some(event("message", "", "1"))));
            assert_eq!(events.next(), Err(TooLong));
            assert!(events.line.len() + events.data.len() <= 65);
        }
    }

    #[test]
    fn an_id_that_every_later_event_would_carry_is_short_and_few_events_wait() {
        let mut events = Events::new(4096, b"");
        let id = "x".repeat(LONGEST_NAME);
        events.feed(format!("id: {id}\ndata: 1\n\n").as_bytes());
        assert_eq!(events.next(), Ok(Some(event("message", &id, "1"))));
        events.feed("data\n\n".repeat(100).as_bytes());
        let taken = std::iter::from_fn(|| events.next().ok().flatten()).count();
        assert_eq!(taken, 4096 / (256 + "message".len()));
        assert_eq!(events.next(), Err(TooLong));
        let mut events = Events::new(4096, b"");
        events.feed(format!("id: {id}x\ndata: 1\n\n").as_bytes());
        assert_eq!(events.next(), Err(TooLong));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn where_the_bytes_are_cut_and_how_lines_end_changes_nothing(
            lines in prop::collection::vec("(data|id|event|retry|)(: ?[a-z0-9:]{0,5})?", 0..12),
            cuts in prop::collection::vec(1_usize..5, 1..40),
        ) {
            let whole = read(&[lines.iter().map(|line| format!("{line}\n")).collect::<String>().as_bytes()]).0;
            for end in ["\r\n", "\r", "\n"] {
                let text: String = lines.iter().map(|line| format!("{line}{end}")).collect();
                let mut rest = text.as_bytes();
                let mut events = Events::new(64, b"");
                for cut in cuts.iter().cycle() {
                    if rest.is_empty() {
                        break;
                    }
                    let (part, after) = rest.split_at((*cut).min(rest.len()));
                    events.feed(part);
                    rest = after;
                }
                let ready: Vec<_> = std::iter::from_fn(|| events.next().ok().flatten()).collect();
                prop_assert_eq!(&ready, &whole);
            }
        }

        #[test]
        fn whatever_is_named_and_not_taken_is_held_within_the_bound(
            lines in prop::collection::vec("(data|id|event|)(:[a-z]{0,300})?", 0..40),
        ) {
            let mut events = Events::new(1000, b"");
            for line in &lines {
                events.feed(format!("{line}\n").as_bytes());
                let held: usize = events.ready.iter().map(Event::size).sum();
                prop_assert_eq!(held, events.held);
                prop_assert!(held <= 1000 + 2 * LONGEST_NAME);
                prop_assert!(events.id.len() <= LONGEST_NAME && events.name.len() <= LONGEST_NAME);
            }
            while let Ok(Some(event)) = events.next() {
                prop_assert!(event.id.len() <= LONGEST_NAME && event.name.len() <= LONGEST_NAME);
            }
            prop_assert_eq!(events.held, 0);
        }

        #[test]
        fn any_bytes_are_read_within_the_bound(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let events = read(&[&bytes]).1;
            prop_assert!(events.line.len() + events.data.len() <= 66);
        }
    }
}
