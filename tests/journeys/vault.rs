//! Somebody opens their vault in every way there is, and finds it again when something went wrong.

use std::{
    fs,
    path::{Path, PathBuf},
};

use journeys::{
    Cli, Desk, Machine, Window, hook, journey,
    steps::{
        LINK, PASSWORD, add_link, answer_groups, by_password, create_vault_with_key, issuers, lock,
        read_sheet, row, settings, small_vault, unlock,
    },
};

use crate::portal::Dialog;

const NEW_PASSWORD: &str = "copper meadow 31 whistle";
const GITLAB: &str =
    "otpauth://totp/GitLab:ana?secret=PBSXE33TMUQGC3TEPBSXE33TMUQGC3TE&issuer=GitLab";
const MASTODON: &str =
    "otpauth://totp/Mastodon:ana?secret=OBUWYZLTEBXWM5BAOBUWYZLTEBXWM5BA&issuer=Mastodon";

/// Opens with the recovery key, as typed by somebody who does not mind capitals.
async fn unlock_with_key(window: &Window, groups: &[String]) {
    window.click(&hook("use-recovery-key")).await;
    let typed = groups.join(" ").to_lowercase();
    window.write(&hook("recovery-key"), &typed).await;
    window.click(&hook("unlock-with-key")).await;
}

async fn write_new_password(window: &Window) {
    window.write(&hook("new-password"), NEW_PASSWORD).await;
    window.write(&hook("repeat-password"), NEW_PASSWORD).await;
    window.click(&hook("save-password")).await;
}

