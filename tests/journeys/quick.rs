//! A code is picked without looking for the window.

use journeys::{
    Cli, Window, hook, journey,
    steps::{LINK, chord, keys, press, small_vault, unlock, wake_quick_pick},
};

const CLOUD: &str =
    "otpauth://totp/Nextcloud:ana?secret=M5UXG2DFOJZWK3LBM5UXG2DFOJZWK3LB&issuer=Nextcloud";

#[tokio::test]
async fn a_code_is_picked_by_its_name_and_enter() {
    journey("a_code_is_picked_by_its_name_and_enter", async |machine| {
        let desk = machine.desk("ana");
        let cli = Cli::new(machine, &desk);
        small_vault(machine, &cli, &[LINK, CLOUD]).await;
        let window = Window::app(machine, &desk).await;
        unlock(&window).await;

        wake_quick_pick(machine, &desk).await;
        window.turn_to(&hook("quick-search")).await;
        window.write(&hook("quick-search"), "nextc").await;
        window.read_until(&hook("quick-row"), "Nextcloud").await;
        press(&window, keys::ENTER).await;

        window.turn_to(&hook("codes-page")).await;
        window.click(&hook("search")).await;
        press(&window, &chord(keys::CTRL, "v")).await;
        let pasted = journeys::until("the code is pasted", async || {
            let field = window.see(&hook("search")).await;
            let value = field.prop("value").await.ok()??;
            (!value.is_empty()).then_some(value)
        })
        .await;
        assert_eq!(pasted.len(), 6, "{pasted}");
        assert!(pasted.chars().all(|sign| sign.is_ascii_digit()), "{pasted}");

        wake_quick_pick(machine, &desk).await;
        window.turn_to(&hook("quick-search")).await;
        press(&window, keys::ESCAPE).await;
        window.turn_to(&hook("codes-page")).await;
    })
    .await;
}
