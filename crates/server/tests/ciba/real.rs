//! openid-client, as its authors wrote it.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde_json::{Value, json};
use server::clients::NewClient;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    net::TcpListener,
    process::{ChildStdout, Command},
    time::sleep,
};

use crate::{
    common::World,
    device::with_device,
    till::{Till, new},
};

/// The program's lines.
struct Program(Lines<BufReader<ChildStdout>>);

impl Program {
    fn start(world: &World, till: &Till, mode: &str, port: u16) -> Self {
        let program =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients/openid_client_ciba.mjs");
        let mut child = Command::new("node")
            .arg(program)
            .env("ISSUER", &world.base)
            .env("CLIENT_ID", &till.id)
            .env("CLIENT_SECRET", &till.secret)
            .env("MODE", mode)
            .env("PORT", port.to_string())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        tokio::spawn(async move { child.wait().await });
        Self(lines)
    }

    async fn says(&mut self) -> Value {
        let line = self.0.next_line().await.unwrap();
        serde_json::from_str(&line.expect("the client gave up")).unwrap()
    }
}

fn demand(world: &World, done: &Value) {
    let done = &done["done"];
    assert_eq!(done["claims"]["iss"], world.base.as_str());
    assert_eq!(done["claims"]["sub"], done["person"]["sub"]);
    assert_eq!(done["claims"]["amr"], json!(["mfa", "swk", "user"]));
    assert_eq!(done["person"]["preferred_username"], "ana");
    assert_eq!(done["rotated"], true);
}

#[tokio::test]
async fn openid_client_polls() {
    let world = World::today().await;
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let mut program = Program::start(&world, &till, "poll", 0);
    let said = program.says().await;
    assert_eq!((&said["interval"], &said["life"]), (&json!(5), &json!(120)));
    let asked = device.asked(&world).await;
    assert_eq!(asked.message.as_deref(), Some("Pay 12.50 at the till"));
    device
        .approve(&world, said["number"].as_str().unwrap())
        .await;
    demand(&world, &program.says().await);
}

#[tokio::test]
async fn openid_client_is_told_and_asks_then() {
    let world = World::today().await;
    let world = world
        .reconfigured(|config| {
            config.clients.private_targets = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .await;
    let (_ana, _, device) = with_device(&world).await;
    // Taken and given back, so that nobody else has it.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let told = NewClient {
        backchannel_notification: Some(format!("http://127.0.0.1:{port}/told")),
        ..new()
    };
    let till = Till::add(&world, told).await;
    let mut program = Program::start(&world, &till, "ping", port);
    let said = program.says().await;
    assert_eq!(
        world.server.send_pings().await.unwrap(),
        0,
        "nobody decided"
    );
    device
        .approve(&world, said["number"].as_str().unwrap())
        .await;
    while world.server.send_pings().await.unwrap() == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    let done = program.says().await;
    demand(&world, &done);
    assert_eq!(done["done"]["told"], true, "{done}");
    assert_eq!(
        world.server.send_pings().await.unwrap(),
        0,
        "it was told once"
    );
}
