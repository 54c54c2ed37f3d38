//! What this server is and can do, at both well-known addresses
//! ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414),
//! [OpenID Connect Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html)).

use authority::{
    authorize::ResponseMode, backchannel::Delivery, client::TokenAlg, factor::Level, jws::Alg,
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header::CACHE_CONTROL;
use protocol::METADATA_KEY;
use serde_json::{Value, json};

use super::backchannel::DELIVERIES;
use crate::{
    Language, Server, clients::GRANTS, config::Registration, routes::request::client_auth::METHODS,
};

/// The metadata. It lists what works and nothing else.
pub(crate) async fn get(State(server): State<Server>) -> Response {
    (
        [(CACHE_CONTROL, "public, max-age=300")],
        Json(metadata(&server)),
    )
        .into_response()
}

fn metadata(server: &Server) -> Value {
    let (issuer, clients) = (&server.config().issuer, &server.config().clients);
    let scopes: Vec<&str> = authority::scope::KNOWN
        .iter()
        .map(|(name, _)| *name)
        .collect();
    let confidential: Vec<&str> = METHODS
        .into_iter()
        .filter(|method| *method != "none")
        .collect();
    let signing = Alg::ALL.map(Alg::word);
    let mut metadata = json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": issuer.at("/oauth/authorize"),
        "token_endpoint": issuer.at("/oauth/token"),
        "userinfo_endpoint": issuer.at("/oauth/userinfo"),
        "revocation_endpoint": issuer.at("/oauth/revoke"),
        "device_authorization_endpoint": issuer.at("/oauth/device_authorization"),
        "backchannel_authentication_endpoint": issuer.at("/oauth/backchannel"),
        "backchannel_token_delivery_modes_supported": DELIVERIES.map(Delivery::word),
        "backchannel_authentication_request_signing_alg_values_supported": signing,
        "backchannel_user_code_parameter_supported": false,
        "pushed_authorization_request_endpoint": issuer.at("/oauth/par"),
        "require_pushed_authorization_requests": clients.require_pushed_requests,
        "end_session_endpoint": issuer.at("/oauth/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "jwks_uri": issuer.at("/oauth/jwks"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::word),
        "grant_types_supported": GRANTS,
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": signing,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": signing,
        "introspection_endpoint": issuer.at("/oauth/introspect"),
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": signing,
        "dpop_signing_alg_values_supported": signing,
        "acr_values_supported": Level::ALL.map(Level::acr),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": TokenAlg::ALL.map(TokenAlg::word),
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "iat", "exp", "jti", "auth_time", "nonce", "sid", "at_hash",
            "preferred_username", "name", "email", "email_verified",
        ],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    if let Some(fields) = metadata.as_object_mut() {
        if clients.registration != Registration::Off {
            let address = json!(issuer.at("/oauth/register"));
            fields.insert("registration_endpoint".to_owned(), address);
        }
        fields.insert(METADATA_KEY.to_owned(), json!(issuer.at("/api/v1")));
    }
    metadata
}
