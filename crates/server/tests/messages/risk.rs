//! A sign-in by passkey alone is weighed as one with a password is.

use authority::{Moment, risk::Verdict};
use server::store::Weighed;

use crate::{
    common::{PASSWORD, World, chromium::Chromium},
    on_both_databases,
    people::column,
};

on_both_databases!(a_sign_in_by_passkey_alone_is_weighed_and_may_be_refused);

async fn all(world: &World) -> Vec<Weighed> {
    let mut work = world.server.store().read().await.unwrap();
    work.risk().since(Moment::from_unix(0)).await.unwrap()
}

async fn by_passkey(world: &World, browser: &Chromium) {
    browser.go(&format!("{}/sign-in/passkey", world.base)).await;
    browser.says("Sign in with a passkey").await;
    browser.click("form[data-passkey] button").await;
}

async fn a_sign_in_by_passkey_alone_is_weighed_and_may_be_refused(world: World) {
    let world = world.by_name().await;
    let browser = Chromium::start().await;
    browser.plug_in(true).await;
    browser.go(&format!("{}/sign-in", world.base)).await;
    browser.write("#name", "ana").await;
    browser.write("#password", PASSWORD).await;
    browser.click("button.primary").await;
    browser.says("You are signed in").await;
    browser.go(&format!("{}/enrol/passkey", world.base)).await;
    browser.click("button.primary").await;
    browser.says("Recovery codes").await;
    browser.forget().await;

    world.wait(60);
    by_passkey(&world, &browser).await;
    browser.says("You are signed in").await;
    let weighed = all(&world).await;
    assert_eq!(weighed.len(), 2, "{weighed:?}");
    let by_passkey_alone = &weighed[1];
    assert!(by_passkey_alone.began, "it is a habit from now on");
    assert_eq!(by_passkey_alone.reasons, "new_device 25");
    assert_eq!(by_passkey_alone.verdict, Verdict::Allow);
    browser.forget().await;

    // The same server, where whoever comes with a new device is not let in.
    let strict = world.reconfigured(|config| {
        config.risk.policy.step_up = 20;
        config.risk.policy.refuse = 25;
    });
    let strict = strict.await.by_name().await;
    strict.wait(60);
    let sessions = "SELECT id FROM sessions";
    let before = column(&strict, sessions).await.len();
    by_passkey(&strict, &browser).await;
    browser.says("That passkey did not work").await;
    let refused = all(&strict).await.pop().unwrap();
    assert_eq!(refused.verdict, Verdict::Refuse);
    assert!(!refused.began);
    assert_eq!(column(&strict, sessions).await.len(), before);
}
