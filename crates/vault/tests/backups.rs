//! Copies for the day the vault is lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use common::{OTHER, PASSWORD, add, chance, cheap, create, names, password, place, unlock};
use vault::{BackupSort, Error, backup_name, list_backups};

#[test]
fn a_backup_opens_like_the_vault_and_is_never_written_over() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let backups = dir.path().join("backups");
    for name in ["One", "Two"] {
        add(&mut vault, name).unwrap();
        let info = vault.backup(&backups.join(name)).unwrap();
        assert_eq!(info, vault.info());
    }
    let taken = vault.backup(&backups.join("One"));
    assert!(matches!(taken, Err(Error::Exists { .. })));
    assert_eq!(
        names(&unlock(&backups.join("One"), PASSWORD).unwrap()),
        ["One"]
    );
    assert_eq!(
        names(&unlock(&backups.join("Two"), PASSWORD).unwrap()),
        ["One", "Two"]
    );
    let without_key = vault::backup(&path, &backups.join("Three")).unwrap();
    assert_eq!(without_key, vault.info());
}

#[test]
fn a_backup_is_of_the_file_and_not_of_an_older_memory() {
    let (dir, path) = place();
    let vault = create(&path);
    add(&mut unlock(&path, PASSWORD).unwrap(), "Meanwhile").unwrap();
    let to = dir.path().join("copy");
    assert_eq!(vault.backup(&to).unwrap().generation, 2);
    assert_eq!(names(&unlock(&to, PASSWORD).unwrap()), ["Meanwhile"]);
}

#[test]
fn a_file_that_does_not_open_is_no_backup() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let to = dir.path().join("copy");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    common::write(&path, &bytes);
    assert!(matches!(vault.backup(&to), Err(Error::Damaged { path: named }) if named == path));
    assert!(!to.exists());
    vault::set_aside(&path, &to).unwrap();
    assert_eq!(fs::read(&to).unwrap(), bytes, "set aside as it is");
    fs::remove_file(&path).unwrap();
    fs::remove_file(&to).unwrap();

    drop(create(&path));
    let refused = vault.backup(&to);
    assert!(matches!(refused, Err(Error::ChangedElsewhere { .. })));
    assert!(!to.exists() && vault.refresh().is_err());
}

#[test]
fn the_newest_of_each_sort_are_kept_and_a_person_s_own_copies_too() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let backups = dir.path().join("backups");
    let mut names = Vec::new();
    for count in 0..4 {
        add(&mut vault, &count.to_string()).unwrap();
        for sort in [BackupSort::Change, BackupSort::Before] {
            let name = backup_name(&vault.info(), sort);
            vault.backup(&backups.join(&name)).unwrap();
            names.push(name);
        }
    }
    vault.backup(&backups.join("mine.countersign")).unwrap();
    let renamed = format!("copy of {}", names[0]);
    fs::copy(backups.join(&names[0]), backups.join(&renamed)).unwrap();
    fs::File::create(backups.join("notes.txt")).unwrap();
    let leftover = format!(".{}.x1y2z3.unfinished", names[0]);
    fs::File::create(backups.join(&leftover)).unwrap();
    fs::File::create(backups.join(".other.x1y2z3.unfinished")).unwrap();

    let removed = vault::keep_newest(&backups, 2).unwrap();
    let gone: Vec<_> = [&names[2], &names[0], &names[3], &names[1]]
        .into_iter()
        .map(|name| backups.join(name))
        .collect();
    assert_eq!(removed, gone);
    for kept in names[4..].iter().map(String::as_str).chain([
        "mine.countersign",
        renamed.as_str(),
        "notes.txt",
        ".other.x1y2z3.unfinished",
    ]) {
        assert!(backups.join(kept).exists(), "{kept}");
    }
    assert!(!backups.join(leftover).exists());
    assert_eq!(
        vault::keep_newest(&dir.path().join("none"), 2)
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn the_backup_of_an_older_copy_is_not_the_first_to_go() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let older = fs::read(&path).unwrap();
    let place_of = |vault: &vault::Unlocked| {
        let name = backup_name(&vault.info(), BackupSort::Before);
        dir.path().join("backups").join(name)
    };
    let mut earlier = Vec::new();
    for count in [1, 2] {
        add(&mut vault, &count.to_string()).unwrap();
        let to = place_of(&vault);
        vault.backup(&to).unwrap();
        let file = fs::File::options().write(true).open(&to).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(count))
            .unwrap();
        earlier.push(to);
    }
    common::write(&path, &older);
    let put_back = unlock(&path, PASSWORD).unwrap();
    let last = place_of(&put_back);
    put_back.backup(&last).unwrap();

    let removed = vault::keep_newest(&dir.path().join("backups"), 1).unwrap();
    assert_eq!(removed, [earlier[0].clone()]);
    assert!(last.exists() && earlier[1].exists());
}

