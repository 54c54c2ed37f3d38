//! What a new password has to be like, and whether it was stolen, asked of a real server.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{FRESH, common::World};
use axum::{Router, extract::Path, routing::get};
use http::HeaderMap;
use server::{config::Breached, passwords::change::Error};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

/// SHA-1 of [`FRESH`].
fn sha1() -> String {
    let hash = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
        FRESH.as_bytes(),
    );
    data_encoding::HEXUPPER.encode(hash.as_ref())
}

/// A list of stolen passwords that answers `lines`, or never, and notes what it is asked.
async fn list(lines: Option<String>) -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let answer = move |Path(range): Path<String>, headers: HeaderMap| async move {
        let padding = headers.get("add-padding").is_some();
        noted.lock().unwrap().push(format!("{range} {padding}"));
        match lines {
            Some(lines) => lines,
            None => std::future::pending().await,
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/range/", listener.local_addr().unwrap());
    let app = Router::new().route("/range/{range}", get(answer));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, asked)
}

async fn weigh(url: &str, accept_without_answer: bool) -> Result<(), String> {
    let breached = Breached {
        url: url.parse().unwrap(),
        timeout: Duration::from_secs(1),
        accept_without_answer,
    };
    let world = World::sqlite().await;
    let world = world
        .reconfigured(|config| config.passwords.breached = Some(breached))
        .await;
    let password = Zeroizing::new(FRESH.to_owned());
    match world.server.weigh_password(&password, &[], None).await {
        Ok(()) => Ok(()),
        Err(Error::Weak(weak)) => Err(weak.to_string()),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_stolen_password_is_refused_and_only_five_digits_are_told() {
    let (begins, ends) = (sha1()[..5].to_owned(), sha1()[5..].to_owned());
    let others = "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n";
    let (url, asked) = list(Some(format!("{others}{ends}:3\r\n"))).await;
    let refused = weigh(&url, true).await.unwrap_err();
    assert!(refused.contains("stolen"), "{refused}");
    assert_eq!(*asked.lock().unwrap(), [format!("{begins} true")]);

    let (url, _) = list(Some(format!("{others}{ends}:0\r\n"))).await;
    assert_eq!(weigh(&url, true).await, Ok(()), "a line that only pads");
    let (url, _) = list(Some(others.to_owned())).await;
    assert_eq!(weigh(&url, false).await, Ok(()));
}

#[tokio::test]
async fn a_list_that_does_not_answer_counts_as_the_operator_chose() {
    let (silent, asked) = list(None).await;
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/range/", listener.local_addr().unwrap())
    };
    for url in [silent, gone] {
        assert_eq!(weigh(&url, true).await, Ok(()));
        let refused = weigh(&url, false).await.unwrap_err();
        assert!(refused.contains("could not be checked"), "{refused}");
    }
    assert_eq!(asked.lock().unwrap().len(), 2);
}
