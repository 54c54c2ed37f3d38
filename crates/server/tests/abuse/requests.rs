//! What a client asks of a sign-in cannot be talked out of it by the browser it goes through.

use serde_json::Value;
use server::clients::NewClient;

use crate::{
    common::{Browser, DESKTOP_CALLBACK, PASSWORD, World, desktop_request, hidden, location, with},
    on_both_databases,
};

on_both_databases!(nobody_says_done_who_did_not_do_it);

const DESKTOP: (&str, &str) = ("countersign-desktop", DESKTOP_CALLBACK);
const WIKI: &str = "https://wiki.example/cb";

/// The address that a browser is sent to after a push by this client.
async fn pushed(world: &World, (client, back): (&str, &str), prompt: &str) -> String {
    let changes = [
        ("client_id", client),
        ("redirect_uri", back),
        ("scope", "openid"),
        ("prompt", prompt),
    ];
    let request = with(desktop_request(), &changes);
    let fields: Vec<(&str, &str)> = request
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let made = world.post_form("/oauth/par", &fields).await;
    let made: Value = made.json().await.unwrap();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
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
    let path = pushed(&world, DESKTOP, "login").await;
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
    let other = pushed(&world, DESKTOP, "login").await;
    let to = leads(&mut browser, &format!("{other}&done={done}")).await;
    assert!(to.starts_with("/sign-in?"), "{to}");
    assert!(
        leads(&mut browser, &back)
            .await
            .starts_with(DESKTOP_CALLBACK)
    );

    // So it is with consent, in the session in which it was given.
    let new = NewClient {
        name: "Wiki".to_owned(),
        redirect_uris: vec![WIKI.to_owned()],
        ..NewClient::default()
    };
    let (wiki, _) = world.client(new).await;
    let path = pushed(&world, (&wiki, WIKI), "consent").await;
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
    assert!(leads(&mut browser, &back).await.starts_with(WIKI));
}
