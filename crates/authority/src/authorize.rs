//! The authorization request: what is wrong with it, and what has to happen before it is granted
//! ([OpenID Connect Core 1.0 section 3.1.2](https://openid.net/specs/openid-connect-core-1_0.html#AuthorizationEndpoint)).

use std::time::Duration;

use crate::{
    Moment,
    claims::{Claims, Parameter},
    client::Client,
    dpop::is_thumbprint,
    factor::Level,
    params::Params,
    pkce::Challenge,
    scope::Scopes,
};

/// The parameters as they arrived. Unknown ones are left out, as RFC 6749 section 3.1 asks.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields are the registered parameter names
pub struct Request {
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Option<String>,
    pub response_mode: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    pub prompt: Option<String>,
    pub max_age: Option<String>,
    pub acr_values: Option<String>,
    pub login_hint: Option<String>,
    pub request: Option<String>,
    pub request_uri: Option<String>,
    pub dpop_jkt: Option<String>,
    pub claims: Option<String>,
    /// The name of the device, an addition of ours.
    pub device_name: Option<String>,
    /// Whether a known parameter came twice.
    pub repeated: bool,
}

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
    "claims",
    "id_token_hint",
    "device_name",
    "ui_locales",
];

/// Whether a parameter of this name can mean anything in a request; what cannot need not be kept.
#[must_use]
pub fn is_known(name: &str) -> bool {
    const OTHERS: [&str; 2] = ["resource", "display"];
    KNOWN.contains(&name) || OTHERS.contains(&name)
}

impl Request {
    /// Reads what came as a query or a form.
    #[must_use]
    pub fn read(params: &Params) -> Self {
        Self {
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
            claims: params.owned("claims"),
            device_name: params.owned("device_name"),
            repeated: params.repeats(KNOWN),
        }
    }
}

/// A request without fault.
#[derive(Debug, Clone)]
pub struct Valid {
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Goes back with the answer.
    pub state: Option<String>,
    /// What is asked for and known.
    pub scopes: Scopes,
    /// What the redeemer must prove to know.
    pub challenge: Challenge,
    /// The client's value for the identity token.
    pub nonce: Option<String>,
    /// What the client wants the person to see.
    pub prompt: Prompt,
    /// How long ago the person may have proved who they are.
    pub max_age: Option<Duration>,
    /// How sure the client would like this server to be of the person.
    pub level: Level,
    /// The key that the code will be bound to.
    pub dpop_jkt: Option<String>,
    /// Single claims that are asked for.
    pub claims: Claims,
    /// Who the person has to be: a subject of ours.
    pub subject: Option<String>,
    /// What `acr` has to be, one of these; empty: anything.
    pub acr: Vec<String>,
    /// What the tokens are for; empty: this server.
    pub resources: Vec<String>,
    /// How the answer travels.
    pub mode: ResponseMode,
}

/// How an answer travels to the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the address.
    #[default]
    Query,
    /// In a form that the browser posts
    /// ([OAuth 2.0 Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    FormPost,
}

impl ResponseMode {
    /// All modes, the default first.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The registered word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// Reads the parameter, which may be left out.
    #[must_use]
    pub fn from_word(word: Option<&str>) -> Option<Self> {
        match word {
            None => Some(Self::default()),
            Some(word) => Self::ALL.into_iter().find(|mode| mode.word() == word),
        }
    }
}

/// What the client wants the person to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing at all.
    pub none: bool,
    /// The sign-in page, whatever session there is.
    pub login: bool,
    /// The consent page, whatever was consented to.
    pub consent: bool,
}

/// A request that gets no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no trustworthy place to send an answer to: show a page.
    Page(Fault),
    /// Tell the client.
    Redirect {
        /// The checked address.
        to: String,
        /// Goes back with the answer.
        state: Option<String>,
        /// How the answer travels.
        mode: ResponseMode,
        /// What to tell.
        error: Error,
    },
}

/// Why a request is answered by a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Nobody registered that client.
    #[error("the application is not known to this server")]
    UnknownClient,
    /// The client did not register that address.
    #[error("the address to return to is missing or not registered for this application")]
    BadRedirect,
    /// A request that was pushed is over, or never was.
    #[error("the request is unknown, took too long or was used before")]
    BadRequestUri,
}

