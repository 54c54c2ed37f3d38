//! Answers: who may give them, what they have to hold, and what becomes of them.

use authority::approval::{Collection, State};
use data_encoding::BASE64URL_NOPAD;
use protocol::{ApprovalDecision, ApprovalKey, ApprovalRequest, SignedAnswer};
use server::approvals;

use crate::{
    common::{World, random},
    on_both_databases,
    phone::{Phone, add, ask, asking, holder, logged, other_than, try_ask, word},
};
use ApprovalDecision::{Approve, Deny};

on_both_databases!(
    the_right_number_approves_and_is_collected_once,
    a_denial_needs_no_number_and_is_final,
    the_third_wrong_number_denies,
    every_part_of_an_answer_is_signed,
    an_answer_counts_once_and_for_its_request_alone,
    answers_of_other_people_devices_and_servers_are_refused,
    an_answer_after_the_time_is_up_changes_nothing,
    an_answer_of_another_time_changes_nothing,
    what_changed_since_the_answer_counts_when_it_is_collected,
    an_approval_waits_a_minute_for_whoever_asked,
    whoever_chooses_another_way_withdraws_the_request,
    the_log_holds_the_bytes_that_were_signed,
    digits_that_cannot_fit_change_nothing,
);

/// Collects for `holder`.
async fn collect(world: &World, phone: &Phone<'_>, holder: &str, locked: bool) -> Collection {
    let mut work = world.server.store().begin().await.unwrap();
    let collected = approvals::collect(&world.server, &mut work, holder, phone.user, locked).await;
    work.commit().await.unwrap();
    collected.unwrap()
}

async fn standing(world: &World, holder: &str) -> approvals::Standing {
    let mut work = world.server.store().read().await.unwrap();
    let standing = approvals::standing(&world.server, &mut work, holder).await;
    standing.unwrap().unwrap()
}

async fn the_right_number_approves_and_is_collected_once(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (asked, digits) = ask(&world, phone.user, &holder).await;
    assert_eq!(asked.device_name.as_deref(), Some("Phone"));
    assert_eq!(
        collect(&world, &phone, &holder, false).await,
        Collection::Wait
    );
    let request = phone.open().await;
    assert_eq!(request.id, asked.id);
    let shows = standing(&world, &holder).await.digits.unwrap();
    assert_eq!(shows.as_str(), digits, "a page that is loaded again");

    let (status, body) = phone.answer(&request, Approve, &digits).await;
    assert_eq!((status, &body["state"]), (200, &"approved".into()));
    assert!(body["not_me"].is_null());
    let now = standing(&world, &holder).await;
    assert!(matches!(now.state, State::Approved(_)), "{now:?}");
    assert!(now.digits.is_none());

    let other = crate::phone::holder();
    assert_eq!(
        collect(&world, &phone, &other, false).await,
        Collection::Never
    );
    assert_eq!(
        collect(&world, &phone, &holder, false).await,
        Collection::Granted
    );
    assert_eq!(
        collect(&world, &phone, &holder, false).await,
        Collection::Never
    );
    assert_eq!(
        logged(&world, &request.id.to_string()).await,
        ["approval.asked", "approval.approved", "approval.collected"]
    );
}

async fn a_denial_needs_no_number_and_is_final(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    let (status, body) = phone.answer(&request, Deny, "").await;
    assert_eq!((status, &body["state"]), (200, &"denied".into()));
    let refused = phone.answer(&request, Approve, &digits).await;
    assert_eq!(word(&refused), (409, "approval_over"));
    assert_eq!(
        collect(&world, &phone, &holder, false).await,
        Collection::Never
    );
}

async fn the_third_wrong_number_denies(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    for left in [2, 1, 0] {
        let answer = phone.answer(&request, Approve, &other_than(&digits)).await;
        assert_eq!(word(&answer), (422, "wrong_number"));
        assert_eq!(answer.1["tries_left"], left);
        assert_eq!(standing(&world, &holder).await.tries_left, left);
    }
    assert_eq!(standing(&world, &holder).await.state, State::Denied);
    let late = phone.answer(&request, Approve, &digits).await;
    assert_eq!(word(&late), (409, "approval_over"));
    let logged = logged(&world, &request.id.to_string()).await;
    let wrong = logged
        .iter()
        .filter(|action| *action == "approval.wrong-number");
    assert_eq!(wrong.count(), 3);
}

