//! What people do in more than one story, and how they say it.

use std::fs;

use serde_json::Value;

use crate::{Answer, Cli, Desk, Machine, Person, Window, binary, hook, until};

/// The vault password in every story.
pub const PASSWORD: &str = "lantern gravel 92 otter";

/// The published seed of RFC 6238, as an issuer would hand it out.
pub const LINK: &str =
    "otpauth://totp/GitHub:ana%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=GitHub";
/// The seed of [`LINK`].
pub const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// From the first run to an open, empty vault.
pub async fn create_vault(window: &Window) {
    window.click(&hook("first-run-codes")).await;
    window.write(&hook("new-password"), PASSWORD).await;
    window.write(&hook("repeat-password"), PASSWORD).await;
    // The strength of the password came, and with it the last line that moves the others.
    window.see("[data-testid=create-vault]:enabled").await;
    window.switch_off(&hook("with-recovery-key")).await;
    window.click(&hook("create-vault")).await;
    window.see(&hook("codes-page")).await;
}

/// From the first run to an open, empty vault whose recovery key is on paper: its groups.
pub async fn create_vault_with_key(window: &Window) -> Vec<String> {
    window.click(&hook("first-run-codes")).await;
    window.write(&hook("new-password"), PASSWORD).await;
    window.write(&hook("repeat-password"), PASSWORD).await;
    window.click(&hook("create-vault")).await;
    let groups = read_sheet(window).await;
    window.click(&hook("sheet-written")).await;
    answer_groups(window, &groups).await;
    window.see(&hook("codes-page")).await;
    groups
}

/// The groups of the recovery key on the sheet that is shown.
pub async fn read_sheet(window: &Window) -> Vec<String> {
    window.see(&hook("recovery-sheet")).await;
    until("every group is on the sheet", async || {
        let groups = window.read_all("[data-testid=recovery-group] .sign").await;
        (groups.len() == 14 && groups.iter().all(|group| group.len() == 4)).then_some(groups)
    })
    .await
}

/// Types the two groups that the window asks back.
pub async fn answer_groups(window: &Window, groups: &[String]) {
    window.see(&hook("asked-group")).await;
    let labels = window.read_all("[data-testid=recovery-check] label").await;
    for (at, label) in labels.iter().enumerate() {
        let number: usize = label.rsplit(' ').next().unwrap().parse().unwrap();
        let field = format!(".asked > :nth-child({}) [data-testid=asked-group]", at + 1);
        window.write(&field, &groups[number - 1]).await;
    }
    window.click(&hook("check-groups")).await;
}

/// Adds what an issuer showed as a link.
pub async fn add_link(window: &Window, link: &str) {
    window.click(&hook("add-entry")).await;
    window.write(&hook("link-input"), link).await;
    window.see(&hook("preview")).await;
    window.click(&hook("save-entry")).await;
    window.see_no(&hook("add-panel")).await;
}

/// From a locked vault to an open one.
pub async fn unlock(window: &Window) {
    window.write(&hook("unlock-password"), PASSWORD).await;
    window.click(&hook("unlock")).await;
    window.see(&hook("codes-page")).await;
}

/// From an open vault to a locked one, in the page that comes in place of the one that is left.
pub async fn lock(window: &Window) {
    window
        .run("document.documentElement.dataset.left = ''")
        .await;
    // The answer to the click may go with the page.
    let _ = window.see(&hook("lock")).await.click().await;
    window
        .see("html:not([data-left]) [data-testid=unlock-password]")
        .await;
}

/// To a section of the settings.
pub async fn settings(window: &Window, section: &str) {
    window.click(&hook("nav-settings")).await;
    window.click(&hook(&format!("settings-{section}"))).await;
    let shown = format!("[data-testid=settings-section][data-section={section}]");
    window.see(&shown).await;
}

/// The selector of the row in whose words these are, once it is there. `kind` is its hook, such as
/// `code-row`.
pub async fn row(window: &Window, kind: &str, words: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('[data-testid={kind}]')]
            .find(row => row.innerText.includes({}))?.dataset.id ?? null",
        Value::from(words)
    );
    let id = until(
        &format!("{} has “{words}” in a {kind}", window.name()),
        async || window.run(&script).await.as_str().map(str::to_owned),
    )
    .await;
    format!("[data-testid={kind}][data-id=\"{id}\"]")
}

/// Presses keys where the focus is.
pub async fn press(window: &Window, keys: &str) {
    until(&format!("{} takes keys", window.name()), async || {
        let focused = if window.shows(":focus").await {
            ":focus"
        } else {
            "body"
        };
        window.see(focused).await.send_keys(keys).await.ok()
    })
    .await;
}

/// `press` with Ctrl, Alt or Shift held: `chord(CTRL, "n")`.
#[must_use]
pub fn chord(held: char, key: &str) -> String {
    format!("{held}{key}\u{E000}")
}

/// Keys that have no letter, as the [driver](https://www.w3.org/TR/webdriver2/#keyboard-actions)
/// names them.
#[allow(missing_docs)]
pub mod keys {
    pub const ENTER: &str = "\u{E006}";
    pub const ESCAPE: &str = "\u{E00C}";
    pub const UP: &str = "\u{E013}";
    pub const DOWN: &str = "\u{E015}";
    pub const SHIFT: char = '\u{E008}';
    pub const CTRL: char = '\u{E009}';
    pub const ALT: char = '\u{E00A}';
}

