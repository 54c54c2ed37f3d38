//! Somebody adds entries in every way there is, puts them in order, and throws some away.

use journeys::{
    Cli, Desk, Machine, Window, hook, journey,
    steps::{
        KEY, LINK, PASSWORD, by_password, chord, create_vault, issuers, keys, press, row,
        small_vault, unlock,
    },
    until,
};

use crate::portal::Dialog;

const GITLAB: &str =
    "otpauth://totp/GitLab:ana?secret=PBSXE33TMUQGC3TEPBSXE33TMUQGC3TE&issuer=GitLab";
const BANK: &str = "otpauth://totp/Cr%C3%A9dit%20Agricole:71204?secret=NZXXEZDFOJXGC5DVNZXXEZDFOJXGC5DV&issuer=Cr%C3%A9dit%20Agricole";
const CLOUD: &str =
    "otpauth://totp/Nextcloud:ana?secret=M5UXG2DFOJZWK3LBM5UXG2DFOJZWK3LB&issuer=Nextcloud";

/// An open window on a vault with these links.
async fn open_vault<'a>(machine: &'a Machine, desk: &Desk, links: &[&str]) -> (Window, Cli<'a>) {
    let cli = Cli::new(machine, desk);
    small_vault(machine, &cli, links).await;
    let window = Window::app(machine, desk).await;
    unlock(&window).await;
    (window, cli)
}

async fn edit(window: &Window, issuer: &str) -> String {
    let found = row(window, "code-row", issuer).await;
    window
        .click(&format!("{found} [data-testid=edit-entry]"))
        .await;
    window.see(&hook("edit-panel")).await;
    found
}

/// Shows the entry as a picture, after the password.
async fn show_qr(window: &Window, issuer: &str) {
    edit(window, issuer).await;
    window.click(&hook("show-qr")).await;
    window.write(&hook("qr-password-field"), PASSWORD).await;
    window.click(&hook("qr-password-submit")).await;
    window.see(&hook("qr-picture")).await;
    window.settle().await;
}

/// The issuers in the window's list, from top to bottom.
async fn listed(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[data-testid=code-row]')]
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map(row => row.querySelector('.issuer').innerText.trim())";
    let said = window.run(script).await;
    let rows = said.as_array().unwrap().iter();
    rows.map(|one| one.as_str().unwrap().to_owned()).collect()
}

