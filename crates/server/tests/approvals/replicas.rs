//! Several processes: a device that is connected to one hears of what another one asks.

use protocol::ApprovalDecision::Approve;
use server::approvals;

use crate::{
    common::World,
    events::Events,
    phone::{Phone, asking, holder, try_ask},
};

/// Asks at `asker` a device that is connected to the server at `base`, and answers.
async fn is_heard(world: &World, asker: &server::Server, base: &str) {
    let phone = Phone::enrolled(world).await;
    let mut events = Events::at(&phone, base, None).await;
    assert_eq!(events.next().await.unwrap().ids().len(), 0);
    let holder = holder();
    let asked = try_ask(asker, asking(phone.user, &holder)).await.unwrap();
    let event = events.next().await.unwrap();
    assert_eq!(event.ids(), [asked.id.to_string()]);

    // And whoever asked hears of the answer.
    let request = phone.open().await;
    let digits = asked.digits.unwrap().as_str().to_owned();
    let (status, body) = phone.answer(&request, Approve, &digits).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(events.next().await.unwrap().ids().len(), 0);
    let mut work = asker.store().begin().await.unwrap();
    let collected = approvals::collect(asker, &mut work, &holder, phone.user, false).await;
    let granted = authority::approval::Collection::Granted;
    assert_eq!(collected.unwrap(), granted);
}

#[tokio::test]
async fn a_replica_is_heard_by_way_of_postgresql() {
    let world = World::postgres().await;
    let other = world.replica().await;
    is_heard(&world, &other, &world.base).await;
}

#[tokio::test]
async fn a_replica_is_heard_by_way_of_redis_and_without_it() {
    let mut world = World::replicas().await;
    let address = world.cluster.as_ref().unwrap().replicas[0].address;
    let base = format!("http://{address}");
    is_heard(&world, &world.server, &base).await;
    world.cluster.as_mut().unwrap().redis.kill();
    // What Redis knew counts as used up, so they refuse until the clock moves on.
    world.wait(1);
    let replicas = &world.cluster.as_ref().unwrap().replicas;
    for address in replicas.iter().map(|replica| replica.address) {
        let page = world.http.get(format!("http://{address}/sign-in"));
        let status = page.send().await.unwrap().status();
        assert!(matches!(status.as_u16(), 200 | 429), "{status}");
    }
    world.wait(1);
    is_heard(&world, &world.server, &base).await;
}
