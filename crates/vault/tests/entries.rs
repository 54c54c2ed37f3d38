//! What a person does to entries, recovery codes and pictures, apart from any file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::time::{Duration, SystemTime};

use common::{chance, entry, noon};
use vault::{
    Change, Contents, EntryId, Error, Icon, RecoveryChange, RecoveryOwner, RecoverySetId,
    RecoveryText,
};

/// Contents with entries of these names, added at noon.
fn with(names: &[&str]) -> (Contents, Vec<EntryId>) {
    let mut contents = Contents::default();
    let ids = names
        .iter()
        .map(|name| contents.add(entry(name), noon(), &mut chance()).unwrap())
        .collect();
    (contents, ids)
}

fn names(contents: &Contents) -> Vec<&str> {
    contents.entries().map(|e| e.otp.issuer.as_str()).collect()
}

fn days_later(days: u64) -> SystemTime {
    noon() + Duration::from_secs(days * 86_400)
}

fn texts(codes: &[&str]) -> Vec<RecoveryText> {
    codes
        .iter()
        .map(|code| RecoveryText::new(code).unwrap())
        .collect()
}

fn named(issuer: &str) -> RecoveryOwner {
    RecoveryOwner::Named {
        issuer: issuer.to_owned(),
        account: "ana".to_owned(),
    }
}

fn add_set(contents: &mut Contents, owner: RecoveryOwner, codes: &[&str]) -> RecoverySetId {
    contents
        .add_recovery_set(owner, texts(codes), "", noon(), &mut chance())
        .unwrap()
}

#[test]
fn entries_move_in_front_of_another_in_the_order_in_which_they_are_named() {
    let (mut contents, ids) = with(&["A", "B", "C", "D", "E"]);
    contents
        .move_before(&[ids[3], ids[1]], Some(ids[0]))
        .unwrap();
    assert_eq!(names(&contents), ["D", "B", "A", "C", "E"]);
    contents.move_before(&[ids[3]], None).unwrap();
    assert_eq!(names(&contents), ["B", "A", "C", "E", "D"]);
    contents
        .move_before(&[ids[0], ids[4]], Some(ids[4]))
        .unwrap();
    assert_eq!(
        names(&contents),
        ["B", "C", "A", "E", "D"],
        "in front of one that moves itself"
    );
    contents
        .move_before(&[ids[2], ids[2]], Some(ids[2]))
        .unwrap();
    assert_eq!(
        names(&contents),
        ["B", "C", "A", "E", "D"],
        "named twice, moved to itself"
    );
    assert_eq!(
        contents.get(&ids[3]).unwrap().otp.issuer,
        "D",
        "and is found where it stands"
    );
}

#[test]
fn a_move_names_only_what_is_there() {
    let (mut contents, ids) = with(&["A", "B"]);
    let foreign = EntryId::from_bytes([7; 16]);
    for (moved, before) in [
        (vec![ids[1], foreign], Some(ids[0])),
        (vec![ids[1]], Some(foreign)),
    ] {
        let refused = contents.move_before(&moved, before);
        assert!(matches!(refused, Err(Error::NoSuchEntry { id }) if id == foreign));
        assert_eq!(names(&contents), ["A", "B"]);
    }
}

#[test]
fn many_are_grouped_and_marked_at_once_or_none_of_them() {
    let (mut contents, ids) = with(&["A", "B", "C"]);
    contents
        .set_group(&ids[..2], Some(" Work \u{202E}"), days_later(1))
        .unwrap();
    contents
        .set_favourite(&ids[1..], true, days_later(1))
        .unwrap();
    assert_eq!(contents.groups(), ["Work"]);
    let marked: Vec<_> = contents.entries().map(|e| e.favourite).collect();
    assert_eq!(marked, [false, true, true]);

    let foreign = [ids[2], EntryId::from_bytes([7; 16])];
    assert!(contents.set_group(foreign, Some("Other"), noon()).is_err());
    assert!(contents.set_favourite(foreign, false, noon()).is_err());
    assert!(contents.trash(foreign, noon()).is_err());
    let last = contents.get(&ids[2]).unwrap();
    assert_eq!(
        (last.group.as_deref(), last.favourite, last.trashed_at),
        (None, true, None)
    );
    contents
        .set_group(ids[0], Some("  "), days_later(2))
        .unwrap();
    assert_eq!(
        contents.get(&ids[0]).unwrap().group,
        None,
        "an empty name is no group"
    );
}

#[test]
fn what_does_not_change_keeps_its_moment_of_change() {
    let (mut contents, ids) = with(&["A"]);
    let changed = |contents: &Contents| contents.get(&ids[0]).unwrap().changed_at;
    let before = changed(&contents);
    contents.set_favourite(&ids, false, days_later(1)).unwrap();
    contents.set_group(&ids, None, days_later(1)).unwrap();
    contents.note_use(&ids[0], days_later(1)).unwrap();
    contents.trash(&ids, days_later(1)).unwrap();
    assert_eq!(changed(&contents), before);
    contents.set_favourite(&ids, true, days_later(1)).unwrap();
    assert_eq!(changed(&contents), before + 86_400);
}

