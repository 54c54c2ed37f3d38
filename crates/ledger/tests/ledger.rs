//! The public face of the ledger, over real files.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use getrandom::SysRng;
use ledger::{AccountState, Error, Key, Ledger, NewAccount, Place, TokenRow};
use rand_core::UnwrapErr;

fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn ana() -> NewAccount {
    NewAccount {
        id: "a1".into(),
        issuer: "https://id.example".into(),
        server: "openid".into(),
        client_id: "countersign-desktop".into(),
        subject: "42".into(),
        name: Some("Ana Lovelace".into()),
        scopes: vec!["openid".into(), "sessions".into()],
    }
}

fn files_hold(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[tokio::test]
async fn an_account_outlives_the_program_and_its_name_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite3");
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&path).await.unwrap();
    ledger
        .put_account(&key, &ana(), 1_800_000_000, &mut chance())
        .await
        .unwrap();
    ledger.close().await;

    assert!(
        !files_hold(folder.path(), b"Lovelace"),
        "the name lies in the clear"
    );
    assert!(
        files_hold(folder.path(), b"id.example"),
        "the search would have found it"
    );
    let ledger = Ledger::open(&path).await.unwrap();
    let named = ledger.account(Some(&key), "a1").await.unwrap();
    assert_eq!(named.name.as_deref(), Some("Ana Lovelace"));
    assert_eq!(named.scopes, ["openid", "sessions"]);
    assert_eq!(ledger.account(None, "a1").await.unwrap().name, None);
}

#[tokio::test]
async fn a_key_survives_its_line_and_another_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite3"))
        .await
        .unwrap();
    ledger
        .put_account(&key, &ana(), 0, &mut chance())
        .await
        .unwrap();

    let same = Key::from_line(key.to_line().as_bytes()).unwrap();
    assert!(ledger.account(Some(&same), "a1").await.is_ok());
    let other = Key::generate(&mut chance());
    assert_eq!(ledger.account(Some(&other), "a1").await.unwrap().name, None);
    ledger
        .seal_tokens(&key, "a1", 1, b"a token", &mut chance())
        .await
        .unwrap();
    assert!(matches!(
        ledger.open_tokens(&other, "a1", 1).await,
        Err(Error::Sealed)
    ));
}

#[tokio::test]
async fn signing_in_twice_as_the_same_person_keeps_the_id() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite3"))
        .await
        .unwrap();
    ledger
        .put_account(&key, &ana(), 0, &mut chance())
        .await
        .unwrap();
    ledger
        .set_account_state("a1", AccountState::SignInAgain)
        .await
        .unwrap();

    let again = NewAccount {
        id: "a2".into(),
        ..ana()
    };
    assert_eq!(
        ledger
            .put_account(&key, &again, 9, &mut chance())
            .await
            .unwrap(),
        "a1"
    );
    let accounts = ledger.accounts(Some(&key)).await.unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].state, AccountState::SignedIn);
}

#[tokio::test]
async fn an_account_without_scopes_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite3"))
        .await
        .unwrap();
    let bare = NewAccount {
        scopes: Vec::new(),
        ..ana()
    };
    ledger
        .put_account(&key, &bare, 0, &mut chance())
        .await
        .unwrap();
    let account = ledger.account(None, "a1").await.unwrap();
    assert_eq!(account.scopes, Vec::<String>::new());
}

#[tokio::test]
async fn long_tokens_are_sealed_to_their_account_and_version() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite3"))
        .await
        .unwrap();
    ledger
        .put_account(&key, &ana(), 0, &mut chance())
        .await
        .unwrap();
    ledger
        .seal_tokens(&key, "a1", 7, b"a long refresh token", &mut chance())
        .await
        .unwrap();
    let row = TokenRow {
        version: 7,
        place: Place::Sealed,
        access_expires_at: 5,
        ends_at: None,
    };
    ledger.move_token_row("a1", row).await.unwrap();

    assert!(!files_hold(folder.path(), b"a long refresh token"));
    assert_eq!(ledger.token_row("a1").await.unwrap(), Some(row));
    let opened = ledger.open_tokens(&key, "a1", 7).await.unwrap().unwrap();
    assert_eq!(opened.as_slice(), b"a long refresh token");
    assert!(ledger.open_tokens(&key, "a1", 6).await.unwrap().is_none());
    ledger.remove_account("a1").await.unwrap();
    assert!(
        ledger.open_tokens(&key, "a1", 7).await.unwrap().is_none(),
        "gone with the account"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_and_its_folder_belong_to_one_person() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign/ledger.sqlite3");
    Ledger::open(&path).await.unwrap();

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let link = folder.path().join("link.sqlite3");
    symlink(&path, &link).unwrap();
    assert!(matches!(
        Ledger::open(&link).await,
        Err(Error::NotAFile { .. })
    ));
}

#[tokio::test]
async fn a_ledger_of_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    Ledger::open(&path).await.unwrap().close().await;
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', true, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;

    assert!(matches!(
        Ledger::open(&path).await,
        Err(Error::Newer { .. })
    ));
}
