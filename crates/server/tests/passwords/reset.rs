//! The way to a new password by mail, and what a stranger learns of it: nothing.

use reqwest::{Response, StatusCode, header};

use crate::{
    FRESH, code_of, column,
    common::{Browser, PASSWORD, Tokens, World, hidden, location, smtp::Sink},
    fill,
    mail::with_mail,
    on_both_databases, path_of, signs_in,
};

on_both_databases!(
    a_forgotten_password_is_replaced_by_a_link,
    a_stranger_sees_the_same_whoever_they_ask_for,
    of_two_who_use_a_link_at_once_one_wins,
    a_link_counts_for_a_quarter_of_an_hour_and_a_made_up_one_never,
    a_person_is_sent_three_links_an_hour_and_a_name_may_be_asked_for_five_times,
    whoever_may_not_sign_in_is_sent_no_link,
    the_database_holds_no_link,
    a_link_of_the_operator_works_without_mail,
);

const ANA: &str = "ana@example.org";

async fn ask(browser: &mut Browser<'_>, who: &str) -> Response {
    fill(browser, "/reset", &[("name", who)]).await
}

/// Asks for a link and reads it out of the latest mail.
async fn link(world: &World, sink: &Sink, who: &str) -> String {
    let asked = ask(&mut world.browser(), who).await;
    assert_eq!(location(&asked), "/reset/sent");
    world.server.carry_mail().await.unwrap();
    let letters = sink.about(ANA, "A new password");
    letters.last().unwrap().link()
}

async fn choose(browser: &mut Browser<'_>, page: &str, password: &str) -> Response {
    let html = browser.get(page).await.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "code"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("code", &code),
        ("password", password),
        ("again", password),
    ];
    browser.post("/reset/new", &fields).await
}

async fn a_forgotten_password_is_replaced_by_a_link(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let mut elsewhere = world.browser();
    elsewhere.sign_in("ana", PASSWORD).await;
    let app = world.desktop().await;

    let link = link(&world, &sink, "ana").await;
    let page = path_of(&world, &link);
    let mut browser = world.browser();
    let weak = choose(&mut browser, page, "anas password").await;
    assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = weak.text().await.unwrap();
    assert!(html.contains("easy to guess"), "{html}");
    let known = choose(&mut browser, page, PASSWORD).await;
    assert!(known.text().await.unwrap().contains("have or had before"));

    let changed = choose(&mut browser, page, FRESH).await;
    assert_eq!(location(&changed), "/reset/done");
    let done = browser.get("/reset/done").await.text().await.unwrap();
    assert!(done.contains("Your password is changed"), "{done}");
    assert!(!signs_in(&world, "ana", PASSWORD).await);
    assert!(signs_in(&world, "ana", FRESH).await);
    assert_eq!(
        elsewhere.get("/account").await.status(),
        StatusCode::SEE_OTHER
    );
    let refreshed = world.refresh(app.refresh()).await;
    assert_eq!(refreshed.status(), StatusCode::BAD_REQUEST);
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.about(ANA, "was changed").len(), 1);

    let again = browser.get(page).await;
    assert_eq!(again.status(), StatusCode::GONE);
    assert!(again.text().await.unwrap().contains("used before"));
    let user = &world.server.list_users().await.unwrap()[0];
    assert!(
        user.email_verified_at.is_some(),
        "whoever opened it reads that mail"
    );
    world.server.verify_audit().await.unwrap().unwrap();
}

/// What anybody can see of an answer, less what chance makes differ every time.
async fn shape(answer: Response, typed: &str) -> (u16, Vec<String>, usize, String) {
    let status = answer.status().as_u16();
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        // What is left of the limit of an address falls with every request, whoever it is about.
        .filter(|(name, _)| *name != header::DATE && *name != "ratelimit")
        .map(|(name, value)| match name {
            &header::SET_COOKIE => format!("{name}: {} bytes", value.len()),
            _ => format!("{name}: {}", value.to_str().unwrap()),
        })
        .collect();
    headers.sort();
    let body = answer.text().await.unwrap();
    let size = body.len();
    let csrf = if body.contains("name=\"csrf\"") {
        hidden(&body, "csrf")
    } else {
        "-".to_owned()
    };
    (
        status,
        headers,
        size,
        body.replace(&csrf, "").replace(typed, ""),
    )
}

