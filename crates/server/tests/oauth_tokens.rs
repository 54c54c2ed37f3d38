//! Refresh families, grants and revocation over HTTP, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{DESKTOP_CALLBACK, PASSWORD, Tokens, VERIFIER, World, error_of};
use reqwest::StatusCode;
use serde_json::Value;
use server::clients::NewClient;

on_all_stores!(
    a_lost_answer_is_given_again_and_the_first_one_dies,
    a_replay_after_use_ends_the_family_and_is_logged,
    a_lost_answer_is_not_given_after_a_minute,
    a_restart_forgets_no_ancestry,
    eight_parallel_refreshes_leave_one_live_branch,
    a_code_used_twice_ends_what_it_produced,
    a_code_is_redeemed_once_however_many_try,
    a_code_runs_out_after_a_minute,
    a_code_needs_its_verifier_and_its_redirect,
    a_revoked_session_is_refused_at_once,
    revocation_takes_either_token_and_says_nothing,
    a_disabled_person_is_signed_out_everywhere,
    a_confidential_client_proves_itself,
    an_idle_family_ends_after_fourteen_days,
    a_narrower_scope_can_be_asked_for_and_never_a_wider_one,
);

const GONE: (u16, &str) = (400, "invalid_grant");

fn gone() -> (u16, String) {
    (GONE.0, GONE.1.to_owned())
}

async fn status(world: &World, token: &str) -> u16 {
    world.api("/api/v1/me", token).await.status().as_u16()
}

async fn actions(world: &World) -> Vec<String> {
    let mut work = world.server.store().read().await.unwrap();
    work.audit()
        .rows(1, 1000)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.event.action)
        .collect()
}

async fn a_lost_answer_is_given_again_and_the_first_one_dies(world: World) {
    let first = world.desktop().await;
    let lost = Tokens::from(world.refresh(first.refresh()).await).await;
    world.wait(60);
    let again = Tokens::from(world.refresh(first.refresh()).await).await;

    assert_eq!(
        status(&world, &lost.access).await,
        401,
        "the lost answer's access token is refused"
    );
    assert_eq!(status(&world, &again.access).await, 200);
    let next = Tokens::from(world.refresh(again.refresh()).await).await;
    assert_eq!(
        error_of(world.refresh(lost.refresh()).await).await,
        gone(),
        "a replaced token is misuse"
    );
    assert_eq!(
        error_of(world.refresh(next.refresh()).await).await,
        gone(),
        "and ends the family"
    );
}

async fn a_replay_after_use_ends_the_family_and_is_logged(world: World) {
    let first = world.desktop().await;
    let second = Tokens::from(world.refresh(first.refresh()).await).await;
    assert_eq!(status(&world, &second.access).await, 200);

    assert_eq!(error_of(world.refresh(first.refresh()).await).await, gone());
    assert_eq!(
        error_of(world.refresh(second.refresh()).await).await,
        gone()
    );
    assert_eq!(status(&world, &second.access).await, 401);
    assert!(actions(&world).await.contains(&"family.revoked".to_owned()));
    assert!(matches!(world.server.verify_audit().await.unwrap(), Ok(rows) if rows > 0));
}

async fn a_lost_answer_is_not_given_after_a_minute(world: World) {
    let first = world.desktop().await;
    let second = Tokens::from(world.refresh(first.refresh()).await).await;
    world.wait(61);
    assert_eq!(error_of(world.refresh(first.refresh()).await).await, gone());
    assert_eq!(
        error_of(world.refresh(second.refresh()).await).await,
        gone()
    );
}

async fn a_restart_forgets_no_ancestry(world: World) {
    let first = world.desktop().await;
    let second = Tokens::from(world.refresh(first.refresh()).await).await;
    let third = Tokens::from(world.refresh(second.refresh()).await).await;
    let world = world.restarted().await;
    assert_eq!(
        error_of(world.refresh(first.refresh()).await).await,
        gone(),
        "a grandparent is a replay"
    );
    let world = world.restarted().await;
    assert_eq!(error_of(world.refresh(third.refresh()).await).await, gone());
}

async fn eight_parallel_refreshes_leave_one_live_branch(world: World) {
    let first = world.desktop().await;
    let tries = (0..8).map(|_| world.refresh(first.refresh()));
    let answers = futures_all(tries).await;
    let mut branches = Vec::new();
    for answer in answers {
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "nobody used a child, so each is a lost answer"
        );
        branches.push(Tokens::from(answer).await);
    }
    let mut live = 0;
    for branch in &branches {
        live += usize::from(status(&world, &branch.access).await == 200);
    }
    assert_eq!(live, 1);
}

