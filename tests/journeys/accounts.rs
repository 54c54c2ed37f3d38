//! Somebody is signed in to a server.

use std::{fs, path::Path};

use journeys::{Cli, Database, Machine, Person, Server, Window, hook, journey};

use journeys::steps::{connect, connect_cli, refresh_tokens, sign_in_page};
use serde_json::Value;

/// Files below `folder` that contain `text`.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(files_with(&path, text));
        } else if kind.is_file() {
            let bytes = fs::read(&path).unwrap_or_default();
            if bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

async fn sign_in_and_start_again(machine: &Machine, database: Database) {
    let server = Server::start(machine, database).await;
    let ana = server.add_person("ana").await;
    let desk = machine.desk("ana");
    let window = Window::app(machine, &desk).await;

    connect(machine, &window, server.issuer(), &ana).await;
    window
        .see("[data-testid=account-card][data-state=signedIn]")
        .await;

    let tokens = refresh_tokens(machine).await;
    assert_eq!(
        tokens.len(),
        1,
        "one account has one refresh token in the keychain"
    );
    for token in &tokens {
        assert_eq!(
            files_with(&machine.home(), token),
            [""; 0],
            "the token is nowhere on disk"
        );
    }

    window.close(machine).await;
    let window = Window::app(machine, &desk).await;
    window.click(&hook("nav-accounts")).await;
    window
        .see("[data-testid=account-card][data-state=signedIn]")
        .await;
    window.click(&hook("account-action")).await;
    window.see_no("[data-testid=account-action]:disabled").await;
    window
        .see("[data-testid=account-card][data-state=signedIn]")
        .await;
    assert!(
        !window.shows(&hook("failure")).await,
        "its tokens still work"
    );
}

#[tokio::test]
async fn a_sign_in_outlives_the_app_on_sqlite() {
    journey("a_sign_in_outlives_the_app_on_sqlite", async |machine| {
        sign_in_and_start_again(machine, Database::Sqlite).await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_outlives_the_app_on_postgresql() {
    journey(
        "a_sign_in_outlives_the_app_on_postgresql",
        async |machine| {
            sign_in_and_start_again(machine, Database::Postgres).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_goes_away_loses_nothing() {
    journey("a_server_that_goes_away_loses_nothing", async |machine| {
        let server = Server::start(machine, Database::Sqlite).await;
        let ana = server.add_person("ana").await;
        let window = Window::app(machine, &machine.desk("ana")).await;
        connect(machine, &window, server.issuer(), &ana).await;
        window
            .see("[data-testid=account-card][data-state=signedIn]")
            .await;
        let before = refresh_tokens(machine).await;

        server.stop().await;
        window.click(&hook("account-action")).await;
        window
            .see("[data-testid=account-card][data-state=serverAway]")
            .await;
        assert_eq!(refresh_tokens(machine).await, before, "the tokens are kept");

        server.resume().await;
        window.click(&hook("account-action")).await;
        window
            .see("[data-testid=account-card][data-state=signedIn]")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_server_password_is_told_in_the_browser() {
    journey(
        "a_wrong_server_password_is_told_in_the_browser",
        async |machine| {
            let server = Server::start(machine, Database::Sqlite).await;
            let ana = server.add_person("ana").await;
            let wrong = Person::new("ana", "violet otter paints 48 kites");
            let cli = Cli::new(machine, &machine.desk("ana"));
            let adding = cli
                .start(&["accounts", "add", server.issuer(), "--json"], "")
                .await;
            let browser = Window::browser(machine).await;
            browser.go(&machine.opened_address().await).await;

            sign_in_page(&browser, &wrong).await;
            browser.see("#sign-in-error").await;
            sign_in_page(&browser, &ana).await;

            let added = adding.answer().await.well().json();
            assert_eq!(added["issuer"], server.issuer());
        },
    )
    .await;
}

/// What the keychain holds of the one account: the line of its tokens.
async fn line_of_tokens(machine: &Machine) -> Value {
    let secrets = machine.keychain().secrets("countersign").await;
    let mut lines = secrets
        .iter()
        .filter_map(|secret| serde_json::from_str::<Value>(secret).ok())
        .filter(|line| line.get("refresh").is_some());
    let line = lines.next().expect("an account has tokens");
    assert_eq!(lines.next(), None, "one account has one line");
    line
}

async fn tokens_are_bound(machine: &Machine, database: Database) {
    let server = Server::start(machine, database).await;
    let ana = server.add_person("ana").await;
    let cli = Cli::new(machine, &machine.desk("ana"));
    connect_cli(machine, &cli, server.issuer(), &ana).await;
    let sessions = async || {
        let listed = cli.run(&["sessions", "list", "--json"], "").await;
        listed.well().json().as_array().unwrap().clone()
    };
    let current = async || {
        let own = sessions().await.into_iter();
        let own: Vec<_> = own.filter(|one| one["current"] == true).collect();
        assert_eq!(own.len(), 1);
        own[0]["id"].clone()
    };
    let before = current().await;

    let first = line_of_tokens(machine).await;
    let key = first["key"].as_str().unwrap().to_owned();
    assert_eq!(first["bound"], true);
    let stolen = reqwest::Client::builder().no_proxy().build().unwrap();
    let stolen = stolen
        .get(format!("{}/api/v1/me", server.issuer()))
        .bearer_auth(first["access"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(stolen.status(), 401, "the token alone is worth nothing");

    let id = cli.run(&["accounts", "list", "--json"], "").await.well();
    let id = id.json()[0]["id"].as_str().unwrap().to_owned();
    let _ = cli.run(&["accounts", "refresh", &id], "").await.well();
    let second = line_of_tokens(machine).await;
    assert_ne!(second["access"], first["access"]);
    assert_eq!(second["key"], key.as_str());
    assert_eq!(current().await, before);

    connect_cli(machine, &cli, server.issuer(), &ana).await;
    let again = line_of_tokens(machine).await;
    assert_ne!(again["refresh"], second["refresh"]);
    assert_eq!(again["key"], key.as_str(), "the same computer");
    assert_ne!(current().await, before);
    assert!(
        sessions().await.iter().all(|one| one["id"] != before),
        "the sign-in that was replaced does not live on"
    );

    let _ = cli.run(&["accounts", "remove", &id], "").await.well();
    let secrets = machine.keychain().secrets("countersign").await;
    assert!(
        !secrets.iter().any(|secret| secret.contains(&key)),
        "the key goes with the account"
    );
}

#[tokio::test]
async fn tokens_are_bound_to_one_key_of_the_account_on_sqlite() {
    journey(
        "tokens_are_bound_to_one_key_of_the_account_on_sqlite",
        async |machine| tokens_are_bound(machine, Database::Sqlite).await,
    )
    .await;
}

#[tokio::test]
async fn tokens_are_bound_to_one_key_of_the_account_on_postgresql() {
    journey(
        "tokens_are_bound_to_one_key_of_the_account_on_postgresql",
        async |machine| tokens_are_bound(machine, Database::Postgres).await,
    )
    .await;
}
