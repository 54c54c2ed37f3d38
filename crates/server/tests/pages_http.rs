//! The pages as a browser gets them from a real server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use reqwest::{Response, redirect::Policy};
use support::{Running, Workplace};

struct Site {
    server: Running,
    client: reqwest::Client,
    _place: Workplace,
}

impl Site {
    fn open() -> Self {
        let place = Workplace::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
        let server = place.start(&["serve", "--json"]);
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            server,
            client,
            _place: place,
        }
    }

    async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.server.issuer()))
            .send()
            .await
            .unwrap()
    }

    async fn page(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// The value of `attribute` in each tag of `html` that begins with `<tag `.
fn attributes<'a>(html: &'a str, tag: &str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!("<{tag} "))
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter_map(|tag| {
            tag.split(&format!("{attribute}=\""))
                .nth(1)?
                .split('"')
                .next()
        })
        .collect()
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::open();
    for path in [
        "/sign-in",
        "/account",
        "/nowhere",
        "/assets/style.css",
        "/api/v1/me",
        "/api/v1/nowhere",
        "/oauth/authorize",
        "/oauth/token",
        "/oauth/jwks",
        "/health/live",
    ] {
        let answer = site.get(path).await;
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            header(&answer, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(!header(&answer, "cache-control").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn what_is_personal_is_not_stored() {
    let site = Site::open();
    for path in [
        "/sign-in",
        "/account",
        "/api/v1/me",
        "/api/v1/sessions",
        "/oauth/authorize",
    ] {
        assert_eq!(
            header(&site.get(path).await, "cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_sign_in_page_needs_no_script_and_ties_labels_to_inputs() {
    let html = Site::open().page("/sign-in").await;
    assert!(
        !html.contains("<script") && !html.contains("<style") && !html.contains(" style="),
        "{html}"
    );
    assert!(attributes(&html, "html", "lang") == ["en"]);
    for id in ["name", "password"] {
        assert!(attributes(&html, "label", "for").contains(&id), "{html}");
        assert!(attributes(&html, "input", "id").contains(&id), "{html}");
    }
    let complete = attributes(&html, "input", "autocomplete");
    assert_eq!(complete, ["username", "current-password"]);
}

#[tokio::test]
async fn every_file_that_a_page_names_is_served_by_ourselves_and_may_be_kept() {
    let site = Site::open();
    let html = site.page("/sign-in").await;
    let mut files = attributes(&html, "link", "href");
    files.extend(attributes(&html, "img", "src"));
    assert!(files.len() >= 3, "{html}");
    for file in files {
        assert!(file.starts_with("/assets/"), "{file}");
        let answer = site.get(file).await;
        assert_eq!(answer.status(), 200, "{file}");
        assert!(
            header(&answer, "cache-control").contains("immutable"),
            "{file}"
        );
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_page_for_people_and_json_for_programs() {
    let site = Site::open();
    let page = site.get("/nowhere").await;
    assert_eq!(page.status(), 404);
    assert!(page.text().await.unwrap().contains("There is nothing here"));
    let json: serde_json::Value = site.get("/api/v1/nowhere").await.json().await.unwrap();
    assert_eq!(json["error"], "not_found");
}

#[tokio::test]
async fn every_described_address_exists() {
    let site = Site::open();
    let description: serde_json::Value =
        site.get("/api/v1/openapi.json").await.json().await.unwrap();
    let mut tried = 0;
    for (path, operations) in description["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "00000000000000000000000000000000");
        for method in operations
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "parameters")
        {
            let method = method.to_uppercase().parse().unwrap();
            let address = format!("{}{path}", site.server.issuer());
            let status = site
                .client
                .request(method, address)
                .send()
                .await
                .unwrap()
                .status();
            assert_eq!(status, 401, "{path} without a token");
            tried += 1;
        }
    }
    assert!(tried >= 4);
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let site = Site::open();
    let address = format!("{}/sign-in", site.server.issuer());
    let answer = site
        .client
        .post(address)
        .body("x".repeat(64 * 1024 + 1))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 413);
    let page = answer.text().await.unwrap();
    assert!(page.contains("That was too much"), "{page}");
}

#[tokio::test]
async fn an_error_that_no_route_has_given_fits_its_reader() {
    let site = Site::open();
    let ask = async |method: &str, path: &str| {
        let address = format!("{}{path}", site.server.issuer());
        let method = method.parse().unwrap();
        site.client.request(method, address).send().await.unwrap()
    };
    for path in ["/sign-in", "/oauth/authorize", "/assets/style.css"] {
        let answer = ask("DELETE", path).await;
        assert_eq!(answer.status(), 405, "{path}");
        assert!(!header(&answer, "allow").is_empty(), "{path}");
        assert!(header(&answer, "content-type").starts_with("text/html"));
        assert_eq!(header(&answer, "cache-control"), "no-store", "{path}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("That cannot be done here"), "{page}");
    }
    for (method, path, status, error) in [
        ("GET", "/oauth/token", 405, "method_not_allowed"),
        ("POST", "/api/v1/me", 405, "method_not_allowed"),
        ("POST", "/oauth/token", 415, "invalid_request"),
        ("GET", "/oauth/nowhere", 404, "not_found"),
    ] {
        let answer = ask(method, path).await;
        assert_eq!(answer.status(), status, "{path}");
        let json: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(json["error"], error, "{path}");
    }
}
