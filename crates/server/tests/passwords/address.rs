//! A mail address counts once its owner said so, and the old one hears of every change.

use reqwest::{Response, StatusCode};
use serde_json::Value;
use server::store::{Search, Sort};
use zeroize::Zeroizing;

use crate::{
    FRESH,
    common::{Browser, PASSWORD, World, hidden, location, smtp::Sink},
    fill,
    mail::with_mail,
    on_both_databases, path_of,
};

on_both_databases!(
    a_new_person_confirms_their_address,
    another_address_counts_once_it_is_confirmed,
    of_two_links_the_later_counts_and_only_for_a_day,
    programs_hear_whether_the_address_is_confirmed,
);

async fn confirm(browser: &mut Browser<'_>, page: &str) -> Response {
    let html = browser.get(page).await.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "code"));
    browser
        .post("/verify", &[("csrf", &csrf), ("code", &code)])
        .await
}

async fn email_of(world: &World, name: &str) -> (String, bool) {
    let users = world.server.list_users().await.unwrap();
    let user = users.into_iter().find(|user| user.name == name).unwrap();
    (user.email, user.email_verified_at.is_some())
}

/// Whom administrators find by the beginning of a mail address.
async fn found_by(world: &World, begins: &str) -> Vec<String> {
    let search = Search {
        begins: Some(begins.to_owned()),
        active: None,
        role: None,
        department: None,
        sort: Sort::Name,
        after: None,
        limit: 10,
    };
    let mut work = world.server.store().read().await.unwrap();
    let people = work.users().search(&search).await.unwrap();
    people.into_iter().map(|person| person.name).collect()
}

async fn a_new_person_confirms_their_address(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let roles = ["user".to_owned()];
    let password = Zeroizing::new(FRESH.to_owned());
    world
        .server
        .add_user("ben", "ben@example.org", &roles, password)
        .await
        .unwrap();
    world.server.carry_mail().await.unwrap();
    let letter = &sink.about("ben@example.org", "Confirm your mail address")[0];
    let link = letter.link();
    let page = path_of(&world, &link);
    let mut browser = world.browser();
    let html = browser.get(page).await.text().await.unwrap();
    assert!(html.contains("ben@example.org"), "{html}");
    assert_eq!(
        email_of(&world, "ben").await,
        ("ben@example.org".to_owned(), false)
    );
    assert_eq!(location(&confirm(&mut browser, page).await), "/verify/done");
    assert_eq!(
        email_of(&world, "ben").await,
        ("ben@example.org".to_owned(), true)
    );
    assert_eq!(browser.get(page).await.status(), StatusCode::GONE);
    assert_eq!(browser.get("/verify/done").await.status(), StatusCode::OK);
}

async fn another_address_counts_once_it_is_confirmed(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let new = "ana@example.net";
    for (email, password) in [("ana", PASSWORD), (new, "wrong password")] {
        let fields = [("email", email), ("password", password)];
        let refused = fill(&mut browser, "/account/email", &fields).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{email}"
        );
    }
    let fields = [("email", new), ("password", PASSWORD)];
    let asked = fill(&mut browser, "/account/email", &fields).await;
    assert_eq!(location(&asked), "/account/email/sent");
    world.server.carry_mail().await.unwrap();
    assert_eq!(
        sink.about("ana@example.org", "Another mail address").len(),
        1
    );
    assert_eq!(email_of(&world, "ana").await.0, "ana@example.org");

    let link = sink.about(new, "Confirm your mail address")[0].link();
    let confirmed = confirm(&mut world.browser(), path_of(&world, &link)).await;
    assert_eq!(location(&confirmed), "/verify/done");
    assert_eq!(email_of(&world, "ana").await, (new.to_owned(), true));
    assert_eq!(found_by(&world, new).await, ["ana"]);
    assert!(found_by(&world, "ana@example.org").await.is_empty());
    world.server.carry_mail().await.unwrap();
    assert_eq!(
        sink.about("ana@example.org", "has another mail address")
            .len(),
        1
    );
    let before = sink.letters().len();
    fill(
        &mut world.browser(),
        "/reset",
        &[("name", "ana@example.org")],
    )
    .await;
    world.server.carry_mail().await.unwrap();
    assert_eq!(
        sink.letters().len(),
        before,
        "the old address has no account any more"
    );
}

async fn of_two_links_the_later_counts_and_only_for_a_day(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    // The first was sent when she was added.
    for _ in 0..2 {
        let asked = fill(&mut browser, "/account/email", &[("again", "1")]).await;
        assert_eq!(location(&asked), "/account/email/sent");
    }
    let enough = fill(&mut browser, "/account/email", &[("again", "1")]).await;
    assert_eq!(enough.status(), StatusCode::TOO_MANY_REQUESTS);
    world.server.carry_mail().await.unwrap();
    let letters = sink.about("ana@example.org", "Confirm your mail address");
    let [first, second] = &letters[..] else {
        panic!("{letters:?}");
    };
    // Two of the same second arrive in any order.
    let mut states = Vec::new();
    for letter in [first, second] {
        let link = letter.link();
        states.push(browser.get(path_of(&world, &link)).await.status().as_u16());
    }
    states.sort_unstable();
    assert_eq!(states, [200, 410]);
    world.wait(86_400);
    for letter in [first, second] {
        let link = letter.link();
        let answer = world.browser().get(path_of(&world, &link)).await;
        assert_eq!(answer.status(), StatusCode::GONE);
    }
}

async fn programs_hear_whether_the_address_is_confirmed(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let tokens = world.desktop().await;
    assert_eq!(said_to_be_verified(&world, &tokens.access).await, false);
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    fill(&mut browser, "/account/email", &[("again", "1")]).await;
    world.server.carry_mail().await.unwrap();
    let link = sink.about("ana@example.org", "Confirm your mail address")[0].link();
    let confirmed = confirm(&mut browser, path_of(&world, &link)).await;
    assert_eq!(location(&confirmed), "/verify/done");
    assert_eq!(said_to_be_verified(&world, &tokens.access).await, true);
}

async fn said_to_be_verified(world: &World, token: &str) -> Value {
    let info = world.api("/oauth/userinfo", token).await;
    assert_eq!(info.status(), StatusCode::OK);
    let mut info: Value = info.json().await.unwrap();
    info["email_verified"].take()
}
