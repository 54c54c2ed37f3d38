//! One file per address. A route reads, decides, records and answers, in that order.

pub(crate) mod account;
pub(crate) mod api;
pub(crate) mod consent;
pub(crate) mod device;
pub(crate) mod enrol;
pub(crate) mod health;
pub(crate) mod metrics;
mod note;
pub(crate) mod oauth;
mod request;
pub(crate) mod reset;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod verify;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn, from_fn_with_state, map_response},
    response::{IntoResponse as _, Response},
    routing::{delete, get, patch, post, put},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};

use crate::{Server, headers::LONGEST_BODY, limits, pages::Problem, refusal::InTheWay};

/// Every address of this server, without the layers that [`crate::headers`] puts around them.
pub fn router(server: Server) -> Router {
    people()
        .merge(programs())
        .merge(proved(&server))
        .layer(from_fn(again))
        .layer(from_fn_with_state(server.clone(), limits::layer))
        .layer(from_fn_with_state(server.clone(), metrics::count))
        .with_state(server)
}

/// How often a request is carried out when others are in its way.
const ROUNDS: usize = 3;

/// Begins a request again whose transaction the database ended in favour of another one.
async fn again(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let noted = request::single_use::Noted::default();
    let round = || {
        let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
        noted.carry(next.clone().run(request))
    };
    let mut answer = round().await;
    for _ in 1..ROUNDS {
        if answer.extensions().get::<InTheWay>().is_none() {
            break;
        }
        tracing::info!("another request was in the way; beginning again");
        answer = round().await;
    }
    answer
}

/// Addresses that a person opens in a browser.
fn people() -> Router<Server> {
    use oauth::{authorize, logout};
    Router::new()
        .route("/", get(account::root))
        .route("/account", get(account::get))
        .route("/account/sessions/end", post(account::end))
        .route("/account/sessions/end-others", post(account::end_others))
        .route(
            "/account/password",
            get(account::password::get).post(account::password::post),
        )
        .route("/account/password/done", get(account::password::done))
        .route(
            "/account/email",
            get(account::email::get).post(account::email::post),
        )
        .route("/account/email/sent", get(account::email::sent))
        .route("/account/keys", post(account::keys::create))
        .route("/account/keys/new", get(account::keys::new))
        .route("/account/keys/rotate", post(account::keys::rotate))
        .route("/account/keys/revoke", post(account::keys::revoke))
        .route("/reset", get(reset::get).post(reset::post))
        .route("/reset/sent", get(reset::sent))
        .route("/reset/new", get(reset::choose).post(reset::change))
        .route("/reset/done", get(reset::done))
        .route("/verify", get(verify::get).post(verify::post))
        .route("/verify/done", get(verify::done))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route(
            "/sign-in/factor",
            get(sign_in::factor::get).post(sign_in::factor::post),
        )
        .route(
            "/sign-in/factor/approval",
            get(sign_in::approval::of_sign_in),
        )
        .route(
            "/sign-in/step-up/approval",
            get(sign_in::approval::of_step_up),
        )
        .route(
            "/sign-in/step-up",
            get(sign_in::step_up::get).post(sign_in::step_up::post),
        )
        .route(
            "/sign-in/recover",
            get(sign_in::recover::get).post(sign_in::recover::post),
        )
        .route(
            "/sign-in/passkey",
            get(sign_in::passkey::get).post(sign_in::passkey::post),
        )
        .route("/sign-in/upstream/{name}", post(sign_in::upstream::post))
        .route(
            "/sign-in/upstream/{name}/callback",
            get(sign_in::upstream::callback::get),
        )
        .route(
            "/sign-in/upstream/offer",
            get(sign_in::upstream::offer::get).post(sign_in::upstream::offer::post),
        )
        .route(
            "/account/upstream/agree",
            get(sign_in::upstream::agree::get).post(sign_in::upstream::agree::post),
        )
        .route(
            "/account/upstream/link",
            post(sign_in::upstream::manage::link),
        )
        .route(
            "/account/upstream/unlink",
            post(sign_in::upstream::manage::unlink),
        )
        .route(
            "/sign-in/sessions",
            get(sign_in::sessions::get).post(sign_in::sessions::post),
        )
        .route("/enrol", get(enrol::get))
        .route(
            "/enrol/passkey",
            get(enrol::passkey::get).post(enrol::passkey::post),
        )
        .route("/enrol/totp", get(enrol::totp::get).post(enrol::totp::post))
        .route("/enrol/totp/qr", get(enrol::totp::qr))
        .route(
            "/enrol/mail",
            get(enrol::sent::mail).post(enrol::sent::post_mail),
        )
        .route(
            "/enrol/sms",
            get(enrol::sent::sms).post(enrol::sent::post_sms),
        )
        .route(
            "/enrol/recovery",
            get(enrol::recovery::get).post(enrol::recovery::post),
        )
        .route("/account/factors/rename", post(account::factors::rename))
        .route("/account/factors/remove", post(account::factors::remove))
        .route(
            "/account/approvers/remove",
            post(account::approvers::remove),
        )
        .route("/sign-out", get(sign_out::get).post(sign_out::post))
        .route("/consent", get(consent::get).post(consent::post))
        .route("/oauth/logout", get(logout::get).post(logout::post))
        .route("/oauth/logout/confirm", post(logout::confirm))
        .route("/device", get(device::get).post(device::post))
        .route("/device/decision", post(device::decide))
        .route(
            "/oauth/authorize",
            get(authorize::get).post(authorize::post),
        )
        .layer(map_response(as_page))
}

