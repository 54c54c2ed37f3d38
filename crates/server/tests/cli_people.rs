//! `user`, `client`, `keys` and `migrate`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use support::{Done, Workplace};

const PASSWORD: &str = "velvet harbour onion compass";

fn add(place: &Workplace, name: &str, password: &str) -> Done {
    let mail = format!("{name}@example.org");
    let arguments = [
        "user",
        "add",
        name,
        "--email",
        &mail,
        "--password-stdin",
        "--json",
    ];
    place.run_with_input(&arguments, &format!("{password}\n"))
}

#[test]
fn an_added_user_is_answered_with_id_and_name_and_is_listed() {
    let place = Workplace::new();
    let added = add(&place, "ana", PASSWORD);
    assert_eq!(added.code, 0, "{added:?}");
    let json = added.json();
    assert_eq!(json["name"], "ana");
    assert_eq!(json["id"].as_str().unwrap().len(), 32);
    assert_eq!(json.as_object().unwrap().len(), 2, "{json}");

    let listed = place.run(&["user", "list", "--json"]).json();
    assert_eq!(listed[0]["name"], "ana");
    assert_eq!(listed[0]["id"], json["id"]);
    assert_eq!(listed[0]["email"], "ana@example.org");
}

#[test]
fn the_password_is_in_no_answer_no_log_and_no_file() {
    let place = Workplace::new().with("COUNTERSIGN_SERVER__LOG", "trace");
    let added = add(&place, "ana", PASSWORD);
    assert_eq!(added.code, 0, "{added:?}");
    assert!(!added.out.contains(PASSWORD) && !added.err.contains(PASSWORD));
    let mut files = 0;
    for entry in std::fs::read_dir(place.path(".")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(
            !bytes
                .windows(PASSWORD.len())
                .any(|window| window == PASSWORD.as_bytes())
        );
        files += 1;
    }
    assert!(files >= 2, "the database and the key file exist");
}

#[test]
fn what_is_stored_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    for entry in std::fs::read_dir(place.path(".")).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
    }
}

#[test]
fn the_log_of_what_happened_verifies() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    let whole = place.run(&["audit", "verify", "--json"]);
    assert_eq!(whole.code, 0, "{whole:?}");
    assert!(whole.json()["rows"].as_i64().unwrap() >= 1);
}

#[test]
fn another_key_file_is_noticed_and_nothing_is_replaced() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    std::fs::remove_file(place.path("countersign.key")).unwrap();
    let refused = place.run(&["serve", "--json"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert_eq!(
        refused.error_json()["error"]["code"],
        "signing_key_unusable"
    );
}

#[test]
fn a_weak_password_is_refused_and_nobody_is_added() {
    let place = Workplace::new();
    for weak in ["", "short", "password1234", "anaanaanaana"] {
        let refused = add(&place, "ana", weak);
        assert_eq!(refused.code, 5, "{weak}: {refused:?}");
        assert_eq!(refused.error_json()["error"]["code"], "weak_password");
    }
    assert_eq!(
        place.run(&["user", "list", "--json"]).json(),
        serde_json::json!([])
    );
}

#[test]
fn a_name_is_taken_once() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    let again = add(&place, "ana", PASSWORD);
    assert_eq!(again.code, 5, "{again:?}");
    assert_eq!(again.error_json()["error"]["code"], "name_taken");
}

#[test]
fn a_disabled_user_is_listed_as_such_and_a_stranger_is_missing() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    let disabled = place.run(&["user", "disable", "ana", "--json"]);
    assert_eq!(disabled.code, 0, "{disabled:?}");
    assert_eq!(
        place.run(&["user", "list", "--json"]).json()[0]["disabled"],
        true
    );
    assert_eq!(place.run(&["user", "disable", "nobody"]).code, 7);
}

#[test]
fn a_confidential_client_gets_a_secret_once_and_a_public_one_gets_none() {
    let place = Workplace::new();
    let uri = "https://wiki.example.org/back";
    let wiki = place.run(&[
        "client",
        "add",
        "--name",
        "Wiki",
        "--redirect-uri",
        uri,
        "--confidential",
        "--scope",
        "openid",
        "--json",
    ]);
    assert_eq!(wiki.code, 0, "{wiki:?}");
    let secret = wiki.json()["client_secret"].as_str().unwrap().to_owned();
    assert!(secret.len() >= 43, "256 bits");
    let public = place.run(&[
        "client",
        "add",
        "--name",
        "Notes",
        "--redirect-uri",
        "http://127.0.0.1/back",
        "--json",
    ]);
    assert!(public.json()["client_secret"].is_null(), "{public:?}");
    assert_eq!(public.json().as_object().unwrap().len(), 2);

    let listed = place.run(&["client", "list", "--json"]);
    assert!(!listed.out.contains(&secret));
    let rows = listed.json();
    let names: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"Wiki") && names.contains(&"Notes"),
        "{names:?}"
    );
}

