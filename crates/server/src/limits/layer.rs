//! Every request passes here: its class, one unit for its address, and the headers that say so.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Method, header::RETRY_AFTER};

use super::{
    Class, Refused, Standing, ask, note,
    rate_limit_headers::{retry_after, tell},
};
use crate::{
    Server,
    headers::{Peer, Reader},
    limits::guessing::network,
    pages::Problem,
    refusal::Refusal,
};

/// Forms that let a stranger ask for something: a mail, a registration, a code.
const AUTH: &[&str] = &[
    "/reset",
    "/verify",
    "/sign-in/upstream",
    "/oauth/register",
    "/oauth/device_authorization",
];

/// Where programs trade, check and return tokens, and read what they need for that.
const TOKEN: &[&str] = &[
    "/oauth/token",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/oauth/par",
    "/oauth/backchannel",
    "/oauth/jwks",
    "/.well-known/",
];

impl Class {
    /// The class of a request; `None` for who watches the server, whom [`super::watcher`] counts, and
    /// for what every page needs.
    fn of(method: &Method, path: &str) -> Option<Self> {
        let below = |list: &[&str]| list.iter().any(|address| path.starts_with(address));
        if below(&["/health/", "/metrics", "/assets/"]) {
            None
        } else if below(AUTH) && method == Method::POST {
            Some(Self::Auth)
        } else if below(TOKEN) {
            Some(Self::Token)
        } else if below(&["/api/v1/admin/"]) {
            Some(Self::Admin)
        } else {
            Some(Self::Default)
        }
    }
}

/// Lets a request through when its address has something left, and tells how much.
pub(crate) async fn layer(State(server): State<Server>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let who = network(&Peer::of(request.extensions()).0.to_string());
    let Some(class) = Class::of(request.method(), path) else {
        if path.starts_with("/health/")
            && let Err(standing) = super::watcher(&server, &who)
        {
            return refuse(&standing, path);
        }
        return next.run(request).await;
    };
    let ip = Peer::of(request.extensions()).0.to_string();
    match ask(&server, class, &who).await {
        Ok(standing) => {
            let mut answer = next.run(request).await;
            tell(answer.headers_mut(), &standing);
            answer
        }
        Err(Refused::Later(standing)) => {
            note(&server, "anonymous", class, &ip);
            refuse(&standing, request.uri().path())
        }
        Err(Refused::Away) => match Reader::of(request.uri().path()) {
            Reader::Person => Problem::busy().into_response(),
            Reader::Program => Refusal::Busy.into_response(),
        },
    }
}

fn refuse(standing: &Standing, path: &str) -> Response {
    let mut answer = match Reader::of(path) {
        Reader::Person => Problem::too_often().into_response(),
        Reader::Program => Refusal::Later(standing.reset).into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(RETRY_AFTER, retry_after(standing.reset));
    tell(headers, standing);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_class() {
        let class = |method, path| Class::of(&method, path);
        assert_eq!(class(Method::GET, "/health/ready"), None);
        assert_eq!(class(Method::POST, "/oauth/token"), Some(Class::Token));
        assert_eq!(class(Method::POST, "/reset"), Some(Class::Auth));
        assert_eq!(class(Method::GET, "/reset"), Some(Class::Default));
        let upstream = "/sign-in/upstream/google";
        assert_eq!(class(Method::POST, upstream), Some(Class::Auth));
        assert_eq!(
            class(Method::GET, "/api/v1/admin/users"),
            Some(Class::Admin)
        );
        assert_eq!(class(Method::GET, "/account"), Some(Class::Default));
        assert_eq!(class(Method::GET, "/nothing"), Some(Class::Default));
    }
}