async fn try_password(window: &Window, password: &str) {
    window.write(&hook("unlock-password"), password).await;
    window.click(&hook("unlock")).await;
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_with_the_recovery_key() {
    journey(
        "a_forgotten_password_is_replaced_with_the_recovery_key",
        async |machine| {
            let window = Window::app(machine, &machine.desk("ana")).await;
            window.click(&hook("first-run-codes")).await;
            window.write(&hook("new-password"), PASSWORD).await;
            window.write(&hook("repeat-password"), PASSWORD).await;
            window.click(&hook("create-vault")).await;
            let groups = read_sheet(&window).await;
            window.click(&hook("sheet-written")).await;
            let mut astray = groups.clone();
            astray.rotate_left(1);
            answer_groups(&window, &astray).await;
            window.see(&hook("groups-differ")).await;
            answer_groups(&window, &groups).await;
            window.see(&hook("codes-page")).await;
            add_link(&window, LINK).await;

            lock(&window).await;
            unlock_with_key(&window, &groups).await;
            write_new_password(&window).await;
            window.read_until(&hook("code-row"), "GitHub").await;

            lock(&window).await;
            try_password(&window, PASSWORD).await;
            window
                .see("[data-testid=failure][data-code=wrongCredential]")
                .await;
            try_password(&window, NEW_PASSWORD).await;
            window.read_until(&hook("code-row"), "GitHub").await;
            lock(&window).await;
            unlock_with_key(&window, &groups).await;
            window.click(&hook("replace-later")).await;
            window.read_until(&hook("code-row"), "GitHub").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_new_password_brings_a_new_recovery_sheet() {
    journey(
        "a_new_password_brings_a_new_recovery_sheet",
        async |machine| {
            let window = Window::app(machine, &machine.desk("ana")).await;
            let old = create_vault_with_key(&window).await;

            settings(&window, "password").await;
            window.write(&hook("current-password"), PASSWORD).await;
            write_new_password(&window).await;
            let new = read_sheet(&window).await;
            assert_ne!(old, new);
            window.click(&hook("sheet-written")).await;
            window.click(&hook("skip-check")).await;
            window.click(&hook("confirm-skip")).await;
            window.see(&hook("password-changed")).await;

            lock(&window).await;
            unlock_with_key(&window, &old).await;
            window
                .see("[data-testid=failure][data-code=badRecoveryKey]")
                .await;
            window.click(&hook("use-password")).await;
            unlock_with_key(&window, &new).await;
            window.click(&hook("replace-later")).await;
            window.see(&hook("codes-page")).await;
        },
    )
    .await;
}

#[tokio::test]
async fn the_keychain_opens_the_vault_until_its_slot_is_dropped() {
    journey(
        "the_keychain_opens_the_vault_until_its_slot_is_dropped",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[LINK]).await;
            let window = Window::app(machine, &desk).await;
            unlock(&window).await;

            settings(&window, "ways").await;
            window.click(&hook("add-keychain")).await;
            window.write(&hook("add-chain-field"), PASSWORD).await;
            window.click(&hook("add-chain-submit")).await;
            let slot = "[data-testid=slot-row][data-kind=keychain]";
            window.see(slot).await;
            lock(&window).await;
            window.click(&hook("unlock-keychain")).await;
            window.read_until(&hook("code-row"), "GitHub").await;
            let listed = cli.run(&["codes", "list", "--json"], "").await.well();
            assert_eq!(listed.json()[0]["issuer"], "GitHub");

            settings(&window, "ways").await;
            window
                .click(&format!("{slot} [data-testid=drop-slot]"))
                .await;
            window.write(&hook("drop-field"), PASSWORD).await;
            window.click(&hook("drop-submit")).await;
            window.see_no(slot).await;
            lock(&window).await;
            assert!(!window.shows(&hook("unlock-keychain")).await);
            let refused = cli.run(&["codes", "list", "--json"], "").await;
            assert_eq!(refused.exit, 3, "{refused:?}");
            unlock(&window).await;
        },
    )
    .await;
}

#[tokio::test]
async fn an_older_copy_is_read_only_until_somebody_goes_on_with_it() {
    journey(
        "an_older_copy_is_read_only_until_somebody_goes_on_with_it",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[LINK]).await;
            let older = fs::read(desk.vault()).unwrap();
            let _ = by_password(machine, &cli, &["codes", "add", GITLAB], "")
                .await
                .well();
            fs::write(desk.vault(), &older).unwrap();

            let refused = by_password(machine, &cli, &["codes", "list", "--json"], "").await;
            assert_eq!(
                (refused.exit, refused.failure().as_str()),
                (8, "older_copy"),
                "{refused:?}"
            );
            let window = Window::app(machine, &desk).await;
            unlock(&window).await;
            window.see("[data-testid=standing][data-kind=older]").await;
            window.read_until(&hook("code-row"), "GitHub").await;
            window.click(&hook("add-entry")).await;
            window.write(&hook("link-input"), MASTODON).await;
            window.see(&hook("preview")).await;
            window.click(&hook("save-entry")).await;
            window
                .see("[data-testid=failure][data-code=readOnly]")
                .await;
            assert_eq!(fs::read(desk.vault()).unwrap(), older, "nothing is written");
            window.click(&hook("close-panel")).await;

            window.click(&hook("standing-go-on")).await;
            window.write(&hook("go-on-field"), PASSWORD).await;
            window.click(&hook("go-on-submit")).await;
            window.see_no(&hook("standing")).await;
            add_link(&window, MASTODON).await;
            assert_eq!(issuers(machine, &cli).await, ["GitHub", "Mastodon"]);
        },
    )
    .await;
}

/// A vault on this computer with GitHub and Mastodon, and its copy from another computer with GitHub
/// and GitLab.
async fn two_copies(machine: &Machine, name: &str) -> (Desk, PathBuf, (Machine, Desk)) {
    let desk = machine.desk("ana");
    let cli = Cli::new(machine, &desk);
    small_vault(machine, &cli, &[LINK]).await;

    let laptop = Machine::start(&journeys::folder(name).join("laptop")).await;
    let there = laptop.desk("ana");
    fs::create_dir_all(&there.data).unwrap();
    fs::copy(desk.vault(), there.vault()).unwrap();
    let cli_there = Cli::new(&laptop, &there);
    let _ = by_password(&laptop, &cli_there, &["codes", "add", GITLAB], "")
        .await
        .well();
    let _ = by_password(machine, &cli, &["codes", "add", MASTODON], "")
        .await
        .well();

    let brought = machine.home().join("from-the-laptop.countersign");
    fs::copy(there.vault(), &brought).unwrap();
    (desk, brought, (laptop, there))
}

async fn merge_in_window(machine: &Machine, window: &Window, file: &Path) -> String {
    let mut dialog = Dialog::of(machine).await;
    window.click(&hook("choose-copy")).await;
    dialog.choose(file).await;
    window.write(&hook("copy-password"), PASSWORD).await;
    window.click(&hook("merge")).await;
    window.read(&hook("merged")).await
}

