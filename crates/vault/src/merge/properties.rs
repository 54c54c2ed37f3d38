//! What holds for every merge, whatever two copies hold.

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;

use super::Merged;
use super::tests::{copy, otp};
use crate::body::encode;
use crate::trash::{Deleted, Deletion};
use crate::{
    ApprovalKeyId, ApprovalOwner, ApprovalSeed, Contents, EntryId, Icon, NewPushToken, PushSecret,
    PushTokenId, RecoveryCode, RecoverySet, RecoverySetId, RecoveryText, StoredEntry,
};

/// The bytes of the contents with everything in an order of its own.
pub(super) fn sorted(contents: &Contents) -> Vec<u8> {
    let mut contents = copy(contents);
    contents.entries.sort_by_key(|entry| entry.id);
    contents.recovery_sets.sort_by_key(|set| set.id);
    for set in &mut contents.recovery_sets {
        set.codes
            .sort_by(|a, b| a.text.reveal().cmp(b.text.reveal()));
    }
    contents
        .deletions
        .sort_by_key(|deletion| match deletion.what {
            Deleted::Entry(id) => (0, *id.as_bytes()),
            Deleted::RecoverySet(id) => (1, *id.as_bytes()),
            Deleted::ApprovalKey(id) => (2, *id.as_bytes()),
            Deleted::PushToken(id) => (3, *id.as_bytes()),
        });
    contents.approval_keys.sort_by_key(|key| key.id);
    contents.push_tokens.sort_by_key(|token| token.id);
    encode(&contents).to_vec()
}

/// Names, seed and moment of change of an entry in one copy. With `words` at nought, versions with
/// the same moment are equal, as in copies that nobody changed in the same second.
#[derive(Debug, Clone)]
struct Version {
    id: u8,
    words: u8,
    seed: u8,
    changed_at: u64,
    used_at: Option<u64>,
    trashed_at: Option<u64>,
    counter: u64,
}

fn version(conflicts: bool) -> impl Strategy<Value = Version> {
    let most = if conflicts { 2_u8 } else { 0 };
    let times = (
        0..6_u64,
        prop::option::of(0..9_u64),
        prop::option::of(0..9_u64),
    );
    (0..5_u8, 0..=most, 0..=most, times, 0..3_u64).prop_map(
        |(id, words, seed, (changed_at, used_at, trashed_at), counter)| Version {
            id,
            words,
            seed,
            changed_at,
            used_at,
            trashed_at,
            counter,
        },
    )
}

impl Version {
    fn entry(&self) -> StoredEntry {
        let rest = format!("&counter={}", self.counter);
        let mut otp = otp(&format!("{}x{}", self.id, self.seed / 2), &rest);
        otp.issuer = format!("{} {} {}", self.id, self.changed_at, self.words);
        StoredEntry {
            id: EntryId::from_bytes([self.id; 16]),
            otp,
            group: None,
            favourite: false,
            note: String::new(),
            icon: None,
            used_at: self.used_at,
            uses: u32::from(self.used_at.is_some()),
            created_at: 0,
            changed_at: self.changed_at,
            trashed_at: self.trashed_at,
            unknown: Vec::new(),
        }
    }
}

/// An entry that each copy may have got under an id of its own.
fn twin() -> impl Strategy<Value = StoredEntry> {
    let note = prop::sample::select(vec!["", "", "a", "b"]);
    let group = prop::option::of(prop::sample::select(vec!["Home", "Work"]));
    let icon = prop::option::of(prop::sample::select(vec!["one", "two"]));
    let look = (any::<bool>(), icon);
    (20..24_u8, 0..3_u64, note, group, look).prop_map(
        |(id, changed_at, note, group, (favourite, icon))| StoredEntry {
            id: EntryId::from_bytes([id; 16]),
            otp: otp("Twin", ""),
            group: group.map(str::to_owned),
            favourite,
            note: note.to_owned(),
            icon: icon.map(|name| Icon::Brand(name.to_owned())),
            used_at: None,
            uses: 0,
            created_at: 0,
            changed_at,
            trashed_at: None,
            unknown: Vec::new(),
        },
    )
}

fn twin_in(contents: &Contents) -> Option<&StoredEntry> {
    contents.entries.iter().find(|e| e.otp.issuer == "Twin")
}

/// Whether a merge of two twins, which neither copy had seen in the other, kept what only one said.
fn keeps_what_one_twin_says(merged: &Contents, one: &Contents, other: &Contents) -> bool {
    let (Some(one), Some(other)) = (twin_in(one), twin_in(other)) else {
        return true;
    };
    if one.id == other.id {
        return true; // edited, not added twice
    }
    let mut twins = merged.entries.iter().filter(|e| e.otp.issuer == "Twin");
    twins.any(|twin| {
        (one.note.is_empty() || !other.note.is_empty() || twin.note == one.note)
            && (one.group.is_none() || other.group.is_some() || twin.group == one.group)
            && (one.icon.is_none() || other.icon.is_some() || twin.icon == one.icon)
            && (!one.favourite || twin.favourite)
    })
}

