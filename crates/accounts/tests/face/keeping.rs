use std::time::{Duration, UNIX_EPOCH};

use accounts::{Error, Kept, Place, Revoked, Token, TokenStore, Tokens};

use crate::{
    browser::{chance, http},
    fake::{CLIENT, Fake},
    memory::Memory,
    refreshing::{asking, signed_in},
};

fn tokens(access: &str, refresh: &str) -> Tokens {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    Tokens {
        access: Token::new(access.to_owned()),
        refresh: Some(Token::new(refresh.to_owned())),
        received_at: at(1_800_000_000),
        access_expires_at: at(1_800_000_600),
        refresh_expires_at: None,
        key: None,
        bound: false,
    }
}

fn store(memory: &Memory) -> TokenStore<Memory> {
    let locks = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks");
    TokenStore::new(memory.clone(), locks)
}

#[tokio::test]
async fn a_rotation_is_write_read_move_delete() {
    let memory = Memory::default();
    let store = store(&memory);
    assert!(matches!(
        store.keep(&memory, "order", tokens("a1", "r1")).await,
        Ok(Kept::Stored)
    ));
    memory.look(|inner| inner.order.clear());
    assert!(matches!(
        store.keep(&memory, "order", tokens("a2", "r2")).await,
        Ok(Kept::Stored)
    ));
    let order = memory.look(|inner| inner.order.clone());
    assert_eq!(
        order,
        [
            "put account/order/2",
            "get account/order/2",
            "move 2 keychain",
            "forget account/order/1"
        ]
    );
    assert_eq!(memory.look(|inner| inner.secrets.len()), 1);
}

#[tokio::test]
async fn what_is_kept_is_one_line_of_ascii() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "line", tokens("a1", "r1"))
        .await
        .unwrap();
    let line = memory.look(|inner| inner.secrets["account/line/1"].clone());
    assert!(line.iter().all(|byte| matches!(byte, b' '..=b'~')));
    let line = String::from_utf8(line).unwrap();
    assert!(
        line.contains("\"a1\"") && line.contains("\"r1\""),
        "several short runs share one access token"
    );
}

#[tokio::test]
async fn a_long_refresh_token_goes_to_the_sealed_place_and_back() {
    let memory = Memory::default();
    let long = "r".repeat(3_000);
    store(&memory)
        .keep(&memory, "long", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| inner.order.clear());
    store(&memory)
        .keep(&memory, "long", tokens("a2", &long))
        .await
        .unwrap();
    let order = memory.look(|inner| inner.order.clone());
    assert_eq!(
        order,
        ["seal 2", "open 2", "move 2 sealed", "forget account/long/1"]
    );
    assert!(memory.look(|inner| inner.secrets.is_empty()));
    store(&memory)
        .keep(&memory, "long", tokens("a3", "r3"))
        .await
        .unwrap();
    assert!(
        memory.look(|inner| inner.sealed.is_empty()),
        "and is dropped when a short one follows"
    );
    assert_eq!(
        memory.look(|inner| inner.rows["long"].place),
        Place::Keychain
    );
}

#[tokio::test]
async fn a_crash_before_the_row_moves_leaves_the_old_tokens_current() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "crash", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| inner.move_fails = true);
    let kept = store(&memory)
        .keep(&memory, "crash", tokens("a2", "r2"))
        .await
        .unwrap();
    assert!(matches!(kept, Kept::InMemory(error) if matches!(*error, Error::Rows(_))));
    memory.look(|inner| {
        inner.move_fails = false;
        assert_eq!(inner.rows["crash"].version, 1);
        assert!(
            inner.secrets.contains_key("account/crash/1"),
            "the old version is deleted last"
        );
    });
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    let after_restart = store(&memory)
        .access_token(
            &memory,
            "crash",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await
        .unwrap();
    assert_eq!(after_restart.reveal(), "a1", "the new one is unreachable");
}

#[tokio::test]
async fn a_keychain_that_hands_back_something_else_is_not_trusted() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "forgetful", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| inner.forgetful = true);
    let kept = store(&memory)
        .keep(&memory, "forgetful", tokens("a2", "r2"))
        .await
        .unwrap();
    assert!(matches!(kept, Kept::InMemory(_)));
    memory.look(|inner| {
        assert_eq!(inner.rows["forgetful"].version, 1);
        assert!(inner.secrets.contains_key("account/forgetful/1"));
    });
}

