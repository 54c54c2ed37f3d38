//! What a dump of memory tells before the vault is locked, and after.

use std::collections::BTreeSet;

use data_encoding::BASE32_NOPAD;
use journeys::{
    Canary, Cli, Machine, Window, hook, journey, name_of, search,
    steps::{PASSWORD, add_link, lock, unlock},
    until,
};

/// A seed that came in through the command line, and one that was typed into the window.
const KEPT: &[u8; 20] =
    b"\x9c\x1f\xe3\x47\xb2\x08\xd5\x6a\xf1\x3e\x84\xc9\x5b\x20\xe7\x93\x4d\xa6\x78\x0b";
const TYPED: &[u8; 20] =
    b"\x17\xd8\x62\xfa\x35\xc1\x8e\x09\xb4\x53\xef\x7a\x26\x91\xdc\x40\xa5\x6e\xf3\x1b";
const RECOVERY: &str = "quartz-violet-7731-umbra-heron";
const NOTE: &str = "the locker behind the aquarium, third shelf";

/// The core and the processes of its page; the driver is no part of the program.
fn program(machine: &Machine, window: &Window) -> Vec<u32> {
    let mut processes = window.processes(machine);
    processes.retain(|id| {
        let name = name_of(*id);
        name.starts_with("countersign")
            || name.starts_with("WebKitWebPro")
            || name.starts_with("WebKitNet")
    });
    processes
}

fn pages(machine: &Machine, window: &Window) -> BTreeSet<u32> {
    let mut processes = program(machine, window);
    processes.retain(|id| name_of(*id).starts_with("WebKitWebPro"));
    processes.into_iter().collect()
}

#[tokio::test]
async fn a_dump_of_a_locked_program_holds_no_secret() {
    journey(
        "a_dump_of_a_locked_program_holds_no_secret",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            let password = machine.home().join("password");
            std::fs::write(&password, format!("{PASSWORD}\n")).unwrap();
            let password = ["--password-file", password.to_str().unwrap()];
            let link = |seed: &[u8], issuer| {
                format!(
                    "otpauth://totp/{issuer}:ana?issuer={issuer}&secret={}",
                    BASE32_NOPAD.encode(seed)
                )
            };
            for (arguments, line) in [
                (&["vault", "create"][..], String::new()),
                (&["codes", "add", "-"], link(KEPT, "Harbour")),
                (&["codes", "edit", "Harbour", "--note", NOTE], String::new()),
                (&["recovery", "add", "Harbour"], RECOVERY.to_owned()),
            ] {
                let arguments = [arguments, &password].concat();
                let _ = cli.run(&arguments, &format!("{line}\n")).await.well();
            }
            let secrets = [
                Canary::new("the kept seed", KEPT),
                Canary::new("the typed seed", TYPED),
                Canary::new("the password", PASSWORD.as_bytes()),
                Canary::new("the recovery code", RECOVERY.as_bytes()),
                Canary::new("the note", NOTE.as_bytes()),
            ];

            let window = Window::app(machine, &desk).await;
            unlock(&window).await;
            add_link(&window, &link(TYPED, "Lighthouse")).await;
            let open = search(&program(machine, &window), &secrets);
            for expected in [
                "countersign-des: the kept seed as bytes",
                "countersign-des: the typed seed as bytes",
                "countersign-des: the recovery code as bytes",
                "WebKitWebProces: the typed seed as base32",
            ] {
                assert!(
                    open.iter().any(|found| found.starts_with(expected)),
                    "the search finds what is there: {expected} in {open:#?}"
                );
            }

            let before = pages(machine, &window);
            lock(&window).await;
            window.see(&hook("unlock-password")).await;
            until("the page's process has ended", async || {
                pages(machine, &window).is_disjoint(&before).then_some(())
            })
            .await;

            until("nothing of it is left", async || {
                let left = search(&program(machine, &window), &secrets);
                if !left.is_empty() {
                    eprintln!("{left:#?}");
                }
                left.is_empty().then_some(())
            })
            .await;
        },
    )
    .await;
}
