//! The ways to open a vault, over a real file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use commands::{
    Context, FailureCode,
    vault::{self, AskedGroup, RecoverySheetView, SlotWord},
};
use common::{CHEAP, Home, NEW, PASSWORD, add, issuers, password, recovery_key, stopwatch};
use zeroize::Zeroizing;

async fn with_recovery_key(home: &Home) -> (Context, String) {
    let cx = home.context();
    let sheet = vault::create_vault(&cx, password(PASSWORD), true, CHEAP, stopwatch)
        .await
        .unwrap()
        .unwrap();
    let key = key_of(&sheet);
    (cx, key)
}

fn key_of(sheet: &RecoverySheetView) -> String {
    sheet.groups.join(" ")
}

fn kinds(cx: &Context) -> Vec<SlotWord> {
    let slots = vault::list_slots(cx).unwrap();
    slots.iter().map(|slot| slot.kind).collect()
}

async fn opens_by_key(home: &Home, key: &str) -> Result<(), FailureCode> {
    let cx = home.context();
    let opened = vault::unlock_with_recovery_key(&cx, recovery_key(key)).await;
    opened.map_err(|failure| failure.code)
}

async fn opens(home: &Home, with: &str) -> Result<(), FailureCode> {
    let cx = home.context();
    let opened = vault::unlock_vault(&cx, password(with)).await;
    opened.map_err(|failure| failure.code)
}

#[tokio::test]
async fn a_recovery_key_opens_the_vault_as_it_is_typed() {
    let home = Home::new();
    let (cx, key) = with_recovery_key(&home).await;
    add(&cx, "GitHub").await.unwrap();
    assert_eq!(kinds(&cx), [SlotWord::Password, SlotWord::RecoveryKey]);
    assert!(vault::vault_status(&cx).recovery_slot);
    drop(cx);

    let cx = home.context();
    let typed = key.to_lowercase().replace('0', "o");
    vault::unlock_with_recovery_key(&cx, recovery_key(&typed))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["GitHub"]);

    let mistyped = key.replacen(&key[..1], if &key[..1] == "A" { "B" } else { "A" }, 1);
    for wrong in [mistyped.as_str(), "", PASSWORD] {
        assert_eq!(
            opens_by_key(&home, wrong).await,
            Err(FailureCode::BadRecoveryKey)
        );
    }
}

#[tokio::test]
async fn the_sheet_is_asked_back_until_it_is_forgotten() {
    let home = Home::new();
    let cx = home.context();
    let sheet = vault::create_vault(&cx, password(PASSWORD), true, CHEAP, stopwatch)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(sheet.groups.len(), 14);
    assert!(sheet.qr.starts_with("data:image/svg+xml;base64,"));
    let group = |at: usize, text: &str| AskedGroup {
        at: at.try_into().unwrap(),
        text: Zeroizing::new(text.to_owned()),
    };
    let right = |at: usize| group(at, &format!(" {} ", sheet.groups[at].to_lowercase()));

    assert!(vault::check_recovery_groups(&cx, &right(3), &right(9)));
    assert!(!vault::check_recovery_groups(&cx, &right(3), &group(9, "")));
    assert!(!vault::check_recovery_groups(
        &cx,
        &group(14, ""),
        &right(9)
    ));
    vault::forget_recovery_sheet(&cx);
    assert!(!vault::check_recovery_groups(&cx, &right(3), &right(9)));
}

#[tokio::test]
async fn a_new_password_keeps_the_recovery_key_that_is_typed_and_replaces_the_other() {
    let home = Home::new();
    let (cx, key) = with_recovery_key(&home).await;
    add(&cx, "GitHub").await.unwrap();

    let wrong = vault::change_password(
        &cx,
        password(PASSWORD),
        password(NEW),
        Some(recovery_key(
            // A good key of another vault.
            &with_recovery_key(&Home::new()).await.1,
        )),
    )
    .await;
    assert_eq!(
        wrong.map(drop).unwrap_err().code,
        FailureCode::BadRecoveryKey
    );
    assert_eq!(opens(&home, PASSWORD).await, Ok(()), "nothing was changed");

    let typed = Some(recovery_key(&key));
    let kept = vault::change_password(&cx, password(PASSWORD), password(NEW), typed)
        .await
        .unwrap();
    assert!(kept.is_none());
    assert_eq!(opens_by_key(&home, &key).await, Ok(()));
    assert_eq!(
        opens(&home, PASSWORD).await,
        Err(FailureCode::WrongCredential)
    );

    let replaced = vault::change_password(&cx, password(NEW), password(PASSWORD), None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        opens_by_key(&home, &key).await,
        Err(FailureCode::BadRecoveryKey)
    );
    assert_eq!(opens_by_key(&home, &key_of(&replaced)).await, Ok(()));
    assert_eq!(issuers(&cx).await, ["GitHub"], "it stays open");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_with_the_recovery_key() {
    let home = Home::new();
    let (cx, key) = with_recovery_key(&home).await;
    add(&cx, "GitHub").await.unwrap();
    vault::finish(&cx);

    vault::set_forgotten_password(&cx, recovery_key(&key), password(NEW))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["GitHub"]);
    assert_eq!(
        opens(&home, PASSWORD).await,
        Err(FailureCode::WrongCredential)
    );
    assert_eq!(opens(&home, NEW).await, Ok(()));
    assert_eq!(opens_by_key(&home, &key).await, Ok(()));
    assert_eq!(home.backups("before").len(), 1);
}

