//! Our server as its own process, on either database.

use std::{fs, path::PathBuf, process::Stdio};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    sync::Mutex,
};

use crate::{Machine, Postgres, program, until, wire::Wire};

/// What the server keeps its records in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// One file.
    Sqlite,
    /// A cluster of its own.
    Postgres,
}

/// `countersign-server serve`, with a configuration of its own.
pub struct Server<'a> {
    machine: &'a Machine,
    config: PathBuf,
    issuer: String,
    process: Mutex<Option<Child>>,
    wire: Option<Wire>,
    _postgres: Option<Postgres>,
}

/// Somebody who has an account there.
pub struct Person {
    /// What they sign in as.
    pub name: String,
    /// What they sign in with.
    pub password: String,
}

impl Person {
    /// Somebody with this name and password.
    #[must_use]
    pub fn new(name: &str, password: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: password.to_owned(),
        }
    }
}

impl<'a> Server<'a> {
    /// Starts one on an empty database.
    pub async fn start(machine: &'a Machine, database: Database) -> Self {
        Self::start_at(machine, database, program::free_port(), None).await
    }

    /// Starts one whose network can be cut.
    pub async fn start_far_away(machine: &'a Machine) -> Self {
        let port = program::free_port();
        let wire = Wire::to(([127, 0, 0, 1], port).into()).await;
        Self::start_at(machine, Database::Sqlite, port, Some(wire)).await
    }

    /// Cuts the network: nobody reaches the server, and nobody is told.
    ///
    /// # Panics
    ///
    /// Unless it was started far away.
    pub fn cut_network(&self) {
        self.wire.as_ref().expect("it is far away").cut();
    }

    /// Mends the network.
    ///
    /// # Panics
    ///
    /// Unless it was started far away.
    pub fn mend_network(&self) {
        self.wire.as_ref().expect("it is far away").mend();
    }

    async fn start_at(
        machine: &'a Machine,
        database: Database,
        port: u16,
        wire: Option<(Wire, u16)>,
    ) -> Self {
        let folder = machine.folder("server");
        let postgres = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(Postgres::start(machine).await),
        };
        let database_url = postgres.as_ref().map_or_else(
            || format!("sqlite://{}/server.sqlite3", folder.display()),
            |postgres| postgres.url().to_owned(),
        );
        let (wire, near) = wire.map_or((None, port), |(wire, near)| (Some(wire), near));
        let issuer = format!("http://127.0.0.1:{near}");
        let config = folder.join("countersign-server.toml");
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\nissuer = \"{issuer}\"\ndatabase_url = \"{database_url}\"\n"
        );
        fs::write(&config, text).unwrap();

        let server = Self {
            machine,
            config,
            issuer,
            process: Mutex::default(),
            wire,
            _postgres: postgres,
        };
        server.resume().await;
        server
    }

    /// Its address, which people type to sign in.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// An address below the issuer.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Makes an account for `name`.
    pub async fn add_person(&self, name: &str) -> Person {
        let person = Person::new(name, "violet otter paints 47 kites");
        let mut add = self.command(&["user", "add", name]);
        add.args([
            "--email",
            &format!("{name}@example.org"),
            "--password-stdin",
        ]);
        let mut add = add
            .stdin(Stdio::piped())
            .stdout(program::log(&self.machine.log("server")))
            .stderr(program::log(&self.machine.log("server")))
            .spawn()
            .expect("the server's command line starts");
        let mut input = add.stdin.take().expect("its input is a pipe");
        input
            .write_all(format!("{}\n", person.password).as_bytes())
            .await
            .unwrap();
        drop(input);
        assert!(add.wait().await.unwrap().success(), "{name} can be added");
        person
    }

    /// Ends it the way an operator does, and returns once it is gone.
    ///
    /// # Panics
    ///
    /// When it does not end with 0.
    pub async fn stop(&self) {
        let mut process = self.process.lock().await.take().expect("the server runs");
        let id = process
            .id()
            .expect("it has not been waited for")
            .to_string();
        let told = Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &id])
            .status()
            .await;
        assert!(
            told.is_ok_and(|status| status.success()),
            "the server can be signalled"
        );
        let status = process.wait().await.unwrap();
        assert!(status.success(), "the server ends well: {status}");
    }

    /// Starts it again, on the same port and database.
    pub async fn resume(&self) {
        let mut serve = self.command(&["serve"]);
        let mut process = program::logged(&mut serve, &self.machine.log("server"))
            .spawn()
            .expect("the server starts");
        let ready = self.at("/health/ready");
        until("the server is ready", async || {
            if let Ok(Some(status)) = process.try_wait() {
                panic!("the server ended at once: {status}");
            }
            let answer = reqwest::get(&ready).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
        *self.process.lock().await = Some(process);
    }

    fn command(&self, verb: &[&str]) -> Command {
        let mut command = self.machine.command(program::binary("countersign-server"));
        command
            .args(verb)
            .arg("--config")
            .arg(&self.config)
            .env("RUST_LOG", "info");
        command
    }
}

/// `countersign-server demo`: the server that `make run` starts, and who has an account there.
pub struct Demo {
    /// Its address.
    pub issuer: String,
    /// May see and end everybody's sessions.
    pub administrator: Person,
    /// Anybody.
    pub user: Person,
    _process: Child,
}

impl Demo {
    /// Starts one and waits until it is ready.
    pub async fn start(machine: &Machine) -> Self {
        let mut process = machine
            .command(program::binary("countersign-server"))
            .args(["demo", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(program::log(&machine.log("server")))
            .spawn()
            .expect("the server starts");
        let output = process.stdout.take().expect("its output is a pipe");
        let ready = BufReader::new(output)
            .lines()
            .next_line()
            .await
            .unwrap()
            .expect("it says so");
        let ready: Value = serde_json::from_str(&ready).expect("it says so in JSON");
        let text = |pointer: &str| {
            ready
                .pointer(pointer)
                .and_then(Value::as_str)
                .expect("it is told")
                .to_owned()
        };
        let person = |who: &str| {
            Person::new(
                &text(&format!("/{who}/name")),
                &text(&format!("/{who}/password")),
            )
        };
        Self {
            issuer: text("/issuer"),
            administrator: person("administrator"),
            user: person("user"),
            _process: process,
        }
    }
}
