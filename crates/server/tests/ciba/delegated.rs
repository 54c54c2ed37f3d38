//! A realm of Keycloak leaves it to a device of ours.

use authority::upstream::Identity;
use protocol::{ApprovalDecision, ApprovalPurpose};
use serde_json::{Value, json};
use server::config::People;

use crate::{
    common::{World, keys::Pair, waiting::lock_out},
    device::{Device, another, with_device},
    on_both_databases,
    people::{column, execute},
    realm::{Instead, Realm},
};

/// What the program shows.
const NUMBER: &str = "042917";

on_both_databases!(
    a_yes_is_told_once,
    a_no_is_told,
    three_wrong_numbers_are_no_yes,
    a_yes_of_somebody_locked_out_is_none,
    what_nobody_answers_is_told_before_the_token_runs_out,
    whoever_cannot_be_asked_is_as_unknown_as_whoever_does_not_exist,
    nobody_is_asked_without_a_token_of_the_realm_for_a_question,
    nobody_is_asked_what_a_device_cannot_show,
    a_token_asks_once,
    a_yes_counts_only_while_nothing_speaks_against_it,
    a_realm_that_is_away_is_told_when_it_is_back,
    a_yes_is_told_after_a_restart,
    a_realm_that_stays_away_is_given_up_when_the_token_runs_out,
    an_answer_is_an_answer,
    what_may_have_arrived_is_not_told_again,
    who_linked_their_account_is_asked_whatever_their_name,
    whoever_is_let_off_shows_no_number,
    the_token_is_sealed,
);

/// The world with the realm, and ana's device there.
async fn with_realm(world: World) -> (World, Realm) {
    let realm = Realm::start().await;
    let world = realm.known_to(world, |_| {}).await;
    (world, realm)
}

/// Tells what is due; how much that was.
async fn tell(world: &World) -> usize {
    world.server.send_outcomes().await.unwrap()
}

/// What the log says of realms, as action and outcome with the reasons behind it.
async fn logged(world: &World) -> Vec<String> {
    world.server.settle_refusals(true).await;
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 10_000).await.unwrap();
    let about = rows.iter().map(|row| &row.event);
    about
        .filter(|event| event.action.starts_with("delegate."))
        .map(|event| {
            let words = [&event.action, event.outcome_word(), &event.reasons];
            words.join(" ").trim_end().to_owned()
        })
        .collect()
}

