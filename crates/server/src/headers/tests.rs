use axum::{body::Body, routing::get};
use tower::ServiceExt as _;

use super::*;

async fn boom() -> StatusCode {
    panic!("secret detail")
}

async fn echo(body: String) -> String {
    body
}

async fn redirecting() -> Response {
    let mut response = StatusCode::OK.into_response();
    response
        .extensions_mut()
        .insert(FormAction::to("http://127.0.0.1:5000/callback/own").unwrap());
    response
}

async fn public() -> impl IntoResponse {
    ([(CACHE_CONTROL, "public, max-age=60")], "keys")
}

fn router(config: &Config) -> Router {
    let router = Router::new()
        .route("/boom", get(boom))
        .route("/echo", axum::routing::post(echo))
        .route("/form", get(redirecting))
        .route("/public", get(public));
    layer(router, config)
}

async fn ask(config: &Config, request: http::Request<Body>) -> Response {
    router(config).oneshot(request).await.unwrap()
}

fn at(path: &str) -> http::Request<Body> {
    http::Request::get(path).body(Body::empty()).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_carries_the_headers_even_when_the_address_or_the_route_fails() {
    for path in ["/", "/boom", "/form", "/echo", "/api/v1/none"] {
        let response = ask(&Config::default(), at(path)).await;
        assert!(header(&response, "content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(
            header(&response, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(
            header(&response, "referrer-policy"),
            "no-referrer",
            "{path}"
        );
        assert_eq!(
            header(&response, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_panic_answers_500_and_says_nothing_about_it() {
    let response = ask(&Config::default(), at("/boom")).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("secret detail"));
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused_and_one_of_64_kib_is_read() {
    let post = |length: usize| http::Request::post("/echo").body(Body::from("x".repeat(length)));
    let config = Config::default();
    assert_eq!(
        ask(&config, post(LONGEST_BODY).unwrap()).await.status(),
        StatusCode::OK
    );
    let refused = ask(&config, post(LONGEST_BODY + 1).unwrap()).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_form_that_ends_in_a_redirect_may_lead_to_that_client_alone() {
    let response = ask(&Config::default(), at("/form")).await;
    let policy = header(&response, "content-security-policy");
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:5000; "),
        "{policy}"
    );
}

#[test]
fn a_redirect_cannot_write_its_own_policy() {
    let forged = FormAction::to("https://x.example/;script-src *").unwrap();
    assert_eq!(forged, FormAction("https://x.example".to_owned()));
    assert_eq!(
        FormAction::to("org.example.app:/back").unwrap(),
        FormAction("org.example.app:".into())
    );
    assert_eq!(
        FormAction::to("http://[::1]:5000/").unwrap(),
        FormAction("http:".into())
    );
}

#[tokio::test]
async fn only_a_server_behind_tls_asks_for_tls_for_a_year() {
    let plain = ask(&Config::default(), at("/public")).await;
    assert_eq!(header(&plain, "strict-transport-security"), "");
    let issuer = crate::config::Issuer::parse("https://id.example.org").unwrap();
    let secured = ask(
        &Config {
            issuer,
            ..Config::default()
        },
        at("/public"),
    )
    .await;
    assert_eq!(
        header(&secured, "strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn what_is_the_same_for_everybody_keeps_its_own_cache_rule() {
    let response = ask(&Config::default(), at("/public")).await;
    assert_eq!(header(&response, "cache-control"), "public, max-age=60");
}