async fn every_part_of_an_answer_is_signed(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let asked = phone.open().await;
    let text = |text: &str| Some(text.to_owned());
    let shown_otherwise: [ApprovalRequest; 14] = [
        ApprovalRequest {
            nonce: "A".repeat(43),
            ..asked.clone()
        },
        ApprovalRequest {
            issuer: "https://other.example".into(),
            ..asked.clone()
        },
        ApprovalRequest {
            user: protocol::UserId::from_bytes([7; 16]),
            ..asked.clone()
        },
        ApprovalRequest {
            device: protocol::DeviceId::from_bytes([7; 16]),
            ..asked.clone()
        },
        ApprovalRequest {
            app: text("Bank"),
            ..asked.clone()
        },
        ApprovalRequest {
            message: text("hello"),
            ..asked.clone()
        },
        ApprovalRequest {
            browser: None,
            ..asked.clone()
        },
        ApprovalRequest {
            os: text("Windows"),
            ..asked.clone()
        },
        ApprovalRequest {
            ip: text("127.0.0.1"),
            ..asked.clone()
        },
        ApprovalRequest {
            place: text("Home"),
            ..asked.clone()
        },
        ApprovalRequest {
            place_within_km: Some(1),
            ..asked.clone()
        },
        ApprovalRequest {
            same_address: !asked.same_address,
            ..asked.clone()
        },
        ApprovalRequest {
            created_at: asked.created_at - 1,
            ..asked.clone()
        },
        ApprovalRequest {
            expires_at: asked.expires_at + 1,
            ..asked.clone()
        },
    ];
    for shown in shown_otherwise {
        let answer = phone.sign(&shown, Approve, &digits);
        let refused = phone.give(&asked, &answer).await;
        assert_eq!(word(&refused), (403, "bad_signature"), "{shown:?}");
    }
    let good = phone.sign(&asked, Approve, &digits);
    let denied = phone.sign(&asked, Deny, "");
    let changed = [
        SignedAnswer {
            decision: Deny,
            ..good.clone()
        },
        SignedAnswer {
            decision: Approve,
            ..denied
        },
        SignedAnswer {
            digits: other_than(&digits),
            ..good.clone()
        },
        SignedAnswer {
            time: good.time + 1,
            ..good.clone()
        },
        SignedAnswer {
            key: "0".repeat(32),
            ..good.clone()
        },
        SignedAnswer {
            signature: String::new(),
            ..good.clone()
        },
    ];
    for answer in changed {
        let refused = phone.give(&asked, &answer).await;
        assert_eq!(word(&refused), (403, "bad_signature"), "{answer:?}");
    }
    let signature = BASE64URL_NOPAD.decode(good.signature.as_bytes()).unwrap();
    for bit in (0..signature.len() * 8).step_by(37) {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let answer = SignedAnswer {
            signature: BASE64URL_NOPAD.encode(&flipped),
            ..good.clone()
        };
        let refused = phone.give(&asked, &answer).await;
        assert_eq!(word(&refused), (403, "bad_signature"), "bit {bit}");
    }
    assert_eq!(phone.give(&asked, &good).await.0, 200, "no try was spent");
}

async fn an_answer_counts_once_and_for_its_request_alone(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let first = phone.open().await;
    let answer = phone.sign(&first, Approve, &digits);
    assert_eq!(phone.give(&first, &answer).await.0, 200);
    let again = phone.give(&first, &answer).await;
    assert_eq!(word(&again), (409, "approval_over"));

    ask(&world, phone.user, &holder()).await;
    let second = phone.open().await;
    assert_ne!((first.id, &first.nonce), (second.id, &second.nonce));
    let replayed = phone.give(&second, &answer).await;
    assert_eq!(word(&replayed), (403, "bad_signature"));
    let mut unknown = second.clone();
    unknown.id = protocol::ApprovalId::from_bytes(random());
    assert_eq!(phone.answer(&unknown, Deny, "").await.0, 404);
    let nonsense = serde_json::json!(phone.sign(&second, Deny, ""));
    assert_eq!(
        phone.call("POST", "/x/answer", Some(&nonsense)).await.0,
        404
    );
}

async fn answers_of_other_people_devices_and_servers_are_refused(world: World) {
    add(&world, "ben").await;
    let phone = Phone::enrolled(&world).await;
    let second = Phone::enrolled(&world).await;
    let stranger = Phone::enrolled_as(&world, "ben").await;
    let wanted = phone.call("GET", "/device", None).await.1["device"].clone();
    let wanted = wanted.as_str().unwrap().parse().unwrap();
    let to_first = approvals::Asking {
        device: Some(wanted),
        ..asking(phone.user, &holder())
    };
    let asked = try_ask(&world.server, to_first).await.unwrap();
    let digits = asked.digits.unwrap().as_str().to_owned();
    assert_eq!(asked.device, wanted);
    let request = phone.open().await;
    assert_eq!(
        second.call("GET", "", None).await.1["items"],
        serde_json::json!([])
    );

    // Another person: signed by their own key, and by the right one.
    for key in [&stranger.key, &phone.key] {
        let answer = request.answer(key, Approve, &digits, world.now());
        assert_eq!(stranger.give(&request, &answer).await.0, 404);
    }
    // Another device of the same person.
    for key in [&second.key, &phone.key] {
        let answer = request.answer(key, Approve, &digits, world.now());
        let refused = second.give(&request, &answer).await;
        assert_eq!(word(&refused), (403, "bad_signature"));
    }
    // A key that nobody enrolled, under the id of the right one.
    let unknown = ApprovalKey::from_bytes(&random());
    let answer = request.answer(&unknown, Approve, &digits, world.now());
    assert_eq!(
        word(&phone.give(&request, &answer).await),
        (403, "bad_signature")
    );
    // What was signed for another server with the same ids.
    let elsewhere = ApprovalRequest {
        issuer: "https://other.example".to_owned(),
        ..request.clone()
    };
    let answer = phone.sign(&elsewhere, Approve, &digits);
    assert_eq!(
        word(&phone.give(&request, &answer).await),
        (403, "bad_signature")
    );
    assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
}

