use std::time::{Duration, SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use super::Merged;
use super::properties::{check, sorted};
use crate::body::{decode, encode};
use crate::codec::Unknown;
use crate::trash::Deletion;
use crate::{
    ApprovalKeyId, ApprovalKeyRecord, ApprovalOwner, ApprovalSeed, Change, Contents, EntryId, Icon,
    NewPushToken, PushSecret, PushTokenId, RecoveryOwner, RecoverySetId, RecoveryText,
};

pub(super) fn copy(contents: &Contents) -> Contents {
    decode(&encode(contents)).unwrap()
}

fn at(secs: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(secs)
}

pub(super) fn otp(name: &str, rest: &str) -> otp::Entry {
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

#[test]
fn of_two_approval_keys_the_newer_one_stays_and_none_that_was_removed_comes_back() {
    let owner = ApprovalOwner {
        issuer: "https://id.example".to_owned(),
        user: "ana".to_owned(),
        device: "laptop".to_owned(),
    };
    let id = |n: u8| ApprovalKeyId::from_bytes([n; 16]);
    let put = |contents: &mut Contents, n: u8, secs: u64| {
        let seed = ApprovalSeed::generate(&mut UnwrapErr(SysRng));
        contents.put_approval_key(id(n), owner.clone(), seed, at(secs));
    };
    let ids = |contents: &Contents| -> Vec<_> { contents.approval_keys().map(|k| k.id).collect() };
    let (mut ours, mut theirs, _) = two_copies();
    put(&mut ours, 1, 20);
    put(&mut theirs, 2, 30);
    let older = copy(&ours);
    ours.merge(copy(&theirs));
    assert_eq!(ids(&ours), [id(2)]);

    ours.remove_approval_key(&id(2), at(40)).unwrap();
    for stale in [&older, &theirs] {
        ours.merge(copy(stale));
        assert_eq!(ids(&ours), []);
    }
    let mut other_way = copy(&theirs);
    other_way.merge(copy(&ours));
    assert_eq!(ids(&other_way), []);
    put(&mut ours, 3, 50);
    assert_eq!(ids(&copy(&ours)), [id(3)]);
}

#[test]
fn what_a_program_without_approval_keys_brought_together_is_put_right_when_it_is_read() {
    let owner = |device: &str| ApprovalOwner {
        issuer: "https://id.example".to_owned(),
        user: "ana".to_owned(),
        device: device.to_owned(),
    };
    let key = |n: u8, created_at: u64, device: &str| ApprovalKeyRecord {
        id: ApprovalKeyId::from_bytes([n; 16]),
        owner: owner(device),
        seed: ApprovalSeed::generate(&mut UnwrapErr(SysRng)),
        created_at,
        unknown: Vec::new(),
    };
    let deletion = Deletion::of_key(ApprovalKeyId::from_bytes([4; 16]), 50);
    let as_passed_on = Contents {
        approval_keys: vec![
            key(1, 10, "laptop"),
            key(2, 30, "laptop"),
            key(3, 20, "laptop"),
            key(4, 49, "desk"),
        ],
        deletions: vec![deletion],
        ..Contents::default()
    };
    let read = copy(&as_passed_on);
    let kept: Vec<_> = read.approval_keys().map(|key| key.created_at).collect();
    assert_eq!(kept, [30]);
    assert_eq!(encode(&copy(&read)), encode(&read));
}

fn push_token(number: u8, serial: &str) -> NewPushToken {
    NewPushToken {
        id: PushTokenId::from_bytes([number; 16]),
        serial: serial.to_owned(),
        url: "https://id.example/ttype/push".to_owned(),
        issuer: "Example".to_owned(),
        label: "ana".to_owned(),
        secret: PushSecret::new(&[number; 100]),
        server_key: vec![number; 50],
        sslverify: true,
    }
}

fn push_ids(contents: &Contents) -> Vec<PushTokenId> {
    contents.push_tokens().map(|token| token.id).collect()
}

#[test]
fn push_tokens_of_both_copies_stay_and_none_that_was_removed_or_enrolled_anew_comes_back() {
    let id = |number: u8| PushTokenId::from_bytes([number; 16]);
    let (mut ours, mut theirs, _) = two_copies();
    ours.put_push_token(push_token(1, "PIPU1"), at(20));
    theirs.put_push_token(push_token(2, "PIPU2"), at(30));
    let older = copy(&ours);
    ours.merge(copy(&theirs));
    assert_eq!(push_ids(&ours), [id(1), id(2)]);

    ours.put_push_token(push_token(3, "PIPU1"), at(40));
    ours.remove_push_token(&id(2), at(40)).unwrap();
    for stale in [&older, &theirs] {
        ours.merge(copy(stale));
        assert_eq!(push_ids(&ours), [id(3)]);
    }
    let mut other_way = copy(&theirs);
    other_way.merge(copy(&ours));
    assert_eq!(push_ids(&other_way), [id(3)]);
    assert!(ours.remove_push_token(&id(2), at(50)).is_err());
}

#[test]
fn what_a_program_without_push_tokens_brought_together_is_put_right_when_it_is_read() {
    let mut as_passed_on = Contents::default();
    as_passed_on.put_push_token(push_token(1, "PIPU1"), at(10));
    as_passed_on.put_push_token(push_token(2, "PIPU2"), at(10));
    let again = copy(&as_passed_on).push_tokens.pop().unwrap();
    as_passed_on.push_tokens.push(again);
    let removed = PushTokenId::from_bytes([1; 16]);
    as_passed_on.deletions.push(Deletion::of_push(removed, 50));
    let read = copy(&as_passed_on);
    assert_eq!(push_ids(&read), [PushTokenId::from_bytes([2; 16])]);
    assert_eq!(encode(&copy(&read)), encode(&read));
}
