//! What a vault holds, and the changes a person makes to it. Nothing here touches the file.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use otp::clean_label;
use rand_core::CryptoRng;

use crate::arrange::group_name;
use crate::codec::Unknown;
use crate::icon::Picture;
use crate::id::id;
use crate::index::Index;
use crate::trash::Deletion;
use crate::{ApprovalKeyRecord, Error, Icon, PictureId, PushToken, RecoverySet};

id! {
    /// Names one entry for its life. Shown as 32 hexadecimal digits.
    EntryId
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
    /// What it shows; `None` for the icon that its issuer's name suggests.
    pub icon: Option<Icon>,
    /// When a code of it was last taken.
    pub used_at: Option<u64>,
    /// How often a code of it was taken.
    pub uses: u32,
    /// When it was added.
    pub created_at: u64,
    /// When it last changed; a counter that moves on is no change, and neither is a use or the trash.
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
    /// The new icon; `Some(None)` for the one that the issuer's name suggests.
    pub icon: Option<Option<Icon>>,
}

/// Everything in a vault.
#[derive(Default)]
pub struct Contents {
    pub(crate) entries: Vec<StoredEntry>,
    pub(crate) recovery_sets: Vec<RecoverySet>,
    pub(crate) pictures: BTreeMap<PictureId, Picture>,
    /// The picture that was just added and that no entry shows yet.
    pub(crate) waiting: Option<PictureId>,
    pub(crate) approval_keys: Vec<ApprovalKeyRecord>,
    pub(crate) push_tokens: Vec<PushToken>,
    pub(crate) deletions: Vec<Deletion>,
    pub(crate) unknown: Vec<Unknown>,
    pub(crate) index: Index,
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
        let place = self.index.place(&self.entries, id)?;
        self.entries.get(place)
    }

    /// The entry in use that makes the same codes: same seed, kind and parameters.
    #[must_use]
    pub fn find_same_codes(&self, otp: &otp::Entry) -> Option<&StoredEntry> {
        let places = self.index.places_of_seed(&self.entries, &otp.seed).iter();
        places
            .filter_map(|place| self.entries.get(*place))
            .find(|entry| entry.trashed_at.is_none() && entry.otp.same_codes_as(otp))
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
        if let Some(same) = self.find_same_codes(&otp) {
            return Err(Error::Duplicate { id: same.id });
        }
        otp.issuer = clean_label(&otp.issuer).0;
        otp.account = clean_label(&otp.account).0;
        let (id, now) = (EntryId::generate(chance), unix_secs(at));
        self.push(StoredEntry {
            id,
            otp,
            group: None,
            favourite: false,
            note: String::new(),
            icon: None,
            used_at: None,
            uses: 0,
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
    /// [`Error::NoSuchEntry`]; [`Error::NoSuchPicture`] for an icon that was never added.
    pub fn edit(&mut self, id: &EntryId, change: Change, at: SystemTime) -> Result<(), Error> {
        let place = self.place(id)?;
        if let Some(Some(Icon::Picture(picture))) = &change.icon {
            self.use_picture(picture)?;
        }
        let entry = self.entries.get_mut(place);
        let entry = entry.ok_or(Error::NoSuchEntry { id: *id })?;
        if let Some(issuer) = change.issuer {
            entry.otp.issuer = clean_label(&issuer).0;
        }
        if let Some(account) = change.account {
            entry.otp.account = clean_label(&account).0;
        }
        if let Some(group) = change.group {
            entry.group = group.as_deref().and_then(group_name);
        }
        if let Some(favourite) = change.favourite {
            entry.favourite = favourite;
        }
        if let Some(note) = change.note {
            entry.note = note;
        }
        if let Some(icon) = change.icon {
            entry.icon = icon;
        }
        entry.changed_at = later(entry.changed_at, at);
        Ok(())
    }

    /// Counts one more use of an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`].
    pub fn note_use(&mut self, id: &EntryId, at: SystemTime) -> Result<(), Error> {
        let entry = self.get_mut(id)?;
        entry.uses = entry.uses.saturating_add(1);
        entry.used_at = Some(unix_secs(at)).max(entry.used_at);
        Ok(())
    }

    /// Sets the counter of a HOTP entry to that of its next code.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchEntry`]; [`Error::NoCounter`] for codes that come from the clock.
    pub fn set_counter(&mut self, id: &EntryId, next: u64) -> Result<(), Error> {
        match &mut self.get_mut(id)?.otp.kind {
            otp::Kind::Hotp { counter } => {
                *counter = next;
                Ok(())
            }
            _ => Err(Error::NoCounter { id: *id }),
        }
    }

    /// Changes several entries, or none when one of them is not there.
    pub(crate) fn change_each(
        &mut self,
        ids: &[EntryId],
        mut change: impl FnMut(&mut StoredEntry),
    ) -> Result<(), Error> {
        for place in self.places(ids)? {
            if let Some(entry) = self.entries.get_mut(place) {
                change(entry);
            }
        }
        Ok(())
    }

    /// Where entries stand, in the order in which they are named.
    pub(crate) fn places(&self, ids: &[EntryId]) -> Result<Vec<usize>, Error> {
        ids.iter().map(|id| self.place(id)).collect()
    }

    pub(crate) fn place(&self, id: &EntryId) -> Result<usize, Error> {
        let place = self.index.place(&self.entries, id);
        place.ok_or(Error::NoSuchEntry { id: *id })
    }

    pub(crate) fn push(&mut self, entry: StoredEntry) {
        self.index.append(&entry, self.entries.len());
        self.entries.push(entry);
    }

    fn get_mut(&mut self, id: &EntryId) -> Result<&mut StoredEntry, Error> {
        let place = self.place(id)?;
        let entry = self.entries.get_mut(place);
        entry.ok_or(Error::NoSuchEntry { id: *id })
    }
}

/// The moment of a change: never before the one that it follows, even when the clock is set back,
/// so that of two copies the one with more changes is the newer one.
pub(crate) fn later(than: u64, at: SystemTime) -> u64 {
    unix_secs(at).max(than.saturating_add(1))
}

/// A clock before 1970 counts as 1970: it must not keep anyone from adding an entry.
pub(crate) fn unix_secs(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
