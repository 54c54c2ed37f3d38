//! The pages a person meets in the browser, as typed values that render themselves.
//!
//! A route fills one of these structs and answers with it; every field is shown as text, so
//! nothing a client or a person chose can become markup, and every sentence comes from the catalogues:
//! `words` in a template are those of the language that the request is answered in. The pages hold no script, load nothing
//! from elsewhere, and work without JavaScript. Each type says which address its form posts to
//! and which fields arrive there.
//!
//! ```text
//! SignIn ─▶ Factor ─▶ Consent (foreign clients) ──▶ back to the client
//!    └─────▶ Account ──▶ SignedOut            Problem and Message: everything else
//! ```

pub(crate) mod approval;
mod asker;
mod assets;
mod factor;
mod keys;
mod passwords;
mod row;
mod scope;
mod upstream;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;

use crate::words;

pub use approval::{Approving, Askable, Stands, Waiting};
pub use asker::Asker;
pub use assets::assets;
pub use factor::{
    AskRecovery, CodeTo, Crowd, Enrol, EnrolPasskey, EnrolSent, EnrolTotp, Factor, PasskeyOnly,
    Recover, RecoverySheet, StepUp, Way,
};
pub use keys::{Choice, KeyRow, NewApiKey, ShownApiKey};
pub use passwords::{AskReset, ChangeEmail, ConfirmEmail, NewPassword, Step};
pub use row::{ApproverRow, FactorRow, Row};
pub use scope::in_words;
pub use upstream::{Elsewhere, LinkRow, Onward, UpstreamAgree, UpstreamOffer, UpstreamProblem};

/// The sign-in form: `POST /sign-in` with `csrf`, `attempt`, `name` and `password`.
///
/// The route that answers with it chooses the status: see [`answer`].
#[derive(Debug, Clone, Default, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The form token.
    pub csrf: String,
    /// Names the authorization request under way, or the place to return to; empty for neither.
    pub attempt: String,
    /// What the person typed before; empty at first.
    pub name: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// Whether a passkey can be used instead.
    pub passkeys: bool,
    /// Other servers that can be used instead.
    pub upstreams: Vec<Elsewhere>,
    /// Whether too many attempts failed, so that the way by recovery code is shown.
    pub locked: bool,
    /// Whether a forgotten password can be replaced by mail.
    pub can_reset: bool,
    /// Who asks; `None` when the person came by themselves.
    pub asker: Option<Asker>,
    /// The server as people know it: the host of the issuer.
    pub server: String,
}

/// The question whether a client may have what it asks for: `POST /consent` with `csrf`,
/// `attempt` and `decision`, which is `allow` or `deny`.
#[derive(Debug, Clone, Template)]
#[template(path = "consent.html")]
pub struct Consent {
    /// The form token.
    pub csrf: String,
    /// Names the authorization request under way.
    pub attempt: String,
    /// Who asks, and where the answer goes.
    pub asker: Asker,
    /// The name of the person who is signed in.
    pub name: String,
    /// What the client could do, a phrase each; [`in_words`] makes them.
    pub permissions: Vec<String>,
    /// The server as people know it.
    pub server: String,
}

/// The answer to a client that wants it in a form: the browser posts `fields` to `to`, by itself where
/// scripts run and by a button where they do not.
#[derive(Debug, Clone, Template)]
#[template(path = "form_post.html")]
pub struct FormPost {
    /// The checked address.
    pub to: String,
    /// What arrives there, by name.
    pub fields: Vec<(String, String)>,
    /// That address as people know it.
    pub place: String,
}

/// The form for the code that a device shows: `POST /device` with `csrf` and `user_code`.
///
/// The route that answers with it chooses the status: see [`answer`].
#[derive(Debug, Clone, Template)]
#[template(path = "device_code.html")]
pub struct DeviceCode {
    /// The form token.
    pub csrf: String,
    /// The name of the person who is signed in.
    pub name: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// The question whether a device may sign in: `POST /device/decision` with `csrf`, `user_code` and
/// `decision`, which is `allow` or `deny`.
#[derive(Debug, Clone, Template)]
#[template(path = "device.html")]
pub struct Device {
    /// The form token.
    pub csrf: String,
    /// The code as the device shows it.
    pub code: String,
    /// The name of the client.
    pub client: String,
    /// The name of the device, when it gave one.
    pub device: Option<String>,
    /// Where it asked from.
    pub ip: String,
    /// How long ago that was, in minutes.
    pub minutes: u64,
    /// The name of the person who is signed in.
    pub name: String,
    /// What the client could do, a phrase each.
    pub permissions: Vec<String>,
    /// The server as people know it.
    pub server: String,
}

/// The question whether the person wants to sign out: `POST /oauth/logout/confirm` with `csrf` and
/// `request`.
#[derive(Debug, Clone, Template)]
#[template(path = "logout.html")]
pub struct Logout {
    /// The form token.
    pub csrf: String,
    /// The request of the client, form-encoded.
    pub request: String,
    /// The name of the client, when it is known for certain.
    pub client: Option<String>,
    /// Whether the client named an address to return to that cannot be trusted.
    pub stays: bool,
    /// The name of the person who is signed in.
    pub name: String,
    /// The server as people know it.
    pub server: String,
}

/// A request that could not be carried out. Answers with `status`.
#[derive(Debug, Clone, Template)]
#[template(path = "problem.html")]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// The page's heading, as in "This link is no longer valid".
    pub title: String,
    /// What happened, in a sentence or two without internals.
    pub what_happened: String,
    /// What the person can do now.
    pub what_to_do: String,
    /// A word for the person to quote, such as `invalid_redirect_uri`.
    pub code: Option<String>,
}

