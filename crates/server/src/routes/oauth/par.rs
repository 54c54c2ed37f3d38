//! `POST /oauth/par`: a client pushes an authorization request before it sends the browser
//! ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).

use authority::{
    authorize::{Fault, Refused, is_known},
    pushed::{LIFE, PREFIX},
};
use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header::CACHE_CONTROL};
use serde::Serialize;

use crate::{
    Server,
    headers::Peer,
    limits::{self, Class, guessing::network},
    refusal::Refusal,
    routes::request::{
        authorization::Asked,
        client_auth,
        dpop::{self, At},
        params::Params,
    },
};

/// How the client proved who it is. None of that is part of the request.
const PROOF: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// Requests that are longer than this, form-encoded, are nobody's.
const LONGEST: usize = 8192;

#[derive(Serialize)]
struct Pushed {
    request_uri: String,
    /// Seconds.
    expires_in: u64,
}

/// Checks the request as if a browser had brought it, keeps it, and names it.
pub(crate) async fn post(
    State(server): State<Server>,
    Peer(peer): Peer,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    if params.any_repeats(&["resource"]) {
        return Err(Refusal::invalid_request("a parameter is repeated"));
    }
    if params.get("request_uri").is_some() {
        return Err(Refusal::invalid_request("request_uri cannot be pushed"));
    }
    let (now, at, ip) = (server.now(), At::Authorization, peer.to_string());
    let proof = dpop::shown(&server, &headers, "POST", "/oauth/par", at)?;
    let client = client_auth::client(&server, &headers, &params, &ip).await?;
    if !client.is_confidential() {
        // Anybody can push in the name of such a client.
        limits::ask(&server, Class::Auth, &network(&ip)).await?;
    }
    let dropped = |name: &str| PROOF.contains(&name) || name == "client_id" || !is_known(name);
    let query = params.encoded_without(|name, _| dropped(name));
    if query.len() > LONGEST {
        return Err(Refusal::invalid_request("the request is too long"));
    }
    let query = with(query, "client_id", &client.id);
    // A proof binds the code like `dpop_jkt` (RFC 9449 section 10.1).
    let query = match proof {
        None => query,
        Some(proof) => {
            let key = dpop::spend(&server, proof, at, &ip).await?;
            let said = params.get("dpop_jkt");
            dpop::bound_to(said, Some(key.clone()))?;
            if said.is_some() {
                query
            } else {
                with(query, "dpop_jkt", &key)
            }
        }
    };
    let request = Params::parse(query.as_bytes());
    let secret = server.secret()?;
    let mut work = server.store().begin().await?;
    Asked::check(&server, &mut work, &request, Some(secret.digest()))
        .await?
        .map_err(|refused| told(&refused))?;
    // Whoever pushes much makes room for it.
    work.pushed().forget_before(now).await?;
    work.pushed()
        .add(&secret.digest(), &client.id, &query, now.plus(LIFE))
        .await?;
    work.commit().await?;
    let pushed = Pushed {
        request_uri: format!("{PREFIX}{}", secret.reveal()),
        expires_in: LIFE.as_secs(),
    };
    let no_store = [(CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, no_store, Json(pushed)).into_response())
}

/// The request itself says what the client said otherwise.
fn with(query: String, name: &str, value: &str) -> String {
    url::form_urlencoded::Serializer::new(query)
        .append_pair(name, value)
        .finish()
}

/// There is no browser yet, so the client is told about everything.
fn told(refused: &Refused) -> Refusal {
    match refused {
        Refused::Redirect { error, .. } => Refusal::OAuth {
            error: error.word,
            description: error.description,
        },
        Refused::Page(Fault::BadRedirect) => {
            Refusal::invalid_request("redirect_uri is missing or not registered for this client")
        }
        Refused::Page(_) => Refusal::invalid_request("the request cannot be used"),
    }
}
