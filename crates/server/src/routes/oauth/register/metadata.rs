//! What a client says about itself, and what it is told about itself.

use authority::{
    Digest, Moment, Secret, backchannel,
    client::{AuthMethod, Client, TokenAlg},
    jws::KeySet,
    redirect::RedirectUri,
    registration::{Error, Metadata, Offer, check},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use protocol::OAuthError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::NO_STORE;
use crate::{Server, clients::GRANTS};

/// The scopes that somebody unknown may register for.
const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "offline_access",
];

/// How such a client may prove who it is.
const METHODS: &[AuthMethod] = &[
    AuthMethod::None,
    AuthMethod::Basic,
    AuthMethod::Post,
    AuthMethod::PrivateKeyJwt,
];

/// The body of a request. What has no meaning here is ignored, as RFC 7591 section 2 asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    redirect_uris: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    client_name: Option<String>,
    scope: Option<String>,
    id_token_signed_response_alg: Option<String>,
    subject_type: Option<String>,
    jwks: Option<Value>,
    dpop_bound_access_tokens: Option<bool>,
    require_pushed_authorization_requests: Option<bool>,
    post_logout_redirect_uris: Option<Vec<String>>,
    backchannel_logout_uri: Option<String>,
    backchannel_token_delivery_mode: Option<String>,
    backchannel_client_notification_endpoint: Option<String>,
    client_uri: Option<String>,
    logo_uri: Option<String>,
    policy_uri: Option<String>,
    tos_uri: Option<String>,
    contacts: Option<Vec<String>>,
    software_id: Option<String>,
    software_version: Option<String>,

    // Of a change alone (RFC 7592 section 2.2).
    client_id: Option<String>,
    client_secret: Option<String>,
    registration_access_token: Option<Value>,
    registration_client_uri: Option<Value>,
    client_id_issued_at: Option<Value>,
    client_secret_expires_at: Option<Value>,

    // What somebody would rely on and this server does not do.
    jwks_uri: Option<Value>,
    sector_identifier_uri: Option<Value>,
    userinfo_signed_response_alg: Option<Value>,
    userinfo_encrypted_response_alg: Option<Value>,
    id_token_encrypted_response_alg: Option<Value>,
    frontchannel_logout_uri: Option<Value>,
    backchannel_user_code_parameter: Option<bool>,
    tls_client_certificate_bound_access_tokens: Option<bool>,
}

/// Why a registration is refused, as it is answered.
#[derive(Debug)]
pub(super) struct Refused {
    error: &'static str,
    description: String,
}

impl Refused {
    fn metadata(description: &str) -> Self {
        Self {
            error: "invalid_client_metadata",
            description: description.to_owned(),
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            error: error.word(),
            description: error.to_string(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = OAuthError {
            error: self.error.to_owned(),
            error_description: Some(self.description),
        };
        (StatusCode::BAD_REQUEST, NO_STORE, Json(body)).into_response()
    }
}

impl Said {
    /// Reads a body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refused> {
        let unreadable = || Refused::metadata("the body is not a JSON object of client metadata");
        // A list would otherwise be read as the fields in their order.
        let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| unreadable())?;
        serde_json::from_value(Value::Object(object)).map_err(|_| unreadable())
    }

    /// Whether a change is about `client`, and changes nothing that is not the client's to choose.
    pub(super) fn is_about(&self, client: &Client) -> Result<(), Refused> {
        if self.client_id.as_ref() != Some(&client.id) {
            return Err(Refused::metadata(
                "client_id is missing or another client's",
            ));
        }
        let secret = self.client_secret.as_deref().map(Digest::of);
        if secret.is_some() && secret != client.secret {
            return Err(Refused::metadata("client_secret cannot be chosen"));
        }
        let ours = [
            &self.registration_access_token,
            &self.registration_client_uri,
            &self.client_id_issued_at,
            &self.client_secret_expires_at,
        ];
        if ours.into_iter().any(Option::is_some) {
            return Err(Refused::metadata(
                "registration_access_token, registration_client_uri, client_id_issued_at and \
                 client_secret_expires_at are not the client's to choose",
            ));
        }
        Ok(())
    }

    /// The first thing that this server does not do.
    fn beyond_us(&self) -> Option<&'static str> {
        [
            (
                &self.jwks_uri,
                "jwks_uri is not offered: nothing is fetched",
            ),
            (
                &self.sector_identifier_uri,
                "sector_identifier_uri is not offered: subjects are public",
            ),
            (
                &self.userinfo_signed_response_alg,
                "userinfo_signed_response_alg is not offered",
            ),
            (
                &self.userinfo_encrypted_response_alg,
                "userinfo_encrypted_response_alg is not offered",
            ),
            (
                &self.id_token_encrypted_response_alg,
                "id_token_encrypted_response_alg is not offered",
            ),
            (
                &self.frontchannel_logout_uri,
                "frontchannel_logout_uri is not offered: use backchannel_logout_uri",
            ),
        ]
        .into_iter()
        .find(|(said, _)| said.is_some())
        .map(|(_, why)| why)
    }
}

