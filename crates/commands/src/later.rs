//! Work that follows a save without holding up its answer: of what is put here, the newest waits
//! for its turn on a thread of its own, and what it replaced is never done.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

type Act<T> = Box<dyn FnMut(T) + Send>;

/// One kind of such work. Dropping it leaves what is under way to end by itself.
pub(crate) struct Later<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    name: &'static str,
    /// How long nothing new must have come before the work is begun.
    quiet: Duration,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    waiting: Option<T>,
    /// Counts what was put, so that a wait for quiet notices something new.
    puts: u64,
    working: bool,
    /// Somebody waits in [`Later::flush`]: nothing is put off any more.
    hurry: bool,
    closed: bool,
    /// Until the thread is started with the first work.
    act: Option<Act<T>>,
}

impl<T: Send + 'static> Later<T> {
    pub(crate) fn new(
        name: &'static str,
        quiet: Duration,
        act: impl FnMut(T) + Send + 'static,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                name,
                quiet,
                state: Mutex::new(State {
                    waiting: None,
                    puts: 0,
                    working: false,
                    hurry: false,
                    closed: false,
                    act: Some(Box::new(act)),
                }),
                changed: Condvar::new(),
            }),
        }
    }

    /// Has `work` done soon, in the place of what still waits.
    pub(crate) fn put(&self, work: T) {
        self.put_unless(work, |_, _| false);
    }

    /// As [`Later::put`], unless what still waits `outdoes` the work, which is then never done.
    pub(crate) fn put_unless(&self, work: T, outdoes: impl FnOnce(&T, &T) -> bool) {
        let mut state = self.shared.hold();
        if state
            .waiting
            .as_ref()
            .is_some_and(|waiting| outdoes(waiting, &work))
        {
            return;
        }
        state.waiting = Some(work);
        state.puts += 1;
        if let Some(act) = state.act.take() {
            self.shared.start(act);
        }
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Has what waits done at once, and waits for it, but no longer than `limit`. Says whether
    /// nothing is left to do.
    pub(crate) fn flush(&self, limit: Duration) -> bool {
        let mut state = self.shared.hold();
        if state.is_idle() {
            return true;
        }
        state.hurry = true;
        self.shared.changed.notify_all();
        let (mut state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, limit, |state| !state.is_idle())
            .unwrap_or_else(PoisonError::into_inner);
        state.hurry = false;
        state.is_idle()
    }
}

impl<T> Drop for Later<T> {
    fn drop(&mut self) {
        self.shared.hold().closed = true;
        self.shared.changed.notify_all();
    }
}

impl<T> State<T> {
    fn is_idle(&self) -> bool {
        self.waiting.is_none() && !self.working
    }
}

impl<T: Send + 'static> Shared<T> {
    fn start(self: &Arc<Self>, act: Act<T>) {
        let shared = Arc::clone(self);
        let started = thread::Builder::new()
            .name(self.name.to_owned())
            .spawn(move || shared.work(act));
        if let Err(error) = started {
            tracing::error!(%error, work = self.name, "no thread could be started");
        }
    }

    fn work(&self, mut act: Act<T>) {
        while let Some(work) = self.next() {
            act(work);
            self.hold().working = false;
            self.changed.notify_all();
        }
    }

    /// Waits for work, and then until nothing new has come for a while.
    fn next(&self) -> Option<T> {
        let mut state = self.hold();
        loop {
            if state.waiting.is_some() && (state.hurry || state.closed || self.quiet.is_zero()) {
                break;
            }
            if state.closed {
                return None;
            }
            if state.waiting.is_none() {
                state = self.wait(state);
                continue;
            }
            let puts = state.puts;
            let (now, waited) = self
                .changed
                .wait_timeout_while(state, self.quiet, |state| {
                    state.puts == puts && !state.hurry && !state.closed
                })
                .unwrap_or_else(PoisonError::into_inner);
            state = now;
            if waited.timed_out() {
                break;
            }
        }
        state.working = true;
        state.waiting.take()
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Shared<T> {
    fn hold(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_was_replaced_while_it_waited_is_never_done() {
        let (done, seen) = mpsc::channel();
        let later = Later::new("test", Duration::from_secs(3600), move |work: u32| {
            done.send(work).unwrap();
        });
        for work in 1..=3 {
            later.put(work);
        }
        assert!(later.flush(Duration::from_secs(60)));
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn what_waits_stays_when_it_outdoes_what_comes() {
        let (done, seen) = mpsc::channel();
        let later = Later::new("test", Duration::from_secs(3600), move |work: u32| {
            done.send(work).unwrap();
        });
        for work in [2, 3, 1] {
            later.put_unless(work, |waiting, work| waiting > work);
        }
        assert!(later.flush(Duration::from_secs(60)));
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn a_flush_gives_up_on_work_that_does_not_end() {
        let (release, held) = mpsc::channel::<()>();
        let later = Later::new("test", Duration::ZERO, move |(): ()| {
            let _ = held.recv();
        });
        later.put(());
        assert!(!later.flush(Duration::from_millis(20)));
        drop(release);
        assert!(later.flush(Duration::from_secs(60)));
    }

    #[test]
    fn what_waits_when_nobody_is_left_is_still_done() {
        let (done, seen) = mpsc::channel();
        let later = Later::new("test", Duration::from_secs(3600), move |work: u32| {
            done.send(work).unwrap();
        });
        later.put(7);
        drop(later);
        assert_eq!(seen.recv_timeout(Duration::from_secs(60)), Ok(7));
    }
}
