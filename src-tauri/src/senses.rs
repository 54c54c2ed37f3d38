//! The clock and the chance of this machine. Everything below gets them by argument.
#![allow(
    clippy::disallowed_methods,
    reason = "a door is where the clock is read"
)]

use std::time::{Duration, Instant, SystemTime};

use commands::{Chance, Senses};
use getrandom::SysRng;
use rand_core::UnwrapErr;

pub(crate) fn senses() -> Senses {
    Senses {
        now: SystemTime::now,
        chance,
    }
}

/// Runs `work` and says how long it took.
pub(crate) fn stopwatch(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// A moment on the clock that never jumps: for how long nobody has touched the window.
pub(crate) fn monotonic() -> Instant {
    Instant::now()
}

/// The moment on the clock that people read, which runs on while the machine sleeps.
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

fn chance() -> Chance {
    Box::new(UnwrapErr(SysRng))
}