/// Addresses that programs call.
fn programs() -> Router<Server> {
    use oauth::{delegated, discovery, introspect, jwks, register, revoke};
    Router::new()
        .route("/oauth/revoke", post(revoke::post))
        .route("/oauth/introspect", post(introspect::post))
        .route("/oauth/backchannel/delegated", post(delegated::post))
        .route("/oauth/register", post(register::post))
        .route(
            "/oauth/register/{client_id}",
            get(register::get)
                .put(register::put)
                .delete(register::delete),
        )
        .route("/oauth/jwks", get(jwks::get))
        .route("/.well-known/openid-configuration", get(discovery::get))
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::get),
        )
        .route("/metrics", get(metrics::get))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
}

/// Addresses where a program may show that it holds a key.
fn proved(server: &Server) -> Router<Server> {
    use oauth::{backchannel, device_authorization, par, token, userinfo};
    Router::new()
        .route("/oauth/token", post(token::post))
        .route("/oauth/par", post(par::post))
        .route("/oauth/backchannel", post(backchannel::post))
        .route(
            "/oauth/device_authorization",
            post(device_authorization::post),
        )
        .route("/oauth/userinfo", get(userinfo::get).post(userinfo::post))
        .merge(people_api())
        .merge(admin_api())
        .layer(from_fn_with_state(server.clone(), request::dpop::hand_over))
}

/// What the signed-in person does.
fn people_api() -> Router<Server> {
    use api::{api_keys, approvals, devices, factors, grants, me, sessions};
    Router::new()
        .route("/api/v1/me", get(me::get))
        .route("/api/v1/sessions", get(sessions::list))
        .route("/api/v1/sessions/end-others", post(sessions::end_others))
        .route("/api/v1/sessions/{id}", delete(sessions::end))
        .route("/api/v1/devices", get(devices::list))
        .route(
            "/api/v1/devices/{id}",
            patch(devices::rename).delete(devices::remove),
        )
        .route("/api/v1/factors", get(factors::list))
        .route("/api/v1/approvals", get(approvals::list))
        .route("/api/v1/approvals/stream", get(approvals::stream::get))
        .route("/api/v1/approvals/answered", get(approvals::answered::list))
        .route(
            "/api/v1/approvals/device",
            get(approvals::device::get)
                .put(approvals::device::enrol)
                .delete(approvals::device::leave),
        )
        .route(
            "/api/v1/approvals/device/code",
            post(approvals::device::code),
        )
        .route(
            "/api/v1/approvals/{id}/answer",
            post(approvals::answer::post),
        )
        .route("/api/v1/grants", get(grants::list))
        .route("/api/v1/grants/{id}", delete(grants::revoke))
        .route(
            "/api/v1/api-keys",
            get(api_keys::list).post(api_keys::create),
        )
        .route("/api/v1/api-keys/current", get(api_keys::current))
        .route("/api/v1/api-keys/{id}", delete(api_keys::revoke))
        .route("/api/v1/api-keys/{id}/rotate", post(api_keys::rotate))
}