async fn lists(window: &Window, wanted: &[&str]) {
    until(&format!("{} lists {wanted:?}", window.name()), async || {
        (listed(window).await == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_qr_picture_in_another_window_is_found_on_the_screen() {
    journey(
        "a_qr_picture_in_another_window_is_found_on_the_screen",
        async |machine| {
            let (here, _) = open_vault(machine, &machine.desk("ana"), &[LINK]).await;
            let there = Window::app(machine, &machine.desk("ben")).await;
            create_vault(&there).await;
            there.resize(420, 480).await;
            there.click(&hook("add-entry")).await;
            there.click(&hook("tab-scan")).await;
            show_qr(&here, "GitHub").await;

            // What a page has drawn may reach the screen a moment later.
            until("the picture is found", async || {
                there.click(&hook("scan-screen")).await;
                let failed = "[data-testid=failure][data-code=nothingFound]";
                let found = hook("found-entry");
                there.see(&format!("{found}, {failed}")).await;
                there.shows(&found).await.then_some(())
            })
            .await;
            there.read_until(&hook("found-entry"), "GitHub").await;
            there.click(&hook("add-found")).await;
            row(&there, "code-row", "ana@example.org").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_picture_file_adds_the_entry_that_it_shows() {
    journey(
        "a_picture_file_adds_the_entry_that_it_shows",
        async |machine| {
            let (window, _) = open_vault(machine, &machine.desk("ana"), &[LINK]).await;
            show_qr(&window, "GitHub").await;
            let picture = machine.home().join("screenshot.png");
            window.picture(&picture).await;
            window.close(machine).await;

            let cli = Cli::new(machine, &machine.desk("ben"));
            small_vault(machine, &cli, &[]).await;
            let add = ["codes", "add-qr", picture.to_str().unwrap()];
            let _ = by_password(machine, &cli, &add, "").await.well();
            assert_eq!(issuers(machine, &cli).await, ["GitHub"]);

            let window = Window::app(machine, &machine.desk("cleo")).await;
            create_vault(&window).await;
            let mut dialog = Dialog::of(machine).await;
            window.click(&hook("add-entry")).await;
            window.click(&hook("tab-scan")).await;
            window.click(&hook("scan-file")).await;
            dialog.choose(&picture).await;
            window.click(&hook("add-found")).await;
            row(&window, "code-row", "ana@example.org").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_key_is_checked_while_it_is_typed() {
    journey("a_key_is_checked_while_it_is_typed", async |machine| {
        let window = Window::app(machine, &machine.desk("ana")).await;
        create_vault(&window).await;
        window.click(&hook("add-entry")).await;
        window.click(&hook("tab-key")).await;
        window.write(&hook("issuer-field"), "GitHub").await;

        let says = async |state: &str| {
            window
                .see(&format!("[data-testid=key-check][data-state={state}]"))
                .await;
        };
        window
            .write(&hook("key-field"), &KEY.replace('Q', "1"))
            .await;
        says("odd").await;
        window
            .write(&hook("key-field"), &KEY.replace('Q', "?"))
            .await;
        says("bad").await;
        window.see("[data-testid=save-entry]:disabled").await;
        window.write(&hook("key-field"), &KEY.to_lowercase()).await;
        says("good").await;
        window.click(&hook("save-entry")).await;
        let cli = Cli::new(machine, &machine.desk("ana"));
        row(&window, "code-row", "GitHub").await;
        let at = ["codes", "show", "GitHub", "--at", "59"];
        let shown = by_password(machine, &cli, &at, "").await.well();
        assert_eq!(
            shown.said.trim(),
            "287082",
            "RFC 6238 appendix B, six digits"
        );
    })
    .await;
}

#[tokio::test]
async fn a_note_and_a_group_are_kept_and_found() {
    journey("a_note_and_a_group_are_kept_and_found", async |machine| {
        let (window, cli) = open_vault(machine, &machine.desk("ana"), &[LINK, GITLAB]).await;
        edit(&window, "GitLab").await;
        window
            .write(&hook("note-field"), "the spare key is with Theo")
            .await;
        window.write(&hook("group-field"), "Work").await;
        window.click(&hook("save-entry")).await;
        window.see_no(&hook("edit-panel")).await;

        window.write(&hook("search"), "theo").await;
        lists(&window, &["GitLab"]).await;
        let found = by_password(machine, &cli, &["codes", "list", "spare", "--json"], "").await;
        let found = found.well().json();
        assert_eq!(found.as_array().unwrap().len(), 1);
        assert_eq!(found[0]["group"], "Work");
    })
    .await;
}

#[tokio::test]
async fn several_entries_are_grouped_and_thrown_away_together() {
    journey(
        "several_entries_are_grouped_and_thrown_away_together",
        async |machine| {
            let (window, cli) =
                open_vault(machine, &machine.desk("ana"), &[LINK, GITLAB, CLOUD]).await;
            let [hub, lab] = [
                row(&window, "code-row", "GitHub").await,
                row(&window, "code-row", "GitLab").await,
            ];
            window.click(&hook("choose-entries")).await;
            window.click(&format!("{hub} .whole")).await;
            window.click(&format!("{lab} .whole")).await;
            window.click(&hook("bulk-group")).await;
            window.write(&hook("group-field"), "Work").await;
            press(&window, keys::ENTER).await;
            window.see_no(&hook("bulk-bar")).await;
            let list = by_password(machine, &cli, &["codes", "list", "--json"], "").await;
            let groups: Vec<_> = list
                .well()
                .json()
                .as_array()
                .unwrap()
                .iter()
                .map(|one| (one["issuer"].clone(), one["group"].clone()))
                .collect();
            assert_eq!(
                serde_json::json!(groups),
                serde_json::json!([["GitHub", "Work"], ["GitLab", "Work"], ["Nextcloud", null]])
            );

            window.click(&hook("choose-entries")).await;
            window.click(&format!("{hub} .whole")).await;
            window.click(&format!("{lab} .whole")).await;
            window.click(&hook("bulk-remove")).await;
            lists(&window, &["Nextcloud"]).await;

            window.click(&hook("open-trash")).await;
            let hub_there = row(&window, "trash-row", "GitHub").await;
            window
                .click(&format!("{hub_there} [data-testid=restore-entry]"))
                .await;
            lists(&window, &["GitHub", "Nextcloud"]).await;
            let lab_there = row(&window, "trash-row", "GitLab").await;
            window.click(&format!("{lab_there} input")).await;
            window.click(&hook("purge-entries")).await;
            window.write(&hook("purge-field"), "not the password").await;
            window.click(&hook("purge-submit")).await;
            window
                .see("[data-testid=failure][data-code=wrongCredential]")
                .await;
            window.write(&hook("purge-field"), PASSWORD).await;
            window.click(&hook("purge-submit")).await;
            window.see_no(&hook("trash-row")).await;
            assert_eq!(issuers(machine, &cli).await, ["GitHub", "Nextcloud"]);
        },
    )
    .await;
}

#[tokio::test]
async fn the_search_forgives_typing_errors_and_accents() {
    journey(
        "the_search_forgives_typing_errors_and_accents",
        async |machine| {
            let (window, _) = open_vault(machine, &machine.desk("ana"), &[LINK, BANK, CLOUD]).await;
            for (typed, found) in [
                ("credit agri", "Crédit Agricole"),
                ("CRÉDIT", "Crédit Agricole"),
                ("nextclowd", "Nextcloud"),
                ("gihtub", "GitHub"),
            ] {
                window.write(&hook("search"), typed).await;
                lists(&window, &[found]).await;
            }
            window.write(&hook("search"), "zzzzqq").await;
            window.see_no(&hook("code-row")).await;
            press(&window, keys::ESCAPE).await;
            window.see(&hook("code-row")).await;
        },
    )
    .await;
}

#[tokio::test]
async fn the_order_made_by_hand_outlives_the_app() {
    journey("the_order_made_by_hand_outlives_the_app", async |machine| {
        let desk = machine.desk("ana");
        let (window, cli) = open_vault(machine, &desk, &[LINK, BANK, CLOUD]).await;
        window.click(&hook("sort")).await;
        window.click("[role=menuitemradio][data-value=mine]").await;
        window.see_no("[role=menuitemradio]").await;
        lists(&window, &["GitHub", "Crédit Agricole", "Nextcloud"]).await;

        window.click(&hook("search")).await;
        press(&window, keys::DOWN).await;
        window.see(".whole:focus").await;
        press(&window, &chord(keys::ALT, keys::DOWN)).await;
        lists(&window, &["Crédit Agricole", "GitHub", "Nextcloud"]).await;
        window.see(".whole:focus").await;
        press(&window, &chord(keys::ALT, keys::DOWN)).await;
        lists(&window, &["Crédit Agricole", "Nextcloud", "GitHub"]).await;
        window.see(".whole:focus").await;
        press(&window, &chord(keys::ALT, keys::UP)).await;
        let order = ["Crédit Agricole", "GitHub", "Nextcloud"];
        lists(&window, &order).await;
        until("the vault has the same order", async || {
            (issuers(machine, &cli).await == order).then_some(())
        })
        .await;

        window.close(machine).await;
        let window = Window::app(machine, &desk).await;
        unlock(&window).await;
        lists(&window, &order).await;
    })
    .await;
}

#[tokio::test]
async fn one_code_fills_the_window() {
    journey("one_code_fills_the_window", async |machine| {
        let (window, _) = open_vault(machine, &machine.desk("ana"), &[LINK, CLOUD]).await;
        window.see(".search input:focus").await;
        press(&window, keys::DOWN).await;
        window.see(".whole:focus").await;
        press(&window, &chord(keys::SHIFT, keys::ENTER)).await;
        window.read_until(&hook("large-code"), "GitHub").await;
        let shown = until("the digits are there", async || {
            let said = window.read("[data-testid=large-code] output").await;
            let digits: String = said.chars().filter(char::is_ascii_digit).collect();
            (digits.len() == 6).then_some(digits)
        })
        .await;
        assert_eq!(shown.len(), 6);

        press(&window, keys::ESCAPE).await;
        window.see_no(&hook("large-code")).await;
        window.see(&hook("code-row")).await;
    })
    .await;
}