/// Starts the program a second time, as keys of the desktop would, and waits until it has woken the
/// first.
pub async fn wake_quick_pick(machine: &Machine, desk: &Desk) {
    let mut second = machine.command(binary("countersign-desktop"));
    second
        .arg("--quick")
        .env("COUNTERSIGN_HOME", &desk.data)
        .env("COUNTERSIGN_CONFIG", &desk.config);
    assert!(second.status().await.unwrap().success());
}

/// A run of the command line that opens the vault with [`PASSWORD`].
pub async fn by_password(
    machine: &Machine,
    cli: &Cli<'_>,
    arguments: &[&str],
    lines: &str,
) -> Answer {
    let file = machine.home().join("password");
    fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    let file = file.to_str().unwrap();
    cli.run(&[arguments, &["--password-file", file]].concat(), lines)
        .await
}

/// A vault with these links in it, made by the command line with the least work that is allowed.
pub async fn small_vault(machine: &Machine, cli: &Cli<'_>, links: &[&str]) {
    let small = ["vault", "create", "--memory-kib", "65536"];
    let _ = by_password(machine, cli, &small, "").await.well();
    if !links.is_empty() {
        let lines = links.join("\n") + "\n";
        let _ = by_password(machine, cli, &["codes", "add", "-"], &lines)
            .await
            .well();
    }
}

/// Issuers in the vault, in the order in which the command line lists them.
pub async fn issuers(machine: &Machine, cli: &Cli<'_>) -> Vec<String> {
    let list = by_password(machine, cli, &["codes", "list", "--json"], "").await;
    let list = list.well().json();
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["issuer"].as_str().unwrap().to_owned())
        .collect()
}

/// From the first run to an account, through a browser that knows nothing yet.
pub async fn connect(machine: &Machine, window: &Window, issuer: &str, who: &Person) {
    window.click(&hook("first-run-connect")).await;
    window.write(&hook("issuer-input"), issuer).await;
    window.click(&hook("sign-in")).await;
    window.see(&hook("waiting-for-browser")).await;
    sign_in_in_browser(machine, who).await;
    window.see(&hook("account-card")).await;
}

/// From any place of an open window to a first account.
pub async fn connect_here(machine: &Machine, window: &Window, issuer: &str, who: &Person) {
    window.click(&hook("nav-accounts")).await;
    window.write(&hook("issuer-input"), issuer).await;
    window.click(&hook("sign-in")).await;
    window.see(&hook("waiting-for-browser")).await;
    sign_in_in_browser(machine, who).await;
    window
        .see("[data-testid=account-card][data-state=signedIn]")
        .await;
}

/// Lets this computer answer, under a name, for its only account, whose person has nothing but a password
/// yet.
pub async fn answer_here(window: &Window, name: &str) {
    window.click(&hook("nav-approvals")).await;
    window.click(&hook("use-computer")).await;
    window.write(&hook("device-name"), name).await;
    window.click(&hook("enrol")).await;
    window.see(&hook("enrolled-codes")).await;
    let codes = window.read_all(&hook("enrolled-code")).await;
    assert_eq!(codes.len(), 10, "recovery codes to write down");
    window.click(&hook("codes-written")).await;
    window
        .see("[data-testid=stream][data-state=connected]")
        .await;
}

/// Somebody signs in with a browser that knows nothing yet and asks a device: the browser, and the digits
/// on its page.
pub async fn ask_for_approval(machine: &Machine, issuer: &str, who: &Person) -> (Window, String) {
    let browser = Window::browser(machine).await;
    browser.go(&format!("{issuer}/account")).await;
    sign_in_page(&browser, who).await;
    browser.click("button[name=device]").await;
    let digits = until("the page shows six digits", async || {
        let shown = browser.read(".number").await;
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        (digits.len() == 6).then_some(digits)
    })
    .await;
    (browser, digits)
}

/// The same by the command line.
pub async fn connect_cli(machine: &Machine, cli: &Cli<'_>, issuer: &str, who: &Person) {
    let adding = cli.start(&["accounts", "add", issuer, "--json"], "").await;
    sign_in_in_browser(machine, who).await;
    let _ = adding.answer().await.well();
}

async fn sign_in_in_browser(machine: &Machine, who: &Person) {
    let browser = Window::browser(machine).await;
    browser.go(&machine.opened_address().await).await;
    sign_in_page(&browser, who).await;
    browser.read_until("h1", "You are signed in").await;
    browser.close(machine).await;
}

/// Fills the server's sign-in page.
pub async fn sign_in_page(browser: &Window, who: &Person) {
    browser.write("#name", &who.name).await;
    browser.write("#password", &who.password).await;
    browser.click("button.primary").await;
}

/// The refresh tokens in the keychain, of every installation on the machine.
pub async fn refresh_tokens(machine: &Machine) -> Vec<String> {
    let secrets = machine.keychain().secrets("countersign").await;
    let lines = secrets
        .iter()
        .filter_map(|secret| serde_json::from_str::<Value>(secret).ok());
    lines
        .filter_map(|line| Some(line.get("refresh")?.as_str()?.to_owned()))
        .collect()
}