/// The client that `said` describes, without an id and a secret.
pub(super) fn checked(said: &Said) -> Result<Client, Refused> {
    if let Some(why) = said.beyond_us() {
        return Err(Refused::metadata(why));
    }
    if said.tls_client_certificate_bound_access_tokens == Some(true) {
        return Err(Refused::metadata(
            "tls_client_certificate_bound_access_tokens is not offered",
        ));
    }
    if said.backchannel_user_code_parameter == Some(true) {
        return Err(Refused::metadata(
            "backchannel_user_code_parameter is not offered",
        ));
    }
    let offer = Offer {
        grants: GRANTS,
        methods: METHODS,
        algorithms: &TokenAlg::ALL,
        scopes: SCOPES,
    };
    // Keys without a use are not kept: a client that has some proves itself by them alone.
    let signs =
        said.token_endpoint_auth_method.as_deref() == Some(AuthMethod::PrivateKeyJwt.word());
    let keys = said.jwks.as_ref().filter(|_| signs);
    let keys = keys
        .map(|keys| KeySet::parse(&keys.to_string()))
        .transpose()
        .map_err(|error| Refused::metadata(&format!("jwks: {error}")))?;
    let list = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
    let metadata = Metadata {
        redirect_uris: list(&said.redirect_uris),
        token_endpoint_auth_method: said.token_endpoint_auth_method.clone(),
        grant_types: said.grant_types.clone(),
        response_types: said.response_types.clone(),
        client_name: said.client_name.clone(),
        scope: said.scope.clone(),
        keys,
        id_token_signed_response_alg: said.id_token_signed_response_alg.clone(),
        subject_type: said.subject_type.clone(),
        dpop_bound_access_tokens: said.dpop_bound_access_tokens.unwrap_or_default(),
        require_pushed_authorization_requests: said
            .require_pushed_authorization_requests
            .unwrap_or_default(),
        post_logout_redirect_uris: list(&said.post_logout_redirect_uris),
        backchannel_logout_uri: said.backchannel_logout_uri.clone(),
        backchannel_token_delivery_mode: said.backchannel_token_delivery_mode.clone(),
        backchannel_client_notification_endpoint: said
            .backchannel_client_notification_endpoint
            .clone(),
        client_uri: said.client_uri.clone(),
        logo_uri: said.logo_uri.clone(),
        policy_uri: said.policy_uri.clone(),
        tos_uri: said.tos_uri.clone(),
        contacts: list(&said.contacts),
        software_id: said.software_id.clone(),
        software_version: said.software_version.clone(),
    };
    Ok(check(&metadata, &offer)?)
}

/// What a client is told about itself
/// ([RFC 7591 section 3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1)).
#[derive(Serialize)]
pub(super) struct Described {
    client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    client_id_issued_at: i64,
    /// 0: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_expires_at: Option<i64>,
    registration_access_token: String,
    registration_client_uri: String,
    redirect_uris: Vec<String>,
    token_endpoint_auth_method: &'static str,
    grant_types: Vec<String>,
    response_types: [&'static str; 1],
    client_name: String,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<Value>,
    dpop_bound_access_tokens: bool,
    id_token_signed_response_alg: &'static str,
    subject_type: &'static str,
    require_pushed_authorization_requests: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_token_delivery_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_client_notification_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tos_uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_version: Option<String>,
}

/// `client` in the words of the standard. `secret` is there when it was just made.
pub(super) fn described(
    server: &Server,
    client: &Client,
    secret: Option<&Secret>,
    token: &str,
    since: Moment,
) -> Described {
    let texts = |list: &[RedirectUri]| list.iter().map(|uri| uri.as_str().to_owned()).collect();
    let path = format!("/oauth/register/{}", client.id);
    let about = client.about.clone();
    Described {
        client_id: client.id.clone(),
        client_secret: secret.map(|secret| secret.reveal().to_owned()),
        client_id_issued_at: since.unix(),
        client_secret_expires_at: secret.map(|_| 0),
        registration_access_token: token.to_owned(),
        registration_client_uri: server.config().issuer.at(&path),
        redirect_uris: texts(&client.redirects),
        token_endpoint_auth_method: client.token_auth_method.word(),
        grant_types: client.grants.clone(),
        response_types: ["code"],
        client_name: client.name.clone(),
        scope: client.scopes.to_string(),
        jwks: client
            .keys
            .as_ref()
            .and_then(|keys| serde_json::from_str(keys.as_str()).ok()),
        dpop_bound_access_tokens: client.dpop_bound,
        id_token_signed_response_alg: client.id_token_alg.word(),
        subject_type: "public",
        require_pushed_authorization_requests: client.require_par,
        post_logout_redirect_uris: texts(&client.post_logout_redirects),
        backchannel_logout_uri: client.backchannel_logout_uri.clone(),
        backchannel_token_delivery_mode: client
            .may_use(backchannel::GRANT)
            .then(|| client.backchannel_delivery.word()),
        backchannel_client_notification_endpoint: client.backchannel_notification.clone(),
        client_uri: about.client_uri,
        logo_uri: about.logo_uri,
        policy_uri: about.policy_uri,
        tos_uri: about.tos_uri,
        contacts: about.contacts,
        software_id: about.software_id,
        software_version: about.software_version,
    }
}
