//! The key that a client proves to hold with a request
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
//!
//! Nonces are made from the time and a key of the server, so every replica hands out and accepts the
//! same ones and none is stored. Every answer to a good proof carries the present one, which counts for
//! another step after its own, so a client that is busy never meets a refusal for an old nonce. A proof is accepted once, for as long as it would be accepted at all.

use authority::{
    audit::Event,
    dpop::{self, Expected, Fault, Proof, nonce_step},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::single_use;
use crate::{Server, keys::jose, refusal::Refusal};

/// Where proofs come from.
const PROOF: HeaderName = HeaderName::from_static("dpop");
/// Where nonces go.
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// What a request asks for, which decides how it is refused.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// Tokens, or something on the way to them.
    Authorization,
    /// Something of a person, with this access token that is bound to the key with this thumbprint.
    Resource { token: &'a str, key: &'a str },
}

/// The proof that came with a request to `path`; `None` when none did. Nothing is noted yet: see
/// [`spend`].
pub(crate) fn shown(
    server: &Server,
    headers: &HeaderMap,
    method: &str,
    path: &str,
    at: At<'_>,
) -> Result<Option<Proof>, Refusal> {
    if !headers.contains_key(&PROOF) {
        return Ok(None);
    }
    let texts: Vec<&str> = headers
        .get_all(&PROOF)
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .collect();
    let (access_token, key) = match at {
        At::Authorization => (None, None),
        At::Resource { token, key } => (Some(token), Some(key)),
    };
    let nonces = server.config().dpop.nonces.then(|| nonces(server));
    let expected = Expected {
        method,
        url: &server.config().issuer.at(path),
        access_token,
        key,
        nonces: nonces.as_ref().map(<[String; 3]>::as_slice),
    };
    match dpop::check(&texts, &expected, server.now(), jose::verify) {
        Ok(proof) => Ok(Some(proof)),
        Err(fault) => Err(refuse(server, fault, at)),
    }
}

/// Takes a proof for this request and no other; the thumbprint of its key.
pub(crate) async fn spend(
    server: &Server,
    proof: Proof,
    at: At<'_>,
    ip: &str,
) -> Result<String, Refusal> {
    let name = format!("dpop\n{}\n{}", proof.jkt, proof.jti);
    if single_use::note(server, &name, proof.expires_at).await? {
        return Ok(proof.jkt);
    }
    let event = Event::new(server.now(), "anonymous", "proof.refused", &proof.jkt);
    server.refused(event.from(ip).because("the proof was shown before"));
    Err(bad_proof("the proof was shown before", at))
}

/// The key that a code will be bound to: the one of which `dpop_jkt` is the thumbprint, the one that was
/// proved, or the one that both name.
pub(crate) fn bound_to(
    said: Option<&str>,
    proved: Option<String>,
) -> Result<Option<String>, Refusal> {
    match (said, proved) {
        (Some(said), _) if !dpop::is_thumbprint(said) => Err(Refusal::invalid_request(
            "dpop_jkt is not the thumbprint of a key",
        )),
        (Some(said), Some(proved)) if said != proved => Err(Refusal::invalid_request(
            "dpop_jkt is not the key of the proof",
        )),
        (Some(said), _) => Ok(Some(said.to_owned())),
        (None, proved) => Ok(proved),
    }
}

/// Puts the present nonce into the answer to every request with a proof that went well
/// ([RFC 9449 section 8.2](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)).
pub(crate) async fn hand_over(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Response {
    let proved = request.headers().contains_key(&PROOF);
    let mut answer = next.run(request).await;
    if proved && answer.status().is_success() {
        answer.headers_mut().extend(nonce(&server));
    }
    answer
}

/// A proof is needed and did not come.
pub(crate) fn missing(at: At<'_>) -> Refusal {
    bad_proof("a proof of possession is needed", at)
}

/// The header that hands out the current nonce, when proofs need one.
fn nonce(server: &Server) -> Option<(HeaderName, HeaderValue)> {
    if !server.config().dpop.nonces {
        return None;
    }
    let [current, ..] = nonces(server);
    Some((NONCE, HeaderValue::from_str(&current).ok()?))
}

fn refuse(server: &Server, fault: Fault, at: At<'_>) -> Refusal {
    let description = match fault {
        Fault::Nonce => {
            return Refusal::Dpop {
                error: "use_dpop_nonce",
                description: "the proof needs the nonce in DPoP-Nonce",
                nonce: nonce(server).map(|(_, value)| value),
                resource: matches!(at, At::Resource { .. }),
            };
        }
        Fault::Several => "there is more than one DPoP header",
        Fault::Malformed => "the proof is malformed",
        Fault::Signature => "the proof is not signed by the key in it",
        Fault::Method => "htm is not the method of the request",
        Fault::Address => "htu is not the address of the request",
        Fault::Time => "the proof is not of this moment",
        Fault::Token => "ath does not fit the access token",
        Fault::Key => "the access token is bound to another key",
        _ => "the proof is not accepted",
    };
    bad_proof(description, at)
}

fn bad_proof(description: &'static str, at: At<'_>) -> Refusal {
    Refusal::Dpop {
        error: "invalid_dpop_proof",
        description,
        nonce: None,
        resource: matches!(at, At::Resource { .. }),
    }
}

/// The nonces of this step, of the one before, and of the one after, which a replica whose clock is ahead
/// may have handed out.
fn nonces(server: &Server) -> [String; 3] {
    let step = nonce_step(server.now());
    [step, step - 1, step + 1].map(|step| server.pseudonym(&format!("dpop-nonce\n{step}")))
}
