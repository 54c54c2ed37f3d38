//! Enrolling a key: by a code, once, for one device, by whoever just proved who they are.

use protocol::{ApprovalKey, Enrolment};
use serde_json::json;

use crate::{
    common::{PASSWORD, Tokens, World, location, random, waiting::pool},
    on_both_databases,
    phone::{Phone, add, ask, holder, logged, read, word},
};

on_both_databases!(
    a_device_enrols_its_key_and_says_so,
    a_code_counts_once_and_for_ten_minutes,
    a_code_of_another_device_or_person_does_not_count,
    what_the_key_did_not_sign_enrols_nothing,
    an_old_proof_gets_no_code,
    a_program_without_a_session_of_its_own_enrols_nothing,
    a_second_key_takes_the_place_of_the_first_and_of_what_it_was_asked,
    a_device_that_no_key_recognises_enrols_nothing,
    a_first_factor_ends_what_a_password_alone_signed_in,
    whoever_has_no_other_way_in_gets_codes_that_let_them_in,
    an_old_proof_takes_no_key_away,
    the_last_factor_stays_where_one_is_demanded,
);

async fn a_device_enrols_its_key_and_says_so(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    assert_eq!(word(&phone.call("GET", "/device", None).await).0, 404);
    assert_eq!(phone.call("GET", "", None).await.0, 404);

    let enrolled = phone.enrol("Ana's phone").await;
    assert_eq!(enrolled["name"], "Ana's phone");
    assert_eq!(enrolled["key"], phone.key.public().id());
    let (status, device) = phone.call("GET", "/device", None).await;
    assert_eq!((status, &device["key"]), (200, &enrolled["key"]));
    let (status, list) = phone.call("GET", "", None).await;
    assert_eq!((status, list["items"].as_array().unwrap().len()), (200, 0));
    assert_eq!(list["now"], world.now());

    let device = enrolled["device"].as_str().unwrap();
    let devices = world.api("/api/v1/devices", &phone.tokens.access).await;
    let devices: serde_json::Value = devices.json().await.unwrap();
    let mine = devices["items"].as_array().unwrap().iter();
    let mine = mine.clone().find(|one| one["id"] == device).unwrap();
    assert_eq!(
        (&mine["approves"], &mine["name"]),
        (&json!(true), &json!("Ana's phone"))
    );

    assert_eq!(phone.call("DELETE", "/device", None).await.0, 204);
    assert_eq!(phone.call("DELETE", "/device", None).await.0, 404);
    assert_eq!(phone.call("GET", "/device", None).await.0, 404);
    assert_eq!(
        logged(&world, device).await,
        [
            "approval-key.offered",
            "approval-key.enrolled",
            "approval-key.removed"
        ]
    );
    assert!(world.server.verify_audit().await.unwrap().is_ok());
}

async fn a_code_counts_once_and_for_ten_minutes(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    let code = phone.code().await;
    assert!(code.code.len() >= 43, "256 bit");
    assert_eq!(code.expires_at, world.now() + 600);
    let enrolment = json!(Enrolment::new(&world.base, &code, "Phone", &phone.key));
    assert_eq!(phone.call("PUT", "/device", Some(&enrolment)).await.0, 200);
    let again = phone.call("PUT", "/device", Some(&enrolment)).await;
    assert_eq!(word(&again), (400, "invalid_grant"));

    let replaced = phone.code().await;
    let code = phone.code().await;
    let enrolment = json!(Enrolment::new(&world.base, &replaced, "Phone", &phone.key));
    let refused = phone.call("PUT", "/device", Some(&enrolment)).await;
    assert_eq!(
        word(&refused),
        (400, "invalid_grant"),
        "a newer code was made"
    );

    let phone = later(&world, phone).await;
    let enrolment = json!(Enrolment::new(&world.base, &code, "Phone", &phone.key));
    let late = phone.call("PUT", "/device", Some(&enrolment)).await;
    assert_eq!(word(&late), (400, "invalid_grant"));
}