async fn a_stranger_sees_the_same_whoever_they_ask_for(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let mut resets = Vec::new();
    let mut sign_ins = Vec::new();
    for who in ["ana", "eve", "ana@example.org", "eve@example.org"] {
        let mut browser = world.browser();
        let asked = ask(&mut browser, who).await;
        let sent = browser.get("/reset/sent").await;
        resets.push((shape(asked, who).await, shape(sent, who).await));
        if !who.contains('@') {
            let tried = browser.try_sign_in("/sign-in", who, "wrong password").await;
            sign_ins.push(shape(tried, who).await);
        }
    }
    assert_eq!(resets[0].0.0, 303);
    for other in &resets {
        assert_eq!(other, &resets[0]);
    }
    assert_eq!(sign_ins[0].0, 401);
    assert_eq!(sign_ins[0], sign_ins[1]);

    // What differs happens when all answers are given.
    assert_eq!(sink.letters().len(), 0);
    assert_eq!(
        column(&world, "SELECT digest FROM mail_links WHERE kind = 'reset'")
            .await
            .len(),
        0
    );
    let kinds = column(&world, "SELECT kind FROM mails").await;
    assert_eq!(kinds, ["reset-asked"; 4]);
    world.server.carry_mail().await.unwrap();
    let mut to: Vec<_> = sink
        .letters()
        .into_iter()
        .flat_map(|letter| letter.to)
        .collect();
    to.dedup();
    assert_eq!(to, [ANA]);
    assert_eq!(sink.letters().len(), 2);
}

async fn of_two_who_use_a_link_at_once_one_wins(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let link = link(&world, &sink, "ana").await;
    let page = path_of(&world, &link);
    let (mut one, mut two) = (world.browser(), world.browser());
    let other = "seventeen quiet lanterns drift";
    let (first, second) =
        tokio::join!(choose(&mut one, page, FRESH), choose(&mut two, page, other));
    let mut statuses = [first.status(), second.status()];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
    let (mine, theirs) = (
        signs_in(&world, "ana", FRESH).await,
        signs_in(&world, "ana", other).await,
    );
    assert_eq!(mine, first.status() == StatusCode::SEE_OTHER);
    assert_eq!(theirs, !mine);
}

async fn a_link_counts_for_a_quarter_of_an_hour_and_a_made_up_one_never(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let link = link(&world, &sink, "ana").await;
    let page = path_of(&world, &link);
    let mut browser = world.browser();
    world.wait(899);
    for _ in 0..2 {
        assert_eq!(
            browser.get(page).await.status(),
            StatusCode::OK,
            "looking uses nothing up"
        );
    }
    let csrf = browser.field(page, "csrf").await;
    world.wait(1);
    let late = [
        ("csrf", csrf.as_str()),
        ("code", code_of(&link)),
        ("password", FRESH),
        ("again", FRESH),
    ];
    for answer in [
        browser.get(page).await,
        browser.post("/reset/new", &late).await,
    ] {
        assert_eq!(answer.status(), StatusCode::GONE);
        assert!(answer.text().await.unwrap().contains("too old"));
    }
    for made_up in [
        "/reset/new",
        "/reset/new?code=",
        "/reset/new?code=x",
        "/verify?code=x",
    ] {
        assert_eq!(
            browser.get(made_up).await.status(),
            StatusCode::NOT_FOUND,
            "{made_up}"
        );
    }
    assert!(signs_in(&world, "ana", PASSWORD).await);
}

