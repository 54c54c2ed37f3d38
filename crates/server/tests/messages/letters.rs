//! Codes by mail.

use authority::{Moment, factor::Kind};
use reqwest::StatusCode;

use crate::{
    common::{Browser, PASSWORD, World, location, smtp::Sink},
    on_both_databases,
    people::{answer, column, is_inside, post, send, waiting, with_mail},
};

on_both_databases!(
    codes_by_mail_go_to_an_address_that_is_confirmed,
    a_code_by_mail_finishes_a_sign_in,
    codes_follow_their_owner_to_another_address,
    codes_by_mail_are_the_operators_choice,
);

const ANA: &str = "ana@example.org";

/// A world that sends mail, and codes by mail.
async fn with_letters(world: World) -> (World, Sink) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let world = world
        .reconfigured(|config| config.factors.methods = vec![Kind::Totp, Kind::Mail])
        .await;
    (world, sink)
}

/// Ana's address is this one, and known to be.
async fn confirm(world: &World, email: &str) {
    let mut work = world.server.store().begin().await.unwrap();
    let (user, _) = work.users().by_name("ana").await.unwrap().unwrap();
    let now = Moment::from_unix(world.now());
    work.users().set_email(user.id, email, now).await.unwrap();
    work.commit().await.unwrap();
}

/// The code of the latest mail to `to`.
async fn code(world: &World, sink: &Sink, to: &str) -> String {
    world.server.carry_mail().await.unwrap();
    let letter = sink.about(to, "Your code").pop().expect("a mail");
    let text = letter.text();
    let alone = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    text.lines().find(alone).expect("a code").to_owned()
}

/// Ana in a browser of hers, with codes by mail since a minute.
async fn ana<'a>(world: &'a World, sink: &Sink) -> Browser<'a> {
    confirm(world, ANA).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let sent = post(&mut browser, "/enrol/mail", &[("send", "1")]).await;
    assert_eq!(location(&sent), "/enrol/mail");
    let code = code(world, sink, ANA).await;
    let done = post(&mut browser, "/enrol/mail", &[("code", &code)]).await;
    assert_eq!(location(&done), "/enrol/recovery");
    world.wait(60);
    browser
}

async fn codes_by_mail_go_to_an_address_that_is_confirmed(world: World) {
    let (world, sink) = with_letters(world).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(location(&browser.get("/enrol/mail").await), "/enrol");
    let ways = browser.get("/enrol").await.text().await.unwrap();
    assert!(!ways.contains("/enrol/mail"), "{ways}");
    confirm(&world, ANA).await;
    let ways = browser.get("/enrol").await.text().await.unwrap();
    assert!(ways.contains("/enrol/mail"), "{ways}");
    // Whatever else is sent along, it goes to her own address.
    let fields = [
        ("send", "1"),
        ("number", "eve@example.org"),
        ("email", "eve@example.org"),
    ];
    let sent = post(&mut browser, "/enrol/mail", &fields).await;
    assert_eq!(location(&sent), "/enrol/mail");
    code(&world, &sink, ANA).await;
    assert!(sink.letters().iter().all(|letter| letter.to == [ANA]));
    // An address that is no longer hers proves nothing.
    let code = code(&world, &sink, ANA).await;
    confirm(&world, "new@example.org").await;
    let refused = post(&mut browser, "/enrol/mail", &[("code", &code)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 0);
}

async fn a_code_by_mail_finishes_a_sign_in(world: World) {
    let (world, sink) = with_letters(world).await;
    ana(&world, &sink).await;
    let mut browser = waiting(&world).await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(html.contains("We send a code to a…@example.org"), "{html}");
    let sent = send(&mut browser, "/sign-in/factor", "mail").await;
    assert_eq!(location(&sent), "/sign-in/factor?with=mail");
    let code = code(&world, &sink, ANA).await;
    let done = answer(&mut browser, "mail", &code).await;
    assert_eq!(location(&done), "/account");
    assert!(is_inside(&mut browser).await);
    let how = column(&world, "SELECT amr FROM sessions WHERE aal = 2").await;
    assert_eq!(how, ["mca mfa otp pwd", "mca mfa otp pwd"]);
    let digests = column(
        &world,
        "SELECT digest FROM challenges WHERE digest IS NOT NULL",
    )
    .await;
    assert_eq!(digests, Vec::<String>::new(), "it is used up");
}

async fn codes_follow_their_owner_to_another_address(world: World) {
    let (world, sink) = with_letters(world).await;
    ana(&world, &sink).await;
    let mut browser = waiting(&world).await;
    send(&mut browser, "/sign-in/factor", "mail").await;
    let old = code(&world, &sink, ANA).await;
    confirm(&world, "new@example.org").await;
    let refused = answer(&mut browser, "mail", &old).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    world.wait(30);
    send(&mut browser, "/sign-in/factor", "mail").await;
    let code = code(&world, &sink, "new@example.org").await;
    let done = answer(&mut browser, "mail", &code).await;
    assert_eq!(location(&done), "/account");
}

async fn codes_by_mail_are_the_operators_choice(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    confirm(&world, ANA).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(location(&browser.get("/enrol/mail").await), "/enrol");
    assert_eq!(location(&browser.get("/enrol/sms").await), "/enrol");
}
