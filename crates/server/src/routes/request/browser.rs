//! The browser at the other end: its cookies, its forms, and who is signed in there.

use authority::{
    Digest, Moment, Secret,
    factor::{Level, SIGN_IN_LIFE},
    session::Session,
};
use axum::extract::FromRequestParts;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, header::ORIGIN, header::USER_AGENT, request::Parts};
use subtle::ConstantTimeEq as _;

use super::params::Params;
use crate::{
    Server,
    headers::Peer,
    refusal::Refusal,
    replicas::activity::{NOTED, in_use},
    routes::request::user_agent::Agent,
    state::DEVICE_KEEP,
    store::{User, Work},
};

/// What a request says about the browser that sent it.
pub(crate) struct Browser {
    pub(crate) jar: CookieJar,
    pub(crate) ip: String,
    headers: HeaderMap,
}

impl FromRequestParts<Server> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Server,
    ) -> Result<Self, Self::Rejection> {
        let Ok(Peer(ip)) = Peer::from_request_parts(parts, server).await;
        Ok(Self {
            jar: CookieJar::from_headers(&parts.headers),
            ip: ip.to_string(),
            headers: parts.headers.clone(),
        })
    }
}

/// The cookie that holds the session, or before sign-in only binds forms to this browser.
const SESSION: &str = "countersign";
/// The cookie that recognises a browser in which somebody signed in before.
const DEVICE: &str = "countersign-device";

/// The cookie of a sign-in that waits for a factor. No session is ever looked for under it.
const SIGN_IN: &str = "countersign-sign-in";

/// The cookie of a browser that went to another server to sign in there.
const UPSTREAM: &str = "countersign-upstream";

/// `__Host-` needs https, which a loopback issuer does not have.
fn name(server: &Server, base: &str) -> String {
    if server.config().issuer.is_https() {
        format!("__Host-{base}")
    } else {
        base.to_owned()
    }
}

