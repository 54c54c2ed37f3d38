//! What whoever runs the server relies on: TLS of its own, figures, and the files that come along.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client, tls};
use support::{Running, Workplace};

/// A certificate for this machine, in the two files that [tls] names. Gives it in DER.
fn certificate(place: &Workplace) -> Vec<u8> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    place.write("key.pem", &signing_key.serialize_pem());
    place.write("certificate.pem", &cert.pem());
    cert.der().to_vec()
}

fn with_tls() -> Workplace {
    Workplace::new()
        .with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0")
        .with("COUNTERSIGN_SERVER__ISSUER", "https://localhost:0")
        .with("COUNTERSIGN_SERVER__TLS__CERTIFICATE", "certificate.pem")
        .with("COUNTERSIGN_SERVER__TLS__KEY", "key.pem")
}

fn client(trusted: &[&[u8]]) -> reqwest::ClientBuilder {
    let trusted = trusted
        .iter()
        .map(|der| Certificate::from_der(der).unwrap());
    // Each request makes a connection of its own.
    Client::builder()
        .tls_certs_only(trusted)
        .tls_info(true)
        .pool_max_idle_per_host(0)
}

/// The certificate that is shown, in DER.
async fn shown(server: &Running, client: &Client) -> Vec<u8> {
    let address = format!("{}/health/live", server.issuer());
    let answer = client.get(address).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("strict-transport-security"));
    let info = answer.extensions().get::<tls::TlsInfo>().unwrap();
    info.peer_certificate().unwrap().to_vec()
}

#[tokio::test]
async fn it_speaks_tls_1_3_and_nothing_older() {
    let place = with_tls();
    let der = certificate(&place);
    let server = place.start(&["serve", "--json"]);
    assert!(server.issuer().starts_with("https://localhost:"));
    let today = client(&[&der]).build().unwrap();
    assert_eq!(shown(&server, &today).await, der);

    let older = client(&[&der]).tls_version_max(tls::Version::TLS_1_2);
    let address = format!("{}/health/live", server.issuer());
    let refused = older.build().unwrap().get(address).send().await;
    assert!(refused.unwrap_err().is_connect());
    let plain = server.issuer().replace("https://", "http://");
    assert!(reqwest::get(format!("{plain}/health/live")).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_is_not() {
    let place = with_tls();
    let first = certificate(&place);
    let server = place.start(&["serve", "--json"]);
    let second = certificate(&place);
    let client = client(&[&first, &second]).build().unwrap();
    assert_eq!(shown(&server, &client).await, first);
    server.signal("-HUP");
    while shown(&server, &client).await != second {
        tokio::task::yield_now().await;
    }

    place.write("certificate.pem", "half of a");
    server.signal("-HUP");
    server.wait_for_log("the old one is");
    assert_eq!(shown(&server, &client).await, second);
}

#[test]
fn a_certificate_that_cannot_be_used_starts_nothing() {
    let place = with_tls();
    certificate(&place);
    place.write("key.pem", "not a key");
    let done = place.run(&["serve", "--json"]);
    assert_eq!(done.code, 5, "{done:?}");
    let error = &done.error_json()["error"];
    assert_eq!(error["code"], "bad_certificate");
    assert!(
        error["message"].as_str().unwrap().contains("key.pem"),
        "{error}"
    );

    let place = with_tls().with("COUNTERSIGN_SERVER__ISSUER", "http://127.0.0.1:0");
    let done = place.run(&["config", "check", "--json"]);
    assert_eq!(done.code, 5, "{done:?}");
    assert!(done.err.contains("has to begin with https://"), "{done:?}");
}

#[tokio::test]
async fn figures_are_for_those_who_may_read_them() {
    let anywhere = || Workplace::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
    let place = anywhere();
    let server = place.start(&["serve", "--json"]);
    let get = async |path: &str| {
        let address = format!("{}{path}", server.issuer());
        reqwest::get(address).await.unwrap()
    };
    assert_eq!(get("/health/live?secret=hush").await.status(), 200);
    assert_eq!(get("/hush").await.status(), 404);
    let figures = get("/metrics").await;
    let kind = figures.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let figures = figures.text().await.unwrap();
    let counted = r#"countersign_requests_total{method="GET",route="/health/live",status="200"} 1"#;
    assert!(figures.contains(counted), "{figures}");
    assert!(!figures.contains("hush"), "{figures}");

    let place = anywhere().with("COUNTERSIGN_SERVER__METRICS__ALLOW", "10.0.0.0/8");
    let server = place.start(&["serve", "--json"]);
    let address = format!("{}/metrics", server.issuer());
    assert_eq!(reqwest::get(address).await.unwrap().status(), 404);
}

/// The words of a command in the guide before its first argument, and its flags.
fn command(span: &str) -> (Vec<&str>, Vec<&str>) {
    let is_word = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let words = span
        .split(' ')
        .take_while(|word| is_word(word) && !word.starts_with('-'));
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let flags = span
        .split(|c: char| !letters(c))
        .filter(|part| part.starts_with("--"));
    (words.collect(), flags.collect())
}

#[test]
fn every_command_in_the_guide_exists_with_its_flags() {
    let guide = include_str!("../../../docs/server.md");
    let (_, table) = guide.split_once("| Command | Does |").unwrap();
    let rows: Vec<&str> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 20, "{rows:?}");
    let place = Workplace::new();
    for row in rows {
        let column = row.split(" | ").next().unwrap();
        for span in column.split('`').skip(1).step_by(2) {
            let (words, flags) = command(span);
            let done = place.run(&[&words[..], &["--help"]].concat());
            assert_eq!(done.code, 0, "{span}: {done:?}");
            // The help of a group would be that of something else.
            assert!(!done.out.contains("<COMMAND>"), "{span}: {}", done.out);
            for flag in flags {
                assert!(done.out.contains(flag), "{span}: {flag} in {}", done.out);
            }
        }
    }
}

#[test]
fn the_first_steps_in_the_guide_lead_to_a_server() {
    let guide = include_str!("../../../docs/server.md");
    let (_, steps) = guide.split_once("## Run it\n\n```sh\n").unwrap();
    let (steps, _) = steps.split_once("```").unwrap();
    let (before, serve) = steps.trim_end().rsplit_once('\n').unwrap();
    let place = Workplace::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
    let script = format!("set -e\ncountersign-server() {{ \"$SERVER\" \"$@\"; }}\n{before}");
    let done = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("SERVER", env!("CARGO_BIN_EXE_countersign-server"))
        .current_dir(place.path("."))
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let words: Vec<&str> = serve.split(' ').skip(1).chain(["--json"]).collect();
    assert!(
        place
            .start(&words)
            .issuer()
            .starts_with("http://127.0.0.1:")
    );
    let people = place.run(&["user", "list", "--json"]).json();
    assert_eq!(people[0]["name"], "ana");
}

/// Where there is no systemd there is nobody to ask.
#[cfg(target_os = "linux")]
#[test]
fn the_unit_is_one_that_systemd_takes() {
    let analyze = || std::process::Command::new("systemd-analyze");
    if analyze().arg("--version").output().is_err() {
        return;
    }
    let unit = include_str!("../../../packaging/systemd/countersign-server.service");
    let binary = env!("CARGO_BIN_EXE_countersign-server");
    let place = Workplace::new();
    let name = "countersign-server.service";
    place.write(name, &unit.replace("/usr/bin/countersign-server", binary));
    for arguments in [
        &["verify", "--man=no"][..],
        &["security", "--offline=true", "--threshold=20"],
    ] {
        let done = analyze().args(arguments).arg(place.path(name)).output();
        let done = done.unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {said}");
    }
}
