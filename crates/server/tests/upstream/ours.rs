//! A second server of ours, with which people sign in to the first.

use authority::{Digest, Moment, client::Client, redirect::RedirectUri};
use server::config::Upstream;

use crate::{
    SECRET,
    common::{Browser, PASSWORD, World, location},
    path_of, upstream, with_upstreams,
};

/// Its configuration at the first server.
pub(crate) fn at(other: &World) -> Upstream {
    upstream(authority::upstream::Kind::OpenId, &other.base)
}

/// The first server, where people can sign in with `other`, which knows it as a client.
pub(crate) async fn joined(
    world: World,
    other: &World,
    change: impl FnOnce(&mut Upstream),
) -> World {
    let mut there = at(other);
    change(&mut there);
    let client_id = there.client_id.clone();
    let world = with_upstreams(world, &[("ours", there)]).await;
    register(&world, other, &client_id).await;
    world
}

/// Lets `other` know `world` as a client of this name.
async fn register(world: &World, other: &World, client_id: &str) {
    let back = format!("{}/sign-in/upstream/ours/callback", world.base);
    let client = Client {
        id: client_id.to_owned(),
        name: "The first server".to_owned(),
        secret: Some(Digest::of(SECRET)),
        first_party: true,
        redirects: vec![RedirectUri::parse(&back).unwrap()],
        grants: vec!["authorization_code".to_owned()],
        scopes: authority::scope::Scopes::parse("openid email profile"),
        ..Client::default()
    };
    let mut work = other.server.store().begin().await.unwrap();
    let now = Moment::from_unix(other.now());
    assert!(work.clients().add(&client, now).await.unwrap());
    work.commit().await.unwrap();
}

/// Says at `other` that the address of `name` is theirs.
pub(crate) async fn verify_email(other: &World, name: &str) {
    let mut work = other.server.store().begin().await.unwrap();
    let (user, _) = work.users().by_name(name).await.unwrap().unwrap();
    let now = Moment::from_unix(other.now());
    let email = user.email.clone();
    work.users().set_email(user.id, &email, now).await.unwrap();
    work.commit().await.unwrap();
}

/// A browser at `other` in which `ana` is signed in.
pub(crate) async fn ana(other: &World) -> Browser<'_> {
    let mut browser = other.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

/// Carries an address to `other` and brings the path of the answer back.
pub(crate) async fn answer(there: &mut Browser<'_>, world: &World, address: &str) -> String {
    let answer = there.get(&path_of(there.world, address)).await;
    path_of(world, &location(&answer))
}
