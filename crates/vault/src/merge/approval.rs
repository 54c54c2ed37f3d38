//! How the approval keys of two copies become one set.

use std::collections::HashMap;

use super::{bytes_of, is_deleted};
use crate::trash::Deleted;
use crate::{ApprovalKeyId, ApprovalKeyRecord, Contents};

impl Contents {
    /// Takes the keys of the other copy in, but for those that either copy deleted.
    pub(super) fn bring_approval_keys(
        &mut self,
        theirs: Vec<ApprovalKeyRecord>,
        deletions: &HashMap<Deleted, u64>,
    ) {
        let ours = self.approval_keys.iter().enumerate();
        let places: HashMap<ApprovalKeyId, usize> = ours.map(|(at, key)| (key.id, at)).collect();
        for key in theirs {
            let place = places.get(&key.id);
            match place.and_then(|place| self.approval_keys.get_mut(*place)) {
                Some(ours) if key.precedence() > ours.precedence() => *ours = key,
                Some(_) => {}
                None => self.approval_keys.push(key),
            }
        }
        self.approval_keys
            .retain(|key| !is_deleted(deletions, Deleted::ApprovalKey(key.id), key.created_at));
    }
}

impl ApprovalKeyRecord {
    /// Only records that a newer version wrote can differ under one id.
    fn precedence(&self) -> impl PartialOrd {
        let newer = bytes_of(&self.unknown).to_vec();
        (self.created_at, &self.owner, newer)
    }
}