fn set_version() -> impl Strategy<Value = RecoverySet> {
    let code = (0..6_u8, 0..6_u64, prop::option::of(0..9_u64));
    let codes = prop::collection::vec(code, 0..6);
    let times = (0..6_u64, prop::option::of(0..6_u64));
    (0..3_u8, prop::option::of(0..5_u8), codes, times).prop_map(|(id, entry, codes, times)| {
        let codes: HashMap<u8, (u64, Option<u64>)> = codes
            .into_iter()
            .map(|(text, added, spent)| (text, (added, spent)))
            .collect();
        let codes = codes
            .into_iter()
            .map(|(text, (added, spent_at))| RecoveryCode {
                text: RecoveryText::new(&format!("code {text}")).unwrap(),
                added_at: added.max(times.1.unwrap_or_default()),
                spent_at,
                unknown: Vec::new(),
            });
        RecoverySet {
            id: RecoverySetId::from_bytes([id; 16]),
            entry: entry.map(|id| EntryId::from_bytes([id; 16])),
            issuer: format!("set {id}"),
            account: String::new(),
            note: format!("{}", times.0),
            codes: codes.collect(),
            created_at: 0,
            changed_at: times.0,
            replaced_at: times.1,
            unknown: Vec::new(),
        }
    })
}

/// A key as a device stores it, named by its owner and moment, and perhaps removed again.
fn put_key(contents: &mut Contents, owner: u8, secs: u64, removed: bool) {
    let at = UNIX_EPOCH + Duration::from_secs(secs);
    let name = ApprovalOwner {
        issuer: owner.to_string(),
        user: String::new(),
        device: String::new(),
    };
    if contents
        .approval_key(&name)
        .is_some_and(|key| key.created_at >= secs)
    {
        return;
    }
    let id = ApprovalKeyId::from_bytes([owner + 10 * secs as u8; 16]);
    let known = contents
        .deletions
        .iter()
        .any(|d| d.what == Deleted::ApprovalKey(id));
    if known {
        return;
    }
    let seed = ApprovalSeed::read(&[owner; 32]).unwrap();
    contents.put_approval_key(id, name, seed, at);
    if removed {
        contents.remove_approval_key(&id, at).unwrap();
    }
}

/// A token as it is enrolled, named by its serial and moment, and perhaps removed again.
fn put_token(contents: &mut Contents, serial: u8, secs: u64, removed: bool) {
    let at = UNIX_EPOCH + Duration::from_secs(secs);
    let id = PushTokenId::from_bytes([serial + 10 * secs as u8; 16]);
    let what = Deleted::PushToken(id);
    let known = contents.deletions.iter().any(|d| d.what == what);
    if known || contents.push_token(&id).is_some() {
        return;
    }
    let token = NewPushToken {
        id,
        serial: serial.to_string(),
        url: String::new(),
        issuer: String::new(),
        label: String::new(),
        secret: PushSecret::new(&[serial; 4]),
        server_key: Vec::new(),
        sslverify: true,
    };
    contents.put_push_token(token, at);
    if removed {
        contents.remove_push_token(&id, at).unwrap();
    }
}

/// Contents as a person's changes could have left them: each id once, and a deletion only for what is
/// not there.
fn some_contents(conflicts: bool) -> impl Strategy<Value = Contents> {
    let entries = prop::collection::vec(version(conflicts), 0..6);
    let sets = prop::collection::vec(set_version(), 0..4);
    let deletions = prop::collection::vec((0..5_u8, any::<bool>(), 0..9_u64), 0..4);
    let twin = prop::option::of(twin());
    let tokens = prop::collection::vec((0..3_u8, 0..6_u64, any::<bool>()), 0..5);
    let keys = prop::collection::vec((0..3_u8, 0..6_u64, any::<bool>()), 0..5);
    (entries, sets, (keys, tokens), deletions, twin).prop_map(
        |(versions, sets, (keys, tokens), deletions, twin)| {
            let mut contents = Contents::default();
            for (owner, secs, removed) in keys {
                put_key(&mut contents, owner, secs, removed);
            }
            for (serial, secs, removed) in tokens {
                put_token(&mut contents, serial, secs, removed);
            }
            if let Some(twin) = twin {
                contents.push(twin);
            }
            for version in versions {
                if contents
                    .get(&EntryId::from_bytes([version.id; 16]))
                    .is_none()
                {
                    contents.push(version.entry());
                }
            }
            for mut set in sets {
                if contents.recovery_set(&set.id).is_none() {
                    set.entry = set.entry.filter(|id| contents.get(id).is_some());
                    contents.recovery_sets.push(set);
                }
            }
            for (id, is_entry, at) in deletions {
                let (entry, set) = (
                    EntryId::from_bytes([id; 16]),
                    RecoverySetId::from_bytes([id; 16]),
                );
                let what = if is_entry {
                    Deleted::Entry(entry)
                } else {
                    Deleted::RecoverySet(set)
                };
                let there = match what {
                    Deleted::Entry(id) => contents.get(&id).is_some(),
                    Deleted::RecoverySet(id) => contents.recovery_set(&id).is_some(),
                    Deleted::ApprovalKey(_) | Deleted::PushToken(_) => true,
                };
                if !there && !contents.deletions.iter().any(|d| d.what == what) {
                    let unknown = Vec::new();
                    contents.deletions.push(Deletion { what, at, unknown });
                }
            }
            contents
        },
    )
}

