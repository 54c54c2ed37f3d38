//! A window that a person looks at: the app, or the browser.

use std::{fs, path::Path, sync::Arc, time::Duration};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::Capabilities};
use serde_json::json;
use tokio::{
    process::{Child, Command},
    sync::Mutex,
};

use crate::{Desk, Machine, program, until, wait::PATIENCE};

/// In the environment of every process of a window.
const MARK: &str = "COUNTERSIGN_WINDOW";

/// One window, driven as a person would: what cannot be seen cannot be clicked.
#[derive(Clone)]
pub struct Window {
    name: String,
    client: Client,
    driver: Arc<Mutex<Child>>,
}

/// The selector of an element that carries `data-testid`.
#[must_use]
pub fn hook(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

impl Window {
    /// Starts the app as `desk` has it.
    pub async fn app(machine: &Machine, desk: &Desk) -> Self {
        let pictures = ("COUNTERSIGN_PICTURES", "1");
        Self::app_with(machine, desk, &[pictures]).await
    }

    /// Starts the app exactly as a person does. No picture can be taken of it.
    pub async fn app_for_figures(machine: &Machine, desk: &Desk) -> Self {
        Self::app_with(machine, desk, &[]).await
    }

    async fn app_with(machine: &Machine, desk: &Desk, environment: &[(&str, &str)]) -> Self {
        let port = program::free_port();
        let mut driver = machine.command("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied())
            .env("COUNTERSIGN_HOME", &desk.data)
            .env("COUNTERSIGN_CONFIG", &desk.config)
            .env("RUST_LOG", "info");
        let options = json!({ "binary": program::binary("countersign-desktop"), "args": [] });
        Self::open(
            machine,
            "app",
            driver,
            port,
            json!({ "webkitgtk:browserOptions": options }),
        )
        .await
    }

    /// Starts a browser that knows nothing yet.
    pub async fn browser(machine: &Machine) -> Self {
        let port = program::free_port();
        let mut driver = machine.command("chromedriver");
        driver.arg(format!("--port={port}"));
        let profile = machine.folder("profiles").join(port.to_string());
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,800",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let options = json!({ "args": arguments });
        Self::open(
            machine,
            "browser",
            driver,
            port,
            json!({ "goog:chromeOptions": options }),
        )
        .await
    }

    async fn open(
        machine: &Machine,
        name: &str,
        mut driver: Command,
        port: u16,
        wanted: serde_json::Value,
    ) -> Self {
        let name = machine.new_name(name);
        driver.env(MARK, &name).kill_on_drop(false); // ended with the machine
        let mut driver = program::logged(&mut driver, &machine.log(&name))
            .spawn()
            .expect("the driver is installed");
        ready(&mut driver, port).await;

        let wanted: Capabilities =
            serde_json::from_value(wanted).expect("capabilities are an object");
        let mut builder = ClientBuilder::rustls().expect("TLS is built in");
        let address = format!("http://127.0.0.1:{port}");
        let connecting = builder.capabilities(wanted).connect(&address);
        let Ok(client) = tokio::time::timeout(PATIENCE, connecting).await else {
            panic!("{name} did not open");
        };
        let client = client.unwrap_or_else(|error| panic!("{name} did not open: {error}"));
        let window = Self {
            name,
            client,
            driver: Arc::new(Mutex::new(driver)),
        };
        machine.windows.lock().await.push(window.clone());
        window
    }

    /// The name under which its log and pictures are kept.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens an address.
    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// The address that is shown.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// The element that `css` names, once it can be seen.
    pub async fn see(&self, css: &str) -> Element {
        until(&format!("{} shows {css}", self.name), async || {
            self.visible(css).await
        })
        .await
    }

    /// Waits until no element that `css` names can be seen.
    pub async fn see_no(&self, css: &str) {
        let gone = async || self.visible(css).await.is_none().then_some(());
        until(&format!("{} no longer shows {css}", self.name), gone).await;
    }

    /// Whether it can be seen now.
    pub async fn shows(&self, css: &str) -> bool {
        self.visible(css).await.is_some()
    }

    /// Clicks it, once it can be seen and takes clicks.
    pub async fn click(&self, css: &str) {
        until(
            &format!("{} takes a click on {css}", self.name),
            async || {
                let element = self.visible(css).await?;
                if !element.is_enabled().await.ok()? {
                    return None;
                }
                element.click().await.ok()
            },
        )
        .await;
    }

    /// Clicks a switch until it is off.
    pub async fn switch_off(&self, css: &str) {
        until(&format!("{} turns off {css}", self.name), async || {
            if self.shows(&format!("{css}[data-state=unchecked]")).await {
                return Some(());
            }
            let on = self.visible(&format!("{css}[data-state=checked]")).await?;
            let _ = on.click().await;
            None
        })
        .await;
    }

    /// Replaces what is written in a field.
    pub async fn write(&self, css: &str, text: &str) {
        until(&format!("{} takes words in {css}", self.name), async || {
            let field = self.visible(css).await?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
    }

    /// The words of an element, once it can be seen.
    pub async fn read(&self, css: &str) -> String {
        until(&format!("{} has words in {css}", self.name), async || {
            drawn(&self.visible(css).await?).await
        })
        .await
    }

    /// Waits until an element's words contain `words`.
    pub async fn read_until(&self, css: &str, words: &str) -> String {
        until(
            &format!("{} says “{words}” in {css}", self.name),
            async || {
                let said = drawn(&self.visible(css).await?).await?;
                said.contains(words).then_some(said)
            },
        )
        .await
    }

    /// Every element that `css` names and that can be seen, by its words.
    pub async fn read_all(&self, css: &str) -> Vec<String> {
        let mut said = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            if element.is_displayed().await.unwrap_or(false) {
                said.push(drawn(&element).await.unwrap_or_default());
            }
        }
        said
    }

    /// Runs a script in the page, for what no person can do, such as choosing the theme of the
    /// system.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Makes the window this large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
    }

    /// Takes a picture.
    pub async fn picture(&self, path: &Path) {
        let taken = tokio::time::timeout(Duration::from_secs(20), self.client.screenshot()).await;
        match taken {
            Ok(Ok(picture)) => fs::write(path, picture).unwrap(),
            other => eprintln!("no picture of {}: {:?}", self.name, other.map(Result::err)),
        }
    }

    /// Waits until nothing moves any more, so that a picture shows what stays.
    pub async fn settle(&self) {
        let still = "return document.getAnimations().every(one => one.playState !== 'running')";
        let rests = async || (self.run(still).await == true).then_some(());
        until(&format!("{} comes to rest", self.name), rests).await;
    }

    /// Closes the window, ends its program and returns once that is gone.
    pub async fn close(self, machine: &Machine) {
        machine
            .windows
            .lock()
            .await
            .retain(|other| other.name != self.name);
        self.client.clone().close().await.unwrap();
        let mut driver = self.driver.lock().await;
        let rest = |id: &u32| Some(*id) != driver.id();
        let gone = async || (!self.processes(machine).iter().any(rest)).then_some(());
        until(&format!("{} is gone", self.name), gone).await;
        driver.kill().await.unwrap();
    }

    /// The processes that this window is made of, and its driver.
    #[must_use]
    pub fn processes(&self, machine: &Machine) -> Vec<u32> {
        machine.processes_with(&format!("{MARK}={}", self.name))
    }

    async fn visible(&self, css: &str) -> Option<Element> {
        let Ok(elements) = self.client.find_all(Locator::Css(css)).await else {
            self.follow().await;
            return None;
        };
        for element in elements {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// Turns to whichever of the program's windows shows `css`, once one does.
    pub async fn turn_to(&self, css: &str) {
        until(
            &format!("a window of {} shows {css}", self.name),
            async || {
                for page in self.client.windows().await.ok()? {
                    let turned = self.client.switch_to_window(page).await.is_ok();
                    if turned && self.visible(css).await.is_some() {
                        return Some(());
                    }
                }
                None
            },
        )
        .await;
    }

    /// Looks at the page that came in place of one that is gone, as a lock brings.
    async fn follow(&self) {
        if let Ok(pages) = self.client.windows().await
            && let Some(page) = pages.into_iter().next_back()
        {
            let _ = self.client.switch_to_window(page).await;
        }
    }
}

/// What is drawn of an element's text. The driver's own answer leaves out what it takes for cut off.
async fn drawn(element: &Element) -> Option<String> {
    Some(element.prop("innerText").await.ok()??.trim().to_owned())
}

/// Waits until the driver listens.
async fn ready(driver: &mut Child, port: u16) {
    until("the driver listens", async || {
        if let Ok(Some(status)) = driver.try_wait() {
            panic!("the driver ended at once: {status}");
        }
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .ok()
    })
    .await;
}
