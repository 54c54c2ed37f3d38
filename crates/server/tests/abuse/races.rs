//! What changes while a password is being checked counts.

use authority::Moment;
use reqwest::{Response, StatusCode};
use zeroize::Zeroizing;

use crate::{
    FRESH, ana,
    common::{PASSWORD, World, hidden},
    on_both_databases,
};

on_both_databases!(
    a_password_that_is_replaced_while_it_is_checked_lets_nobody_in,
    nor_does_it_together_with_a_recovery_code,
    nobody_signs_in_who_is_disabled_meanwhile,
);

/// Lets `ana` sign in at `page` with a queue of passwords before hers, and does `change` once her
/// attempt was counted and before her password can have been looked at.
async fn meanwhile(
    world: &World,
    page: &str,
    fields: &[(&str, &str)],
    change: impl AsyncFnOnce(),
) -> Response {
    let user = ana(world).await;
    let subject = format!("user:{user}");
    let mut browser = world.browser();
    let html = browser.get(page).await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let mut all = vec![("csrf", csrf.as_str()), ("name", "ana")];
    all.extend(fields);
    for _ in 0..12 {
        let server = world.server.clone();
        let other = Zeroizing::new("somebody else's".to_owned());
        tokio::spawn(async move {
            let _ = server.passwords().hash(other, [7; 16]).await;
        });
    }
    while world.server.passwords().waiting() < 12 {
        tokio::task::yield_now().await;
    }
    let changed = async {
        loop {
            let mut work = world.server.store().read().await.unwrap();
            if work.guesses().get(&subject).await.unwrap().failures > 0 {
                break;
            }
            drop(work);
            tokio::task::yield_now().await;
        }
        change().await;
    };
    let (answer, ()) = tokio::join!(browser.post(page, &all), changed);
    answer
}

async fn replace(world: &World) {
    let user = ana(world).await;
    let fresh = Zeroizing::new(FRESH.to_owned());
    // As whoever changes it does, without waiting for a place in the queue.
    let stored = format!("replaced {}", fresh.len());
    let mut work = world.server.store().begin().await.unwrap();
    let now = Moment::from_unix(world.now());
    let replaced = work.passwords().replace(user, &stored, 5, now).await;
    replaced.unwrap();
    work.commit().await.unwrap();
}

async fn a_password_that_is_replaced_while_it_is_checked_lets_nobody_in(world: World) {
    let fields = [("attempt", ""), ("password", PASSWORD)];
    let answer = meanwhile(&world, "/sign-in", &fields, async || replace(&world).await).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

async fn nor_does_it_together_with_a_recovery_code(world: World) {
    let mut own = world.browser();
    own.sign_in("ana", PASSWORD).await;
    crate::with_factor(&mut own).await;
    let html = own.get("/enrol/recovery").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let codes = own.post("/enrol/recovery", &[("csrf", &csrf)]).await;
    let html = codes.text().await.unwrap();
    let code = html.split("<li><code>").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    let fields = [
        ("attempt", ""),
        ("password", PASSWORD),
        ("code", code.as_str()),
    ];
    let change = async || replace(&world).await;
    let answer = meanwhile(&world, "/sign-in/recover", &fields, change).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

async fn nobody_signs_in_who_is_disabled_meanwhile(world: World) {
    let fields = [("attempt", ""), ("password", PASSWORD)];
    let change = async || {
        world.server.disable_user("ana").await.unwrap();
    };
    let answer = meanwhile(&world, "/sign-in", &fields, change).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}