async fn an_answer_after_the_time_is_up_changes_nothing(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    assert_eq!(request.expires_at, world.now() + 120);
    world.wait(120);
    let late = phone.answer(&request, Approve, &digits).await;
    assert_eq!(word(&late), (409, "approval_over"));
    let (_, list) = phone.call("GET", "", None).await;
    assert_eq!(list["items"], serde_json::json!([]));
    assert_eq!(standing(&world, &holder).await.state, State::Expired);
    assert_eq!(
        collect(&world, &phone, &holder, false).await,
        Collection::Never
    );
    ask(&world, phone.user, &holder).await;
}

async fn an_answer_of_another_time_changes_nothing(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    for time in [request.created_at - 31, world.now() + 31] {
        let answer = request.answer(&phone.key, Approve, &digits, time);
        let refused = phone.give(&request, &answer).await;
        assert_eq!(word(&refused), (403, "bad_time"));
    }
    let answer = request.answer(&phone.key, Approve, &digits, world.now() + 30);
    assert_eq!(phone.give(&request, &answer).await.0, 200);
}

async fn what_changed_since_the_answer_counts_when_it_is_collected(world: World) {
    use zeroize::Zeroizing;
    for name in ["left", "disabled", "changed", "locked"] {
        add(&world, name).await;
        let phone = Phone::enrolled_as(&world, name).await;
        let holder = holder();
        let (_, digits) = ask(&world, phone.user, &holder).await;
        let request = phone.open().await;
        assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
        world.wait(1);
        match name {
            "left" => assert_eq!(phone.call("DELETE", "/device", None).await.0, 204),
            "disabled" => drop(world.server.disable_user(name).await.unwrap()),
            "changed" => {
                let password = Zeroizing::new("another long enough password".to_owned());
                world.server.set_password(name, password).await.unwrap();
            }
            _ => {}
        }
        let collected = collect(&world, &phone, &holder, name == "locked").await;
        assert_eq!(collected, Collection::Never, "{name}");
    }
}

async fn an_approval_waits_a_minute_for_whoever_asked(world: World) {
    let phone = Phone::enrolled(&world).await;
    for (wait, expected) in [(59, Collection::Granted), (60, Collection::Never)] {
        let holder = holder();
        let (_, digits) = ask(&world, phone.user, &holder).await;
        let request = phone.open().await;
        assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
        world.wait(wait);
        assert_eq!(collect(&world, &phone, &holder, false).await, expected);
    }
}

async fn whoever_chooses_another_way_withdraws_the_request(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    for expected in [true, false] {
        let mut work = world.server.store().begin().await.unwrap();
        let gone = approvals::withdraw(&world.server, &mut work, &holder).await;
        work.commit().await.unwrap();
        assert_eq!(gone.unwrap(), expected);
    }
    let late = phone.answer(&request, Approve, &digits).await;
    assert_eq!(word(&late), (409, "approval_over"));
}

async fn the_log_holds_the_bytes_that_were_signed(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    let wrong = phone.sign(&request, Approve, &other_than(&digits));
    let right = phone.sign(&request, Approve, &digits);
    phone.give(&request, &wrong).await;
    phone.give(&request, &right).await;
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    for (action, answer) in [
        ("approval.wrong-number", &wrong),
        ("approval.approved", &right),
    ] {
        let row = rows.iter().find(|row| row.event.action == action).unwrap();
        let bytes = request.signed_bytes(Approve, &answer.digits, answer.time);
        let expected = format!(
            "signed={} signature={}",
            BASE64URL_NOPAD.encode(&bytes),
            answer.signature
        );
        assert_eq!(row.event.detail, expected);
        assert_eq!(row.event.device, request.device.to_string());
    }
    assert!(world.server.verify_audit().await.unwrap().is_ok());
}

async fn digits_that_cannot_fit_change_nothing(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    for (decision, digits) in [(Approve, "1234567"), (Deny, digits.as_str())] {
        let signed = request.signed_bytes(decision, digits, world.now());
        let answer = SignedAnswer {
            digits: digits.to_owned(),
            signature: phone.key.sign(&signed),
            ..phone.sign(&request, decision, digits)
        };
        let refused = phone.give(&request, &answer).await;
        assert_eq!(word(&refused), (400, "invalid_request"));
    }
    assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
}
