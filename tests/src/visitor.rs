//! A browser without a window: cookies, forms and nothing else, for the server's pages.

use std::collections::BTreeMap;

use reqwest::{Client, Response, header, redirect};

use crate::{Person, Server};

/// Somebody at the pages of a server.
pub struct Visitor<'a> {
    server: &'a Server<'a>,
    http: Client,
    cookies: BTreeMap<String, String>,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    /// Where it stands, after redirects.
    pub path: String,
    /// Its text.
    pub html: String,
}

impl Page {
    /// The value of the hidden field `name`.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn hidden(&self, name: &str) -> String {
        let rest = self.after(&format!("name=\"{name}\" value=\""));
        rest.split('"').next().unwrap().replace("&#38;", "&")
    }

    /// The number that is shown to be typed on another device.
    ///
    /// # Panics
    ///
    /// When none is shown.
    #[must_use]
    pub fn number(&self) -> String {
        let shown = self.after("class=\"number\"");
        let shown = shown.split("</p>").next().unwrap();
        let (_, shown) = shown.split_once('>').unwrap();
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits.len(), 6, "{shown}");
        digits
    }

    fn after(&self, marker: &str) -> &str {
        let (_, rest) = self
            .html
            .split_once(marker)
            .unwrap_or_else(|| panic!("no {marker} at {}: {}", self.path, self.html));
        rest
    }
}

impl<'a> Visitor<'a> {
    /// Somebody who was never there.
    #[must_use]
    pub fn new(server: &'a Server<'a>) -> Self {
        let http = Client::builder().redirect(redirect::Policy::none());
        Self {
            server,
            http: http.build().unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    /// Goes to a path.
    pub async fn go(&mut self, path: &str) -> Page {
        let request = self.http.get(self.server.at(path));
        let answer = request.header(header::COOKIE, self.cookies()).send().await;
        self.arrive(path, answer.unwrap()).await
    }

    /// Sends a form of a page of this server.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .http
            .post(self.server.at(path))
            .header(header::COOKIE, self.cookies())
            .header(header::ORIGIN, self.server.issuer())
            .form(fields);
        let answer = request.send().await.unwrap();
        self.arrive(path, answer).await
    }

    /// Signs in with a password, from a page that wants somebody: what comes then.
    pub async fn sign_in(&mut self, who: &Person) -> Page {
        let page = self.go("/account").await;
        let (csrf, attempt) = (page.hidden("csrf"), page.hidden("attempt"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("name", &who.name),
            ("password", &who.password),
        ];
        self.send("/sign-in", &fields).await
    }

    /// Has a device asked, from the page that asks for a second factor.
    pub async fn ask_device(&mut self, page: &Page) -> Page {
        let (csrf, attempt) = (page.hidden("csrf"), page.hidden("attempt"));
        let device = page.after("name=\"device\" value=\"");
        let device = device.split('"').next().unwrap();
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("with", "approval"),
            ("send", "1"),
            ("device", device),
        ];
        self.send("/sign-in/factor", &fields).await
    }

    /// Goes on from a page that waits for a device.
    pub async fn go_on(&mut self, page: &Page) -> Page {
        let (csrf, attempt) = (page.hidden("csrf"), page.hidden("attempt"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("with", "approval"),
        ];
        self.send("/sign-in/factor", &fields).await
    }

    fn cookies(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Keeps cookies and follows redirects within the server.
    async fn arrive(&mut self, path: &str, mut answer: Response) -> Page {
        let mut path = path.to_owned();
        for _ in 0..10 {
            self.keep_cookies(&answer);
            if !answer.status().is_redirection() {
                let html = answer.text().await.unwrap();
                return Page { path, html };
            }
            let to = answer.headers()[header::LOCATION].to_str().unwrap();
            path = to.trim_start_matches(self.server.issuer()).to_owned();
            let request = self.http.get(self.server.at(&path));
            let next = request.header(header::COOKIE, self.cookies()).send().await;
            answer = next.unwrap();
        }
        panic!("the server leads in circles: {path}")
    }

    fn keep_cookies(&mut self, answer: &Response) {
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
