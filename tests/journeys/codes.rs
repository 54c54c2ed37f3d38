//! Somebody keeps their codes here.

use std::time::{SystemTime, UNIX_EPOCH};

use journeys::{Cli, Window, hook, journey, until};

use journeys::steps::{KEY, LINK, PASSWORD, add_link, create_vault, lock, unlock};

/// What `read` gives when all of it happens before the next code.
async fn within_one_period<T>(mut read: impl AsyncFnMut() -> T) -> T {
    until("all is read within one period", async || {
        let before = period();
        let found = read().await;
        (period() == before).then_some(found)
    })
    .await
}

fn period() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        / 30
}

fn digits(shown: &str) -> String {
    shown.chars().filter(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn a_new_code_equals_that_of_another_program() {
    journey(
        "a_new_code_equals_that_of_another_program",
        async |machine| {
            let window = Window::app(machine, &machine.desk("ana")).await;
            create_vault(&window).await;
            add_link(&window, LINK).await;

            window.click(&hook("reveal")).await;
            let (shown, computed) = within_one_period(async || {
                let shown = window.read(&hook("code-digits")).await;
                let mut oathtool = machine.command("oathtool");
                let output = oathtool
                    .args(["--totp", "--base32", KEY])
                    .output()
                    .await
                    .unwrap();
                (
                    digits(&shown),
                    String::from_utf8(output.stdout).unwrap().trim().to_owned(),
                )
            })
            .await;

            assert_eq!(shown, computed);
        },
    )
    .await;
}

#[tokio::test]
async fn a_wrong_password_is_told_and_the_right_one_opens() {
    journey(
        "a_wrong_password_is_told_and_the_right_one_opens",
        async |machine| {
            let desk = machine.desk("ana");
            let window = Window::app(machine, &desk).await;
            create_vault(&window).await;
            add_link(&window, LINK).await;
            lock(&window).await;
            let before = std::fs::read(desk.vault()).unwrap();

            window
                .write(&hook("unlock-password"), "lantern gravel 92 ottar")
                .await;
            window.click(&hook("unlock")).await;
            window
                .see("[data-testid=failure][data-code=wrongCredential]")
                .await;
            assert!(
                !window.shows(&hook("code-row")).await,
                "no code is shown while locked"
            );
            assert_eq!(
                std::fs::read(desk.vault()).unwrap(),
                before,
                "a failed unlock writes nothing"
            );

            unlock(&window).await;
            window.read_until(&hook("code-row"), "GitHub").await;
        },
    )
    .await;
}

#[tokio::test]
async fn the_command_line_and_the_window_agree() {
    journey("the_command_line_and_the_window_agree", async |machine| {
        let desk = machine.desk("ana");
        let cli = Cli::new(machine, &desk);
        let window = Window::app(machine, &desk).await;
        create_vault(&window).await;
        add_link(&window, LINK).await;
        window.click(&hook("reveal")).await;

        let password = format!("{PASSWORD}\n");
        let (shown, listed) = within_one_period(async || {
            let shown = window.read(&hook("code-digits")).await;
            let list = cli
                .run(&["codes", "list", "--json", "--password-stdin"], &password)
                .await;
            (digits(&shown), list.well().json())
        })
        .await;

        assert_eq!(listed[0]["code"], shown.as_str());
        assert_eq!(listed[0]["issuer"], "GitHub");
        assert_eq!(listed[0]["account"], "ana@example.org");
    })
    .await;
}
