//! The trash, and what remains of entries that left it: the memory that they were deleted, so that a
//! merge with an older copy does not bring them back.

use std::collections::HashSet;
use std::time::SystemTime;

use crate::codec::Unknown;
use crate::contents::{later, unix_secs};
use crate::{ApprovalKeyId, Contents, EntryId, Error, PushTokenId, RecoverySetId, StoredEntry};

/// That something was deleted for good.
pub(crate) struct Deletion {
    pub(crate) what: Deleted,
    /// In seconds since the Unix epoch; later than the last change of what was deleted.
    pub(crate) at: u64,
    pub(crate) unknown: Vec<Unknown>,
}

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Deleted {
    Entry(EntryId),
    RecoverySet(RecoverySetId),
    ApprovalKey(ApprovalKeyId),
    PushToken(PushTokenId),
}

impl Deletion {
    pub(crate) fn of_entry(id: EntryId, at: u64) -> Self {
        Self::of(Deleted::Entry(id), at)
    }

    pub(crate) fn of_set(id: RecoverySetId, at: u64) -> Self {
        Self::of(Deleted::RecoverySet(id), at)
    }

    pub(crate) fn of_key(id: ApprovalKeyId, at: u64) -> Self {
        Self::of(Deleted::ApprovalKey(id), at)
    }

    pub(crate) fn of_push(id: PushTokenId, at: u64) -> Self {
        Self::of(Deleted::PushToken(id), at)
    }

    fn of(what: Deleted, at: u64) -> Self {
        Self {
            what,
            at,
            unknown: Vec::new(),
        }
    }
}

impl Contents {
    /// Puts entries into the trash. One that is there stays as it is. The moment is never before the
    /// last change or use, even when the clock is set back: it decides when the trash is emptied, and
    /// whether a copy with that change takes the entry out again.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`], after which nothing has changed.
    pub fn trash(&mut self, ids: impl AsRef<[EntryId]>, at: SystemTime) -> Result<(), Error> {
        self.change_each(ids.as_ref(), |entry| {
            let since = unix_secs(at).max(entry.last_touched());
            entry.trashed_at.get_or_insert(since);
        })
    }

    /// Takes entries out of the trash, to their old places.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::Duplicate`] when another entry makes the codes of one by
    /// now. Nothing has changed after either.
    pub fn restore(&mut self, ids: impl AsRef<[EntryId]>, at: SystemTime) -> Result<(), Error> {
        let places = self.places(ids.as_ref())?;
        let mut done = Vec::with_capacity(places.len());
        for place in places {
            let Some(entry) = self.entries.get(place) else {
                continue;
            };
            let Some(since) = entry.trashed_at else {
                continue;
            };
            if let Some(same) = self.find_same_codes(&entry.otp) {
                let id = same.id;
                for (place, since) in done {
                    self.put_back(place, since);
                }
                return Err(Error::Duplicate { id });
            }
            if let Some(entry) = self.entries.get_mut(place) {
                done.push((place, (since, entry.changed_at)));
                entry.trashed_at = None;
                entry.changed_at = later(entry.changed_at.max(since), at);
            }
        }
        Ok(())
    }

    /// Removes entries from the trash for good, and remembers that. Their recovery codes stay, under
    /// the names that the entries had.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::NotInTrash`] for an entry in use. Nothing has changed after
    /// either.
    pub fn purge(&mut self, ids: impl AsRef<[EntryId]>, at: SystemTime) -> Result<(), Error> {
        let places = self.places(ids.as_ref())?;
        let mut entries = places.iter().filter_map(|place| self.entries.get(*place));
        if let Some(used) = entries.find(|entry| entry.trashed_at.is_none()) {
            return Err(Error::NotInTrash { id: used.id });
        }
        self.delete(&ids.as_ref().iter().copied().collect(), at);
        Ok(())
    }

    /// Removes for good what has been in the trash since before `older_than`, or all of it, and says
    /// how many entries these were.
    pub fn empty_trash(&mut self, older_than: Option<SystemTime>, at: SystemTime) -> usize {
        let before = older_than.map_or(u64::MAX, unix_secs);
        let goes = |entry: &&StoredEntry| {
            let since = entry.trashed_at;
            since.is_some_and(|since| since < before || older_than.is_none())
        };
        let ids: HashSet<_> = self.entries.iter().filter(goes).map(|e| e.id).collect();
        self.delete(&ids, at);
        ids.len()
    }

    fn delete(&mut self, ids: &HashSet<EntryId>, at: SystemTime) {
        self.unlink_recovery_sets(ids);
        for entry in self.entries.iter().filter(|e| ids.contains(&e.id)) {
            let at = later(entry.last_touched(), at);
            self.deletions.push(Deletion::of_entry(entry.id, at));
        }
        self.entries.retain(|entry| !ids.contains(&entry.id));
        self.index.forget();
    }

    fn put_back(&mut self, place: usize, (since, changed_at): (u64, u64)) {
        if let Some(entry) = self.entries.get_mut(place) {
            (entry.trashed_at, entry.changed_at) = (Some(since), changed_at);
        }
    }
}

impl StoredEntry {
    /// When anything last happened to it.
    pub(crate) fn last_touched(&self) -> u64 {
        let moments = [self.used_at, self.trashed_at];
        let latest = moments.into_iter().flatten().max().unwrap_or_default();
        latest.max(self.changed_at)
    }
}
