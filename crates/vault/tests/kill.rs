//! `kill -9` at 500 random instants: what is on disk is the old state or the new one, and never
//! older than what was reported done.
//!
//! Each round starts this program once more as a child that opens a vault of 1,000 entries, says so,
//! does one deed over and over, and says after each that it is done. The parent kills it, in one round
//! at a moment chosen by chance and in the next as soon as a file is being written, and reads what is
//! there. A keychain key opens the vault, since deriving a key from a password takes longer than any
//! deed.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]
#![allow(
    clippy::print_stdout,
    reason = "a child reports on its standard output"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "an instant of no meaning is the point: nothing may be awaited before the kill"
)]
#![cfg(unix)]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{self, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use common::{OTHER, PASSWORD, chance, cheap, create_with_keys, entry, noon, password, place};
use rand_core::Rng as _;
use tempfile::TempDir;
use vault::{Change, Contents, EntryId, Error, KeychainKey, NewSlot, Unlocked, list_backups};

const ENTRIES: usize = 1000;
/// So many entries each import brings.
const IMPORTED: usize = 200;

/// Where the child works, and how it opens the vault.
struct Scene {
    _dir: TempDir,
    path: PathBuf,
    backups: PathBuf,
    line: String,
    start: Vec<u8>,
    ids: Vec<EntryId>,
}

fn scene() -> Scene {
    let (dir, path) = place();
    let (mut vault, _, key) = create_with_keys(&path);
    let ids = vault
        .update(&mut chance(), |c| add_many(c, 0, ENTRIES))
        .unwrap();
    Scene {
        backups: dir.path().join("backups"),
        _dir: dir,
        start: fs::read(&path).unwrap(),
        path,
        line: key.to_line().to_string(),
        ids,
    }
}

fn add_many(contents: &mut Contents, from: usize, count: usize) -> Result<Vec<EntryId>, Error> {
    (from..from + count)
        .map(|number| contents.add(entry(&format!("entry {number}")), noon(), &mut chance()))
        .collect()
}

/// The generation of a vault at the start of a round.
const START: u64 = 2;

/// Repeats `deed` in children that are killed, until `rounds` of them were and one of them in the
/// middle of a file. `check` looks at what the kill left: the opened vault, and how many deeds were
/// reported done.
fn kill(rounds: u32, deed: &str, check: impl Fn(&Scene, &Unlocked, u64)) {
    let scene = scene();
    common::write(&scene.path.with_file_name("old"), &scene.start);
    let mut lasts = Duration::from_millis(50); // a deed, measured anew in each round
    let (mut done_in_all, mut unfinished) = (0, 0);
    for round in 0.. {
        if round >= rounds && unfinished > 0 {
            break;
        }
        scene.reset();
        let child = Child::start(&scene, deed);
        let began = Instant::now();
        let by_chance = round % 2 == 0;
        if by_chance {
            wait_by_chance(lasts);
        } else {
            scene.wait_for_a_file_being_written();
        }
        let done = child.kill();
        if by_chance {
            lasts = match u32::try_from(done).unwrap() {
                0 => lasts.max(began.elapsed()) * 5 / 4, // none yet: wait longer in the next round
                done => (began.elapsed() / done).max(Duration::from_millis(5)),
            };
        }
        unfinished += scene.being_written();
        done_in_all += done;
        let vault = common::unlock_by_line(&scene.path, &scene.line).unwrap();
        check(&scene, &vault, done);
    }
    assert!(done_in_all > 0, "no deed was ever finished");

    let mut vault = common::unlock_by_line(&scene.path, &scene.line).unwrap();
    vault.update(&mut chance(), |_| Ok(())).unwrap();
    let left = unfinished_in(scene.path.parent().unwrap()).len();
    assert_eq!(left, 0, "the next save clears away what was cut off");
}

/// Up to twice as long as a deed lasts: the first and the second are hit alike.
fn wait_by_chance(deed: Duration) {
    let micros = u64::try_from(deed.as_micros()).unwrap();
    std::thread::sleep(Duration::from_micros(chance().next_u64() % (2 * micros)));
}

impl Scene {
    fn reset(&self) {
        common::write(&self.path, &self.start);
        let _ = fs::remove_dir_all(&self.backups);
        for file in unfinished_in(self.path.parent().unwrap()) {
            fs::remove_file(file).unwrap();
        }
    }

    /// How many files are being written, or were when their writer was killed.
    fn being_written(&self) -> usize {
        unfinished_in(self.path.parent().unwrap()).len() + unfinished_in(&self.backups).len()
    }

    fn wait_for_a_file_being_written(&self) {
        while self.being_written() == 0 {
            std::hint::spin_loop();
        }
    }
}

fn unfinished_in(directory: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(directory) else {
        return Vec::new();
    };
    files
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "unfinished"))
        .collect()
}

/// This program once more, doing one deed over and over.
struct Child {
    process: process::Child,
    said: BufReader<ChildStdout>,
}

impl Child {
    /// Starts it and waits until it begins with the first deed.
    fn start(scene: &Scene, deed: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_child", "--ignored", "--nocapture"])
            .env("KILL_DEED", deed)
            .env("KILL_VAULT", &scene.path)
            .env("KILL_LINE", &scene.line)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the child ended");
        }
        Self { process, said }
    }

    /// Kills it and tells how many deeds it had reported done.
    fn kill(mut self) -> u64 {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        rest.lines().filter(|line| *line == "done").count() as u64
    }
}

