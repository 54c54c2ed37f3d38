//! Passkeys in a real Chromium: as a second factor, and as the only thing a person shows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{FIREFOX, PASSWORD, World, chromium::Chromium, hidden};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

on_both_databases!(
    a_passkey_is_a_second_factor_and_the_only_one,
    an_answer_is_taken_once_and_in_its_own_browser,
);

async fn sign_in(world: &World, browser: &Chromium) {
    browser.go(&format!("{}/sign-in", world.base)).await;
    browser.write("#name", "ana").await;
    browser.write("#password", PASSWORD).await;
    browser.click("button.primary").await;
}

async fn sign_out(browser: &Chromium) {
    browser.forget().await;
}

/// Adds a passkey to `ana` in a browser where she signed in with her password.
async fn enrol(world: &World, browser: &Chromium) {
    sign_in(world, browser).await;
    browser.says("You are signed in").await;
    browser.go(&format!("{}/enrol", world.base)).await;
    browser.click("a[href='/enrol/passkey']").await;
    browser.says("Add a passkey").await;
    browser.click("button.primary").await;
    browser.says("Recovery codes").await;
}

async fn column(world: &World, query: &'static str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
}

async fn a_passkey_is_a_second_factor_and_the_only_one(world: World) {
    let world = world.by_name().await;
    let browser = Chromium::start().await;
    browser.plug_in(true).await;
    enrol(&world, &browser).await;
    sign_out(&browser).await;

    sign_in(&world, &browser).await;
    browser.says("One more step").await;
    browser.click("form[data-passkey] button").await;
    browser.says("You are signed in").await;
    sign_out(&browser).await;

    browser.go(&format!("{}/sign-in", world.base)).await;
    browser
        .click("form[action='/sign-in/passkey'] button")
        .await;
    browser.says("It needs no name and no password").await;
    browser.click("form[data-passkey] button").await;
    let account = browser.says("You are signed in").await;
    assert!(
        account.contains("ana") && account.contains("Passkey · used just now"),
        "{account}"
    );

    let mut amr = column(&world, "SELECT amr FROM sessions WHERE aal = 2").await;
    amr.sort();
    assert_eq!(
        amr,
        ["mfa pop pwd user", "mfa pop pwd user", "mfa pop user"]
    );
    let stored = column(&world, "SELECT sealed FROM factors").await;
    assert_eq!(stored.len(), 1);
    let left = column(&world, "SELECT purpose FROM challenges").await;
    assert!(left.is_empty(), "{left:?}");
}

async fn an_answer_is_taken_once_and_in_its_own_browser(world: World) {
    let world = world.by_name().await;
    let browser = Chromium::start().await;
    browser.plug_in(true).await;
    enrol(&world, &browser).await;
    sign_out(&browser).await;

    browser.go(&format!("{}/sign-in/passkey", world.base)).await;
    browser.says("Sign in with a passkey").await;
    let script = "const done = arguments[0];
        use(JSON.parse(form.dataset.passkey).publicKey).then((made) => done(JSON.stringify(made)))";
    let answer = browser.run_async(script).await;
    let html = browser.run("return document.body.innerHTML").await;
    let csrf = hidden(html.as_str().unwrap(), "csrf");
    let fields = [("csrf", csrf.as_str()), ("code", answer.as_str().unwrap())];
    let post = async |cookies: String, fields: &[(&str, &str)]| {
        let address = format!("{}/sign-in/passkey", world.base);
        let request = world.http.post(address).form(fields);
        let request = request
            .header(header::COOKIE, cookies)
            .header(header::USER_AGENT, FIREFOX)
            .header(header::ORIGIN, &world.base);
        request.send().await.unwrap().status()
    };
    // Somebody who saw the answer, in a browser of their own.
    let mut thief = world.browser();
    let own = thief.field("/sign-in/passkey", "csrf").await;
    let stolen = [("csrf", own.as_str()), fields[1]];
    let cookies = format!("countersign={}", thief.cookies["countersign"]);
    assert_eq!(post(cookies, &stolen).await, StatusCode::UNAUTHORIZED);

    let cookies = browser.cookies().await;
    assert_eq!(post(cookies.clone(), &fields).await, StatusCode::SEE_OTHER);
    assert_eq!(post(cookies, &fields).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_copy_of_a_key_is_noticed() {
    let world = World::sqlite().await.by_name().await;
    let browser = Chromium::start().await;
    let device = browser.plug_in(true).await;
    enrol(&world, &browser).await;
    let copy = browser.keys(&device).await.remove(0);
    sign_out(&browser).await;
    browser.go(&format!("{}/sign-in/passkey", world.base)).await;
    browser.says("Sign in with a passkey").await;
    browser.click("form[data-passkey] button").await;
    browser.says("You are signed in").await;
    sign_out(&browser).await;

    // The copy has counted less than the original by now.
    browser.unplug(&device).await;
    let other = browser.plug_in(true).await;
    browser.put_key(&other, older(copy)).await;
    browser.go(&format!("{}/sign-in/passkey", world.base)).await;
    browser.says("Sign in with a passkey").await;
    browser.click("form[data-passkey] button").await;
    browser.says("That passkey did not work").await;
}

/// A key as it was when it had signed once.
fn older(mut key: Value) -> Value {
    key["signCount"] = json!(0);
    key
}

#[tokio::test]
async fn a_device_that_does_not_know_its_person_gets_nobody_in() {
    let world = World::sqlite().await.by_name().await;
    let browser = Chromium::start().await;
    let device = browser.plug_in(true).await;
    enrol(&world, &browser).await;
    let key = browser.keys(&device).await.remove(0);
    sign_out(&browser).await;
    browser.unplug(&device).await;
    let stolen = browser.plug_in(false).await;
    browser.put_key(&stolen, key).await;
    browser.go(&format!("{}/sign-in/passkey", world.base)).await;
    browser.says("Sign in with a passkey").await;
    browser.click("form[data-passkey] button").await;
    browser.says("That did not work, or it was cancelled").await;
}

#[tokio::test]
async fn without_script_the_pages_offer_the_other_ways() {
    let world = World::sqlite().await.by_name().await;
    let mut browser = world.browser();
    let page = browser.get("/sign-in/passkey").await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].clone();
    assert!(policy.to_str().unwrap().contains("script-src 'self'"));
    let html = page.text().await.unwrap();
    assert!(
        html.contains("<noscript>") && html.contains("Use your password"),
        "{html}"
    );
    assert!(!html.contains("<script>"), "{html}");
    browser.sign_in("ana", PASSWORD).await;
    let html = browser.get("/enrol/passkey").await.text().await.unwrap();
    assert!(
        html.contains("<noscript>") && html.contains("Choose another way"),
        "{html}"
    );
}

#[tokio::test]
async fn a_server_without_a_name_offers_no_passkeys() {
    let world = World::sqlite().await;
    let mut browser = world.browser();
    let html = browser.get("/sign-in").await.text().await.unwrap();
    assert!(!html.contains("passkey"), "{html}");
    assert_eq!(
        browser.get("/sign-in/passkey").await.status(),
        StatusCode::SEE_OTHER
    );
}
