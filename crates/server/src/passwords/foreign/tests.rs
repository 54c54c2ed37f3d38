use super::*;

/// Published vectors, and hashes that libxcrypt 4, the reference program `argon2`, Python's hashlib,
/// passlib and Django made.
const MADE_ELSEWHERE: &[(&str, &str, &str)] = &[
    // jBCrypt's own test.
    (
        "bcrypt,6",
        "abc",
        "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
    ),
    (
        "bcrypt,6",
        "",
        "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.",
    ),
    // libxcrypt, with letters beyond ASCII.
    (
        "bcrypt,5",
        "Grüße",
        "$2y$05$abcdefghijklmnopqrstuuuIpp3Qi35nuBTAx.3FGSuZ4WaBwdBEi",
    ),
    // The reference program; the first two are also in its tests.
    (
        "argon2i,19,65536,2,1,32",
        "password",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
    ),
    (
        "argon2i,16,65536,2,1,32",
        "password",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    ),
    (
        "argon2d,19,65536,2,1,32",
        "password",
        "$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$lV5dWxY6G2C7o1/DbQSWR0+6T2tZrVNihmbwf7L5Pq8",
    ),
    (
        "argon2id,19,65536,2,1,32",
        "password",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ),
    // RFC 7914 section 12, the second vector.
    (
        "scrypt,10,8,16,64",
        "password",
        "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA",
    ),
    // RFC 7914 section 11, the first vector.
    (
        "pbkdf2-sha256,1,64",
        "passwd",
        "$pbkdf2-sha256$i=1,l=64$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLxJypzM8Xm2RZkWZLOdd+8xfHG4RbHjC9UJESBB06GXgw",
    ),
    // The manual of passlib.
    (
        "pbkdf2-sha256,29000,32",
        "toomanysecrets",
        "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
    ),
    // The tests of Django 3.2.
    (
        "pbkdf2-sha256,260000,32",
        "lètmein",
        "pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=",
    ),
];

#[test]
fn hashes_made_elsewhere_know_their_password_and_no_other() {
    for (kind, password, hash) in MADE_ELSEWHERE {
        let foreign = Foreign::parse(hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
        assert_eq!(foreign.scheme.to_string(), *kind);
        assert_eq!(kind.parse(), Ok(foreign.scheme));
        assert!(foreign.is_right(password).unwrap(), "{hash}");
        assert!(!foreign.is_right("another one").unwrap(), "{hash}");
        assert_eq!(Foreign::from_stored(&foreign.stored()), Some(foreign));
    }
}

#[test]
fn bcrypt_counts_72_bytes_as_it_always_did() {
    let hash = "$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q";
    let foreign = Foreign::parse(hash).unwrap();
    for length in [72, 73, 80] {
        assert!(foreign.is_right(&"x".repeat(length)).unwrap(), "{length}");
    }
    assert!(!foreign.is_right(&"x".repeat(71)).unwrap());
}

#[test]
fn what_would_keep_the_server_busy_is_not_taken_in() {
    let (salt, output) = ("c29tZXNhbHQ", "wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA");
    for costly in [
        "$2b$15$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q".to_owned(),
        "$2b$31$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q".to_owned(),
        format!("$argon2id$v=19$m=4194304,t=1,p=1${salt}${output}"),
        format!("$argon2id$v=19$m=65536,t=17,p=1${salt}${output}"),
        format!("$argon2id$v=19$m=4294967295,t=4294967295,p=1${salt}${output}"),
        format!("$argon2id$v=19$m=65536,t=3,p=16777215${salt}${output}"),
        format!("$scrypt$ln=19,r=8,p=1${salt}${output}"),
        format!("$scrypt$ln=63,r=8,p=1${salt}${output}"),
        format!("$scrypt$ln=10,r=8,p=4294967295${salt}${output}"),
        format!("$scrypt$ln=1,r=4294967295,p=1${salt}${output}"),
        format!("$pbkdf2-sha256$i=4000001${salt}${output}"),
        format!("$pbkdf2-sha256$4294967295${salt}${output}"),
    ] {
        assert_eq!(Foreign::parse(&costly), Err(Unfit::TooCostly), "{costly}");
    }
}

#[test]
fn damaged_and_unknown_hashes_are_told_apart() {
    for unknown in [
        "",
        "hunter2",
        "$1$x$y",
        "$6$x$y",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
        assert_eq!(Foreign::parse(unknown), Err(Unfit::Unknown), "{unknown}");
    }
    for damaged in [
        "$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576",
        "$2x$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q",
        "$2b$5$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576qx",
        "$2b$05$äbcdefghijklmnopqrstujf8SX2ahXLwp9w/B.Y5XdysS6yR576q",
        "$argon2id$v=18$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$c2hvcnQ",
        "$argon2id$v=19$m=65536,t=2$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$scrypt$ln=10,r=8,p=1$TmFDbA",
        "$pbkdf2-sha256$i=0$c2FsdA$7aoEIZpltmqyv+Wph8JMyD4GtewNKfizOE07TGXiOF0",
        "pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=$more",
    ] {
        assert_eq!(Foreign::parse(damaged), Err(Unfit::Damaged), "{damaged}");
    }
}
