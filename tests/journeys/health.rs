//! What deserves attention is told, and each remedy is where its button leads.

use journeys::{
    Cli, Window, hook, journey,
    steps::{LINK, small_vault, unlock},
};

/// 80 bits, as some issuers still hand them out.
const SHORT: &str = "otpauth://totp/Old%20Forum:ana?secret=JBSWY3DPEHPK3PXP&issuer=Old%20Forum";

async fn back_to_health(window: &Window) {
    window.click(&hook("nav-codes")).await;
    if !window.shows(&hook("health-page")).await {
        window.click(&hook("open-health")).await;
    }
    window.see(&hook("health-page")).await;
}

async fn follow_remedy(window: &Window, kind: &str) {
    let item = format!("[data-testid=health-item][data-kind={kind}]");
    window.click(&format!("{item} [data-testid=remedy]")).await;
}

#[tokio::test]
async fn what_deserves_attention_leads_to_its_remedy() {
    journey(
        "what_deserves_attention_leads_to_its_remedy",
        async |machine| {
            let desk = machine.desk("ana");
            let cli = Cli::new(machine, &desk);
            small_vault(machine, &cli, &[LINK, SHORT]).await;
            let window = Window::app(machine, &desk).await;
            unlock(&window).await;

            window.click(&hook("open-health")).await;
            window
                .see("[data-testid=health-item][data-kind=noRecoveryKey]")
                .await;
            follow_remedy(&window, "weakSeed").await;
            window.see(&hook("edit-panel")).await;
            let issuer = window.see(&hook("issuer-field")).await;
            let named = issuer.prop("value").await.unwrap();
            assert_eq!(named.as_deref(), Some("Old Forum"));
            window.click(&hook("close-panel")).await;

            back_to_health(&window).await;
            follow_remedy(&window, "noRecoveryCodes").await;
            window.see(&hook("add-recovery-panel")).await;
            window.click(&hook("close-panel")).await;
            window.click(&hook("back")).await;

            back_to_health(&window).await;
            follow_remedy(&window, "noRecoveryKey").await;
            window
                .see("[data-testid=settings-section][data-section=ways]")
                .await;
            window.see(&hook("add-recovery-key")).await;
        },
    )
    .await;
}
