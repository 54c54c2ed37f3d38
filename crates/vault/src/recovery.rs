//! Recovery codes: the single-use ways back in that an issuer handed out.
//!
//! A set belongs to an entry, or stands by itself under an issuer and an account. Codes are spent in
//! their order, with the moment, and a spent one stays to be seen. [`read_recovery_codes`] finds the
//! codes in what a person pasted.

use std::collections::HashSet;
use std::fmt;
use std::time::SystemTime;

use otp::clean_label;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::codec::Unknown;
use crate::contents::{later, unix_secs};
use crate::id::id;
use crate::trash::Deletion;
use crate::{Contents, EntryId, Error};

mod paste;

pub use paste::{PastedCode, PastedCodes, read_recovery_codes};

id! {
    /// Names one set of recovery codes for its life.
    RecoverySetId
}

/// The text of a recovery code. It prints as `RecoveryText(hidden)` and is wiped on drop;
/// [`RecoveryText::reveal`] is the one place where it comes out.
pub struct RecoveryText(Zeroizing<Box<str>>);

impl RecoveryText {
    /// Most bytes of one code: a phrase of 24 words fits easily.
    pub const MAX_BYTES: usize = 512;

    /// A code of 1 to [`RecoveryText::MAX_BYTES`] bytes on one line. Spaces around it go.
    ///
    /// # Errors
    ///
    /// [`Error::RecoveryTextRefused`] otherwise.
    pub fn new(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        if !fits || text.chars().any(char::is_control) {
            return Err(Error::RecoveryTextRefused);
        }
        Ok(Self(Zeroizing::new(text.into())))
    }

    /// The text. Whoever calls this answers for what happens to it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether both are the same code, in a time that does not depend on where they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for RecoveryText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryText(hidden)")
    }
}

/// One recovery code as the vault keeps it. Times are in seconds since the Unix epoch.
pub struct RecoveryCode {
    /// What to type.
    pub text: RecoveryText,
    /// When it was stored.
    pub added_at: u64,
    /// When it was used up; `None` while it is good.
    pub spent_at: Option<u64>,
    pub(crate) unknown: Vec<Unknown>,
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

/// The recovery codes of one account. Times are in seconds since the Unix epoch.
pub struct RecoverySet {
    /// Its name for life.
    pub id: RecoverySetId,
    /// The entry it belongs to, whose names are shown then.
    pub entry: Option<EntryId>,
    /// Who handed the codes out; that of the entry when it was linked.
    pub issuer: String,
    /// Whose access it is; that of the entry when it was linked.
    pub account: String,
    /// What a person wrote about it.
    pub note: String,
    /// In the order in which they are spent.
    pub codes: Vec<RecoveryCode>,
    /// When it was stored.
    pub created_at: u64,
    /// When entry, names or note last changed or codes were added; spending is no change.
    pub changed_at: u64,
    /// When new codes last took the place of all others.
    pub replaced_at: Option<u64>,
    pub(crate) unknown: Vec<Unknown>,
}

impl RecoverySet {
    /// How many codes are still good.
    #[must_use]
    pub fn left(&self) -> usize {
        self.codes.iter().filter(|c| c.spent_at.is_none()).count()
    }

    /// Appends the codes that are not there yet, and says how many these were.
    fn extend(&mut self, codes: Vec<RecoveryText>, added_at: u64) -> usize {
        let mut seen: HashSet<&str> = self.codes.iter().map(|c| c.text.reveal()).collect();
        let is_new: Vec<bool> = codes.iter().map(|c| seen.insert(c.reveal())).collect();
        let before = self.codes.len();
        let new = codes.into_iter().zip(is_new).filter(|(_, is_new)| *is_new);
        self.codes.extend(new.map(|(text, _)| RecoveryCode {
            text,
            added_at,
            spent_at: None,
            unknown: Vec::new(),
        }));
        self.codes.len() - before
    }

