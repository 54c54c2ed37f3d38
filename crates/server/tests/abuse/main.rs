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

mod leftovers;

use common::World;
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
