//! A server that is not ours asks a push token of this computer.

use journeys::{
    Answer, Cli, Machine, PushKind, PushServer, journey,
    steps::{by_password, small_vault},
};
use serde_json::{Value, json};

/// A computer with a vault, for which the server has a token; its id here.
async fn enrolled<'a>(machine: &'a Machine, server: &PushServer) -> (Cli<'a>, String) {
    let cli = Cli::new(machine, &machine.desk("ana"));
    small_vault(machine, &cli, &[]).await;
    let (serial, link) = server.new_token().await;
    let add = ["approvals", "push", "add", &link, "--json"];
    let token = by_password(machine, &cli, &add, "").await.well().json();
    assert_eq!(token["serial"], serial);
    let again = by_password(machine, &cli, &add, "").await;
    assert_eq!(
        (again.exit, again.failure().as_str()),
        (6, "server_refused"),
        "a link is good once"
    );
    let id = token["id"].as_str().unwrap().to_owned();
    (cli, id)
}

/// What waits, which is one question.
async fn asked(machine: &Machine, cli: &Cli<'_>) -> Value {
    let list = by_password(machine, cli, &["approvals", "list", "--json"], "").await;
    let list = list.well().json();
    let [question] = list.as_array().unwrap().as_slice() else {
        panic!("one question waits: {list}");
    };
    question.clone()
}

async fn answer(machine: &Machine, cli: &Cli<'_>, verb: &str, id: &Value, more: &[&str]) -> Answer {
    let id = id["id"].as_str().unwrap();
    let arguments = [&["approvals", verb, id, "--json"], more].concat();
    by_password(machine, cli, &arguments, "").await
}

/// What a run failed with.
fn failed(answer: &Answer) -> (i32, String) {
    (answer.exit, answer.failure())
}

/// What the page of the relying party shows, wherever its answer has it.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    match value {
        Value::Object(fields) => fields
            .get(name)
            .and_then(Value::as_str)
            .or_else(|| fields.values().find_map(|one| find(one, name))),
        Value::Array(items) => items.iter().find_map(|one| find(one, name)),
        _ => None,
    }
}

/// What `audit show` says was decided, and what became of it.
async fn decided(cli: &Cli<'_>) -> Vec<(String, String)> {
    let rows = cli.run(&["audit", "show", "--json"], "").await.well();
    let rows = rows.json();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(row, "decision"), text(row, "state")))
        .collect()
}

async fn whole(cli: &Cli<'_>, rows: u64) {
    let audit = cli.run(&["audit", "verify", "--json"], "").await.well();
    let audit = audit.json();
    assert_eq!(audit["whole"], true, "{audit}");
    assert_eq!(
        (&audit["rows"], &audit["pushes"]),
        (&json!(rows), &json!(rows))
    );
}

#[tokio::test]
async fn a_push_token_of_privacyidea_is_enrolled_asked_and_answered() {
    journey(
        "a_push_token_of_privacyidea_is_enrolled_asked_and_answered",
        async |machine| {
            let server = PushServer::start(machine, PushKind::PrivacyIdea).await;
            let (cli, token) = enrolled(machine, &server).await;
            let texts = json!({
                "push_title_on_mobile": "Wiki of Example",
                "push_text_on_mobile": "Sign in \u{202e}to the|wiki?",
            });
            server.policy("texts", "authentication", &texts).await;

            let (transaction, _) = server.trigger().await;
            assert_eq!(
                server.stands(&transaction).await,
                (false, "pending".to_owned())
            );
            let question = asked(machine, &cli).await;
            assert_eq!(question["push_token"], *token);
            assert_eq!(question["title"], "Wiki of Example");
            assert_eq!(question["question"], "Sign in to the|wiki?");
            assert_eq!(question["choices"], json!([]));
            assert_eq!(question["may_say_why"], true);
            let picked = answer(machine, &cli, "approve", &question, &["--choice", "A"]).await;
            assert_eq!(failed(&picked), (5, "bad_input".to_owned()));
            let yes = answer(machine, &cli, "approve", &question, &[])
                .await
                .well();
            assert_eq!(yes.json()["code"], Value::Null);
            assert_eq!(
                server.stands(&transaction).await,
                (true, "accept".to_owned())
            );
            assert!(server.lets_in(&transaction, "").await);
            let again = answer(machine, &cli, "approve", &question, &[]).await;
            assert_eq!(failed(&again), (7, "no_such_approval".to_owned()));

            declines(machine, &server, &cli).await;
            assert_eq!(decided(&cli).await.len(), 4);
            whole(&cli, 4).await;

            let remove = ["approvals", "push", "remove", &token, "--json"];
            let _ = by_password(machine, &cli, &remove, "").await.well();
            let list = by_password(machine, &cli, &["approvals", "push", "list", "--json"], "");
            assert_eq!(list.await.well().json(), json!([]));
            whole(&cli, 4).await;
        },
    )
    .await;
}