    fn code_mut(&mut self, index: usize) -> Result<&mut RecoveryCode, Error> {
        let id = self.id;
        let code = self.codes.get_mut(index);
        code.ok_or(Error::NoSuchRecoveryCode { id, index })
    }
}

impl fmt::Debug for RecoverySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoverySet")
            .field("id", &self.id)
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

/// Whose recovery codes they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryOwner {
    /// Those of the account that an entry is for.
    Entry(EntryId),
    /// Those of an account without an entry.
    Named {
        /// Who handed them out.
        issuer: String,
        /// Whose access it is.
        account: String,
    },
}

/// What to change about a set; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecoveryChange {
    /// Whose codes they are.
    pub owner: Option<RecoveryOwner>,
    /// The new note.
    pub note: Option<String>,
}

impl Contents {
    /// All sets, in the order in which they were stored.
    pub fn recovery_sets(&self) -> impl Iterator<Item = &RecoverySet> {
        self.recovery_sets.iter()
    }

    /// The set with this id.
    #[must_use]
    pub fn recovery_set(&self, id: &RecoverySetId) -> Option<&RecoverySet> {
        self.recovery_sets.iter().find(|set| set.id == *id)
    }

    /// The first set that belongs to this entry.
    #[must_use]
    pub fn recovery_set_of(&self, entry: &EntryId) -> Option<&RecoverySet> {
        let mut sets = self.recovery_sets.iter();
        sets.find(|set| set.entry == Some(*entry))
    }

    /// Stores a new set. A code that stands twice is stored once.
    ///
    /// # Errors
    ///
    /// [`Error::NoRecoveryCodes`] for an empty one; [`Error::NoSuchEntry`].
    pub fn add_recovery_set(
        &mut self,
        owner: RecoveryOwner,
        codes: Vec<RecoveryText>,
        note: &str,
        at: SystemTime,
        chance: &mut dyn CryptoRng,
    ) -> Result<RecoverySetId, Error> {
        if codes.is_empty() {
            return Err(Error::NoRecoveryCodes);
        }
        let (entry, issuer, account) = self.owner(owner)?;
        let (id, now) = (RecoverySetId::generate(chance), unix_secs(at));
        let mut set = RecoverySet {
            id,
            entry,
            issuer,
            account,
            note: note.to_owned(),
            codes: Vec::new(),
            created_at: now,
            changed_at: now,
            replaced_at: None,
            unknown: Vec::new(),
        };
        set.extend(codes, now);
        self.recovery_sets.push(set);
        Ok(id)
    }

    /// Changes whose codes they are, and the note.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`]; [`Error::NoSuchEntry`].
    pub fn edit_recovery_set(
        &mut self,
        id: &RecoverySetId,
        change: RecoveryChange,
        at: SystemTime,
    ) -> Result<(), Error> {
        let owner = change.owner.map(|owner| self.owner(owner)).transpose()?;
        let set = self.recovery_set_mut(id)?;
        if let Some((entry, issuer, account)) = owner {
            (set.entry, set.issuer, set.account) = (entry, issuer, account);
        }
        if let Some(note) = change.note {
            set.note = note;
        }
        set.changed_at = later(set.changed_at, at);
        Ok(())
    }

    /// Adds codes behind the others, except those that are there already, and says how many these
    /// were.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`].
    pub fn add_recovery_codes(
        &mut self,
        id: &RecoverySetId,
        codes: Vec<RecoveryText>,
        at: SystemTime,
    ) -> Result<usize, Error> {
        let set = self.recovery_set_mut(id)?;
        let now = unix_secs(at).max(set.replaced_at.unwrap_or_default());
        let added = set.extend(codes, now);
        if added > 0 {
            set.changed_at = later(set.changed_at, at);
        }
        Ok(added)
    }

