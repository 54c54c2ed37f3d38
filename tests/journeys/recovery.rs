//! Somebody keeps the recovery codes that an issuer handed out.

use journeys::{
    Cli, Window, hook, journey,
    steps::{LINK, PASSWORD, by_password, keys, row, small_vault, unlock},
};

/// As a site shows them, with everything that is no code around them.
const PASTED: &str = "Your recovery codes (keep them safe):
1. 4f9k2-8dm3p   2. q7rt1-x02ze
3) m3x8w-77pqa   4) zz91k-0b4hd [used]
Generated on 21 November 2026";

#[tokio::test]
async fn recovery_codes_are_kept_used_up_and_counted() {
    journey(
        "recovery_codes_are_kept_used_up_and_counted",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[LINK]).await;
            let window = Window::app(machine, &desk).await;
            unlock(&window).await;
            let entry = row(&window, "code-row", "GitHub").await;
            window
                .click(&format!("{entry} [data-testid=edit-entry]"))
                .await;
            window.click(&hook("entry-recovery")).await;
            window.see(&hook("add-recovery-panel")).await;

            let lines = PASTED.replace('\n', keys::ENTER);
            window.write(&hook("paste-codes"), &lines).await;
            window.see(&hook("recognised-code")).await;
            let recognised = window
                .run("return [...document.querySelectorAll('[data-testid=recognised-code]')].map(one => one.value)")
                .await;
            assert_eq!(
                recognised,
                serde_json::json!(["4f9k2-8dm3p", "q7rt1-x02ze", "m3x8w-77pqa"])
            );
            window.click(&hook("keep-codes")).await;
            window.see(&hook("recovery-panel")).await;
            let set = row(&window, "recovery-set", "GitHub").await;
            window.read_until(&set, "3 of 3 left").await;

            window.click(&hook("use-next")).await;
            window.read_until(&hook("used-code"), "4f9k2-8dm3p").await;
            window.read_until(&set, "2 of 3 left").await;
            window.read_until(&hook("recovery-panel"), "Nearly used up").await;
            window.click(&hook("toast-action")).await;
            window.read_until(&set, "3 of 3 left").await;
            window.see_no("[data-testid=recovery-code][data-spent=true]").await;

            assert!(
                !window.read(&hook("recovery-panel")).await.contains("q7rt1"),
                "the codes are hidden"
            );
            window.click(&hook("reveal-codes")).await;
            window
                .write(&hook("reveal-password-field"), "not the password")
                .await;
            window.click(&hook("reveal-password-submit")).await;
            window
                .see("[data-testid=failure][data-code=wrongCredential]")
                .await;
            window.write(&hook("reveal-password-field"), PASSWORD).await;
            window.click(&hook("reveal-password-submit")).await;
            window.read_until(&hook("recovery-panel"), "q7rt1-x02ze").await;

            let next = by_password(machine, &cli, &["recovery", "next", "GitHub", "--json"], "").await;
            let next = next.well().json();
            assert_eq!(
                (next["code"].as_str(), next["left"].as_u64()),
                (Some("4f9k2-8dm3p"), Some(2)),
                "{next}"
            );
            window.read_until(&set, "2 of 3 left").await;
            window.see("[data-testid=recovery-code][data-spent=true]").await;
        },
    )
    .await;
}
