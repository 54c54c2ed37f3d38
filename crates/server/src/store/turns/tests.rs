use std::{fs, path::PathBuf};

use sqlx::Row as _;
use tempfile::TempDir;
use tokio::task::{JoinHandle, yield_now};

use super::*;
use crate::store::{Store, Work};

/// A file with a table that refers to itself.
struct Place {
    directory: TempDir,
    store: Store,
}

impl Place {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/file.sqlite3", directory.path().display());
        let store = Store::open(&url).await.unwrap();
        let place = Self { directory, store };
        place
            .run("CREATE TABLE notes (text TEXT PRIMARY KEY, after TEXT REFERENCES notes (text))")
            .await;
        place
    }

    async fn run(&self, sql: &'static str) {
        let mut work = self.store.begin().await.unwrap();
        run(&mut work, sql).await;
        work.commit().await.unwrap();
    }

    /// What is in the file, as another connection sees it.
    async fn notes(&self) -> Vec<String> {
        let mut work = self.store.look().await.unwrap();
        let rows = sqlx::query("SELECT text FROM notes ORDER BY text")
            .fetch_all(&mut *work.transaction)
            .await
            .unwrap();
        rows.iter().map(|row| row.get("text")).collect()
    }

    /// How many commits are in the log of the file: frames that say how long the file is after them.
    fn commits(&self) -> usize {
        let path: PathBuf = self.directory.path().join("file.sqlite3-wal");
        let log = fs::read(path).unwrap();
        let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
        let page = number(&log[8..12]) as usize;
        let frames = log[32..].chunks_exact(24 + page);
        frames
            .filter(|frame| frame[8..16] == log[16..24] && number(&frame[4..8]) != 0)
            .count()
    }

    /// Stands in line with `sql`; commits unless it shall give up.
    fn in_line(&self, sql: &'static str, gives_up: bool) -> JoinHandle<Result<(), Error>> {
        let store = self.store.clone();
        tokio::spawn(async move {
            let mut work = store.begin().await?;
            run(&mut work, sql).await;
            if gives_up {
                return Ok(());
            }
            work.commit().await
        })
    }
}

async fn run(work: &mut Work, sql: &'static str) {
    sqlx::raw_sql(sql)
        .execute(&mut *work.transaction)
        .await
        .unwrap();
}

/// Lets everybody who was spawned get as far as they can. Tests run on one thread.
async fn everybody_is_in_line() {
    for _ in 0..10 {
        yield_now().await;
    }
}

#[tokio::test]
async fn those_who_wait_together_share_one_commit() {
    let place = Place::new().await;
    let before = place.commits();
    let mut first = place.store.begin().await.unwrap();
    run(&mut first, "INSERT INTO notes VALUES ('a', NULL)").await;
    let others = [
        place.in_line("INSERT INTO notes VALUES ('b', 'a')", false),
        place.in_line("INSERT INTO notes VALUES ('c', 'b')", false),
        place.in_line("INSERT INTO notes VALUES ('d', 'c')", false),
    ];
    everybody_is_in_line().await;
    first.commit().await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(place.notes().await, ["a", "b", "c", "d"]);
    assert_eq!(place.commits() - before, 1);
    place.run("INSERT INTO notes VALUES ('e', NULL)").await;
    assert_eq!(place.commits() - before, 2);
}

#[tokio::test]
async fn whoever_gives_up_leaves_nothing_behind_and_takes_nothing_along() {
    let place = Place::new().await;
    let mut first = place.store.begin().await.unwrap();
    run(&mut first, "INSERT INTO notes VALUES ('a', NULL)").await;
    let others = [
        place.in_line("INSERT INTO notes VALUES ('b', NULL)", true),
        place.in_line("INSERT INTO notes VALUES ('c', NULL)", false),
        place.in_line("UPDATE notes SET text = text || '!'", true),
    ];
    everybody_is_in_line().await;
    first.commit().await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(place.notes().await, ["a", "c"]);
}

#[tokio::test]
async fn whoever_gives_up_alone_leaves_the_file_to_other_programs() {
    let place = Place::new().await;
    let url = format!("sqlite://{}/file.sqlite3", place.directory.path().display());
    let other = Store::open(&url).await.unwrap();
    let mut work = place.store.begin().await.unwrap();
    run(&mut work, "INSERT INTO notes VALUES ('a', NULL)").await;
    drop(work);
    let mut work = other.begin().await.unwrap();
    run(&mut work, "INSERT INTO notes VALUES ('b', NULL)").await;
    work.commit().await.unwrap();
    assert_eq!(place.notes().await, ["b"]);
}

#[tokio::test]
async fn whoever_leaves_the_line_holds_nobody_up() {
    let place = Place::new().await;
    let mut first = place.store.begin().await.unwrap();
    run(&mut first, "INSERT INTO notes VALUES ('a', NULL)").await;
    let gone = place.in_line("INSERT INTO notes VALUES ('b', NULL)", false);
    let stays = place.in_line("INSERT INTO notes VALUES ('c', NULL)", false);
    everybody_is_in_line().await;
    gone.abort();
    first.commit().await.unwrap();
    stays.await.unwrap().unwrap();
    assert_eq!(place.notes().await, ["a", "c"]);
}

#[tokio::test]
async fn a_commit_that_fails_fails_for_all() {
    let place = Place::new().await;
    let mut first = place.store.begin().await.unwrap();
    run(&mut first, "INSERT INTO notes VALUES ('a', NULL)").await;
    let other = place.in_line(
        "PRAGMA defer_foreign_keys = ON; INSERT INTO notes VALUES ('b', 'nobody')",
        false,
    );
    everybody_is_in_line().await;
    assert!(matches!(first.commit().await, Err(Error::Database(_))));
    assert!(matches!(other.await.unwrap(), Err(Error::Clash)));
    assert_eq!(place.notes().await, Vec::<String>::new());
    place.run("INSERT INTO notes VALUES ('c', NULL)").await;
    assert_eq!(place.notes().await, ["c"]);
}
