//! A disk that takes a save and does not vouch for it: what was handed out is handed out all the
//! same, and the person is told. The save happens in a child process that lives on such a disk.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]
#![cfg(target_os = "linux")]

mod common;

use std::{path::PathBuf, process::Command};

use commands::{
    Context, FailureCode,
    codes::{self, Link},
    paths::Paths,
    recovery::{self, RecoveryTarget, RecoveryWords},
    vault,
};
use common::{Home, PASSWORD, password};
use zeroize::Zeroizing;

const COUNTER: &str = "otpauth://hotp/Bank:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=5";

#[tokio::test]
async fn what_was_used_up_is_handed_out_although_the_disk_does_not_vouch_for_it() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let link = Link::new(Zeroizing::new(COUNTER.to_owned()));
    let entry = codes::add_entry(&cx, link).await.unwrap().id;
    let texts = ["aaaa-1111", "bbbb-2222"];
    let texts = texts.map(|text| RecoveryWords::new(Zeroizing::new(text.to_owned())));
    let target = RecoveryTarget::Entry { entry };
    recovery::add_recovery_set(&cx, target, texts.into(), "")
        .await
        .unwrap();
    vault::finish(&cx);

    let shim = home.0.path().join("failing.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../vault/tests/shim/failing.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([shim.as_os_str(), source.as_ref()])
        .arg("-ldl")
        .status();
    assert!(built.unwrap().success());
    let answer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "codes_are_taken", "--ignored", "--nocapture"])
        .env("LD_PRELOAD", shim)
        .env("FAILING", "sync directory")
        .env("UNCONFIRMED_HOME", home.0.path())
        .output()
        .unwrap();
    let said = [answer.stdout, answer.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        answer.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[tokio::test]
#[ignore = "runs on a disk whose directories do not sync"]
async fn codes_are_taken() {
    let home = PathBuf::from(std::env::var_os("UNCONFIRMED_HOME").unwrap());
    let paths = Paths {
        data: home.join("data"),
        config: home.join("config"),
        state: home.join("state"),
        vault: home.join("data/vault.countersign"),
    };
    let cx = Context::without_keychain(paths, Home::senses());
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(vault::vault_status(&cx).backup_trouble, None);

    let set = recovery::list_recovery_sets(&cx).await.unwrap().remove(0);
    let spent = recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    assert_eq!((spent.code.as_str(), spent.left), ("aaaa-1111", 1));
    let trouble = vault::vault_status(&cx).backup_trouble.unwrap();
    assert_eq!(trouble.code, FailureCode::Unconfirmed);

    let id = codes::list_entries(&cx).await.unwrap().remove(0).id;
    let (one, two) = (
        codes::take_code(&cx, &id).await.unwrap().code,
        codes::take_code(&cx, &id).await.unwrap().code,
    );
    assert_ne!(one, two);
    assert_eq!(codes::list_entries(&cx).await.unwrap().remove(0).uses, 2);
}
