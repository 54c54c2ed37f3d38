//! Brings the contents of a diverged copy of a vault together with ours, so that no seed and no valid
//! recovery code is lost that nobody deleted. Of two edits of one entry's words the later one wins.
//!
//! Things are the same when they have the same id. The rules, in which *last change* is the moment of
//! the last edit or use, and neither side matters more than the other:
//!
//! 1. What only one copy has is kept, unless the other remembers that it was deleted after its last
//!    change. A deletion that lost against a later change is forgotten.
//! 2. Names, group, mark, note and icon of an entry are those of the copy that was edited last. The
//!    counter is the larger one, and so are the number and the moment of uses.
//! 3. An entry is in the trash when one copy put it there after its last change in the other.
//! 4. Two versions that differ although they were edited at the same moment, or whose seeds or
//!    parameters differ, contradict each other: both are kept, one of them under a new id that the
//!    same versions give every time.
//! 5. Two entries that make the same codes for the same issuer and account, each of which only one
//!    copy has, were added twice: they become one, under the smaller id. A group, note, icon or mark
//!    that only one of them has stays.
//! 6. A set of recovery codes holds the codes of both copies, each once. A code that is spent in
//!    one is spent. Codes from before the last replacement are void. Owner and note are those of the
//!    copy that was edited last. A set whose entry goes stands by itself.
//! 7. Of an approval key's owner the newest key stays that nobody deleted; what it outdoes is
//!    remembered as deleted.
//! 8. A push token that only one copy has is kept, unless somebody deleted it.
//! 9. Our order stays; what only the other copy has follows behind, in its order. Pictures are taken
//!    over with their entries, and records of a newer version when ours has none that is equal.
//!
//! Merging the same copy again changes nothing, and but for the order both copies become the same
//! whichever is merged into the other.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::codec::Unknown;
use crate::trash::{Deleted, Deletion};
use crate::{ApprovalKeyId, Contents, EntryId, PushTokenId, RecoverySetId};

mod approval;
mod entries;
#[cfg(test)]
mod properties;
mod push;
mod recovery;
#[cfg(test)]
mod tests;

/// What a merge did, counting entries and sets of recovery codes alike, and no keys: nobody sees them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Those that only the other copy had.
    pub added: usize,
    /// Those of ours that took something over from the other copy.
    pub updated: usize,
    /// Those whose two versions contradict each other, so that both are there now.
    pub kept_both: usize,
    /// Those of ours that had been deleted in the other copy.
    pub deleted: usize,
    /// Those of the other copy that brought nothing new.
    pub unchanged: usize,
}

/// What became of one thing of the other copy.
enum Outcome {
    Added,
    Updated,
    KeptBoth,
    Unchanged,
}

impl Merged {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::KeptBoth => self.kept_both += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }
}

impl Contents {
    /// Brings everything from a diverged copy of the same vault in here.
    pub fn merge(&mut self, mut theirs: Self) -> Merged {
        let mut merged = Merged::default();
        let deletions = newest_deletions(self, &theirs);
        let (our_ids, their_ids) = (Ids::of(self), Ids::of(&theirs));
        merged.deleted = self.forget_deleted(&their_ids, &deletions);
        merged.unchanged = theirs.forget_deleted(&our_ids, &deletions);
        self.unite_twins(&mut theirs, &deletions);

        for entry in std::mem::take(&mut theirs.entries) {
            merged.count(&self.bring_entry(entry, &deletions));
        }
        self.bring_recovery_sets(std::mem::take(&mut theirs.recovery_sets), &mut merged);
        self.bring_approval_keys(std::mem::take(&mut theirs.approval_keys), &deletions);
        self.bring_push_tokens(std::mem::take(&mut theirs.push_tokens), &deletions);
        for (id, picture) in theirs.pictures {
            self.pictures.entry(id).or_insert(picture);
        }
        self.keep_deletions(&deletions, theirs.deletions);
        self.settle_approval_keys();
        self.settle_push_tokens();
        self.keep_unknown(theirs.unknown);
        self.index.forget();
        merged
    }

