//! Finding out what a server is, from its address alone.

use serde::Deserialize;
use url::Url;

use crate::{
    Error,
    error::plain,
    http::{Answer, Http, is_allowed, is_loopback},
    proof,
};

/// A server that one can sign in to, as its own document describes it
/// ([OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The issuer in exactly the spelling of the document: tokens must name precisely this.
    pub issuer: String,
    /// What more than OpenID Connect it speaks.
    pub kind: ServerKind,
    /// The scopes it says it knows; `None` when it does not say.
    pub scopes_supported: Option<Vec<String>>,
    /// Where the person manages the account in the browser: https, or http on this computer.
    pub account_management_uri: Option<Url>,
    /// Where a browser session is ended.
    pub end_session: Option<Url>,
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    pub(crate) jwks: Url,
    pub(crate) revocation: Option<Url>,
    pub(crate) promises_iss: bool,
    /// Whether it binds tokens to keys of the kind that we make.
    pub(crate) binds_tokens: bool,
    pub(crate) algorithms: Vec<String>,
}

/// What a server is, beside an OpenID provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerKind {
    /// One of ours.
    Countersign {
        /// The base address of its JSON interface, as in `https://id.example/api/v1`.
        api: Url,
    },
    /// Any other OpenID provider.
    OpenId,
}

impl Provider {
    /// The scopes of the desktop app that this server knows. `openid` is always among them.
    #[must_use]
    pub fn desktop_scopes(&self) -> Vec<String> {
        let ours = matches!(self.kind, ServerKind::Countersign { .. });
        let known = |scope: &str| match &self.scopes_supported {
            Some(supported) => scope == "openid" || supported.iter().any(|known| known == scope),
            // A server that does not say knows the scopes of the standard.
            None => ours || !matches!(scope, "sessions" | "approvals"),
        };
        protocol::DESKTOP_SCOPES
            .iter()
            .filter(|scope| known(scope))
            .map(|scope| (*scope).to_owned())
            .collect()
    }

    /// Whether tokens can be ended at this server
    /// ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).
    #[must_use]
    pub fn can_revoke(&self) -> bool {
        self.revocation.is_some()
    }
}

/// What the server at the address that a person typed says about itself.
///
/// `https://` may be left out. One trailing slash more or less than the server writes is forgiven
/// here, once: keep [`Provider::issuer`] and ask [`rediscover`] from then on.
///
/// # Errors
///
/// [`Error::BadIssuer`], [`Error::ServerAway`], [`Error::NotAServer`], [`Error::IssuerMismatch`]
/// and [`Error::NoS256`].
pub async fn discover(http: &Http, typed: &str) -> Result<Provider, Error> {
    let asked = parse(typed)?;
    let document = fetch(http, &asked).await?;
    let same = without_slash(&lower_case_host(&document.issuer)) == without_slash(&asked);
    document.into_provider(&asked, same)
}

/// What the server of a known issuer says about itself now.
///
/// # Errors
///
/// As [`discover`]; the document must name `issuer` to the letter.
pub async fn rediscover(http: &Http, issuer: &str) -> Result<Provider, Error> {
    let asked = parse(issuer)?;
    let document = fetch(http, &asked).await?;
    let same = document.issuer == issuer;
    document.into_provider(issuer, same)
}

/// The issuer that was typed, with scheme and host in lower case.
fn parse(typed: &str) -> Result<String, Error> {
    let bad = |detail: &str| Error::BadIssuer {
        detail: detail.to_owned(),
    };
    let typed = typed.trim();
    if typed.is_empty()
        || typed
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err(bad("an address has no spaces and is not empty"));
    }
    let issuer = lower_case_host(&if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    });
    let url = Url::parse(&issuer).map_err(|error| bad(&error.to_string()))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("an issuer has no query and no fragment"));
    }
    if !is_allowed(&url) {
        return Err(bad(
            "only https is asked, and http on this computer; no name or password belongs in it",
        ));
    }
    Ok(issuer)
}