async fn a_person_is_sent_three_links_an_hour_and_a_name_may_be_asked_for_five_times(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    for who in ["ana", "eve"] {
        for _ in 0..5 {
            let asked = ask(&mut world.browser(), who).await;
            assert_eq!(location(&asked), "/reset/sent");
        }
        let refused = ask(&mut world.browser(), who).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{who}");
        assert_eq!(refused.headers()[header::RETRY_AFTER], "180");
    }
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.letters().len(), 3);
    world.wait(3600);
    let asked = ask(&mut world.browser(), "Ana@Example.org").await;
    assert_eq!(location(&asked), "/reset/sent");
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.letters().len(), 4);
}

async fn whoever_may_not_sign_in_is_sent_no_link(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let held = link(&world, &sink, "ana").await;
    world.server.disable_user("ana").await.unwrap();
    ask(&mut world.browser(), "ana").await;
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.letters().len(), 1);
    let answer = world.browser().get(path_of(&world, &held)).await;
    assert_eq!(
        answer.status(),
        StatusCode::GONE,
        "nor may they use one from before"
    );
}

async fn the_database_holds_no_link(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let link = link(&world, &sink, "ana").await;
    let code = code_of(&link);
    assert_eq!(code.len(), 43);
    for table in [
        "SELECT digest FROM mail_links",
        "SELECT detail FROM audit",
        "SELECT subject FROM audit",
        "SELECT reasons FROM audit",
    ] {
        let values = column(&world, table).await;
        assert!(!values.is_empty());
        assert!(!values.iter().any(|value| value.contains(code)), "{table}");
    }
    assert!(column(&world, "SELECT sealed FROM mails").await.is_empty());
}

async fn a_link_of_the_operator_works_without_mail(world: World) {
    let link = world.server.reset_link("Ana").await.unwrap();
    let page = path_of(&world, &link);
    let changed = choose(&mut world.browser(), page, FRESH).await;
    assert_eq!(location(&changed), "/reset/done");
    assert!(signs_in(&world, "ana", FRESH).await);
    let user = &world.server.list_users().await.unwrap()[0];
    assert!(user.email_verified_at.is_none(), "nobody read mail for it");
}

#[tokio::test]
async fn a_new_password_lets_a_person_in_who_failed_too_often() {
    let sink = Sink::start().await;
    let world = with_mail(World::sqlite().await, &sink).await;
    for _ in 0..6 {
        world
            .browser()
            .try_sign_in("/sign-in", "ana", "wrong password")
            .await;
    }
    assert!(!signs_in(&world, "ana", PASSWORD).await);
    let link = link(&world, &sink, "ana").await;
    choose(&mut world.browser(), path_of(&world, &link), FRESH).await;
    assert!(signs_in(&world, "ana", FRESH).await);
    let tokens: Tokens = {
        let mut browser = world.browser();
        browser.sign_in("ana", FRESH).await;
        let code = world.desktop_code(&mut browser).await;
        Tokens::from(world.redeem(&code).await).await
    };
    assert!(tokens.refresh.is_some());
}

#[tokio::test]
async fn where_no_mail_can_be_sent_nobody_is_promised_any() {
    let world = World::sqlite()
        .await
        .known_as("https://id.example.org")
        .await;
    let mut browser = world.browser();
    let sign_in = browser.get("/sign-in").await.text().await.unwrap();
    assert!(!sign_in.contains("/reset"), "{sign_in}");
    let answer = browser.get("/reset").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(answer.text().await.unwrap().contains("sends no mail"));
}

#[tokio::test]
async fn a_form_from_elsewhere_resets_nothing() {
    let sink = Sink::start().await;
    let world = with_mail(World::sqlite().await, &sink).await;
    let link = link(&world, &sink, "ana").await;
    let mut browser = world.browser();
    let csrf = browser.field("/reset", "csrf").await;
    let evil = Some("https://evil.example");
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "ana"),
        ("code", code_of(&link)),
        ("password", FRESH),
        ("again", FRESH),
    ];
    for path in [
        "/reset",
        "/reset/new",
        "/verify",
        "/account/password",
        "/account/email",
    ] {
        let answer = browser.post_from(path, &fields, evil).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert!(signs_in(&world, "ana", PASSWORD).await);
}
