mod reference;

use std::{fs, io::Write as _, path::PathBuf};

use super::*;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own =
        |(key, value): &(&str, &str)| (format!("COUNTERSIGN_SERVER__{key}"), (*value).to_owned());
    pairs.iter().map(own).collect()
}

fn from_env(pairs: &[(&str, &str)]) -> Result<Config, Error> {
    Config::from_sources(None, variables(pairs))
}

fn from_file(text: &str) -> Result<Config, Error> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Config::from_sources(Some(file.path()), [])
}

#[test]
fn without_a_file_the_server_stays_on_this_machine() {
    let config = from_env(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8420");
    assert_eq!(config.issuer.as_str(), "http://127.0.0.1:8420");
    assert_eq!(config.database_url.reveal(), "sqlite://countersign.sqlite3");
    assert_eq!(config.key_file, PathBuf::from("countersign.key"));
    assert!(config.warnings().is_empty());
}

#[test]
fn every_key_is_read_from_the_file() {
    let config = from_file(
        r#"
        listen = "0.0.0.0:8443"
        issuer = "https://id.example.org"
        database_url = "postgres://countersign:hunter2@db.example.org/countersign"
        redis_url = "redis://127.0.0.1:6379"
        trusted_proxies = ["10.1.2.3/8", "192.0.2.1"]
        key_file = "/etc/countersign/server.key"
        log = "warn,server=debug"
        [mail]
        url = "smtp://mail:hunter2@mail.example.org"
        from = "id@example.org"
        [upstream.google]
        client_id = "g"
        client_secret = "hunter2"
        [upstream.company]
        client_id = "c"
        client_secret = "hunter2"
        issuer = "https://login.example.com"
        "#,
    )
    .unwrap();
    let nets: Vec<String> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(nets, ["10.0.0.0/8", "192.0.2.1/32"]);
    assert_eq!(
        config.key_file,
        PathBuf::from("/etc/countersign/server.key")
    );
    assert_eq!(config.upstream.len(), 2);
    assert!(config.warnings().is_empty(), "{:?}", config.warnings());
    assert!(!format!("{config:?}").contains("hunter2"), "{config:?}");
}

#[test]
fn every_key_is_read_from_the_environment_and_wins_over_the_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"listen = \"127.0.0.1:1\"\nlog = \"warn\"\n")
        .unwrap();
    let variables = variables(&[
        ("LISTEN", "127.0.0.1:8421"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("MAIL__URL", "smtps://mail.example.org"),
        ("MAIL__FROM", "id@example.org"),
        ("UPSTREAM__GITHUB__CLIENT_ID", "g"),
        ("UPSTREAM__GITHUB__CLIENT_SECRET", "s"),
    ]);
    let config = Config::from_sources(Some(file.path()), variables).unwrap();
    assert_eq!(config.listen.port(), 8421);
    assert_eq!(config.issuer.as_str(), "http://127.0.0.1:8421");
    assert_eq!(config.log, "warn");
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.upstream.get("github").unwrap().client_id, "g");
    assert_eq!(
        config.mail.unwrap().url.reveal(),
        "smtps://mail.example.org"
    );
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    for (text, key, nearest) in [
        (
            "trusted_proxys = []",
            "trusted_proxys",
            Some("trusted_proxies"),
        ),
        ("databaseurl = \"x\"", "databaseurl", Some("database_url")),
        ("[mail]\nform = \"x\"", "mail.form", Some("mail.from")),
        (
            "[upstream.google]\nclientid = \"x\"",
            "upstream.google.clientid",
            Some("upstream.google.client_id"),
        ),
        ("zzzzzzzzzzzz = 1", "zzzzzzzzzzzz", None),
    ] {
        match from_file(text) {
            Err(Error::UnknownKey {
                key: found,
                nearest: suggested,
                ..
            }) => {
                assert_eq!((found.as_str(), suggested.as_deref()), (key, nearest));
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn an_unknown_variable_is_an_error_that_points_to_the_environment() {
    let error = from_env(&[("ISUER", "x")]).unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown key `isuer` in the environment; did you mean `issuer`?"
    );
}

#[test]
fn an_issuer_is_an_origin_over_https_or_on_loopback() {
    for good in [
        "https://id.example.org",
        "https://id.example.org:8443",
        "http://127.0.0.1:8420",
        "http://[::1]:8420",
        "http://localhost:8420",
    ] {
        assert_eq!(Issuer::parse(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "id.example.org",
        "ftp://id.example.org",
        "http://id.example.org",
        "http://10.0.0.1",
        "https://id.example.org/",
        "https://id.example.org/x",
        "https://id.example.org?x",
        "https://id.example.org#",
        "https://a:b@id.example.org",
        "https://ID.example.org",
        "https://id.example.org:443",
        " https://id.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
    ] {
        assert!(Issuer::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_server_beyond_loopback_must_be_told_its_issuer() {
    let error = from_env(&[("LISTEN", "0.0.0.0:8420")])
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("`issuer` is missing"), "{error}");
}

#[test]
fn an_open_port_becomes_the_bound_one_in_a_loopback_issuer_only() {
    let bound: SocketAddr = "127.0.0.1:40123".parse().unwrap();
    let open = from_env(&[("LISTEN", "127.0.0.1:0")])
        .unwrap()
        .bound_to(bound);
    assert_eq!(open.issuer.as_str(), "http://127.0.0.1:40123");
    let written = from_env(&[("LISTEN", "127.0.0.1:0"), ("ISSUER", "http://localhost:0")]).unwrap();
    assert_eq!(
        written.bound_to(bound).issuer.as_str(),
        "http://localhost:40123"
    );
    let public = from_env(&[
        ("LISTEN", "127.0.0.1:0"),
        ("ISSUER", "https://id.example.org"),
    ])
    .unwrap();
    assert_eq!(
        public.bound_to(bound).issuer.as_str(),
        "https://id.example.org"
    );
}

#[test]
fn a_database_is_a_file_or_postgres() {
    for good in [
        "sqlite://x.sqlite3",
        "sqlite:///var/lib/x.sqlite3?cache=private",
        "postgres://u:p@h/d",
        "postgresql://h/d",
    ] {
        assert!(DatabaseUrl::parse(good.to_owned()).is_ok(), "{good}");
    }
    for bad in [
        "",
        "x.sqlite3",
        "mysql://h/d",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite://x?mode=memory",
    ] {
        assert!(DatabaseUrl::parse(bad.to_owned()).is_err(), "{bad}");
    }
}

#[test]
fn a_path_survives_the_way_through_the_database_address() {
    for path in ["/tmp/a b/ü%20?#.sqlite3", "countersign.sqlite3"] {
        let url = DatabaseUrl::sqlite(Path::new(path));
        assert_eq!(url.sqlite_path().unwrap(), PathBuf::from(path));
    }
}

#[test]
fn a_mistyped_line_is_reported_without_its_value() {
    for text in [
        "listen = \"127.0.0.1:8420\"\n[upstream.google]\nclient_secret = \"hunter2",
        "issuer = [\"hunter2\"]",
        "database_url = { hunter2 = 1 }",
        "redis_url = \"hunter2\"",
        "database_url = \"hunter2\"",
    ] {
        let error = from_file(text).unwrap_err().to_string();
        if !text.contains("= {") {
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
    let error = from_file("a = 1\nb = \"").unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
}

#[test]
fn a_missing_file_is_an_error_when_it_was_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("none.toml");
    assert!(matches!(
        Config::from_sources(Some(&missing), []),
        Err(Error::Unreadable { .. })
    ));
    fs::create_dir(&missing).unwrap();
    assert!(matches!(
        Config::from_sources(Some(&missing), []),
        Err(Error::Unreadable { .. })
    ));
}

#[test]
fn other_servers_are_known_by_their_names_or_told_by_their_kind() {
    let config = from_file(
        r#"
        [upstream.google]
        client_id = "g"
        client_secret = "s"
        hosted_domain = "example.org"
        [upstream.work]
        kind = "microsoft"
        client_id = "m"
        client_secret = "s"
        tenant = "organizations"
        label = "Example Corp"
        create_for = ["example.org", "example.com"]
        "#,
    )
    .unwrap();
    let (google, work) = (&config.upstream["google"], &config.upstream["work"]);
    assert_eq!(
        (google.label.as_str(), google.kind.word()),
        ("Google", "google")
    );
    assert_eq!(google.issuer, "https://accounts.google.com");
    assert_eq!(google.creation, authority::upstream::link::Creation::Never);
    assert_eq!(
        (work.label.as_str(), work.tenant.as_str()),
        ("Example Corp", "organizations")
    );
    assert_eq!(work.scopes, ["openid", "email", "profile"]);
    let of = |name: &str, more: &str| {
        let text = format!("[upstream.{name}]\nclient_id = \"c\"\nclient_secret = \"s\"\n{more}");
        from_file(&text)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    for (name, more, key) in [
        ("company", "", "issuer"),
        ("company", "issuer = \"http://login.example.com\"", "issuer"),
        (
            "company",
            "issuer = \"https://me@login.example.com\"",
            "issuer",
        ),
        ("google", "kind = \"yahoo\"", "kind"),
        ("google", "tenant = \"common\"", "tenant"),
        ("microsoft", "tenant = \"../x\"", "tenant"),
        (
            "microsoft",
            "hosted_domain = \"example.org\"",
            "hosted_domain",
        ),
        ("google", "scopes = [\"email\"]", "scopes"),
        (
            "google",
            "create_for = [\"*\", \"example.org\"]",
            "create_for",
        ),
        ("google", "private_targets = [\"home\"]", "private_targets"),
        (
            "My_Server",
            "issuer = \"https://login.example.com\"",
            "My_Server",
        ),
    ] {
        let error = of(name, more).unwrap_err();
        assert!(error.contains(key), "{more}: {error}");
    }
}

#[test]
fn a_realm_asks_for_people_whom_the_operator_names() {
    let upstream = "[upstream.company]\nclient_id = \"c\"\nclient_secret = \"s\"\n";
    let issuer = "issuer = \"https://login.example.com/realms/shop\"\n";
    let text = format!("{upstream}{issuer}[delegates.shop]\n{issuer}people = \"linked\"");
    let config = from_file(&text).unwrap();
    let shop = &config.delegates["shop"];
    assert_eq!(shop.people, People::Linked("company".into()));
    assert_eq!((shop.label.as_str(), shop.number), ("shop", true));
    let back =
        "https://login.example.com/realms/shop/protocol/openid-connect/ext/ciba/auth/callback";
    assert_eq!(shop.callback, back);
    assert!(
        config
            .warnings()
            .iter()
            .all(|said| !said.contains("delegates"))
    );
    let off = from_file(&format!("{text}\nnumber = false")).unwrap();
    let warned = |said: &String| said.starts_with("[delegates.shop] number = false");
    assert!(off.warnings().iter().any(warned));
    let same = "people = \"same-names\"\n";
    let other = "issuer = \"https://login.example.com/realms/other\"\n";
    for (text, key) in [
        (format!("[delegates.shop]\n{same}"), "issuer"),
        (format!("[delegates.shop]\n{issuer}"), "people"),
        (
            format!("[delegates.shop]\n{issuer}people = \"linked\""),
            "people",
        ),
        (
            format!("{upstream}{issuer}[delegates.shop]\n{other}people = \"linked\""),
            "people",
        ),
        (
            format!("[delegates.shop]\n{same}issuer = \"http://login.example.com/realms/shop\""),
            "issuer",
        ),
        (
            format!("[delegates.shop]\n{same}issuer = \"https://login.example.com\""),
            "issuer",
        ),
        (
            format!(
                "[delegates.shop]\n{same}issuer = \"https://login.example.com/realms/a?b/realms/c\""
            ),
            "issuer",
        ),
        (
            format!("[delegates.shop]\n{same}{issuer}label = \"\""),
            "label",
        ),
        (
            format!("[delegates.Shop]\n{same}{issuer}"),
            "delegates.Shop",
        ),
        (
            format!("[delegates.a]\n{same}{issuer}[delegates.b]\n{same}{issuer}"),
            "delegates.b.issuer",
        ),
        (
            format!("[delegates.shop]\n{same}{issuer}callback = \"https://other.example\""),
            "callback",
        ),
    ] {
        let error = from_file(&text).unwrap_err().to_string();
        assert!(error.contains(key), "{text}: {error}");
    }
}
