//! The pages and mails in the language of whoever reads them, and the keys on the account page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{
    Browser, PASSWORD, World, authorize_path, desktop_request, hidden, location, smtp::Sink, with,
};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use server::{
    clients::NewClient,
    config::{self, Secret, Tls},
};

on_both_databases!(
    the_browsers_language_is_answered_in,
    a_choice_on_the_page_is_kept_and_counts_most,
    a_client_asks_for_a_language,
    names_of_others_stay_text_in_every_language,
    a_mail_is_in_the_language_of_the_request,
    keys_are_made_replaced_and_revoked_on_the_account_page,
    making_a_key_on_the_page_wants_a_fresh_proof_and_offers_no_more_than_the_person_has,
);

async fn asked(world: &World, path: &str, accepted: &str, cookie: &str) -> Response {
    let request = world.http.get(format!("{}{path}", world.base));
    let request = request
        .header(header::ACCEPT_LANGUAGE, accepted)
        .header(header::COOKIE, cookie);
    request.send().await.unwrap()
}

async fn page(world: &World, path: &str, accepted: &str, cookie: &str) -> String {
    asked(world, path, accepted, cookie)
        .await
        .text()
        .await
        .unwrap()
}

async fn the_browsers_language_is_answered_in(world: World) {
    let german = page(&world, "/sign-in", "de-AT, en;q=0.5", "").await;
    assert!(german.contains("<html lang=\"de\">"), "{german}");
    for words in [
        ">Benutzername<",
        ">Passwort<",
        ">Anmelden<",
        "Sie melden sich bei",
    ] {
        assert!(german.contains(words), "{words} is not in {german}");
    }
    let english = page(&world, "/sign-in", "fr, en;q=0.5", "").await;
    assert!(english.contains("<html lang=\"en\">") && english.contains(">Password<"));
    // Errors that no route gives, and those that a route does.
    let nowhere = page(&world, "/nowhere", "de", "").await;
    assert!(nowhere.contains("Hier ist nichts"), "{nowhere}");
    let refused = page(&world, "/oauth/authorize?client_id=nobody", "de", "").await;
    assert!(refused.contains("diesem Server nicht bekannt"), "{refused}");
    // Programs are told in English.
    let api: Value = asked(&world, "/api/v1/me", "de", "")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(api["error_description"], "an access token is needed");
    let metadata: Value = asked(&world, "/.well-known/openid-configuration", "de", "")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        metadata["ui_locales_supported"],
        serde_json::json!(["en", "de"])
    );
}

async fn a_choice_on_the_page_is_kept_and_counts_most(world: World) {
    let mut browser = world.browser();
    let html = browser
        .get("/sign-in?attempt=%2Faccount")
        .await
        .text()
        .await
        .unwrap();
    assert!(
        html.contains("<span lang=\"en\" aria-current=\"true\">English</span>"),
        "{html}"
    );
    let link = "?attempt=%2Faccount&#38;lang=de";
    assert!(
        html.contains(&format!(
            "<a href=\"{link}\" lang=\"de\" hreflang=\"de\">Deutsch</a>"
        )),
        "{html}"
    );

    let answer = browser.get("/sign-in?attempt=%2Faccount&lang=de").await;
    let cookie = answer.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert_eq!(location(&answer), "/sign-in?attempt=%2Faccount");
    let cookie = "countersign-language=de";
    assert_eq!(browser.cookies["countersign-language"], "de");
    assert!(
        page(&world, "/sign-in", "en", cookie)
            .await
            .contains("<html lang=\"de\">")
    );
    let request = with(desktop_request(), &[("ui_locales", "en")]);
    let path = authorize_path(&request);
    assert_eq!(
        asked(&world, &path, "en", cookie).await.status(),
        StatusCode::SEE_OTHER
    );
    let both = "countersign-language=de; countersign-ui-locales=en";
    assert!(
        page(&world, "/sign-in", "en", both)
            .await
            .contains("<html lang=\"de\">")
    );
    // A language that there is not, and what is no language.
    for (path, cookie) in [
        ("/sign-in?lang=fr", "countersign-language=fr"),
        ("/sign-in?lang=%22%3E%3Cb%3E", "countersign-language=\"><b>"),
    ] {
        let answer = asked(&world, path, "en", cookie).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let html = answer.text().await.unwrap();
        assert!(
            html.contains("<html lang=\"en\">") && !html.contains("<b>"),
            "{html}"
        );
    }
    // The answer to a form cannot be asked for again, so it offers no choice, but keeps the language.
    let wrong = browser.try_sign_in("/sign-in", "ana", "wrong").await;
    let html = wrong.text().await.unwrap();
    assert!(
        html.contains("Benutzername oder Passwort ist falsch."),
        "{html}"
    );
    assert!(!html.contains("hreflang"), "{html}");
    let answer = browser.get("//evil.example/?lang=en").await;
    assert_eq!(location(&answer), "/");
}

