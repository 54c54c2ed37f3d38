//! How a client proves who it is at the token and revocation addresses
//! ([RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).

use authority::client::Client;
use data_encoding::BASE64;
use http::{HeaderMap, header::AUTHORIZATION};
use zeroize::Zeroizing;

use super::params::Params;
use crate::{refusal::Refusal, store::Work};

/// The client behind a request: by `Authorization: Basic`, by `client_id` and `client_secret` in
/// the form, or by `client_id` alone when it is public. Two ways at once are refused.
pub(super) async fn client(
    work: &mut Work,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Client, Refusal> {
    let header = headers
        .get(AUTHORIZATION)
        .map(|value| value.to_str().ok().and_then(basic));
    let basic = header.is_some();
    let (id, secret) = match header {
        Some(None) => return Err(Refusal::InvalidClient { basic }),
        Some(Some((id, secret))) => {
            if params.get("client_secret").is_some()
                || params.get("client_id").is_some_and(|other| other != id)
            {
                return Err(Refusal::invalid_request(
                    "the client authenticates in two ways at once",
                ));
            }
            (id, Some(secret))
        }
        None => {
            let id = params
                .owned("client_id")
                .ok_or(Refusal::InvalidClient { basic })?;
            (id, params.owned("client_secret").map(Zeroizing::new))
        }
    };
    let client = work
        .clients()
        .get(&id)
        .await?
        .ok_or(Refusal::InvalidClient { basic })?;
    let secret = secret.as_ref().map(|secret| secret.as_str());
    client
        .authenticate(secret)
        .map_err(|_| Refusal::InvalidClient { basic })?;
    Ok(client)
}

/// Id and secret, each form-encoded before they were joined (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, Zeroizing<String>)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = Zeroizing::new(BASE64.decode(encoded.trim().as_bytes()).ok()?);
    let text = std::str::from_utf8(&bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), Zeroizing::new(decoded(secret))))
}

fn decoded(text: &str) -> String {
    let pair = format!("x={text}");
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