async fn a_yes_is_told_once(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    let shown = device.asked(&world).await;
    assert_eq!(shown.purpose, ApprovalPurpose::Backchannel);
    assert_eq!(shown.app.as_deref(), Some("Example Corp: till"));
    assert_eq!(shown.message.as_deref(), Some("Order-4711"));
    assert!(shown.number);
    assert_eq!(shown.expires_at, world.now() + 110);
    assert_eq!(tell(&world).await, 0, "nobody decided");
    device.approve(&world, NUMBER).await;
    assert_eq!(tell(&world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("SUCCEED"));
    assert_eq!(tell(&world).await, 0, "it was told");
    assert_eq!(realm.calls(), 1);
    assert_eq!(
        logged(&world).await,
        ["delegate.asked done", "delegate.told done"]
    );
}

async fn a_no_is_told(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    for decision in [ApprovalDecision::Deny, ApprovalDecision::NotMe] {
        let token = realm.asked(&world).await;
        assert_eq!(device.answer(&world, decision, "").await, 200);
        tell(&world).await;
        assert_eq!(realm.told(&token).as_deref(), Some("CANCELLED"));
        world.wait(1);
    }
}

async fn three_wrong_numbers_are_no_yes(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    for _ in 0..3 {
        assert_eq!(realm.told(&token), None);
        let approve = ApprovalDecision::Approve;
        assert_eq!(device.answer(&world, approve, &another(NUMBER)).await, 422);
        tell(&world).await;
    }
    assert_eq!(realm.told(&token).as_deref(), Some("UNAUTHORIZED"));
}

async fn a_yes_of_somebody_locked_out_is_none(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    device.approve(&world, NUMBER).await;
    lock_out(&world).await;
    tell(&world).await;
    assert_eq!(realm.told(&token).as_deref(), Some("UNAUTHORIZED"));
}

async fn what_nobody_answers_is_told_before_the_token_runs_out(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    world.wait(109);
    assert_eq!(tell(&world).await, 0);
    world.wait(1);
    assert!(device.open(&world).await.is_empty());
    assert_eq!(tell(&world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("UNAUTHORIZED"));
}

async fn whoever_cannot_be_asked_is_as_unknown_as_whoever_does_not_exist(world: World) {
    let (world, realm) = with_realm(world).await;
    let ask = async |name: &str| {
        let token = realm.token(&world, &json!({}));
        realm
            .ask_with(&world, &token, &json!({"login_hint": name}))
            .await
    };
    let nobody = ask("nobody").await;
    assert_eq!(nobody.0, 403);
    assert_eq!(ask("ana").await, nobody, "no device");
    assert_eq!(ask("a\0b").await, nobody);
    let (_ana, _, device) = with_device(&world).await;
    realm.asked(&world).await;
    assert_eq!(ask("ana").await, nobody, "one is open");
    device.deny(&world).await;
    execute(
        &world,
        "UPDATE users SET disabled_at = 1 WHERE name = 'ana'",
    )
    .await;
    assert_eq!(ask("ana").await, nobody, "disabled");
    let log = logged(&world).await;
    let said = |reason: &str| log.iter().any(|line| line.ends_with(reason));
    assert!(said("refused nobody to ask"), "{log:?}");
    let said = "SELECT reasons FROM audit WHERE action = 'approval.asked' AND outcome = 'refused'";
    let said = column(&world, said).await;
    assert!(said.contains(&"another request waits for its answer".to_owned()));
}

async fn nobody_is_asked_without_a_token_of_the_realm_for_a_question(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let (stranger, claims) = (Pair::rsa(), realm.claims(&world));
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": "realm-key"});
    let with = |changes: Value| realm.token(&world, &changes);
    let unsigned = realm.pair.sign(&json!({"alg": "none"}), &claims);
    let good = realm.sign(&claims);
    let mut altered = good.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'Q' } else { 'A' });
    for token in [
        stranger.sign(&header, &claims),
        stranger.sign(&json!({"alg": "RS256", "jwk": stranger.jwk()}), &claims),
        realm
            .pair
            .sign(&json!({"alg": "HS256", "kid": "realm-key"}), &claims),
        unsigned.rsplit_once('.').unwrap().0.to_owned() + ".",
        unsigned,
        altered,
        with(json!({"iss": "http://127.0.0.1:9/realms/shop"})),
        with(json!({"aud": "till"})),
        with(json!({"aud": [realm.issuer, "till"]})),
        with(json!({"typ": "ID"})),
        with(json!({"scope": "openid profile"})),
        with(json!({"sid": "a session"})),
        with(json!({"exp": world.now()})),
        with(json!({"exp": world.now() + 7200})),
        with(json!({"jti": null})),
        "a.b.c".to_owned(),
        String::new(),
    ] {
        let answer = realm.ask_with(&world, &token, &json!({})).await;
        assert_eq!(answer.0, 401, "{token}");
    }
    let address = format!("{}/oauth/backchannel/delegated", world.base);
    let body = json!({"login_hint": "ana", "binding_message": NUMBER});
    for headers in [
        vec![],
        vec![format!("Basic {good}")],
        vec![good.clone()],
        vec![format!("Bearer {good}"), format!("Bearer {good}")],
    ] {
        let mut request = world.http.post(&address).json(&body);
        for header in &headers {
            request = request.header("authorization", header);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 401, "{headers:?}");
    }
    assert!(device.open(&world).await.is_empty());
    assert_eq!(realm.ask_with(&world, &good, &json!({})).await.0, 201);
}

async fn nobody_is_asked_what_a_device_cannot_show(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    for changes in [
        json!({"binding_message": null}),
        json!({"binding_message": "Order-4711"}),
        json!({"binding_message": "042917-042918"}),
        json!({"binding_message": "\u{202e}042917"}),
        json!({"is_consent_required": true}),
        json!({"login_hint": null}),
        json!({"login_hint": ["ana"]}),
    ] {
        let token = realm.token(&world, &json!({}));
        let answer = realm.ask_with(&world, &token, &changes).await;
        assert_eq!(answer.0, 403, "{changes}");
    }
    assert!(device.open(&world).await.is_empty());
}

