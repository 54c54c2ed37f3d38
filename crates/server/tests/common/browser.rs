//! A browser without a window: cookies, forms, and redirects that it stops at.

use std::collections::BTreeMap;

use reqwest::{Response, StatusCode, header};

use super::{FIREFOX, World};

/// A browser with cookies, which stops at redirects to elsewhere.
pub struct Browser<'a> {
    pub world: &'a World,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, response: &Response) {
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// `GET` of a path of the server.
    pub async fn get(&mut self, path: &str) -> Response {
        let request = self.world.http.get(format!("{}{path}", self.world.base));
        let request = request
            .header(header::USER_AGENT, FIREFOX)
            .header(header::COOKIE, self.cookie_header());
        let response = request.send().await.unwrap();
        self.keep_cookies(&response);
        response
    }

    /// A form posted from one of our own pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.post_from(path, fields, Some(&self.world.base.clone()))
            .await
    }

    /// A form posted from a page of `origin`.
    pub async fn post_from(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        origin: Option<&str>,
    ) -> Response {
        let mut request = self.world.http.post(format!("{}{path}", self.world.base));
        request = request
            .header(header::USER_AGENT, FIREFOX)
            .header(header::COOKIE, self.cookie_header());
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let response = request.form(fields).send().await.unwrap();
        self.keep_cookies(&response);
        response
    }

    /// The value of a hidden field of the page at `path`.
    pub async fn field(&mut self, path: &str, field: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status(), StatusCode::OK);
        let html = page.text().await.unwrap();
        hidden(&html, field)
    }

    /// Signs in without a client.
    pub async fn sign_in(&mut self, name: &str, password: &str) {
        let answer = self.try_sign_in("/sign-in", name, password).await;
        assert_eq!(
            answer.status(),
            StatusCode::SEE_OTHER,
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Fills the form at `path` in and posts it.
    pub async fn try_sign_in(&mut self, path: &str, name: &str, password: &str) -> Response {
        let html = self.get(path).await.text().await.unwrap();
        let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("name", name),
            ("password", password),
        ];
        self.post("/sign-in", &fields).await
    }

    /// Asks for a grant and follows until the answer leaves the server; its parameters.
    pub async fn authorize(
        &mut self,
        request: &[(&'static str, String)],
    ) -> BTreeMap<String, String> {
        let response = self.get(&authorize_path(request)).await;
        let location = location(&response);
        let (_, query) = location
            .split_once('?')
            .unwrap_or_else(|| panic!("no answer in {location}"));
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }
}

/// `/oauth/authorize?…`
pub fn authorize_path(request: &[(&'static str, String)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(request)
        .finish();
    format!("/oauth/authorize?{query}")
}

/// Where an answer leads.
pub fn location(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned()
}

/// The value of the hidden field `name`.
pub fn hidden(html: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let (_, rest) = html
        .split_once(&marker)
        .unwrap_or_else(|| panic!("no field {name} in {html}"));
    let (value, _) = rest.split_once('"').unwrap();
    value
        .replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
}
