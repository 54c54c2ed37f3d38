//! The guided tour: the real program from its first run on, on a display that nobody sees.
//!
//! `make run` plays it where there is no display. The pictures are in `target/tour/`, and so are
//! the logs of what ran.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

use std::{fs, path::PathBuf};

use journeys::{
    Cli, Demo, Desk, Machine, Window, hook,
    steps::{self, PASSWORD, keys},
    until,
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
        // Two frames later everything that was decided is on the screen.
        let draw = "window.drawn = false;
            requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = true)))";
        window.run(draw).await;
        until("two frames are drawn", async || {
            (window.run("return window.drawn").await == true).then_some(())
        })
        .await;
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
    let window = Window::app(machine, &desk).await;

    begin(&mut tour, &window).await;
    fill(machine, &Cli::new(machine, &desk)).await;
    codes(&mut tour, &window).await;
    recovery(&mut tour, &window).await;
    settings(&mut tour, &window).await;
    // The driver finds no second window once the page of the first has ended with a lock.
    quick(&mut tour, machine, &desk, &window).await;
    steps::lock(&window).await;
    tour.picture(&window, "locked").await;
    steps::unlock(&window).await;
    accounts(&mut tour, machine, &demo, &window).await;
    approvals(&mut tour, machine, &demo, &window).await;
    dark(&mut tour, &window).await;
    small(&mut tour, &window).await;
    window.close(machine).await;
}

/// From the first run to an empty vault.
async fn begin(tour: &mut Tour, window: &Window) {
    window.see(&hook("first-run-codes")).await;
    tour.picture(window, "first-run").await;
    window.click(&hook("first-run-codes")).await;
    window.write(&hook("new-password"), PASSWORD).await;
    window.write(&hook("repeat-password"), PASSWORD).await;
    window
        .see("[data-testid=create-vault]:not(:disabled)")
        .await;
    tour.picture(window, "new-password").await;
    window.click(&hook("create-vault")).await;
    let groups = steps::read_sheet(window).await;
    tour.picture(window, "recovery-sheet").await;
    window.click(&hook("sheet-written")).await;
    window.see(&hook("asked-group")).await;
    tour.picture(window, "recovery-sheet-check").await;
    steps::answer_groups(window, &groups).await;
    window.see(&hook("codes-page")).await;
    tour.picture(window, "no-codes-yet").await;
}

/// What somebody has gathered in a year.
async fn fill(machine: &Machine, cli: &Cli<'_>) {
    let recovery = "1. 4f9k2-8dm3p\n2. q7rt1-x02ze\n3. m3x8w-77pqa\n4. zz91k-0b4hd\n";
    for (arguments, lines) in [
        (&["codes", "add", "-"][..], links().as_str()),
        (
            &[
                "codes",
                "edit",
                "GitHub",
                "--group",
                "Work",
                "--favourite",
                "true",
                "--note",
                "The spare key is in the blue box.",
            ],
            "",
        ),
        (&["codes", "edit", "GitLab", "--group", "Work"], ""),
        (&["codes", "edit", "Hills", "--group", "Money"], ""),
        (&["recovery", "add", "GitHub"], recovery),
        (
            &["recovery", "add", "Proton"],
            "7ac1 99f2 b0d4\n3e5f 1c22 8a07\n",
        ),
        (&["codes", "remove", "Nextcloud"], ""),
    ] {
        let _ = steps::by_password(machine, cli, arguments, lines)
            .await
            .well();
    }
}

async fn codes(tour: &mut Tour, window: &Window) {
    let github = steps::row(window, "code-row", "GitHub").await;
    tour.picture(window, "codes-masked").await;
    steps::settings(window, "general").await;
    window.click(&hook("show-codes")).await;
    window.click(&hook("nav-codes")).await;
    steps::row(window, "code-row", "GitHub").await;
    tour.picture(window, "codes").await;
    let google = steps::row(window, "code-row", "Google").await;
    window.write(&hook("search"), "gihtub").await;
    window.see_no(&google).await;
    tour.picture(window, "search").await;
    steps::press(window, keys::ESCAPE).await;

    let more = format!("{github} [data-testid=edit-entry]");
    window.click(&more).await;
    window.see(&hook("edit-panel")).await;
    tour.picture(window, "entry").await;
    window.click(&hook("icon-field")).await;
    window.see(&hook("icon-search")).await;
    tour.picture(window, "entry-icon").await;
    window.click(&hook("icon-auto")).await;
    window.click(&hook("show-qr")).await;
    window.write(&hook("qr-password-field"), PASSWORD).await;
    window.click(&hook("qr-password-submit")).await;
    window.see(&hook("qr-picture")).await;
    tour.picture(window, "entry-qr").await;
    window.click(&hook("close-panel")).await;

    window.click(&hook("add-entry")).await;
    window.click(&hook("tab-scan")).await;
    window.see(&hook("scan-screen")).await;
    tour.picture(window, "add-by-qr").await;
    window.click(&hook("tab-key")).await;
    window.write(&hook("issuer-field"), "Harbour").await;
    window.write(&hook("key-field"), steps::KEY).await;
    window.see(&hook("key-check")).await;
    tour.picture(window, "add-by-key").await;
    window.click(&hook("close-panel")).await;

    window.click(&hook("choose-entries")).await;
    window.click(&format!("{github} .whole")).await;
    tour.picture(window, "several").await;
    window.click(&hook("choose-end")).await;
    window.click(&hook("open-trash")).await;
    window.see(&hook("trash-row")).await;
    tour.picture(window, "trash").await;
    window.click(&hook("close-panel")).await;
}

