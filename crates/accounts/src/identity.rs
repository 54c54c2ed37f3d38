//! Who signed in: judging an identity token
//! ([OpenID Connect Core section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).

use std::{
    collections::hash_map::Entry,
    str::FromStr as _,
    sync::{Arc, PoisonError},
    time::{Duration, SystemTime},
};

use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, Nonce, SignatureVerificationError,
    core::{
        CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm,
    },
};
use reqwest::StatusCode;

use crate::{Clock, Error, Http, Provider, Token, error::plain};

/// How far the server's clock may be from ours.
const LEEWAY: Duration = Duration::from_secs(60);

/// How long after a second look at a server's keys no further look is taken. A token with a made-up
/// key id would otherwise make us fetch for every attempt.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5 * 60);

/// The keys of one issuer, as text: the library's set of keys cannot be copied.
pub(crate) struct Keys {
    json: Arc<[u8]>,
    looked_again_at: Option<SystemTime>,
}

/// Who signed in.
pub(crate) struct Identity {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
}

/// Judges `token` by the keys of its issuer, fetching them again when its key is not among them.
pub(crate) async fn judge(
    http: &Http,
    provider: &Provider,
    client_id: &str,
    nonce: &Token,
    token: &Token,
    clock: Clock<'_>,
) -> Result<Identity, Error> {
    let known = http
        .keys
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&provider.issuer)
        .map(|keys| Arc::clone(&keys.json));
    let keys = match known {
        Some(keys) => keys,
        None => {
            let fetched = fetch(http, provider).await?;
            remember(http, provider, &fetched);
            fetched
        }
    };
    match judge_by(&keys, provider, client_id, nonce, token, clock()) {
        Err(Verdict::UnknownKey) if may_look_again(http, provider, clock()) => {
            let fetched = fetch(http, provider).await?;
            remember(http, provider, &fetched);
            judge_by(&fetched, provider, client_id, nonce, token, clock())
        }
        verdict => verdict,
    }
    .map_err(|verdict| match verdict {
        Verdict::UnknownKey => bad("the identity token is signed by an unknown key"),
        Verdict::Bad(error) => error,
    })
}

enum Verdict {
    UnknownKey,
    Bad(Error),
}

fn bad(detail: &str) -> Error {
    Error::BadTokens {
        detail: plain(detail),
    }
}

/// Notes the second look before it is taken, so that a failing one counts too.
fn may_look_again(http: &Http, provider: &Provider, now: SystemTime) -> bool {
    let mut all = http.keys.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(keys) = all.get_mut(&provider.issuer) else {
        return true;
    };
    // A clock that was set back would otherwise forbid looking for as long as it was wrong.
    let recent = keys.looked_again_at.is_some_and(|at| {
        now.duration_since(at)
            .is_ok_and(|since| since < BETWEEN_LOOKS)
    });
    if !recent {
        keys.looked_again_at = Some(now);
    }
    !recent
}

fn remember(http: &Http, provider: &Provider, json: &Arc<[u8]>) {
    match http
        .keys
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(provider.issuer.clone())
    {
        Entry::Occupied(mut known) => known.get_mut().json = Arc::clone(json),
        Entry::Vacant(place) => {
            place.insert(Keys {
                json: Arc::clone(json),
                looked_again_at: None,
            });
        }
    }
}

async fn fetch(http: &Http, provider: &Provider) -> Result<Arc<[u8]>, Error> {
    let answer = http.get(&provider.jwks).await?;
    if answer.status != StatusCode::OK {
        return Err(Error::ServerAway {
            detail: format!("asked for its keys, it answers {}", answer.status),
        });
    }
    answer
        .json::<CoreJsonWebKeySet>()
        .map_err(|detail| Error::BadTokens {
            detail: format!("keys: {detail}"),
        })?;
    Ok(answer
        .body
        .as_deref()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .into())
}

fn judge_by(
    keys: &[u8],
    provider: &Provider,
    client_id: &str,
    nonce: &Token,
    token: &Token,
    now: SystemTime,
) -> Result<Identity, Verdict> {
    let malformed = |_| Verdict::Bad(bad("the identity token is malformed"));
    let token = CoreIdToken::from_str(token.reveal()).map_err(malformed)?;
    let keys: CoreJsonWebKeySet = serde_json::from_slice(keys).map_err(malformed)?;
    let issuer = IssuerUrl::new(provider.issuer.clone())
        .map_err(|_| Verdict::Bad(bad("the issuer is no address")))?;
    let verifier =
        CoreIdTokenVerifier::new_public_client(ClientId::new(client_id.to_owned()), issuer, keys)
            .set_allowed_algs(algorithms(provider))
            .set_time_fn(move || now.checked_sub(LEEWAY).unwrap_or(now).into())
            .set_issue_time_verifier_fn(move |issued| {
                let issued = SystemTime::from(issued);
                if issued.duration_since(now).is_ok_and(|ahead| ahead > LEEWAY) {
                    Err("issued in the future".to_owned())
                } else {
                    Ok(())
                }
            })
            // Other audiences are looked at together with `azp`, below.
            .set_other_audience_verifier_fn(|_| true);
    let claims = token
        .into_claims(&verifier, &Nonce::new(nonce.reveal().to_owned()))
        .map_err(|error| match error {
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            ) => Verdict::UnknownKey,
            other => Verdict::Bad(bad(&format!(
                "the identity token is not acceptable: {other}"
            ))),
        })?;
    identify(&claims, provider, client_id).map_err(Verdict::Bad)
}

/// The algorithms that are ours and that the server's document lists. `none` and those with a
/// shared secret are not ours.
fn algorithms(provider: &Provider) -> impl Iterator<Item = CoreJwsSigningAlgorithm> + use<> {
    let ours = [
        ("ES256", CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        ("EdDSA", CoreJwsSigningAlgorithm::EdDsa),
        ("RS256", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
    ];
    let listed = provider.algorithms.clone();
    ours.into_iter()
        .filter(move |(name, _)| listed.iter().any(|listed| listed == name))
        .map(|(_, algorithm)| algorithm)
}

/// The rules that the library leaves to its user.
fn identify(
    claims: &CoreIdTokenClaims,
    provider: &Provider,
    client_id: &str,
) -> Result<Identity, Error> {
    if claims.issuer().as_str() != provider.issuer {
        return Err(bad("the identity token is from another issuer"));
    }
    match claims.authorized_party() {
        Some(party) if party.as_str() != client_id => {
            return Err(bad("the identity token was issued to another client"));
        }
        None if claims.audiences().len() > 1 => {
            return Err(bad(
                "the identity token is for several and does not say to whom it was issued",
            ));
        }
        _ => {}
    }
    let subject = claims.subject().as_str();
    // At most 255 ASCII characters (OpenID Connect Core section 2).
    if subject.is_empty()
        || subject.len() > 255
        || !subject.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    {
        return Err(bad("the subject of the identity token is not acceptable"));
    }
    let name = claims
        .name()
        .and_then(|names| names.get(None))
        .map(|name| name.as_str());
    let names = [
        name,
        claims.preferred_username().map(|name| name.as_str()),
        claims.email().map(|mail| mail.as_str()),
    ];
    let name = names
        .into_iter()
        .flatten()
        .map(|name| plain(name.trim()))
        .find(|name| !name.is_empty());
    Ok(Identity {
        subject: subject.to_owned(),
        name,
    })
}