    /// Puts new codes in the place of all others, as an issuer does who hands out new ones: those
    /// before are void, spent or not.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`]; [`Error::NoRecoveryCodes`] when there are no new ones.
    pub fn replace_recovery_codes(
        &mut self,
        id: &RecoverySetId,
        codes: Vec<RecoveryText>,
        at: SystemTime,
    ) -> Result<(), Error> {
        if codes.is_empty() {
            return Err(Error::NoRecoveryCodes);
        }
        let set = self.recovery_set_mut(id)?;
        let newest = set.codes.iter().map(|code| code.added_at).max();
        let now = later(newest.max(set.replaced_at).unwrap_or_default(), at);
        set.replaced_at = Some(now);
        set.codes.clear();
        set.extend(codes, now);
        set.changed_at = later(set.changed_at, at);
        Ok(())
    }

    /// Marks the first good code as spent and hands it out, with its place in the set.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`]; [`Error::RecoveryCodesSpent`] when none is left.
    pub fn spend_next(
        &mut self,
        id: &RecoverySetId,
        at: SystemTime,
    ) -> Result<(usize, &RecoveryCode), Error> {
        let set = self.recovery_set_mut(id)?;
        let mut good = set.codes.iter_mut().enumerate();
        let (index, code) = good
            .find(|(_, code)| code.spent_at.is_none())
            .ok_or(Error::RecoveryCodesSpent { id: *id })?;
        code.spent_at = Some(unix_secs(at));
        Ok((index, code))
    }

    /// Marks the code at `index` as spent. One that is spent keeps its moment.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`]; [`Error::NoSuchRecoveryCode`].
    pub fn spend(&mut self, id: &RecoverySetId, index: usize, at: SystemTime) -> Result<(), Error> {
        let code = self.recovery_set_mut(id)?.code_mut(index)?;
        code.spent_at.get_or_insert(unix_secs(at));
        Ok(())
    }

    /// Marks the code at `index` as good again, when it was not used after all.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`]; [`Error::NoSuchRecoveryCode`].
    pub fn unspend(&mut self, id: &RecoverySetId, index: usize) -> Result<(), Error> {
        self.recovery_set_mut(id)?.code_mut(index)?.spent_at = None;
        Ok(())
    }

    /// Removes a set for good.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecoverySet`].
    pub fn remove_recovery_set(&mut self, id: &RecoverySetId, at: SystemTime) -> Result<(), Error> {
        let seen = self.recovery_set_mut(id)?.last_touched();
        self.recovery_sets.retain(|set| set.id != *id);
        self.deletions.push(Deletion::of_set(*id, later(seen, at)));
        Ok(())
    }

    /// Leaves the sets of an entry that goes standing by themselves, under its names.
    pub(crate) fn unlink_recovery_sets(&mut self, gone: &HashSet<EntryId>) {
        for set in &mut self.recovery_sets {
            let Some(id) = set.entry.filter(|id| gone.contains(id)) else {
                continue;
            };
            set.entry = None;
            let place = self.index.place(&self.entries, &id);
            if let Some(entry) = place.and_then(|place| self.entries.get(place)) {
                set.issuer.clone_from(&entry.otp.issuer);
                set.account.clone_from(&entry.otp.account);
            }
        }
    }

    fn owner(&self, owner: RecoveryOwner) -> Result<(Option<EntryId>, String, String), Error> {
        match owner {
            RecoveryOwner::Entry(id) => {
                let entry = self.get(&id).ok_or(Error::NoSuchEntry { id })?;
                let otp = &entry.otp;
                Ok((Some(id), otp.issuer.clone(), otp.account.clone()))
            }
            RecoveryOwner::Named { issuer, account } => {
                Ok((None, clean_label(&issuer).0, clean_label(&account).0))
            }
        }
    }

    fn recovery_set_mut(&mut self, id: &RecoverySetId) -> Result<&mut RecoverySet, Error> {
        let mut sets = self.recovery_sets.iter_mut();
        let set = sets.find(|set| set.id == *id);
        set.ok_or(Error::NoSuchRecoverySet { id: *id })
    }
}

impl RecoverySet {
    /// When anything last happened to it.
    pub(crate) fn last_touched(&self) -> u64 {
        let moments = self.codes.iter();
        let newest = moments.map(|code| code.spent_at.unwrap_or(code.added_at));
        newest.max().unwrap_or_default().max(self.changed_at)
    }
}
