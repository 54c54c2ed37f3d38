//! A PostgreSQL of its own for one journey.

use std::{fs::File, process::Stdio};

use crate::Machine;

/// Makes and keeps a private cluster, for the server's own tests and for journeys alike.
const KEEPER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/server/tests/common/postgres.sh"
);

/// A cluster with one empty database, for as long as this is held.
pub struct Postgres {
    url: String,
    _in_use: File,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub async fn start(machine: &Machine) -> Self {
        let state = machine.folder("postgres");
        let in_use = File::create(state.join("users.lock")).unwrap();
        in_use.lock_shared().unwrap();
        // Not a program of the machine: its keeper stops it and removes it once the lock is free.
        let output = tokio::process::Command::new(KEEPER)
            .arg(&state)
            .arg("journey")
            .stdin(Stdio::null())
            .output()
            .await
            .expect("the keeper starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "PostgreSQL did not start: {complaint}"
        );
        let url = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Self {
            url,
            _in_use: in_use,
        }
    }

    /// Where it can be reached.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}
