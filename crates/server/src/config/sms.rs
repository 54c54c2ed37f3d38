//! `[sms]`: the gateway that carries text messages.
//!
//! Gateways differ in what they are sent, so the operator writes it down: the fields of a form, or a
//! body in JSON. `{to}`, `{text}`, `{sender}` and `{secret}` in them, and in headers, stand for the
//! number, the words and the two keys of these names.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use ipnet::IpNet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::{
    Error, Secret,
    raw::{OneOrMany, networks},
};

/// What `per_day` is when it is not set.
const PER_DAY: u32 = 1000;

/// Headers that say how a request travels, which nobody chooses but the program that sends it.
const NOT_CHOSEN: [HeaderName; 5] = [
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    url: Option<String>,
    method: Option<String>,
    fields: Option<OneOrMany>,
    body: Option<String>,
    headers: Option<OneOrMany>,
    secret: Option<String>,
    sender: Option<String>,
    per_day: Option<u32>,
    allowed_networks: Option<OneOrMany>,
}

/// The gateway that carries text messages.
#[derive(Clone)]
pub struct Sms {
    url: Secret,
    /// `POST` or `PUT`.
    pub method: Method,
    /// Networks that are not public and may be asked all the same.
    pub networks: Vec<IpNet>,
    /// So many messages leave in a day, whoever asks for them.
    pub per_day: u32,
    headers: Vec<(HeaderName, Secret)>,
    content: Template,
    secret: Option<Secret>,
    sender: String,
}

#[derive(Clone)]
enum Template {
    Form(Vec<(String, Secret)>),
    Json(Secret),
}

/// What a gateway is sent.
pub struct Content {
    /// Its type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: Zeroizing<String>,
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sms")
            .field("method", &self.method)
            .field("networks", &self.networks)
            .field("per_day", &self.per_day)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content(hidden)")
    }
}

impl Raw {
    pub(super) fn check(self) -> Result<Sms, Error> {
        let url = self
            .url
            .ok_or_else(|| Error::invalid("sms", "needs `url`"))?;
        check_url(&url)?;
        let method = match self.method.as_deref() {
            None | Some("POST") => Method::POST,
            Some("PUT") => Method::PUT,
            Some(_) => {
                return Err(Error::invalid(
                    "sms.method",
                    "has to be POST or PUT: codes do not belong into addresses",
                ));
            }
        };
        let content = content(self.fields, self.body)?;
        let headers = self
            .headers
            .map(OneOrMany::items)
            .unwrap_or_default()
            .iter()
            .map(|line| read_header(line))
            .collect::<Result<_, _>>()?;
        let sms = Sms {
            url: Secret::new(url),
            method,
            networks: networks("sms.allowed_networks", self.allowed_networks)?,
            per_day: self.per_day.unwrap_or(PER_DAY),
            headers,
            content,
            secret: self.secret.map(Secret::new),
            sender: self.sender.unwrap_or_default(),
        };
        sms.check()?;
        Ok(sms)
    }
}

fn check_url(text: &str) -> Result<(), Error> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
        .ok_or_else(|| Error::invalid("sms.url", "has to be an https address"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(Error::invalid(
            "sms.url",
            "must hold neither a name nor a password: a header carries them, as in \
             \"Authorization: Basic {secret}\"",
        ));
    }
    Ok(())
}

fn content(fields: Option<OneOrMany>, body: Option<String>) -> Result<Template, Error> {
    match (fields.map(OneOrMany::items), body) {
        (Some(fields), None) => {
            let field = |text: &String| {
                let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty())?;
                Some((name.to_owned(), Secret::new(value.to_owned())))
            };
            let fields: Option<Vec<_>> = fields.iter().map(field).collect();
            fields.map(Template::Form).ok_or_else(|| {
                Error::invalid(
                    "sms.fields",
                    "has to be a list like [\"To={to}\", \"Body={text}\"]",
                )
            })
        }
        (None, Some(body)) => match serde_json::from_str::<Value>(&body) {
            Ok(Value::Object(_) | Value::Array(_)) => Ok(Template::Json(Secret::new(body))),
            _ => Err(Error::invalid(
                "sms.body",
                "has to be JSON, as in '{\"to\": \"{to}\", \"text\": \"{text}\"}'",
            )),
        },
        _ => Err(Error::invalid(
            "sms",
            "needs either `fields`, which are sent as a form, or `body`, which is sent as JSON",
        )),
    }
}

