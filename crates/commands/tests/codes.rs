//! Codes as a person asks for them, over a real vault file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use commands::{
    Context, FailureCode, Senses,
    codes::{self, CodeKind, EntryChange, EntryForm, IconChoice, Link},
    paths::Paths,
    vault::{self, Password},
};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

const PASSWORD: &str = "correct horse battery staple";
const GITHUB: &str = "otpauth://totp/GitHub:ana?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";
const COUNTER: &str =
    "otpauth://hotp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank&counter=0";

fn context(home: &Path) -> Context {
    let paths = Paths {
        data: home.to_owned(),
        config: home.join("config"),
        state: home.join("state"),
        vault: home.join("vault.countersign"),
    };
    let senses = Senses {
        now: || UNIX_EPOCH + Duration::from_secs(59),
        chance: || Box::new(UnwrapErr(SysRng)),
    };
    Context::new(paths, senses)
}

fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned()))
}

fn link(text: &str) -> Link {
    Link::new(Zeroizing::new(text.to_owned()))
}

fn stopwatch(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

async fn with_vault(home: &Path) -> Context {
    let cx = context(home);
    vault::create_vault(&cx, password(PASSWORD), false, Some(64 * 1024), stopwatch)
        .await
        .unwrap();
    cx
}

#[tokio::test]
async fn a_link_becomes_a_code_and_outlives_the_program() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let added = codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    let read = codes::read_codes(&cx, &[added.id]).await.unwrap();
    assert_eq!(read[0].code, "996554", "IMPORT_FORMATS.md 10.1, at 59 s");
    assert_eq!(read[0].valid_until_ms, Some(60_000));
    drop(cx);

    let cx = context(home.path());
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    let listed = codes::list_codes(&cx, None).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].issuer, "GitHub");
    let later: SystemTime = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let listed = codes::list_codes(&cx, Some(later)).await.unwrap();
    assert_eq!(listed[0].code.as_deref(), Some("324550"));
}

#[tokio::test]
async fn a_locked_vault_answers_nothing() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    vault::lock_vault(&cx);

    let refused = [
        codes::list_codes(&cx, None).await.map(drop),
        codes::add_entry(&cx, link(COUNTER)).await.map(drop),
        codes::preview_entry(&cx, link(COUNTER)).await.map(drop),
        codes::list_trash(&cx).await.map(drop),
    ];
    for answer in refused {
        assert_eq!(answer.unwrap_err().code, FailureCode::Locked);
    }
    let wrong = vault::unlock_vault(&cx, password("battery staple horse")).await;
    assert_eq!(
        wrong.map(drop).unwrap_err().code,
        FailureCode::WrongCredential
    );
    assert!(!vault::vault_status(&cx).unlocked);
}

