//! People from other programs sign in with the password they have, and are hashed anew as they do.

use crate::{FRESH, column, common::World, on_both_databases, signs_in};
use server::{
    passwords::Unfit,
    users::{Adopted, Error},
};

on_both_databases!(
    imported_people_sign_in_and_are_hashed_anew,
    what_cannot_be_taken_in_leaves_nothing,
    a_fifth_kind_of_hashes_is_refused,
    somebody_without_a_password_gets_one_by_a_link,
);

/// Hashes of [`FRESH`] that libxcrypt, the reference program `argon2` and Python's hashlib made.
const HASHES: [(&str, &str); 4] = [
    (
        "bcrypt",
        "$2b$05$abcdefghijklmnopqrstuu93hEXUvPgzeT7it3kjMsmdVTROtCk9.",
    ),
    (
        "argon2d",
        "$argon2d$v=19$m=4096,t=2,p=4$c29tZXNhbHQ$b5ailHTj8yZ4HBIRs44xiirFECMqk6Jdx9S8r98zvlE",
    ),
    (
        "scrypt",
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHQ$1QVviffQUvWTSicKqhQ+Ok6YBoWy9RKORjy0QWazLmw",
    ),
    (
        "pbkdf2",
        "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$7aoEIZpltmqyv+Wph8JMyD4GtewNKfizOE07TGXiOF0",
    ),
];

fn person(name: &str, hash: &str) -> Adopted {
    Adopted {
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        roles: vec!["user".to_owned()],
        password_hash: Some(hash.to_owned()),
        ..Adopted::default()
    }
}

async fn imported_people_sign_in_and_are_hashed_anew(world: World) {
    for (name, hash) in HASHES {
        world
            .server
            .adopt_user(&person(name, hash), false)
            .await
            .unwrap();
    }
    let stored = column(&world, "SELECT password FROM users WHERE name <> 'ana'").await;
    for (text, (_, hash)) in stored.iter().zip(HASHES) {
        let salt = hash.split('$').nth(3).unwrap();
        assert!(
            text.starts_with("adopted:") && !text.contains(salt),
            "{text}"
        );
    }
    assert_eq!(
        column(&world, "SELECT kind FROM password_kinds")
            .await
            .len(),
        4
    );
    for (name, _) in HASHES {
        assert!(!signs_in(&world, name, "another password").await, "{name}");
        assert!(signs_in(&world, name, FRESH).await, "{name}");
        assert!(
            signs_in(&world, name, FRESH).await,
            "{name} again, by our own hash"
        );
    }
    for stored in column(&world, "SELECT password FROM users").await {
        assert!(
            stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"),
            "{stored}"
        );
    }
    world.server.tidy().await.unwrap();
    assert!(
        column(&world, "SELECT kind FROM password_kinds")
            .await
            .is_empty()
    );
}

async fn what_cannot_be_taken_in_leaves_nothing(world: World) {
    let hash = HASHES[0].1;
    for (name, email, hash) in [
        ("ANA", "ana@example.org", hash),
        ("", "x@example.org", hash),
        ("ben", "no address", hash),
        ("ben", "ben@example.org", "hunter2"),
        (
            "ben",
            "ben@example.org",
            "$2b$31$abcdefghijklmnopqrstuu93hEXUvPgzeT7it3kjMsmdVTROtCk9.",
        ),
    ] {
        let mut person = person(name, hash);
        email.clone_into(&mut person.email);
        let refused = world.server.adopt_user(&person, false).await;
        assert!(refused.is_err(), "{name} {email} {hash}");
    }
    let costly =
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$b5ailHTj8yZ4HBIRs44xiirFECMqk6Jdx9S8r98zvlE";
    let refused = world.server.adopt_user(&person("ben", costly), false).await;
    assert!(matches!(refused, Err(Error::BadHash(Unfit::TooCostly))));
    world
        .server
        .adopt_user(&person("ben", hash), true)
        .await
        .unwrap();
    assert_eq!(column(&world, "SELECT name FROM users").await, ["ana"]);
    assert!(
        column(&world, "SELECT kind FROM password_kinds")
            .await
            .is_empty()
    );
}

async fn a_fifth_kind_of_hashes_is_refused(world: World) {
    for (name, hash) in HASHES {
        world
            .server
            .adopt_user(&person(name, hash), false)
            .await
            .unwrap();
    }
    let another = HASHES[0].1.replace("$05$", "$06$");
    let refused = world
        .server
        .adopt_user(&person("ben", &another), false)
        .await;
    assert!(matches!(refused, Err(Error::TooManyKinds)));
    world
        .server
        .adopt_user(&person("ben", HASHES[0].1), false)
        .await
        .unwrap();
}

async fn somebody_without_a_password_gets_one_by_a_link(world: World) {
    let nobody = Adopted {
        password_hash: None,
        ..person("ben", "")
    };
    world.server.adopt_user(&nobody, false).await.unwrap();
    for password in ["", "none", FRESH] {
        assert!(!signs_in(&world, "ben", password).await);
    }
    assert!(world.server.reset_link("ben").await.is_ok());
}
