//! How two versions of an entry become one, or stay two.

use std::collections::{HashMap, HashSet};
use std::mem;

use otp::Kind;
use sha2::{Digest as _, Sha256};

use super::{Ids, Outcome, bytes_of, is_deleted};
use crate::trash::Deleted;
use crate::{Contents, EntryId, Icon, StoredEntry};

impl Contents {
    /// Gives one id to what was added to both copies: same codes, issuer and account.
    pub(super) fn unite_twins(&mut self, theirs: &mut Self, deletions: &HashMap<Deleted, u64>) {
        let (our_ids, their_ids) = (Ids::of(self).entries, Ids::of(theirs).entries);
        let is_lone = |id: &EntryId, other: &HashSet<EntryId>| {
            !other.contains(id) && !deletions.contains_key(&Deleted::Entry(*id))
        };
        let (mut renamed_ours, mut renamed_theirs) = (HashMap::new(), HashMap::new());
        let lone = theirs.entries.iter_mut();
        for entry in lone.filter(|e| e.trashed_at.is_none() && is_lone(&e.id, &our_ids)) {
            let places = self.index.places_of_seed(&self.entries, &entry.otp.seed);
            let twin = places.iter().copied().find(|place| {
                self.entries.get(*place).is_some_and(|ours| {
                    is_lone(&ours.id, &their_ids)
                        && !renamed_ours.contains_key(&ours.id)
                        && ours.is_twin_of(entry)
                })
            });
            let Some(twin) = twin.and_then(|place| self.entries.get_mut(place)) else {
                continue;
            };
            let id = twin.id.min(entry.id);
            renamed_ours.insert(twin.id, id);
            renamed_theirs.insert(entry.id, id);
            (twin.id, entry.id) = (id, id);
            entry.learn_from_twin(twin);
        }
        self.relink_recovery_sets(&renamed_ours);
        theirs.relink_recovery_sets(&renamed_theirs);
        self.index.forget();
    }

    fn relink_recovery_sets(&mut self, renamed: &HashMap<EntryId, EntryId>) {
        for set in &mut self.recovery_sets {
            let new = set.entry.and_then(|id| renamed.get(&id).copied());
            set.entry = new.or(set.entry);
        }
    }

    /// Takes one entry of the other copy in.
    pub(super) fn bring_entry(
        &mut self,
        mut entry: StoredEntry,
        deletions: &HashMap<Deleted, u64>,
    ) -> Outcome {
        let (mut conflict, mut swapped) = (false, false);
        loop {
            let place = self.index.place(&self.entries, &entry.id);
            let Some(ours) = place.and_then(|place| self.entries.get_mut(place)) else {
                let deleted = is_deleted(deletions, Deleted::Entry(entry.id), entry.last_change());
                return match (conflict, deleted) {
                    (_, true) => Outcome::Unchanged,
                    (true, false) => {
                        self.push(entry);
                        Outcome::KeptBoth
                    }
                    (false, false) => {
                        self.push(entry);
                        Outcome::Added
                    }
                };
            };
            if !ours.contradicts(&entry) {
                let updated = ours.absorb(entry) || swapped;
                return if updated {
                    Outcome::Updated
                } else {
                    Outcome::Unchanged
                };
            }
            conflict = true;
            share_counter(ours, &mut entry);
            if entry.precedence() > ours.precedence() {
                mem::swap(ours, &mut entry);
                swapped = true;
            }
            entry.id = entry.id_beside();
        }
    }
}

impl StoredEntry {
    /// When it was last edited or used. Being put into the trash is no reason to live.
    pub(super) fn last_change(&self) -> u64 {
        self.used_at.unwrap_or_default().max(self.changed_at)
    }

    fn is_twin_of(&self, other: &Self) -> bool {
        self.trashed_at.is_none()
            && (&self.otp.issuer, &self.otp.account) == (&other.otp.issuer, &other.otp.account)
            && self.otp.same_codes_as(&other.otp)
    }

    /// Fills what one of two twins has and the other lacks, in the words of the newer one. Nobody who
    /// wrote the newer one saw the older one, so an empty field there was no decision. What
    /// says more than the newer one did is newer than both, so that the same merge again finds nothing
    /// to do.
    fn learn_from_twin(&mut self, ours: &Self) {
        let (newer, older) = if ours.changed_at > self.changed_at {
            (ours, &*self)
        } else {
            (&*self, ours)
        };
        let at_once = newer.changed_at == older.changed_at;
        if at_once && newer.opposes(older) {
            return;
        }
        let note = [newer, older].map(|entry| entry.note.as_str());
        let note = note.into_iter().find(|note| !note.is_empty());
        let note = note.unwrap_or_default().to_owned();
        let group = newer.group.clone().or_else(|| older.group.clone());
        let icon = newer.icon.clone().or_else(|| older.icon.clone());
        let favourite = newer.favourite || older.favourite;
        let learns = |entry: &Self| {
            entry.note != note
                || (&entry.group, &entry.icon, entry.favourite) != (&group, &icon, favourite)
        };
        let is_new = learns(newer) || (at_once && learns(older));
        let changed_at = newer.changed_at.saturating_add(u64::from(is_new));
        let unknown = newer.unknown.clone();
        (self.note, self.group, self.icon) = (note, group, icon);
        (self.favourite, self.changed_at, self.unknown) = (favourite, changed_at, unknown);
    }

