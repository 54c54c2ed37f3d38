//! What people do in more than one story, and how they say it.

use serde_json::Value;

use crate::{Cli, Machine, Person, Window, hook};

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
    window.click(&hook("with-recovery-key")).await;
    window.click(&hook("create-vault")).await;
    window.see(&hook("codes-page")).await;
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

/// From the first run to an account, through a browser that knows nothing yet.
pub async fn connect(machine: &Machine, window: &Window, issuer: &str, who: &Person) {
    window.click(&hook("first-run-connect")).await;
    window.write(&hook("issuer-input"), issuer).await;
    window.click(&hook("sign-in")).await;
    window.see(&hook("waiting-for-browser")).await;
    sign_in_in_browser(machine, who).await;
    window.see(&hook("account-card")).await;
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
