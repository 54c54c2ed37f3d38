//! Older and diverged copies: told by their mark, read only, and gone on with when a person says so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use std::fs;
use std::path::Path;

use common::{
    OTHER, PASSWORD, add, chance, create, create_under, create_with_keys, names, place, unlock,
};
use vault::{Error, KeychainKey, Mark, NewSlot, Standing, Unlocked, open};

fn put(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    common::write(path, bytes);
}

#[test]
fn a_mark_tells_what_a_file_is() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let (first, bytes) = (Mark::of(&vault.info()), fs::read(&path).unwrap());
    let info = vault.info();
    assert_eq!(Mark::judge(None, &info), Standing::Unmarked);
    assert_eq!(Mark::judge(Some(&first), &info), Standing::Known);

    add(&mut vault, "Two").unwrap();
    let second = Mark::of(&vault.info());
    assert_eq!(Mark::judge(Some(&first), &vault.info()), Standing::Newer);
    assert_eq!(
        Mark::judge(Some(&second), &info),
        Standing::Older { held: 3, found: 2 }
    );
    put(&path, &bytes);
    let mut copy = unlock(&path, PASSWORD).unwrap();
    add(&mut copy, "Other").unwrap();
    assert_eq!(
        Mark::judge(Some(&second), &copy.info()),
        Standing::Diverged { generation: 3 }
    );
    let other = Mark {
        vault_id: [7; 16],
        ..second.clone()
    };
    assert_eq!(Mark::judge(Some(&other), &info), Standing::Unmarked);
}

#[test]
fn a_mark_is_a_line_of_ascii_and_comes_back() {
    let mark = Mark {
        vault_id: [0xab; 16],
        generation: u64::MAX,
        header_hash: [0x0f; 32],
    };
    let line = mark.to_line();
    assert!(line.is_ascii() && !line.contains('\n') && line.len() < 200);
    assert_eq!(Mark::from_line(&line), Some(mark));
    assert!(Mark::from_line(&format!("{line}\n")).is_some());
    for other in ["", "1", "2 ab 3 cd", &line[1..], &line[..line.len() - 1]] {
        assert_eq!(Mark::from_line(other), None, "{other}");
    }
    assert_eq!(Mark::from_line(&format!("{line} more")), None);
}

#[test]
fn a_vault_held_back_takes_no_change_and_can_be_read_and_copied() {
    let (dir, path) = place();
    let (mut vault, on_paper, _) = create_with_keys(&path);
    add(&mut vault, "One").unwrap();
    let mut writer = unlock(&path, PASSWORD).unwrap();
    assert!(!vault.is_read_only());
    vault.make_read_only();
    assert!(vault.is_read_only());
    let before = fs::read(&path).unwrap();
    let secret = common::password(OTHER);
    let slot = NewSlot::RecoveryKey(&on_paper);
    let other = unlock(&path, PASSWORD).unwrap();
    for refused in [
        add(&mut vault, "Two").map(drop),
        vault.add_slot(slot, &mut chance()).map(drop),
        vault.reseal(&[common::cheap(&secret)], &mut chance()),
        vault.merge(&other, &mut chance()).map(drop),
    ] {
        assert!(matches!(refused, Err(Error::ReadOnly { .. })));
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    vault.backup(&dir.path().join("copy")).unwrap();

    add(&mut writer, "Two").unwrap();
    assert!(vault.refresh().unwrap(), "it still follows the file");
    assert_eq!(names(&vault), ["One", "Two"]);
}

#[test]
fn going_on_with_an_older_copy_outruns_every_state_that_was_seen() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let older = fs::read(&path).unwrap();
    for name in ["Two", "Three", "Four"] {
        add(&mut vault, name).unwrap();
    }
    let mark = Mark::of(&vault.info());
    put(&path, &older);

    let mut restored = unlock(&path, PASSWORD).unwrap();
    assert!(matches!(
        Mark::judge(Some(&mark), &restored.info()),
        Standing::Older { held: 5, found: 2 }
    ));
    restored.make_read_only();
    restored
        .continue_from(mark.generation + 1, &mut chance())
        .unwrap();
    assert_eq!(restored.info().generation, 6);
    assert!(!restored.is_read_only());
    add(&mut restored, "Five").unwrap();
    assert_eq!(Mark::judge(Some(&mark), &restored.info()), Standing::Newer);
    assert!(vault.refresh().unwrap(), "a window that was open follows");
    assert_eq!(names(&vault), ["One", "Five"]);

    restored.continue_from(1, &mut chance()).unwrap();
    assert_eq!(restored.info().generation, 8, "it never counts back");
}