/// Where a signed-in person lands, with their sessions. `POST /account/sessions/end` takes `csrf` and
/// `id`, `POST /account/sessions/end-others` and `POST /sign-out` take `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "account.html")]
pub struct Account {
    /// The form token.
    pub csrf: String,
    /// The name the person signs in with.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Whether it is known to be theirs.
    pub email_verified: bool,
    /// Whether they can be sent a link to confirm one.
    pub can_mail: bool,
    /// Where they are signed in, this browser first.
    pub sessions: Vec<Row>,
    /// Whether there are more sessions than these.
    pub more: bool,
    /// Their second factors.
    pub factors: Vec<FactorRow>,
    /// Their devices that can approve a sign-in.
    pub approvers: Vec<ApproverRow>,
    /// Whether the last of them may go.
    pub last_may_go: bool,
    /// How many recovery codes are left.
    pub recovery_left: usize,
    /// Whether that is too few.
    pub recovery_few: bool,
    /// Whether another factor may be added.
    pub may_add: bool,
    /// What they are at other servers.
    pub links: Vec<LinkRow>,
    /// Servers of which they can link more. The button posts `csrf` and `upstream` to
    /// `/account/upstream/link`.
    pub upstreams: Vec<Elsewhere>,
    /// Their keys for programs.
    pub keys: Vec<KeyRow>,
    /// Whether there are more keys than these.
    pub more_keys: bool,
    /// The server as people know it.
    pub server: String,
}

/// The page after signing out.
#[derive(Debug, Clone, Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut {
    /// The server as people know it.
    pub server: String,
}

/// Something to know, with nothing to do but read it.
#[derive(Debug, Clone, Template)]
#[template(path = "message.html")]
pub struct Message {
    /// The heading.
    pub title: String,
    /// One paragraph.
    pub text: String,
}

impl Problem {
    /// The page for an address that does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        let words = words::here();
        Self {
            status: StatusCode::NOT_FOUND,
            title: words.not_found(),
            what_happened: words.not_found_why(),
            what_to_do: words.not_found_do(),
            code: None,
        }
    }

    /// The page for a server that has more to do than it can.
    #[must_use]
    pub fn busy() -> Self {
        let words = words::here();
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: words.busy(),
            what_happened: words.busy_why(),
            what_to_do: words.busy_do(),
            code: Some("temporarily_unavailable".to_owned()),
        }
    }

    /// The page for somebody who asks for too much.
    #[must_use]
    pub fn too_often() -> Self {
        let words = words::here();
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            title: words.too_often(),
            what_happened: words.too_often_why(),
            what_to_do: words.too_often_do(),
            code: Some("slow_down".to_owned()),
        }
    }

    /// The page for a failure of ours. It names no internals; the log has them.
    #[must_use]
    pub fn internal() -> Self {
        let words = words::here();
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            title: words.failed(),
            what_happened: words.failed_why(),
            what_to_do: words.failed_do(),
            code: Some("server_error".to_owned()),
        }
    }
}

/// Renders `page` as the answer with `status`.
pub fn answer(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, words::here().failed()).into_response()
        }
    }
}

impl IntoResponse for Step {
    fn into_response(self) -> Response {
        answer(self.status, &self)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        answer(self.status, &self)
    }
}

macro_rules! answers_ok {
    ($($page:ty),*) => { $(
        impl IntoResponse for $page {
            fn into_response(self) -> Response {
                answer(StatusCode::OK, &self)
            }
        }
    )* };
}

answers_ok!(
    Consent,
    Account,
    SignedOut,
    Message,
    ShownApiKey,
    Enrol,
    AskRecovery,
    RecoverySheet,
    ConfirmEmail,
    Crowd,
    FormPost,
    Device,
    Logout,
    Onward,
    UpstreamOffer,
    UpstreamAgree
);
