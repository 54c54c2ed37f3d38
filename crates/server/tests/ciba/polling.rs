//! What becomes of a request.

use protocol::{ApprovalDecision, ApprovalPurpose};
use server::clients::NewClient;

use crate::{
    common::{World, claims, waiting::lock_out},
    device::{another, with_device},
    on_both_databases,
    people::{column, execute},
    till::{Till, new, number},
};

on_both_databases!(
    a_yes_is_worth_tokens_once,
    a_no_is_told,
    three_wrong_numbers_are_a_no,
    whoever_asks_too_early_is_slowed_down,
    nobody_else_collects,
    a_request_runs_out,
    a_yes_runs_out,
    a_request_survives_a_restart,
    a_yes_of_somebody_locked_out_is_given_up_and_said_once,
    whoever_wants_to_be_told_hears_that_time_ran_out,
);

async fn a_yes_is_worth_tokens_once(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    assert_eq!(
        (&asked["expires_in"], &asked["interval"]),
        (&120.into(), &5.into())
    );
    assert_eq!(till.refused(&world, &asked).await, "authorization_pending");
    let shown = device.asked(&world).await;
    assert_eq!(shown.purpose, ApprovalPurpose::Backchannel);
    assert_eq!(shown.app.as_deref(), Some("Till"));
    device.approve(&world, number(&asked)).await;
    world.wait(5);
    let (status, tokens) = till.poll(&world, &asked).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["scope"], "openid profile");
    let id = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (&id["aud"], &id["acr"]),
        (&till.id.as_str().into(), &"aal2".into())
    );
    assert_eq!(id["amr"], serde_json::json!(["mfa", "swk", "user"]));
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(world.api("/oauth/userinfo", access).await.status(), 200);
    // Two parties know it, so neither keeps what it was worth.
    assert_eq!(till.refused(&world, &asked).await, "invalid_grant");
    assert_eq!(world.api("/oauth/userinfo", access).await.status(), 401);
}

async fn a_no_is_told(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    device.deny(&world).await;
    assert_eq!(till.refused(&world, &asked).await, "access_denied");
}

async fn three_wrong_numbers_are_a_no(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    let wrong = another(number(&asked));
    for _ in 0..3 {
        device
            .answer(&world, ApprovalDecision::Approve, &wrong)
            .await;
    }
    assert_eq!(till.refused(&world, &asked).await, "access_denied");
}

async fn whoever_asks_too_early_is_slowed_down(world: World) {
    let (_ana, _, _device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    assert_eq!(till.refused(&world, &asked).await, "authorization_pending");
    assert_eq!(till.refused(&world, &asked).await, "slow_down");
    world.wait(6);
    assert_eq!(
        till.refused(&world, &asked).await,
        "slow_down",
        "ten seconds by now"
    );
    world.wait(15);
    assert_eq!(till.refused(&world, &asked).await, "authorization_pending");
}

async fn nobody_else_collects(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let other = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    device.approve(&world, number(&asked)).await;
    assert_eq!(other.refused(&world, &asked).await, "invalid_grant");
    assert_eq!(till.poll(&world, &asked).await.0, 200);
}

async fn a_request_runs_out(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let fields = [
        ("scope", "openid"),
        ("login_hint", "ana"),
        ("requested_expiry", "30"),
    ];
    let asked: serde_json::Value = till.ask(&world, &fields).await.json().await.unwrap();
    assert_eq!(asked["expires_in"], 30, "{asked}");
    world.wait(30);
    assert!(device.open(&world).await.is_empty());
    assert_eq!(till.refused(&world, &asked).await, "expired_token");
}

async fn a_yes_runs_out(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    device.approve(&world, number(&asked)).await;
    world.wait(60);
    assert_eq!(till.refused(&world, &asked).await, "expired_token");
}

async fn a_request_survives_a_restart(world: World) {
    let till = Till::add(&world, new()).await;
    let asked = {
        let (_ana, _, device) = with_device(&world).await;
        let asked = till.asked(&world).await;
        device.approve(&world, number(&asked)).await;
        asked
    };
    let world = world.restarted().await;
    assert_eq!(till.poll(&world, &asked).await.0, 200);
}

async fn a_yes_of_somebody_locked_out_is_given_up_and_said_once(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    let asked = till.asked(&world).await;
    device.approve(&world, number(&asked)).await;
    lock_out(&world).await;
    assert_eq!(till.refused(&world, &asked).await, "expired_token");
    execute(&world, "DELETE FROM guesses").await;
    for _ in 0..3 {
        assert_eq!(till.refused(&world, &asked).await, "expired_token");
    }
    let said = "SELECT reasons FROM audit WHERE action = 'approval.collected'";
    assert_eq!(column(&world, said).await, ["too many attempts failed"]);
}

async fn whoever_wants_to_be_told_hears_that_time_ran_out(world: World) {
    let (_ana, _, _device) = with_device(&world).await;
    let told = NewClient {
        backchannel_notification: Some("https://till.example/told".to_owned()),
        ..new()
    };
    let till = Till::add(&world, told).await;
    let token = "a-token-that-nobody-could-guess";
    let fields = [
        ("scope", "openid"),
        ("login_hint", "ana"),
        ("client_notification_token", token),
    ];
    let asked = till.ask(&world, &fields).await;
    assert_eq!(asked.status(), 200, "{}", asked.text().await.unwrap());
    assert_eq!(world.server.send_pings().await.unwrap(), 0);
    world.wait(120);
    assert_eq!(world.server.send_pings().await.unwrap(), 1);
}