#[tokio::test]
async fn two_programs_at_one_vault_do_not_lose_each_others_entries() {
    let home = tempfile::tempdir().unwrap();
    let window = with_vault(home.path()).await;
    let terminal = context(home.path());
    vault::unlock_vault(&terminal, password(PASSWORD))
        .await
        .unwrap();

    codes::add_entry(&window, link(GITHUB)).await.unwrap();
    codes::add_entry(&terminal, link(COUNTER)).await.unwrap();
    for cx in [&window, &terminal] {
        assert_eq!(codes::list_codes(cx, None).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_changed_password_locks_the_other_program_out() {
    let home = tempfile::tempdir().unwrap();
    let window = with_vault(home.path()).await;
    codes::add_entry(&window, link(GITHUB)).await.unwrap();
    let terminal = context(home.path());
    let new = "nine purple turtles waltz";
    vault::change_password(&terminal, password(PASSWORD), password(new), None)
        .await
        .unwrap();

    let stale = codes::list_codes(&window, None)
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(stale.code, FailureCode::ChangedElsewhere);
    assert!(!vault::vault_status(&window).unlocked);
    let old = vault::unlock_vault(&window, password(PASSWORD))
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(old.code, FailureCode::WrongCredential);
    vault::unlock_vault(&window, password(new)).await.unwrap();
    assert_eq!(codes::list_codes(&window, None).await.unwrap().len(), 1);
    let backups = std::fs::read_dir(home.path().join("backups")).unwrap();
    let before = backups.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("before")
    });
    assert_eq!(before.count(), 1, "a backup was made before the change");
}

#[tokio::test]
async fn many_links_are_added_together_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let bad = "otpauth://totp/X?secret=JBSW!";
    let refused = codes::add_entries(&cx, vec![link(GITHUB), link(bad), link("nonsense")]).await;

    let failure = refused.map(drop).unwrap_err();
    assert_eq!(failure.code, FailureCode::BadLink);
    assert!(
        failure.detail.contains("line 2") && failure.detail.contains("line 3"),
        "{failure}"
    );
    assert!(
        !failure.detail.contains("JBSW"),
        "a failure never quotes the seed"
    );
    assert_eq!(codes::list_codes(&cx, None).await.unwrap().len(), 0);
    assert_eq!(
        codes::add_entries(&cx, vec![link(GITHUB), link(COUNTER)])
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_counter_moves_only_when_its_code_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let id = codes::add_entry(&cx, link(COUNTER)).await.unwrap().id;

    let listed = codes::list_codes(&cx, None).await.unwrap();
    assert_eq!(
        (listed[0].counter, listed[0].code.as_deref()),
        (Some(0), Some("755224"))
    );
    let looked_at = codes::read_codes(&cx, std::slice::from_ref(&id)).await;
    assert!(looked_at.unwrap().is_empty(), "looking would use it up");
    let taken = codes::take_code(&cx, &id).await.unwrap();
    assert_eq!(taken.code, "755224", "RFC 4226 appendix D, count 0");
    let listed = codes::list_codes(&cx, None).await.unwrap();
    assert_eq!(
        (listed[0].counter, listed[0].code.as_deref()),
        (Some(1), Some("287082"))
    );
}

#[tokio::test]
async fn what_goes_into_the_trash_comes_back_whole() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let added = codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    let change = EntryChange {
        issuer: "GitHub".into(),
        account: "ana@example.org".into(),
        group: Some("Work".into()),
        favourite: true,
        note: "the second one".into(),
        icon: IconChoice::Brand {
            slug: "github".into(),
        },
    };
    let edited = codes::edit_entry(&cx, &added.id, change, None)
        .await
        .unwrap();
    let ids = [added.id];
    codes::remove_entries(&cx, &ids).await.unwrap();

    assert!(codes::list_entries(&cx).await.unwrap().is_empty());
    let trashed = codes::list_trash(&cx).await.unwrap();
    // It was added and edited in one second, so the edit counts for the next one, and so does this.
    assert_eq!(trashed[0].trashed_at_ms, edited.changed_at_ms);
    assert_eq!(edited.changed_at_ms, 60_000);
    assert_eq!(trashed[0].purge_at_ms - 60_000, 30 * 24 * 60 * 60 * 1000);
    codes::restore_entries(&cx, &ids).await.unwrap();
    let mut restored = codes::list_entries(&cx).await.unwrap();
    restored[0].changed_at_ms = edited.changed_at_ms; // coming back is a change
    assert_eq!(restored, [edited]);
}

#[tokio::test]
async fn a_typed_key_is_checked_before_it_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let form = |key: &str, digits| EntryForm {
        issuer: " GitHub ".into(),
        account: "ana".into(),
        key: Zeroizing::new(key.into()),
        kind: CodeKind::Totp,
        algorithm: "SHA1".into(),
        digits,
        period: 30,
        counter: 0,
        pin: None,
    };

    let refuse = async |form| {
        codes::add_typed_entry(&cx, form)
            .await
            .map(drop)
            .unwrap_err()
            .code
    };
    assert_eq!(refuse(form("not base32!", 6)).await, FailureCode::BadKey);
    assert_eq!(
        refuse(form("JBSWY3DPEHPK3PXP", 11)).await,
        FailureCode::BadInput
    );
    let added = codes::add_typed_entry(&cx, form("jbsw y3dp ehpk 3pxp", 6))
        .await
        .unwrap();
    let read = codes::read_codes(&cx, std::slice::from_ref(&added.id)).await;
    assert_eq!(
        (added.issuer.as_str(), read.unwrap()[0].code.as_str()),
        ("GitHub", "996554")
    );
    assert_eq!(
        refuse(form("JBSWY3DPEHPK3PXP", 6)).await,
        FailureCode::Duplicate
    );
}