#[test]
#[ignore = "runs in the processes that the other tests start and kill"]
fn the_child() {
    let path = PathBuf::from(std::env::var_os("KILL_VAULT").unwrap());
    let line = std::env::var("KILL_LINE").unwrap();
    let deed = std::env::var("KILL_DEED").unwrap();
    let backups = path.with_file_name("backups");
    let key = KeychainKey::from_line(&line).unwrap();
    let mut vault = common::unlock_by_line(&path, &line).unwrap();
    let ids: Vec<EntryId> = vault.contents().entries().map(|entry| entry.id).collect();
    println!("\nready");
    for count in 1.. {
        match deed.as_str() {
            "save" => note(&mut vault, &ids, count),
            "import" => {
                let from = ENTRIES + (count as usize - 1) * IMPORTED;
                vault
                    .update(&mut chance(), |c| add_many(c, from, IMPORTED))
                    .map(drop)
            }
            "back up" => vault.backup(&backups.join(count.to_string())).map(drop),
            "change the password" => {
                let secret = password(password_of(count));
                let slots = [cheap(&secret), NewSlot::KeychainKey(&key)];
                vault.reseal(&slots, &mut chance())
            }
            "restore" if !count.is_multiple_of(2) => note(&mut vault, &ids, count),
            "restore" => {
                let backup = common::unlock_by_line(&path.with_file_name("old"), &line).unwrap();
                backup
                    .restore(&path, 0, &mut chance())
                    .and_then(|_| vault.refresh().map(drop))
            }
            other => panic!("no such deed: {other}"),
        }
        .unwrap();
        println!("done");
    }
}

/// Writes the same note to entries from the first to the last.
fn note(vault: &mut Unlocked, ids: &[EntryId], count: u64) -> Result<(), Error> {
    vault.update(&mut chance(), |contents| {
        ids.iter()
            .step_by(100)
            .chain(ids.last())
            .try_for_each(|id| {
                let change = Change {
                    note: Some(count.to_string()),
                    ..Change::default()
                };
                contents.edit(id, change, noon())
            })
    })
}

fn password_of(count: u64) -> &'static str {
    if count.is_multiple_of(2) {
        PASSWORD
    } else {
        OTHER
    }
}

/// Exactly the state after as many deeds as the generation says, which is what was reported or one
/// more: the last may have been done and not reported.
fn demand_generation(vault: &Unlocked, done: u64) -> u64 {
    let deeds = vault.info().generation - START;
    assert!(
        deeds == done || deeds == done + 1,
        "{deeds} deeds are in the file, {done} were reported"
    );
    deeds
}

fn demand_notes(scene: &Scene, vault: &Unlocked, note: &str) {
    assert_eq!(vault.contents().entries().count(), ENTRIES);
    for id in scene.ids.iter().step_by(100).chain(scene.ids.last()) {
        assert_eq!(vault.contents().get(id).unwrap().note, note);
    }
}

#[test]
fn a_kill_during_a_save_leaves_the_old_state_or_the_new_one() {
    kill(200, "save", |scene, vault, done| {
        let deeds = demand_generation(vault, done);
        let note = if deeds == 0 {
            String::new()
        } else {
            deeds.to_string()
        };
        demand_notes(scene, vault, &note);
    });
}

#[test]
fn a_kill_during_an_import_leaves_none_of_it_or_all() {
    kill(120, "import", |_, vault, done| {
        let deeds = usize::try_from(demand_generation(vault, done)).unwrap();
        let names = common::names(vault);
        assert_eq!(names.len(), ENTRIES + deeds * IMPORTED);
        assert_eq!(names.last().unwrap(), &format!("entry {}", names.len() - 1));
    });
}

#[test]
fn a_kill_during_a_backup_leaves_whole_copies_alone() {
    kill(90, "back up", |scene, vault, done| {
        assert_eq!(fs::read(&scene.path).unwrap(), scene.start);
        let copies = list_backups(&scene.backups).unwrap();
        let listed = copies.len() as u64;
        assert!(listed == done || listed == done + 1, "{listed} of {done}");
        for copy in copies {
            assert_eq!(fs::read(&copy.path).unwrap(), scene.start);
            assert_eq!(copy.info, vault.info());
        }
    });
}

#[test]
fn a_kill_during_a_restore_leaves_the_present_or_the_past() {
    kill(50, "restore", |scene, vault, done| {
        let deeds = demand_generation(vault, done);
        let note = if deeds.is_multiple_of(2) {
            String::new()
        } else {
            deeds.to_string()
        };
        demand_notes(scene, vault, &note);
    });
}

#[test]
fn a_kill_during_a_change_of_the_password_leaves_the_old_one_or_the_new_one() {
    kill(40, "change the password", |scene, vault, done| {
        let deeds = demand_generation(vault, done);
        assert_eq!(u64::from(vault.info().epoch), 1 + deeds);
        demand_notes(scene, vault, "");
        assert!(vault.accepts(&password(password_of(deeds)).into()).unwrap());
    });
}
