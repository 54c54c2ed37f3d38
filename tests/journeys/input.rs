//! Files and servers that are not what they should be.

use std::{fs, io::Write as _, net::TcpListener};

use journeys::{Cli, Desk, Machine, hook, journey};

use crate::steps::{LINK, PASSWORD};

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
        },
    )
    .await;
}
