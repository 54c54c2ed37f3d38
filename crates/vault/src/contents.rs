//! What a vault holds, and the changes a person makes to it. Nothing here touches the file.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use otp::clean_label;
use rand_core::CryptoRng;

use crate::Error;
use crate::codec::Unknown;

/// Names one entry for its life. Shown as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId([u8; 16]);

impl EntryId {
    /// The id with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn generate(chance: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; 16];
        chance.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryId({self})")
    }
}

/// The text is not the id of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry id has 32 hexadecimal digits")]
pub struct ParseEntryIdError;

impl FromStr for EntryId {
    type Err = ParseEntryIdError;

    fn from_str(text: &str) -> Result<Self, ParseEntryIdError> {
        let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = plain.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or(ParseEntryIdError)
    }
}

/// One entry as the vault keeps it. Times are in seconds since the Unix epoch.
pub struct StoredEntry {
    /// Its name for life.
    pub id: EntryId,
    /// Seed, issuer, account and how codes are made.
    pub otp: otp::Entry,
    /// The group a person put it into.
    pub group: Option<String>,
    /// Whether a person marked it.
    pub favourite: bool,
    /// What a person wrote about it.
    pub note: String,
    /// When it was added.
    pub created_at: u64,
    /// When it last changed; a counter that moves on is no change.
    pub changed_at: u64,
    /// When it was put into the trash; `None` while it is in use.
    pub trashed_at: Option<u64>,
    pub(crate) unknown: Vec<Unknown>,
}

impl fmt::Debug for StoredEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredEntry")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What to change about an entry; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The new issuer.
    pub issuer: Option<String>,
    /// The new account.
    pub account: Option<String>,
    /// The new group; `Some(None)` takes the entry out of its group.
    pub group: Option<Option<String>>,
    /// Whether it is marked.
    pub favourite: Option<bool>,
    /// The new note.
    pub note: Option<String>,
}

/// Everything in a vault.
#[derive(Default)]
pub struct Contents {
    pub(crate) entries: Vec<StoredEntry>,
    pub(crate) unknown: Vec<Unknown>,
    /// Made by the first [`Contents::add`], so that adding thousands does not compare each with all.
    pub(crate) index: Option<SeedIndex>,
}

/// Where entries with equal seeds may stand, by a hash under a key of this process.
#[derive(Default)]
pub(crate) struct SeedIndex {
    hasher: RandomState,
    places: HashMap<u64, Vec<usize>>,
}

impl SeedIndex {
    fn new(entries: &[StoredEntry]) -> Self {
        let mut index = Self::default();
        for (place, entry) in entries.iter().enumerate() {
            index.insert(&entry.otp.seed, place);
        }
        index
    }

    fn insert(&mut self, seed: &otp::Seed, place: usize) {
        let hash = self.hasher.hash_one(seed.reveal());
        self.places.entry(hash).or_default().push(place);
    }

    fn places(&self, seed: &otp::Seed) -> &[usize] {
        self.places
            .get(&self.hasher.hash_one(seed.reveal()))
            .map_or(&[], Vec::as_slice)
    }
}

impl Contents {
    /// The entries in use, in the person's order.
    pub fn entries(&self) -> impl Iterator<Item = &StoredEntry> {
        self.entries
            .iter()
            .filter(|entry| entry.trashed_at.is_none())
    }

    /// The entries in the trash.
    pub fn trashed(&self) -> impl Iterator<Item = &StoredEntry> {
        self.entries
            .iter()
            .filter(|entry| entry.trashed_at.is_some())
    }

    /// The entry with this id, in use or in the trash.
    #[must_use]
    pub fn get(&self, id: &EntryId) -> Option<&StoredEntry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// The entry in use that makes the same codes: same seed, kind and parameters.
    #[must_use]
    pub fn find_same_codes(&self, otp: &otp::Entry) -> Option<&StoredEntry> {
        self.entries().find(|entry| entry.otp.same_codes_as(otp))
    }