async fn a_client_asks_for_a_language(world: World) {
    let mut browser = world.browser();
    let request = with(desktop_request(), &[("ui_locales", "fr-CA de-CH en")]);
    let answer = browser.get(&authorize_path(&request)).await;
    let sign_in = location(&answer);
    let html = browser.get(&sign_in).await.text().await.unwrap();
    assert!(html.contains("<html lang=\"de\">"), "{html}");
    assert!(html.contains("auf diesem Computer"), "{html}");
    // The next one asks for nothing.
    let answer = browser.get(&authorize_path(&desktop_request())).await;
    let html = browser.get(&location(&answer)).await.text().await.unwrap();
    assert!(html.contains("<html lang=\"en\">"), "{html}");
    // A request that was pushed says it at the other end.
    let pushed = with(desktop_request(), &[("ui_locales", "de")]);
    let fields: Vec<(&str, &str)> = pushed
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let kept: Value = world
        .post_form("/oauth/par", &fields)
        .await
        .json()
        .await
        .unwrap();
    let uri = kept["request_uri"]
        .as_str()
        .unwrap_or_else(|| panic!("{kept}"))
        .to_owned();
    let request = [
        ("client_id", "countersign-desktop".to_owned()),
        ("request_uri", uri),
    ];
    let answer = browser.get(&authorize_path(&request)).await;
    let html = browser.get(&location(&answer)).await.text().await.unwrap();
    assert!(html.contains("<html lang=\"de\">"), "{html}");
}