fn deleted_at(contents: &Contents, what: Deleted) -> Option<u64> {
    let mut deletions = contents.deletions.iter();
    deletions.find(|d| d.what == what).map(|d| d.at)
}

/// Whether everything of `source` is in `merged`, but for what `other` deleted or replaced later.
fn lost_nothing(
    merged: &Contents,
    source: &Contents,
    other: &Contents,
) -> Result<(), TestCaseError> {
    for entry in &source.entries {
        let there = merged.entries.iter().any(|m| {
            let counter = |e: &StoredEntry| match e.otp.kind {
                otp::Kind::Hotp { counter } => counter,
                _ => 0,
            };
            m.otp.same_codes_as(&entry.otp) && counter(m) >= counter(entry)
        });
        let deleted = deleted_at(other, Deleted::Entry(entry.id));
        prop_assert!(
            there || deleted.is_some_and(|at| at > entry.last_change()),
            "{:?}",
            entry.id
        );
    }
    for key in &source.approval_keys {
        let newest = merged.approval_key(&key.owner).map(|kept| kept.created_at);
        let deleted = deleted_at(other, Deleted::ApprovalKey(key.id));
        prop_assert!(
            newest >= Some(key.created_at) || deleted.is_some(),
            "{:?}",
            key.id
        );
    }
    for token in &source.push_tokens {
        let deleted = deleted_at(other, Deleted::PushToken(token.id));
        let kept = merged.push_token(&token.id).is_some();
        prop_assert!(kept || deleted.is_some(), "{:?}", token.id);
    }
    for set in &source.recovery_sets {
        let Some(kept) = merged.recovery_set(&set.id) else {
            let deleted = deleted_at(other, Deleted::RecoverySet(set.id));
            prop_assert!(
                deleted.is_some_and(|at| at > set.last_touched()),
                "{:?}",
                set.id
            );
            continue;
        };
        let replaced = other
            .recovery_set(&set.id)
            .and_then(|other| other.replaced_at);
        for code in &set.codes {
            let same = kept.codes.iter().find(|k| k.text.same_as(&code.text));
            match same {
                Some(same) => prop_assert!(
                    same.spent_at.is_some()
                        || code.spent_at.is_none()
                        || replaced > Some(code.added_at)
                ),
                None => prop_assert!(replaced > Some(code.added_at), "{}", code.text.reveal()),
            }
        }
        if let Some(entry) = kept.entry {
            prop_assert!(merged.get(&entry).is_some(), "it belongs to what is there");
        }
    }
    Ok(())
}

pub(super) fn check(ours: &Contents, theirs: &Contents) -> Result<(), TestCaseError> {
    let (mut one_way, mut other_way) = (copy(ours), copy(theirs));
    let merged = one_way.merge(copy(theirs));
    lost_nothing(&one_way, ours, theirs)?;
    lost_nothing(&one_way, theirs, ours)?;
    prop_assert!(keeps_what_one_twin_says(&one_way, ours, theirs));
    prop_assert!(keeps_what_one_twin_says(&one_way, theirs, ours));
    let brought = theirs.entries.len() + theirs.recovery_sets.len();
    let counted = merged.added + merged.updated + merged.kept_both + merged.unchanged;
    prop_assert_eq!(counted, brought);

    other_way.merge(copy(ours));
    prop_assert_eq!(
        sorted(&one_way),
        sorted(&other_way),
        "{:?}\n{:?}",
        one_way,
        other_way
    );

    for again in [theirs, ours] {
        let before = encode(&one_way);
        let merged = one_way.merge(copy(again));
        let nothing = Merged {
            unchanged: merged.unchanged,
            ..Merged::default()
        };
        prop_assert_eq!(merged, nothing);
        prop_assert_eq!(&encode(&one_way), &before);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_loses_nothing_and_gives_the_same_either_way_and_again(
        ours in some_contents(false), theirs in some_contents(false),
    ) {
        check(&ours, &theirs)?;
    }

    #[test]
    fn a_merge_of_contradicting_versions_does_so_too(
        ours in some_contents(true), theirs in some_contents(true),
    ) {
        check(&ours, &theirs)?;
    }

    #[test]
    fn a_merge_with_oneself_changes_nothing(contents in some_contents(true)) {
        let mut merged = copy(&contents);
        merged.merge(copy(&contents));
        prop_assert_eq!(encode(&merged), encode(&contents));
    }
}
