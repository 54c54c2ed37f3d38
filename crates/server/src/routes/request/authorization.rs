//! The authorization request, read from parameters and checked against its client.

use authority::{
    Digest, Moment,
    authorize::{
        BAD_HINT, Error, Fault, INVALID_TARGET, PUSH_REQUIRED, Refused, Request, ResponseMode,
        Valid, validate,
    },
    client::Client,
    pushed::PREFIX,
    resource,
    session::Session,
};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use http::{StatusCode, header::LOCATION};
use protocol::SessionId;
use subtle::ConstantTimeEq as _;

use super::params::Params;
use crate::{
    Server,
    headers::FormAction,
    pages::{Asker, FormPost},
    refusal::Refusal,
    store::Work,
    words,
};

/// What a person has done already, in the address of a request that was pushed: the request itself
/// cannot be changed, and would ask for it again for ever.
const DONE: &str = "done";

/// What a person may have done. Each is written with a stamp over it and the request, so that nobody
/// can say it who did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// They were sent to sign in at this moment; whoever has signed in since did.
    SignIn(Moment),
    /// They agreed in this session.
    Consent(SessionId),
}

impl Done {
    /// The word, what it is about, and the stamp.
    fn write(self, server: &Server, uri: &Digest) -> String {
        let said = match self {
            Self::SignIn(since) => format!("sign-in.{}", since.unix()),
            Self::Consent(session) => format!("consent.{session}"),
        };
        let stamp = server.stamp(DONE_STAMP, format!("{}.{said}", uri.as_str()).as_bytes());
        format!("{said}.{}", BASE64URL_NOPAD.encode(&stamp))
    }

    fn read(server: &Server, uri: &Digest, text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let done = match (parts.next()?, parts.next()?) {
            ("sign-in", since) => Self::SignIn(Moment::from_unix(since.parse().ok()?)),
            ("consent", session) => Self::Consent(session.parse().ok()?),
            _ => return None,
        };
        let genuine = done.write(server, uri);
        bool::from(genuine.as_bytes().ct_eq(text.as_bytes())).then_some(done)
    }
}

/// The purpose of the stamp on what was done.
const DONE_STAMP: &str = "authorize/done/1";

/// A valid request and the client behind it.
pub(crate) struct Asked {
    pub(crate) client: Client,
    pub(crate) valid: Valid,
    pub(crate) device_name: Option<String>,
    pub(crate) login_hint: Option<String>,
    pub(crate) ui_locales: Option<String>,
    /// What the request was pushed as.
    pub(crate) pushed: Option<Digest>,
    /// What was done for it already.
    done: Vec<Done>,
}

impl Asked {
    /// Reads and checks a request. One that was pushed is noted as opened, so commit `work`.
    pub(crate) async fn read(
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
        let done = params.get(DONE).unwrap_or_default().split(' ');
        let done = done
            .filter_map(|text| Done::read(server, &uri, text))
            .collect();
        let asked = Self::check(server, work, &inner, Some(uri)).await?;
        Ok(asked.map(|asked| Self { done, ..asked }))
    }

    /// Checks a request whose parameters are all at hand.
    pub(crate) async fn check(
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
                ui_locales: params.owned("ui_locales"),
                pushed,
                done: Vec::new(),
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
    pub(crate) fn refused(&self, error: Error) -> Refused {
        Refused::Redirect {
            to: self.valid.redirect_uri.clone(),
            state: self.valid.state.clone(),
            mode: self.valid.mode,
            error,
        }
    }

    /// Takes from this request what the person of this session has done already.
    pub(crate) fn forgive(&mut self, session: &Session) {
        for done in std::mem::take(&mut self.done) {
            match done {
                Done::SignIn(since) if session.authenticated_at >= since => {
                    self.valid.prompt.login = false;
                    self.valid.max_age = None;
                }
                Done::Consent(agreed) if agreed == session.id => self.valid.prompt.consent = false,
                Done::SignIn(_) | Done::Consent(_) => {}
            }
        }
    }

    /// Who asks, for a page.
    pub(crate) fn asker(&self) -> Asker {
        Asker::new(&self.client.name, &self.valid.redirect_uri)
    }
}

/// The parameters of a request that was pushed, with one more thing done; `None` for every other.
pub(crate) fn with_done(server: &Server, params: &Params, what: Done) -> Option<String> {
    let reference = params.get("request_uri")?.strip_prefix(PREFIX)?;
    let rest = params.encoded_without(|name, _| name == DONE);
    let before = params.get(DONE).map(|done| format!("{done} "));
    let what = what.write(server, &Digest::of(reference));
    let done = format!("{}{what}", before.unwrap_or_default());
    let mut query = url::form_urlencoded::Serializer::new(rest);
    Some(query.append_pair(DONE, &done).finish())
}

/// The answer to a refused request: a page, or the client is told.
pub(crate) fn refuse(server: &Server, refused: Refused) -> Response {
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
            let words = words::here();
            let (code, what) = match fault {
                Fault::UnknownClient => ("unknown_client", words.fault_client()),
                Fault::BadRequestUri => ("invalid_request_uri", words.fault_request()),
                _ => ("invalid_redirect_uri", words.fault_redirect()),
            };
            Refusal::page(
                StatusCode::BAD_REQUEST,
                &words.cannot_go_on(),
                &what,
                &words.cannot_go_on_do(),
                code,
            )
            .into_response()
        }
    }
}

/// The answer that goes back to the client, with `state` and `iss`
/// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
pub(crate) fn answer(
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
pub(crate) fn with_query<'a>(to: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
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
pub(crate) fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