async fn a_token_asks_once(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    device.deny(&world).await;
    world.wait(1);
    let again = realm.ask_with(&world, &token, &json!({})).await;
    assert_eq!(again.0, 403);
    assert!(device.open(&world).await.is_empty());
}

async fn a_yes_counts_only_while_nothing_speaks_against_it(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    for (change, back) in [
        (
            "UPDATE users SET disabled_at = 1 WHERE name = 'ana'",
            "UPDATE users SET disabled_at = NULL WHERE name = 'ana'",
        ),
        (
            "UPDATE users SET password_changed_at = 1900000000 WHERE name = 'ana'",
            "UPDATE users SET password_changed_at = NULL WHERE name = 'ana'",
        ),
        (
            "UPDATE devices SET approval_key_id = 'x' || approval_key_id WHERE approval_key_id IS NOT NULL",
            "UPDATE devices SET approval_key_id = substr(approval_key_id, 2) WHERE approval_key_id IS NOT NULL",
        ),
    ] {
        let token = realm.asked(&world).await;
        device.approve(&world, NUMBER).await;
        execute(&world, change).await;
        assert_eq!(tell(&world).await, 1);
        execute(&world, back).await;
        assert_eq!(
            realm.told(&token).as_deref(),
            Some("UNAUTHORIZED"),
            "{change}"
        );
        world.wait(1);
    }
}

