//! `/api/v1/openapi.json`: the JSON interface, described from the handlers themselves.

use axum::{Json, Router, routing::get};
use http::header::CACHE_CONTROL;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{AuthorizationCode, Flow, OAuth2, Scopes, SecurityScheme},
};

use crate::routes::api;

/// Where the description is served.
pub(crate) const PATH: &str = "/api/v1/openapi.json";

/// What a program names when it says how it signs in.
const SCHEME: &str = "bearer";

/// The description of everything under `/api/v1`.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Countersign",
        description = "What the signed-in person and administrators do. Every request carries an \
                       access token or a secret key; times are Unix seconds, and null means that \
                       the server does not say."
    ),
    paths(
        api::me::get,
        api::sessions::list,
        api::sessions::end,
        api::sessions::end_others,
        api::devices::list,
        api::devices::rename,
        api::devices::remove,
        api::factors::list,
        api::approvals::list,
        api::approvals::stream::get,
        api::approvals::answer::post,
        api::approvals::answered::list,
        api::approvals::device::code,
        api::approvals::device::get,
        api::approvals::device::enrol,
        api::approvals::device::leave,
        api::grants::list,
        api::grants::revoke,
        api::api_keys::current,
        api::api_keys::list,
        api::api_keys::create,
        api::api_keys::rotate,
        api::api_keys::revoke,
        api::admin::users::list,
        api::admin::users::create,
        api::admin::user::get,
        api::admin::user::change,
        api::admin::user::disable,
        api::admin::user::enable,
        api::admin::user::end_everything,
        api::admin::user::unlock,
        api::admin::user::reset_password,
        api::admin::user::grant,
        api::admin::user::withdraw,
        api::admin::roles::list,
        api::admin::roles::put,
        api::admin::roles::remove,
        api::admin::clients::list,
        api::admin::clients::get,
        api::admin::clients::register,
        api::admin::clients::remove,
        api::admin::policy::get,
        api::admin::policy::check,
        api::admin::sessions::list,
        api::admin::devices::list,
        api::admin::devices::remove,
        api::admin::audit::search,
    ),
    components(schemas(protocol::OAuthError)),
    modifiers(&AccessToken)
)]
pub struct Description;

/// Adds the way to an access token.
struct AccessToken;

impl Modify for AccessToken {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scopes = authority::scope::KNOWN.iter().copied();
        let flow = AuthorizationCode::new(
            "/oauth/authorize",
            "/oauth/token",
            Scopes::from_iter(scopes),
        );
        let scheme = SecurityScheme::OAuth2(OAuth2::new([Flow::AuthorizationCode(flow)]));
        description
            .components
            .get_or_insert_default()
            .add_security_scheme(SCHEME, scheme);
    }
}

/// The route of the description. It is the same for everybody.
pub(crate) fn route<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let answer = || async {
        (
            [(CACHE_CONTROL, "public, max-age=300")],
            Json(Description::openapi()),
        )
    };
    Router::new().route(PATH, get(answer))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_below_api_is_described_and_nothing_else() {
        let routes = include_str!("../mod.rs");
        let served: BTreeSet<&str> = routes
            .split('"')
            .filter(|text| text.starts_with("/api/v1/"))
            .collect();
        let description = Description::openapi();
        let described: BTreeSet<&str> =
            description.paths.paths.keys().map(String::as_str).collect();
        assert_eq!(served, described);
        assert!(!served.is_empty());
    }

    #[test]
    fn the_description_names_the_way_to_an_access_token() {
        let json = serde_json::to_value(Description::openapi()).unwrap();
        let flows = &json["components"]["securitySchemes"][SCHEME]["flows"];
        assert_eq!(flows["authorizationCode"]["tokenUrl"], "/oauth/token");
    }
}
