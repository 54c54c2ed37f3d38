//! Whoever asks very often, or for very much, gets no room to do harm in.

use reqwest::StatusCode;

use crate::common::World;

#[tokio::test]
async fn who_asks_how_the_server_is_has_a_limit_too() {
    let world = World::sqlite().await;
    let ask = async |path: &str| {
        let request = world.http.get(format!("{}{path}", world.base));
        request.send().await.unwrap()
    };
    for _ in 0..599 {
        assert_eq!(ask("/health/live").await.status(), StatusCode::OK);
    }
    let ready = ask("/health/ready").await;
    assert_eq!(ready.status(), StatusCode::OK);
    for path in ["/health/live", "/health/ready"] {
        let refused = ask(path).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(refused.headers().contains_key("retry-after"));
    }
    // What watches the server takes nothing from what people do.
    assert_eq!(ask("/sign-in").await.status(), StatusCode::OK);
    world.wait(60);
    assert_eq!(ask("/health/ready").await.status(), StatusCode::OK);
}
