//! The chain of decisions, over real files, and what somebody who can write them may try.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use getrandom::SysRng;
use ledger::{Approver, DecisionState, Fault, Key, Ledger, NewAccount, NewDecision, Verified};
use rand_core::UnwrapErr;
use tempfile::TempDir;

fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn decision(request: &str) -> NewDecision {
    NewDecision {
        account: "a1".into(),
        issuer: "https://id.example".into(),
        request: request.into(),
        decision: "approve".into(),
        key: "k1".into(),
        public_key: "p1".into(),
        signed: vec![0, 1, 2, 255],
        signature: "s1".into(),
        shown: r#"{"app":"Wiki of Ana"}"#.into(),
    }
}

/// A ledger with four decisions.
async fn four() -> (TempDir, PathBuf, Key) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite3");
    let key = Key::generate(&mut chance());
    let ledger = Ledger::open(&path).await.unwrap();
    for request in ["r1", "r2", "r3", "r4"] {
        ledger
            .append_decision(&key, &decision(request), 1_800_000_000, &mut chance())
            .await
            .unwrap();
    }
    ledger.close().await;
    (folder, path, key)
}

/// What a look at the chain finds after somebody ran these statements on it.
async fn after(statements: &[&'static str]) -> (Ledger, TempDir, Key, Verified) {
    let (folder, path, key) = four().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let ledger = Ledger::open(&path).await.unwrap();
    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    (ledger, folder, key, verified)
}

async fn faults_after(statements: &[&'static str]) -> Vec<Fault> {
    after(statements).await.3.faults
}

#[tokio::test]
async fn a_decision_outlives_the_program_with_its_bytes_and_what_was_shown_is_sealed() {
    let (folder, path, key) = four().await;
    let ledger = Ledger::open(&path).await.unwrap();
    ledger
        .note_decision(2, DecisionState::Accepted)
        .await
        .unwrap();
    let decisions = ledger.decisions(Some(&key)).await.unwrap();
    let numbers: Vec<_> = decisions.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(decisions[1].what, decision("r2"));
    assert_eq!(decisions[1].state, DecisionState::Accepted);
    assert_eq!(decisions[2].state, DecisionState::Sent);
    assert_eq!(ledger.decisions(None).await.unwrap()[1].what.shown, "");
    let bytes = std::fs::read(folder.path().join("ledger.sqlite3")).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"id.example") && !holds(b"Wiki of Ana"));

    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!((verified.rows, verified.faults), (4, Vec::new()));
    assert_eq!(verified.head.as_slice(), decisions[3].hash);
}

#[tokio::test]
async fn an_empty_chain_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("l.sqlite3"))
        .await
        .unwrap();
    let key = Key::generate(&mut chance());
    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!((verified.rows, verified.faults), (0, Vec::new()));
}

#[tokio::test]
async fn each_changed_field_is_found() {
    for statement in [
        "update decisions set account = 'a2' where number = 2",
        "update decisions set issuer = 'https://id.example2' where number = 2",
        "update decisions set request = 'r9' where number = 2",
        "update decisions set decision = 'deny' where number = 2",
        "update decisions set key = 'k2' where number = 2",
        "update decisions set public_key = 'p2' where number = 2",
        "update decisions set signed = x'000102fe' where number = 2",
        "update decisions set signature = 's2' where number = 2",
        "update decisions set at = at + 1 where number = 2",
        "update decisions set shown = x'00' where number = 2",
        // A byte that moves from one field to the next.
        "update decisions set key = 'k', public_key = '1p1' where number = 2",
    ] {
        let faults = faults_after(&[statement]).await;
        assert_eq!(faults, [Fault::Changed { number: 2 }], "{statement}");
    }
}

