//! What somebody tries who is not who they say, or another server that is not the one that was asked.

use authority::upstream::{Kind, link::Creation};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::{
    actions, come_back,
    common::{
        Browser, PASSWORD, World, hidden,
        keys::{Pair, merge},
        location,
    },
    failure,
    fake::{CODE, Fake, signed},
    leave, ours, query, signed_in_as, upstream, with_upstreams,
};

crate::on_both_databases!(
    a_state_that_was_never_given_out_and_an_answer_that_came_before_lead_nowhere,
    the_answer_to_a_strangers_sign_in_opens_nothing_in_another_browser,
    what_is_linked_to_one_account_cannot_be_linked_to_another,
    an_offer_is_for_one_browser_and_one_answer,
);

/// The first server with the stand-in as its one other server.
async fn standing_in(world: World, fake: &Fake) -> World {
    with_upstreams(world, &[("there", upstream(Kind::OpenId, &fake.base))]).await
}

/// The path that the stand-in sends the browser back to.
fn back(fake: &Fake, address: &str) -> String {
    let asked = fake.visited(address);
    let iss = url::form_urlencoded::byte_serialize(fake.base.as_bytes()).collect::<String>();
    format!(
        "/sign-in/upstream/there/callback?code={CODE}&state={}&iss={iss}",
        asked["state"]
    )
}

/// The outcome of a visit whose token is `made` of the good claims.
async fn outcome(world: &World, fake: &Fake, made: impl FnOnce(Value) -> String) -> (u16, String) {
    fake.renew();
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let back = back(fake, &address);
    let token = made(fake.claims(world.now()));
    fake.hand_out(json!({"access_token": "at", "token_type": "Bearer", "id_token": token}));
    let answer = browser.get(&back).await;
    if answer.status() == 303 {
        return (303, location(&answer));
    }
    let outcome = failure(answer).await;
    assert_eq!(signed_in_as(&mut browser).await, None);
    outcome
}

#[tokio::test]
async fn a_token_that_is_not_for_this_sign_in_opens_nothing() {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let world = standing_in(World::sqlite().await, &fake).await;
    let good = outcome(&world, &fake, |claims| signed(&pair, &claims)).await;
    assert_eq!(good, (303, "/sign-in/upstream/offer".to_owned()));
    let now = world.now();
    for change in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"aud": "another-client"}),
        json!({"aud": [crate::CLIENT, "another-client"]}),
        json!({"azp": "another-client"}),
        json!({"iss": "https://evil.example"}),
        json!({"exp": now - 61}),
        json!({"iat": now - 3600}),
        json!({"iat": now + 3600}),
        json!({"sub": ""}),
    ] {
        let made = |mut claims: Value| {
            merge(&mut claims, &change);
            signed(&pair, &claims)
        };
        let refused = outcome(&world, &fake, made).await;
        assert_eq!(refused, (403, "untrusted_answer".to_owned()), "{change}");
    }
    assert!(
        actions(&world)
            .await
            .iter()
            .all(|action| action == "upstream.failed")
    );
}

#[tokio::test]
async fn a_token_that_nobody_or_somebody_else_signed_opens_nothing() {
    let (pair, stranger) = (Pair::rsa(), Pair::rsa());
    let fake = Fake::openid(&pair).await;
    let world = standing_in(World::sqlite().await, &fake).await;
    let b64 = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let unsigned = |header: Value, signature: &str| {
        let signature = signature.to_owned();
        move |claims: Value| format!("{}.{}.{signature}", b64(&header), b64(&claims))
    };
    let untrusted = (403, "untrusted_answer".to_owned());
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "None", "kid": "key"}),
        json!({"alg": "RS256", "kid": "key"}),
    ] {
        let refused = outcome(&world, &fake, unsigned(header.clone(), "")).await;
        assert_eq!(refused, untrusted, "{header}");
    }
    // The public key as the secret of a keyed hash.
    for secret in [
        pair.jwk().to_string(),
        pair.jwk()["n"].as_str().unwrap().to_owned(),
    ] {
        let by_public_key = |claims: Value| {
            let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
            header.kid = Some("key".to_owned());
            let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
            jsonwebtoken::encode(&header, &claims, &key).unwrap()
        };
        assert_eq!(outcome(&world, &fake, by_public_key).await, untrusted);
    }
    let refused = outcome(&world, &fake, |claims| signed(&stranger, &claims)).await;
    assert_eq!(refused, untrusted);
    let brought = |claims: Value| {
        let header = json!({"alg": "RS256", "jwk": stranger.jwk()});
        stranger.sign(&header, &claims)
    };
    assert_eq!(outcome(&world, &fake, brought).await, untrusted);
    let critical = |claims: Value| {
        let header = json!({"alg": "RS256", "kid": "key", "crit": ["exp"]});
        pair.sign(&header, &claims)
    };
    assert_eq!(outcome(&world, &fake, critical).await, untrusted);
}