/// What a client is told ([RFC 6749 section 4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// The registered word.
    pub word: &'static str,
    /// A sentence for the developer of the client.
    pub description: &'static str,
}

impl Error {
    const fn new(word: &'static str, description: &'static str) -> Self {
        Self { word, description }
    }
}

/// A resource is not the client's to ask for
/// ([RFC 8707 section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
pub const INVALID_TARGET: Error = Error::new(
    "invalid_target",
    "the client may not ask tokens for one of the resources",
);
/// The hint is no identity token that this server gave the client.
pub const BAD_HINT: Error = Error::new(
    "invalid_request",
    "id_token_hint is no identity token of this server for this client",
);
/// The person said no.
pub const ACCESS_DENIED: Error = Error::new("access_denied", "the request was declined");
/// The client has to push its requests
/// ([RFC 9126 section 6](https://www.rfc-editor.org/rfc/rfc9126#section-6)).
pub const PUSH_REQUIRED: Error = Error::new(
    "invalid_request",
    "authorization requests have to be pushed first",
);
/// `acr` was essential and what the person proved is less
/// ([Unmet Authentication Requirements 1.0](https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html)).
const UNMET: Error = Error::new(
    "unmet_authentication_requirements",
    "the person did not prove as much as the request needs",
);
const LOGIN_REQUIRED: Error = Error::new(
    "login_required",
    "nobody is signed in, or not recently enough",
);
const CONSENT_REQUIRED: Error = Error::new("consent_required", "the person has to agree first");

/// Checks a request against the client it names.
///
/// # Errors
///
/// [`Refused`], on a page as long as the redirect address is in doubt.
pub fn validate(request: &Request, client: Option<&Client>) -> Result<Valid, Refused> {
    let client = client.ok_or(Refused::Page(Fault::UnknownClient))?;
    let redirect_uri = match &request.redirect_uri {
        Some(uri) if client.accepts_redirect(uri) => uri.clone(),
        _ => return Err(Refused::Page(Fault::BadRedirect)),
    };
    checked(request, client, &redirect_uri).map_err(|error| Refused::Redirect {
        to: redirect_uri.clone(),
        state: request.state.clone(),
        mode: ResponseMode::from_word(request.response_mode.as_deref()).unwrap_or_default(),
        error,
    })
}

fn checked(request: &Request, client: &Client, redirect_uri: &str) -> Result<Valid, Error> {
    let invalid = |description| Error::new("invalid_request", description);
    if request.repeated {
        return Err(invalid("a parameter is repeated"));
    }
    let kept = [&request.nonce, &request.dpop_jkt];
    if kept.into_iter().flatten().any(|text| text.contains('\0')) {
        return Err(invalid("a parameter holds a NUL"));
    }
    if request.request.is_some() {
        return Err(Error::new(
            "request_not_supported",
            "request objects are not supported",
        ));
    }
    if request.request_uri.is_some() {
        return Err(Error::new(
            "request_uri_not_supported",
            "request_uri is not supported",
        ));
    }
    match request.response_type.as_deref() {
        Some("code") => {}
        None => return Err(invalid("response_type is missing")),
        Some(_) => {
            return Err(Error::new(
                "unsupported_response_type",
                "response_type must be code",
            ));
        }
    }
    let mode = ResponseMode::from_word(request.response_mode.as_deref())
        .ok_or(invalid("response_mode must be query or form_post"))?;
    if !client.may_use("authorization_code") {
        return Err(Error::new(
            "unauthorized_client",
            "the client may not use this grant",
        ));
    }
    if request.code_challenge_method.as_deref() != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    let asked = match request.claims.as_deref().map(Parameter::parse) {
        None => Parameter::default(),
        Some(Ok(asked)) => asked,
        Some(Err(_)) => return Err(invalid("claims has not the form it should have")),
    };
    if request
        .dpop_jkt
        .as_deref()
        .is_some_and(|text| !is_thumbprint(text))
    {
        return Err(invalid("dpop_jkt is no thumbprint of a key"));
    }
    let challenge = request.code_challenge.as_deref().and_then(Challenge::parse);
    let scopes = Scopes::parse(request.scope.as_deref().unwrap_or_default());
    Ok(Valid {
        redirect_uri: redirect_uri.to_owned(),
        state: request.state.clone(),
        scopes,
        challenge: challenge.ok_or(invalid("code_challenge is missing or malformed"))?,
        nonce: request.nonce.clone(),
        prompt: prompt(request.prompt.as_deref().unwrap_or_default())?,
        max_age: max_age(request.max_age.as_deref())?,
        level: level(request.acr_values.as_deref().unwrap_or_default()),
        dpop_jkt: request.dpop_jkt.clone(),
        mode,
        claims: asked.claims,
        subject: asked.subject,
        acr: asked.acr,
        resources: Vec::new(),
    })
}

