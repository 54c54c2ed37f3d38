//! A device with a key that approves, as an app of somebody else would be one, and a page that asks it.

use protocol::{
    ApprovalDecision, ApprovalKey, ApprovalRequest, Enrolment, EnrolmentCode, OpenApprovals,
};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;

use crate::{
    common::{APP_AGENT, Browser, Tokens, World, location, random, waiting::bind},
    people::{Phone, ana, waiting},
};

/// A device that is signed in and has enrolled its key.
pub struct Device {
    pub token: String,
    refresh: String,
    pub key: ApprovalKey,
    pub id: String,
}

impl Device {
    /// Signs the app in by `browser`, where somebody is signed in with a fresh factor, and enrols a key.
    pub async fn enrol(world: &World, browser: &mut Browser<'_>, name: &str) -> Self {
        let code = world.desktop_code(browser).await;
        let tokens = Tokens::from(world.redeem(&code).await).await;
        let (token, refresh) = (tokens.access.clone(), tokens.refresh().to_owned());
        let address = format!("{}/api/v1/approvals/device", world.base);
        bind(world, &token).await;
        let asked = world.http.post(format!("{address}/code"));
        let asked = asked.bearer_auth(&token).send().await.unwrap();
        assert!(
            asked.status().is_success(),
            "{}",
            asked.text().await.unwrap()
        );
        let code: EnrolmentCode = asked.json().await.unwrap();
        let key = ApprovalKey::from_bytes(&random());
        let enrolment = Enrolment::new(&world.base, &code, name, &key);
        let put = world.http.put(address).bearer_auth(&token).json(&enrolment);
        let put = put.send().await.unwrap();
        let status = put.status();
        assert_eq!(status, StatusCode::OK, "{}", put.text().await.unwrap());
        let id = code.device.to_string();
        Self {
            token,
            refresh,
            key,
            id,
        }
    }

    /// Gets another access token, since one lives ten minutes.
    pub async fn refresh(&mut self, world: &World) {
        let tokens = Tokens::from(world.refresh(&self.refresh).await).await;
        self.token.clone_from(&tokens.access);
        tokens.refresh().clone_into(&mut self.refresh);
    }

    /// What it is asked.
    pub async fn open(&self, world: &World) -> Vec<ApprovalRequest> {
        let answer = world.api("/api/v1/approvals", &self.token).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<OpenApprovals>().await.unwrap().items
    }

    /// The one thing it is asked.
    pub async fn asked(&self, world: &World) -> ApprovalRequest {
        let mut open = self.open(world).await;
        assert_eq!(open.len(), 1, "{open:?}");
        open.remove(0)
    }

    /// Answers the one thing it is asked.
    pub async fn answer(&self, world: &World, decision: ApprovalDecision, digits: &str) -> u16 {
        let request = self.asked(world).await;
        let answer = request.answer(&self.key, decision, digits, world.now());
        let address = format!("{}/api/v1/approvals/{}/answer", world.base, request.id);
        let sent = world
            .http
            .post(address)
            .header(header::USER_AGENT, APP_AGENT)
            .bearer_auth(&self.token)
            .json(&answer);
        sent.send().await.unwrap().status().as_u16()
    }

    /// Approves with the number that the page shows.
    pub async fn approve(&self, world: &World, digits: &str) {
        let status = self.answer(world, ApprovalDecision::Approve, digits).await;
        assert_eq!(status, 200);
    }

    /// Denies.
    pub async fn deny(&self, world: &World) {
        assert_eq!(self.answer(world, ApprovalDecision::Deny, "").await, 200);
    }
}

/// Ana with an authenticator app and a device, in a browser of hers.
pub async fn with_device(world: &World) -> (Browser<'_>, Phone, Device) {
    let (mut browser, phone) = ana(world).await;
    let device = Device::enrol(world, &mut browser, "Ana's laptop").await;
    (browser, phone, device)
}

/// A browser that nobody knows, after the password and with the device asked.
pub async fn asking(world: &World) -> Browser<'_> {
    let mut browser = waiting(world, "ana").await;
    let sent = send(&mut browser, None).await;
    assert_eq!(location(&sent), PAGE);
    browser
}

/// The page that waits for the device.
pub const PAGE: &str = "/sign-in/factor?with=approval";

/// What the page says.
pub async fn page(browser: &mut Browser<'_>) -> String {
    let page = browser.get(PAGE).await;
    assert_eq!(page.status(), StatusCode::OK);
    page.text().await.unwrap()
}

/// Asks a device.
pub async fn send(browser: &mut Browser<'_>, device: Option<&str>) -> Response {
    // The page has no form while nobody is asked.
    let csrf = browser.field("/sign-in/factor?with=totp", "csrf").await;
    let mut fields = vec![("csrf", csrf.as_str()), ("with", "approval"), ("send", "1")];
    fields.extend(device.map(|device| ("device", device)));
    browser.post("/sign-in/factor", &fields).await
}

/// Goes on.
pub async fn go_on(browser: &mut Browser<'_>) -> Response {
    // The page has no form while nobody is asked.
    let csrf = browser.field("/sign-in/factor?with=totp", "csrf").await;
    let fields = [("csrf", csrf.as_str()), ("with", "approval")];
    browser.post("/sign-in/factor", &fields).await
}

/// The number that a page shows.
pub fn number(html: &str) -> String {
    let shown = html.split("aria-label=\"Number ").nth(1).expect("a number");
    let read: String = shown.split('"').next().unwrap().to_owned();
    read.replace(' ', "")
}

/// Another number.
pub fn another(number: &str) -> String {
    let number: u32 = number.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// What the description of the account says in JSON.
pub async fn json(world: &World, path: &str, token: &str) -> Value {
    world.api(path, token).await.json().await.unwrap()
}
