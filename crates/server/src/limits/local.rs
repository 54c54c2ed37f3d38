//! What this process may hand out without asking: the shares it took, and who has nothing left.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher as _,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use authority::limit::{Mark, Quota, Taken, Wait};

/// Requests of different subjects rarely wait for each other.
const PAGES: usize = 64;

/// A page is swept when it has this many lines, and again when it has twice as many as were left.
const FULL: usize = 1024;

/// All pages. Which one a subject is on is chosen anew in every process, so nobody can aim at one.
#[derive(Default)]
pub(super) struct Book {
    pages: Pages,
    hasher: RandomState,
}

struct Pages([Page; PAGES]);

impl Default for Pages {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Page::default()))
    }
}

#[derive(Default)]
pub(super) struct Page {
    lines: Mutex<Lines>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Lines {
    of: HashMap<String, Line>,
    swept_at: usize,
}

/// What is known of one subject.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Units of the own share, good until `until`.
    own: u32,
    until: Mark,
    /// What was left for others when the share was taken.
    rest: u32,
    /// The mark of the whole quota at that time.
    mark: Mark,
    /// Nothing is left before this moment.
    none_before: Mark,
}

/// What came of asking the book.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spent {
    One { left: u32, reset: Duration },
    Nothing(Duration),
}

impl Book {
    pub(super) fn page(&self, subject: &str) -> &Page {
        let hash = self.hasher.hash_one(subject);
        let index = usize::try_from(hash % PAGES as u64).unwrap_or(0);
        self.pages.0.get(index).unwrap_or(&self.pages.0[0])
    }
}

impl Page {
    /// Waits until nobody else on this page asks the shared store.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Spends a unit of the own share; `None` when only the shared store can tell.
    pub(super) fn spend(&self, subject: &str, now: Mark) -> Option<Spent> {
        let mut lines = self.lines();
        let line = lines.of.get_mut(subject)?;
        if now < line.none_before {
            return Some(Spent::Nothing(line.none_before.after(now)));
        }
        if line.own == 0 || now > line.until {
            return None;
        }
        line.own -= 1;
        Some(Spent::One {
            left: line.own.saturating_add(line.rest),
            reset: line.mark.after(now),
        })
    }

    /// Notes what the shared store answered.
    pub(super) fn enter(&self, subject: &str, answer: Result<Taken, Wait>, until: Mark, now: Mark) {
        let mut lines = self.lines();
        let line = lines.line(subject, now);
        *line = match answer {
            Ok(taken) => Line {
                own: taken.units,
                until,
                rest: taken.left,
                mark: taken.mark,
                none_before: Mark::default(),
            },
            Err(wait) => Line {
                none_before: now.plus(wait.0),
                ..Line::default()
            },
        };
    }

    /// Takes one unit of a quota that this process alone keeps.
    pub(super) fn take(&self, subject: &str, quota: &Quota, now: Mark) -> Result<Taken, Wait> {
        let mut lines = self.lines();
        let line = lines.line(subject, now);
        let taken = quota.take(Some(line.mark), 1, now)?;
        line.mark = taken.mark;
        Ok(taken)
    }

    /// A line is whole after every step, so one that panicked left nothing half done.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn line(&mut self, subject: &str, now: Mark) -> &mut Line {
        if self.of.len() >= FULL.max(2 * self.swept_at) {
            // A line that says nothing any more is as good as none.
            self.of.retain(|_, line| {
                line.mark > now || line.none_before > now || (line.own > 0 && line.until >= now)
            });
            self.swept_at = self.of.len();
        }
        self.of.entry(subject.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Mark {
        Mark::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_share_is_spent_once_and_not_after_its_life() {
        let page = Page::default();
        assert!(page.spend("a", at(10)).is_none());
        let taken = Taken {
            units: 2,
            mark: at(12),
            left: 7,
        };
        page.enter("a", Ok(taken), at(11), at(10));
        let Some(Spent::One { left: 8, .. }) = page.spend("a", at(10)) else {
            panic!("one of two and the rest are left");
        };
        assert!(page.spend("b", at(10)).is_none(), "it is not another's");
        assert!(
            page.spend("a", at(12)).is_none(),
            "what is left is forfeited"
        );
    }

    #[test]
    fn whoever_has_nothing_left_is_not_looked_up_again_until_then() {
        let page = Page::default();
        page.enter("a", Err(Wait(Duration::from_secs(5))), at(10), at(10));
        assert!(matches!(page.spend("a", at(14)), Some(Spent::Nothing(_))));
        assert!(page.spend("a", at(15)).is_none());
    }

    #[test]
    fn many_strangers_leave_nothing_behind() {
        let page = Page::default();
        let quota = Quota::new(60, Duration::from_secs(60)).unwrap();
        for number in 0..10_000_i64 {
            let taken = page.take(&format!("stranger {number}"), &quota, at(number));
            assert!(taken.is_ok());
        }
        assert!(page.lines().of.len() <= FULL);
    }
}