#[tokio::test]
async fn missing_swapped_and_relinked_rows_are_found() {
    let missing = faults_after(&["delete from decisions where number in (1, 2)"]).await;
    assert_eq!(missing, [Fault::Missing { from: 1, to: 2 }]);

    let swapped = faults_after(&[
        "update decisions set number = 9 where number = 2",
        "update decisions set number = 2 where number = 3",
        "update decisions set number = 3 where number = 9",
    ])
    .await;
    for number in [2, 3] {
        assert!(swapped.contains(&Fault::Changed { number }), "{swapped:?}");
        assert!(swapped.contains(&Fault::Unlinked { number }), "{swapped:?}");
    }

    let renumbered = faults_after(&[
        "delete from decisions where number = 2",
        "update decisions set number = number - 1 where number > 2",
    ])
    .await;
    assert!(renumbered.contains(&Fault::Unlinked { number: 2 }));
    assert!(renumbered.contains(&Fault::CutOff { from: 4, to: 4 }));
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_also_after_the_next_decision() {
    let (ledger, _folder, key, cut) = after(&["delete from decisions where number > 2"]).await;
    assert_eq!(cut.faults, [Fault::CutOff { from: 3, to: 4 }]);

    let number = ledger
        .append_decision(&key, &decision("r5"), 1_800_000_009, &mut chance())
        .await
        .unwrap();
    assert_eq!(number, 5);
    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!(verified.faults, [Fault::Missing { from: 3, to: 4 }]);

    let (_, _folder, _, emptied) = after(&["delete from decisions"]).await;
    assert_eq!(emptied.faults, [Fault::CutOff { from: 1, to: 4 }]);
}

#[tokio::test]
async fn without_the_seal_of_its_end_the_chain_is_not_taken_for_whole() {
    let (ledger, _folder, key, none) = after(&["delete from decisions_head"]).await;
    assert_eq!(none.faults, [Fault::NoSeal]);
    ledger
        .append_decision(&key, &decision("r5"), 1_800_000_009, &mut chance())
        .await
        .unwrap();
    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!(verified.faults, [Fault::Unlinked { number: 5 }]);

    let forged = faults_after(&["update decisions_head set sealed = x'00'"]).await;
    assert_eq!(forged, [Fault::NoSeal]);
}

/// Somebody who knows the rules can write a chain that fits, and cannot seal its end.
#[tokio::test]
async fn a_chain_that_was_written_anew_has_another_end() {
    let (folder, path, key) = four().await;
    let forged = folder.path().join("forged.sqlite3");
    let ledger = Ledger::open(&forged).await.unwrap();
    let other = Key::generate(&mut chance());
    for request in ["r1", "r2", "r3", "rX"] {
        ledger
            .append_decision(&other, &decision(request), 1_800_000_000, &mut chance())
            .await
            .unwrap();
    }
    ledger.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let pool = sqlx::SqlitePool::connect_with(options.clone())
        .await
        .unwrap();
    let mut connection = pool.acquire().await.unwrap();
    let attach = format!("attach '{}' as forged", forged.display());
    for statement in [
        attach.as_str(),
        "delete from decisions",
        "insert into decisions select * from forged.decisions",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await
            .unwrap();
    }
    drop(connection);
    pool.close().await;

    let ledger = Ledger::open(&path).await.unwrap();
    let verified = ledger.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!(verified.faults, [Fault::OtherEnd]);
}

#[tokio::test]
async fn two_programs_that_decide_at_once_make_one_chain() {
    let (_folder, path, key) = four().await;
    let (one, two) = (
        Ledger::open(&path).await.unwrap(),
        Ledger::open(&path).await.unwrap(),
    );
    let append = async |ledger: &Ledger| {
        for _ in 0..5 {
            ledger
                .append_decision(&key, &decision("r"), 1_800_000_000, &mut chance())
                .await
                .unwrap();
        }
    };
    tokio::join!(append(&one), append(&two));
    let verified = one.verify_decisions(Some(&key)).await.unwrap();
    assert_eq!((verified.rows, verified.faults), (14, Vec::new()));
}

#[tokio::test]
async fn an_enrolment_goes_with_its_account_and_decisions_stay() {
    let (folder, path, key) = four().await;
    let ledger = Ledger::open(&path).await.unwrap();
    let account = NewAccount {
        id: "a1".into(),
        issuer: "https://id.example".into(),
        server: "countersign".into(),
        client_id: "countersign-desktop".into(),
        subject: "u1".into(),
        name: None,
        scopes: Vec::new(),
    };
    ledger
        .put_account(&key, &account, 0, &mut chance())
        .await
        .unwrap();
    let approver = Approver {
        account: "a1".into(),
        issuer: "https://id.example".into(),
        user: "u1".into(),
        device: "d1".into(),
        key: "k1".into(),
        public_key: "p1".into(),
        name: Some("Laptop of Ana".into()),
        enrolled_at: 1_800_000_000,
    };
    for name in ["old", "Laptop of Ana"] {
        let one = Approver {
            name: Some(name.into()),
            ..approver.clone()
        };
        ledger
            .put_approver(&key, &one, &mut chance())
            .await
            .unwrap();
    }
    let kept = ledger.approver(Some(&key), "a1").await.unwrap();
    assert_eq!(kept.as_ref(), Some(&approver));
    assert_eq!(ledger.approvers(None).await.unwrap()[0].name, None);
    let bytes = std::fs::read(folder.path().join("ledger.sqlite3")).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"Laptop of Ana"));

    ledger.remove_account("a1").await.unwrap();
    assert_eq!(ledger.approvers(Some(&key)).await.unwrap(), []);
    assert_eq!(ledger.decisions(None).await.unwrap().len(), 4);
}
