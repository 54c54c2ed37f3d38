//! The authorization request, read from parameters and checked against its client.

use authority::{
    authorize::{Fault, Refused, Request, Valid, validate},
    client::Client,
};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::LOCATION};

use super::params::Params;
use crate::{Server, pages::Asker, refusal::Refusal, store::Work};

/// The parameters that have a meaning here, each of which may come once.
const KNOWN: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "acr_values",
    "login_hint",
    "request",
    "request_uri",
    "dpop_jkt",
    "device_name",
];

/// A valid request and the client behind it.
pub(super) struct Asked {
    pub(super) client: Client,
    pub(super) valid: Valid,
    pub(super) device_name: Option<String>,
    pub(super) login_hint: Option<String>,
}

impl Asked {
    /// Reads and checks a request.
    pub(super) async fn read(
        work: &mut Work,
        params: &Params,
    ) -> Result<Result<Self, Refused>, Refusal> {
        let request = request(params);
        // With two different addresses or clients there is no trustworthy place to answer to.
        if params.repeats(&["client_id"]) {
            return Ok(Err(Refused::Page(Fault::UnknownClient)));
        }
        if params.repeats(&["redirect_uri"]) {
            return Ok(Err(Refused::Page(Fault::BadRedirect)));
        }
        let client = match &request.client_id {
            Some(id) => work.clients().get(id).await?,
            None => None,
        };
        Ok(validate(&request, client.as_ref()).and_then(|valid| {
            let client = client.ok_or(Refused::Page(Fault::UnknownClient))?;
            Ok(Self {
                client,
                valid,
                device_name: request.device_name,
                login_hint: request.login_hint,
            })
        }))
    }

    /// Who asks, for a page.
    pub(super) fn asker(&self) -> Asker {
        Asker::new(&self.client.name, &self.valid.redirect_uri)
    }
}

fn request(params: &Params) -> Request {
    Request {
        client_id: params.owned("client_id"),
        redirect_uri: params.owned("redirect_uri"),
        response_type: params.owned("response_type"),
        response_mode: params.owned("response_mode"),
        scope: params.owned("scope"),
        state: params.owned("state"),
        nonce: params.owned("nonce"),
        code_challenge: params.owned("code_challenge"),
        code_challenge_method: params.owned("code_challenge_method"),
        prompt: params.owned("prompt"),
        max_age: params.owned("max_age"),
        acr_values: params.owned("acr_values"),
        login_hint: params.owned("login_hint"),
        request: params.owned("request"),
        request_uri: params.owned("request_uri"),
        dpop_jkt: params.owned("dpop_jkt"),
        device_name: params.owned("device_name"),
        repeated: params.repeats(KNOWN),
    }
}

/// The answer to a refused request: a page, or the client is told.
pub(super) fn refuse(server: &Server, refused: Refused) -> Response {
    match refused {
        Refused::Redirect { to, state, error } => {
            let fields = [
                ("error", error.word),
                ("error_description", error.description),
            ];
            redirect(server, &to, state.as_deref(), &fields)
        }
        Refused::Page(fault) => {
            let code = match fault {
                Fault::UnknownClient => "unknown_client",
                _ => "invalid_redirect_uri",
            };
            let what = format!("Somebody sent you here to sign in, but {fault}.");
            Refusal::page(
                StatusCode::BAD_REQUEST,
                "This sign-in cannot go on",
                &what,
                "Go back and start again from the application. If it happens again, tell whoever runs it.",
                code,
            )
            .into_response()
        }
    }
}

/// The answer that goes back to the client, with `state` and `iss`
/// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
pub(super) fn redirect(
    server: &Server,
    to: &str,
    state: Option<&str>,
    fields: &[(&str, &str)],
) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    query.append_pair("iss", server.config().issuer.as_str());
    let separator = match to.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    see_other(&format!("{to}{separator}{}", query.finish()))
}

/// 303, so that a form that was posted is not posted on.
pub(super) fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
