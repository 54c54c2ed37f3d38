//! A real Chromium with a device for passkeys that only tests have, driven over
//! [WebDriver](https://www.w3.org/TR/webdriver2/).

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long something may take that a person would wait for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What WebDriver calls an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser window. It ends with the test.
pub struct Chromium {
    driver: Child,
    http: reqwest::Client,
    session: String,
    _profile: TempDir,
}

impl Chromium {
    /// Starts one that knows nothing yet.
    pub async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port: u16 = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("it says its port");
        let profile = tempfile::tempdir().unwrap();
        let data = format!("--user-data-dir={}", profile.path().display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--window-size=900,900",
            &data,
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
        } } });
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .build()
            .unwrap();
        let base = format!("http://127.0.0.1:{port}/session");
        let sent = http.post(&base).json(&wanted).send().await.unwrap();
        let answer: Value = sent.json().await.unwrap();
        let id = answer["value"]["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {answer}"));
        Self {
            session: format!("{base}/{id}"),
            driver,
            http,
            _profile: profile,
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Value> {
        let request = self.http.request(method, format!("{}{path}", self.session));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
        let value = answer["value"].take();
        if value.get("error").is_some() {
            Err(value)
        } else {
            Ok(value)
        }
    }

    /// Opens an address.
    pub async fn go(&self, address: &str) {
        let body = json!({ "url": address });
        self.ask(Method::POST, "/url", Some(body)).await.unwrap();
    }

    /// Waits until the page says `words`, and returns all that it says.
    pub async fn says(&self, words: &str) -> String {
        let mut said = String::new();
        let waiting = async {
            loop {
                let script = json!({ "script": "return document.body.innerText", "args": [] });
                let answer = self.ask(Method::POST, "/execute/sync", Some(script)).await;
                if let Some(text) = answer.ok().as_ref().and_then(Value::as_str) {
                    text.clone_into(&mut said);
                    if said.contains(words) {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "the page never said {words:?}, but: {said}");
        said
    }

    /// What a script returns.
    pub async fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.ask(Method::POST, "/execute/sync", Some(body))
            .await
            .unwrap()
    }

    /// What a script hands to `arguments[0]`.
    pub async fn run_async(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.ask(Method::POST, "/execute/async", Some(body))
            .await
            .unwrap()
    }

    async fn element(&self, css: &str) -> String {
        let body = json!({ "using": "css selector", "value": css });
        let found = self
            .ask(Method::POST, "/element", Some(body))
            .await
            .unwrap_or_else(|error| panic!("no {css}: {error}"));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// Clicks it.
    pub async fn click(&self, css: &str) {
        let path = format!("/element/{}/click", self.element(css).await);
        self.ask(Method::POST, &path, Some(json!({})))
            .await
            .unwrap();
    }

    /// Types into a field.
    pub async fn write(&self, css: &str, text: &str) {
        let path = format!("/element/{}/value", self.element(css).await);
        let body = json!({ "text": text });
        self.ask(Method::POST, &path, Some(body)).await.unwrap();
    }

    /// A command of the browser's own protocol
    /// ([Chrome DevTools](https://chromedevtools.github.io/devtools-protocol/)).
    pub async fn devtools(&self, command: &str, with: Value) -> Value {
        let body = json!({ "cmd": command, "params": with });
        self.ask(Method::POST, "/goog/cdp/execute", Some(body))
            .await
            .unwrap()
    }

    /// The cookies as a header.
    pub async fn cookies(&self) -> String {
        let cookies = self.ask(Method::GET, "/cookie", None).await.unwrap();
        let pairs = cookies.as_array().unwrap().iter();
        let pairs: Vec<String> = pairs
            .map(|cookie| {
                let part = |name: &str| cookie[name].as_str().unwrap().to_owned();
                format!("{}={}", part("name"), part("value"))
            })
            .collect();
        pairs.join("; ")
    }

    /// Forgets every cookie.
    pub async fn forget(&self) {
        self.ask(Method::DELETE, "/cookie", None).await.unwrap();
    }

    /// Plugs a device in that has passkeys and that checks who its person is, as `verifies` says
    /// ([WebAuthn section 11](https://www.w3.org/TR/webauthn-3/#sctn-automation)).
    pub async fn plug_in(&self, verifies: bool) -> String {
        let body = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserConsenting": true,
            "isUserVerified": verifies,
        });
        let path = "/webauthn/authenticator";
        let id = self.ask(Method::POST, path, Some(body)).await.unwrap();
        id.as_str().unwrap().to_owned()
    }

    /// The keys on a device.
    pub async fn keys(&self, device: &str) -> Vec<Value> {
        let path = format!("/webauthn/authenticator/{device}/credentials");
        let keys = self.ask(Method::GET, &path, None).await.unwrap();
        keys.as_array().unwrap().clone()
    }

    /// Puts a key on a device.
    pub async fn put_key(&self, device: &str, key: Value) {
        let path = format!("/webauthn/authenticator/{device}/credential");
        self.ask(Method::POST, &path, Some(key)).await.unwrap();
    }

    /// Takes a device out.
    pub async fn unplug(&self, device: &str) {
        let path = format!("/webauthn/authenticator/{device}");
        self.ask(Method::DELETE, &path, None).await.unwrap();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver takes the browser along when it is asked to end.
        let id = self.driver.id().to_string();
        drop(Command::new("kill").args(["-TERM", &id]).status());
        drop(self.driver.wait());
    }
}
