use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use proptest::prelude::*;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use super::Merged;
use crate::body::{decode, encode};
use crate::codec::Unknown;
use crate::trash::{Deleted, Deletion};
use crate::{
    Change, Contents, EntryId, Icon, RecoveryCode, RecoveryOwner, RecoverySet, RecoverySetId,
    RecoveryText, StoredEntry,
};

fn copy(contents: &Contents) -> Contents {
    decode(&encode(contents)).unwrap()
}

fn at(secs: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(secs)
}

fn otp(name: &str, rest: &str) -> otp::Entry {
    let kind = if rest.contains("counter") {
        "hotp"
    } else {
        "totp"
    };
    let seed = otp::Seed::new(Zeroizing::new(format!("seed of {name}").into_bytes())).unwrap();
    let seed = seed.reveal_base32();
    let text = format!("otpauth://{kind}/{name}:ana?secret={}{rest}", *seed);
    otp::parse_uri(&text).unwrap().entry
}

fn add(contents: &mut Contents, name: &str, secs: u64) -> EntryId {
    contents
        .add(otp(name, ""), at(secs), &mut UnwrapErr(SysRng))
        .unwrap()
}

fn rename(contents: &mut Contents, id: EntryId, name: &str, secs: u64) {
    let change = Change {
        issuer: Some(name.to_owned()),
        ..Change::default()
    };
    contents.edit(&id, change, at(secs)).unwrap();
}

fn names(contents: &Contents) -> Vec<&str> {
    contents.entries().map(|e| e.otp.issuer.as_str()).collect()
}

/// Two copies of contents with one entry, added at second 10.
fn two_copies() -> (Contents, Contents, EntryId) {
    let mut ours = Contents::default();
    let id = add(&mut ours, "One", 10);
    let theirs = copy(&ours);
    (ours, theirs, id)
}

#[test]
fn what_only_the_other_copy_has_follows_behind() {
    let (mut ours, mut theirs, _) = two_copies();
    add(&mut ours, "Two", 20);
    for name in ["Three", "Four"] {
        add(&mut theirs, name, 20);
    }
    let merged = ours.merge(theirs);
    assert_eq!(names(&ours), ["One", "Two", "Three", "Four"]);
    let expected = Merged {
        added: 2,
        unchanged: 1,
        ..Merged::default()
    };
    assert_eq!(merged, expected);
}

#[test]
fn the_newest_edit_wins_on_either_side() {
    let (mut ours, mut theirs, id) = two_copies();
    rename(&mut ours, id, "Ours", 20);
    rename(&mut theirs, id, "Theirs", 30);
    let mut other_way = copy(&theirs);
    let merged = other_way.merge(copy(&ours));
    assert_eq!((names(&other_way), merged.unchanged), (vec!["Theirs"], 1));
    let merged = ours.merge(theirs);
    assert_eq!((names(&ours), merged.updated), (vec!["Theirs"], 1));
}

#[test]
fn an_edit_counts_as_later_even_when_the_clock_stands_still_or_goes_back() {
    let (mut ours, theirs, id) = two_copies();
    rename(&mut ours, id, "Ours", 5);
    assert_eq!(ours.merge(theirs).unchanged, 1);
    assert_eq!(names(&ours), ["Ours"]);
}

#[test]
fn edits_at_the_same_moment_are_both_kept_whichever_way_and_however_often() {
    let (mut ours, mut theirs, id) = two_copies();
    rename(&mut ours, id, "Ours", 20);
    rename(&mut theirs, id, "Theirs", 20);
    let mut other_way = copy(&theirs);
    assert_eq!(other_way.merge(copy(&ours)).kept_both, 1);
    assert_eq!(ours.merge(copy(&theirs)).kept_both, 1);
    assert_eq!(sorted(&ours), sorted(&other_way));
    assert_eq!(names(&ours), ["Theirs", "Ours"]);
    let before = encode(&ours);
    assert_eq!(ours.merge(theirs).kept_both, 0);
    assert_eq!(encode(&ours), before);
}