#[tokio::test]
async fn a_new_key_is_looked_for_once_a_minute_and_a_secret_one_never_used() {
    let (pair, younger) = (Pair::rsa(), Pair::es256());
    let fake = Fake::openid(&pair).await;
    let world = standing_in(World::sqlite().await, &fake).await;
    let offer = (303, "/sign-in/upstream/offer".to_owned());
    assert_eq!(
        outcome(&world, &fake, |claims| signed(&pair, &claims)).await,
        offer
    );
    fake.publish(&younger);
    let by_younger = |claims: Value| {
        let header = json!({"alg": "ES256", "kid": "younger"});
        younger.sign(&header, &claims)
    };
    let mut jwk = younger.jwk();
    merge(&mut jwk, &json!({"kid": "younger"}));
    fake.say(
        "/keys",
        &json!({"keys": [jwk, {"kty": "oct", "k": "AAAA", "kid": "key"}]}),
    );
    let untrusted = (403, "untrusted_answer".to_owned());
    assert_eq!(outcome(&world, &fake, by_younger).await, untrusted);
    assert_eq!(fake.count("/keys"), 1, "that was too soon");
    world.wait(60);
    assert_eq!(outcome(&world, &fake, by_younger).await, offer);
    assert_eq!(outcome(&world, &fake, by_younger).await, offer);
    assert_eq!(fake.count("/keys"), 2);
    assert_eq!(fake.count("/.well-known/openid-configuration"), 1);
}

#[tokio::test]
async fn the_answer_of_one_server_is_never_shown_to_another() {
    let pair = Pair::rsa();
    let (honest, evil) = (Fake::openid(&pair).await, Fake::openid(&pair).await);
    let world = World::sqlite().await;
    let list = [
        ("there", upstream(Kind::OpenId, &honest.base)),
        ("evil", upstream(Kind::OpenId, &evil.base)),
    ];
    let world = with_upstreams(world, &list).await;

    // The browser was sent to the evil one, which sends it on to the honest one, whose answer arrives.
    for (path, iss) in [
        ("evil", Some(&honest.base)),
        ("evil", None),
        ("there", Some(&honest.base)),
        ("there", Some(&evil.base)),
    ] {
        let mut browser = world.browser();
        let address = leave(&mut browser, "/sign-in", "evil").await;
        let state = &query(&address)["state"];
        let iss = iss.map(|iss| format!("&iss={iss}")).unwrap_or_default();
        let back = format!("/sign-in/upstream/{path}/callback?code={CODE}&state={state}{iss}");
        let refused = failure(browser.get(&back).await).await;
        assert_eq!(refused, (403, "untrusted_answer".to_owned()), "{back}");
    }
    for server in [&honest, &evil] {
        assert_eq!(server.count("/token"), 0, "the code was shown");
    }
}

async fn a_state_that_was_never_given_out_and_an_answer_that_came_before_lead_nowhere(
    world: World,
) {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let world = standing_in(world, &fake).await;
    let nowhere = (403, "not_begun_here".to_owned());
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let good = back(&fake, &address);
    let state = query(&address)["state"].clone();
    for wrong in [
        good.replace(&state, "wrong"),
        good.replace(&state, ""),
        good.replace(&state, &state.to_lowercase()),
    ] {
        assert_eq!(failure(browser.get(&wrong).await).await, nowhere, "{wrong}");
    }
    let token = signed(&pair, &fake.claims(world.now()));
    fake.hand_out(json!({"access_token": "at", "id_token": token}));
    assert_eq!(
        come_back(&mut browser, &good).await,
        "/sign-in/upstream/offer"
    );
    fake.renew();
    assert_eq!(failure(browser.get(&good).await).await, nowhere);
    assert_eq!(fake.count("/token"), 1);

    let address = leave(&mut browser, "/sign-in", "there").await;
    let late = back(&fake, &address);
    world.wait(600);
    let refused = failure(browser.get(&late).await).await;
    assert_eq!(refused, (403, "took_too_long".to_owned()));
    let address = leave(&mut browser, "/sign-in", "there").await;
    let twice = format!("{}&code=another", back(&fake, &address));
    let refused = failure(browser.get(&twice).await).await;
    assert_eq!(refused, (403, "untrusted_answer".to_owned()));
    assert_eq!(fake.count("/token"), 1);
}

