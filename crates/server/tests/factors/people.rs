//! What the tests about second factors do again and again.

use std::time::{Duration, UNIX_EPOCH};

use otp::{Algorithm, Digits, Entry, Kind, Period, Seed};
use reqwest::{Response, StatusCode};
use zeroize::Zeroizing;

use crate::common::{Browser, PASSWORD, World, hidden, location};

/// An authenticator app with one entry.
pub struct Phone(Entry);

impl Phone {
    /// The app after the key was typed that the page shows.
    pub fn typed(html: &str) -> Self {
        let key = html.split("class=\"key\">").nth(1).expect("a key");
        Self::of(key.split('<').next().unwrap())
    }

    pub fn of(key: &str) -> Self {
        Self(Entry {
            issuer: String::new(),
            account: String::new(),
            seed: Seed::from_base32(key).unwrap(),
            kind: Kind::Totp {
                period: Period::THIRTY,
            },
            algorithm: Algorithm::Sha1,
            digits: Digits::SIX,
        })
    }

    /// The code that is shown at `at`, Unix seconds.
    pub fn code(&self, at: i64) -> String {
        let at = UNIX_EPOCH + Duration::from_secs(at.try_into().unwrap());
        otp::generate(&self.0, at).unwrap().digits.to_string()
    }

    pub fn key(&self) -> String {
        self.0.seed.reveal_base32().to_string()
    }

    pub fn seed(&self) -> Vec<u8> {
        self.0.seed.reveal().to_vec()
    }
}

/// Adds an app in a browser that may do so, and says where that leads.
pub async fn enrol(browser: &mut Browser<'_>, path: &str) -> (Phone, String) {
    let html = browser.get(path).await.text().await.unwrap();
    let phone = Phone::typed(&html);
    let code = phone.code(browser.world.now());
    let answer = post_code(browser, "/enrol/totp", &html, &code).await;
    (phone, location(&answer))
}

/// Answers the form on a page with a code.
pub async fn post_code(
    browser: &mut Browser<'_>,
    action: &str,
    html: &str,
    code: &str,
) -> Response {
    let (csrf, attempt) = (hidden(html, "csrf"), hidden(html, "attempt"));
    let with = html.contains("name=\"with\"").then(|| hidden(html, "with"));
    let with = with.unwrap_or_default();
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("with", &with),
        ("code", code),
    ];
    browser.post(action, &fields).await
}

/// `ana` in a browser of hers, with an app and a password that were both given a while ago.
pub async fn ana(world: &World) -> (Browser<'_>, Phone) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let (phone, to) = enrol(&mut browser, "/enrol/totp").await;
    assert_eq!(to, "/enrol/recovery");
    world.wait(60);
    (browser, phone)
}

/// A browser that nobody knows, after the password.
pub async fn waiting<'a>(world: &'a World, name: &str) -> Browser<'a> {
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", name, PASSWORD).await;
    assert_eq!(location(&answer), "/sign-in/factor");
    browser
}

/// Answers the question for a factor.
pub async fn answer(browser: &mut Browser<'_>, with: &str, code: &str) -> Response {
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("with", with), ("code", code)];
    browser.post("/sign-in/factor", &fields).await
}

/// Where a browser ends that asks for a page: the path, or the status of what is there.
pub async fn ends_at(browser: &mut Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    if answer.status() == StatusCode::SEE_OTHER {
        let to = location(&answer);
        to.split('?').next().unwrap().to_owned()
    } else {
        answer.status().as_str().to_owned()
    }
}

/// Ten fresh recovery codes.
pub async fn recovery_codes(browser: &mut Browser<'_>) -> Vec<String> {
    let html = browser.get("/enrol/recovery").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let answer = browser.post("/enrol/recovery", &[("csrf", &csrf)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let html = answer.text().await.unwrap();
    let rows = html.split("<li><code>").skip(1);
    rows.map(|row| row.split('<').next().unwrap().to_owned())
        .collect()
}

/// An administrator called `root`.
pub async fn add_root(world: &World) {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let roles = ["administrator".to_owned()];
    world
        .server
        .add_user("root", "root@example.org", &roles, password)
        .await
        .unwrap();
}

/// The same world, where administrators need a second factor, as they do by default.
pub async fn demanding(world: World) -> World {
    let world = world
        .reconfigured(|config| config.factors = server::config::Factors::default())
        .await;
    add_root(&world).await;
    world
}

/// What the database holds in one column, by a connection beside the server's.
pub async fn column(world: &World, query: &'static str) -> Vec<String> {
    let pool = pool(world).await;
    sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
}

/// Changes something behind the server's back.
pub async fn execute(world: &World, statement: &'static str) {
    let pool = pool(world).await;
    sqlx::query(statement).execute(&pool).await.unwrap();
}

async fn pool(world: &World) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    sqlx::AnyPool::connect(&url).await.unwrap()
}
