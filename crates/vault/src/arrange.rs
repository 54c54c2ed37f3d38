//! Order, groups and marks: what a person does to many entries at once.

use std::collections::HashSet;
use std::time::SystemTime;

use otp::clean_label;

use crate::contents::later;
use crate::{Contents, EntryId, Error, StoredEntry};

impl Contents {
    /// Moves entries in front of another, or to the end, in the order in which they are named.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`], after which nothing has changed.
    pub fn move_before(&mut self, ids: &[EntryId], before: Option<EntryId>) -> Result<(), Error> {
        let places = self.places(ids)?;
        let target = before.map(|id| self.place(&id)).transpose()?;
        let chosen: HashSet<usize> = places.iter().copied().collect();
        // When the one in front of which they go moves itself, they go to where it stood.
        let mut kept: Vec<Option<StoredEntry>> = std::mem::take(&mut self.entries)
            .into_iter()
            .map(Some)
            .collect();
        let mut taken = HashSet::with_capacity(places.len());
        let moved: Vec<StoredEntry> = places
            .iter()
            .filter(|place| taken.insert(**place))
            .filter_map(|place| kept.get_mut(*place).and_then(Option::take))
            .collect();
        let target = target.unwrap_or(kept.len());
        let front = target - chosen.iter().filter(|place| **place < target).count();
        let mut entries = Vec::with_capacity(kept.len());
        let mut rest = kept.into_iter().flatten();
        entries.extend(rest.by_ref().take(front));
        entries.extend(moved);
        entries.extend(rest);
        self.entries = entries;
        self.index.forget();
        Ok(())
    }

    /// Puts entries into a group, or into none.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`], after which nothing has changed.
    pub fn set_group(
        &mut self,
        ids: impl AsRef<[EntryId]>,
        group: Option<&str>,
        at: SystemTime,
    ) -> Result<(), Error> {
        let group = group.and_then(group_name);
        self.change_each(ids.as_ref(), |entry| entry.set_group(&group, at))
    }

    /// Marks entries, or takes their mark away.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`], after which nothing has changed.
    pub fn set_favourite(
        &mut self,
        ids: impl AsRef<[EntryId]>,
        favourite: bool,
        at: SystemTime,
    ) -> Result<(), Error> {
        self.change_each(ids.as_ref(), |entry| {
            if entry.favourite != favourite {
                entry.favourite = favourite;
                entry.changed_at = later(entry.changed_at, at);
            }
        })
    }

    /// Gives a group another name, or dissolves it, for its entries in use and in the trash, and
    /// says how many these were. A name that another group has makes one group of both.
    pub fn rename_group(&mut self, old: &str, new: Option<&str>, at: SystemTime) -> usize {
        let new = new.and_then(group_name);
        let mut changed = 0;
        for entry in &mut self.entries {
            if entry.group.as_deref() == Some(old) {
                entry.set_group(&new, at);
                changed += 1;
            }
        }
        changed
    }

    /// The names of the groups that hold an entry in use, each once, in the order of the entries.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.entries()
            .filter_map(|entry| entry.group.as_deref())
            .filter(|name| seen.insert(*name))
            .collect()
    }
}

impl StoredEntry {
    fn set_group(&mut self, group: &Option<String>, at: SystemTime) {
        if self.group != *group {
            self.group.clone_from(group);
            self.changed_at = later(self.changed_at, at);
        }
    }
}

/// A name without anything in it is no group.
pub(crate) fn group_name(name: &str) -> Option<String> {
    Some(clean_label(name).0).filter(|name| !name.is_empty())
}