#[tokio::test]
async fn a_recovery_key_is_added_replaced_and_dropped() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let first = vault::add_recovery_key(&cx, password(PASSWORD))
        .await
        .unwrap();
    let epoch = vault::read_info(&cx).unwrap().epoch;
    assert_eq!(epoch, 1, "a slot is added in one save");
    let second = vault::add_recovery_key(&cx, password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(vault::read_info(&cx).unwrap().epoch, 2);
    assert_eq!(
        opens_by_key(&home, &key_of(&first)).await,
        Err(FailureCode::BadRecoveryKey)
    );
    assert_eq!(opens_by_key(&home, &key_of(&second)).await, Ok(()));

    let slot = |kind| {
        let slots = vault::list_slots(&cx).unwrap();
        let mut slots = slots.into_iter();
        slots.find(|slot| slot.kind == kind).unwrap().id
    };
    let last = vault::drop_slot(&cx, &slot(SlotWord::Password), password(PASSWORD), None).await;
    assert_eq!(last.map(drop).unwrap_err().code, FailureCode::BadInput);
    let nobodys = vault::drop_slot(&cx, &"00".repeat(16), password(PASSWORD), None).await;
    assert_eq!(nobodys.map(drop).unwrap_err().code, FailureCode::BadInput);
    let wrong = vault::drop_slot(&cx, &slot(SlotWord::RecoveryKey), password(NEW), None).await;
    assert_eq!(
        wrong.map(drop).unwrap_err().code,
        FailureCode::WrongCredential
    );

    let dropped = vault::drop_slot(&cx, &slot(SlotWord::RecoveryKey), password(PASSWORD), None)
        .await
        .unwrap();
    assert!(dropped.is_none());
    assert_eq!(kinds(&cx), [SlotWord::Password]);
    assert_eq!(
        opens_by_key(&home, &key_of(&second)).await,
        Err(FailureCode::BadRecoveryKey)
    );
    assert_eq!(opens(&home, PASSWORD).await, Ok(()));
}

#[tokio::test]
async fn a_weak_vault_is_named_and_strengthened() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, "GitHub").await.unwrap();
    assert!(vault::list_slots(&cx).unwrap()[0].weaker_than_today);

    // As on a machine that takes 600 ms for anything: the default suits it.
    let pretend = |_: &mut dyn FnMut()| std::time::Duration::from_millis(600);
    vault::strengthen_vault(&cx, password(PASSWORD), None, pretend)
        .await
        .unwrap();
    let slots = vault::list_slots(&cx).unwrap();
    assert!(!slots[0].weaker_than_today);
    assert!(slots[0].memory_kib > CHEAP, "{slots:?}");
    assert_eq!(vault::read_info(&cx).unwrap().epoch, 2);
    assert_eq!(issuers(&cx).await, ["GitHub"]);
}

#[tokio::test]
async fn a_weak_password_is_refused_before_a_backup_is_made() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let weak = vault::change_password(&cx, password(PASSWORD), password("password1234"), None);
    assert_eq!(
        weak.await.map(drop).unwrap_err().code,
        FailureCode::WeakPassword
    );
    let wrong = vault::change_password(&cx, password(NEW), password(NEW), None);
    assert_eq!(
        wrong.await.map(drop).unwrap_err().code,
        FailureCode::WrongCredential
    );
    assert_eq!(home.backups("before").len(), 0);
}

#[tokio::test]
async fn without_a_keychain_no_slot_is_made_for_it() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = vault::add_keychain_slot(&cx, password(PASSWORD)).await;
    assert_eq!(added.unwrap_err().code, FailureCode::KeychainMissing);
    assert_eq!(kinds(&cx), [SlotWord::Password]);
    let opened = vault::unlock_with_keychain(&cx).await;
    assert_eq!(opened.unwrap_err().code, FailureCode::KeychainMissing);
}

#[tokio::test]
async fn a_vault_that_is_locked_while_it_is_being_unlocked_stays_locked() {
    let home = Home::new();
    let cx = home.with_vault().await;
    vault::lock_vault(&cx);
    let (unlocked, ()) = tokio::join!(vault::unlock_vault(&cx, password(PASSWORD)), async {
        vault::lock_vault(&cx);
    });
    assert_eq!(unlocked.unwrap_err().code, FailureCode::Locked);
    assert!(!vault::vault_status(&cx).unlocked);
}

#[tokio::test]
async fn the_day_the_password_was_typed_is_remembered() {
    let home = Home::new();
    let (cx, key) = with_recovery_key(&home).await;
    let typed = vault::password_typed_at_ms(&cx).unwrap();
    assert!(typed > 0);
    drop(cx);
    let cx = home.context();
    vault::unlock_with_recovery_key(&cx, recovery_key(&key))
        .await
        .unwrap();
    assert_eq!(vault::password_typed_at_ms(&cx), Some(typed));
    assert_eq!(
        vault::check_password(&cx, password(NEW))
            .await
            .unwrap_err()
            .code,
        FailureCode::WrongCredential
    );
    vault::check_password(&cx, password(PASSWORD))
        .await
        .unwrap();
    assert!(vault::password_typed_at_ms(&cx) >= Some(typed));
    vault::lock_vault(&cx);
    let locked = vault::check_password(&cx, password(PASSWORD)).await;
    assert_eq!(locked.unwrap_err().code, FailureCode::Locked);
}

#[tokio::test]
async fn a_file_put_in_the_place_of_the_vault_proves_no_password() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let stranger = Home::new();
    vault::create_vault(&stranger.context(), password(NEW), false, CHEAP, stopwatch)
        .await
        .unwrap();
    home.put_back(&stranger.copy());

    let refused = vault::check_password(&cx, password(NEW)).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::ChangedElsewhere);
    assert!(!vault::vault_status(&cx).unlocked);
}
