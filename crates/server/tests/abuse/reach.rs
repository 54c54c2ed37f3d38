//! Nobody reaches further than they may, also where everything is listed or two things happen at once.

use reqwest::StatusCode;
use serde_json::Value;

use crate::{
    ana, column,
    common::{World, waiting::somebody_waits},
    on_both_databases, person, token,
};

on_both_databases!(
    a_moderator_of_a_department_finds_that_department_alone,
    nobody_gets_a_role_that_is_being_removed,
);

const ALL: &str = "openid profile sessions admin";

/// The names in a list of people.
async fn names(world: &World, token: &str, query: &str) -> Vec<String> {
    let list = world
        .api(&format!("/api/v1/admin/users{query}"), token)
        .await;
    assert_eq!(list.status(), StatusCode::OK, "{query}");
    let list: Value = list.json().await.unwrap();
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_moderator_of_a_department_finds_that_department_alone(world: World) {
    for (name, role, department) in [
        ("mo", "moderator", Some("sales")),
        ("sue", "user", Some("sales")),
        ("tim", "user", Some("stock")),
        ("max", "moderator", None),
        ("bea", "administrator", Some("sales")),
    ] {
        let id = person(&world, name, &[role]).await.parse().unwrap();
        let mut work = world.server.store().begin().await.unwrap();
        work.roles().set_department(id, department).await.unwrap();
        work.commit().await.unwrap();
    }
    let mo = token(&world, "mo", ALL).await;
    for query in ["", "?department=sales"] {
        assert_eq!(names(&world, &mo, query).await, ["bea", "mo", "sue"]);
    }
    assert_eq!(names(&world, &mo, "?q=s").await, ["sue"]);
    assert_eq!(names(&world, &mo, "?q=t").await, [""; 0]);
    let others = world.api("/api/v1/admin/users?department=stock", &mo).await;
    assert_eq!(others.status(), StatusCode::FORBIDDEN);
    for everywhere in ["max", "bea"] {
        let token = token(&world, everywhere, ALL).await;
        assert_eq!(names(&world, &token, "").await.len(), 6, "{everywhere}");
    }
}

async fn nobody_gets_a_role_that_is_being_removed(world: World) {
    let permissions = ["users.read".to_owned()].into();
    let made = world.server.put_role("looker", "Looks", permissions).await;
    made.unwrap();
    person(&world, "root", &["super-administrator"]).await;
    let root = token(&world, "root", ALL).await;
    let user = ana(&world).await;
    let path = format!("{}/api/v1/admin/users/{user}/roles/looker", world.base);
    // The asker is read before the transaction: the role is there then, and gone when it goes on.
    let mut removing = world.server.store().begin().await.unwrap();
    assert!(removing.roles().remove("looker").await.unwrap());
    let grant = async {
        let asked = world.http.put(&path).bearer_auth(&root).send();
        asked.await.unwrap().status()
    };
    let remove = async {
        somebody_waits(&world).await;
        removing.commit().await.unwrap();
    };
    let (status, ()) = tokio::join!(grant, remove);
    assert_eq!(status, StatusCode::NOT_FOUND);
    let held = column(
        &world,
        "SELECT user_id FROM user_roles WHERE role = 'looker'",
    )
    .await;
    assert_eq!(
        held.len(),
        0,
        "a role made later under that name is another one"
    );
}