/// What administrators do.
fn admin_api() -> Router<Server> {
    use api::admin::{audit, clients, devices, policy, roles, sessions, user, users};
    Router::new()
        .route("/api/v1/admin/users", get(users::list).post(users::create))
        .route(
            "/api/v1/admin/users/{id}",
            get(user::get).patch(user::change),
        )
        .route("/api/v1/admin/users/{id}/disable", post(user::disable))
        .route("/api/v1/admin/users/{id}/enable", post(user::enable))
        .route(
            "/api/v1/admin/users/{id}/end-everything",
            post(user::end_everything),
        )
        .route("/api/v1/admin/users/{id}/unlock", post(user::unlock))
        .route(
            "/api/v1/admin/users/{id}/reset-password",
            post(user::reset_password),
        )
        .route(
            "/api/v1/admin/users/{id}/roles/{role}",
            put(user::grant).delete(user::withdraw),
        )
        .route("/api/v1/admin/roles", get(roles::list))
        .route(
            "/api/v1/admin/roles/{name}",
            put(roles::put).delete(roles::remove),
        )
        .route(
            "/api/v1/admin/clients",
            get(clients::list).post(clients::register),
        )
        .route(
            "/api/v1/admin/clients/{id}",
            get(clients::get).delete(clients::remove),
        )
        .route("/api/v1/admin/sessions", get(sessions::list))
        .route("/api/v1/admin/devices", get(devices::list))
        .route("/api/v1/admin/devices/{id}", delete(devices::remove))
        .route("/api/v1/admin/audit", get(audit::search))
        .route("/api/v1/admin/policy", get(policy::get))
        .route("/api/v1/admin/policy/check", post(policy::check))
}

/// A person gets a page where a program would get an error in JSON.
async fn as_page(response: Response) -> Response {
    let is_json = |value: &HeaderValue| value.as_bytes().starts_with(b"application/json");
    if !response.headers().get(CONTENT_TYPE).is_some_and(is_json) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let page = match parts.status {
        StatusCode::SERVICE_UNAVAILABLE => Problem::busy(),
        StatusCode::TOO_MANY_REQUESTS => Problem::too_often(),
        _ => Problem::internal(),
    };
    let mut page = page.into_response();
    page.extensions_mut().extend(parts.extensions);
    if let Some(wait) = parts.headers.get(RETRY_AFTER) {
        page.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    page
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::body::Bytes;
    use tower::ServiceExt as _;

    use super::*;
    use crate::refusal::Refusal;

    /// Answers with what was sent, once as many requests were in the way as `clashes` says.
    async fn ask(clashes: usize) -> (StatusCode, Bytes, usize) {
        let rounds = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&rounds);
        let echo = move |body: Bytes| async move {
            if count.fetch_add(1, Ordering::SeqCst) < clashes {
                Err(Refusal::Again)
            } else {
                Ok(body)
            }
        };
        let app: Router = Router::new().route("/", post(echo)).layer(from_fn(again));
        let request = Request::post("/").body(Body::from("a form")).unwrap();
        let answer = app.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1000).await.unwrap();
        (status, body, rounds.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn a_request_that_others_were_in_the_way_of_is_begun_again_with_its_body() {
        assert_eq!(ask(0).await, (StatusCode::OK, "a form".into(), 1));
        assert_eq!(ask(2).await, (StatusCode::OK, "a form".into(), 3));
    }

    #[tokio::test]
    async fn a_request_that_never_finds_its_way_is_told_to_come_back() {
        let (status, _, rounds) = ask(usize::MAX).await;
        assert_eq!((status, rounds), (StatusCode::SERVICE_UNAVAILABLE, 3));
    }
}