fn read_header(line: &str) -> Result<(HeaderName, Secret), Error> {
    let bad = || {
        Error::invalid(
            "sms.headers",
            "has to be a list like [\"Authorization: Bearer {secret}\"]",
        )
    };
    let (name, value) = line.split_once(':').ok_or_else(bad)?;
    let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| bad())?;
    if NOT_CHOSEN.contains(&name) {
        return Err(Error::invalid(
            "sms.headers",
            format!("must not hold {name}: it follows from what is sent"),
        ));
    }
    Ok((name, Secret::new(value.trim().to_owned())))
}

impl Sms {
    fn check(&self) -> Result<(), Error> {
        let content: String = match &self.content {
            Template::Form(fields) => fields.iter().map(|(_, value)| value.reveal()).collect(),
            Template::Json(body) => body.reveal().to_owned(),
        };
        let content = Zeroizing::new(content);
        if !content.contains("{to}") || !content.contains("{text}") {
            let problem = "has to say where {to} and {text} go, in `fields` or in `body`";
            return Err(Error::invalid("sms", problem));
        }
        let headers = self.headers.iter().map(|(_, value)| value.reveal());
        let all: Zeroizing<String> = Zeroizing::new(headers.chain([content.as_str()]).collect());
        for (word, given) in [
            ("secret", self.secret.is_some()),
            ("sender", !self.sender.is_empty()),
        ] {
            if all.contains(&format!("{{{word}}}")) != given {
                let problem = if given {
                    format!("is used nowhere: write {{{word}}} where it belongs")
                } else {
                    format!("is missing, and {{{word}}} stands for it")
                };
                return Err(Error::invalid(format!("sms.{word}"), problem));
            }
        }
        self.headers().map(|_| ()).ok_or_else(|| {
            Error::invalid("sms.headers", "holds what no header can, or {to} or {text}")
        })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.reveal()
    }

