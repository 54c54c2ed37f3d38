//! Errors of OAuth 2 as they travel.

use serde::{Deserialize, Serialize};

/// The answer to a refused request at an OAuth endpoint
/// ([RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OAuthError {
    /// One of the registered words, such as `invalid_grant`.
    pub error: String,
    /// A sentence for the developer of the client; never an internal detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}
