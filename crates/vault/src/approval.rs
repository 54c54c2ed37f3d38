//! Approval keys: what this device answers sign-ins with, one key for each account.
//!
//! A key belongs to one person at one server on one device, and never changes: enrolling anew puts
//! another one in its place. Of several that belong to the same, the newest counts.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::codec::Unknown;
use crate::contents::{later, unix_secs};
use crate::id::id;
use crate::trash::{Deleted, Deletion};
use crate::{Contents, Error};

id! {
    /// What an approval key is called: the first half of the SHA-256 of its public half.
    #[derive(Default)]
    ApprovalKeyId
}

/// The 32 bytes that an Ed25519 key is made of. It prints as `ApprovalSeed(hidden)` and is wiped on
/// drop; [`ApprovalSeed::reveal`] is the one place where they come out.
pub struct ApprovalSeed(Box<Zeroizing<[u8; 32]>>);

impl ApprovalSeed {
    /// The seed that chance chooses.
    pub fn generate(chance: &mut dyn rand_core::CryptoRng) -> Self {
        let mut bytes: Box<Zeroizing<[u8; 32]>> = Box::default();
        chance.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// `None` unless there are 32 bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut seed: Box<Zeroizing<[u8; 32]>> = Box::default();
        if bytes.len() != seed.len() {
            return None;
        }
        seed.copy_from_slice(bytes);
        Some(Self(seed))
    }

    /// The bytes. Whoever calls this answers for what happens to them.
    #[must_use]
    pub fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ApprovalSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApprovalSeed(hidden)")
    }
}

/// Whose key it is: one person at one server on one device, each as the server spells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApprovalOwner {
    /// The server.
    pub issuer: String,
    /// The person.
    pub user: String,
    /// The device.
    pub device: String,
}

/// One approval key as the vault keeps it.
pub struct ApprovalKeyRecord {
    /// What it is called.
    pub id: ApprovalKeyId,
    /// Whose it is.
    pub owner: ApprovalOwner,
    /// What it is made of.
    pub seed: ApprovalSeed,
    /// When it was made, in seconds since the Unix epoch.
    pub created_at: u64,
    pub(crate) unknown: Vec<Unknown>,
}

impl fmt::Debug for ApprovalKeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApprovalKeyRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl ApprovalKeyRecord {
    /// Of several keys of one owner the greatest counts.
    fn age(&self) -> (u64, ApprovalKeyId) {
        (self.created_at, self.id)
    }
}

impl Contents {
    /// The approval keys, in the order in which they were stored.
    pub fn approval_keys(&self) -> impl Iterator<Item = &ApprovalKeyRecord> {
        self.approval_keys.iter()
    }

    /// The key of this owner.
    #[must_use]
    pub fn approval_key(&self, owner: &ApprovalOwner) -> Option<&ApprovalKeyRecord> {
        self.approval_keys.iter().find(|key| key.owner == *owner)
    }

    /// Stores a key in the place of the one that its owner had, which is remembered as deleted.
    pub fn put_approval_key(
        &mut self,
        id: ApprovalKeyId,
        owner: ApprovalOwner,
        seed: ApprovalSeed,
        at: SystemTime,
    ) {
        let before = self.approval_key(&owner).map(|key| key.created_at);
        let created_at = before.map_or(unix_secs(at), |before| later(before, at));
        self.deletions
            .retain(|deletion| deletion.what != Deleted::ApprovalKey(id));
        self.approval_keys.push(ApprovalKeyRecord {
            id,
            owner,
            seed,
            created_at,
            unknown: Vec::new(),
        });
        self.settle_approval_keys();
    }

    /// Removes a key for good, and remembers that.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchApprovalKey`].
    pub fn remove_approval_key(&mut self, id: &ApprovalKeyId, at: SystemTime) -> Result<(), Error> {
        let key = self.approval_keys.iter().find(|key| key.id == *id);
        let key = key.ok_or(Error::NoSuchApprovalKey { id: *id })?;
        let at = later(key.created_at, at);
        self.deletions.push(Deletion::of_key(*id, at));
        self.approval_keys.retain(|key| key.id != *id);
        Ok(())
    }

    /// Keeps of each owner's keys the newest that nobody deleted. What another of the same owner
    /// outdid is deleted, so that it does not come back when that one goes. A program that knows no
    /// keys passes several on after a merge, and a deletion beside what it deleted.
    pub(crate) fn settle_approval_keys(&mut self) {
        let deleted = self.deleted_approval_keys();
        self.approval_keys
            .retain(|key| deleted.get(&key.id).is_none_or(|at| *at <= key.created_at));
        let mut newest: HashMap<ApprovalOwner, (u64, ApprovalKeyId)> = HashMap::new();
        for key in &self.approval_keys {
            let kept = newest.entry(key.owner.clone()).or_default();
            *kept = key.age().max(*kept);
        }
        let (mut kept, mut outdone) = (HashSet::new(), Vec::new());
        self.approval_keys.retain(|key| {
            let is_newest = newest.get(&key.owner) == Some(&key.age());
            if !is_newest {
                outdone.push(key.age());
            }
            is_newest && kept.insert(key.id)
        });
        for (created_at, id) in outdone {
            if !kept.contains(&id) && !deleted.contains_key(&id) {
                let at = created_at.saturating_add(1);
                self.deletions.push(Deletion::of_key(id, at));
            }
        }
    }

    fn deleted_approval_keys(&self) -> HashMap<ApprovalKeyId, u64> {
        let mut deleted = HashMap::new();
        for deletion in &self.deletions {
            if let Deleted::ApprovalKey(id) = deletion.what {
                let at: &mut u64 = deleted.entry(id).or_default();
                *at = deletion.at.max(*at);
            }
        }
        deleted
    }
}
