//! Where entries stand, so that ten thousand changes do not each look through ten thousand entries.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::OnceLock;

use otp::Seed;

use crate::{EntryId, StoredEntry};

/// Places of entries by id and by seed, each made when it is first asked for. Whoever moves entries
/// forgets them.
#[derive(Default)]
pub(crate) struct Index {
    ids: OnceLock<HashMap<EntryId, usize>>,
    seeds: OnceLock<Seeds>,
}

impl Index {
    /// Where the entry with this id stands.
    pub(crate) fn place(&self, entries: &[StoredEntry], id: &EntryId) -> Option<usize> {
        let ids = self.ids.get_or_init(|| {
            let places = entries.iter().enumerate().rev(); // of two with one id the first counts
            places.map(|(place, entry)| (entry.id, place)).collect()
        });
        ids.get(id).copied()
    }

    /// Where entries with this seed may stand, the first first.
    pub(crate) fn places_of_seed(&self, entries: &[StoredEntry], seed: &Seed) -> &[usize] {
        let seeds = self.seeds.get_or_init(|| {
            let mut seeds = Seeds::default();
            for (place, entry) in entries.iter().enumerate() {
                seeds.insert(&entry.otp.seed, place);
            }
            seeds
        });
        seeds.places(seed)
    }

    /// An entry was appended.
    pub(crate) fn append(&mut self, entry: &StoredEntry, place: usize) {
        if let Some(ids) = self.ids.get_mut() {
            ids.entry(entry.id).or_insert(place);
        }
        if let Some(seeds) = self.seeds.get_mut() {
            seeds.insert(&entry.otp.seed, place);
        }
    }

    /// Entries moved.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Places by a hash of the seed under a key of this process.
#[derive(Default)]
struct Seeds {
    hasher: RandomState,
    places: HashMap<u64, Vec<usize>>,
}

impl Seeds {
    fn insert(&mut self, seed: &Seed, place: usize) {
        let hash = self.hasher.hash_one(seed.reveal());
        self.places.entry(hash).or_default().push(place);
    }

    fn places(&self, seed: &Seed) -> &[usize] {
        let hash = self.hasher.hash_one(seed.reveal());
        self.places.get(&hash).map_or(&[], Vec::as_slice)
    }
}
