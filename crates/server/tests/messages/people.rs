//! What these tests do again and again.

use reqwest::{Response, StatusCode};
use server::config::{self, Secret, Tls};

use crate::{
    common::{Browser, PASSWORD, World, hidden, location, smtp::Sink},
    gateway::Gateway,
};

/// Ana's telephone, as she writes it and as it is dialled.
pub const WRITTEN: &str = "+49 (151) 234-567 89";
pub const DIALLED: &str = "+4915123456789";

/// Posts to `path` with the token of the page there.
pub async fn post(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Response {
    let csrf = browser.field(path, "csrf").await;
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    browser.post(path.split('?').next().unwrap(), &all).await
}

/// Lets ana enrol her telephone in a browser where she is signed in.
pub async fn enrol(browser: &mut Browser<'_>, gateway: &Gateway) {
    let fields = [("send", "1"), ("number", WRITTEN)];
    let sent = post(browser, "/enrol/sms", &fields).await;
    assert_eq!(location(&sent), "/enrol/sms");
    let code = gateway.last().code();
    let done = post(browser, "/enrol/sms", &[("code", &code)]).await;
    assert_eq!(location(&done), "/enrol/recovery");
}

/// `ana` in a browser of hers, with her telephone enrolled a minute ago.
pub async fn ana<'a>(world: &'a World, gateway: &Gateway) -> Browser<'a> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    enrol(&mut browser, gateway).await;
    world.wait(60);
    browser
}

/// A browser after the password.
pub async fn waiting(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    password(&mut browser).await;
    browser
}

/// Gives the password in a browser.
pub async fn password(browser: &mut Browser<'_>) {
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(location(&answer), "/sign-in/factor");
}

/// Asks for a code at `page`.
pub async fn send(browser: &mut Browser<'_>, page: &str, with: &str) -> Response {
    post(browser, page, &[("with", with), ("send", "1")]).await
}

/// Asks for a code at sign-in that is sent, and returns the one that arrived.
pub async fn sent(browser: &mut Browser<'_>, gateway: &Gateway) -> String {
    let answer = send(browser, "/sign-in/factor", "sms").await;
    assert_eq!(location(&answer), "/sign-in/factor?with=sms");
    gateway.last().code()
}

/// Answers the question at sign-in.
pub async fn answer(browser: &mut Browser<'_>, with: &str, code: &str) -> Response {
    post(
        browser,
        "/sign-in/factor",
        &[("with", with), ("code", code)],
    )
    .await
}

/// A code that is not this one.
pub fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Whether somebody is signed in.
pub async fn is_inside(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status() == StatusCode::OK
}

/// The same world with a mail server, whose mails so far were carried elsewhere.
pub async fn with_mail(world: World, sink: &Sink) -> World {
    let mail = config::Mail {
        url: Secret::new(sink.url()),
        from: "Countersign <id@example.org>".parse().unwrap(),
        tls: Tls::None,
        ca_file: None,
    };
    world.server.carry_mail().await.unwrap();
    world.reconfigured(|config| config.mail = Some(mail)).await
}

/// What the database holds in one column.
pub async fn column(world: &World, query: &'static str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
}

/// Every row of the log about `action`, as subject and outcome.
pub async fn events(world: &World, action: &str) -> Vec<(String, String)> {
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    rows.into_iter()
        .filter(|row| row.event.action == action)
        .map(|row| {
            (
                row.event.subject.clone(),
                row.event.outcome_word().to_owned(),
            )
        })
        .collect()
}

/// The value of a hidden field, with the page around it.
pub async fn page(browser: &mut Browser<'_>, path: &str) -> String {
    let html = browser.get(path).await.text().await.unwrap();
    hidden(&html, "csrf");
    html
}
