//! Secrets never enter the log of events or that of the process.

use std::{
    collections::BTreeSet,
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use reqwest::header;
use tracing_subscriber::fmt::MakeWriter;

use crate::common::{PASSWORD, World, hidden};

/// What the process logged.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Said {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every text in quotes that stands behind `before` in a source file below `folder`.
fn quoted(folder: &Path, before: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            quoted(&path, before, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split(before).skip(1) {
            let part = part.trim_start();
            let word = part
                .strip_prefix('"')
                .and_then(|part| part.split('"').next());
            found.extend(word.map(str::to_owned));
        }
    }
}

/// Sends canaries in every field of every form and query to every address there is, signed in and
/// not, as cookie, as header and as body. None of them may be found afterwards.
#[tokio::test]
async fn no_secret_enters_any_log() {
    let said = Said::default();
    tracing_subscriber::fmt()
        .with_env_filter("debug,hyper=info,h2=info,reqwest=info")
        .with_writer(said.clone())
        .init();
    let world = World::sqlite().await;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes");
    let (mut addresses, mut fields) = (BTreeSet::new(), BTreeSet::new());
    quoted(&source, ".route(", &mut addresses);
    quoted(&source, ".get(", &mut fields);
    assert!(addresses.contains("/oauth/token") && fields.contains("code_verifier"));
    for field in [
        "password",
        "code",
        "token",
        "client_secret",
        "refresh_token",
    ] {
        fields.insert(field.to_owned());
    }

    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let html = browser.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let cookies: Vec<String> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    // A canary is as long as the secrets are, and says where it flew in.
    let canary = |place: &str| format!("{place}-CANARY{}", "x".repeat(30));
    for address in &addresses {
        let url = format!("{}{address}", world.base).replace("{id}", "1");
        let form: Vec<(&str, String)> = fields
            .iter()
            .filter(|field| *field != "csrf")
            .map(|field| (field.as_str(), canary(field)))
            .chain([("csrf", csrf.clone())])
            .collect();
        let cookie = [
            cookies.join("; "),
            format!("countersign-device={}", canary("cookie")),
        ];
        for grant in ["authorization_code", "refresh_token", "client_credentials"] {
            let mut form = form.clone();
            form.retain(|(field, _)| *field != "grant_type");
            form.push(("grant_type", grant.to_owned()));
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&form)
                .finish();
            let requests = [
                world
                    .http
                    .post(&url)
                    .form(&form)
                    .header(header::COOKIE, cookie.join("; ")),
                world
                    .http
                    .post(&url)
                    .form(&form)
                    .basic_auth(canary("name"), Some(canary("secret"))),
                world
                    .http
                    .get(format!("{url}?{query}"))
                    .bearer_auth(canary("bearer")),
                world.http.delete(&url).bearer_auth(canary("bearer")),
            ];
            for request in requests {
                let request = request.header(header::ORIGIN, &world.base);
                drop(request.send().await.unwrap());
            }
        }
    }
    // Limits of that many requests are not what is tried here.
    world.wait(3600);
    // A wrong password with a name that is one, and the right one.
    let answer = world
        .browser()
        .try_sign_in("/sign-in", &canary("name"), &canary("password"))
        .await;
    assert_eq!(answer.status(), 401);
    let tokens = world.desktop().await;

    let rows = world
        .server
        .store()
        .read()
        .await
        .unwrap()
        .audit()
        .rows(1, 10_000)
        .await
        .unwrap();
    assert!(rows.len() > 5, "something happened");
    let logged = String::from_utf8(said.0.lock().unwrap().clone()).unwrap();
    assert!(!logged.is_empty());
    let log = format!("{rows:?}");
    for (name, text) in [("log of events", &log), ("log of the process", &logged)] {
        let found = text
            .find("CANARY")
            .map(|at| &text[at.saturating_sub(200)..at + 10]);
        assert_eq!(found, None, "in the {name}");
        for secret in [PASSWORD, &tokens.access, tokens.refresh()] {
            assert!(!text.contains(secret), "a secret in the {name}");
        }
        for cookie in browser.cookies.values() {
            assert!(!text.contains(cookie.as_str()), "a cookie in the {name}");
        }
    }
}
