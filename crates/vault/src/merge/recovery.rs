//! How two versions of a set of recovery codes become one.

use std::collections::HashMap;

use super::{Merged, Outcome, bytes_of};
use crate::{Contents, RecoveryCode, RecoverySet};

impl Contents {
    /// Takes the sets of the other copy in.
    pub(super) fn bring_recovery_sets(&mut self, theirs: Vec<RecoverySet>, merged: &mut Merged) {
        let ours = self.recovery_sets.iter().enumerate();
        let places: HashMap<_, _> = ours.map(|(place, set)| (set.id, place)).collect();
        for set in theirs {
            let place = places.get(&set.id).copied();
            let outcome = match place.and_then(|place| self.recovery_sets.get_mut(place)) {
                Some(ours) => ours.absorb(set),
                None => {
                    self.recovery_sets.push(set);
                    Outcome::Added
                }
            };
            merged.count(&outcome);
        }
    }
}

impl RecoverySet {
    /// Takes over what the other version knows better.
    fn absorb(&mut self, other: Self) -> Outcome {
        let newer = other.precedence() > self.precedence();
        let older_birth = other.created_at < self.created_at;
        let replaced_at = self.replaced_at.max(other.replaced_at);
        let mut changed = newer || replaced_at != self.replaced_at;
        self.replaced_at = replaced_at;
        changed |= self.absorb_codes(other.codes);
        if newer {
            (self.entry, self.note) = (other.entry, other.note);
            (self.issuer, self.account) = (other.issuer, other.account);
            self.changed_at = other.changed_at;
            self.unknown = other.unknown;
        }
        self.created_at = self.created_at.min(other.created_at);
        if changed || older_birth {
            Outcome::Updated
        } else {
            Outcome::Unchanged
        }
    }

    fn absorb_codes(&mut self, theirs: Vec<RecoveryCode>) -> bool {
        let valid_from = self.replaced_at.unwrap_or_default();
        let before = self.codes.len();
        self.codes.retain(|code| code.added_at >= valid_from);
        let mut changed = self.codes.len() != before;

        let ours = self.codes.iter().enumerate().rev();
        let places: HashMap<&str, usize> = ours.map(|(at, c)| (c.text.reveal(), at)).collect();
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for code in theirs.into_iter().filter(|c| c.added_at >= valid_from) {
            match places.get(code.text.reveal()) {
                Some(place) => known.push((*place, code)),
                None => new.push(code),
            }
        }
        for (place, code) in known {
            let ours = self.codes.get_mut(place);
            changed |= ours.is_some_and(|ours| ours.absorb(code));
        }
        changed |= !new.is_empty();
        self.codes.extend(new);
        changed
    }

    fn precedence(&self) -> impl PartialOrd {
        let names = (self.issuer.as_str(), self.account.as_str());
        let newer = bytes_of(&self.unknown).to_vec();
        (
            self.changed_at,
            self.entry,
            names,
            self.note.as_str(),
            newer,
        )
    }
}

impl RecoveryCode {
    /// Spent on one side is spent, since the earlier of both moments.
    fn absorb(&mut self, other: Self) -> bool {
        let spent_at = match (self.spent_at, other.spent_at) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
        let added_at = self.added_at.max(other.added_at);
        let mut changed = (spent_at, added_at) != (self.spent_at, self.added_at);
        (self.spent_at, self.added_at) = (spent_at, added_at);
        // Nobody here knows which is newer, so the same ones on both sides.
        if bytes_of(&other.unknown).as_slice() > bytes_of(&self.unknown).as_slice() {
            self.unknown = other.unknown;
            changed = true;
        }
        changed
    }
}
