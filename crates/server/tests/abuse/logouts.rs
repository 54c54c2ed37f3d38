//! Clients that hear of the end of a session, and of the end alone.

use axum::{Router, routing::post};
use protocol::SessionId;
use reqwest::StatusCode;
use server::clients::NewClient;
use tokio::{net::TcpListener, sync::mpsc::unbounded_channel};

use crate::{ana, common::World, on_both_databases};

on_both_databases!(
    a_client_that_never_answers_keeps_no_other_waiting,
    a_program_ends_its_own_session_also_after_the_browsers,
);

/// Registers a client that wants to hear of logouts at this address.
async fn client(world: &World, name: &str, address: &str) -> String {
    let new = NewClient {
        name: name.to_owned(),
        redirect_uris: vec!["https://app.example/cb".to_owned()],
        backchannel_logout_uri: Some(address.to_owned()),
        ..NewClient::default()
    };
    world.client(new).await.0
}

/// Notes that a client is still to be told.
async fn to_tell(world: &World, client: &str, session: [u8; 16], since: i64) {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let note =
        "INSERT INTO logout_outbox (session_id, client_id, user_id, ended_at, tries, next_at)
         VALUES ($1, $2, $3, $4, 0, $4)";
    sqlx::query(note)
        .bind(SessionId::from_bytes(session).to_string())
        .bind(client)
        .bind(ana(world).await.to_string())
        .bind(since)
        .execute(&pool)
        .await
        .unwrap();
}

async fn a_client_that_never_answers_keeps_no_other_waiting(world: World) {
    let world = world
        .reconfigured(|config| {
            config.clients.private_targets = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .await;
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/logout", silent.local_addr().unwrap());
    let dead = client(&world, "Dead", &address).await;
    for one in 0..40 {
        to_tell(&world, &dead, [one; 16], world.now() - 60).await;
    }
    let (send, mut told) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/logout", listener.local_addr().unwrap());
    let hear = post(async move |_: String| send.send(()).unwrap());
    let app = Router::new().route("/logout", hear);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let alive = client(&world, "Alive", &address).await;
    to_tell(&world, &alive, [200; 16], world.now()).await;

    tokio::select! {
        sent = world.server.send_logouts() => panic!("it waited for the dead one: {sent:?}"),
        heard = told.recv() => assert_eq!(heard, Some(())),
    }
}

async fn a_program_ends_its_own_session_also_after_the_browsers(world: World) {
    let (here, there) = (world.desktop().await, world.desktop().await);
    let logout = async |client: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("id_token_hint", here.id.as_deref().unwrap())
            .append_pair("client_id", client)
            .finish();
        let mut nobody = world.browser();
        nobody.get(&format!("/oauth/logout?{query}")).await.status()
    };
    assert_eq!(logout("another").await, StatusCode::SEE_OTHER);
    let me = world.api("/oauth/userinfo", &here.access).await;
    assert_eq!(me.status(), StatusCode::OK, "that was not its hint");
    assert_eq!(logout("countersign-desktop").await, StatusCode::SEE_OTHER);
    let ended = world.refresh(here.refresh()).await.status();
    assert_eq!(ended, StatusCode::BAD_REQUEST);
    let other = world.refresh(there.refresh()).await.status();
    assert_eq!(other, StatusCode::OK, "another sign-in goes on");
}
