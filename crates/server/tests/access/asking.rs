//! How these tests ask: people with tokens, and every address of the description.
#![allow(unreachable_pub)]

use crate::common::{PASSWORD, Tokens, World, desktop_request, with};
use reqwest::{Method, Response};
use serde_json::{Map, Value, json};
use server::Description;
use utoipa::OpenApi as _;
use zeroize::Zeroizing;

/// Everything that the desktop app can ask for.
pub const ALL: &str = "openid profile email offline_access sessions approvals admin";

impl World {
    /// Adds somebody with these roles.
    pub async fn person(&self, name: &str, roles: &[&str]) -> String {
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        let mail = format!("{name}@example.org");
        let password = Zeroizing::new(PASSWORD.to_owned());
        let id = self.server.add_user(name, &mail, &roles, password).await;
        id.unwrap().to_string()
    }

    /// The access token of somebody who has just signed in to the desktop app.
    pub async fn token(&self, name: &str, scope: &str) -> String {
        let mut browser = self.browser();
        browser.sign_in(name, PASSWORD).await;
        let request = with(desktop_request(), &[("scope", scope)]);
        let code = browser.authorize(&request).await["code"].clone();
        Tokens::from(self.redeem(&code).await).await.access
    }

    /// Adds somebody and signs them in.
    pub async fn with_role(&self, name: &str, role: &str) -> String {
        self.person(name, &[role]).await;
        self.token(name, ALL).await
    }

    /// One request to the JSON interface.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// `GET` that is answered 200.
    pub async fn read(&self, path: &str, token: &str) -> Value {
        let answer = self.ask("get", path, Some(token), None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub challenge: String,
    pub body: Value,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let challenge = response.headers().get("www-authenticate");
        let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        Self {
            status,
            challenge: challenge.unwrap_or_default(),
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// The status and the word of an error.
    pub fn error(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }
}

/// One address of the description with a method it has.
pub struct Operation {
    pub method: String,
    pub path: String,
    /// A body that fits the description.
    pub body: Option<Map<String, Value>>,
    pub scopes: Vec<String>,
}

/// Everything in the description.
pub fn operations() -> Vec<Operation> {
    let description = serde_json::to_value(Description::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let scopes = operation["security"][0]["bearer"].as_array();
            let scopes = scopes.map(|list| list.iter().map(|s| s.as_str().unwrap().to_owned()));
            found.push(Operation {
                method: method.to_owned(),
                path: path.clone(),
                body: operation.get("requestBody").map(|body| {
                    let schema = &body["content"]["application/json"]["schema"];
                    example(&description, schema).as_object().unwrap().clone()
                }),
                scopes: scopes.unwrap().collect(),
            });
        }
    }
    assert!(found.len() > 30);
    found
}

impl Operation {
    /// The path with something in place of every parameter.
    pub fn filled(&self, with: &str) -> String {
        let parts = self
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { with } else { part });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// A value that fits `schema`.
fn example(description: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return example(description, &description["components"]["schemas"][name]);
    }
    if let Some(one) = schema["oneOf"].as_array() {
        let null = |one: &&Value| one["type"] != "null";
        return example(description, one.iter().find(null).unwrap());
    }
    let kind = &schema["type"];
    let kind = kind
        .as_str()
        .or_else(|| kind[0].as_str())
        .unwrap_or("object");
    match (kind, schema["enum"].as_array()) {
        (_, Some(values)) => values[0].clone(),
        ("string", _) => json!("x"),
        ("integer" | "number", _) => json!(1),
        ("boolean", _) => json!(false),
        ("array", _) => json!([]),
        _ => {
            let properties = schema["properties"].as_object().unwrap().iter();
            properties
                .map(|(name, schema)| (name.clone(), example(description, schema)))
                .collect()
        }
    }
}