    /// The headers to send; `None` when one of them can be none, which [`Raw::check`] rules out.
    #[must_use]
    pub fn headers(&self) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if value.reveal().contains("{to}") || value.reveal().contains("{text}") {
                return None;
            }
            let mut value = HeaderValue::from_str(&self.filled(value.reveal(), "", "")).ok()?;
            value.set_sensitive(true);
            headers.append(name.clone(), value);
        }
        Some(headers)
    }

    /// What to send so that `to` is told `text`.
    #[must_use]
    pub fn content(&self, to: &str, text: &str) -> Content {
        match &self.content {
            Template::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &self.filled(value.reveal(), to, text));
                }
                Content {
                    kind: "application/x-www-form-urlencoded",
                    bytes: Zeroizing::new(form.finish()),
                }
            }
            Template::Json(body) => {
                // It was read when the configuration was.
                let mut value = serde_json::from_str(body.reveal()).unwrap_or_default();
                self.fill_json(&mut value, to, text);
                Content {
                    kind: "application/json",
                    bytes: Zeroizing::new(value.to_string()),
                }
            }
        }
    }

    /// Fills every text inside `value`, so that nothing has to be quoted.
    fn fill_json(&self, value: &mut Value, to: &str, text: &str) {
        match value {
            Value::String(inner) => {
                let filled = self.filled(inner, to, text);
                inner.clear();
                inner.push_str(&filled);
            }
            Value::Array(items) => items
                .iter_mut()
                .for_each(|item| self.fill_json(item, to, text)),
            Value::Object(items) => items
                .values_mut()
                .for_each(|item| self.fill_json(item, to, text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// `template` with everything in its place. What was put in is not looked at again.
    fn filled(&self, template: &str, to: &str, text: &str) -> Zeroizing<String> {
        let secret = self.secret.as_ref().map_or("", Secret::reveal);
        let words = [
            ("{to}", to),
            ("{text}", text),
            ("{sender}", self.sender.as_str()),
            ("{secret}", secret),
        ];
        let mut filled = Zeroizing::new(String::with_capacity(template.len() + text.len()));
        let mut rest = template;
        while let Some(sign) = rest.chars().next() {
            if let Some((word, value)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
                filled.push_str(value);
                rest = rest.strip_prefix(word).unwrap_or_default();
            } else {
                filled.push(sign);
                rest = rest.strip_prefix(sign).unwrap_or_default();
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw {
            url: Some("https://sms.example/send".to_owned()),
            method: None,
            fields: None,
            body: None,
            headers: None,
            secret: None,
            sender: None,
            per_day: None,
            allowed_networks: None,
        }
    }

    fn many(items: &[&str]) -> Option<OneOrMany> {
        Some(OneOrMany::Many(
            items.iter().map(|item| (*item).to_owned()).collect(),
        ))
    }

    #[test]
    fn a_form_and_json_carry_whatever_the_words_hold() {
        let form = Raw {
            fields: many(&["To={to}", "From={sender}", "Body={text}"]),
            sender: Some("Ex & Co".to_owned()),
            ..raw()
        };
        let sent = form.check().unwrap().content("+49151", "a=b&{secret}\n\"");
        assert_eq!(sent.kind, "application/x-www-form-urlencoded");
        assert_eq!(
            sent.bytes.as_str(),
            "To=%2B49151&From=Ex+%26+Co&Body=a%3Db%26%7Bsecret%7D%0A%22"
        );
        let json = Raw {
            body: Some(r#"{"to": ["{to}"], "m": {"text": "{text}"}, "flash": false}"#.to_owned()),
            ..raw()
        };
        let sent = json.check().unwrap().content("+49151", "a \"b\" {to}");
        let value: Value = serde_json::from_str(&sent.bytes).unwrap();
        let wanted = serde_json::json!(
            {"to": ["+49151"], "m": {"text": "a \"b\" {to}"}, "flash": false}
        );
        assert_eq!(value, wanted);
    }

    #[test]
    fn a_secret_stands_in_headers_and_shows_nowhere() {
        let checked = Raw {
            fields: many(&["to={to}", "text={text}"]),
            headers: many(&["Authorization: Bearer {secret}", "X-Kind: code"]),
            secret: Some("s3cret".to_owned()),
            ..raw()
        };
        let checked = checked.check().unwrap();
        let headers = checked.headers().unwrap();
        assert_eq!(headers["authorization"], "Bearer s3cret");
        assert_eq!(headers["x-kind"], "code");
        let shown = format!("{checked:?} {headers:?} {:?}", checked.content("1", "2"));
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn what_would_send_nothing_or_too_much_is_refused() {
        let good = || Raw {
            fields: many(&["to={to}", "text={text}"]),
            ..raw()
        };
        assert!(good().check().is_ok());
        let url = |text: &str| Raw {
            url: Some(text.to_owned()),
            ..good()
        };
        let headers = |line: &str| Raw {
            headers: many(&[line]),
            ..good()
        };
        let odd = [
            Raw {
                url: None,
                ..good()
            },
            url("ftp://sms.example"),
            url("https://a:b@sms.example"),
            raw(),
            Raw {
                body: Some("{\"to\": \"{to}\", \"text\": \"{text}\"}".to_owned()),
                ..good()
            },
            Raw {
                body: Some("to={to}&text={text}".to_owned()),
                ..raw()
            },
            Raw {
                fields: many(&["to={to}"]),
                ..raw()
            },
            Raw {
                fields: many(&["to={to}", "{text}"]),
                ..raw()
            },
            Raw {
                method: Some("GET".to_owned()),
                ..good()
            },
            headers("no colon"),
            headers("Host: elsewhere.example"),
            headers("X-Text: {text}"),
            headers("Authorization: {secret}"),
            headers("X-A: a\r\nX-B: b"),
            Raw {
                secret: Some("unused".to_owned()),
                ..good()
            },
            Raw {
                allowed_networks: many(&["nowhere"]),
                ..good()
            },
        ];
        for (at, raw) in odd.into_iter().enumerate() {
            assert!(raw.check().is_err(), "{at}");
        }
    }
}
