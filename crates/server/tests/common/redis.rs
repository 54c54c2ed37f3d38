//! A real Redis for one test: on a free port, in a directory of its own, and gone with the test.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// One `redis-server` that keeps nothing on disk.
pub struct RedisServer {
    port: u16,
    child: Option<Child>,
    directory: TempDir,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // Another program may take the port that was free a moment ago.
        for _ in 0..10 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            if let Some(child) = run(port, &directory) {
                return Self {
                    port,
                    child: Some(child),
                    directory,
                };
            }
        }
        panic!("redis-server does not start: install the package redis-server");
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it without a word, and everything it knew.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts it again at the same address, without memory.
    pub fn start_again(&mut self) {
        assert!(self.child.is_none(), "it runs");
        self.child = run(self.port, &self.directory);
        assert!(self.child.is_some(), "its port was taken");
    }

    /// Lets it accept connections and answer nothing.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it answer again.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Starts it; `None` when it ended before it was ready. It ends with the thread that started it, should
/// the test be killed.
fn run(port: u16, directory: &TempDir) -> Option<Child> {
    let mut child = Command::new("setpriv")
        .args(["--pdeathsig", "KILL", "redis-server"])
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
        .arg("--dir")
        .arg(directory.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(child.stdout.take()?).lines();
    let ready = lines
        .by_ref()
        .map_while(Result::ok)
        .any(|line| line.contains("Ready to accept connections"));
    if ready {
        // Nobody else reads what it says, and it must not wait for somebody who does.
        std::thread::spawn(move || lines.for_each(drop));
        return Some(child);
    }
    drop(child.wait());
    None
}