#[test]
fn a_group_is_renamed_joined_and_dissolved_with_what_is_in_the_trash() {
    let (mut contents, ids) = with(&["A", "B", "C"]);
    contents.set_group(&ids[..2], Some("Work"), noon()).unwrap();
    contents.set_group(ids[2], Some("Home"), noon()).unwrap();
    contents.trash(ids[1], noon()).unwrap();
    assert_eq!(contents.rename_group("Work", Some("Home"), noon()), 2);
    assert_eq!(contents.groups(), ["Home"]);
    assert_eq!(
        contents.get(&ids[1]).unwrap().group.as_deref(),
        Some("Home")
    );
    assert_eq!(contents.rename_group("Home", None, noon()), 3);
    assert_eq!(contents.rename_group("Home", None, noon()), 0);
    assert!(contents.groups().is_empty());
}

#[test]
fn several_leave_the_trash_together_or_none_does() {
    let (mut contents, ids) = with(&["A", "B"]);
    contents.trash(&ids, noon()).unwrap();
    let same = contents.add(entry("B"), noon(), &mut chance()).unwrap();
    let refused = contents.restore(&ids, noon());
    assert!(matches!(refused, Err(Error::Duplicate { id }) if id == same));
    assert_eq!(contents.trashed().count(), 2);
    contents.restore(ids[0], noon()).unwrap();
    assert_eq!(names(&contents), ["A", "B"]);
}

#[test]
fn the_trash_keeps_its_entries_for_as_long_as_it_is_told() {
    let (mut contents, ids) = with(&["A", "B", "C"]);
    contents.trash(ids[0], days_later(0)).unwrap();
    contents.trash(ids[1], days_later(10)).unwrap();
    assert_eq!(contents.empty_trash(Some(days_later(0)), days_later(30)), 0);
    assert_eq!(contents.empty_trash(Some(days_later(1)), days_later(31)), 1);
    assert!(contents.get(&ids[0]).is_none() && contents.get(&ids[1]).is_some());
    assert_eq!(contents.empty_trash(None, days_later(31)), 1);
    assert_eq!(
        (names(&contents), contents.trashed().count()),
        (vec!["C"], 0)
    );
}

#[test]
fn a_clock_that_was_set_back_does_not_make_the_trash_forget_sooner() {
    let (mut contents, ids) = with(&["A"]);
    contents.note_use(&ids[0], days_later(3)).unwrap();
    contents.trash(ids[0], SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(contents.empty_trash(Some(days_later(3)), days_later(33)), 0);
    assert_eq!(contents.empty_trash(Some(days_later(4)), days_later(34)), 1);
}

#[test]
fn only_what_is_in_the_trash_is_removed_for_good_and_its_recovery_codes_stay() {
    let (mut contents, ids) = with(&["A", "B"]);
    let set = add_set(&mut contents, RecoveryOwner::Entry(ids[0]), &["1234 5678"]);
    contents.trash(ids[0], noon()).unwrap();
    let refused = contents.purge(&ids, noon());
    assert!(matches!(refused, Err(Error::NotInTrash { id }) if id == ids[1]));
    assert!(contents.get(&ids[0]).is_some());
    contents.purge(ids[0], noon()).unwrap();
    let set = contents.recovery_set(&set).unwrap();
    assert_eq!(
        (set.entry, set.issuer.as_str(), set.account.as_str()),
        (None, "A", "ana")
    );
    assert_eq!(set.left(), 1);
}

#[test]
fn a_use_is_counted_and_the_last_one_remembered() {
    let (mut contents, ids) = with(&["A"]);
    contents.note_use(&ids[0], days_later(2)).unwrap();
    contents.note_use(&ids[0], days_later(1)).unwrap();
    let entry = contents.get(&ids[0]).unwrap();
    assert_eq!(
        (entry.uses, entry.used_at),
        (2, Some(1_800_000_000 + 2 * 86_400))
    );
}

#[test]
fn an_icon_is_a_brand_or_a_picture_that_was_added() {
    let (mut contents, ids) = with(&["A"]);
    let show = |icon| Change {
        icon: Some(icon),
        ..Change::default()
    };
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 100]].concat();
    let picture = contents.add_picture(&png).unwrap();
    assert_eq!(contents.add_picture(&png).unwrap(), picture, "kept once");
    for icon in [
        Some(Icon::Brand("github".to_owned())),
        Some(Icon::Picture(picture)),
        None,
    ] {
        contents.edit(&ids[0], show(icon.clone()), noon()).unwrap();
        assert_eq!(contents.get(&ids[0]).unwrap().icon, icon);
    }
    let foreign = vault::PictureId::from_bytes([7; 16]);
    let refused = contents.edit(&ids[0], show(Some(Icon::Picture(foreign))), noon());
    assert!(matches!(refused, Err(Error::NoSuchPicture { id }) if id == foreign));
}

