//! Stories of this computer and a server that answers as it is told, over HTTP and with a real keyring.
//!
//! Each has two halves: an outer test starts a message bus of its own, and on it a keyring with nothing
//! in it, and runs the inner half there.

mod server;

use std::{env, process::Command, time::Duration};

use accounts::{Token, Tokens};
use getrandom::SysRng;
use ledger::NewAccount;
use protocol::{DeviceId, UserId};
use rand_core::UnwrapErr;
use serde_json::json;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::{
    Senses,
    accounts::sign_out,
    approvals::samples,
    paths::Paths,
    vault::{Password, create_vault},
};
use server::Server;

const KEYRING: &str =
    "printf %s secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";

fn on_a_bus_of_its_own(inner: &str) {
    let home = tempfile::tempdir().unwrap();
    let inner = format!("approvals::stories::inner::{inner}");
    let script = format!("{KEYRING}\nexec \"$EXE\" --exact --ignored --nocapture {inner}");
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "sh", "-ec", &script])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap())
        .env("EXE", env::current_exe().unwrap());
    for name in [
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_RUNTIME_DIR",
    ] {
        command.env(name, home.path());
    }
    let output = command
        .output()
        .expect("dbus-run-session and gnome-keyring are installed");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "it did not run: {said}");
}

/// A computer of its own, with an open vault.
async fn computer() -> (TempDir, Context) {
    let home = tempfile::tempdir().unwrap();
    let cx = Context::new(paths(&home), senses());
    let password = Password::new(Zeroizing::new("correct horse battery staple".to_owned()));
    let unmeasured = |work: &mut dyn FnMut()| {
        work();
        Duration::ZERO
    };
    create_vault(&cx, password, false, Some(64 * 1024), unmeasured)
        .await
        .unwrap();
    (home, cx)
}

fn paths(home: &TempDir) -> Paths {
    let home = home.path();
    Paths {
        data: home.join("data"),
        config: home.join("config"),
        state: home.join("state"),
        vault: home.join("data/vault.countersign"),
    }
}

fn senses() -> Senses {
    Senses {
        #[expect(clippy::disallowed_methods, reason = "a door in the place of a door")]
        now: std::time::SystemTime::now,
        chance: || Box::new(UnwrapErr(SysRng)),
    }
}

fn account(id: &str, issuer: &str) -> NewAccount {
    NewAccount {
        id: id.to_owned(),
        issuer: issuer.to_owned(),
        server: "countersign".to_owned(),
        client_id: protocol::DESKTOP_CLIENT_ID.to_owned(),
        subject: UserId::from_bytes([2; 16]).to_string(),
        name: None,
        scopes: Vec::new(),
    }
}

/// Signs in: the account's id.
async fn sign_in(cx: &Context, server: &Server) -> String {
    sign_in_as("a1", cx, server).await
}

async fn sign_in_as(id: &str, cx: &Context, server: &Server) -> String {
    let (ledger, store) = (
        cx.keeping.ledger().await.unwrap(),
        cx.keeping.store().await.unwrap(),
    );
    let key = cx.ledger_key().await.unwrap();
    let new = account(id, &server.issuer);
    let mut chance = cx.chance();
    let id = ledger
        .put_account(key, &new, cx.now_unix(), &mut *chance)
        .await
        .unwrap();
    let tokens = Tokens {
        access: Token::new("access-1".to_owned()),
        refresh: Some(Token::new("refresh-1".to_owned())),
        received_at: cx.now(),
        access_expires_at: cx.now() + Duration::from_secs(3600),
        refresh_expires_at: None,
        key: None,
        bound: false,
    };
    let rows = cx.rows().await.unwrap();
    store.keep(&rows, &id, tokens).await.unwrap();
    id
}

async fn is_enrolled(cx: &Context, account: &str) -> bool {
    let ledger = cx.keeping.ledger().await.unwrap();
    ledger.approver(None, account).await.unwrap().is_some()
}

async fn has_key(cx: &Context, server: &Server) -> bool {
    let owner = ::vault::ApprovalOwner {
        issuer: server.issuer.clone(),
        user: UserId::from_bytes([2; 16]).to_string(),
        device: DeviceId::from_bytes([3; 16]).to_string(),
    };
    cx.on_vault(move |vault, _| Ok(vault.contents().approval_key(&owner).is_some()))
        .await
        .unwrap()
}

const STALE: &str = "insufficient_user_authentication";
const DEVICE: &str = "/api/v1/approvals/device";

#[test]
fn who_has_no_other_way_in_gets_codes_with_the_enrolment() {
    on_a_bus_of_its_own("enrolled_with_codes");
}

#[test]
fn an_enrolment_that_cannot_be_written_down_leaves_no_key_behind() {
    on_a_bus_of_its_own("enrolled_in_vain");
}

#[test]
fn leaving_wants_a_fresh_factor_and_another_one() {
    on_a_bus_of_its_own("leaving");
}

#[test]
fn who_signs_out_is_told_when_the_computer_still_counts_as_a_factor() {
    on_a_bus_of_its_own("signing_out");
}

