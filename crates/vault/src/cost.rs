//! What one guess at the password costs: Argon2id and its three numbers.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::keys::Key;
use crate::{CostPart, Error, Password};

/// What one guess at the password costs, [RFC 9106](https://www.rfc-editor.org/rfc/rfc9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

const LEAST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const PASSES: (u32, u32) = (3, 20);
const LANES: (u32, u32) = (1, 8);

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory_kib: 256 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

impl Cost {
    /// The cheapest cost accepted: the second choice of
    /// [RFC 9106 section 4](https://www.rfc-editor.org/rfc/rfc9106#section-4) in one lane.
    pub const FLOOR: Self = Self {
        memory_kib: LEAST_MEMORY_KIB,
        passes: PASSES.0,
        lanes: LANES.0,
    };

    /// A cost that fits this machine: one run takes between half a second and one second where the
    /// limits allow. Starts at the default, takes less memory while a run is too slow or memory is
    /// short, then makes more passes while a run is too fast. `measure` spends a cost, for example
    /// by [`Cost::spend`], and says how long that took.
    #[must_use]
    pub fn calibrate(measure: impl FnMut(Self) -> Duration) -> Self {
        Self::calibrate_within(most_memory_kib(available_bytes()), measure)
    }

    pub(crate) fn calibrate_within(
        most_memory_kib: u32,
        mut measure: impl FnMut(Self) -> Duration,
    ) -> Self {
        const SLOW: Duration = Duration::from_millis(1000);
        const FAST: Duration = Duration::from_millis(500);
        let mut cost = Self::default();
        while cost.memory_kib > most_memory_kib && cost.memory_kib > LEAST_MEMORY_KIB {
            cost.memory_kib /= 2;
        }
        let mut took = measure(cost);
        while took > SLOW && cost.memory_kib > LEAST_MEMORY_KIB {
            cost.memory_kib /= 2;
            took = measure(cost);
        }
        while took < FAST && cost.passes < PASSES.1 {
            cost.passes += 1;
            took = measure(cost);
        }
        cost
    }

    /// Whether a vault made today would be given a higher cost on a machine that bears it: less
    /// memory or fewer passes than the default.
    #[must_use]
    pub fn is_weaker_than_today(self) -> bool {
        let today = Self::default();
        self.memory_kib < today.memory_kib || self.passes < today.passes
    }

    /// Derives a key from nothing at this cost, to see how long that takes.
    ///
    /// # Errors
    ///
    /// [`Error::CostRefused`] and [`Error::OutOfMemory`].
    pub fn spend(self) -> Result<(), Error> {
        self.check()?;
        self.run(b"", &[0; 16]).map(drop)
    }

    /// Refuses a cost outside the limits, before any memory is taken for it.
    pub(crate) fn check(self) -> Result<(), Error> {
        self.check_within(most_memory_kib(available_bytes()))
    }

    pub(crate) fn check_within(self, most_memory_kib: u32) -> Result<(), Error> {
        let parts = [
            (
                CostPart::MemoryKib,
                self.memory_kib,
                (LEAST_MEMORY_KIB, most_memory_kib),
            ),
            (CostPart::Passes, self.passes, PASSES),
            (CostPart::Lanes, self.lanes, LANES),
        ];
        for (part, asked, (least, most)) in parts {
            if asked < least || asked > most {
                return Err(Error::CostRefused {
                    part,
                    asked,
                    least,
                    most,
                });
            }
        }
        Ok(())
    }

    /// The slot key: Argon2id over the normalised password.
    pub(crate) fn derive(self, password: &Password, salt: &[u8; 16]) -> Result<Key, Error> {
        self.check()?;
        self.run(password.normalised().as_bytes(), salt)
    }

    fn run(self, password: &[u8], salt: &[u8; 16]) -> Result<Key, Error> {
        let out_of_memory = || Error::OutOfMemory {
            kib: self.memory_kib,
        };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| out_of_memory())?;
        let mut memory = Memory::take(params.block_count()).ok_or_else(out_of_memory)?;
        let mut key = Key::empty();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password, salt, key.bytes_mut(), &mut memory.0[..])
            .map_err(|_| out_of_memory())?;
        Ok(key)
    }
}

/// The working memory of one run, wiped when it is given back.
struct Memory(Vec<Block>);

impl Memory {
    fn take(blocks: usize) -> Option<Self> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).ok()?;
        memory.resize(blocks, Block::new());
        Some(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // One pass over all of it, and a barrier that keeps it from being optimised away; wiping
        // word by word with volatile writes takes several times as long.
        self.0.fill(Block::new());
        zeroize::optimization_barrier(&self.0[..]);
    }
}

/// Half of what is free, and never more than a gibibyte. Unknown counts as plenty.
fn most_memory_kib(available_bytes: Option<u64>) -> u32 {
    let half = available_bytes.map_or(u64::MAX, |bytes| bytes / 2 / 1024);
    u32::try_from(half).unwrap_or(u32::MAX).min(MOST_MEMORY_KIB)
}

fn available_bytes() -> Option<u64> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok()?;
    Some(system.available_memory()).filter(|bytes| *bytes > 0)
}
