//! Every address of the description with requests that chance makes up, as nobody, a person and an
//! administrator: what comes back is always what the description says can come back.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{
    prelude::{Strategy, any, prop},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use reqwest::{Method, Response, header::HeaderMap};
use serde_json::{Map, Number, Value, json};
use server::Description;
use utoipa::OpenApi as _;

use crate::{asking::ALL, common::World, on_both_databases};

on_both_databases!(every_answer_to_anything_is_one_that_the_description_names);

/// How many requests each address gets from each of those who ask.
const ROUNDS: usize = 24;

async fn every_answer_to_anything_is_one_that_the_description_names(world: World) {
    let description = serde_json::to_value(Description::openapi()).unwrap();
    // Whoever ends their own session signs in again and again.
    let world = world
        .reconfigured(|config| config.sessions.soft = 10_000)
        .await;
    let mut people = People::new(&world).await;
    let mut chance = Chance {
        runner: TestRunner::default(),
        known: known(&world, &people).await,
    };
    let mut seen = BTreeMap::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for who in [Who::Nobody, Who::Stranger, Who::User, Who::Administrator] {
                people.refresh(&world).await;
                for _ in 0..ROUNDS {
                    let asked = chance.request(&description, method, path, operation);
                    let answer = asked.send(&world, people.token(who)).await;
                    let what = format!("{who:?}: {asked:?}");
                    let status = check(&description, operation, answer, &what).await;
                    *seen.entry(status).or_insert(0_usize) += 1;
                }
            }
        }
    }
    // Requests that nobody takes seriously would prove little.
    for status in [200, 201, 400, 401, 403, 404, 413] {
        assert!(seen.contains_key(&status), "{seen:?}");
    }
}

#[derive(Debug, Clone, Copy)]
enum Who {
    Nobody,
    Stranger,
    User,
    Administrator,
}

/// Who asks. What they ask may well end their own sessions.
struct People {
    user: String,
    administrator: String,
}

impl People {
    async fn new(world: &World) -> Self {
        world.person("root", &["super-administrator"]).await;
        // Another one, so that nothing fails for being the last.
        world.person("spare", &["super-administrator"]).await;
        Self {
            user: world.token("ana", ALL).await,
            administrator: world.token("root", ALL).await,
        }
    }

    /// New tokens for those whose tokens are over.
    async fn refresh(&mut self, world: &World) {
        let fresh = async |token: &mut String, name: &str| {
            if world
                .ask("get", "/api/v1/me", Some(token), None)
                .await
                .status
                != 200
            {
                world.wait(5);
                *token = world.token(name, ALL).await;
            }
        };
        fresh(&mut self.user, "ana").await;
        fresh(&mut self.administrator, "root").await;
    }

    fn token(&self, who: Who) -> Option<&str> {
        match who {
            Who::Nobody => None,
            Who::Stranger => Some("eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmVk"),
            Who::User => Some(&self.user),
            Who::Administrator => Some(&self.administrator),
        }
    }
}

/// Words that mean something here: names, ids and cursors.
async fn known(world: &World, people: &People) -> Vec<String> {
    let victim = world.person("victim", &["user"]).await;
    let mut known = vec![victim];
    for word in [
        "ana",
        "user",
        "moderator",
        "administrator",
        "librarian",
        "users.read",
        "sessions",
        "profile",
        "name",
        "created",
        "active",
        "1",
        "200",
        "countersign-desktop",
        "2026-12-01",
        "https://wiki.example/back",
        "someone@example.org",
        "authorization_code",
        "secret",
    ] {
        known.push(word.to_owned());
    }
    for (token, path, field) in [
        (&people.user, "/api/v1/devices", "id"),
        (&people.administrator, "/api/v1/devices?limit=1", "id"),
        (&people.user, "/api/v1/grants", "id"),
        (&people.administrator, "/api/v1/admin/clients", "client_id"),
    ] {
        let list = world.read(path, token).await;
        let found = list["items"].as_array().unwrap().iter();
        known.extend(found.filter_map(|item| item[field].as_str().map(str::to_owned)));
        known.extend(list["next_cursor"].as_str().map(str::to_owned));
    }
    known
}

