//! What somebody tries who means harm and has a foot in the door: an old link, a sign-in half done, a
//! key, a flood. Nothing of it works.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

mod floods;
mod keys;
mod leftovers;
mod logouts;
mod races;
mod reach;
mod requests;

use std::time::{Duration, UNIX_EPOCH};

use common::{Browser, World, hidden};
use otp::{Algorithm, Digits, Entry, Kind, Period, Seed};
use zeroize::Zeroizing;

/// A password that nobody has yet.
pub(crate) const FRESH: &str = "velvet harbour onion compass";

/// The operator gives `ana` another password.
pub(crate) async fn set_password(world: &World) {
    let fresh = Zeroizing::new(FRESH.to_owned());
    world.server.set_password("ana", fresh).await.unwrap();
}

/// Adds somebody with these roles; their id.
pub(crate) async fn person(world: &World, name: &str, roles: &[&str]) -> String {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let mail = format!("{name}@example.org");
    let password = Zeroizing::new(common::PASSWORD.to_owned());
    let id = world.server.add_user(name, &mail, &roles, password).await;
    id.unwrap().to_string()
}

/// The access token of somebody who has just signed in to the desktop app.
pub(crate) async fn token(world: &World, name: &str, scope: &str) -> String {
    let mut browser = world.browser();
    browser.sign_in(name, common::PASSWORD).await;
    let request = common::with(common::desktop_request(), &[("scope", scope)]);
    let code = browser.authorize(&request).await["code"].clone();
    common::Tokens::from(world.redeem(&code).await).await.access
}

/// The id of `ana`.
pub(crate) async fn ana(world: &World) -> protocol::UserId {
    world.server.list_users().await.unwrap()[0].id
}

/// Everything that the database holds in this column.
pub(crate) async fn column(world: &World, query: &'static str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
}

/// Gives whoever is signed in here an app that makes codes.
pub(crate) async fn with_factor(browser: &mut Browser<'_>) -> Entry {
    let html = browser.get("/enrol/totp").await.text().await.unwrap();
    let key = html.split("class=\"key\">").nth(1).expect("a key");
    let entry = Entry {
        issuer: String::new(),
        account: String::new(),
        seed: Seed::from_base32(key.split('<').next().unwrap()).unwrap(),
        kind: Kind::Totp {
            period: Period::THIRTY,
        },
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
    };
    let code = code(&entry, browser.world.now());
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("code", &code),
    ];
    let answer = browser.post("/enrol/totp", &fields).await;
    assert_eq!(common::location(&answer), "/enrol/recovery");
    entry
}

/// The code that the app shows at `at`, Unix seconds.
pub(crate) fn code(entry: &Entry, at: i64) -> String {
    let at = UNIX_EPOCH + Duration::from_secs(at.try_into().unwrap());
    otp::generate(entry, at).unwrap().digits.to_string()
}

/// Changes something behind the server's back.
pub(crate) async fn execute(world: &World, statement: &'static str) {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query(statement).execute(&pool).await.unwrap();
}
