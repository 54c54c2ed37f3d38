//! Somebody signs in somewhere, and this computer is asked whether it is them.

use journeys::{Cli, Database, Machine, Page, Person, Server, Visitor, journey, until};
use serde_json::Value;

use journeys::steps::{by_password, connect_cli, small_vault};

/// Where somebody is sent who asks for their account and is not signed in.
const SIGN_IN: &str = "/sign-in?attempt=%2Faccount";

/// A computer that answers for `who` at the server.
async fn enrolled<'a>(machine: &'a Machine, server: &Server<'_>, who: &Person) -> Cli<'a> {
    let cli = Cli::new(machine, &machine.desk("ana"));
    small_vault(machine, &cli, &[]).await;
    connect_cli(machine, &cli, server.issuer(), who).await;
    let enrol = ["approvals", "enrol", "--name", "Laptop of Ana", "--json"];
    let here = by_password(machine, &cli, &enrol, "").await.well().json();
    assert_eq!(here["name"], "Laptop of Ana");
    cli
}

/// A browser that knows the password and has asked the computer: it, its page, and the request.
async fn asking<'a>(
    cli: &Cli<'_>,
    server: &'a Server<'a>,
    who: &Person,
) -> (Visitor<'a>, Page, Value) {
    let mut visitor = Visitor::new(server);
    let factor = visitor.sign_in(who).await;
    assert!(factor.html.contains("Laptop of Ana"), "{}", factor.html);
    let page = visitor.ask_device(&factor).await;
    let waiting = cli.run(&["approvals", "list", "--json"], "").await;
    let waiting = waiting.well().json();
    let [request] = waiting.as_array().unwrap().as_slice() else {
        panic!("one request waits: {waiting}")
    };
    (visitor, page, request.clone())
}

fn id(request: &Value) -> &str {
    request["id"].as_str().unwrap()
}

/// A number that is not this one.
fn another(number: &str) -> String {
    let last = if number.ends_with('1') { "2" } else { "1" };
    format!("{}{last}", &number[..5])
}

/// What `audit show` says was decided, and what became of it.
async fn decided(cli: &Cli<'_>) -> Vec<(String, String)> {
    let rows = cli
        .run(&["audit", "show", "--json"], "")
        .await
        .well()
        .json();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(row, "decision"), text(row, "state")))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
    expected.iter().map(owned).collect()
}

async fn approve_after_a_wrong_number(machine: &Machine, database: Database) {
    let server = Server::start(machine, database).await;
    let ana = server.add_person("ana").await;
    let cli = enrolled(machine, &server, &ana).await;
    let (mut visitor, page, request) = asking(&cli, &server, &ana).await;
    assert_eq!(request["purpose"], "sign-in");
    assert_eq!(request["number"], true);
    let number = page.number();
    assert!(!request.to_string().contains(&number), "it is not sent");

    let approve = |number: String| {
        let (cli, id) = (&cli, id(&request).to_owned());
        async move {
            let approve = ["approvals", "approve", &id, "--number", &number, "--json"];
            by_password(machine, cli, &approve, "").await
        }
    };
    let locked = cli
        .run(
            &[
                "approvals",
                "approve",
                id(&request),
                "--number",
                &number,
                "--json",
            ],
            "",
        )
        .await;
    assert_eq!((locked.exit, locked.failure().as_str()), (3, "locked"));
    let wrong = approve(another(&number)).await;
    assert_eq!((wrong.exit, wrong.failure().as_str()), (5, "wrong_number"));
    let none = approve("12345".to_owned()).await;
    assert_eq!((none.exit, none.failure().as_str()), (5, "bad_input"));
    assert_eq!(visitor.go("/account").await.path, SIGN_IN);
    let _ = approve(number.clone()).await.well();
    let inside = visitor.go_on(&page).await;
    assert_eq!(inside.path, "/account", "{}", inside.html);
    let again = approve(number).await;
    assert_eq!(
        (again.exit, again.failure().as_str()),
        (7, "no_such_approval")
    );

    let expected = [("approve", "refused"), ("approve", "accepted")];
    assert_eq!(decided(&cli).await, pairs(&expected));
    let audit = cli.run(&["audit", "verify", "--json"], "").await.well();
    let audit = audit.json();
    assert_eq!(
        (&audit["rows"], &audit["whole"]),
        (&Value::from(2), &Value::from(true))
    );
    assert_eq!(audit["servers"][0]["same"], 1);
}

#[tokio::test]
async fn a_browser_gets_in_with_the_number_that_was_typed_on_this_computer() {
    journey(
        "a_browser_gets_in_with_the_number_that_was_typed_on_this_computer",
        async |machine| approve_after_a_wrong_number(machine, Database::Sqlite).await,
    )
    .await;
}

#[tokio::test]
async fn a_browser_gets_in_with_the_number_on_postgresql() {
    journey(
        "a_browser_gets_in_with_the_number_on_postgresql",
        async |machine| approve_after_a_wrong_number(machine, Database::Postgres).await,
    )
    .await;
}