#[test]
fn a_picture_is_a_png_of_at_most_64_kib() {
    let mut contents = Contents::default();
    let png = |length: usize| {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.resize(length, 0);
        png
    };
    assert!(contents.add_picture(&png(Contents::MAX_PICTURE)).is_ok());
    for bad in [
        png(Contents::MAX_PICTURE + 1),
        b"GIF89a".to_vec(),
        Vec::new(),
    ] {
        let refused = contents.add_picture(&bad);
        assert!(matches!(refused, Err(Error::BadPicture { bytes }) if bytes == bad.len()));
    }
}

#[test]
fn recovery_codes_are_spent_in_order_and_given_back() {
    let mut contents = Contents::default();
    let id = add_set(&mut contents, named("GitHub"), &["a", "b", "a", "c"]);
    assert_eq!(
        contents.recovery_set(&id).unwrap().codes.len(),
        3,
        "each once"
    );
    let spend = |contents: &mut Contents| {
        let (index, code) = contents.spend_next(&id, noon()).unwrap();
        (index, code.text.reveal().to_owned())
    };
    assert_eq!(spend(&mut contents), (0, "a".to_owned()));
    assert_eq!(spend(&mut contents), (1, "b".to_owned()));
    contents.unspend(&id, 0).unwrap();
    contents.spend(&id, 2, noon()).unwrap();
    assert_eq!(contents.recovery_set(&id).unwrap().left(), 1);
    assert_eq!(spend(&mut contents).0, 0);
    let refused = contents.spend_next(&id, noon());
    assert!(matches!(refused, Err(Error::RecoveryCodesSpent { id: set }) if set == id));
    assert!(matches!(
        contents.spend(&id, 3, noon()),
        Err(Error::NoSuchRecoveryCode { index: 3, .. })
    ));
}

#[test]
fn recovery_codes_are_added_replaced_and_removed() {
    let mut contents = Contents::default();
    let id = add_set(&mut contents, named("GitHub"), &["a", "b"]);
    assert_eq!(
        contents
            .add_recovery_codes(&id, texts(&["b", "c"]), noon())
            .unwrap(),
        1
    );
    contents
        .replace_recovery_codes(&id, texts(&["x", "y"]), noon())
        .unwrap();
    let set = contents.recovery_set(&id).unwrap();
    let shown: Vec<_> = set.codes.iter().map(|code| code.text.reveal()).collect();
    assert_eq!((shown, set.left()), (vec!["x", "y"], 2));
    assert!(
        set.codes
            .iter()
            .all(|code| Some(code.added_at) >= set.replaced_at)
    );
    let empty = contents.replace_recovery_codes(&id, Vec::new(), noon());
    assert!(matches!(empty, Err(Error::NoRecoveryCodes)));
    contents.remove_recovery_set(&id, noon()).unwrap();
    let gone = contents.remove_recovery_set(&id, noon());
    assert!(matches!(gone, Err(Error::NoSuchRecoverySet { id: set }) if set == id));
}

#[test]
fn a_set_is_given_to_an_entry_and_back_to_an_account() {
    let (mut contents, ids) = with(&["A"]);
    let id = add_set(&mut contents, named("GitHub"), &["a"]);
    let give = |owner| RecoveryChange {
        owner: Some(owner),
        note: Some("in the safe".to_owned()),
    };
    contents
        .edit_recovery_set(&id, give(RecoveryOwner::Entry(ids[0])), days_later(1))
        .unwrap();
    let set = contents.recovery_set_of(&ids[0]).unwrap();
    assert_eq!(
        (set.id, set.issuer.as_str(), set.note.as_str()),
        (id, "A", "in the safe")
    );
    contents
        .edit_recovery_set(&id, give(named("B")), days_later(2))
        .unwrap();
    assert!(contents.recovery_set_of(&ids[0]).is_none());
    let foreign = RecoveryOwner::Entry(EntryId::from_bytes([7; 16]));
    assert!(
        contents
            .edit_recovery_set(&id, give(foreign), noon())
            .is_err()
    );
}

#[test]
fn a_recovery_code_is_one_line_and_hides_itself() {
    let code = RecoveryText::new("  1234 5678 \n").unwrap();
    assert_eq!(code.reveal(), "1234 5678");
    assert_eq!(format!("{code:?}"), "RecoveryText(hidden)");
    for bad in ["", "   ", "one\ntwo", &"x".repeat(513)] {
        assert!(matches!(
            RecoveryText::new(bad),
            Err(Error::RecoveryTextRefused)
        ));
    }
}