async fn names_of_others_stay_text_in_every_language(world: World) {
    let new = NewClient {
        name: "<i>Wiki</i> שלום".to_owned(),
        redirect_uris: vec!["https://wiki.example/cb".to_owned()],
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let changes = [
        ("client_id", id.as_str()),
        ("redirect_uri", "https://wiki.example/cb"),
        ("scope", "openid"),
    ];
    let path = authorize_path(&with(desktop_request(), &changes));
    for language in ["en", "de"] {
        let mut browser = world.browser();
        browser
            .cookies
            .insert("countersign-language".into(), language.into());
        let to = location(&browser.get(&path).await);
        let html = browser.get(&to).await.text().await.unwrap();
        let name = "\u{2068}&#60;i&#62;Wiki&#60;/i&#62; שלום\u{2069}";
        assert!(html.contains(&format!("<strong>{name}</strong>")), "{html}");
        assert!(
            !html.contains("<i>") && !html.contains('\u{202e}'),
            "{html}"
        );
    }
}

async fn a_mail_is_in_the_language_of_the_request(world: World) {
    let sink = Sink::start().await;
    let mail = config::Mail {
        url: Secret::new(sink.url()),
        from: "Countersign <id@example.org>".parse().unwrap(),
        tls: Tls::None,
        ca_file: None,
    };
    world.server.carry_mail().await.unwrap();
    let world = world.reconfigured(|config| config.mail = Some(mail)).await;
    let mut browser = world.browser();
    browser
        .cookies
        .insert("countersign-language".into(), "de".into());
    let csrf = browser.field("/reset", "csrf").await;
    let answer = browser
        .post("/reset", &[("csrf", &csrf), ("name", "ana")])
        .await;
    assert_eq!(location(&answer), "/reset/sent");
    // Whose address it is is looked up later, when no request is under way.
    while sink.letters().is_empty() {
        world.server.carry_mail().await.unwrap();
    }
    let [letter] = &sink.letters()[..] else {
        panic!("{:?}", sink.letters());
    };
    assert!(letter.text().contains("Hallo ana,"), "{}", letter.text());
    assert!(
        letter.text().contains("innerhalb von 15 Minuten"),
        "{}",
        letter.text()
    );
    assert!(
        letter.html().contains("<html lang=\"de\">"),
        "{}",
        letter.html()
    );
    let link = letter.link();
    let path = link.strip_prefix(&world.base).unwrap();
    let html = browser.get(path).await.text().await.unwrap();
    assert!(html.contains("Neues Passwort wählen"), "{html}");
    // A weak one is refused in the same language.
    let csrf = hidden(&html, "csrf");
    let code = hidden(&html, "code");
    let fields = [
        ("csrf", csrf.as_str()),
        ("code", &code),
        ("password", "passwordpassword"),
        ("again", "passwordpassword"),
    ];
    let html = browser
        .post("/reset/new", &fields)
        .await
        .text()
        .await
        .unwrap();
    assert!(
        html.contains("Das Passwort ist leicht zu erraten."),
        "{html}"
    );
}

/// The text of the element with `id="key"`.
fn shown_key(html: &str) -> String {
    let (_, rest) = html
        .split_once("id=\"key\">")
        .unwrap_or_else(|| panic!("no key in {html}"));
    rest.split_once('<').unwrap().0.to_owned()
}

async fn account(browser: &mut Browser<'_>) -> String {
    browser.get("/account").await.text().await.unwrap()
}

/// The id in the first form that posts to `action`.
fn id_at(html: &str, action: &str) -> String {
    let (_, form) = html
        .split_once(&format!("action=\"{action}\""))
        .unwrap_or_else(|| panic!("no {action} in {html}"));
    hidden(form, "id")
}

async fn make(browser: &mut Browser<'_>, more: &[(&str, &str)]) -> Response {
    let csrf = browser.field("/account/keys/new", "csrf").await;
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("name", "backup job"),
        ("days", "90"),
    ];
    fields.extend(more);
    browser.post("/account/keys", &fields).await
}

