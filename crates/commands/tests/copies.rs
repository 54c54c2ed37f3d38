//! Older, diverged and merged copies of one vault, over a real file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use std::{fs, path::PathBuf, process::Command};

use commands::{
    Context, FailureCode,
    vault::{self, Standing, WhyReadOnly},
};
use common::{Home, NEW, PASSWORD, add, by_password, issuers, password};

fn standing(cx: &Context) -> Standing {
    vault::vault_status(cx).standing
}

fn generation(cx: &Context) -> u64 {
    vault::read_info(cx).unwrap().generation
}

#[tokio::test]
async fn an_older_copy_is_read_only_until_it_is_confirmed() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "First").await.unwrap();
    let older = home.copy();
    add(&cx, "Second").await.unwrap();
    let (held, found) = (generation(&cx), generation(&cx) - 1);
    drop(cx);

    home.put_back(&older);
    let cx = home.unlocked().await;
    assert_eq!(standing(&cx), Standing::Older { held, found });
    assert_eq!(issuers(&cx).await, ["First"], "it can be read");
    assert_eq!(
        add(&cx, "Third").await.unwrap_err().code,
        FailureCode::ReadOnly
    );
    let changed = vault::change_password(&cx, password(PASSWORD), password(NEW), None).await;
    assert_eq!(changed.map(drop).unwrap_err().code, FailureCode::OlderCopy);
    assert_eq!(home.copy(), older, "nothing was written");
    drop(cx);
    let cx = home.unlocked().await;
    assert_eq!(
        standing(&cx),
        Standing::Older { held, found },
        "looking at it does not make it known"
    );

    let wrong = vault::confirm_older_copy(&cx, password(NEW)).await;
    assert_eq!(wrong.unwrap_err().code, FailureCode::WrongCredential);
    vault::confirm_older_copy(&cx, password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(standing(&cx), Standing::Known);
    assert_eq!(generation(&cx), held + 1);
    add(&cx, "Third").await.unwrap();
    drop(cx);
    let cx = home.unlocked().await;
    assert_eq!(standing(&cx), Standing::Known);
    assert_eq!(issuers(&cx).await, ["First", "Third"]);
}

#[tokio::test]
async fn a_diverged_copy_is_confirmed_and_the_other_merged_into_it() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "Both").await.unwrap();
    drop(cx);
    let common = home.copy();
    let cx = home.unlocked().await;
    add(&cx, "Here").await.unwrap();
    drop(cx);
    let here = home.copy();

    // The same file on a computer of its own, and back over ours.
    let elsewhere = Home::new();
    fs::create_dir(elsewhere.0.path().join("data")).unwrap();
    elsewhere.put_back(&common);
    let cx = elsewhere.unlocked().await;
    assert_eq!(standing(&cx), Standing::FirstSeen);
    add(&cx, "There").await.unwrap();
    drop(cx);
    home.put_back(&elsewhere.copy());

    let cx = home.unlocked().await;
    let diverged = generation(&cx);
    assert_eq!(
        standing(&cx),
        Standing::Diverged {
            generation: diverged
        }
    );
    let other = home.0.path().join("other.countersign");
    fs::write(&other, &here).unwrap();
    let refused = vault::merge_vault(&cx, other.clone(), by_password(PASSWORD)).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::ReadOnly);

    vault::confirm_older_copy(&cx, password(PASSWORD))
        .await
        .unwrap();
    let merged = vault::merge_vault(&cx, other.clone(), by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(
        (merged.added, merged.kept_both, merged.deleted),
        (1, 0, 0),
        "{merged:?}"
    );
    assert_eq!(issuers(&cx).await, ["Both", "Here", "There"]);
    assert!(generation(&cx) > diverged + 1);
    assert_eq!(fs::read(&other).unwrap(), here, "the other file stays");
    assert_eq!(
        home.backups("before").len(),
        2,
        "one before each risky step"
    );
}

#[tokio::test]
async fn another_vault_is_not_merged() {
    let (home, other) = (Home::new(), Home::new());
    let cx = home.with_vault().await;
    drop(other.with_vault().await);
    let refused = vault::merge_vault(&cx, other.vault(), by_password(PASSWORD)).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::NotThisVault);
    let wrong = vault::merge_vault(&cx, home.vault(), by_password(NEW)).await;
    assert_eq!(wrong.unwrap_err().code, FailureCode::WrongCredential);
}

#[tokio::test]
async fn a_vault_is_seen_for_the_first_time_once() {
    let home = Home::new();
    drop(home.with_vault().await);
    let cx = home.unlocked().await;
    assert_eq!(standing(&cx), Standing::Known, "it was made here");
    drop(cx);
    fs::remove_dir_all(home.0.path().join("state")).unwrap();
    let cx = home.unlocked().await;
    assert_eq!(standing(&cx), Standing::FirstSeen);
    drop(cx);
    assert_eq!(standing(&home.unlocked().await), Standing::Known);
}

#[tokio::test]
async fn what_another_program_saves_is_no_older_copy() {
    let home = Home::new();
    let window = home.with_vault().await;
    let terminal = home.unlocked().await;
    for round in 0..3 {
        add(&window, &format!("W{round}")).await.unwrap();
        add(&terminal, &format!("T{round}")).await.unwrap();
    }
    drop(terminal);
    assert_eq!(issuers(&window).await.len(), 6);
    let third = home.unlocked().await;
    assert_eq!(standing(&third), Standing::Known);
}

/// Permissions do not bind root, so root lets nobody see what happens.
#[cfg(unix)]
#[tokio::test]
async fn a_vault_that_cannot_be_written_opens_for_reading() {
    use std::os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };
    const NOBODY: u32 = 65534;
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "GitHub").await.unwrap();
    vault::finish(&cx);
    let folder = home.0.path();
    let program = folder.join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let data = folder.join("data");
    let mode = |mode| fs::set_permissions(&data, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    let mut command = Command::new(program);
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        let owner = format!("{NOBODY}:{NOBODY}");
        let given = Command::new("chown")
            .arg("-R")
            .arg(owner)
            .arg(folder)
            .status();
        assert!(given.unwrap().success());
        command.uid(NOBODY).gid(NOBODY);
    }

    let told = command
        .args([
            "--exact",
            "reads_what_cannot_be_written",
            "--ignored",
            "--nocapture",
        ])
        .env("HOME_OF_THE_STORY", folder)
        .output()
        .unwrap();
    mode(0o700);
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(
        told.status.success() && said.contains("1 passed"),
        "{told:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "the test above tells it as somebody whom permissions bind"]
async fn reads_what_cannot_be_written() {
    let home = PathBuf::from(std::env::var_os("HOME_OF_THE_STORY").unwrap());
    let cx = Context::without_keychain(Home::paths_in(&home), Home::senses());
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(
        standing(&cx),
        Standing::ReadOnly {
            why: WhyReadOnly::File
        }
    );
    assert_eq!(issuers(&cx).await, ["GitHub"]);
    assert_eq!(
        add(&cx, "Other").await.unwrap_err().code,
        FailureCode::ReadOnly
    );
}
