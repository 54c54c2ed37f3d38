//! With what a request is made: an access token, alone or with a proof that its key is held here.

use std::{fmt, sync::Arc};

use reqwest::{
    Request, RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, DATE, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE},
};
use url::Url;
use zeroize::Zeroizing;

use crate::{Error, answer::away};

const PROOF: HeaderName = HeaderName::from_static("dpop");
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// Proves to servers that the key is held to which an access token is bound
/// ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449#section-7)). Whoever holds keys implements it;
/// this crate knows none.
pub trait Prove: Send + Sync {
    /// The proof for one request with `token`, good for that request alone; `None` when nothing can
    /// be signed.
    fn proof(&self, method: &str, url: &Url, token: &str) -> Option<String>;

    /// What the server at `url` said with an answer: the nonce that proofs carry from now on, and
    /// the `Date` of the answer.
    fn learn(&self, url: &Url, nonce: Option<&str>, date: Option<&str>);
}

/// An access token, and who proves that it is ours where it is bound to a key. It prints as
/// `Access(hidden)` and is wiped on drop.
#[derive(Clone)]
pub struct Access {
    token: Zeroizing<String>,
    prover: Option<Arc<dyn Prove>>,
}

impl Access {
    /// A token that counts by itself
    /// ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self {
            token: Zeroizing::new(token.to_owned()),
            prover: None,
        }
    }

    /// A token that counts only together with a proof of its key.
    #[must_use]
    pub fn proved(token: &str, prover: Arc<dyn Prove>) -> Self {
        Self {
            token: Zeroizing::new(token.to_owned()),
            prover: Some(prover),
        }
    }

    /// Sends `request` with the token. When the server wants another nonce in the proof, the request
    /// is sent once more with it
    /// ([RFC 9449 section 9](https://www.rfc-editor.org/rfc/rfc9449#section-9)).
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        let (client, request) = request.build_split();
        let mut request = request.map_err(away)?;
        let again = self.prover.as_ref().and_then(|_| request.try_clone());
        self.put_into(&mut request)?;
        let answer = client.execute(request).await.map_err(away)?;
        self.learn(&answer);
        match again {
            Some(mut again) if wants_nonce(&answer) => {
                drop(answer);
                self.put_into(&mut again)?;
                let answer = client.execute(again).await.map_err(away)?;
                self.learn(&answer);
                Ok(answer)
            }
            _ => Ok(answer),
        }
    }

    fn put_into(&self, request: &mut Request) -> Result<(), Error> {
        let scheme = match &self.prover {
            None => "Bearer",
            Some(prover) => {
                let proof = prover
                    .proof(request.method().as_str(), request.url(), &self.token)
                    .ok_or_else(unsigned)?;
                let proof = HeaderValue::from_str(&proof).map_err(|_| unsigned())?;
                request.headers_mut().insert(PROOF, proof);
                "DPoP"
            }
        };
        let token = Zeroizing::new(format!("{scheme} {}", *self.token));
        let mut token = HeaderValue::from_str(&token).map_err(|_| Error::Unauthorized)?;
        token.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, token);
        Ok(())
    }

    fn learn(&self, answer: &Response) {
        let said = |name| answer.headers().get(name)?.to_str().ok();
        if let Some(prover) = &self.prover {
            prover.learn(answer.url(), said(NONCE), said(DATE));
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(hidden)")
    }
}

/// The error that a challenge names, as in `DPoP error="use_dpop_nonce"`.
pub(crate) fn challenged(headers: &HeaderMap, error: &str) -> bool {
    let named = format!("error=\"{error}\"");
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .filter_map(|challenge| challenge.to_str().ok())
        .any(|challenge| challenge.contains(&named))
}

fn wants_nonce(answer: &Response) -> bool {
    answer.status() == StatusCode::UNAUTHORIZED
        && answer.headers().contains_key(NONCE)
        && challenged(answer.headers(), "use_dpop_nonce")
}

fn unsigned() -> Error {
    Error::Away {
        detail: "the request could not be signed here".to_owned(),
    }
}
