//! One window that stays open and several runs of the command line, all saving at once.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::{thread, time::SystemTime};

use commands::{Context, Senses, codes, codes::Link, paths::Paths, vault};
use common::{Home, PASSWORD, address, code};
use zeroize::Zeroizing;

const RUNS: usize = 3;
const PROGRAMS: usize = 4;
const IN_THE_WINDOW: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_loses_what_all_save_at_once() {
    let home = Home::with_vault();
    let cx = window(&home).await;
    let issuers = thread::scope(|scope| {
        let programs: Vec<_> = (0..PROGRAMS)
            .map(|program| {
                let home = &home;
                scope.spawn(move || {
                    for run in 0..RUNS {
                        let added = home.add(&format!("Program{program}Run{run}"));
                        assert_eq!(code(&added), 0, "{added:?}");
                    }
                })
            })
            .collect();
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                for number in 0..IN_THE_WINDOW {
                    let link = address(&format!("Window{number}"));
                    codes::add_entry(&cx, Link::new(Zeroizing::new(link)))
                        .await
                        .unwrap();
                }
            });
        });
        for program in programs {
            program.join().unwrap();
        }
        home.issuers()
    });
    assert_eq!(
        issuers.len(),
        PROGRAMS * RUNS + IN_THE_WINDOW,
        "{issuers:?}"
    );
    let seen = codes::list_entries(&cx).await.unwrap();
    assert_eq!(seen.len(), issuers.len(), "the window sees them, too");
    assert_eq!(
        vault::vault_status(&cx).standing,
        vault::Standing::Known,
        "nobody's mark overtook the file"
    );
}

async fn window(home: &Home) -> Context {
    let root = home.0.path();
    let paths = Paths {
        data: root.to_owned(),
        config: root.join("config"),
        state: root.join("state/countersign"),
        vault: home.vault(),
    };
    let senses = Senses {
        now: SystemTime::now,
        chance: || Box::new(rand_core::UnwrapErr(getrandom::SysRng)),
    };
    let cx = Context::without_keychain(paths, senses);
    let password = vault::Password::new(Zeroizing::new(PASSWORD.to_owned()));
    vault::unlock_vault(&cx, password).await.unwrap();
    cx
}