async fn the_answer_to_a_strangers_sign_in_opens_nothing_in_another_browser(world: World) {
    let other = World::sqlite().await;
    let world = ours::joined(world, &other, |_| {}).await;
    let mut there = ours::ana(&other).await;
    let mut stranger = world.browser();
    let address = leave(&mut stranger, "/sign-in", "ours").await;
    let back = ours::answer(&mut there, &world, &address).await;

    let nowhere = (403, "not_begun_here".to_owned());
    // A victim that never left, and one that is on the way with the same server.
    let mut victim = world.browser();
    assert_eq!(failure(victim.get(&back).await).await, nowhere);
    leave(&mut victim, "/sign-in", "ours").await;
    assert_eq!(failure(victim.get(&back).await).await, nowhere);
    // The one whose it is still gets through: nothing was used up by others.
    assert_eq!(
        come_back(&mut stranger, &back).await,
        "/sign-in/upstream/offer"
    );

    // Nobody else's page can begin a sign-in.
    let html = victim.get("/sign-in").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let evil = Some("https://evil.example");
    let path = "/sign-in/upstream/ours";
    let answer = victim.post_from(path, &[("csrf", &csrf)], evil).await;
    assert_eq!(failure(answer).await, (403, "foreign_form".to_owned()));
    let answer = victim.post(path, &[("csrf", "wrong")]).await;
    assert_eq!(failure(answer).await, (403, "foreign_form".to_owned()));
    assert_eq!(victim.get(path).await.status(), 405);
}

/// The path that leads the stand-in's `sub` back to `browser`, which is about to link it.
async fn link_from_account(browser: &mut Browser<'_>, fake: &Fake, pair: &Pair) -> String {
    let html = browser.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("upstream", "there")];
    let answer = browser.post("/account/upstream/link", &fields).await;
    let address = crate::link_of(&answer.text().await.unwrap());
    let back = back(fake, &address);
    fake.renew();
    let token = signed(pair, &fake.claims(browser.world.now()));
    fake.hand_out(json!({"access_token": "at", "id_token": token}));
    back
}

async fn what_is_linked_to_one_account_cannot_be_linked_to_another(world: World) {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let world = standing_in(world, &fake).await;
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    let added = world
        .server
        .add_user("ben", "ben@example.org", &roles, password);
    added.await.unwrap();

    let mut ana = world.browser();
    ana.sign_in("ana", PASSWORD).await;
    let back = link_from_account(&mut ana, &fake, &pair).await;
    assert_eq!(come_back(&mut ana, &back).await, "/account#upstream");
    let mut ben = world.browser();
    ben.sign_in("ben", PASSWORD).await;
    let back = link_from_account(&mut ben, &fake, &pair).await;
    let refused = failure(ben.get(&back).await).await;
    assert_eq!(refused, (409, "linked_to_another".to_owned()));

    // Between leaving and coming back somebody else signed in.
    let back = link_from_account(&mut ben, &fake, &pair).await;
    let again = "/sign-in?attempt=%2Faccount";
    let answer = ben.try_sign_in(again, "ana", PASSWORD).await;
    assert_eq!(location(&answer), "/account");
    let refused = failure(ben.get(&back).await).await;
    assert_eq!(refused, (403, "another_person".to_owned()));

    // To link asks for a fresh proof.
    world.wait(600);
    let html = ana.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("upstream", "there")];
    let answer = ana.post("/account/upstream/link", &fields).await;
    assert!(location(&answer).starts_with("/sign-in/step-up"));
    let linked = crate::people::column(&world, "SELECT label FROM upstream_links").await;
    assert_eq!(linked, ["ana@example.org"]);
}

async fn an_offer_is_for_one_browser_and_one_answer(world: World) {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let mut there = upstream(Kind::OpenId, &fake.base);
    there.creation = Creation::Anybody;
    let world = with_upstreams(world, &[("there", there)]).await;
    let mut stranger = world.browser();
    let address = leave(&mut stranger, "/sign-in", "there").await;
    let path = back(&fake, &address);
    let token = signed(&pair, &fake.claims(world.now()));
    fake.hand_out(json!({"access_token": "at", "id_token": token}));
    come_back(&mut stranger, &path).await;

    // Somebody who is signed in elsewhere is not asked what a stranger showed.
    let mut ana = world.browser();
    ana.sign_in("ana", PASSWORD).await;
    assert_eq!(
        location(&ana.get("/account/upstream/agree").await),
        "/account"
    );
    // The account of that verified address is not made twice, and not entered.
    let html = stranger
        .get("/sign-in/upstream/offer")
        .await
        .text()
        .await
        .unwrap();
    assert!(!html.contains("Create a new account"), "{html}");
    let csrf = hidden(
        &stranger.get("/sign-in").await.text().await.unwrap(),
        "csrf",
    );
    let answer = stranger
        .post("/sign-in/upstream/offer", &[("csrf", &csrf)])
        .await;
    assert_eq!(failure(answer).await, (403, "not_allowed".to_owned()));
    assert_eq!(signed_in_as(&mut stranger).await, None);

    // An offer that waited for ten minutes is over.
    let address = leave(&mut stranger, "/sign-in", "there").await;
    let path = back(&fake, &address);
    fake.renew();
    let token = signed(&pair, &fake.claims(world.now()));
    fake.hand_out(json!({"access_token": "at", "id_token": token}));
    come_back(&mut stranger, &path).await;
    world.wait(600);
    assert_eq!(
        location(&stranger.get("/sign-in/upstream/offer").await),
        "/sign-in"
    );
}