    /// Drops what the other copy does not have and either copy deleted after its last change here.
    fn forget_deleted(&mut self, other: &Ids, deletions: &HashMap<Deleted, u64>) -> usize {
        let entries: HashSet<EntryId> = self
            .entries
            .iter()
            .filter(|entry| !other.entries.contains(&entry.id))
            .filter(|e| is_deleted(deletions, Deleted::Entry(e.id), e.last_change()))
            .map(|entry| entry.id)
            .collect();
        let sets: HashSet<RecoverySetId> = self
            .recovery_sets
            .iter()
            .filter(|set| !other.sets.contains(&set.id))
            .filter(|s| is_deleted(deletions, Deleted::RecoverySet(s.id), s.last_touched()))
            .map(|set| set.id)
            .collect();
        self.unlink_recovery_sets(&entries);
        self.entries.retain(|entry| !entries.contains(&entry.id));
        self.recovery_sets.retain(|set| !sets.contains(&set.id));
        self.index.forget();
        entries.len() + sets.len()
    }

    /// Both copies' deletions, without those of what lives on.
    fn keep_deletions(&mut self, newest: &HashMap<Deleted, u64>, theirs: Vec<Deletion>) {
        let living = Ids::of(self);
        let mut seen = HashSet::new();
        self.deletions.extend(theirs);
        self.deletions.retain_mut(|deletion| {
            if let Some(at) = newest.get(&deletion.what) {
                deletion.at = *at;
            }
            !living.has(&deletion.what) && seen.insert(deletion.what)
        });
    }

    fn keep_unknown(&mut self, theirs: Vec<Unknown>) {
        let hash = |unknown: &Unknown| Sha256::digest(bytes_of([unknown]));
        let mut ours: HashSet<_> = self.unknown.iter().map(hash).collect();
        let is_new = |unknown: &Unknown| ours.insert(hash(unknown));
        let new: Vec<_> = theirs.into_iter().filter(is_new).collect();
        self.unknown.extend(new);
    }
}

/// The names of everything in a copy.
struct Ids {
    entries: HashSet<EntryId>,
    sets: HashSet<RecoverySetId>,
    keys: HashSet<ApprovalKeyId>,
    tokens: HashSet<PushTokenId>,
}

impl Ids {
    fn of(contents: &Contents) -> Self {
        Self {
            entries: contents.entries.iter().map(|entry| entry.id).collect(),
            sets: contents.recovery_sets.iter().map(|set| set.id).collect(),
            keys: contents.approval_keys.iter().map(|key| key.id).collect(),
            tokens: contents.push_tokens.iter().map(|one| one.id).collect(),
        }
    }

    fn has(&self, what: &Deleted) -> bool {
        match what {
            Deleted::Entry(id) => self.entries.contains(id),
            Deleted::RecoverySet(id) => self.sets.contains(id),
            Deleted::ApprovalKey(id) => self.keys.contains(id),
            Deleted::PushToken(id) => self.tokens.contains(id),
        }
    }
}

fn newest_deletions(ours: &Contents, theirs: &Contents) -> HashMap<Deleted, u64> {
    let mut newest = HashMap::new();
    for deletion in ours.deletions.iter().chain(&theirs.deletions) {
        let at: &mut u64 = newest.entry(deletion.what).or_default();
        *at = deletion.at.max(*at);
    }
    newest
}

fn is_deleted(deletions: &HashMap<Deleted, u64>, what: Deleted, last_change: u64) -> bool {
    deletions.get(&what).is_some_and(|at| *at > last_change)
}

/// Records of a newer version as bytes, to be compared.
fn bytes_of<'a>(unknown: impl IntoIterator<Item = &'a Unknown>) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::new());
    unknown.into_iter().for_each(|u| u.write(&mut bytes));
    bytes
}
