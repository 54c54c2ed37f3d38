//! Files and servers that are not what they should be.

use std::fs;

use journeys::{Cli, Desk, Machine, binary, journey};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use journeys::steps::{LINK, PASSWORD};

const SMALL: [&str; 4] = ["vault", "create", "--memory-kib", "65536"];

/// A vault with one entry, and the command line beside it.
async fn a_vault<'a>(machine: &'a Machine, name: &str) -> (Desk, Cli<'a>) {
    let desk = machine.desk(name);
    let cli = Cli::new(machine, &desk);
    let _ = cli
        .run(
            &[&SMALL[..], &["--password-stdin"]].concat(),
            &line(PASSWORD),
        )
        .await
        .well();
    let _ = cli
        .run(&["codes", "add", LINK, "--password-stdin"], &line(PASSWORD))
        .await
        .well();
    (desk, cli)
}

fn line(text: &str) -> String {
    format!("{text}\n")
}

/// Lists the codes of a vault with these bytes, which must be refused with this exit and code and
/// leave the bytes as they are.
async fn is_refused(cli: &Cli<'_>, desk: &Desk, bytes: &[u8], exit: i32, code: &str) {
    fs::write(desk.vault(), bytes).unwrap();

    let refused = cli
        .run(
            &["codes", "list", "--json", "--password-stdin"],
            &line(PASSWORD),
        )
        .await;

    assert_eq!(
        (refused.exit, refused.failure().as_str()),
        (exit, code),
        "{refused:?}"
    );
    assert_eq!(
        fs::read(desk.vault()).unwrap(),
        bytes,
        "the file is byte for byte what it was"
    );
}

/// The same vault with the format number of a later version (`docs/vault-format.md`).
fn newer(vault: &[u8]) -> Vec<u8> {
    let mut newer = vault.to_vec();
    newer[8..10].copy_from_slice(&2_u16.to_be_bytes());
    newer
}

#[tokio::test]
async fn a_file_that_is_no_whole_vault_is_refused_untouched() {
    journey(
        "a_file_that_is_no_whole_vault_is_refused_untouched",
        async |machine| {
            let (desk, cli) = a_vault(machine, "ana").await;
            let whole = fs::read(desk.vault()).unwrap();
            let mut altered = whole.clone();
            *altered.last_mut().unwrap() ^= 1;

            is_refused(
                &cli,
                &desk,
                b"[Desktop Entry]\nName=not a vault\n",
                4,
                "foreign_file",
            )
            .await;
            is_refused(&cli, &desk, b"", 4, "foreign_file").await;
            is_refused(&cli, &desk, &whole[..whole.len() - 100], 4, "damaged").await;
            is_refused(&cli, &desk, &altered, 4, "damaged").await;
            is_refused(&cli, &desk, &newer(&whole), 4, "newer_format").await;
        },
    )
    .await;
}

/// Copies the vault `$1` onto a disk without room, adds `$3` to it there with the program `$2`, and
/// lists what is on the disk if the copy is what it was. The disk is seen by this script alone.
const ON_A_FULL_DISK: &str = r#"
mkdir disk
mount -t tmpfs -o size=64k tmpfs disk
cp "$1" disk/vault.countersign
cat /dev/zero >disk/filler 2>/dev/null
"$2" codes add "$3" --json --password-stdin --vault disk/vault.countersign
status=$?
rm disk/filler
cmp "$1" disk/vault.countersign && ls -A disk | grep -v '\.lock$'
exit $status
"#;

#[tokio::test]
async fn a_full_disk_keeps_the_old_vault() {
    journey("a_full_disk_keeps_the_old_vault", async |machine| {
        let (desk, _) = a_vault(machine, "ana").await;
        let password = desk.data.join("password");
        fs::write(&password, line(PASSWORD)).unwrap();
        let mut alone = machine.command("unshare");
        alone.args([
            "--mount",
            "--map-root-user",
            "sh",
            "-c",
            ON_A_FULL_DISK,
            "sh",
        ]);
        alone
            .arg(desk.vault())
            .arg(binary("countersign"))
            .arg(LINK.replace("GEZD", "MFRG"));
        alone.stdin(fs::File::open(password).unwrap());

        let output = alone.output().await.unwrap();

        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(complained.contains("\"disk_full\""), "{complained}");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            said.trim(),
            "vault.countersign",
            "no half-written file is left"
        );
    })
    .await;
}

/// A server on loopback that answers everything with `body`, and its address. In the body,
/// `ADDRESS` stands for that address.
async fn answering(content_type: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let body = body.replace("ADDRESS", &address);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn what_is_no_server_is_told_and_nothing_is_kept() {
    journey(
        "what_is_no_server_is_told_and_nothing_is_kept",
        async |machine| {
            let cli = Cli::new(machine, &machine.desk("ana"));
            let html = answering("text/html", "<!doctype html><title>Welcome</title>").await;
            let other = answering("application/json", ELSEWHERE).await;
            let nobody = "http://127.0.0.1:9";

            for (issuer, exit, code) in [
                (html.as_str(), 6, "not_a_server"),
                (other.as_str(), 6, "issuer_mismatch"),
                (nobody, 6, "server_away"),
                ("http://id.example.org", 5, "bad_issuer"),
            ] {
                let refused = cli.run(&["accounts", "add", issuer, "--json"], "").await;
                assert_eq!(
                    (refused.exit, refused.failure().as_str()),
                    (exit, code),
                    "{refused:?}"
                );
            }
            let kept = cli
                .run(&["accounts", "list", "--json"], "")
                .await
                .well()
                .json();
            assert_eq!(kept, Value::Array(Vec::new()));
        },
    )
    .await;
}

/// A discovery document that speaks for somebody else.
const ELSEWHERE: &str = r#"{
    "issuer": "https://id.example.org",
    "authorization_endpoint": "ADDRESS/authorize",
    "token_endpoint": "ADDRESS/token",
    "jwks_uri": "ADDRESS/jwks",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["ES256"],
    "code_challenge_methods_supported": ["S256"]
}"#;
