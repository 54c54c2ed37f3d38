//! What a client asks of a sign-in cannot be talked out of it by the browser it goes through.

use serde_json::Value;

use crate::{
    common::{Browser, DESKTOP_CALLBACK, PASSWORD, World, hidden, location},
    floods::push,
    on_both_databases,
};

on_both_databases!(nobody_says_done_who_did_not_do_it);

/// The address that a browser is sent to after a push.
async fn pushed(world: &World, prompt: &str) -> String {
    let made = push(world, &[("prompt", prompt)]).await;
    let made: Value = made.json().await.unwrap();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", "countersign-desktop")
        .append_pair("request_uri", made["request_uri"].as_str().unwrap())
        .finish();
    format!("/oauth/authorize?{query}")
}

/// The address to come back to that a page carries.
fn attempt(page: &str) -> String {
    let (_, query) = page.split_once('?').unwrap();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.find(|(name, _)| name == "attempt").unwrap().1
}

async fn leads(browser: &mut Browser<'_>, path: &str) -> String {
    location(&browser.get(path).await)
}

async fn nobody_says_done_who_did_not_do_it(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    world.wait(5);
    let path = pushed(&world, "login").await;
    for word in [
        "sign-in",
        "sign-in.0",
        "sign-in.0.AAAA",
        "sign-in.1800000000.",
    ] {
        let to = leads(&mut browser, &format!("{path}&done={word}")).await;
        assert!(to.starts_with("/sign-in?"), "{word}: {to}");
    }
    // The address that is handed on counts once somebody has signed in, and for this request alone.
    let page = leads(&mut browser, &path).await;
    let back = attempt(&page);
    let to = leads(&mut browser, &back).await;
    assert!(to.starts_with("/sign-in?"), "{to}");
    let done = back.split("&done=").nth(1).unwrap().to_owned();
    let answer = browser.try_sign_in(&page, "ana", PASSWORD).await;
    assert_eq!(location(&answer), back);
    let other = pushed(&world, "login").await;
    let to = leads(&mut browser, &format!("{other}&done={done}")).await;
    assert!(to.starts_with("/sign-in?"), "{to}");
    assert!(
        leads(&mut browser, &back)
            .await
            .starts_with(DESKTOP_CALLBACK)
    );

    // So it is with consent, in the session in which it was given.
    let path = pushed(&world, "consent").await;
    let to = leads(&mut browser, &format!("{path}&done=consent")).await;
    assert!(to.starts_with("/consent?"), "{to}");
    let html = browser.get(&to).await.text().await.unwrap();
    let (csrf, asked) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &asked),
        ("decision", "allow"),
    ];
    let back = location(&browser.post("/consent", &fields).await);
    let mut other = world.browser();
    other.sign_in("ana", PASSWORD).await;
    let to = leads(&mut other, &back).await;
    assert!(to.starts_with("/consent?"), "{to}");
    assert!(
        leads(&mut browser, &back)
            .await
            .starts_with(DESKTOP_CALLBACK)
    );
}