async fn a_code_of_another_device_or_person_does_not_count(world: World) {
    add(&world, "ben").await;
    let phone = Phone::signed_in(&world, "ana", None).await;
    let other_device = Phone::signed_in(&world, "ana", None).await;
    let other_person = Phone::signed_in(&world, "ben", None).await;
    let code = phone.code().await;
    for other in [&other_device, &other_person] {
        // As it was made out, and as if it had been made out to the other.
        let theirs = other.code().await;
        let posing = protocol::EnrolmentCode {
            code: code.code.clone(),
            ..theirs
        };
        let stolen = json!(Enrolment::new(&world.base, &code, "Phone", &other.key));
        let refused = other.call("PUT", "/device", Some(&stolen)).await;
        assert_eq!(word(&refused), (403, "bad_signature"));
        let stolen = json!(Enrolment::new(&world.base, &posing, "Phone", &other.key));
        let refused = other.call("PUT", "/device", Some(&stolen)).await;
        assert_eq!(word(&refused), (400, "invalid_grant"));
        assert_eq!(other.call("GET", "/device", None).await.0, 404);
    }
    let own = json!(Enrolment::new(&world.base, &code, "Phone", &phone.key));
    assert_eq!(phone.call("PUT", "/device", Some(&own)).await.0, 200);
}

async fn what_the_key_did_not_sign_enrols_nothing(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    let code = phone.code().await;
    let good = Enrolment::new(&world.base, &code, "Phone", &phone.key);
    let elsewhere = Enrolment::new("https://other.example", &code, "Phone", &phone.key);
    let renamed = Enrolment {
        name: "Mine".to_owned(),
        ..good.clone()
    };
    let exchanged = Enrolment {
        public_key: ApprovalKey::from_bytes(&random()).public().to_text(),
        ..good.clone()
    };
    let weak = Enrolment {
        public_key: data_encoding::BASE64URL_NOPAD.encode(&[0; 32]),
        ..good.clone()
    };
    for bad in [elsewhere, renamed, exchanged, weak] {
        let refused = phone.call("PUT", "/device", Some(&json!(bad))).await;
        assert_eq!(word(&refused), (403, "bad_signature"), "{bad:?}");
    }
    for name in ["", " padded", "two\nlines", "a\u{202e}b", &"x".repeat(81)] {
        let odd = Enrolment::new(&world.base, &code, name, &phone.key);
        let refused = phone.call("PUT", "/device", Some(&json!(odd))).await;
        assert_eq!(word(&refused), (400, "invalid_request"), "{name:?}");
    }
    let enrolled = phone.call("PUT", "/device", Some(&json!(good))).await;
    assert_eq!(enrolled.0, 200, "none of these spent the code");
}

async fn an_old_proof_gets_no_code(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    let phone = later(&world, phone).await;
    let refused = phone.call("POST", "/device/code", None).await;
    assert_eq!(word(&refused), (401, "insufficient_user_authentication"));
}

async fn a_program_without_a_session_of_its_own_enrols_nothing(world: World) {
    use crate::common::{DESKTOP_CALLBACK, VERIFIER, desktop_request, with};
    let new = server::clients::NewClient {
        name: "Wiki".into(),
        first_party: true,
        redirect_uris: vec![DESKTOP_CALLBACK.into()],
        scopes: vec!["openid".into(), "approvals".into()],
        ..server::clients::NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let mut request = with(
        desktop_request(),
        &[("client_id", ""), ("scope", "openid approvals")],
    );
    request.push(("client_id", id.clone()));
    let code = browser.authorize(&request).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id.as_str()),
        ("redirect_uri", DESKTOP_CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
    ];
    let tokens = Tokens::from(world.post_form("/oauth/token", &fields).await).await;
    let phone = Phone::signed_in(&world, "ana", None).await;
    let phone = Phone { tokens, ..phone };
    let refused = phone.call("POST", "/device/code", None).await;
    assert_eq!(word(&refused), (403, "access_denied"));
}

