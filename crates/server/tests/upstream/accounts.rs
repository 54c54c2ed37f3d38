//! Links on the page of the account, and who is not let in by one.

use std::time::Duration;

use authority::{limit::Quota, upstream::Kind};
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    actions, come_back,
    common::{Browser, PASSWORD, World, hidden, keys::Pair, location},
    failure,
    fake::{CODE, Fake, signed},
    leave, people, press, signed_in_as, upstream, with_upstreams,
};

crate::on_both_databases!(
    a_link_is_made_and_taken_away_on_the_page_of_the_account,
    whoever_may_not_sign_in_is_not_let_in_by_another_server,
    a_sign_in_unlike_the_others_is_weighed_here_as_well,
);

/// The path that brings the one person at the stand-in back.
fn back(world: &World, fake: &Fake, pair: &Pair, address: &str) -> String {
    fake.renew();
    let asked = fake.visited(address);
    let token = signed(pair, &fake.claims(world.now()));
    fake.hand_out(json!({"access_token": "at", "id_token": token}));
    let (state, iss) = (&asked["state"], &fake.base);
    format!("/sign-in/upstream/there/callback?code={CODE}&state={state}&iss={iss}")
}

/// Signs in with the stand-in; where that ends.
async fn visit(browser: &mut Browser<'_>, fake: &Fake, pair: &Pair) -> String {
    let address = leave(browser, "/sign-in", "there").await;
    let back = back(browser.world, fake, pair, &address);
    come_back(browser, &back).await
}

/// `ana` in a browser of hers, linked to the one person at the stand-in.
async fn linked<'a>(world: &'a World, fake: &Fake, pair: &Pair) -> Browser<'a> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let html = browser.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("upstream", "there")];
    let answer = browser.post("/account/upstream/link", &fields).await;
    let address = crate::link_of(&answer.text().await.unwrap());
    let back = back(world, fake, pair, &address);
    assert_eq!(come_back(&mut browser, &back).await, "/account#upstream");
    browser
}

async fn there(world: World) -> (World, Fake, Pair) {
    let pair = Pair::es256();
    let fake = Fake::openid(&pair).await;
    let list = [("there", upstream(Kind::OpenId, &fake.base))];
    (with_upstreams(world, &list).await, fake, pair)
}

async fn a_link_is_made_and_taken_away_on_the_page_of_the_account(world: World) {
    let (world, fake, pair) = there(world).await;
    let mut browser = linked(&world, &fake, &pair).await;
    let mut elsewhere = world.browser();
    assert_eq!(visit(&mut elsewhere, &fake, &pair).await, "/account");

    let html = browser.get("/account").await.text().await.unwrap();
    let (_, row) = html.split_once("id=\"upstream\"").unwrap();
    let (csrf, id) = (hidden(row, "csrf"), hidden(row, "id"));
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let stranger = world
        .browser()
        .post("/account/upstream/unlink", &fields)
        .await;
    assert_eq!(stranger.status(), StatusCode::FORBIDDEN);
    // What protects the account changes only after a fresh proof.
    world.wait(600);
    let answer = browser.post("/account/upstream/unlink", &fields).await;
    let step_up = location(&answer);
    assert!(step_up.starts_with("/sign-in/step-up"), "{step_up}");
    let html = browser.get(&step_up).await.text().await.unwrap();
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let proof = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("password", PASSWORD),
    ];
    assert_eq!(
        location(&browser.post("/sign-in/step-up", &proof).await),
        "/account"
    );
    let html = browser.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let answer = browser.post("/account/upstream/unlink", &fields).await;
    assert_eq!(location(&answer), "/account#upstream");

    assert_eq!(signed_in_as(&mut browser).await.as_deref(), Some("ana"));
    assert_eq!(
        signed_in_as(&mut elsewhere).await,
        None,
        "every other session ended"
    );
    let mut again = world.browser();
    assert_eq!(
        visit(&mut again, &fake, &pair).await,
        "/sign-in/upstream/offer"
    );
    assert_eq!(
        actions(&world).await,
        ["upstream.linked", "upstream.passed", "upstream.unlinked"]
    );
    let mails = people::column(
        &world,
        "SELECT kind FROM mails WHERE kind LIKE 'upstream%' ORDER BY kind",
    )
    .await;
    assert_eq!(mails, ["upstream-linked", "upstream-unlinked"]);
    world.server.verify_audit().await.unwrap().unwrap();
}

async fn whoever_may_not_sign_in_is_not_let_in_by_another_server(world: World) {
    let (world, fake, pair) = there(world).await;
    linked(&world, &fake, &pair).await;
    world.server.disable_user("ana").await.unwrap();
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let back = back(&world, &fake, &pair, &address);
    let refused = failure(browser.get(&back).await).await;
    assert_eq!(refused, (403, "not_allowed".to_owned()));
    assert_eq!(signed_in_as(&mut browser).await, None);
}

async fn a_sign_in_unlike_the_others_is_weighed_here_as_well(world: World) {
    let (world, fake, pair) = there(world).await;
    linked(&world, &fake, &pair).await;
    let before = people::column(&world, "SELECT verdict FROM sign_in_history")
        .await
        .len();
    assert_eq!(visit(&mut world.browser(), &fake, &pair).await, "/account");
    let after = people::column(&world, "SELECT verdict FROM sign_in_history").await;
    assert_eq!(after.len(), before + 1);
    let world = world
        .reconfigured(|config| {
            let policy = &mut config.risk.policy;
            policy.refuse = 1;
            policy.weights.new_device = 1000;
        })
        .await;
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let back = back(&world, &fake, &pair, &address);
    let refused = failure(browser.get(&back).await).await;
    assert_eq!(refused, (403, "not_allowed".to_owned()));
}

#[tokio::test]
async fn buttons_are_pressed_no_more_often_than_forms_of_strangers() {
    let (world, _fake, _) = there(World::sqlite().await).await;
    let world = world
        .reconfigured(|config| {
            config.limits.auth = Quota::new(2, Duration::from_secs(60)).unwrap();
        })
        .await;
    let mut browser = world.browser();
    for _ in 0..2 {
        let answer = press(&mut browser, "/sign-in", "there").await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let answer = press(&mut browser, "/sign-in", "there").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
}
