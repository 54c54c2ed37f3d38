//! A system that refuses: disks that fail to sync or are full, directories that cannot be written,
//! links planted at every path, and a person who shares everything with everybody.
//!
//! Most of it happens in a child process that lives under such a system; what the child finds in
//! memory it checks itself, what is on disk the parent checks.
#![allow(clippy::print_stderr, reason = "what was not tested is said")]
#![allow(clippy::unwrap_used, missing_docs)]
#![cfg(target_os = "linux")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{
    OTHER, PASSWORD, add, chance, cheap, create, create_under, create_with_keys, names, password,
    place, unlock, unlock_by_line,
};
use vault::{BackupSort, Error, KeychainKey, NewSlot, Unlocked, backup_name, open};

/// A vault with one entry, and the line that opens it in no time.
fn sealed(path: &Path) -> String {
    let (mut vault, _, key) = create_with_keys(path);
    add(&mut vault, "One").unwrap();
    key.to_line().to_string()
}

/// Runs one of the ignored tests below in a process of its own, as the last words of `command`.
fn run(mut command: Command, part: &str, path: &Path, line: &str) {
    let answer = command
        .args(["--exact", part, "--ignored", "--nocapture"])
        .env("SYSTEM_VAULT", path)
        .env("SYSTEM_LINE", line)
        .output()
        .unwrap();
    let said = [answer.stdout, answer.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        answer.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

fn this_test() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// In the child: where the vault is, and its line.
fn given() -> (PathBuf, String) {
    let path = std::env::var_os("SYSTEM_VAULT").unwrap();
    (path.into(), std::env::var("SYSTEM_LINE").unwrap())
}

fn unfinished(directory: &Path) -> usize {
    let files = fs::read_dir(directory).unwrap().flatten();
    files
        .filter(|file| file.file_name().to_string_lossy().ends_with(".unfinished"))
        .count()
}

// ---- disks that fail to sync

/// A process whose calls of this kind fail.
fn failing(what: &str, dir: &Path) -> Command {
    let (source, shim) = (
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shim/failing.c"),
        dir.join("failing.so"),
    );
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([shim.as_os_str(), source.as_ref()])
        .arg("-ldl")
        .status();
    assert!(built.unwrap().success());
    let mut command = Command::new(this_test());
    command.env("LD_PRELOAD", shim).env("FAILING", what);
    command
}

#[test]
fn a_file_that_does_not_reach_the_disk_is_not_put_in_place() {
    let (dir, path) = place();
    let line = sealed(&path);
    let before = fs::read(&path).unwrap();
    let command = failing("sync file", dir.path());
    run(command, "saves_that_fail_to_sync_the_file", &path, &line);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(unfinished(dir.path()), 0);
    assert!(!path.with_file_name("new").exists() && !path.with_file_name("copy").exists());
}

#[test]
#[ignore = "runs under a system whose files do not sync"]
fn saves_that_fail_to_sync_the_file() {
    let (path, line) = given();
    let mut vault = unlock_by_line(&path, &line).unwrap();
    let info = vault.info();
    let secret = password(OTHER);
    for failed in [
        add(&mut vault, "Two").map(drop),
        vault.reseal(&[cheap(&secret)], &mut chance()),
        vault.continue_from(99, &mut chance()),
        vault.backup(&path.with_file_name("copy")).map(drop),
        create_under(&path.with_file_name("new"), PASSWORD).map(drop),
    ] {
        assert!(matches!(failed, Err(Error::Io { .. })), "{failed:?}");
    }
    assert_eq!(
        (names(&vault), vault.info()),
        (vec!["One".to_owned()], info)
    );
}

#[test]
fn a_rename_that_is_not_vouched_for_is_told_and_memory_follows_the_file() {
    let (dir, path) = place();
    let line = sealed(&path);
    let command = failing("sync directory", dir.path());
    run(
        command,
        "saves_that_fail_to_sync_the_directory",
        &path,
        &line,
    );
    let vault = unlock(&path, OTHER).unwrap();
    assert_eq!(names(&vault), ["One", "Two"]);
    assert_eq!((vault.info().epoch, vault.info().generation), (2, 99));
    assert!(!path.with_file_name("new").exists() && !path.with_file_name("copy").exists());
}

#[test]
#[ignore = "runs under a system whose directories do not sync"]
fn saves_that_fail_to_sync_the_directory() {
    let (path, line) = given();
    let mut vault = unlock_by_line(&path, &line).unwrap();
    let told = |vault: &mut Unlocked| {
        let trouble = vault.take_trouble();
        assert!(
            matches!(trouble, Some(Error::Unconfirmed { .. })),
            "{trouble:?}"
        );
        assert!(vault.take_trouble().is_none(), "once");
    };
    let answer = vault.update(&mut chance(), |_| Ok("the one thing that was handed out"));
    assert_eq!(answer.unwrap(), "the one thing that was handed out");
    told(&mut vault);
    add(&mut vault, "Two").unwrap();
    told(&mut vault);
    assert_eq!(names(&vault), ["One", "Two"]);
    let again = add(&mut vault, "Two");
    assert!(matches!(again, Err(Error::Duplicate { .. })));
    let secret = password(OTHER);
    vault.reseal(&[cheap(&secret)], &mut chance()).unwrap();
    told(&mut vault);
    vault.make_read_only();
    vault.continue_from(98, &mut chance()).unwrap();
    told(&mut vault);
    let mut restored = vault.restore(&path, 99, &mut chance()).unwrap();
    told(&mut restored);
    let mut vault = restored;
    assert!(!vault.is_read_only());
    assert!(!vault.refresh().unwrap(), "memory is what the file is");
    assert!(vault.accepts(&password(OTHER).into()).unwrap());

    // Where nothing stood before, nothing stands afterwards.
    for made in [
        vault.backup(&path.with_file_name("copy")).map(drop),
        create_under(&path.with_file_name("new"), PASSWORD).map(drop),
    ] {
        assert!(matches!(made, Err(Error::Io { .. })), "{made:?}");
    }
}

#[test]
fn a_file_system_that_knows_no_sync_of_directories_is_good_enough() {
    let (dir, path) = place();
    let line = sealed(&path);
    let command = failing("no sync", dir.path());
    run(command, "a_save_without_sync_of_directories", &path, &line);
    assert_eq!(
        names(&unlock_by_line(&path, &line).unwrap()),
        ["One", "Two"]
    );
}

#[test]
#[ignore = "runs under a system that syncs no directories"]
fn a_save_without_sync_of_directories() {
    let (path, line) = given();
    add(&mut unlock_by_line(&path, &line).unwrap(), "Two").unwrap();
}

// ---- file systems of our own

/// A process with a small file system of its own at `dir`, or `None` where the system allows no one
/// to mount.
fn on_a_small_disk(dir: &Path, then: &str) -> Option<Command> {
    let unshare = |flags: &str| {
        let mut command = Command::new("unshare");
        command.arg(flags).args(["sh", "-c"]);
        command
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| {
        let probe = unshare(flags).arg("mount -t tmpfs none /tmp").output();
        let refused = match &probe {
            Ok(answer) => String::from_utf8_lossy(&answer.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        let allowed = probe.is_ok_and(|answer| answer.status.success());
        if !allowed {
            eprintln!("NOT TESTED with unshare {flags}: {refused}");
        }
        allowed
    })?;
    let mut command = unshare(flags);
    command.arg(format!(
        "exec 3<\"$DISK/vault.countersign\" && \
         mount -t tmpfs -o size=128k none \"$DISK\" && cat <&3 >\"$DISK/vault.countersign\" && \
         chmod 600 \"$DISK/vault.countersign\" && {then} exec \"$0\" \"$@\""
    ));
    command.env("DISK", dir).arg(this_test());
    Some(command)
}

#[test]
fn a_full_disk_is_named_and_nothing_is_lost() {
    let (dir, path) = place();
    let line = sealed(&path);
    if let Some(command) = on_a_small_disk(dir.path(), "") {
        run(command, "saves_on_a_full_disk", &path, &line);
    } // else the limit on sizes in tests/files.rs stands in
}

#[test]
#[ignore = "runs on a small disk"]
fn saves_on_a_full_disk() {
    let (path, line) = given();
    let mut vault = unlock_by_line(&path, &line).unwrap();
    add(&mut vault, "Two").unwrap();
    let (before, info) = (fs::read(&path).unwrap(), vault.info());
    let large = vault.update(&mut chance(), |contents| {
        let id = contents.entries().next().unwrap().id;
        let change = vault::Change {
            note: Some("x".repeat(200_000)),
            ..vault::Change::default()
        };
        contents.edit(&id, change, common::noon())
    });
    assert!(matches!(large, Err(Error::DiskFull { .. })), "{large:?}");
    let filler = path.with_file_name("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while std::io::Write::write(&mut file, &[1; 512]).is_ok() {}
    let secret = password(OTHER);
    for failed in [
        add(&mut vault, "Three").map(drop),
        vault.reseal(&[cheap(&secret)], &mut chance()),
        vault.backup(&path.with_file_name("copy")).map(drop),
        vault::backup(&path, &path.with_file_name("copy")).map(drop),
        create_under(&path.with_file_name("new"), PASSWORD).map(drop),
    ] {
        assert!(matches!(failed, Err(Error::DiskFull { .. })), "{failed:?}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!((names(&vault).len(), vault.info()), (2, info));
    assert_eq!(unfinished(path.parent().unwrap()), 0);
    drop(file);
    fs::remove_file(filler).unwrap();
    add(&mut vault, "Three").unwrap();
    assert_eq!(names(&unlock_by_line(&path, &line).unwrap()).len(), 3);
}

#[test]
fn a_vault_on_a_read_only_file_system_is_read_and_not_written() {
    let (dir, path) = place();
    let line = sealed(&path);
    let then =
        "touch \"$DISK/.vault.countersign.a.unfinished\" && mount -o remount,ro \"$DISK\" &&";
    if let Some(command) = on_a_small_disk(dir.path(), then) {
        run(command, "a_vault_that_cannot_be_written", &path, &line);
    }
}

// ---- directories that cannot be written

/// A process of somebody without privileges who owns the directory and what is in it.
fn without_privileges(dir: &Path) -> Command {
    const NOBODY: u32 = 65534;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Command::new(this_test());
    }
    let program = dir.join("test");
    fs::copy(this_test(), &program).unwrap();
    let mut files = vec![dir.to_owned()];
    files.extend(fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()));
    for file in files {
        chown(file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY);
    command
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_vault_in_a_directory_that_cannot_be_written_is_read_only() {
    for with_lock in [true, false] {
        let (dir, path) = place();
        let line = sealed(&path);
        if !with_lock {
            fs::remove_file(path.with_file_name("vault.countersign.lock")).unwrap();
        }
        let before = fs::read(&path).unwrap();
        let command = without_privileges(dir.path());
        set_mode(dir.path(), 0o555);
        run(command, "a_vault_that_cannot_be_written", &path, &line);
        assert_eq!(fs::read(&path).unwrap(), before);
        set_mode(dir.path(), 0o700);
    }
}

#[test]
fn a_vault_that_a_person_made_read_only_stays_so() {
    let (dir, path) = place();
    let line = sealed(&path);
    let before = fs::read(&path).unwrap();
    let command = without_privileges(dir.path());
    set_mode(&path, 0o400);
    run(command, "a_vault_file_that_is_read_only", &path, &line);
    assert_eq!(fs::read(&path).unwrap(), before);
}

fn demand_read_only(path: &Path, line: &str) -> Unlocked {
    let mut vault = unlock_by_line(path, line).unwrap();
    assert!(vault.is_read_only());
    assert_eq!(names(&vault), ["One"]);
    let key = KeychainKey::generate(&mut chance());
    for refused in [
        add(&mut vault, "Two").map(drop),
        vault
            .add_slot(NewSlot::KeychainKey(&key), &mut chance())
            .map(drop),
        vault.continue_from(99, &mut chance()),
    ] {
        assert!(
            matches!(refused, Err(Error::ReadOnly { .. })),
            "{refused:?}"
        );
    }
    assert!(vault.is_read_only());
    vault
}

#[test]
#[ignore = "runs where the vault cannot be written"]
fn a_vault_that_cannot_be_written() {
    let (path, line) = given();
    let vault = demand_read_only(&path, &line);
    for refused in [
        vault.backup(&path.with_file_name("copy")).map(drop),
        create_under(&path.with_file_name("new"), PASSWORD).map(drop),
        vault.restore(&path, 99, &mut chance()).map(drop),
    ] {
        assert!(
            matches!(refused, Err(Error::ReadOnly { .. })),
            "{refused:?}"
        );
    }
    let (dir, elsewhere) = place();
    vault.backup(&elsewhere).unwrap();
    assert_eq!(names(&unlock_by_line(&elsewhere, &line).unwrap()), ["One"]);
    drop(dir);
}

#[test]
#[ignore = "runs where the file cannot be written"]
fn a_vault_file_that_is_read_only() {
    let (path, line) = given();
    drop(demand_read_only(&path, &line));
}

// ---- links and modes

#[test]
fn a_link_planted_at_any_path_is_not_followed() {
    let (dir, path) = place();
    let mut vault = create(&path);
    let target = dir.path().join("target");
    let lock = dir.path().join("vault.countersign.lock");
    let leftover = dir.path().join(".vault.countersign.abc.unfinished");
    let backups = dir.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let name = backup_name(&vault.info(), BackupSort::Change);
    for dangling in [true, false] {
        if !dangling {
            common::write(&target, b"precious");
            set_mode(&target, 0o644);
        }
        for place in [
            &lock,
            &leftover,
            &backups.join(&name),
            &backups.join("x.lock"),
        ] {
            let _ = fs::remove_file(place);
            symlink(&target, place).unwrap();
        }
        let saved = add(&mut vault, "One");
        assert!(matches!(saved, Err(Error::Symlink { path }) if path == lock));
        fs::remove_file(&lock).unwrap();
        let copied = vault.backup(&backups.join(&name));
        assert!(matches!(
            copied,
            Err(Error::Exists { .. } | Error::Symlink { .. })
        ));
        add(&mut vault, if dangling { "One" } else { "Two" }).unwrap();
        assert!(leftover.symlink_metadata().is_err(), "the link is gone");
        assert!(vault::list_backups(&backups).unwrap().is_empty());
        assert!(vault::keep_newest(&backups, 0).unwrap().is_empty());

        let made = dir.path().join("made");
        let _ = fs::remove_file(&made);
        symlink(&target, &made).unwrap();
        assert!(matches!(open(&made), Err(Error::Symlink { .. })));
        let created = create_under(&made, PASSWORD).map(drop);
        let restored = vault.restore(&made, 9, &mut chance()).map(drop);
        let aside = vault::set_aside(&made, &dir.path().join("aside"));
        for refused in [created, restored, aside] {
            assert!(
                matches!(refused, Err(Error::Exists { .. } | Error::Symlink { .. })),
                "{refused:?}"
            );
        }
        assert_eq!(target.exists(), !dangling, "nothing was made at the target");
    }
    let mode = fs::metadata(&target).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (fs::read(&target).unwrap(), mode),
        (b"precious".to_vec(), 0o644)
    );
    let linked = dir.path().join("linked");
    symlink(&backups, &linked).unwrap();
    assert!(matches!(
        vault::keep_private(&linked),
        Err(Error::Symlink { .. })
    ));
}

#[test]
fn a_person_who_shares_everything_shares_no_vault() {
    let (dir, _) = place();
    let path = dir.path().join("new/deeper/vault.countersign");
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(this_test());
    run(command, "all_that_is_written", &path, "");
    let mut seen = 0;
    let mut open = vec![dir.path().join("new")];
    while let Some(path) = open.pop() {
        let meta = fs::symlink_metadata(&path).unwrap();
        let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(meta.permissions().mode() & 0o7777, wanted, "{path:?}");
        if meta.is_dir() {
            open.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|file| file.unwrap().path()),
            );
        }
        seen += 1;
    }
    assert_eq!(
        seen, 8,
        "three directories, vault, lock, two copies, and what was set aside"
    );
}

#[test]
#[ignore = "runs under umask 000"]
fn all_that_is_written() {
    let (path, _) = given();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let backups = path.with_file_name("backups");
    vault.backup(&backups.join("one")).unwrap();
    vault::backup(&path, &backups.join("two")).unwrap();
    vault::set_aside(&path, &backups.join("three")).unwrap();
    vault
        .reseal(&[cheap(&password(OTHER))], &mut chance())
        .unwrap();
}
