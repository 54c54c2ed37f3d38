//! What shows when somebody edits the log in the database.

use std::fs;

use authority::{
    Moment,
    audit::{Event, Finding, Report},
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use server::{Config, Server, audit::Sealed, config::Audit};
use sqlx::AnyPool;

use crate::{common::World, on_both_databases};

on_both_databases!(
    a_checkpoint_is_signed_after_a_hundred_rows_or_ten_minutes,
    a_log_that_was_written_anew_does_not_fit_what_was_signed,
    a_cut_tail_is_found_by_the_copy_outside_even_when_the_database_forgot_it,
    a_cut_head_is_found,
    a_row_that_was_changed_is_named,
    a_row_of_the_first_version_still_verifies_and_says_nothing_that_was_added,
    old_rows_go_and_the_rest_still_verifies,
    a_damaged_log_keeps_its_old_rows,
    a_forged_checkpoint_is_named,
);

const DAY: i64 = 86_400;

/// A server that keeps copies of checkpoints in the directory of `world`, on the same database.
async fn with_copies(world: &World) -> Server {
    world
        .replica_with(Config {
            audit: Audit {
                checkpoints: Some(world.directory.path().join("copies")),
                ..Audit::default()
            },
            ..world.server.config().clone()
        })
        .await
}

async fn pool(world: &World) -> AnyPool {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    AnyPool::connect(&url).await.unwrap()
}

async fn run(world: &World, sql: &str) {
    let pool = pool(world).await;
    sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

async fn append(server: &Server, count: usize) {
    let mut work = server.store().begin().await.unwrap();
    for _ in 0..count {
        let event = Event::new(server.now(), "ana", "test.happened", "something").from("192.0.2.1");
        work.audit().append(&event).await.unwrap();
    }
    work.commit().await.unwrap();
}

/// The number of the last row.
async fn last(server: &Server) -> i64 {
    server
        .store()
        .read()
        .await
        .unwrap()
        .audit()
        .head()
        .await
        .unwrap()
        .0
}

async fn check(server: &Server) -> Report {
    server.check_audit(None).await.unwrap()
}

/// Writes the chain anew from row `from` on, as somebody would who may write to the database.
async fn write_anew(server: &Server, world: &World, from: i64) {
    let rows = server
        .store()
        .read()
        .await
        .unwrap()
        .audit()
        .rows(1, 10_000)
        .await
        .unwrap();
    let mut previous = authority::audit::GENESIS.to_owned();
    let pool = pool(world).await;
    for row in rows {
        if row.number < from {
            previous = row.hash;
            continue;
        }
        previous = authority::audit::chain(&previous, row.number, &row.event);
        sqlx::query("UPDATE audit SET hash = $1 WHERE number = $2")
            .bind(previous.as_str())
            .bind(row.number)
            .execute(&pool)
            .await
            .unwrap();
    }
    sqlx::query("UPDATE audit_head SET hash = $1")
        .bind(previous.as_str())
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

fn copies(world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(world.directory.path().join("copies")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        lines.extend(text.lines().map(str::to_owned));
    }
    lines
}

async fn a_checkpoint_is_signed_after_a_hundred_rows_or_ten_minutes(world: World) {
    let server = with_copies(&world).await;
    let first = last(&server).await;
    assert_eq!(server.checkpoint_audit(false).await.unwrap(), Some(first));
    append(&server, 99).await;
    assert_eq!(server.checkpoint_audit(false).await.unwrap(), None);
    append(&server, 1).await;
    let hundredth = Some(first + 100);
    assert_eq!(server.checkpoint_audit(false).await.unwrap(), hundredth);
    world.wait(600);
    assert_eq!(server.checkpoint_audit(false).await.unwrap(), None);
    append(&server, 1).await;
    assert_eq!(
        server.checkpoint_audit(false).await.unwrap(),
        Some(first + 101)
    );

    // Each of them left the database, and the public key alone is enough to check it.
    let key = BASE64URL_NOPAD
        .decode(server.seal().unwrap().public_key().as_bytes())
        .unwrap();
    let lines = copies(&world);
    assert_eq!(lines.len(), 3);
    for line in lines {
        let sealed = Sealed::parse(&line).unwrap();
        let signature = BASE64URL_NOPAD.decode(sealed.signature.as_bytes()).unwrap();
        UnparsedPublicKey::new(&ED25519, &key)
            .verify(&sealed.checkpoint.signed_bytes(), &signature)
            .unwrap();
    }
    let report = check(&server).await;
    assert_eq!(report.findings, []);
    assert_eq!((report.checkpoints, report.signed), (3, first + 101));
}

async fn a_log_that_was_written_anew_does_not_fit_what_was_signed(world: World) {
    let server = with_copies(&world).await;
    append(&server, 5).await;
    server.checkpoint_audit(true).await.unwrap();
    append(&server, 5).await;
    let signed = last(&server).await;
    server.checkpoint_audit(true).await.unwrap();
    run(
        &world,
        &format!(
            "UPDATE audit SET actor = 'somebody else' WHERE number = {}",
            signed - 1
        ),
    )
    .await;
    write_anew(&server, &world, signed - 1).await;
    // Whoever does this takes the copy in the database away as well.
    run(&world, "DELETE FROM audit_checkpoints").await;
    let report = check(&server).await;
    assert!(
        matches!(report.findings[..], [Finding::Replaced { from, to, .. }]
            if from == signed - 4 && to == signed),
        "{:?}",
        report.findings
    );
    // Without the copies outside nothing shows, which is why there are copies outside.
    assert_eq!(world.server.check_audit(None).await.unwrap().findings, []);
}

async fn a_cut_tail_is_found_by_the_copy_outside_even_when_the_database_forgot_it(world: World) {
    let server = with_copies(&world).await;
    append(&server, 5).await;
    server.checkpoint_audit(true).await.unwrap();
    let known = last(&server).await;
    let left = known - 2;
    let hash: String = {
        let mut work = server.store().read().await.unwrap();
        work.audit().rows(left, 1).await.unwrap()[0].hash.clone()
    };
    run(&world, &format!("DELETE FROM audit WHERE number > {left}")).await;
    assert!(
        matches!(check(&server).await.findings[..], [Finding::TailCut { last, known: k, .. }]
            if last == left && k == known)
    );
    run(&world, "DELETE FROM audit_checkpoints").await;
    run(
        &world,
        &format!("UPDATE audit_head SET number = {left}, hash = '{hash}'"),
    )
    .await;
    let report = check(&server).await;
    let said = report.findings[0].to_string();
    assert!(
        said.starts_with("the end was cut off") && said.contains(&format!("row {known}")),
        "{said}"
    );
    let elsewhere = world.directory.path().join("copies");
    let report = world.server.check_audit(Some(&elsewhere)).await.unwrap();
    assert_eq!(report.findings.len(), 1);
}

async fn a_cut_head_is_found(world: World) {
    append(&world.server, 5).await;
    run(&world, "DELETE FROM audit WHERE number <= 3").await;
    assert_eq!(
        check(&world.server).await.findings,
        [Finding::HeadCut { from: 1, to: 3 }]
    );
}

async fn a_row_that_was_changed_is_named(world: World) {
    append(&world.server, 5).await;
    for change in [
        "at = at + 1",
        "actor = 'x'",
        "action = 'x'",
        "subject = 'x'",
        "detail = 'x'",
        "device = 'x'",
        "address = 'x'",
        "outcome = 'refused'",
        "outcome = 'x'",
        "reasons = 'x'",
        "version = 1",
        "hash = 'x'",
    ] {
        run(
            &world,
            "CREATE TABLE kept AS SELECT * FROM audit WHERE number = 4",
        )
        .await;
        run(
            &world,
            &format!("UPDATE audit SET {change} WHERE number = 4"),
        )
        .await;
        let found = check(&world.server).await.findings;
        assert_eq!(found, [Finding::Changed { number: 4 }], "{change}");
        run(&world, "DELETE FROM audit WHERE number = 4").await;
        let found = check(&world.server).await.findings;
        assert_eq!(found, [Finding::Missing { from: 4, to: 4 }]);
        run(&world, "INSERT INTO audit SELECT * FROM kept").await;
        run(&world, "DROP TABLE kept").await;
        assert!(check(&world.server).await.is_whole());
    }
}

async fn a_row_of_the_first_version_still_verifies_and_says_nothing_that_was_added(world: World) {
    let (number, previous) = {
        let mut work = world.server.store().read().await.unwrap();
        work.audit().head().await.unwrap()
    };
    let event = Event {
        outcome: None,
        ..Event::new(Moment::from_unix(1_700_000_000), "ana", "old.thing", "s")
    };
    let hash = authority::audit::chain_as(1, &previous, number + 1, &event).unwrap();
    run(
        &world,
        &format!(
            "INSERT INTO audit (number, at, actor, action, subject, detail, hash)
             VALUES ({}, 1700000000, 'ana', 'old.thing', 's', '', '{hash}')",
            number + 1
        ),
    )
    .await;
    run(
        &world,
        &format!(
            "UPDATE audit_head SET number = {}, hash = '{hash}'",
            number + 1
        ),
    )
    .await;
    append(&world.server, 2).await;
    assert!(check(&world.server).await.is_whole());
    run(
        &world,
        &format!(
            "UPDATE audit SET outcome = 'done' WHERE number = {}",
            number + 1
        ),
    )
    .await;
    let changed = Finding::Changed { number: number + 1 };
    assert_eq!(check(&world.server).await.findings, [changed]);
}

async fn old_rows_go_and_the_rest_still_verifies(world: World) {
    let server = with_copies(&world).await;
    append(&server, 5).await;
    server.checkpoint_audit(true).await.unwrap();
    let old = last(&server).await;
    world.wait(90 * DAY);
    append(&server, 3).await;
    assert_eq!(
        server.trim_audit().await.unwrap(),
        0,
        "nothing is old enough"
    );
    world.wait(1);
    assert_eq!(server.trim_audit().await.unwrap(), old.unsigned_abs());
    assert_eq!(server.trim_audit().await.unwrap(), 0);
    let report = check(&server).await;
    assert_eq!(report.findings, []);
    // Three that stayed, and the one that says so.
    assert_eq!((report.first, report.rows), (old + 1, 4));
    // Even when the database forgot why its first rows are gone.
    run(&world, "DELETE FROM audit_checkpoints").await;
    assert!(check(&server).await.is_whole());
    // But no further row may go.
    run(
        &world,
        &format!("DELETE FROM audit WHERE number = {}", old + 1),
    )
    .await;
    assert_eq!(
        check(&server).await.findings,
        [Finding::HeadCut {
            from: old + 1,
            to: old + 1
        }]
    );
}

async fn a_damaged_log_keeps_its_old_rows(world: World) {
    append(&world.server, 5).await;
    run(&world, "UPDATE audit SET actor = 'x' WHERE number = 3").await;
    world.wait(91 * DAY);
    assert_eq!(world.server.trim_audit().await.unwrap(), 0);
    assert_eq!(
        check(&world.server).await.findings,
        [Finding::Changed { number: 3 }]
    );
}

async fn a_forged_checkpoint_is_named(world: World) {
    append(&world.server, 5).await;
    world.server.checkpoint_audit(true).await.unwrap();
    run(&world, "UPDATE audit_checkpoints SET number = number - 1").await;
    let report = check(&world.server).await;
    assert!(
        matches!(&report.findings[..], [Finding::Unsigned { place }] if place.contains("database")),
        "{:?}",
        report.findings
    );
}