fn prompt(text: &str) -> Result<Prompt, Error> {
    let mut prompt = Prompt::default();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" | "select_account" | "create" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => return Err(Error::new("invalid_request", "prompt has an unknown value")),
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(Error::new("invalid_request", "prompt=none stands alone"));
    }
    Ok(prompt)
}

/// The first value of `acr_values` that this server knows; values nobody knows are passed over, since
/// the parameter is a wish.
fn level(text: &str) -> Level {
    text.split(' ')
        .find_map(Level::from_acr)
        .unwrap_or_default()
}

fn max_age(text: Option<&str>) -> Result<Option<Duration>, Error> {
    let malformed = Error::new("invalid_request", "max_age is not a number of seconds");
    text.map(|text| text.parse().map(Duration::from_secs).map_err(|_| malformed))
        .transpose()
}

/// The person at the browser.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Who they are.
    pub subject: &'a str,
    /// When they last proved who they are.
    pub authenticated_at: Moment,
    /// How sure this server is of them.
    pub level: Level,
    /// Whether they have a factor with which it could become surer.
    pub has_factor: bool,
    /// Their roles.
    pub roles: &'a [String],
    /// What they allowed this client before.
    pub consented: &'a Scopes,
}

impl Valid {
    /// Whether the request wishes or needs the server to be surer of the person.
    #[must_use]
    pub fn wants_more_than(&self, level: Level) -> bool {
        level < self.level || self.is_unmet_by(level)
    }

    /// Whether the request needs another level.
    fn is_unmet_by(&self, level: Level) -> bool {
        !self.acr.is_empty() && !self.acr.iter().any(|acr| level.meets(acr))
    }

    /// What the person has to allow: the scopes, and those that the single claims belong to.
    #[must_use]
    pub fn permissions(&self) -> Scopes {
        self.scopes.union(&self.claims.scopes())
    }
}

/// What has to happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Show the sign-in page.
    SignIn,
    /// Ask for a second factor.
    StepUp,
    /// Show the consent page for these scopes.
    Consent(Scopes),
    /// Issue a code for these scopes.
    Issue(Scopes),
    /// Tell the client.
    Refuse(Error),
}

/// Decides what a valid request needs: a sign-in, a consent, or nothing more.
#[must_use]
pub fn next(valid: &Valid, client: &Client, person: Option<&Person<'_>>, now: Moment) -> Next {
    let fresh = |person: &&Person<'_>| {
        let age = now.since(person.authenticated_at);
        let right = valid
            .subject
            .as_deref()
            .is_none_or(|subject| subject == person.subject);
        right && !valid.prompt.login && valid.max_age.is_none_or(|max| !max.is_zero() && age <= max)
    };
    let Some(person) = person.filter(fresh) else {
        return if valid.prompt.none {
            Next::Refuse(LOGIN_REQUIRED)
        } else {
            Next::SignIn
        };
    };
    if valid.wants_more_than(person.level) && person.level < Level::Two && person.has_factor {
        return if valid.prompt.none {
            Next::Refuse(LOGIN_REQUIRED)
        } else {
            Next::StepUp
        };
    }
    let scopes = valid.scopes.granted(&client.scopes, person.roles);
    if scopes.is_empty() && !valid.scopes.is_empty() {
        return Next::Refuse(Error::new(
            "invalid_scope",
            "none of the scopes can be granted",
        ));
    }
    if valid.is_unmet_by(person.level) {
        return Next::Refuse(UNMET);
    }
    let permissions = valid.permissions().granted(&client.scopes, person.roles);
    let agreed =
        client.first_party || (permissions.is_within(person.consented) && !valid.prompt.consent);
    match (agreed, valid.prompt.none) {
        (true, _) => Next::Issue(scopes),
        (false, true) => Next::Refuse(CONSENT_REQUIRED),
        (false, false) => Next::Consent(permissions),
    }
}