#[test]
fn the_list_names_sort_size_and_state_newest_first() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let backups = dir.path().join("backups");
    let change = backups.join(backup_name(&vault.info(), BackupSort::Change));
    vault.backup(&change).unwrap();
    add(&mut vault, "One").unwrap();
    let before = backups.join(backup_name(&vault.info(), BackupSort::Before));
    vault.backup(&before).unwrap();
    let unsorted = before.to_str().unwrap().replace("-before.", ".");
    fs::copy(&before, &unsorted).unwrap();

    let listed = list_backups(&backups).unwrap();
    let found: Vec<_> = listed
        .iter()
        .map(|backup| (backup.path.clone(), backup.sort, backup.info.generation))
        .collect();
    assert_eq!(
        found,
        [
            (before.clone(), Some(BackupSort::Before), 2),
            (unsorted.into(), Some(BackupSort::Before), 2),
            (change, Some(BackupSort::Change), 1),
        ]
    );
    let meta = fs::metadata(&before).unwrap();
    assert_eq!(
        (listed[0].bytes, listed[0].saved_at),
        (meta.len(), meta.modified().unwrap())
    );
    assert!(list_backups(&dir.path().join("none")).unwrap().is_empty());
}

#[test]
fn backups_of_older_epochs_go_and_those_of_other_vaults_stay() {
    let (dir, path) = place();
    let backups = dir.path().join("backups");
    let mut vault = create(&path);
    let other = create(&dir.path().join("other"));
    let place_of =
        |vault: &vault::Unlocked| backups.join(backup_name(&vault.info(), BackupSort::Change));
    let (old, others) = (place_of(&vault), place_of(&other));
    vault.backup(&old).unwrap();
    other.backup(&others).unwrap();
    vault.backup(&backups.join("mine")).unwrap();
    let beside = backups.join(vault::backup_name_beside(&vault.info(), BackupSort::Before));
    vault.backup(&beside).unwrap();
    let aside = backups.join(vault::set_aside_name(1_800_000_000_000));
    vault.backup(&aside).unwrap();
    vault
        .backup(&backups.join("set-aside-by me.countersign"))
        .unwrap();
    vault
        .reseal(&[cheap(&password(OTHER))], &mut chance())
        .unwrap();
    let new = place_of(&vault);
    vault.backup(&new).unwrap();

    let listed = list_backups(&backups).unwrap();
    let sort_of = |path| listed.iter().find(|b| b.path == path).unwrap().sort;
    assert_eq!(sort_of(beside.clone()), Some(BackupSort::Before));
    assert_eq!(sort_of(aside.clone()), None, "it is not pruned");
    let mut removed = vault::delete_older_epochs(&backups, &vault.info()).unwrap();
    removed.sort();
    let mut expected = [old, beside, aside];
    expected.sort();
    assert_eq!(removed, expected);
    assert!(others.exists() && new.exists() && backups.join("mine").exists());
    assert!(backups.join("set-aside-by me.countersign").exists());
}
