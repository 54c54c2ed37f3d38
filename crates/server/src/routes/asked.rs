//! The authorization request, read from parameters and checked against its client.

use authority::{
    Digest,
    authorize::{
        BAD_HINT, Error, Fault, INVALID_TARGET, PUSH_REQUIRED, Refused, Request, ResponseMode,
        Valid, validate,
    },
    client::Client,
    pushed::PREFIX,
    resource,
};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::LOCATION};

use super::params::Params;
use crate::{
    Server,
    headers::FormAction,
    pages::{Asker, FormPost},
    refusal::Refusal,
    store::Work,
};

/// What a person has done already, in the address of a request that was pushed: the request itself
/// cannot be changed, and would ask for it again for ever.
const DONE: &str = "done";
/// They have just signed in.
pub(super) const SIGNED_IN: &str = "sign-in";
/// They have just agreed.
pub(super) const AGREED: &str = "consent";

/// A valid request and the client behind it.
pub(super) struct Asked {
    pub(super) client: Client,
    pub(super) valid: Valid,
    pub(super) device_name: Option<String>,
    pub(super) login_hint: Option<String>,
    /// What the request was pushed as.
    pub(super) pushed: Option<Digest>,
}

impl Asked {
    /// Reads and checks a request. One that was pushed is noted as opened, so commit `work`.
    pub(super) async fn read(
        server: &Server,
        work: &mut Work,
        params: &Params,
    ) -> Result<Result<Self, Refused>, Refusal> {
        // With two different addresses or clients there is no trustworthy place to answer to.
        if params.repeats(&["client_id"]) {
            return Ok(Err(Refused::Page(Fault::UnknownClient)));
        }
        let uri = params.get("request_uri");
        let Some(reference) = uri.and_then(|uri| uri.strip_prefix(PREFIX)) else {
            return Self::check(server, work, params, None).await;
        };
        let uri = Digest::of(reference);
        let client = params.get("client_id").unwrap_or_default();
        let unusable = Ok(Err(Refused::Page(Fault::BadRequestUri)));
        let Some(pushed) = work.pushed().get(&uri).await? else {
            return unusable;
        };
        let now = server.now();
        match pushed.open(client, now) {
            Err(_) => return unusable,
            Ok(Some(until)) => work.pushed().open(&uri, until, now).await?,
            Ok(None) => {}
        }
        let inner = Params::parse(pushed.params.as_bytes());
        let asked = Self::check(server, work, &inner, Some(uri)).await?;
        Ok(asked.map(|asked| asked.without(params.get(DONE).unwrap_or_default())))
    }