#[test]
fn a_version_kept_beside_another_does_not_come_back_after_it_was_removed() {
    let (mut ours, mut theirs, id) = two_copies();
    rename(&mut ours, id, "Ours", 20);
    rename(&mut theirs, id, "Theirs", 20);
    ours.merge(copy(&theirs));
    let beside = ours.entries().find(|e| e.id != id).unwrap().id;
    ours.trash(beside, at(30)).unwrap();
    ours.purge(beside, at(40)).unwrap();
    ours.merge(theirs);
    assert_eq!(names(&ours), ["Theirs"]);
}

#[test]
fn one_id_with_two_seeds_makes_two_entries() {
    let (mut ours, mut theirs, _) = two_copies();
    theirs.entries[0].otp.seed = otp::Seed::new(Zeroizing::new(vec![7; 20])).unwrap();
    let seeds = |contents: &Contents| -> Vec<Vec<u8>> {
        contents
            .entries()
            .map(|e| e.otp.seed.reveal().to_vec())
            .collect()
    };
    let both = [seeds(&ours), seeds(&theirs)].concat();
    assert_eq!(ours.merge(theirs).kept_both, 1);
    assert!(both.iter().all(|seed| seeds(&ours).contains(seed)));
    assert_eq!(ours.entries.len(), 2);
}

#[test]
fn a_deletion_is_remembered_unless_the_entry_was_used_or_edited_after_it() {
    for (touch, lives) in [(None, false), (Some("edit"), true), (Some("use"), true)] {
        let (mut ours, mut theirs, id) = two_copies();
        ours.trash(id, at(20)).unwrap();
        ours.purge(id, at(30)).unwrap();
        match touch {
            Some("edit") => rename(&mut theirs, id, "Edited", 40),
            Some(_) => theirs.note_use(&id, at(40)).unwrap(),
            None => {}
        }
        let mut other_way = copy(&theirs);
        let merged = other_way.merge(copy(&ours));
        assert_eq!(other_way.get(&id).is_some(), lives, "{touch:?}");
        assert_eq!(merged.deleted, usize::from(!lives));
        let merged = ours.merge(theirs);
        assert_eq!(ours.get(&id).is_some(), lives, "{touch:?}");
        assert_eq!(
            (merged.added, merged.unchanged),
            (usize::from(lives), usize::from(!lives))
        );
        assert_eq!(ours.deletions.is_empty(), lives);
        assert_eq!(sorted(&ours), sorted(&other_way));
    }
}

#[test]
fn the_trash_holds_what_was_put_there_after_its_last_change() {
    for (trashed, edited, is_trashed) in [(30, 20, true), (20, 30, false)] {
        let (mut ours, mut theirs, id) = two_copies();
        ours.trash(id, at(trashed)).unwrap();
        rename(&mut theirs, id, "Edited", edited);
        ours.merge(theirs);
        let entry = ours.get(&id).unwrap();
        assert_eq!(entry.trashed_at.is_some(), is_trashed);
        assert_eq!(entry.otp.issuer, "Edited", "the edit is kept either way");
    }
    let (mut ours, _, id) = two_copies();
    ours.trash(id, at(20)).unwrap();
    let trashed = copy(&ours);
    ours.restore(id, at(30)).unwrap();
    ours.merge(trashed);
    assert_eq!(
        ours.get(&id).unwrap().trashed_at,
        None,
        "restored after that"
    );
}

#[test]
fn the_larger_counter_and_number_of_uses_win() {
    let mut ours = Contents::default();
    let id = ours
        .add(otp("One", "&counter=5"), at(10), &mut UnwrapErr(SysRng))
        .unwrap();
    let mut theirs = copy(&ours);
    ours.set_counter(&id, 8).unwrap();
    rename(&mut theirs, id, "Renamed", 30);
    theirs.set_counter(&id, 7).unwrap();
    theirs.note_use(&id, at(50)).unwrap();
    ours.note_use(&id, at(40)).unwrap();
    ours.note_use(&id, at(41)).unwrap();
    ours.merge(theirs);
    let entry = ours.get(&id).unwrap();
    assert!(matches!(entry.otp.kind, otp::Kind::Hotp { counter: 8 }));
    assert_eq!((entry.uses, entry.used_at), (2, Some(50)));
    assert_eq!(entry.otp.issuer, "Renamed");
}