fn lower_case_host(issuer: &str) -> String {
    let Some((scheme, rest)) = issuer.split_once("://") else {
        return issuer.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    format!(
        "{}://{}{path}",
        scheme.to_ascii_lowercase(),
        host.to_ascii_lowercase()
    )
}

fn without_slash(issuer: &str) -> &str {
    issuer.strip_suffix('/').unwrap_or(issuer)
}

/// What a document must hold to be of use, and what it may hold. Unknown fields are many.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    revocation_endpoint: Option<Url>,
    end_session_endpoint: Option<String>,
    account_management_uri: Option<String>,
    scopes_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
    // https://www.rfc-editor.org/rfc/rfc9449#section-5.1
    dpop_signing_alg_values_supported: Option<Vec<String>>,
    // `protocol::METADATA_KEY`; a test holds the two together.
    countersign_api: Option<Url>,
}

/// Asks where OpenID Connect puts the document
/// ([section 4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest)),
/// then where [RFC 8414 section 3](https://www.rfc-editor.org/rfc/rfc8414#section-3) does.
async fn fetch(http: &Http, issuer: &str) -> Result<Document, Error> {
    let answer = http
        .get(&address(&format!(
            "{}/.well-known/openid-configuration",
            without_slash(issuer)
        ))?)
        .await?;
    if answer.status != reqwest::StatusCode::NOT_FOUND {
        return read(&answer);
    }
    let mut other = address(issuer)?;
    let path = format!(
        "/.well-known/oauth-authorization-server{}",
        without_slash(other.path())
    );
    other.set_path(&path);
    read(&http.get(&other).await?)
}

fn address(text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|error| Error::BadIssuer {
        detail: error.to_string(),
    })
}

fn read(answer: &Answer) -> Result<Document, Error> {
    if answer.is_away() {
        return Err(Error::ServerAway {
            detail: format!("it answers {}", answer.status),
        });
    }
    if answer.status != reqwest::StatusCode::OK {
        return Err(Error::NotAServer {
            detail: format!("asked for its description, it answers {}", answer.status),
        });
    }
    answer.json().map_err(|detail| Error::NotAServer { detail })
}

