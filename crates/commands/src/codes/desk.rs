//! What lies around while the vault is open. It goes with the vault when that is locked.

use std::{collections::HashMap, time::SystemTime};

use ::vault::{Contents, EntryId, Error, Unlocked};
use rand_core::CryptoRng;

use super::{pictures::Found, search::Index};

/// The unlocked vault and what lies around it.
pub(crate) struct Open {
    /// The vault.
    pub(crate) vault: Unlocked,
    /// Uses of codes that no save has carried yet.
    pub(crate) uses: Uses,
    /// What searches look through, prepared for one state of the vault.
    pub(crate) index: Option<Index>,
    /// What was read from pictures and not added yet.
    pub(crate) found: Found,
}

impl Open {
    /// The vault on an empty desk.
    pub(crate) fn new(vault: Unlocked) -> Self {
        Self {
            vault,
            uses: Uses::default(),
            index: None,
            found: Found::default(),
        }
    }

    /// Changes the vault in one save, which also carries the uses that were not saved yet.
    pub(crate) fn update<T>(
        &mut self,
        chance: &mut dyn CryptoRng,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let uses = &self.uses;
        let done = self.vault.update(chance, |contents| {
            uses.note_in(contents);
            change(contents)
        })?;
        self.uses = Uses::default();
        Ok(done)
    }

    /// Saves the uses that were not saved yet, if there are any.
    pub(crate) fn save_uses(&mut self, chance: &mut dyn CryptoRng) -> Result<(), Error> {
        if self.uses.is_empty() || self.vault.is_read_only() {
            return Ok(());
        }
        self.update(chance, |_| Ok(()))
    }
}

/// Which codes were copied since the last save. A copy is worth no save of its own: it would write
/// the whole vault, and a backup after it. The next change carries it, or locking does; a program
/// that is killed forgets how often and when, and nothing else.
#[derive(Default)]
pub(crate) struct Uses(HashMap<EntryId, Use>);

struct Use {
    times: u32,
    last: SystemTime,
}

impl Uses {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts one use.
    pub(crate) fn count(&mut self, id: EntryId, at: SystemTime) {
        let one = self.0.entry(id).or_insert(Use { times: 0, last: at });
        one.times = one.times.saturating_add(1);
        one.last = one.last.max(at);
    }

    /// How often the entry was used, and when last, besides what the vault says.
    pub(crate) fn of(&self, id: EntryId) -> Option<(u32, SystemTime)> {
        self.0.get(&id).map(|used| (used.times, used.last))
    }

    fn note_in(&self, contents: &mut Contents) {
        for (id, used) in &self.0 {
            for _ in 0..used.times {
                // An entry that another program removed meanwhile needs no count.
                let _ = contents.note_use(id, used.last);
            }
        }
    }
}
