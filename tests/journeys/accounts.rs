//! Somebody is signed in to a server.

use std::{fs, path::Path};

use journeys::{Cli, Database, Machine, Person, Server, Window, hook, journey};

use journeys::steps::{connect, refresh_tokens, sign_in_page};

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
