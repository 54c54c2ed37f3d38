//! The two things that only a door takes for itself: the time and chance.

use std::{sync::Arc, time::SystemTime};

use crate::state::{Doors, NoChance};

/// The clock and the randomness of this machine.
pub(crate) fn of_this_machine() -> Doors {
    Doors {
        clock: Arc::new(now),
        chance: Arc::new(fill),
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the door that reads the clock"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the door that draws chance"
)]
fn fill(buffer: &mut [u8]) -> Result<(), NoChance> {
    getrandom::fill(buffer).map_err(|_| NoChance)
}
