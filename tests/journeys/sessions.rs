//! Somebody is signed in twice and ends one of the two.

use journeys::{Cli, Database, Server, Window, hook, journey};
use serde_json::Value;

use crate::steps::{connect, connect_cli, refresh_tokens};

/// What the server answers to a refresh with this token.
async fn refresh(server: &Server<'_>, token: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "countersign-desktop"),
        ("refresh_token", token),
    ];
    let answer = reqwest::Client::new()
        .post(server.at("/oauth/token"))
        .form(&form)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn an_ended_session_cannot_go_on() {
    journey("an_ended_session_cannot_go_on", async |machine| {
        let server = Server::start(machine, Database::Sqlite).await;
        let ana = server.add_person("ana").await;
        let window = Window::app(machine, &machine.desk("ana")).await;
        connect(machine, &window, &server, &ana).await;
        let own = refresh_tokens(machine).await;
        let laptop = machine.desk("laptop");
        connect_cli(machine, &Cli::new(machine, &laptop), &server, &ana).await;
        let both = refresh_tokens(machine).await;
        let others: Vec<_> = both.iter().filter(|token| !own.contains(token)).collect();
        assert_eq!(others.len(), 1, "the second sign-in has a token of its own");

        window.click(&hook("nav-sessions")).await;
        window
            .click("[data-testid=session-row][data-current=false] [data-testid=end-session]")
            .await;
        window.click(&hook("confirm-end")).await;
        window.see(&hook("ended-result")).await;
        window
            .see_no("[data-testid=session-row][data-current=false]")
            .await;

        let (status, answer) = refresh(&server, others[0]).await;
        assert_eq!(
            (status, &answer["error"]),
            (400, &Value::from("invalid_grant"))
        );
        let refused = Cli::new(machine, &laptop)
            .run(&["accounts", "refresh", "--json"], "")
            .await;
        assert!(
            refused.said.contains("sign") || refused.exit == 6,
            "{refused:?}"
        );
        window
            .see("[data-testid=session-row][data-current=true]")
            .await;
    })
    .await;
}