/// A request.
#[derive(Debug)]
struct Asked {
    method: String,
    address: String,
    kind: Option<&'static str>,
    body: Option<String>,
}

impl Asked {
    async fn send(&self, world: &World, token: Option<&str>) -> Response {
        let method = Method::from_bytes(self.method.to_uppercase().as_bytes()).unwrap();
        let address = format!("{}{}", world.base, self.address);
        let mut request = world.http.request(method, address);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(kind) = self.kind {
            request = request.header("content-type", kind);
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        request.send().await.unwrap()
    }
}

/// Where requests come from.
struct Chance {
    runner: TestRunner,
    known: Vec<String>,
}

impl Chance {
    fn pick<S: Strategy>(&mut self, strategy: S) -> S::Value {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    fn below(&mut self, end: usize) -> usize {
        self.pick(0..end)
    }

    fn one<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn request(
        &mut self,
        description: &Value,
        method: &str,
        path: &str,
        operation: &Value,
    ) -> Asked {
        let parts: Vec<String> = path
            .split('/')
            .map(|part| {
                if part.starts_with('{') {
                    self.part()
                } else {
                    part.to_owned()
                }
            })
            .collect();
        let mut address = parts.join("/");
        let query = self.query(operation);
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let kinds = [
            Some("application/json"),
            Some("application/json; charset=utf-8"),
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            None,
        ];
        // Mostly what is expected, or nothing would come further than the first look.
        let kind = if self.below(8) > 0 {
            0
        } else {
            self.below(kinds.len())
        };
        let body = if schema.is_null() {
            (self.below(8) == 0).then(|| self.bad_text())
        } else {
            (self.below(16) > 0).then(|| self.body(description, schema))
        };
        Asked {
            method: method.to_owned(),
            address,
            kind: body.is_some().then_some(kinds[kind]).flatten(),
            body,
        }
    }

    /// One part of a path. A part of dots would be a step in it.
    fn part(&mut self) -> String {
        match self.below(8) {
            0 => self
                .one(&[
                    "%00",
                    "%ff",
                    "%C0%80",
                    "%ED%A0%80",
                    "%2F%2e%2e%2f",
                    "%F0%9F%92%A9",
                    "-1",
                ])
                .to_owned(),
            1 | 2 => {
                let text = self.text();
                let text = if text.is_empty() {
                    "x".to_owned()
                } else {
                    text
                };
                // So long an address is refused before it is looked at.
                let text: String = text.chars().take(200).collect();
                utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
            }
            3 => "0".repeat(32),
            _ => {
                let word = self.word();
                utf8_percent_encode(&word, NON_ALPHANUMERIC).to_string()
            }
        }
    }

    fn query(&mut self, operation: &Value) -> String {
        let named = operation["parameters"].as_array().into_iter().flatten();
        let named: Vec<String> = named
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect();
        let mut pairs = Vec::new();
        for _ in 0..self.below(4) {
            let name = if named.is_empty() || self.below(6) == 0 {
                self.text().chars().take(40).collect()
            } else {
                self.one(&named)
            };
            let value = match self.below(6) {
                0 => self
                    .one(&[
                        "%",
                        "%00",
                        "%ff",
                        "",
                        "+",
                        "1e9",
                        "-1",
                        "99999999999999999999",
                        "%zz",
                    ])
                    .to_owned(),
                1 => {
                    let text: String = self.text().chars().take(200).collect();
                    utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
                }
                2 => self.pick(any::<i64>()).to_string(),
                _ => {
                    let word = self.word();
                    utf8_percent_encode(&word, NON_ALPHANUMERIC).to_string()
                }
            };
            let name = utf8_percent_encode(&name, NON_ALPHANUMERIC).to_string();
            pairs.push(format!("{name}={value}"));
        }
        pairs.join("&")
    }

    fn body(&mut self, description: &Value, schema: &Value) -> String {
        let mut value = self.fitting(description, schema);
        match self.below(8) {
            0 => self.bad_text(),
            1..=4 => value.to_string(),
            5 => {
                self.change(&mut value);
                value.to_string()
            }
            6 => {
                let text = value.to_string();
                // What no `Value` can hold, where a value was.
                let odd = self.one(&[
                    "1e400",
                    "-0.0e-999",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "nul",
                    "01",
                ]);
                match text.rsplit_once(':') {
                    Some((before, _)) => format!("{before}:{odd}}}"),
                    None => odd.to_owned(),
                }
            }
            _ => {
                let text = value.to_string();
                let cut = self.below(text.len() + 1);
                text.chars().take(cut).collect()
            }
        }
    }

    /// A text that is no body of ours.
    fn bad_text(&mut self) -> String {
        match self.below(6) {
            0 => "[".repeat(self.below(30_000)),
            1 => "{\"a\":".repeat(self.below(9_000)),
            2 => {
                let depth = self.below(5_000);
                format!("{}{}", "[".repeat(depth), "]".repeat(depth))
            }
            3 => " ".repeat(66_000),
            4 => self.anything(3).to_string(),
            _ => self.text(),
        }
    }

    fn word(&mut self) -> String {
        let index = self.below(self.known.len());
        self.known[index].clone()
    }

    fn text(&mut self) -> String {
        match self.below(6) {
            0 | 1 => self.word(),
            2 => self
                .one(&[
                    "",
                    " ",
                    "\0",
                    "\u{202e}gnp.exe",
                    "\u{feff}",
                    "' OR 1=1--",
                    "../../etc/passwd",
                    "null",
                    "\u{1F469}\u{200D}\u{1F469}",
                    "e\u{301}",
                    "\u{fffd}",
                    "ﬀ",
                    "\r\nSet-Cookie: a=b",
                    "${7*7}",
                    "%00",
                ])
                .to_owned(),
            3 => "x".repeat(self.below(20_000)),
            _ => self
                .pick(prop::collection::vec(any::<char>(), 0..40))
                .into_iter()
                .collect(),
        }
    }

    /// A value that fits `schema`, as far as the description tells.
    fn fitting(&mut self, description: &Value, schema: &Value) -> Value {
        let schema = resolved(description, schema);
        if let Some(options) = schema["oneOf"].as_array() {
            let option = self.one(options);
            return self.fitting(description, &option);
        }
        if let Some(values) = schema["enum"].as_array() {
            return self.one(values);
        }
        let kinds = kinds(schema);
        let kind = self.one(&kinds);
        match kind.as_str() {
            "null" => Value::Null,
            "string" => Value::String(if self.below(3) > 0 {
                self.word()
            } else {
                self.text()
            }),
            "boolean" => json!(self.pick(any::<bool>())),
            "integer" => json!(self.pick(1..400_i64)),
            "number" => json!(self.pick(any::<f64>())),
            "array" => (0..self.below(4))
                .map(|_| self.fitting(description, &schema["items"]))
                .collect(),
            _ => {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let mut object = Map::new();
                for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                    if required.contains(&json!(name)) || self.below(2) == 0 {
                        object.insert(name.clone(), self.fitting(description, schema));
                    }
                }
                Value::Object(object)
            }
        }
    }