/// Runs all at once and waits for every answer.
async fn futures_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(Box::pin).map(Some).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(move |cx| {
        for (future, slot) in waiting.iter_mut().zip(&mut done) {
            if let Some(running) = future
                && let std::task::Poll::Ready(output) = running.as_mut().poll(cx)
            {
                *slot = Some(output);
                *future = None;
            }
        }
        if waiting.iter().all(Option::is_none) {
            std::task::Poll::Ready(done.iter_mut().map(|slot| slot.take().unwrap()).collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

async fn a_code_used_twice_ends_what_it_produced(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    world.wait(30);
    assert_eq!(error_of(world.redeem(&code).await).await, gone());
    assert_eq!(status(&world, &tokens.access).await, 401);
    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        gone()
    );
}

async fn a_code_is_redeemed_once_however_many_try(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let answers = futures_all((0..6).map(|_| world.redeem(&code))).await;
    let good = answers
        .iter()
        .filter(|answer| answer.status() == StatusCode::OK)
        .count();
    assert_eq!(good, 1);
    for answer in answers {
        if answer.status() == StatusCode::OK {
            let tokens = Tokens::from(answer).await;
            assert_eq!(
                status(&world, &tokens.access).await,
                401,
                "the reuse ended it"
            );
        }
    }
}

async fn a_code_runs_out_after_a_minute(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    world.wait(60);
    assert_eq!(error_of(world.redeem(&code).await).await, gone());
}

async fn a_code_needs_its_verifier_and_its_redirect(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let other_port = "http://127.0.0.1:49153/callback/countersign";
    let wrong_verifier = "x".repeat(43);
    for (redirect, verifier, expected) in [
        (other_port, VERIFIER, "invalid_grant"),
        (DESKTOP_CALLBACK, wrong_verifier.as_str(), "invalid_grant"),
        (DESKTOP_CALLBACK, "", "invalid_request"),
        ("", VERIFIER, "invalid_request"),
    ] {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "countersign-desktop"),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
            ("code", code.as_str()),
        ];
        let answer = error_of(world.post_form("/oauth/token", &fields).await).await;
        assert_eq!(answer, (400, expected.to_owned()), "{redirect} {verifier}");
    }
    Tokens::from(world.redeem(&code).await).await;
}

async fn a_revoked_session_is_refused_at_once(world: World) {
    let (mine, other) = (world.desktop().await, world.desktop().await);
    let me: Value = world
        .api("/api/v1/me", &other.access)
        .await
        .json()
        .await
        .unwrap();
    let id = me["session"].as_str().unwrap();

    world.wait(5);
    let address = format!("{}/api/v1/sessions/{id}", world.base);
    let end = || world.http.delete(&address).bearer_auth(&mine.access).send();
    let ended: Value = end().await.unwrap().json().await.unwrap();
    let expected = serde_json::json!({"ended": {
        "sessions": 1, "refresh_families": 1, "access_tokens_until": world.now() - 5 + 600,
    }});
    assert_eq!(ended, expected);
    assert_eq!(error_of(world.refresh(other.refresh()).await).await, gone());
    assert_eq!(status(&world, &other.access).await, 401);
    assert_eq!(status(&world, &mine.access).await, 200);
    assert_eq!(
        end().await.unwrap().status(),
        StatusCode::NOT_FOUND,
        "it has ended"
    );

    let others = format!("{}/api/v1/sessions/end-others", world.base);
    let ended: Value = world
        .http
        .post(others)
        .bearer_auth(&mine.access)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(ended["ended"]["sessions"], 2, "both browsers");
    assert_eq!(
        ended["ended"]["access_tokens_until"],
        Value::Null,
        "browsers hold no tokens"
    );
    Tokens::from(world.refresh(mine.refresh()).await).await;
}

async fn revocation_takes_either_token_and_says_nothing(world: World) {
    for hint in ["access_token", "refresh_token"] {
        let tokens = world.desktop().await;
        let token = if hint == "access_token" {
            tokens.refresh()
        } else {
            &tokens.access
        };
        let client = ("client_id", "countersign-desktop");
        let fields = [client, ("token", token), ("token_type_hint", hint)];
        let answer = world.post_form("/oauth/revoke", &fields).await;
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "a wrong hint hides nothing"
        );
        assert_eq!(
            error_of(world.refresh(tokens.refresh()).await).await,
            gone()
        );
        assert_eq!(status(&world, &tokens.access).await, 401);
        let unknown = world
            .post_form("/oauth/revoke", &[client, ("token", "never issued")])
            .await;
        assert_eq!(unknown.status(), StatusCode::OK);
    }
    let (other, _) = world
        .client(NewClient {
            name: "Other".into(),
            redirect_uris: vec!["https://o.example/cb".into()],
            ..NewClient::default()
        })
        .await;
    let tokens = world.desktop().await;
    world
        .post_form(
            "/oauth/revoke",
            &[("client_id", &other), ("token", tokens.refresh())],
        )
        .await;
    Tokens::from(world.refresh(tokens.refresh()).await).await;
}