async fn recovery(tour: &mut Tour, window: &Window) {
    window.click(&hook("open-recovery")).await;
    window.see(&hook("recovery-set")).await;
    tour.picture(window, "recovery-codes").await;
    let github = steps::row(window, "recovery-set", "GitHub").await;
    window.click(&github).await;
    window.click(&hook("use-next")).await;
    window.see(&hook("used-code")).await;
    tour.picture(window, "recovery-code-used").await;
    window.click(&hook("close-panel")).await;
    window.click(&hook("back")).await;
    window.click(&hook("open-health")).await;
    window.see(&hook("health-item")).await;
    tour.picture(window, "health").await;
    window.click(&hook("back")).await;
}

async fn settings(tour: &mut Tour, window: &Window) {
    for section in [
        "general", "locking", "ways", "password", "backups", "merge", "clock", "about",
    ] {
        steps::settings(window, section).await;
        tour.picture(window, &format!("settings-{section}")).await;
    }
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
}

async fn quick(tour: &mut Tour, machine: &Machine, desk: &Desk, window: &Window) {
    steps::wake_quick_pick(machine, desk).await;
    window.turn_to(&hook("quick-search")).await;
    window.write(&hook("quick-search"), "g").await;
    window.see(&hook("quick-row")).await;
    tour.picture(window, "quick-pick").await;
    steps::press(window, keys::ESCAPE).await;
    window.turn_to(&hook("codes-page")).await;
}

async fn accounts(tour: &mut Tour, machine: &Machine, demo: &Demo, window: &Window) {
    window.click(&hook("nav-accounts")).await;
    window.write(&hook("issuer-input"), &demo.issuer).await;
    window.click(&hook("sign-in")).await;
    window.see(&hook("waiting-for-browser")).await;
    tour.picture(window, "waiting-for-browser").await;
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
    tour.picture(window, "accounts").await;

    let laptop = Cli::new(machine, &machine.desk("laptop"));
    steps::connect_cli(machine, &laptop, &demo.issuer, &demo.user).await;
    window.click(&hook("nav-sessions")).await;
    window.see(&hook("session-row")).await;
    tour.picture(window, "sessions").await;
}

async fn approvals(tour: &mut Tour, machine: &Machine, demo: &Demo, window: &Window) {
    window.click(&hook("nav-approvals")).await;
    window.see(&hook("use-computer")).await;
    tour.picture(window, "approvals-not-used").await;
    steps::answer_here(window, "Ana’s desk").await;
    tour.picture(window, "approvals").await;
    let (browser, digits) = steps::ask_for_approval(machine, &demo.issuer, &demo.user).await;
    tour.picture(&browser, "approval-page").await;
    window
        .see("[data-testid=approval-card]:not([data-deaf])")
        .await;
    tour.picture(window, "approval").await;
    window.resize(420, 480).await;
    tour.picture(window, "small-approval").await;
    window.resize(900, 640).await;
    window.write(&hook("approval-number"), &digits).await;
    window.click(&hook("approve")).await;
    window.see(&hook("approval-outcome")).await;
    browser.read_until("body", &demo.user.name).await;
    browser.close(machine).await;
}

async fn dark(tour: &mut Tour, window: &Window) {
    steps::settings(window, "general").await;
    window
        .click("[data-testid=theme-select] [data-value=dark]")
        .await;
    tour.picture(window, "dark-settings").await;
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
    tour.picture(window, "dark").await;
    window.click(&hook("open-recovery")).await;
    window.see(&hook("recovery-set")).await;
    tour.picture(window, "dark-recovery-codes").await;
    window.click(&hook("back")).await;
    window.click(&hook("nav-sessions")).await;
    window.see(&hook("session-row")).await;
    tour.picture(window, "dark-sessions").await;
}

async fn small(tour: &mut Tour, window: &Window) {
    window.resize(420, 480).await;
    tour.picture(window, "small-sessions").await;
    window.click(&hook("nav-codes")).await;
    window.see(&hook("code-row")).await;
    tour.picture(window, "small").await;
    window.click(&hook("nav-settings")).await;
    window.see(&hook("settings-choice")).await;
    tour.picture(window, "small-settings").await;
    journeys::steps::lock(window).await;
    window.see(&hook("unlock-password")).await;
    tour.picture(window, "dark-locked").await;
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