fn cookie(server: &Server, base: &str, value: &Secret) -> Cookie<'static> {
    Cookie::build((name(server, base), value.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(server.config().issuer.is_https())
        .build()
}

impl Browser {
    /// What it says it is.
    pub(crate) fn agent(&self) -> Agent {
        let header = self.headers.get(USER_AGENT);
        let header = header.and_then(|value| value.to_str().ok());
        Agent::parse(header.unwrap_or_default())
    }

    fn value(&self, server: &Server, base: &str) -> Option<&str> {
        self.jar.get(&name(server, base)).map(Cookie::value)
    }

    /// The digest of the session cookie.
    pub(crate) fn session_digest(&self, server: &Server) -> Option<Digest> {
        self.value(server, SESSION).map(Digest::of)
    }

    /// The digest of the cookie of a sign-in under way.
    pub(crate) fn sign_in_digest(&self, server: &Server) -> Option<Digest> {
        self.value(server, SIGN_IN).map(Digest::of)
    }

    /// The digest of the cookie that visits to other servers are bound to.
    pub(crate) fn upstream_digest(&self, server: &Server) -> Option<Digest> {
        self.value(server, UPSTREAM).map(Digest::of)
    }

    /// The same, for a browser that gets one when it has none. Several visits share it.
    pub(crate) fn bound_upstream(&mut self, server: &Server) -> Result<Digest, Refusal> {
        if let Some(digest) = self.upstream_digest(server) {
            return Ok(digest);
        }
        let fresh = server.secret()?;
        self.jar = self.jar.clone().add(cookie(server, UPSTREAM, &fresh));
        Ok(fresh.digest())
    }

    /// The digest of the device cookie.
    pub(crate) fn device_digest(&self, server: &Server) -> Option<Digest> {
        self.value(server, DEVICE).map(Digest::of)
    }

    /// Sets the session cookie. It ends with the browser; the server ends it earlier.
    pub(crate) fn set_session(&mut self, server: &Server, value: &Secret) {
        self.jar = self.jar.clone().add(cookie(server, SESSION, value));
    }

    /// Sets the device cookie for as long as the device is known.
    pub(crate) fn set_device(&mut self, server: &Server, value: &Secret) {
        let mut cookie = cookie(server, DEVICE, value);
        cookie.set_max_age(time::Duration::try_from(DEVICE_KEEP).ok());
        self.jar = self.jar.clone().add(cookie);
    }

    /// Sets the cookie of a sign-in under way.
    pub(crate) fn set_sign_in(&mut self, server: &Server, value: &Secret) {
        let mut cookie = cookie(server, SIGN_IN, value);
        cookie.set_max_age(time::Duration::try_from(SIGN_IN_LIFE).ok());
        self.jar = self.jar.clone().add(cookie);
    }

    /// Takes the cookie of a sign-in under way away.
    pub(crate) fn drop_sign_in(&mut self, server: &Server) {
        if self.value(server, SIGN_IN).is_some() {
            self.drop(server, SIGN_IN);
        }
    }

    /// Takes the session cookie away.
    pub(crate) fn drop_session(&mut self, server: &Server) {
        self.drop(server, SESSION);
    }

    fn drop(&mut self, server: &Server, base: &str) {
        let mut gone = Cookie::from(name(server, base));
        gone.set_path("/");
        gone.set_secure(server.config().issuer.is_https());
        self.jar = self.jar.clone().remove(gone);
    }

    /// The token for a form on a page for this browser, which gets a cookie when it has none.
    pub(crate) fn form_token(&mut self, server: &Server) -> Result<String, Refusal> {
        if self.value(server, SESSION).is_none() {
            let fresh = server.secret()?;
            self.set_session(server, &fresh);
        }
        Ok(server.form_token(self.value(server, SESSION).unwrap_or_default()))
    }

    /// Whether a form comes from our own page in this browser: token and origin both fit.
    ///
    /// Pages are sent with `no-referrer`, under which browsers send `Origin: null` with a form; then
    /// `Sec-Fetch-Site` has to say that it comes from here.
    pub(crate) fn check_form(&self, server: &Server, params: &Params) -> Result<(), Refusal> {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let here = server.config().issuer.as_str();
        let same_origin = match (header(ORIGIN.as_str()), header("sec-fetch-site")) {
            (_, Some(site)) if site != "same-origin" => false,
            (Some("null") | None, site) => site.is_some(),
            (Some(origin), _) => origin == here,
        };
        let cookie = self
            .value(server, SESSION)
            .ok_or_else(Refusal::foreign_form)?;
        let (expected, shown) = (
            server.form_token(cookie),
            params.get("csrf").unwrap_or_default(),
        );
        if same_origin && bool::from(expected.as_bytes().ct_eq(shown.as_bytes())) {
            Ok(())
        } else {
            Err(Refusal::foreign_form())
        }
    }

    /// Who is signed in here. The session is held for the rest of the transaction and counts as
    /// used. Somebody who needs a second factor and gave none is not signed in.
    pub(crate) async fn signed_in(
        &self,
        server: &Server,
        work: &mut Work,
    ) -> Result<Option<(Session, User)>, Refusal> {
        let Some(digest) = self.session_digest(server) else {
            return Ok(None);
        };
        let now = server.now();
        let Some(session) = work.sessions().by_cookie(&digest).await? else {
            return Ok(None);
        };
        let Some(session) = self.used(server, work, &session, now).await? else {
            return Ok(None);
        };
        let user = work.users().get(session.user).await?;
        let enough = |user: &User| {
            session.assurance.level >= Level::Two || !server.config().factors.requires(&user.roles)
        };
        Ok(user
            .filter(|user| user.disabled_at.is_none() && enough(user))
            .map(|user| (session, user)))
    }

    /// Notes that a session is used and holds it; `None` when it has ended, by somebody or by time.
    async fn used(
        &self,
        server: &Server,
        work: &mut Work,
        session: &Session,
        now: Moment,
    ) -> Result<Option<Session>, Refusal> {
        if session.ended_at.is_some() {
            return Ok(None);
        }
        let noted = server.activity().used(session, now).await;
        if !in_use(session, noted).is_live(now) {
            return Ok(None);
        }
        let (mut sessions, id) = (work.sessions(), session.id);
        Ok(if noted.is_some() {
            let old = now.since(session.last_active_at) >= NOTED;
            sessions.hold_in_use(id, &self.ip, old, now).await?
        } else {
            sessions.hold(id, &self.ip, now).await?
        })
    }
}
