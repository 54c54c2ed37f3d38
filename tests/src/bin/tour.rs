//! The guided tour: the real program from its first run on, on a display that nobody sees.
//!
//! `make run` plays it where there is no display. The pictures are in `target/tour/`, and so are
//! the logs of what ran.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

use std::{fs, path::PathBuf};

use journeys::{
    Cli, Demo, Machine, Window, hook,
    steps::{self, PASSWORD},
};

/// Issuers that people know, with seeds that open nothing.
const ENTRIES: &[(&str, &str, &str)] = &[
    (
        "GitHub",
        "ana-ruiz",
        "secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    ),
    (
        "Google",
        "ana.ruiz@example.org",
        "secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
    ),
    (
        "Microsoft",
        "ana@contoso.example",
        "secret=MFZWIZTHNBVGC43EMZTWQ2TLMFZWIZTH",
    ),
    (
        "Amazon Web Services",
        "ops@example.org",
        "secret=NB2W45DFOIZA4ZLTNB2W45DFOIZA4ZLT",
    ),
    (
        "Proton",
        "ana.ruiz@proton.example",
        "secret=ONSWG4TFOQQHI2DFONSWG4TFOQQHI2DF",
    ),
    (
        "GitLab",
        "ana",
        "secret=PBSXE33TMUQGC3TEPBSXE33TMUQGC3TE&algorithm=SHA256",
    ),
    (
        "Mastodon",
        "@ana@social.example",
        "secret=OBUWYZLTEBXWM5BAOBUWYZLTEBXWM5BA",
    ),
    (
        "Cloudflare",
        "ana@example.org",
        "secret=MNUGC2LOONQWO4DVMNUGC2LOONQWO4DV",
    ),
    (
        "Bank of the Hills",
        "71 204 553",
        "secret=NZXXEZDFOJXGC5DVNZXXEZDFOJXGC5DV&digits=8&period=60",
    ),
    (
        "Nextcloud",
        "ana",
        "secret=M5UXG2DFOJZWK3LBM5UXG2DFOJZWK3LB",
    ),
];

struct Tour {
    folder: PathBuf,
    taken: usize,
}

impl Tour {
    async fn picture(&mut self, window: &Window, name: &str) {
        window.settle().await;
        self.taken += 1;
        let path = self.folder.join(format!("{:02}-{name}.png", self.taken));
        window.picture(&path).await;
        println!("tour: {}", path.display());
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = journeys::target().join("tour");
    let _ = fs::remove_dir_all(&folder);
    let machine = Machine::start(&folder.join("logs")).await;
    play(&machine, Tour { folder, taken: 0 }).await;
}

async fn play(machine: &Machine, mut tour: Tour) {
    let demo = Demo::start(machine).await;
    let desk = machine.desk("ana");
    let cli = Cli::new(machine, &desk);
    let window = Window::app(machine, &desk).await;

    window.see(&hook("first-run-codes")).await;
    tour.picture(&window, "first-run").await;
    steps::create_vault(&window).await;
    window.click(&hook("lock")).await;
    window.see(&hook("unlock-password")).await;
    tour.picture(&window, "locked").await;
    let password = machine.home().join("password");
    fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let password = password.to_str().unwrap();
    let _ = cli
        .run(
            &["codes", "add", "-", "--password-file", password],
            &links(),
        )
        .await
        .well();
    steps::unlock(&window).await;
    window.read_until(&hook("codes-page"), "GitHub").await;
    tour.picture(&window, "codes-masked").await;
    window.click(&hook("nav-settings")).await;
    window.click(&hook("show-codes")).await;
    tour.picture(&window, "settings").await;
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
    tour.picture(&window, "codes").await;

    window.click(&hook("nav-accounts")).await;
    window.write(&hook("issuer-input"), &demo.issuer).await;
    window.click(&hook("sign-in")).await;
    window.see(&hook("waiting-for-browser")).await;
    tour.picture(&window, "waiting-for-browser").await;
    let browser = Window::browser(machine).await;
    browser.go(&machine.opened_address().await).await;
    browser.see("#password").await;
    tour.picture(&browser, "sign-in-page").await;
    steps::sign_in_page(&browser, &demo.user).await;
    browser.read_until("h1", "You are signed in").await;
    tour.picture(&browser, "signed-in").await;
    window
        .see("[data-testid=account-card][data-state=signedIn]")
        .await;
    tour.picture(&window, "accounts").await;

    let laptop = Cli::new(machine, &machine.desk("laptop"));
    steps::connect_cli(machine, &laptop, &demo.issuer, &demo.user).await;
    window.click(&hook("nav-sessions")).await;
    window.see(&hook("session-row")).await;
    tour.picture(&window, "sessions").await;

    window.click(&hook("nav-settings")).await;
    window
        .click("[data-testid=theme-select] [data-value=dark]")
        .await;
    tour.picture(&window, "dark-settings").await;
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
    tour.picture(&window, "dark").await;
    window.click(&hook("nav-sessions")).await;
    window.see(&hook("session-row")).await;
    tour.picture(&window, "dark-sessions").await;

    window.resize(420, 480).await;
    tour.picture(&window, "small-sessions").await;
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
    tour.picture(&window, "small").await;
    window.close(machine).await;
}

/// An address a line.
fn links() -> String {
    let mut lines = String::new();
    for (issuer, account, seed) in ENTRIES {
        let [issuer, account] = [issuer, account].map(|text| text.replace(' ', "%20"));
        lines += &format!("otpauth://totp/{issuer}:{account}?{seed}&issuer={issuer}\n");
    }
    lines
}
