//! Backups and what comes back from them, over real files.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use commands::{
    Context, FailureCode, Senses, codes, settings,
    vault::{self, BackupReason, Standing},
};
use common::{Home, NEW, PASSWORD, add, by_password, issuers, names, password};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn choose_folder(home: &Home, cx: &Context) -> PathBuf {
    let folder = home.0.path().join("stick");
    let mut chosen = settings::read_settings(cx);
    chosen.backup_folder = Some(folder.display().to_string());
    settings::save_settings(cx, &chosen).unwrap();
    folder
}

fn date_back(file: PathBuf, days: u32) {
    let file = fs::File::options().write(true).open(file).unwrap();
    file.set_modified(SystemTime::now() - DAY * days).unwrap();
}

#[tokio::test]
async fn a_day_leaves_one_backup_and_that_is_its_last_state() {
    let home = Home::new();
    let cx = home.with_vault().await;
    for issuer in ["First", "Second"] {
        add(&cx, issuer).await.unwrap();
    }
    vault::finish(&cx);
    assert_eq!(home.backups("change").len(), 1);
    let cx = home.unlocked().await;
    add(&cx, "Third").await.unwrap();
    vault::finish(&cx);

    let backups = vault::list_backups(&cx).await.unwrap();
    assert_eq!(backups.len(), 1);
    let newest = &backups[0];
    assert_eq!(
        (newest.generation, newest.of_this_vault, newest.reason),
        (4, true, BackupReason::Change)
    );
    let held = vault::inspect_backup(&cx, newest.path.clone().into(), by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!((held.entries, held.newer, held.missing), (3, 0, 3));
    assert_eq!(
        vault::newest_backup_at_ms(&cx).await.unwrap(),
        Some(newest.saved_at_ms)
    );
}

#[tokio::test]
async fn five_days_are_kept() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let folder = home.0.path().join("data/backups");
    for day in 0..7 {
        add(&cx, &format!("Day{day}")).await.unwrap();
        assert!(vault::finish(&cx).is_none());
        let newest = names(&folder, "change").pop().unwrap();
        date_back(folder.join(newest), 7 - day);
        vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    }
    let kept = names(&folder, "change");
    assert_eq!(kept.len(), 5, "{kept:?}");
    assert!(kept[4].contains("000000000008"), "the newest: {kept:?}");
    assert!(kept[0].contains("000000000004"), "the oldest: {kept:?}");
}

#[tokio::test]
async fn a_backup_that_was_asked_for_outlives_the_next_change() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "First").await.unwrap();
    let asked: PathBuf = vault::back_up_now(&cx).await.unwrap().path.into();
    add(&cx, "Second").await.unwrap();
    assert!(vault::finish(&cx).is_none());
    assert!(asked.exists(), "{}", asked.display());
    assert_eq!(home.backups("change").len(), 1, "the day's own");
}

#[tokio::test]
async fn nothing_is_backed_up_by_itself_when_the_person_does_not_want_it() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let mut chosen = settings::read_settings(&cx);
    assert!(chosen.backup_on_change, "the default");
    chosen.backup_on_change = false;
    settings::save_settings(&cx, &chosen).unwrap();
    add(&cx, "GitHub").await.unwrap();
    vault::finish(&cx);
    assert_eq!(home.backups("change").len(), 0);
}

#[tokio::test]
async fn the_chosen_folder_gets_what_it_lacks_and_its_absence_fails_no_save() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let folder = choose_folder(&home, &cx);
    add(&cx, "First").await.unwrap();
    let trouble = vault::finish(&cx).unwrap();
    assert_eq!(trouble.code, FailureCode::Storage, "the stick is not in");
    assert_eq!(vault::vault_status(&cx).backup_trouble, Some(trouble));
    assert_eq!(
        home.backups("change").len(),
        1,
        "it is safe here all the same"
    );
    assert!(!folder.exists());

    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(issuers(&cx).await, ["First"]);
    assert_eq!(
        vault::back_up_now(&cx).await.unwrap_err().code,
        FailureCode::Storage
    );
    fs::create_dir(&folder).unwrap();
    let other = folder.join("letter.txt");
    fs::write(&other, "mine").unwrap();
    vault::change_password(&cx, password(PASSWORD), password(NEW), None)
        .await
        .unwrap();
    assert_eq!(vault::finish(&cx), None);
    assert_eq!(vault::vault_status(&cx).backup_trouble, None);
    assert_eq!(names(&folder, "change"), home.backups("change"));
    assert_eq!(names(&folder, "before"), home.backups("before"));
    assert_eq!(names(&folder, "before").len(), 1);
    assert_eq!(fs::read(&other).unwrap(), b"mine");
    let listed = vault::list_backups(&cx).await.unwrap();
    assert_eq!(listed.len(), 2, "each state once");
    assert!(listed[0].path.starts_with(folder.to_str().unwrap()));
}