#[test]
fn a_redirect_that_could_be_followed_elsewhere_is_refused() {
    let place = Workplace::new();
    for bad in [
        "http://wiki.example.org/back",
        "https://wiki.example.org/#x",
        "http://localhost/back",
        "https://a@wiki.example.org/",
        "nonsense",
    ] {
        let refused = place.run(&[
            "client",
            "add",
            "--name",
            "Wiki",
            "--redirect-uri",
            bad,
            "--json",
        ]);
        assert_eq!(refused.code, 5, "{bad}: {refused:?}");
    }
}

#[test]
fn keys_rotate_names_the_new_key() {
    let place = Workplace::new();
    let first = place.run(&["keys", "rotate", "--json"]);
    let second = place.run(&["keys", "rotate", "--json"]);
    assert_eq!((first.code, second.code), (0, 0), "{first:?} {second:?}");
    assert!(first.json()["kid"].is_string());
    assert_ne!(first.json()["kid"], second.json()["kid"]);
}

#[test]
fn migrating_twice_changes_nothing_the_second_time() {
    let place = Workplace::new();
    assert_eq!(place.run(&["migrate"]).code, 0);
    let again = place.run(&["migrate", "--json"]);
    assert_eq!(again.code, 0, "{again:?}");
}

#[test]
fn a_database_that_is_away_ends_with_6() {
    let place = Workplace::new().with(
        "COUNTERSIGN_SERVER__DATABASE_URL",
        "postgres://u:hunter2@127.0.0.1:1/none",
    );
    let away = place.run(&["user", "list", "--json"]);
    assert_eq!(away.code, 6, "{away:?}");
    assert!(!away.err.contains("hunter2"), "{}", away.err);
}

#[test]
fn people_are_imported_row_by_row_and_every_refused_row_is_named() {
    let place = Workplace::new();
    let hash = "$2b$05$abcdefghijklmnopqrstuu93hEXUvPgzeT7it3kjMsmdVTROtCk9.";
    let row = |name: &str, hash: &str| {
        format!(r#"{{"name":"{name}","email":"{name}@example.org","password_hash":"{hash}"}}"#)
    };
    let rows = [
        row("ana", hash),
        row("ben", "hunter2"),
        String::new(),
        "{not json, hunter2".to_owned(),
        row("ANA", hash),
        r#"{"name":"cleo","email":"cleo@example.org","colour":"red"}"#.to_owned(),
        r#"{"name":"dana","email":"dana@example.org","roles":["emperor"]}"#.to_owned(),
        r#"{"name":"eve","email":"eve@example.org","email_verified":true}"#.to_owned(),
    ];
    place.write("people.jsonl", &rows.join("\n"));
    let dry = place.run(&["user", "import", "people.jsonl", "--dry-run", "--json"]);
    assert_eq!(dry.json()["added"], 2, "{dry:?}");
    assert_eq!(
        place
            .run(&["user", "list", "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        0
    );

    let done = place.run(&["user", "import", "people.jsonl", "--json"]);
    assert_eq!(done.code, 5, "{done:?}");
    let report = done.json();
    assert_eq!((&report["rows"], &report["added"]), (&7.into(), &2.into()));
    let lines: Vec<u64> = report["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failed| failed["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 4, 5, 6, 7]);
    assert!(
        !done.out.contains("hunter2") && !done.err.contains("hunter2"),
        "{done:?}"
    );
    let listed = place.run(&["user", "list", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);

    place.write(
        "people.csv",
        &format!("name,email,password_hash,roles\nfay,fay@example.org,{hash},user administrator\ngus,gus@example.org\n"),
    );
    let done = place.run(&["user", "import", "people.csv", "--json"]);
    assert_eq!(done.code, 5, "{done:?}");
    assert_eq!(done.json()["added"], 1);
    assert_eq!(done.json()["failed"][0]["line"], 3);
    let other = place.run(&["user", "import", "people.xml"]);
    assert_eq!(other.code, 5, "{other:?}");
}

#[test]
fn an_operator_sets_a_password_and_makes_a_link() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", PASSWORD).code, 0);
    let set = ["user", "set-password", "ana", "--password-stdin", "--json"];
    let weak = place.run_with_input(&set, "ana\n");
    assert_eq!(weak.error_json()["error"]["code"], "weak_password");
    let done = place.run_with_input(&set, "copper meadow violin thursday\n");
    assert_eq!(done.json()["ended"]["sessions"], 0, "{done:?}");
    let link = place.run(&["user", "reset-link", "ana", "--json"]).json();
    let link = link["link"].as_str().unwrap();
    assert!(
        link.starts_with("http://127.0.0.1:8420/reset/new?code="),
        "{link}"
    );
    assert_eq!(place.run(&["user", "reset-link", "ben"]).code, 7);
}
