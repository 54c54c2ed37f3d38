//! A till that asks whoever pays.

use reqwest::Response;
use serde_json::Value;
use server::clients::NewClient;

use crate::common::World;

pub const GRANT: &str = "urn:openid:params:grant-type:ciba";

/// A program that may ask, and its secret.
pub struct Till {
    pub id: String,
    pub secret: String,
}

/// What a till is registered as.
pub fn new() -> NewClient {
    NewClient {
        name: "Till".into(),
        confidential: true,
        first_party: true,
        grants: vec!["ciba".into(), "refresh_token".into()],
        scopes: ["openid", "profile", "offline_access"]
            .map(str::to_owned)
            .into(),
        ..NewClient::default()
    }
}

impl Till {
    pub async fn add(world: &World, new: NewClient) -> Self {
        let (id, secret) = world.client(new).await;
        let secret = secret.unwrap();
        Self { id, secret }
    }

    async fn post(&self, world: &World, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = world.http.post(format!("{}{path}", world.base));
        let request = request.basic_auth(&self.id, Some(&self.secret));
        request.form(fields).send().await.unwrap()
    }

    /// Asks.
    pub async fn ask(&self, world: &World, fields: &[(&str, &str)]) -> Response {
        self.post(world, "/oauth/backchannel", fields).await
    }

    /// Asks ana, and says what was acknowledged.
    pub async fn asked(&self, world: &World) -> Value {
        let fields = [("scope", "openid profile"), ("login_hint", "ana")];
        let answer = self.ask(world, &fields).await;
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Asks for the tokens.
    pub async fn poll(&self, world: &World, asked: &Value) -> (u16, Value) {
        let id = asked["auth_req_id"].as_str().unwrap();
        let fields = [("grant_type", GRANT), ("auth_req_id", id)];
        let answer = self.post(world, "/oauth/token", &fields).await;
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The error that asking for the tokens is answered with.
    pub async fn refused(&self, world: &World, asked: &Value) -> String {
        let (status, body) = self.poll(world, asked).await;
        assert_eq!(status, 400, "{body}");
        body["error"].as_str().unwrap().to_owned()
    }
}

/// The number that a program shows.
pub fn number(asked: &Value) -> &str {
    asked["number"].as_str().unwrap()
}