#[tokio::test]
async fn not_me_denies_ends_other_sessions_and_says_what_it_did() {
    journey(
        "not_me_denies_ends_other_sessions_and_says_what_it_did",
        async |machine| {
            let server = Server::start(machine, Database::Sqlite).await;
            let ana = server.add_person("ana").await;
            let cli = enrolled(machine, &server, &ana).await;
            let (mut first, page, request) = asking(&cli, &server, &ana).await;
            let number = page.number();
            let approve = ["approvals", "approve", id(&request), "--number", &number];
            let _ = by_password(machine, &cli, &approve, "").await.well();
            assert_eq!(first.go_on(&page).await.path, "/account");

            let (mut thief, _page, request) = asking(&cli, &server, &ana).await;
            let deny = ["approvals", "deny", id(&request), "--not-me", "--json"];
            let done = by_password(machine, &cli, &deny, "").await.well().json();
            assert_eq!(done["denied"], true, "{done}");
            assert_eq!(done["asking_session_ended"], true, "{done}");
            assert_eq!(done["recorded"], true, "{done}");
            assert!(done["ended"]["sessions"].as_u64() >= Some(1), "{done}");
            let page = done["password_page"].as_str();
            assert!(
                page.is_some_and(|page| page.starts_with(server.issuer())),
                "{done}"
            );

            assert_eq!(thief.go("/account").await.path, SIGN_IN);
            assert_eq!(first.go("/account").await.path, SIGN_IN, "it ended, too");
            let _ = cli.run(&["sessions", "list"], "").await.well();
            let mut again = Visitor::new(&server);
            let factor = again.sign_in(&ana).await;
            assert!(
                !factor.html.contains("name=\"send\""),
                "nobody is asked now"
            );

            let expected = [("approve", "accepted"), ("not-me", "accepted")];
            assert_eq!(decided(&cli).await, pairs(&expected));
            let _ = cli.run(&["audit", "verify"], "").await.well();
        },
    )
    .await;
}

#[tokio::test]
async fn a_changed_record_of_decisions_is_noticed() {
    journey(
        "a_changed_record_of_decisions_is_noticed",
        async |machine| {
            let server = Server::start(machine, Database::Sqlite).await;
            let ana = server.add_person("ana").await;
            let cli = enrolled(machine, &server, &ana).await;
            let (_visitor, _page, request) = asking(&cli, &server, &ana).await;
            let deny = ["approvals", "deny", id(&request)];
            let _ = by_password(machine, &cli, &deny, "").await.well();
            let lines = cli.run(&["audit", "export"], "").await.well().said;
            let exported: Value = serde_json::from_str(lines.trim()).unwrap();
            assert_eq!(exported["request"], request["id"]);
            assert_eq!(exported["shown"]["ip"], "127.0.0.1");
            let _ = cli.run(&["audit", "verify"], "").await.well();

            let ledger = machine.desk("ana").data.join("ledger.sqlite3");
            change_in_file(&ledger, exported["signature"].as_str().unwrap());
            let broken = cli.run(&["audit", "verify", "--json"], "").await;
            assert_eq!(
                (broken.exit, broken.failure().as_str()),
                (4, "audit_broken")
            );
            let report = broken.json();
            let faults = report["faults"].as_array().unwrap().iter();
            let kinds: Vec<_> = faults
                .map(|fault| fault["kind"].as_str().unwrap())
                .collect();
            assert_eq!(kinds, ["changed", "bad_signature"]);
            assert_eq!(report["servers"][0]["different"][0], request["id"]);
        },
    )
    .await;
}

/// Turns the first letter of `text` in a file into another one, as somebody does who can write it.
fn change_in_file(path: &std::path::Path, text: &str) {
    let mut bytes = std::fs::read(path).unwrap();
    let mut places = bytes.windows(text.len());
    let at = places.position(|part| part == text.as_bytes()).unwrap();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_request_is_shown_to_whoever_watches_and_gone_once_it_is_answered() {
    journey(
        "a_request_is_shown_to_whoever_watches_and_gone_once_it_is_answered",
        async |machine| {
            let server = Server::start(machine, Database::Sqlite).await;
            let ana = server.add_person("ana").await;
            let cli = enrolled(machine, &server, &ana).await;
            let mut watching = cli.start(&["approvals", "watch", "--json"], "").await;
            let connected = |view: &Value| view["streams"][0]["state"] == "connected";
            watching.until_line("it is connected", connected).await;

            let (_visitor, _page, request) = asking(&cli, &server, &ana).await;
            let shown = |view: &Value| view["items"][0]["id"] == request["id"];
            watching.until_line("the request is shown", shown).await;
            let deny = ["approvals", "deny", id(&request)];
            let _ = by_password(machine, &cli, &deny, "").await.well();
            let gone = |view: &Value| view["items"].as_array().is_some_and(Vec::is_empty);
            watching.until_line("it is gone", gone).await;

            server.stop().await;
            let away = |view: &Value| view["streams"][0]["state"] == "away";
            watching.until_line("the server is away", away).await;
            server.resume().await;
            watching
                .until_line("it is connected again", connected)
                .await;

            let leave = ["approvals", "leave"];
            let _ = by_password(machine, &cli, &leave, "").await.well();
            let left = |view: &Value| view["streams"][0]["state"] == "not_enrolled";
            watching.until_line("it is not enrolled", left).await;
            let list = cli.run(&["approvals", "list", "--json"], "").await;
            assert_eq!((list.exit, list.failure().as_str()), (7, "not_enrolled"));
            until("nobody is asked any more", async || {
                let mut visitor = Visitor::new(&server);
                (visitor.sign_in(&ana).await.path == "/account").then_some(())
            })
            .await;
        },
    )
    .await;
}
