//! Who may read the files, what a link does, and what a full disk leaves.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]
#![cfg(unix)]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use common::{PASSWORD, add, chance, create, names, noon, place, unlock};
use vault::{Error, open};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn files_and_new_directories_are_for_the_person_alone() {
    let (dir, _) = place();
    let path = dir.path().join("new/deeper/vault.countersign");
    add(&mut create(&path), "One").unwrap();
    assert_eq!(mode(&dir.path().join("new")), 0o700);
    assert_eq!(mode(&dir.path().join("new/deeper")), 0o700);
    for file in fs::read_dir(dir.path().join("new/deeper")).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[test]
fn wider_modes_are_corrected() {
    let (dir, path) = place();
    drop(create(&path));
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    open(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
    assert!(vault::keep_private(dir.path()).unwrap());
    assert!(!vault::keep_private(dir.path()).unwrap(), "once is enough");
    assert_eq!(mode(dir.path()), 0o700);
}

#[test]
fn a_file_that_is_no_vault_keeps_its_modes() {
    let (dir, path) = place();
    let notes = dir.path().join("notes.txt");
    for file in [&path, &notes] {
        fs::write(file, "not a vault, and long enough to look into").unwrap();
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    assert!(matches!(open(&path), Err(Error::NotAVault { .. })));
    assert_eq!(vault::keep_newest(dir.path(), 0).unwrap().len(), 0);
    assert_eq!((mode(&path), mode(&notes)), (0o644, 0o644));
}

#[test]
fn links_are_refused() {
    let (dir, path) = place();
    let real = dir.path().join("real");
    drop(create(&real));
    let before = fs::read(&real).unwrap();
    symlink(&real, &path).unwrap();
    assert!(matches!(open(&path), Err(Error::Symlink { .. })));
    let made = common::create_under(&path, PASSWORD);
    assert!(matches!(
        made,
        Err(Error::Exists { .. } | Error::Symlink { .. })
    ));
    assert_eq!(fs::read(&real).unwrap(), before);

    let mut vault = unlock(&real, PASSWORD).unwrap();
    let moved = dir.path().join("moved");
    fs::rename(&real, &moved).unwrap();
    symlink(&moved, &real).unwrap();
    assert!(matches!(add(&mut vault, "One"), Err(Error::Symlink { .. })));
    assert_eq!(fs::read(&moved).unwrap(), before);
}

#[test]
fn what_a_crashed_save_left_behind_is_cleared_away() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let leftover = dir.path().join(".vault.countersign.abc123.unfinished");
    let other = dir.path().join(".other.abc123.unfinished");
    fs::File::create(&leftover).unwrap();
    fs::File::create(&other).unwrap();
    add(&mut vault, "One").unwrap();
    assert!(!leftover.exists() && other.exists());
}

#[test]
fn a_vault_that_vanished_is_not_brought_back() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    fs::remove_file(&path).unwrap();
    assert!(matches!(add(&mut vault, "One"), Err(Error::Missing { .. })));
    assert!(!path.exists());
}

/// A process whose files may not grow past a limit meets the same failing write as a full disk.
#[test]
fn a_vault_whose_directory_vanished_is_named_itself() {
    let (dir, _) = place();
    let path = dir.path().join("gone/vault.countersign");
    let mut vault = create(&path);
    fs::remove_dir_all(dir.path().join("gone")).unwrap();
    let refused = add(&mut vault, "One");
    assert!(matches!(refused, Err(Error::Missing { path: named }) if named == path));
}

#[test]
fn a_full_disk_leaves_the_vault_as_it_was() {
    let (dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let before = fs::read(&path).unwrap();
    let blocks = before.len() / 512 + 1; // room for the old file, not for a much larger one

    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let test = std::env::current_exe().unwrap();
    let answer = Command::new("sh")
        .args(["-c", &script])
        .arg(test)
        .args([
            "--exact",
            "the_save_on_a_full_disk",
            "--ignored",
            "--nocapture",
        ])
        .env("FULL_DISK_VAULT", &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(
        answer.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&answer.stderr)
    );
    assert!(said.contains("1 passed"), "{said}");

    assert_eq!(
        fs::read(&path).unwrap(),
        before,
        "byte for byte what it was"
    );
    let left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "vault and lock alone: {left:?}");
    assert_eq!(names(&unlock(&path, PASSWORD).unwrap()), ["One"]);
}

#[test]
#[ignore = "runs in the process that a_full_disk_leaves_the_vault_as_it_was starts"]
fn the_save_on_a_full_disk() {
    let path = std::env::var_os("FULL_DISK_VAULT").unwrap();
    let mut vault = unlock(Path::new(&path), PASSWORD).unwrap();
    let info = vault.info();
    let saved = vault.update(&mut chance(), |contents| {
        for count in 0..100 {
            contents.add(common::entry(&format!("n{count}")), noon(), &mut chance())?;
        }
        Ok(())
    });
    assert!(matches!(saved, Err(Error::DiskFull { .. })), "{saved:?}");
    assert_eq!(
        (names(&vault), vault.info()),
        (vec!["One".to_owned()], info)
    );
}