async fn a_second_key_takes_the_place_of_the_first_and_of_what_it_was_asked(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let asked = phone.open().await;
    let phone = Phone {
        key: ApprovalKey::from_bytes(&random()),
        ..phone
    };
    phone.enrol("Phone").await;
    let (_, list) = phone.call("GET", "", None).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 0);
    let approve = protocol::ApprovalDecision::Approve;
    let refused = phone.answer(&asked, approve, &digits).await;
    assert_eq!(word(&refused), (403, "bad_signature"));
}

async fn a_device_that_no_key_recognises_enrols_nothing(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    let refused = phone.call("POST", "/device/code", None).await;
    assert_eq!(word(&refused), (403, "unbound_device"));
}

async fn a_first_factor_ends_what_a_password_alone_signed_in(world: World) {
    let before = Phone::signed_in(&world, "ana", None).await;
    let phone = Phone::enrolled(&world).await;
    assert_eq!(before.call("GET", "/device", None).await.0, 401);
    Phone::enrolled(&world).await;
    assert_eq!(phone.call("GET", "/device", None).await.0, 200);
}

async fn whoever_has_no_other_way_in_gets_codes_that_let_them_in(world: World) {
    let phone = Phone::signed_in(&world, "ana", None).await;
    let enrolled = phone.enrol("Phone").await;
    let codes = enrolled["recovery_codes"].as_array().unwrap();
    assert_eq!(codes.len(), 10, "{enrolled}");
    let again = Phone::signed_in(&world, "ana", None).await;
    let again = again.enrol("Another phone").await;
    assert!(again.get("recovery_codes").is_none(), "they have some");

    let now = authority::Moment::from_unix(world.now());
    let mut work = world.server.store().begin().await.unwrap();
    let all = server::store::Ending::All;
    let ended = work.sessions().end(phone.user, all, "lost", now).await;
    assert!(ended.unwrap().sessions > 0);
    work.commit().await.unwrap();
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    let page = location(&answer);
    assert!(page.starts_with("/sign-in/factor"), "{page}");
    let csrf = browser.field(&page, "csrf").await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("with", "recovery"),
        ("code", codes[0].as_str().unwrap()),
    ];
    let inside = browser.post("/sign-in/factor", &fields).await;
    assert_eq!(inside.status(), 303, "{}", inside.text().await.unwrap());
    let account = browser.get("/account").await;
    assert_eq!(account.status(), 200);
}

/// The phone ten minutes later.
async fn later<'a>(world: &World, phone: Phone<'a>) -> Phone<'a> {
    world.wait(600);
    let tokens = Tokens::from(world.refresh(phone.tokens.refresh()).await).await;
    Phone { tokens, ..phone }
}

async fn an_old_proof_takes_no_key_away(world: World) {
    let phone = later(&world, Phone::enrolled(&world).await).await;
    let stale = (401, "insufficient_user_authentication");
    let refused = phone.call("DELETE", "/device", None).await;
    assert_eq!(word(&refused), stale);
    let device = phone.call("GET", "/device", None).await.1["device"].clone();
    let path = format!("{}/api/v1/devices/{}", world.base, device.as_str().unwrap());
    let removed = world.http.delete(path).bearer_auth(&phone.tokens.access);
    let refused = read(removed.send().await.unwrap()).await;
    assert_eq!(word(&refused), stale);
    phone.prove().await;
    assert_eq!(phone.call("DELETE", "/device", None).await.0, 204);
}

async fn the_last_factor_stays_where_one_is_demanded(world: World) {
    let world = world
        .reconfigured(|config| config.factors.required_for = vec!["moderator".to_owned()])
        .await;
    let phone = Phone::enrolled(&world).await;
    let pool = pool(&world).await;
    let promoted = "UPDATE user_roles SET role = 'moderator'";
    sqlx::query(promoted).execute(&pool).await.unwrap();
    pool.close().await;
    let refused = phone.call("DELETE", "/device", None).await;
    assert_eq!(word(&refused), (409, "last_factor"));
    assert_eq!(phone.call("GET", "/device", None).await.0, 200);
}