async fn a_yes_runs_out(world: &World, realm: &Realm, device: &Device) {
    let token = realm.asked(world).await;
    device.approve(world, NUMBER).await;
    world.wait(60);
    assert_eq!(tell(world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("UNAUTHORIZED"));
}

async fn a_realm_that_is_away_is_told_when_it_is_back(world: World) {
    let (world, mut realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    device.approve(&world, NUMBER).await;
    realm.goes().await;
    assert_eq!(tell(&world).await, 1);
    assert_eq!(tell(&world).await, 0, "not at once");
    world.wait(1);
    assert_eq!(tell(&world).await, 1);
    world.wait(1);
    assert_eq!(tell(&world).await, 0, "two seconds now");
    realm.comes_back().await;
    realm.says(Some(Instead::Proxy(503)));
    world.wait(1);
    assert_eq!(tell(&world).await, 1);
    realm.says(None);
    world.wait(4);
    assert_eq!(tell(&world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("SUCCEED"));
    assert_eq!(realm.calls(), 2);

    // What changes while it is away counts.
    let token = realm.asked(&world).await;
    device.approve(&world, NUMBER).await;
    realm.goes().await;
    assert_eq!(tell(&world).await, 1);
    execute(
        &world,
        "UPDATE users SET disabled_at = 1 WHERE name = 'ana'",
    )
    .await;
    realm.comes_back().await;
    world.wait(1);
    assert_eq!(tell(&world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("UNAUTHORIZED"));
    execute(
        &world,
        "UPDATE users SET disabled_at = NULL WHERE name = 'ana'",
    )
    .await;

    a_yes_runs_out(&world, &realm, &device).await;
}

async fn a_yes_is_told_after_a_restart(world: World) {
    let (world, mut realm) = with_realm(world).await;
    let token = {
        let (_ana, _, device) = with_device(&world).await;
        let token = realm.asked(&world).await;
        device.approve(&world, NUMBER).await;
        realm.goes().await;
        assert_eq!(tell(&world).await, 1);
        token
    };
    let world = world.restarted().await;
    realm.comes_back().await;
    world.wait(1);
    assert_eq!(tell(&world).await, 1);
    assert_eq!(realm.told(&token).as_deref(), Some("SUCCEED"));
}

async fn a_realm_that_stays_away_is_given_up_when_the_token_runs_out(world: World) {
    let (world, mut realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    device.approve(&world, NUMBER).await;
    realm.goes().await;
    assert_eq!(tell(&world).await, 1);
    realm.comes_back().await;
    world.wait(120);
    assert_eq!(tell(&world).await, 1);
    assert_eq!(tell(&world).await, 0, "nobody tries any more");
    assert_eq!((realm.told(&token), realm.calls()), (None, 0));
    assert_eq!(
        logged(&world).await,
        ["delegate.asked done", "delegate.told refused too late"]
    );
}

async fn an_answer_is_an_answer(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    for (count, status) in [(1, 302), (2, 400), (3, 500)] {
        let token = realm.asked(&world).await;
        device.approve(&world, NUMBER).await;
        realm.says(Some(Instead::Proxy(status)));
        assert_eq!(tell(&world).await, 1);
        world.wait(60);
        assert_eq!(tell(&world).await, 0, "{status}");
        assert_eq!((realm.told(&token), realm.calls()), (None, count));
        let log = logged(&world).await;
        let last = format!("delegate.told refused status {status}");
        assert_eq!(log.last(), Some(&last));
    }
}

async fn what_may_have_arrived_is_not_told_again(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    device.approve(&world, NUMBER).await;
    realm.says(Some(Instead::Silence));
    assert_eq!(tell(&world).await, 1);
    realm.says(None);
    world.wait(60);
    assert_eq!(tell(&world).await, 0);
    assert_eq!(realm.told(&token).as_deref(), Some("SUCCEED"));
}

async fn who_linked_their_account_is_asked_whatever_their_name(world: World) {
    let realm = Realm::start().await;
    let people = People::Linked("company".to_owned());
    let world = realm
        .known_to(world, |delegate| delegate.people = people)
        .await;
    let (_ana, _, device) = with_device(&world).await;
    let ask = async |name: &str, subject: &str| {
        let token = realm.token(&world, &json!({"sub": subject}));
        let asked = realm
            .ask_with(&world, &token, &json!({"login_hint": name}))
            .await;
        asked.0
    };
    assert_eq!(ask("ana", "anna-there").await, 403, "a name is none");
    let identity = Identity {
        issuer: realm.issuer.clone(),
        subject: "anna-there".to_owned(),
        email: None,
        email_verified: false,
        handle: None,
        acr: None,
        amr: Vec::new(),
        auth_time: None,
    };
    let mut work = world.server.store().begin().await.unwrap();
    let (ana, _) = work.users().by_name("ana").await.unwrap().unwrap();
    let now = authority::Moment::from_unix(world.now());
    let mut links = work.upstreams();
    assert!(
        links
            .add("l", ana.id, "company", &identity, now)
            .await
            .unwrap()
    );
    work.commit().await.unwrap();
    assert_eq!(ask("ana", "ana-there").await, 403);
    assert_eq!(ask("somebody", "anna-there").await, 201);
    device.approve(&world, NUMBER).await;
}

async fn whoever_is_let_off_shows_no_number(world: World) {
    let realm = Realm::start().await;
    let world = realm
        .known_to(world, |delegate| delegate.number = false)
        .await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.token(&world, &json!({}));
    let plain = json!({"binding_message": "Order-4711"});
    assert_eq!(realm.ask_with(&world, &token, &plain).await.0, 201);
    let shown = device.asked(&world).await;
    assert!(!shown.number);
    assert_eq!(shown.message.as_deref(), Some("Order-4711"));
    device.approve(&world, "").await;
    tell(&world).await;
    assert_eq!(realm.told(&token).as_deref(), Some("SUCCEED"));
}

async fn the_token_is_sealed(world: World) {
    let (world, realm) = with_realm(world).await;
    let (_ana, _, device) = with_device(&world).await;
    let token = realm.asked(&world).await;
    let kept = column(
        &world,
        "SELECT token FROM delegations WHERE token IS NOT NULL",
    )
    .await;
    assert_eq!(kept.len(), 1);
    let signature = token.rsplit_once('.').unwrap().1;
    assert!(!kept[0].contains(signature), "{kept:?}");
    device.approve(&world, NUMBER).await;
    tell(&world).await;
    let kept = column(
        &world,
        "SELECT token FROM delegations WHERE token IS NOT NULL",
    )
    .await;
    assert!(kept.is_empty(), "nobody needs it any more");
}
