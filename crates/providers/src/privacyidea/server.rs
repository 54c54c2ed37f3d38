//! Talking to one server about one token.

use std::{fmt, sync::Arc, time::Duration};

use data_encoding::{BASE32, BASE64};
use reqwest::{Client, RequestBuilder, Response, header::DATE};
use serde_json::Value;
use url::Url;

use super::{
    answer::{PushAnswer, Taken},
    envelope::{self, Said},
    key::ServerKey,
    link::PushLink,
    poll::{PollRequest, Polled},
    question::PushQuestion,
};
use crate::{Error, answer::away};

/// How long a whole exchange may take. The server makes a key of its own while a token is enrolled.
const LIMIT: Duration = Duration::from_secs(10);
const ENROLMENT_LIMIT: Duration = Duration::from_secs(60);
/// So many questions are read of one answer.
const MOST_QUESTIONS: usize = 20;
/// Takes the place of the address of a message service: this computer asks by itself.
const NO_MESSAGES: &str = "no_firebase_token";

/// Is told the `Date` of each answer.
type Heard = Arc<dyn Fn(&Url, &str) + Send + Sync>;

/// Where one token is enrolled, asked and answered.
#[derive(Clone)]
pub struct PushServer {
    url: Url,
    client: Client,
    heard: Heard,
}

impl PushServer {
    /// The server at `url`, asked with a client that follows no redirect. `heard` is told the `Date` of
    /// each answer, also of those that refuse.
    #[must_use]
    pub fn new(
        url: Url,
        client: Client,
        heard: impl Fn(&Url, &str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            url,
            client,
            heard: Arc::new(heard),
        }
    }

    /// Enrols our public key, SubjectPublicKeyInfo as DER, and says with which key the server will sign.
    /// The server does this once; who lost the answer needs another link.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Refused`] when the link was used or ran out, [`Error::NotUnderstood`]
    /// when the server names no key that could be used.
    pub async fn enrol(&self, link: &PushLink, public_key: &[u8]) -> Result<ServerKey, Error> {
        let public_key = BASE64.encode(public_key);
        let form = [
            ("enrollment_credential", link.credential.as_str()),
            ("serial", link.serial.as_str()),
            ("fbtoken", NO_MESSAGES),
            ("pubkey", public_key.as_str()),
            ("capabilities", "[\"decline_reason\"]"),
        ];
        let request = self.client.post(self.url.clone()).form(&form);
        let said = self.send(request, ENROLMENT_LIMIT).await?;
        let key = said.detail.get("public_key").and_then(Value::as_str);
        key.and_then(|key| ServerKey::from_text(key).ok())
            .filter(|_| said.value == Value::Bool(true))
            .ok_or_else(|| Error::NotUnderstood {
                detail: "the server names no key of its own".to_owned(),
            })
    }

    /// What waits for the token, of which each question was signed by `key`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Forbidden`] where the server lets nobody ask, [`Error::Refused`] when the
    /// signature does not fit or the moment is too far from the server's.
    pub async fn poll(
        &self,
        request: &PollRequest,
        signature: &[u8],
        key: &ServerKey,
    ) -> Result<Polled, Error> {
        let signature = BASE32.encode(signature);
        let query = [
            ("serial", request.serial.as_str()),
            ("timestamp", request.timestamp.as_str()),
            ("signature", signature.as_str()),
        ];
        let asked = self.client.get(self.url.clone()).query(&query);
        let said = self.send(asked, LIMIT).await?;
        let Value::Array(items) = said.value else {
            return Err(Error::NotUnderstood {
                detail: "the answer is no list of questions".to_owned(),
            });
        };
        let mut polled = Polled::default();
        for item in items.iter().take(MOST_QUESTIONS) {
            match PushQuestion::read(item, &request.serial, key) {
                Ok(question) => polled.questions.push(question),
                Err(unfit) => polled.unfit.push(unfit),
            }
        }
        Ok(polled)
    }

    /// Sends an answer with its signature.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; after [`Error::Away`] and [`Error::NotUnderstood`] the server may have taken it.
    pub async fn answer(&self, answer: &PushAnswer, signature: &[u8]) -> Result<Taken, Error> {
        let form = answer.form(BASE32.encode(signature));
        let request = self.client.post(self.url.clone()).form(&form);
        let said = self.send(request, LIMIT).await?;
        let Value::Bool(counts) = said.value else {
            return Err(Error::NotUnderstood {
                detail: "the answer says neither yes nor no".to_owned(),
            });
        };
        let text = |name| said.detail.get(name)?.as_str().map(str::to_owned);
        Ok(Taken {
            counts,
            code: text("display_code"),
            message: text("message"),
        })
    }

    async fn send(&self, request: RequestBuilder, limit: Duration) -> Result<Said, Error> {
        let request = request.header("accept", "application/json").timeout(limit);
        let answer = request.send().await.map_err(away)?;
        self.hear(&answer);
        envelope::open(answer).await
    }

    fn hear(&self, answer: &Response) {
        if let Some(date) = answer
            .headers()
            .get(DATE)
            .and_then(|date| date.to_str().ok())
        {
            (self.heard)(answer.url(), date);
        }
    }
}

impl fmt::Debug for PushServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushServer")
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}
