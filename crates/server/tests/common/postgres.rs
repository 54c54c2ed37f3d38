//! A fresh PostgreSQL database for each test, out of `postgres.sh`, which says how.
//!
//! Every process that uses the private cluster holds a shared lock for as long as it lives, which
//! also ends when the process is killed. This file needs nothing but the standard library, so other
//! packages can include it by path.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::Command,
    sync::OnceLock,
};

/// The address of a new, empty database called `name`, which is made of letters, digits and `_`.
pub fn fresh_database(name: &str) -> String {
    static HELD: OnceLock<File> = OnceLock::new();
    let target = option_env!("CARGO_TARGET_TMPDIR")
        .unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tmp"));
    let state = PathBuf::from(target).join("postgres");
    fs::create_dir_all(&state).expect("the target directory is writable");
    HELD.get_or_init(|| {
        let lock = File::create(state.join("users.lock")).expect("the lock file can be made");
        lock.lock_shared().expect("the lock can be shared");
        lock
    });
    let mut script = Command::new("sh");
    script
        .arg("-c")
        .arg(include_str!("postgres.sh"))
        .arg("postgres.sh")
        .arg(&state)
        .arg(name);
    let output = script.output().expect("sh runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "no PostgreSQL database for a test: {errors}"
    );
    String::from_utf8(output.stdout)
        .expect("an address")
        .trim()
        .to_owned()
}
