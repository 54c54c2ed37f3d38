//! The page goes on by itself.

use std::time::Duration;

use protocol::ApprovalDecision;
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    common::{Browser, PASSWORD, World, chromium::Chromium},
    device::{another, asking, number, page, with_device},
    on_both_databases,
};

on_both_databases!(
    events_say_how_a_request_stands,
    events_are_for_the_browser_that_asked,
    the_page_goes_on_by_itself,
);

/// What somebody waits for at most.
const PATIENCE: Duration = Duration::from_secs(60);

/// Events as they come.
struct Events(Response, String);

impl Events {
    async fn of(browser: &mut Browser<'_>) -> Self {
        let answer = browser.get("/sign-in/factor/approval").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        Self(answer, String::new())
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.1.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.1 = rest;
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                if let Some(data) = data {
                    return Some(serde_json::from_str(data).unwrap());
                }
                continue;
            }
            let more = timeout(PATIENCE, self.0.chunk()).await.expect("an event");
            self.1
                .push_str(std::str::from_utf8(&more.unwrap()?).unwrap());
        }
    }
}

async fn events_say_how_a_request_stands(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let shown = number(&page(&mut browser).await);
    let mut events = Events::of(&mut browser).await;
    let first = events.next().await.unwrap();
    assert_eq!(
        (&first["state"], &first["wrong"]),
        (&"pending".into(), &false.into())
    );
    device
        .answer(&world, ApprovalDecision::Approve, &another(&shown))
        .await;
    let wrong = events.next().await.unwrap();
    assert_eq!(
        (&wrong["state"], &wrong["wrong"]),
        (&"pending".into(), &true.into())
    );
    assert!(
        wrong["text"].as_str().unwrap().contains("2 tries"),
        "{wrong}"
    );
    device.approve(&world, &shown).await;
    assert_eq!(events.next().await.unwrap()["state"], "approved");
    assert_eq!(events.next().await, None, "there is no more to come");
}

async fn events_are_for_the_browser_that_asked(world: World) {
    let (mut ana, _, _device) = with_device(&world).await;
    let _browser = asking(&world).await;
    let nobody = world.browser().get("/sign-in/factor/approval").await;
    assert_eq!(nobody.status(), StatusCode::NO_CONTENT);
    let other = ana.get("/sign-in/step-up/approval").await;
    assert!(other.text().await.unwrap().contains("\"none\""));
}

async fn the_page_goes_on_by_itself(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let browser = Chromium::start().await;
    browser.go(&format!("{}/sign-in", world.base)).await;
    browser.write("#name", "ana").await;
    browser.write("#password", PASSWORD).await;
    browser.click("button.primary").await;
    browser.says("One more step").await;
    assert!(device.open(&world).await.is_empty());
    browser.click("button[name=device]").await;
    browser.says("Waiting for your answer").await;
    let html = browser.run("return document.body.innerHTML").await;
    let shown = number(html.as_str().unwrap());
    device
        .answer(&world, ApprovalDecision::Approve, &another(&shown))
        .await;
    browser.says("2 tries are left").await;
    device.approve(&world, &shown).await;
    browser.says("You are signed in").await;
}