#[tokio::test]
async fn a_restored_backup_goes_on_above_all_that_was_seen() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "Kept").await.unwrap();
    let backup: PathBuf = vault::back_up_now(&cx).await.unwrap().path.into();
    let safe = home.0.path().join("safe.countersign");
    fs::copy(&backup, &safe).unwrap();
    add(&cx, "Lost").await.unwrap();

    let seen = vault::inspect_backup(&cx, safe.clone(), by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!((seen.entries, seen.newer, seen.missing), (1, 1, 0));
    let wrong = vault::restore_backup(&cx, safe.clone(), by_password(NEW)).await;
    assert_eq!(wrong.unwrap_err().code, FailureCode::WrongCredential);
    assert_eq!(issuers(&cx).await, ["Kept", "Lost"]);

    let before = vault::read_info(&cx).unwrap().generation;
    vault::restore_backup(&cx, safe, by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["Kept"]);
    assert!(vault::read_info(&cx).unwrap().generation > before);
    let before = home.backups("before").len();
    assert_eq!(before, 2, "the one asked for, and the present file");
    add(&cx, "More").await.unwrap();
    drop(cx);
    let cx = home.unlocked().await;
    assert_eq!(vault::vault_status(&cx).standing, Standing::Known);
    assert_eq!(issuers(&cx).await, ["Kept", "More"]);
}

#[tokio::test]
async fn a_damaged_or_missing_vault_comes_back_from_its_backup() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "Kept").await.unwrap();
    let backup: PathBuf = vault::back_up_now(&cx).await.unwrap().path.into();
    drop(cx);
    let whole = home.copy();
    home.put_back(&whole[..whole.len() / 2]);
    let cx = home.context();
    let damaged = vault::unlock_vault(&cx, password(PASSWORD)).await;
    assert_eq!(damaged.unwrap_err().code, FailureCode::Damaged);
    vault::restore_backup(&cx, backup, by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["Kept"]);
    let aside = fs::read_dir(home.0.path().join("data/backups"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| path.to_str().unwrap().contains("set-aside"))
        .unwrap();
    assert_eq!(fs::read(aside).unwrap(), whole[..whole.len() / 2]);
    drop(cx);

    fs::remove_file(home.vault()).unwrap();
    let cx = home.context();
    let newest = vault::list_backups(&cx).await.unwrap().swap_remove(0);
    vault::restore_backup(&cx, newest.path.into(), by_password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["Kept"]);
}

#[tokio::test]
async fn another_vault_takes_nobodys_place() {
    let (home, other) = (Home::new(), Home::new());
    let cx = home.with_vault().await;
    drop(other.with_vault().await);
    let before = home.copy();
    let refused = vault::restore_backup(&cx, other.vault(), by_password(PASSWORD)).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::NotThisVault);
    assert_eq!(home.copy(), before);
}

#[tokio::test]
async fn backups_that_open_with_the_old_password_are_deleted_when_asked() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let mut chosen = settings::read_settings(&cx);
    chosen.backup_on_change = false; // only those that are asked for
    settings::save_settings(&cx, &chosen).unwrap();
    add(&cx, "GitHub").await.unwrap();
    vault::back_up_now(&cx).await.unwrap();
    vault::change_password(&cx, password(PASSWORD), password(NEW), None)
        .await
        .unwrap();
    assert_eq!(home.backups("before").len(), 1);
    vault::back_up_now(&cx).await.unwrap();
    assert_eq!(vault::delete_old_backups(&cx).await.unwrap(), 1);
    let left = vault::list_backups(&cx).await.unwrap();
    assert_eq!(
        left.iter().map(|backup| backup.epoch).collect::<Vec<_>>(),
        [2]
    );
    vault::lock_vault(&cx);
    let locked = vault::delete_old_backups(&cx).await;
    assert_eq!(locked.unwrap_err().code, FailureCode::Locked);
}

#[tokio::test]
async fn what_was_in_the_trash_for_thirty_days_goes_at_unlock() {
    let home = Home::new();
    let at = |now: fn() -> SystemTime| {
        let senses = Senses {
            now,
            ..Home::senses()
        };
        Context::without_keychain(home.paths(), senses)
    };
    let cx = home.with_vault().await;
    add(&cx, "Gone").await.unwrap();
    add(&cx, "Stays").await.unwrap();
    let entries = codes::list_entries(&cx).await.unwrap();
    let gone = entries.iter().find(|entry| entry.issuer == "Gone").unwrap();
    codes::remove_entries(&cx, std::slice::from_ref(&gone.id))
        .await
        .unwrap();
    drop(cx);
    for (now, left) in [
        ((|| SystemTime::now() + 29 * DAY) as fn() -> SystemTime, 1),
        (|| SystemTime::now() + 31 * DAY, 0),
    ] {
        let cx = at(now);
        vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
        assert_eq!(codes::list_trash(&cx).await.unwrap().len(), left);
        assert_eq!(issuers(&cx).await, ["Stays"]);
    }
}