#[tokio::test]
async fn an_entry_that_makes_no_code_hides_no_other() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    let spent = COUNTER.replace("counter=0", "counter=18446744073709551615");
    let refused = codes::add_entry(&cx, link(&spent)).await.map(drop);
    assert_eq!(refused.unwrap_err().code, FailureCode::BadInput);

    // As another program might have written it.
    let file = home.path().join("vault.countersign");
    let secret = ::vault::Password::new(Zeroizing::new(PASSWORD.to_owned()))
        .unwrap()
        .into();
    let mut other = ::vault::open(&file).unwrap().unlock(&secret).unwrap();
    let entry = otp::parse_uri(&spent).unwrap().entry;
    let (mut chance, mut more) = (UnwrapErr(SysRng), UnwrapErr(SysRng));
    other
        .update(&mut chance, |contents| {
            contents.add(entry, UNIX_EPOCH, &mut more)
        })
        .unwrap();
    let listed = codes::list_codes(&cx, None).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].code.as_deref(), Some("996554"));
    codes::remove_entries(&cx, std::slice::from_ref(&listed[1].id))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_code_of_a_counter_is_shown_only_when_it_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let added = codes::add_entry(&cx, link(COUNTER)).await.unwrap();
    let first = codes::take_code(&cx, &added.id).await.unwrap();
    let second = codes::take_code(&cx, &added.id).await.unwrap();
    assert_eq!((first.code.as_str(), first.next_code), ("755224", None));
    assert_eq!(second.code, "287082");
    let entries = codes::list_entries(&cx).await.unwrap();
    assert_eq!((entries[0].counter, entries[0].uses), (Some(2), 2));
}

#[tokio::test]
async fn wrong_guesses_push_out_no_backup() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let backups = || std::fs::read_dir(home.path().join("backups")).map_or(0, Iterator::count);
    let change = async |current: &str, new: &str| {
        vault::change_password(&cx, password(current), password(new), None)
            .await
            .map(drop)
            .map_err(|f| f.code)
    };

    let wrong = change("not the password", "nine purple turtles waltz").await;
    assert_eq!(wrong, Err(FailureCode::WrongCredential));
    assert_eq!(
        change(PASSWORD, "password1234").await,
        Err(FailureCode::WeakPassword)
    );
    assert_eq!(backups(), 0);
    assert_eq!(change(PASSWORD, "nine purple turtles waltz").await, Ok(()));
    assert_eq!(backups(), 1);
}

#[tokio::test]
async fn a_duplicate_among_many_links_is_named_by_its_line() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    let refused = codes::add_entries(&cx, vec![link(COUNTER), link(GITHUB), link(GITHUB)]).await;

    let failure = refused.map(drop).unwrap_err();
    assert_eq!(failure.code, FailureCode::Duplicate);
    assert!(failure.detail.starts_with("line 3:"), "{failure}");
    assert!(codes::list_codes(&cx, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn verifying_reads_the_body_of_the_file() {
    let home = tempfile::tempdir().unwrap();
    let cx = with_vault(home.path()).await;
    codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    assert_eq!(
        vault::verify_vault(&cx, password(PASSWORD))
            .await
            .unwrap()
            .entries,
        1
    );

    let file = home.path().join("vault.countersign");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let damaged = vault::verify_vault(&cx, password(PASSWORD)).await.map(drop);
    assert_eq!(damaged.unwrap_err().code, FailureCode::Damaged);
}