#[test]
fn a_denial_that_did_not_arrive_can_be_pressed_again() {
    on_a_bus_of_its_own("not_me_unheard");
}

#[test]
fn an_enrolment_that_ended_at_the_server_is_forgotten_here() {
    on_a_bus_of_its_own("ended_elsewhere");
}

#[test]
fn an_account_that_is_enrolled_or_left_while_others_are_watched_changes_nothing_for_them() {
    on_a_bus_of_its_own("two_accounts");
}

mod inner {
    use super::*;

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn enrolled_with_codes() {
        let (_home, cx) = computer().await;
        let server = Server::start().await;
        let id = sign_in(&cx, &server).await;
        server.gives_codes(&["one", "two"]);
        let enrolled = enrol_device(&cx, &id, "Laptop").await.unwrap();
        assert_eq!(enrolled.recovery_codes, ["one", "two"]);
        assert_eq!(enrolled.approver.name.as_deref(), Some("Laptop"));
        assert_eq!(enrolled.approver.key, server.key().unwrap());
        let again = enrol_device(&cx, &id, "Laptop").await.unwrap();
        assert_eq!(again.recovery_codes, [""; 0], "nothing was enrolled");
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn enrolled_in_vain() {
        let (_home, cx) = computer().await;
        let server = Server::start().await;
        let id = sign_in(&cx, &server).await;
        let (asked, go_on) = server.holds_enrolments();
        let meanwhile = async {
            asked.notified().await;
            assert!(has_key(&cx, &server).await);
            let ledger = cx.keeping.ledger().await.unwrap();
            ledger.remove_account(&id).await.unwrap();
            go_on.notify_one();
        };
        let (enrolled, ()) = tokio::join!(enrol_device(&cx, &id, "Laptop"), meanwhile);
        assert!(enrolled.is_err(), "the account is gone");
        assert!(!has_key(&cx, &server).await);
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn leaving() {
        let (_home, cx) = computer().await;
        let server = Server::start().await;
        let id = sign_in(&cx, &server).await;
        enrol_device(&cx, &id, "Laptop").await.unwrap();
        let refusals = [
            (401, STALE, FailureCode::FreshFactorNeeded),
            (409, "last_factor", FailureCode::LastFactor),
        ];
        for (status, error, code) in refusals {
            server.answers("DELETE", DEVICE, status, &json!({ "error": error }));
            let refused = leave_device(&cx, &id).await.unwrap_err();
            assert_eq!(refused.code, code);
            assert!(is_enrolled(&cx, &id).await, "{error}");
            assert!(has_key(&cx, &server).await, "{error}");
            let stale = code == FailureCode::FreshFactorNeeded;
            assert_eq!(cx.approvals.take_stale(&id), stale, "{error}");
        }
        server.answers_as_usual();
        leave_device(&cx, &id).await.unwrap();
        assert!(!is_enrolled(&cx, &id).await);
        assert_eq!((server.key(), has_key(&cx, &server).await), (None, false));
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn signing_out() {
        for (status, still) in [(204, false), (401, true), (409, true), (503, true)] {
            let (_home, cx) = computer().await;
            let server = Server::start().await;
            let id = sign_in(&cx, &server).await;
            enrol_device(&cx, &id, "Laptop").await.unwrap();
            let error = if status == 401 { STALE } else { "last_factor" };
            if still {
                server.answers("DELETE", DEVICE, status, &json!({ "error": error }));
            }
            let out = sign_out(&cx, &id).await.unwrap();
            assert_eq!((out.still_a_factor, out.revoked), (still, true), "{status}");
            let ledger = cx.keeping.ledger().await.unwrap();
            assert_eq!(ledger.accounts(None).await.unwrap(), []);
        }
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn not_me_unheard() {
        let (_home, cx) = computer().await;
        let server = Server::start().await;
        let id = sign_in(&cx, &server).await;
        enrol_device(&cx, &id, "Laptop").await.unwrap();
        let request = server.asks(cx.now_unix());
        let shown = request.id.to_string();
        let changed = Notify::new();
        let watch = watch_approvals(&cx, |_| changed.notify_one());
        let story = async {
            while standing_approvals(&cx).cards.is_empty() {
                changed.notified().await;
            }
            let answer = format!("/api/v1/approvals/{shown}/answer");
            server.answers("POST", &answer, 503, &json!({}));
            let done = deny_not_me(&cx, &id, &shown).await.unwrap();
            assert_eq!((done.denied, done.recorded), (false, false));
            let view = standing_approvals(&cx);
            assert!(view.muted_until_ms.is_some());
            assert_eq!(
                (view.cards.len(), view.waiting),
                (1, 1),
                "it stays in sight"
            );
            assert_eq!(view.cards[0].id, shown);
            server.answers(
                "POST",
                &answer,
                200,
                &json!({"state": "denied", "not_me": null}),
            );
            let again = deny_not_me(&cx, &id, &shown).await.unwrap();
            assert!(again.denied);
            let view = standing_approvals(&cx);
            assert_eq!((view.cards, view.waiting), (vec![], 0));
        };
        tokio::select! {
            () = watch => unreachable!("it has no end"),
            () = story => {}
        }
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn two_accounts() {
        use StreamState::{Connected, NotEnrolled};

        let (_home, cx) = computer().await;
        let (one, other) = (Server::start().await, Server::start().await);
        let first = sign_in(&cx, &one).await;
        enrol_device(&cx, &first, "Laptop").await.unwrap();
        one.asks(cx.now_unix());
        let changed = Notify::new();
        let watch = watch_approvals(&cx, |_| changed.notify_one());
        let until = async |wanted: &[StreamState]| {
            while states(&cx) != wanted {
                changed.notified().await;
            }
        };
        let story = async {
            until(&[Connected]).await;
            while standing_approvals(&cx).cards.is_empty() {
                changed.notified().await;
            }
            let second = sign_in_as("a2", &cx, &other).await;
            enrol_device(&cx, &second, "Laptop").await.unwrap();
            until(&[Connected, Connected]).await;
            assert_eq!(standing_approvals(&cx).cards.len(), 1);
            leave_device(&cx, &second).await.unwrap();
            until(&[Connected, NotEnrolled]).await;
            assert_eq!(standing_approvals(&cx).cards.len(), 1);
            assert_eq!(one.streams(), 1, "its line was never cut");
        };
        tokio::select! {
            () = watch => unreachable!("it has no end"),
            () = story => {}
        }
    }

    #[tokio::test]
    #[ignore = "run by its outer half"]
    async fn ended_elsewhere() {
        let (_home, cx) = computer().await;
        let server = Server::start().await;
        let id = sign_in(&cx, &server).await;
        enrol_device(&cx, &id, "Laptop").await.unwrap();
        server.forgets_the_device();
        let changed = Notify::new();
        let watch = watch_approvals(&cx, |_| changed.notify_one());
        let story = async {
            let state = || standing_approvals(&cx).streams.first().map(|one| one.state);
            while is_enrolled(&cx, &id).await || state() != Some(StreamState::NotEnrolled) {
                changed.notified().await;
            }
            assert!(!has_key(&cx, &server).await);
        };
        tokio::select! {
            () = watch => unreachable!("it has no end"),
            () = story => {}
        }
    }
}

/// How the lines of these accounts stand.
fn states(cx: &Context) -> Vec<StreamState> {
    let streams = standing_approvals(cx).streams;
    streams.into_iter().map(|one| one.state).collect()
}

#[tokio::test]
async fn an_enrolment_that_took_the_place_of_one_that_ended_stays() {
    let home = tempfile::tempdir().unwrap();
    let cx = Context::without_keychain(paths(&home), senses());
    let ledger = cx.keeping.ledger().await.unwrap();
    let mut chance = cx.chance();
    let key = ledger::Key::generate(&mut *chance);
    let ended = samples::approver();
    let new = account("a1", &ended.issuer);
    ledger
        .put_account(&key, &new, 0, &mut *chance)
        .await
        .unwrap();
    let later = ledger::Approver {
        key: "11".repeat(16),
        ..ended.clone()
    };
    ledger
        .put_approver(&key, &later, &mut *chance)
        .await
        .unwrap();
    enrol::forget_ended(&cx, &ended).await.unwrap();
    assert!(is_enrolled(&cx, "a1").await);
    enrol::forget_ended(&cx, &later).await.unwrap();
    assert!(!is_enrolled(&cx, "a1").await);
}

#[cfg(unix)]
#[tokio::test]
async fn a_ledger_that_could_not_be_read_is_read_again_although_it_did_not_change() {
    use futures_util::FutureExt as _;

    let home = tempfile::tempdir().unwrap();
    let cx = Context::without_keychain(paths(&home), senses());
    std::fs::create_dir_all(home.path().join("data")).unwrap();
    let elsewhere = home.path().join("elsewhere.sqlite3");
    let mut chance = cx.chance();
    let key = ledger::Key::generate(&mut *chance);
    let written = ledger::Ledger::open(&elsewhere).await.unwrap();
    // Nobody answers there.
    let new = account("a1", "http://127.0.0.1:9");
    written
        .put_account(&key, &new, 0, &mut *chance)
        .await
        .unwrap();
    written
        .put_approver(&key, &samples::approver(), &mut *chance)
        .await
        .unwrap();
    written.close().await;
    // A link is not read; to the trace of the ledger it looks like what it leads to.
    std::os::unix::fs::symlink(&elsewhere, cx.paths().ledger()).unwrap();
    let changed = Notify::new();
    let watch = watch_approvals(&cx, |_| changed.notify_one());
    let mut watch = std::pin::pin!(watch);
    assert!(watch.as_mut().now_or_never().is_none());
    assert_eq!(standing_approvals(&cx).streams, []);
    std::fs::rename(&elsewhere, cx.paths().ledger()).unwrap();
    let story = async {
        while standing_approvals(&cx).streams.is_empty() {
            changed.notified().await;
        }
    };
    tokio::select! {
        () = watch => unreachable!("it has no end"),
        () = story => {}
    }
}
