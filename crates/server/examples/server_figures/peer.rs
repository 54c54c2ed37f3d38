//! npm `oidc-provider`, started beside ours by `peer/peer.mjs`, which says how it is set up.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::load::Refresher;

/// It, until dropped.
pub struct Peer {
    process: Child,
    pub at: SocketAddr,
    pub version: String,
    pub basic: String,
    pub programs: Vec<Refresher>,
    pub access: Vec<String>,
}

impl Peer {
    pub fn start() -> Self {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/server_figures/peer");
        let mut process = Command::new("node")
            .arg("peer.mjs")
            .current_dir(directory)
            .env("NODE_ENV", "production")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line)
            .expect("scripts/install bench installs what the figures are compared with");
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        let list = |name: &str| -> Vec<String> {
            let items = said[name].as_array().unwrap().iter();
            items
                .map(|item| item.as_str().unwrap().to_owned())
                .collect()
        };
        let refresher = |token: String| Refresher {
            path: "/token",
            client: "app",
            token,
            access: String::new(),
        };
        Self {
            process,
            at: text("base").trim_start_matches("http://").parse().unwrap(),
            version: text("version"),
            basic: format!("Basic {}", text("basic")),
            programs: list("refresh").into_iter().map(refresher).collect(),
            access: list("access"),
        }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
