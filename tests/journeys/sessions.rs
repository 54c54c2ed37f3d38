//! Somebody is signed in twice and ends one of the two.

use journeys::{Cli, Database, Server, Window, hook, journey};
use serde_json::Value;

use journeys::steps::{connect, connect_cli, refresh_tokens};

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
        connect(machine, &window, server.issuer(), &ana).await;
        let own = refresh_tokens(machine).await;
        let laptop = Cli::new(machine, &machine.desk("laptop"));
        connect_cli(machine, &laptop, server.issuer(), &ana).await;
        let both = refresh_tokens(machine).await;
        let others: Vec<_> = both.iter().filter(|token| !own.contains(token)).collect();
        assert_eq!(others.len(), 1, "the second sign-in has a token of its own");
        let row = row_of_its_own(&laptop).await;

        window.click(&hook("nav-sessions")).await;
        window
            .click(&format!("{row} [data-testid=end-session]"))
            .await;
        window.click(&hook("confirm-end")).await;
        window.see(&hook("ended-result")).await;
        window.see_no(&row).await;

        let (status, answer) = refresh(&server, others[0]).await;
        assert_eq!(
            (status, &answer["error"]),
            (400, &Value::from("invalid_grant"))
        );
        let refused = laptop.run(&["sessions", "list", "--json"], "").await;
        assert_eq!(
            (refused.exit, refused.failure().as_str()),
            (6, "sign_in_again"),
            "{refused:?}"
        );
        window
            .see("[data-testid=session-row][data-current=true]")
            .await;
    })
    .await;
}

/// The row of the window's list that shows the session of this command line.
async fn row_of_its_own(cli: &Cli<'_>) -> String {
    let list = cli
        .run(&["sessions", "list", "--json"], "")
        .await
        .well()
        .json();
    let own = list
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["current"] == true)
        .unwrap();
    format!(
        "[data-testid=session-row][data-id=\"{}\"]",
        own["id"].as_str().unwrap()
    )
}