/// Nobody gets in who was declined, and the server hears why.
async fn declines(machine: &Machine, server: &PushServer, cli: &Cli<'_>) {
    for (more, stands) in [
        (&[] as &[&str], "declined"),
        (&["--reason", "cancelled"], "cancelled"),
        (&["--not-me"], "declined"),
    ] {
        let (transaction, _) = server.trigger().await;
        let question = asked(machine, cli).await;
        let _ = answer(machine, cli, "deny", &question, more).await.well();
        let (let_in, how) = server.stands(&transaction).await;
        assert_eq!((let_in, how.as_str()), (false, stands), "{more:?}");
        assert!(!server.lets_in(&transaction, "").await);
    }
}

#[tokio::test]
async fn a_push_token_picks_what_the_page_shows_and_shows_what_the_page_wants() {
    journey(
        "a_push_token_picks_what_the_page_shows_and_shows_what_the_page_wants",
        async |machine| {
            let server = PushServer::start(machine, PushKind::PrivacyIdea).await;
            let (cli, _) = enrolled(machine, &server).await;
            picks(machine, &server, &cli).await;
            shows(machine, &server, &cli).await;

            server.live_for(1).await;
            let (transaction, _) = server.trigger().await;
            journeys::until("the question is over", async || {
                let list = ["approvals", "list", "--json"];
                let list = by_password(machine, &cli, &list, "").await.well().json();
                (list == json!([])).then_some(())
            })
            .await;
            assert!(!server.lets_in(&transaction, "").await);

            let expected = [
                ("accept", "refused"),
                ("decline", "accepted"),
                ("accept", "accepted"),
                ("accept", "accepted"),
            ];
            let expected = expected.map(|(one, other)| (one.to_owned(), other.to_owned()));
            assert_eq!(decided(&cli).await, expected);
            whole(&cli, 4).await;
        },
    )
    .await;
}

async fn picks(machine: &Machine, server: &PushServer, cli: &Cli<'_>) {
    let presence = json!({"push_require_presence": true});
    server.policy("mode", "authentication", &presence).await;
    for right in [false, true] {
        let (transaction, page) = server.trigger().await;
        let shown = find(&page, "presence_answer").unwrap_or_else(|| panic!("{page}"));
        let question = asked(machine, cli).await;
        let choices: Vec<&str> = question["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|choice| choice.as_str().unwrap())
            .collect();
        assert_eq!(choices.len(), 3);
        let none = answer(machine, cli, "approve", &question, &[]).await;
        assert_eq!(failed(&none), (5, "bad_input".to_owned()));
        let pick = *choices
            .iter()
            .find(|one| (**one == shown) == right)
            .unwrap();
        let picked = answer(machine, cli, "approve", &question, &["--choice", pick]).await;
        if right {
            let _ = picked.well();
        } else {
            assert_eq!(failed(&picked), (5, "wrong_choice".to_owned()));
            let (_, stands) = server.stands(&transaction).await;
            assert_eq!(stands, "pending", "the server lets guess on");
            let _ = answer(machine, cli, "deny", &question, &[]).await.well();
        }
        assert_eq!(server.lets_in(&transaction, "").await, right);
    }
    server.drop_policy("mode").await;
}

async fn shows(machine: &Machine, server: &PushServer, cli: &Cli<'_>) {
    let code = json!({"push_code_to_phone": true});
    server.policy("mode", "authentication", &code).await;
    let (transaction, _) = server.trigger().await;
    let question = asked(machine, cli).await;
    let yes = answer(machine, cli, "approve", &question, &[]).await.well();
    let yes = yes.json();
    let code = yes["code"].as_str().unwrap_or_else(|| panic!("{yes}"));
    assert!(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(yes["message"].is_string(), "{yes}");
    let other = if code == "17" { "18" } else { "17" };
    assert!(!server.lets_in(&transaction, other).await);
    assert!(server.lets_in(&transaction, code).await);
    server.drop_policy("mode").await;
}

#[tokio::test]
async fn a_push_token_of_edumfa_is_enrolled_asked_and_answered() {
    journey(
        "a_push_token_of_edumfa_is_enrolled_asked_and_answered",
        async |machine| {
            let server = PushServer::start(machine, PushKind::EduMfa).await;
            let (cli, _) = enrolled(machine, &server).await;
            let (transaction, _) = server.trigger().await;
            let question = asked(machine, &cli).await;
            assert_eq!(question["may_say_why"], false);
            let _ = answer(machine, &cli, "approve", &question, &[])
                .await
                .well();
            assert!(server.lets_in(&transaction, "").await);

            let (transaction, _) = server.trigger().await;
            let question = asked(machine, &cli).await;
            let deny = answer(machine, &cli, "deny", &question, &["--reason", "cancelled"]);
            let _ = deny.await.well();
            assert!(!server.lets_in(&transaction, "").await);
            whole(&cli, 2).await;
        },
    )
    .await;
}
