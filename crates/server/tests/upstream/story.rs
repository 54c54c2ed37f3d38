//! Whole stories between two servers of ours.

use authority::upstream::link::Creation;
use reqwest::StatusCode;

use crate::{
    actions, agree, come_back,
    common::{
        Browser, DESKTOP_CALLBACK, PASSWORD, Tokens, World, authorize_path, claims,
        desktop_request, location,
    },
    failure, leave, ours, people, query, signed_in_as,
};

crate::on_both_databases!(
    an_account_is_linked_after_its_owner_signed_in_and_agreed_and_opens_from_then_on,
    a_client_gets_its_grant_by_way_of_the_other_server,
    whoever_says_no_is_not_linked,
    a_new_account_is_made_where_the_operator_allows_it,
    ours_is_asked_for_after_the_other_server_unless_the_operator_trusts_it,
    a_person_without_a_password_confirms_with_the_other_server,
);

/// Signs in with the other server up to where the browser comes back to.
async fn visit(browser: &mut Browser<'_>, there: &mut Browser<'_>, path: &str) -> String {
    let address = leave(browser, path, "ours").await;
    let back = ours::answer(there, browser.world, &address).await;
    come_back(browser, &back).await
}

/// Links `ana` here to `ana` there, in a browser that ends signed in.
async fn linked<'a>(world: &'a World, there: &mut Browser<'_>) -> Browser<'a> {
    let mut browser = world.browser();
    let to = visit(&mut browser, there, "/sign-in").await;
    assert_eq!(to, "/sign-in/upstream/offer");
    browser.sign_in("ana", PASSWORD).await;
    let answer = agree(&mut browser, "link").await;
    assert_eq!(location(&answer), "/account");
    browser
}

async fn an_account_is_linked_after_its_owner_signed_in_and_agreed_and_opens_from_then_on(
    world: World,
) {
    let other = World::sqlite().await;
    ours::verify_email(&other, "ana").await;
    let world = ours::joined(world, &other, |_| {}).await;
    let mut there = ours::ana(&other).await;

    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "ours").await;
    let sent = query(&address);
    let back = format!("{}/sign-in/upstream/ours/callback", world.base);
    assert_eq!(sent["redirect_uri"], back);
    assert_eq!(sent["code_challenge_method"], "S256");
    assert_eq!(sent["scope"], "openid email profile");
    for secret in ["state", "nonce", "code_challenge"] {
        assert_eq!(sent[secret].len(), 43, "{secret}");
    }
    let back = ours::answer(&mut there, &world, &address).await;
    assert!(query(&back).contains_key("iss"), "{back}");
    assert_eq!(
        come_back(&mut browser, &back).await,
        "/sign-in/upstream/offer"
    );
    assert_eq!(
        signed_in_as(&mut browser).await,
        None,
        "the same address opens nothing"
    );

    let offer = browser
        .get("/sign-in/upstream/offer")
        .await
        .text()
        .await
        .unwrap();
    assert!(
        offer.contains("account here with the address ana@example.org"),
        "{offer}"
    );
    assert!(!offer.contains("Create a new account"), "{offer}");
    // Agreeing asks for the account's own means first.
    let answer = browser.get("/account/upstream/agree").await;
    let path = location(&answer);
    assert!(path.starts_with("/sign-in?attempt="), "{path}");
    let answer = browser.try_sign_in(&path, "ana", PASSWORD).await;
    assert_eq!(location(&answer), "/account/upstream/agree");
    let answer = agree(&mut browser, "link").await;
    assert_eq!(location(&answer), "/account");
    let account = browser.get("/account").await.text().await.unwrap();
    assert!(
        account.contains("<small>ana@example.org</small>"),
        "{account}"
    );
    assert_eq!(actions(&world).await, ["upstream.linked"]);

    let mut elsewhere = world.browser();
    assert_eq!(
        visit(&mut elsewhere, &mut there, "/sign-in").await,
        "/account"
    );
    assert_eq!(signed_in_as(&mut elsewhere).await.as_deref(), Some("ana"));
    assert_eq!(
        actions(&world).await,
        ["upstream.linked", "upstream.passed"]
    );
    world.server.verify_audit().await.unwrap().unwrap();
}