async fn keys_are_made_replaced_and_revoked_on_the_account_page(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    assert!(account(&mut browser).await.contains("API keys"));

    let answer = make(&mut browser, &[("kind", "secret"), ("scope", "sessions")]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let first = shown_key(&answer.text().await.unwrap());
    assert!(first.starts_with("cs_sk_"), "{first}");
    assert_eq!(
        world.api("/api/v1/sessions", &first).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        world.api("/api/v1/me", &first).await.status(),
        StatusCode::FORBIDDEN
    );

    let html = account(&mut browser).await;
    for words in [
        "backup job",
        "Secret key",
        "used just now",
        "See where you are signed in",
        "expires on",
    ] {
        assert!(html.contains(words), "{words} is not in {html}");
    }
    assert!(!html.contains(&first), "it is shown once");

    let id = id_at(&html, "/account/keys/rotate");
    let csrf = hidden(&html, "csrf");
    let rotate = [("csrf", csrf.as_str()), ("id", &id), ("overlap", "hour")];
    let shown = browser
        .post("/account/keys/rotate", &rotate)
        .await
        .text()
        .await
        .unwrap();
    let second = shown_key(&shown);
    assert!(
        shown.contains("The old key passes until 15 January 2027 at 09:00 UTC."),
        "{shown}"
    );
    for key in [&first, &second] {
        assert_eq!(
            world.api("/api/v1/sessions", key).await.status(),
            StatusCode::OK
        );
    }
    let again = browser.post("/account/keys/rotate", &rotate).await;
    assert_eq!(
        again.status(),
        StatusCode::CONFLICT,
        "another took over before"
    );
    world.wait(3_601);
    browser.cookies.clear();
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(
        world.api("/api/v1/sessions", &first).await.status(),
        StatusCode::UNAUTHORIZED
    );

    let html = account(&mut browser).await;
    let id = id_at(&html, "/account/keys/revoke");
    let csrf = hidden(&html, "csrf");
    let revoke = [("csrf", csrf.as_str()), ("id", &id)];
    assert_eq!(
        location(&browser.post("/account/keys/revoke", &revoke).await),
        "/account"
    );
    assert_eq!(
        world.api("/api/v1/sessions", &second).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert!(account(&mut browser).await.contains("You have none."));

    // A form of another site, and the key of somebody else.
    let answer = browser
        .post_from(
            "/account/keys/revoke",
            &revoke,
            Some("https://evil.example"),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let publishable = make(
        &mut browser,
        &[("kind", "publishable"), ("scope", "sessions")],
    )
    .await;
    let publishable = shown_key(&publishable.text().await.unwrap());
    assert!(publishable.starts_with("cs_pk_"), "{publishable}");
    let id = id_at(&account(&mut browser).await, "/account/keys/revoke");
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    world
        .server
        .add_user("eve", "eve@example.org", &["user".to_owned()], password)
        .await
        .unwrap();
    let mut eve = world.browser();
    eve.sign_in("eve", PASSWORD).await;
    let csrf = eve.field("/account", "csrf").await;
    for path in ["/account/keys/revoke", "/account/keys/rotate"] {
        let answer = eve.post(path, &[("csrf", &csrf), ("id", &id)]).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT, "{path}");
    }
    let current = world.api("/api/v1/api-keys/current", &publishable).await;
    assert_eq!(current.status(), StatusCode::OK, "it is still there");
}

async fn making_a_key_on_the_page_wants_a_fresh_proof_and_offers_no_more_than_the_person_has(
    world: World,
) {
    let mut browser = world.browser();
    let answer = browser.get("/account/keys/new").await;
    assert!(location(&answer).starts_with("/sign-in?"));
    browser.sign_in("ana", PASSWORD).await;
    let form = browser.get("/account/keys/new").await.text().await.unwrap();
    assert!(
        form.contains("value=\"sessions\"") && !form.contains("value=\"admin\""),
        "{form}"
    );
    for (fields, what) in [
        (&[("kind", "secret")][..], "allows at least one thing"),
        (
            &[("kind", "secret"), ("scope", "admin")],
            "allows at least one thing",
        ),
        (
            &[("kind", "secret"), ("scope", "openid")],
            "allows at least one thing",
        ),
    ] {
        let answer = make(&mut browser, fields).await;
        assert_eq!(
            answer.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
        let html = answer.text().await.unwrap();
        assert!(html.contains(what), "{html}");
    }
    let csrf = hidden(&form, "csrf");
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("kind", "secret"),
        ("scope", "sessions"),
    ];
    fields.extend([("name", " "), ("days", "90")]);
    let answer = browser.post("/account/keys", &fields).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    fields.truncate(3);
    fields.extend([("name", "job"), ("days", "100000")]);
    let answer = browser.post("/account/keys", &fields).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);

    world.wait(601);
    for answer in [
        browser.get("/account/keys/new").await,
        browser.post("/account/keys", &fields).await,
        browser.post("/account/keys/rotate", &fields).await,
    ] {
        assert!(
            location(&answer).starts_with("/sign-in/step-up?"),
            "{answer:?}"
        );
    }
}