fn backup_of(vault: &Unlocked, to: &Path) -> Vec<u8> {
    vault.backup(to).unwrap();
    fs::read(to).unwrap()
}

#[test]
fn a_restored_backup_stands_in_one_save_and_the_backup_stays() {
    let (dir, path) = place();
    let copy = dir.path().join("backups/copy");
    let (mut vault, _, in_keychain) = create_with_keys(&path);
    add(&mut vault, "One").unwrap();
    let bytes = backup_of(&vault, &copy);
    for name in ["Two", "Three"] {
        add(&mut vault, name).unwrap();
    }
    let line = in_keychain.to_line();
    let by_key = || KeychainKey::from_line(&line).unwrap().into();
    let mark = Mark::of(&vault.info());

    let backup = open(&copy).unwrap().unlock(&by_key()).unwrap();
    let restored = backup
        .restore(&path, mark.generation + 1, &mut chance())
        .unwrap();
    assert_eq!(restored.path(), path);
    assert_eq!(restored.info().generation, mark.generation + 1);
    let again = open(&path).unwrap().unlock(&by_key()).unwrap();
    assert_eq!(
        (names(&again), names(&restored)),
        (vec!["One".to_owned()], vec!["One".to_owned()])
    );
    assert_eq!(fs::read(&copy).unwrap(), bytes);
    assert!(vault.refresh().unwrap());

    let low = backup.restore(&path, 0, &mut chance()).unwrap();
    assert_eq!(
        low.info().generation,
        mark.generation + 2,
        "beyond the file that stood there"
    );
    for broken in [&bytes[..100], b"not a vault at all"] {
        put(&path, broken);
        drop(backup.restore(&path, 9, &mut chance()).unwrap());
        assert_eq!(
            names(&open(&path).unwrap().unlock(&by_key()).unwrap()),
            ["One"]
        );
    }
    fs::remove_file(&path).unwrap();
    drop(backup.restore(&path, 9, &mut chance()).unwrap());
}

#[test]
fn an_epoch_with_the_same_number_and_another_key_is_no_damage() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let before = fs::read(&path).unwrap();
    let secret = common::password(OTHER);
    let slots = [common::cheap(&secret)];
    vault.reseal(&slots, &mut chance()).unwrap();

    put(&path, &before);
    let mut restored = unlock(&path, PASSWORD).unwrap();
    restored.reseal(&slots, &mut chance()).unwrap();
    add(&mut restored, "One").unwrap();
    let (ours, theirs) = (vault.info(), restored.info());
    assert_eq!(ours.epoch, theirs.epoch);
    assert!(theirs.generation > ours.generation);
    for refused in [
        vault.refresh().map(drop),
        add(&mut vault, "Two").map(drop),
        vault.backup(&dir.path().join("copy")).map(drop),
    ] {
        assert!(
            matches!(refused, Err(Error::ChangedElsewhere { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(names(&unlock(&path, OTHER).unwrap()), ["One"]);
}

#[test]
fn a_backup_of_another_vault_replaces_nothing() {
    let (dir, path) = place();
    let foreign = dir.path().join("foreign");
    let mut ours = create(&path);
    let theirs = create_under(&foreign, OTHER).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = theirs.restore(&path, 9, &mut chance());
    assert!(matches!(refused, Err(Error::NotThisVault { .. })));
    let refused = ours.merge(&theirs, &mut chance());
    assert!(matches!(refused, Err(Error::NotThisVault { path }) if path == foreign));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn two_diverged_copies_become_one_that_outruns_both() {
    let (dir, path) = place();
    let elsewhere = dir.path().join("elsewhere");
    let mut ours = create(&path);
    add(&mut ours, "Both").unwrap();
    fs::copy(&path, &elsewhere).unwrap();
    add(&mut ours, "Ours").unwrap();
    let mut theirs = unlock(&elsewhere, PASSWORD).unwrap();
    for name in ["Theirs", "Too"] {
        add(&mut theirs, name).unwrap();
    }
    let copy = fs::read(&elsewhere).unwrap();
    let merged = ours.merge(&theirs, &mut chance()).unwrap();
    assert_eq!((merged.added, merged.deleted, merged.kept_both), (2, 0, 0));
    assert_eq!(names(&ours), ["Both", "Ours", "Theirs", "Too"]);
    assert_eq!(ours.info().generation, theirs.info().generation + 1);
    assert_eq!(names(&unlock(&path, PASSWORD).unwrap()), names(&ours));
    assert_eq!(fs::read(&elsewhere).unwrap(), copy);
}