async fn a_disabled_person_is_signed_out_everywhere(world: World) {
    let tokens = world.desktop().await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let ended = world.server.disable_user("ANA").await.unwrap();
    assert_eq!((ended.sessions, ended.refresh_families), (3, 1));
    assert_eq!(status(&world, &tokens.access).await, 401);
    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        gone()
    );
    assert_eq!(
        browser.get("/account").await.status(),
        StatusCode::SEE_OTHER
    );
    let answer = world
        .browser()
        .try_sign_in("/sign-in", "ana", PASSWORD)
        .await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

async fn a_confidential_client_proves_itself(world: World) {
    let callback = "https://wiki.example/cb";
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![callback.into()],
        confidential: true,
        first_party: true,
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    let secret = secret.unwrap();
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let request = common::with(
        common::desktop_request(),
        &[("client_id", ""), ("redirect_uri", "")],
    );
    let mut request = request;
    request.push(("client_id", id.clone()));
    request.push(("redirect_uri", callback.into()));
    let code = browser.authorize(&request).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
    ];
    let address = format!("{}/oauth/token", world.base);
    let wrong = world
        .http
        .post(&address)
        .basic_auth(&id, Some("wrong"))
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert!(
        wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Basic")
    );
    assert_eq!(error_of(wrong).await, (401, "invalid_client".into()));
    let none = [&fields[..], &[("client_id", id.as_str())]].concat();
    assert_eq!(
        error_of(world.post_form("/oauth/token", &none).await).await,
        (401, "invalid_client".into())
    );
    let both = [&none[..], &[("client_secret", secret.as_str())]].concat();
    let twice = world
        .http
        .post(&address)
        .basic_auth(&id, Some(&secret))
        .form(&both)
        .send()
        .await
        .unwrap();
    assert_eq!(error_of(twice).await, (400, "invalid_request".into()));

    let tokens = Tokens::from(
        world
            .http
            .post(&address)
            .basic_auth(&id, Some(&secret))
            .form(&fields)
            .send()
            .await
            .unwrap(),
    )
    .await;
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("refresh_token", tokens.refresh()),
    ];
    Tokens::from(world.post_form("/oauth/token", &refresh).await).await;
}

async fn an_idle_family_ends_after_fourteen_days(world: World) {
    let mut tokens = world.desktop().await;
    assert_eq!(tokens.body["refresh_expires_in"], 14 * 86_400);
    for _ in 0..6 {
        world.wait(14 * 86_400 - 1);
        tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;
    }
    assert_eq!(tokens.body["refresh_expires_in"], 6 * 86_400 + 6);
    world.wait(6 * 86_400 + 6);
    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        gone(),
        "ninety days are the end"
    );

    let idle = world.desktop().await;
    world.wait(14 * 86_400);
    assert_eq!(error_of(world.refresh(idle.refresh()).await).await, gone());
}

async fn a_narrower_scope_can_be_asked_for_and_never_a_wider_one(world: World) {
    let tokens = world.desktop().await;
    let ask = |token: String, scope: &'static str| {
        let world = &world;
        async move {
            let fields = [
                ("grant_type", "refresh_token"),
                ("client_id", "countersign-desktop"),
                ("refresh_token", &token),
                ("scope", scope),
            ];
            world.post_form("/oauth/token", &fields).await
        }
    };
    let wider = error_of(ask(tokens.refresh().to_owned(), "openid admin").await).await;
    assert_eq!(wider, (400, "invalid_scope".into()));
    let narrow = Tokens::from(ask(tokens.refresh().to_owned(), "openid profile").await).await;
    assert_eq!(narrow.body["scope"], "openid profile");
    assert_eq!(status(&world, &narrow.access).await, 200);
    let refused = world.api("/api/v1/sessions", &narrow.access).await;
    assert_eq!(error_of(refused).await, (403, "insufficient_scope".into()));
    let wide = Tokens::from(world.refresh(narrow.refresh()).await).await;
    assert_eq!(
        world.api("/api/v1/sessions", &wide.access).await.status(),
        StatusCode::OK
    );
}
