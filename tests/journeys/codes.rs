//! Somebody keeps their codes here.

use std::time::{SystemTime, UNIX_EPOCH};

use journeys::{Machine, Window, hook, journey, until};

use crate::steps::{KEY, LINK, add_link, create_vault, unlock};

/// The digits on the screen and those of `oathtool`, read within one period.
async fn both(machine: &Machine, window: &Window) -> (String, String) {
    until(
        "screen and oathtool are read within one period",
        async || {
            let before = period();
            let shown = window.read(&hook("code-digits")).await;
            let mut oathtool = machine.command("oathtool");
            let output = oathtool
                .args(["--totp", "--base32", KEY])
                .output()
                .await
                .unwrap();
            let computed = String::from_utf8(output.stdout).unwrap().trim().to_owned();
            (period() == before).then_some((digits(&shown), computed))
        },
    )
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
            let (shown, computed) = both(machine, &window).await;

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
            window.click(&hook("lock")).await;
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