    /// Adds an entry at the end. Issuer and account lose marks that nobody sees.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] when an entry in use makes the same codes.
    pub fn add(
        &mut self,
        mut otp: otp::Entry,
        at: SystemTime,
        chance: &mut dyn CryptoRng,
    ) -> Result<EntryId, Error> {
        let index = self
            .index
            .get_or_insert_with(|| SeedIndex::new(&self.entries));
        let mut candidates = index
            .places(&otp.seed)
            .iter()
            .filter_map(|at| self.entries.get(*at));
        let same = candidates.find(|e| e.trashed_at.is_none() && e.otp.same_codes_as(&otp));
        if let Some(same) = same {
            return Err(Error::Duplicate { id: same.id });
        }
        index.insert(&otp.seed, self.entries.len());
        otp.issuer = clean_label(&otp.issuer).0;
        otp.account = clean_label(&otp.account).0;
        let (id, now) = (EntryId::generate(chance), unix_secs(at));
        self.entries.push(StoredEntry {
            id,
            otp,
            group: None,
            favourite: false,
            note: String::new(),
            created_at: now,
            changed_at: now,
            trashed_at: None,
            unknown: Vec::new(),
        });
        Ok(id)
    }

    /// Changes what a person may change about an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`].
    pub fn edit(&mut self, id: &EntryId, change: Change, at: SystemTime) -> Result<(), Error> {
        let entry = self.get_mut(id)?;
        if let Some(issuer) = change.issuer {
            entry.otp.issuer = clean_label(&issuer).0;
        }
        if let Some(account) = change.account {
            entry.otp.account = clean_label(&account).0;
        }
        if let Some(group) = change.group {
            entry.group = group
                .map(|name| clean_label(&name).0)
                .filter(|name| !name.is_empty());
        }
        if let Some(favourite) = change.favourite {
            entry.favourite = favourite;
        }
        if let Some(note) = change.note {
            entry.note = note;
        }
        entry.changed_at = unix_secs(at);
        Ok(())
    }

    /// Sets the counter of a HOTP entry to that of its next code.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::NoCounter`] for codes that come from the clock.
    pub fn set_counter(&mut self, id: &EntryId, next: u64, _at: SystemTime) -> Result<(), Error> {
        match &mut self.get_mut(id)?.otp.kind {
            otp::Kind::Hotp { counter } => {
                *counter = next;
                Ok(())
            }
            _ => Err(Error::NoCounter { id: *id }),
        }
    }

    /// Puts an entry into the trash. One that is there stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`].
    pub fn trash(&mut self, id: &EntryId, at: SystemTime) -> Result<(), Error> {
        self.get_mut(id)?.trashed_at.get_or_insert(unix_secs(at));
        Ok(())
    }

    /// Takes an entry out of the trash, to its old place.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::Duplicate`] when another entry makes its codes by now.
    pub fn restore(&mut self, id: &EntryId) -> Result<(), Error> {
        let entry = self.get(id).ok_or(Error::NoSuchEntry { id: *id })?;
        let same = self
            .find_same_codes(&entry.otp)
            .filter(|same| same.id != *id);
        if let Some(same) = same {
            return Err(Error::Duplicate { id: same.id });
        }
        self.get_mut(id)?.trashed_at = None;
        Ok(())
    }

    /// Removes an entry from the trash for good.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::NotInTrash`] for an entry in use.
    pub fn purge(&mut self, id: &EntryId) -> Result<(), Error> {
        if self.get_mut(id)?.trashed_at.is_none() {
            return Err(Error::NotInTrash { id: *id });
        }
        self.entries.retain(|entry| entry.id != *id);
        self.index = None; // places moved
        Ok(())
    }

    fn get_mut(&mut self, id: &EntryId) -> Result<&mut StoredEntry, Error> {
        let entry = self.entries.iter_mut().find(|entry| entry.id == *id);
        entry.ok_or(Error::NoSuchEntry { id: *id })
    }
}

/// A clock before 1970 counts as 1970: it must not keep anyone from adding an entry.
fn unix_secs(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