fn all(mut issuers: Vec<String>) -> Vec<String> {
    issuers.sort();
    issuers
}

#[tokio::test]
async fn a_copy_from_another_computer_is_merged_and_nothing_is_lost() {
    const NAME: &str = "a_copy_from_another_computer_is_merged_and_nothing_is_lost";
    journey(NAME, async |machine| {
        let (desk, brought, (laptop, there)) = two_copies(machine, NAME).await;
        let window = Window::app(machine, &desk).await;
        unlock(&window).await;

        settings(&window, "merge").await;
        let said = merge_in_window(machine, &window, &brought).await;
        assert!(said.contains("1 entry was added"), "{said}");
        window.click(&hook("nav-codes")).await;
        for issuer in ["GitHub", "GitLab", "Mastodon"] {
            row(&window, "code-row", issuer).await;
        }

        let back = laptop.home().join("from-home.countersign");
        fs::copy(desk.vault(), &back).unwrap();
        let cli = Cli::new(&laptop, &there);
        let merge = ["vault", "merge", back.to_str().unwrap(), "--json"];
        let merged = by_password(&laptop, &cli, &merge, "").await.well().json();
        assert_eq!(merged["added"], 1, "{merged}");
        let both = all(issuers(&laptop, &cli).await);
        assert_eq!(both, ["GitHub", "GitLab", "Mastodon"]);
        assert_eq!(all(issuers(machine, &Cli::new(machine, &desk)).await), both);
    })
    .await;
}

#[tokio::test]
async fn a_diverged_copy_is_named_and_merged_with_the_other() {
    const NAME: &str = "a_diverged_copy_is_named_and_merged_with_the_other";
    journey(NAME, async |machine| {
        let (desk, brought, _laptop) = two_copies(machine, NAME).await;
        let aside = machine.home().join("aside.countersign");
        fs::rename(desk.vault(), &aside).unwrap();
        fs::rename(&brought, desk.vault()).unwrap();
        let window = Window::app(machine, &desk).await;
        unlock(&window).await;

        window
            .see("[data-testid=standing][data-kind=diverged]")
            .await;
        window.click(&hook("standing-go-on")).await;
        window.write(&hook("go-on-field"), PASSWORD).await;
        window.click(&hook("go-on-submit")).await;
        window.see_no(&hook("standing")).await;
        settings(&window, "merge").await;
        let said = merge_in_window(machine, &window, &aside).await;
        assert!(said.contains("1 entry was added"), "{said}");
        let found = all(issuers(machine, &Cli::new(machine, &desk)).await);
        assert_eq!(found, ["GitHub", "GitLab", "Mastodon"]);
    })
    .await;
}

#[tokio::test]
async fn a_removed_entry_comes_back_from_a_backup_kept_elsewhere() {
    journey(
        "a_removed_entry_comes_back_from_a_backup_kept_elsewhere",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[LINK, GITLAB]).await;
            let kept = machine.home().join("on-a-stick.countersign");
            let backup = ["vault", "backup", kept.to_str().unwrap()];
            let _ = by_password(machine, &cli, &backup, "").await.well();
            let window = Window::app(machine, &desk).await;
            unlock(&window).await;

            let gitlab = row(&window, "code-row", "GitLab").await;
            window
                .click(&format!("{gitlab} [data-testid=edit-entry]"))
                .await;
            window.click(&hook("remove-entry")).await;
            window.see_no(&gitlab).await;

            settings(&window, "backups").await;
            let mut dialog = Dialog::of(machine).await;
            window.click(&hook("choose-backup")).await;
            dialog.choose(&kept).await;
            window.write(&hook("copy-password"), PASSWORD).await;
            window.click(&hook("inspect-submit")).await;
            let holds = window.read(&hook("inspected")).await;
            assert!(holds.contains("2 entries"), "{holds}");
            assert!(holds.contains("1 entry would come back"), "{holds}");
            window.click(&hook("restore")).await;
            window.click(&hook("confirm-restore")).await;
            window.read_until(&hook("toast"), "restored").await;
            window.click(&hook("nav-codes")).await;
            window.see(&gitlab).await;
            assert_eq!(issuers(machine, &cli).await, ["GitHub", "GitLab"]);
        },
    )
    .await;
}
