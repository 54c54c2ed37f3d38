//! The real binary in a directory of its own.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, mpsc},
    thread::JoinHandle,
};

use serde_json::Value;
use tempfile::TempDir;

/// A working directory for the binary, and the variables it sees.
pub struct Workplace {
    directory: TempDir,
    variables: Vec<(String, String)>,
}

/// What a finished command left behind.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The last line of standard error, which is the failure.
    pub fn error_json(&self) -> Value {
        let line = self.err.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Workplace {
    pub fn new() -> Self {
        Self {
            directory: TempDir::new().unwrap(),
            variables: Vec::new(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let mut file = fs::File::create(self.path(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.variables.push((key.to_owned(), value.to_owned()));
        self
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with_input(arguments, "")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments may be gone before it reads.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        Done {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts `arguments` and waits for the first line of standard output.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let log = Log::follow(child.stderr.take().unwrap());
        let (send, lines) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .try_for_each(|line| send.send(line).ok());
        });
        let mut running = Running {
            child,
            lines,
            log,
            first: String::new(),
        };
        match running.lines.recv() {
            Ok(line) => running.first = line,
            Err(_) => panic!("it ended before it was ready: {}", running.log()),
        }
        running
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("COUNTERSIGN_SERVER")) {
            command.env_remove(key);
        }
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .envs(self.variables.iter().map(|(key, value)| (key, value)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// A server that runs until it is asked to end, or the test does.
pub struct Running {
    child: Child,
    pub lines: mpsc::Receiver<String>,
    log: Log,
    pub first: String,
}

impl Running {
    /// The first line as JSON.
    pub fn ready(&self) -> Value {
        serde_json::from_str(&self.first).unwrap_or_else(|error| panic!("{error}: {}", self.first))
    }

    /// The issuer that the first line names.
    pub fn issuer(&self) -> String {
        self.ready()["issuer"].as_str().unwrap().to_owned()
    }

    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends a signal by its name for kill(1), as in `-HUP`.
    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until the log says this.
    pub fn wait_for_log(&self, words: &str) {
        let (text, changed) = &*self.log.text;
        let mut log = text.lock().unwrap();
        while !log.contains(words) {
            log = changed.wait(log).unwrap();
        }
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// The whole log. The server has ended, or ends now.
    pub fn log(&mut self) -> String {
        drop(self.child.kill());
        if let Some(reader) = self.log.reader.take() {
            reader.join().unwrap();
        }
        self.log.text.0.lock().unwrap().clone()
    }
}

/// What a server wrote to standard error so far.
struct Log {
    text: Arc<(Mutex<String>, Condvar)>,
    reader: Option<JoinHandle<()>>,
}

impl Log {
    fn follow(stderr: ChildStderr) -> Self {
        let text = Arc::new((Mutex::default(), Condvar::new()));
        let written = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let (text, changed): &(Mutex<String>, Condvar) = &written;
                let mut text = text.lock().unwrap();
                text.push_str(&line);
                text.push('\n');
                changed.notify_all();
            }
        });
        Self {
            text,
            reader: Some(reader),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
