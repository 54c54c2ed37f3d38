//! Nobody needs a mouse.

use journeys::{
    Cli, Window, hook, journey,
    steps::{LINK, PASSWORD, chord, keys, press, small_vault},
};

#[tokio::test]
async fn an_entry_is_added_copied_revealed_and_locked_away_by_keys_alone() {
    journey(
        "an_entry_is_added_copied_revealed_and_locked_away_by_keys_alone",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[]).await;
            let window = Window::app(machine, &desk).await;
            window.see("[data-testid=unlock-password]:focus").await;
            press(&window, &format!("{PASSWORD}{}", keys::ENTER)).await;
            window.see(&hook("codes-page")).await;

            press(&window, &chord(keys::CTRL, "n")).await;
            window.see("[data-testid=link-input]:focus").await;
            press(&window, LINK).await;
            window.see(&hook("preview")).await;
            press(&window, keys::ENTER).await;
            window.read_until(&hook("code-row"), "GitHub").await;

            window.see("[data-testid=search]:focus").await;
            press(&window, keys::DOWN).await;
            window.see(".whole:focus").await;
            press(&window, " ").await;
            let digits = journeys::until("the code is revealed", async || {
                let shown = window.read(&hook("code-digits")).await;
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                (digits.len() == 6).then_some(digits)
            })
            .await;
            assert_eq!(digits.len(), 6);
            press(&window, keys::ENTER).await;
            window.read_until(&hook("toast"), "copied").await;

            press(&window, &chord(keys::CTRL, ",")).await;
            window.see(&hook("settings-page")).await;
            press(&window, &chord(keys::CTRL, "1")).await;
            window.see(&hook("codes-page")).await;
            press(&window, &chord(keys::CTRL, "l")).await;
            window.see(&hook("unlock-password")).await;
            assert!(!window.shows(&hook("code-row")).await);
        },
    )
    .await;
}