    /// Changes something somewhere in `value`.
    fn change(&mut self, value: &mut Value) {
        match value {
            Value::Object(object) if !object.is_empty() => {
                let names: Vec<String> = object.keys().cloned().collect();
                let name = self.one(&names);
                match self.below(4) {
                    0 => drop(object.remove(&name)),
                    1 => {
                        let name = self.text();
                        let odd = self.anything(2);
                        object.insert(name, odd);
                    }
                    _ => self.change(&mut object[&name]),
                }
            }
            Value::Array(list) if !list.is_empty() && self.below(2) == 0 => {
                let index = self.below(list.len());
                self.change(&mut list[index]);
            }
            other => *other = self.anything(3),
        }
    }

    /// Any value at all.
    fn anything(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.pick(any::<bool>())),
            2 => json!(self.pick(any::<i64>())),
            3 => json!(self.pick(any::<u64>())),
            4 => Number::from_f64(self.pick(any::<f64>())).map_or(Value::Null, Value::Number),
            5 => Value::String(self.text()),
            6 => (0..self.below(4))
                .map(|_| self.anything(depth - 1))
                .collect(),
            _ => Value::Object(
                (0..self.below(4))
                    .map(|_| (self.text(), self.anything(depth - 1)))
                    .collect(),
            ),
        }
    }
}

fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let name = name.rsplit('/').next().unwrap();
            resolved(description, &description["components"]["schemas"][name])
        }
        None => schema,
    }
}

/// The types a schema allows.
fn kinds(schema: &Value) -> Vec<String> {
    match &schema["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds
            .iter()
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect(),
        _ => vec!["object".to_owned()],
    }
}

/// Holds an answer against the description and against what every answer carries; its status.
async fn check(description: &Value, operation: &Value, answer: Response, what: &str) -> u16 {
    let status = answer.status().as_u16();
    let headers = answer.headers().clone();
    let text = answer.text().await.unwrap();
    let what: String = what.chars().take(2000).collect();
    assert!(status < 500, "{status} {text} for {what}");
    check_headers(&headers, status, &what);
    let documented = &operation["responses"][status.to_string()];
    assert!(
        !documented.is_null(),
        "{status} is not documented: {text} for {what}"
    );
    let Some(schema) = documented["content"]["application/json"].get("schema") else {
        assert_eq!(text, "", "no body is documented for {status} of {what}");
        return status;
    };
    assert_eq!(headers["content-type"], "application/json", "{what}");
    let body: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text} for {what}"));
    let misfit = misfit(description, schema, &body);
    assert_eq!(misfit, None, "{status} {text} for {what}");
    if status >= 400 {
        let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["error", "error_description"], "{text} for {what}");
        let said = |name: &str| body[name].as_str().is_some_and(|said| !said.is_empty());
        assert!(
            said("error") && said("error_description"),
            "{text} for {what}"
        );
        assert!(
            !text.contains("panicked") && !text.contains("sqlx"),
            "{text} for {what}"
        );
    }
    status
}

fn check_headers(headers: &HeaderMap, status: u16, what: &str) {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    assert!(
        is("x-content-type-options", "nosniff"),
        "{headers:?} for {what}"
    );
    assert!(
        is("referrer-policy", "no-referrer"),
        "{headers:?} for {what}"
    );
    assert!(
        is("cross-origin-opener-policy", "same-origin"),
        "{headers:?} for {what}"
    );
    assert!(is("cache-control", "no-store"), "{headers:?} for {what}");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy} for {what}");
    assert!(
        !headers.contains_key("set-cookie"),
        "{headers:?} for {what}"
    );
    assert_eq!(
        headers.contains_key("www-authenticate"),
        status == 401 || says_scope(headers),
        "{headers:?} for {what}"
    );
}

/// A token that does not reach far enough is told how far it would have to.
fn says_scope(headers: &HeaderMap) -> bool {
    let challenge = headers.get("www-authenticate");
    challenge.is_some_and(|value| value.to_str().unwrap().contains("insufficient_scope"))
}

/// What of `value` does not fit `schema`.
fn misfit(description: &Value, schema: &Value, value: &Value) -> Option<String> {
    let schema = resolved(description, schema);
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = |option| misfit(description, option, value).is_none();
        return (!options.iter().any(fits)).then(|| format!("{value} is none of {options:?}"));
    }
    if let Some(values) = schema["enum"].as_array() {
        return (!values.contains(value)).then(|| format!("{value} is none of {values:?}"));
    }
    if schema.as_object().is_some_and(Map::is_empty) || schema.get("type").is_none() {
        return None;
    }
    let is = |kind: &String| match kind.as_str() {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    if !kinds(schema).iter().any(is) {
        return Some(format!("{value} is not {}", schema["type"]));
    }
    if let Some(list) = value.as_array() {
        return list
            .iter()
            .find_map(|item| misfit(description, &schema["items"], item));
    }
    let object = value.as_object()?;
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            return Some(format!("{name} is missing"));
        }
    }
    let properties = schema["properties"].as_object()?;
    object
        .iter()
        .find_map(|(name, value)| match properties.get(name) {
            Some(schema) => misfit(description, schema, value),
            None => Some(format!("{name} is not described")),
        })
}