#[test]
fn what_was_added_to_both_copies_becomes_one_with_its_recovery_codes() {
    let (mut ours, mut theirs, _) = two_copies();
    let id = add(&mut ours, "Two", 20);
    let same = add(&mut theirs, "Two", 30);
    let owner = RecoveryOwner::Entry(same);
    let codes = vec![RecoveryText::new("1234 5678").unwrap()];
    theirs
        .add_recovery_set(owner, codes, "", at(30), &mut UnwrapErr(SysRng))
        .unwrap();
    ours.merge(theirs);
    assert_eq!(names(&ours), ["One", "Two"]);
    assert!(ours.recovery_set_of(&id.min(same)).is_some());
}

#[test]
fn what_only_one_of_two_twins_says_stays_whichever_was_edited_last() {
    for (our_second, their_second) in [(20, 30), (30, 20), (20, 20)] {
        let (mut ours, mut theirs, _) = two_copies();
        let id = add(&mut ours, "Two", our_second);
        let same = add(&mut theirs, "Two", their_second);
        let noted = Change {
            note: Some("in the drawer".to_owned()),
            favourite: Some(true),
            ..Change::default()
        };
        let grouped = Change {
            group: Some(Some("Work".to_owned())),
            icon: Some(Some(Icon::Brand("github".to_owned()))),
            ..Change::default()
        };
        ours.edit(&id, noted, at(our_second)).unwrap();
        theirs.edit(&same, grouped, at(their_second)).unwrap();
        check(&ours, &theirs).unwrap();
        ours.merge(theirs);
        assert_eq!(names(&ours), ["One", "Two"]);
        let two = ours.get(&id.min(same)).unwrap();
        assert_eq!((two.note.as_str(), two.favourite), ("in the drawer", true));
        assert_eq!(two.group.as_deref(), Some("Work"));
        assert!(two.icon.is_some());
    }
}

#[test]
fn pictures_come_with_their_entries_and_newer_records_come_along() {
    let (mut ours, mut theirs, id) = two_copies();
    let picture = theirs.add_picture(b"\x89PNG\r\n\x1a\nx").unwrap();
    let change = Change {
        icon: Some(Some(Icon::Picture(picture))),
        ..Change::default()
    };
    theirs.edit(&id, change, at(20)).unwrap();
    theirs.unknown.push(Unknown::keep(99, b"both").unwrap());
    ours.unknown.push(Unknown::keep(99, b"both").unwrap());
    theirs.unknown.push(Unknown::keep(99, b"theirs").unwrap());
    ours.merge(theirs);
    let saved = copy(&ours);
    assert!(saved.picture(&picture).is_some());
    assert_eq!(saved.unknown.len(), 2);
}

fn texts(contents: &Contents) -> Vec<(&str, bool)> {
    let codes = contents.recovery_sets().flat_map(|set| &set.codes);
    codes
        .map(|c| (c.text.reveal(), c.spent_at.is_some()))
        .collect()
}

fn recovery_texts(codes: &[&str]) -> Vec<RecoveryText> {
    codes
        .iter()
        .map(|code| RecoveryText::new(code).unwrap())
        .collect()
}

/// Two copies of a set of the codes a, b and c, stored at second 10.
fn two_copies_of_a_set() -> (Contents, Contents, RecoverySetId) {
    let mut ours = Contents::default();
    let owner = RecoveryOwner::Named {
        issuer: "One".to_owned(),
        account: "ana".to_owned(),
    };
    let codes = recovery_texts(&["a", "b", "c"]);
    let id = ours
        .add_recovery_set(owner, codes, "", at(10), &mut UnwrapErr(SysRng))
        .unwrap();
    let theirs = copy(&ours);
    (ours, theirs, id)
}

#[test]
fn a_code_that_is_spent_on_one_side_is_spent_and_new_ones_follow() {
    let (mut ours, mut theirs, id) = two_copies_of_a_set();
    ours.spend_next(&id, at(20)).unwrap();
    theirs.spend(&id, 1, at(20)).unwrap();
    ours.add_recovery_codes(&id, recovery_texts(&["d"]), at(30))
        .unwrap();
    theirs
        .add_recovery_codes(&id, recovery_texts(&["e", "d"]), at(40))
        .unwrap();
    let merged = ours.merge(theirs);
    let expected = [
        ("a", true),
        ("b", true),
        ("c", false),
        ("d", false),
        ("e", false),
    ];
    assert_eq!(texts(&ours), expected);
    assert_eq!(merged.updated, 1);
}