#[tokio::test]
async fn with_a_locked_keychain_tokens_stay_in_memory_until_it_opens() {
    let memory = Memory::default();
    let store = store(&memory);
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    memory.look(|inner| inner.keychain_fails = Some(keychain::Error::Locked));
    let kept = store
        .keep(&memory, "locked", tokens("a1", "r1"))
        .await
        .unwrap();
    assert!(
        matches!(kept, Kept::InMemory(error) if matches!(*error, Error::Keychain(keychain::Error::Locked)))
    );
    assert!(
        memory.look(|inner| inner.rows.is_empty()
            && inner.secrets.is_empty()
            && inner.sealed.is_empty()),
        "nothing is written elsewhere"
    );

    let token = store
        .access_token(
            &memory,
            "locked",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await
        .unwrap();
    assert_eq!(token.reveal(), "a1", "the account works meanwhile");
    assert!(store.unkept("locked").is_some());

    memory.look(|inner| inner.keychain_fails = None);
    store
        .access_token(
            &memory,
            "locked",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await
        .unwrap();
    assert!(store.unkept("locked").is_none());
    assert_eq!(memory.look(|inner| inner.rows["locked"].version), 1);
}

#[tokio::test]
async fn a_locked_keychain_is_reported_when_tokens_are_read() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "read", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| inner.keychain_fails = Some(keychain::Error::Locked));
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    let refused = store(&memory)
        .access_token(
            &memory,
            "read",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await;
    assert!(
        matches!(refused, Err(Error::Keychain(keychain::Error::Locked))),
        "{refused:?}"
    );
    assert_eq!(memory.look(|inner| inner.rows["read"].version), 1);
}

#[tokio::test]
async fn reading_never_falls_back_to_another_place_or_version() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "stale", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| {
        let line = inner.secrets.remove("account/stale/1").unwrap();
        inner
            .secrets
            .insert("account/stale/0".to_owned(), line.clone());
        inner
            .secrets
            .insert("account/stale/2".to_owned(), line.clone());
        inner.sealed.insert(("stale".to_owned(), 1), line);
    });
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    let refused = store(&memory)
        .access_token(
            &memory,
            "stale",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await;
    assert!(matches!(refused, Err(Error::NoTokens)), "{refused:?}");
}

#[tokio::test]
async fn a_rotation_elsewhere_between_row_and_keychain_is_no_loss() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "meanwhile", tokens("a1", "r1"))
        .await
        .unwrap();
    memory.look(|inner| {
        inner.before_get = Some(Box::new(|inner| {
            let line = inner.secrets.remove("account/meanwhile/1").unwrap();
            let line = String::from_utf8(line).unwrap().replace("a1", "a2");
            let newer = ("account/meanwhile/2".to_owned(), line.into_bytes());
            inner.secrets.extend([newer]);
            inner.rows.get_mut("meanwhile").unwrap().version = 2;
        }));
    });
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    let token = store(&memory)
        .access_token(
            &memory,
            "meanwhile",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await
        .unwrap();
    assert_eq!(token.reveal(), "a2");
}

#[tokio::test]
async fn a_new_sign_in_outlives_rows_that_could_not_be_read() {
    let memory = Memory::default();
    store(&memory)
        .keep(&memory, "unread", tokens("a1", "r1"))
        .await
        .unwrap();
    let later = store(&memory);
    memory.look(|inner| inner.read_fails = true);
    let kept = later.keep(&memory, "unread", tokens("a2", "r2")).await;
    assert!(matches!(kept, Ok(Kept::InMemory(_))), "{kept:?}");
    memory.look(|inner| inner.read_fails = false);
    let (fake, http) = (Fake::start().await, http());
    let provider = fake.discovered(&http).await;
    let clock = fake.clock();
    let token = later
        .access_token(
            &memory,
            "unread",
            &mut asking(&provider, &http, &clock, &mut chance()),
        )
        .await
        .unwrap();
    assert_eq!(
        token.reveal(),
        "a2",
        "not the tokens of the earlier sign-in"
    );
    assert!(later.unkept("unread").is_none());
    let line = memory.look(|inner| inner.secrets["account/unread/2"].clone());
    assert!(String::from_utf8(line).unwrap().contains("r2"));
}

#[tokio::test]
async fn signing_out_ends_both_tokens_at_the_server_and_then_forgets_them() {
    let fake = Fake::start().await;
    let (memory, store, http) = signed_in(&fake, "out").await;
    let provider = fake.discovered(&http).await;
    let revoked = store
        .sign_out(&memory, "out", Some(&provider), CLIENT, &http)
        .await
        .unwrap();
    assert_eq!(revoked, Revoked::Yes);
    let said: Vec<String> = fake
        .lie()
        .revoked
        .iter()
        .map(|(hint, _)| hint.clone())
        .collect();
    assert_eq!(said, ["refresh_token", "access_token"]);
    assert!(memory.look(|inner| inner.secrets.is_empty()));
}

#[tokio::test]
async fn signing_out_of_a_server_that_is_away_still_forgets() {
    let fake = Fake::start().await;
    let (memory, store, http) = signed_in(&fake, "away").await;
    assert_eq!(
        store
            .sign_out(&memory, "away", None, CLIENT, &http)
            .await
            .unwrap(),
        Revoked::Unconfirmed
    );
    assert!(memory.look(|inner| inner.secrets.is_empty()));
}

#[cfg(unix)]
#[tokio::test]
async fn locks_are_private_and_hold_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let locks = directory.path().join("locks");
    let memory = Memory::default();
    TokenStore::new(memory.clone(), &locks)
        .keep(&memory, "../a", tokens("a1", "r1"))
        .await
        .unwrap();
    assert_eq!(
        std::fs::metadata(&locks).unwrap().permissions().mode() & 0o777,
        0o700
    );
    let files: Vec<_> = std::fs::read_dir(&locks)
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap())
        .collect();
    assert_eq!(files.len(), 1, "an account's id is not a path");
    assert_eq!(
        (files[0].permissions().mode() & 0o777, files[0].len()),
        (0o600, 0)
    );
}
