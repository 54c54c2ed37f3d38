//! The command line, run as a person or a script would.

use std::{ffi::OsStr, process::Stdio};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdout},
};

use crate::{Desk, Machine, program, wait::PATIENCE};

/// `countersign` on one desk.
pub struct Cli<'a> {
    machine: &'a Machine,
    desk: Desk,
}

/// How one run ended.
#[derive(Debug)]
pub struct Answer {
    /// The exit status; `INTERFACES.md` section 3 says what each means.
    pub exit: i32,
    /// Standard output.
    pub said: String,
    /// Standard error.
    pub complained: String,
}

impl Answer {
    /// Standard output as JSON.
    ///
    /// # Panics
    ///
    /// When it is not.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.said).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the failure that `--json` prints on standard error.
    #[must_use]
    pub fn failure(&self) -> String {
        let last = self
            .complained
            .lines()
            .rev()
            .find(|line| line.starts_with('{'));
        let failure: Value = serde_json::from_str(last.unwrap_or("null")).unwrap_or_default();
        failure
            .pointer("/error/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// The answer, which must be one of success.
    ///
    /// # Panics
    ///
    /// When the exit status is not 0.
    #[must_use]
    pub fn well(self) -> Self {
        assert_eq!(self.exit, 0, "{self:?}");
        self
    }
}

impl<'a> Cli<'a> {
    /// The command line as `desk` has it.
    #[must_use]
    pub fn new(machine: &'a Machine, desk: &Desk) -> Self {
        Self {
            machine,
            desk: desk.clone(),
        }
    }

    /// Runs it with `lines` on standard input.
    pub async fn run(&self, arguments: &[impl AsRef<OsStr>], lines: &str) -> Answer {
        self.start(arguments, lines).await.answer().await
    }

    /// Starts it, for what waits on something else to happen, such as a sign-in.
    pub async fn start(&self, arguments: &[impl AsRef<OsStr>], lines: &str) -> Running {
        let mut child = self
            .machine
            .command(program::binary("countersign"))
            .args(arguments)
            .env("COUNTERSIGN_HOME", &self.desk.data)
            .env("COUNTERSIGN_CONFIG", &self.desk.config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command line starts");
        let mut input = child.stdin.take().expect("its input is a pipe");
        // One that reads nothing may be gone already.
        let _ = input.write_all(lines.as_bytes()).await;
        Running { child, lines: None }
    }
}

/// A run that is not over yet.
pub struct Running {
    child: Child,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Running {
    /// Reads lines of JSON until one is as wanted, of a run that goes on.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub async fn until_line(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let lines = self.lines.get_or_insert_with(|| {
            let output = self.child.stdout.take().expect("its output is a pipe");
            BufReader::new(output).lines()
        });
        let read = async {
            loop {
                let line = lines.next_line().await.unwrap();
                let line = line.unwrap_or_else(|| panic!("{what}: it ended before"));
                let value: Value = serde_json::from_str(&line).unwrap();
                if wanted(&value) {
                    return value;
                }
            }
        };
        tokio::time::timeout(PATIENCE, read)
            .await
            .unwrap_or_else(|_| panic!("{what}: it never says so"))
    }

    /// Waits for its end.
    pub async fn answer(self) -> Answer {
        let output = self
            .child
            .wait_with_output()
            .await
            .expect("it can be waited for");
        Answer {
            exit: output.status.code().unwrap_or(-1),
            said: String::from_utf8_lossy(&output.stdout).into_owned(),
            complained: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
