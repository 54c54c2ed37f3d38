use accounts::{Error, ServerKind, discover, rediscover};
use serde_json::json;

use crate::{browser::http, fake::Fake};

#[tokio::test]
async fn a_server_is_found_by_its_address() {
    let fake = Fake::at("/realms/a").await;
    let provider = discover(&http(), &fake.issuer).await.unwrap();
    assert_eq!(provider.issuer, fake.issuer);
    assert_eq!(provider.kind, ServerKind::OpenId);
    assert_eq!(
        provider.desktop_scopes(),
        ["openid", "profile", "email", "offline_access"]
    );
    assert!(provider.can_revoke());
}

#[tokio::test]
async fn our_own_servers_are_known_by_their_mark() {
    let fake = Fake::start().await;
    let api = format!("{}/api/v1", fake.issuer);
    fake.lie().document = json!({"countersign_api": api, "scopes_supported": null});
    let provider = discover(&http(), &fake.issuer).await.unwrap();
    assert_eq!(
        provider.kind,
        ServerKind::Countersign {
            api: api.parse().unwrap()
        }
    );
    assert!(
        provider
            .desktop_scopes()
            .iter()
            .any(|scope| scope == "sessions")
    );
}

#[tokio::test]
async fn one_slash_more_or_less_is_forgiven_once() {
    for (real, typed) in [("", "/"), ("/a", "/a/"), ("/a/", "/a")] {
        let fake = Fake::at(real).await;
        let typed = format!("{}{typed}", fake.issuer.strip_suffix(real).unwrap());
        let provider = discover(&http(), &typed).await.unwrap();
        assert_eq!(
            provider.issuer, fake.issuer,
            "the spelling of the document is adopted"
        );
        assert!(rediscover(&http(), &provider.issuer).await.is_ok());
        assert!(
            matches!(
                rediscover(&http(), &typed).await,
                Err(Error::IssuerMismatch { .. })
            ),
            "from then on to the letter"
        );
    }
}

#[tokio::test]
async fn a_server_that_calls_itself_otherwise_is_refused() {
    let fake = Fake::start().await;
    for named in [
        "https://id.example",
        "http://127.0.0.1",
        &format!("{}//", fake.issuer),
        &format!("{}/a", fake.issuer),
    ] {
        fake.lie().document = json!({"issuer": named});
        match discover(&http(), &fake.issuer).await {
            Err(Error::IssuerMismatch { asked, named: said }) => {
                assert_eq!((asked, said), (fake.issuer.clone(), named.to_owned()));
            }
            other => panic!("{named}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_web_page_is_not_a_server() {
    let fake = Fake::start().await;
    for answer in [
        (
            200,
            "text/html",
            "<!doctype html><title>Welcome</title>".to_owned(),
        ),
        (200, "application/json", "<html>".to_owned()),
        (200, "application/json", "[]".to_owned()),
        (200, "application/json", "{}".to_owned()),
        (404, "text/html", "<h1>Not found</h1>".to_owned()),
        (403, "text/plain", "no".to_owned()),
    ] {
        fake.lie().document_instead = Some(answer.clone());
        let refused = discover(&http(), &fake.issuer).await;
        assert!(
            matches!(refused, Err(Error::NotAServer { .. })),
            "{answer:?}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let fake = Fake::start().await;
    for status in [301, 302, 303, 307, 308] {
        fake.lie().document_instead = Some((status, "text/html", String::new()));
        assert!(
            matches!(
                discover(&http(), &fake.issuer).await,
                Err(Error::NotAServer { .. })
            ),
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_answer_of_300_kib_is_refused() {
    let fake = Fake::start().await;
    fake.lie().document = json!({"padding": "x".repeat(300 * 1024)});
    match discover(&http(), &fake.issuer).await {
        Err(Error::NotAServer { detail }) => assert!(detail.contains("256 KiB"), "{detail}"),
        other => panic!("{other:?}"),
    }
    fake.lie().document = json!({"padding": "x".repeat(200 * 1024)});
    assert!(discover(&http(), &fake.issuer).await.is_ok());
}

#[tokio::test]
async fn a_server_that_cannot_answer_now_is_away() {
    let fake = Fake::start().await;
    for status in [500, 502, 503, 429] {
        fake.lie().document_instead = Some((status, "text/html", "<h1>Sorry</h1>".to_owned()));
        assert!(
            matches!(
                discover(&http(), &fake.issuer).await,
                Err(Error::ServerAway { .. })
            ),
            "{status}"
        );
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    assert!(matches!(
        discover(&http(), &format!("http://{closed}")).await,
        Err(Error::ServerAway { .. })
    ));
}

#[tokio::test]
async fn without_s256_there_is_no_sign_in() {
    let fake = Fake::start().await;
    for methods in [json!(["plain"]), json!([]), json!(null)] {
        fake.lie().document = json!({"code_challenge_methods_supported": methods});
        assert!(
            matches!(discover(&http(), &fake.issuer).await, Err(Error::NoS256)),
            "{methods}"
        );
    }
}

#[tokio::test]
async fn a_document_cannot_point_to_plain_http_elsewhere() {
    let fake = Fake::start().await;
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "revocation_endpoint",
        "countersign_api",
    ] {
        fake.lie().document = json!({endpoint: "http://id.example/x"});
        assert!(
            matches!(
                discover(&http(), &fake.issuer).await,
                Err(Error::NotAServer { .. })
            ),
            "{endpoint}"
        );
    }
    fake.lie().document = json!({"account_management_uri": "javascript:alert(1)"});
    assert_eq!(
        discover(&http(), &fake.issuer)
            .await
            .unwrap()
            .account_management_uri,
        None
    );
}