async fn a_client_gets_its_grant_by_way_of_the_other_server(world: World) {
    let other = World::sqlite().await;
    let world = ours::joined(world, &other, |_| {}).await;
    let mut there = ours::ana(&other).await;
    linked(&world, &mut there).await;

    let mut browser = world.browser();
    let answer = browser.get(&authorize_path(&desktop_request())).await;
    let page = location(&answer);
    let to = visit(&mut browser, &mut there, &page).await;
    assert!(to.starts_with("/oauth/authorize?"), "{to}");
    let to = location(&browser.get(&to).await);
    assert!(to.starts_with(DESKTOP_CALLBACK), "{to}");
    let tokens = Tokens::from(world.redeem(&query(&to)["code"]).await).await;
    let said = claims(tokens.id.as_deref().unwrap());
    assert_eq!(said["amr"], serde_json::json!(["upstream:ours"]));
    assert_eq!(said["acr"], "aal1");
}

async fn whoever_says_no_is_not_linked(world: World) {
    let other = World::sqlite().await;
    let world = ours::joined(world, &other, |_| {}).await;
    let mut there = ours::ana(&other).await;
    let mut browser = world.browser();
    visit(&mut browser, &mut there, "/sign-in").await;
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(location(&agree(&mut browser, "leave").await), "/account");
    assert_eq!(actions(&world).await, [""; 0]);
    // The offer is gone with the answer.
    let again = browser.get("/account/upstream/agree").await;
    assert_eq!(location(&again), "/account");
    let to = visit(&mut world.browser(), &mut there, "/sign-in").await;
    assert_eq!(to, "/sign-in/upstream/offer");
}

