//! Every page in a real Chromium, in each language, at the width of a small telephone, a large one and a
//! window, light and dark: nothing is cut off, every field has its label, and what has the keyboard shows
//! it. `COUNTERSIGN_PICTURES=directory` keeps a picture of each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;
mod pages;
mod samples;

use std::{convert::Infallible, fs, path::PathBuf};

use axum::{
    Router,
    response::sse::{Event, Sse},
    routing::{get, post},
};
use common::chromium::Chromium;
use data_encoding::BASE64;
use futures_util::stream;
use reqwest::StatusCode;
use serde_json::json;
use server::{Config, headers};
use tokio::net::TcpListener;

use crate::pages::all;

async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut router = Router::new().merge(server::pages::assets());
    // Forms that post themselves leave the page where it is.
    for path in ["/nothing", "/sign-in/factor"] {
        router = router.route(path, post(async || StatusCode::NO_CONTENT));
    }
    router = router.route(
        "/nothing-happens",
        get(async || Sse::new(stream::pending::<Result<Event, Infallible>>())),
    );
    for (name, page) in all() {
        router = router.route(&format!("/{name}"), get(async move || page()));
    }
    let app = headers::layer(router, &Config::default());
    let service = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    base
}

/// What is cut off or sticks out, fields without a label, and things without a name.
const FAULTS: &str = r#"
    const faults = [];
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > room) faults.push("the page is wider than the window");
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    document.querySelectorAll("[hidden]").forEach((one) => { one.hidden = false; });
    for (const one of document.querySelectorAll("body *")) {
      const box = one.getBoundingClientRect();
      if (box.width && (box.right > room + 1 || box.left < -1)) faults.push("sticks out: " + one.outerHTML.slice(0, 120));
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).display !== "inline" && !["INPUT", "SELECT"].includes(one.tagName))
        faults.push("cut off: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("input:not([type=hidden]):not([autocomplete=username][type=text][name=username]), select")) {
      if (one.hasAttribute("readonly")) continue;
      if (!one.labels.length || !one.labels[0].innerText.trim()) faults.push("no label: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("a, button, summary")) {
      if (!one.innerText.trim() && !one.getAttribute("aria-label")) faults.push("no name: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("button, .button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select")) {
      const box = one.getBoundingClientRect();
      if (box.height && box.height < 40) faults.push("small to touch: " + one.outerHTML.slice(0, 120));
    }
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    if (new Set(ids).size !== ids.length) faults.push("an id is there twice");
    for (const one of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
      for (const id of (one.getAttribute("aria-describedby") || one.getAttribute("aria-labelledby")).split(" "))
        if (!document.getElementById(id)) faults.push("speaks of nothing: " + id);
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("not one heading");
    return faults;
"#;

/// Whether what has the keyboard shows it, for everything that can have it.
const UNSEEN: &str = r#"
    const unseen = [];
    for (const one of document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")) {
      if (!one.getClientRects().length) continue;
      one.focus({ focusVisible: true });
      if (document.activeElement !== one) continue;
      const style = getComputedStyle(one);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) unseen.push(one.outerHTML.slice(0, 120));
    }
    return unseen;
"#;

async fn shape(browser: &Chromium, width: u32, scheme: &str) {
    let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", size)
        .await;
    // Without motion a picture never shows a colour on its way to another.
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    browser.devtools("Emulation.setEmulatedMedia", media).await;
}

async fn picture(browser: &Chromium, directory: &str, name: &str) {
    let whole = json!({ "format": "png", "captureBeyondViewport": true });
    let taken = browser.devtools("Page.captureScreenshot", whole).await;
    let bytes = BASE64
        .decode(taken["data"].as_str().unwrap().as_bytes())
        .unwrap();
    fs::create_dir_all(directory).unwrap();
    fs::write(PathBuf::from(directory).join(format!("{name}.png")), bytes).unwrap();
}

#[tokio::test]
async fn every_page_fits_is_labelled_and_shows_its_focus_in_every_language() {
    let (base, browser) = (serve().await, Chromium::start().await);
    let pictures = std::env::var("COUNTERSIGN_PICTURES").ok();
    let mut faults = Vec::new();
    for language in ["en", "de"] {
        browser.go(&format!("{base}/sign-in?lang={language}")).await;
        for (name, _) in all() {
            browser.go(&format!("{base}/{name}")).await;
            let said = browser.run("return document.documentElement.lang").await;
            assert_eq!(said, language, "{name}");
            for width in [320, 420, 900] {
                for scheme in ["light", "dark"] {
                    shape(&browser, width, scheme).await;
                    if let Some(directory) = &pictures {
                        let name = format!("{name}-{language}-{width}-{scheme}");
                        picture(&browser, directory, &name).await;
                    }
                }
                let found = browser.run(FAULTS).await;
                for fault in found.as_array().unwrap() {
                    faults.push(format!("{name} {language} {width}: {fault}"));
                }
            }
            let unseen = browser.run(UNSEEN).await;
            for fault in unseen.as_array().unwrap() {
                faults.push(format!("{name} {language}: no focus to see at {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
