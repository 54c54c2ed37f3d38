//! The desktop app as the server knows it.

/// The built-in public client that the desktop app and the command line sign in as.
pub const DESKTOP_CLIENT_ID: &str = "countersign-desktop";

/// The registered redirect of [`DESKTOP_CLIENT_ID`]. The port is free
/// ([RFC 8252 section 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)) and the path
/// below `/callback/` names the provider, so one provider's answer cannot be taken for another's.
pub const DESKTOP_REDIRECT: &str = "http://127.0.0.1/callback/";

/// What the app asks for. Administrators are asked for `admin` on top.
pub const DESKTOP_SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "offline_access",
    "sessions",
    "approvals",
];

/// The key in the discovery document that marks a Countersign server; its value is the base
/// address of the JSON interface, as in `https://id.example/api/v1`.
pub const METADATA_KEY: &str = "countersign_api";
