//! A visit to another server: where the browser goes, and who came back.

use std::sync::Arc;

use authority::{
    Moment,
    upstream::{Answer, Flow, Identity, Kind, Purpose, github, metadata::Metadata, token},
};
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::{Error, Upstream};
use crate::{
    Server,
    outgoing::{self, As, ask_with_form, get_json},
};

/// Where the browser comes back to: for each other server an address of its own.
fn return_address(server: &Server, upstream: &Upstream) -> String {
    let path = format!("/sign-in/upstream/{}/callback", upstream.name);
    server.config().issuer.at(&path)
}

/// What has to be known of another server on both ways.
struct Ends {
    issuer: String,
    says_iss: bool,
    authorize: String,
    token: String,
    secret_in_form: bool,
    metadata: Option<Arc<Metadata>>,
}

async fn ends(upstream: &Upstream, now: Moment) -> Result<Ends, Error> {
    let home = &upstream.config.issuer;
    if !upstream.is_openid() {
        return Ok(Ends {
            issuer: github::issuer(home),
            says_iss: false,
            authorize: format!("{home}/login/oauth/authorize"),
            token: format!("{home}/login/oauth/access_token"),
            secret_in_form: true,
            metadata: None,
        });
    }
    let metadata = upstream.home.metadata(now).await?;
    Ok(Ends {
        issuer: metadata.vouching.issuer().to_owned(),
        says_iss: metadata.says_iss,
        authorize: metadata.authorization_endpoint.clone(),
        token: metadata.token_endpoint.clone(),
        secret_in_form: metadata.secret_in_form,
        metadata: Some(metadata),
    })
}

/// Begins a visit: what to keep for the browser until it comes back with `state`, and where it goes.
pub(crate) async fn begin(
    server: &Server,
    upstream: &Upstream,
    purpose: Purpose,
    attempt: Option<String>,
    secrets: [&str; 3],
) -> Result<(Flow, String), Error> {
    let [state, nonce, verifier] = secrets;
    let now = server.now();
    let ends = ends(upstream, now).await?;
    let config = &upstream.config;
    let mut address = Url::parse(&ends.authorize).map_err(|_| outgoing::Error::BadAddress)?;
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &config.client_id)
        .append_pair("redirect_uri", &return_address(server, upstream))
        .append_pair("scope", &config.scopes.join(" "))
        .append_pair("state", state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    if upstream.is_openid() {
        address.query_pairs_mut().append_pair("nonce", nonce);
    }
    if let Some(domain) = &config.hosted_domain {
        address.query_pairs_mut().append_pair("hd", domain);
    }
    if matches!(purpose, Purpose::StepUp(_)) {
        match config.kind {
            Kind::OpenId => {
                let mut query = address.query_pairs_mut();
                query
                    .append_pair("prompt", "login")
                    .append_pair("max_age", "0");
            }
            Kind::Microsoft => {
                address.query_pairs_mut().append_pair("prompt", "login");
            }
            Kind::Google | Kind::GitHub => {
                address
                    .query_pairs_mut()
                    .append_pair("prompt", "select_account");
            }
        }
    }
    let flow = Flow {
        upstream: upstream.name.clone(),
        issuer: ends.issuer,
        says_iss: ends.says_iss,
        purpose,
        nonce: nonce.to_owned(),
        verifier: verifier.to_owned(),
        attempt,
        began_at: now.unix(),
    };
    Ok((flow, address.into()))
}

/// Ends a visit: who somebody is there.
pub(crate) async fn finish(
    server: &Server,
    upstream: &Upstream,
    flow: &Flow,
    answer: &Answer<'_>,
) -> Result<Identity, Error> {
    let now = server.now();
    let code = flow.answered(&upstream.name, answer, now)?;
    let ends = ends(upstream, now).await?;
    let tokens = tokens(server, upstream, &ends, flow, code).await?;
    let Some(metadata) = &ends.metadata else {
        return at_github(upstream, &tokens).await;
    };
    let text = |name: &str| tokens.get(name).and_then(Value::as_str);
    let id_token = text("id_token").ok_or(Error::Grant)?;
    let claims = upstream.home.opened(id_token, now).await?;
    let wanted = token::Wanted {
        kind: upstream.config.kind,
        vouching: &metadata.vouching,
        client_id: &upstream.config.client_id,
        nonce: &flow.nonce,
        began_at: Moment::from_unix(flow.began_at),
        anew: matches!(flow.purpose, Purpose::StepUp(_)),
        tenants: &upstream.config.tenants,
        hosted_domain: upstream.config.hosted_domain.as_deref(),
    };
    let identity = token::check(&claims, &wanted, now)?;
    // The others say in the token what they say at all, and know better than a general rule.
    let thin = upstream.config.kind == Kind::OpenId && identity.verified_email().is_none();
    match (&metadata.userinfo_endpoint, text("access_token")) {
        (Some(address), Some(token)) if thin => {
            let listed = &upstream.config.private_targets;
            // Who somebody is does not depend on it.
            let said = get_json(address, As::Holder(token), listed).await.ok();
            let said = said.filter(|said| said.status == StatusCode::OK);
            Ok(match said {
                Some(said) => token::completed(identity, &said.body),
                None => identity,
            })
        }
        _ => Ok(identity),
    }
}

/// Trades the grant in.
async fn tokens(
    server: &Server,
    upstream: &Upstream,
    ends: &Ends,
    flow: &Flow,
    code: &str,
) -> Result<Value, Error> {
    let (config, back) = (&upstream.config, return_address(server, upstream));
    let secret = config.client_secret.reveal();
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &back),
        ("code_verifier", &flow.verifier),
    ];
    let who = if ends.secret_in_form {
        fields.extend([
            ("client_id", config.client_id.as_str()),
            ("client_secret", secret),
        ]);
        As::Anybody
    } else {
        As::Client(&config.client_id, secret)
    };
    let answer = ask_with_form(&ends.token, &fields, who, &config.private_targets).await?;
    // GitHub says 200 also to what it does not take.
    let error = answer.body.get("error").and_then(Value::as_str);
    if answer.status != StatusCode::OK || error.is_some() {
        let error = protocol::shown(error.unwrap_or("none"), 60).unwrap_or_default();
        let status = answer.status.as_u16();
        tracing::warn!(
            upstream = upstream.name,
            status,
            error,
            "a grant was not taken"
        );
        return Err(Error::Grant);
    }
    Ok(answer.body)
}

/// Asks GitHub's interface with the token that it just issued to us.
async fn at_github(upstream: &Upstream, tokens: &Value) -> Result<Identity, Error> {
    let token = tokens.get("access_token").and_then(Value::as_str);
    let token = Zeroizing::new(token.ok_or(Error::Grant)?.to_owned());
    let (home, listed) = (&upstream.config.issuer, &upstream.config.private_targets);
    // GitHub Enterprise has its interface under its own name.
    let api = if home == github::HOME {
        "https://api.github.com".to_owned()
    } else {
        format!("{home}/api/v3")
    };
    let user = get_json(&format!("{api}/user"), As::Holder(&token), listed).await?;
    if user.status != StatusCode::OK {
        return Err(Error::Nobody);
    }
    let emails = get_json(&format!("{api}/user/emails"), As::Holder(&token), listed).await?;
    let emails = (emails.status == StatusCode::OK).then_some(&emails.body);
    github::identity(home, &user.body, emails).ok_or(Error::Nobody)
}
