use std::time::{Duration, SystemTime};

use commands::{FailureCode, clock, codes, settings, vault};

use crate::support::{COUNTER, GITHUB, Home, NOW, add, link, now, password};

fn generation(cx: &commands::Context) -> u64 {
    vault::read_info(cx).unwrap().generation
}

#[tokio::test]
async fn a_code_that_was_taken_counts_and_one_that_was_looked_at_does_not() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(COUNTER)).await.unwrap().id;
    codes::take_code(&cx, &id).await.unwrap();
    let used = &codes::list_entries(&cx).await.unwrap()[0];
    assert_eq!((used.uses, used.used_at_ms), (1, Some(NOW * 1000)));

    let other = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    codes::read_codes(&cx, &[other]).await.unwrap();
    assert_eq!(codes::list_entries(&cx).await.unwrap()[1].uses, 0);
}

#[tokio::test]
async fn looking_saves_nothing() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b")]).await;
    let before = generation(&cx);
    let ids: Vec<_> = added.into_iter().map(|entry| entry.id).collect();
    codes::read_codes(&cx, &ids).await.unwrap();
    codes::search_entries(&cx, "a").await.unwrap();
    codes::save_uses(&cx).await.unwrap();
    vault::lock_vault(&cx);
    assert_eq!(generation(&cx), before);
}

#[tokio::test]
async fn more_than_two_hundred_codes_are_not_read_at_once() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let refused = codes::read_codes(&cx, &vec![id.clone(); 201]).await;
    assert_eq!(refused.map(drop).unwrap_err().code, FailureCode::TooMany);
    assert_eq!(codes::read_codes(&cx, &[id]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_clock_put_right_makes_the_codes_of_that_moment() {
    fn slow() -> SystemTime {
        now() - Duration::from_secs(90)
    }
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let right = codes::read_codes(&cx, std::slice::from_ref(&id))
        .await
        .unwrap();

    let slow_cx = home.later(slow).await;
    let wrong = codes::read_codes(&slow_cx, std::slice::from_ref(&id))
        .await
        .unwrap();
    assert_ne!(wrong[0].code, right[0].code);
    clock::apply_clock(&slow_cx, 90_000).unwrap();
    let put_right = codes::read_codes(&slow_cx, &[id]).await.unwrap();
    assert_eq!(put_right[0].code, right[0].code);
    let until = right[0].valid_until_ms.unwrap() - 90_000;
    assert_eq!(
        put_right[0].valid_until_ms,
        Some(until),
        "on the slow clock"
    );
    assert_eq!(settings::read_settings(&slow_cx).clock_offset_ms, 90_000);

    let chosen = codes::list_codes(&slow_cx, Some(now())).await.unwrap();
    assert_eq!(
        chosen[0].code.as_deref(),
        Some(right[0].code.as_str()),
        "a chosen moment is taken as it is"
    );
    let far = clock::apply_clock(&slow_cx, 2 * 24 * 60 * 60 * 1000);
    assert_eq!(far.unwrap_err().code, FailureCode::BadInput);
}

#[tokio::test]
async fn what_another_program_saved_is_noticed_once() {
    let home = Home::new();
    let cx = home.with_vault().await;
    assert!(!codes::notice_changes(&cx).await.unwrap());
    let other = home.later(now).await;
    codes::add_entry(&other, link(GITHUB)).await.unwrap();
    assert!(codes::notice_changes(&cx).await.unwrap());
    assert!(!codes::notice_changes(&cx).await.unwrap());
    assert_eq!(codes::list_entries(&cx).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_trash_is_emptied_after_thirty_days_when_the_vault_is_unlocked() {
    fn in_29_days() -> SystemTime {
        now() + Duration::from_secs(29 * 24 * 60 * 60)
    }
    fn in_31_days() -> SystemTime {
        now() + Duration::from_secs(31 * 24 * 60 * 60)
    }
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    codes::remove_entries(&cx, &[id]).await.unwrap();
    vault::lock_vault(&cx);

    let soon = home.later(in_29_days).await;
    assert_eq!(codes::list_trash(&soon).await.unwrap().len(), 1);
    vault::lock_vault(&soon);
    let late = home.later(in_31_days).await;
    assert!(codes::list_trash(&late).await.unwrap().is_empty());
    vault::unlock_vault(&cx, password()).await.unwrap();
    assert!(codes::list_trash(&cx).await.unwrap().is_empty());
}
