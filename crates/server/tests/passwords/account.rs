//! A signed-in person changes their password, and everybody else who was signed in as them goes.

use reqwest::{Response, StatusCode};

use crate::{
    FRESH,
    common::{Browser, PASSWORD, World, location, smtp::Sink},
    fill,
    mail::with_mail,
    on_both_databases, signs_in,
};

on_both_databases!(
    a_changed_password_ends_every_other_session,
    the_present_password_is_needed_and_may_not_be_guessed,
    earlier_passwords_do_not_come_back,
    an_operator_gives_a_password,
);

async fn change(browser: &mut Browser<'_>, current: &str, new: &str, again: &str) -> Response {
    let fields = [("current", current), ("password", new), ("again", again)];
    fill(browser, "/account/password", &fields).await
}

async fn a_changed_password_ends_every_other_session(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let (mut here, mut there) = (world.browser(), world.browser());
    here.sign_in("ana", PASSWORD).await;
    there.sign_in("ana", PASSWORD).await;
    let app = world.desktop().await;
    let before = here.cookies["countersign"].clone();

    let differ = change(&mut here, PASSWORD, FRESH, "velvet harbour onion compos").await;
    assert_eq!(differ.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(differ.text().await.unwrap().contains("are not the same"));
    let changed = change(&mut here, PASSWORD, FRESH, FRESH).await;
    assert_eq!(location(&changed), "/account/password/done");
    assert_eq!(here.get("/account").await.status(), StatusCode::OK);
    assert_eq!(there.get("/account").await.status(), StatusCode::SEE_OTHER);
    let refreshed = world.refresh(app.refresh()).await;
    assert_eq!(refreshed.status(), StatusCode::BAD_REQUEST);
    let mut thief = world.browser();
    thief.cookies.insert("countersign".to_owned(), before);
    assert_eq!(thief.get("/account").await.status(), StatusCode::SEE_OTHER);
    assert!(!signs_in(&world, "ana", PASSWORD).await);
    assert!(signs_in(&world, "ana", FRESH).await);
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.about("ana@example.org", "was changed").len(), 1);
}

async fn the_present_password_is_needed_and_may_not_be_guessed(world: World) {
    let signed_out = world.browser().get("/account/password").await;
    assert_eq!(
        location(&signed_out),
        "/sign-in?attempt=%2Faccount%2Fpassword"
    );
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    for _ in 0..5 {
        let wrong = change(&mut browser, "wrong password", FRESH, FRESH).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong
                .text()
                .await
                .unwrap()
                .contains("The password is not right")
        );
    }
    let refused = change(&mut browser, PASSWORD, FRESH, FRESH).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    world.wait(180);
    assert_eq!(
        location(&change(&mut browser, PASSWORD, FRESH, FRESH).await),
        "/account/password/done"
    );
}

async fn earlier_passwords_do_not_come_back(world: World) {
    let world = world
        .reconfigured(|config| config.passwords.history = 2)
        .await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let all = [
        PASSWORD,
        FRESH,
        "seventeen quiet lanterns drift",
        "copper meadow violin thursday",
    ];
    for pair in all.windows(2) {
        world.wait(1);
        let changed = change(&mut browser, pair[0], pair[1], pair[1]).await;
        assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    }
    let present = all[3];
    for known in [all[3], all[2], all[1]] {
        let refused = change(&mut browser, present, known, known).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{known}"
        );
        assert!(refused.text().await.unwrap().contains("have or had before"));
    }
    let forgotten = change(&mut browser, present, all[0], all[0]).await;
    assert_eq!(
        forgotten.status(),
        StatusCode::SEE_OTHER,
        "two are remembered"
    );
}

async fn an_operator_gives_a_password(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let weak = zeroize::Zeroizing::new("ana".to_owned());
    assert!(world.server.set_password("ana", weak).await.is_err());
    let fresh = zeroize::Zeroizing::new(FRESH.to_owned());
    let ended = world.server.set_password("ana", fresh).await.unwrap();
    assert_eq!(ended.sessions, 1);
    assert_eq!(
        browser.get("/account").await.status(),
        StatusCode::SEE_OTHER
    );
    assert!(signs_in(&world, "ana", FRESH).await);
}