    /// Checks a request whose parameters are all at hand.
    pub(super) async fn check(
        server: &Server,
        work: &mut Work,
        params: &Params,
        pushed: Option<Digest>,
    ) -> Result<Result<Self, Refused>, Refusal> {
        let request = Request::read(params);
        if params.repeats(&["redirect_uri"]) {
            return Ok(Err(Refused::Page(Fault::BadRedirect)));
        }
        let client = match &request.client_id {
            Some(id) => work.clients().get(id).await?,
            None => None,
        };
        let push = server.config().clients.require_pushed_requests;
        let asked = validate(&request, client.as_ref()).and_then(|valid| {
            let client = client.ok_or(Refused::Page(Fault::UnknownClient))?;
            let asked = Self {
                client,
                valid,
                device_name: request.device_name,
                login_hint: request.login_hint,
                pushed,
            };
            if asked.pushed.is_none() && (push || asked.client.require_par) {
                return Err(asked.refused(PUSH_REQUIRED));
            }
            Ok(asked)
        });
        match asked {
            Ok(asked) => asked.completed(server, work, params).await,
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Checks what needs the name and the keys of this server: the resources, and the identity token
    /// that says who is expected.
    async fn completed(
        mut self,
        server: &Server,
        work: &mut Work,
        params: &Params,
    ) -> Result<Result<Self, Refused>, Refusal> {
        let issuer = server.config().issuer.as_str();
        match resource::registered(params.all("resource"), &self.client, issuer) {
            Ok(resources) => self.valid.resources = resources,
            Err(_) => return Ok(Err(self.refused(INVALID_TARGET))),
        }
        if let Some(hint) = params.get("id_token_hint") {
            let read = server
                .kept_ring()
                .and_then(|ring| ring.read_id_hint(hint, issuer, &self.client.id).ok());
            let Some(hint) = read else {
                return Ok(Err(self.refused(BAD_HINT)));
            };
            if self
                .valid
                .subject
                .as_ref()
                .is_some_and(|subject| *subject != hint.sub)
            {
                return Ok(Err(self.refused(BAD_HINT)));
            }
            if let (None, Ok(id)) = (&self.login_hint, hint.sub.parse()) {
                self.login_hint = work.users().get(id).await?.map(|user| user.name);
            }
            self.valid.subject = Some(hint.sub);
        }
        Ok(Ok(self))
    }

    /// This request refused.
    pub(super) fn refused(&self, error: Error) -> Refused {
        Refused::Redirect {
            to: self.valid.redirect_uri.clone(),
            state: self.valid.state.clone(),
            mode: self.valid.mode,
            error,
        }
    }

    /// This request less what the person has done already.
    fn without(mut self, done: &str) -> Self {
        for word in done.split(' ') {
            match word {
                SIGNED_IN => {
                    self.valid.prompt.login = false;
                    self.valid.max_age = None;
                }
                AGREED => self.valid.prompt.consent = false,
                _ => {}
            }
        }
        self
    }

    /// Who asks, for a page.
    pub(super) fn asker(&self) -> Asker {
        Asker::new(&self.client.name, &self.valid.redirect_uri)
    }
}

/// The parameters of a request that was pushed, with one more thing done; `None` for every other.
pub(super) fn with_done(params: &Params, what: &str) -> Option<String> {
    let uri = params.get("request_uri")?;
    uri.starts_with(PREFIX).then(|| {
        let rest = params.encoded_without(|name, _| name == DONE);
        let before = params.get(DONE).map(|done| format!("{done} "));
        let done = format!("{}{what}", before.unwrap_or_default());
        let mut query = url::form_urlencoded::Serializer::new(rest);
        query.append_pair(DONE, &done).finish()
    })
}

/// The answer to a refused request: a page, or the client is told.
pub(super) fn refuse(server: &Server, refused: Refused) -> Response {
    match refused {
        Refused::Redirect {
            to,
            state,
            mode,
            error,
        } => {
            let fields = [
                ("error", error.word),
                ("error_description", error.description),
            ];
            answer(server, &to, mode, state.as_deref(), &fields)
        }
        Refused::Page(fault) => {
            let code = match fault {
                Fault::UnknownClient => "unknown_client",
                Fault::BadRequestUri => "invalid_request_uri",
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
pub(super) fn answer(
    server: &Server,
    to: &str,
    mode: ResponseMode,
    state: Option<&str>,
    fields: &[(&str, &str)],
) -> Response {
    let state = state.map(|state| ("state", state));
    let iss = ("iss", server.config().issuer.as_str());
    let fields = fields.iter().copied().chain(state).chain([iss]);
    match mode {
        ResponseMode::Query => see_other(&with_query(to, fields)),
        ResponseMode::FormPost => {
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let page = FormPost {
                to: to.to_owned(),
                fields: fields.map(owned).collect(),
                place: Asker::new("", to).place,
            };
            let mut page = page.into_response();
            if let Some(permitted) = FormAction::to(to) {
                page.extensions_mut().insert(permitted);
            }
            page
        }
    }
}

/// `to` with these parameters behind those it has.
pub(super) fn with_query<'a>(to: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let separator = match to.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{to}{separator}{query}")
}

/// 303, so that a form that was posted is not posted on.
pub(super) fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