async fn a_new_account_is_made_where_the_operator_allows_it(world: World) {
    let other = World::sqlite().await;
    let create = |upstream: &mut server::config::Upstream| {
        upstream.creation = Creation::Domains(vec!["example.com".to_owned()]);
    };
    let world = ours::joined(world, &other, create).await;
    for (name, domain) in [("ben", "example.com"), ("eve", "evil.example")] {
        let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
        let email = format!("{name}@{domain}");
        let roles = ["user".to_owned()];
        let added = other.server.add_user(name, &email, &roles, password).await;
        added.unwrap();
    }
    let offer = |name: &'static str| {
        let (world, other) = (&world, &other);
        async move {
            let mut there = other.browser();
            there.sign_in(name, PASSWORD).await;
            let mut browser = world.browser();
            let to = visit(&mut browser, &mut there, "/sign-in").await;
            assert_eq!(to, "/sign-in/upstream/offer");
            let html = browser.get(&to).await.text().await.unwrap();
            (browser, html)
        }
    };
    // Without a verified address nobody gets one.
    let (mut browser, html) = offer("ben").await;
    assert!(!html.contains("Create a new account"), "{html}");
    let csrf = crate::common::hidden(&browser.get("/sign-in").await.text().await.unwrap(), "csrf");
    let answer = browser
        .post("/sign-in/upstream/offer", &[("csrf", &csrf)])
        .await;
    assert_eq!(failure(answer).await, (403, "not_allowed".to_owned()));

    ours::verify_email(&other, "ben").await;
    ours::verify_email(&other, "eve").await;
    let (_, html) = offer("eve").await;
    assert!(!html.contains("Create a new account"), "{html}");
    let (mut browser, html) = offer("ben").await;
    let csrf = crate::common::hidden(&html, "csrf");
    let path = "/sign-in/upstream/offer";
    let answer = browser.post(path, &[("csrf", &csrf)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(signed_in_as(&mut browser).await.as_deref(), Some("ben"));
    let account = browser.get("/account").await.text().await.unwrap();
    assert!(account.contains("ben@example.com"), "{account}");
    assert!(!account.contains("not confirmed"), "{account}");

    // The one way in stays.
    let csrf = crate::common::hidden(&account, "csrf");
    let link = people::column(&world, "SELECT id FROM upstream_links").await;
    let fields = [("csrf", csrf.as_str()), ("id", &link[0])];
    let answer = browser.post("/account/upstream/unlink", &fields).await;
    assert_eq!(failure(answer).await, (409, "last_way_in".to_owned()));
    // No password opens it, not even the word that stands for none.
    for password in ["none", "", PASSWORD] {
        let answer = world
            .browser()
            .try_sign_in("/sign-in", "ben", password)
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{password}");
    }
    assert_eq!(
        actions(&world).await,
        ["upstream.failed", "upstream.linked", "upstream.passed"]
    );
}

async fn ours_is_asked_for_after_the_other_server_unless_the_operator_trusts_it(world: World) {
    let other = World::sqlite().await;
    let world = ours::joined(world, &other, |_| {}).await;
    let mut there = ours::ana(&other).await;
    let mut browser = linked(&world, &mut there).await;
    let (phone, _) = people::enrol(&mut browser, "/enrol/totp").await;
    world.wait(60);
    other.wait(60);

    let mut second = world.browser();
    let to = visit(&mut second, &mut there, "/sign-in").await;
    assert_eq!(to, "/sign-in/factor");
    assert_eq!(signed_in_as(&mut second).await, None);
    let answer = people::answer(&mut second, "totp", &phone.code(world.now())).await;
    assert_eq!(location(&answer), "/account");
    let methods = people::column(
        &world,
        "SELECT amr FROM sessions WHERE amr LIKE '%upstream%'",
    );
    assert_eq!(methods.await, ["mfa otp upstream:ours"]);

    let world = ours::joined(world, &other, |upstream| {
        upstream.client_id = "another-name".to_owned();
        upstream.trusted_acr = vec!["aal2".to_owned()];
        upstream.trusted_amr = vec!["mfa".to_owned()];
    });
    let world = world.await;
    let mut third = world.browser();
    let to = visit(&mut third, &mut there, "/sign-in").await;
    assert_eq!(to, "/sign-in/factor", "a password there is one factor");
    people::enrol(&mut there, "/enrol/totp").await;
    let mut fourth = world.browser();
    let to = visit(&mut fourth, &mut there, "/sign-in").await;
    assert_eq!(to, "/account");
    let levels = people::column(
        &world,
        "SELECT amr FROM sessions WHERE aal = 2 AND amr NOT LIKE '%otp%'",
    );
    assert_eq!(levels.await, ["mfa upstream:ours"]);
}

async fn a_person_without_a_password_confirms_with_the_other_server(world: World) {
    let other = World::sqlite().await;
    ours::verify_email(&other, "ana").await;
    people::execute(&world, "UPDATE users SET email = 'first@example.org'").await;
    let world = ours::joined(world, &other, |upstream| {
        upstream.creation = Creation::Anybody;
    })
    .await;
    let mut there = ours::ana(&other).await;
    let mut browser = world.browser();
    visit(&mut browser, &mut there, "/sign-in").await;
    let html = browser
        .get("/sign-in/upstream/offer")
        .await
        .text()
        .await
        .unwrap();
    let csrf = crate::common::hidden(&html, "csrf");
    browser
        .post("/sign-in/upstream/offer", &[("csrf", &csrf)])
        .await;
    let name = signed_in_as(&mut browser).await.unwrap();
    assert!(name.starts_with("ana-"), "that name is taken: {name}");

    world.wait(700);
    other.wait(700);
    let answer = browser.get("/enrol").await;
    let step_up = location(&answer);
    assert!(step_up.starts_with("/sign-in/step-up"), "{step_up}");
    let html = browser.get(&step_up).await.text().await.unwrap();
    let fields = [
        ("csrf", crate::common::hidden(&html, "csrf")),
        ("attempt", crate::common::hidden(&html, "attempt")),
        ("purpose", "step-up".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = browser.post("/sign-in/upstream/ours", &fields).await;
    let address = crate::link_of(&answer.text().await.unwrap());
    assert_eq!(query(&address)["max_age"], "0");
    // The other server asks for the password anew.
    let answer = there.get(&crate::path_of(&other, &address)).await;
    let page = location(&answer);
    let answer = there.try_sign_in(&page, "ana", PASSWORD).await;
    let answer = there.get(&location(&answer)).await;
    let back = crate::path_of(&world, &location(&answer));
    assert_eq!(come_back(&mut browser, &back).await, "/enrol");
    assert_eq!(browser.get("/enrol").await.status(), StatusCode::OK);
}
