//! The part of the pages about second factors that waits for a device.

use crate::words;

/// A device that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Askable {
    /// What asking it is asked for with.
    pub id: String,
    /// What the person calls it.
    pub name: String,
}

/// A request to a device, as the page shows it.
///
/// A `POST` with `send` asks, with `device` for one of several; a `POST` without goes on when the device
/// said yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approving {
    /// The devices, the one that answered last first.
    pub devices: Vec<Askable>,
    /// Where the request stands.
    pub stands: Stands,
    /// Where events say that it stands otherwise.
    pub events: String,
    /// This page, to look again.
    pub again: String,
}

/// Where a request to a device stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Nobody was asked yet.
    Ready,
    /// The device has not answered.
    Waiting(Waiting),
    /// The device of this name said yes.
    Approved(String),
    /// It is over, for the reason in this sentence; another request may be made.
    Over(String),
    /// Nobody is asked now, for the reason in this sentence.
    Paused(String),
}

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The six digits that the person types on the device.
    pub digits: String,
    /// What the person calls the device.
    pub device: String,
    /// How long it may still answer, in seconds.
    pub seconds: i64,
    /// How often the number may still be wrong, once it was.
    pub tries_left: Option<u32>,
}

impl Waiting {
    /// The digits in two groups.
    pub(super) fn groups(&self) -> (&str, &str) {
        let halves = self.digits.split_at_checked(3);
        halves.unwrap_or((&self.digits, ""))
    }

    /// The digits as they are read out, one by one.
    pub(super) fn one_by_one(&self) -> String {
        let digits: Vec<String> = self.digits.chars().map(String::from).collect();
        digits.join(" ")
    }

    /// The time that is left, as a clock shows it.
    pub(super) fn clock(&self) -> String {
        let seconds = self.seconds.max(0);
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// What is said of the answer.
    pub(super) fn told(&self) -> String {
        waiting_in_words(words::here(), self.tries_left)
    }
}

impl Approving {
    /// Whether the device has yet to answer, so that the page follows along.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.stands, Stands::Waiting(_))
    }

    /// Whether the page says by itself why nothing goes on.
    pub(crate) fn says_why(&self) -> bool {
        matches!(self.stands, Stands::Over(_) | Stands::Paused(_))
    }

    /// Whether a device may be asked now.
    pub(super) fn may_send(&self) -> bool {
        matches!(self.stands, Stands::Ready | Stands::Over(_))
    }

    /// What the button says that asks a device.
    pub(super) fn ask(&self, device: &Askable) -> String {
        let words = words::here();
        match (&self.stands, self.devices.len()) {
            (Stands::Over(_), 1) => words.send_again(),
            (Stands::Over(_), _) => words.send_again_to(&device.name),
            _ => words.approve_on(&device.name),
        }
    }
}

/// What is said while a device has not answered.
pub(crate) fn waiting_in_words(words: words::Words, tries_left: Option<u32>) -> String {
    match tries_left {
        None => words.approval_waiting(),
        Some(left) => words.approval_wrong(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_in_groups_and_read_digit_by_digit() {
        let waiting = |seconds| Waiting {
            digits: "012345".to_owned(),
            device: String::new(),
            seconds,
            tries_left: None,
        };
        assert_eq!(waiting(1).groups(), ("012", "345"));
        assert_eq!(waiting(1).one_by_one(), "0 1 2 3 4 5");
        for (seconds, shown) in [(119, "1:59"), (60, "1:00"), (-3, "0:00")] {
            assert_eq!(waiting(seconds).clock(), shown);
        }
    }
}