#[test]
fn replaced_codes_do_not_come_back_and_later_ones_stay() {
    let (mut ours, mut theirs, id) = two_copies_of_a_set();
    ours.replace_recovery_codes(&id, recovery_texts(&["x", "y"]), at(20))
        .unwrap();
    theirs.spend(&id, 0, at(25)).unwrap();
    theirs
        .add_recovery_codes(&id, recovery_texts(&["z"]), at(30))
        .unwrap();
    let mut other_way = copy(&theirs);
    other_way.merge(copy(&ours));
    ours.merge(theirs);
    assert_eq!(texts(&ours), [("x", false), ("y", false), ("z", false)]);
    assert_eq!(sorted(&ours), sorted(&other_way));
}

#[test]
fn what_a_newer_version_said_of_a_code_is_the_same_whichever_way() {
    let (mut ours, mut theirs, _) = two_copies_of_a_set();
    for (contents, said) in [(&mut ours, "ours"), (&mut theirs, "theirs")] {
        let code = &mut contents.recovery_sets[0].codes[0];
        let newer = Unknown::keep(9, said.as_bytes()).unwrap();
        code.unknown.push(newer);
    }
    let mut other_way = copy(&theirs);
    other_way.merge(copy(&ours));
    ours.merge(theirs);
    assert_eq!(sorted(&ours), sorted(&other_way));
}

#[test]
fn a_removed_set_stays_away_unless_a_code_of_it_was_spent_after_that() {
    for (spent, lives) in [(None, false), (Some(40), true)] {
        let (mut ours, mut theirs, id) = two_copies_of_a_set();
        ours.remove_recovery_set(&id, at(30)).unwrap();
        if let Some(spent) = spent {
            theirs.spend_next(&id, at(spent)).unwrap();
        }
        let mut other_way = copy(&theirs);
        other_way.merge(copy(&ours));
        ours.merge(theirs);
        assert_eq!(ours.recovery_set(&id).is_some(), lives);
        assert_eq!(sorted(&ours), sorted(&other_way));
    }
}

#[test]
fn the_codes_of_an_entry_that_was_deleted_elsewhere_stay_under_its_name() {
    let (mut ours, mut theirs, id) = two_copies();
    let codes = recovery_texts(&["a"]);
    let owner = RecoveryOwner::Entry(id);
    let set = ours
        .add_recovery_set(owner, codes, "", at(10), &mut UnwrapErr(SysRng))
        .unwrap();
    theirs.trash(id, at(20)).unwrap();
    theirs.purge(id, at(30)).unwrap();
    assert_eq!(ours.merge(theirs).deleted, 1);
    let set = ours.recovery_set(&set).unwrap();
    assert_eq!((set.entry, set.issuer.as_str()), (None, "One"));
}

/// The bytes of the contents with everything in an order of its own.
fn sorted(contents: &Contents) -> Vec<u8> {
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
        });
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

/// Contents as a person's changes could have left them: each id once, and a deletion only for what is
/// not there.
fn some_contents(conflicts: bool) -> impl Strategy<Value = Contents> {
    let entries = prop::collection::vec(version(conflicts), 0..6);
    let sets = prop::collection::vec(set_version(), 0..4);
    let deletions = prop::collection::vec((0..5_u8, any::<bool>(), 0..9_u64), 0..4);
    let twin = prop::option::of(twin());
    (entries, sets, deletions, twin).prop_map(|(versions, sets, deletions, twin)| {
        let mut contents = Contents::default();
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
            };
            if !there && !contents.deletions.iter().any(|d| d.what == what) {
                let unknown = Vec::new();
                contents.deletions.push(Deletion { what, at, unknown });
            }
        }
        contents
    })
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

fn check(ours: &Contents, theirs: &Contents) -> Result<(), TestCaseError> {
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