impl Document {
    fn into_provider(self, asked: &str, same: bool) -> Result<Provider, Error> {
        if !same {
            return Err(Error::IssuerMismatch {
                asked: asked.to_owned(),
                named: plain(&self.issuer),
            });
        }
        if !self
            .code_challenge_methods_supported
            .iter()
            .flatten()
            .any(|method| method == "S256")
        {
            return Err(Error::NoS256);
        }
        let near = Url::parse(&self.issuer).is_ok_and(|issuer| is_loopback(&issuer));
        // A server elsewhere has no business with the ports of this computer.
        let reachable = |url: &Url| is_allowed(url) && (near || !is_loopback(url));
        let needed = [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ];
        let wished = [&self.revocation_endpoint, &self.countersign_api];
        if let Some(bad) = needed
            .into_iter()
            .chain(wished.into_iter().flatten())
            .find(|url| !reachable(url))
        {
            return Err(Error::NotAServer {
                detail: format!("its description points to {}", plain(bad.as_str())),
            });
        }
        // These two are only ever shown to the person, so a bad one is left out.
        let shown = |text: Option<String>| {
            text.and_then(|text| Url::parse(&text).ok())
                .filter(reachable)
        };
        Ok(Provider {
            kind: match self.countersign_api {
                Some(api) => ServerKind::Countersign { api },
                None => ServerKind::OpenId,
            },
            scopes_supported: self.scopes_supported,
            account_management_uri: shown(self.account_management_uri),
            end_session: shown(self.end_session_endpoint),
            authorization: self.authorization_endpoint,
            token: self.token_endpoint,
            jwks: self.jwks_uri,
            revocation: self.revocation_endpoint,
            promises_iss: self
                .authorization_response_iss_parameter_supported
                .unwrap_or(false),
            binds_tokens: self
                .dpop_signing_alg_values_supported
                .iter()
                .flatten()
                .any(|algorithm| algorithm == proof::ALGORITHM),
            algorithms: self
                .id_token_signing_alg_values_supported
                .unwrap_or_else(|| vec!["RS256".to_owned()]),
            issuer: self.issuer,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_marker_of_our_servers_is_the_one_of_the_protocol() {
        assert_eq!(protocol::METADATA_KEY, "countersign_api");
    }

    #[test]
    fn scheme_and_host_are_read_in_any_case_and_https_may_be_left_out() {
        for (typed, issuer) in [
            ("HTTPS://ID.Example/Realms/A", "https://id.example/Realms/A"),
            (" id.example/ ", "https://id.example/"),
            ("http://127.0.0.1:8420", "http://127.0.0.1:8420"),
            ("http://[::1]:8420", "http://[::1]:8420"),
        ] {
            assert_eq!(parse(typed).unwrap(), issuer);
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_not_asked() {
        for typed in [
            "",
            " ",
            "http://id.example",
            "ftp://id.example",
            "https://",
            "https://a:b@id.example",
            "https://id.example?x=1",
            "https://id.example#x",
            "https://id example",
            "javascript:alert(1)",
            "https://id.example\\@evil.example",
        ] {
            assert!(
                matches!(parse(typed), Err(Error::BadIssuer { .. })),
                "{typed}"
            );
        }
    }

    /// What a hostile or broken document may say in any of its fields.
    fn said() -> impl Strategy<Value = Value> {
        let telling = prop::sample::select(vec![
            json!(null),
            json!(0),
            json!([]),
            json!({}),
            json!(""),
            json!(["S256"]),
            json!(["S256", 7]),
            json!(true),
            json!("https://id.example"),
            json!("https://id.example/a?b#c"),
            json!("https://a:b@id.example"),
            json!("http://id.example"),
            json!("http://127.0.0.1:1/x"),
            json!("https://[::1]/x"),
            json!("https://localhost"),
            json!("javascript:alert(1)"),
            json!("file:///etc/passwd"),
            json!("data:,x"),
        ]);
        prop_oneof![3 => telling, 1 => ".{0,20}".prop_map(Value::from)]
    }

    /// A document that would do, with some of its fields replaced.
    fn document() -> impl Strategy<Value = Value> {
        let fields = prop::sample::select(vec![
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "revocation_endpoint",
            "end_session_endpoint",
            "account_management_uri",
            "scopes_supported",
            "code_challenge_methods_supported",
            "id_token_signing_alg_values_supported",
            "authorization_response_iss_parameter_supported",
            "countersign_api",
        ]);
        prop::collection::vec((fields, said()), 0..4).prop_map(|replaced| {
            let mut document = json!({
                "issuer": "https://id.example",
                "authorization_endpoint": "https://id.example/authorize",
                "token_endpoint": "https://id.example/token",
                "jwks_uri": "https://id.example/jwks",
                "code_challenge_methods_supported": ["S256"],
            });
            for (field, value) in replaced {
                document[field] = value;
            }
            document
        })
    }

    fn answer(body: Vec<u8>) -> Answer {
        Answer {
            status: reqwest::StatusCode::OK,
            names_nonce: false,
            body: Some(body.into()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_no_server(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let refused = matches!(read(&answer(bytes)), Err(Error::NotAServer { .. }));
            prop_assert!(refused);
        }

        #[test]
        fn no_document_leads_to_an_address_that_may_not_be_asked(document in document()) {
            let Ok(read) = read(&answer(document.to_string().into_bytes())) else {
                return Ok(());
            };
            let issuer = read.issuer.clone();
            let Ok(provider) = read.into_provider(&issuer, true) else {
                return Ok(());
            };
            let near = Url::parse(&issuer).is_ok_and(|url| is_loopback(&url));
            let api = match &provider.kind {
                ServerKind::Countersign { api } => Some(api),
                ServerKind::OpenId => None,
            };
            let needed = [&provider.authorization, &provider.token, &provider.jwks];
            let wished = [
                api,
                provider.revocation.as_ref(),
                provider.end_session.as_ref(),
                provider.account_management_uri.as_ref(),
            ];
            for url in needed.into_iter().chain(wished.into_iter().flatten()) {
                prop_assert!(is_allowed(url), "{url}");
                prop_assert!(near || !is_loopback(url), "{url}");
            }
        }

        #[test]
        fn whatever_is_typed_is_refused_or_may_be_asked(
            typed in prop_oneof![".{0,40}", "(https?://)?[a-z0-9:@/?#\\[\\]\\\\. é-]{0,30}"],
        ) {
            if let Ok(issuer) = parse(&typed) {
                prop_assert!(Url::parse(&issuer).is_ok_and(|url| is_allowed(&url)), "{issuer}");
            }
        }
    }
}