    /// Whether a field that both have says different things.
    fn opposes(&self, other: &Self) -> bool {
        fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_some() && other.is_some() && one != other
        }
        fn note(entry: &StoredEntry) -> Option<&String> {
            Some(&entry.note).filter(|note| !note.is_empty())
        }
        differ(note(self), note(other))
            || differ(self.group.as_ref(), other.group.as_ref())
            || differ(self.icon.as_ref(), other.icon.as_ref())
            || bytes_of(&self.unknown) != bytes_of(&other.unknown)
    }

    fn contradicts(&self, other: &Self) -> bool {
        let differ =
            || self.words() != other.words() || bytes_of(&self.unknown) != bytes_of(&other.unknown);
        !self.otp.same_codes_as(&other.otp) || (self.changed_at == other.changed_at && differ())
    }

    /// Takes over what the other version knows better, and says whether that was anything.
    fn absorb(&mut self, mut other: Self) -> bool {
        let is_trashed = trashed_at(self, &other);
        let uses = self.uses.max(other.uses);
        let used_at = self.used_at.max(other.used_at);
        let created_at = self.created_at.min(other.created_at);
        let newer = other.changed_at > self.changed_at;
        let counted = share_counter(self, &mut other);
        if newer {
            (other.id, other.trashed_at) = (self.id, self.trashed_at);
            (other.uses, other.used_at) = (self.uses, self.used_at);
            other.created_at = self.created_at;
            *self = other;
        }
        let same = (self.trashed_at, self.uses, self.used_at, self.created_at)
            == (is_trashed, uses, used_at, created_at);
        (self.trashed_at, self.uses, self.used_at) = (is_trashed, uses, used_at);
        self.created_at = created_at;
        newer || counted || !same
    }

    fn words(&self) -> Words<'_> {
        let otp = &self.otp;
        let names = (otp.issuer.as_str(), otp.account.as_str());
        let look = (self.favourite, self.icon.as_ref());
        (names, self.group.as_deref(), self.note.as_str(), look)
    }

    /// Which of two versions that contradict each other keeps the id: the same on both sides.
    fn precedence(&self) -> impl PartialOrd {
        let otp = &self.otp;
        let pin = match &otp.kind {
            Kind::Motp { pin } | Kind::Yandex { pin } => Some(pin.reveal()),
            _ => None,
        };
        let rule = (otp.kind.name(), otp.kind.period(), pin);
        let shape = (otp.algorithm.to_string(), otp.digits);
        let newer = bytes_of(&self.unknown).to_vec();
        (
            self.changed_at,
            self.words(),
            newer,
            otp.seed.reveal(),
            rule,
            shape,
        )
    }

    /// The id for this version when another one keeps its own. The seed takes no part: ids are shown.
    fn id_beside(&self) -> EntryId {
        let (names, group, note, (favourite, icon)) = self.words();
        let icon = match icon {
            Some(Icon::Brand(name)) => name.as_bytes(),
            Some(Icon::Picture(id)) => id.as_bytes(),
            None => &[],
        };
        let mut hash = Sha256::new_with_prefix(b"entry kept beside another");
        hash.update(self.id.as_bytes());
        hash.update(self.changed_at.to_be_bytes());
        hash.update([u8::from(favourite)]);
        for part in [names.0, names.1, group.unwrap_or_default(), note].map(str::as_bytes) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(icon);
        let mut id = [0; 16];
        id.iter_mut()
            .zip(hash.finalize())
            .for_each(|(to, from)| *to = from);
        EntryId::from_bytes(id)
    }
}

type Words<'a> = (
    (&'a str, &'a str),
    Option<&'a str>,
    &'a str,
    (bool, Option<&'a Icon>),
);

/// In the trash when one copy put it there after its last change in the other.
fn trashed_at(ours: &StoredEntry, theirs: &StoredEntry) -> Option<u64> {
    match (ours.trashed_at, theirs.trashed_at) {
        (Some(since), None) => Some(since).filter(|since| *since >= theirs.last_change()),
        (None, Some(since)) => Some(since).filter(|since| *since >= ours.last_change()),
        (ours, theirs) => ours.max(theirs),
    }
}

/// Sets both counters to the larger one when both make the same codes; whether ours moved.
fn share_counter(ours: &mut StoredEntry, theirs: &mut StoredEntry) -> bool {
    if !ours.otp.same_codes_as(&theirs.otp) {
        return false;
    }
    let (Kind::Hotp { counter: our }, Kind::Hotp { counter: their }) =
        (&mut ours.otp.kind, &mut theirs.otp.kind)
    else {
        return false;
    };
    let moved = *their > *our;
    let larger = (*our).max(*their);
    (*our, *their) = (larger, larger);
    moved
}
